//! `textDocument/codeAction`: what can be done about the request or the run under the cursor.
//!
//! Every action is a command with its arguments, or an edit that is sent with it: some clients cannot
//! ask for the rest later. Actions on a request carry the hash of the words that were shown.

mod request;
mod run;

use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionTriggerKind,
    Diagnostic, Range, WorkspaceEdit,
};

use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::workflow::view::RunState;

pub use request::ignore;
pub use run::{again, deliverable};

use request::for_request;
use run::{for_run, in_deliverable};

/// Answers the request.
pub fn answer(session: &Session, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
    let uri = &params.text_document.uri;
    let (Some(open), context) = (session.documents.get(uri), &params.context) else {
        return Vec::new();
    };
    if !wanted(context.only.as_deref()) {
        return Vec::new();
    }
    let Some(document) = open.document() else {
        return Vec::new();
    };
    let asks = session.client.companion;
    let mut actions = Vec::new();
    let mut add = |found: Vec<Action>, range: Range| {
        let shown: Vec<Diagnostic> = context
            .diagnostics
            .iter()
            .filter(|shown| {
                shown.source.as_deref() == Some("backend-factory") && shown.range == range
            })
            .cloned()
            .collect();
        for action in found {
            actions.push(action.offer(session, &shown));
        }
    };
    for trigger in open.triggers() {
        let range = convert::range(document, trigger.span, session.client.encoding);
        if !convert::touches(range, params.range) || session.managed(trigger).is_some() {
            continue;
        }
        if let Some(run) = session.copied_from(open, trigger) {
            add(for_run(run, asks), range);
            continue;
        }
        match session.run_of(open, trigger) {
            Some(run) if run.state != RunState::Completed => add(for_run(run, asks), range),
            run => {
                let mut found = run.map(|run| for_run(run, asks)).unwrap_or_default();
                found.extend(for_request(session, uri, open, document, trigger, range));
                add(found, range);
            }
        }
    }
    for (run, line) in session.strays(open) {
        let range = convert::whole_line(Some(document), line, session.client.encoding);
        if convert::touches(range, params.range) {
            add(for_run(run, asks), range);
        }
    }
    for line in lines(params.range) {
        if let Some(managed) = session.managed_at(open, line) {
            let title = managed.command.title();
            add(
                vec![Action::command(title, managed.command, managed.given)],
                managed.range,
            );
        }
    }
    if let Some((run, phase)) = session.handed_over_by(open) {
        let head = convert::whole_line(Some(document), 0, session.client.encoding);
        add(in_deliverable(run, phase, asks), head);
    }
    // Only when the person asked: an editor's light bulb at every comment would be noise.
    if actions.is_empty() && context.trigger_kind != Some(CodeActionTriggerKind::AUTOMATIC) {
        let refused = lines(params.range).find_map(|line| refused(session, open, line));
        actions.extend(refused.map(|line| {
            let this = Arguments {
                uri: Some(uri.clone()),
                line: Some(line),
                ..Arguments::default()
            };
            let title = "Why is this no request?";
            Action::command(title, Command::Explain, this).offer(session, &[])
        }));
    }
    actions
}

/// The lines of a selection; of a large one the first few.
fn lines(range: Range) -> impl Iterator<Item = u32> {
    range.start.line..=range.end.line.min(range.start.line.saturating_add(20))
}

/// The line, if something on it was looked at and refused.
fn refused(session: &Session, open: &Open, line: u32) -> Option<u32> {
    let tracked = open.tracked()?;
    if line as usize >= tracked.document().line_count() {
        return None;
    }
    let folder = session.folders.get(&open.root)?;
    let detector = open
        .detector
        .as_deref()
        .filter(|_| folder.settings.trigger.enabled)?;
    let verdicts = tracked.explain(detector, line);
    verdicts
        .iter()
        .any(|verdict| !verdict.accepted)
        .then_some(line)
}

/// Whether the client wants quick fixes at all.
fn wanted(only: Option<&[CodeActionKind]>) -> bool {
    let Some(only) = only else { return true };
    only.is_empty()
        || only.iter().any(|kind| {
            let kind = kind.as_str();
            kind.is_empty() || kind == "quickfix" || kind.starts_with("quickfix.")
        })
}

/// One thing to do.
struct Action {
    title: String,
    does: Does,
    preferred: bool,
}

enum Does {
    Command(Command, Box<Arguments>),
    Edit(WorkspaceEdit),
}

impl Action {
    fn command(title: impl Into<String>, command: Command, arguments: Arguments) -> Self {
        let does = Does::Command(command, Box::new(arguments));
        Action {
            title: title.into(),
            does,
            preferred: false,
        }
    }

    fn offer(self, session: &Session, shown: &[Diagnostic]) -> CodeActionOrCommand {
        let Action {
            title,
            does,
            preferred,
        } = self;
        let (command, edit) = match does {
            Does::Command(command, arguments) => {
                let bare = command.with(&title, &arguments);
                if !session.client.action_literals {
                    return CodeActionOrCommand::Command(bare);
                }
                (Some(bare), None)
            }
            Does::Edit(edit) => {
                if !session.client.action_literals {
                    let arguments = Arguments::default();
                    return CodeActionOrCommand::Command(Command::Ignore.with(&title, &arguments));
                }
                (None, Some(edit))
            }
        };
        CodeActionOrCommand::CodeAction(CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: (!shown.is_empty()).then(|| shown.to_vec()),
            edit,
            command,
            is_preferred: preferred.then_some(true),
            ..CodeAction::default()
        })
    }
}
