//! `textDocument/diagnostic`: the same diagnostics, for clients that would rather ask.

use tower_lsp::lsp_types::{
    DocumentDiagnosticReport, FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    Url,
};

use crate::lsp::session::Session;

/// Answers the request.
pub fn answer(session: &Session, uri: &Url) -> DocumentDiagnosticReport {
    let open = session.documents.get(uri);
    let items = open
        .map(|open| session.diagnose(uri, open))
        .unwrap_or_default();
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport {
            result_id: None,
            items,
        },
    })
}
