//! Many lines at once, when a whole document is read: those of plain code before the next byte that
//! may open something, and those of a comment before the next that may close it. They need no
//! lexer, and one long search costs less than many short ones. Nor does a line that ends with a
//! comment need one, if it can be told from the comment's token.
//!
//! It only tells what the lexer would have done with them, and knows only texts that stand as they
//! were opened: an edit reads line by line.

use std::ops::Range;

use memchr::memmem;

use crate::text::trim_terminator;
use crate::trigger::language::{What, trait_of};

use super::lexer::Lexer;
use super::python::HEADERS;
use super::state::Frame;

/// What is known of the lines ahead, in bytes of the whole text.
#[derive(Default)]
pub struct Stretch {
    /// Lines that end here or before leave the lexer's state as it is, and are all parts of a
    /// comment, or all none.
    pub same: usize,
    pub parts: bool,
    /// Where the next byte is that may open something in plain code, once it was looked for.
    token: usize,
    /// Where the next words are that may open a header.
    headers: [usize; HEADERS.len()],
    /// Where the next closer and the next opener of comments are.
    close: Found,
    open: Found,
}

/// The next place of some bytes.
#[derive(Default)]
struct Found {
    what: String,
    at: usize,
}

impl Stretch {
    /// Looks ahead from a line that starts where `lexer` stands. Gives the first byte that may open
    /// something, if the line starts in plain code.
    #[inline]
    pub fn look(&mut self, text: &str, line: Range<usize>, lexer: &Lexer<'_>) -> usize {
        let rules = lexer.base;
        if lexer.is_plain() {
            if self.token < line.start || line.start == 0 {
                self.token = rules.next_open(text.as_bytes(), line.start);
            }
            let end = match rules.statements && lexer.state.carry == 0 {
                true => self.header(text, line.start),
                false if rules.quiet => text.len(),
                false => line.start,
            };
            if self.token >= line.end {
                (self.same, self.parts) = (self.token.min(end), false);
            } else if line.end <= end && whole_comment(text, self.token, &line, lexer) {
                (self.same, self.parts) = (line.end, true);
            }
            return self.token;
        }
        if rules.plain
            && let Some(end) = self.comment_end(text, line.start, lexer)
        {
            (self.same, self.parts) = (end, true);
        }
        line.start
    }

    /// Where the next words are that may open a header.
    fn header(&mut self, text: &str, start: usize) -> usize {
        for (at, word) in self.headers.iter_mut().zip(HEADERS) {
            if *at < start || start == 0 {
                *at = find(text, word, start);
            }
        }
        self.headers.into_iter().min().unwrap_or(start)
    }

    /// Where the comment may end, or open another, that the line at `start` is inside of. None if
    /// it is not, or other things tell.
    fn comment_end(&mut self, text: &str, start: usize, lexer: &Lexer<'_>) -> Option<usize> {
        match lexer.state.frames[..] {
            [Frame::Comment { token, .. }] => {
                let token = &lexer.base.tokens[usize::from(token)];
                let What::Block(block) = token.what else {
                    return None;
                };
                if block.line_close {
                    return None;
                }
                let close = self.close.next(text, block.close, start);
                let open = match block.nests {
                    true => self.open.next(text, token.text, start),
                    false => close,
                };
                Some(close.min(open))
            }
            [Frame::DocText { close, .. } | Frame::LongComment { close }] => {
                Some(self.close.next(text, lexer.words.closer(close), start))
            }
            _ => None,
        }
    }
}

/// Whether all of a line from `at` is a comment that ends with it.
fn whole_comment(text: &str, at: usize, line: &Range<usize>, lexer: &Lexer<'_>) -> bool {
    let spliced = || trim_terminator(&text[at..line.end]).ends_with('\\');
    lexer.base.comments(text.as_bytes(), at)
        && !(lexer.base.syntax.has(trait_of::SPLICES) && spliced())
}

/// The first place of some words at or behind `start`; the end of the text if there is none.
fn find(text: &str, what: &str, start: usize) -> usize {
    let found = memmem::find(&text.as_bytes()[start..], what.as_bytes());
    found.map_or(text.len(), |found| start + found)
}

impl Found {
    /// Its first place at or behind `start`; the end of the text if there is none.
    fn next(&mut self, text: &str, what: &str, start: usize) -> usize {
        if self.at < start || self.what != what {
            self.at = find(text, what, start);
            what.clone_into(&mut self.what);
        }
        self.at
    }
}
