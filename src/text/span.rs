//! Places in a document, in lines and bytes. Protocol units are made from them at the edge, by
//! [`super`]'s position functions, never stored.

/// A place between two bytes: zero-based line, and byte offset from the start of that line.
/// Lines end at `\n`, `\r\n` and a lone `\r`, as LSP 3.17 defines them, and at nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Zero-based line.
    pub line: u32,
    /// Bytes from the start of the line.
    pub byte: u32,
}

/// A half-open stretch of a document; `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First place inside.
    pub start: Point,
    /// First place behind.
    pub end: Point,
}
