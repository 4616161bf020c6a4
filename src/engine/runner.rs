//! Works one attempt in a process of its own, so that the agent lives on when the worker dies.
//!
//! The folder of an attempt (keyed by run, phase and attempt) is the whole agreement between the two:
//!
//! ```text
//! task.json     written by the worker before anything starts: all that the runner needs
//! lock          held by the runner as long as it lives; the kernel frees it
//! begun         written under the lock before the agent is started: an agent is started once, ever
//! cancel        made by whoever wants it stopped
//! outcome.json  written whole at the end, before the lock is freed
//! log           the runner's own error output
//! ```
//!
//! Any number of runners may be started for one folder: one gets the lock, the others end at once.
//! The runner deliberately knows nothing of gates, git or the journal's events; it only shows what the
//! agent is doing.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io,
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use futures::FutureExt;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{ask::Asker, durable};
use crate::{
    agent,
    journal::Journal,
    workflow::{
        Lane, Phase, definition,
        event::{AttemptEnd, Usage},
        lane::Rules,
        run::Left,
        view::Live,
    },
};

/// How soon a wish to stop is seen. A file is looked for, which costs microseconds.
const LOOK: Duration = Duration::from_millis(50);

/// At most ten lines a second of what the agent is doing.
const SHOWN: Duration = Duration::from_millis(100);

/// What a runner is given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub run: String,
    pub phase: Phase,
    pub attempt: u32,
    pub slug: String,
    /// The git folder that holds the journal.
    pub common_dir: PathBuf,
    pub worktree: PathBuf,
    /// Folders whose files must never be the agent's program.
    pub untrusted: Vec<PathBuf>,
    pub agent: String,
    pub settings: agent::Settings,
    /// Commands of the project that the role may run.
    pub commands: Vec<Vec<String>>,
    /// What is set about the role's lane.
    #[serde(default)]
    pub rules: Rules,
    /// What is left of the caps of the run.
    #[serde(default)]
    pub left: Left,
    /// A question may stand so many seconds; 0: nobody is asked.
    #[serde(default)]
    pub answer_seconds: u64,
    /// What people have allowed for the whole run.
    #[serde(default)]
    pub granted: Vec<String>,
    /// The text of the phase's definition, where the workspace or the user has one.
    pub definition: Option<String>,
    pub brief: String,
    pub transcript: PathBuf,
}

impl Task {
    /// The lane that the role is given; the gate judges by the same.
    pub fn lane(&self) -> Lane {
        let mut lane = Lane::of(self.phase).for_run(&self.slug);
        for command in &self.commands {
            lane = lane.with_command(command);
        }
        // They were checked before they were written down.
        let lane = lane.clone().with_rules(&self.rules).unwrap_or(lane);
        match self.definition.as_deref().map(definition::parse) {
            Some(Ok(definition)) => lane.with_definition(&definition),
            Some(Err(_)) | None => lane,
        }
    }
}

/// What a runner leaves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Done {
    pub end: AttemptEnd,
    pub usage: Usage,
    pub denials: Vec<agent::Denial>,
    pub sandbox: agent::sandbox::Level,
    pub agent: Option<String>,
    pub transcript: Option<PathBuf>,
}

impl Done {
    /// An attempt whose agent we could not see to its end.
    pub fn died(message: impl Into<String>) -> Done {
        Done {
            end: AttemptEnd::Died {
                message: message.into(),
            },
            usage: Usage::default(),
            denials: Vec::new(),
            sandbox: agent::sandbox::Level::None,
            agent: None,
            transcript: None,
        }
    }
}

/// The folder of one attempt.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder of this attempt below a run's folder of attempts. It is made.
    pub fn new(attempts: &Path, phase: Phase, attempt: u32) -> io::Result<Folder> {
        let folder = attempts.join(format!("{}-{}-{attempt}", phase.number(), phase.slug()));
        fs::create_dir_all(&folder)?;
        Ok(Folder(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn task(&self) -> io::Result<Option<Task>> {
        durable::read(&self.file("task.json"))
    }

    pub fn done(&self) -> io::Result<Option<Done>> {
        durable::read(&self.file("outcome.json"))
    }

    pub fn has_begun(&self) -> bool {
        self.file("begun").exists()
    }

    /// Asks the runner to stop its agent, now or when it is started.
    pub fn cancel(&self) -> io::Result<()> {
        fs::write(self.file("cancel"), b"")
    }

    /// The lock of the runner: whoever gets it knows that no runner lives.
    pub fn lock(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        options.open(self.file("lock"))
    }

    /// The end of the runner's log, for a message.
    pub fn log(&self) -> String {
        let text = fs::read(self.file("log")).unwrap_or_default();
        let tail = &text[text.len().saturating_sub(2000)..];
        String::from_utf8_lossy(tail).trim().to_owned()
    }
}

/// `backend-factory attempt --folder DIR`: exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> i32 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let [name, folder] = arguments.as_slice() else {
        return 2;
    };
    if name != "--folder" {
        return 2;
    }
    match work(&Folder(PathBuf::from(folder))) {
        Ok(()) => 0,
        Err(error) => {
            tracing::error!("the attempt could not be worked: {error}");
            // The log is what the worker quotes; tracing may go elsewhere.
            let log = OpenOptions::new()
                .create(true)
                .append(true)
                .open(Path::new(folder).join("log"));
            let _ = log.and_then(|mut log| {
                io::Write::write_all(&mut log, format!("{error}\n").as_bytes())
            });
            1
        }
    }
}

fn work(folder: &Folder) -> io::Result<()> {
    let lock = folder.lock()?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(()), // another runner has it
        Err(TryLockError::Error(error)) => return Err(error),
    }
    if folder.has_begun() || folder.done()?.is_some() {
        return Ok(());
    }
    let task = folder
        .task()?
        .ok_or_else(|| io::Error::other("there is no task.json"))?;
    durable::mark(&folder.file("begun"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let done = runtime.block_on(attempt(folder, &task));
    durable::write(&folder.file("outcome.json"), &done)?;
    lock.unlock()?;
    // Threads that still wait for something must not hold the process up.
    runtime.shutdown_background();
    Ok(())
}

async fn attempt(folder: &Folder, task: &Task) -> Done {
    let profile = match task.settings.profile(&task.agent) {
        Ok(profile) => profile,
        Err(error) => return Done::died(error.to_string()),
    };
    let stop = CancellationToken::new();
    let watch = tokio::spawn(watch(folder.file("cancel"), stop.clone()));
    let journal = Journal::open(&task.common_dir).ok().map(Arc::new);
    let asker = journal.clone().filter(|_| task.answer_seconds > 0);
    let ask = asker.map(|journal| {
        let asker = Asker {
            journal,
            run: task.run.clone(),
            phase: task.phase,
            attempt: task.attempt,
            limit: Duration::from_secs(task.answer_seconds),
            stop: stop.clone(),
        };
        asker.into_ask()
    });
    let shown = Mutex::new(None::<Instant>);
    let show = move |live: Live| {
        let (Some(journal), Ok(mut shown)) = (&journal, shown.lock()) else {
            return;
        };
        if shown.is_none_or(|at| at.elapsed() >= SHOWN) {
            *shown = Some(Instant::now());
            let _ = journal.set_live(&task.run, &live);
        }
    };
    let job = agent::Job {
        profile,
        worktree: task.worktree.clone(),
        untrusted: task.untrusted.clone(),
        lane: task.lane(),
        brief: task.brief.clone(),
        limits: task.settings.limits(),
        left: task.left,
        ask,
        granted: task.granted.clone(),
        sandbox: task.settings.sandbox,
        write: task.settings.write.clone(),
        transcript: task.transcript.clone(),
    };
    let outcome = AssertUnwindSafe(agent::work(job, show, stop))
        .catch_unwind()
        .await;
    watch.abort();
    match outcome {
        Ok(outcome) => Done {
            end: outcome.end,
            usage: outcome.usage,
            denials: outcome.denials,
            sandbox: outcome.sandbox,
            agent: outcome.agent,
            transcript: outcome.transcript,
        },
        Err(panic) => Done::died(format!(
            "our side of the conversation broke: {}",
            super::worker::said(&*panic)
        )),
    }
}

async fn watch(file: PathBuf, stop: CancellationToken) {
    while !file.exists() {
        tokio::time::sleep(LOOK).await;
    }
    stop.cancel();
}
