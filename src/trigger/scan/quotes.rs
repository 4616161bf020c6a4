//! Strings whose delimiter the text chooses (`%w[…]`, `~r/…/`, `s{…}{…}`), and heredocs.

use memchr::memchr;

use super::lexer::{Closer, Lexer, is_word};
use super::state::Frame;

impl Lexer<'_> {
    /// The inside of a string with a closer of its own.
    pub(super) fn delimited(&mut self) {
        let Some(Frame::Delim {
            close,
            open,
            mut depth,
            parts,
            escapes,
        }) = self.state.frames.last().copied()
        else {
            return;
        };
        let closer: Closer = self.words.closer(close).as_bytes().into();
        let first = closer[0];
        while self.at < self.end {
            let byte = self.bytes[self.at];
            if !escapes && open == 0 && byte != first {
                match memchr(first, &self.bytes[self.at..self.end]) {
                    Some(found) => self.at += found,
                    None => break,
                }
                continue;
            }
            if byte == first && self.bytes[self.at..self.end].starts_with(&closer) {
                self.at += closer.len();
                if depth > 0 {
                    depth -= 1;
                    continue;
                }
                self.state.frames.pop();
                if parts == 2 {
                    self.second_part(close, open, escapes);
                }
                return;
            }
            if open != 0 && byte == open {
                depth = depth.saturating_add(1);
            }
            self.at += 1 + usize::from(escapes && byte == b'\\');
        }
        self.at = self.end;
        if let Some(Frame::Delim { depth: kept, .. }) = self.state.frames.last_mut() {
            *kept = depth;
        }
    }

    /// The replacement of a substitution: brackets open anew, others share the delimiter.
    fn second_part(&mut self, close: u16, open: u8, escapes: bool) {
        let frame = |close, open| Frame::Delim {
            close,
            open,
            depth: 0,
            parts: 1,
            escapes,
        };
        if open == 0 {
            self.state.push(frame(close, 0));
            return;
        }
        let blanks = self.bytes[self.at..self.end]
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        let Some(&byte) = self.bytes[..self.end].get(self.at + blanks) else {
            return;
        };
        self.at += blanks + 1;
        let (close, open) = pair(byte);
        let close = self.words.word(close.encode_utf8(&mut [0; 4]));
        self.state.push(frame(close, open));
    }

    /// Opens a string at the delimiter `byte`, which stands at `at`.
    fn open_pair(&mut self, at: usize, byte: u8, parts: u8, escapes: bool) -> bool {
        let (close, open) = pair(byte);
        let close = self.words.word(close.encode_utf8(&mut [0; 4]));
        self.at = at + 1;
        self.state.push(Frame::Delim {
            close,
            open,
            depth: 0,
            parts,
            escapes,
        });
        true
    }

    /// `%w[a b]`, `%q(…)`, `%(…)`; `x % y` is a remainder.
    pub(super) fn ruby_percent(&mut self) -> bool {
        let at = self.at;
        let (kind, delimiter) = match (self.bytes.get(at + 1), self.bytes.get(at + 2)) {
            (Some(k), Some(d)) if b"qQwWiIrsx".contains(k) => (true, *d),
            (Some(d), _) => (false, *d),
            _ => return false,
        };
        let operand = self.operand_may_start();
        let spaced = self.before().is_some_and(|b| b.is_ascii_whitespace());
        let fits = delimiter.is_ascii_punctuation()
            && if kind {
                operand || spaced
            } else {
                // `puts %(x)` against `a %(b)`: where an operand must stand, and behind a name that
                // begins the line.
                let name = self.bytes[..at].trim_ascii();
                let argument = spaced
                    && name.first().is_some_and(u8::is_ascii_lowercase)
                    && name.iter().all(|b| is_word(*b));
                (operand || argument)
                    && matches!(delimiter, b'(' | b'[' | b'{' | b'<' | b'|' | b'!')
            };
        fits && self.open_pair(at + 1 + usize::from(kind), delimiter, 1, true)
    }

    /// `~r/…/`, `~s(…)`, `~S"""…"""`: upper case takes no escapes.
    pub(super) fn elixir_sigil(&mut self) -> bool {
        let letters = self.bytes[self.at + 1..self.end]
            .iter()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        if letters == 0 {
            return false;
        }
        let escapes = self.bytes[self.at + 1].is_ascii_lowercase();
        let at = self.at + 1 + letters;
        for quote in ["\"\"\"", "'''"] {
            if self.text[at..self.end].starts_with(quote) {
                let close = self.words.word(quote);
                self.at = at + 3;
                self.state.push(Frame::Delim {
                    close,
                    open: 0,
                    depth: 0,
                    parts: 1,
                    escapes,
                });
                return true;
            }
        }
        match self.bytes[..self.end].get(at) {
            Some(&byte) if b"/|\"'([{<".contains(&byte) => self.open_pair(at, byte, 1, escapes),
            _ => false,
        }
    }

    /// `q(…)`, `qw/…/`, `m{…}`, `s/…/…/`, `tr/…/…/`; a hash key or a method of that name is none.
    pub(super) fn perl_quote(&mut self) -> bool {
        let at = self.at;
        let word = self.bytes[at..self.end]
            .iter()
            .take_while(|b| is_word(**b))
            .count();
        let parts = match &self.bytes[at..at + word] {
            b"q" | b"qq" | b"qw" | b"qr" | b"qx" | b"m" => 1,
            b"s" | b"tr" | b"y" => 2,
            _ => {
                self.at += word;
                return true;
            }
        };
        let sigil = self
            .before()
            .is_some_and(|b| matches!(b, b'$' | b'@' | b'%' | b'&' | b'>' | b'-'));
        let blanks = self.bytes[at + word..self.end]
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        let place = at + word + blanks;
        let delimiter = self.bytes[..self.end].get(place).copied();
        let fits = match delimiter {
            _ if sigil => false,
            // With a blank before it, a hash is a comment.
            Some(b'#') => blanks == 0,
            Some(b'=' | b',' | b';' | b')' | b'}' | b']') | None => false,
            Some(byte) => byte.is_ascii_punctuation(),
        };
        match delimiter {
            Some(byte) if fits => self.open_pair(place, byte, parts, true),
            _ => {
                self.at += word;
                true
            }
        }
    }

    /// `<<TAG`, `<<-TAG`, `<<'TAG'`; not `<<<`, nor a shift.
    pub(super) fn shell_heredoc(&mut self) -> bool {
        let at = self.at + 2;
        if self.bytes.get(at) == Some(&b'<') {
            self.at += 3;
            return true;
        }
        let arithmetic = self.text[..self.at].rfind("((");
        if arithmetic.is_some_and(|open| !self.text[open..self.at].contains("))")) {
            return false;
        }
        let indented = self.bytes.get(at) == Some(&b'-');
        let from = at + usize::from(indented);
        let blanks = self.bytes[from.min(self.end)..self.end]
            .iter()
            .take_while(|b| **b == b' ')
            .count();
        self.queue_heredoc(from + blanks, indented, false)
    }

    /// `<<~TAG`, `<<-TAG`, `<<TAG`, `<<~'TAG'`; `a << B` appends.
    pub(super) fn ruby_heredoc(&mut self) -> bool {
        let at = self.at + 2;
        let indented = matches!(self.bytes.get(at), Some(b'~' | b'-'));
        let from = at + usize::from(indented);
        let tag = self.bytes.get(from).copied().unwrap_or(b' ');
        let shift = !indented
            && (self
                .before()
                .is_some_and(|b| is_word(b) || matches!(b, b')' | b']'))
                || !(tag.is_ascii_uppercase() || matches!(tag, b'"' | b'\'' | b'_')));
        !shift && self.queue_heredoc(from, indented, false)
    }

    /// `<<<TAG`, `<<<'TAG'`: the closer may be indented, and code may follow it.
    pub(super) fn php_heredoc(&mut self) -> bool {
        let blanks = self.bytes[self.at + 3..self.end]
            .iter()
            .take_while(|b| **b == b' ')
            .count();
        self.queue_heredoc(self.at + 3 + blanks, true, true)
    }

    /// Reads the tag at `from` and remembers that its text starts with the next line.
    fn queue_heredoc(&mut self, from: usize, indented: bool, loose: bool) -> bool {
        let rest = self.text.get(from..self.end).unwrap_or("");
        let rest = rest.strip_prefix('\\').unwrap_or(rest);
        let (tag, behind) = match rest.as_bytes().first() {
            Some(quote @ (b'"' | b'\'' | b'`')) => match rest[1..].split_once(*quote as char) {
                Some((tag, behind)) if !tag.is_empty() => (tag, behind),
                _ => return false,
            },
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => {
                let len = rest
                    .bytes()
                    .take_while(|b| is_word(*b) || (*b == b'-' && !loose))
                    .count();
                rest.split_at(rest.floor_char_boundary(len))
            }
            _ => return false,
        };
        self.at = self.end - behind.len();
        let tag = self.words.word(tag);
        self.heredocs.push(Frame::Heredoc {
            tag,
            indented,
            loose,
        });
        true
    }

    /// A line of a heredoc.
    pub(super) fn heredoc(&mut self) {
        let Some(Frame::Heredoc {
            tag,
            indented,
            loose,
        }) = self.state.frames.last().copied()
        else {
            return;
        };
        let tag: Closer = self.words.closer(tag).as_bytes().into();
        let tag = std::str::from_utf8(&tag).unwrap_or("");
        let line = &self.text[self.at..self.end];
        let start = if indented { line.trim_start() } else { line };
        let closes = match start.strip_prefix(tag) {
            Some(rest) if loose => !rest.bytes().next().is_some_and(is_word),
            Some(rest) => rest.trim_end().is_empty(),
            None => false,
        };
        if closes {
            self.at = self.end - (start.len() - tag.len());
            self.state.frames.pop();
        } else {
            self.at = self.end;
        }
    }

    /// `${…}` of a shell: quotes and `#` are part of it.
    pub(super) fn param(&mut self, quoted: bool) {
        while self.at < self.end {
            let byte = self.bytes[self.at];
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'}' => {
                    self.state.frames.pop();
                    return;
                }
                b'$' if self.bytes.get(self.at) == Some(&b'{') => {
                    self.at += 1;
                    self.state.push(Frame::Param { quoted });
                    return;
                }
                b'$' if self.bytes.get(self.at) == Some(&b'(') => {
                    self.at += 1;
                    self.state.push(Frame::Code {
                        close: b')',
                        depth: 0,
                        spec: false,
                    });
                    return;
                }
                b'\'' if !quoted => {
                    let close = memchr(b'\'', &self.bytes[self.at..self.end]);
                    self.at = close.map_or(self.end, |found| self.at + found + 1);
                }
                _ => {}
            }
        }
        self.at = self.end;
    }
}

/// What closes a delimiter, and the byte that nests in it (0: none).
fn pair(open: u8) -> (char, u8) {
    match open {
        b'(' => (')', open),
        b'[' => (']', open),
        b'{' => ('}', open),
        b'<' => ('>', open),
        other => (other as char, 0),
    }
}
