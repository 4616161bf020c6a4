//! `metrics`: the figures of this clone's runs, and what the next one may take.

use anstyle::Style;

use super::{
    Exit, Failure, Global,
    place::Place,
    report,
    table::Table,
    terminal::{self, DIM, duration, plain},
};
use crate::{
    engine::{Embedded, Engine},
    workflow::{
        RunView,
        metrics::{self, CSV_HEAD, Forecast, Metrics},
    },
};

/// Show figures of this clone's runs, and a forecast for the next one
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print `{"runs": […], "summary": {…}}` as JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print one row a run, for a spreadsheet
    #[arg(long)]
    csv: bool,
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = Place::read(global, &[])?.engine()?;
    engine.look_for_merges()?;
    let all = figures(&engine, &engine.runs()?)?;
    let summary = metrics::summary(&all);
    if arguments.json {
        terminal::json(&serde_json::json!({"runs": all, "summary": summary}));
        return Ok(Exit::Done);
    }
    if arguments.csv {
        terminal::print(CSV_HEAD);
        for run in &all {
            terminal::print(&run.csv());
        }
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        terminal::note("No runs here yet. Next: `backend-factory run \"…\"`.");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        "run",
        "state",
        "agent",
        "gates",
        "you",
        "decisions",
        "title",
    ]);
    for run in &all {
        let (word, style) = report::word(run.state);
        let time = |ms: i64| (duration(u64::try_from(ms).unwrap_or(0)), Style::new());
        table.row([
            (run.id.clone(), Style::new()),
            (word.to_owned(), style),
            time(run.agent_ms),
            time(run.gate_ms),
            time(run.waiting_ms),
            (run.interventions.total().to_string(), Style::new()),
            (plain(&run.title, 60), DIM),
        ]);
    }
    terminal::print(table.lines("").trim_end());
    let percent = |rate: Option<f64>| {
        rate.map_or_else(|| "-".to_owned(), |rate| format!("{:.0} %", rate * 100.0))
    };
    let passes: Vec<String> = summary
        .first_pass_rate
        .iter()
        .map(|rate| percent(*rate))
        .collect();
    terminal::print(&format!(
        "\ncompleted: {}   first attempt passed, by phase: {}",
        percent(summary.completion_rate),
        passes.join("  "),
    ));
    let time = |ms: Option<i64>| {
        let ms = ms.and_then(|ms| u64::try_from(ms).ok());
        ms.map_or_else(|| "-".to_owned(), duration)
    };
    terminal::print(&format!(
        "median run: {} to the finished branch, {} to the merged one   agents in all: {}   waiting for you: {}",
        time(summary.finished_ms),
        time(summary.merged_ms),
        time(Some(summary.agent_ms)),
        time(Some(summary.waiting_ms)),
    ));
    let kinds = summary.interventions.kinds().into_iter();
    let kinds: Vec<String> = kinds
        .filter(|(_, times)| *times > 0)
        .map(|(kind, times)| format!("{times} {kind}"))
        .collect();
    let kinds = match kinds.is_empty() {
        true => "none".to_owned(),
        false => kinds.join(", "),
    };
    let (checks, usage) = (summary.deployment_checks, summary.usage);
    let tokens = usage.tokens.map(|tokens| tokens.to_string());
    let cost = usage.cost_usd.map(|cost| format!("{cost:.2} USD"));
    let unknown = || "unknown".to_owned();
    terminal::print(&format!(
        "your decisions: {kinds}   out of lane: {}   deployment checks: {} passed, {} failed   tokens: {}   cost: {}",
        summary.lane_violations,
        checks.passed,
        checks.failed,
        tokens.unwrap_or_else(unknown),
        cost.unwrap_or_else(unknown),
    ));
    if let Some(forecast) = &summary.forecast {
        terminal::print(&sentence(forecast));
    }
    Ok(Exit::Done)
}

/// What the next run may take, from the runs that there were; none where nothing can be said.
pub(super) fn forecast(engine: &Embedded, runs: &[RunView]) -> Option<String> {
    let summary = metrics::summary(&figures(engine, runs).ok()?);
    summary.forecast.as_ref().map(sentence)
}

fn figures(engine: &Embedded, runs: &[RunView]) -> Result<Vec<Metrics>, Failure> {
    let one = |view: &RunView| {
        metrics::of(&engine.events(&view.id)?).map_err(|error| {
            Failure::Broken(format!(
                "the run {} cannot be read: {error}. Next: `backend-factory show {} --events`.",
                view.id, view.id
            ))
        })
    };
    runs.iter().map(one).collect()
}

fn sentence(forecast: &Forecast) -> String {
    let (from, to) = forecast.working_ms;
    let time = |ms: i64| duration(u64::try_from(ms).unwrap_or(0));
    let cost = forecast.cost_usd.map_or_else(String::new, |(from, to)| {
        format!(", {from:.2} to {to:.2} USD")
    });
    let runs = forecast.runs;
    format!(
        "Forecast for the next run, from {runs} completed here: {} to {}{cost}, without waiting for you.",
        time(from),
        time(to)
    )
}
