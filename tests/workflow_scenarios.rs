//! Scenarios of whole runs, as told in `workflow/scenarios.txt`.
//! `UPDATE=1 cargo test --test workflow_scenarios` writes what the machine does now.

use backend_factory::workflow::{
    Decision, Event, Finding, Phase, Policy, Refused, Run, Step,
    event::{Answer, AttemptEnd, Deliverable, Question, Usage},
    policy::Approval,
    view::{PhaseState, PhaseView},
};

#[path = "workflow/moves.rs"]
#[allow(dead_code)]
mod moves;
use moves::{recorded, requested};

struct Play {
    phases: Vec<Phase>,
    policy: Policy,
    run: Option<Run>,
    edits: u32,
    /// Milliseconds that the clock is ahead of the number of events.
    late: i64,
}

impl Play {
    fn run(&mut self) -> &mut Run {
        let order = requested(&self.phases, self.policy.clone());
        self.run
            .get_or_insert_with(|| Run::begin(&recorded(1, order)).unwrap())
    }

    fn apply(&mut self, event: Event) -> Result<(), Refused> {
        let late = self.late;
        let run = self.run();
        let mut next = recorded(run.seq() + 1, event);
        next.at += late;
        run.apply(&next)
    }

    /// What the line makes of the run, in words; none for lines that only set the stage.
    fn say(&mut self, line: &str) -> Option<String> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "phases" => {
                self.phases = rest
                    .split(',')
                    .map(|phase| Phase::parse(phase).unwrap())
                    .collect();
                return None;
            }
            "approval" => {
                self.policy.approval = serde_json::from_value::<Approval>(rest.into()).unwrap();
                return None;
            }
            "attempts" => {
                self.policy.attempts = rest.parse().unwrap();
                return None;
            }
            "minutes" => {
                self.policy.run_seconds = Some(rest.parse::<u64>().unwrap() * 60);
                return None;
            }
            "wait" => {
                self.late += rest.parse::<i64>().unwrap() * 60_000;
                return None;
            }
            "cap" => {
                self.policy.run_tokens = Some(rest.parse().unwrap());
                return None;
            }
            "carry" => {
                for verb in ["start", "finish", "pass"] {
                    let event = self.event(verb, "");
                    if let Err(refused) = self.apply(event) {
                        return Some(format!("refused: {refused}"));
                    }
                }
            }
            _ => {
                let event = self.event(verb, rest);
                let before = self.run().clone();
                if let Err(refused) = self.apply(event) {
                    assert_eq!(*self.run(), before);
                    return Some(format!("refused: {refused}"));
                }
            }
        }
        Some(shown(self.run()))
    }

    fn event(&mut self, verb: &str, rest: &str) -> Event {
        self.edits += 1;
        let edits = self.edits;
        let run = self.run();
        let phase = run.phase().unwrap_or(Phase::Requirements);
        let attempt = run.view().phases[phase.index()].attempts;
        let words = |default: &str| {
            if rest.is_empty() {
                default.to_owned()
            } else {
                rest.to_owned()
            }
        };
        let ended = |end, tokens| Event::AttemptEnded {
            phase,
            attempt,
            end,
            usage: Usage {
                tokens,
                cost_usd: None,
            },
        };
        let decided = |decision| Event::DecisionMade {
            phase,
            decision,
            by: "cli".into(),
        };
        match verb {
            "prepared" => Event::WorktreePrepared {
                path: "/data/7k2m9x".into(),
            },
            "prepare-failed" => Event::PrepareFailed {
                message: "The disk is full. Next: free some space".into(),
            },
            "start" => Event::AttemptStarted {
                phase,
                attempt: match run.next() {
                    Step::Attempt { attempt, .. } => attempt,
                    _ => attempt + 1,
                },
            },
            "finish" => ended(
                AttemptEnd::Finished {
                    summary: "done".into(),
                },
                Some(10),
            ),
            "die" => ended(
                AttemptEnd::Died {
                    message: "The agent ended with exit code 1".into(),
                },
                None,
            ),
            "stop" => ended(AttemptEnd::Cancelled, None),
            "auth" => ended(
                AttemptEnd::AuthRequired {
                    message: "Next: type `agent login`.".into(),
                },
                None,
            ),
            "over-budget" => ended(
                AttemptEnd::OverBudget {
                    message: "The run has a cap of 100 tokens.".into(),
                },
                rest.parse().ok(),
            ),
            "pass" => Event::GatePassed {
                phase,
                attempt,
                deliverable: Deliverable {
                    path: run.requested().deliverable_path(phase),
                    sha256: "0".repeat(64),
                },
                summary: "handed over".into(),
                commit: "1".repeat(40),
                findings: vec![],
                files: vec![],
                frontend: vec![],
            },
            "fail" => {
                let (rest, back) = match rest.split_once(" back ") {
                    Some((rest, back)) => (rest, Phase::parse(back)),
                    None => (rest, None),
                };
                let (code, words) = rest.split_once(' ').unwrap_or((rest, "It does not hold."));
                Event::GateFailed {
                    phase,
                    attempt,
                    findings: vec![Finding::error(code, words)],
                    patch: None,
                    retry: back,
                }
            }
            "approve" => decided(Decision::Approve),
            "retry" => {
                let (again, feedback) = rest.split_once(' ').unwrap_or((rest, ""));
                decided(Decision::Retry {
                    phase: Phase::parse(again).unwrap(),
                    feedback: feedback.into(),
                })
            }
            "waive" => decided(Decision::Waive {
                reason: rest.into(),
            }),
            "continue" => decided(Decision::Continue),
            "cancel" => decided(Decision::Cancel),
            "recheck" => decided(Decision::Recheck),
            "ask" => Event::PermissionAsked(Question {
                phase,
                attempt,
                number: run.next_question(),
                what: rest.into(),
                reason: "the lane does not say".into(),
            }),
            "answer" => Event::PermissionAnswered {
                phase,
                question: run.questions().first().map_or(1, |it| it.number),
                answer: serde_json::from_value::<Answer>(rest.into()).unwrap(),
                by: "cli".into(),
            },
            "applied" => Event::ChangesApplied {
                commit: "2".repeat(40),
                files: 3,
                by: "cli".into(),
            },
            "opened" => Event::PullRequestOpened {
                url: "https://example.com/1".into(),
                by: "cli".into(),
            },
            "merged" => Event::BranchMerged { merged: 1 },
            "wait" => panic!("`wait` sets the clock"),
            "edit" => Event::DeliverableEdited {
                phase: Phase::parse(rest).unwrap(),
                sha256: format!("{edits:064x}"),
            },
            "complete" => Event::RunCompleted {
                commit: "2".repeat(40),
            },
            other => panic!("no such line: {other} {}", words("")),
        }
    }
}

fn shown(run: &Run) -> String {
    let view = run.view();
    let mut shown = format!("{}: {}", run.station().name(), view.message);
    if let Step::Attempt {
        feedback, started, ..
    } = run.next()
    {
        if started {
            shown.push_str(" (begun)");
        }
        let codes: Vec<&str> = feedback
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        if !codes.is_empty() {
            shown.push_str(&format!(" [told: {}]", codes.join(", ")));
        }
        if !feedback.words.is_empty() {
            shown.push_str(&format!(" [a person: {}]", feedback.words.join(" / ")));
        }
        if let Some(phase) = feedback.sent_back_by {
            shown.push_str(&format!(" [sent back by {phase}]"));
        }
    }
    let mark = |phase: &PhaseView| match phase.state {
        PhaseState::Pending => '.',
        PhaseState::Running => 'r',
        PhaseState::Waiting => '?',
        PhaseState::Completed => 'c',
        PhaseState::Waived => 'w',
        PhaseState::Failed => 'f',
        PhaseState::Stale => 's',
    };
    let states: String = view.phases.iter().map(mark).collect();
    format!("{states} {shown}")
}

#[test]
fn each_scenario_goes_as_told() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workflow/scenarios.txt");
    let told = std::fs::read_to_string(file).unwrap();
    let (head, scenarios) = told.split_once("== ").unwrap();
    let mut out = head.to_owned();
    for scenario in scenarios.split("\n== ") {
        let mut lines = scenario.lines();
        out.push_str(&format!("== {}\n", lines.next().unwrap()));
        let mut play = Play {
            phases: Phase::ALL.to_vec(),
            policy: Policy::default(),
            run: None,
            edits: 0,
            late: 0,
        };
        for line in lines.filter(|line| !line.trim().is_empty()) {
            let input = line.split(" -> ").next().unwrap().trim();
            match play.say(input) {
                Some(said) => out.push_str(&format!("{input} -> {said}\n")),
                None => out.push_str(&format!("{input}\n")),
            }
        }
        out.push('\n');
    }
    let out = out.trim_end().to_owned() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, out).unwrap();
    } else {
        assert_eq!(out, told, "run with UPDATE=1 and read the difference");
    }
}
