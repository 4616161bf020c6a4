//! Typed calls of the `git` program: repository, worktree, changes, commits, patches.
//!
//! A clone may be hostile: its configuration names programs (hooks, file system monitor, filters,
//! external differ, signing program), its worktree is written by agents. So every call gives the
//! git folder by path instead of trusting the worktree's `.git` file, overrides each key that
//! names a program, and keeps an index of its own beside the agent's. The user's working tree and
//! index are never written, but for `Repository::apply`, which a person asks for. This room
//! deliberately has no opinion on what may be changed (lanes are the workflow's), and never speaks to
//! a remote but for the one push that a person asks for.

mod apply;
mod change;
mod commit;
mod create;
mod error;
mod harden;
mod hint;
mod history;
mod look;
mod outward;
mod patch;
mod program;
mod repository;
mod snapshot;
mod tamper;
mod worktree;

pub use change::{Change, ChangeKind};
pub use commit::{Author, PhaseCommit};
pub use error::Error;
pub use hint::common_dir_hint;
pub use history::{Commit, Text};
pub use patch::MovedOut;
pub use repository::{Head, Repository, installed};
pub use snapshot::Snapshot;
pub use tamper::{Fingerprint, Tamper};

/// The oldest git that knows `--attr-source`, without which a clone's attributes could name
/// programs that we would run.
pub const MINIMUM: (u32, u32) = (2, 41);
