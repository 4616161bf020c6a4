//! Holds the place of the trigger room's tracked documents until they land: the same shape, and
//! no more detection than the transport needs to be driven end to end.

use std::ops::Range;

use crate::text::{Document, Encoding, Point, Position, Span};
use crate::trigger::{Family, Trigger, language::Language};

/// Settings of detection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings;

/// One edit.
pub struct Edit {
    /// None: the whole text.
    pub range: Option<Range<Position>>,
    /// New text.
    pub text: String,
}

/// Verdict on a candidate.
pub struct Verdict {
    /// Where.
    pub span: Span,
    /// Words.
    pub text: String,
    /// Is one.
    pub accepted: bool,
    /// Which rule.
    pub rule: String,
    /// Why.
    pub reason: String,
}

/// Finds requests.
pub struct Detector(bool);

impl Detector {
    /// From settings.
    pub fn new(_: Settings) -> (Self, Vec<String>) {
        (Detector(true), Vec::new())
    }
    /// Finds nothing.
    pub fn none() -> Self {
        Detector(false)
    }
    /// A title.
    pub fn title(text: &str) -> String {
        text.chars().take(60).collect()
    }
    /// All requests.
    pub fn detect(&self, document: &Document, _: Language) -> Vec<Trigger> {
        let mut found = Vec::new();
        for index in (0..document.line_count()).filter(|_| self.0) {
            let line = document.content(index);
            let start = line.find("implement ").or_else(|| line.find("/backend "));
            let Some(start) = start else { continue };
            let text = line[start..].trim_end().to_owned();
            let point = |byte: usize| Point {
                line: index as u32,
                byte: byte as u32,
            };
            found.push(Trigger {
                span: Span {
                    start: point(start),
                    end: point(start + text.len()),
                },
                family: Family::Implement,
                title: Detector::title(&text),
                subject: String::new(),
                explicit: text.starts_with('/'),
                text,
                rule: "seam".into(),
            });
        }
        found
    }
    /// Why.
    pub fn explain(&self, _: &Document, _: Language) -> Vec<Verdict> {
        Vec::new()
    }
}

/// A document and its requests.
pub struct Tracked {
    document: Document,
    language: Language,
    triggers: Vec<Trigger>,
}

impl Tracked {
    /// Reads a text.
    pub fn open(detector: &Detector, text: &str, language: Language) -> Self {
        let document = Document::new(text);
        let triggers = detector.detect(&document, language);
        Tracked {
            document,
            language,
            triggers,
        }
    }
    /// Edits.
    pub fn edit(
        &mut self,
        detector: &Detector,
        edits: &[Edit],
        encoding: Encoding,
    ) -> Vec<Trigger> {
        for edit in edits {
            self.document
                .apply(edit.range.clone(), &edit.text, encoding);
        }
        self.triggers = detector.detect(&self.document, self.language);
        Vec::new()
    }
    /// Requests.
    pub fn triggers(&self) -> &[Trigger] {
        &self.triggers
    }
    /// Text.
    pub fn document(&self) -> &Document {
        &self.document
    }
}

/// The mark that says that a request is none.
pub fn ignore_mark(document: &Document, _: Language, trigger: &Trigger) -> Option<(Point, String)> {
    let line = trigger.span.end.line;
    let byte = document.content(line as usize).len() as u32;
    Some((Point { line, byte }, " backend-factory: ignore".into()))
}
