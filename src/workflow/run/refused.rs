//! Why the machine refuses an event. A refusal changes nothing.

use crate::workflow::Phase;

/// An event that cannot have happened where the run stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No events at all.
    #[error("the run has no events. Next: check the run's id")]
    Empty,
    /// The journal begins in the middle.
    #[error("a run begins with its request, not with {0}. Next: start the request again")]
    NoRequest(&'static str),
    /// An event is missing, or came twice.
    #[error("event {found} came where {expected} was due. Next: read the run again")]
    Sequence {
        /// The number that was due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An order without phases, or with phases out of order.
    #[error("a run needs at least one phase, in ascending order. Next: name phases like 1,2")]
    Phases,
    /// The run does not expect this now.
    #[error("{event} does not fit a run that is {station}. Next: {}", fits(.station))]
    Station {
        /// What came.
        event: &'static str,
        /// Where the run stands.
        station: &'static str,
    },
    /// It speaks of another phase than the one at hand.
    #[error("{event} names phase {named}, but the run is at phase {at}. Next: read the run again")]
    Phase {
        /// What came.
        event: &'static str,
        /// The phase it names.
        named: Phase,
        /// The phase at hand.
        at: Phase,
    },
    /// It speaks of another attempt than the one at hand.
    #[error("{event} names attempt {named}, but attempt {at} is at hand. Next: read the run again")]
    Attempt {
        /// What came.
        event: &'static str,
        /// The attempt it names.
        named: u32,
        /// The attempt at hand.
        at: u32,
    },
    /// A gate was said to have passed with an error among its findings.
    #[error("a gate does not pass with the error `{0}`. Next: record the gate as failed")]
    PassedWithError(String),
    /// The phase is not part of this run.
    #[error("phase {0} was left out of this run. Next: start a run that includes it")]
    LeftOut(Phase),
    /// A phase ahead of the one at hand cannot be worked again.
    #[error("phase {0} has not been worked yet. Next: name the phase at hand or an earlier one")]
    NotReached(Phase),
    /// A waiver without a reason.
    #[error("a waiver needs a reason, because it is shown in the pull request. Next: say why")]
    NoReason,
    /// Approval, where a document was edited after others were built on it.
    #[error(
        "a document was edited after phase {0} was built on it. Next: retry from phase {0}, or waive with a reason to take it as it is"
    )]
    Stale(Phase),
    /// A gate that has nothing to look at.
    #[error(
        "phase {0} has not been worked yet, so its gate has nothing to look at. Next: continue"
    )]
    NothingToCheck(Phase),
    /// An answer to a question that nobody asks (any more).
    #[error("the agent does not ask question {0} (any more). Next: look at the run again")]
    NoQuestion(u32),
    /// An edit of a document that was not handed over.
    #[error("phase {0} has not handed over a deliverable. Next: wait for its gate")]
    NoDeliverable(Phase),
}

/// What a person may say to a run that stands here.
fn fits(station: &str) -> &'static str {
    match station {
        "asking" => "approve, retry with feedback, or cancel",
        "blocked" => "continue, retry with feedback, recheck, waive with a reason, or cancel",
        "completed" | "cancelled" | "failed" => "start a new run, because this one is over",
        _ => "wait until it asks, or cancel",
    }
}
