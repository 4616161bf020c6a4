//! Good work, and every kind of bad.

use backend_factory::{
    agent::Outcome,
    workflow::{Phase, event::AttemptEnd},
};

use crate::place::{Place, work};

/// All phases, one after the other, as the engine would have them worked.
#[test]
fn a_whole_run_is_worked() {
    let place = Place::new();
    for phase in Phase::ALL {
        let (outcome, lines) = work(place.job(phase, ""));
        assert!(
            matches!(outcome.end, AttemptEnd::Finished { .. }),
            "{phase}: {outcome:?}"
        );
        assert_eq!(outcome.denials, [], "{phase}");
        let text = place
            .read(&Place::deliverable(phase))
            .unwrap_or_else(|| panic!("{phase} left no document"));
        assert!(
            text.starts_with("# ") && text.contains("rehearsal agent"),
            "{text}"
        );
        assert!(!lines.is_empty(), "{phase} was silent");
        assert!(outcome.usage.tokens.is_some());
        assert!(
            outcome
                .agent
                .as_deref()
                .is_some_and(|name| name.starts_with("backend-factory-rehearsal"))
        );
    }
    let tests = place.read("tests/okta_sso_integration.rs").unwrap();
    let document = place.read(&Place::deliverable(Phase::Test)).unwrap();
    for line in document.lines().filter(|line| line.starts_with("- AC-")) {
        let name = line.split('`').nth(1).unwrap();
        assert!(tests.contains(&format!("fn {name}()")), "{line}");
    }
    assert!(place.read("CHANGELOG.md").unwrap().contains("Okta"));
    assert!(place.read("docs/okta-sso-integration.md").is_some());
    let tested = std::process::Command::new("cargo")
        .args(["test", "--offline", "--quiet"])
        .current_dir(&place.worktree)
        .env("CARGO_TARGET_DIR", place.folder.path().join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tested.stdout);
    assert!(
        tested.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&tested.stderr)
    );
    assert!(said.contains("8 passed"), "{said}");
}

/// How an attempt must end.
enum Ends {
    Finished,
    Stopped(&'static str),
    Died(&'static str),
    TimedOut(&'static str),
    Auth,
}

#[track_caller]
fn check(name: &str, outcome: &Outcome, ends: &Ends) {
    let good = match (&outcome.end, ends) {
        (AttemptEnd::Finished { .. }, Ends::Finished) => true,
        (AttemptEnd::Stopped { reason }, Ends::Stopped(word)) => reason == word,
        (AttemptEnd::Died { message }, Ends::Died(word)) => {
            message.contains(word) && message.contains("Next:")
        }
        (AttemptEnd::TimedOut { message }, Ends::TimedOut(word)) => message.contains(word),
        (AttemptEnd::AuthRequired { message }, Ends::Auth) => message.contains("Next:"),
        _ => false,
    };
    assert!(good, "{name}: {:?}", outcome.end);
}

#[test]
fn every_misbehaviour_has_its_outcome() {
    use Ends::*;
    let cases: &[(&str, &str, Ends)] = &[
        ("refuses", "[phase.plan]\nrefuse = true", Stopped("refusal")),
        (
            "wants a login at the prompt",
            "[phase.plan]\nauth = true",
            Auth,
        ),
        ("wants a login at the session", "[start]\nauth = true", Auth),
        (
            "answers with an error",
            "[phase.plan]\nerror = 'the model is gone'",
            Died("the model is gone"),
        ),
        ("dies", "[phase.plan]\ndie = 9", Died("exit code 9")),
        (
            "dies with words",
            "[phase.plan]\ndie = 1",
            Died("scripted death"),
        ),
        (
            "closes its output",
            "[phase.plan]\nclose = true",
            // It ends when we close its input in turn, or is ended: either is said.
            Died("rehearsal agent"),
        ),
        ("prints garbage", "[phase.plan]\ngarbage = 20", Finished),
        (
            "sends a huge line",
            "[phase.plan]\nhuge_mib = 9",
            Died("line of more than 8 MiB"),
        ),
        ("floods", "[phase.plan]\nflood = 5000", Finished),
        (
            "hangs",
            "[phase.plan]\nhang = true",
            TimedOut("silent for 3 s"),
        ),
        (
            "never introduces itself",
            "[start]\nsilent = true",
            TimedOut("answer `initialize`"),
        ),
        (
            "is slow but alive",
            "[phase.plan]\ndelay_ms = 300",
            Finished,
        ),
        (
            "hands over nothing",
            "[phase.plan]\nno_document = true",
            Finished,
        ),
    ];
    for (name, script, ends) in cases {
        let place = Place::new();
        let mut job = place.job(Phase::Plan, script);
        job.limits.idle = std::time::Duration::from_secs(3);
        job.limits.startup = std::time::Duration::from_secs(5);
        let begin = std::time::Instant::now();
        let (outcome, _) = work(job);
        check(name, &outcome, ends);
        assert!(
            begin.elapsed().as_secs() < 30,
            "{name} took {:?}",
            begin.elapsed()
        );
        let text = std::fs::read_to_string(outcome.transcript.unwrap()).unwrap();
        assert!(text.contains("initialize"), "{name}: {text}");
    }
}
