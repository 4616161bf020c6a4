//! What follows a comment: a blank line, the end of its block, code, or code that is only a
//! placeholder. It looks at [`REACH`] lines and at nothing else, and judges by their words: it
//! deliberately parses no language.

mod stub;

use stub::*;

use crate::trigger::language::{Mode, trait_of};
use crate::trigger::passage::{Follows, Kind};

use super::REACH;
use super::gather::Reader;
use super::lexer::Part;
use super::markdown::columns;

/// A line of code behind the comment, without its comments.
struct Line {
    indent: usize,
    code: String,
    /// Nothing stood on it at all.
    blank: bool,
}

/// What stands behind a comment.
pub fn follows(reader: &mut Reader<'_>, comment: &[(usize, Part)]) -> Follows {
    let (Some((start, first)), Some((line, last))) = (comment.first(), comment.last()) else {
        return Follows::End;
    };
    let document = reader.document;
    let syntax = reader.scan.language.syntax();
    let at_end = (*line + 1..document.line_count()).all(|l| document.content(l).trim().is_empty());
    if last.kind == Kind::Prose || matches!(syntax.mode, Mode::Markdown | Mode::Plain | Mode::Rest)
    {
        return if at_end { Follows::End } else { Follows::Blank };
    }
    // What stands on the same line behind the closer.
    let text = document.content(*line);
    let mut behind = text[(last.after as usize).min(text.len())..].trim();
    let before = text_before(document.content(*start), first);
    if before.trim_end().ends_with('{') && behind.starts_with('}') {
        behind = behind[1..].trim(); // JSX's `{/* … */}`
    }
    if !behind.is_empty() && !last.to_line_end {
        return if closes(behind, false) {
            Follows::Closer
        } else {
            code(
                &[Line {
                    indent: 0,
                    code: behind.to_owned(),
                    blank: false,
                }],
                0,
                false,
            )
        };
    }
    if at_end {
        return Follows::End;
    }
    if last.kind == Kind::InnerDoc {
        return Follows::Code {
            placeholder: false,
            declaration: true,
        };
    }
    let docstring = last.kind == Kind::Docstring;
    let indented = syntax.has(trait_of::INDENTED);
    let indent = columns(document.content(*start));
    let mut lines = lines_behind(reader, *line);
    if docstring {
        lines.retain(|l| !l.blank);
    }
    // Comments of another kind that follow directly are looked through.
    let directly = lines.iter().position(|l| l.blank || !l.code.is_empty());
    let Some(index) = directly else {
        return if docstring {
            Follows::Closer
        } else {
            Follows::Blank
        };
    };
    let next = &lines[index];
    if next.blank {
        return Follows::Blank;
    }
    if indented && next.indent < indent || closes(&next.code, indented) {
        return Follows::Closer;
    }
    match code(&lines[index..], indent, indented) {
        // A docstring describes what surrounds it.
        // What the body declares is not its placeholder.
        Follows::Code {
            placeholder,
            declaration,
        } if docstring => Follows::Code {
            placeholder: placeholder && !declaration,
            declaration: true,
        },
        told => told,
    }
}

fn text_before<'t>(text: &'t str, part: &Part) -> &'t str {
    &text[..(part.mark as usize).min(text.len())]
}

/// The lines behind the comment, their comments taken out.
fn lines_behind(reader: &mut Reader<'_>, line: usize) -> Vec<Line> {
    let document = reader.document;
    let mut lines = Vec::new();
    for index in line + 1..(line + 1 + REACH).min(document.line_count()) {
        let text = document.content(index);
        let mut code = String::new();
        let mut at = 0;
        for part in reader.parts(index) {
            let mark = (part.mark as usize).min(text.len());
            if mark > at {
                code.push_str(&text[at..mark]);
            }
            at = at.max(part.after as usize).min(text.len());
        }
        // A line of a megabyte is no declaration.
        let end = text.floor_char_boundary(text.len().min(at + 2000));
        code.push_str(&text[at..end]);
        lines.push(Line {
            indent: columns(text),
            code: code.trim().to_owned(),
            blank: text.trim().is_empty(),
        });
    }
    lines
}

/// Whether code closes the block around the comment.
fn closes(code: &str, indented: bool) -> bool {
    if code.starts_with(['}', ')', ']']) || code.starts_with("</") || code.starts_with("/>") {
        return true;
    }
    const WORDS: &[&str] = &[
        "end",
        "fi",
        "done",
        "esac",
        "endif",
        "endfunction",
        "else",
        "elif",
        "elsif",
        "except",
        "rescue",
        "ensure",
        "finally",
        "catch",
        "when",
        "case",
        "default",
    ];
    let word = first_word(code);
    let closer = WORDS.contains(&word);
    // `else` closes; a `case` or `default` that follows a comment closes the arm before it.
    closer && !indented && !matches!(word, "when" | "case" | "default" | "catch")
        || closer && matches!(word, "else" | "elif" | "except" | "finally")
}

fn first_word(code: &str) -> &str {
    let end = code
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(code.len());
    &code[..end]
}

/// Judges the code behind the comment.
fn code(lines: &[Line], indent: usize, indented: bool) -> Follows {
    let rest = lines
        .iter()
        .position(|l| !is_attribute(&l.code))
        .map_or(&lines[..0], |skip| &lines[skip..]);
    let Some(head) = rest.first() else {
        return Follows::Code {
            placeholder: false,
            declaration: true,
        };
    };
    if declares(&head.code) || rest.len() < lines.len() {
        return Follows::Code {
            placeholder: stub(rest, indented),
            declaration: true,
        };
    }
    let placeholder =
        is_placeholder(&head.code) && ends_block(&rest[1..], &head.code, indent, indented);
    Follows::Code {
        placeholder,
        declaration: false,
    }
}

/// Whether nothing but the end of the block follows a placeholder.
fn ends_block(rest: &[Line], head: &str, indent: usize, indented: bool) -> bool {
    if is_certain(head) {
        return true;
    }
    match rest.iter().find(|l| l.blank || !l.code.is_empty()) {
        None => true,
        Some(next) => {
            next.blank
                || closes(&next.code, indented)
                || indented && next.indent < indent
                || declares(&next.code)
        }
    }
}

/// Decorators, annotations and attributes: they belong to the declaration behind.
fn is_attribute(code: &str) -> bool {
    code.is_empty()
        || code.starts_with("#[")
        || code.starts_with("[[")
        || code.starts_with('@')
            && !code.contains(" class ")
            && !code.contains(" fun ")
            && !code.ends_with('{')
        || code.starts_with('[') && code.ends_with(']')
        || code.starts_with("template") && code.ends_with('>')
        || code == "export default"
}

/// Words that declare something, wherever they stand in a line's first words.
const DECLARERS: &[&str] = &[
    "fn",
    "func",
    "def",
    "defp",
    "defmodule",
    "defmacro",
    "fun",
    "function",
    "sub",
    "proc",
    "class",
    "struct",
    "enum",
    "trait",
    "interface",
    "impl",
    "record",
    "object",
    "protocol",
    "extension",
    "module",
    "mod",
    "namespace",
    "message",
    "service",
    "rpc",
    "type",
    "union",
    "resource",
    "procedure",
    "method",
    "async",
    "public",
    "private",
    "protected",
    "internal",
    "static",
    "abstract",
    "override",
    "virtual",
    "export",
    "pub",
    "suspend",
    "actor",
    "defn",
    "let",
    "val",
    "const",
    "var",
    "function_",
    "create",
    "lemma",
    "instance",
];

/// Whether a line starts a declaration.
fn declares(code: &str) -> bool {
    let word = first_word(code.trim_start_matches('('));
    if matches!(word, "let" | "const" | "var" | "val") {
        // Only one that holds a function.
        return code.contains("=>") || code.contains("function") || code.contains("lambda");
    }
    if DECLARERS.contains(&word) {
        return true;
    }
    if matches!(
        word,
        "if" | "for"
            | "while"
            | "return"
            | "switch"
            | "match"
            | "raise"
            | "throw"
            | "else"
            | "try"
            | "with"
            | "do"
            | "await"
            | "yield"
            | "loop"
            | "unless"
            | "until"
            | "foreach"
            | "using"
    ) {
        return false;
    }
    // `int main() {`, `handle(ctx) {`, `app.get("/x", (req, res) => {`, `load :: Int`, `f x = y`.
    let opens = code.ends_with('{') || code.ends_with("{}") || code.ends_with(" do");
    opens && code.contains('(') || code.contains(" :: ") || code.ends_with("=> {")
}
