//! Scores the detector on labelled documents: precision, recall, ranges, titles.
//!
//! A detection matches an expectation when their ranges overlap by a fifth; documents about which
//! reasonable people disagree are left out.

use std::collections::BTreeMap;
use std::fmt;

use backend_factory::text::{Document, Encoding, Position};
use backend_factory::trigger::language::Language;
use backend_factory::trigger::{Detector, Trigger};
use serde_json::Value;

/// Figures over all documents, and the misses by rule.
#[derive(Default)]
pub struct Score {
    found: usize,
    extra: usize,
    missed: usize,
    exact: usize,
    titled: usize,
    family: usize,
    misses: BTreeMap<String, Vec<String>>,
}

impl Score {
    /// Name, value and floor of each figure.
    pub fn floors(&self) -> Vec<(&'static str, f64, f64)> {
        let share = |a: usize, b: usize| if b == 0 { 1.0 } else { a as f64 / b as f64 };
        let (p, r) = (
            share(self.found, self.found + self.extra),
            share(self.found, self.found + self.missed),
        );
        vec![
            ("precision", p, 0.97),
            ("recall", r, 0.95),
            ("F1", 2.0 * p * r / (p + r), 0.96),
            ("exact ranges", share(self.exact, self.found), 0.97),
            ("titles", share(self.titled, self.found), 0.90),
            ("families", share(self.family, self.found), 0.90),
        ]
    }

    fn miss(&mut self, rule: String, text: String) {
        self.misses.entry(rule).or_default().push(text);
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} found, {} too many, {} missed",
            self.found, self.extra, self.missed
        )?;
        for (name, value, floor) in self.floors() {
            writeln!(f, "  {name:<13} {value:.3} (floor {floor})")?;
        }
        for (rule, texts) in &self.misses {
            writeln!(f, "  {rule}")?;
            for text in texts {
                writeln!(f, "    {text}")?;
            }
        }
        Ok(())
    }
}

/// Offsets in UTF-16 units from the start of the document: comparable over lines.
fn offset(document: &Document, position: Position) -> i64 {
    let before: usize = (0..position.line as usize)
        .map(|k| document.line(k).encode_utf16().count())
        .sum();
    before as i64 + i64::from(position.character)
}

/// Scores all documents of a file of JSON lines.
pub fn labelled(lines: &str, detector: &Detector) -> Score {
    let mut score = Score::default();
    for line in lines.lines().filter(|l| !l.is_empty()) {
        let value: Value = serde_json::from_str(line).expect("a JSON line");
        if value["kind"] == "ambiguous" {
            continue;
        }
        let document = Document::new(value["text"].as_str().expect("text"));
        let language = Language::from_id(value["language_id"].as_str().expect("a language"));
        one(&mut score, detector, &value, &document, language);
    }
    score
}

fn one(
    score: &mut Score,
    detector: &Detector,
    value: &Value,
    document: &Document,
    language: Language,
) {
    let id = value["id"].as_str().unwrap_or("?");
    let found = detector.detect(document, language);
    let at = |t: &Trigger| {
        (
            offset(document, document.position(t.span.start, Encoding::Utf16)),
            offset(document, document.position(t.span.end, Encoding::Utf16)),
        )
    };
    let mut open: Vec<&Trigger> = found.iter().collect();
    for e in value["expect"].as_array().into_iter().flatten() {
        let number = |key: &str| e[key].as_u64().map(|n| n as u32);
        let line = number("line").unwrap_or(0);
        let start = offset(
            document,
            Position {
                line,
                character: number("start_utf16").unwrap_or(0),
            },
        );
        let end = offset(
            document,
            Position {
                line: number("end_line").unwrap_or(line),
                character: number("end_utf16").unwrap_or(0),
            },
        );
        let overlap = |t: &&Trigger| {
            let (a, b) = at(t);
            (end.min(b) - start.max(a)) as f64 / (end.max(b) - start.min(a)).max(1) as f64
        };
        let Some(k) = open.iter().position(|t| overlap(t) >= 0.2) else {
            score.missed += 1;
            let rules: Vec<String> = detector
                .explain(document, language)
                .into_iter()
                .map(|v| v.rule)
                .collect();
            score.miss(
                format!("missed ({})", rules.join(", ")),
                format!("{id} {}", e["title"]),
            );
            continue;
        };
        let t = open.remove(k);
        score.found += 1;
        if at(t) == (start, end) {
            score.exact += 1;
        } else {
            score.miss(
                "range".to_owned(),
                format!("{id} {:?}", document.slice(t.span)),
            );
        }
        let titles =
            std::iter::once(&e["title"]).chain(e["alt_titles"].as_array().into_iter().flatten());
        if titles
            .filter_map(Value::as_str)
            .any(|title| title.eq_ignore_ascii_case(&t.title))
        {
            score.titled += 1;
        } else {
            score.miss(
                "title".to_owned(),
                format!("{id} {:?} instead of {}", t.title, e["title"]),
            );
        }
        score.family += usize::from(e["family"] == t.family.to_string().as_str());
    }
    for t in open {
        score.extra += 1;
        score.miss(format!("too many ({})", t.rule), format!("{id} {}", t.text));
    }
}
