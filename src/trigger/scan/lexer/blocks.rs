//! Comments that run on until a closer: block comments, nested ones, long brackets, HTML.

use super::*;

impl<'a> Lexer<'a> {
    pub(in crate::trigger::scan) fn open_block(&mut self, token: u8, block: &Block, len: usize) {
        let mark = self.at;
        let kind = self.doc_kind(block.docs, mark + len, Kind::Block);
        self.at += len;
        self.state.push(Frame::Comment {
            token,
            depth: 0,
            kind,
        });
        self.parts.push(Part {
            mark: mark as u32,
            start: self.at as u32,
            end: self.end as u32,
            after: self.end as u32,
            kind,
            token,
            own_line: self.bytes[..mark].iter().all(u8::is_ascii_whitespace),
            runs_on: true,
            ..Part::default()
        });
        self.block_rest(block, 0);
    }

    /// Opens a comment of the table in a line that is not read; its token ends at `after`.
    pub(in crate::trigger::scan) fn open_comment(
        &mut self,
        token: u8,
        line: &'a str,
        after: usize,
    ) {
        let What::Block(block) = &self.base.tokens[usize::from(token)].what else {
            return;
        };
        (self.text, self.bytes) = (line, line.as_bytes());
        let kind = self.doc_kind(block.docs, after, Kind::Block);
        self.state.push(Frame::Comment {
            token,
            depth: 0,
            kind,
        });
    }

    /// The inside of a block comment that came from the line above.
    pub(in crate::trigger::scan) fn comment(&mut self, token: u8, depth: u16, kind: Kind) {
        let What::Block(block) = self.rules.tokens[usize::from(token)].what else {
            self.state.frames.pop();
            return;
        };
        self.note(self.at, self.end, token, kind, true);
        self.block_rest(&block, depth);
    }

    /// Finds the closer, and closes the last part there.
    pub(in crate::trigger::scan) fn block_rest(&mut self, block: &Block, mut depth: u16) {
        let close = block.close.as_bytes();
        if block.line_close {
            let closed = self.at == 0 && self.bytes.starts_with(close);
            if closed {
                self.parts.pop();
                self.state.frames.pop();
            }
            self.at = self.end;
            return;
        }
        let open = match self.state.frames.last() {
            Some(Frame::Comment { token, .. }) if block.nests => {
                self.rules.tokens[usize::from(*token)].text.as_bytes()
            }
            _ => b"",
        };
        let (first, other) = (close[0], open.first().copied().unwrap_or(close[0]));
        while let Some(found) = memchr2(first, other, &self.bytes[self.at..self.end]) {
            self.at += found;
            let rest = &self.bytes[self.at..self.end];
            if starts(rest, close) {
                let end = self.at;
                self.at += close.len();
                if depth == 0 {
                    self.state.frames.pop();
                    self.close_part(end);
                    return;
                }
                depth -= 1;
            } else if !open.is_empty() && starts(rest, open) {
                depth = depth.saturating_add(1);
                self.at += open.len();
            } else {
                self.at += 1;
            }
        }
        self.at = self.end;
        if let Some(Frame::Comment { depth: kept, .. }) = self.state.frames.last_mut() {
            *kept = depth;
        }
    }

    /// The inside of a comment or docstring with a closer of its own.
    pub(in crate::trigger::scan) fn long_comment(&mut self, close: u16, kind: Kind) {
        self.note(self.at, self.end, u8::MAX, kind, true);
        self.long_rest(close);
    }

    /// Finds that closer, and closes the last part there.
    pub(in crate::trigger::scan) fn long_rest(&mut self, close: u16) {
        let quoted = matches!(self.state.frames.last(), Some(Frame::DocText { .. }));
        let close: Closer = self.words.closer(close).as_bytes().into();
        let close = &close[..];
        let mut from = self.at;
        while let Some(found) = memchr(close[0], &self.bytes[from..self.end]) {
            let end = from + found;
            if !starts(&self.bytes[end..self.end], close) {
                from = end + 1;
                continue;
            }
            let slashes = self.bytes[self.at..end]
                .iter()
                .rev()
                .take_while(|b| **b == b'\\')
                .count();
            if quoted && slashes % 2 == 1 {
                from = end + 1;
                continue;
            }
            self.at = end + close.len();
            self.state.frames.pop();
            self.close_part(end);
            return;
        }
        self.at = self.end;
    }

    pub(in crate::trigger::scan) fn html_comment(&mut self) {
        self.note(self.at, self.end, u8::MAX, Kind::Block, true);
        self.html_rest();
    }

    /// Opens `<!--` and reads what the line has of it.
    pub(in crate::trigger::scan) fn open_html_comment(&mut self) {
        let mark = self.at;
        self.at = (mark + 4).min(self.end);
        self.state.push(Frame::Html);
        self.parts.push(Part {
            mark: mark as u32,
            start: self.at as u32,
            end: self.end as u32,
            after: self.end as u32,
            kind: Kind::Block,
            token: u8::MAX,
            own_line: self.bytes[..mark].iter().all(u8::is_ascii_whitespace),
            runs_on: true,
            ..Part::default()
        });
        self.html_rest();
    }

    /// Reads on to `-->`. True when it was found.
    pub(in crate::trigger::scan) fn html_rest(&mut self) -> bool {
        match memmem::find(&self.bytes[self.at..self.end], b"-->") {
            Some(found) => {
                let end = self.at + found;
                self.at = end + 3;
                self.state.frames.pop();
                self.close_part(end);
                true
            }
            None => {
                self.at = self.end;
                false
            }
        }
    }
}
