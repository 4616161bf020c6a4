//! Regular expression literals: where one may start, and where it ends.
//!
//! The decision looks back on the line, and at one bit that is carried from the line before. It
//! deliberately never looks forward past the line: a `/` without its closer is a division.

use crate::trigger::language::trait_of;

use super::lexer::{Lexer, Part, is_word};
use super::state::Frame;

/// The carried bit: the last thing was a value, so a `/` divides.
const VALUE: u8 = 1;

/// Whether an operand stands after this word, in the languages that have such literals.
#[rustfmt::skip]
fn wants_operand(word: &[u8]) -> bool {
    matches!(
        word,
        b"return" | b"typeof" | b"case" | b"in" | b"of" | b"delete" | b"void" | b"instanceof"
        | b"new" | b"do" | b"else" | b"yield" | b"await" | b"throw" | b"if" | b"elsif"
        | b"unless" | b"when" | b"and" | b"or" | b"not" | b"while" | b"until" | b"then"
        | b"puts" | b"split" | b"grep" | b"match" | b"lt" | b"gt" | b"le" | b"ge"
        | b"eq" | b"ne"
    )
}

impl<'a> Lexer<'a> {
    /// Whether the next thing must be an operand, as far as one can tell from what stands before.
    pub(super) fn operand_may_start(&self) -> bool {
        match self.last_code(self.at) {
            Some(end) => !self.is_value(end),
            None => self.state.carry & VALUE == 0 || !self.state.frames.is_empty(),
        }
    }

    /// The end of the code before `at` on this line, without blanks and comments.
    fn last_code(&self, at: usize) -> Option<usize> {
        let mut end = at;
        loop {
            while end > 0 && self.bytes[end - 1].is_ascii_whitespace() {
                end -= 1;
            }
            let inside = |part: &&Part| (part.mark as usize) < end && end <= part.after as usize;
            match self.parts.iter().rev().find(inside) {
                Some(part) => {
                    end = part.mark as usize;
                    if part.from_above {
                        return None;
                    }
                }
                _ => break,
            }
        }
        (end > 0).then_some(end)
    }

    /// Whether the code that ends at `end` is a value.
    fn is_value(&self, end: usize) -> bool {
        match self.bytes[end - 1] {
            b')' | b']' | b'"' | b'\'' | b'`' => true,
            b'}' => end != self.bytes.len() && end != self.at_blank(end),
            b'+' | b'-' => end > 1 && self.bytes[end - 2] == self.bytes[end - 1],
            byte if is_word(byte) || byte == b'$' => {
                let start = self.bytes[..end]
                    .iter()
                    .rposition(|b| !is_word(*b) && *b != b'$')
                    .map_or(0, |i| i + 1);
                let member = start > 0 && self.bytes[start - 1] == b'.';
                member || !wants_operand(&self.bytes[start..end])
            }
            // Ruby's `empty?` and `save!` end a value.
            b'?' => end > 1 && is_word(self.bytes[end - 2]) && self.is_ruby(),
            // TypeScript's `x!`, too.
            b'!' => end > 1 && is_word(self.bytes[end - 2]),
            _ => false,
        }
    }

    /// A closing brace at the end of the line ended a block more often than an object.
    fn at_blank(&self, end: usize) -> usize {
        let rest = &self.bytes[end..];
        if rest.iter().all(u8::is_ascii_whitespace) {
            end
        } else {
            usize::MAX
        }
    }

    fn is_ruby(&self) -> bool {
        matches!(self.rules.syntax.id, "ruby" | "crystal")
    }

    /// A regular expression at this `/`, if there is one.
    pub(super) fn regex(&mut self) -> bool {
        let at = self.at;
        let next = self.bytes[..self.end].get(at + 1).copied();
        let operand = self.operand_may_start();
        // `puts /x/`: a name, a blank, and no blank behind.
        let argument = self.is_ruby()
            && self.before().is_some_and(|b| b == b' ')
            && next.is_some_and(|b| b != b' ' && b != b'=')
            && self
                .last_code(at)
                .is_some_and(|end| is_word(self.bytes[end - 1]));
        if !operand && !argument {
            return false;
        }
        if self.rules.syntax.id == "swift" && next.is_none_or(|b| b == b' ') {
            return false;
        }
        let mut in_class = false;
        let mut i = at + 1;
        while i < self.end {
            match self.bytes[i] {
                b'\\' => i += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => {
                    self.at = i + 1;
                    return true;
                }
                _ => {}
            }
            i += 1;
        }
        // Ruby's and Perl's may go on in the next line; only where nothing else can stand.
        let certain = self
            .last_code(at)
            .is_some_and(|end| matches!(self.bytes[end - 1], b'=' | b'(' | b',' | b'~'));
        if certain && matches!(self.rules.syntax.id, "ruby" | "perl") {
            let close = self.words.word("/");
            self.at = at + 1;
            self.state.push(Frame::Delim {
                close,
                open: 0,
                depth: 0,
                parts: 1,
                escapes: true,
            });
            return true;
        }
        false
    }

    /// Carries whether the line ended with a value.
    pub(super) fn carry_regex(&mut self) {
        debug_assert!(self.rules.syntax.has(trait_of::REGEX));
        if let Some(end) = self.last_code(self.bytes.len()) {
            self.carry_value(end);
        }
    }

    /// Carries whether the code that ends at `end` is a value.
    fn carry_value(&mut self, end: usize) {
        // Most lines end with one of these.
        let none = matches!(self.bytes[end - 1], b';' | b',' | b'{' | b'(');
        let value = !none && self.is_value(end);
        self.state.carry = if value { VALUE } else { 0 };
    }

    /// The same for a line of code without comments that is not read. Its terminator may be left out.
    #[inline]
    pub(super) fn carry_line(&mut self, line: &'a str) {
        let end = line.as_bytes().trim_ascii_end().len();
        match line.as_bytes()[..end].last() {
            None => {}
            // Most lines end with one of these.
            Some(b';' | b',' | b'{' | b'}' | b'(') => self.state.carry = 0,
            Some(_) => self.carry_code(line, end),
        }
    }

    /// The same for a line that was not read, because all of it could be told at once.
    pub(super) fn carry_code(&mut self, text: &'a str, end: usize) {
        (self.text, self.bytes) = (text, text.as_bytes());
        self.carry_value(end);
    }
}
