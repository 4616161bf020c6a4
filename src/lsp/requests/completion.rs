//! `textDocument/completion`: after `/` and `@` at a comment's start only, so that it never stands in
//! the way of the language's own completions. `AC-` ids are offered inside deliverables.

use tower_lsp::lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionTextEdit, InsertTextFormat,
    Position, Range, TextEdit,
};

use crate::lsp::command::Command;
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::text::Document;
use crate::workflow::Phase;
use crate::workflow::view::RunState;

/// Answers the request.
pub fn answer(session: &Session, params: &CompletionParams) -> Vec<CompletionItem> {
    let at = &params.text_document_position;
    let Some(open) = session.documents.get(&at.text_document.uri) else {
        return Vec::new();
    };
    let Some(document) = open.document() else {
        return Vec::new();
    };
    let encoding = session.client.encoding;
    let point = document.point(convert::position(at.position), encoding);
    let line = document.content(point.line as usize);
    let before = &line[..point.byte as usize];
    let Some((start, begun)) = begun(before) else {
        return criteria(session, open, document, before, at.position);
    };
    // A decorator, a division, a path in code: theirs is the language's own server.
    let tracked = open.tracked();
    if !tracked.is_some_and(|tracked| tracked.is_text(point)) {
        return Vec::new();
    }
    let from = Position::new(at.position.line, encoding.character(line, start));
    let range = Range::new(from, at.position);
    let snippets = session.client.snippets;
    let verbs = verbs(session, begun).into_iter();
    verbs
        .filter(|verb| verb.text.starts_with(begun))
        .map(|verb| verb.item(range, snippets))
        .collect()
}

/// The command that was begun, if the cursor stands in one at the start of a comment or line.
fn begun(before: &str) -> Option<(usize, &str)> {
    // The last sign with nothing but a comment's marker before it: the path in `// see a/b` is none.
    let start = before.rfind(['/', '@'])?;
    let (lead, word) = before.split_at(start);
    let marker = lead.trim();
    let spaced = marker.is_empty() || lead.ends_with([' ', '\t']);
    let sign = |c: char| {
        matches!(
            c,
            '/' | '*' | '#' | '-' | ';' | '%' | '<' | '!' | '"' | '\'' | '(' | '{'
        )
    };
    let word_marker = matches!(marker, "REM" | "rem" | "dnl" | "-" | "- [ ]");
    let own = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ' ');
    let is_word = word[1..].chars().all(own);
    (is_word && spaced && (word_marker || marker.chars().all(sign))).then_some((start, word))
}

struct Verb {
    text: String,
    detail: String,
    takes: bool,
}

impl Verb {
    fn item(self, range: Range, snippets: bool) -> CompletionItem {
        let Verb {
            text,
            detail,
            takes,
        } = self;
        let (new_text, format) = match (takes, snippets) {
            (true, true) => (
                format!("{text} ${{1:what to build}}"),
                InsertTextFormat::SNIPPET,
            ),
            (true, false) => (format!("{text} "), InsertTextFormat::PLAIN_TEXT),
            (false, _) => (text.clone(), InsertTextFormat::PLAIN_TEXT),
        };
        CompletionItem {
            label: text.clone(),
            kind: Some(CompletionItemKind::EVENT),
            detail: Some(detail),
            filter_text: Some(text),
            insert_text_format: Some(format),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, new_text))),
            ..CompletionItem::default()
        }
    }
}

fn verbs(session: &Session, begun: &str) -> Vec<Verb> {
    let verb = |text: &str, detail: &str, takes| Verb {
        text: text.to_owned(),
        detail: detail.to_owned(),
        takes,
    };
    let mut verbs = vec![
        verb("/backend", "Run the 6-phase workflow", true),
        verb("@backend-orchestrator", "Run the 6-phase workflow", true),
    ];
    verbs.extend(Phase::ALL.map(|phase| Verb {
        text: format!("/{}", phase.agent()),
        detail: match phase {
            Phase::Plan => "Phases 1-2: requirements and plan".to_owned(),
            Phase::Requirements
            | Phase::Implement
            | Phase::Test
            | Phase::Validate
            | Phase::Submit => format!("Phase {}: {}", phase.number(), phase.name()),
        },
        takes: true,
    }));
    let name = match begun.starts_with('@') {
        true => "@backend-orchestrator",
        false => "/backend",
    };
    for (word, command) in [("status", Command::Status), ("help", Command::Help)] {
        verbs.push(verb(&format!("{name} {word}"), command.title(), false));
    }
    for (_, run) in session.runs() {
        let title = convert::visible(&run.title);
        for act in fitting(run.state) {
            let text = format!("{name} {act} {}", run.id);
            verbs.push(verb(&text, &title, false));
        }
    }
    verbs
}

/// What can be said about a run that stands so.
fn fitting(state: RunState) -> &'static [&'static str] {
    match state {
        RunState::Waiting => &["approve", "retry", "diff", "show", "cancel"],
        RunState::Blocked => &[
            "retry", "continue", "recheck", "waive", "diff", "show", "cancel",
        ],
        RunState::Queued | RunState::Running => &["show", "diff", "cancel"],
        RunState::Failed => &["retry", "show"],
        RunState::Completed => &["diff", "apply", "show"],
        RunState::Cancelled => &[],
    }
}

/// `AC-3` and the like, in the deliverables of a run.
fn criteria(
    session: &Session,
    open: &Open,
    document: &Document,
    before: &str,
    at: Position,
) -> Vec<CompletionItem> {
    let ours = open.path.as_ref().is_some_and(|path| {
        path.components()
            .any(|part| part.as_os_str() == ".backend-factory")
    });
    let Some(start) = before.rfind("AC-").filter(|_| ours) else {
        return Vec::new();
    };
    if !before[start + 3..]
        .bytes()
        .all(|byte| byte.is_ascii_digit())
    {
        return Vec::new();
    }
    let line = document.content(at.line as usize);
    let from = Position::new(at.line, session.client.encoding.character(line, start));
    let mut ids: Vec<u32> = (0..document.line_count())
        .filter(|index| *index != at.line as usize)
        .flat_map(|index| {
            document
                .content(index)
                .match_indices("AC-")
                .map(move |(found, _)| (index, found))
        })
        .filter_map(|(index, found)| {
            let rest = &document.content(index)[found + 3..];
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            rest[..digits].parse().ok()
        })
        .collect();
    let folder = open.path.as_deref().and_then(|path| path.parent());
    let defined = folder
        .map(|folder| session.criteria(folder))
        .unwrap_or_default();
    let number = |id: &str| {
        id.strip_prefix("AC-")
            .and_then(|number| number.parse::<u32>().ok())
    };
    ids.extend(defined.iter().filter_map(|row| number(&row.criterion.id)));
    ids.sort_unstable();
    ids.dedup();
    let item = |id: u32| {
        let text = format!("AC-{id}");
        let known = defined.iter().find(|row| row.criterion.id == text);
        CompletionItem {
            detail: known.map(|row| convert::visible(&row.criterion.text)),
            label: text.clone(),
            kind: Some(CompletionItemKind::REFERENCE),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(
                Range::new(from, at),
                text,
            ))),
            ..CompletionItem::default()
        }
    };
    ids.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_begin_at_the_start_of_a_comment_only() {
        for (before, want) in [
            ("// /", Some("/")),
            ("    # /back", Some("/back")),
            ("/", Some("/")),
            ("<!-- @back", Some("@back")),
            (" * @", Some("@")),
            ("//", None),
            ("/*", None),
            ("let a = b /", None),
            ("// see /", None),
            ("\"/", None),
            ("x = 1 # a /", None),
            ("--- /", Some("/")),
            ("", None),
        ] {
            assert_eq!(begun(before).map(|(_, word)| word), want, "{before}");
        }
    }
}
