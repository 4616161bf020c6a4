//! What faces may look at beside a run's view: its changes, the texts before them, its figures; and
//! the one way by which its changes get into the user's own files.
//!
//! Nothing here takes part in carrying a run, so nothing here takes a lease.

use std::path::Path;

use super::{Embedded, load};
use crate::{
    engine::{ChangedFile, Changes, Error, Figures},
    git::ChangeKind,
    journal,
    workflow::metrics,
};

/// Bytes of a unified diff that are shown.
const DIFF_LIMIT: usize = 8 << 20;
/// Bytes of one file that are shown.
const TEXT_LIMIT: usize = 16 << 20;
/// The folder of a run's deliverables: they are read on the branch and not applied.
const DOCUMENTS: &str = ".backend-factory";

impl Embedded {
    pub(super) fn look(&self, word: &str) -> Result<Changes, Error> {
        let (journal, id) = self.known(word)?;
        let view = load(&journal, &id)?.view();
        let there = view
            .worktree
            .filter(|worktree| Path::new(worktree).is_dir());
        let repository = &self.repository;
        let (now, changed) = match &there {
            Some(worktree) => {
                let seen = repository.look(Path::new(worktree), &view.base)?;
                (seen.tree, seen.changes)
            }
            None => {
                let tip = repository.resolve(&view.branch)?;
                let changed = repository.differences(&view.base, &tip)?;
                (tip, changed)
            }
        };
        let diff = repository.diff_text(&view.base, &now, DIFF_LIMIT)?;
        let file = |change: crate::git::Change| ChangedFile {
            change: change.kind.word().to_owned(),
            from: match change.kind {
                ChangeKind::Renamed { from } => Some(from),
                ChangeKind::Added
                | ChangeKind::Modified
                | ChangeKind::Deleted
                | ChangeKind::TypeChanged => None,
            },
            path: change.path,
        };
        let folder = self.layout.run(&id);
        journal::layout::make_private(&folder)?;
        let patch = folder.join("changes.diff");
        std::fs::write(&patch, diff.text).map_err(|error| {
            Error::Other(format!(
                "cannot write {}: {error}. Next: check the permissions and the free space there.",
                patch.display()
            ))
        })?;
        Ok(Changes {
            run: view.id,
            title: view.title,
            branch: view.branch,
            base: view.base,
            worktree: there,
            files: changed.into_iter().map(file).collect(),
            patch: patch.display().to_string(),
        })
    }

    pub(super) fn text_before(&self, word: &str, path: &str) -> Result<Option<String>, Error> {
        let (journal, id) = self.known(word)?;
        let base = load(&journal, &id)?.requested().base.clone();
        let found = self.repository.read_at(&base, path, TEXT_LIMIT)?;
        Ok(found.map(|found| found.text))
    }

    pub(super) fn put_into_users_files(&self, word: &str) -> Result<Vec<String>, Error> {
        let (journal, id) = self.known(word)?;
        let run = load(&journal, &id)?;
        let view = run.view();
        let root = self.repository.root();
        if view.worktree.as_deref().map(Path::new) == Some(root) {
            return Err(Error::NotNow(
                "this is the run's own worktree. Next: apply it from your own folder.".to_owned(),
            ));
        }
        let Ok(tip) = self.repository.resolve(&view.branch) else {
            return Err(Error::NotNow(format!(
                "{} has no branch yet, so there is nothing to apply. Next: wait for a phase to finish.",
                view.title
            )));
        };
        let written = self.repository.apply(&view.base, &tip, DOCUMENTS)?;
        if written.is_empty() {
            return Err(Error::NotNow(
                "nothing but documents is committed on the run's branch yet. Next: wait until the code is written.".to_owned(),
            ));
        }
        Ok(written)
    }

    pub(super) fn all_figures(&self) -> Result<Figures, Error> {
        let mut runs = Vec::new();
        if let Some(journal) = self.existing()? {
            for stored in journal.runs()? {
                match metrics::of(&journal.load(&stored.id)?) {
                    Ok(figures) => runs.push(figures),
                    Err(error) => tracing::warn!("figures of run {}: {error}", stored.id),
                }
            }
        }
        let summary = metrics::summary(&runs);
        Ok(Figures { runs, summary })
    }
}
