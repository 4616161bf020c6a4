//! What can go wrong with git, and what to do next.

use std::path::PathBuf;

/// A failed call. The text says what happened and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No program.
    #[error(
        "the program `git` was not found outside the workspace. Next: install git {min_major}.{min_minor} or newer and put it on PATH.",
        min_major = super::MINIMUM.0, min_minor = super::MINIMUM.1
    )]
    NoGit,
    /// A program that lacks what keeps us safe.
    #[error(
        "{program} is git {found}, which is too old. Next: install git {min_major}.{min_minor} or newer.",
        program = .program.display(), min_major = super::MINIMUM.0, min_minor = super::MINIMUM.1
    )]
    TooOld {
        /// Its path.
        program: PathBuf,
        /// What it says of itself.
        found: String,
    },
    /// No repository around this path.
    #[error(
        "{} is not in a git repository. Next: run `git init` and commit once, or go to a repository.", .0.display()
    )]
    NotARepository(PathBuf),
    /// A repository without a working tree.
    #[error(
        "{} is a bare repository, which has no working tree. Next: go to a clone that has one.", .0.display()
    )]
    Bare(PathBuf),
    /// The repository's configuration says that its working tree is somewhere else.
    #[error(
        "the repository of {} claims {} as its working tree. Next: look at `core.worktree` in its configuration.", .path.display(), .claimed.display()
    )]
    ElsewhereTree {
        /// Where we asked.
        path: PathBuf,
        /// What the configuration says.
        claimed: PathBuf,
    },
    /// Nothing to start from.
    #[error(
        "{} has no commit yet, so there is nothing to start from. Next: commit once, then try again.", .0.display()
    )]
    NoCommit(PathBuf),
    /// Git refuses a repository that belongs to somebody else.
    #[error(
        "git does not trust {path}, because it belongs to another user. Next: if you trust it, run `git config --global --add safe.directory '{path}'`.",
        path = .0.display()
    )]
    DubiousOwnership(PathBuf),
    /// No such commit, branch or tree.
    #[error("there is no commit `{0}` here. Next: `git log --all` shows what there is.")]
    NoSuchCommit(String),
    /// A branch name that git would not take.
    #[error("`{0}` cannot be a branch name. Next: choose one of letters, digits, `-` and `/`.")]
    BadBranch(String),
    /// The branch is there already, and it is not the one we began.
    #[error(
        "the branch `{branch}` exists already and does not start at {base}. Next: rename or delete it (`git branch -m {branch} …`), then try again."
    )]
    BranchTaken {
        /// Its name.
        branch: String,
        /// Where the run starts.
        base: String,
    },
    /// There is something where the worktree should be.
    #[error(
        "{} is in the way: it is not empty and not a worktree of this repository. Next: move it away, then try again.", .0.display()
    )]
    InTheWay(PathBuf),
    /// This folder is not a worktree of the repository.
    #[error(
        "{} is not a worktree of this repository. Next: `git worktree list` shows them; `git worktree repair` mends moved ones.", .0.display()
    )]
    NotAWorktree(PathBuf),
    /// Uncommitted changes would be lost.
    #[error(
        "{} has changes that are not committed. Next: commit or move them, or remove the worktree by force.", .0.display()
    )]
    NotClean(PathBuf),
    /// Changes of the user's own stand where a run's changes should go.
    #[error(
        "you have changes of your own in {}. Next: commit or stash them, then apply again.", list(.0)
    )]
    OwnChanges(Vec<String>),
    /// The user's files have moved on from where the run began.
    #[error(
        "the run's changes do not fit your files as they are now: {0} Next: merge the run's branch instead, or go to the commit that it began at."
    )]
    DoesNotFit(String),
    /// The branch no longer contains the commit it must contain.
    #[error(
        "the history of `{branch}` was rewritten: it no longer contains {commit}. Next: `git branch -f {branch} {commit}` puts it back."
    )]
    Rewritten {
        /// The branch.
        branch: String,
        /// The commit that was in it.
        commit: String,
    },
    /// Took too long.
    #[error(
        "`git {what}` took longer than {seconds} s and was ended. Next: see whether the disk or another git process is busy, then try again."
    )]
    TimedOut {
        /// The subcommand.
        what: String,
        /// The limit.
        seconds: u64,
    },
    /// More output than we keep.
    #[error("`git {what}` gave more than {limit} bytes. Next: look at it with git itself.")]
    TooMuch {
        /// The subcommand.
        what: String,
        /// The limit.
        limit: usize,
    },
    /// Git said no.
    #[error("`git {what}` failed: {message} Next: mend that in the clone, then try again.")]
    Failed {
        /// The subcommand.
        what: String,
        /// Its last words, bounded.
        message: String,
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

/// The first few, and how many more.
fn list(paths: &[String]) -> String {
    let shown: Vec<&str> = paths.iter().take(5).map(String::as_str).collect();
    match paths.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
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
