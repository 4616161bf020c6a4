//! The embedded engine: runs of one clone, each carried by a detached worker process of this binary.
//!
//! It records what people want and shows how runs stand; it carries nothing itself, so it may be
//! opened and dropped at will, in any number of processes at once. Nothing is made in a clone until
//! the first run is started there.

mod decide;
mod handed;
mod look;
mod name;
mod start;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{Changes, Engine, Error, Figures, Order, Settings, Transcript, runner::Folder, spawn};
use crate::{
    git::Repository,
    journal::{Journal, Layout},
    workflow::{
        Decision, Event, Recorded, Run, RunView, Step,
        event::Answer,
        overlap,
        view::{Live, RunState},
    },
};

/// The runs of one clone.
#[derive(Debug)]
pub struct Embedded {
    repository: Repository,
    settings: Settings,
    layout: Layout,
    /// Where workers are started: the clone's folder for the user's files.
    folder: PathBuf,
    journal: Mutex<Option<Arc<Journal>>>,
    /// Views at a revision: faces ask often, runs change rarely.
    views: Mutex<Option<(u64, Vec<RunView>)>>,
}

impl Embedded {
    /// Opens the clone around a path.
    ///
    /// # Errors
    /// There is no repository, or git cannot be used in it.
    pub fn open(path: &Path, settings: Settings) -> Result<Embedded, Error> {
        let repository = Repository::discover(path)?;
        let layout = Layout::new(repository.common_dir(), settings.data_dir.as_deref())?;
        let folder = repository.root().to_owned();
        let (journal, views) = (Mutex::new(None), Mutex::new(None));
        Ok(Embedded {
            repository,
            settings,
            layout,
            folder,
            journal,
            views,
        })
    }

    /// Where worktrees, evidence and logs of this clone's runs are.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The clone.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// All that is recorded of a run, oldest first.
    ///
    /// # Errors
    /// There is no such run, or the journal cannot be read.
    pub fn events(&self, id: &str) -> Result<Vec<Recorded>, Error> {
        let (journal, id) = self.known(id)?;
        Ok(journal.load(&id)?)
    }

    /// The journal, if a run was ever started here.
    fn existing(&self) -> Result<Option<Arc<Journal>>, Error> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if journal.is_none() {
            *journal = Journal::open_existing(self.repository.common_dir())?.map(Arc::new);
        }
        Ok(journal.clone())
    }

    /// The journal, and the full id of the run that a person named.
    pub(in crate::engine) fn known(&self, word: &str) -> Result<(Arc<Journal>, String), Error> {
        let journal = self
            .existing()?
            .ok_or_else(|| Error::NoSuchRun(word.to_owned()))?;
        let id = self.find(&journal, word)?;
        Ok((journal, id))
    }

    fn find(&self, journal: &Journal, word: &str) -> Result<String, Error> {
        let stored = journal.runs()?;
        if let Some(exact) = stored.iter().find(|run| run.id == word) {
            return Ok(exact.id.clone());
        }
        // Slugs are made unique when runs are started.
        let by_slug = stored
            .iter()
            .find(|run| load(journal, &run.id).is_ok_and(|run| run.requested().slug == word));
        if let Some(run) = by_slug {
            return Ok(run.id.clone());
        }
        let ids = stored.iter().map(|run| run.id.as_str());
        let begins: Vec<&str> = ids
            .filter(|id| !word.is_empty() && id.starts_with(word))
            .collect();
        match begins.as_slice() {
            [] => Err(Error::NoSuchRun(word.to_owned())),
            [one] => Ok((*one).to_owned()),
            several => Err(Error::NotNow(format!(
                "`{word}` begins several runs: {}. Next: type more of the id.",
                several.join(", ")
            ))),
        }
    }

    /// Has a run carried on, if there is something to do and nobody does it.
    fn carry_on(&self, journal: &Journal, run: &Run) -> Result<bool, Error> {
        let id = &run.requested().id;
        let idle = match run.next() {
            Step::Await(_) => true,
            Step::Over => open_attempt(&self.layout, &journal.load(id)?)?.is_none(),
            Step::Prepare | Step::Attempt { .. } | Step::Gate { .. } | Step::Finish => false,
        };
        if idle || journal.is_carried(id)? {
            return Ok(false);
        }
        self.spawn(run)?;
        Ok(true)
    }

    fn spawn(&self, run: &Run) -> Result<(), Error> {
        let requested = run.requested();
        let profile = self.settings.for_agents().profile(&requested.agent);
        let pass = profile.map(|profile| profile.env_pass).unwrap_or_default();
        let log = self
            .layout
            .logs()?
            .join(format!("worker-{}.log", requested.id));
        let started = spawn::program(&self.settings)
            .and_then(|program| spawn::worker(&program, &pass, &self.folder, &log, &requested.id));
        started.map_err(|error| {
            Error::Other(format!(
                "{error}. Next: `backend-factory resume {}`.",
                requested.id
            ))
        })
    }

    /// The views of all runs, newest first, with their places in the queue.
    fn views(&self, journal: &Journal) -> Result<Vec<RunView>, Error> {
        let revision = journal.revision()?;
        let mut cache = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, views)) = &*cache
            && *at == revision
        {
            return Ok(views.clone());
        }
        let mut views = Vec::new();
        for stored in journal.runs()? {
            // One damaged run must not hide the others; asked for by its id, it says what is wrong.
            match load(journal, &stored.id) {
                Ok(run) => views.push(run.view()),
                Err(error) => tracing::warn!("{error}"),
            }
        }
        overlap::mark(&mut views);
        let queued = views
            .iter_mut()
            .rev()
            .filter(|view| view.state == RunState::Queued);
        for (before, view) in queued.enumerate() {
            view.message = format!("{} Place {} in the queue.", view.message, before + 1);
        }
        *cache = Some((revision, views.clone()));
        Ok(views)
    }

    fn view(&self, journal: &Journal, id: &str) -> Result<RunView, Error> {
        match self.views(journal)?.into_iter().find(|view| view.id == id) {
            Some(view) => Ok(view),
            None => Ok(load(journal, id)?.view()),
        }
    }
}

impl Engine for Embedded {
    fn start(&self, order: &Order) -> Result<RunView, Error> {
        let (journal, run) = self.record_order(order)?;
        // It is recorded: a worker that cannot be started now is started by the next resume.
        self.spawn(&run)?;
        self.view(&journal, &run.requested().id)
    }

    fn runs(&self) -> Result<Vec<RunView>, Error> {
        self.existing()?
            .map_or_else(|| Ok(Vec::new()), |journal| self.views(&journal))
    }

    fn run(&self, id: &str) -> Result<RunView, Error> {
        let (journal, id) = self.known(id)?;
        self.view(&journal, &id)
    }

    fn live(&self, id: &str) -> Option<Live> {
        let (journal, id) = self.known(id).ok()?;
        // What a dead worker left is not what is being done.
        journal
            .is_carried(&id)
            .ok()?
            .then(|| journal.live(&id))
            .flatten()
    }

    fn decide(&self, id: &str, decision: Decision, by: &str) -> Result<RunView, Error> {
        let (journal, id) = self.known(id)?;
        let run = self.record_decision(&journal, &id, &decision, by)?;
        self.carry_after(&journal, &run)?;
        self.view(&journal, &id)
    }

    fn answer(
        &self,
        id: &str,
        question: Option<u32>,
        answer: Answer,
        by: &str,
    ) -> Result<RunView, Error> {
        let (journal, id) = self.known(id)?;
        self.record_answer(&journal, &id, question, answer, by)?;
        self.view(&journal, &id)
    }

    fn submit(&self, id: &str, by: &str) -> Result<RunView, Error> {
        let submission = self.submission(id)?;
        Embedded::submit(self, &submission, by)?;
        self.run(&submission.run)
    }

    fn resume(&self, id: &str) -> Result<RunView, Error> {
        let (journal, id) = self.known(id)?;
        self.carry_on(&journal, &load(&journal, &id)?)?;
        self.view(&journal, &id)
    }

    fn revive(&self) -> Result<Vec<String>, Error> {
        let Some(journal) = self.existing()? else {
            return Ok(Vec::new());
        };
        let mut revived = Vec::new();
        for stored in journal.runs()? {
            let carried = load(&journal, &stored.id).and_then(|run| self.carry_on(&journal, &run));
            match carried {
                Ok(true) => revived.push(stored.id),
                Ok(false) => {}
                Err(error) => tracing::warn!("{error}"),
            }
        }
        Ok(revived)
    }

    fn revision(&self) -> Result<u64, Error> {
        self.existing()?
            .map_or(Ok(0), |journal| Ok(journal.revision()?))
    }

    fn changes(&self, id: &str) -> Result<Changes, Error> {
        self.look(id)
    }

    fn base_text(&self, id: &str, path: &str) -> Result<Option<String>, Error> {
        self.text_before(id, path)
    }

    fn apply(&self, id: &str, by: &str) -> Result<Vec<String>, Error> {
        self.put_into_users_files(id, by)
    }

    fn figures(&self) -> Result<Figures, Error> {
        self.all_figures()
    }

    fn transcripts(&self, id: &str) -> Result<Vec<Transcript>, Error> {
        let (_, id) = self.known(id)?;
        let folder = self.layout.transcripts(&id)?;
        let names = std::fs::read_dir(&folder)
            .map_err(|error| Error::Other(format!("cannot read {}: {error}.", folder.display())))?;
        let mut all: Vec<Transcript> = names
            .filter_map(|entry| transcript(&entry.ok()?.path()))
            .collect();
        all.sort();
        Ok(all)
    }
}

/// `3-implement-2.jsonl`, as the worker names it.
fn transcript(path: &Path) -> Option<Transcript> {
    let name = path.file_name()?.to_str()?.strip_suffix(".jsonl")?;
    let (phase, rest) = name.split_once('-')?;
    let (_, attempt) = rest.rsplit_once('-')?;
    Some(Transcript {
        phase: phase.parse().ok()?,
        attempt: attempt.parse().ok()?,
        path: path.to_owned(),
    })
}

pub(super) fn load(journal: &Journal, id: &str) -> Result<Run, Error> {
    Run::replay(&journal.load(id)?)
        .map_err(|error| Error::Other(format!("run {id} cannot be read: {error}.")))
}

/// The folder of an attempt that has begun and not ended.
fn open_attempt(layout: &Layout, events: &[Recorded]) -> Result<Option<Folder>, Error> {
    let mut open = None;
    let mut run = None;
    for recorded in events {
        match &recorded.event {
            Event::RunRequested(requested) => run = Some(requested.id.as_str()),
            Event::AttemptStarted { phase, attempt } => open = Some((*phase, *attempt)),
            Event::AttemptEnded { .. } => open = None,
            _ => {}
        }
    }
    let (Some(run), Some((phase, attempt))) = (run, open) else {
        return Ok(None);
    };
    let folder = Folder::new(&layout.attempts(run)?, phase, attempt);
    folder
        .map(Some)
        .map_err(|error| Error::Other(error.to_string()))
}
