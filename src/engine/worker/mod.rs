//! Carries one run: asks the machine what comes next, does it, journals what happened.
//!
//! One worker a run, held by the lease. A worker may be killed at any instant: each step can be done
//! again, and what must not be done twice (paying an agent, committing a phase) is found by its mark.
//! An event is durable before what follows from it begins. A worker ends when a person is awaited;
//! whoever records the person's word starts another. What goes wrong in a step becomes an event.
//!
//! ```text
//! prepare.rs   branch and worktree, a place among the parallel runs
//! attempt.rs   the brief, the runner of the attempt, what it left
//! gate.rs      audit of the diff, evidence, verdict, the commit of the phase
//! branch.rs    the commits of the branch, before it is submitted
//! moved.rs     what a gate took out of the worktree
//! others.rs    other runs that change the same files
//! template.rs  CloudFormation templates, linted
//! settle.rs    what is in the worktree and belongs to no commit yet
//! facts.rs     what is known of the project
//! ```

mod attempt;
mod branch;
mod evidence;
mod facts;
mod gate;
mod moved;
mod others;
mod outside;
mod prepare;
mod settle;
mod template;

use std::{
    any::Any,
    ffi::OsString,
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use futures::FutureExt;
use tokio_util::sync::CancellationToken;

pub(super) use settle::edits;

use super::{Error, Settings, spawn};
use crate::{
    git::Repository,
    journal::{self, Journal, Layout, Lease},
    workflow::{
        Event, Finding, Phase, Recorded, Run, Step,
        event::{AttemptEnd, Usage},
        run::Station,
        view::Live,
    },
};

/// How long a worker waits for one that is just ending, in steps.
const LEASE_WAIT: (u32, Duration) = (500, Duration::from_millis(20));

/// How soon a worker sees that a person cancelled: one indexed read of the journal each time.
const LOOK: Duration = Duration::from_millis(100);

/// Failures of our own that a worker bears in one life, before it leaves the run to be resumed.
const PATIENCE: u32 = 5;

/// `backend-factory worker [--detach] --run ID --clone DIR`: exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> i32 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    match words.as_slice() {
        ["--detach", ..] => i32::from(spawn::detach(&worker_arguments(&arguments[1..])).is_err()),
        ["--run", id, "--clone", ..] if arguments.len() == 4 => {
            match carry(Path::new(&arguments[3]), id) {
                Ok(()) => 0,
                Err(error) => {
                    tracing::error!("the worker of run {id} ended: {error}");
                    complain(&format!("the worker of run {id} ended: {error}"));
                    1
                }
            }
        }
        _ => 2,
    }
}

fn worker_arguments(rest: &[OsString]) -> Vec<OsString> {
    [OsString::from("worker")]
        .into_iter()
        .chain(rest.iter().cloned())
        .collect()
}

/// Carries a run until a person is awaited or it is over. Does nothing if another worker carries it.
///
/// # Errors
/// The journal or the clone cannot be used; the run stands as it is recorded, and can be resumed.
pub fn carry(clone: &Path, id: &str) -> Result<(), Error> {
    let repository = Repository::discover(clone)?;
    let journal = Arc::new(Journal::open(repository.common_dir())?);
    let snapshot = journal.snapshot(id)?;
    let settings: Settings = serde_json::from_value(snapshot)
        .map_err(|error| Error::Other(format!("the settings kept with run {id} cannot be read: {error}. Next: start the request again.")))?;
    let layout = Layout::new(repository.common_dir(), settings.data_dir.as_deref())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Error::Other(error.to_string()))?;
    runtime.block_on(async {
        let Some(lease) = lease(&journal, id).await? else {
            return Ok(());
        };
        let events = journal.load(id)?;
        let run = replay(&events)?;
        let mut carrier = Carrier {
            repository,
            journal,
            layout,
            settings,
            clone: clone.to_owned(),
            id: id.to_owned(),
            events,
            run,
            stop: CancellationToken::new(),
            place: None,
            roles: std::cell::RefCell::default(),
            links: std::cell::OnceCell::default(),
            fresh: None,
        };
        let watch = tokio::spawn(watch(
            Arc::clone(&carrier.journal),
            carrier.id.clone(),
            carrier.stop.clone(),
        ));
        let carried = carrier.carry().await;
        watch.abort();
        carrier.journal.clear_live(&carrier.id);
        drop(lease);
        carried
    })
}

/// A worker that is started while the one before it is ending waits for it, so that no decision is
/// left without a worker.
async fn lease(journal: &Journal, id: &str) -> Result<Option<Lease>, Error> {
    for _ in 0..LEASE_WAIT.0 {
        if let Some(lease) = journal.lease(id)? {
            return Ok(Some(lease));
        }
        tokio::time::sleep(LEASE_WAIT.1).await;
    }
    Ok(None)
}

async fn watch(journal: Arc<Journal>, id: String, stop: CancellationToken) {
    let mut seen = 0;
    loop {
        let revision = journal.revision().unwrap_or(seen);
        if revision != seen {
            seen = revision;
            let run = journal
                .load(&id)
                .ok()
                .and_then(|events| Run::replay(&events).ok());
            if run.is_some_and(|run| *run.station() == Station::Cancelled) {
                return stop.cancel();
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn replay(events: &[Recorded]) -> Result<Run, Error> {
    Run::replay(events).map_err(|error| Error::Other(error.to_string()))
}

/// Why a step could not be finished.
#[derive(Debug)]
enum Stop {
    /// The run has moved on meanwhile (a person spoke): look at it again.
    Moved,
    /// The journal cannot be used: nothing can be recorded, so nothing can be done.
    Journal(Error),
    /// Something failed; it becomes an event.
    Failed(String),
}

impl<E: std::error::Error> From<E> for Stop {
    fn from(error: E) -> Stop {
        Stop::Failed(error.to_string())
    }
}

struct Carrier {
    repository: Repository,
    journal: Arc<Journal>,
    layout: Layout,
    settings: Settings,
    clone: PathBuf,
    id: String,
    events: Vec<Recorded>,
    run: Run,
    /// A person cancelled the run.
    stop: CancellationToken,
    /// The place among the runs that are carried at the same time.
    place: Option<prepare::Place>,
    /// The words of the roles, once they have been looked up.
    roles: std::cell::RefCell<Option<Vec<facts::Role>>>,
    /// The project's links, once they have been looked up.
    links: std::cell::OnceCell<Vec<String>>,
    /// The commit of a phase that passed in this life of the worker: nobody had time to change the
    /// worktree since.
    fresh: Option<String>,
}

impl Carrier {
    async fn carry(&mut self) -> Result<(), Error> {
        let mut failures = 0;
        loop {
            let step = self.run.next();
            let phase = match &step {
                Step::Await(_) => return Ok(()),
                Step::Over => return self.bury().await,
                Step::Prepare | Step::Finish => None,
                Step::Attempt { phase, .. } | Step::Gate { phase, .. } => Some(*phase),
            };
            let stepped = AssertUnwindSafe(self.step(&step)).catch_unwind().await;
            let why = match stepped {
                Ok(Ok(())) => {
                    failures = 0;
                    continue;
                }
                Ok(Err(Stop::Moved)) => {
                    self.reload()?;
                    continue;
                }
                Ok(Err(Stop::Journal(error))) => return Err(error),
                Ok(Err(Stop::Failed(message))) => message,
                Err(panic) => format!("our own program broke: {}", said(&*panic)),
            };
            tracing::error!("{:?} failed: {why}", step);
            complain(&format!("{step:?} failed: {why}"));
            self.reload()?;
            failures += 1;
            if failures > PATIENCE {
                return Err(Error::Other(format!(
                    "{why} Next: mend that, then `backend-factory resume {}`.",
                    self.id
                )));
            }
            if !self.stop.is_cancelled() {
                self.record_failure(&step, phase, why).await?;
            }
        }
    }

    async fn step(&mut self, step: &Step) -> Result<(), Stop> {
        if !matches!(step, Step::Finish) && self.place.is_none() {
            self.take_place().await?;
        }
        match step {
            Step::Prepare => self.prepare(),
            Step::Attempt {
                phase,
                attempt,
                feedback,
                started,
            } => self.attempt(*phase, *attempt, feedback, *started).await,
            Step::Gate { phase, attempt } => self.gate(*phase, *attempt).await,
            Step::Finish => self.finish(),
            Step::Await(_) | Step::Over => Ok(()),
        }
    }

    /// What went wrong on our side, as an event where the machine takes one.
    async fn record_failure(
        &mut self,
        step: &Step,
        phase: Option<Phase>,
        message: String,
    ) -> Result<(), Error> {
        let record = match (step, phase) {
            (Step::Prepare, _) => vec![Event::PrepareFailed { message }],
            (
                Step::Attempt {
                    attempt, started, ..
                },
                Some(phase),
            ) => {
                let (attempt, usage) = (*attempt, Usage::default());
                let end = AttemptEnd::Died { message };
                let ended = Event::AttemptEnded {
                    phase,
                    attempt,
                    end,
                    usage,
                };
                if *started {
                    vec![ended]
                } else {
                    vec![Event::AttemptStarted { phase, attempt }, ended]
                }
            }
            (Step::Gate { attempt, .. }, Some(phase)) => vec![Event::GateFailed {
                phase,
                attempt: *attempt,
                findings: vec![Finding::error(
                    "gate-broken",
                    format!("The gate could not be judged. {message}"),
                )],
                patch: None,
                retry: None,
            }],
            // Recording the end is tried again.
            _ => {
                tokio::time::sleep(Duration::from_millis(200)).await;
                Vec::new()
            }
        };
        for event in record {
            // The attempt may have been recorded as begun before it failed.
            if self.run.check(&event).is_err() {
                continue;
            }
            match self.append(event) {
                Ok(()) => {}
                Err(Stop::Journal(error)) => return Err(error),
                Err(Stop::Moved | Stop::Failed(_)) => return self.reload(),
            }
        }
        Ok(())
    }

    /// Journals an event, then applies it.
    fn append(&mut self, event: Event) -> Result<(), Stop> {
        match self
            .journal
            .append(&self.id, event, self.run.seq() + 1, now())
        {
            Ok(recorded) => {
                self.run
                    .apply(&recorded)
                    .map_err(|error| Stop::Failed(error.to_string()))?;
                self.events.push(recorded);
                Ok(())
            }
            Err(journal::Error::MovedOn { .. }) => Err(Stop::Moved),
            Err(error) => Err(Stop::Journal(error.into())),
        }
    }

    fn reload(&mut self) -> Result<(), Error> {
        self.events = self.journal.load(&self.id)?;
        self.run = replay(&self.events)?;
        Ok(())
    }

    fn show(&self, doing: impl Into<String>) {
        let _ = self.journal.set_live(
            &self.id,
            &Live {
                doing: doing.into(),
                at: now(),
            },
        );
    }

    fn worktree(&self) -> Result<PathBuf, Stop> {
        let path = self.run.worktree().map(PathBuf::from);
        path.ok_or_else(|| Stop::Failed("the run has no worktree yet".to_owned()))
    }

    fn finish(&mut self) -> Result<(), Stop> {
        let worktree = self.worktree()?;
        self.settle(&worktree, None)?;
        let commit = self
            .repository
            .resolve(&format!("refs/heads/{}", self.run.requested().branch))?;
        self.append(Event::RunCompleted { commit })
    }

    /// The run is over. An attempt that was being worked when a person cancelled is seen to its end.
    async fn bury(&mut self) -> Result<(), Error> {
        match self.end_open_attempt().await {
            Ok(()) | Err(Stop::Moved) => Ok(()),
            Err(Stop::Journal(error)) => Err(error),
            Err(Stop::Failed(message)) => Err(Error::Other(message)),
        }
    }
}

pub(in crate::engine) fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// What a panic said.
pub(super) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it said nothing".to_owned())
}

/// Our error output is the worker's log.
fn complain(line: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes());
}
