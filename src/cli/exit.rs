//! How a command can end.

use std::process::ExitCode;

use crate::{
    engine,
    workflow::view::{RunState, RunView},
};

/// The exit codes that scripts may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// 0.
    Done,
    /// 1: the run failed or was cancelled, or something broke.
    Failed,
    /// 2: wrong usage, or a place where the command makes no sense.
    Usage,
    /// 3: a person is awaited.
    Awaited,
}

impl Exit {
    /// What a run's state means for whoever called us.
    pub fn of(view: &RunView) -> Exit {
        match view.state {
            RunState::Completed | RunState::Queued | RunState::Running => Exit::Done,
            RunState::Waiting | RunState::Blocked => Exit::Awaited,
            RunState::Cancelled | RunState::Failed => Exit::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Awaited => 3,
        })
    }
}

/// Why a command could not do what it was asked for. The text says what to do next.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Asked for in the wrong way or the wrong place.
    #[error("{0}")]
    Usage(String),
    /// Something broke.
    #[error("{0}")]
    Broken(String),
}

impl Failure {
    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Usage(_) => Exit::Usage,
            Failure::Broken(_) => Exit::Failed,
        }
    }

    /// For `map_err` where the file system said no.
    pub fn io(what: &str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Failure {
        let what = format!("{what} {}", path.display());
        move |error| {
            Failure::Broken(format!(
                "{what}: {error}. Next: check the path, its permissions and the free space there."
            ))
        }
    }
}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Failure {
        use engine::Error;
        let text = error.to_string();
        match error {
            Error::NotARepository(_)
            | Error::NoCommit
            | Error::NoSuchRun(_)
            | Error::NotNow(_)
            | Error::NoAgent(_) => Failure::Usage(text),
            Error::Other(_) => Failure::Broken(text),
        }
    }
}
