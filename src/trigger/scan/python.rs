//! Docstrings: a string that is the first statement of a module, class or function.

use crate::trigger::passage::Kind;

use super::lexer::Lexer;
use super::state::Frame;

/// The carried value: the next statement may be a docstring.
pub const EXPECTED: u8 = 1;

/// What opens a header. Each of them has one of [`HEADERS`] in it.
const OPENERS: [&str; 5] = ["def ", "class ", "async def ", "cpdef ", "cdef class "];

/// A line without any of these is no header.
pub const HEADERS: [&str; 2] = ["def ", "class "];

impl Lexer<'_> {
    /// Looks at the start of a line: a docstring, or the header of something that may have one.
    pub(super) fn python_line(&mut self) {
        let in_header = matches!(self.state.frames.last(), Some(Frame::Header { .. }));
        if !self.state.frames.is_empty() && !in_header {
            return;
        }
        if !in_header && self.means_little(self.text) {
            return;
        }
        let start = statement(self.text);
        let indent = self.text.len() - start.len();
        let header = is_header(start);
        if in_header {
            if header {
                // The header above was never finished.
                self.state.frames.pop();
            } else {
                return;
            }
        }
        if start.is_empty() || start.starts_with('#') {
            return;
        }
        let expected = self.state.carry == EXPECTED;
        self.state.carry = 0;
        if header {
            self.state.push(Frame::Header { depth: 0 });
        } else if expected {
            self.docstring(indent, start);
        }
    }

    /// Passes a line that is not read, without strings and comments. False if it is a header that
    /// does not end with the line: then nothing was passed.
    pub(super) fn statement(&mut self, line: &str) -> bool {
        let start = statement(line);
        if !is_header(start) {
            if !start.is_empty() {
                self.state.carry = 0;
            }
            return true;
        }
        let mut depth = 0_u16;
        let colon = start.bytes().position(|byte| {
            match byte {
                b'(' | b'[' | b'{' => depth = depth.saturating_add(1),
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            byte == b':' && depth == 0
        });
        let ends = colon.is_some_and(|at| start[at + 1..].trim_start().is_empty());
        if ends {
            self.state.carry = EXPECTED;
        }
        ends
    }

    /// The colon of a header was taken: what follows it tells whether its body is below.
    pub(super) fn header_ended(&mut self) {
        let rest = self.text[self.at..].trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            self.state.carry = EXPECTED;
        }
    }

    /// Opens the docstring of several lines' quotes that a line begins with, where one is expected.
    /// Gives the byte behind its opener; the line is not read.
    pub(super) fn opens_docstring(&mut self, line: &str) -> Option<usize> {
        let start = statement(line);
        let (quote, after) = opener(start).filter(|(quote, _)| quote.len() > 1)?;
        self.state.carry = 0;
        let close = self.words.word(quote);
        let kind = Kind::Docstring;
        self.state.push(Frame::DocText { close, kind });
        Some(line.len() - start.len() + after)
    }

    fn docstring(&mut self, indent: usize, start: &str) {
        let Some((quote, after)) = opener(start) else {
            return;
        };
        let at = indent + after;
        if quote.len() == 1 && !closes(&self.text[at..], quote) {
            return;
        }
        self.at = at;
        self.open_doc_text(indent, quote, Kind::Docstring);
    }
}

/// A line without the blanks before it.
fn statement(line: &str) -> &str {
    let blanks = line.bytes().take_while(|b| *b == b' ').count();
    match line.as_bytes().get(blanks) {
        Some(byte) if byte.is_ascii_graphic() => &line[blanks..],
        _ => line.trim_start(),
    }
}

/// The quotes that open a docstring at the start of a statement, and the byte behind them.
fn opener(start: &str) -> Option<(&'static str, usize)> {
    let prefix = start.bytes().take_while(|b| b"rRuU".contains(b)).count();
    let quote = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| start[prefix..].starts_with(quote))?;
    Some((quote, prefix + quote.len()))
}

fn is_header(start: &str) -> bool {
    start.starts_with(['d', 'c', 'a']) && OPENERS.iter().any(|word| start.starts_with(word))
}

/// Whether a string on one line is closed.
fn closes(text: &str, quote: &str) -> bool {
    let mut escaped = false;
    text.bytes().any(|byte| {
        let closer = !escaped && quote.as_bytes() == [byte];
        escaped = byte == b'\\' && !escaped;
        closer
    })
}
