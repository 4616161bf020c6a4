//! Before the first phase: a place among the runs carried at the same time, branch and worktree.

use std::{
    fs::{File, OpenOptions, TryLockError},
    time::Duration,
};

use super::{Carrier, Stop};
use crate::{
    journal::layout,
    workflow::{Event, Run, run::Station},
};

/// How often a waiting run looks for a free place. Waiting is hours or minutes: this is soon enough.
const LOOK: Duration = Duration::from_millis(200);

/// One of the places of this clone, held as long as the worker lives. The kernel frees it.
#[derive(Debug)]
pub(super) struct Place {
    _file: File,
}

impl Carrier {
    /// Waits until fewer runs are carried than the settings allow; runs that have not begun wait for
    /// those that were asked for before them.
    pub(super) async fn take_place(&mut self) -> Result<(), Stop> {
        let mut told = false;
        loop {
            if self.stop.is_cancelled() {
                return Err(Stop::Moved);
            }
            if !self.is_behind_another()
                && let Some(place) = self.free_place()?
            {
                self.place = Some(place);
                return Ok(());
            }
            if !told {
                told = true;
                self.show("waiting for another run to end");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn free_place(&self) -> Result<Option<Place>, Stop> {
        let folder = layout::journal_folder(self.repository.common_dir()).join("places");
        layout::make_private(&folder)?;
        for number in 0..self.settings.limits.parallel.max(1) {
            let path = folder.join(format!("{number}.lock"));
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)?;
            match file.try_lock() {
                Ok(()) => return Ok(Some(Place { _file: file })),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        Ok(None)
    }

    /// Whether a run that was asked for earlier is still queued, with a worker of its own.
    fn is_behind_another(&self) -> bool {
        if *self.run.station() != Station::Queued {
            return false;
        }
        let Ok(runs) = self.journal.runs() else {
            return false;
        };
        // Newest first: what follows ours is older.
        let older = runs.iter().skip_while(|run| run.id != self.id).skip(1);
        older.take(100).any(|run| {
            let carried = self.journal.is_carried(&run.id).unwrap_or(false);
            let events = carried.then(|| self.journal.load(&run.id).ok()).flatten();
            let run = events.and_then(|events| Run::replay(&events).ok());
            run.is_some_and(|run| *run.station() == Station::Queued)
        })
    }

    /// Branch and worktree. Safe to be done again until it is recorded.
    pub(super) fn prepare(&mut self) -> Result<(), Stop> {
        let requested = self.run.requested().clone();
        self.show("making branch and worktree");
        let path = self.layout.worktree(&requested.slug, &requested.id)?;
        self.repository
            .add_worktree(&path, &requested.branch, &requested.base)?;
        let path = path.to_str().map(str::to_owned);
        let path = path.ok_or_else(|| {
            Stop::Failed(
                "the path of the worktree is not UTF-8. Next: set `data_dir` to another folder."
                    .to_owned(),
            )
        })?;
        self.append(Event::WorktreePrepared { path })
    }
}
