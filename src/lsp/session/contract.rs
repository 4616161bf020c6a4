//! Findings of the contract in an open deliverable, as the gate would have them: a person who edits
//! a document before approving it sees at once what would keep the gate shut.
//!
//! The earlier deliverables are read beside it, once, when it is opened. Evidence, lane and diff are
//! the gate's alone and have no say here.

use std::io::Read;
use std::path::{Path, PathBuf};

use tower_lsp::lsp_types::{Diagnostic, DiagnosticSeverity, Url};

use super::Session;
use super::document::Open;
use super::publish::diagnostic;
use crate::lsp::convert;
use crate::text::Document;
use crate::workflow::brief::Handed;
use crate::workflow::finding::FindingSeverity;
use crate::workflow::{Phase, deliverable};

/// A document of more lines is no deliverable that anyone reads while typing.
const LARGE: usize = 4_000;
/// Of each earlier deliverable so much is read.
const EARLIER: u64 = 1024 * 1024;
/// The folder in a worktree that holds deliverables.
const FOLDER: &str = ".backend-factory";

impl Session {
    /// What the gate would say to this text.
    pub fn contract(&self, open: &Open, document: &Document) -> Vec<Diagnostic> {
        let Some(earlier) = &open.earlier else {
            return Vec::new();
        };
        let Some((phase, path)) = open.path.as_deref().and_then(place) else {
            return Vec::new();
        };
        if document.line_count() > LARGE {
            return Vec::new();
        }
        let text = document.text();
        let checked = deliverable::check(phase, &path, Some(&text), earlier);
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

    /// Reads the earlier deliverables off the desk, if this document is one.
    pub fn read_earlier(&self, uri: &Url, path: Option<&Path>) {
        let Some((phase, _)) = path.and_then(place) else {
            return;
        };
        let Some(folder) = path.and_then(Path::parent).map(Path::to_owned) else {
            return;
        };
        let (desk, uri) = (self.desk.clone(), uri.clone());
        tokio::task::spawn_blocking(move || {
            let before = Phase::ALL.into_iter().filter(|earlier| *earlier < phase);
            let earlier = before
                .filter_map(|earlier| read(&folder, earlier))
                .collect();
            desk.tell_blocking("earlier deliverables", move |session| {
                if let Some(open) = session.documents.get_mut(&uri) {
                    open.earlier = Some(earlier);
                    session.stale.insert(uri);
                }
            });
        });
    }
}

/// The phase whose deliverable stands at this path, and its path in the worktree.
fn place(path: &Path) -> Option<(Phase, String)> {
    let name = path.file_name()?.to_str()?;
    let phase = Phase::ALL
        .into_iter()
        .find(|phase| phase.deliverable() == name)?;
    let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    let at = parts.iter().rposition(|part| *part == FOLDER)?;
    Some((phase, parts[at..].join("/")))
}

fn read(folder: &Path, phase: Phase) -> Option<Handed> {
    let path: PathBuf = folder.join(phase.deliverable());
    // A link may lead anywhere, and what an agent wrote is not followed.
    if !path.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    let file = std::fs::File::open(&path).ok()?;
    file.take(EARLIER).read_to_string(&mut text).ok()?;
    let (_, path) = place(&path)?;
    // The digest is for briefs; nothing here compares it.
    let sha256 = String::new();
    Some(Handed {
        phase,
        path,
        sha256,
        text,
    })
}
