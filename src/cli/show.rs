//! `show`: one run with all that is known of it.

use super::{
    Exit, Failure, Global,
    place::{Place, run_meant},
    report::{Detail, report},
    table::Table,
    terminal::{self, BAD, BOLD, DIM, GOOD, WARN, paint, plain},
};
use crate::workflow::{
    Recorded,
    deliverable::Mention,
    pr,
    trace::{self, Row},
};

/// Show a run: its phases, attempts, evidence and findings
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its id, the beginning of it, or its slug; the newest if not given
    run: Option<String>,
    /// Show instead each acceptance criterion with its plan step, its tests and its verdict
    #[arg(long, conflicts_with_all = ["events", "pr"])]
    trace: bool,
    /// Show instead what the journal holds of it, one event a line
    #[arg(long, conflicts_with = "pr")]
    events: bool,
    /// Show instead the text of its pull request, in Markdown
    #[arg(long, conflicts_with = "json")]
    pr: bool,
    /// Print JSON: the run, the criteria of `--trace`, or one event of `--events` a line
    #[arg(long)]
    json: bool,
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = Place::read(global, &[])?.engine()?;
    let view = run_meant(&engine, arguments.run.as_deref())?;
    if arguments.trace {
        return trace(&trace::matrix(&engine.handed(&view)), arguments.json);
    }
    if arguments.pr {
        let handed = engine.handed(&view);
        let text = pr::render(&engine.events(&view.id)?, &handed)
            .map_err(|error| Failure::Broken(error.to_string()))?;
        terminal::print(&format!("{}\n\n{}", text.title, text.body.trim_end()));
        return Ok(Exit::Done);
    }
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

fn trace(rows: &[Row], json: bool) -> Result<Exit, Failure> {
    if json {
        let one = |row: &Row| {
            let names = |mentions: &[Mention]| -> Vec<String> {
                mentions
                    .iter()
                    .map(|mention| mention.what.clone())
                    .collect()
            };
            serde_json::json!({
                "criterion": row.criterion.id,
                "text": row.criterion.text,
                "steps": names(&row.steps),
                "tests": names(&row.tests),
                "verdict": row.verdict.as_ref().and_then(|judged| judged.pass),
                "proven": row.is_proven(),
            })
        };
        terminal::json(&rows.iter().map(one).collect::<Vec<_>>());
        return Ok(Exit::Done);
    }
    if rows.is_empty() {
        terminal::note("No acceptance criteria are handed over yet.");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["criterion", "verdict", "steps", "tests", ""]);
    for row in rows {
        let style = match row.verdict() {
            "PASS" if row.is_proven() => GOOD,
            "FAIL" => BAD,
            _ => WARN,
        };
        let cell = |text: String, limit: usize| (plain(&text, limit), anstyle::Style::new());
        table.row([
            cell(row.criterion.id.clone(), 20),
            (row.verdict().to_owned(), style),
            cell(row.step_names(), 60),
            cell(row.test_names(), 80),
            (plain(&row.criterion.text, 80), DIM),
        ]);
    }
    terminal::print(table.lines("").trim_end());
    Ok(Exit::Done)
}
