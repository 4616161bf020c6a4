//! The state of a worktree as a tree object: what an attempt has changed, whatever the agent did
//! with git itself.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{
    Change, ChangeKind, Error, Repository,
    change::{self, LINK, Raw, SUBMODULE, text},
    worktree::{CHECKOUT_TIME, OWN_INDEX, absolute},
};

/// Everything in a worktree that is not ignored, fixed at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Object id of the tree. Nothing refers to it: it lasts until git collects garbage, weeks.
    pub tree: String,
    /// What differs from the commit that was asked for, by path.
    pub changes: Vec<Change>,
}

impl Repository {
    /// What differs in a worktree from a commit: commits of the agent, staged, unstaged and
    /// untracked files alike.
    pub fn changes(&self, worktree: &Path, since: &str) -> Result<Vec<Change>, Error> {
        Ok(self.snapshot(worktree, since)?.changes)
    }

    /// The same, with the tree, for [`Repository::read_at`] and [`Repository::diff_text`].
    pub fn snapshot(&self, worktree: &Path, since: &str) -> Result<Snapshot, Error> {
        let own = self.own_index(worktree)?;
        let (tree, nested) = own.gather(since)?;
        let mut changes: Vec<Change> = Vec::new();
        for Raw { mut change, .. } in self.compare(since, &tree, true)? {
            if change.new_mode == LINK {
                let target = self.read_at(&tree, &change.path, 4096)?;
                change.symlink_target = target.map(|target| target.text);
            }
            changes.push(change);
        }
        changes.extend(nested.iter().map(|path| Change {
            path: text(path),
            kind: ChangeKind::Added,
            old_mode: 0,
            new_mode: SUBMODULE,
            old_blob: String::new(),
            new_blob: String::new(),
            symlink_target: None,
            submodule: true,
        }));
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Snapshot { tree, changes })
    }

    /// The snapshot again, after our own commands ran: at the cost of one look where they left nothing.
    pub fn snapshot_again(
        &self,
        worktree: &Path,
        since: &str,
        before: &Snapshot,
    ) -> Result<Snapshot, Error> {
        let own = self.own_index(worktree)?;
        if own.holds(&before.tree) {
            let (dirty, nested) = own.dirty()?;
            let known = before.changes.iter().filter(|change| change.submodule);
            if dirty.is_empty() && nested.len() == known.count() {
                return Ok(before.clone());
            }
        }
        self.snapshot(worktree, since)
    }

    /// Files and folders that are ignored in a worktree, folders with a `/` at their end. Taken
    /// before and after an attempt it shows what was hidden behind `.gitignore`.
    pub fn ignored(&self, worktree: &Path) -> Result<BTreeSet<String>, Error> {
        let own = self.own_index(worktree)?;
        let listed = own.call("ls-files")?.args([
            "-z",
            "--others",
            "--ignored",
            "--exclude-standard",
            "--directory",
        ]);
        let listed = listed.run()?.stdout;
        Ok(listed
            .split(|byte| *byte == 0)
            .filter(|path| !path.is_empty())
            .map(text)
            .collect())
    }

    /// The raw diff of two trees.
    pub(super) fn compare(&self, old: &str, new: &str, renames: bool) -> Result<Vec<Raw>, Error> {
        let output = self
            .call("diff-tree")?
            .args(["-r", "-z", "--raw", "--no-abbrev", "--no-ext-diff"])
            .args(["--no-textconv", "--ignore-submodules=none"])
            .arg(if renames { "-M" } else { "--no-renames" })
            .args([old, new, "--"])
            .run()?;
        change::parse(&output.stdout)
    }

    pub(super) fn own_index(&self, worktree: &Path) -> Result<OwnIndex<'_>, Error> {
        let admin = self.admin(worktree)?;
        let worktree = absolute(worktree)?;
        let own = OwnIndex {
            repository: self,
            index: admin.join(OWN_INDEX),
            admin,
            worktree,
        };
        // What a killed process of ours left: no one else uses this index, and the run is leased.
        let _ = std::fs::remove_file(own.index.with_extension("index.lock"));
        Ok(own)
    }
}

/// Paths as git has them: bytes.
type Paths = BTreeSet<Vec<u8>>;

/// What we know of an index of ours: the tree it holds, and the file as it was when we wrote it. A
/// process that is not ours can set back a file's time, but not the time of its last change of state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// What it holds, under each name we know for it: a tree, a commit of that tree.
    names: Vec<String>,
    file: (u64, u64, i64, i64),
}

/// Our own index of one worktree.
pub(super) struct OwnIndex<'a> {
    pub repository: &'a Repository,
    pub admin: PathBuf,
    pub worktree: PathBuf,
    pub index: PathBuf,
}

impl OwnIndex<'_> {
    pub fn call(&self, subcommand: &str) -> Result<super::program::Call, Error> {
        Ok(self
            .repository
            .call_in(&self.admin, &self.worktree, subcommand)?
            .env("GIT_INDEX_FILE", &self.index)
            .time(CHECKOUT_TIME))
    }

    /// Whether the index holds this tree or commit, and nobody but us has written it.
    fn holds(&self, name: &str) -> bool {
        self.is_ours()
            && self.repository.known.lock().is_ok_and(|known| {
                let known = known.get(&self.index);
                known.is_some_and(|known| known.names.iter().any(|it| it == name))
            })
    }

    /// Whether the index is as we left it, whatever it holds.
    fn is_ours(&self) -> bool {
        let known = self.repository.known.lock();
        let file = known
            .ok()
            .and_then(|known| Some(known.get(&self.index)?.file));
        file.is_some() && identity(&self.index) == file
    }

    /// Remembers that the index holds what these names stand for.
    pub fn remember(&self, names: &[&str]) {
        let Ok(mut known) = self.repository.known.lock() else {
            return;
        };
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        match identity(&self.index) {
            Some(file) => known.insert(self.index.clone(), Known { names, file }),
            None => known.remove(&self.index),
        };
    }

    /// `commit` has been made of this tree: who holds the one holds the other.
    pub fn committed(&self, tree: &str, commit: &str) {
        if self.holds(tree) {
            self.remember(&[tree, commit]);
        }
    }

    /// Sets the index to a tree or a commit, keeping what is known of unchanged files.
    pub fn reset(&self, tree: &str) -> Result<(), Error> {
        if self.holds(tree) {
            return Ok(());
        }
        let known = self.is_ours();
        if !known {
            // Bits in it could hide changes, and `read-tree` keeps them.
            let _ = std::fs::remove_file(&self.index);
        }
        self.call("read-tree")?.args(["--reset", tree]).run()?;
        if !known {
            // Entries without file times would be hashed by each call that follows.
            self.call("update-index")?
                .args(["-q", "--refresh"])
                .try_run()?;
        }
        self.remember(&[tree]);
        Ok(())
    }

    /// Paths that differ from the index, and repositories that lie within the worktree.
    pub fn dirty(&self) -> Result<(Paths, Vec<Vec<u8>>), Error> {
        let listed = self
            .call("ls-files")?
            .args(["-z", "--modified", "--deleted", "--others"])
            .arg("--exclude-standard")
            .run()?;
        let (mut paths, mut nested) = (Paths::new(), Vec::new());
        for path in listed.stdout.split(|byte| *byte == 0) {
            match path.split_last() {
                None => {}
                // Git does not look into a folder that is a repository.
                Some((b'/', folder)) => nested.push(folder.to_owned()),
                Some(_) => drop(paths.insert(path.to_owned())),
            }
        }
        Ok((paths, nested))
    }

    /// Puts these paths as they are in the worktree into the index.
    pub fn take(&self, paths: impl IntoIterator<Item = Vec<u8>>) -> Result<(), Error> {
        let (there, gone): (Vec<_>, Vec<_>) =
            paths.into_iter().partition(|path| self.is_there(path));
        // Removals first: a file may have become a folder, or a folder a link.
        for (paths, how) in [(gone, "--force-remove"), (there, "--replace")] {
            if paths.is_empty() {
                continue;
            }
            let mut input = Vec::new();
            for path in paths {
                input.extend_from_slice(&path);
                input.push(0);
            }
            self.call("update-index")?
                .args(["--add", how, "-z", "--stdin"])
                .input(input)
                .run()?;
        }
        Ok(())
    }

    /// Whether git can take this path in: a file, a link or a submodule, not behind a link.
    fn is_there(&self, path: &[u8]) -> bool {
        let path = self.worktree.join(os_path(path));
        let kind = path.symlink_metadata();
        is_real(&self.worktree, &path)
            && kind.is_ok_and(|kind| !kind.is_dir() || path.join(".git").exists())
    }

    pub fn write_tree(&self) -> Result<String, Error> {
        let tree = self.call("write-tree")?.line()?;
        self.remember(&[&tree]);
        Ok(tree)
    }

    /// The worktree as a tree, and the repositories within it.
    pub fn gather(&self, since: &str) -> Result<(String, Vec<Vec<u8>>), Error> {
        self.reset(since)?;
        let (paths, nested) = self.dirty()?;
        self.take(paths)?;
        Ok((self.write_tree()?, nested))
    }
}

/// What tells a file from any other and from its own past: device, inode, time of its last change.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    let kind = path.symlink_metadata().ok()?;
    Some((kind.dev(), kind.ino(), kind.ctime(), kind.ctime_nsec()))
}

/// Elsewhere nothing is known, and git is asked each time.
#[cfg(not(unix))]
fn identity(_path: &Path) -> Option<(u64, u64, i64, i64)> {
    None
}

/// Whether no parent of `path` up to the worktree is a symbolic link: what lies behind one is not
/// in the worktree.
pub(super) fn is_real(worktree: &Path, path: &Path) -> bool {
    path.ancestors()
        .skip(1)
        .take_while(|folder| *folder != worktree)
        .all(|folder| folder.symlink_metadata().is_ok_and(|kind| kind.is_dir()))
}

/// A path of git as one of the system.
#[cfg(unix)]
pub(super) fn os_path(path: &[u8]) -> &std::ffi::OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(path)
}

/// A path of git as one of the system.
#[cfg(not(unix))]
pub(super) fn os_path(path: &[u8]) -> std::ffi::OsString {
    text(path).into()
}
