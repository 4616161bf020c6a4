//! The comments of a document, kept up to date over edits.
//!
//! [`Scan`] keeps one number per line: the lexer's state at its start and a few marks. An edit
//! reads from the changed line until the state agrees again, and tells which lines' passages may
//! have changed: those of the comments it touched, of the comments right above it (what follows
//! them changed), and in Markdown of the items under a heading that it touched. Passages are made
//! when asked for. It deliberately keeps no text, and matches nothing.

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
mod yaml;

use std::ops::Range;

use crate::text::{Change, Document, GapVec};
use crate::trigger::language::{Language, trait_of};
use crate::trigger::passage::Passage;

use gather::Reader;
use lexer::{Lexer, Part};
use rules::Rules;
use state::{Dictionary, State, States, Words};

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

/// The lexer's knowledge of a document.
#[derive(Clone, Debug)]
pub struct Scan {
    language: Language,
    notes: GapVec<Note>,
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
        let headings = (first..first + change.old).any(|line| self.note(line).heading() > 0);
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
        let mut heading = headings;
        while line < self.notes.len() {
            if line >= first + change.new && self.note(line).state() == id {
                break;
            }
            let old = self.note(line).heading();
            let next = self.read_line(document, line, id, &mut state, &mut parts);
            heading |= old > 0 || self.note(line).heading() > 0;
            id = next;
            line += 1;
        }
        self.touched(document, first, line, heading)
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
        let end = lines.end.min(self.notes.len());
        if lines.start < end {
            gather::visit(self, document, lines.start..end, wanted, each);
        }
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
        self.notes = vec![Note::default(); document.line_count()].into();
        let mut state = State::default();
        let mut parts = Vec::new();
        let mut id = self.initial();
        self.states.load(id, &mut state);
        for line in 0..document.line_count() {
            id = self.read_line(document, line, id, &mut state, &mut parts);
        }
        self.limit = MAX_STATES.max(2 * self.size());
    }

    fn size(&self) -> usize {
        self.states.len().max(self.words.len())
    }

    /// Reads one line from its state, notes it, and gives the next line's.
    fn read_line(
        &mut self,
        document: &Document,
        line: usize,
        id: u32,
        state: &mut State,
        parts: &mut Vec<Part>,
    ) -> u32 {
        parts.clear();
        let text = document.content(line);
        let words = Dictionary::Learning(&mut self.words);
        let heading = lex(self.language, text, line == 0, words, state, parts);
        if let Some(note) = self.notes.get_mut(line) {
            *note = Note::new(id, !parts.is_empty(), heading);
        }
        if self.states.is(id, state) {
            id
        } else {
            self.states.id(state)
        }
    }

    /// Widens read lines to those whose passages may differ.
    fn touched(
        &self,
        document: &Document,
        first: usize,
        end: usize,
        heading: bool,
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
        if heading {
            end = self.notes.len();
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
    let rules = Rules::of(language);
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        end: text.len(),
        rules,
        base: rules,
        words,
        state,
        parts,
        heredocs: Vec::new(),
        first,
        heading: 0,
        spliced: false,
    };
    lexer.run();
    lexer.heading
}
