//! Text as a language server sees it: lines, positions, spans.
//!
//! A document is a vector of lines, each with its terminator. This room knows how positions of the
//! protocol (UTF-8, UTF-16 or UTF-32 units) map to bytes, and how an edit changes the lines.
//! It deliberately does not know what a comment is, nor anything of LSP's types.

pub mod block;
mod document;
mod gap;
mod position;
mod span;

pub use document::{Change, Document, trim_terminator};
pub use gap::GapVec;
pub use position::{Encoding, Position};
pub use span::{Point, Span};
