//! The log: a file where one is given, else stderr. Never stdout, and never through `eprintln!`, which
//! panics when nobody reads stderr any more.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// A log over this size begins anew at the next start; the old one is kept beside it.
const LARGE: u64 = 8 * 1024 * 1024;

/// Sends the log to a file or stderr, and panics to the log. Only the first call counts.
pub fn begin(path: Option<&Path>, level: LevelFilter) {
    let file = path.and_then(|path| match open(path) {
        Ok(file) => Some(file),
        Err(error) => {
            // Nobody to tell but stderr, which may be closed.
            let _ = io::Write::write_all(
                &mut io::stderr(),
                format!("backend-factory: no log at {}: {error}\n", path.display()).as_bytes(),
            );
            None
        }
    });
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(level)
        .with_writer(Log(file));
    let _ = subscriber.try_init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let payload = panic.payload();
        let text = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        tracing::error!(place, "panic: {text}");
    }));
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if path.metadata().is_ok_and(|known| known.len() > LARGE) {
        std::fs::rename(path, path.with_extension("old.log"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

/// The file, or stderr. A line is written in one piece, so that several servers can share a file.
struct Log(Option<File>);

impl<'a> MakeWriter<'a> for Log {
    type Writer = Box<dyn io::Write + 'a>;

    fn make_writer(&'a self) -> Self::Writer {
        match &self.0 {
            Some(file) => Box::new(file),
            None => Box::new(io::stderr()),
        }
    }
}
