//! What the machine asks of whoever carries the run.

use serde::{Deserialize, Serialize};

use crate::workflow::{Finding, Phase, decision::Wait};

/// The next thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Make branch and worktree.
    Prepare,
    /// Let an agent work this phase.
    Attempt {
        /// Which phase.
        phase: Phase,
        /// One-based; never used twice for different work.
        attempt: u32,
        /// What the agent is told besides its brief.
        feedback: Feedback,
        /// The journal has its start already: attach to its runner, or run it again under the same number.
        started: bool,
    },
    /// Gather evidence and judge.
    Gate {
        /// Which phase.
        phase: Phase,
        /// One-based.
        attempt: u32,
    },
    /// A person is awaited; there is nothing to do until one has spoken.
    Await(Wait),
    /// All phases are done: record the end.
    Finish,
    /// The run is over.
    Over,
}

/// Why an attempt is not the first: a person's words, and what the last gate found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What people said, oldest first.
    #[serde(default)]
    pub words: Vec<String>,
    /// What the last gate had against the work.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// The later phase whose gate sent the run back, if one did.
    #[serde(default)]
    pub sent_back_by: Option<Phase>,
}

impl Feedback {
    /// Nothing to tell: a first attempt.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.findings.is_empty()
    }
}
