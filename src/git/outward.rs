//! What leaves this machine: the remotes of a clone, and a push of one branch. Only after a person's
//! word: nothing in this program pushes by itself. Also whether a branch was merged meanwhile.

use super::{Error, Repository, program::Call};

impl Repository {
    /// The remotes by name, each with the address that the configuration gives it.
    pub fn remotes(&self) -> Result<Vec<(String, String)>, Error> {
        let asked = self
            .call("config")?
            .args(["-z", "--get-regexp", r"^remote\..*\.url$"])
            .try_run()?;
        let said = String::from_utf8_lossy(&asked.stdout).into_owned();
        let read = |entry: &str| {
            let (key, url) = entry.split_once('\n')?;
            let name = key.strip_prefix("remote.")?.strip_suffix(".url")?;
            Some((name.to_owned(), url.to_owned()))
        };
        Ok(said.split('\0').filter_map(read).collect())
    }

    /// The remote that a branch of the user's follows.
    pub fn remote_of(&self, branch: &str) -> Result<Option<String>, Error> {
        let asked = self
            .call("config")?
            .args(["--get", &format!("branch.{branch}.remote")])
            .try_run()?;
        let name = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
        Ok((asked.success && !name.is_empty() && name != ".").then_some(name))
    }

    /// Pushes a commit to a branch of a remote, never by force, without the clone's hooks. The person's
    /// own way to log in (agent, credential helper) is used, and nobody is prompted.
    pub fn push(&self, remote: &str, commit: &str, branch: &str) -> Result<(), Error> {
        let commit = self.resolve(commit)?;
        Call::outward(&self.git)
            .env("GIT_DIR", self.common_dir())
            .args(["push", "--porcelain", "--no-verify", "--no-follow-tags"])
            .args(["--recurse-submodules=no", "--"])
            .args([remote, &format!("{commit}:refs/heads/{branch}")])
            .run()?;
        Ok(())
    }

    /// When a commit became part of a branch, in seconds since the Unix epoch; none while it is not.
    /// Zero where the branch was only moved to it: then nobody knows.
    pub fn merged_at(&self, commit: &str, branch: &str) -> Result<Option<i64>, Error> {
        let (commit, tip) = (self.resolve(commit)?, self.resolve(branch)?);
        if !self.is_ancestor(&commit, &tip)? {
            return Ok(None);
        }
        let path = self
            .call("log")?
            .args(["--ancestry-path", "--reverse", "--no-show-signature"])
            .args(["--format=%ct", &format!("{commit}..{tip}"), "--"])
            .cut_at(64)
            .run()?;
        let first = String::from_utf8_lossy(&path.stdout);
        let first = first.lines().next().and_then(|time| time.parse().ok());
        Ok(Some(first.unwrap_or(0)))
    }
}
