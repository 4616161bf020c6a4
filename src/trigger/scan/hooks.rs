//! The constructs that need more than a table: raw strings, characters, heredocs, and what looks
//! like a comment and is none.

use memchr::memmem;

use crate::trigger::language::{Docs, Hook, trait_of};
use crate::trigger::passage::Kind;

use super::lexer::{Lexer, Part, is_word};
use super::state::{Embedded, Frame};

impl Lexer<'_> {
    /// Does what the construct asks. False when it is not there after all; nothing was taken.
    pub(super) fn hook(&mut self, hook: Hook, token: &str, index: u8) -> bool {
        let len = token.len();
        match hook {
            Hook::Skip | Hook::StarParen => self.take(len),
            Hook::SkipNext => {
                let next = self.text[self.at + len..].chars().next();
                self.take(len + next.map_or(0, char::len_utf8))
            }
            Hook::SkipLine => {
                self.at = self.end;
                true
            }
            Hook::Char => self.character(),
            Hook::CChar => self.c_character(),
            Hook::RustRaw => self.rust_raw(),
            Hook::SwiftRaw => self.swift_raw(),
            Hook::CppRaw => self.cpp_raw(len),
            Hook::LuaLong => self.lua_long(),
            Hook::LuaComment => self.lua_comment(len - 1),
            Hook::CsRaw => self.cs_raw(),
            Hook::SqlDollar => self.sql_dollar(),
            Hook::OcamlQuoted => self.ocaml_quoted(),
            Hook::Regex => self.regex(),
            Hook::ShellHeredoc => self.shell_heredoc(),
            Hook::RubyHeredoc => self.ruby_heredoc(),
            Hook::PhpHeredoc => self.php_heredoc(),
            Hook::RubyPercent => self.ruby_percent(),
            Hook::ElixirSigil => self.elixir_sigil(),
            Hook::PerlQuote => self.perl_quote(),
            Hook::RRaw => self.r_raw(),
            Hook::ElixirDoc => self.elixir_doc(token),
            Hook::ShellParam => {
                self.at += len;
                self.state.push(Frame::Param { quoted: false });
                true
            }
            Hook::EndOfCode => {
                if !self.bytes[self.at + len..]
                    .iter()
                    .all(u8::is_ascii_whitespace)
                {
                    return false;
                }
                self.at = self.end;
                self.state.push(Frame::Dead { depth: 0 });
                true
            }
            Hook::PhpClose => {
                self.at += len;
                self.leave_embedded();
                true
            }
            Hook::HaskellLine => self.haskell_line(index),
        }
    }

    fn take(&mut self, count: usize) -> bool {
        self.at = (self.at + count).min(self.end);
        true
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    pub(super) fn before(&self) -> Option<u8> {
        self.at.checked_sub(1).map(|i| self.bytes[i])
    }

    /// Opens a string that ends with `close`.
    fn open_delimited(&mut self, close: &str, escapes: bool) {
        let close = self.words.word(close);
        self.state.push(Frame::Delim {
            close,
            open: 0,
            depth: 0,
            parts: 1,
            escapes,
        });
    }

    /// `'x'` and `'\n'`; a lone apostrophe is a lifetime, a label, a type variable or a prime.
    fn character(&mut self) -> bool {
        if self.rules.syntax.has(trait_of::PRIMES) && self.before().is_some_and(is_word) {
            return self.take(1);
        }
        let rest = &self.text[self.at + 1..];
        let mut chars = rest.char_indices();
        match chars.next() {
            Some((_, '\\')) => {
                // At least one character behind the backslash, then the closer.
                let close = memchr::memchr(b'\'', rest.as_bytes().get(2..).unwrap_or_default());
                match close {
                    Some(found) if found < 12 => self.take(found + 4),
                    _ => self.take(1),
                }
            }
            Some((_, c)) if c != '\'' && rest[c.len_utf8()..].starts_with('\'') => {
                self.take(c.len_utf8() + 2)
            }
            _ => self.take(1),
        }
    }

    /// `'x'`, `'\n'`, `'RIFF'`; between digits an apostrophe groups them.
    fn c_character(&mut self) -> bool {
        let word = self.bytes[..self.at]
            .iter()
            .rev()
            .take_while(|b| is_word(**b) || **b == b'\'')
            .last();
        if word.is_some_and(u8::is_ascii_digit) {
            return self.take(1);
        }
        self.at += 1;
        while self.at < self.end {
            match self.bytes[self.at] {
                b'\\' => self.at += 2,
                b'\'' => return self.take(1),
                _ => self.at += 1,
            }
        }
        self.take(0)
    }

    fn rust_raw(&mut self) -> bool {
        let rest = self.rest();
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let hashes = rest[letters..].iter().take_while(|b| **b == b'#').count();
        if rest.get(letters + hashes) != Some(&b'"') {
            return false; // `r#type`
        }
        self.at += letters + hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes.min(255)));
        self.open_delimited(&close, false);
        true
    }

    fn swift_raw(&mut self) -> bool {
        let rest = self.rest();
        let hashes = rest.iter().take_while(|b| **b == b'#').count();
        let quote = match rest.get(hashes..) {
            Some([b'"', b'"', b'"', ..]) => "\"\"\"",
            Some([b'"', ..]) => "\"",
            Some([b'/', ..]) => "/",
            _ => return self.take(hashes),
        };
        self.at += hashes + quote.len();
        let close = format!("{quote}{}", "#".repeat(hashes.min(255)));
        self.open_delimited(&close, false);
        true
    }

    fn cpp_raw(&mut self, len: usize) -> bool {
        let rest = &self.text[self.at + len..self.end];
        let tag = rest.split('(').next().unwrap_or("");
        let fits =
            tag.len() < rest.len() && tag.len() <= 16 && !tag.contains([' ', ')', '\\', '"', '\t']);
        if !fits {
            return false;
        }
        let close = format!("){tag}\"");
        self.at += len + tag.len() + 1;
        self.open_delimited(&close, false);
        true
    }

    /// How many `=` stand between two `[` at `from`.
    fn long_bracket(&self, from: usize) -> Option<usize> {
        let rest = self.bytes.get(from..self.end)?.strip_prefix(b"[")?;
        let level = rest.iter().take_while(|b| **b == b'=').count();
        (rest.get(level) == Some(&b'[')).then_some(level)
    }

    fn lua_long(&mut self) -> bool {
        let Some(level) = self.long_bracket(self.at) else {
            return self.take(1);
        };
        self.at += level + 2;
        let close = format!("]{}]", "=".repeat(level.min(255)));
        self.open_delimited(&close, false);
        true
    }

    fn lua_comment(&mut self, len: usize) -> bool {
        let mark = self.at;
        let Some(level) = self.long_bracket(mark + len) else {
            return false;
        };
        self.at = mark + len + level + 2;
        let close = self
            .words
            .word(&format!("]{}]", "=".repeat(level.min(255))));
        self.state.push(Frame::LongComment { close });
        self.open_part(mark, Kind::Block);
        self.long_rest(close);
        true
    }

    /// Notes a comment that starts at `mark` and whose content starts here.
    fn open_part(&mut self, mark: usize, kind: Kind) {
        self.parts.push(Part {
            mark: mark as u32,
            start: self.at as u32,
            end: self.end as u32,
            after: self.end as u32,
            kind,
            token: u8::MAX,
            own_line: self.bytes[..mark].iter().all(u8::is_ascii_whitespace),
            runs_on: true,
            ..Part::default()
        });
    }

    /// Opens documentation that a string holds, up to `close`.
    pub(super) fn open_doc_text(&mut self, mark: usize, close: &str, kind: Kind) {
        let close = self.words.word(close);
        self.state.push(Frame::DocText { close, kind });
        self.open_part(mark, kind);
        self.long_rest(close);
    }

    fn cs_raw(&mut self) -> bool {
        let rest = self.rest();
        let signs = rest.iter().take_while(|b| **b == b'$').count();
        let quotes = rest[signs..].iter().take_while(|b| **b == b'"').count();
        self.at += signs + quotes;
        self.open_delimited(&"\"".repeat(quotes.min(255)), false);
        true
    }

    fn sql_dollar(&mut self) -> bool {
        let rest = &self.text[self.at..self.end];
        let tag = rest[1..]
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
            .count();
        if rest.as_bytes().get(tag + 1) != Some(&b'$') || rest.as_bytes()[1].is_ascii_digit() {
            return self.take(1);
        }
        let close = rest[..tag + 2].to_owned();
        self.at += tag + 2;
        self.open_delimited(&close, false);
        true
    }

    fn ocaml_quoted(&mut self) -> bool {
        let rest = &self.text[self.at + 1..self.end];
        let skipped = rest.bytes().take_while(|b| *b == b'%').count();
        let tag = rest[skipped..]
            .bytes()
            .take_while(|b| b.is_ascii_lowercase() || *b == b'_')
            .count();
        if rest.as_bytes().get(skipped + tag) != Some(&b'|') {
            return false;
        }
        let close = format!("|{}}}", &rest[skipped..skipped + tag]);
        self.at += skipped + tag + 2;
        self.open_delimited(&close, false);
        true
    }

    fn r_raw(&mut self) -> bool {
        let rest = self.rest();
        let quote = rest[1];
        let dashes = rest[2..].iter().take_while(|b| **b == b'-').count();
        let closer = match rest.get(2 + dashes) {
            Some(b'(') => ')',
            Some(b'[') => ']',
            Some(b'{') => '}',
            _ => return false,
        };
        self.at += dashes + 3;
        let close = format!("{closer}{}{}", "-".repeat(dashes.min(255)), quote as char);
        self.open_delimited(&close, false);
        true
    }

    fn elixir_doc(&mut self, token: &str) -> bool {
        let mark = self.at;
        let rest = &self.text[mark + token.len()..self.end];
        let value = rest.trim_start();
        if value.len() == rest.len() {
            return false;
        }
        let value = value
            .strip_prefix("~S")
            .or_else(|| value.strip_prefix("~s"))
            .unwrap_or(value);
        let Some(inside) = value.strip_prefix("\"\"\"") else {
            return self.take(token.len());
        };
        self.at = self.end - inside.len();
        let kind = match token {
            "@moduledoc" => Kind::InnerDoc,
            _ => Kind::Doc,
        };
        self.open_doc_text(mark, "\"\"\"", kind);
        true
    }

    fn haskell_line(&mut self, index: u8) -> bool {
        const SYMBOLS: &[u8] = b"!#$%&*+./<=>?@\\^|-~:";
        let dashes = self.rest().iter().take_while(|b| **b == b'-').count();
        let next = self.rest().get(dashes);
        let in_operator = self.before().is_some_and(|b| SYMBOLS.contains(&b))
            || next.is_some_and(|b| SYMBOLS.contains(b));
        if in_operator {
            return self.take(dashes);
        }
        let kind = self.doc_kind(Docs::Spaced("|^"), self.at + dashes, Kind::Line);
        self.line_comment(index, self.at, dashes, kind);
        true
    }

    /// `#if 0`.
    pub(super) fn if_zero(&mut self) {
        let blanks = self.bytes.iter().take_while(|b| **b == b' ').count();
        let Some(rest) = self.text[blanks..].trim_start().strip_prefix('#') else {
            return;
        };
        if rest.trim_start().strip_prefix("if").is_some_and(|r| {
            let value = r.trim();
            r.starts_with([' ', '\t']) && (value == "0" || value == "false")
        }) {
            self.state.push(Frame::Dead { depth: 1 });
            self.at = self.end;
        }
    }

    /// A line that is not compiled.
    pub(super) fn dead(&mut self, depth: u16) {
        self.at = self.end;
        let Some(rest) = self.text.trim_start().strip_prefix('#') else {
            return;
        };
        if depth == 0 {
            return;
        }
        let rest = rest.trim_start();
        let depth = if rest.starts_with("if") {
            depth.saturating_add(1)
        } else if rest.starts_with("endif") || (depth == 1 && rest.starts_with("el")) {
            depth - 1
        } else {
            depth
        };
        self.state.frames.pop();
        if depth > 0 {
            self.state.push(Frame::Dead { depth });
        }
    }

    /// The end of what is read as the embedded language on this line.
    pub(super) fn embedded_end(&self) -> Option<usize> {
        let Frame::Embed { close, .. } = self.state.frames[self.embed_index()?] else {
            return None;
        };
        let close: &[u8] = match close {
            Embedded::Script => b"</script",
            Embedded::Style => b"</style",
            Embedded::Php | Embedded::No => return None,
        };
        let mut from = self.at;
        while let Some(found) = memmem::find(&self.bytes[from.min(self.bytes.len())..], b"</") {
            let at = from + found;
            let rest = &self.bytes[at..];
            if rest.len() >= close.len() && rest[..close.len()].eq_ignore_ascii_case(close) {
                return Some(at);
            }
            from = at + 2;
        }
        None
    }

    /// Back to the markup around.
    pub(super) fn leave_embedded(&mut self) {
        let Some(index) = self.embed_index() else {
            return;
        };
        self.state.frames.truncate(index);
        self.rules = self.innermost_rules();
    }
}
