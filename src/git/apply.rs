//! Puts a run's changes into the user's own working tree: the one call of this room that writes
//! there, and only because a person asked for exactly this.
//!
//! All or nothing: a file with changes of the user's own, or one that does not fit, refuses the
//! whole. The index is never written, so `git diff` shows what came and `git checkout` takes it back.

use std::collections::BTreeSet;

use super::{Error, Repository, change::text, program::failed};

impl Repository {
    /// Applies what differs between two commits, without the paths below `except`, to the user's
    /// files. Gives the paths that were written, in order.
    ///
    /// # Errors
    /// [`Error::OwnChanges`] where these files have changes of the user's; [`Error::DoesNotFit`]
    /// where the tree has moved on too far. Nothing is written then.
    pub fn apply(&self, old: &str, new: &str, except: &str) -> Result<Vec<String>, Error> {
        let raws = self.compare(old, new, false)?;
        let below = |path: &str| path == except || path.starts_with(&format!("{except}/"));
        let raws: Vec<_> = raws
            .into_iter()
            .filter(|raw| !below(&raw.change.path))
            .collect();
        let paths: Vec<String> = raws.iter().map(|raw| raw.change.path.clone()).collect();
        if raws.is_empty() {
            return Ok(paths);
        }
        if let Some(odd) = raws.iter().find(|raw| raw.change.submodule) {
            return Err(Error::DoesNotFit(format!(
                "{} is a repository of its own.",
                odd.change.path
            )));
        }
        let mut listed = Vec::new();
        for raw in &raws {
            listed.extend_from_slice(&raw.path);
            listed.push(0);
        }
        let own = self.own_changes(listed)?;
        if !own.is_empty() {
            return Err(Error::OwnChanges(own));
        }
        let mut patch = self
            .call("diff-tree")?
            .args(["-r", "-p", "--binary", "--full-index", "--no-renames"])
            .args(["--no-ext-diff", "--no-textconv", "--no-color"])
            .args(["--src-prefix=a/", "--dst-prefix=b/"])
            .args([old, new, "--"]);
        for raw in &raws {
            patch = patch.arg(super::snapshot::os_path(&raw.path));
        }
        let patch = patch.run()?.stdout;
        let tried = self
            .call_with_own_attributes("apply")?
            .args(["--check", "--whitespace=nowarn", "-"])
            .input(patch.clone())
            .try_run()?;
        if !tried.success {
            return Err(Error::DoesNotFit(first_lines(&tried.stderr)));
        }
        let done = self
            .call_with_own_attributes("apply")?
            .args(["--whitespace=nowarn", "-"])
            .input(patch)
            .try_run()?;
        if !done.success {
            return Err(failed("apply".to_owned(), &done.stderr));
        }
        Ok(paths)
    }

    /// Those of the paths (ended by zeros) that the user has changed, staged or made.
    fn own_changes(&self, listed: Vec<u8>) -> Result<Vec<String>, Error> {
        let wanted: BTreeSet<String> = listed
            .split(|byte| *byte == 0)
            .filter(|path| !path.is_empty())
            .map(text)
            .collect();
        let status = self
            .call_in(self.git_dir(), self.root(), "status")?
            .args(["--porcelain=v1", "-z", "--untracked-files=all"])
            .args(["--ignore-submodules=all", "--no-renames"])
            .run()?;
        let entries = status.stdout;
        let changed = entries.split(|byte| *byte == 0).filter_map(|entry| {
            // `XY path`
            entry.get(3..).map(text)
        });
        Ok(changed.filter(|path| wanted.contains(path)).collect())
    }
}

fn first_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(3).collect();
    let text = lines.join(" ");
    text.chars().take(400).collect()
}
