//! One run: which step comes next, and what an event makes of it. Pure; it executes nothing.
//!
//! Whoever carries a run asks [`Run::next`], does what it says, journals what happened, and tells
//! it with [`Run::apply`]. The table is the whole machine: rows are events, columns are stations,
//! a cell names the stations an event may lead to, `-` means it is refused and changes nothing.
//! `tests/workflow_table.rs` walks the machine and compares every cell.
//!
//! ```text
//! arrows              | queued    | ready          | working          | gating                   | asking          | blocked                | finishing        | completed | cancelled | failed
//! --------------------|-----------|----------------|------------------|--------------------------|-----------------|------------------------|------------------|-----------|-----------|-------
//! run-requested       | -         | -              | -                | -                        | -               | -                      | -                | -         | -         | -
//! worktree-prepared   | ready     | -              | -                | -                        | -               | -                      | -                | -         | -         | -
//! prepare-failed      | failed    | -              | -                | -                        | -               | -                      | -                | -         | -         | -
//! attempt-started     | -         | working        | working          | -                        | -               | -                      | -                | -         | -         | -
//! attempt-finished    | -         | -              | gating           | -                        | -               | -                      | -                | -         | cancelled | -
//! attempt-broken      | -         | -              | ready/asking/blocked | -                    | -               | -                      | -                | -         | cancelled | -
//! attempt-halted      | -         | -              | blocked          | -                        | -               | -                      | -                | -         | cancelled | -
//! attempt-cancelled   | -         | -              | ready/asking/blocked | -                    | -               | -                      | -                | -         | cancelled | -
//! evidence-gathered   | -         | ready          | working          | gating                   | -               | -                      | -                | -         | -         | -
//! gate-passed         | -         | -              | -                | ready/asking/blocked/finishing | -         | -                      | -                | -         | -         | -
//! gate-failed         | -         | -              | -                | ready/asking/blocked     | -               | -                      | -                | -         | -         | -
//! approve             | -         | -              | -                | -                        | ready/blocked           | -              | -                | -         | -         | -
//! retry               | -         | -              | -                | -                        | ready/asking/blocked | ready/asking/blocked | -             | -         | -         | -
//! waive               | -         | -              | -                | -                        | ready/blocked/finishing | ready/asking/blocked/finishing | - | -         | -         | -
//! continue            | -         | -              | -                | -                        | -               | ready/asking/blocked   | -                | -         | -         | -
//! recheck             | -         | -              | -                | -                        | -               | gating                 | -                | -         | -         | -
//! cancel              | cancelled | cancelled      | cancelled        | cancelled                | cancelled       | cancelled              | cancelled        | -         | -         | -
//! permission-asked    | -         | -              | working          | -                        | -               | -                      | -                | -         | -         | -
//! permission-answered | -         | -              | working          | -                        | -               | -                      | -                | -         | -         | -
//! deliverable-edited  | -         | ready/asking   | working          | gating                   | asking          | blocked                | finishing/asking | -         | -         | -
//! run-completed       | -         | -              | -                | -                        | -               | -                      | completed        | -         | -         | -
//! changes-applied     | -         | -              | -                | -                        | -               | -                      | -                | completed | -         | -
//! pull-request-opened | -         | -              | -                | -                        | -               | -                      | -                | completed | -         | -
//! branch-merged       | -         | -              | -                | -                        | -               | -                      | -                | completed | -         | -
//! ```
//!
//! `attempt-broken` is an agent that stopped, died or ran out of time; `attempt-halted` one that
//! wants a login or reached a cap, where trying again would change nothing. A cancelled run still
//! takes the end of the attempt that was running, so that its cost is not lost. At `asking`, a waiver
//! takes stale phases as they are; approval alone does not. After a `recheck` a gate that stays shut
//! blocks again: a person mended it by hand, and no agent is to undo that.

mod apply;
mod course;
mod decide;
mod record;
mod refused;
mod show;
mod step;

pub use course::Left;
pub use refused::Refused;
pub use step::{Feedback, Step};

use record::Record;

use super::{
    Event, Phase, Policy, Recorded,
    decision::{BlockReason, Wait},
    event::{Deliverable, Question, Requested, Usage},
    evidence::TestCounts,
};

/// A run, as its events have made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    requested: Requested,
    worktree: Option<String>,
    station: Station,
    records: [Record; 6],
    seq: u64,
    created: i64,
    updated: i64,
    usage: Usage,
    commit: Option<String>,
    /// Why it could not begin.
    failure: Option<String>,
    /// How often a later gate has sent the run back to an earlier phase since a person spoke.
    loops: u32,
    /// How often a person let it go on past a cap; each time grants the cap once more.
    allowances: u32,
    /// Milliseconds in which agents and gates worked.
    worked_ms: i64,
    /// A person asked for the gate that is at hand.
    rechecking: bool,
    /// The test counts that were last accepted, or seen before any agent worked.
    counted: Option<TestCounts>,
    /// Questions of the agent that nobody has answered.
    questions: Vec<Question>,
    /// Number of the last question.
    asked: u32,
    /// What people allowed for the whole run.
    granted: Vec<String>,
    /// When its changes were last put into a person's own files.
    applied: Option<i64>,
    /// Where its pull request is.
    pull_request: Option<String>,
    /// When its branch was merged.
    merged: Option<i64>,
}

/// Where a run stands. The names are the columns of the table above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Station {
    /// Recorded; no worktree yet.
    Queued,
    /// The next attempt of this phase may begin.
    Ready(Phase),
    /// An attempt has begun and not ended.
    Working(Phase),
    /// The agent's turn is over; its gate is to be judged.
    Gating(Phase),
    /// A person's approval is awaited after this phase.
    Asking(Phase),
    /// It cannot go on by itself.
    Blocked(Phase, BlockReason, String),
    /// All phases are done.
    Finishing,
    /// Over: done.
    Completed,
    /// Over: a person ended it.
    Cancelled,
    /// Over: it could not begin.
    Failed,
}

impl Station {
    /// Its name in the table.
    pub fn name(&self) -> &'static str {
        match self {
            Station::Queued => "queued",
            Station::Ready(_) => "ready",
            Station::Working(_) => "working",
            Station::Gating(_) => "gating",
            Station::Asking(_) => "asking",
            Station::Blocked(..) => "blocked",
            Station::Finishing => "finishing",
            Station::Completed => "completed",
            Station::Cancelled => "cancelled",
            Station::Failed => "failed",
        }
    }
}

impl Run {
    /// The run that these events, all of one run and from its first, have made.
    pub fn replay(events: &[Recorded]) -> Result<Run, Refused> {
        let (first, rest) = events.split_first().ok_or(Refused::Empty)?;
        let mut run = Run::begin(first)?;
        for recorded in rest {
            run.apply(recorded)?;
        }
        Ok(run)
    }

    /// The run that its first event makes.
    pub fn begin(first: &Recorded) -> Result<Run, Refused> {
        let Event::RunRequested(requested) = &first.event else {
            return Err(Refused::NoRequest(first.event.name()));
        };
        if first.seq != 1 {
            return Err(Refused::Sequence {
                expected: 1,
                found: first.seq,
            });
        }
        let ascending = requested.phases.windows(2).all(|pair| pair[0] < pair[1]);
        if requested.phases.is_empty() || !ascending {
            return Err(Refused::Phases);
        }
        let mut records: [Record; 6] = Default::default();
        for phase in Phase::ALL {
            if !requested.phases.contains(&phase) {
                records[phase.index()].waived = Some("left out when the run was started".into());
            }
        }
        Ok(Run {
            requested: requested.clone(),
            worktree: None,
            station: Station::Queued,
            records,
            seq: 1,
            created: first.at,
            updated: first.at,
            usage: Usage::default(),
            commit: None,
            failure: None,
            loops: 0,
            allowances: 0,
            worked_ms: 0,
            rechecking: false,
            counted: None,
            questions: Vec::new(),
            asked: 0,
            granted: Vec::new(),
            applied: None,
            pull_request: None,
            merged: None,
        })
    }

    /// What to do now.
    pub fn next(&self) -> Step {
        match &self.station {
            Station::Queued => Step::Prepare,
            Station::Ready(phase) | Station::Working(phase) => {
                let record = &self.records[phase.index()];
                Step::Attempt {
                    phase: *phase,
                    attempt: record.attempts + u32::from(!record.open),
                    feedback: record.feedback.clone(),
                    started: record.open,
                }
            }
            Station::Gating(phase) => Step::Gate {
                phase: *phase,
                attempt: self.records[phase.index()].attempts,
            },
            Station::Asking(_) => Step::Await(Wait::Approval),
            Station::Blocked(_, reason, message) => Step::Await(Wait::Blocked {
                reason: *reason,
                message: message.clone(),
            }),
            Station::Finishing => Step::Finish,
            Station::Completed | Station::Cancelled | Station::Failed => Step::Over,
        }
    }

    /// Whether [`Run::apply`] would take this event now, without applying it.
    pub fn check(&self, event: &Event) -> Result<(), Refused> {
        self.clone().apply(&Recorded {
            seq: self.seq + 1,
            at: self.updated,
            event: event.clone(),
        })
    }

    /// The order it was started with.
    pub fn requested(&self) -> &Requested {
        &self.requested
    }

    /// The rules it was started with.
    pub fn policy(&self) -> &Policy {
        &self.requested.policy
    }

    /// Absolute path of its worktree, once that stands.
    pub fn worktree(&self) -> Option<&str> {
        self.worktree.as_deref()
    }

    /// Number of the last event.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Where it stands.
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// The phase at hand: the one being worked, or whose gate waits. None when the run is over.
    pub fn phase(&self) -> Option<Phase> {
        match &self.station {
            Station::Queued => self.requested.phases.first().copied(),
            Station::Ready(phase)
            | Station::Working(phase)
            | Station::Gating(phase)
            | Station::Asking(phase)
            | Station::Blocked(phase, ..) => Some(*phase),
            Station::Finishing => self.requested.phases.last().copied(),
            Station::Completed | Station::Cancelled | Station::Failed => None,
        }
    }

    /// Whether nothing will happen any more.
    pub fn is_over(&self) -> bool {
        matches!(
            self.station,
            Station::Completed | Station::Cancelled | Station::Failed
        )
    }

    /// What has been handed over so far, in the order of the phases.
    pub fn deliverables(&self) -> Vec<(Phase, &Deliverable)> {
        let done = |phase: Phase| {
            Some((
                phase,
                &self.records[phase.index()].done.as_ref()?.deliverable,
            ))
        };
        Phase::ALL.into_iter().filter_map(done).collect()
    }

    /// Phases whose work is older than an edit of a document it was built on.
    pub fn stale(&self) -> Vec<Phase> {
        let stale = |phase: &Phase| self.records[phase.index()].is_stale();
        Phase::ALL.into_iter().filter(stale).collect()
    }

    /// The test counts that no phase may fall below: those of the last gate that passed or was
    /// waived, else what we saw before any agent worked. A run that was sent back keeps them.
    pub fn baseline(&self) -> Option<TestCounts> {
        self.counted
    }

    /// What the agent asks and nobody has answered yet.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The number that the next question gets.
    pub fn next_question(&self) -> u32 {
        self.asked + 1
    }

    /// What people allowed for the whole run.
    pub fn granted(&self) -> &[String] {
        &self.granted
    }

    /// When its branch was merged, in milliseconds since the Unix epoch.
    pub fn merged(&self) -> Option<i64> {
        self.merged
    }

    /// The selected phase after this one.
    fn following(&self, phase: Phase) -> Option<Phase> {
        let later = |other: &&Phase| **other > phase;
        self.requested.phases.iter().find(later).copied()
    }
}
