//! Carries runs: executes what the machine asks for, journals what happened, shows how it stands.
//!
//! Faces (the command line, the language server) know only [`Engine`]. The embedded engine carries
//! each run in a detached worker process of this same binary. This room deliberately has no opinion
//! on what comes next in a run: the machine of `workflow` has.

mod ask;
pub mod commands;
mod durable;
mod embedded;
pub mod evidence;
pub mod runner;
mod settings;
mod spawn;
pub mod submit;
pub mod worker;

pub use embedded::Embedded;
pub use settings::{Limits, Settings};

use std::path::PathBuf;

use serde::Serialize;

use crate::{
    git, journal,
    workflow::{
        Decision, Phase, RunView,
        event::{Answer, Request},
        metrics::{Metrics, Summary},
        view::Live,
    },
};

/// Whether the clone around a folder may have runs. Cheap: looks for the journal and opens nothing, so
/// that a folder in which nobody ever started a run costs no engine, no database and no process.
pub fn may_have_runs(folder: &std::path::Path) -> bool {
    git::common_dir_hint(folder).is_some_and(|common| journal::layout::has_journal(&common))
}

/// What a face asks for when a person starts a run.
#[derive(Clone, Debug)]
pub struct Order {
    /// What was asked.
    pub request: Request,
    /// The phases to work, ascending; all six, or a subset chosen at the start.
    pub phases: Vec<Phase>,
    /// Approve every gate but push and pull request.
    pub yes: bool,
}

/// Who carries runs. Calls are short and blocking (a journal read or write, a process spawn):
/// call them off the async runtime's core threads.
pub trait Engine: Send + Sync {
    /// Records the order, and has it carried. Returns as soon as it is durable.
    fn start(&self, order: &Order) -> Result<RunView, Error>;
    /// All runs of this clone, newest first.
    fn runs(&self) -> Result<Vec<RunView>, Error>;
    /// One run, by its id, its slug, or an unambiguous beginning of the id.
    fn run(&self, id: &str) -> Result<RunView, Error>;
    /// What the agent of a run is doing, if it runs.
    fn live(&self, id: &str) -> Option<Live>;
    /// Records a person's decision, and has the run carried on where that follows.
    fn decide(&self, id: &str, decision: Decision, by: &str) -> Result<RunView, Error>;
    /// Answers a question of the agent; none: the one that has waited longest.
    fn answer(
        &self,
        id: &str,
        question: Option<u32>,
        answer: Answer,
        by: &str,
    ) -> Result<RunView, Error> {
        let _ = (question, answer, by);
        Err(Error::NotNow(format!(
            "the agent of run {id} asks nothing."
        )))
    }
    /// Pushes a finished run's branch and opens its pull request, or finds it. Only on a person's word.
    fn submit(&self, id: &str, by: &str) -> Result<RunView, Error> {
        let _ = by;
        Err(Error::NotNow(format!("run {id} cannot be handed in here.")))
    }
    /// Has a run carried on whose worker died. Does nothing for one that is carried or over.
    fn resume(&self, id: &str) -> Result<RunView, Error>;
    /// Resumes every run whose worker died; gives their ids.
    fn revive(&self) -> Result<Vec<String>, Error>;
    /// A number that grows whenever any run of this clone has changed. Cheap.
    fn revision(&self) -> Result<u64, Error>;
    /// What a run has changed since its base, as its files stand now. The unified diff is kept with
    /// the run.
    fn changes(&self, id: &str) -> Result<Changes, Error>;
    /// The text of a file at the commit that a run starts from; none where there is no such file.
    fn base_text(&self, id: &str, path: &str) -> Result<Option<String>, Error>;
    /// Puts a finished run's changes into the user's own files, and records that; gives their paths.
    /// Refused where these have changes of the user's. The index is not written.
    fn apply(&self, id: &str, by: &str) -> Result<Vec<String>, Error>;
    /// The figures of all runs, newest first, and what the next one may take.
    fn figures(&self) -> Result<Figures, Error>;
    /// What was said to agents and what they said: a file an attempt, in the order of the attempts.
    fn transcripts(&self, id: &str) -> Result<Vec<Transcript>, Error>;
}

/// The wire of an attempt, written down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Transcript {
    /// 1 to 6.
    pub phase: u8,
    /// One-based.
    pub attempt: u32,
    /// Where it is.
    pub path: PathBuf,
}

/// What a run has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The run's id.
    pub run: String,
    /// Its title.
    pub title: String,
    /// Its branch.
    pub branch: String,
    /// The commit that it starts from.
    pub base: String,
    /// Where its files are; none once they are gone, and then the branch is compared.
    pub worktree: Option<String>,
    /// By path.
    pub files: Vec<ChangedFile>,
    /// A file with all of it as a unified diff, written anew by each look.
    pub patch: String,
}

/// A file that a run has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedFile {
    /// Relative to the worktree, with `/`.
    pub path: String,
    /// `added`, `modified`, `deleted`, `renamed` or `type-changed`.
    pub change: String,
    /// Its name before, where it has another one now.
    pub from: Option<String>,
}

/// The figures of a clone's runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// A run each, newest first.
    pub runs: Vec<Metrics>,
    /// Of all together.
    pub summary: Summary,
}

/// What can go wrong, with what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No git repository.
    #[error(
        "{0} is not in a git repository. Next: run `git init` and commit once, or go to a repository."
    )]
    NotARepository(String),
    /// A repository without a commit.
    #[error(
        "this repository has no commit yet, so a run has nothing to start from. Next: commit once, then try again."
    )]
    NoCommit,
    /// No such run.
    #[error("no run `{0}` here. Next: `backend-factory status` lists the runs.")]
    NoSuchRun(String),
    /// A decision that does not fit where the run stands.
    #[error("{0}")]
    NotNow(String),
    /// The agent's program is not there.
    #[error("{0}")]
    NoAgent(String),
    /// A lower room failed; its text says what to do.
    #[error("{0}")]
    Other(String),
}

impl From<git::Error> for Error {
    fn from(error: git::Error) -> Error {
        match error {
            git::Error::NotARepository(path) => Error::NotARepository(path.display().to_string()),
            git::Error::NoCommit(_) => Error::NoCommit,
            other => Error::Other(other.to_string()),
        }
    }
}

impl From<journal::Error> for Error {
    fn from(error: journal::Error) -> Error {
        match error {
            journal::Error::NoSuchRun(id) | journal::Error::BadId(id) => Error::NoSuchRun(id),
            other => Error::Other(other.to_string()),
        }
    }
}
