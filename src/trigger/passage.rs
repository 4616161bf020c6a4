//! A passage: one paragraph or list item of a comment, a docstring or prose, as a request would be
//! written in it, with the way back to the document. It deliberately judges nothing.

use std::ops::Range;

use smallvec::SmallVec;

use crate::text::{Point, Span};

/// What sort of text a passage stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Line comments (`//`, `#`, `--`); adjacent ones are one text.
    #[default]
    Line,
    /// A block comment (`/* */`, `<!-- -->`, `(* *)`).
    Block,
    /// A doc comment of what follows (`///`, `/** */`, `-- |`, Elixir's `@doc` heredoc).
    Doc,
    /// A doc comment of what surrounds it (`//!`, `@moduledoc`).
    InnerDoc,
    /// A docstring in statement position (Python).
    Docstring,
    /// Prose: a paragraph of Markdown or plain text, a chat line.
    Prose,
}

/// What stands behind the whole comment (or paragraph of prose).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Follows {
    /// A blank line, or one of a prose document's own separators.
    Blank,
    /// The end of the document.
    #[default]
    End,
    /// What closes the surrounding block: `}`, `end`, `</div>`, a dedent.
    Closer,
    /// Code.
    Code {
        /// The code is only a placeholder: `todo!()`, `pass`, `return null`, an empty body.
        placeholder: bool,
        /// The code declares something (function, class, route), so the comment describes it.
        declaration: bool,
    },
}

/// A part of a passage that stands on one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Piece {
    /// Line in the document.
    pub line: u32,
    /// First byte on that line.
    pub start: u32,
    /// First byte behind it.
    pub end: u32,
    /// Where it starts in [`Passage::text`].
    pub offset: u32,
}

/// One paragraph or list item: its words in one line, and where each stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The pieces joined by single spaces: no comment markers, bullets or checkboxes, no
    /// indentation, no trailing blanks.
    pub text: String,
    /// Where the text comes from, in order.
    pub pieces: SmallVec<[Piece; 2]>,
    /// Stretches of [`Passage::text`] that are not prose and may hold no request: inline code
    /// with its backticks, link targets and link text. In order, and apart.
    pub masked: SmallVec<[Range<u32>; 1]>,
    /// What it stands in.
    pub kind: Kind,
    /// Whether a bullet or a number opened it.
    pub item: bool,
    /// The number, when a number opened it (`2.`, `3)`).
    pub number: Option<u32>,
    /// Whether it had a checkbox, and whether that was ticked.
    pub checkbox: Option<bool>,
    /// Whether code stands before the comment on its first line.
    pub trailing: bool,
    /// Whether it is the first of its comment or block of prose.
    pub first: bool,
    /// Whether it is the last of its comment or block of prose. If not, more of the same comment
    /// follows it, and [`Passage::follows`] tells what stands behind the whole.
    pub last: bool,
    /// What stands behind the whole comment.
    pub follows: Follows,
    /// The headings of a prose document it stands under, nearest first.
    pub headings: SmallVec<[String; 1]>,
}

impl Passage {
    /// The place in the document of a byte of [`Passage::text`]. The joining space after a piece
    /// is that piece's end. Clamped.
    pub fn point(&self, byte: usize) -> Point {
        let byte = u32::try_from(byte).unwrap_or(u32::MAX);
        let index = self.pieces.partition_point(|piece| piece.offset <= byte);
        match self.pieces.get(index.saturating_sub(1)) {
            Some(piece) => Point {
                line: piece.line,
                byte: (piece.start + byte.saturating_sub(piece.offset)).min(piece.end),
            },
            None => Point::default(),
        }
    }

    /// The span in the document of a stretch of [`Passage::text`].
    pub fn span(&self, range: Range<usize>) -> Span {
        Span {
            start: self.point(range.start),
            end: self.point(range.end),
        }
    }

    /// The span of the whole passage.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// Whether any byte of this stretch of the text is masked.
    pub fn is_masked(&self, range: Range<usize>) -> bool {
        self.masked
            .iter()
            .any(|m| (m.start as usize) < range.end && range.start < m.end as usize)
    }
}
