//! `status`: the runs of this clone, newest first.

use anstyle::Style;

use super::{
    Exit, Failure, Global,
    place::Place,
    report,
    table::Table,
    terminal::{self, DIM, WARN, plain},
};
use crate::{
    engine::Engine,
    workflow::{RunView, view::RunState},
};

/// List the runs of this clone
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Also the runs that are over, all of them
    #[arg(short, long)]
    all: bool,
    /// Print the runs as a JSON array
    #[arg(long)]
    json: bool,
}

/// Runs that are over are shown up to this number, unless all are asked for.
const SHOWN: usize = 10;

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = Place::read(global, &[])?.engine()?;
    let runs = engine.runs()?;
    if arguments.json {
        terminal::json(&runs);
        return Ok(Exit::Done);
    }
    if runs.is_empty() {
        terminal::note("No runs here yet. Next: `backend-factory run \"…\"`.");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["run", "state", "phase", "title", "branch"]);
    let mut over = 0;
    for view in &runs {
        over += usize::from(is_over(view));
        if over > SHOWN && is_over(view) && !arguments.all {
            continue;
        }
        let (word, style) = match view.questions.is_empty() {
            true => report::word(view.state),
            false => ("asks you", WARN),
        };
        let phase = view.phase.map_or_else(String::new, |phase| {
            format!("{}/6 {}", phase.number(), phase.name())
        });
        table.row([
            (view.id.clone(), Style::new()),
            (word.to_owned(), style),
            (phase, Style::new()),
            (plain(&view.title, 60), Style::new()),
            (plain(&view.branch, 80), DIM),
        ]);
    }
    terminal::print(table.lines("").trim_end());
    if over > SHOWN && !arguments.all {
        terminal::note(&format!(
            "{} older runs are not shown. Next: `--all`.",
            over - SHOWN
        ));
    }
    Ok(Exit::Done)
}

fn is_over(view: &RunView) -> bool {
    matches!(
        view.state,
        RunState::Completed | RunState::Cancelled | RunState::Failed
    )
}

/// The run that was named, or the only one that fits.
pub(super) fn choose(
    engine: &dyn Engine,
    named: Option<&str>,
    fits: impl Fn(&RunView) -> bool,
) -> Result<RunView, Failure> {
    if let Some(name) = named {
        return Ok(engine.run(name)?);
    }
    let mut fitting = engine.runs()?.into_iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(view), None) => Ok(view),
        (None, _) => Err(Failure::Usage(
            "no run waits for you here. Next: `backend-factory status` lists the runs; name one."
                .to_owned(),
        )),
        (Some(one), Some(other)) => Err(Failure::Usage(format!(
            "more than one run waits for you ({}, {}, …). Next: name one.",
            one.id, other.id
        ))),
    }
}
