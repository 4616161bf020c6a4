//! YAML: `#` after a blank, quoted values, and block scalars, which end by indentation.

use crate::trigger::passage::Kind;

use super::lexer::Lexer;
use super::state::Frame;

impl Lexer<'_> {
    /// Reads one line of YAML.
    pub(super) fn yaml(&mut self) {
        let indent = self.bytes.iter().take_while(|b| **b == b' ').count();
        if let Some(Frame::YamlBlock { indent: parent }) = self.state.frames.last() {
            let blank = self.bytes[indent..].iter().all(u8::is_ascii_whitespace);
            if blank || indent as i64 > i64::from(*parent) {
                return;
            }
            self.state.frames.clear();
        }
        if let Some(Frame::YamlQuote { quote }) = self.state.frames.last().copied() {
            if !self.yaml_quote(quote) {
                return;
            }
            self.state.frames.clear();
        }
        self.yaml_values();
    }

    /// The rest of a quoted value. True when its closer was found.
    fn yaml_quote(&mut self, quote: u8) -> bool {
        while self.at < self.end {
            let byte = self.bytes[self.at];
            self.at += 1;
            if byte == quote {
                if quote == b'\'' && self.bytes.get(self.at) == Some(&b'\'') {
                    self.at += 1;
                } else {
                    return true;
                }
            } else if byte == b'\\' && quote == b'"' {
                self.at += 1;
            }
        }
        self.at = self.end;
        false
    }

    fn yaml_values(&mut self) {
        // Whether a value may start here; the column that a block scalar's lines must exceed.
        let mut value = self.at == 0;
        let mut quoted = self.at > 0;
        let mut parent = -1;
        let mut word = None;
        let mut flow = 0u32;
        while self.at < self.end {
            let at = self.at;
            let byte = self.bytes[at];
            let blank_before = at == 0 || matches!(self.bytes[at - 1], b' ' | b'\t');
            let blank_behind = self
                .bytes
                .get(at + 1)
                .is_none_or(|b| matches!(b, b' ' | b'\t'));
            self.at += 1;
            match byte {
                b' ' | b'\t' => continue,
                b'#' if blank_before => {
                    self.line_comment(0, at, 1, Kind::Line);
                    return;
                }
                b'"' | b'\'' if value => {
                    word.get_or_insert(at);
                    if !self.yaml_quote(byte) {
                        self.state.push(Frame::YamlQuote { quote: byte });
                        return;
                    }
                    quoted = true;
                    value = false;
                    continue;
                }
                b'-' | b'?' if value && blank_behind => {
                    parent = at as i16;
                    word = None;
                    continue;
                }
                b':' if blank_behind || quoted => {
                    if flow == 0 {
                        parent = word.unwrap_or(at).min(i16::MAX as usize) as i16;
                    }
                    value = true;
                    word = None;
                }
                b'[' | b'{' if value || flow > 0 => {
                    flow += 1;
                    value = true;
                }
                b']' | b'}' if flow > 0 => {
                    flow -= 1;
                    value = false;
                }
                b',' if flow > 0 || quoted => value = true,
                b'|' | b'>' if value && flow == 0 && self.block_scalar() => {
                    self.state.push(Frame::YamlBlock { indent: parent });
                    return;
                }
                b'&' | b'!' | b'*' if value => {
                    // An anchor or a tag; the value is behind it.
                    while self.at < self.end && !matches!(self.bytes[self.at], b' ' | b'\t') {
                        self.at += 1;
                    }
                    continue;
                }
                _ => {
                    word.get_or_insert(at);
                    value = false;
                    // The rest of a plain word.
                    let rest = &self.bytes[self.at..self.end];
                    let special = |b: &u8| b" \t:,[]{}#".contains(b);
                    self.at += rest.iter().position(special).unwrap_or(rest.len());
                }
            }
            quoted = false;
        }
    }

    /// Whether the indicator before `at` heads a block scalar: nothing but modifiers and a
    /// comment may follow. Takes the rest of the line.
    fn block_scalar(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let modifiers = rest
            .bytes()
            .take_while(|b| matches!(b, b'+' | b'-' | b'0'..=b'9'))
            .count();
        let behind = &rest[modifiers..];
        let comment = behind.trim_start();
        if !comment.is_empty() && !(comment.starts_with('#') && comment.len() < behind.len()) {
            return false;
        }
        if !comment.is_empty() {
            let mark = self.text.len() - comment.len();
            self.line_comment(0, mark, 1, Kind::Line);
        }
        self.at = self.end;
        true
    }
}
