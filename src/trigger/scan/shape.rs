//! The shape of one line of a comment: what of it is decoration, and what its start says (an item,
//! a task tag, a command).

use std::ops::Range;

use smallvec::SmallVec;

use crate::trigger::passage::Kind;

use super::lexer::Part;
use super::markdown;

/// A bullet, a number or a checkbox at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bullet {
    /// Its length with the blanks behind.
    pub len: usize,
    /// The number, if it was one.
    pub number: Option<u32>,
    /// The checkbox, if there was one.
    pub checkbox: Option<bool>,
    /// Whether it was more than a checkbox.
    pub item: bool,
}

/// What of a part is words: no markers, no frame of stars, no blanks around. Empty when the line
/// is only decoration.
pub fn clean(line: &str, part: &Part, first_line: bool) -> Range<usize> {
    let bytes = line.as_bytes();
    let (mut start, mut end) = (part.start as usize, part.end as usize);
    let words = matches!(part.kind, Kind::Prose | Kind::Docstring);
    if first_line && part.mark == 0 && line.starts_with("#!") {
        return end..end;
    }
    if !words {
        if !part.from_above {
            start = skip_marks(bytes, start, end);
        } else if part.token != u8::MAX {
            start = skip_blanks(bytes, start, end);
            start = skip_star(bytes, start, end);
        }
    }
    start = skip_blanks(bytes, start, end);
    if !words && !part.from_above && matches!(part.kind, Kind::Doc) {
        // `-- | text`
        if matches!(bytes.get(start), Some(b'|' | b'^')) {
            start = skip_blanks(bytes, start + 1, end);
        }
    }
    end = trim_end(bytes, start, end);
    if !words {
        if !part.to_line_end {
            while end > start && bytes[end - 1] == b'*' && !part.runs_on {
                end -= 1;
            }
            end = trim_end(bytes, start, end);
        }
        end = trim_frame(bytes, start, end);
        if matches!(part.kind, Kind::Doc | Kind::InnerDoc) {
            (start, end) = trim_tags(line, start, end);
        }
    }
    let plain = bytes[start..end]
        .first()
        .is_some_and(u8::is_ascii_alphanumeric);
    if plain || line[start..end].chars().any(char::is_alphanumeric) {
        start..end
    } else {
        end..end
    }
}

fn skip_blanks(bytes: &[u8], mut at: usize, end: usize) -> usize {
    while at < end && bytes[at].is_ascii_whitespace() {
        at += 1;
    }
    at
}

fn trim_end(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && bytes[end - 1].is_ascii_whitespace() {
        end -= 1;
    }
    end
}

/// The marker's own last byte repeated (`////`, `##`, `/**`), and one mark of documentation.
fn skip_marks(bytes: &[u8], mut at: usize, end: usize) -> usize {
    if at == 0 {
        return at;
    }
    let own = bytes[at - 1];
    if own.is_ascii_alphabetic() || own.is_ascii_whitespace() {
        return at;
    }
    while at < end && bytes[at] == own {
        at += 1;
    }
    if at < end && matches!(bytes[at], b'!' | b'\'' | b'<' | b':' | b'|') {
        let behind = bytes.get(at + 1);
        if at + 1 == end || behind.is_some_and(|b| b.is_ascii_whitespace()) {
            at += 1;
        }
    }
    at
}

/// The star in front of a line of a block comment.
fn skip_star(bytes: &[u8], at: usize, end: usize) -> usize {
    let stars = bytes[at..end].iter().take_while(|b| **b == b'*').count();
    match bytes[..end].get(at + stars) {
        None => at + stars,
        Some(b) if stars == 1 || stars > 0 && b.is_ascii_whitespace() => at + stars,
        _ => at,
    }
}

/// The right side of a frame: ` ***`, ` #`, ` |`, ` ----`.
fn trim_frame(bytes: &[u8], start: usize, end: usize) -> usize {
    let Some(&mark) = bytes[start..end].last() else {
        return end;
    };
    if !matches!(mark, b'*' | b'#' | b'|' | b'=' | b'-' | b'/') {
        return end;
    }
    let run = bytes[start..end]
        .iter()
        .rev()
        .take_while(|b| **b == mark)
        .count();
    let at = end - run;
    if at > start && bytes[at - 1].is_ascii_whitespace() {
        trim_end(bytes, start, at)
    } else {
        end
    }
}

/// Tags around a line of documentation: `<summary>…</summary>`, `<p>`.
fn trim_tags(line: &str, mut start: usize, mut end: usize) -> (usize, usize) {
    while let Some(rest) = line[start..end].strip_prefix('<') {
        let name = rest.trim_start_matches('/');
        match rest.find('>') {
            Some(close) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                start += close + 2;
                start += line[start..end].len() - line[start..end].trim_start().len();
            }
            _ => break,
        }
    }
    while line[start..end].ends_with('>') {
        match line[start..end].rfind('<') {
            Some(open) if line[start + open..end].starts_with("</") => {
                end = start + line[start..start + open].trim_end().len();
            }
            _ => break,
        }
    }
    (start, end)
}

/// The bullet, number or checkbox that a line starts with.
pub fn bullet(content: &str) -> Option<Bullet> {
    let (mut len, number) = match markdown::bullet(content) {
        Some(len) => (len, content[..len - 1].parse().ok()),
        None => other_bullet(content).unwrap_or_default(),
    };
    let item = len > 0;
    let blanks = |at: usize| content[at..].len() - content[at..].trim_start().len();
    len += blanks(len);
    let checkbox = match content.as_bytes().get(len..len + 3) {
        Some([b'[', mark, b']']) => match mark {
            b' ' => Some(false),
            b'x' | b'X' => Some(true),
            _ => None,
        },
        _ => None,
    };
    if checkbox.is_some() {
        len += 3;
        len += blanks(len);
    }
    (item || checkbox.is_some()).then_some(Bullet {
        len,
        number,
        checkbox,
        item,
    })
}

/// `•`, `(1)`, `(a)`, `a)`, and `#.`, which counts by itself in reStructuredText.
fn other_bullet(content: &str) -> Option<(usize, Option<u32>)> {
    for mark in ["•", "‣", "◦", "–"] {
        if content
            .strip_prefix(mark)
            .is_some_and(|rest| rest.starts_with(' '))
        {
            return Some((mark.len(), None));
        }
    }
    if content.starts_with("#. ") {
        return Some((2, Some(0)));
    }
    let inside = content.strip_prefix('(').unwrap_or(content);
    let close = inside.find(')')?;
    let name = &inside[..close];
    let fits = matches!(name.len(), 1 | 2) && inside[close + 1..].starts_with(' ');
    let number = name.parse().ok();
    let letter = name.len() == 1 && name.as_bytes()[0].is_ascii_lowercase();
    (fits && (number.is_some() || letter))
        .then_some((content.len() - inside.len() + close + 1, number))
}

/// Words that mark a task; with a colon or parenthesis in any case, else in capitals.
const TAGS: &[&str] = &["TODO", "FIXME", "XXX", "HACK", "TBD", "NEXT", "BACKEND"];

/// Whether a line starts a task of its own.
pub fn is_tag(content: &str) -> bool {
    if let Some(tag) = content.strip_prefix('@') {
        return tag.starts_with(|c: char| c.is_ascii_alphabetic());
    }
    // Nearly every line ends here.
    let first = content.as_bytes().first().map_or(0, u8::to_ascii_uppercase);
    if !b"TFXHNB".contains(&first) {
        return false;
    }
    TAGS.iter().any(|tag| {
        if tag.as_bytes()[0] != first {
            return false;
        }
        let Some(head) = content.get(..tag.len()) else {
            return false;
        };
        let behind = content[tag.len()..].chars().next();
        let marked = matches!(behind, Some(':' | '('));
        head.eq_ignore_ascii_case(tag)
            && (marked || head == *tag && behind.is_none_or(|c| !c.is_alphanumeric()))
    })
}

/// Whether a line is a command: it ends with the line.
pub fn is_command(content: &str) -> bool {
    ["/backend", "@backend"].iter().any(|start| {
        content
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    })
}

/// Whether a paragraph heads the items below it.
pub fn leads(text: &str) -> bool {
    text.ends_with(':') || text.len() < 24 && is_tag(text)
}

/// Notes what of Markdown's prose is not prose: inline code, link text and targets, tags.
pub fn mask(text: &str, masked: &mut SmallVec<[Range<u32>; 1]>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'\\' => {
                at += 2;
                continue;
            }
            b'`' => code_end(bytes, at),
            b'[' => link_end(bytes, at),
            b'<' => near(bytes, at)
                .iter()
                .position(|b| *b == b'>')
                .map(|found| at + found + 1),
            _ => None,
        };
        match end {
            Some(end) => {
                masked.push(at as u32..end as u32);
                at = end;
            }
            // A run of backticks that closes nothing is text.
            None if bytes[at] == b'`' => {
                at += bytes[at..].iter().take_while(|b| **b == b'`').count();
            }
            None => at += 1,
        }
    }
}

/// The end of inline code that starts here: a run of as many backticks.
fn code_end(bytes: &[u8], at: usize) -> Option<usize> {
    let run = bytes[at..].iter().take_while(|b| **b == b'`').count();
    let mut i = at + run;
    while i < bytes.len() {
        if bytes[i] != b'`' {
            i += 1;
            continue;
        }
        let close = bytes[i..].iter().take_while(|b| **b == b'`').count();
        i += close;
        if close == run {
            return Some(i);
        }
    }
    None
}

/// The end of `[text](target)` or `[text][label]`.
fn link_end(bytes: &[u8], at: usize) -> Option<usize> {
    let close = at + near(bytes, at).iter().position(|b| *b == b']')?;
    let closer = match bytes.get(close + 1)? {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let end = near(bytes, close)
        .iter()
        .skip(2)
        .position(|b| *b == closer)?;
    Some(close + 2 + end + 1)
}

/// What follows, as far as a link reaches: unclosed brackets must not cost their square.
fn near(bytes: &[u8], at: usize) -> &[u8] {
    &bytes[at..bytes.len().min(at + 1024)]
}
