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

/// Takes the next answer of `cat-file --batch` off its output.
fn next(rest: &mut &[u8], limit: usize) -> Option<Text> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let head = String::from_utf8_lossy(&rest[..end]).into_owned();
    *rest = &rest[end + 1..];
    // `<id> blob <size>`, or `<name> missing`, whose name is the caller's and may hold anything.
    let mut words = head.rsplit(' ');
    let size: usize = words.next()?.parse().ok()?;
    let is_blob = words.next() == Some("blob");
    let content = &rest[..rest.len().min(size)];
    *rest = &rest[rest.len().min(size + 1)..];
    let kept = &content[..content.len().min(limit)];
    is_blob.then(|| Text {
        text: String::from_utf8_lossy(kept).into_owned(),
        cut: kept.len() < size,
    })
}

impl Repository {
    /// The text of a file at a commit or tree; none if there is no such file.
    pub fn read_at(&self, at: &str, path: &str, limit: usize) -> Result<Option<Text>, Error> {
        let mut texts = self.read_each(at, &[path], limit)?;
        Ok(texts.pop().flatten())
    }

    /// The texts of files at a commit or tree, in one look. A file beyond the limit may leave no room for
    /// those behind it.
    pub fn read_each(
        &self,
        at: &str,
        paths: &[&str],
        limit: usize,
    ) -> Result<Vec<Option<Text>>, Error> {
        let input: String = paths.iter().map(|path| format!("{at}:{path}\0")).collect();
        let output = self
            .call("cat-file")?
            .args(["--batch", "-z"])
            .input(input.into_bytes())
            .cut_at(limit.saturating_add(200).saturating_mul(paths.len()))
            .run()?;
        let mut rest = output.stdout.as_slice();
        Ok(paths.iter().map(|_| next(&mut rest, limit)).collect())
    }

    /// The symbolic links in a commit or tree.
    pub fn links(&self, at: &str) -> Result<Vec<String>, Error> {
        let listed = self.call("ls-tree")?.args(["-r", "-z", at]).run()?.stdout;
        let entries = listed.split(|byte| *byte == 0);
        let links = entries.filter(|entry| entry.starts_with(b"120000 "));
        let path = |entry: &[u8]| {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            String::from_utf8(entry[tab + 1..].to_vec()).ok()
        };
        Ok(links.filter_map(path).collect())
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
