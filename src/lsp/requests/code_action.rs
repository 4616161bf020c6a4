//! `textDocument/codeAction`: what can be done about the request or the run under the cursor.
//!
//! Every action is a command with its arguments, or an edit that is sent with it: some clients cannot
//! ask for the rest later. Actions on a request carry the hash of the words that were shown.

use std::collections::HashMap;

use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Diagnostic, DocumentChanges,
    OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit,
    Url, WorkspaceEdit,
};

use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::lsp::session::publish::{at_hand, next_phase};
use crate::text::Document;
use crate::trigger::{self, Trigger};
use crate::workflow::view::{PhaseState, RunState};
use crate::workflow::{Phase, RunView};

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
        match session.run_of(open, trigger) {
            Some(run) if run.state != RunState::Completed => add(for_run(run), range),
            run => {
                let mut found = run.map(for_run).unwrap_or_default();
                found.extend(for_request(session, uri, open, document, trigger, range));
                add(found, range);
            }
        }
    }
    for (run, line) in session.strays(open) {
        let range = convert::whole_line(Some(document), line, session.client.encoding);
        if convert::touches(range, params.range) {
            add(for_run(run), range);
        }
    }
    actions
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

fn for_request(
    session: &Session,
    uri: &Url,
    open: &Open,
    document: &Document,
    trigger: &Trigger,
    range: Range,
) -> Vec<Action> {
    let shown = Arguments {
        uri: Some(uri.clone()),
        range: Some(range),
        hash: Some(trigger::hash(trigger)),
        ..Arguments::default()
    };
    let mut actions = vec![
        Action {
            preferred: true,
            ..Action::command(Command::Run.title(), Command::Run, shown.clone())
        },
        Action::command(Command::Plan.title(), Command::Plan, shown.clone()),
    ];
    actions.extend(Phase::ALL.map(|phase| {
        let arguments = Arguments {
            phase: Some(phase.into()),
            ..shown.clone()
        };
        let title = format!("Run phase {}: {}", phase.number(), phase.name());
        Action::command(title, Command::RunPhase, arguments)
    }));
    if let Some(edit) = ignore(session, uri, open, document, trigger) {
        actions.push(Action {
            title: Command::Ignore.title().to_owned(),
            does: Does::Edit(edit),
            preferred: false,
        });
    }
    actions.push(Action::command(
        Command::Explain.title(),
        Command::Explain,
        shown,
    ));
    actions
}

fn for_run(run: &RunView) -> Vec<Action> {
    let this = Arguments {
        run: Some(run.id.clone()),
        ..Arguments::default()
    };
    let action = |title: String, command: Command| Action::command(title, command, this.clone());
    let plain = |command: Command| action(command.title().to_owned(), command);
    let deliverable = || {
        let phase = deliverable(run)?;
        let arguments = Arguments {
            phase: Some(phase.into()),
            ..this.clone()
        };
        let title = Command::OpenDeliverable.title();
        Some(Action::command(title, Command::OpenDeliverable, arguments))
    };
    let mut actions = Vec::new();
    match run.state {
        RunState::Waiting => {
            let title = match run.phase.and_then(|phase| next_phase(run, phase)) {
                Some(next) => format!("Approve and continue to phase {}", next.number()),
                None => "Approve and finish".to_owned(),
            };
            actions.push(Action {
                preferred: true,
                ..action(title, Command::Approve)
            });
            actions.push(plain(Command::Retry));
            actions.extend(deliverable());
            actions.push(plain(Command::Cancel));
        }
        RunState::Blocked => {
            actions.push(Action {
                preferred: true,
                ..plain(Command::Retry)
            });
            actions.extend(deliverable());
            actions.push(plain(Command::Continue));
            let reason = format!(
                "Waive the gate of phase {}",
                at_hand(run).map_or(0, |at| at.number)
            );
            actions.push(action(reason, Command::Waive));
            actions.push(plain(Command::Cancel));
        }
        RunState::Queued | RunState::Running => {
            actions.extend(deliverable());
            actions.push(plain(Command::Cancel));
        }
        RunState::Failed => actions.push(plain(Command::Retry)),
        RunState::Completed => actions.extend(deliverable()),
        RunState::Cancelled => {}
    }
    actions.push(action("Show how the run stands".to_owned(), Command::Show));
    actions
}

/// The newest phase that has something to read.
pub fn deliverable(run: &RunView) -> Option<Phase> {
    let shown = run.phases.iter().rev().find(|phase| {
        phase.deliverable.is_some()
            && match phase.state {
                PhaseState::Running | PhaseState::Pending | PhaseState::Waived => false,
                PhaseState::Waiting
                | PhaseState::Completed
                | PhaseState::Failed
                | PhaseState::Stale => true,
            }
    });
    shown.and_then(|phase| Phase::from_number(phase.number))
}

/// The edit that marks a request as none, as the language writes comments.
pub fn ignore(
    session: &Session,
    uri: &Url,
    open: &Open,
    document: &Document,
    trigger: &Trigger,
) -> Option<WorkspaceEdit> {
    let (at, text) = crate::lsp::mark::ignore(document, open.language, trigger)?;
    let place = document.position(at, session.client.encoding);
    let place = Position::new(place.line, place.character);
    let edit = TextEdit::new(Range::new(place, place), text);
    Some(if session.client.document_changes {
        let version = Some(open.version);
        let text_document = OptionalVersionedTextDocumentIdentifier {
            uri: uri.clone(),
            version,
        };
        let edits = vec![OneOf::Left(edit)];
        let edits = vec![TextDocumentEdit {
            text_document,
            edits,
        }];
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(edits)),
            ..WorkspaceEdit::default()
        }
    } else {
        WorkspaceEdit::new(HashMap::from([(uri.clone(), vec![edit])]))
    })
}
