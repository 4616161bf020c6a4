//! Worktrees of runs: made, found again without trusting their `.git` file, removed.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Error, Repository, program::failed};

/// Checking out a large tree may take a while.
pub(super) const CHECKOUT_TIME: Duration = Duration::from_secs(900);

/// Our own index of a worktree, in its git folder. Nobody else writes it, so bits that an agent
/// sets in the ordinary index (`assume-unchanged`) hide nothing from us.
pub(super) const OWN_INDEX: &str = "backend-factory.index";

impl Repository {
    /// Makes a worktree at `path` with a new branch that starts at `base` (a full object id).
    ///
    /// Called again after a crash it finishes what was begun: as long as the branch still stands
    /// at `base`, the worktree is put into the state of `base`. So call it only before any work.
    pub fn add_worktree(&self, path: &Path, branch: &str, base: &str) -> Result<(), Error> {
        let checked = self.call("check-ref-format")?.args(["--branch", branch]);
        if branch.starts_with('-') || !checked.try_run()?.success {
            return Err(Error::BadBranch(branch.to_owned()));
        }
        let base = self.resolve(base)?;
        let path = absolute(path)?;
        match self.admin(&path) {
            Ok(admin) => self.begin_again(&admin, &path, branch, &base)?,
            Err(_) => self.begin(&path, branch, &base)?,
        }
        let admin = self.admin(&path)?;
        fs::copy(admin.join("index"), admin.join(OWN_INDEX))
            .map_err(Error::io("cannot copy the index to", &admin))?;
        // No agent has worked here yet.
        self.own_index(&path)?.remember(&[&base]);
        Ok(())
    }

    fn begin(&self, path: &Path, branch: &str, base: &str) -> Result<(), Error> {
        let taken = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
        if taken || path.is_file() {
            return Err(Error::InTheWay(path.to_owned()));
        }
        let tip = self.resolve(&format!("refs/heads/{branch}")).ok();
        if tip.as_deref().is_some_and(|tip| tip != base) {
            return Err(Error::BranchTaken {
                branch: branch.to_owned(),
                base: base.to_owned(),
            });
        }
        // What a crash left behind: a worktree whose folder is gone.
        self.call("worktree")?.arg("prune").run()?;
        let add = self.call("worktree")?.args(["add", "-q", "--no-track"]);
        let add = match tip {
            None => add.args(["-b", branch, "--"]).arg(path).arg(base),
            Some(_) => add.arg("--").arg(path).arg(branch),
        };
        add.time(CHECKOUT_TIME).run()?;
        Ok(())
    }

    fn begin_again(
        &self,
        admin: &Path,
        path: &Path,
        branch: &str,
        base: &str,
    ) -> Result<(), Error> {
        let at = self.resolve(&format!("refs/heads/{branch}"))?;
        let head = fs::read_to_string(admin.join("HEAD")).unwrap_or_default();
        if at != base || head.trim() != format!("ref: refs/heads/{branch}") {
            return Err(Error::BranchTaken {
                branch: branch.to_owned(),
                base: base.to_owned(),
            });
        }
        fs::create_dir_all(path).map_err(Error::io("cannot make", path))?;
        self.restore_git_file(path)?;
        // A killed git leaves its lock, and nobody else works here yet.
        let _ = fs::remove_file(admin.join("index.lock"));
        self.call_in(admin, path, "read-tree")?
            .args(["--reset", "-u", base])
            .time(CHECKOUT_TIME)
            .run()?;
        Ok(())
    }

    /// Puts the worktree's `.git` file back, whatever stands there now.
    pub fn restore_git_file(&self, worktree: &Path) -> Result<(), Error> {
        let admin = self.admin(worktree)?;
        let file = worktree.join(".git");
        match file.symlink_metadata() {
            Ok(kind) if kind.is_dir() => {
                let aside = admin.join(format!("tampered-{}", std::process::id()));
                fs::rename(&file, aside).or_else(|_| fs::remove_dir_all(&file))
            }
            Ok(_) => fs::remove_file(&file),
            Err(_) => Ok(()),
        }
        .map_err(Error::io("cannot remove", &file))?;
        fs::write(&file, git_file(&admin)).map_err(Error::io("cannot write", &file))
    }

    /// Removes a worktree; its branch stays. With `force` also one with uncommitted changes.
    pub fn remove_worktree(&self, worktree: &Path, force: bool) -> Result<(), Error> {
        let admin = self.admin(worktree)?;
        let worktree = absolute(worktree)?;
        if worktree.exists() {
            if !force && !self.is_clean(&worktree)? {
                return Err(Error::NotClean(worktree));
            }
            // Git believes the `.git` file when it looks for the worktree.
            self.restore_git_file(&worktree)?;
        }
        let _ = fs::remove_file(admin.join(OWN_INDEX));
        let remove = self
            .call("worktree")?
            .args(["remove", "--force", "--force"]);
        let removed = remove
            .arg("--")
            .arg(&worktree)
            .time(CHECKOUT_TIME)
            .try_run()?;
        if removed.success || !admin.exists() {
            return Ok(());
        }
        Err(failed("worktree remove".to_owned(), &removed.stderr))
    }

    /// The paths of all worktrees of the clone but the main one.
    pub fn worktrees(&self) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = self.admins().into_iter().map(|(_, path)| path).collect();
        all.sort();
        all
    }

    /// The git folder of a worktree, from the clone's own list.
    pub(super) fn admin(&self, worktree: &Path) -> Result<PathBuf, Error> {
        let wanted = absolute(worktree)?;
        let found = self.admins().into_iter().find(|(_, path)| *path == wanted);
        match found {
            Some((admin, _)) => Ok(admin),
            None => Err(Error::NotAWorktree(worktree.to_owned())),
        }
    }

    fn admins(&self) -> Vec<(PathBuf, PathBuf)> {
        let Ok(entries) = fs::read_dir(self.common_dir().join("worktrees")) else {
            return Vec::new();
        };
        let pair = |admin: PathBuf| {
            let file = fs::read_to_string(admin.join("gitdir")).ok()?;
            let file = admin.join(file.trim_end_matches(['\n', '\r']));
            Some((admin, absolute(file.parent()?).ok()?))
        };
        entries
            .filter_map(|entry| pair(entry.ok()?.path()))
            .collect()
    }
}

/// What the `.git` file of a worktree must say.
pub(super) fn git_file(admin: &Path) -> String {
    format!("gitdir: {}\n", admin.display())
}

/// An absolute path without links in its parents, also for a folder that is not there (yet).
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(Error::io("cannot look at", path))?;
    // A link in the place of the worktree itself is not followed: an agent could have put it there.
    let mut missing = Vec::new();
    let mut at = path.as_path();
    while let (Some(parent), Some(name)) = (at.parent(), at.file_name()) {
        missing.push(name.to_owned());
        if let Ok(real) = parent.canonicalize() {
            return Ok(missing
                .iter()
                .rev()
                .fold(real, |real, name| real.join(name)));
        }
        at = parent;
    }
    Ok(path)
}
