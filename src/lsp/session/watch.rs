//! Watches the runs of a clone and tells the desk when any has changed.
//!
//! A clone's journal is shared by editors, command lines and workers, so a change may come from
//! anywhere. Its revision is read off the desk, often while runs live and seldom otherwise, and at
//! once when we did something ourselves; only a new revision is a reason to read the runs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tower_lsp::lsp_types::MessageType;

use super::Session;
use crate::engine::{self, Engine};
use crate::lsp::desk::Desk;
use crate::lsp::settings::Host;
use crate::workflow::RunView;
use crate::workflow::metrics::Forecast;
use crate::workflow::view::{Live, RunState};

/// How often while something runs.
const LIVELY: Duration = Duration::from_millis(150);
/// How often while nothing does.
const CALM: Duration = Duration::from_secs(1);

impl Session {
    /// Has a clone watched, once.
    pub fn watch(&mut self, root: &Path) {
        let Some(folder) = self.folders.get_mut(root) else {
            return;
        };
        if std::mem::replace(&mut folder.watched, true) {
            return;
        }
        let (host, desk, poke) = (self.host.clone(), self.desk.clone(), folder.poke.clone());
        let (root, given) = (root.to_owned(), folder.engine.clone());
        tokio::spawn(async move {
            if given.is_none() {
                await_runs(&host, &root, &poke).await;
            }
            if is_gone(&poke) {
                return;
            }
            let at = root.clone();
            let opened = tokio::task::spawn_blocking(move || match given {
                Some(engine) => Ok(engine),
                None => host.engine(&at),
            });
            match opened.await {
                Ok(Ok(engine)) => {
                    let given = engine.clone();
                    let of = root.clone();
                    desk.tell("engine", move |session| session.adopt(&of, given))
                        .await;
                    watch(root, engine, desk, poke).await;
                }
                Ok(Err(error)) => {
                    desk.tell("no engine", move |session| session.unwatched(&root, &error))
                        .await;
                }
                Err(error) => tracing::error!(%error, "opening an engine panicked"),
            }
        });
    }

    /// An engine is open.
    pub fn adopt(&mut self, root: &Path, engine: Arc<dyn Engine>) {
        if let Some(folder) = self.folders.get_mut(root) {
            folder.failed = None;
            folder.engine.get_or_insert(engine);
            folder.poke.notify_one();
        }
    }

    /// There is none: not a repository, no commit. Said when somebody wants a run, not before.
    fn unwatched(&mut self, root: &Path, error: &engine::Error) {
        tracing::info!(root = %root.display(), "no engine: {error}");
        if let Some(folder) = self.folders.get_mut(root) {
            folder.watched = false;
            folder.failed = Some(error.to_string());
        }
    }

    /// The runs of a clone were read. False: something was done here since the look began, so it may be
    /// older than what is known; look again.
    fn saw(&mut self, root: &Path, begun: Instant, runs: Vec<RunView>) -> bool {
        let Some(folder) = self.folders.get_mut(root) else {
            return true;
        };
        if folder.changed.is_some_and(|changed| begun <= changed) {
            return false;
        }
        if folder.runs == runs {
            return true;
        }
        let before = std::mem::replace(&mut folder.runs, runs);
        self.refresh(root);
        self.fetch_all();
        self.follow(root, &before);
        self.tell_companion();
        self.refresh_lenses();
        true
    }

    /// What agents are doing was read.
    fn heard(&mut self, root: &Path, live: HashMap<String, Live>) {
        let Some(folder) = self.folders.get_mut(root) else {
            return;
        };
        if folder.live != live {
            folder.live = live;
            self.report(root);
            self.tell_live();
        }
    }

    /// The engine cannot be read: said in the log once, and tried again.
    fn deaf(&mut self, root: &Path, error: &str) {
        tracing::warn!(root = %root.display(), "runs cannot be read: {error}");
        if let Some(folder) = self.folders.get_mut(root)
            && folder.failed.as_deref() != Some(error)
        {
            folder.failed = Some(error.to_owned());
            self.outbox
                .log(MessageType::WARNING, format!("Backend Factory: {error}"));
        }
    }
}

/// Whether the folder is looked at no more: then its watcher alone holds this.
fn is_gone(poke: &Arc<tokio::sync::Notify>) -> bool {
    Arc::strong_count(poke) == 1
}

/// Until the clone may have runs: one started here pokes, one started elsewhere makes the journal.
async fn await_runs(host: &Arc<dyn Host>, root: &Path, poke: &Arc<tokio::sync::Notify>) {
    loop {
        let (host, at) = (host.clone(), root.to_owned());
        match tokio::task::spawn_blocking(move || host.may_have_runs(&at)).await {
            Ok(false) => {}
            Ok(true) | Err(_) => return,
        }
        tokio::select! {
            () = tokio::time::sleep(CALM) => {}
            () = poke.notified() => return,
        }
        if is_gone(poke) {
            return;
        }
    }
}

/// What one look brought.
struct Look {
    revision: Result<u64, String>,
    runs: Option<Vec<RunView>>,
    /// Read anew when another run has completed.
    forecast: Option<Option<Forecast>>,
    live: HashMap<String, Live>,
}

async fn watch(root: PathBuf, engine: Arc<dyn Engine>, desk: Desk, poke: Arc<tokio::sync::Notify>) {
    let revive = engine.clone();
    let revived = tokio::task::spawn_blocking(move || revive.revive()).await;
    match revived {
        Ok(Ok(runs)) if !runs.is_empty() => tracing::info!(?runs, "revived"),
        Ok(Err(error)) => tracing::warn!("runs could not be revived: {error}"),
        Ok(Ok(_)) | Err(_) => {}
    }
    let mut seen: Option<u64> = None;
    let mut running: Vec<String> = Vec::new();
    let mut completed = 0;
    while !is_gone(&poke) {
        let (engine, ids, begun) = (engine.clone(), running.clone(), Instant::now());
        let looked =
            tokio::task::spawn_blocking(move || look(&*engine, seen, &ids, completed)).await;
        let Ok(Look {
            revision,
            runs,
            forecast,
            live,
        }) = looked
        else {
            tracing::error!("reading runs panicked");
            return;
        };
        let of = root.clone();
        match revision {
            Ok(revision) => seen = Some(revision),
            Err(error) => {
                desk.tell("deaf", move |session| session.deaf(&of, &error))
                    .await;
                tokio::time::sleep(CALM).await;
                continue;
            }
        }
        if let Some(runs) = runs {
            let over = count_completed(&runs);
            let at_work =
                |run: &&RunView| matches!(run.state, RunState::Queued | RunState::Running);
            let working = runs
                .iter()
                .filter(at_work)
                .map(|run| run.id.clone())
                .collect();
            let of = of.clone();
            let taken = desk.order("runs", move |session| {
                if let (Some(forecast), Some(folder)) = (forecast, session.folders.get_mut(&of)) {
                    folder.forecast = forecast;
                }
                session.saw(&of, begun, runs)
            });
            if taken.await == Some(false) {
                seen = None;
                continue;
            }
            (running, completed) = (working, over);
        }
        if !running.is_empty() {
            desk.tell("live", move |session| session.heard(&of, live))
                .await;
        }
        let pause = if running.is_empty() { CALM } else { LIVELY };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // What was done here may have put down less than the last look had seen.
            () = poke.notified() => seen = None,
        }
    }
}

fn count_completed(runs: &[RunView]) -> usize {
    let over = runs.iter().filter(|run| run.state == RunState::Completed);
    over.count()
}

fn look(engine: &dyn Engine, seen: Option<u64>, running: &[String], completed: usize) -> Look {
    let revision = engine.revision();
    let changed = revision.as_ref().ok() != seen.as_ref();
    let runs = match &revision {
        Ok(_) if changed => engine.runs().map(Some),
        Ok(_) | Err(_) => Ok(None),
    };
    let live = running
        .iter()
        .filter_map(|id| Some((id.clone(), engine.live(id)?)))
        .collect();
    match (revision, runs) {
        (Ok(revision), Ok(runs)) => {
            let more = runs
                .as_ref()
                .is_some_and(|runs| count_completed(runs) != completed);
            let figures = more.then(|| engine.figures());
            let forecast = match figures {
                Some(Ok(figures)) => Some(figures.summary.forecast),
                Some(Err(error)) => {
                    tracing::info!("no forecast: {error}");
                    None
                }
                None => None,
            };
            Look {
                revision: Ok(revision),
                runs,
                forecast,
                live,
            }
        }
        (Err(error), _) | (_, Err(error)) => Look {
            revision: Err(error.to_string()),
            runs: None,
            forecast: None,
            live,
        },
    }
}
