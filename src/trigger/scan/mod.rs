//! The comments of a document, kept up to date over edits.
//!
//! [`Scan`] keeps one number per line: the lexer's state at its start and a few marks. An edit
//! reads from the changed line until the state agrees again, and tells which lines' passages may
//! have changed: those of the comments it touched, of the comments right above it (what follows
//! them changed), and in Markdown of the items under a heading that it touched. Passages are made
//! when asked for. It deliberately keeps no text, and matches nothing.

mod few;
mod follow;
mod gather;
mod hooks;
mod jsx;
mod lexer;
mod markdown;
mod markup;
mod prose;
mod python;
mod quotes;
mod regex;
mod rules;
mod shape;
mod state;
mod stretch;
mod yaml;

use std::ops::Range;

use crate::text::{Change, Document, GapVec, Point, Span, trim_terminator};
use crate::trigger::language::{Language, trait_of};
use crate::trigger::passage::{Kind, Passage};

use gather::Reader;
use lexer::{Lexer, Part};
use state::{Dictionary, State, States, Words};
use stretch::Stretch;

/// How many lines behind a comment are looked at to tell what follows it.
pub(super) const REACH: usize = 16;
/// More distinct states than this are not code; the table is made anew.
const MAX_STATES: usize = 4096;

/// One line: the state at its start, and marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Note(u32);

impl Note {
    const STATE: u32 = (1 << 24) - 1;
    /// The line has parts of comments.
    const PARTS: u32 = 1 << 24;
    /// The level of the heading that the line is, in three bits.
    const HEADING: u32 = 25;

    fn new(state: u32, parts: bool, heading: u8) -> Note {
        let parts = if parts { Note::PARTS } else { 0 };
        Note(state & Note::STATE | parts | u32::from(heading & 7) << Note::HEADING)
    }

    fn state(self) -> u32 {
        self.0 & Note::STATE
    }

    fn has_parts(self) -> bool {
        self.0 & Note::PARTS != 0
    }

    fn heading(self) -> u8 {
        (self.0 >> Note::HEADING & 7) as u8
    }
}

/// How far down an edit of headings reaches.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    /// The highest level of a heading that came, went or was changed.
    level: Option<u8>,
    /// The line behind the last one that heads items or no longer does.
    lead: usize,
}

impl Reach {
    fn heading(&mut self, line: usize, level: u8) {
        if level == prose::LEAD {
            self.lead = self.lead.max(line + 1);
        } else if level > 0 {
            self.level = Some(self.level.map_or(level, |known| known.min(level)));
        }
    }
}

/// Whether a level is a heading's, as against that of a line that heads items.
fn is_heading(level: u8) -> bool {
    (1..=6).contains(&level)
}

/// What a reader of passages looks for.
pub trait Interest {
    /// Other lines that hold comments will be asked about. `whole` is whether no comment in them
    /// reaches beyond them, nor is told more of by what stands elsewhere, as prose is by headings.
    fn begin(&mut self, whole: bool);
    /// The first byte of these lines as they are written, at or behind `from`, that may be of
    /// interest. They are the same until the next [`Interest::begin`], and `from` only grows.
    fn next(&mut self, lines: &str, from: usize) -> Option<usize>;
    /// Whether a passage is of interest, as far as its text and its mark as an item tell.
    fn wants(&mut self, passage: &Passage) -> bool;
    /// Whether it still is, now that all is known of it but what follows: that is found out last,
    /// because it costs most. [`Passage::follows`] is a blank line meanwhile.
    fn insists(&mut self, _passage: &Passage) -> bool {
        true
    }
}

/// Everything may be of interest.
struct Everywhere<W>(W);

impl<W: FnMut(&str) -> bool> Interest for Everywhere<W> {
    fn begin(&mut self, _whole: bool) {}

    fn next(&mut self, lines: &str, from: usize) -> Option<usize> {
        (from < lines.len().max(1)).then_some(from)
    }

    fn wants(&mut self, passage: &Passage) -> bool {
        (self.0)(&passage.text)
    }
}

/// The lexer's knowledge of a document.
#[derive(Clone, Debug)]
pub struct Scan {
    language: Language,
    notes: GapVec<Note>,
    /// The lines that are headings of prose, in order: whoever looks for those above a line must
    /// not look at every line.
    headings: Vec<u32>,
    states: States,
    words: Words,
    /// How many states the table may hold before it is made anew.
    limit: usize,
}

impl Scan {
    /// Reads a whole document.
    pub fn new(document: &Document, language: Language) -> Scan {
        let mut scan = Scan {
            language,
            notes: GapVec::default(),
            headings: Vec::new(),
            states: States::default(),
            words: Words::default(),
            limit: MAX_STATES,
        };
        scan.read_all(document);
        scan
    }

    /// The document's language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Follows an edit that was applied to the document. Gives the lines (as they are numbered
    /// now) whose passages may have changed: passages that start above or below them are as they
    /// were, moved by `change.new - change.old` below.
    pub fn edit(&mut self, document: &Document, change: &Change) -> Range<usize> {
        let first = change.first.min(self.notes.len());
        let mut reach = Reach::default();
        for line in first..first + change.old {
            reach.heading(line, self.note(line).heading());
        }
        let entry = self.note(first).state();
        let entry = if first < self.notes.len() {
            entry
        } else {
            self.initial()
        };
        let new = (0..change.new).map(|_| Note::default());
        self.notes.splice(first..first + change.old, new);
        if self.notes.len() != document.line_count() || self.size() > self.limit {
            self.read_all(document);
            return 0..document.line_count();
        }
        let mut state = State::default();
        self.states.load(entry, &mut state);
        let mut parts = Vec::new();
        let mut id = entry;
        let mut line = first;
        while line < self.notes.len() {
            if line >= first + change.new && self.note(line).state() == id {
                break;
            }
            let old = self.note(line).heading();
            let (note, next) = self.read_line(document, line, id, &mut state, &mut parts);
            if let Some(place) = self.notes.get_mut(line) {
                *place = note;
            }
            reach.heading(line, old);
            reach.heading(line, note.heading());
            id = next;
            line += 1;
        }
        // Its words may be those of the heading that the next line underlines.
        reach.heading(line, self.note(line).heading());
        self.move_headings(first..first + change.old, change.new, line);
        self.touched(document, first, line, reach)
    }

    /// Keeps the list of headings: `old` lines became `new`, and those before `end` were read again.
    fn move_headings(&mut self, old: Range<usize>, new: usize, end: usize) {
        let from = self
            .headings
            .partition_point(|line| (*line as usize) < old.start);
        let gone = self
            .headings
            .partition_point(|line| (*line as usize) < old.end);
        let shift = new as i64 - old.len() as i64;
        if shift != 0 {
            for line in &mut self.headings[gone..] {
                *line = u32::try_from(i64::from(*line) + shift).unwrap_or(0);
            }
        }
        self.headings.drain(from..gone);
        let behind = self.headings.partition_point(|line| (*line as usize) < end);
        let fresh = (old.start..end).filter(|line| is_heading(self.note(*line).heading()));
        let fresh: Vec<u32> = fresh.map(|line| line as u32).collect();
        self.headings.splice(from..behind, fresh);
    }

    /// The passages of all comments that touch these lines, in order.
    pub fn passages(&self, document: &Document, lines: Range<usize>) -> Vec<Passage> {
        let mut found = Vec::new();
        self.visit(
            document,
            lines,
            |_| true,
            |passage| found.push(passage.clone()),
        );
        found
    }

    /// Like [`Scan::passages`], without keeping them: `wanted` sees each passage's text first, and
    /// only for those it wants is the rest found out (what follows, headings, masks).
    pub fn visit(
        &self,
        document: &Document,
        lines: Range<usize>,
        wanted: impl FnMut(&str) -> bool,
        each: impl FnMut(&Passage),
    ) {
        self.visit_some(document, lines, &mut Everywhere(wanted), each);
    }

    /// Like [`Scan::visit`], for a reader that can tell from raw lines that none of their comments
    /// interests it: those are not even put together.
    pub fn visit_some(
        &self,
        document: &Document,
        lines: Range<usize>,
        interest: &mut impl Interest,
        each: impl FnMut(&Passage),
    ) {
        let end = lines.end.min(self.notes.len());
        if lines.start < end {
            gather::visit(self, document, lines.start..end, interest, each);
        }
    }

    /// The comments as they stand, markers and all, line by line: what of the text is comment at all,
    /// for whoever compares that with another reader's word. Requests are read from passages.
    pub fn comments(&self, document: &Document) -> Vec<(Span, Kind)> {
        let mut reader = Reader::new(self, document);
        let mut found = Vec::new();
        for line in 0..document.line_count() {
            for part in reader.parts(line) {
                let at = |byte: u32| Point {
                    line: line as u32,
                    byte,
                };
                let span = Span {
                    start: at(part.mark),
                    end: at(part.after),
                };
                found.push((span, part.kind));
            }
        }
        found
    }

    /// The first of these lines that has parts of comments, or that has none.
    fn find_parts(&self, lines: Range<usize>, parts: bool) -> Option<usize> {
        let start = lines.start;
        if let Some(notes) = self.notes.as_slice() {
            let mut notes = notes.get(lines)?.iter();
            let found = notes.position(|note| note.has_parts() == parts);
            return found.map(|index| start + index);
        }
        let mut lines = lines;
        lines.find(|line| self.note(*line).has_parts() == parts)
    }

    fn note(&self, line: usize) -> Note {
        self.notes.get(line).copied().unwrap_or_default()
    }

    /// The state at the start of a document.
    fn initial(&self) -> u32 {
        // A module's docstring may come first.
        u32::from(self.language.syntax().has(trait_of::DOCSTRINGS)) * u32::from(python::EXPECTED)
    }

    fn read_all(&mut self, document: &Document) {
        self.states = States::default();
        self.words = Words::default();
        let mut notes = Vec::with_capacity(document.line_count());
        let mut state = State::default();
        let mut parts = Vec::new();
        let mut id = self.initial();
        self.states.load(id, &mut state);
        let words = Dictionary::Learning(&mut self.words);
        let mut lexer = Lexer::new(self.language, words, &mut state, &mut parts);
        self.headings.clear();
        let mut stretch = Stretch::new();
        let mut opened = document.opened();
        let mut contents = document.contents();
        let mut at = 0;
        loop {
            if let Some((text, lens)) = &mut opened {
                let Some(len) = lens.next() else { break };
                let start = at;
                at += len;
                if at <= stretch.same {
                    notes.push(Note::new(id, stretch.parts, 0));
                    if stretch.ends {
                        lexer.carry_line(&text[start..at]);
                        if !self.states.is(id, lexer.state) {
                            id = self.states.id(lexer.state);
                        }
                    }
                    continue;
                }
                let content = trim_terminator(&text[start..at]);
                let token = match stretch.pass(text, start, content, &mut lexer) {
                    Ok(parts) => {
                        notes.push(Note::new(id, parts, 0));
                        if !self.states.is(id, lexer.state) {
                            id = self.states.id(lexer.state);
                        }
                        continue;
                    }
                    Err(token) => token,
                };
                lexer.read_from(content, notes.is_empty(), token);
            } else {
                let Some(content) = contents.next() else {
                    break;
                };
                lexer.read(content, notes.is_empty());
            }
            if is_heading(lexer.heading) {
                self.headings.push(notes.len() as u32);
            }
            notes.push(Note::new(id, !lexer.parts.is_empty(), lexer.heading));
            if !self.states.is(id, lexer.state) {
                id = self.states.id(lexer.state);
            }
        }
        self.notes = notes.into();
        self.limit = MAX_STATES.max(2 * self.size());
    }

    fn size(&self) -> usize {
        self.states.len().max(self.words.len())
    }

    /// Reads one line from its state; gives what is to be noted of it, and the next line's state.
    fn read_line(
        &mut self,
        document: &Document,
        line: usize,
        id: u32,
        state: &mut State,
        parts: &mut Vec<Part>,
    ) -> (Note, u32) {
        let text = document.content(line);
        let words = Dictionary::Learning(&mut self.words);
        let heading = lex(self.language, text, line == 0, words, state, parts);
        let note = Note::new(id, !parts.is_empty(), heading);
        let next = if self.states.is(id, state) {
            id
        } else {
            self.states.id(state)
        };
        (note, next)
    }

    /// Widens read lines to those whose passages may differ.
    fn touched(
        &self,
        document: &Document,
        first: usize,
        end: usize,
        heading: Reach,
    ) -> Range<usize> {
        let mut reader = Reader::new(self, document);
        let mut start = first;
        // What follows a comment is told by the lines behind it.
        let reach = first.saturating_sub(REACH);
        for line in (reach..first).rev() {
            if self.note(line).has_parts() {
                start = line;
            }
        }
        let start = reader.comment_start(start);
        // The line behind may have gone on with a comment that it no longer goes on with.
        let last = if self.note(end).has_parts() {
            end
        } else {
            end.max(first + 1) - 1
        };
        let mut end = reader.comment_end(last) + 1;
        if heading.lead > 0 {
            let last = (heading.lead + prose::LEAD_REACH).min(self.notes.len());
            end = end.max(reader.comment_end(last.saturating_sub(1)) + 1);
        }
        if let Some(level) = heading.level {
            // What stands below it, up to the next that is no lower.
            let below = self.headings.partition_point(|line| (*line as usize) < end);
            let next = self.headings[below..]
                .iter()
                .find(|line| self.note(**line as usize).heading() <= level);
            end = next.map_or(self.notes.len(), |line| *line as usize);
        }
        start..end.min(self.notes.len())
    }
}

/// Reads one line: its parts, its heading's level; `state` becomes the next line's.
fn lex(
    language: Language,
    text: &str,
    first: bool,
    words: Dictionary<'_>,
    state: &mut State,
    parts: &mut Vec<Part>,
) -> u8 {
    let mut lexer = Lexer::new(language, words, state, parts);
    lexer.read(text, first);
    lexer.heading
}
