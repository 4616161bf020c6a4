//! Which request, and which run, a command means: what it names, else what is under the cursor, else
//! the only one that fits. What is missing is said in one sentence.

use std::path::PathBuf;

use tower_lsp::lsp_types::{Position, Range, Url};

use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::lsp::session::folder;
use crate::trigger::{self, Trigger};
use crate::workflow::RunView;
use crate::workflow::view::RunState;

/// The request that is meant: at the given place, with the given hash, or at hand.
pub fn request_meant<'a>(
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
pub fn run_meant<'a>(
    session: &'a Session,
    given: &Arguments,
    verb: &str,
    states: &[RunState],
) -> Result<(PathBuf, &'a RunView), String> {
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
    let here = given
        .uri
        .clone()
        .or(session.at_hand.as_ref().map(|(uri, _)| uri.clone()));
    if let Some(found) = here.as_ref().and_then(|uri| run_at(session, given, uri))
        && fits(found.1)
    {
        return Ok(found);
    }
    let mut fitting: Vec<_> = session.runs().filter(|(_, run)| fits(run)).collect();
    // With several clones open that of the file at hand comes first, and one that is named is meant.
    let here = here.map(|uri| match session.documents.get(&uri) {
        Some(open) => open.root.clone(),
        None => session.root_of(uri.to_file_path().ok().as_deref()),
    });
    if let Some(here) = here {
        let named = given.uri.is_some();
        let mut clones = session.workspace.iter().map(|at| folder::root(at));
        if fitting.iter().any(|(root, _)| **root == here)
            || (named && clones.any(|root| root == here))
        {
            fitting.retain(|(root, _)| **root == here);
        }
    }
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
) -> Option<(PathBuf, &'a RunView)> {
    let open = session.documents.get(uri)?;
    // In a run's own files it is that run.
    let around = open
        .path
        .as_deref()
        .and_then(|path| session.run_around(path));
    if let Some(run) = around {
        return session
            .runs()
            .find(|(_, known)| known.id == run.id)
            .map(|(root, run)| (root.clone(), run));
    }
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
