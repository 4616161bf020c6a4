//! Looks at a worktree while others may work in it: what differs from a commit, with an index that
//! is made for this one look and thrown away.
//!
//! [`Repository::snapshot`] is the engine's own, under the run's lease. This is for faces: it never
//! waits for anybody's lock and leaves nothing behind but objects that git collects.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    Error, Repository, Snapshot, change,
    snapshot::OwnIndex,
    worktree::{OWN_INDEX, absolute},
};

static LOOKS: AtomicU64 = AtomicU64::new(0);

impl Repository {
    /// What differs in a worktree from a commit, and the worktree as a tree.
    pub fn look(&self, worktree: &Path, since: &str) -> Result<Snapshot, Error> {
        let admin = self.admin(worktree)?;
        let look = LOOKS.fetch_add(1, Ordering::Relaxed);
        let name = format!("backend-factory.look-{}-{look}", std::process::id());
        let own = OwnIndex {
            repository: self,
            index: admin.join(name),
            worktree: absolute(worktree)?,
            admin,
        };
        // What is known of unchanged files saves reading them; without it they are read.
        let _ = fs::copy(own.admin.join(OWN_INDEX), &own.index);
        let gathered = own.gather(since);
        let mut lock = own.index.clone().into_os_string();
        lock.push(".lock");
        for left in [own.index.as_path(), Path::new(&lock)] {
            let _ = fs::remove_file(left);
        }
        let (tree, _) = gathered?;
        let changes = self.differences(since, &tree)?;
        Ok(Snapshot { tree, changes })
    }

    /// What differs between two commits or trees, by path.
    pub fn differences(&self, old: &str, new: &str) -> Result<Vec<change::Change>, Error> {
        let raws = self.compare(old, new, true)?;
        let mut changes: Vec<_> = raws.into_iter().map(|raw| raw.change).collect();
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }
}
