//! The detector: settings compiled once, documents read any number of times.
//!
//! Puts lexer, prefilter and grammar together. It keeps nothing of a document; what is remembered
//! between edits lives in [`super::Tracked`].

use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use super::Trigger;
use super::custom::Custom;
use super::families::Match;
use super::family::Family;
use super::grammar::judge::{self, Judgment, Words};
use super::grammar::place::{self, Above};
use super::grammar::refusal::Refusal;
use super::ignore::{self, Mark, Paths};
use super::language::Language;
use super::passage::Passage;
use super::prefilter::{self, Lines, Prefilter};
use super::scan::{Interest, Scan};
use super::settings::Settings;
use crate::text::{Document, Span};

/// What was decided about one candidate, for people who ask why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The sentence in the document.
    pub span: Span,
    /// Its words.
    pub text: String,
    /// Whether it is a request.
    pub accepted: bool,
    /// The rule that decided: `tag/imperative`, `negation`.
    pub rule: String,
    /// One sentence for a person.
    pub reason: String,
    /// Family, where accepted.
    pub family: Option<Family>,
    /// Title, where accepted.
    pub title: Option<String>,
}

/// Finds requests. Cheap to share, immutable.
#[derive(Clone, Debug)]
pub struct Detector {
    enabled: bool,
    products: Vec<String>,
    disabled: Vec<String>,
    custom: Vec<Custom>,
    paths: Paths,
    /// Made for the first document: a server at rest has none.
    prefilter: OnceLock<Prefilter>,
}

impl Default for Detector {
    fn default() -> Self {
        Detector::new(Settings::default()).0
    }
}

/// One passage's findings, before ignore marks of other passages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    pub triggers: Vec<Trigger>,
    pub marks: Vec<(u32, Mark)>,
}

impl Detector {
    /// Compiles settings. What is wrong with them is told; the rest works.
    pub fn new(settings: Settings) -> (Detector, Vec<String>) {
        let mut problems = Vec::new();
        let custom: Vec<Custom> = settings
            .families
            .iter()
            .map(|f| Custom::new(f, &mut problems))
            .collect();
        let paths = Paths::new(&settings.ignore, &mut problems);
        let known = [
            "command",
            "need",
            "build",
            "integrate",
            "create",
            "add",
            "implement",
        ];
        for name in &settings.disabled {
            if !known.contains(&name.as_str()) {
                problems.push(format!(
                    "trigger.disabled: there is no family `{name}`. Next: use one of {}.",
                    known.join(", ")
                ));
            }
        }
        let products: Vec<String> = settings
            .products
            .iter()
            .map(|p| p.trim().to_lowercase())
            .filter(|p| !p.is_empty())
            .collect();
        let detector = Detector {
            enabled: settings.enabled,
            products,
            disabled: settings.disabled,
            custom,
            paths,
            prefilter: OnceLock::new(),
        };
        (detector, problems)
    }

    fn prefilter(&self) -> &Prefilter {
        // A user's family says itself what it asks with: with one, every passage is read.
        self.prefilter.get_or_init(|| {
            let products = self.products.iter().map(String::as_str);
            Prefilter::new(products, !self.custom.is_empty())
        })
    }

    /// Whether documents at this path (relative to the workspace folder, forward slashes) are left
    /// alone by the settings, or are the tool's own.
    pub fn ignores(&self, path: &str) -> bool {
        !self.enabled || self.paths.ignores(path)
    }

    /// Whether anything is detected at all.
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// All requests of a document, in order.
    pub fn detect(&self, document: &Document, language: Language) -> Vec<Trigger> {
        if !self.enabled || skipped(document) {
            return Vec::new();
        }
        let scan = Scan::new(document, language);
        let found = self.read(document, &scan, 0..document.line_count());
        settle(found.triggers, &found.marks)
    }

    /// Every candidate with what was decided and by which rule.
    pub fn explain(&self, document: &Document, language: Language) -> Vec<Verdict> {
        let scan = Scan::new(document, language);
        self.judge(document, &scan, 0..document.line_count(), &[])
    }

    /// The candidates of the passages that touch these lines, with what was decided; `marks` are
    /// ignore marks beside those that stand there.
    pub(crate) fn judge(
        &self,
        document: &Document,
        scan: &Scan,
        lines: Range<usize>,
        marks: &[(u32, Mark)],
    ) -> Vec<Verdict> {
        let mut out = Vec::new();
        let mut marks = marks.to_vec();
        let mut above = Above::default();
        let file = skipped(document);
        scan.visit(
            document,
            lines,
            |text| {
                prefilter::mentions(text)
                    || ignore::mark(text).is_some()
                    || self.custom.iter().any(|c| c.wants_passage(text))
                    // *Add audit logs to Chariot* names nothing else of a backend.
                    || self.products.iter().any(|p| ignore::find_ascii(text, p).is_some())
            },
            |passage| {
                note_marks(passage, &mut marks);
                let headings = above.of(passage);
                for j in judge::passage(passage, headings, &self.words(None)) {
                    out.push(verdict(passage, &j));
                }
            },
        );
        let covered = |span: &Span| file || ignored(span, &marks);
        for v in &mut out {
            if v.accepted && covered(&v.span) {
                v.accepted = false;
                v.rule = Refusal::Ignored.id().to_owned();
                v.reason = if file {
                    "The whole file is left alone: it is generated, or says `ignore-file`."
                        .to_owned()
                } else {
                    Refusal::Ignored.reason().to_owned()
                };
            }
        }
        out
    }

    /// What the grammar has to know. With a prefilter, sentences that cannot be requests are not
    /// read, and not judged either.
    fn words<'w>(&'w self, prefilter: Option<&'w Prefilter>) -> Words<'w> {
        Words {
            products: &self.products,
            custom: &self.custom,
            disabled: &self.disabled,
            prefilter,
        }
    }

    /// Requests and marks of the passages that touch these lines.
    pub(crate) fn read(&self, document: &Document, scan: &Scan, lines: Range<usize>) -> Findings {
        let mut out = Findings::default();
        let words = self.words(Some(self.prefilter()));
        let judged = RefCell::default();
        let mut reading = Reading {
            lines: Lines::new(self.prefilter()),
            words: &words,
            above: Above::default(),
            judged: &judged,
        };
        scan.visit_some(document, lines, &mut reading, |passage| {
            note_marks(passage, &mut out.marks);
            for j in judged.take() {
                if let Ok(accepted) = j.outcome
                    && (!accepted.bare || place::stands(passage))
                {
                    out.triggers.push(trigger(
                        passage,
                        j.range,
                        accepted.request,
                        accepted.explicit,
                        accepted.rule,
                    ));
                }
            }
        });
        out
    }
}

/// Reads only what may hold a request or an ignore mark.
struct Reading<'d> {
    lines: Lines<'d>,
    words: &'d Words<'d>,
    above: Above,
    /// What was decided about the passage that was insisted on last.
    judged: &'d RefCell<Vec<Judgment>>,
}

impl Interest for Reading<'_> {
    fn begin(&mut self, whole: bool) {
        self.lines.begin(whole);
    }

    fn next(&mut self, lines: &str, from: usize) -> Option<usize> {
        self.lines.next(lines, from)
    }

    fn wants(&mut self, passage: &Passage) -> bool {
        self.lines.wants(passage)
    }

    /// What follows a passage can only refuse a request that a blank line would not: most are
    /// refused for what they say.
    fn insists(&mut self, passage: &Passage) -> bool {
        let headings = self.above.of(passage);
        let judged = judge::passage(passage, headings, self.words);
        let accepted = judged.iter().any(|judgment| judgment.outcome.is_ok());
        self.judged.replace(judged);
        accepted || ignore::may_have_mark(&passage.text)
    }
}

fn note_marks(passage: &Passage, marks: &mut Vec<(u32, Mark)>) {
    if !ignore::may_have_mark(&passage.text) {
        return;
    }
    for piece in &passage.pieces {
        let from = piece.offset as usize;
        let to = from + (piece.end - piece.start) as usize;
        if let Some(mark) = passage.text.get(from..to).and_then(ignore::mark) {
            marks.push((piece.line, mark));
        }
    }
}

fn trigger(
    passage: &Passage,
    range: Range<usize>,
    request: Match,
    explicit: bool,
    rule: String,
) -> Trigger {
    let text = passage.text[range.clone()]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Trigger {
        span: passage.span(range),
        family: request.family,
        title: request.title,
        subject: request.subject,
        text,
        explicit,
        rule,
    }
}

fn verdict(passage: &Passage, j: &Judgment) -> Verdict {
    let span = passage.span(j.range.clone());
    let text = passage.text[j.range.clone()]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match &j.outcome {
        Ok(a) => Verdict {
            span,
            text,
            accepted: true,
            rule: a.rule.clone(),
            reason: format!(
                "It asks for {} work (family `{}`): {}.",
                if a.explicit {
                    "explicitly addressed"
                } else {
                    "new backend"
                },
                a.request.family,
                a.request.title
            ),
            family: Some(a.request.family.clone()),
            title: Some(a.request.title.clone()),
        },
        Err(why) => Verdict {
            span,
            text,
            accepted: false,
            rule: why.id().to_owned(),
            reason: why.reason().to_owned(),
            family: None,
            title: None,
        },
    }
}

/// Whether the whole document is left alone: generated, or marked `ignore-file`.
pub(crate) fn skipped(document: &Document) -> bool {
    let lines = |most: usize| 0..document.line_count().min(most);
    // The lines as one text, in which most heads are told to say neither, if they stand as one.
    let may = |most: usize, say: fn(&str) -> bool| {
        let (text, stands) = document.stretch(lines(most));
        stands < lines(most).end || say(text)
    };
    may(ignore::HEAD, prefilter::may_be_left_alone)
        && ignore::generated(lines(ignore::HEAD).map(|k| document.content(k)))
        || may(40, ignore::may_have_mark)
            && lines(40).any(|k| ignore::mark(document.content(k)) == Some(Mark::File))
}

/// Whether a mark covers the span.
pub(crate) fn ignored(span: &Span, marks: &[(u32, Mark)]) -> bool {
    marks.iter().any(|(line, mark)| match mark {
        Mark::Line => (span.start.line..=span.end.line).contains(line),
        Mark::Next => span.start.line == line + 1,
        Mark::File => true,
    })
}

/// Triggers that no mark covers, in order.
pub(crate) fn settle(triggers: Vec<Trigger>, marks: &[(u32, Mark)]) -> Vec<Trigger> {
    if marks.is_empty() {
        return triggers;
    }
    triggers
        .into_iter()
        .filter(|t| !ignored(&t.span, marks))
        .collect()
}
