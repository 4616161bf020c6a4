//! Strings of every kind: what closes them, what escapes the closer, and code inside them.

use super::*;

impl Lexer<'_> {
    /// Takes a string whose inside starts here if its line closes it and nothing has to be opened for
    /// it.
    pub(super) fn closes_soon(&mut self, token: u8) -> bool {
        let bytes = &self.bytes[..self.end];
        let closed = self.rules.closed(token, bytes, self.at);
        self.at = closed.unwrap_or(self.at);
        closed.is_some()
    }

    /// The inside of a string of the table.
    pub(in crate::trigger::scan) fn string(&mut self, token: u8) {
        let What::Text(quote) = self.rules.tokens[usize::from(token)].what else {
            self.state.frames.pop();
            return;
        };
        let close = quote.close.as_bytes();
        if let [b'\n', closer @ ..] = close {
            // Closed only at the start of a line.
            if self.at == 0 && self.bytes.starts_with(closer) {
                self.at = closer.len();
                self.state.frames.pop();
            } else {
                self.at = self.end;
            }
            return;
        }
        let rules = self.rules;
        loop {
            // An escape may have led past the end.
            let from = self.at.min(self.end);
            self.at = rules.stop(token, &self.bytes[..self.end], from);
            if self.at >= self.end {
                break;
            }
            let byte = self.bytes[self.at];
            if quote.interp == Interp::Brace && self.bytes[self.at..self.end].starts_with(b"{{") {
                self.at += 2;
                continue;
            }
            if self.opens_code(&quote, byte) {
                return;
            }
            if byte == close[0] && starts(&self.bytes[self.at..self.end], close) {
                if self.escaped_closer(&quote) {
                    continue;
                }
                self.at += close.len();
                self.state.frames.pop();
                return;
            }
            self.at += match (quote.escape, byte) {
                (Escape::Backslash, b'\\') | (Escape::Backtick, b'`') => {
                    self.spliced = self.at + 1 >= self.end && quote.splices;
                    2
                }
                _ => 1,
            };
        }
        self.at = self.end;
    }

    /// Skips a closer that is written twice, or otherwise meant as text.
    pub(in crate::trigger::scan) fn escaped_closer(&mut self, quote: &Quote) -> bool {
        let close = quote.close.as_bytes();
        let rest = &self.bytes[self.at + close.len()..self.end];
        match quote.escape {
            Escape::Double | Escape::Backtick if starts(rest, close) => {
                self.at += 2 * close.len();
                true
            }
            Escape::Nix if matches!(rest.first(), Some(b'\'' | b'$' | b'\\')) => {
                self.at += close.len() + 1;
                true
            }
            _ => false,
        }
    }

    /// Opens code inside a string, if it starts here.
    pub(in crate::trigger::scan) fn opens_code(&mut self, quote: &Quote, byte: u8) -> bool {
        let next = self.bytes.get(self.at + 1).copied();
        let frame = match (quote.interp, byte, next) {
            (Interp::None, ..) => return false,
            (Interp::Dollar, b'$', Some(b'{')) | (Interp::Hash, b'#', Some(b'{')) => Frame::Code {
                close: b'}',
                depth: 0,
                spec: false,
            },
            (Interp::Paren, b'\\', Some(b'('))
            | (Interp::DollarParen | Interp::Shell, b'$', Some(b'(')) => Frame::Code {
                close: b')',
                depth: 0,
                spec: false,
            },
            (Interp::Shell, b'$', Some(b'{')) => Frame::Param { quoted: true },
            (Interp::Brace, b'{', _) => {
                self.at += 1;
                self.state.push(Frame::Code {
                    close: b'}',
                    depth: 0,
                    spec: true,
                });
                return true;
            }
            _ => return false,
        };
        self.at += 2;
        self.state.push(frame);
        true
    }

    /// The format of a value in a string, up to its brace.
    pub(in crate::trigger::scan) fn spec(&mut self) {
        while self.at < self.end {
            let byte = self.bytes[self.at];
            self.at += 1;
            match byte {
                b'}' => {
                    self.state.frames.pop();
                    return;
                }
                b'{' => {
                    self.state.push(Frame::Code {
                        close: b'}',
                        depth: 0,
                        spec: true,
                    });
                    return;
                }
                // The string ended: this was no format after all.
                b'"' | b'\'' => {
                    self.at -= 1;
                    self.state.frames.pop();
                    return;
                }
                _ => {}
            }
        }
    }
}
