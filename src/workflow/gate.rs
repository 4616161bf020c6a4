//! The gate: whether an attempt may pass, judged from what it handed over and what we observed.
//! Pure, and deaf to the agent's own word: a claim counts only where evidence stands behind it.

use super::{
    Change, Evidence, Finding, Lane, Phase, Policy,
    brief::Handed,
    deliverable,
    evidence::{EvidenceKind, TestCounts},
};

/// All that a gate looks at.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Which phase.
    pub phase: Phase,
    /// Where its deliverable belongs, relative to the worktree.
    pub path: String,
    /// Its text; none when there is no such file.
    pub text: Option<String>,
    /// What the earlier phases handed over.
    pub earlier: Vec<Handed>,
    /// The lane it was given.
    pub lane: Lane,
    /// What changed in the worktree since the phase began.
    pub changes: Vec<Change>,
    /// What we observed after the attempt.
    pub evidence: Vec<Evidence>,
    /// The test counts before the phase ([`super::Run::baseline`]).
    pub baseline: Option<TestCounts>,
    /// The names of the tests, where the runner lists them; none when unknown.
    pub tests: Option<Vec<String>>,
    /// The rules of the run.
    pub policy: Policy,
}

/// What a gate says.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the phase may be recorded as complete.
    pub passed: bool,
    /// Errors keep it shut; warnings are told and recorded.
    pub findings: Vec<Finding>,
    /// One line for the announcement.
    pub summary: String,
    /// The earlier phase that has to mend it, if it is not this one.
    pub retry: Option<Phase>,
}

/// Judges an attempt.
pub fn judge(inputs: &Inputs) -> Verdict {
    let mut findings = Vec::new();
    let out = inputs.lane.audit(&inputs.changes);
    findings.extend(out.iter().map(|violation| violation.finding()));
    let contract = deliverable::check(inputs);
    findings.extend(contract.findings);
    evidence(inputs, &mut findings);
    let passed = !findings.iter().any(Finding::is_error);
    Verdict {
        passed,
        findings,
        summary: contract.summary,
        retry: None,
    }
}

fn evidence(inputs: &Inputs, findings: &mut Vec<Finding>) {
    let required: &[(EvidenceKind, &str, &str)] = match inputs.phase {
        Phase::Requirements | Phase::Plan | Phase::Submit => &[],
        Phase::Implement => &[(EvidenceKind::Build, "build", "no-build-command")],
        Phase::Test | Phase::Validate => &[(EvidenceKind::Test, "test", "no-test-command")],
    };
    for (kind, what, code) in required {
        if !inputs
            .evidence
            .iter()
            .any(|evidence| evidence.kind == *kind)
        {
            findings.push(Finding::error(*code, format!("There is no {what} command for this project. Set one in the configuration, or waive the gate with a reason")));
        }
    }
    for failed in inputs
        .evidence
        .iter()
        .filter(|evidence| evidence.exit_code != Some(0))
    {
        let how = match failed.exit_code {
            Some(code) => format!("ended with exit code {code}"),
            None => "did not end by itself".to_owned(),
        };
        let note = failed.note.as_deref().unwrap_or_default();
        findings.push(Finding::error(
            "command-failed",
            format!("`{}` {how}. {note}", failed.command),
        ));
    }
}
