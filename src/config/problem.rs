//! What is wrong in a settings file, and where: shown as a diagnostic, never a reason to stop.

use std::ops::Range;

use crate::text::{Point, Span};

/// Something to say about a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Bytes in the file's text; empty where there is no file.
    pub span: Range<usize>,
    /// Whether it is a mistake, or only good to know.
    pub severity: Severity,
    /// One or two sentences: what is wrong and what to do.
    pub message: String,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The key or value does not apply.
    Error,
    /// It does not apply yet: a person has to trust the file first.
    Information,
}

impl Problem {
    /// A mistake.
    pub fn error(span: Range<usize>, message: String) -> Problem {
        Problem {
            span,
            severity: Severity::Error,
            message,
        }
    }

    /// Good to know.
    pub fn information(span: Range<usize>, message: String) -> Problem {
        Problem {
            span,
            severity: Severity::Information,
            message,
        }
    }

    /// The same place in lines, for a diagnostic in the file with this text.
    pub fn lines(&self, text: &str) -> Span {
        // TOML ends lines at `\n` and `\r\n` only, and so does the protocol.
        let point = |offset: usize| {
            let before = &text.as_bytes()[..offset.min(text.len())];
            let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
            Point {
                line: memchr::memchr_iter(b'\n', before).count() as u32,
                byte: (before.len() - start) as u32,
            }
        };
        Span {
            start: point(self.span.start),
            end: point(self.span.end),
        }
    }
}
