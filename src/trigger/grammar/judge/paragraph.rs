//! What a passage is made of before its sentences are judged: masked text, paragraphs, commented-out code.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::*;

/// The text of a passage as its lines stand: line breaks are newlines again, the same bytes, so that
/// places stay.
pub(super) fn lines(passage: &Passage) -> Cow<'_, str> {
    let text = &passage.text[..passage.text.floor_char_boundary(CAP)];
    let breaks = passage.pieces.iter().skip(1);
    let breaks = breaks.filter_map(|piece| (piece.offset as usize).checked_sub(1));
    let mut bytes = Vec::new();
    for at in breaks.filter(|at| text.as_bytes().get(*at) == Some(&b' ')) {
        if bytes.is_empty() {
            bytes = text.as_bytes().to_vec();
        }
        bytes[at] = b'\n';
    }
    match String::from_utf8(bytes) {
        Ok(lines) if !lines.is_empty() => Cow::Owned(lines),
        _ => Cow::Borrowed(text),
    }
}

/// Link text and the like becomes one opaque word between backticks; inline code is left as it is.
pub(super) fn mask<'t>(text: &'t str, passage: &Passage) -> Cow<'t, str> {
    if passage.masked.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for m in &passage.masked {
        let (start, end) = (m.start as usize, (m.end as usize).min(bytes.len()));
        if start >= end
            || bytes[start] == b'`'
            || !text.is_char_boundary(start)
            || !text.is_char_boundary(end)
        {
            continue;
        }
        for b in &mut bytes[start..end] {
            *b = b'x';
        }
        if end - start >= 2 {
            bytes[start] = b'`';
            bytes[end - 1] = b'`';
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Cuts at lines that begin something new: a tag, a command, a speaker of a chat log, a bullet.
pub(super) fn paragraphs(text: &str, passage: &Passage) -> SmallVec<[Range<usize>; 1]> {
    let mut out = SmallVec::new();
    let mut start = 0;
    let mut previous_label = false;
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1);
        let line = &text[at..end];
        let trimmed = line.trim_start();
        let prose = passage.kind == crate::trigger::passage::Kind::Prose;
        if at == start && (!prose || line.len() == text.len()) {
            at += line.len();
            continue; // nothing is cut before it, and it says nothing of the next
        }
        let labelled = prose && mark::opens_with_label(trimmed);
        let command = trimmed
            .get(..8)
            .is_some_and(|h| h.eq_ignore_ascii_case("/backend"))
            || memchr::memchr(b'@', trimmed.as_bytes()).is_some()
                && (trimmed.contains("@backend-orchestrator")
                    || trimmed.contains("@Backend-Orchestrator"));
        let bullet = trimmed.starts_with("- ")
            || trimmed.starts_with("* ")
            || trimmed.starts_with("• ")
            || trimmed.starts_with("[ ] ")
            || trimmed.starts_with("[x] ");
        if at > start
            && (mark::opens_with_tag(trimmed)
                || command
                || labelled
                || bullet
                || (previous_label && prose && !continues(trimmed)))
        {
            out.push(start..at);
            start = at;
        }
        previous_label = labelled;
        at += line.len();
    }
    out.push(start..text.len());
    out
}

/// Whether a line behind a labelled one goes on with its sentence.
pub(super) fn continues(line: &str) -> bool {
    line.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
}

/// Calls, assignments, braces: code that was commented out.
pub(super) fn commented_code(text: &str) -> bool {
    let t = text.trim();
    let bytes = t.as_bytes();
    // Most sentences end here: without these it is neither a call nor an assignment.
    if memchr::memchr2(b'(', b'=', bytes).is_none() {
        return opens_code(t);
    }
    let call = bytes
        .windows(2)
        .any(|w| w[1] == b'(' && (w[0].is_ascii_alphanumeric() || w[0] == b'_'))
        && (t.ends_with([')', '{', ',', ';']) || t.contains(" = ") || t.contains("=>"));
    let assign = t.contains(" = ")
        || t.contains(" := ")
        || t.contains(" == ")
        || t.contains("=> {")
        || t.contains("->") && t.contains('(');
    let keyword = [
        "const ",
        "let ",
        "var ",
        "def ",
        "fn ",
        "func ",
        "import ",
        "return ",
        "export ",
        "class ",
        "public ",
        "private ",
        "if (",
        "for (",
        "SELECT ",
        "INSERT ",
        "CREATE TABLE",
        "ALTER ",
    ]
    .iter()
    .any(|k| t.starts_with(k));
    call && (assign || t.contains(");") || !t.contains(' '))
        || (keyword && (assign || call))
        || opens_code(t)
}

/// Code by its first words alone.
fn opens_code(t: &str) -> bool {
    [
        "export class ",
        "export function ",
        "export const ",
        "export default ",
        "public class ",
        "abstract class ",
        "pub fn ",
        "pub struct ",
        "</",
    ]
    .iter()
    .any(|k| t.starts_with(k))
        || t.starts_with('<') && t.ends_with('>')
}

/// Without decoration and final punctuation at both ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let end = slice
        .trim_end_matches(|c: char| {
            c.is_whitespace()
                || !(c.is_alphanumeric()
                    || matches!(
                        c,
                        ')' | ']'
                            | '`'
                            | '"'
                            | '\''
                            | '”'
                            | '’'
                            | '}'
                            | '%'
                            | '+'
                            | '#'
                            | '*'
                            | '_'
                            | '>'
                            | '/'
                            | '&'
                            | '$'
                            | '»'
                    ))
        })
        .len();
    let slice = &slice[..end];
    if slice.ends_with(char::is_alphanumeric) {
        return range.start..range.start + end;
    }
    let slice2 = slice
        .trim_end_matches("**")
        .trim_end_matches("__")
        .trim_end();
    let end = if slice2.len() < slice.len() && !slice2.contains("**") && !slice2.contains("__") {
        slice2.len()
    } else {
        end
    };
    let mut end = end;
    // Arrows and comment closers at the end are decoration.
    loop {
        let s = &text[range.start..range.start + end];
        let cut = s
            .trim_end_matches("*/")
            .trim_end_matches("-->")
            .trim_end_matches("=>")
            .trim_end_matches("->")
            .trim_end_matches(['*', '>', '/', '#', '_'])
            .trim_end_matches(|c: char| {
                c.is_whitespace()
                    || matches!(c, '-' | '–' | '—' | '.' | '!' | '?' | '…' | ',' | ':')
            })
            .len();
        if cut == end || s.ends_with("C#") || s.ends_with("F#") {
            break;
        }
        end = cut;
    }
    range.start..range.start + end
}

/// *Let us imagine that …*: what is needed further on is needed there.
pub(super) fn imagined(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let first = words.next().unwrap_or("");
    let us = first.eq_ignore_ascii_case("let's")
        || first.eq_ignore_ascii_case("let")
            && words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("us"));
    us && words
        .next()
        .is_some_and(|word| matches!(word, "imagine" | "suppose" | "assume" | "say" | "pretend"))
}

/// Whether a quotation begins with the sentence and is not closed in it: somebody else speaks.
pub(super) fn opens_quote(text: &str) -> bool {
    let mut rest = text.chars();
    match rest.next() {
        Some(c @ ('\'' | '"')) => !rest.as_str().contains(c),
        Some('“') => !rest.as_str().contains('”'),
        Some('‘') => !rest.as_str().contains('’'),
        _ => false,
    }
}

/// *In a comment, a sentence in italics is shown, not said*: in prose it may be said aloud.
pub(super) fn cited(before: &str, rest: &str) -> bool {
    before.ends_with('*')
        && !before.ends_with("**")
        && rest.find('*').is_some_and(|end| {
            !rest[end..].starts_with("**") && rest[..end].split_ascii_whitespace().nth(3).is_some()
        })
}
