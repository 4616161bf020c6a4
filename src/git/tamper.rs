//! Did somebody turn git itself against us? The `.git` file, HEAD, the branch's history, and the
//! files in the git folder that name programs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{Error, Repository, worktree::git_file};

/// Something that an attempt did to git and that its lane can never hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tamper {
    /// The worktree's `.git` file is gone, or points elsewhere.
    GitFile,
    /// HEAD of the worktree is not the run's branch.
    Head {
        /// What it is now.
        now: String,
    },
    /// The branch no longer contains the last commit that we know of.
    Rewritten {
        /// Its tip now; empty when the branch is gone.
        now: String,
    },
    /// A file that can name programs or hide changes was added, changed or removed.
    Control {
        /// Its path, relative to the git folder: `config`, `hooks/pre-commit`.
        path: String,
    },
}

/// Digests of the files in the git folder that name programs or hide changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint(BTreeMap<String, String>);

impl Repository {
    /// Taken before an attempt, to be compared after it.
    pub fn fingerprint(&self, worktree: &Path) -> Result<Fingerprint, Error> {
        let admin = self.admin(worktree)?;
        let mut files = BTreeMap::new();
        let mut note = |name: String, path: PathBuf| {
            if let Ok(content) = fs::read(&path) {
                files.insert(name, format!("{:x?}", Sha256::digest(content)));
            }
        };
        for name in ["config", "info/attributes", "info/exclude", "info/grafts"] {
            note(name.to_owned(), self.common_dir().join(name));
        }
        note("config.worktree".to_owned(), admin.join("config.worktree"));
        if let Ok(hooks) = fs::read_dir(self.common_dir().join("hooks")) {
            for hook in hooks.flatten() {
                let name = format!("hooks/{}", hook.file_name().to_string_lossy());
                note(name, hook.path());
            }
        }
        Ok(Fingerprint(files))
    }

    /// What was done to git since `before`. `since` is a commit that the branch must contain.
    pub fn tampered(
        &self,
        worktree: &Path,
        branch: &str,
        since: &str,
        before: &Fingerprint,
    ) -> Result<Vec<Tamper>, Error> {
        let admin = self.admin(worktree)?;
        let mut found = Vec::new();
        let file = worktree.join(".git");
        let is_file = file.symlink_metadata().is_ok_and(|kind| kind.is_file());
        if !is_file || fs::read_to_string(&file).ok() != Some(git_file(&admin)) {
            found.push(Tamper::GitFile);
        }
        let head = fs::read_to_string(admin.join("HEAD")).unwrap_or_default();
        if head.trim() != format!("ref: refs/heads/{branch}") {
            let now = head.trim().chars().take(200).collect();
            found.push(Tamper::Head { now });
        }
        if !self.stands_at(branch, since) {
            match self.resolve(&format!("refs/heads/{branch}")) {
                Ok(tip) if self.is_ancestor(&self.resolve(since)?, &tip)? => {}
                tip => found.push(Tamper::Rewritten {
                    now: tip.unwrap_or_default(),
                }),
            }
        }
        let after = self.fingerprint(worktree)?;
        let names: std::collections::BTreeSet<&String> =
            before.0.keys().chain(after.0.keys()).collect();
        for path in names {
            if before.0.get(path) != after.0.get(path) {
                found.push(Tamper::Control { path: path.clone() });
            }
        }
        Ok(found)
    }

    /// Puts right what can be: the `.git` file, HEAD, and a rewritten branch (its tip is kept under
    /// `refs/backend-factory/rescued/<tip>`, so nothing is lost). The clone's own configuration and
    /// hooks are the user's: they are reported, never written.
    pub fn restore(&self, worktree: &Path, branch: &str, since: &str) -> Result<(), Error> {
        self.restore_git_file(worktree)?;
        let name = format!("refs/heads/{branch}");
        let since = self.resolve(since)?;
        let tip = self.resolve(&name).ok();
        let contained = match &tip {
            Some(tip) => self.is_ancestor(&since, tip)?,
            None => false,
        };
        if !contained {
            if let Some(tip) = &tip {
                let rescued = format!("refs/backend-factory/rescued/{tip}");
                self.call("update-ref")?.args([&rescued, tip]).run()?;
            }
            self.call("update-ref")?.args([&name, &since]).run()?;
        }
        self.attach(worktree, branch)
    }
}
