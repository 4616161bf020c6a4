//! Plain text, chat logs and reStructuredText: paragraphs, turns, items.

use crate::trigger::passage::Kind;

use super::lexer::Lexer;
use super::markdown::{UNDERLINE, bullet, columns, prose};
use super::state::Frame;
use crate::trigger::language::Mode;

/// Carried: the line before was prose; the next may go on with it.
const GOES_ON: u8 = 1;
/// Carried: the line before was prose that stands for itself: a line that starts like a sentence
/// does not go on with it.
const SHORT: u8 = 2;

/// The heading level of a line of prose that ends with a colon: it heads the items below it.
pub const LEAD: u8 = 7;

/// So many lines above an item are looked at for the line that heads it.
pub const LEAD_REACH: usize = 200;

/// Lines shorter than this were not broken by a margin.
const MARGIN: usize = 50;

impl Lexer<'_> {
    /// Reads one line of prose.
    pub(super) fn prose(&mut self) {
        let start = self.text.len() - self.text.trim_start().len();
        let content = self.text[start..].trim_end();
        if content.is_empty() {
            self.state.carry = 0;
            return;
        }
        let rest = self.base.syntax.mode == Mode::Rest;
        if rest && self.rest_line(start, content) {
            return;
        }
        if content.starts_with('>') {
            self.state.carry = 0; // a quoted mail
            return;
        }
        let from_above = match self.state.carry {
            0 => false,
            SHORT if content.starts_with(|c: char| c.is_uppercase()) => false,
            _ => !starts_anew(content),
        };
        self.parts.push(prose(start, self.text.len(), from_above));
        if content.ends_with(':') {
            self.heading = LEAD;
        }
        self.state.carry = if content.chars().count() < MARGIN && !rest {
            SHORT
        } else {
            GOES_ON
        };
    }

    /// What only reStructuredText has. True when the line was taken.
    fn rest_line(&mut self, start: usize, content: &str) -> bool {
        let indent = columns(self.text);
        if let Some(Frame::Literal { indent: outer }) = self.state.frames.last() {
            if indent > usize::from(*outer) {
                return true;
            }
            self.state.frames.pop();
            self.state.carry = 0;
        }
        let literal = Frame::Literal {
            indent: indent.min(usize::from(u16::MAX)) as u16,
        };
        if let Some(explicit) = content.strip_prefix("..") {
            let directive = explicit.contains("::")
                || explicit.trim_start().starts_with(['_', '[', '|'])
                || explicit.is_empty();
            if !directive && explicit.starts_with(' ') {
                let mut part = prose(start + 2, self.text.len(), false);
                part.kind = Kind::Block;
                self.parts.push(part);
            }
            self.state.push(literal);
            self.state.carry = 0;
            return true;
        }
        let mark = content.as_bytes()[0];
        if mark.is_ascii_punctuation() && content.len() > 2 && content.bytes().all(|b| b == mark) {
            if self.state.carry != 0 {
                // Any sign may underline any level; these are the usual ones.
                self.heading = match mark {
                    b'=' | b'#' | b'*' => 1,
                    b'-' => 2,
                    _ => 3,
                };
                self.note(start, self.end, UNDERLINE, Kind::Prose, false);
            }
            self.state.carry = 0;
            return true;
        }
        if content.ends_with("::") {
            let from_above = self.state.carry != 0;
            self.parts.push(prose(start, self.text.len(), from_above));
            self.state.push(literal);
            self.state.carry = 0;
            return true;
        }
        false
    }
}

/// Whether a line starts something of its own: an item, a turn of a chat, a command, a label.
pub fn starts_anew(content: &str) -> bool {
    bullet(content).is_some()
        || content.starts_with(['/', '@', '[', '•', '<', '#', '|'])
        || label(content).is_some()
}

/// The length of a speaker or a label (`pm:`, `Follow-up:`, `To do:`) at the start of a line.
pub fn label(content: &str) -> Option<usize> {
    let colon = content.find(':')?;
    let name = &content[..colon];
    let fits = colon <= 30
        && !name.is_empty()
        && name.split(' ').count() <= 3
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '(' | ')' | '@'))
        && content[colon + 1..].starts_with([' ', '\t']);
    fits.then_some(colon + 1)
}
