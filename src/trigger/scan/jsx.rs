//! JSX: elements where an expression may stand, their text, attributes and code.

use super::lexer::{Lexer, is_word};
use super::state::Frame;

impl Lexer<'_> {
    /// Opens an element at this `<`, if one may stand here.
    pub(super) fn jsx_opens(&mut self) -> bool {
        let rest = &self.bytes[self.at + 1..self.end];
        let starts = matches!(rest.first(), Some(b'>'))
            || rest
                .first()
                .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b == b'$');
        if !starts || !self.operand_may_start() {
            return false;
        }
        // `<T,>(x: T) => …` and `<T extends U>(…) => …` are type parameters.
        let name = rest
            .iter()
            .take_while(|b| is_word(**b) || matches!(b, b'.' | b':' | b'-' | b'$'))
            .count();
        let behind = self.text[self.at + 1 + name..self.end].trim_start();
        let parameters = name > 0
            && (behind.starts_with(',')
                || behind.starts_with("extends ")
                || behind.starts_with('=')
                || behind.starts_with(">("));
        if parameters {
            return false;
        }
        self.at += 1;
        self.open_tag();
        true
    }

    fn open_tag(&mut self) {
        let closing = self.bytes[..self.end].get(self.at) == Some(&b'/');
        self.at += usize::from(closing);
        self.state.push(Frame::JsxTag { closing });
    }

    /// The inside of a tag: attributes, code, comments.
    pub(super) fn jsx_tag(&mut self, closing: bool) {
        while self.at < self.end {
            let byte = self.bytes[self.at];
            let rest = &self.bytes[self.at..self.end];
            match byte {
                b'>' => {
                    self.at += 1;
                    let arrow = self.at >= 2 && self.bytes[self.at - 2] == b'=';
                    if arrow {
                        continue;
                    }
                    self.state.frames.pop();
                    match (closing, self.state.frames.last_mut()) {
                        (false, Some(Frame::JsxText { depth })) => *depth = depth.saturating_add(1),
                        (false, _) => self.state.push(Frame::JsxText { depth: 0 }),
                        (true, Some(Frame::JsxText { depth: 0 })) => {
                            self.state.frames.pop();
                        }
                        (true, Some(Frame::JsxText { depth })) => *depth -= 1,
                        (true, _) => {}
                    }
                    return;
                }
                b'/' if rest.starts_with(b"/>") => {
                    self.at += 2;
                    self.state.frames.pop();
                    return;
                }
                b'/' if rest.starts_with(b"//") || rest.starts_with(b"/*") => {
                    if self.jsx_comment() {
                        return;
                    }
                }
                b'"' | b'\'' => {
                    self.at += 1;
                    self.state.push(Frame::Attribute { quote: byte });
                    return;
                }
                b'{' => return self.jsx_code(),
                _ => self.at += 1,
            }
        }
    }

    /// A comment between attributes.
    fn jsx_comment(&mut self) -> bool {
        let depth = self.state.frames.len();
        if !self.comment_token() {
            self.at += 1;
        }
        self.state.frames.len() != depth
    }

    /// The children of elements.
    pub(super) fn jsx_text(&mut self, depth: u16) {
        let _ = depth;
        while self.at < self.end {
            match self.bytes[self.at] {
                b'{' => return self.jsx_code(),
                b'<' => {
                    let next = self.bytes[..self.end].get(self.at + 1);
                    let tag = next.is_none_or(|b| {
                        b.is_ascii_alphabetic() || matches!(b, b'/' | b'>' | b'_' | b'$')
                    });
                    self.at += 1;
                    if tag {
                        return self.open_tag();
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn jsx_code(&mut self) {
        self.at += 1;
        self.state.push(Frame::Code {
            close: b'}',
            depth: 0,
            spec: false,
        });
    }
}
