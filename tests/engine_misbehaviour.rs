//! Scripts by which the agent misbehaves, and the exact trail of events that must follow. The goldens
//! are in `tests/engine/trails`; `UPDATE=1` writes them anew.

#[path = "engine/bench.rs"]
mod bench;

use backend_factory::{
    engine::{Engine, Settings},
    workflow::{Decision, Event, Phase, view::RunState},
};
use bench::{Bench, settled, trail};

/// Name, script, and where the run must stand in the end.
fn check(name: &str, script: &str, state: RunState) {
    check_with(name, script, state, |_| {});
}

fn check_with(name: &str, script: &str, state: RunState, change: impl FnOnce(&mut Settings)) {
    let bench = Bench::quick().script(script).with(change);
    let (engine, view) = bench.run();
    let events = engine.events(&view.id).expect("events");
    let trail = trail(&events);
    assert_eq!(
        view.state,
        state,
        "{name}: {}\n{trail}\n{}",
        view.message,
        bench.log(&view.id)
    );
    golden(name, &trail);
    if state == RunState::Completed {
        return;
    }
    let submitted = events.iter().any(|it| {
        matches!(
            it.event,
            Event::AttemptStarted {
                phase: Phase::Submit,
                ..
            }
        )
    });
    assert!(!submitted, "{name}: a lying agent reached phase 6\n{trail}");
}

fn golden(name: &str, trail: &str) {
    let path = format!(
        "{}/tests/engine/trails/{name}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(std::path::Path::new(&path).parent().expect("a parent"))
            .expect("a folder");
        std::fs::write(&path, trail).expect("a golden");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        trail, expected,
        "{name}: the trail differs; UPDATE=1 writes it anew"
    );
}

#[test]
fn an_honest_agent() {
    check("honest", "", RunState::Completed);
}

#[test]
fn failures_of_the_agent_itself() {
    check(
        "refuses-once",
        "[phase.plan]\nattempts = 1\nrefuse = true",
        RunState::Completed,
    );
    check(
        "dies-once",
        "[phase.implement]\nattempts = 1\ndie = 3",
        RunState::Completed,
    );
    check(
        "dies-always",
        "[phase.requirements]\ndie = 3",
        RunState::Blocked,
    );
    check(
        "error-once",
        "[phase.requirements]\nattempts = 1\nerror = \"the model is overloaded\"",
        RunState::Completed,
    );
    check(
        "wants-a-login",
        "[phase.plan]\nauth = true",
        RunState::Blocked,
    );
    check(
        "wants-a-login-first",
        "[start]\nauth = true",
        RunState::Blocked,
    );
    check(
        "prints-garbage",
        "[phase.all]\ngarbage = 50",
        RunState::Completed,
    );
    check(
        "floods",
        "[phase.requirements]\nflood = 5000",
        RunState::Completed,
    );
    check_with(
        "closes-its-output",
        "[phase.plan]\nattempts = 1\nclose = true",
        RunState::Completed,
        |settings| {
            settings.limits.idle_seconds = 1;
        },
    );
    check_with(
        "hangs",
        "[phase.requirements]\nattempts = 1\nhang = true",
        RunState::Completed,
        |settings| {
            settings.limits.idle_seconds = 1;
        },
    );
}

#[test]
fn documents_that_break_their_contract() {
    check(
        "no-document",
        "[phase.requirements]\nno_document = true",
        RunState::Blocked,
    );
    check(
        "no-document-once",
        "[phase.plan]\nattempts = 1\nno_document = true",
        RunState::Completed,
    );
    check(
        "empty-document",
        "[phase.plan]\nempty_document = true",
        RunState::Blocked,
    );
    check(
        "no-criteria",
        "[phase.requirements]\nno_criteria = true",
        RunState::Blocked,
    );
    check(
        "placeholders",
        "[phase.plan]\nattempts = 1\nappend = \"\\nTBD\\n\"",
        RunState::Completed,
    );
}

#[test]
fn leaving_the_lane() {
    check(
        "analyst-writes-code",
        "[phase.requirements]\nattempts = 1\n[phase.requirements.write_directly]\n\"src/evil.py\" = \"x = 1\\n\"",
        RunState::Completed,
    );
    check(
        "developer-writes-tests",
        "[phase.implement]\nattempts = 1\n[phase.implement.write_directly]\n\"tests/test_evil.py\" = \"x = 1\\n\"",
        RunState::Completed,
    );
    check(
        "developer-writes-ci",
        "[phase.implement]\nattempts = 1\n[phase.implement.write_directly]\n\".github/workflows/ci.yml\" = \"on: push\\n\"",
        RunState::Completed,
    );
    check(
        "tester-writes-code",
        "[phase.test]\nattempts = 1\n[phase.test.write_directly]\n\"src/evil.py\" = \"x = 1\\n\"",
        RunState::Completed,
    );
    check(
        "qa-edits-code",
        "[phase.validate]\nattempts = 1\n[phase.validate.write_directly]\n\"src/sample.py\" = \"x = 1\\n\"",
        RunState::Completed,
    );
    check(
        "frontend",
        "[phase.implement]\nattempts = 1\n[phase.implement.write_directly]\n\"frontend/app.tsx\" = \"x\\n\"",
        RunState::Completed,
    );
    check(
        "link-outwards",
        "[phase.implement]\nattempts = 1\n[phase.implement.link]\n\"src/passwd\" = \"/etc/passwd\"",
        RunState::Completed,
    );
    check(
        "edits-an-earlier-document",
        "[phase.implement]\nattempts = 1\n[phase.implement.write_directly]\n\".backend-factory/okta-sso-integration/1-requirements.md\" = \"nothing\\n\"",
        RunState::Completed,
    );
    check(
        "removes-code",
        "[phase.test]\nattempts = 1\nremove = [\"src/sample.py\"]",
        RunState::Completed,
    );
    check(
        "leaves-always",
        "[phase.plan.write_directly]\n\"src/evil.py\" = \"x = 1\\n\"",
        RunState::Blocked,
    );
    check(
        "asks-to-push",
        "[phase.plan]\nask = \"git push origin main\"\nignore_answer = false",
        RunState::Completed,
    );
}

#[test]
fn lies() {
    check(
        "claims-tests",
        "[phase.test]\nclaim_tests = true",
        RunState::Blocked,
    );
    check(
        "weakens-tests",
        "[phase.test]\nweaken_tests = true",
        RunState::Blocked,
    );
    check(
        "breaks-the-code",
        "[phase.implement]\nbreak_code = true",
        RunState::Blocked,
    );
    check(
        "breaks-the-code-once",
        "[phase.implement]\nattempts = 1\nbreak_code = true",
        RunState::Completed,
    );
    check(
        "needs-work",
        "[phase.validate]\nneeds_work = true",
        RunState::Blocked,
    );
    // Sent back, this developer writes the same again: that is no mending, and a person is asked.
    check(
        "needs-work-once",
        "[phase.validate]\nattempts = 1\nneeds_work = true",
        RunState::Blocked,
    );
}

#[test]
fn what_left_the_lane_is_kept_in_a_patch() {
    let bench = Bench::quick().script(
        "[phase.plan]\nattempts = 1\n[phase.plan.write_directly]\n\"src/evil.py\" = \"x = 1\\n\"",
    );
    let (engine, view) = bench.run();
    let failed = engine
        .events(&view.id)
        .expect("events")
        .into_iter()
        .find_map(|it| match it.event {
            Event::GateFailed { patch, .. } => patch,
            _ => None,
        });
    let patch = std::fs::read_to_string(failed.expect("a patch")).expect("the patch");
    assert!(
        patch.contains("+++ b/src/evil.py") && patch.contains("+x = 1"),
        "{patch}"
    );
    let worktree = view.worktree.expect("a worktree");
    assert!(!std::path::Path::new(&worktree).join("src/evil.py").exists());
}

#[test]
fn a_blocked_run_goes_on_by_a_persons_word() {
    let bench = Bench::quick().script("[phase.plan]\nattempts = 3\ndie = 1");
    let (engine, view) = bench.run();
    assert_eq!(view.state, RunState::Blocked);
    engine
        .decide(&view.id, Decision::Continue, "cli")
        .expect("continue");
    let view = settled(&engine, &view.id);
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    golden(
        "continued",
        &trail(&engine.events(&view.id).expect("events")),
    );
}
