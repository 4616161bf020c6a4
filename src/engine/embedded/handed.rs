//! The documents that a run's phases handed over, as they stand: in the worktree, or on the branch
//! where the worktree is gone.

use std::path::Path;

use super::Embedded;
use crate::workflow::{Phase, RunView, brief::Handed};

/// Longest document that is read, in bytes.
const LIMIT: usize = 1 << 20;

impl Embedded {
    /// All that there are, in the order of the phases.
    pub fn handed(&self, view: &RunView) -> Vec<Handed> {
        let worktree = view.worktree.as_deref().unwrap_or("");
        let one = |phase: Phase| {
            let path = view.phases.get(phase.index())?.deliverable.as_deref()?;
            let path = path.strip_prefix(worktree)?.trim_start_matches('/');
            let text = in_worktree(Path::new(worktree), path)
                .or_else(|| self.on_branch(&view.branch, path))?;
            Some(Handed {
                phase,
                path: path.to_owned(),
                sha256: String::new(),
                text,
            })
        };
        Phase::ALL.into_iter().filter_map(one).collect()
    }

    fn on_branch(&self, branch: &str, path: &str) -> Option<String> {
        let found = self.repository().read_at(branch, path, LIMIT).ok()??;
        Some(found.text)
    }
}

fn in_worktree(worktree: &Path, path: &str) -> Option<String> {
    let path = worktree.join(path);
    // A link may lead anywhere.
    let inside = path.canonicalize().ok()?
        == worktree
            .canonicalize()
            .ok()?
            .join(path.strip_prefix(worktree).ok()?);
    let small = path
        .metadata()
        .is_ok_and(|known| known.is_file() && known.len() <= LIMIT as u64);
    let bytes = (inside && small)
        .then(|| std::fs::read(&path).ok())
        .flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
