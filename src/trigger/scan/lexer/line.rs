//! Comments to the end of the line, and what the bytes behind a marker say of its comment.

use super::*;

impl Lexer<'_> {
    pub(in crate::trigger::scan) fn doc_kind(&self, docs: Docs, after: usize, plain: Kind) -> Kind {
        let next = self.bytes.get(after).copied();
        let behind = self.bytes.get(after + 1).copied();
        match docs {
            Docs::No => plain,
            Docs::All => Kind::Doc,
            Docs::Next(marks) => match next {
                Some(b) if marks.as_bytes().contains(&b) && behind != next => match b {
                    // `/**/` is empty.
                    b'*' if behind == Some(b'/') => plain,
                    b'!' => Kind::InnerDoc,
                    _ => Kind::Doc,
                },
                _ => plain,
            },
            Docs::Spaced(marks) => {
                let rest = self.text[after..].trim_start();
                match rest.bytes().next() {
                    Some(b) if marks.as_bytes().contains(&b) => Kind::Doc,
                    _ => plain,
                }
            }
        }
    }

    /// A comment of the table from `mark` to the end of the line.
    pub(super) fn line_token(&mut self, index: u8, mark: usize) {
        let token = &self.rules.tokens[usize::from(index)];
        let docs = match token.what {
            What::Line(docs) => docs,
            _ => Docs::No,
        };
        let kind = self.doc_kind(docs, mark + token.text.len(), Kind::Line);
        self.line_comment(index, mark, token.text.len(), kind);
    }

    /// A comment from `mark` to the end of the line.
    pub(in crate::trigger::scan) fn line_comment(
        &mut self,
        token: u8,
        mark: usize,
        len: usize,
        kind: Kind,
    ) {
        let start = mark + len;
        let mut end = self.end;
        if self.in_php()
            && let Some(close) = memmem::find(&self.bytes[start..end], b"?>")
        {
            end = start + close;
        }
        let runs_on = self.rules.syntax.has(trait_of::SPLICES)
            && end == self.bytes.len()
            && self.bytes[start..end].ends_with(b"\\");
        self.parts.push(Part {
            mark: mark as u32,
            start: start as u32,
            end: end as u32 - u32::from(runs_on),
            after: end as u32,
            kind,
            token,
            to_line_end: end == self.bytes.len(),
            own_line: self.bytes[..mark].iter().all(u8::is_ascii_whitespace),
            from_above: false,
            runs_on,
        });
        self.at = end;
        if runs_on {
            self.state.push(Frame::Spliced { token, kind });
        }
    }

    pub(super) fn spliced_comment(&mut self, token: u8, kind: Kind) {
        let runs_on = self.bytes[self.at..self.end].ends_with(b"\\");
        let start = self.at;
        self.at = self.end;
        self.state.frames.pop();
        self.note(start, self.end - usize::from(runs_on), token, kind, runs_on);
        if runs_on {
            self.state.push(Frame::Spliced { token, kind });
        }
    }
}
