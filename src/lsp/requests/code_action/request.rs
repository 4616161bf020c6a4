//! What can be done about a request: start it, in whole or in part; ignore it; ask why it is one.

use std::collections::HashMap;

use tower_lsp::lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::{Action, Does};
use crate::lsp::command::{Arguments, Command};
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::text::Document;
use crate::trigger::{self, Trigger};
use crate::workflow::Phase;

/// The actions on a request.
pub(super) fn for_request(
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
    actions.push(Action::command(
        Command::Explain.title(),
        Command::Explain,
        shown.clone(),
    ));
    if let Some(edit) = ignore(session, uri, open, document, trigger) {
        actions.push(Action {
            title: Command::Ignore.title().to_owned(),
            does: Does::Edit(edit),
            preferred: false,
        });
    }
    // Last, and seldom wanted: some menus have no room for all.
    actions.extend(Phase::ALL.map(|phase| {
        let arguments = Arguments {
            phase: Some(phase.into()),
            ..shown.clone()
        };
        let title = format!("Run phase {}: {}", phase.number(), phase.name());
        Action::command(title, Command::RunPhase, arguments)
    }));
    actions
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
