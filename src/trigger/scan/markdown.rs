//! Markdown: which lines are prose, and what a list item is.
//!
//! Prose is noted as parts; fences, indented code, block quotes, tables, raw HTML, front matter
//! and headings are not. It follows CommonMark as far as it decides what is prose, and
//! deliberately builds no tree.

use crate::trigger::passage::Kind;

use super::lexer::{Lexer, Part};
use super::prose::LEAD;
use super::state::Frame;

/// Carried: what the line before was.
const PARAGRAPH: u8 = 1;
const OTHER: u8 = 2;
const QUOTE: u8 = 3;

/// The token of a part that turns the paragraph above it into a heading.
pub const UNDERLINE: u8 = 254;

/// Elements that start a block of raw HTML.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "details",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "figcaption",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "li",
    "link",
    "main",
    "menu",
    "meta",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "video",
];

impl Lexer<'_> {
    /// Reads one line of Markdown.
    pub(super) fn markdown(&mut self) {
        let line = self.text;
        let trimmed = line.trim();
        if self.first && matches!(trimmed, "---" | "+++") {
            let mark = trimmed.as_bytes()[0];
            self.state.push(Frame::FrontMatter { mark });
            return;
        }
        let indent = columns(line);
        match self.state.frames.last().copied() {
            Some(Frame::FrontMatter { mark }) => {
                let closes = match mark {
                    b'-' => matches!(trimmed, "---" | "..."),
                    _ => trimmed == "+++",
                };
                if closes {
                    self.state.frames.pop();
                }
                return;
            }
            Some(Frame::Fence { mark, len }) => {
                let outside = !trimmed.is_empty() && indent < self.list_indent();
                let closes = trimmed.len() >= usize::from(len)
                    && trimmed.bytes().all(|b| b == mark)
                    && indent < self.list_indent() + 4;
                if closes || outside {
                    self.state.frames.pop();
                    self.state.carry = OTHER;
                }
                if !outside {
                    return;
                }
            }
            Some(Frame::Html) => {
                self.note(0, self.end, u8::MAX, Kind::Block, true);
                self.html_rest();
                self.state.carry = OTHER;
                return;
            }
            Some(Frame::HtmlBlock) => {
                if trimmed.is_empty() {
                    self.state.frames.pop();
                    self.state.carry = 0;
                } else {
                    self.inline_comments(0);
                }
                return;
            }
            _ => {}
        }
        if trimmed.is_empty() {
            self.state.carry = 0;
            return;
        }
        self.markdown_block(indent);
    }

    fn list_indent(&self) -> usize {
        let lists = self.state.frames.iter().rev();
        lists
            .filter_map(|frame| match frame {
                Frame::List { indent } => Some(usize::from(*indent)),
                _ => None,
            })
            .next()
            .unwrap_or(0)
    }

    fn markdown_block(&mut self, indent: usize) {
        let start = self.text.len() - self.text.trim_start().len();
        let content = self.text[start..].trim_end();
        let in_paragraph = self.state.carry == PARAGRAPH;
        // Nearly every line of prose: a letter opens no block.
        if content.starts_with(|c: char| c.is_ascii_alphabetic()) {
            while !in_paragraph && indent < self.list_indent() {
                self.state.frames.pop();
            }
            if !in_paragraph && indent >= self.list_indent() + 4 {
                self.state.carry = OTHER; // indented code
            } else {
                self.prose_line(start, content, in_paragraph);
            }
            return;
        }
        let opener = opens_block(content, in_paragraph && self.list_indent() == 0);
        if !in_paragraph || opener {
            while indent < self.list_indent() {
                self.state.frames.pop();
            }
        }
        if indent >= self.list_indent() + 4 && !in_paragraph {
            self.state.carry = OTHER; // indented code
            return;
        }
        let level = content.bytes().take_while(|b| *b == b'#').count();
        if (1..=6).contains(&level) && matches!(content.as_bytes().get(level), None | Some(b' ')) {
            self.heading = level as u8;
            self.state.carry = OTHER;
        } else if let Some((mark, len)) = fence(content) {
            self.state.push(Frame::Fence { mark, len });
            self.state.carry = OTHER;
        } else if content.starts_with('>') {
            self.state.carry = QUOTE;
        } else if in_paragraph && underline(content) {
            self.heading = if content.starts_with('=') { 1 } else { 2 };
            self.note(start, self.end, UNDERLINE, Kind::Prose, false);
            self.state.carry = OTHER;
        } else if is_break(content) || content.starts_with('|') || is_definition(content) {
            self.state.carry = OTHER;
        } else if let Some(len) = bullet(content) {
            self.list_item(start, indent, len);
        } else if content.starts_with("<!--") {
            self.at = start;
            self.open_html_comment();
            self.state.carry = OTHER;
        } else if !in_paragraph && raw_html(content) {
            self.state.push(Frame::HtmlBlock);
            self.inline_comments(start);
        } else {
            self.prose_line(start, content, in_paragraph);
        }
    }

    /// A line of a paragraph, unless the paragraph is one of a quotation.
    fn prose_line(&mut self, start: usize, content: &str, in_paragraph: bool) {
        if self.state.carry != QUOTE {
            self.prose_part(start, in_paragraph);
            self.state.carry = PARAGRAPH;
            if content.ends_with(':') {
                self.heading = LEAD;
            }
        }
    }

    fn list_item(&mut self, start: usize, indent: usize, len: usize) {
        let rest = &self.text[start + len..];
        let blanks = rest.len() - rest.trim_start().len();
        let inside = indent
            + len
            + if blanks > 4 || rest.trim().is_empty() {
                1
            } else {
                blanks
            };
        self.state.push(Frame::List {
            indent: inside.min(usize::from(u16::MAX)) as u16,
        });
        if let Some((mark, fence_len)) = fence(rest.trim()) {
            self.state.push(Frame::Fence {
                mark,
                len: fence_len,
            });
            self.state.carry = OTHER;
            return;
        }
        self.prose_part(start, false);
        self.state.carry = PARAGRAPH;
    }

    /// Notes a line of prose, up to an HTML comment in it.
    fn prose_part(&mut self, start: usize, from_above: bool) {
        let comment = find_html(&self.text[start..]);
        let end = comment.map_or(self.text.len(), |at| start + at);
        self.parts.push(prose(start, end, from_above));
        if comment.is_some() {
            self.inline_comments(end);
        }
    }

    /// Notes the HTML comments of a line from `at`.
    fn inline_comments(&mut self, mut at: usize) {
        while let Some(found) = find_html(&self.text[at..]) {
            self.at = at + found;
            self.open_html_comment();
            at = self.at;
        }
    }
}

/// Where an HTML comment opens.
fn find_html(text: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|at| text[*at..].starts_with("<!--"))
}

/// A part of prose. The next line's prose may go on with it.
pub(super) fn prose(start: usize, end: usize, from_above: bool) -> Part {
    Part {
        mark: start as u32,
        start: start as u32,
        end: end as u32,
        after: end as u32,
        kind: Kind::Prose,
        own_line: true,
        from_above,
        ..Part::default()
    }
}

/// The indentation in columns; a tab goes to the next multiple of four.
pub(super) fn columns(line: &str) -> usize {
    let mut column = 0;
    for byte in line.bytes() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => break,
        }
    }
    column
}

/// The length of a bullet or number with its blank (or at the end of the line).
pub fn bullet(content: &str) -> Option<usize> {
    let bytes = content.as_bytes();
    let mark = match bytes.first()? {
        b'-' | b'*' | b'+' => 1,
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            match bytes.get(digits) {
                Some(b'.' | b')') if digits <= 9 => digits + 1,
                _ => return None,
            }
        }
        _ => return None,
    };
    matches!(bytes.get(mark), None | Some(b' ' | b'\t')).then_some(mark)
}

/// Whether a line that starts so ends the paragraph above it.
fn opens_block(content: &str, strict: bool) -> bool {
    let numbered = content.starts_with(|c: char| c.is_ascii_digit());
    content.starts_with(['#', '>', '|'])
        || fence(content).is_some()
        || bullet(content).is_some() && (!strict || !numbered || content.starts_with('1'))
}

fn fence(content: &str) -> Option<(u8, u8)> {
    let mark = *content.as_bytes().first()?;
    let len = content.bytes().take_while(|b| *b == mark).count();
    let fits = len >= 3 && (mark == b'~' || mark == b'`' && !content[len..].contains('`'));
    fits.then_some((mark, len.min(255) as u8))
}

fn underline(content: &str) -> bool {
    content.bytes().all(|b| b == b'=') || content.bytes().all(|b| b == b'-')
}

fn is_break(content: &str) -> bool {
    let mark = content.as_bytes()[0];
    matches!(mark, b'-' | b'*' | b'_')
        && content.bytes().filter(|b| *b == mark).count() >= 3
        && content
            .bytes()
            .all(|b| b == mark || b == b' ' || b == b'\t')
}

/// `[label]: target`.
fn is_definition(content: &str) -> bool {
    content.starts_with('[')
        && content
            .find("]:")
            .is_some_and(|at| !content[..at].contains(' '))
}

fn raw_html(content: &str) -> bool {
    let Some(rest) = content.strip_prefix('<') else {
        return false;
    };
    let rest = rest.strip_prefix(['/', '!', '?']).unwrap_or(rest);
    let name: &str = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or("");
    let alone = content.ends_with('>') && content.matches('<').count() == 1;
    !name.is_empty()
        && !rest[name.len()..].starts_with(':')
        && (BLOCKS.iter().any(|b| b.eq_ignore_ascii_case(name)) || alone)
}
