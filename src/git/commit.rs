//! Commits the work of a phase: exactly the given paths, without hooks and signatures.

use std::{fs, path::Path};

use super::{
    Error, Repository,
    change::{Raw, text},
    snapshot::OwnIndex,
};

/// Who a commit is by. The default is nobody but us: the history says honestly which commits a
/// machine made, and no identity needs to be configured. A person's own identity can be given
/// where a server demands one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// `Backend Factory`.
    pub name: String,
    /// `backend-factory@localhost`.
    pub email: String,
}

impl Default for Author {
    fn default() -> Self {
        Author {
            name: "Backend Factory".to_owned(),
            email: "backend-factory@localhost".to_owned(),
        }
    }
}

/// What to commit.
#[derive(Clone, Debug)]
pub struct PhaseCommit<'a> {
    /// The run's branch.
    pub branch: &'a str,
    /// A commit that the branch must still contain: the last one we know of.
    pub since: &'a str,
    /// The tree to commit, as [`super::Snapshot`] has it: what was judged is what is committed.
    pub tree: Option<&'a str>,
    /// Without a tree, the paths to take, as [`super::Change::touched`] names them. Others stay
    /// uncommitted.
    pub paths: &'a [String],
    /// Subject and body.
    pub message: &'a str,
    /// Trailers: (`Backend-Factory-Run`, `7k2m9x`).
    pub trailers: &'a [(&'a str, String)],
    /// Author and committer.
    pub author: &'a Author,
}

impl Repository {
    /// Commits paths of a worktree to the run's branch, and gives the commit's id.
    ///
    /// Called again after a crash it gives the commit that was made: one with the same trailers and
    /// the same content at the branch's tip is not made twice. HEAD and index of the worktree are put
    /// in order, whatever the agent did with them; commits that it made on the branch stay.
    pub fn commit_phase(&self, worktree: &Path, what: &PhaseCommit<'_>) -> Result<String, Error> {
        let name = format!("refs/heads/{}", what.branch);
        let unmoved = self.stands_at(what.branch, what.since);
        let tip = match unmoved {
            true => what.since.to_owned(),
            false => self.tip_after(&name, what)?,
        };
        let own = self.own_index(worktree)?;
        let tree = match what.tree {
            Some(tree) => tree.to_owned(),
            None => own.tree_of(&tip, what.paths)?,
        };
        let message = message(what);
        let commit = if !unmoved && self.is_made(&tip, &tree, &message)? {
            tip
        } else {
            let commit = self
                .call("commit-tree")?
                .args([&tree, "-p", &tip, "-F", "-"])
                .input(message.into_bytes())
                .env("GIT_AUTHOR_NAME", &what.author.name)
                .env("GIT_AUTHOR_EMAIL", &what.author.email)
                .env("GIT_COMMITTER_NAME", &what.author.name)
                .env("GIT_COMMITTER_EMAIL", &what.author.email)
                .line()?;
            self.call("update-ref")?
                .args(["-m", "backend-factory: phase committed"])
                .args([&name, &commit, &tip])
                .run()?;
            commit
        };
        own.committed(&tree, &commit);
        self.attach_at(worktree, what.branch, &commit)?;
        Ok(commit)
    }

    /// Where the branch stands, which must be at or after the commit that is known of it.
    fn tip_after(&self, name: &str, what: &PhaseCommit<'_>) -> Result<String, Error> {
        let (tip, since) = (self.resolve(name)?, self.resolve(what.since)?);
        if self.is_ancestor(&since, &tip)? {
            return Ok(tip);
        }
        Err(Error::Rewritten {
            branch: what.branch.to_owned(),
            commit: since,
        })
    }

    /// Points the worktree's HEAD at the branch and its index at what we know of it. Files are not
    /// touched.
    pub fn attach(&self, worktree: &Path, branch: &str) -> Result<(), Error> {
        let tip = self.resolve(&format!("refs/heads/{branch}"))?;
        self.attach_at(worktree, branch, &tip)
    }

    fn attach_at(&self, worktree: &Path, branch: &str, tip: &str) -> Result<(), Error> {
        let own = self.own_index(worktree)?;
        let head = own.admin.join("HEAD");
        let wanted = format!("ref: refs/heads/{branch}\n");
        if fs::read_to_string(&head).ok().as_deref() != Some(&wanted) {
            fs::write(&head, wanted).map_err(Error::io("cannot write", &head))?;
        }
        own.reset(tip)?;
        let _ = fs::remove_file(own.admin.join("index.lock"));
        let fresh = own.admin.join("index.backend-factory");
        fs::copy(&own.index, &fresh).map_err(Error::io("cannot write", &fresh))?;
        fs::rename(&fresh, own.admin.join("index")).map_err(Error::io("cannot write", &fresh))
    }

    fn is_made(&self, tip: &str, tree: &str, message: &str) -> Result<bool, Error> {
        let said = self
            .call("log")?
            .args(["-1", "--no-show-signature", "--format=%T%n%B", tip, "--"])
            .text()?;
        let (tip_tree, tip_message) = said.split_once('\n').unwrap_or_default();
        Ok(tip_tree == tree && tip_message.trim_end() == message.trim_end())
    }

    /// Paths that differ between two trees, as bytes.
    pub(super) fn touched(&self, old: &str, new: &str) -> Result<Vec<Raw>, Error> {
        self.compare(old, new, false)
    }
}

impl OwnIndex<'_> {
    /// The tree of `tip` with these paths as they are in the worktree.
    fn tree_of(&self, tip: &str, paths: &[String]) -> Result<String, Error> {
        self.reset(tip)?;
        let (dirty, _) = self.dirty()?;
        let wanted = |path: &Vec<u8>| paths.contains(&text(path));
        self.take(dirty.into_iter().filter(wanted))?;
        self.write_tree()
    }
}

/// Subject, body and trailers. Line breaks in a trailer's value would forge another one.
fn message(what: &PhaseCommit<'_>) -> String {
    let mut text = format!("{}\n", what.message.trim_end());
    if !what.trailers.is_empty() {
        text.push('\n');
    }
    for (key, value) in what.trailers {
        let value: String = value
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        text.push_str(&format!("{key}: {value}\n"));
    }
    text
}
