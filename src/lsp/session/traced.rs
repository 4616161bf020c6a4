//! What is said in an open deliverable beside its contract: criteria that nothing proves, a document
//! that an edit made stale, and the gate that waits for a person.
//!
//! The matrix is the workflow's; here it becomes diagnostics, each with the run and the phase in its
//! data, so that its actions know what they are about.

use serde_json::json;
use tower_lsp::lsp_types::{Diagnostic, DiagnosticSeverity, Range};

use super::Session;
use super::document::Open;
use super::publish::{diagnostic, standing};
use crate::lsp::convert;
use crate::text::Document;
use crate::workflow::trace::Row;
use crate::workflow::view::{PhaseState, RunState};
use crate::workflow::{Phase, RunView};

impl Session {
    /// The diagnostics of a deliverable that come from its run.
    pub fn traced(&self, open: &Open, document: &Document) -> Vec<Diagnostic> {
        let Some((run, phase)) = self.handed_over_by(open) else {
            return Vec::new();
        };
        let head = convert::whole_line(Some(document), 0, self.client.encoding);
        let mut found = Vec::new();
        let waits = matches!(run.state, RunState::Waiting | RunState::Blocked);
        if waits && run.phase == Some(phase) {
            found.push(standing(run, head));
        }
        if is_stale(run, phase) {
            found.push(stale(run, phase, head));
        }
        if phase == Phase::Requirements {
            let folder = open.path.as_deref().and_then(|path| path.parent());
            let rows = folder.map(|folder| self.criteria(folder));
            for row in rows.unwrap_or_default() {
                let range =
                    convert::whole_line(Some(document), row.criterion.line, self.client.encoding);
                if let Some(missing) = missing(run, &row) {
                    let data = json!({ "run": run.id, "criterion": row.criterion.id });
                    found.push(Diagnostic {
                        data: Some(data),
                        ..diagnostic(
                            range,
                            DiagnosticSeverity::WARNING,
                            "criterion-unproven",
                            missing,
                        )
                    });
                }
            }
        }
        found
    }
}

/// Whether an earlier deliverable was edited after this phase was done.
pub fn is_stale(run: &RunView, phase: Phase) -> bool {
    let view = run.phases.get(phase.index());
    view.is_some_and(|view| view.state == PhaseState::Stale)
}

/// The earliest phase that an edit made stale.
pub fn first_stale(run: &RunView) -> Option<Phase> {
    let mut phases = Phase::ALL.into_iter();
    phases.find(|phase| is_stale(run, *phase))
}

/// Whether a phase has been worked and judged, one way or the other.
fn judged(run: &RunView, phase: Phase) -> bool {
    run.phases
        .get(phase.index())
        .is_some_and(|view| match view.state {
            PhaseState::Waiting
            | PhaseState::Completed
            | PhaseState::Failed
            | PhaseState::Stale => true,
            PhaseState::Pending | PhaseState::Running | PhaseState::Waived => false,
        })
}

/// What a criterion lacks, at this point of its run. The gate's own evidence counts: where the tests
/// of phase 4 did not pass, no criterion has a passing test.
pub fn missing(run: &RunView, row: &Row) -> Option<String> {
    if !judged(run, Phase::Test) {
        return None;
    }
    let id = &row.criterion.id;
    if row.tests.is_empty() {
        return Some(format!("{id} has no test."));
    }
    let test = run.phases.get(Phase::Test.index())?;
    let failed = test.evidence.iter().rfind(|one| one.tests.is_some());
    if let Some(counts) = failed
        .and_then(|one| one.tests)
        .filter(|tests| tests.failed > 0)
    {
        return Some(format!(
            "{id} has no passing test: the last run of the tests had {counts}."
        ));
    }
    if !judged(run, Phase::Validate) {
        return None;
    }
    match &row.verdict {
        None => Some(format!("{id} has no verdict.")),
        Some(judged) => match judged.pass {
            Some(true) => None,
            Some(false) => {
                let why = convert::visible(judged.evidence.trim());
                Some(format!("{id} failed validation: {why}"))
            }
            None => Some(format!("{id} has neither PASS nor FAIL as its verdict.")),
        },
    }
}

fn stale(run: &RunView, phase: Phase, range: Range) -> Diagnostic {
    let data = json!({ "run": run.id, "phase": phase, "state": "stale" });
    let message = format!(
        "An earlier deliverable was edited after phase {} ({}): this one may no longer fit. Re-run it, or accept it as it is.",
        phase.number(),
        phase.name()
    );
    Diagnostic {
        data: Some(data),
        ..diagnostic(range, DiagnosticSeverity::WARNING, "phase-stale", message)
    }
}
