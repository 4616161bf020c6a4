//! One path that an attempt changed, as the audit of a worktree sees it. Found by git, judged here.

/// A changed path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Relative to the worktree, with `/`.
    pub path: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// What it is now; what it was, if it is gone.
    pub file: FileKind,
    /// The name it had before, when it was renamed or copied.
    pub from: Option<String>,
    /// Where it points, when it is a symbolic link.
    pub link_target: Option<String>,
    /// The executable bit changed.
    pub mode_changed: bool,
    /// git ignores it: it is no part of a commit, and yet was written.
    pub ignored: bool,
}

impl Change {
    /// A plain file that was changed in this way.
    pub fn new(path: impl Into<String>, kind: ChangeKind) -> Change {
        Change {
            path: path.into(),
            kind,
            file: FileKind::Regular,
            from: None,
            link_target: None,
            mode_changed: false,
            ignored: false,
        }
    }
}

/// What happened to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Its content or mode changed.
    Modified,
    /// It is gone.
    Deleted,
    /// It moved here from another name, which is gone.
    Renamed,
    /// It was copied here from another name, which stays.
    Copied,
    /// It was a file and is a link, or the like.
    Retyped,
}

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A plain file.
    Regular,
    /// A symbolic link.
    Symlink,
    /// Another repository inside this one.
    Submodule,
    /// A plain file that has another name, perhaps outside the worktree: what is written here is written
    /// there.
    HardLink,
    /// Socket, device, pipe: never part of a commit.
    Special,
}
