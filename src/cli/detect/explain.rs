//! `--explain`: which rule accepted or refused each candidate.

use std::path::PathBuf;

use super::{
    super::{
        Exit, Failure,
        place::Place,
        terminal::{self, DIM, GOOD, LINK, WARN, paint, plain},
    },
    walk::{self, Content},
};
use crate::{text::Document, trigger::Detector};

pub(super) fn perform(
    place: &Place,
    detector: &Detector,
    which: &str,
    paths: &[PathBuf],
) -> Result<Exit, Failure> {
    let (named, line) = split(which);
    let files = named
        .map(PathBuf::from)
        .into_iter()
        .chain(paths.iter().cloned());
    let files: Vec<PathBuf> = files.collect();
    if files.is_empty() {
        return Err(Failure::Usage(
            "nothing to explain. Next: `detect --explain src/main.rs:12`, or `detect --explain PATH…`.".to_owned(),
        ));
    }
    for file in files {
        let path = place.folder.join(&file);
        let usage = |why: String| Failure::Usage(format!("{}: {why}", path.display()));
        let text = match walk::read(&path) {
            Ok(Content::Text(text)) => text,
            Ok(Content::NotText) => {
                return Err(usage(
                    "it is not UTF-8 text. Next: convert it, then try again.".to_owned(),
                ));
            }
            Ok(Content::TooLarge) => {
                return Err(usage(
                    "it is larger than 32 MiB. Next: try a part of it.".to_owned(),
                ));
            }
            Err(error) => return Err(usage(format!("{error}. Next: give a file that exists."))),
        };
        let document = Document::new(&text);
        let Some(language) = walk::language(&path, &text, true) else {
            continue;
        };
        let mut any = false;
        for verdict in detector.explain(&document, language) {
            let on_line =
                |line: u32| (verdict.span.start.line..=verdict.span.end.line).contains(&line);
            if line.is_some_and(|line| !on_line(line)) {
                continue;
            }
            any = true;
            let at = format!("{}:{}:", file.display(), verdict.span.start.line + 1);
            let word = match verdict.accepted {
                true => paint(GOOD, "request"),
                false => paint(WARN, "no request"),
            };
            terminal::print(&format!(
                "{} {word} {} {}\n    {}",
                paint(LINK, &plain(&at, 500)),
                paint(DIM, &format!("[{}]", verdict.rule)),
                plain(&verdict.reason, 500),
                paint(DIM, &plain(&verdict.text, 300)),
            ));
        }
        if !any {
            let there = line.map_or_else(String::new, |line| format!(":{}", line + 1));
            terminal::print(&format!(
                "{}{there}: no sentence here is a candidate (only comments, documentation and chat text are read).",
                file.display()
            ));
        }
    }
    Ok(Exit::Done)
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
