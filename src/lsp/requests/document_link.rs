//! `textDocument/documentLink`: the files that a deliverable names, as links into the run's worktree.
//!
//! Words of an agent: only what is a file below the worktree becomes a link, and a link in the file
//! system that leads out of it does not. Whether a file is there is looked up off the desk.

use std::path::{Component, Path, PathBuf};

use tower_lsp::lsp_types::{DocumentLink, Position, Range, Url};

use crate::lsp::session::Session;
use crate::lsp::session::shelf::{FOLDER, place};
use crate::text::Encoding;

/// A document names no more files than this that anyone follows.
const MOST: usize = 500;

/// A word that may be a file, and the line in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    range: Range,
    path: String,
    line: Option<u32>,
}

/// What may be links in this document, and the worktree that they lead into. None for anything but a
/// deliverable.
pub fn candidates(session: &Session, uri: &Url) -> Option<(PathBuf, Vec<Candidate>)> {
    let open = session.documents.get(uri)?;
    let (document, path) = (open.document()?, open.path.as_deref()?);
    place(path)?;
    let root = path
        .ancestors()
        .find(|folder| folder.file_name().is_some_and(|name| name == FOLDER))?;
    let mut found = Vec::new();
    for line in 0..document.line_count() {
        let content = document.content(line);
        found.extend(in_line(content, line as u32, session.client.encoding));
        if found.len() >= MOST {
            break;
        }
    }
    Some((root.parent()?.to_owned(), found))
}

/// Those that are there. Blocks.
pub fn links(worktree: &Path, candidates: Vec<Candidate>) -> Vec<DocumentLink> {
    let Ok(real) = worktree.canonicalize() else {
        return Vec::new();
    };
    let link = |candidate: Candidate| {
        let path = worktree.join(&candidate.path).canonicalize().ok()?;
        if !path.starts_with(&real) || !path.is_file() {
            return None;
        }
        let mut target = Url::from_file_path(worktree.join(&candidate.path)).ok()?;
        if let Some(line) = candidate.line {
            target.set_fragment(Some(&format!("L{line}")));
        }
        Some(DocumentLink {
            range: candidate.range,
            target: Some(target),
            tooltip: Some("Open in the run's worktree".to_owned()),
            data: None,
        })
    };
    candidates.into_iter().filter_map(link).collect()
}

fn in_line(content: &str, number: u32, encoding: Encoding) -> Vec<Candidate> {
    let apart = |c: char| c.is_whitespace() || "`\"'()[]<>|,;*".contains(c);
    let mut found = Vec::new();
    let mut start = 0;
    for word in content.split(apart) {
        let at = start;
        start += word.len()
            + content[start + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        let word = word.trim_end_matches(['.', ':', '!', '?']);
        let (path, line) = split(word);
        if !looks_like_a_file(path) {
            continue;
        }
        let place = |byte| Position::new(number, encoding.character(content, byte));
        found.push(Candidate {
            range: Range::new(place(at), place(at + word.len())),
            path: path.to_owned(),
            line,
        });
    }
    found
}

/// `src/a.rs:12` and `tests/a.rs::name` are files with something behind them.
fn split(word: &str) -> (&str, Option<u32>) {
    let Some((path, rest)) = word.split_once(':') else {
        return (word, None);
    };
    let digits = rest.split([':', '-']).next().unwrap_or_default();
    (path, digits.parse().ok().filter(|line| *line > 0))
}

fn looks_like_a_file(path: &str) -> bool {
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let name = path.rsplit('/').next().unwrap_or_default();
    // `src` and `and/or` are words, `Makefile` alone too: a dot or a folder and a dot make a file.
    inside && path.len() <= 300 && name.trim_start_matches('.').contains('.')
        || inside && path.contains('/') && matches!(name, "Makefile" | "Dockerfile" | "Jenkinsfile")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_a_line() {
        let line = "- é `src/auth/okta.rs:12`, see tests/okta.rs::logs_in. Not ../x.rs, /etc/a.b, and/or v1.";
        let found = in_line(line, 3, Encoding::Utf16);
        let words: Vec<_> = found
            .iter()
            .map(|one| (one.path.as_str(), one.line, one.range.start.character))
            .collect();
        assert_eq!(
            words,
            [
                ("src/auth/okta.rs", Some(12), 5),
                ("tests/okta.rs", None, 31)
            ]
        );
        let end = found[0].range.end.character;
        assert_eq!(end, 5 + "src/auth/okta.rs:12".len() as u32);
    }
}
