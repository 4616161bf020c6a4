//! `textDocument/codeLens`: on commands that a person wrote to us, and on live runs. Nothing else, so
//! that a file with a hint in it does not grow lines. Everything here is a code action too.

use tower_lsp::lsp_types::{CodeLens, Range, Url};

use super::code_action::again;
use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::session::publish::{approval, at_hand, sentence};
use crate::lsp::session::request::is_over;
use crate::lsp::session::traced::first_stale;
use crate::trigger;
use crate::workflow::RunView;
use crate::workflow::decision::Wait;
use crate::workflow::view::RunState;

/// So many characters a title may have; the buttons stand behind it.
const WIDTH: usize = 72;

/// Answers the request.
pub fn answer(session: &Session, uri: &Url) -> Vec<CodeLens> {
    let Some(open) = session.documents.get(uri) else {
        return Vec::new();
    };
    let shows = session
        .folders
        .get(&open.root)
        .is_some_and(|folder| folder.settings.lens);
    let Some(document) = open.document().filter(|_| shows) else {
        return Vec::new();
    };
    let mut lenses = Vec::new();
    for trigger in open.triggers() {
        let range = convert::range(document, trigger.span, session.client.encoding);
        match session.run_of(open, trigger) {
            Some(run) if !is_over(run.state) => lenses.extend(of_run(run, range)),
            Some(_) => {}
            None if session.copied_from(open, trigger).is_some() => {}
            None if trigger.explicit => {
                let arguments = Arguments {
                    uri: Some(uri.clone()),
                    range: Some(range),
                    hash: Some(trigger::hash(trigger)),
                    ..Arguments::default()
                };
                let command = Command::Run.with("▶ Run", &arguments);
                lenses.push(lens(range, command));
                lenses.push(lens(range, Command::Plan.with("Plan only", &arguments)));
            }
            None => {}
        }
    }
    for (run, line) in session.strays(open) {
        let range = convert::whole_line(Some(document), line, session.client.encoding);
        lenses.extend(of_run(run, range));
    }
    lenses
}

fn of_run(run: &RunView, range: Range) -> Vec<CodeLens> {
    let this = Arguments {
        run: Some(run.id.clone()),
        ..Arguments::default()
    };
    let mut lenses = vec![lens(range, Command::Show.with(&title(run), &this))];
    match (run.state, run.questions.first()) {
        (RunState::Running, Some(asked)) => {
            let that = Arguments {
                question: Some(asked.number),
                ..this
            };
            lenses.push(lens(range, Command::Allow.with("Allow", &that)));
            lenses.push(lens(range, Command::Refuse.with("Refuse", &that)));
        }
        (RunState::Waiting, _) => match first_stale(run) {
            Some(phase) => {
                let (title, again) = again(run, phase);
                lenses.push(lens(range, Command::Retry.with(&title, &again)));
            }
            None => lenses.push(lens(range, Command::Approve.with(&approval(run), &this))),
        },
        (RunState::Blocked | RunState::Failed, _) => {
            let title = Command::Retry.title();
            lenses.push(lens(range, Command::Retry.with(title, &this)));
        }
        (_, _) => {}
    }
    lenses
}

/// What happened, in the room that there is above a line of code. The diagnostic has all of it.
fn title(run: &RunView) -> String {
    let at = at_hand(run).map_or_else(String::new, |phase| format!("Phase {} ", phase.number));
    match run.state {
        RunState::Queued => "Queued".to_owned(),
        RunState::Running => match run.questions.first() {
            Some(asked) => cut(&format!(
                "The agent asks to {}",
                convert::visible(&asked.what)
            )),
            None => sentence(run),
        },
        RunState::Waiting => match first_stale(run) {
            Some(phase) => format!("Phase {} is older than an edit", phase.number()),
            None => sentence(run),
        },
        RunState::Blocked | RunState::Failed => cut(&format!("✗ {at}failed: {}", reason(run))),
        RunState::Completed | RunState::Cancelled => cut(&sentence(run)),
    }
}

/// Why a run cannot go on: the first thing that its gate found, else what was said of it.
fn reason(run: &RunView) -> String {
    let findings = at_hand(run).map_or(&[][..], |phase| &phase.findings);
    let found = findings.iter().find(|finding| finding.is_error());
    let said = match (&run.wait, found) {
        (_, Some(finding)) => &finding.message,
        (Some(Wait::Blocked { message, .. }), None) => message,
        (Some(Wait::Approval) | None, None) => &run.message,
    };
    let said = convert::visible(said);
    let sentence = said
        .split_once(". ")
        .map_or(said.as_str(), |(first, _)| first);
    let line = sentence.lines().next().unwrap_or_default();
    line.trim_end_matches('.').to_owned()
}

/// The words up to a width that most windows have; what is left out is marked.
fn cut(text: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    let head: String = text.chars().take(WIDTH - 1).collect();
    let end = head.rfind(' ').filter(|end| *end > WIDTH / 2);
    format!("{}…", head[..end.unwrap_or(head.len())].trim_end())
}

fn lens(range: Range, command: tower_lsp::lsp_types::Command) -> CodeLens {
    CodeLens {
        range,
        command: Some(command),
        data: None,
    }
}
