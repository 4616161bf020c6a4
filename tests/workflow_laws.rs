//! Laws that hold for any order of events, checked by a reader of the trail that knows nothing of
//! the machine's insides.

use backend_factory::workflow::{
    Decision, Event, Phase, Recorded, Run, Step,
    event::{AttemptEnd, Deliverable, Usage},
    policy::Approval,
    view::{PhaseState, RunState},
};
use proptest::prelude::*;

#[path = "workflow/moves.rs"]
mod moves;
use moves::{KINDS, Move, event, orders, recorded};

fn throws() -> impl Strategy<Value = Vec<Move>> {
    let aim = prop_oneof![6 => Just(0_u8), 1 => 0..7_u8];
    let attempt = prop_oneof![6 => Just(0_u8), 1 => 0..5_u8];
    let one = (0..KINDS, aim, attempt, 0..30_u8).prop_map(|(kind, phase, attempt, flavour)| Move {
        kind,
        phase,
        attempt,
        flavour,
    });
    prop::collection::vec(one, 0..250)
}

/// Throws them all; what is accepted is the trail.
fn play(order: &Event, throws: &[Move]) -> (Run, Vec<Recorded>) {
    let first = recorded(1, order.clone());
    let mut run = Run::begin(&first).unwrap();
    let mut trail = vec![first];
    for m in throws {
        // Cancelling is rare, or no walk would get far.
        if m.kind == 21 && m.flavour != 0 {
            continue;
        }
        let next = recorded(run.seq() + 1, event(&run, *m));
        let before = run.clone();
        let checked = run.check(&next.event);
        let applied = run.apply(&next);
        assert_eq!(
            checked.is_ok(),
            applied.is_ok(),
            "check and apply disagree on {next:?}"
        );
        match applied {
            Ok(()) => trail.push(next),
            Err(refused) => {
                assert_eq!(before, run, "{refused} left a trace");
                assert!(refused.to_string().contains("Next: "), "{refused}");
            }
        }
        look(&run);
    }
    (run, trail)
}

/// A view is total.
fn look(run: &Run) {
    let view = run.view();
    let numbers: Vec<u8> = view.phases.iter().map(|phase| phase.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    assert!(!view.message.is_empty());
    assert_eq!(view.waits(), matches!(run.next(), Step::Await(_)));
    assert_eq!(view.phase.is_none(), run.is_over());
    assert_eq!(matches!(run.next(), Step::Over), run.is_over());
}

/// What the trail itself says of a phase.
#[derive(Clone, Copy, Default)]
struct Seen {
    passed: bool,
    waived: bool,
    open: Option<u32>,
    latest: u32,
    failed: u32,
}

/// Reads the trail with plain eyes.
fn obey(trail: &[Recorded]) -> [Seen; 6] {
    let Event::RunRequested(order) = &trail[0].event else {
        panic!("a trail begins with its request");
    };
    let mut seen = [Seen::default(); 6];
    let mut over = false;
    let mut completed = false;
    let mut questions = std::collections::BTreeSet::new();
    let mut approved = false;
    // A gate may have sent the run back: whether the machine went or asked, the next attempt tells.
    let mut back: Option<Phase> = None;
    let mut rechecked: Option<Phase> = None;
    for Recorded { event, .. } in &trail[1..] {
        if over {
            let late = matches!(
                event,
                Event::AttemptEnded { .. }
                    | Event::ChangesApplied { .. }
                    | Event::PullRequestOpened { .. }
                    | Event::BranchMerged { .. }
            );
            assert!(late, "{event:?} after the end");
        }
        match event {
            Event::AttemptStarted { phase, attempt } => {
                if back.take() == Some(*phase) {
                    reopen(&mut seen, *phase);
                }
                for earlier in order.phases.iter().filter(|earlier| **earlier < *phase) {
                    let earlier = seen[earlier.index()];
                    assert!(
                        earlier.passed || earlier.waived,
                        "{phase} began before an earlier phase was done"
                    );
                }
                assert!(order.phases.contains(phase), "{phase} was left out");
                let this = &mut seen[phase.index()];
                match this.open {
                    Some(open) => assert_eq!(open, *attempt, "two attempts at once"),
                    None => assert_eq!(
                        this.latest + 1,
                        *attempt,
                        "an attempt's number was used twice"
                    ),
                }
                assert!(
                    this.failed < order.policy.attempts,
                    "more attempts than the policy allows"
                );
                this.open = Some(*attempt);
                this.latest = *attempt;
                let asks = order.policy.approval != Approval::None;
                if *phase == Phase::Submit && order.phases.len() > 1 && asks {
                    assert!(approved, "submission began without a person");
                }
            }
            Event::AttemptEnded { phase, end, .. } => {
                questions.clear();
                let this = &mut seen[phase.index()];
                this.open = None;
                if matches!(
                    end,
                    AttemptEnd::Died { .. }
                        | AttemptEnd::Stopped { .. }
                        | AttemptEnd::TimedOut { .. }
                ) {
                    this.failed += 1;
                }
            }
            Event::GatePassed {
                phase, findings, ..
            } => {
                assert!(!findings.iter().any(|finding| finding.is_error()));
                let this = &mut seen[phase.index()];
                this.passed = true;
                this.failed = 0;
                approved = false;
            }
            Event::GateFailed { phase, retry, .. } => {
                if rechecked.take() == Some(*phase) {
                    continue;
                }
                let this = &mut seen[phase.index()];
                this.failed += 1;
                back = retry.filter(|back| back < phase && order.phases.contains(back));
            }
            Event::DecisionMade {
                phase, decision, ..
            } => match decision {
                Decision::Approve => approved = true,
                Decision::Waive { reason } => {
                    assert!(!reason.trim().is_empty());
                    seen[phase.index()].waived = true;
                    seen[phase.index()].failed = 0;
                    approved = true;
                }
                Decision::Retry { phase: again, .. } => {
                    reopen(&mut seen, *again);
                    back = None;
                    approved = false;
                }
                Decision::Continue => seen[phase.index()].failed = 0,
                // The gate alone looks again; that it stays shut is no attempt.
                Decision::Recheck => rechecked = Some(*phase),
                Decision::Cancel => over = true,
            },
            Event::RunCompleted { .. } => {
                for phase in &order.phases {
                    assert!(
                        seen[phase.index()].passed || seen[phase.index()].waived,
                        "{phase} was skipped"
                    );
                }
                over = true;
                completed = true;
            }
            Event::PrepareFailed { .. } => over = true,
            Event::RunRequested(_) => panic!("asked for twice"),
            Event::PermissionAsked(question) => {
                assert_eq!(seen[question.phase.index()].open, Some(question.attempt));
                assert!(
                    questions.insert(question.number),
                    "a question was asked twice"
                );
            }
            Event::PermissionAnswered { question, .. } => {
                assert!(questions.remove(question), "an answer to no question");
            }
            Event::ChangesApplied { .. }
            | Event::PullRequestOpened { .. }
            | Event::BranchMerged { .. } => {
                assert!(completed, "{event:?} before the branch was done");
            }
            Event::WorktreePrepared { .. }
            | Event::EvidenceGathered { .. }
            | Event::DeliverableEdited { .. } => {}
        }
    }
    seen
}

fn reopen(seen: &mut [Seen; 6], from: Phase) {
    for later in &mut seen[from.index()..] {
        *later = Seen {
            latest: later.latest,
            ..Seen::default()
        };
    }
}

/// Does what the machine says with agents that always succeed and a person who always agrees.
fn carry(mut run: Run) -> Run {
    for _ in 0..200 {
        let phase = run.phase().unwrap_or(Phase::Requirements);
        let event = match run.next() {
            Step::Prepare => Event::WorktreePrepared { path: "/w".into() },
            Step::Attempt {
                phase,
                attempt,
                started: false,
                ..
            } => Event::AttemptStarted { phase, attempt },
            Step::Attempt {
                phase,
                attempt,
                started: true,
                ..
            } => Event::AttemptEnded {
                phase,
                attempt,
                end: AttemptEnd::Finished {
                    summary: String::new(),
                },
                usage: Usage::default(),
            },
            Step::Gate { phase, attempt } => Event::GatePassed {
                phase,
                attempt,
                deliverable: Deliverable {
                    path: "d.md".into(),
                    sha256: "0".repeat(64),
                },
                summary: String::new(),
                commit: "3".repeat(40),
                findings: vec![],
                files: vec![],
                frontend: vec![],
            },
            Step::Await(wait) => Event::DecisionMade {
                phase,
                decision: match wait {
                    // Approval alone does not take what is stale.
                    backend_factory::workflow::decision::Wait::Approval
                        if !run.stale().is_empty() =>
                    {
                        Decision::Waive {
                            reason: "it still holds".into(),
                        }
                    }
                    backend_factory::workflow::decision::Wait::Approval => Decision::Approve,
                    backend_factory::workflow::decision::Wait::Blocked { .. } => Decision::Continue,
                },
                by: "cli".into(),
            },
            Step::Finish => Event::RunCompleted {
                commit: "4".repeat(40),
            },
            Step::Over => return run,
        };
        let next = recorded(run.seq() + 1, event);
        run.apply(&next)
            .unwrap_or_else(|refused| panic!("{refused}: {next:?}"));
    }
    panic!("it does not end: {:?}", run.view().message);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_events_keeps_the_laws(order in 0..6_usize, throws in throws()) {
        let order = orders().remove(order);
        let (run, trail) = play(&order, &throws);
        obey(&trail);

        // The journal is the run: written down, read back and replayed it is the same.
        let written: Vec<String> = trail.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let read: Vec<Recorded> = written.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(&Run::replay(&read).unwrap(), &run);

        // Numbers have no gaps, and an event never comes twice.
        let mut again = run.clone();
        prop_assert!(again.apply(trail.last().unwrap()).is_err());
        prop_assert_eq!(&again, &run);

        // From wherever it stands it can be brought to an end.
        let end = carry(run.clone());
        prop_assert!(end.is_over());
        let view = end.view();
        if view.state == RunState::Completed {
            let done = |phase: &PhaseState| matches!(phase, PhaseState::Completed | PhaseState::Waived);
            prop_assert!(view.phases.iter().all(|phase| done(&phase.state)), "{:?}", view.phases);
        }
    }
}
