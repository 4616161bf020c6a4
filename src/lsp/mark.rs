//! The edit that marks a request as none: a line above it, as its language writes comments.
//!
//! It deliberately does not know what the mark means; the trigger room reads it back.

use crate::text::{Document, Point};
use crate::trigger::{Trigger, language::Language};

const MARK: &str = "backend-factory: ignore-next";

/// Where to insert, and what. None where the language has no way to say it.
pub fn ignore(
    document: &Document,
    language: Language,
    trigger: &Trigger,
) -> Option<(Point, String)> {
    let line = trigger.span.start.line;
    let content = document.content(line as usize);
    let lead = &content[..content.len().min(trigger.span.start.byte as usize)];
    let indent = &content[..content.len() - content.trim_start().len()];
    let comments = language.comments();
    let in_line = comments.line.filter(|token| lead.contains(token));
    let in_block = comments.block.filter(|(open, _)| lead.contains(open));
    // A string that begins here must not get a line of text in front of it.
    let opens_text = lead.trim_start().starts_with(['"', '\'', '@', 'r']);
    let mark = match (in_line, in_block) {
        (Some(token), _) => format!("{token} {MARK}"),
        (None, Some((open, close))) => format!("{open} {MARK} {close}"),
        (None, None) if comments.prose => match comments.block {
            Some((open, close)) => format!("{open} {MARK} {close}"),
            None => match comments.line {
                Some(token) => format!("{token} {MARK}"),
                None => MARK.to_owned(),
            },
        },
        (None, None) if opens_text => format!("{} {MARK}", comments.line?),
        // Inside a block comment or a docstring, a line like its neighbours.
        (None, None) if lead.trim_start().starts_with('*') => format!("* {MARK}"),
        (None, None) => MARK.to_owned(),
    };
    let ending = match document.line(line as usize).strip_prefix(content) {
        Some(ending) if !ending.is_empty() => ending,
        Some(_) | None => "\n",
    };
    let at = Point { line, byte: 0 };
    Some((at, format!("{indent}{mark}{ending}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use crate::trigger::{Detector, Tracked};

    /// The mark goes where it is shown, and the request is gone after the edit.
    fn check(language: &str, text: &str, want: &str) {
        let language = Language::from_id(language);
        let detector = Detector::default();
        let tracked = Tracked::open(&detector, text, language);
        let [trigger] = tracked.triggers() else {
            panic!("{} requests in {text:?}", tracked.triggers().len());
        };
        let (at, mark) = ignore(tracked.document(), language, trigger).unwrap();
        assert_eq!(mark.trim_end_matches(['\r', '\n']), want, "{text:?}");
        let mut document = Document::new(text);
        document.replace(Span { start: at, end: at }, &mark);
        let left = detector.detect(&document, language);
        assert!(left.is_empty(), "still there: {:?}", document.text());
    }

    #[test]
    fn the_mark_is_a_comment_of_the_language() {
        let ask = "TODO: implement an endpoint for carts";
        check(
            "rust",
            &format!("    // {ask}\n"),
            "    // backend-factory: ignore-next",
        );
        check(
            "rust",
            &format!("  a(); // {ask}\r\nb();\r\n"),
            "  // backend-factory: ignore-next",
        );
        check(
            "python",
            &format!("# {ask}"),
            "# backend-factory: ignore-next",
        );
        check(
            "css",
            &format!("/* {ask} */\n"),
            "/* backend-factory: ignore-next */",
        );
        check(
            "java",
            &format!("/**\n * {ask}\n */\nint a;\n"),
            " * backend-factory: ignore-next",
        );
        check(
            "html",
            &format!("<!-- {ask} -->\n"),
            "<!-- backend-factory: ignore-next -->",
        );
        check(
            "markdown",
            &format!("{ask}\n"),
            "<!-- backend-factory: ignore-next -->",
        );
        check(
            "plaintext",
            &format!("{ask}\n"),
            "backend-factory: ignore-next",
        );
        check(
            "sql",
            &format!("-- {ask}\n"),
            "-- backend-factory: ignore-next",
        );
    }
}
