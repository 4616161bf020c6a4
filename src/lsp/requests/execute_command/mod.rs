//! `workspace/executeCommand`: what was asked becomes a [`Job`], or a sentence on what is missing.
//!
//! Every command copes with no arguments at all: then the request or the run at hand is meant, the one
//! under the person's last known place, or the only one that fits.

mod meant;
mod start;

use std::path::PathBuf;

use serde_json::json;
use tower_lsp::lsp_types::Url;

use super::{code_action, own};
use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::job::Job;
use crate::lsp::session::publish::line;
use crate::lsp::session::{Session, shelf};
use crate::workflow::event::Answer;
use crate::workflow::view::RunState;
use crate::workflow::{Decision, Phase, RunView};

use meant::request_meant;
pub use meant::run_meant;
use start::start;

/// What can be typed.
const HELP: &str = "\
/backend <request>: run all six phases
/backend-plan <request>: requirements and plan only; /backend-implement and the others: one phase
/backend status | show | approve | retry | waive | continue | cancel | diff | apply, then a run's id if there are several
@backend-orchestrator <request>: the same as /backend";

/// What a command comes to.
pub fn decide(session: &Session, command: Command, given: &Arguments) -> Result<Job, String> {
    match command {
        Command::Run => {
            let chosen = given.phases.as_ref().map(|words| {
                let mut phases = words.iter().map(|word| word.phase()).collect::<Result<Vec<_>, _>>()?;
                phases.sort();
                phases.dedup();
                Ok::<_, String>(phases)
            });
            start(session, given, chosen.transpose()?)
        }
        Command::Plan => start(session, given, Some(vec![Phase::Requirements, Phase::Plan])),
        Command::RunPhase => {
            let Some(word) = &given.phase else {
                return Err("which phase? Next: pass {\"phase\": 1} to {\"phase\": 6}.".to_owned());
            };
            start(session, given, Some(vec![word.phase()?]))
        }
        Command::Approve => at_gate(session, given, "approve", &[RunState::Waiting], |_| {
            Ok(Decision::Approve)
        }),
        Command::Retry => {
            let states = [RunState::Waiting, RunState::Blocked, RunState::Failed];
            at_gate(session, given, "retry", &states, |run| {
                let phase = match &given.phase {
                    Some(word) => word.phase()?,
                    None => run.phase.ok_or("which phase? Next: pass {\"phase\": 1} to {\"phase\": 6}.")?,
                };
                // No words: the agent gets what the gate found.
                let feedback = given.feedback.clone().unwrap_or_default();
                Ok(Decision::Retry { phase, feedback })
            })
        }
        Command::Waive => at_gate(session, given, "waive", &[RunState::Blocked, RunState::Waiting], |run| {
            let Some(reason) = reason(given) else {
                return Err(format!(
                    "a waiver needs a reason, which is recorded. Next: pass {{\"reason\": …}}, or type `backend-factory waive {} --reason \"…\"`.",
                    run.id
                ));
            };
            Ok(Decision::Waive { reason })
        }),
        Command::Continue => at_gate(session, given, "continue", &[RunState::Blocked], |_| {
            Ok(Decision::Continue)
        }),
        Command::Recheck => at_gate(session, given, "check again", &[RunState::Blocked], |_| {
            Ok(Decision::Recheck)
        }),
        Command::Allow | Command::Refuse => {
            let verb = if command == Command::Allow { "allow something to" } else { "refuse something to" };
            let (root, run) = run_meant(session, given, verb, &[RunState::Running])?;
            let answer = match (command, given.always) {
                (Command::Refuse, _) => Answer::Refuse,
                (_, Some(true)) => Answer::AllowForRun,
                (_, _) => Answer::Allow,
            };
            Ok(Job::Permit { root, run: run.id.clone(), question: given.question, answer })
        }
        Command::Cancel => {
            let states = [RunState::Queued, RunState::Running, RunState::Waiting, RunState::Blocked];
            at_gate(session, given, "cancel", &states, |_| Ok(Decision::Cancel))
        }
        Command::Resume => {
            let states = [RunState::Queued, RunState::Running];
            let (root, run) = run_meant(session, given, "resume", &states)?;
            Ok(Job::Resume { root, run: run.id.clone() })
        }
        Command::OpenDeliverable => open_deliverable(session, given),
        Command::Accept => at_gate(session, given, "accept", &[RunState::Waiting, RunState::Blocked], |run| {
            let Some(reason) = reason(given) else {
                return Err(format!(
                    "taking a stale phase as it is needs a reason, which is recorded. Next: pass {{\"reason\": …}}, or type `backend-factory waive {} --reason \"…\"`.",
                    run.id
                ));
            };
            Ok(Decision::Waive { reason })
        }),
        Command::ShowDiff => {
            let (root, run) = run_meant(session, given, "show the changes of", &[])?;
            Ok(Job::Changes { root, run: run.id.clone() })
        }
        Command::Apply => {
            let (root, run) = run_meant(session, given, "apply", &[RunState::Completed])?;
            Ok(Job::Apply { root, run: run.id.clone() })
        }
        Command::OpenPullRequest => {
            let (root, run) = run_meant(session, given, "open a pull request for", &[RunState::Completed])?;
            Ok(Job::Submit { root, run: run.id.clone() })
        }
        Command::Trace => trace(session, given),
        Command::NewChat => Ok(Job::NewChat(place(session, given))),
        Command::ChooseAgent => Ok(Job::Agent { root: place(session, given), take: given.agent.clone() }),
        Command::Forecast => Ok(Job::Figures { root: place(session, given), next: true }),
        Command::Metrics => Ok(Job::Figures { root: place(session, given), next: false }),
        Command::Trust => Ok(Job::Trust(place(session, given))),
        Command::Ignore => ignore(session, given),
        Command::Help => Ok(Job::Answer { value: json!(HELP), text: Some(HELP.to_owned()), run: None }),
        Command::Status => Ok(status(session)),
        Command::Show => {
            let (_, run) = run_meant(session, given, "show", &[])?;
            Ok(Job::Answer {
                value: json!(run),
                text: Some(line(run)),
                run: Some(run.id.clone()),
            })
        }
        Command::Explain => explain(session, given),
        Command::Doctor => Ok(Job::Doctor(Some(place(session, given)).filter(|place| !place.as_os_str().is_empty()))),
        Command::ShowLog => match &session.settings.log {
            Some(path) => Ok(Job::Open { path: path.clone(), run: None }),
            None => Err("this server writes its log to stderr: look at the editor's own log of language servers.".to_owned()),
        },
    }
}

fn reason(given: &Arguments) -> Option<String> {
    let reason = given.reason.as_deref().map(str::trim);
    reason
        .filter(|reason| !reason.is_empty())
        .map(str::to_owned)
}

/// The folder that is meant: that of the document given or at hand, else the workspace's first.
fn place(session: &Session, given: &Arguments) -> PathBuf {
    let at_hand = session.at_hand.as_ref().map(|(uri, _)| uri);
    match given.uri.as_ref().or(at_hand) {
        Some(uri) => match session.documents.get(uri) {
            Some(open) => open.root.clone(),
            None => session.root_of(uri.to_file_path().ok().as_deref()),
        },
        None => session.root_of(None),
    }
}

fn at_gate(
    session: &Session,
    given: &Arguments,
    verb: &str,
    states: &[RunState],
    decision: impl FnOnce(&RunView) -> Result<Decision, String>,
) -> Result<Job, String> {
    let (root, run) = run_meant(session, given, verb, states)?;
    let decision = decision(run)?;
    Ok(Job::Decide {
        root,
        run: run.id.clone(),
        decision,
    })
}

fn open_deliverable(session: &Session, given: &Arguments) -> Result<Job, String> {
    let (_, run) = run_meant(session, given, "open a deliverable of", &[])?;
    let phase = match &given.phase {
        Some(word) => Some(word.phase()?),
        None => code_action::deliverable(run),
    };
    let view = phase.and_then(|phase| run.phases.iter().find(|view| view.number == phase.number()));
    let path = view.and_then(|view| view.deliverable.as_ref());
    path.map(|path| Job::Open {
        path: path.into(),
        run: Some(run.id.clone()),
    })
    .ok_or_else(|| {
        format!(
            "{} has no deliverable to show yet.",
            convert::visible(&run.title)
        )
    })
}

fn ignore(session: &Session, given: &Arguments) -> Result<Job, String> {
    let (open, trigger) = request_meant(session, given)?;
    let uri = given
        .uri
        .as_ref()
        .or(session.at_hand.as_ref().map(|(uri, _)| uri));
    let edit = uri
        .zip(open.document())
        .and_then(|(uri, document)| code_action::ignore(session, uri, open, document, trigger));
    edit.map(|edit| Job::Edit(Box::new(edit))).ok_or_else(|| {
        "this language has no comment for the mark. Next: add the file to `trigger.ignore` in backend-factory.toml.".to_owned()
    })
}

fn status(session: &Session) -> Job {
    let runs = own::runs(session);
    let mut lines: Vec<String> = runs.iter().take(20).map(line).collect();
    if lines.is_empty() {
        lines.push("no runs yet".to_owned());
    }
    Job::Answer {
        value: json!(runs),
        // Some clients squeeze a message into one line.
        text: Some(lines.join(";\n")),
        run: None,
    }
}

fn explain(session: &Session, given: &Arguments) -> Result<Job, String> {
    let missing = "which line? Next: put the cursor on it, or pass {\"uri\": …, \"position\": …}.";
    let at_hand = session.at_hand.as_ref();
    let uri = given
        .uri
        .as_ref()
        .or(at_hand.map(|(uri, _)| uri))
        .ok_or(missing)?;
    let open = session.documents.get(uri).ok_or(missing)?;
    let Some(tracked) = open.tracked() else {
        return Err(missing.to_owned());
    };
    let line = given
        .position
        .map(|at| at.line)
        .or(given.range.map(|range| range.start.line))
        .or(given.line)
        .or(at_hand.filter(|(at, _)| at == uri).map(|(_, at)| at.line))
        .ok_or(missing)?;
    let last = tracked.document().line_count().saturating_sub(1) as u32;
    let Some(detector) = &open.detector else {
        return Err("the settings are still being read; try again.".to_owned());
    };
    let verdicts = tracked.explain(detector, line.min(last));
    let here = verdicts.iter();
    let lines: Vec<String> = here
        .map(|verdict| {
            let word = if verdict.accepted {
                "is a request"
            } else {
                "is no request"
            };
            let text = convert::visible(&verdict.text);
            format!("\"{text}\" {word}: {} ({})", verdict.reason, verdict.rule)
        })
        .collect();
    let text = if lines.is_empty() {
        "nothing on this line looks like a request".to_owned()
    } else {
        lines.join("\n")
    };
    Ok(Job::Answer {
        value: json!(text),
        text: Some(text),
        run: None,
    })
}

fn trace(session: &Session, given: &Arguments) -> Result<Job, String> {
    let (_, run) = run_meant(session, given, "show the criteria of", &[])?;
    let folder = shelf::folder_of(run).ok_or_else(|| {
        let title = convert::visible(&run.title);
        format!("{title} has handed nothing over yet.")
    })?;
    let open = |phase: &Phase| {
        let uri = Url::from_file_path(folder.join(phase.deliverable())).ok();
        uri.is_some_and(|uri| session.documents.contains_key(&uri))
    };
    Ok(Job::Trace {
        open: session.handed(&folder, |phase| open(&phase)),
        folder: folder.clone(),
        run: run.id.clone(),
    })
}
