//! `run`: carries a request through the phases, and shows it until it is over or waits for you.

use super::{
    Exit, Failure, Global, metrics,
    place::Place,
    report::{Detail, report},
    request, terminal, watch,
};
use crate::{
    engine::{Engine, Order},
    workflow::{Phase, RunView, announce},
};

/// Carry a request through the phases
///
/// The run has its own worktree and branch; your files are not touched. It goes on when this
/// command is interrupted. What its agent asks is asked here, where you are at the terminal. Ends
/// with code 3 and the commands to type when a gate waits for you.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What to build, in a sentence; `-` reads it from stdin
    request: String,
    /// Requirements and plan only (phases 1 and 2)
    #[arg(long, conflicts_with = "phases")]
    plan_only: bool,
    /// The fast lane: requirements, code, tests, submission (phases 1, 3, 4 and 6)
    ///
    /// What is left out is recorded as waived, and stands in the text of the pull request.
    #[arg(long, conflicts_with_all = ["phases", "plan_only"])]
    fast: bool,
    /// These phases only: `1-3`, `1,2,5`, `requirements,plan`
    #[arg(long, value_name = "PHASES", value_parser = phases)]
    phases: Option<Phases>,
    /// The agent that works the phases
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Approve every gate but push and pull request
    #[arg(short, long)]
    yes: bool,
    /// Return as soon as the run is recorded; it goes on by itself
    #[arg(short, long)]
    detach: bool,
    /// Print the run as JSON
    #[arg(long)]
    json: bool,
}

/// A chosen list of phases, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Phases(Vec<Phase>);

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let agent = arguments.agent.as_deref().map(|agent| ("agent", agent));
    let place = Place::read(global, agent.as_slice())?;
    let text = match arguments.request.as_str() {
        "-" => std::io::read_to_string(std::io::stdin()).map_err(|error| {
            Failure::Usage(format!(
                "stdin: {error}. Next: give the request as text in UTF-8."
            ))
        })?,
        text => text.to_owned(),
    };
    let request = request::typed(&text, &place.detector())?;
    let phases = match &arguments.phases {
        Some(Phases(phases)) => phases.clone(),
        None if arguments.plan_only => vec![Phase::Requirements, Phase::Plan],
        None if arguments.fast => Phase::FAST.to_vec(),
        None => Phase::ALL.to_vec(),
    };
    let order = Order {
        request,
        phases,
        yes: arguments.yes,
    };
    let engine = place.engine()?;
    if !global.quiet {
        let title = terminal::plain(&order.request.title, 200);
        terminal::note(&announce::detected(&title));
        // Before anything is paid for.
        if let Some(forecast) = metrics::forecast(&engine, &engine.runs()?) {
            terminal::note(&forecast);
        }
        terminal::note(&announce::launching(order.phases.len()));
    }
    let view = engine.start(&order)?;
    follow(global, &engine, view, arguments.detach, arguments.json)
}

/// Shows a run until it is over or waits, then prints it: the common end of all commands that have
/// a run carried.
pub(super) fn follow(
    global: &Global,
    engine: &dyn Engine,
    view: RunView,
    detach: bool,
    json: bool,
) -> Result<Exit, Failure> {
    let view = match detach {
        true => view,
        false => {
            on_interrupt(&view.id);
            watch::follow(engine, &view.id, global.quiet, !json)?
        }
    };
    match json {
        true => terminal::json(&view),
        false => terminal::print(report(&view, Detail::Short).trim_end()),
    }
    Ok(match detach {
        true => Exit::Done,
        false => Exit::of(&view),
    })
}

/// An interrupted command leaves the run alone, and says so.
fn on_interrupt(id: &str) {
    let id = id.to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let heard = runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok());
        if heard {
            terminal::note(&format!(
                "\nThe run goes on. Next: `backend-factory show {id}`, or `backend-factory cancel {id}`."
            ));
            std::process::exit(130);
        }
    });
}

fn phases(text: &str) -> Result<Phases, String> {
    let known = "phases are 1 to 6, or requirements, plan, implement, test, validate, submit";
    let one = |word: &str| {
        Phase::parse(word.trim()).ok_or_else(|| format!("`{word}` is no phase: {known}"))
    };
    let mut all = Vec::new();
    for part in text.split(',') {
        match part
            .split_once('-')
            .filter(|(first, _)| Phase::parse(first).is_some())
        {
            Some((first, last)) => {
                let (first, last) = (one(first)?, one(last)?);
                if first > last {
                    return Err(format!("`{part}` runs backwards"));
                }
                all.extend(
                    Phase::ALL
                        .into_iter()
                        .filter(|at| (first..=last).contains(at)),
                );
            }
            None => all.push(one(part)?),
        }
    }
    all.sort();
    all.dedup();
    Ok(Phases(all))
}

#[cfg(test)]
mod tests {
    use super::phases;

    #[test]
    fn lists_of_phases() {
        let numbers = |text: &str| {
            phases(text).map(|all| all.0.iter().map(|phase| phase.number()).collect::<Vec<_>>())
        };
        assert_eq!(numbers("1-3"), Ok(vec![1, 2, 3]));
        assert_eq!(numbers("5,plan,1,2"), Ok(vec![1, 2, 5]));
        assert_eq!(numbers("plan-test"), Ok(vec![2, 3, 4]));
        assert_eq!(numbers("backend-plan"), Ok(vec![2]));
        for wrong in ["", "0", "7", "3-1", "1-", "plan;rm"] {
            assert!(numbers(wrong).is_err(), "{wrong}");
        }
    }
}
