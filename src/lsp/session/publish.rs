//! Diagnostics: requests, how runs stand at their comments, and what is wrong with settings,
//! definitions and deliverables. Published as soon as they are known, with versions, without timers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    Diagnostic, DiagnosticSeverity, NumberOrString, Position, PublishDiagnosticsParams, Range, Url,
};

use super::document::{Open, State};
use super::{Session, folder::Folder};
use crate::lsp::convert;
use crate::lsp::settings::Problem;
use crate::trigger::{self, Trigger};
use crate::workflow::decision::Wait;
use crate::workflow::view::{PhaseState, PhaseView, RunState};
use crate::workflow::{Phase, RunView, announce};

/// Who says it.
pub const SOURCE: &str = "backend-factory";

impl Session {
    /// Sends the diagnostics that may have changed.
    pub fn publish(&mut self) {
        if self.stale.is_empty() {
            return;
        }
        for uri in std::mem::take(&mut self.stale) {
            self.anchor(&uri);
            self.converse(&uri);
            let Some(open) = self.documents.get(&uri) else {
                continue;
            };
            // Until it is read there is nothing to say, and nothing said is nothing to take back.
            if matches!(open.state, State::Reading { .. }) || self.client.pull {
                continue;
            }
            let version = Some(open.version).filter(|version| *version > 0);
            let diagnostics = self.diagnose(&uri, open);
            let params = PublishDiagnosticsParams::new(uri, diagnostics, version);
            self.outbox.diagnostics(params);
        }
    }

    /// A closed document has no requests any more, but a settings file keeps its problems.
    pub fn clear(&mut self, uri: &Url) {
        let left = self.problems_in(uri, None);
        let params = PublishDiagnosticsParams::new(uri.clone(), left, None);
        self.outbox.diagnostics(params);
    }

    /// All open documents of a folder may look different now.
    pub fn refresh(&mut self, root: &std::path::Path) {
        let of = self.documents_of(root);
        self.stale.extend(of);
    }

    /// All diagnostics of an open document.
    pub fn diagnose(&self, uri: &Url, open: &Open) -> Vec<Diagnostic> {
        if let State::Declined(why) = &open.state {
            let message = format!("Backend Factory does not look at this document: {why}");
            let severity = DiagnosticSeverity::INFORMATION;
            return vec![diagnostic(
                Range::default(),
                severity,
                "not-looked-at",
                message,
            )];
        }
        let mut found = Vec::new();
        if let Some(document) = open.document() {
            let encoding = self.client.encoding;
            let asked = open.triggers().iter();
            let new = |trigger: &&Trigger| {
                self.managed(trigger).is_none() && self.copied_from(open, trigger).is_none()
            };
            for trigger in asked.filter(new) {
                let range = convert::range(document, trigger.span, encoding);
                found.push(match self.run_of(open, trigger) {
                    Some(run) => standing(run, range),
                    None => request(trigger, range),
                });
            }
            for (run, line) in self.strays(open) {
                let range = convert::whole_line(Some(document), line, encoding);
                found.push(standing(run, range));
            }
            found.extend(self.traced(open, document));
            found.extend(self.contract(open, document));
        }
        found.extend(self.problems_in(uri, open.document()));
        found
    }

    /// Says what is wrong in files of settings and definitions, also in those that are not open.
    pub fn flag(&mut self) {
        let mut files: BTreeSet<Url> = BTreeSet::new();
        for folder in self.folders.values() {
            files.extend(folder.problems.iter().filter_map(address));
            for problem in folder
                .problems
                .iter()
                .filter(|problem| problem.path.is_none())
            {
                tracing::warn!("settings: {}", problem.message);
            }
        }
        let before = std::mem::replace(&mut self.flagged, files.clone());
        for uri in before.union(&files) {
            if self.documents.contains_key(uri) {
                self.stale.insert(uri.clone());
            } else {
                let problems = self.problems_in(uri, None);
                let params = PublishDiagnosticsParams::new(uri.clone(), problems, None);
                self.outbox.diagnostics(params);
            }
        }
    }

    fn problems_in(&self, uri: &Url, document: Option<&crate::text::Document>) -> Vec<Diagnostic> {
        let folders = self.folders.values();
        let problems = folders.flat_map(|folder: &Folder| &folder.problems);
        let mut found: BTreeMap<(u32, u32, &str), Diagnostic> = BTreeMap::new();
        for problem in problems.filter(|problem| address(problem).as_ref() == Some(uri)) {
            let range = place(problem, document, self.client.encoding);
            let severity = if problem.warning {
                DiagnosticSeverity::INFORMATION
            } else {
                DiagnosticSeverity::ERROR
            };
            let message = problem.message.clone();
            // Two folders may read the same file of the person.
            found.insert(
                (problem.line, problem.start, &problem.message),
                diagnostic(range, severity, "settings", message),
            );
        }
        found.into_values().collect()
    }
}

fn address(problem: &Problem) -> Option<Url> {
    Url::from_file_path(problem.path.as_deref()?).ok()
}

fn place(
    problem: &Problem,
    document: Option<&crate::text::Document>,
    encoding: crate::text::Encoding,
) -> Range {
    let line = problem.line;
    // Without the text bytes stand for characters: settings files are ASCII but for their values.
    let character = |byte: u32| match document {
        Some(document) if (line as usize) < document.line_count() => {
            encoding.character(document.content(line as usize), byte as usize)
        }
        _ => byte,
    };
    let start = Position::new(line, character(problem.start));
    let end = if problem.end > problem.start {
        Position::new(line, character(problem.end))
    } else {
        Position::new(line + 1, 0)
    };
    Range::new(start, end)
}

/// A diagnostic of ours.
pub fn diagnostic(
    range: Range,
    severity: DiagnosticSeverity,
    code: &str,
    message: String,
) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(severity),
        code: Some(NumberOrString::String(code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    }
}

/// A request that nothing has been done about.
fn request(trigger: &Trigger, range: Range) -> Diagnostic {
    let title = convert::visible(&trigger.title);
    let data = json!({
        "title": trigger.title,
        "family": trigger.family.to_string(),
        "hash": trigger::hash(trigger),
    });
    Diagnostic {
        data: Some(data),
        ..diagnostic(
            range,
            DiagnosticSeverity::HINT,
            "feature-request",
            announce::detected(&title),
        )
    }
}

/// How a run stands, at its comment or in a deliverable.
pub fn standing(run: &RunView, range: Range) -> Diagnostic {
    let (severity, code) = match run.state {
        RunState::Running if !run.questions.is_empty() => {
            (DiagnosticSeverity::WARNING, "agent-asks")
        }
        RunState::Queued | RunState::Running => (DiagnosticSeverity::INFORMATION, "phase-running"),
        RunState::Waiting => (DiagnosticSeverity::WARNING, "phase-waiting"),
        RunState::Blocked | RunState::Failed => (DiagnosticSeverity::ERROR, "phase-failed"),
        RunState::Completed => (DiagnosticSeverity::HINT, "run-completed"),
        RunState::Cancelled => (DiagnosticSeverity::HINT, "run-cancelled"),
    };
    let data: Value = json!({ "run": run.id, "phase": run.phase, "state": run.state });
    Diagnostic {
        data: Some(data),
        ..diagnostic(range, severity, code, sentence(run))
    }
}

/// One sentence on how a run stands.
pub fn sentence(run: &RunView) -> String {
    let title = convert::visible(&run.title);
    match run.state {
        RunState::Queued => format!("{title}: queued. {}", convert::visible(&run.message)),
        RunState::Running if !run.questions.is_empty() => asks(run),
        RunState::Running => match at_hand(run) {
            Some(phase) => working(phase),
            None => format!("{title}: {}", convert::visible(&run.message)),
        },
        RunState::Waiting
            if run
                .phases
                .iter()
                .any(|phase| phase.state == PhaseState::Stale) =>
        {
            format!("{title}: {}", convert::visible(&run.message))
        }
        RunState::Waiting => match run.phase.and_then(|phase| next_phase(run, phase)) {
            Some(next) => announce::ready(next),
            None => format!("{title}: ready to finish. Approve?"),
        },
        RunState::Blocked => failed(run),
        RunState::Failed => format!("{title} failed: {}", convert::visible(&run.message)),
        RunState::Completed if run.pull_request.is_some() => format!(
            "✅ {title}: {}",
            run.pull_request
                .as_deref()
                .map(convert::visible)
                .unwrap_or_default()
        ),
        RunState::Completed => format!("✅ {title}: completed on {}", run.branch),
        RunState::Cancelled => format!("{title}: cancelled; its branch {} stays", run.branch),
    }
}

/// What the agent asks, of which nobody has answered the oldest.
pub fn asks(run: &RunView) -> String {
    let asked = run.questions.first();
    asked.map_or_else(String::new, |asked| {
        let (what, reason) = (
            convert::visible(&asked.what),
            convert::visible(&asked.reason),
        );
        // The lane's reasons are no sentences of their own.
        format!(
            "The agent asks to {what}: {}.",
            reason.trim_end_matches('.')
        )
    })
}

/// `Approve and continue to phase 3`
pub fn approval(run: &RunView) -> String {
    match run.phase.and_then(|phase| next_phase(run, phase)) {
        Some(next) => format!("Approve and continue to phase {}", next.number()),
        None => "Approve and finish".to_owned(),
    }
}

/// How a run stands, in one line: a message may have no room for more.
pub fn line(run: &RunView) -> String {
    let (title, said) = (convert::visible(&run.title), sentence(run));
    let marks: String = run.phases.iter().map(|phase| mark(phase.state)).collect();
    if said.contains(title.as_str()) {
        format!("{} {said} {marks}", run.id)
    } else {
        format!("{} {title}: {said} {marks}", run.id)
    }
}

/// A sign for how a phase stands.
pub fn mark(state: PhaseState) -> &'static str {
    match state {
        PhaseState::Pending => "·",
        PhaseState::Running => "▶",
        PhaseState::Waiting => "?",
        PhaseState::Completed => "✅",
        PhaseState::Waived => "–",
        PhaseState::Failed => "✗",
        PhaseState::Stale => "↻",
    }
}

/// `Phase 3/6: Core Implementation - Senior Developer, attempt 1`
pub fn working(phase: &PhaseView) -> String {
    let PhaseView {
        number,
        name,
        role,
        attempts,
        ..
    } = phase;
    format!(
        "Phase {number}/6: {name} - {role}, attempt {}",
        (*attempts).max(1)
    )
}

/// The phase at hand.
pub fn at_hand(run: &RunView) -> Option<&PhaseView> {
    let number = run.phase?.number();
    run.phases.iter().find(|phase| phase.number == number)
}

/// The phase that an approval begins. A run may have been ordered with some phases only.
pub fn next_phase(run: &RunView, phase: Phase) -> Option<Phase> {
    let mut next = phase.following()?;
    loop {
        let view = run
            .phases
            .iter()
            .find(|view| view.number == next.number())?;
        if view.waived.is_none() {
            return Some(next);
        }
        next = next.following()?;
    }
}

fn failed(run: &RunView) -> String {
    let message = match &run.wait {
        Some(Wait::Blocked { message, .. }) => message,
        Some(Wait::Approval) | None => &run.message,
    };
    let message = convert::visible(message);
    let Some(phase) = at_hand(run) else {
        return message;
    };
    let first = phase
        .findings
        .first()
        .map(|finding| convert::visible(&finding.message));
    match first.filter(|first| !message.contains(first.as_str())) {
        Some(first) => format!(
            "Phase {} ({}) failed: {message} First: {first}",
            phase.number, phase.name
        ),
        None => format!("Phase {} ({}) failed: {message}", phase.number, phase.name),
    }
}
