//! Many lines at once, when a whole document is read: those of plain code before the next byte that
//! may start a token, and those of a comment before the next that may close it. They need no
//! lexer, and one long search costs less than many short ones.
//!
//! It only tells what the lexer would have done with them, and knows only texts that stand as they
//! were opened: an edit reads line by line.

use memchr::memmem;

use crate::trigger::language::What;

use super::lexer::Lexer;
use super::state::Frame;

/// What is known of the lines ahead, in bytes of the whole text.
#[derive(Default)]
pub struct Stretch {
    /// Lines that end here or before leave the lexer's state as it is, and are all parts of a
    /// comment, or all none.
    pub same: usize,
    pub parts: bool,
    /// Where the next byte is that may start a token, once it was looked for.
    token: usize,
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
    /// Looks ahead from the line that starts at `start`, before which `lexer` stands. Gives the
    /// first byte that may start a token, if that line starts in plain code.
    #[inline]
    pub fn look(&mut self, text: &str, start: usize, lexer: &Lexer<'_>) -> usize {
        if lexer.is_plain() {
            if self.token < start || start == 0 {
                self.token = lexer.base.next_token(text.as_bytes(), start);
            }
            if lexer.base.quiet {
                (self.same, self.parts) = (self.token, false);
            }
            return self.token;
        }
        if lexer.base.plain
            && let Some(end) = self.comment_end(text, start, lexer)
        {
            (self.same, self.parts) = (end, true);
        }
        start
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

impl Found {
    /// Its first place at or behind `start`; the end of the text if there is none.
    fn next(&mut self, text: &str, what: &str, start: usize) -> usize {
        if self.at < start || self.what != what {
            let found = memmem::find(&text.as_bytes()[start..], what.as_bytes());
            self.at = found.map_or(text.len(), |found| start + found);
            what.clone_into(&mut self.what);
        }
        self.at
    }
}
