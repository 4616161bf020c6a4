//! A document as a vector of lines, each with its terminator.
//!
//! Lines end at `\n`, `\r\n` and a lone `\r`, and at nothing else (LSP 3.17). The text a document
//! was opened with stays one allocation that lines point into; a line gets its own only when it is
//! edited. It deliberately knows no version, file or language, and never panics on a bad position.

use std::ops::Range;
use std::sync::Arc;

use super::block::{BLOCK, bits};
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

/// One line with its terminator: eight bytes, since a server keeps hundreds of documents. A stretch
/// of the text that the document was opened with or, when `start` is [`OWN`], one of the lines
/// that were edited since: `len` is its index among those.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: u32,
    len: u32,
}

const OWN: u32 = u32::MAX;

/// A text that is edited by lines. Cloning is cheap enough for a snapshot.
#[derive(Clone, Debug)]
pub struct Document {
    loaded: Arc<str>,
    lines: GapVec<Line>,
    /// The lines that were edited, and which of their places are free again.
    own: Vec<Box<str>>,
    free: Vec<u32>,
}

impl Document {
    /// A document with this text.
    pub fn new(text: &str) -> Self {
        let mut document = Document {
            loaded: "".into(),
            lines: GapVec::default(),
            own: Vec::new(),
            free: Vec::new(),
        };
        let mut lines = Vec::with_capacity(text.len() / 24 + 1);
        if text.len() < OWN as usize {
            document.loaded = text.into();
            // Nearly every text has one sort of terminator.
            match memchr::memchr(b'\r', text.as_bytes()) {
                None => fed(text.as_bytes(), &mut lines),
                Some(_) => lines.extend(split(text).map(|range| Line {
                    start: range.start as u32,
                    len: range.len() as u32,
                })),
            }
        } else {
            lines.extend(split(text).map(|range| document.keep(&text[range])));
        }
        // What was reserved and not used is given back.
        lines.shrink_to_fit();
        document.lines = lines.into();
        document
    }

    /// Keeps an edited line.
    fn keep(&mut self, text: &str) -> Line {
        let place = match self.free.pop() {
            Some(place) => {
                self.own[place as usize] = text.into();
                place
            }
            None => {
                self.own.push(text.into());
                self.own.len() as u32 - 1
            }
        };
        Line {
            start: OWN,
            len: place,
        }
    }

    /// Lets the text of an edited line go.
    fn let_go(&mut self, line: Line) {
        if line.start == OWN {
            self.own[line.len as usize] = "".into();
            self.free.push(line.len);
        }
    }

    fn text_of(&self, line: Line) -> &str {
        if line.start == OWN {
            return &self.own[line.len as usize];
        }
        let start = line.start as usize;
        &self.loaded[start..start + line.len as usize]
    }

    /// How many lines there are; at least one. A text that ends with a terminator has an empty
    /// last line.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// A line with its terminator; empty past the end.
    pub fn line(&self, index: usize) -> &str {
        self.lines.get(index).map_or("", |line| self.text_of(*line))
    }

    /// How many bytes a line has with its terminator.
    pub fn line_len(&self, index: usize) -> usize {
        match self.lines.get(index) {
            Some(line) if line.start != OWN => line.len as usize,
            _ => self.line(index).len(),
        }
    }

    /// The text of as many of these lines (at least one, if there is one) as still stand together
    /// as they were opened, with their terminators, and how many lines that is.
    pub fn stretch(&self, lines: Range<usize>) -> (&str, usize) {
        let Some(first) = self.lines.get(lines.start) else {
            return ("", 1);
        };
        if first.start == OWN {
            return (self.text_of(*first), 1);
        }
        let mut end = first.start + first.len;
        let mut count = 1;
        if self.own.is_empty()
            && let Some(last) = self.lines.get(lines.end.wrapping_sub(1))
            && lines.end > lines.start
        {
            (end, count) = (last.start + last.len, lines.len());
        }
        while lines.start + count < lines.end
            && let Some(line) = self.lines.get(lines.start + count)
            && line.start == end
        {
            end += line.len;
            count += 1;
        }
        (&self.loaded[first.start as usize..end as usize], count)
    }

    /// A line without its terminator; empty past the end.
    pub fn content(&self, index: usize) -> &str {
        trim_terminator(self.line(index))
    }

    /// All lines without their terminators, in order: for whoever reads them all.
    pub fn contents(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter();
        lines.map(|line| trim_terminator(self.text_of(*line)))
    }

    /// The whole text with the bytes of each line, if it stands as it was opened.
    pub fn opened(&self) -> Option<(&str, impl Iterator<Item = usize>)> {
        // Whatever an edit leaves of a line becomes one of its own.
        let lens = self.lines.iter().map(|line| line.len as usize);
        self.own.is_empty().then_some((&*self.loaded, lens))
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
            match self.lines.get(first).copied() {
                Some(line) if line.start == OWN => self.own[line.len as usize] = new.into(),
                _ => {
                    let kept = self.keep(&new);
                    if let Some(line) = self.lines.get_mut(first) {
                        *line = kept;
                    }
                }
            }
            return Change { first, old, new: 1 };
        }
        let at_end = last + 1 == self.line_count();
        for gone in first..=last {
            if let Some(line) = self.lines.get(gone).copied() {
                self.let_go(line);
            }
        }
        let mut ranges: Vec<Range<usize>> = split(&new).collect();
        if !at_end {
            // The text ends with the terminator of its last line; what follows stands already.
            ranges.pop();
        }
        let count = ranges.len();
        let lines: Vec<Line> = ranges.into_iter().map(|r| self.keep(&new[r])).collect();
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

/// A line without its terminator.
#[inline]
pub fn trim_terminator(line: &str) -> &str {
    match line.as_bytes() {
        [.., b'\r', b'\n'] => &line[..line.len() - 2],
        [.., b'\n' | b'\r'] => &line[..line.len() - 1],
        _ => line,
    }
}

/// The lines of a text without `\r`. A block of it is looked at once: one search for each line costs
/// more than to read it.
fn fed(bytes: &[u8], lines: &mut Vec<Line>) {
    let mut start = 0;
    let mut line = |end: u32| {
        let len = end - start;
        lines.push(Line { start, len });
        start = end;
    };
    let (blocks, tail) = bytes.as_chunks::<BLOCK>();
    let mut at = 0;
    for block in blocks {
        let mut feeds = bits(block, |byte| byte == b'\n');
        while feeds != 0 {
            line(at + feeds.trailing_zeros() + 1);
            feeds &= feeds - 1;
        }
        at += BLOCK as u32;
    }
    for byte in tail {
        at += 1;
        if *byte == b'\n' {
            line(at);
        }
    }
    line(at);
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
