//! `show`: one run with all that is known of it.

use super::{
    Exit, Failure, Global,
    place::Place,
    report::{Detail, report},
    terminal,
};

/// Show a run: its phases, attempts, evidence and findings
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its id, the beginning of it, or its slug; the newest if not given
    run: Option<String>,
    /// Print the run as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = Place::read(global, &[])?.engine()?;
    let view = match &arguments.run {
        Some(run) => engine.run(run)?,
        None => engine.runs()?.into_iter().next().ok_or_else(|| {
            Failure::Usage("no runs here yet. Next: `backend-factory run \"…\"`.".to_owned())
        })?,
    };
    match arguments.json {
        true => terminal::json(&view),
        false => terminal::print(report(&view, Detail::Full).trim_end()),
    }
    Ok(Exit::Done)
}
