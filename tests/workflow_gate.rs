//! What a gate makes of evidence, claims and diffs. Each case is the good attempt of a phase with
//! one thing changed, and the codes that the gate must say.

use backend_factory::workflow::{
    Change, Evidence, Lane, Phase, Policy,
    brief::Handed,
    change::ChangeKind,
    evidence::{EvidenceKind, TestCounts},
    gate::{self, Inputs, Verdict},
};

const GOOD: [&str; 6] = [
    include_str!("workflow/good/1-requirements.md"),
    include_str!("workflow/good/2-plan.md"),
    include_str!("workflow/good/3-implement.md"),
    include_str!("workflow/good/4-test.md"),
    include_str!("workflow/good/5-validate.md"),
    include_str!("workflow/good/6-submit.md"),
];

fn evidence(kind: EvidenceKind, command: &str, exit_code: Option<i32>) -> Evidence {
    Evidence {
        kind,
        command: command.into(),
        folder: String::new(),
        exit_code,
        duration_ms: 10,
        tests: None,
        coverage: None,
        output_sha256: "0".repeat(64),
        output: None,
        sandbox: None,
        note: None,
    }
}

fn tested(passed: u64, failed: u64, skipped: u64) -> Evidence {
    Evidence {
        tests: Some(TestCounts {
            passed,
            failed,
            skipped,
        }),
        ..evidence(EvidenceKind::Test, "cargo test", Some(0))
    }
}

/// An attempt at which nothing is wrong.
fn good(phase: Phase) -> Inputs {
    let path = |phase: Phase| format!(".backend-factory/okta/{}", phase.deliverable());
    let handed = |phase: Phase| Handed {
        phase,
        path: path(phase),
        sha256: String::new(),
        text: GOOD[phase.index()].to_owned(),
    };
    let added = |paths: &[&str]| {
        paths
            .iter()
            .map(|path| Change::new(*path, ChangeKind::Added))
            .collect()
    };
    let names = [
        "okta::a_valid_token_opens_a_session",
        "okta::an_expired_token_is_refused",
        "okta::no_session_is_left_behind",
        "session::a_closed_account_is_signed_out",
        "okta::a_token_of_another_issuer_is_refused",
    ];
    let mut inputs = Inputs::new(
        phase,
        path(phase),
        Lane::of(phase).for_run("okta"),
        Policy::default(),
    );
    inputs.text = Some(GOOD[phase.index()].to_owned());
    inputs.earlier = Phase::ALL
        .into_iter()
        .filter(|earlier| *earlier < phase)
        .map(handed)
        .collect();
    inputs.baseline = Some(TestCounts {
        passed: 7,
        failed: 0,
        skipped: 1,
    });
    match phase {
        Phase::Requirements | Phase::Plan => {}
        Phase::Implement => {
            inputs.changes = added(&["src/okta.rs", "src/routes.rs", "src/session.rs"]);
            inputs.evidence = vec![evidence(EvidenceKind::Build, "cargo build", Some(0))];
        }
        Phase::Test => {
            inputs.changes = added(&["tests/okta.rs"]);
            inputs.evidence = vec![tested(12, 0, 1)];
            inputs.tests = Some(names.iter().map(|name| (*name).to_owned()).collect());
        }
        Phase::Validate => inputs.evidence = vec![tested(7, 0, 1)],
        Phase::Submit => {
            inputs.changes = added(&["CHANGELOG.md"]);
            inputs.evidence = vec![evidence(EvidenceKind::Git, "clean tree", Some(0))];
        }
    }
    inputs
}

fn codes(verdict: &Verdict) -> Vec<&str> {
    verdict
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn good_attempts_pass_with_a_line_for_the_announcement() {
    let summaries = [
        "3 acceptance criteria, 1 dependency on the frontend team",
        "3 steps for 3 criteria",
        "3 files changed, build passed",
        "4 tests for 3 criteria, 12 passed, 1 skipped",
        "APPROVED, 3 of 3 criteria pass, 7 passed, 1 skipped",
        "ready for review, 1 note before merging",
    ];
    for (phase, summary) in Phase::ALL.into_iter().zip(summaries) {
        let verdict = gate::judge(&good(phase));
        assert!(
            verdict.passed && verdict.findings.is_empty(),
            "{phase}: {verdict:?}"
        );
        assert_eq!(verdict.summary, summary);
        assert_eq!(verdict.retry, None);
    }
}

/// The case is the good attempt with this change; it must say exactly these codes, and it passes
/// only where all of them are warnings.
fn check(phase: Phase, wanted: &[&str], passes: bool, change: impl Fn(&mut Inputs)) -> Verdict {
    let mut inputs = good(phase);
    change(&mut inputs);
    let verdict = gate::judge(&inputs);
    assert_eq!(codes(&verdict), wanted, "{phase}: {verdict:#?}");
    assert_eq!(verdict.passed, passes, "{phase}: {verdict:#?}");
    verdict
}

#[test]
fn evidence_decides() {
    use Phase::*;
    check(Implement, &["no-build-command"], false, |it| {
        it.evidence.clear()
    });
    check(Implement, &["no-build-command"], true, |it| {
        it.evidence = vec![tested(7, 0, 1)]
    });
    check(Implement, &["command-failed"], false, |it| {
        it.evidence[0].exit_code = Some(101)
    });
    check(Implement, &["command-failed"], false, |it| {
        it.evidence[0].exit_code = None
    });
    check(Implement, &["tests-fewer"], false, |it| {
        it.evidence.push(tested(6, 0, 1))
    });
    check(Test, &["no-test-command"], false, |it| it.evidence.clear());
    check(Test, &["no-test-command"], false, |it| {
        it.evidence = vec![evidence(EvidenceKind::Build, "cargo build", Some(0))];
    });
    check(Test, &["no-tests-ran", "tests-fewer"], false, |it| {
        it.evidence = vec![tested(0, 0, 0)]
    });
    check(Test, &["no-tests-ran"], false, |it| {
        it.baseline = None;
        it.evidence = vec![tested(0, 0, 9)];
    });
    check(Test, &["tests-failed"], false, |it| {
        it.evidence = vec![tested(612, 1, 0)]
    });
    check(Test, &["tests-fewer"], false, |it| {
        it.evidence = vec![tested(6, 0, 0)]
    });
    check(Test, &["tests-skipped"], false, |it| {
        it.evidence = vec![tested(11, 0, 2)]
    });
    check(Test, &["tests-not-more"], true, |it| {
        it.evidence = vec![tested(7, 0, 1)]
    });
    check(Test, &["tests-not-counted"], true, |it| {
        it.baseline = None;
        it.evidence = vec![evidence(EvidenceKind::Test, "just verify", Some(0))];
    });
    // They were counted before: whoever silences the runner does not pass.
    check(Test, &["tests-not-counted"], false, |it| {
        it.evidence = vec![evidence(EvidenceKind::Test, "just verify", Some(0))];
    });
    check(Test, &["tests-not-counted"], false, |it| {
        it.baseline = None;
        it.evidence = vec![evidence(EvidenceKind::Test, "cargo test", Some(0))];
    });
    check(Validate, &["tests-fewer"], false, |it| {
        it.evidence = vec![tested(6, 0, 1)]
    });
    check(Validate, &["tests-skipped"], false, |it| {
        it.evidence = vec![tested(7, 0, 2)]
    });
    check(Validate, &["command-failed"], false, |it| {
        it.evidence
            .push(evidence(EvidenceKind::Validate, "just smoke", Some(1)));
    });
    check(Submit, &["git-not-clean"], false, |it| {
        it.evidence[0].exit_code = Some(1)
    });
    check(Submit, &["no-git-evidence"], true, |it| it.evidence.clear());
    // Two test commands count together.
    check(Test, &[], true, |it| {
        it.evidence = vec![tested(6, 0, 1), tested(6, 0, 0)]
    });
}

#[test]
fn coverage_is_required_only_where_a_minimum_is_set() {
    let with = |percent: Option<f64>| {
        move |it: &mut Inputs| {
            it.policy.coverage_minimum = Some(80.0);
            let mut seen = evidence(EvidenceKind::Coverage, "cargo llvm-cov", Some(0));
            seen.coverage = percent;
            it.evidence.push(seen);
        }
    };
    check(
        Phase::Test,
        &["coverage-below-minimum"],
        false,
        with(Some(79.9)),
    );
    check(
        Phase::Test,
        &["coverage-below-minimum"],
        false,
        with(Some(f64::NAN)),
    );
    check(Phase::Test, &["coverage-unknown"], false, with(None));
    let verdict = check(Phase::Test, &[], true, with(Some(80.0)));
    assert_eq!(
        verdict.summary,
        "4 tests for 3 criteria, 12 passed, 1 skipped, coverage 80.0 %"
    );
    check(Phase::Implement, &[], true, |it| {
        it.policy.coverage_minimum = Some(80.0)
    });
}

#[test]
fn claims_are_looked_up() {
    check(Phase::Implement, &["no-changes"], false, |it| {
        it.changes.clear()
    });
    check(Phase::Implement, &["unchanged-file"], true, |it| {
        drop(it.changes.remove(0))
    });
    check(Phase::Test, &["unknown-test"], false, |it| {
        it.tests = Some(vec![
            "okta::a_valid_token_opens_a_session".into(),
            "okta::an_expired_token_is_refused".into(),
            "okta::no_session_is_left_behind".into(),
            "okta::a_closed_account_is_signed_out_never".into(),
        ]);
    });
    check(Phase::Test, &["test-removed"], false, |it| {
        it.changes
            .push(Change::new("tests/old.rs", ChangeKind::Deleted));
    });
    check(Phase::Test, &[], true, |it| it.tests = None);
    let ran = |names: &'static [&'static str]| {
        move |it: &mut Inputs| {
            it.tests = Some(names.iter().map(|name| (*name).to_owned()).collect());
        }
    };
    let all = &[
        "okta::a_valid_token_opens_a_session",
        "okta::an_expired_token_is_refused",
        "okta::no_session_is_left_behind",
        "session::a_closed_account_is_signed_out",
    ];
    check(Phase::Validate, &[], true, ran(all));
    let verdict = check(
        Phase::Validate,
        &["verdict-without-test"],
        false,
        ran(&all[1..]),
    );
    assert!(
        verdict.findings[0]
            .message
            .starts_with("AC-1 is judged PASS")
    );
}

#[test]
fn what_leaves_the_lane_fails_the_attempt_and_comes_first() {
    let verdict = check(Phase::Implement, &["out-of-lane"], false, |it| {
        it.changes
            .push(Change::new("tests/okta.rs", ChangeKind::Added));
    });
    assert_eq!(verdict.findings[0].path.as_deref(), Some("tests/okta.rs"));
}

#[test]
fn validation_that_needs_work_says_who() {
    let needs_work = |it: &mut Inputs| {
        let text = it.text.take().unwrap().replace("APPROVED", "NEEDS_WORK");
        it.text = Some(text.replace("- none", "- implement: refuse expired tokens"));
    };
    let verdict = check(Phase::Validate, &["needs-work"], false, needs_work);
    assert_eq!(verdict.retry, Some(Phase::Implement));
    assert!(
        verdict.findings[0]
            .message
            .contains("refuse expired tokens")
    );
    // Who left the lane mends that first.
    let verdict = check(
        Phase::Validate,
        &["out-of-lane", "needs-work"],
        false,
        |it| {
            needs_work(it);
            it.changes
                .push(Change::new("src/okta.rs", ChangeKind::Modified));
        },
    );
    assert_eq!(verdict.retry, None);
}

#[test]
fn the_diff_is_looked_through() {
    let diff = |path: &str, lines: &str| {
        let diff = format!(
            "diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1,3 +10,3 @@\n fn a() {{\n{lines}\n }}\n"
        );
        move |it: &mut Inputs| it.diff = Some(diff.clone())
    };
    let key = format!("+let key = \"AKIA{}\";", "Q".repeat(16));
    let verdict = check(
        Phase::Implement,
        &["security-secret"],
        false,
        diff("src/a.rs", &key),
    );
    assert_eq!(verdict.findings[0].line, Some(10));
    check(
        Phase::Implement,
        &[],
        true,
        diff("src/a.rs", "+// see AKIAIOSFODNN7EXAMPLE"),
    );
    check(
        Phase::Implement,
        &[],
        true,
        diff("src/a.rs", &key.replacen('+', "-", 1)),
    );
    check(
        Phase::Implement,
        &["security-secret"],
        false,
        diff("src/a.pem", "+-----BEGIN RSA PRIVATE KEY-----"),
    );
    check(
        Phase::Implement,
        &["resource-from-code"],
        true,
        diff("src/a.py", "+s3.create_bucket(Bucket=name)"),
    );
    check(
        Phase::Implement,
        &[],
        true,
        diff("tests/a.py", "+s3.create_bucket(Bucket=name)"),
    );
    check(
        Phase::Test,
        &["assertion-removed"],
        true,
        diff("tests/a.rs", "-    assert_eq!(a, 1);"),
    );
    check(
        Phase::Test,
        &[],
        true,
        diff(
            "tests/a.rs",
            "-    assert_eq!(a, 1);\n+        assert_eq!(a, 1);",
        ),
    );
    check(
        Phase::Test,
        &["test-switched-off"],
        true,
        diff("tests/a.rs", "+#[ignore]"),
    );
    check(
        Phase::Test,
        &["test-switched-off"],
        true,
        diff("a.test.ts", "+it.only('x')"),
    );
    for (line, codes) in [
        ("+    os._exit(1)", &[][..]),
        ("+process.exit(1)", &[]),
        ("+await submit.done(x)", &[]),
        ("+xit('later', () => {})", &["test-switched-off"]),
        ("+  _exit(1); xit('later')", &["test-switched-off"]),
        ("+@pytest.mark.xfail", &["test-switched-off"]),
    ] {
        check(Phase::Test, codes, true, diff("tests/a.js", line));
    }
    for (path, line, codes) in [
        (
            "run.sh",
            "+aws s3api create-bucket --bucket b",
            &["resource-from-code"][..],
        ),
        ("run.sh", "+aws s3api list-buckets", &[]),
        (
            "main.tf",
            "+resource \"aws_s3_bucket\" \"b\" {",
            &["resource-from-code"],
        ),
        ("notes.py", "+resource \"aws_s3_bucket\" \"b\" {", &[]),
    ] {
        check(Phase::Implement, codes, true, diff(path, line));
    }
    // A line of content that looks like a head is content.
    check(Phase::Test, &[], true, diff("tests/a.rs", "+++ b/src/x.rs"));
}

#[test]
fn feedback_carries_the_end_of_the_output_and_no_more() {
    let verdict = check(Phase::Implement, &["command-failed"], false, |it| {
        it.evidence[0].exit_code = Some(101);
        let output = "é".repeat(100_000) + "\nerror[E0425]: cannot find `okta`\u{1b}[0m\n";
        it.outputs = vec![("cargo build".into(), output)];
    });
    let message = &verdict.findings[0].message;
    assert!(
        message.starts_with("`cargo build` ended with exit code 101. Mend what it says:\n"),
        "{message}"
    );
    assert!(
        message.ends_with("error[E0425]: cannot find `okta`⟨U+001B⟩[0m"),
        "{message}"
    );
    assert!(message.len() < 7_000, "{}", message.len());
}
