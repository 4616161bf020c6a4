//! `textDocument/codeLens`: on commands that a person wrote to us, and on live runs. Nothing else, so
//! that a file with a hint in it does not grow lines. Everything here is a code action too.

use tower_lsp::lsp_types::{CodeLens, Range, Url};

use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::session::publish::{approval, sentence};
use crate::lsp::session::request::is_over;
use crate::trigger;
use crate::workflow::RunView;
use crate::workflow::view::RunState;

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
    let mut lenses = vec![lens(range, Command::Show.with(&sentence(run), &this))];
    if run.state == RunState::Waiting {
        let title = approval(run);
        lenses.push(lens(range, Command::Approve.with(&title, &this)));
    }
    lenses
}

fn lens(range: Range, command: tower_lsp::lsp_types::Command) -> CodeLens {
    CodeLens {
        range,
        command: Some(command),
        data: None,
    }
}
