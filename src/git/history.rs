//! Reads what is recorded: texts at a commit, differences, commits, branches.

use super::{Error, Repository, program::failed};

/// A bounded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// Whether it was cut at the limit.
    pub cut: bool,
}

/// A commit, as far as we show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Full object id.
    pub oid: String,
    /// First line of the message.
    pub subject: String,
    /// `Name <address>`.
    pub author: String,
    /// Trailers of the message, in order: (`Backend-Factory-Run`, `7k2m9x`).
    pub trailers: Vec<(String, String)>,
}

impl Repository {
    /// The text of a file at a commit or tree; none if there is no such file.
    pub fn read_at(&self, at: &str, path: &str, limit: usize) -> Result<Option<Text>, Error> {
        let mut input = format!("{at}:{path}").into_bytes();
        input.push(0);
        let output = self
            .call("cat-file")?
            .args(["--batch", "-z"])
            .input(input)
            .cut_at(limit.saturating_add(200))
            .run()?;
        let end = output.stdout.iter().position(|byte| *byte == b'\n');
        let head = String::from_utf8_lossy(&output.stdout[..end.unwrap_or(0)]).into_owned();
        let mut words = head.split(' ').skip(1);
        let (Some(end), Some("blob"), Some(Ok(size))) =
            (end, words.next(), words.next().map(str::parse::<usize>))
        else {
            return Ok(None);
        };
        let content = &output.stdout[end + 1..];
        let kept = &content[..content.len().min(size).min(limit)];
        Ok(Some(Text {
            text: String::from_utf8_lossy(kept).into_owned(),
            cut: kept.len() < size,
        }))
    }

    /// The unified diff of two commits or trees, cut at `limit` bytes.
    pub fn diff_text(&self, old: &str, new: &str, limit: usize) -> Result<Text, Error> {
        let output = self
            .call("diff-tree")?
            .args([
                "-r",
                "-p",
                "-M",
                "--no-ext-diff",
                "--no-textconv",
                "--no-color",
            ])
            .args(["--src-prefix=a/", "--dst-prefix=b/"])
            .args([old, new, "--"])
            .cut_at(limit)
            .run()?;
        Ok(Text {
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            cut: output.cut,
        })
    }

    /// The commits that `branch` has and `base` has not, oldest first, at most 1000.
    pub fn commits(&self, base: &str, branch: &str) -> Result<Vec<Commit>, Error> {
        let (base, tip) = (self.resolve(base)?, self.resolve(branch)?);
        let output = self
            .call("log")?
            .args(["-z", "--reverse", "--max-count=1000", "--no-show-signature"])
            .arg("--format=%H%n%an <%ae>%n%s%n%(trailers:only,unfold)")
            .args([&format!("{base}..{tip}"), "--"])
            .text()?;
        let read = |entry: &str| {
            let mut lines = entry.lines();
            let mut line = || lines.next().map(str::to_owned);
            Some(Commit {
                oid: line()?,
                author: line()?,
                subject: line()?,
                trailers: lines
                    .filter_map(|line| line.split_once(": "))
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect(),
            })
        };
        Ok(output.split('\0').filter_map(read).collect())
    }

    /// The branches whose name begins like this (`backend-factory/`), with their tips.
    pub fn branches(&self, prefix: &str) -> Result<Vec<(String, String)>, Error> {
        let output = self
            .call("for-each-ref")?
            .args(["--format=%(refname) %(objectname)", "refs/heads"])
            .text()?;
        Ok(output
            .lines()
            .filter_map(|line| line.strip_prefix("refs/heads/")?.rsplit_once(' '))
            .filter(|(name, _)| name.starts_with(prefix))
            .map(|(name, oid)| (name.to_owned(), oid.to_owned()))
            .collect())
    }

    /// Whether everything of `branch` is in `into`.
    pub fn is_merged(&self, branch: &str, into: &str) -> Result<bool, Error> {
        let (branch, into) = (self.resolve(branch)?, self.resolve(into)?);
        self.is_ancestor(&branch, &into)
    }

    /// Whether the first commit is the second or one before it.
    pub fn is_ancestor(&self, first: &str, second: &str) -> Result<bool, Error> {
        let asked = self
            .call("merge-base")?
            .args(["--is-ancestor", first, second]);
        let asked = asked.try_run()?;
        match (asked.success, asked.stderr.is_empty()) {
            (answer, true) => Ok(answer),
            (_, false) => Err(failed("merge-base".to_owned(), &asked.stderr)),
        }
    }
}
