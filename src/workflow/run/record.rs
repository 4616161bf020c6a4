//! What a run remembers of one phase.

use crate::workflow::{
    Evidence, Finding,
    event::{Deliverable, Usage},
};

use super::Feedback;

/// One phase of a run, so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record {
    /// Attempts begun in all; numbers are never used twice, so a runner can be keyed by them.
    pub attempts: u32,
    /// Attempts that failed since the phase was entered or a person spoke.
    pub tried: u32,
    /// How often the same failure came in a row.
    pub same: u32,
    /// What that failure was.
    pub failure: Option<String>,
    /// An attempt has begun and not ended.
    pub open: bool,
    /// What the next attempt is told.
    pub feedback: Feedback,
    /// What the gate let through.
    pub done: Option<Done>,
    /// A document that this phase was built on has changed since.
    pub outdated: bool,
    /// Why the phase was passed without its gate.
    pub waived: Option<String>,
    /// Why a person took it as it is although a document before it was edited.
    pub accepted: Option<String>,
    /// What we observed, with the attempt it belongs to; 0 is a look before any attempt.
    pub evidence: Vec<(u32, Evidence)>,
    /// What the last gate said.
    pub findings: Vec<Finding>,
    /// What the last gate moved out of the lane.
    pub patch: Option<String>,
    /// Sum over its attempts.
    pub usage: Usage,
    /// Milliseconds in which its agents and gates worked.
    pub worked_ms: i64,
    /// When the first attempt began.
    pub started: Option<i64>,
    /// When it passed or was waived.
    pub finished: Option<i64>,
}

/// What a gate let through.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Done {
    pub deliverable: Deliverable,
    pub summary: String,
    pub commit: String,
    pub files: Vec<String>,
    pub frontend: Vec<String>,
}

impl Record {
    /// Done, but on ground that has moved.
    pub fn is_stale(&self) -> bool {
        self.outdated && self.done.is_some()
    }

    /// Forgets the outcome, keeps the count of attempts and what they cost: the phase is worked again.
    pub fn reopen(&mut self) {
        *self = Record {
            attempts: self.attempts,
            usage: self.usage,
            worked_ms: self.worked_ms,
            started: self.started,
            evidence: std::mem::take(&mut self.evidence),
            ..Record::default()
        };
    }

    /// A person has spoken: limits count anew.
    pub fn forgive(&mut self) {
        self.tried = 0;
        self.same = 0;
        self.failure = None;
    }

    /// Notes a failure, and how often it has come in a row.
    pub fn fail(&mut self, findings: Vec<Finding>) {
        let signature = signature(&findings);
        self.same = if self.failure.as_ref() == Some(&signature) {
            self.same + 1
        } else {
            1
        };
        self.failure = Some(signature);
        self.tried += 1;
        self.feedback.findings.clone_from(&findings);
        self.findings = findings;
    }

    /// The latest piece of evidence of each command of an attempt: a gate that was interrupted gathers again.
    pub fn evidence_of(&self, attempt: u32) -> Vec<Evidence> {
        let mut kept: Vec<Evidence> = Vec::new();
        for (_, evidence) in self.evidence.iter().filter(|(of, _)| *of == attempt) {
            let same = |other: &&mut Evidence| {
                other.kind == evidence.kind && other.command == evidence.command
            };
            match kept.iter_mut().find(same) {
                Some(older) => *older = evidence.clone(),
                None => kept.push(evidence.clone()),
            }
        }
        kept
    }
}

/// Two failures are the same when their errors are, numbers aside: durations and counts differ
/// from try to try without anything having changed.
fn signature(findings: &[Finding]) -> String {
    let errors = findings.iter().filter(|finding| finding.is_error());
    let mut lines: Vec<String> = errors
        .map(|finding| {
            let words = finding.message.lines().next().unwrap_or_default();
            let words: String = words.chars().filter(|c| !c.is_ascii_digit()).collect();
            format!("{} {:?} {words}", finding.code, finding.path)
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines.join("\n")
}
