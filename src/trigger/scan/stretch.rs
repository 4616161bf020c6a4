//! Many lines at once, when a whole document is read: those of plain code before the next byte that
//! may open something, and those of a comment before the next that may close it. They need no
//! lexer, and one long search costs less than many short ones. Nor does a line need one that opens
//! and closes nothing but comments.
//!
//! It only tells what the lexer would have done with them, and knows only texts that stand as they
//! were opened: an edit reads line by line.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::trigger::language::{What, trait_of};

use super::lexer::Lexer;
use super::python::HEADERS;
use super::state::Frame;

/// What is known of the lines ahead, in bytes of the whole text.
pub struct Stretch {
    /// Lines that end here or before leave the lexer's state as it is, and are all parts of a
    /// comment, or all none.
    pub same: usize,
    pub parts: bool,
    /// But for what the ends of these lines carry.
    pub ends: bool,
    /// Where the next byte is that may open something in plain code, once it was looked for.
    token: usize,
    /// Where the next words are that may open a header.
    headers: [Found; HEADERS.len()],
    header: usize,
    /// Where the next closer and the next opener of comments are.
    close: Found,
    open: Found,
}

/// The next place of some words.
struct Found {
    words: Finder<'static>,
    at: usize,
}

impl Stretch {
    /// At the start of a text.
    pub fn new() -> Self {
        Stretch {
            same: 0,
            parts: false,
            ends: false,
            token: 0,
            headers: HEADERS.map(Found::new),
            header: 0,
            close: Found::new(""),
            open: Found::new(""),
        }
    }

    /// Passes a line (without its terminator) at whose start, byte `start` of the text, `lexer`
    /// stands: it gets the state behind the line. Tells whether the line has parts of comments.
    ///
    /// What cannot be passed is left to the lexer: then the state is as it was, and known is the
    /// first byte of the line that may open something, if it starts in plain code.
    #[inline]
    pub fn pass<'t>(
        &mut self,
        text: &str,
        start: usize,
        line: &'t str,
        lexer: &mut Lexer<'t>,
    ) -> Result<bool, usize> {
        if !lexer.base.plain || lexer.state.frames.len() > 1 {
            return Err(0);
        }
        let above = lexer.state.frames.last().copied();
        let carry = lexer.state.carry;
        let mut token = 0;
        if above.is_none() {
            token = self.token(text, start, lexer).min(start + line.len()) - start;
            // Most lines.
            if lexer.base.values && token == line.len() {
                (self.same, self.parts, self.ends) = (self.token, false, true);
                lexer.carry_line(line);
                return Ok(false);
            }
        }
        self.comments(text, start, line, lexer).ok_or_else(|| {
            lexer.state.frames.clear();
            lexer.state.frames.extend(above);
            lexer.state.carry = carry;
            token
        })
    }

    /// Passes a line with no more than code, strings and comments, or leaves it half passed.
    fn comments<'t>(
        &mut self,
        text: &str,
        start: usize,
        line: &'t str,
        lexer: &mut Lexer<'t>,
    ) -> Option<bool> {
        let (rules, bytes, end) = (lexer.base, text.as_bytes(), start + line.len());
        let told = rules.quiet || rules.values || rules.statements;
        if let [Frame::Text { token }] = lexer.state.frames[..]
            && told
        {
            self.same = rules.text_goes_on(token, bytes, start)?;
            (self.parts, self.ends) = (false, rules.values);
            if rules.values && self.same >= end {
                lexer.carry_line(line);
            }
            return (self.same >= end).then_some(false);
        }
        let above = !lexer.state.frames.is_empty();
        // Where the code began that is looked at, where it is looked at, and where the last ended.
        let (mut from, mut at) = (start, start);
        let mut code = None;
        if rules.statements
            && !above
            && lexer.state.carry != 0
            && let Some(after) = lexer.opens_docstring(line)
        {
            at = start + after;
        } else if rules.statements
            && !above
            && (lexer.state.carry != 0 || self.header(text, start) < end)
        {
            if self.token(text, start, lexer) < end || !is_code(line) || !lexer.statement(line) {
                return None;
            }
            (self.same, self.parts) = (self.calm(text, end, lexer), false);
            return Some(false);
        }
        let mut parts = false;
        (self.same, self.parts, self.ends) = (start, true, false);
        loop {
            if !lexer.state.frames.is_empty() {
                parts = true;
                let close = self.closer(text, at, lexer)?;
                if close.start >= end {
                    self.same = close.start;
                    break;
                }
                if close.is_empty() || !told {
                    return None;
                }
                lexer.state.frames.clear();
                (from, at) = (close.end, close.end);
            }
            if !told {
                return None;
            }
            let token = self.token(text, at, lexer);
            if rules.values {
                let before = bytes[from..token.min(end)].trim_ascii_end();
                code = (!before.is_empty()).then(|| from + before.len()).or(code);
            }
            if token >= end {
                (self.same, self.parts) = (self.calm(text, end, lexer), false);
                self.ends = rules.values;
                break;
            }
            let behind = &line[token - start..];
            if rules.line_comment(bytes, token).is_some() {
                parts = true;
                if rules.syntax.has(trait_of::SPLICES) && behind.ends_with('\\') {
                    return None;
                }
                // The next line starts in plain code.
                self.token(text, end, lexer);
                (self.same, self.parts) = (self.calm(text, end, lexer), false);
                self.ends = rules.values;
                break;
            }
            if let Some(index) = rules.block_comment(bytes, token) {
                at = token + rules.tokens[usize::from(index)].text.len();
                lexer.open_comment(index, line, at - start);
            } else if rules.fits_none(bytes, token) && !asks_if(behind, lexer) {
                at = token + 1;
            } else {
                return None;
            }
        }
        if rules.values
            && let Some(code) = code
        {
            lexer.carry_code(line, code - start);
        }
        Some(parts)
    }

    /// Where the next byte is that may open something in plain code at or behind `at`.
    #[inline]
    fn token(&mut self, text: &str, at: usize, lexer: &Lexer<'_>) -> usize {
        if self.token < at || at == 0 {
            self.token = lexer.base.next_open(text.as_bytes(), at);
        }
        self.token
    }

    /// Up to where all lines of plain code are told from `at`.
    fn calm(&mut self, text: &str, at: usize, lexer: &Lexer<'_>) -> usize {
        match lexer.base.statements && lexer.state.carry == 0 {
            true => self.token.min(self.header(text, at)),
            false if lexer.base.quiet || lexer.base.values => self.token,
            false => at,
        }
    }

    /// Where the next words are that may open a header.
    fn header(&mut self, text: &str, start: usize) -> usize {
        if self.header < start || start == 0 {
            let next = self.headers.iter_mut().map(|word| word.next(text, start));
            self.header = next.min().unwrap_or(start);
        }
        self.header
    }

    /// Where the open comment is closed; of no length if only the lexer knows whether it is: that is
    /// so where another is opened, where a comment has others in it, and behind a backslash.
    fn closer(&mut self, text: &str, at: usize, lexer: &Lexer<'_>) -> Option<Range<usize>> {
        let (close, len, other) = match lexer.state.frames[..] {
            [Frame::Comment { token, depth, .. }] => {
                let token = &lexer.base.tokens[usize::from(token)];
                let What::Block(block) = token.what else {
                    return None;
                };
                if block.line_close {
                    return None;
                }
                let close = self.close.next_of(text, block.close, at);
                let open = match block.nests {
                    true => self.open.next_of(text, token.text, at),
                    false => text.len(),
                };
                (
                    close.min(open),
                    block.close.len(),
                    depth > 0 || open < close,
                )
            }
            [Frame::DocText { close, .. } | Frame::LongComment { close }] => {
                let word = lexer.words.closer(close);
                let close = self.close.next_of(text, word, at);
                let escaped = text[..close].ends_with('\\');
                (close, word.len(), escaped)
            }
            _ => return None,
        };
        Some(close..close + if other { 0 } else { len })
    }
}

/// Whether a line has neither a string, which might be a docstring, nor a comment of Python.
fn is_code(line: &str) -> bool {
    memchr::memchr3(b'"', b'\'', b'#', line.as_bytes()).is_none()
}

/// Whether what begins with a hash may be an `#if`.
fn asks_if(text: &str, lexer: &Lexer<'_>) -> bool {
    let directive = text.strip_prefix('#');
    lexer.base.syntax.has(trait_of::IF_ZERO)
        && directive.is_some_and(|text| text.trim_start().starts_with("if"))
}

impl Found {
    /// Nothing was looked for yet.
    fn new(words: &str) -> Self {
        let words = Finder::new(words).into_owned();
        Found { words, at: 0 }
    }

    /// The first place of the words at or behind `start`; the end of the text if there is none.
    #[inline]
    fn next(&mut self, text: &str, start: usize) -> usize {
        if self.at < start || start == 0 {
            let found = self.words.find(&text.as_bytes()[start..]);
            self.at = found.map_or(text.len(), |found| start + found);
        }
        self.at
    }

    /// The same for words that may be others than before.
    #[inline]
    fn next_of(&mut self, text: &str, words: &str, start: usize) -> usize {
        if self.words.needle() != words.as_bytes() {
            *self = Found::new(words);
        }
        self.next(text, start)
    }
}
