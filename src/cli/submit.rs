//! `submit`: hands a finished run in. It always asks, unless it was told yes for this very call: a push
//! cannot be taken back.

use std::io::{BufRead, IsTerminal, Write};

use super::{
    Exit, Failure, Global,
    place::Place,
    status::choose,
    table::Table,
    terminal::{self, DIM, LINK, paint, plain},
};
use crate::{
    engine::{Engine, submit::Submission},
    workflow::{RunView, view::RunState},
};

/// Push a finished run's branch and open its pull request
///
/// Uses `gh` or `glab` where one is installed; done again, the open pull request is found. Without
/// them the branch, the text and the commands to type are shown. You are always asked first.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: its id, the beginning of it, or its slug; the only finished one if not given
    run: Option<String>,
    /// Do it without asking
    #[arg(short, long)]
    yes: bool,
    /// Show what would be done, and nothing more
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Print the run as JSON when it is done
    #[arg(long)]
    json: bool,
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = Place::read(global, &[])?.engine()?;
    let finished = |view: &RunView| {
        view.state == RunState::Completed && view.merged.is_none() && view.pull_request.is_none()
    };
    let view = choose(&engine, arguments.run.as_deref(), finished)?;
    let submission = engine.submission(&view.id)?;
    terminal::note(plan(&submission).trim_end());
    if submission.forge.is_none() {
        terminal::note(
            "\nNeither `gh` nor `glab` is installed for this remote, so nothing is pushed. Type:",
        );
        for command in &submission.commands {
            terminal::print(command);
        }
        return Ok(Exit::Awaited);
    }
    if arguments.dry_run {
        return Ok(Exit::Done);
    }
    if !arguments.yes && !agreed()? {
        terminal::note("Nothing was pushed. What would be done, as commands:");
        for command in &submission.commands {
            terminal::print(command);
        }
        terminal::note(&format!(
            "Next: `backend-factory submit {} --yes`.",
            view.id
        ));
        return Ok(Exit::Awaited);
    }
    let done = engine.submit(&submission, "cli")?;
    let url = done.url.unwrap_or_default();
    let how = match (done.merged, done.opened) {
        (true, _) => "It was merged already; nothing was pushed.",
        (false, true) => "Opened.",
        (false, false) => "The branch is pushed; its pull request was open already.",
    };
    terminal::note(how);
    match arguments.json {
        true => terminal::json(&engine.run(&view.id)?),
        false => terminal::print(&paint(LINK, &plain(&url, 500))),
    }
    Ok(Exit::Done)
}

fn plan(submission: &Submission) -> String {
    let mut table = Table::default();
    let mut fact = |name: &str, value: String| {
        table.row([(name.to_owned(), DIM), (value, anstyle::Style::new())]);
    };
    fact("branch", plain(&submission.branch, 300));
    let remote = format!("{} ({})", submission.remote, submission.url);
    fact("to", plain(&remote, 500));
    if let Some(base) = &submission.base {
        fact("into", plain(base, 200));
    }
    fact("title", plain(&submission.title, 200));
    fact("text", submission.text.display().to_string());
    if let Some((forge, program)) = &submission.forge {
        fact("by", format!("{} ({})", forge.program(), program.display()));
    }
    table.lines("  ")
}

/// Asks at a terminal; nobody there is no yes.
fn agreed() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(false);
    }
    let mut out = anstream::stderr();
    let _ = write!(out, "\nPush and open the pull request? [y/N] ");
    let _ = out.flush();
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::Usage(format!("stdin: {error}. Next: give `--yes`.")))?;
    Ok(matches!(
        line.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}
