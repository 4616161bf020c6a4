//! Files outside the worktree that links of the project lead to. Where no sandbox holds the agent it may
//! write through them, and no diff shows it: so what they point at is remembered before an attempt and
//! compared after it. Contents are not kept, so nothing can be put back. New links are the lane's matter.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Carrier, Stop, attempt::Start};
use crate::{
    engine::{durable, runner::Folder},
    workflow::{Finding, quote},
};

/// So many links, and so many files and folders behind all of them, are watched.
const MOST_LINKS: usize = 200;
const MOST_FILES: usize = 2000;

/// So many folders deep behind a link.
const MOST_DEPTH: u32 = 4;

/// So many changes are told one by one.
const MOST_TOLD: usize = 20;

/// Size, times of the content and of the state in seconds and nanoseconds, and the inode. A time of the
/// content can be set back, that of the state cannot.
type Mark = (u64, i64, i64, i64, i64, u64);

/// What links led to, as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Outside {
    /// By what is behind a link: the link that leads there, and how it was; none where nothing was.
    behind: BTreeMap<PathBuf, (String, Option<Mark>)>,
    /// There was more than is watched.
    cut: bool,
}

impl Outside {
    /// What these links, paths in the worktree, lead to outside of it. Folders of `ours`, which change
    /// by our own work, are passed over where a link leads to what they are in.
    fn look(worktree: &Path, links: &[String], ours: &[PathBuf]) -> Outside {
        let mut outside = Outside {
            cut: links.len() > MOST_LINKS,
            ..Outside::default()
        };
        let root = worktree.canonicalize();
        let root = root.as_deref().unwrap_or(worktree);
        for link in links.iter().take(MOST_LINKS) {
            let target = target(&root.join(link));
            if let Some(target) = target.filter(|it| !it.starts_with(root)) {
                outside.note(link, target, 0, ours);
            }
        }
        outside
    }

    fn note(&mut self, link: &str, path: PathBuf, depth: u32, ours: &[PathBuf]) {
        let is_ours = depth > 0 && ours.iter().any(|it| path.starts_with(it));
        if is_ours || self.behind.contains_key(&path) {
            return;
        }
        // What is kept is kept as text.
        if self.behind.len() >= MOST_FILES || depth > MOST_DEPTH || path.to_str().is_none() {
            self.cut = true;
            return;
        }
        let known = path.symlink_metadata().ok();
        let entries = known.as_ref().filter(|it| it.is_dir()).map(|_| &path);
        let entries = entries.and_then(|path| fs::read_dir(path).ok());
        // One more than fits is enough to know that there is more.
        let mut entries: Vec<PathBuf> = entries
            .into_iter()
            .flatten()
            .flatten()
            .take(MOST_FILES + 1)
            .map(|entry| entry.path())
            .collect();
        entries.sort();
        let mark = known.as_ref().map(mark);
        self.behind.insert(path, (link.to_owned(), mark));
        for entry in entries {
            self.note(link, entry, depth + 1, ours);
        }
    }

    /// What is different now. A new file shows in its folder.
    pub fn findings(&self) -> Vec<Finding> {
        let now = |path: &Path| path.symlink_metadata().ok().as_ref().map(mark);
        let mut changed = self.behind.iter().filter(|(path, (_, was))| {
            let now = now(path);
            now != *was
        });
        let told = changed.by_ref().take(MOST_TOLD);
        let mut findings: Vec<Finding> = told
            .map(|(path, (link, _))| {
                let message = format!(
                    "`{}`, outside the worktree and reached through the link `{}`, changed while the agent worked. It cannot be put back: its content was not kept. Look at it, and leave what is outside alone",
                    quote::inline(&path.to_string_lossy(), 400),
                    quote::inline(link, 400)
                );
                Finding::error("security-outside-changed", message).in_file(link.clone())
            })
            .collect();
        let more = changed.count();
        if more > 0 {
            let message = format!("{more} more files outside the worktree changed");
            findings.push(Finding::error("security-outside-changed", message));
        }
        if self.cut {
            let message = "Links of the project lead to more outside the worktree than is watched; nobody knows whether all of it is unchanged";
            findings.push(Finding::warning("outside-not-watched", message));
        }
        findings
    }
}

impl Carrier {
    /// What there is to compare with after an attempt. Where no gate has spoken about the attempt before,
    /// because it died, that is what was before that one.
    pub(super) fn outside(&self, worktree: &Path, since: &str) -> Result<Outside, Stop> {
        if let Some((phase, attempt, false)) = self.last_attempt()
            && self.rounds(phase, attempt) == 0
        {
            let before = Folder::new(&self.layout.attempts(&self.id)?, phase, attempt)?;
            if let Some(start) = durable::read::<Start>(&before.file("start.json"))? {
                return Ok(start.outside);
            }
        }
        // Looked up once: no lane lets an attempt add a link that leads out.
        let links = match self.links.get() {
            Some(links) => links,
            None => {
                let links = self.repository.links(since)?;
                self.links.get_or_init(|| links)
            }
        };
        let ours = [self.layout.data(), self.repository.common_dir()];
        let real = |it: &Path| it.canonicalize().unwrap_or_else(|_| it.to_owned());
        Ok(Outside::look(worktree, links, &ours.map(real)))
    }
}

/// Where a link leads, also where nothing is there yet.
fn target(link: &Path) -> Option<PathBuf> {
    let to = fs::read_link(link).ok()?;
    link.canonicalize().ok().or_else(|| {
        // `join` takes an absolute path as it is.
        let path = link.parent()?.join(to);
        let folder = path.parent()?.canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    })
}

fn mark(known: &fs::Metadata) -> Mark {
    let kind = known.file_type();
    if !(kind.is_file() || kind.is_dir() || kind.is_symlink()) {
        // A device or a socket changes whenever anybody uses it.
        return (0, 0, 0, 0, 0, known.ino());
    }
    (
        known.size(),
        known.mtime(),
        known.mtime_nsec(),
        known.ctime(),
        known.ctime_nsec(),
        known.ino(),
    )
}
