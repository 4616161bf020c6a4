//! A document under edit: its lines, its lexer state and its requests, kept together.
//!
//! After an edit only the passages that it may have changed are read again. Also tells which
//! explicit commands a person just *typed*: the line grew by small edits in this session and was
//! then finished with a line break. What was there at the start, was pasted, or came with a
//! reload is never reported as typed.

use std::ops::Range;

use super::Trigger;
use super::detector::{self, Detector, Verdict};
use super::ignore::Mark;
use super::language::Language;
use super::scan::Scan;
use super::word::word;
use crate::text::{Change, Document, Encoding, Point, Position, Span};

/// One change of a `didChange` notification: a range, or the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; the whole document if absent.
    pub range: Option<Range<Position>>,
    /// By what.
    pub text: String,
}

/// What an edit brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// Whether the triggers, or their places, may differ from before.
    pub changed: bool,
    /// Explicit commands that a person just finished typing: these may launch.
    pub finished: Vec<Trigger>,
    /// Implied requests that a person just finished typing, for `launch = "detected"`.
    pub finished_implied: Vec<Trigger>,
    /// Lines just finished that address us and hold no request: words about runs.
    pub finished_words: Vec<u32>,
}

impl Edited {
    /// Whether a person finished a line that is of interest.
    pub fn is_finished(&self) -> bool {
        let none = self.finished.is_empty() && self.finished_implied.is_empty();
        !none || !self.finished_words.is_empty()
    }
}

/// More than this at once is no typing. Word completion inserts a word; a paste inserts a request.
const KEYSTROKE: usize = 16;
/// A completed word may be longer: `@backend-orchestrator`.
const COMPLETION: usize = 40;
/// What an editor may insert by itself on a new line: indentation and a comment marker.
const LEADER: usize = 40;

/// More typed lines than this are not remembered.
const TYPED: usize = 256;

/// A document with its requests.
#[derive(Clone, Debug)]
pub struct Tracked {
    document: Document,
    scan: Scan,
    /// Requests before ignore marks, in order.
    found: Vec<Trigger>,
    /// Ignore marks by line, in order.
    marks: Vec<(u32, Mark)>,
    /// What is shown, where marks cover something: `found` without that.
    unmarked: Option<Vec<Trigger>>,
    /// Lines that a person is typing or typed in this session; few.
    typed: Vec<u32>,
    /// The whole file is left alone.
    skipped: bool,
}

impl Tracked {
    /// Opens a document: everything in it is given, nothing typed.
    pub fn open(detector: &Detector, text: &str, language: Language) -> Tracked {
        let document = Document::new(text);
        let scan = Scan::new(&document, language);
        let mut tracked = Tracked {
            document,
            scan,
            found: Vec::new(),
            marks: Vec::new(),
            unmarked: None,
            typed: Vec::new(),
            skipped: false,
        };
        tracked.reread(detector);
        tracked
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Its language.
    pub fn language(&self) -> Language {
        self.scan.language()
    }

    /// Its requests, in order.
    pub fn triggers(&self) -> &[Trigger] {
        self.unmarked.as_ref().unwrap_or(&self.found)
    }

    /// Every candidate in one line, with what was decided and by which rule.
    pub fn explain(&self, detector: &Detector, line: u32) -> Vec<Verdict> {
        let at = line as usize;
        let mut all = detector.judge(&self.document, &self.scan, at..at + 1, &self.marks);
        all.retain(|verdict| verdict.span.start.line <= line && line <= verdict.span.end.line);
        all
    }

    /// Whether a word that is written at this place stands in text: a comment, a docstring, prose.
    /// Not in code, strings and fences. It is tried on a copy: for what a person asks, not for each edit.
    pub fn is_text(&self, at: Point) -> bool {
        let (mut document, mut scan) = (self.document.clone(), self.scan.clone());
        let change = document.replace(Span { start: at, end: at }, "x");
        scan.edit(&document, &change);
        let mut found = false;
        let here = |piece: &super::passage::Piece| {
            piece.line == at.line && piece.start <= at.byte && at.byte < piece.end
        };
        let line = at.line as usize;
        scan.visit(
            &document,
            line..line + 1,
            |_| true,
            |passage| found |= passage.pieces.iter().any(here),
        );
        found
    }

    /// Matches the whole document again, after a change of settings.
    pub fn reread(&mut self, detector: &Detector) {
        self.skipped = detector::skipped(&self.document);
        self.found.clear();
        self.marks.clear();
        if detector.enabled() && !self.skipped {
            let all = detector.read(&self.document, &self.scan, 0..self.document.line_count());
            self.found = all.triggers;
            self.marks = all.marks;
        }
        self.settle();
    }

    /// Leaves out what the marks cover. Without marks nothing is copied: a keystroke must not cost
    /// what a document has of requests elsewhere.
    fn settle(&mut self) {
        let marked = !self.marks.is_empty();
        self.unmarked = marked.then(|| detector::settle(self.found.clone(), &self.marks));
    }

    /// Applies the changes of one notification, in order.
    pub fn edit(&mut self, detector: &Detector, edits: &[Edit], encoding: Encoding) -> Edited {
        let mut out = Edited::default();
        let mut broken: Vec<u32> = Vec::new();
        for edit in edits {
            out.changed |= self.apply(detector, edit, encoding, &mut broken);
        }
        for line in broken {
            self.finish_words(detector, line, &mut out);
            let on_line = |t: &&Trigger| t.span.start.line <= line && line <= t.span.end.line;
            let shown = self.unmarked.as_ref().unwrap_or(&self.found);
            for trigger in shown.iter().filter(on_line) {
                // Every line of the request was typed, not only its last.
                let lines = trigger.span.start.line..=trigger.span.end.line;
                if lines.clone().all(|l| self.typed.contains(&l)) {
                    let list = if trigger.explicit {
                        &mut out.finished
                    } else {
                        &mut out.finished_implied
                    };
                    list.push(trigger.clone());
                    // A finished line launches once.
                    self.typed.retain(|l| !lines.contains(l));
                }
            }
        }
        if self.typed.len() > TYPED {
            let old = self.typed.len() - TYPED;
            self.typed.drain(..old);
        }
        out
    }

    /// Notes a finished line that speaks about runs. Only where a candidate was read, and refused:
    /// elsewhere it is code.
    fn finish_words(&mut self, detector: &Detector, line: u32, out: &mut Edited) {
        if word(self.document.content(line as usize)).is_none() {
            return;
        }
        let on_line = |t: &Trigger| t.span.start.line <= line && line <= t.span.end.line;
        let asks = self.triggers().iter().any(on_line);
        if !asks && !self.explain(detector, line).is_empty() {
            out.finished_words.push(line);
            // A finished line is heard once.
            self.typed.retain(|typed| *typed != line);
        }
    }

    fn apply(
        &mut self,
        detector: &Detector,
        edit: &Edit,
        encoding: Encoding,
        broken: &mut Vec<u32>,
    ) -> bool {
        let before = edit.range.as_ref().map(|r| {
            let (a, b) = (
                self.document.point(r.start, encoding),
                self.document.point(r.end, encoding),
            );
            let (a, b) = if b < a { (b, a) } else { (a, b) };
            let content = self.document.content(a.line as usize);
            let (head, tail) = content.split_at((a.byte as usize).min(content.len()));
            (
                a,
                b,
                head.trim().is_empty() || marker_only(head),
                tail.trim().is_empty(),
            )
        });
        let head_skipped = self.skipped;
        let change = self
            .document
            .apply(edit.range.clone(), &edit.text, encoding);
        self.follow_typing(&change, before, &edit.text, broken);
        let lines = self.scan.edit(&self.document, &change);
        let in_head = change.first < 40;
        if in_head || head_skipped {
            let skipped = detector::skipped(&self.document);
            if skipped != head_skipped {
                self.reread(detector);
                return true;
            }
        }
        if !detector.enabled() || self.skipped {
            return false;
        }
        self.refresh(detector, lines, &change)
    }

    /// Reads the touched lines again and moves what lies below them.
    fn refresh(&mut self, detector: &Detector, lines: Range<usize>, change: &Change) -> bool {
        let shift = change.new as i64 - change.old as i64;
        // `lines` is numbered as the document is now; below it the old numbers differ by `shift`.
        let start = lines.start as i64;
        let old_end = lines.end as i64 - shift;
        let fresh = detector.read(&self.document, &self.scan, lines.clone());
        let moved = |line: u32| u32::try_from(i64::from(line) + shift).unwrap_or(0);
        let lo = self
            .found
            .partition_point(|t| i64::from(t.span.start.line) < start);
        let hi = self
            .found
            .partition_point(|t| i64::from(t.span.start.line) < old_end)
            .max(lo);
        let mlo = self.marks.partition_point(|(l, _)| i64::from(*l) < start);
        let mhi = self
            .marks
            .partition_point(|(l, _)| i64::from(*l) < old_end)
            .max(mlo);
        let quiet = fresh.triggers.is_empty()
            && lo == hi
            && fresh.marks.is_empty()
            && mlo == mhi
            && (shift == 0 || hi == self.found.len() && mhi == self.marks.len());
        if quiet {
            return false;
        }
        if shift != 0 {
            for t in &mut self.found[hi..] {
                t.span.start.line = moved(t.span.start.line);
                t.span.end.line = moved(t.span.end.line);
            }
            for m in &mut self.marks[mhi..] {
                m.0 = moved(m.0);
            }
        }
        // Passages that only touch the lines are read whole: keep each place once.
        let mut new = fresh.triggers;
        new.retain(|t| {
            let line = t.span.start.line as usize;
            lines.contains(&line)
        });
        self.found.splice(lo..hi, new);
        let mut marks = fresh.marks;
        marks.retain(|(l, _)| lines.contains(&(*l as usize)));
        self.marks.splice(mlo..mhi, marks);
        self.settle();
        true
    }

    /// Keeps the list of lines that a person types, and notes those just finished.
    fn follow_typing(
        &mut self,
        change: &Change,
        before: Option<(crate::text::Point, crate::text::Point, bool, bool)>,
        text: &str,
        broken: &mut Vec<u32>,
    ) {
        let first = change.first as u32;
        let Some((start, end, head_blank, tail_blank)) = before else {
            self.typed.clear();
            return;
        };
        let breaks = text.bytes().filter(|&b| b == b'\n').count()
            + text
                .bytes()
                .enumerate()
                .filter(|&(k, b)| b == b'\r' && text.as_bytes().get(k + 1) != Some(&b'\n'))
                .count();
        let one_line = start.line == end.line;
        let was_typed = self.typed.contains(&start.line);
        // Lines below move.
        let (old_last, shift) = (
            first + change.old as u32,
            change.new as i64 - change.old as i64,
        );
        self.typed.retain_mut(|l| {
            if *l >= old_last {
                *l = u32::try_from(i64::from(*l) + shift).unwrap_or(0);
                true
            } else {
                *l < first
            }
        });
        if !one_line {
            return;
        }
        let leader = text.trim_start_matches(['\r', '\n']);
        if breaks == 0 {
            let word = text.len() <= COMPLETION && !text.contains(char::is_whitespace);
            let small = text.len() <= KEYSTROKE || word;
            // A line is typed if it was, or if it held nothing of its own yet.
            if small && (was_typed || (head_blank && tail_blank)) {
                self.typed.push(start.line);
            }
        } else if breaks == 1
            && text.starts_with(['\r', '\n'])
            && leader.len() <= LEADER
            && (leader.trim().is_empty() || marker_only(leader))
            && was_typed
        {
            self.typed.push(start.line);
            if tail_blank {
                broken.push(start.line);
            }
        }
        // The new line is empty so far and may be typed.
        self.typed.sort_unstable();
        self.typed.dedup();
    }
}

/// A comment marker or bullet and nothing else.
fn marker_only(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 8
        && !text.contains(|c: char| c.is_alphanumeric() || c == '@' || c == '`')
        && (text.is_empty()
            || text.chars().all(|c| {
                matches!(
                    c,
                    '/' | '*'
                        | '#'
                        | '-'
                        | ';'
                        | '%'
                        | '!'
                        | '<'
                        | '"'
                        | '\''
                        | '{'
                        | '('
                        | '>'
                        | '|'
                        | '['
                        | ']'
                        | ' '
                        | '+'
                        | '.'
                )
            }))
}
