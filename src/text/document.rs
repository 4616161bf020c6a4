//! A document as a vector of lines, each with its terminator.
//!
//! Lines end at `\n`, `\r\n` and a lone `\r`, and at nothing else (LSP 3.17). The text a document
//! was opened with stays one allocation that lines point into; a line gets its own only when it is
//! edited. It deliberately knows no version, file or language, and never panics on a bad position.

use std::ops::Range;
use std::sync::Arc;

use super::position::floor;
use super::{Encoding, GapVec, Point, Position, Span};

/// Which lines an edit replaced: lines `first..first + old` became `first..first + new`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// First line that may differ.
    pub first: usize,
    /// How many lines it replaced.
    pub old: usize,
    /// How many lines stand there now.
    pub new: usize,
}

/// One line with its terminator: 16 bytes, so that 100,000 of them are cheap to move.
#[derive(Clone, Debug)]
enum Line {
    /// A stretch of the text that the document was opened with.
    Loaded { start: u32, len: u32 },
    /// A line that was edited since.
    Own(Box<str>),
}

/// A text that is edited by lines. Cloning is cheap enough for a snapshot.
#[derive(Clone, Debug)]
pub struct Document {
    loaded: Arc<str>,
    lines: GapVec<Line>,
}

impl Document {
    /// A document with this text.
    pub fn new(text: &str) -> Self {
        let fits = u32::try_from(text.len()).is_ok();
        let mut lines = Vec::with_capacity(text.len() / 36 + 1);
        for range in split(text) {
            lines.push(if fits {
                Line::Loaded {
                    start: range.start as u32,
                    len: range.len() as u32,
                }
            } else {
                Line::Own(text[range].into())
            });
        }
        Document {
            loaded: if fits { text.into() } else { "".into() },
            lines: lines.into(),
        }
    }

    /// How many lines there are; at least one. A text that ends with a terminator has an empty
    /// last line.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// A line with its terminator; empty past the end.
    pub fn line(&self, index: usize) -> &str {
        match self.lines.get(index) {
            Some(Line::Loaded { start, len }) => {
                let start = *start as usize;
                &self.loaded[start..start + *len as usize]
            }
            Some(Line::Own(text)) => text,
            None => "",
        }
    }

    /// A line without its terminator; empty past the end.
    pub fn content(&self, index: usize) -> &str {
        trim_terminator(self.line(index))
    }

    /// The whole text.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.loaded.len());
        for index in 0..self.line_count() {
            text.push_str(self.line(index));
        }
        text
    }

    /// The text of a span, with the terminators between its lines. Clamped.
    pub fn slice(&self, span: Span) -> String {
        let start = self.clamp(span.start);
        let end = self.clamp(span.end).max(start);
        let (first, last) = (start.line as usize, end.line as usize);
        let (from, to) = (start.byte as usize, end.byte as usize);
        if first == last {
            return self.line(first)[from..to].to_owned();
        }
        let mut text = self.line(first)[from..].to_owned();
        for index in first + 1..last {
            text.push_str(self.line(index));
        }
        text.push_str(&self.line(last)[..to]);
        text
    }

    /// The end of the document.
    pub fn end(&self) -> Point {
        let line = self.line_count() - 1;
        Point {
            line: line as u32,
            byte: self.content(line).len() as u32,
        }
    }

    /// The place that a client's position names, clamped to the document.
    pub fn point(&self, position: Position, encoding: Encoding) -> Point {
        let line = position.line as usize;
        if line >= self.line_count() {
            return self.end();
        }
        Point {
            line: position.line,
            byte: encoding.byte(self.content(line), position.character) as u32,
        }
    }

    /// How a client writes this place. Clamped.
    pub fn position(&self, point: Point, encoding: Encoding) -> Position {
        let point = self.clamp(point);
        let content = self.content(point.line as usize);
        Position {
            line: point.line,
            character: encoding.character(content, point.byte as usize),
        }
    }

    /// Applies one change of the protocol: a range (clamped, turned round when reversed) and its
    /// new text; no range means the whole text.
    pub fn apply(
        &mut self,
        range: Option<Range<Position>>,
        text: &str,
        encoding: Encoding,
    ) -> Change {
        let Some(range) = range else {
            let old = self.line_count();
            *self = Document::new(text);
            return Change {
                first: 0,
                old,
                new: self.line_count(),
            };
        };
        let start = self.point(range.start, encoding);
        let end = self.point(range.end, encoding);
        self.replace(
            Span {
                start: start.min(end),
                end: start.max(end),
            },
            text,
        )
    }

    /// Replaces a span (clamped) by `text`.
    pub fn replace(&mut self, span: Span, text: &str) -> Change {
        let start = self.clamp(span.start);
        let end = self.clamp(span.end).max(start);
        let (mut first, last) = (start.line as usize, end.line as usize);
        let head = &self.line(first)[..start.byte as usize];
        let tail = &self.line(last)[end.byte as usize..];
        // A `\n` that comes to stand right behind a lone `\r` makes one terminator with it.
        let joins = first > 0
            && head.is_empty()
            && text.bytes().chain(tail.bytes()).next() == Some(b'\n')
            && self.line(first - 1).ends_with('\r');
        let before = if joins { self.line(first - 1) } else { "" };
        let mut new = String::with_capacity(before.len() + head.len() + text.len() + tail.len());
        for part in [before, head, text, tail] {
            new.push_str(part);
        }
        first -= usize::from(joins);
        let old = last + 1 - first;
        if old == 1 && !joins && memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
            if let Some(line) = self.lines.get_mut(first) {
                *line = Line::Own(new.into());
            }
            return Change { first, old, new: 1 };
        }
        let at_end = last + 1 == self.line_count();
        let mut lines: Vec<Line> = split(&new).map(|r| Line::Own(new[r].into())).collect();
        if !at_end {
            // The text ends with the terminator of its last line; what follows stands already.
            lines.pop();
        }
        let count = lines.len();
        self.lines.splice(first..last + 1, lines);
        Change {
            first,
            old,
            new: count,
        }
    }

    fn clamp(&self, point: Point) -> Point {
        let line = point.line as usize;
        if line >= self.line_count() {
            return self.end();
        }
        Point {
            line: point.line,
            byte: floor(self.content(line), point.byte as usize) as u32,
        }
    }
}

fn trim_terminator(line: &str) -> &str {
    match line.as_bytes() {
        [.., b'\r', b'\n'] => &line[..line.len() - 2],
        [.., b'\n' | b'\r'] => &line[..line.len() - 1],
        _ => line,
    }
}

/// The lines of a text with their terminators. The last has none, and may be empty.
fn split(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut ended = false;
    let mut ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        for at in ends.by_ref() {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            let line = start..at + 1;
            start = at + 1;
            return Some(line);
        }
        ended = true;
        Some(start..bytes.len())
    })
}
