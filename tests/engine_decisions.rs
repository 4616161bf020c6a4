//! What people say, and what follows: approve, edit, retry, waive, continue, cancel; at the right
//! moment, twice, and too late.

#[path = "engine/bench.rs"]
mod bench;

use std::{fs, path::Path};

use backend_factory::{
    engine::{Embedded, Engine, Error},
    workflow::{
        Decision, Event, Phase,
        policy::Approval,
        view::{PhaseState, RunState, RunView},
    },
};
use bench::{Bench, settled, trail, until};

fn waiting() -> (Bench, Embedded, RunView) {
    let bench = Bench::quick().with(|settings| settings.policy.approval = Approval::PlanAndSubmit);
    let (engine, view) = bench.run();
    assert_eq!(
        (view.state, view.phase),
        (RunState::Waiting, Some(Phase::Plan)),
        "{}",
        view.message
    );
    (bench, engine, view)
}

fn approve(engine: &Embedded, id: &str) -> RunView {
    engine
        .decide(id, Decision::Approve, "cli")
        .expect("approved");
    settled(engine, id)
}

#[test]
fn approvals_lead_through() {
    let (_bench, engine, view) = waiting();
    assert_eq!(view.message, "Ready to proceed to Phase 3?");
    let view = approve(&engine, &view.id);
    assert_eq!(
        (view.state, view.phase),
        (RunState::Waiting, Some(Phase::Validate)),
        "{}",
        view.message
    );
    let view = approve(&engine, &view.id);
    assert_eq!(view.state, RunState::Completed);
    // Too late, and said so.
    for decision in [Decision::Approve, Decision::Cancel, Decision::Continue] {
        assert!(matches!(
            engine.decide(&view.id, decision, "cli"),
            Err(Error::NotNow(_))
        ));
    }
}

#[test]
fn the_second_of_two_approvals_is_refused() {
    let (_bench, engine, view) = waiting();
    engine
        .decide(&view.id, Decision::Approve, "cli")
        .expect("the first");
    let second = engine.decide(&view.id, Decision::Approve, "editor");
    assert!(matches!(second, Err(Error::NotNow(_))), "{second:?}");
    let view = settled(&engine, &view.id);
    assert_eq!(view.phase, Some(Phase::Validate), "{}", view.message);
}

#[test]
fn the_next_phase_reads_what_a_person_edited() {
    let (bench, engine, view) = waiting();
    let plan = view.phases[1].deliverable.clone().expect("the plan");
    let text = fs::read_to_string(&plan).expect("the plan") + "\nA person adds: keep it small.\n";
    fs::write(&plan, text).expect("an edit");
    let view = approve(&engine, &view.id);
    let events = engine.events(&view.id).expect("events");
    assert!(
        events.iter().any(|it| matches!(
            it.event,
            Event::DeliverableEdited {
                phase: Phase::Plan,
                ..
            }
        )),
        "{}",
        trail(&events)
    );
    let task = find(bench.root(), "3-implement-1/task.json").expect("the task");
    assert!(
        fs::read_to_string(task)
            .expect("the task")
            .contains("A person adds: keep it small.")
    );
    // The edit is a commit of its own, before the phase that read it.
    let subjects = bench.git(&[
        "log",
        "--reverse",
        "--format=%s",
        &format!("main..{}", view.branch),
    ]);
    let third = subjects.lines().nth(2).unwrap_or_default().to_owned();
    assert!(third.contains("dited by a person"), "{subjects}");
}

#[test]
fn a_persons_change_to_a_file_is_kept() {
    let (bench, engine, view) = waiting();
    let worktree = view.worktree.clone().expect("a worktree");
    fs::write(Path::new(&worktree).join("NOTES.md"), "Mind the tenants.\n").expect("a file");
    let view = approve(&engine, &view.id);
    assert_eq!(view.phase, Some(Phase::Validate), "{}", view.message);
    assert_eq!(
        bench.git(&["show", &format!("{}:NOTES.md", view.branch)]),
        "Mind the tenants."
    );
}

#[test]
fn a_retry_carries_the_words() {
    let (bench, engine, view) = waiting();
    let retry = Decision::Retry {
        phase: Phase::Requirements,
        feedback: "Mention the tenants.".to_owned(),
    };
    engine.decide(&view.id, retry, "cli").expect("a retry");
    let view = settled(&engine, &view.id);
    assert_eq!(
        (view.state, view.phases[0].attempts, view.phases[1].attempts),
        (RunState::Waiting, 2, 2),
        "{}",
        view.message
    );
    let task = find(bench.root(), "1-requirements-2/task.json").expect("the task");
    assert!(
        fs::read_to_string(task)
            .expect("the task")
            .contains("Mention the tenants.")
    );
    let ahead = Decision::Retry {
        phase: Phase::Test,
        feedback: String::new(),
    };
    assert!(matches!(
        engine.decide(&view.id, ahead, "cli"),
        Err(Error::NotNow(_))
    ));
}

#[test]
fn a_waiver_goes_on_and_is_recorded() {
    let bench = Bench::quick().script("[phase.test]\nclaim_tests = true");
    let (engine, view) = bench.run();
    assert_eq!(
        (view.state, view.phase),
        (RunState::Blocked, Some(Phase::Test)),
        "{}",
        view.message
    );
    let without = engine.decide(
        &view.id,
        Decision::Waive {
            reason: "  ".to_owned(),
        },
        "cli",
    );
    assert!(matches!(without, Err(Error::NotNow(_))));
    engine
        .decide(
            &view.id,
            Decision::Waive {
                reason: "Tested by hand.".to_owned(),
            },
            "cli",
        )
        .expect("a waiver");
    let view = settled(&engine, &view.id);
    assert_eq!(view.phases[3].state, PhaseState::Waived);
    assert_eq!(view.phases[3].waived.as_deref(), Some("Tested by hand."));
    let bodies = bench.git(&["log", "--format=%B", &format!("main..{}", view.branch)]);
    assert!(
        bodies.contains("Waived by a person: Tested by hand."),
        "{bodies}"
    );
}

#[test]
fn a_cancel_stops_the_agent_and_keeps_the_work() {
    let bench = Bench::quick().script("[phase.implement]\nwait = true");
    let (engine, id) = bench.start();
    let working = |view: &RunView| view.phases[2].attempts == 1;
    until("phase 3", || working(&engine.run(&id).expect("the run")));
    engine
        .decide(&id, Decision::Cancel, "editor")
        .expect("cancelled");
    until("the attempt's end", || {
        let events = engine.events(&id).expect("events");
        matches!(
            events.last().map(|it| &it.event),
            Some(Event::AttemptEnded { .. })
        )
    });
    let view = engine.run(&id).expect("the run");
    assert_eq!(view.state, RunState::Cancelled);
    assert_eq!(
        bench
            .git(&["log", "--format=%s", &format!("main..{}", view.branch)])
            .lines()
            .count(),
        2
    );
    assert!(Path::new(&view.worktree.expect("a worktree")).is_dir());
}

#[test]
fn more_runs_than_places_are_queued() {
    let bench = Bench::quick()
        .script("[phase.requirements]\nwait = true")
        .with(|settings| settings.limits.parallel = 1);
    let (engine, first) = bench.start();
    until("the first to work", || {
        engine.run(&first).expect("the run").state == RunState::Running
    });
    let ids: Vec<String> = (0..2)
        .map(|_| engine.start(&bench.order()).expect("a run").id)
        .collect();
    let message = |id: &str| engine.run(id).expect("the run").message;
    assert!(
        message(&ids[0]).ends_with("Place 1 in the queue."),
        "{}",
        message(&ids[0])
    );
    assert!(
        message(&ids[1]).ends_with("Place 2 in the queue."),
        "{}",
        message(&ids[1])
    );
    engine
        .decide(&ids[0], Decision::Cancel, "cli")
        .expect("cancelled while queued");
    engine
        .decide(&first, Decision::Cancel, "cli")
        .expect("cancelled");
    until("the last to begin", || {
        engine.run(&ids[1]).expect("the run").state == RunState::Running
    });
    engine
        .decide(&ids[1], Decision::Cancel, "cli")
        .expect("cancelled");
    let slugs: Vec<String> = ids
        .iter()
        .map(|id| engine.run(id).expect("the run").branch)
        .collect();
    assert!(
        slugs[0].contains("okta-sso-integration-2-")
            && slugs[1].contains("okta-sso-integration-3-"),
        "{slugs:?}"
    );
    assert_eq!(
        engine.run("okta-sso-integration-2").expect("by slug").id,
        ids[0]
    );
    assert_eq!(
        engine.run(&ids[0][..5]).expect("by its beginning").id,
        ids[0]
    );
    assert!(matches!(engine.run("nothing"), Err(Error::NoSuchRun(_))));
}

#[test]
fn a_subset_of_the_phases() {
    let bench = Bench::quick();
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Requirements, Phase::Plan];
    let id = engine.start(&order).expect("a run").id;
    let view = settled(&engine, &id);
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    let states: Vec<PhaseState> = view.phases.iter().map(|phase| phase.state).collect();
    use PhaseState::{Completed, Waived};
    assert_eq!(
        states,
        [Completed, Completed, Waived, Waived, Waived, Waived]
    );
}

#[test]
fn what_a_person_mends_by_hand_is_looked_at_again() {
    let bench = Bench::quick()
        .script("[phase.plan]\nempty_document = true\n[phase.plan.write_directly]\n\"src/evil.py\" = \"x = 1\\n\"")
        .with(|settings| settings.policy.attempts = 1);
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Plan];
    let id = engine.start(&order).expect("a run").id;
    let view = settled(&engine, &id);
    assert_eq!(view.state, RunState::Blocked, "{}", view.message);
    let moved = view.phases[1].patch.clone().expect("a patch");
    // Not mended: it blocks again, and no agent is started.
    engine
        .decide(&id, Decision::Recheck, "cli")
        .expect("a recheck");
    let view = settled(&engine, &id);
    assert_eq!(
        (view.state, view.phases[1].attempts),
        (RunState::Blocked, 1)
    );
    assert!(
        view.message.contains("The gate stays shut."),
        "{}",
        view.message
    );
    // The document and, out of any architect's lane, a file: no lane holds a person.
    let plan = view.phases[1].deliverable.clone().expect("a place");
    fs::write(&plan, include_str!("workflow/good/2-plan.md")).expect("a plan");
    let worktree = view.worktree.clone().expect("a worktree");
    fs::write(Path::new(&worktree).join("src/hand.py"), "y = 2\n").expect("a file");
    engine
        .decide(&id, Decision::Recheck, "cli")
        .expect("a recheck");
    let view = settled(&engine, &id);
    let events = engine.events(&id).expect("events");
    assert_eq!(
        (view.state, view.phases[1].attempts),
        (RunState::Completed, 1),
        "{}\n{}",
        view.message,
        trail(&events)
    );
    assert_eq!(
        bench.git(&["show", &format!("{}:src/hand.py", view.branch)]),
        "y = 2"
    );
    let files = bench.git(&["ls-tree", "-r", "--name-only", &view.branch]);
    assert!(!files.contains("evil.py"), "{files}");
    assert!(
        fs::read_to_string(moved)
            .expect("the patch")
            .contains("evil.py")
    );
}

#[test]
fn stale_work_is_taken_only_with_a_reason() {
    let bench = Bench::quick().with(|settings| settings.policy.approval = Approval::EachPhase);
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Requirements, Phase::Plan, Phase::Implement];
    let id = engine.start(&order).expect("a run").id;
    let view = settled(&engine, &id);
    approve(&engine, &view.id);
    let view = engine.run(&id).expect("the run");
    assert_eq!(view.phase, Some(Phase::Plan), "{}", view.message);
    let first = view.phases[0]
        .deliverable
        .clone()
        .expect("the requirements");
    let text = fs::read_to_string(&first).expect("the text") + "\nA person adds a word.\n";
    fs::write(&first, text).expect("an edit");
    let plain = engine.decide(&id, Decision::Approve, "cli");
    assert!(
        matches!(&plain, Err(Error::NotNow(why)) if why.contains("retry from phase plan")),
        "{plain:?}"
    );
    let view = engine.run(&id).expect("the run");
    assert_eq!(view.phases[1].state, PhaseState::Stale, "{}", view.message);
    let reason = "Only a word changed.".to_owned();
    engine
        .decide(&id, Decision::Waive { reason }, "cli")
        .expect("taken as it is");
    let view = settled(&engine, &id);
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    assert_eq!(
        view.phases[1].accepted.as_deref(),
        Some("Only a word changed.")
    );
}

#[test]
fn runs_that_change_the_same_files_are_told_of_each_other() {
    let script = "[phase.implement]\n[phase.implement.write]\n\"src/sample.py\" = \"x = 1\\n\"\n[phase.test]\nno_document = true";
    let bench = Bench::quick().script(script);
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Implement, Phase::Test];
    let run = || {
        let id = engine.start(&order).expect("a run").id;
        settled(&engine, &id)
    };
    let (first, second) = (run(), run());
    assert_eq!(second.state, RunState::Blocked, "{}", second.message);
    let first = engine.run(&first.id).expect("the run");
    for (one, other) in [(&first, &second), (&second, &first)] {
        let told = &one.overlaps[0];
        assert_eq!(told.run, other.id);
        assert!(told.files.contains(&"src/sample.py".to_owned()), "{told:?}");
    }
    // The second one's gate knew of the first, and says so where a reviewer reads it.
    let warned = |view: &RunView| {
        let mut findings = view.phases[2].findings.iter();
        findings.any(|it| it.code == "files-of-another-run" && it.message.contains(&first.id))
    };
    assert!(warned(&second) && !warned(&first));
}

fn find(folder: &Path, end: &str) -> Option<std::path::PathBuf> {
    fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
        let path = entry.path();
        if path.to_string_lossy().ends_with(end) {
            Some(path)
        } else if path.is_dir() {
            find(&path, end)
        } else {
            None
        }
    })
}
