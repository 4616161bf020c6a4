//! Findings of the contract in an open deliverable, as the gate would have them.

use tower_lsp::lsp_types::Diagnostic;

use super::Session;
use super::document::Open;
use crate::text::Document;

impl Session {
    /// What the gate would say to this text.
    pub fn contract(&self, _open: &Open, _document: &Document) -> Vec<Diagnostic> {
        Vec::new()
    }
}
