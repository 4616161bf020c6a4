//! `workspace/didChangeConfiguration`: the editor's settings, sent along or to be asked for.

use serde_json::Value;

use crate::lsp::session::Session;

/// Takes what the client sent along; says whether it has to be asked.
pub fn changed(session: &mut Session, sent: Value) -> bool {
    let own = match &sent {
        Value::Object(sections) => sections
            .get("backendFactory")
            .or_else(|| sections.get("backend-factory"))
            .cloned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    };
    match own {
        Some(own) => {
            take(session, own);
            false
        }
        None => session.client.configuration,
    }
}

/// Takes settings that were asked for.
pub fn take(session: &mut Session, own: Value) {
    if session.editor != own {
        session.editor = own;
        session.reload();
    }
}
