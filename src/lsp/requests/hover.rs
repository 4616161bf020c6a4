//! `textDocument/hover`: what a request will do, or how its run stands.

use std::fmt::Write;

use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind, Range};

use super::{criterion, execute_command::decide, forecast};
use crate::lsp::convert;
use crate::lsp::job::Job;
use crate::lsp::session::Session;
use crate::lsp::session::document::Open;
use crate::lsp::session::managed::Managed;
use crate::lsp::session::publish::{mark, sentence};
use crate::lsp::session::request::phases;
use crate::trigger::Trigger;
use crate::workflow::{RunView, announce};

/// Answers the request.
pub fn answer(session: &Session, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let open = session.documents.get(&at.text_document.uri)?;
    let document = open.document()?;
    let here = Range::new(at.position, at.position);
    let encoding = session.client.encoding;
    let found = open.triggers().iter().find_map(|trigger| {
        let range = convert::range(document, trigger.span, encoding);
        convert::touches(range, here).then_some((trigger, range))
    });
    let beside = session
        .managed_at(open, at.position.line)
        .map(|managed| (about_word(session, &managed), managed.range))
        .or_else(|| criterion::hover(session, open, at.position));
    let (text, range) = match found {
        _ if beside.is_some() => beside?,
        Some((trigger, range)) => match session
            .run_of(open, trigger)
            .or_else(|| session.copied_from(open, trigger))
        {
            Some(run) => (about_run(run), range),
            None => (about_request(session, open, trigger), range),
        },
        None => session.strays(open).into_iter().find_map(|(run, line)| {
            let range = convert::whole_line(Some(document), line, encoding);
            convert::touches(range, here).then(|| (about_run(run), range))
        })?,
    };
    let (kind, value) = if session.client.markdown {
        (MarkupKind::Markdown, text)
    } else {
        (
            MarkupKind::PlainText,
            text.replace("**", "").replace('`', ""),
        )
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(range),
    })
}

fn about_request(session: &Session, open: &Open, trigger: &Trigger) -> String {
    let mut text = format!("**{}**\n\n", announce::detected(&escape(&trigger.title)));
    let planned = phases(&trigger.text);
    if trigger.explicit {
        text.push_str("Starts when you finish the line:\n\n");
    } else {
        text.push_str("A code action starts it:\n\n");
    }
    for phase in planned {
        let (number, name) = (phase.number(), phase.name());
        let _ = writeln!(text, "{number}. {name} - {}", phase.role());
    }
    let folder = session.folders.get(&open.root);
    if let Some(forecast) = folder.and_then(|folder| folder.forecast.as_ref()) {
        let _ = writeln!(text, "\n{}", forecast::sentence(forecast));
    }
    text.push_str("\nIt works in a worktree and a branch of its own; your files are not touched.");
    text
}

/// What a line about runs will do.
fn about_word(session: &Session, managed: &Managed) -> String {
    let title = managed.command.title();
    let decided = decide(session, managed.command, &managed.given);
    let of = match &decided {
        Ok(Job::Decide { run, .. } | Job::Resume { run, .. } | Job::Apply { run, .. }) => {
            let found = session.runs().find(|(_, known)| known.id == *run);
            found.map_or_else(String::new, |(_, run)| {
                format!(
                    ": {} `{}`\n\n{}",
                    escape(&run.title),
                    run.id,
                    escape(&sentence(run))
                )
            })
        }
        Ok(_) => String::new(),
        Err(message) => return format!("**{title}**\n\nNot now: {}", escape(message)),
    };
    format!("**{title}**{of}\n\nIt is done when you finish the line; a code action does it too.")
}

/// How a run stands, as text for a person.
pub fn about_run(run: &RunView) -> String {
    let mut text = format!(
        "**🏭 {}** `{}`\n\n{}\n\n",
        escape(&run.title),
        run.id,
        escape(&sentence(run))
    );
    for phase in &run.phases {
        let mark = mark(phase.state);
        let _ = write!(
            text,
            "- {mark} {}. {} - {}",
            phase.number, phase.name, phase.role
        );
        if let Some(summary) = &phase.summary {
            let _ = write!(text, ": {}", escape(summary));
        }
        text.push('\n');
        for finding in phase.findings.iter().take(5) {
            let _ = writeln!(text, "  - {}", escape(&finding.message));
        }
    }
    let _ = write!(text, "\nBranch `{}`, agent `{}`", run.branch, run.agent);
    text
}

/// Words of strangers inside Markdown: no links, no formatting, no line breaks.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in convert::visible(text).chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '[' | ']' | '<' | '>' | '*' | '_' | '`' | '\\' | '!' | '#' | '|' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}
