//! `--explain`: which rule accepted or refused each candidate, on one line or in whole trees.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{
    super::{
        Failure,
        terminal::{self, DIM, GOOD, LINK, WARN, paint, plain},
    },
    Format, sarif,
    walk::{self, Content},
};
use crate::{
    text::{Document, Encoding},
    trigger::{Detector, Verdict, language::Language},
};

/// What was decided about one candidate. Lines and columns count as in [`super::Found`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Explained {
    pub path: String,
    pub line: u32,
    pub start_utf16: u32,
    pub end_line: u32,
    pub end_utf16: u32,
    pub accepted: bool,
    pub rule: String,
    pub reason: String,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Explained {
    fn new(path: &str, document: &Document, verdict: Verdict) -> Explained {
        let start = document.position(verdict.span.start, Encoding::Utf16);
        let end = document.position(verdict.span.end, Encoding::Utf16);
        Explained {
            path: path.to_owned(),
            line: start.line,
            start_utf16: start.character,
            end_line: end.line,
            end_utf16: end.character,
            accepted: verdict.accepted,
            rule: verdict.rule,
            reason: verdict.reason,
            text: verdict.text,
            family: verdict.family.map(|family| family.to_string()),
            title: verdict.title,
        }
    }
}

/// Writes the explanation; tells whether there is a request.
pub(super) fn perform(
    tree: &mut walk::Tree<'_>,
    detector: &Detector,
    which: &str,
    format: Format,
    quiet: bool,
) -> Result<bool, Failure> {
    let all = |path: &str, document: &Document, language: Language| -> Vec<Explained> {
        let verdicts = detector.explain(document, language).into_iter();
        verdicts
            .map(|verdict| Explained::new(path, document, verdict))
            .collect()
    };
    let (named, line) = split(which);
    let (found, left_out) = match (named, line) {
        (Some(file), Some(line)) => {
            if !tree.paths.is_empty() {
                return Err(Failure::Usage(format!(
                    "`--explain {which}` is about one line. Next: leave the other paths out, or the line number."
                )));
            }
            let mut found = one(&tree.base.join(file), file, all)?;
            found.retain(|one| (one.line..=one.end_line).contains(&line));
            (found, Vec::new())
        }
        _ => {
            // The option may have taken the first of the paths.
            let named = named.map(PathBuf::from).into_iter();
            let paths: Vec<PathBuf> = named.chain(tree.paths.iter().cloned()).collect();
            let (found, left_out) = walk::Tree {
                paths: &paths,
                ..*tree
            }
            .search(detector, all)?;
            (found, left_out.lines())
        }
    };
    match format {
        Format::Json => terminal::json(&found),
        Format::Sarif => terminal::json(&sarif::explained(&found)),
        Format::Jsonl => {
            for one in &found {
                terminal::print(&serde_json::to_string(one).unwrap_or_default());
            }
        }
        Format::Text => found.iter().for_each(show),
    }
    if format == Format::Text && found.is_empty() {
        let place = if which.is_empty() { "." } else { which };
        let none = "no sentence here is a candidate (only comments, documentation and chat text are read).";
        match line {
            Some(_) => terminal::print(&format!("{}: {none}", plain(place, 500))),
            None if !quiet => terminal::note(&format!("{}: {none}", plain(place, 500))),
            None => {}
        }
    }
    if !quiet {
        left_out.iter().for_each(|line| terminal::note(line));
    }
    Ok(found.iter().any(|one| one.accepted))
}

/// The candidates of one file that was named with a line.
fn one(
    path: &Path,
    shown: &str,
    all: impl Fn(&str, &Document, Language) -> Vec<Explained>,
) -> Result<Vec<Explained>, Failure> {
    let usage = |why: &str| Failure::Usage(format!("{}: {why}", path.display()));
    let text = match walk::read(path) {
        Ok(Content::Text(text)) => text,
        Ok(Content::NotText) => return Err(usage("it is not text. Next: give a file of text.")),
        Ok(Content::TooLarge) => {
            return Err(usage("it is larger than 32 MiB. Next: try a part of it."));
        }
        Err(error) => return Err(usage(&format!("{error}. Next: give a file that exists."))),
    };
    let language = walk::language(path, &text, true);
    Ok(language.map_or_else(Vec::new, |language| {
        all(shown, &Document::new(&text), language)
    }))
}

fn show(one: &Explained) {
    let at = format!("{}:{}:", one.path, one.line + 1);
    let word = match one.accepted {
        true => paint(GOOD, "request"),
        false => paint(WARN, "no request"),
    };
    terminal::print(&format!(
        "{} {word} {} {}\n    {}",
        paint(LINK, &plain(&at, 500)),
        paint(DIM, &format!("[{}]", one.rule)),
        plain(&one.reason, 500),
        paint(DIM, &plain(&one.text, 300)),
    ));
}

/// `src/main.rs:12` → the file and the zero-based line.
fn split(which: &str) -> (Option<&str>, Option<u32>) {
    if which.is_empty() {
        return (None, None);
    }
    match which.rsplit_once(':') {
        Some((file, line)) if !file.is_empty() => match line.parse::<u32>() {
            Ok(line) => (Some(file), Some(line.saturating_sub(1))),
            Err(_) => (Some(which), None),
        },
        _ => (Some(which), None),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn places() {
        assert_eq!(split("a/b.rs:12"), (Some("a/b.rs"), Some(11)));
        assert_eq!(split("a:b.rs"), (Some("a:b.rs"), None));
        assert_eq!(split("a.rs"), (Some("a.rs"), None));
        assert_eq!(split(""), (None, None));
    }
}
