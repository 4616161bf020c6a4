//! Findings of the contract in an open deliverable, as the gate would have them: a person who edits
//! a document before approving it sees at once what would keep the gate shut.
//!
//! The earlier deliverables are read beside it. Evidence, lane and diff are the gate's alone and have
//! no say here.

use tower_lsp::lsp_types::{Diagnostic, DiagnosticSeverity};

use super::Session;
use super::document::Open;
use super::publish::diagnostic;
use super::shelf::place;
use crate::lsp::convert;
use crate::text::Document;
use crate::workflow::deliverable;
use crate::workflow::finding::FindingSeverity;

/// A document of more lines is no deliverable that anyone reads while typing.
const LARGE: usize = 4_000;

impl Session {
    /// What the gate would say to this text.
    pub fn contract(&self, open: &Open, document: &Document) -> Vec<Diagnostic> {
        let Some(at) = open.path.as_deref() else {
            return Vec::new();
        };
        let Some((phase, path)) = place(at) else {
            return Vec::new();
        };
        let folder = at.parent().unwrap_or(at);
        // Until the others are read, an id of theirs would look like a wrong one.
        if document.line_count() > LARGE || !self.shelves.contains_key(folder) {
            return Vec::new();
        }
        let earlier = self.handed(folder, |other| other < phase);
        let text = document.text();
        let checked = deliverable::check(phase, &path, Some(&text), &earlier);
        let here = |named: &Option<String>| named.as_ref().is_none_or(|named| *named == path);
        let findings = checked
            .findings
            .into_iter()
            .filter(|found| here(&found.path));
        findings
            .map(|found| {
                let line = found.line.unwrap_or(0);
                let range = convert::whole_line(Some(document), line, self.client.encoding);
                let severity = match found.severity {
                    FindingSeverity::Error => DiagnosticSeverity::ERROR,
                    FindingSeverity::Warning => DiagnosticSeverity::WARNING,
                };
                diagnostic(
                    range,
                    severity,
                    &found.code,
                    convert::visible(&found.message),
                )
            })
            .collect()
    }
}
