//! From parts of comments on lines to passages: which parts are one text, where its paragraphs and
//! items begin, and what stands around it.
//!
//! A comment of more than [`MAX_LINES`] lines is cut, and text beyond [`MAX_TEXT`] bytes of a
//! passage is left out, so that one keystroke in a huge comment stays cheap.

use std::ops::Range;

use crate::text::Document;
use crate::trigger::language::{Mode, What};
use crate::trigger::passage::{Follows, Kind, Passage, Piece};

use super::lexer::Part;
use super::markdown::UNDERLINE;
use super::rules::Rules;
use super::state::{Dictionary, Frame, State};
use super::{Interest, Scan, follow, lex, prose, shape};

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
            let text = self.document.content(line);
            if let Some(part) = inside(self.scan, text, self.scan.states.frames(note.state())) {
                parts.push(part);
                return &self.seen[slot].1;
            }
            self.scan.states.load(note.state(), &mut self.state);
            lex(
                self.scan.language,
                text,
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
        self.joining(line).is_some()
    }

    /// What of the next line the last comment of a line goes on with.
    fn joining(&mut self, line: usize) -> Option<Part> {
        if !self.scan.note(line).has_parts() || !self.scan.note(line + 1).has_parts() {
            return None;
        }
        let next = self.parts(line + 1).first().copied()?;
        let last = self.parts(line).last()?;
        let joined = next.from_above
            || next.own_line
                && last.to_line_end
                && next.to_line_end
                && (last.mark, last.token, last.kind) == (next.mark, next.token, next.kind);
        joined.then_some(next)
    }

    /// The first line of the comments that reach this line.
    pub fn comment_start(&mut self, line: usize) -> usize {
        self.comment_start_below(line, 0)
    }

    /// The same, looking no higher than `floor`.
    pub fn comment_start_below(&mut self, mut line: usize, floor: usize) -> usize {
        while line > floor && self.joined(line - 1) {
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

/// The part that a whole line inside of a block comment is, if nothing in it may close the comment.
fn inside(scan: &Scan, text: &str, frames: &[Frame]) -> Option<Part> {
    let rules = Rules::of(scan.language);
    let (token, kind, mark) = match *frames {
        [Frame::Comment { token, kind, .. }] => {
            let opener = &rules.tokens[usize::from(token)];
            let What::Block(block) = opener.what else {
                return None;
            };
            // An opener of nested ones ends with another byte, but has this one too.
            let mark = *block.close.as_bytes().last()?;
            let both = !block.nests || opener.text.as_bytes().contains(&mark);
            (!block.line_close && both).then_some((token, kind, mark))?
        }
        [Frame::DocText { close, kind }] => {
            let close = scan.words.closer(close);
            (u8::MAX, kind, *close.as_bytes().last()?)
        }
        _ => return None,
    };
    let told = rules.plain && memchr::memchr(mark, text.as_bytes()).is_none();
    told.then(|| Part {
        end: text.len() as u32,
        after: text.len() as u32,
        kind,
        token,
        own_line: true,
        from_above: true,
        runs_on: true,
        ..Part::default()
    })
}

/// So many lines are searched at once for what is of interest.
const STRETCH: usize = 256;

/// See [`Scan::visit_some`].
pub fn visit(
    scan: &Scan,
    document: &Document,
    lines: Range<usize>,
    interest: &mut impl Interest,
    each: impl FnMut(&Passage),
) {
    let mut reader = Reader::new(scan, document);
    // Where the next comment may begin: nothing above is looked at again.
    let mut line = match lines.start {
        0 => 0,
        start => reader.comment_start(start),
    };
    let mut floor = line;
    let mut gatherer = Gatherer {
        reader,
        interest,
        each,
        current: Passage::default(),
        held: Passage::default(),
        holding: false,
        count: 0,
        follows: None,
        chain: None,
    };
    let mut comment = Vec::new();
    let mode = scan.language.syntax().mode;
    let prose = matches!(mode, Mode::Markdown | Mode::Rest | Mode::Plain);
    while let Some(first) = scan.find_parts(line..lines.end, true) {
        line = first;
        let most = lines.end.min(line + STRETCH);
        let run = scan.find_parts(line..most, false);
        let (text, count) = document.stretch(line..run.unwrap_or(most));
        let (end, mut at) = (line + count, 0);
        let above = line > 0 && scan.note(line - 1).has_parts();
        let whole = !prose && !above && !scan.note(end).has_parts();
        gatherer.interest.begin(whole);
        // The first byte of `line` in the text.
        let mut start = 0;
        while line < end
            && let Some(found) = gatherer.interest.next(text, at)
        {
            let mut hit = line;
            let mut behind = start + document.line_len(hit);
            while behind <= found && hit + 1 < end {
                hit += 1;
                behind += document.line_len(hit);
            }
            let mut next = gatherer.reader.comment_start_below(hit, floor);
            while next <= hit {
                next = gatherer.comments(next, lines.end, &mut comment);
            }
            floor = next;
            for passed in line..next.min(end) {
                start += document.line_len(passed);
            }
            (line, at) = (next, start);
        }
        line = line.max(end);
    }
}

struct Gatherer<'a, 'i, I, E> {
    reader: Reader<'a>,
    interest: &'i mut I,
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

impl<I: Interest, E: FnMut(&Passage)> Gatherer<'_, '_, I, E> {
    /// The comments from the first of a line to one that ends with its line, or behind `end`. Gives
    /// the line behind.
    fn comments(&mut self, mut line: usize, end: usize, comment: &mut Vec<(usize, Part)>) -> usize {
        let mut index = 0;
        while line < end
            && let Some(part) = self.reader.parts(line).get(index).copied()
        {
            comment.clear();
            comment.push((line, part));
            let count = self.reader.parts(line).len();
            let mut last = line;
            while index + 1 == count
                && comment.len() < MAX_LINES
                && (last == line || self.reader.parts(last).len() == 1)
                && let Some(next) = self.reader.joining(last)
            {
                last += 1;
                comment.push((last, next));
            }
            self.comment(comment);
            index = if last > line { 1 } else { index + 1 };
            line = last;
        }
        line + 1
    }

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
            self.holding = self.interest.wants(&self.current);
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
        let mode = self.reader.scan.language.syntax().mode;
        if matches!(mode, Mode::Markdown | Mode::Rest | Mode::Plain) {
            self.add_headings();
        }
        if mode == Mode::Markdown && self.held.kind == Kind::Prose {
            shape::mask(&self.held.text, &mut self.held.masked);
        }
        self.held.follows = self.follows.unwrap_or(Follows::Blank);
        if !self.interest.insists(&self.held) {
            return;
        }
        let reader = &mut self.reader;
        self.held.follows = *self
            .follows
            .get_or_insert_with(|| follow::follows(reader, comment));
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
        let scan = self.reader.scan;
        let above = |line: usize| scan.headings.partition_point(|h| (*h as usize) < line);
        let level = |heading: &u32| scan.note(*heading as usize).heading();
        let (from, mut chain) = match self.chain.take() {
            Some((known, chain)) if known <= line => (above(known), chain),
            _ => {
                // From the nearest upwards, as long as there may be one over the others.
                let (mut from, mut least) = (above(line), 7);
                while from > 0 && least > 1 {
                    from -= 1;
                    least = least.min(level(&scan.headings[from]));
                }
                (from, Vec::new())
            }
        };
        for heading in &scan.headings[from..above(line)] {
            let level = level(heading);
            chain.retain(|(outer, _)| *outer < level);
            chain.push((level, heading_text(self.reader.document, *heading as usize)));
        }
        for (_, text) in chain.iter().rev() {
            self.held.headings.push(text.clone());
        }
        self.chain = Some((line, chain));
    }

    /// The paragraph right above a list, when it ends with a colon.
    fn lead_above(&mut self, line: usize) -> Option<String> {
        for above in (line.saturating_sub(prose::LEAD_REACH)..line).rev() {
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
