//! `apply`: a run's changes into your own files, as a decision of yours.

use super::{
    Exit, Failure, Global,
    place::{Place, run_meant},
    terminal,
};
use crate::engine::Engine;

/// Put a run's changes into your own files
///
/// What stands on a finished run's branch is applied to your working tree, without the run's
/// documents; your index and your commits are not touched. Refused, with nothing written, where
/// one of these files has changes of your own. The run remembers that it was applied.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its id, the beginning of it, or its slug; the newest if not given
    run: Option<String>,
    /// Print the paths as a JSON array
    #[arg(long)]
    json: bool,
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = Place::read(global, &[])?.engine()?;
    let view = run_meant(&engine, arguments.run.as_deref())?;
    let paths = engine.apply(&view.id, "cli")?;
    if arguments.json {
        terminal::json(&paths);
        return Ok(Exit::Done);
    }
    for path in &paths {
        terminal::print(&terminal::plain(path, 400));
    }
    terminal::note(&format!(
        "{} written. Next: look at them with `git status` and `git diff`.",
        match paths.len() {
            1 => "1 file".to_owned(),
            several => format!("{several} files"),
        }
    ));
    Ok(Exit::Done)
}
