//! The audit: what left the lane, whatever way the agent wrote it.

use crate::workflow::{
    Change, Finding,
    change::{ChangeKind, FileKind},
};

use super::{Lane, area};

/// A change outside the lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The path to be put back.
    pub path: String,
    /// The other name of a rename, which has to be put back with it.
    pub from: Option<String>,
    /// Why.
    pub reason: String,
}

impl Violation {
    /// As a gate says it, and as the next attempt reads it.
    pub fn finding(&self) -> Finding {
        let message = format!(
            "`{}` is out of the lane: {}. It was moved out of the branch into a patch kept with the run; do the work without it",
            self.path, self.reason,
        );
        Finding::error("out-of-lane", message).in_file(self.path.clone())
    }
}

impl Lane {
    /// What of these changes is out of the lane, in the order given.
    pub fn audit(&self, changes: &[Change]) -> Vec<Violation> {
        let violation = |change: &Change| {
            self.judge_change(change).err().map(|reason| Violation {
                path: change.path.clone(),
                from: change.from.clone(),
                reason,
            })
        };
        changes.iter().filter_map(violation).collect()
    }

    fn judge_change(&self, change: &Change) -> Result<(), String> {
        if change.ignored {
            // Build output is nobody's work. A name that steers a tool is protected all the same.
            return match area::parts(&change.path) {
                None => Err("it does not stay inside the worktree".into()),
                Some(parts) if area::PROTECTED.holds(&change.path, &parts) => {
                    self.judge_write(&change.path)
                }
                Some(_) => Ok(()),
            };
        }
        match change.file {
            FileKind::Submodule => return Err("it is another repository inside this one".into()),
            FileKind::Special => return Err("it is no plain file".into()),
            FileKind::HardLink => {
                return Err("it is a hard link, so that writing it writes another file too".into());
            }
            FileKind::Symlink if change.kind != ChangeKind::Deleted => self.judge_link(change)?,
            FileKind::Symlink | FileKind::Regular => {}
        }
        self.judge_write(&change.path)?;
        match (change.kind, &change.from) {
            // The old name is gone: that is a write there too.
            (ChangeKind::Renamed, Some(from)) => self
                .judge_write(from)
                .map_err(|reason| format!("it was moved away from `{from}`, and {reason}")),
            _ => Ok(()),
        }
    }

    /// A link is a write to wherever it points.
    fn judge_link(&self, change: &Change) -> Result<(), String> {
        let target = change.link_target.as_deref().unwrap_or_default();
        let resolved = resolve(&change.path, target)
            .ok_or_else(|| format!("it is a link to `{target}`, outside the worktree"))?;
        self.judge_write(&resolved)
            .map_err(|reason| format!("it is a link to `{resolved}`, and {reason}"))
    }
}

/// Where a relative link leads, without touching the disk; none when it leaves the worktree.
fn resolve(link: &str, target: &str) -> Option<String> {
    if target.is_empty() || target.starts_with(['/', '~']) || target.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
