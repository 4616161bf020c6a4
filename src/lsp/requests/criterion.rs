//! Criteria in the files of a run: what stands under the cursor, what is known of it, where it is
//! defined.
//!
//! `AC-3` has a text, a step, tests and a verdict wherever it is named below a run's worktree; a
//! definition only in the run's documents, because source files have a language server of their own.

use std::fmt::Write;
use std::path::PathBuf;

use tower_lsp::lsp_types::{Location, Position, Range, Url};

use super::hover::escape;
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::lsp::session::shelf::place;
use crate::lsp::session::traced::missing;
use crate::workflow::Phase;
use crate::workflow::deliverable::{Page, spans, steps};
use crate::workflow::trace::Row;

/// An id under the cursor.
struct Named {
    id: String,
    range: Range,
    folder: PathBuf,
}

/// What is known of the criterion under the cursor.
pub fn hover(session: &Session, open: &Open, at: Position) -> Option<(String, Range)> {
    let Named { id, range, folder } = named(session, open, at, "AC")?;
    let rows = session.criteria(&folder);
    let row = rows.iter().find(|row| row.criterion.id == id)?;
    let run = open
        .path
        .as_deref()
        .and_then(|path| session.run_around(path));
    let mut text = about(row);
    if let Some(missing) = run.and_then(|run| missing(run, row)) {
        let _ = write!(text, "\n\n{}", escape(&missing));
    }
    Some((text, range))
}

/// A criterion with all that the documents say of it.
pub fn about(row: &Row) -> String {
    let mut text = format!("**{}** {}\n", row.criterion.id, escape(&row.criterion.text));
    let dash = |names: String| if names.is_empty() { "-".into() } else { names };
    let _ = write!(
        text,
        "\n- Plan step: {}\n- Tests: {}\n- Verdict: {}",
        escape(&dash(row.step_names())),
        escape(&dash(row.test_names())),
        row.verdict()
    );
    let evidence = row.verdict.as_ref().map(|judged| judged.evidence.trim());
    if let Some(evidence) = evidence.filter(|evidence| !evidence.is_empty()) {
        let _ = write!(text, " - {}", escape(evidence));
    }
    text
}

/// Where the criterion or the step under the cursor is defined. Only in a run's documents.
pub fn definition(session: &Session, uri: &Url, at: Position) -> Option<Location> {
    let open = session.documents.get(uri)?;
    place(open.path.as_deref()?)?;
    let defined = |phase: Phase, folder: PathBuf, line: u32| {
        let path = folder.join(phase.deliverable());
        let at = Position::new(line, 0);
        let uri = Url::from_file_path(path).ok()?;
        Some(Location::new(uri, Range::new(at, at)))
    };
    if let Some(Named { id, folder, .. }) = named(session, open, at, "AC") {
        let rows = session.criteria(&folder);
        let row = rows.iter().find(|row| row.criterion.id == id)?;
        return defined(Phase::Requirements, folder, row.criterion.line);
    }
    let Named { id, folder, .. } = named(session, open, at, "S")?;
    let plan = session.handed(&folder, |phase| phase == Phase::Plan);
    let steps = steps(&Page::read(&plan.first()?.text));
    let (_, line) = steps.into_iter().find(|(step, _)| *step == id)?;
    defined(Phase::Plan, folder, line)
}

fn named(session: &Session, open: &Open, at: Position, kind: &str) -> Option<Named> {
    let document = open.document()?;
    let encoding = session.client.encoding;
    let point = document.point(convert::position(at), encoding);
    let line = document.content(point.line as usize);
    let (start, id) = spans(line, kind).into_iter().find(|(start, id)| {
        let byte = point.byte as usize;
        *start <= byte && byte <= start + id.len()
    })?;
    let place = |byte| Position::new(at.line, encoding.character(line, byte));
    let range = Range::new(place(start), place(start + id.len()));
    // Cheapest first: most lines name no criterion, so most hovers never ask for a run.
    let folder = session.shelf_of(open)?;
    Some(Named { id, range, folder })
}
