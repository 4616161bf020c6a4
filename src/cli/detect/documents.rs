//! `--jsonl-documents`: documents on stdin, requests on stdout, one JSON object a line each. For
//! scorers and other programs that have texts but no files.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use serde::{Deserialize, Serialize};

use super::{
    super::{Exit, Failure},
    Found,
};
use crate::{
    text::Document,
    trigger::{Detector, language::Language},
};

#[derive(Deserialize)]
struct Given {
    id: serde_json::Value,
    language_id: String,
    text: String,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a serde_json::Value,
    line: u32,
    start_utf16: u32,
    end_line: u32,
    end_utf16: u32,
    family: &'a str,
    title: &'a str,
    text: &'a str,
    explicit: bool,
    rule: &'a str,
}

pub(super) fn perform(detector: &Detector) -> Result<Exit, Failure> {
    let mut out = BufWriter::new(stdout().lock());
    for (number, line) in stdin().lock().lines().enumerate() {
        let usage = |why: String| {
            Failure::Usage(format!(
                "stdin, line {}: {why}. Next: give one {{\"id\",\"language_id\",\"text\"}} object a line.",
                number + 1
            ))
        };
        let line = line.map_err(|error| usage(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let given: Given = serde_json::from_str(&line).map_err(|error| usage(error.to_string()))?;
        let document = Document::new(&given.text);
        for trigger in detector.detect(&document, Language::from_id(&given.language_id)) {
            let found = Found::new(String::new(), &document, trigger);
            let line = Line {
                id: &given.id,
                line: found.line,
                start_utf16: found.start_utf16,
                end_line: found.end_line,
                end_utf16: found.end_utf16,
                family: &found.family,
                title: &found.title,
                text: &found.text,
                explicit: found.explicit,
                rule: &found.rule,
            };
            let text = serde_json::to_string(&line).unwrap_or_default();
            if writeln!(out, "{text}").is_err() {
                return Ok(Exit::Done);
            }
        }
    }
    let _ = out.flush();
    Ok(Exit::Done)
}
