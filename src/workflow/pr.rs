//! The pull request's text, assembled from the journal and the deliverables: what was asked, what
//! was proven and how, what a person waived, what it cost. No agent writes a word of it unquoted,
//! and nothing here pushes or opens anything.

use super::{
    Decision, Event, Phase, Recorded, Refused, Run,
    brief::Handed,
    deliverable::{self, Page},
    finding::FindingSeverity,
    quote, trace,
    view::RunView,
};

/// A pull request, as it would be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// One line, at most 72 characters.
    pub title: String,
    /// Markdown.
    pub body: String,
}

/// Bytes of the request that the text quotes.
const REQUEST_LIMIT: usize = 4 * 1024;

/// The text for this run, as far as it has come.
pub fn render(events: &[Recorded], handed: &[Handed]) -> Result<PullRequest, Refused> {
    let run = Run::replay(events)?;
    let view = run.view();
    let mut body = String::new();
    asked(&view, &mut body);
    summary(handed, &mut body);
    criteria(handed, &mut body);
    phases(&view, &mut body);
    evidence(&view, &mut body);
    waivers(&view, events, &mut body);
    warnings(&view, &mut body);
    frontend(&view, handed, &mut body);
    cost(&view, &mut body);
    body.push_str(&format!("\n---\nMade by Backend Factory, run `{}`, with the agent `{}`. Review it like any other change.\n", view.id, quote::inline(&view.agent, 80)));
    let title = quote::inline(&view.title, 400);
    let (title, _) = quote::bounded(&title, 72);
    Ok(PullRequest {
        title: title.trim_end().to_owned(),
        body,
    })
}

fn asked(view: &RunView, body: &mut String) {
    body.push_str("## What was asked\n\n");
    body.push_str(&quote::fenced(&view.request.text, REQUEST_LIMIT));
    if let Some(origin) = &view.request.origin {
        let path = quote::inline(&origin.path, 300);
        body.push_str(&format!(
            "\nIt stands in `{path}`, line {}.\n",
            u64::from(origin.line) + 1
        ));
    }
}

/// The reviewer's summary, from the last document that has one.
fn summary(handed: &[Handed], body: &mut String) {
    let pages = [Phase::Submit, Phase::Implement]
        .into_iter()
        .filter_map(|phase| {
            let handed = handed.iter().find(|handed| handed.phase == phase)?;
            Some(Page::read(&handed.text))
        });
    let Some(lines) = pages
        .map(|page| deliverable::items(&page, "summary"))
        .find(|lines| !lines.is_empty())
    else {
        return;
    };
    body.push_str("\n## Summary\n\n");
    for (line, _) in lines {
        body.push_str(&quote::inert(&line, 2000));
        body.push_str("\n\n");
    }
    body.truncate(body.trim_end().len());
    body.push('\n');
}

fn criteria(handed: &[Handed], body: &mut String) {
    let rows = trace::matrix(handed);
    body.push_str("\n## Acceptance criteria\n\n");
    if rows.is_empty() {
        body.push_str("The requirements phase was left out; nobody wrote criteria down.\n");
        return;
    }
    body.push_str(&trace::markdown(&rows));
    let open: Vec<&str> = rows
        .iter()
        .filter(|row| !row.is_proven())
        .map(|row| row.criterion.id.as_str())
        .collect();
    if !open.is_empty() {
        body.push_str(&format!("\n**Not proven:** {}\n", open.join(", ")));
    }
}

fn phases(view: &RunView, body: &mut String) {
    body.push_str("\n## Phases\n\n| | Phase | Role | State | Attempts | Result |\n| --- | --- | --- | --- | --- | --- |\n");
    for phase in &view.phases {
        let state = serde_json::to_value(phase.state).unwrap_or_default();
        let result = phase
            .summary
            .as_deref()
            .or(phase.waived.as_deref())
            .unwrap_or("-");
        body.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            phase.number,
            phase.name,
            phase.role,
            state.as_str().unwrap_or("-"),
            phase.attempts,
            quote::inert(result, 300),
        ));
    }
}

fn evidence(view: &RunView, body: &mut String) {
    if view.phases.iter().all(|phase| phase.evidence.is_empty()) {
        body.push_str("\n## Evidence\n\nNo command was run.\n");
        return;
    }
    body.push_str("\n## Evidence\n\nCommands that Backend Factory itself ran, with the SHA-256 of their output.\n\n| Phase | Command | Exit code | Tests | Coverage | Output |\n| --- | --- | --- | --- | --- | --- |\n");
    for phase in &view.phases {
        for seen in &phase.evidence {
            let [exit, tests, coverage] = seen.cells();
            let (digest, _) = quote::bounded(&seen.output_sha256, 12);
            body.push_str(&format!(
                "| {} | `{}` | {exit} | {tests} | {coverage} | `{digest}` |\n",
                phase.number,
                quote::inline(&seen.command, 200).replace('|', "/"),
            ));
        }
    }
}

fn waivers(view: &RunView, events: &[Recorded], body: &mut String) {
    let waived: Vec<_> = view
        .phases
        .iter()
        .filter_map(|phase| Some((phase, phase.waived.as_deref()?)))
        .collect();
    let accepted = view
        .phases
        .iter()
        .filter_map(|phase| Some((phase, phase.accepted.as_deref()?)));
    let accepted: Vec<_> = accepted.collect();
    if waived.is_empty() && accepted.is_empty() {
        return;
    }
    body.push_str("\n## Waived\n\n");
    for (phase, reason) in accepted {
        body.push_str(&format!(
            "- Phase {}, {}, was taken as it is although a document before it was edited: {}\n",
            phase.number,
            phase.name,
            quote::inert(reason, 500)
        ));
    }
    for (phase, reason) in waived {
        let who = events
            .iter()
            .rev()
            .find_map(|recorded| match &recorded.event {
                Event::DecisionMade {
                    phase: at,
                    decision: Decision::Waive { .. },
                    by,
                } if at.number() == phase.number => Some(by.as_str()),
                _ => None,
            });
        let who = who
            .map(|who| format!(" (by {})", quote::inert(who, 80)))
            .unwrap_or_default();
        body.push_str(&format!(
            "- Phase {}, {}: {}{who}\n",
            phase.number,
            phase.name,
            quote::inert(reason, 500)
        ));
    }
}

fn warnings(view: &RunView, body: &mut String) {
    let mut lines = Vec::new();
    for phase in &view.phases {
        let warned = phase
            .findings
            .iter()
            .filter(|finding| finding.severity == FindingSeverity::Warning);
        for finding in warned {
            let place = finding
                .path
                .as_deref()
                .map(|path| format!(" (`{}`)", quote::inline(path, 200)))
                .unwrap_or_default();
            lines.push(format!(
                "- Phase {}: {}{place}\n",
                phase.number,
                quote::inert(&finding.message, 400)
            ));
        }
    }
    if !lines.is_empty() {
        body.push_str("\n## For the reviewer's eye\n\n");
        body.extend(lines);
    }
}

fn frontend(view: &RunView, handed: &[Handed], body: &mut String) {
    // The documents as they stand say it best; the journal knows it where they are gone.
    let documents = handed
        .iter()
        .any(|handed| matches!(handed.phase, Phase::Requirements | Phase::Plan));
    let mut seen: Vec<String> = if documents {
        Vec::new()
    } else {
        view.frontend.clone()
    };
    for handed in handed
        .iter()
        .filter(|handed| matches!(handed.phase, Phase::Requirements | Phase::Plan))
    {
        for (what, _) in deliverable::frontend(&Page::read(&handed.text)) {
            if !seen.contains(&what) {
                seen.push(what);
            }
        }
    }
    if seen.is_empty() {
        return;
    }
    body.push_str("\n## Depends on the frontend team\n\n");
    for what in seen {
        body.push_str(&format!("- {}\n", quote::inert(&what, 500)));
    }
}

fn cost(view: &RunView, body: &mut String) {
    let tokens = view
        .usage
        .tokens
        .map_or("unknown".to_owned(), |tokens| tokens.to_string());
    let cost = view
        .usage
        .cost_usd
        .map_or("unknown".to_owned(), |cost| format!("${cost:.2}"));
    body.push_str(&format!(
        "\n## Cost\n\nTokens: {tokens}. Cost: {cost}, as the agent reported it.\n"
    ));
}
