//! What an agent is asked to do, and what came of it. Types only.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use super::{Ask, Profile, sandbox};
use crate::workflow::{
    event::{AttemptEnd, Usage},
    lane::Lane,
    run::Left,
};

/// One attempt at one phase.
#[derive(Clone, Debug)]
pub struct Job {
    /// Who works.
    pub profile: Profile,
    /// Where: absolute, existing. The agent may write here.
    pub worktree: PathBuf,
    /// Folders whose files must never be the agent's program: the clone, other worktrees.
    pub untrusted: Vec<PathBuf>,
    /// What the role may write and run.
    pub lane: Lane,
    /// The words for the agent.
    pub brief: String,
    /// How long, how much.
    pub limits: Limits,
    /// What is left of the caps of the run; the attempt stops at once where nothing is.
    pub left: Left,
    /// Who is asked what the lane leaves open; none: nobody, and it is refused.
    pub ask: Option<Ask>,
    /// What people have allowed for the whole run.
    pub granted: Vec<String>,
    /// What the operating system shall hold.
    pub sandbox: sandbox::Mode,
    /// Folders that it may write beside its worktree and its state; none: the caches of package
    /// managers ([`super::writable`]).
    pub write: Option<Vec<String>>,
    /// Where the wire is written down.
    pub transcript: PathBuf,
}

/// How long an attempt may take, and how much it may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until it answered `initialize`, and again until it gave a session.
    pub startup: Duration,
    /// Without a word of any kind.
    pub idle: Duration,
    /// In all.
    pub total: Duration,
    /// From our cancel to its answer; then it is killed.
    pub cancel_grace: Duration,
    /// How long its last words may lag behind its answer.
    pub settle: Duration,
    /// Bytes of one line.
    pub line: usize,
    /// Bytes of all lines.
    pub turn: u64,
    /// Bytes of the transcript.
    pub transcript: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            startup: Duration::from_secs(60),
            idle: Duration::from_secs(300),
            total: Duration::from_secs(1800),
            cancel_grace: Duration::from_secs(10),
            settle: Duration::from_millis(300),
            line: 8 << 20,
            turn: 256 << 20,
            transcript: 64 << 20,
        }
    }
}

/// What came of an attempt. The end maps to the run's event as it is.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended.
    pub end: AttemptEnd,
    /// What it reported of its use.
    pub usage: Usage,
    /// What it wanted and did not get.
    pub denials: Vec<Denial>,
    /// The wire, written down.
    pub transcript: Option<PathBuf>,
    /// What the operating system held.
    pub sandbox: sandbox::Level,
    /// Name and version, as it calls itself.
    pub agent: Option<String>,
    /// The last of its error output.
    pub stderr: String,
}

/// Something that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    /// `write src/main.rs`, `run git push`.
    pub what: String,
    /// Why.
    pub reason: String,
    /// It was done all the same, and put back: the attempt has left its lane.
    #[serde(default)]
    pub put_back: bool,
}
