//! What we saw ourselves: commands, exit codes, counts, coverage.

use crate::workflow::{
    Evidence, Finding, Phase,
    evidence::{EvidenceKind, TestCounts},
    quote,
};

use super::Inputs;

/// Runners that always say how many tests ran, by words of their command line.
const COUNTING: &[&str] = &["cargo test", "go test -json", "-m unittest"];

/// Bytes of a command's output that go back to the agent with one finding.
const OUTPUT_LIMIT: usize = 6 * 1024;

pub(super) fn check(inputs: &Inputs, findings: &mut Vec<Finding>) {
    required(inputs, findings);
    for evidence in inputs.evidence.iter().filter(|evidence| !evidence.ok()) {
        // A lane audit that failed is told path by path already.
        if evidence.kind != EvidenceKind::Lane
            || !findings.iter().any(|finding| finding.code == "out-of-lane")
        {
            findings.push(command_failed(inputs, evidence));
        }
    }
    counts(inputs, findings);
    coverage(inputs, findings);
}

/// What must have been observed for this phase at all.
fn required(inputs: &Inputs, findings: &mut Vec<Finding>) {
    let has = |kind: EvidenceKind| {
        inputs
            .evidence
            .iter()
            .any(|evidence| evidence.kind == kind && !evidence.command.is_empty())
    };
    match inputs.phase {
        Phase::Requirements | Phase::Plan => {}
        Phase::Implement => {
            if !has(EvidenceKind::Build) {
                let message = "No build command was found for this project, so that nobody knows whether it builds. Set `commands.build`, or waive this gate with a reason";
                let other = has(EvidenceKind::Lint) || has(EvidenceKind::Test);
                let finding = if other {
                    Finding::warning
                } else {
                    Finding::error
                };
                findings.push(finding("no-build-command".to_owned(), message.to_owned()));
            }
        }
        Phase::Test | Phase::Validate => {
            if !has(EvidenceKind::Test) && !has(EvidenceKind::Coverage) {
                let message = "No test command was found for this project, so that nobody knows whether it works. Set `commands.test`, or waive this gate with a reason";
                findings.push(Finding::error("no-test-command", message));
            }
        }
        Phase::Submit => {
            if !has(EvidenceKind::Git) {
                let message = "Nobody looked whether the branch is clean";
                findings.push(Finding::warning("no-git-evidence", message));
            }
        }
    }
}

fn command_failed(inputs: &Inputs, evidence: &Evidence) -> Finding {
    let how = match evidence.exit_code {
        Some(code) => format!("ended with exit code {code}"),
        None => "did not end by itself".to_owned(),
    };
    let mut message = format!("`{}` {how}", quote::inline(&evidence.command, 400));
    if let Some(tests) = evidence.tests {
        message.push_str(&format!(" ({tests})"));
    }
    if let Some(note) = &evidence.note {
        message.push_str(&format!(": {}", quote::inline(note, 1000)));
    }
    message.push_str(". Mend what it says");
    let output = inputs
        .outputs
        .iter()
        .find(|(command, _)| *command == evidence.command);
    if let Some((_, output)) = output.filter(|(_, output)| !output.trim().is_empty()) {
        // The end of an output says most.
        let from = output.ceil_char_boundary(output.len().saturating_sub(OUTPUT_LIMIT));
        message.push_str(":\n");
        message.push_str(quote::visible(&output[from..]).trim_end());
    }
    let code = match evidence.kind {
        EvidenceKind::Git => "git-not-clean",
        EvidenceKind::Lane => "out-of-lane",
        EvidenceKind::Template => "template-invalid",
        EvidenceKind::Build
        | EvidenceKind::Lint
        | EvidenceKind::Test
        | EvidenceKind::Coverage
        | EvidenceKind::Validate => "command-failed",
    };
    Finding::error(code, message)
}

/// The counts of this attempt: of the test commands, or of the coverage command where only that ran.
pub(crate) fn counted(evidence: &[Evidence]) -> Option<TestCounts> {
    let sum = |kind: EvidenceKind| {
        let counts = evidence
            .iter()
            .filter(|evidence| evidence.kind == kind)
            .filter_map(|evidence| evidence.tests);
        counts.reduce(|sum, more| TestCounts {
            passed: sum.passed.saturating_add(more.passed),
            failed: sum.failed.saturating_add(more.failed),
            skipped: sum.skipped.saturating_add(more.skipped),
        })
    };
    sum(EvidenceKind::Test).or_else(|| sum(EvidenceKind::Coverage))
}

fn counts(inputs: &Inputs, findings: &mut Vec<Finding>) {
    let tested = matches!(inputs.phase, Phase::Test | Phase::Validate);
    let Some(now) = counted(&inputs.evidence) else {
        let ran = inputs
            .evidence
            .iter()
            .any(|evidence| evidence.kind == EvidenceKind::Test && evidence.ok());
        let counts_always = |evidence: &Evidence| {
            COUNTING
                .iter()
                .any(|words| evidence.command.contains(words))
        };
        if tested && ran && inputs.evidence.iter().any(counts_always) {
            let message = "The test command ended well and did not say how many tests ran, as it always does at its end: something ended it early. Let all tests run";
            findings.push(Finding::error("tests-not-counted", message));
        } else if let Some(before) = inputs.baseline.filter(|_| tested && ran) {
            let message = format!(
                "{} tests were counted before, and now the test command does not say how many ran. Let it say so",
                before.ran()
            );
            findings.push(Finding::error("tests-not-counted", message));
        } else if tested && ran {
            let message = "The test command does not say how many tests ran in a form that is known here; only its exit code counts";
            findings.push(Finding::warning("tests-not-counted", message));
        }
        return;
    };
    if tested && now.ran() == 0 {
        let message = "The test command ran no test at all. Write tests that it finds";
        findings.push(Finding::error("no-tests-ran", message));
    }
    let silent = now.failed > 0 && inputs.evidence.iter().all(Evidence::ok);
    if silent {
        let message = format!(
            "{now}, although the command ended well. Mend the failing tests, or what they test"
        );
        findings.push(Finding::error("tests-failed", message));
    }
    let Some(before) = inputs.baseline else {
        return;
    };
    if now.ran() < before.ran() {
        let message = format!(
            "{} tests ran, and {} before. Tests may not become fewer: bring them back",
            now.ran(),
            before.ran()
        );
        findings.push(Finding::error("tests-fewer", message));
    }
    if inputs.phase >= Phase::Test && now.skipped > before.skipped {
        let message = format!(
            "{} tests are skipped, and {} before. Let them run",
            now.skipped, before.skipped
        );
        findings.push(Finding::error("tests-skipped", message));
    }
    if inputs.phase == Phase::Test && now.ran() == before.ran() {
        let message = format!(
            "As many tests ran as before ({}): no new one was found",
            now.ran()
        );
        findings.push(Finding::warning("tests-not-more", message));
    }
}

fn coverage(inputs: &Inputs, findings: &mut Vec<Finding>) {
    let Some(minimum) = inputs.policy.coverage_minimum else {
        return;
    };
    if !matches!(inputs.phase, Phase::Test | Phase::Validate) {
        return;
    }
    match percent(inputs) {
        None => {
            let message = format!(
                "{minimum:.1} % line coverage is required, and nothing measured it. Set `commands.coverage`, or waive this gate with a reason"
            );
            findings.push(Finding::error("coverage-unknown", message));
        }
        // What is not a number is below every minimum.
        Some(percent) if percent >= minimum => {}
        Some(percent) => {
            let message = format!(
                "Line coverage is {percent:.1} %, and {minimum:.1} % are required. Test what no test reaches"
            );
            findings.push(Finding::error("coverage-below-minimum", message));
        }
    }
}

fn percent(inputs: &Inputs) -> Option<f64> {
    inputs
        .evidence
        .iter()
        .rev()
        .find_map(|evidence| evidence.coverage)
}

/// The announcement's line: what the document says, and what we saw.
pub(super) fn summary(inputs: &Inputs, contract: String) -> String {
    let mut parts = Vec::new();
    if inputs.phase == Phase::Implement {
        let written = |path: &str| !path.starts_with(".backend-factory/");
        let files = inputs
            .changes
            .iter()
            .filter(|change| !change.ignored && written(&change.path))
            .count();
        parts.push(format!(
            "{files} {} changed",
            if files == 1 { "file" } else { "files" }
        ));
    } else {
        parts.push(contract);
    }
    let built = inputs
        .evidence
        .iter()
        .find(|evidence| evidence.kind == EvidenceKind::Build);
    if let Some(built) = built {
        parts.push(
            if built.ok() {
                "build passed"
            } else {
                "build failed"
            }
            .to_owned(),
        );
    }
    if let Some(counts) = counted(&inputs.evidence) {
        parts.push(counts.to_string());
    }
    if let Some(percent) = percent(inputs) {
        parts.push(format!("coverage {percent:.1} %"));
    }
    parts.join(", ")
}
