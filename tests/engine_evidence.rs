//! Real output of real runners, and what must be read from it. The files were written by the tools
//! themselves (but for Maven's, taken from its documentation's form), with a test in several of
//! them that prints a lie in the runner's own form.

use backend_factory::engine::evidence::{
    cobertura, counts, counts_of, junit, lcov, printed_coverage, readable,
};

fn data(name: &str) -> String {
    let path = format!(
        "{}/tests/engine/evidence/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// File, runners, passed, failed, skipped, words of the doubts.
type Case = (
    &'static str,
    &'static str,
    u64,
    u64,
    u64,
    &'static [&'static str],
);

const COUNTS: &[Case] = &[
    // One failed, one ignored; a binary aborted after announcing two; one test printed "612 passed".
    (
        "cargo-mixed.txt",
        "cargo",
        4,
        2,
        1,
        &["announced 2 tests and gave no result", "612 passed"],
    ),
    ("cargo-ok.txt", "cargo", 1, 0, 0, &[]),
    ("cargo-quiet.txt", "cargo", 2, 0, 0, &["612 passed"]),
    ("nextest-mixed.txt", "nextest", 4, 2, 1, &[]),
    ("nextest-failfast.txt", "nextest", 1, 2, 1, &["only 3 of 6"]),
    ("go-verbose.txt", "go", 4, 1, 1, &[]), // with the one that a test printed: -v cannot tell
    ("go-json.txt", "go", 3, 1, 1, &[]),    // -json can
    ("pytest-mixed.txt", "pytest", 2, 2, 2, &[]),
    ("pytest-quiet.txt", "pytest", 2, 0, 0, &[]),
    ("pytest-cov.txt", "pytest", 2, 2, 2, &[]),
    ("pytest-none.txt", "pytest", 0, 0, 0, &[]),
    ("unittest-mixed.txt", "unittest", 1, 2, 2, &[]),
    ("unittest-ok.txt", "unittest", 1, 0, 0, &[]),
    ("jest-mixed.txt", "jest", 2, 1, 2, &[]),
    ("jest-ok.txt", "jest", 1, 0, 0, &[]),
    (
        "jest-broken-suite.txt",
        "jest",
        0,
        1,
        0,
        &["1 test suites failed to run"],
    ),
    ("vitest-mixed.txt", "vitest", 2, 1, 2, &[]),
    ("vitest-ok.txt", "vitest", 1, 0, 0, &[]),
    (
        "vitest-broken-file.txt",
        "vitest",
        1,
        1,
        0,
        &["1 test files failed to run"],
    ),
    ("mocha-mixed.txt", "mocha", 1, 1, 2, &[]),
    ("tap-mocha.txt", "tap", 1, 1, 2, &[]),
    ("node-spec.txt", "node", 1, 1, 2, &[]),
    ("node-tap.txt", "node", 1, 1, 2, &[]),
    ("maven-mixed.txt", "maven", 3, 2, 1, &[]),
];

#[test]
fn counts_of_real_output() {
    for (file, runners, passed, failed, skipped, doubts) in COUNTS {
        let reading = counts(&data(file)).unwrap_or_else(|| panic!("{file}: nothing read"));
        let got = reading.counts;
        assert_eq!(
            (got.passed, got.failed, got.skipped),
            (*passed, *failed, *skipped),
            "{file}: {reading:?}"
        );
        assert_eq!(reading.runners.join("+"), *runners, "{file}");
        assert_eq!(
            reading.doubts.len(),
            doubts.len(),
            "{file}: {:?}",
            reading.doubts
        );
        for words in *doubts {
            assert!(
                reading.doubts.iter().any(|doubt| doubt.contains(words)),
                "{file}: {:?}",
                reading.doubts
            );
        }
    }
}

#[test]
fn text_without_a_runner_gives_no_counts() {
    for text in [
        "",
        "ok\n",
        "All good, 612 passed!\n",
        "test result: fine\n",
        "ok 1 - but without a plan\n",
        "{\"Action\":\"pass\",\"Test\":\"Fake\"}\nBUILD SUCCESS\n",
        "ok  \texample.com/demo\t0.003s\n", // go without -v: packages speak, not tests
    ] {
        assert_eq!(counts(text), None, "{text:?}");
    }
}

#[test]
fn a_plan_that_is_not_kept_is_a_failure() {
    let reading = counts("1..3\nok 1\nok 2 - second\n").expect("TAP");
    assert_eq!((reading.counts.passed, reading.counts.failed), (2, 1));
    assert_eq!(reading.doubts, ["3 tests planned, 2 reported"]);
}

#[test]
fn json_of_go_is_made_readable() {
    let text = readable(&data("go-json.txt"));
    assert!(
        text.contains("--- FAIL: TestBad (0.00s)\n") && !text.contains("\"Action\":\"run\""),
        "{text}"
    );
}

#[test]
fn junit_reports() {
    for (file, passed, failed, skipped) in [
        ("junit-pytest.xml", 2, 2, 2),
        ("junit-vitest.xml", 2, 1, 2),
        ("junit-nextest.xml", 4, 2, 0), // nextest does not list what it skipped
        ("junit-surefire.xml", 1, 2, 1),
    ] {
        let reading = junit(&data(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let got = reading.counts;
        assert_eq!(
            (got.passed, got.failed, got.skipped),
            (passed, failed, skipped),
            "{file}"
        );
        assert_eq!(reading.doubts, [""; 0], "{file}");
    }
    let lie = junit("<testsuites tests=\"612\"><testsuite><testcase/></testsuite></testsuites>");
    assert_eq!(
        lie.expect("a report").doubts,
        ["the report claims 612 tests and lists 1"]
    );
}

#[test]
fn reports_that_are_none_are_refused() {
    let deep = format!("<testsuite>{}", "<x>".repeat(100));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;\">]><testsuite>&c;</testsuite>";
    for (xml, why) in [
        ("", "ends in the middle"),
        ("<html></html>", "neither"),
        ("<testsuite><testcase/>", "ends in the middle"),
        ("<testsuite><testcase></testsuite>", "not well-formed"),
        (&deep, "deeper"),
    ] {
        assert!(
            junit(xml).expect_err(xml).contains(why),
            "{xml}: {:?}",
            junit(xml)
        );
        assert!(
            cobertura(&xml.replace("testsuite", "coverage")).is_err(),
            "{xml}"
        );
    }
    // Entities are left alone: nothing grows.
    assert_eq!(junit(bomb).expect("well-formed").counts.passed, 0);
    for (text, why) in [
        ("", "end_of_record"),
        ("SF:a\nDA:x,1\nend_of_record\n", "DA:line,hits"),
    ] {
        assert!(lcov(text).expect_err(text).contains(why));
    }
}

#[test]
fn coverage_reports() {
    let lines = lcov(&data("lcov-pytest.info")).expect("lcov");
    assert_eq!(
        (lines.covered, lines.all, lines.percent()),
        (5, 6, Some(83.33))
    );
    let lines = cobertura(&data("cobertura-pytest.xml")).expect("cobertura");
    assert_eq!((lines.covered, lines.all), (5, 6));
    assert_eq!(printed_coverage(&data("pytest-cov.txt")), Some(83.0));
    assert_eq!(printed_coverage(&data("go-cover.txt")), Some(66.7));
    assert_eq!(printed_coverage("coverage: 100%"), None);
    // A line that two records have counts once, and a changed denominator does not count at all.
    let twice = "SF:a\nDA:1,0\nDA:2,0\nend_of_record\nSF:a\nDA:1,3\nLF:1\nLH:1\nend_of_record\n";
    assert_eq!(lcov(twice).expect("lcov").percent(), Some(50.0));
    let claim = "<coverage lines-valid=\"1\" lines-covered=\"1\" line-rate=\"1.0\"><class filename=\"a\"><methods><method><lines><line number=\"1\" hits=\"1\"/></lines></method></methods><lines><line number=\"1\" hits=\"1\"/><line number=\"2\" hits=\"0\"/></lines></class></coverage>";
    assert_eq!(cobertura(claim).expect("cobertura").percent(), Some(50.0));
    assert_eq!(lcov("SF:a\nend_of_record\n").expect("lcov").percent(), None);
}

#[test]
fn a_command_that_names_its_runner_hears_no_other() {
    let lie = "============ 612 passed in 1.00s ============\n";
    let unittest = data("unittest-ok.txt");
    let argv = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for (command, output, passed) in [
        ("python3 -m unittest discover -v", unittest.clone(), Some(1)),
        ("python3 -m pytest", unittest.clone(), None),
        (
            "uv run python3 -m pytest",
            data("pytest-quiet.txt"),
            Some(2),
        ),
        ("cargo test --workspace", data("cargo-ok.txt"), Some(1)),
        ("cargo nextest run", data("cargo-ok.txt"), None),
        ("/usr/bin/go test -json ./...", data("go-json.txt"), Some(3)),
        ("cargo test", data("go-json.txt"), None),
        ("./mvnw -B test", data("maven-mixed.txt"), Some(3)),
    ] {
        let reading = counts_of(&argv(command), &(lie.to_owned() + &output));
        let wanted = match command.contains("pytest") {
            true => Some(passed.unwrap_or(0) + 612), // its own form: only the exit code can tell
            false => passed,
        };
        assert_eq!(
            reading.map(|reading| reading.counts.passed),
            wanted,
            "{command}"
        );
    }
    // Whoever goes through another program may end in any runner.
    assert!(counts_of(&argv("npm run test"), &data("jest-ok.txt")).is_some());
}
