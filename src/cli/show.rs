//! `show`: one run with all that is known of it.

use super::{
    Exit, Failure, Global,
    place::Place,
    report::{Detail, report},
    terminal::{self, BOLD, DIM, paint},
};
use crate::{engine::Engine, workflow::Recorded};

/// Show a run: its phases, attempts, evidence and findings
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its id, the beginning of it, or its slug; the newest if not given
    run: Option<String>,
    /// Show what the journal holds of it instead, one event a line
    #[arg(long)]
    events: bool,
    /// Print JSON: the run, or with `--events` one event a line
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
    if arguments.events {
        for recorded in engine.events(&view.id)? {
            terminal::print(&event(&recorded, arguments.json));
        }
        return Ok(Exit::Done);
    }
    match arguments.json {
        true => terminal::json(&view),
        false => terminal::print(report(&view, Detail::Full).trim_end()),
    }
    Ok(Exit::Done)
}

fn event(recorded: &Recorded, json: bool) -> String {
    // Events are our own plain data: they always have a JSON form.
    let whole = serde_json::to_value(recorded).unwrap_or_default();
    if json {
        return whole.to_string();
    }
    let time = jiff::Timestamp::from_millisecond(recorded.at).unwrap_or_default();
    let mut rest = whole["event"].clone();
    let name = rest
        .as_object_mut()
        .and_then(|members| members.remove("event"));
    let name = name
        .as_ref()
        .and_then(|name| name.as_str())
        .unwrap_or("?")
        .to_owned();
    format!(
        "{:>4}  {}  {}  {}",
        recorded.seq,
        paint(DIM, &time.strftime("%F %T").to_string()),
        paint(BOLD, &name),
        terminal::plain(&rest.to_string(), 400),
    )
}
