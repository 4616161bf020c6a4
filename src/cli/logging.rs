//! Where the program's own log goes: a file for each day in the person's state folder, and stderr
//! by verbosity. Never stdout, which belongs to data and to the protocol.
//!
//! The file, its queue and its thread begin with the first line: a quiet server has none of them.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use tracing::Level;
use tracing_appender::{
    non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard},
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt::{
        self,
        writer::{MakeWriter, OptionalWriter},
    },
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use super::{Cli, Command};
use crate::journal::layout;

/// Variable that sets what the log file holds: `debug`, `backend_factory::lsp=trace`.
const VARIABLE: &str = "BACKEND_FACTORY_LOG";

/// Lines that wait to be written; more are dropped rather than held.
const LINES: usize = 2048;

/// The folder of the log files.
pub(super) fn folder() -> Option<PathBuf> {
    let state = layout::user_folder("XDG_STATE_HOME", ".local/state").ok()?;
    Some(state.join("logs"))
}

/// Logging for a command that a person or an editor gave. What it gives writes the last lines when
/// it is dropped. A state folder that cannot be written costs the log, not the command.
pub(super) fn in_front(cli: &Cli) -> LastLines {
    let shown = match (&cli.command, cli.global.quiet, cli.global.verbose) {
        (_, true, _) => LevelFilter::OFF,
        // An editor keeps what its server says on stderr.
        (Command::Lsp(_), false, 0) => Level::WARN.into(),
        // Commands speak for themselves; the log on stderr is for who asked for it.
        (_, false, 0) => LevelFilter::OFF,
        (_, false, 1) => Level::INFO.into(),
        (_, false, 2) => Level::DEBUG.into(),
        (_, false, _) => Level::TRACE.into(),
    };
    let kept = match cli.global.verbose {
        0 => Level::INFO,
        _ => Level::DEBUG,
    };
    let guard = start(shown, kept);
    tracing::debug!(
        process = std::process::id(),
        command = cli.command.name(),
        "started"
    );
    guard
}

/// Logging for a process that nobody watches; its stderr is a file of its own.
pub(super) fn in_background() -> LastLines {
    start(Level::WARN.into(), Level::INFO)
}

fn start(shown: LevelFilter, kept: Level) -> LastLines {
    let stderr = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_filter(shown);
    let folder = folder().filter(|folder| layout::make_private(folder).is_ok());
    let file = Arc::new(File {
        folder,
        writer: OnceLock::new(),
        guard: Mutex::default(),
    });
    let asked = std::env::var(VARIABLE).ok();
    let asked = asked.and_then(|text| text.parse::<Targets>().ok());
    let asked = asked.unwrap_or_default();
    let kept = match asked.default_level() {
        None => asked.with_default(kept),
        Some(_) => asked,
    };
    let lines = fmt::layer()
        .with_writer(Lines(file.clone()))
        .with_ansi(false)
        .with_filter(kept);
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(stderr)
        .try_init();
    LastLines(file)
}

/// The file of today, once there is something to write.
struct File {
    /// Exists, and is the person's alone.
    folder: Option<PathBuf>,
    /// None where it cannot be opened: then there is no log.
    writer: OnceLock<Option<NonBlocking>>,
    guard: Mutex<Option<WorkerGuard>>,
}

impl File {
    fn open(&self) -> Option<NonBlocking> {
        let file = RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("backend-factory")
            .filename_suffix("log")
            .max_log_files(7)
            .build(self.folder.as_ref()?)
            .ok()?;
        // The queue is allocated whole: 128,000 lines, as the crate has it, are 4 MB.
        let (writer, guard) = NonBlockingBuilder::default()
            .buffered_lines_limit(LINES)
            .finish(file);
        *self.guard.lock().unwrap_or_else(PoisonError::into_inner) = Some(guard);
        Some(writer)
    }
}

/// Where a line of the log goes.
struct Lines(Arc<File>);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = OptionalWriter<NonBlocking>;

    fn make_writer(&'a self) -> Self::Writer {
        self.0.writer.get_or_init(|| self.0.open()).clone().into()
    }
}

/// Writes the last lines when it is dropped. The subscriber lives as long as the process and would
/// never do it.
pub(super) struct LastLines(Arc<File>);

impl Drop for LastLines {
    fn drop(&mut self) {
        let guard = self
            .0
            .guard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(guard);
    }
}

/// Sends panics to the log: a hook that prints would itself panic once nobody reads stderr.
pub(super) fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        tracing::error!(place, "panic: {}", text.unwrap_or_default());
    }));
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Command::Demo(_) => "demo",
            Command::Run(_) => "run",
            Command::Detect(_) => "detect",
            Command::Status(_) => "status",
            Command::Show(_) => "show",
            Command::Approve(_) => "approve",
            Command::Retry(_) => "retry",
            Command::Waive(_) => "waive",
            Command::Continue(_) => "continue",
            Command::Recheck(_) => "recheck",
            Command::Cancel(_) => "cancel",
            Command::Allow(_) => "allow",
            Command::Refuse(_) => "refuse",
            Command::Resume(_) => "resume",
            Command::Submit(_) => "submit",
            Command::Apply(_) => "apply",
            Command::Metrics(_) => "metrics",
            Command::Doctor(_) => "doctor",
            Command::Lsp(_) => "lsp",
            Command::Agent(_) => "agent",
            Command::Config(_) => "config",
            Command::Completions(_) => "completions",
        }
    }
}
