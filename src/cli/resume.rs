//! `resume`: has runs carried on whose worker died.

use super::{Exit, Failure, Global, place::Place, run, terminal};
use crate::engine::Engine;

/// Pick up a run whose worker died
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its id, the beginning of it, or its slug; every one that needs it if not given
    run: Option<String>,
    /// Return at once; the run goes on by itself
    #[arg(short, long)]
    detach: bool,
    /// Print the run as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = Place::read(global, &[])?.engine()?;
    let Some(run) = &arguments.run else {
        let revived = engine.revive()?;
        match (arguments.json, revived.is_empty()) {
            (true, _) => terminal::json(&revived),
            (false, true) => terminal::note("Every run that can go on is being carried."),
            (false, false) => terminal::print(&revived.join("\n")),
        }
        return Ok(Exit::Done);
    };
    let view = engine.resume(run)?;
    run::follow(global, &engine, view, arguments.detach, arguments.json)
}
