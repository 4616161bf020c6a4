//! Between the protocol's types and ours.

use tower_lsp::lsp_types as lsp;

use crate::text::{Document, Encoding, Position, Span};
use crate::trigger::Edit;

/// A place, in the client's units either way.
pub fn position(position: lsp::Position) -> Position {
    Position {
        line: position.line,
        character: position.character,
    }
}

/// A stretch of a document, in the client's units.
pub fn range(document: &Document, span: Span, encoding: Encoding) -> lsp::Range {
    let place = |point| {
        let Position { line, character } = document.position(point, encoding);
        lsp::Position { line, character }
    };
    lsp::Range::new(place(span.start), place(span.end))
}

/// One change of a `didChange`.
pub fn edit(change: &lsp::TextDocumentContentChangeEvent) -> Edit {
    Edit {
        range: change
            .range
            .map(|range| position(range.start)..position(range.end)),
        text: change.text.clone(),
    }
}

/// Whether two ranges have a place in common; an empty one is a cursor.
pub fn touches(one: lsp::Range, other: lsp::Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// The first line of text, whole: where a diagnostic goes whose words are not in the document.
pub fn whole_line(document: Option<&Document>, line: u32, encoding: Encoding) -> lsp::Range {
    let Some(document) = document else {
        return lsp::Range::new(lsp::Position::new(line, 0), lsp::Position::new(line, 0));
    };
    let line = line.min(document.line_count().saturating_sub(1) as u32);
    let content = document.content(line as usize);
    let indent = content.len() - content.trim_start().len();
    let end = content.trim_end().len().max(indent);
    let place = |byte| lsp::Position::new(line, encoding.character(content, byte));
    lsp::Range::new(place(indent), place(end))
}

/// Text of strangers as it may be shown: what is invisible, or turns the direction of writing, is
/// spelled out.
pub fn visible(text: &str) -> String {
    crate::trigger::visible(text)
}
