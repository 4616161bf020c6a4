//! `workspace/executeCommand`: what was asked becomes a [`Job`], or a sentence on what is missing.
//!
//! Every command copes with no arguments at all: then the request or the run at hand is meant, the one
//! under the person's last known place, or the only one that fits.

use serde_json::json;
use tower_lsp::lsp_types::{Position, Range, Url};

use super::{code_action, hover::about_run, own};
use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::job::Job;
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::lsp::session::publish::sentence;
use crate::lsp::session::request::{Asked, phases};
use crate::text::{Document, Span};
use crate::trigger::{self, Family, Trigger, language::Language};
use crate::workflow::view::RunState;
use crate::workflow::{Decision, Phase, RunView};

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
            let reason = given.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
            let Some(reason) = reason else {
                return Err(format!(
                    "a waiver needs a reason, which is recorded. Next: pass {{\"reason\": …}}, or type `backend-factory waive {} --reason \"…\"`.",
                    run.id
                ));
            };
            Ok(Decision::Waive { reason: reason.to_owned() })
        }),
        Command::Continue => at_gate(session, given, "continue", &[RunState::Blocked], |_| {
            Ok(Decision::Continue)
        }),
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
        Command::Ignore => ignore(session, given),
        Command::Status => Ok(status(session)),
        Command::Show => {
            let (_, run) = run_meant(session, given, "show", &[])?;
            Ok(Job::Answer(json!(run), Some(about_run(run).replace("**", ""))))
        }
        Command::Explain => explain(session, given),
        Command::Doctor => Ok(Job::Doctor(session.workspace.first().cloned())),
        Command::ShowLog => match &session.settings.log {
            Some(path) => Ok(Job::Open(path.clone())),
            None => Err("this server writes its log to stderr: look at the editor's own log of language servers.".to_owned()),
        },
    }
}

fn start(session: &Session, given: &Arguments, chosen: Option<Vec<Phase>>) -> Result<Job, String> {
    let (root, asked, words) = match &given.text {
        Some(text) => spoken(session, given, text)?,
        None => {
            let (open, trigger) = request_meant(session, given)?;
            let busy = session.run_of(open, trigger);
            if let Some(run) = busy.filter(|run| !crate::lsp::session::request::is_over(run.state))
            {
                return Err(format!(
                    "run {} works on this already: {}",
                    run.id,
                    sentence(run)
                ));
            }
            (open.root.clone(), open.asked(trigger), trigger.text.clone())
        }
    };
    let phases = chosen.unwrap_or_else(|| phases(&words));
    Ok(Job::Start {
        root,
        asked,
        phases,
    })
}

/// A request in words of their own, that need not stand in any file.
fn spoken(
    session: &Session,
    given: &Arguments,
    text: &str,
) -> Result<(std::path::PathBuf, Asked, String), String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("what should be built? Next: pass {\"text\": …}.".to_owned());
    }
    let open = given
        .uri
        .as_ref()
        .and_then(|uri| session.documents.get(uri));
    let root = match (open, &given.uri) {
        (Some(open), _) => open.root.clone(),
        (None, Some(uri)) => session.root_of(uri.to_file_path().ok().as_deref()),
        (None, None) => session.root_of(None),
    };
    let detector = session
        .folders
        .get(&root)
        .and_then(|folder| folder.detector.clone());
    let found = detector.and_then(|detector| {
        let document = Document::new(text);
        let triggers = detector.detect(&document, Language::from_id("plaintext"));
        triggers.into_iter().next()
    });
    // In words of their own everything is a request; what no family reads is a command.
    let trigger = Trigger {
        text: text.to_owned(),
        ..found.unwrap_or_else(|| Trigger {
            span: Span::default(),
            family: Family::Command,
            title: trigger::title(text),
            subject: String::new(),
            text: String::new(),
            explicit: true,
            rule: "spoken".to_owned(),
        })
    };
    Ok((root, Asked::new(&trigger, None), text.to_owned()))
}

/// The request that is meant: at the given place, with the given hash, or at hand.
fn request_meant<'a>(
    session: &'a Session,
    given: &Arguments,
) -> Result<(&'a Open, &'a Trigger), String> {
    let missing = "no request here. Next: put the cursor on a request, or pass {\"text\": …}.";
    let at_hand = session.at_hand.as_ref();
    let uri = given
        .uri
        .as_ref()
        .or(at_hand.map(|(uri, _)| uri))
        .ok_or(missing)?;
    let open = session.documents.get(uri).ok_or_else(|| {
        format!("{uri} is not open here. Next: open it, or pass {{\"text\": …}}.")
    })?;
    let Some(document) = open.document() else {
        return Err(missing.to_owned());
    };
    if let Some(wanted) = &given.hash {
        let same = |trigger: &&Trigger| trigger::hash(trigger) == *wanted;
        let near = |trigger: &&Trigger| match given.range {
            Some(range) => {
                let here = convert::range(document, trigger.span, session.client.encoding);
                convert::touches(here, range)
            }
            None => true,
        };
        let same: Vec<&Trigger> = open.triggers().iter().filter(same).collect();
        let found = same.iter().copied().find(near).or(same.first().copied());
        return found.map(|trigger| (open, trigger)).ok_or_else(|| {
            "the request has changed since it was shown. Next: look at it again, then start it."
                .to_owned()
        });
    }
    let cursor = |at: Position| Range::new(at, at);
    let line = |line: u32| Range::new(Position::new(line, 0), Position::new(line, u32::MAX));
    let place = given
        .range
        .or(given.position.map(cursor))
        .or(given.line.map(line))
        .or(at_hand
            .filter(|(at, _)| at == uri)
            .map(|(_, at)| line(at.line)));
    let touched = open.triggers().iter().find(|trigger| {
        let here = convert::range(document, trigger.span, session.client.encoding);
        place.is_some_and(|place| convert::touches(here, place))
    });
    let named = given.range.is_some() || given.position.is_some() || given.line.is_some();
    match (touched, open.triggers()) {
        (Some(trigger), _) => Ok((open, trigger)),
        (None, [only]) if !named => Ok((open, only)),
        (None, _) => Err(missing.to_owned()),
    }
}

/// The run that is meant: named, under the cursor, or the only one that fits.
fn run_meant<'a>(
    session: &'a Session,
    given: &Arguments,
    verb: &str,
    states: &[RunState],
) -> Result<(std::path::PathBuf, &'a RunView), String> {
    let fits = |run: &RunView| states.is_empty() || states.contains(&run.state);
    if let Some(word) = &given.run {
        let named: Vec<_> = session
            .runs()
            .filter(|(_, run)| {
                run.id == *word || (!word.is_empty() && run.id.starts_with(word.as_str()))
            })
            .collect();
        let exact = named
            .iter()
            .find(|(_, run)| run.id == *word)
            .or(match named.as_slice() {
                [only] => Some(only),
                _ => None,
            });
        return match exact {
            // What does not fit the run's state is the engine's to say: it knows best.
            Some((root, run)) => Ok(((*root).clone(), *run)),
            None if named.is_empty() => Err(format!(
                "no run `{word}` here. Next: {} lists the runs.",
                Command::Status.id()
            )),
            None => Err(format!(
                "several runs begin with `{word}`. Next: write more of the id."
            )),
        };
    }
    let at_hand = given
        .uri
        .clone()
        .or(session.at_hand.as_ref().map(|(uri, _)| uri.clone()));
    if let Some(found) = at_hand.and_then(|uri| run_at(session, given, &uri))
        && fits(found.1)
    {
        return Ok(found);
    }
    let fitting: Vec<_> = session.runs().filter(|(_, run)| fits(run)).collect();
    match fitting.as_slice() {
        [] => Err(format!("there is no run to {verb} at the moment.")),
        [(root, run)] => Ok(((*root).clone(), *run)),
        several => {
            let list: Vec<String> = several
                .iter()
                .map(|(_, run)| format!("{} ({})", run.id, convert::visible(&run.title)))
                .collect();
            Err(format!(
                "which run? {}. Next: pass {{\"run\": …}}.",
                list.join(", ")
            ))
        }
    }
}

/// The run at a place in a document.
fn run_at<'a>(
    session: &'a Session,
    given: &Arguments,
    uri: &Url,
) -> Option<(std::path::PathBuf, &'a RunView)> {
    let open = session.documents.get(uri)?;
    let document = open.document()?;
    let at_hand = session.at_hand.as_ref().filter(|(at, _)| at == uri);
    let line = given
        .range
        .map(|range| range.start.line)
        .or(given.position.map(|at| at.line))
        .or(given.line)
        .or(at_hand.map(|(_, at)| at.line))?;
    let here = |range: Range| range.start.line <= line && line <= range.end.line;
    let mut triggers = open.triggers().iter();
    let found = triggers
        .find(|trigger| {
            here(convert::range(
                document,
                trigger.span,
                session.client.encoding,
            ))
        })
        .and_then(|trigger| session.run_of(open, trigger));
    let stray = || {
        session
            .strays(open)
            .into_iter()
            .find(|(_, at)| *at == line)
            .map(|(run, _)| run)
    };
    found.or_else(stray).map(|run| (open.root.clone(), run))
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
    path.map(|path| Job::Open(path.into())).ok_or_else(|| {
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
    let mut lines: Vec<String> = runs
        .iter()
        .take(20)
        .map(|run| {
            format!(
                "{} {}: {}",
                run.id,
                convert::visible(&run.title),
                sentence(run)
            )
        })
        .collect();
    if lines.is_empty() {
        lines.push("no runs yet".to_owned());
    }
    Job::Answer(json!(runs), Some(lines.join("\n")))
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
    let (Some(document), Some(folder)) = (open.document(), session.folders.get(&open.root)) else {
        return Err(missing.to_owned());
    };
    let line = given
        .position
        .map(|at| at.line)
        .or(given.range.map(|range| range.start.line))
        .or(given.line)
        .or(at_hand.filter(|(at, _)| at == uri).map(|(_, at)| at.line))
        .ok_or(missing)?;
    let Some(detector) = &folder.detector else {
        return Err("the settings are still being read; try again.".to_owned());
    };
    let verdicts = detector.explain(document, open.language);
    let here = verdicts
        .iter()
        .filter(|verdict| verdict.span.start.line <= line && line <= verdict.span.end.line);
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
    Ok(Job::Answer(json!(text), Some(text)))
}
