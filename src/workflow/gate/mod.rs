//! The gate: whether an attempt may pass, judged from what it handed over and what we observed.
//! Pure, and deaf to the agent's own word: a claim counts only where evidence stands behind it.
//! A gate never passes on what is missing: no test command means that a person decides.

mod claims;
mod guard;
mod observed;

pub(crate) use observed::counted;

use super::{
    Change, Evidence, Finding, Lane, Phase, Policy, brief::Handed, deliverable,
    evidence::TestCounts,
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
    /// Paths that a person changed after the gate had spoken: no lane holds a person.
    pub mended: Vec<String>,
    /// The same as a unified diff, where it is known; it is looked through for weakened tests,
    /// secrets and calls that create cloud resources.
    pub diff: Option<String>,
    /// What we observed after the attempt.
    pub evidence: Vec<Evidence>,
    /// The end of a command's output, by its command line: what the next attempt needs to read.
    pub outputs: Vec<(String, String)>,
    /// The test counts that were last accepted ([`super::Run::baseline`]).
    pub baseline: Option<TestCounts>,
    /// The names of the tests that ran, where the runner lists them; none when unknown.
    pub tests: Option<Vec<String>>,
    /// The rules of the run.
    pub policy: Policy,
}

impl Inputs {
    /// Inputs of a phase of which nothing is known yet but where its document belongs.
    pub fn new(phase: Phase, path: impl Into<String>, lane: Lane, policy: Policy) -> Inputs {
        Inputs {
            phase,
            path: path.into(),
            text: None,
            earlier: Vec::new(),
            lane,
            changes: Vec::new(),
            mended: Vec::new(),
            diff: None,
            evidence: Vec::new(),
            outputs: Vec::new(),
            baseline: None,
            tests: None,
            policy,
        }
    }
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
    let mut findings: Vec<Finding> = inputs
        .lane
        .audit(&inputs.changes)
        .iter()
        .filter(|violation| !inputs.mended.contains(&violation.path))
        .map(|violation| violation.finding())
        .collect();
    let stays = findings.is_empty();
    let contract = deliverable::check(
        inputs.phase,
        &inputs.path,
        inputs.text.as_deref(),
        &inputs.earlier,
    );
    findings.extend(contract.findings);
    claims::check(inputs, &mut findings);
    observed::check(inputs, &mut findings);
    guard::check(inputs, &mut findings);
    let passed = !findings.iter().any(Finding::is_error);
    Verdict {
        passed,
        findings,
        summary: observed::summary(inputs, contract.summary),
        // Who left the lane mends that first.
        retry: contract.retry.filter(|_| !passed && stays),
    }
}
