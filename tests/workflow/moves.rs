//! Events to throw at a run: mostly such as could come next, some that could not.

use backend_factory::workflow::{
    Decision, Event, Evidence, Finding, Phase, Policy, Recorded, Run,
    event::{Answer, AttemptEnd, Deliverable, Question, Request, Requested, Usage},
    evidence::{EvidenceKind, TestCounts},
    policy::Approval,
};

/// How many kinds of moves there are.
pub const KINDS: u8 = 30;

/// One throw: what kind, aimed at the phase at hand (0) or another, and a variation of it.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub kind: u8,
    pub phase: u8,
    pub attempt: u8,
    pub flavour: u8,
}

pub fn requested(phases: &[Phase], policy: Policy) -> Event {
    Event::RunRequested(Requested {
        id: "7k2m9x".into(),
        slug: "okta-sso-integration".into(),
        request: Request {
            title: "Okta SSO Integration".into(),
            text: "implement Okta SSO integration for Chariot".into(),
            family: "implement".into(),
            origin: None,
        },
        phases: phases.to_vec(),
        agent: "rehearsal".into(),
        base: "0".repeat(40),
        base_ref: Some("main".into()),
        branch: "backend-factory/okta-sso-integration-7k2m9x".into(),
        policy,
    })
}

pub fn recorded(seq: u64, event: Event) -> Recorded {
    Recorded {
        seq,
        at: 1_700_000_000_000 + i64::try_from(seq).unwrap() * 1000,
        event,
    }
}

/// Six orders that differ in all that the machine looks at.
pub fn orders() -> Vec<Event> {
    let policy = |approval, attempts, cap| Policy {
        approval,
        attempts,
        run_tokens: cap,
        ..Policy::default()
    };
    use Phase::*;
    vec![
        requested(&Phase::ALL, policy(Approval::PlanAndSubmit, 3, None)),
        requested(&Phase::ALL, policy(Approval::EachPhase, 1, Some(40))),
        requested(&Phase::ALL, policy(Approval::None, 1, Some(30))),
        requested(
            &[Requirements, Plan],
            policy(Approval::PlanAndSubmit, 2, None),
        ),
        requested(
            &[Requirements, Implement, Test, Submit],
            policy(Approval::Submit, 2, Some(50)),
        ),
        requested(&[Submit], policy(Approval::PlanAndSubmit, 4, None)),
    ]
}

pub fn finding(flavour: u8) -> Finding {
    match flavour % 4 {
        0 => Finding::error(
            "command-failed",
            format!("`cargo test` ended with exit code {flavour}"),
        ),
        1 => Finding::error("out-of-lane", "`src/a.rs` is out of the lane").in_file("src/a.rs"),
        2 => Finding::error("no-test-command", "There is no test command"),
        _ => Finding::error("missing-section", "There is no section Risks").on_line(3),
    }
}

/// The event that this move makes at this run.
pub fn event(run: &Run, m: Move) -> Event {
    let at = run.phase().unwrap_or(Phase::Requirements);
    let phase = match m.phase {
        0 => at,
        n => Phase::from_number((n - 1) % 6 + 1).unwrap(),
    };
    let latest = run.view().phases[phase.index()].attempts;
    let attempt = match m.attempt {
        0 => latest,
        1 => latest + 1,
        2 => 0,
        n => u32::from(n),
    };
    let ended = |end| Event::AttemptEnded {
        phase,
        attempt,
        end,
        usage: Usage {
            tokens: m.flavour.is_multiple_of(2).then_some(10),
            cost_usd: m.flavour.is_multiple_of(3).then_some(0.5),
        },
    };
    let decided = |decision| Event::DecisionMade {
        phase,
        decision,
        by: "cli".into(),
    };
    let words = || "the agent's words".to_owned();
    match m.kind % KINDS {
        0 => requested(&Phase::ALL, Policy::default()),
        1 => Event::WorktreePrepared {
            path: "/data/runs/7k2m9x".into(),
        },
        2 => Event::PrepareFailed {
            message: "the disk is full".into(),
        },
        3 | 4 => Event::AttemptStarted {
            phase,
            attempt: if m.attempt == 0 && !is_open(run) {
                latest + 1
            } else {
                attempt
            },
        },
        5 | 6 => ended(AttemptEnd::Finished { summary: words() }),
        7 => ended(match m.flavour % 3 {
            0 => AttemptEnd::Died { message: words() },
            1 => AttemptEnd::Stopped { reason: words() },
            _ => AttemptEnd::TimedOut { message: words() },
        }),
        8 => ended(match m.flavour % 2 {
            0 => AttemptEnd::AuthRequired { message: words() },
            _ => AttemptEnd::OverBudget { message: words() },
        }),
        9 => ended(AttemptEnd::Cancelled),
        10 => Event::EvidenceGathered {
            phase,
            attempt,
            evidence: Evidence {
                kind: EvidenceKind::Test,
                command: "cargo test".into(),
                folder: String::new(),
                exit_code: Some(0),
                duration_ms: 1,
                tests: Some(TestCounts {
                    passed: 3,
                    failed: 0,
                    skipped: 0,
                }),
                coverage: None,
                output_sha256: "0".repeat(64),
                output: None,
                sandbox: None,
                note: None,
            },
        },
        11..=14 => Event::GatePassed {
            phase,
            attempt,
            deliverable: Deliverable {
                path: run.requested().deliverable_path(phase),
                sha256: format!("{:064x}", m.flavour),
            },
            summary: "5 acceptance criteria".into(),
            commit: "1".repeat(40),
            findings: match m.flavour {
                7 => vec![finding(0)],
                8 => vec![Finding::warning("assertion-removed", "look")],
                _ => vec![],
            },
            files: vec!["src/a.rs".into()],
            frontend: vec![],
        },
        15 => Event::GateFailed {
            phase,
            attempt,
            findings: vec![finding(m.flavour)],
            patch: m.flavour.is_multiple_of(5).then(|| "out.patch".into()),
            retry: match m.flavour % 3 {
                0 => Some(Phase::Implement),
                _ => None,
            },
        },
        16 | 17 => decided(Decision::Approve),
        18 => decided(Decision::Retry {
            phase: match m.flavour % 3 {
                0 => phase,
                _ => Phase::from_number(m.flavour % 6 + 1).unwrap(),
            },
            feedback: if m.flavour.is_multiple_of(2) {
                String::new()
            } else {
                "use OIDC".into()
            },
        }),
        19 => decided(Decision::Waive {
            reason: if m.flavour % 4 == 3 {
                " ".into()
            } else {
                "the table is generated".into()
            },
        }),
        20 => decided(Decision::Continue),
        21 => decided(Decision::Cancel),
        22 => Event::DeliverableEdited {
            phase: match m.phase {
                0 => Phase::from_number(m.flavour % 6 + 1).unwrap(),
                _ => phase,
            },
            sha256: format!("{:064x}", u32::from(m.flavour) + 100),
        },
        23 => Event::RunCompleted {
            commit: "2".repeat(40),
        },
        24 => decided(Decision::Recheck),
        25 => Event::PermissionAsked(Question {
            phase,
            attempt,
            number: match m.flavour % 5 {
                4 => 7,
                _ => run.next_question(),
            },
            what: "run npm install".into(),
            reason: "it wants to run `npm install`".into(),
        }),
        26 => Event::PermissionAnswered {
            phase,
            question: run.questions().first().map_or(1, |it| it.number),
            answer: match m.flavour % 3 {
                0 => Answer::Allow,
                1 => Answer::AllowForRun,
                _ => Answer::Refuse,
            },
            by: "cli".into(),
        },
        27 => Event::PullRequestOpened {
            url: "https://example.com/1".into(),
            by: "cli".into(),
        },
        28 => Event::ChangesApplied {
            commit: "2".repeat(40),
            files: 3,
            by: "cli".into(),
        },
        _ => Event::BranchMerged {
            merged: 1_700_000_100_000,
        },
    }
}

fn is_open(run: &Run) -> bool {
    run.station().name() == "working"
}
