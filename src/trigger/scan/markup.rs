//! Markup: text, comments, tags with their attributes, and the languages inside scripts, styles
//! and `<?php … ?>`.

use memchr::memchr;

use crate::trigger::language::Language;

use super::lexer::Lexer;
use super::state::{Embedded, Frame};

impl Lexer<'_> {
    /// Text between tags.
    pub(super) fn markup(&mut self) {
        let Some(found) = memchr(b'<', &self.bytes[self.at..self.end]) else {
            self.at = self.end;
            return;
        };
        self.at += found;
        let rest = &self.bytes[self.at..self.end];
        if rest.starts_with(b"<!--") {
            self.open_html_comment();
        } else if rest.starts_with(b"<![CDATA[") {
            let close = self.words.word("]]>");
            self.at += 9;
            self.state.push(Frame::Delim {
                close,
                open: 0,
                depth: 0,
                parts: 1,
                escapes: false,
            });
        } else if self.php_opens() {
        } else if rest
            .get(1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'))
        {
            let (content, close) = self.tag_content();
            self.at += 2;
            self.state.push(Frame::Tag { content, close });
        } else {
            self.at += 1;
        }
    }

    /// `<?php`, `<?=`, `<?` in a PHP file.
    fn php_opens(&mut self) -> bool {
        if self.base.syntax.id != "php" || !self.bytes[self.at..self.end].starts_with(b"<?") {
            return false;
        }
        if self.bytes[self.at..self.end].starts_with(b"<?xml") {
            self.at += 5;
            return true;
        }
        let rest = &self.bytes[self.at + 2..self.end];
        let word = match rest {
            [b'=', ..] => 1,
            [b'p' | b'P', b'h' | b'H', b'p' | b'P', ..] => 3,
            _ => 0,
        };
        self.at += 2 + word;
        self.state.push(Frame::Embed {
            language: self.base.language,
            close: Embedded::Php,
        });
        self.rules = self.base;
        true
    }

    /// What the element that opens here holds.
    fn tag_content(&self) -> (Language, Embedded) {
        let none = (self.base.language, Embedded::No);
        let rest = &self.text[self.at + 1..self.end];
        let name = rest
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next()
            .unwrap_or("");
        let tag = rest.split('>').next().unwrap_or(rest).to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|w| tag.contains(w));
        if name.eq_ignore_ascii_case("script") {
            let id = if says(&["lang=\"ts", "lang='ts", "typescript", "lang=ts"]) {
                "typescript"
            } else if says(&["lang=\"tsx", "lang='tsx"]) {
                "typescriptreact"
            } else if says(&["json"]) {
                "jsonc"
            } else if says(&["type=\"text/", "type='text/"]) && !says(&["javascript", "babel"]) {
                return none; // a template
            } else {
                "javascript"
            };
            (Language::from_id(id), Embedded::Script)
        } else if name.eq_ignore_ascii_case("style") {
            let id = if says(&["scss", "less", "stylus", "sass"]) {
                "scss"
            } else {
                "css"
            };
            (Language::from_id(id), Embedded::Style)
        } else {
            none
        }
    }

    /// The inside of a tag.
    pub(super) fn tag(&mut self, content: Language, close: Embedded) {
        while self.at < self.end {
            let byte = self.bytes[self.at];
            match byte {
                b'>' => {
                    let empty = self.at > 0 && self.bytes[self.at - 1] == b'/';
                    self.at += 1;
                    self.state.frames.pop();
                    if close != Embedded::No && !empty {
                        self.state.push(Frame::Embed {
                            language: content,
                            close,
                        });
                        self.rules = self.innermost_rules();
                        self.end = self.embedded_end().unwrap_or(self.bytes.len());
                    }
                    return;
                }
                b'"' | b'\'' if self.after_equals() => {
                    self.at += 1;
                    self.state.push(Frame::Attribute { quote: byte });
                    return;
                }
                b'<' if self.php_opens() => return,
                _ => self.at += 1,
            }
        }
    }

    fn after_equals(&self) -> bool {
        let before = self.bytes[..self.at].iter().rev();
        before
            .copied()
            .find(|b| !b.is_ascii_whitespace())
            .is_none_or(|b| b == b'=')
    }

    /// The inside of an attribute's value.
    pub(super) fn attribute(&mut self, quote: u8) {
        while self.at < self.end {
            let byte = self.bytes[self.at];
            if byte == quote {
                self.at += 1;
                self.state.frames.pop();
                return;
            }
            if byte == b'<' && self.embed_index().is_none() && self.php_opens() {
                return;
            }
            self.at += 1;
        }
    }
}
