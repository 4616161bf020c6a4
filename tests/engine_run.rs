//! Runs from the order to the finished branch, with the rehearsal agent and the real binary.

#[path = "engine/bench.rs"]
mod bench;

use backend_factory::{
    engine::Engine,
    workflow::view::{PhaseState, RunState},
};
use bench::{Bench, git, trail};

#[test]
fn six_phases_end_in_a_branch() {
    let bench = Bench::new();
    let before = (
        bench.git(&["status", "--porcelain", "--ignored"]),
        std::fs::read(bench.clone_dir().join(".git/index")).ok(),
    );
    let (engine, view) = bench.run();
    let events = engine.events(&view.id).expect("events");
    assert_eq!(
        view.state,
        RunState::Completed,
        "{}\n{}\n{}",
        view.message,
        trail(&events),
        bench.log(&view.id)
    );
    for phase in &view.phases {
        assert_eq!(
            (phase.state, phase.attempts),
            (PhaseState::Completed, 1),
            "{phase:?}"
        );
    }
    // One commit a phase, with the phase in its message, on the run's branch.
    let subjects = bench.git(&[
        "log",
        "--reverse",
        "--format=%s",
        &format!("main..{}", view.branch),
    ]);
    let expected = [
        "Phase 1: Requirements Analysis",
        "Phase 2: Technical Planning",
        "Phase 3: Core Implementation",
        "Phase 4: Testing",
        "Phase 5: Validation",
        "Phase 6: Deployment & Submission",
    ];
    assert_eq!(subjects.lines().collect::<Vec<_>>(), expected);
    let trailers = bench.git(&["log", "-1", "--format=%(trailers)", &view.branch]);
    assert_eq!(
        trailers,
        format!(
            "Backend-Factory-Run: {}\nBackend-Factory-Phase: submit\nBackend-Factory-Attempt: 1",
            view.id
        )
    );
    let worktree = view.worktree.as_deref().expect("a worktree");
    assert_eq!(git(worktree.as_ref(), &["status", "--porcelain"]), "");
    // The user's tree and index are what they were.
    let after = (
        bench.git(&["status", "--porcelain", "--ignored"]),
        std::fs::read(bench.clone_dir().join(".git/index")).ok(),
    );
    assert_eq!(before, after);
    insta::assert_snapshot!(trail(&events));
    assert!(
        engine.runs().expect("runs").len() == 1
            && engine.revive().expect("nothing to do").is_empty()
    );
}
