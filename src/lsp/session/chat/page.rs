//! A chat file as text: where the answers to a command stand, and where more of them go.
//!
//! Answers are block quotes: no line of them is a request, whatever stands in it. They are only ever
//! added, as whole lines at the end of a line, so that no text of the person moves but downwards.

use crate::text::{Document, Point};

/// An insertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// Where.
    pub at: Point,
    /// What.
    pub text: String,
}

/// The lines of the answer with this mark: from and behind the last, if there is one.
pub fn block(document: &Document, mark: &str) -> Option<(usize, usize)> {
    let quoted = |line: usize| document.content(line).starts_with('>');
    let count = document.line_count();
    let found = (0..count).find(|line| quoted(*line) && document.content(*line).contains(mark))?;
    let first = (0..=found).rev().take_while(|line| quoted(*line)).last()?;
    let last = (found..count).take_while(|line| quoted(*line)).last()?;
    Some((first, last + 1))
}

/// What stands in a block.
pub fn said(document: &Document, (first, end): (usize, usize)) -> Vec<String> {
    let lines = (first..end).map(|line| document.content(line));
    lines
        .map(|line| line.trim_start_matches('>').trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// Adds lines to a block. `cursor` is the line where the person was last.
pub fn add(
    document: &Document,
    block: (usize, usize),
    lines: &[String],
    cursor: Option<u32>,
) -> Insertion {
    insert(document, block.1 - 1, &quoted(lines, true), false, cursor)
}

/// A new block below a line, behind those that stand there already.
pub fn below(document: &Document, line: usize, lines: &[String], cursor: Option<u32>) -> Insertion {
    let count = document.line_count();
    let mut at = line.min(count.saturating_sub(1));
    // Answers to the same command stand in the order in which they were given.
    let mut next = at + 1;
    while next < count && document.content(next).starts_with('>') {
        at = next;
        next += 1;
        let apart = next + 1 < count
            && document.content(next).trim().is_empty()
            && document.content(next + 1).starts_with('>');
        if apart {
            next += 1;
        }
    }
    let apart = at != line;
    let mut text = quoted(lines, false);
    if apart {
        text.insert(0, String::new());
    }
    insert(document, at, &text, true, cursor)
}

/// Lines of a block quote; a phase begins after an empty one.
fn quoted(lines: &[String], within: bool) -> Vec<String> {
    let mut text = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if (at > 0 || within) && (line.starts_with("🏭 PHASE") || line.starts_with("✅ Backend"))
        {
            text.push(">".to_owned());
        }
        text.push(format!("> {line}"));
    }
    text
}

/// Behind a line; with an empty line behind, so that what the person types next is no part of it.
fn insert(
    document: &Document,
    line: usize,
    text: &[String],
    apart: bool,
    cursor: Option<u32>,
) -> Insertion {
    let content = document.content(line);
    let ending = match document.line(line).strip_prefix(content) {
        Some(ending) if !ending.is_empty() => ending,
        Some(_) | None => "\n",
    };
    let body = text.join(ending);
    let close = if apart { ending } else { "" };
    // An insertion at the cursor could take it along: then the beginning of the next line serves.
    let at_cursor = cursor == Some(line as u32) && line + 1 < document.line_count();
    if at_cursor {
        return Insertion {
            at: Point {
                line: line as u32 + 1,
                byte: 0,
            },
            text: format!("{body}{ending}{close}"),
        };
    }
    Insertion {
        at: Point {
            line: line as u32,
            byte: content.len() as u32,
        },
        text: format!("{ending}{body}{close}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn made(text: &str, insertion: &Insertion) -> String {
        let mut document = Document::new(text);
        let at = insertion.at;
        document.replace(Span { start: at, end: at }, &insertion.text);
        document.text()
    }

    #[test]
    fn answers_stand_below_their_command_and_leave_the_persons_lines_alone() {
        let lines = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let check = |text: &str, cursor: Option<u32>, want: &str| {
            let found = below(
                &Document::new(text),
                0,
                &lines(&["one (run x)", "two"]),
                cursor,
            );
            assert_eq!(made(text, &found), want, "{text:?}");
        };
        check(
            "/backend a\nnext",
            None,
            "/backend a\n> one (run x)\n> two\n\nnext",
        );
        check(
            "/backend a\r\n",
            None,
            "/backend a\r\n> one (run x)\r\n> two\r\n\r\n",
        );
        check("/backend a", Some(0), "/backend a\n> one (run x)\n> two\n");
        check(
            "/backend a\n\nnext",
            Some(0),
            "/backend a\n> one (run x)\n> two\n\n\nnext",
        );
        check(
            "/backend a\n> old\n\n> older\n\nnext",
            None,
            "/backend a\n> old\n\n> older\n\n> one (run x)\n> two\n\n\nnext",
        );
        let text = "a\n> one (run x)\n> two\n\nb\n";
        let document = Document::new(text);
        let there = block(&document, "(run x)").unwrap();
        assert_eq!(there, (1, 3));
        assert_eq!(said(&document, there), ["one (run x)", "two"]);
        let more = add(&document, there, &lines(&["🏭 PHASE 2: x"]), None);
        assert_eq!(
            made(text, &more),
            "a\n> one (run x)\n> two\n>\n> 🏭 PHASE 2: x\n\nb\n"
        );
        assert_eq!(block(&document, "(run y)"), None);
    }
}
