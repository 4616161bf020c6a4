//! What faces may look at beside a run's view: its changes, the texts before them, its figures; and
//! the one way by which its changes get into the user's own files.
//!
//! Nothing here takes part in carrying a run, so nothing here takes a lease.

use std::path::Path;

use super::{Embedded, load};
use crate::{
    engine::{ChangedFile, Changes, Error, Figures},
    git::{self, ChangeKind},
    journal,
    workflow::{Event, metrics, view::RunState},
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

    pub(super) fn put_into_users_files(&self, word: &str, by: &str) -> Result<Vec<String>, Error> {
        let (journal, id) = self.known(word)?;
        let run = load(&journal, &id)?;
        let view = run.view();
        let root = self.repository.root();
        if view.worktree.as_deref().map(Path::new) == Some(root) {
            return Err(Error::NotNow(
                "this is the run's own worktree. Next: apply it from your own folder.".to_owned(),
            ));
        }
        if view.state != RunState::Completed {
            return Err(Error::NotNow(format!(
                "the run {id} is not finished, so there is nothing to apply yet. Next: `backend-factory show {id}` says where it stands and where its files are."
            )));
        }
        let Ok(tip) = self.repository.resolve(&view.branch) else {
            return Err(Error::NotNow(format!(
                "the branch {} is gone, so there is nothing to apply. Next: start the request again.",
                view.branch
            )));
        };
        let written = match self.repository.apply(&view.base, &tip, DOCUMENTS) {
            Ok(written) => written,
            // Applied a second time, it is our own changes that stand in the way.
            Err(error @ (git::Error::OwnChanges(_) | git::Error::DoesNotFit(_))) => {
                let before = view.applied.map(|at| {
                    format!(
                        "{id} was applied already ({at}), so its changes are in your files. Next: `git status` shows them; `git restore` those that you want anew. ({error})"
                    )
                });
                return Err(before.map_or_else(|| error.into(), Error::NotNow));
            }
            Err(error) => return Err(error.into()),
        };
        if written.is_empty() {
            return Err(Error::NotNow(
                "the run has written nothing but documents, so there is nothing to apply. Next: read them on its branch.".to_owned(),
            ));
        }
        let event = Event::ChangesApplied {
            commit: tip,
            files: written.len(),
            by: by.to_owned(),
        };
        self.record(&id, event).map_err(|error| {
            Error::Other(format!(
                "{} files were written, but that could not be recorded: {error}",
                written.len()
            ))
        })?;
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
