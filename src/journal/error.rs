//! What can go wrong with the journal, and what to do next.

use std::path::PathBuf;

/// A failed call. The text says what happened and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read as a journal.
    #[error(
        "the journal {} is damaged ({why}). Branches, worktrees and deliverables are not touched by this. Next: move the file away (keep it), and new runs work again; finished phases stay on their branches.",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite or we found.
        why: String,
    },
    /// Written by a later release.
    #[error(
        "the journal {} was written by a newer Backend Factory (format {found}, this one knows {known}). It was left as it is. Next: update Backend Factory.",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// No such run.
    #[error("no run `{0}` in this journal. Next: `backend-factory status` lists the runs.")]
    NoSuchRun(String),
    /// A run of this id is there already.
    #[error("the run `{0}` is recorded already. Next: choose another id.")]
    Taken(String),
    /// Somebody else recorded something meanwhile.
    #[error(
        "the run `{run}` has moved on: event {expected} was expected next, {found} are recorded. Next: look at it again (`backend-factory show {run}`)."
    )]
    MovedOn {
        /// The run.
        run: String,
        /// The number that the new event would have had.
        expected: u64,
        /// How many are recorded.
        found: u64,
    },
    /// Another process writes for a long time.
    #[error(
        "the journal {} is kept busy by another process. Next: try again; if it stays so, look for a hanging `backend-factory` process.",
        .0.display()
    )]
    Busy(PathBuf),
    /// A text that is no run id.
    #[error("`{0}` is no run id. Next: `backend-factory status` lists the runs.")]
    BadId(String),
    /// No place to keep data.
    #[error(
        "neither XDG_DATA_HOME nor HOME is set, so there is no place for worktrees. Next: set HOME, or the setting `data_dir`."
    )]
    NoHome,
    /// SQLite said no.
    #[error("the journal {} cannot be used: {why}. Next: check the permissions and the free space there.", .path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What it said.
        why: String,
    },
    /// The file system said no.
    #[error("{what} {}: {source}. Next: check the permissions and the free space there.", .path.display())]
    Io {
        /// What we wanted: `cannot write`.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl Error {
    /// For `map_err`: names what we wanted and where.
    pub(super) fn io(
        what: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { what, path, source }
    }
}
