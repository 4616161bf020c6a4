//! From parts of comments on lines to passages: which parts are one text, where its paragraphs and
//! items begin, and what stands around it.
//!
//! A comment of more than [`MAX_LINES`] lines is cut, and text beyond [`MAX_TEXT`] bytes of a
//! passage is left out, so that one keystroke in a huge comment stays cheap.

use std::ops::Range;

use crate::text::Document;
use crate::trigger::language::Mode;
use crate::trigger::passage::{Follows, Kind, Passage, Piece};

use super::lexer::Part;
use super::markdown::UNDERLINE;
use super::state::{Dictionary, State};
use super::{Scan, follow, lex, prose, shape};

/// A comment of more lines is cut here, from its start.
const MAX_LINES: usize = 1024;
/// A passage's text is cut here.
const MAX_TEXT: usize = 64 * 1024;

/// Reads lines again, to see their parts. Remembers the last two.
pub struct Reader<'a> {
    pub scan: &'a Scan,
    pub document: &'a Document,
    state: State,
    seen: [(usize, Vec<Part>); 2],
    oldest: usize,
}

impl<'a> Reader<'a> {
    pub fn new(scan: &'a Scan, document: &'a Document) -> Self {
        Reader {
            scan,
            document,
            state: State::default(),
            seen: [(usize::MAX, Vec::new()), (usize::MAX, Vec::new())],
            oldest: 0,
        }
    }

    /// The parts of a line.
    pub fn parts(&mut self, line: usize) -> &[Part] {
        if let Some(known) = self.seen.iter().position(|(seen, _)| *seen == line) {
            return &self.seen[known].1;
        }
        let slot = self.oldest;
        self.oldest = 1 - slot;
        let (seen, parts) = &mut self.seen[slot];
        *seen = line;
        parts.clear();
        let note = self.scan.note(line);
        if note.has_parts() {
            self.scan.states.load(note.state(), &mut self.state);
            lex(
                self.scan.language,
                self.document.content(line),
                line == 0,
                Dictionary::Known(&self.scan.words),
                &mut self.state,
                parts,
            );
        }
        &self.seen[slot].1
    }

    /// Whether the last comment of a line goes on in the next.
    pub fn joined(&mut self, line: usize) -> bool {
        if !self.scan.note(line).has_parts() || !self.scan.note(line + 1).has_parts() {
            return false;
        }
        let Some(next) = self.parts(line + 1).first().copied() else {
            return false;
        };
        let Some(last) = self.parts(line).last().copied() else {
            return false;
        };
        next.from_above
            || next.own_line
                && last.to_line_end
                && next.to_line_end
                && (last.mark, last.token, last.kind) == (next.mark, next.token, next.kind)
    }

    /// The first line of the comments that reach this line.
    pub fn comment_start(&mut self, mut line: usize) -> usize {
        while line > 0 && self.joined(line - 1) {
            line -= 1;
        }
        line
    }

    /// The last line of the comments that reach this line.
    pub fn comment_end(&mut self, mut line: usize) -> usize {
        while self.joined(line) {
            line += 1;
        }
        line
    }
}

/// See [`Scan::visit`].
#[allow(clippy::mut_range_bound)] // where `taken` changes, the outer loop begins anew
pub fn visit(
    scan: &Scan,
    document: &Document,
    lines: Range<usize>,
    wanted: impl FnMut(&str) -> bool,
    each: impl FnMut(&Passage),
) {
    let mut gatherer = Gatherer {
        reader: Reader::new(scan, document),
        wanted,
        each,
        current: Passage::default(),
        held: Passage::default(),
        holding: false,
        count: 0,
        follows: None,
        chain: None,
    };
    let mut line = gatherer.reader.comment_start(lines.start);
    let mut taken = 0;
    let mut comment = Vec::new();
    'lines: while line < lines.end {
        if scan.note(line).has_parts() {
            let count = gatherer.reader.parts(line).len();
            for index in taken..count {
                comment.clear();
                comment.push((line, gatherer.reader.parts(line)[index]));
                let mut last = line;
                while index + 1 == count
                    && comment.len() < MAX_LINES
                    && (last == line || gatherer.reader.parts(last).len() == 1)
                    && gatherer.reader.joined(last)
                {
                    last += 1;
                    comment.push((last, gatherer.reader.parts(last)[0]));
                }
                gatherer.comment(&comment);
                if last > line {
                    line = last;
                    taken = 1;
                    continue 'lines;
                }
            }
        }
        line += 1;
        taken = 0;
    }
}

struct Gatherer<'a, W, E> {
    reader: Reader<'a>,
    wanted: W,
    each: E,
    /// The passage that is being put together.
    current: Passage,
    /// The passage before it: whether it is the last is not known yet.
    held: Passage,
    holding: bool,
    /// How many passages this comment had.
    count: usize,
    /// What follows this comment, once somebody asked.
    follows: Option<Follows>,
    /// The headings above a line, level and text, outermost first.
    chain: Option<(usize, Vec<(u8, String)>)>,
}

impl<W: FnMut(&str) -> bool, E: FnMut(&Passage)> Gatherer<'_, W, E> {
    /// One whole comment, or one block of prose.
    fn comment(&mut self, comment: &[(usize, Part)]) {
        let (Some((_, first)), Some((_, last))) = (comment.first(), comment.last()) else {
            return;
        };
        if last.token == UNDERLINE {
            return; // a heading
        }
        self.count = 0;
        self.follows = None;
        self.holding = false;
        self.reset(first);
        let mut fenced = false;
        // The column of the item that is being put together, and what heads the items.
        let mut item = None;
        let mut lead = String::new();
        let document = self.reader.document;
        for (index, (line, part)) in comment.iter().enumerate() {
            let text = document.content(*line);
            let range = shape::clean(text, part, *line == 0);
            let content = &text[range.clone()];
            let prose = part.kind == Kind::Prose;
            if !prose && (content.starts_with("```") || content.starts_with("~~~")) {
                fenced = !fenced;
                self.flush(comment);
                item = None;
                continue;
            }
            if fenced {
                continue;
            }
            if content.is_empty() {
                self.flush(comment);
                item = None;
                continue;
            }
            let bullet = if prose && index > 0 {
                None
            } else {
                shape::bullet(content)
            };
            let column = range.start;
            let command = shape::is_command(content);
            let outdented = item.is_some_and(|at| column <= at) && index > 0 && !prose;
            if bullet.is_some() || command || outdented || shape::is_tag(content) {
                self.flush(comment);
                item = None;
            }
            let mut start = range.start;
            if let Some(bullet) = bullet {
                item = Some(column);
                self.current.item = bullet.item;
                self.current.number = bullet.number;
                self.current.checkbox = bullet.checkbox;
                start += bullet.len;
                if !lead.is_empty() {
                    self.current.headings.push(lead.clone());
                }
            } else if self.current.text.is_empty() {
                lead.clear();
                self.current.headings.clear();
            }
            self.append(*line, text, start..range.end);
            if item.is_none() && !prose && shape::leads(&self.current.text) {
                lead.clone_from(&self.current.text);
            } else if item.is_none() {
                lead.clear();
            }
            if command {
                self.flush(comment);
                item = None;
            }
        }
        self.flush(comment);
        self.release(true, comment);
    }

    fn reset(&mut self, first: &Part) {
        self.current.text.clear();
        self.current.pieces.clear();
        self.current.masked.clear();
        self.current.headings.clear();
        self.current.kind = first.kind;
        self.current.item = false;
        self.current.number = None;
        self.current.checkbox = None;
        self.current.trailing = !first.own_line;
    }

    fn append(&mut self, line: usize, text: &str, range: Range<usize>) {
        let passage = &mut self.current;
        let room = MAX_TEXT.saturating_sub(passage.text.len() + 1);
        if range.is_empty() || room == 0 {
            return;
        }
        if !passage.text.is_empty() {
            passage.text.push(' ');
        }
        let end = text.floor_char_boundary(range.end.min(range.start + room));
        passage.pieces.push(Piece {
            line: line as u32,
            start: range.start as u32,
            end: end as u32,
            offset: passage.text.len() as u32,
        });
        passage.text.push_str(&text[range.start..end]);
    }

    /// Ends the passage that is being put together.
    fn flush(&mut self, comment: &[(usize, Part)]) {
        let first = comment[0].1;
        if !self.current.text.is_empty() {
            self.release(false, comment);
            self.current.first = self.count == 0;
            self.count += 1;
            self.holding = (self.wanted)(&self.current.text);
            if self.holding {
                std::mem::swap(&mut self.held, &mut self.current);
            }
        }
        self.reset(&first);
    }

    /// Hands out the passage before, now that it is known whether it was the last.
    fn release(&mut self, last: bool, comment: &[(usize, Part)]) {
        if !self.holding {
            return;
        }
        self.holding = false;
        self.held.last = last;
        let reader = &mut self.reader;
        self.held.follows = *self
            .follows
            .get_or_insert_with(|| follow::follows(reader, comment));
        let mode = self.reader.scan.language.syntax().mode;
        if matches!(mode, Mode::Markdown | Mode::Rest | Mode::Plain) {
            self.add_headings();
        }
        if mode == Mode::Markdown && self.held.kind == Kind::Prose {
            shape::mask(&self.held.text, &mut self.held.masked);
        }
        (self.each)(&self.held);
    }

    /// The headings over the passage, nearest first.
    fn add_headings(&mut self) {
        let line = self.held.pieces.first().map_or(0, |p| p.line as usize);
        if self.held.item
            && self.held.headings.is_empty()
            && let Some(lead) = self.lead_above(line)
        {
            self.held.headings.push(lead);
        }
        let (from, mut chain) = match self.chain.take() {
            Some((known, chain)) if known <= line => (known, chain),
            _ => (0, Vec::new()),
        };
        for above in from..line {
            let level = self.reader.scan.note(above).heading();
            if (1..=6).contains(&level) {
                chain.retain(|(outer, _)| *outer < level);
                chain.push((level, heading_text(self.reader.document, above)));
            }
        }
        for (_, text) in chain.iter().rev() {
            self.held.headings.push(text.clone());
        }
        self.chain = Some((line, chain));
    }

    /// The paragraph right above a list, when it ends with a colon.
    fn lead_above(&mut self, line: usize) -> Option<String> {
        for above in (line.saturating_sub(200)..line).rev() {
            let text = self.reader.document.content(above);
            let note = self.reader.scan.note(above);
            let content = text.trim();
            let inside = content.is_empty() || text.starts_with([' ', '\t']);
            if !inside && !(note.has_parts() && shape::bullet(content).is_some()) {
                let leads = note.heading() == prose::LEAD;
                return leads.then(|| content.to_owned());
            }
        }
        None
    }
}

/// The words of a heading: behind its hashes, or above its underline.
fn heading_text(document: &Document, line: usize) -> String {
    let content = document.content(line).trim();
    let text = if content.starts_with('#') {
        content.trim_matches('#').trim()
    } else {
        document.content(line.saturating_sub(1)).trim()
    };
    text.to_owned()
}
