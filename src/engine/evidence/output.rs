//! Test counts from what test runners print.
//!
//! One small reader a runner; all of them see the same text, because one command may drive several
//! runners. A test's own output stands in that text too, so a reader takes only whole lines of the
//! runner's form, and checks them against each other where the runner says the same thing twice.

use std::sync::LazyLock;

use regex::Regex;

use super::Reading;
use crate::workflow::evidence::TestCounts;

type Reader = fn(&str) -> Option<(TestCounts, Vec<String>)>;

/// Where two of them would read the same lines, the earlier one wins (see `counts`).
const READERS: &[(&str, Reader)] = &[
    ("cargo", cargo),
    ("nextest", nextest),
    ("go", go_plain),
    ("pytest", pytest),
    ("unittest", unittest),
    ("jest", jest),
    ("vitest", vitest),
    ("mocha", mocha),
    ("node", node),
    ("maven", maven),
    ("tap", tap),
];

/// Counts in the output of this command. Where the command names its runner, only that one is heard: a
/// test can print what any other would say.
pub fn counts_of(argv: &[String], output: &str) -> Option<Reading> {
    let has = |word: &str| {
        let bare = |it: &String| it.rsplit('/').next() == Some(word);
        argv.iter().any(bare)
    };
    let heard: &[&str] = match argv.first().map(|program| program.rsplit('/').next()) {
        Some(Some("cargo")) if has("nextest") => &["nextest"],
        Some(Some("cargo")) if has("test") => &["cargo"],
        Some(Some("go")) => &["go"],
        Some(Some("mvn" | "mvnw")) => &["maven"],
        _ if has("unittest") => &["unittest"],
        _ if has("pytest") => &["pytest"],
        _ => return counts(output),
    };
    read(output, |name| heard.contains(&name))
}

/// Counts in a command's output; none where no known runner spoke.
pub fn counts(output: &str) -> Option<Reading> {
    read(output, |_| true)
}

fn read(output: &str, heard: impl Fn(&str) -> bool) -> Option<Reading> {
    if let Some((counts, doubts)) = go_json(output).filter(|_| heard("go")) {
        // Its lines quote what the tests printed: no other reader may look at them.
        return Some(Reading {
            counts,
            runners: vec!["go"],
            doubts,
        });
    }
    let plain = without_escapes(output);
    let mut reading = Reading::default();
    for (name, read) in READERS {
        if !heard(name) || *name == "tap" && reading.runners.contains(&"node") {
            continue;
        }
        if let Some((counts, doubts)) = read(&plain) {
            reading.add(counts);
            reading.runners.push(name);
            reading.doubts.extend(doubts);
        }
    }
    (!reading.runners.is_empty()).then_some(reading)
}

/// The output as people and agents should read it: without colours, and `go test -json` as the text
/// that it wraps.
pub fn readable(output: &str) -> String {
    let plain = without_escapes(output);
    if go_json(&plain).is_none() {
        return plain;
    }
    let mut text = String::with_capacity(plain.len() / 3);
    for line in plain.lines() {
        match serde_json::from_str::<GoEvent>(line) {
            Ok(event) => text.push_str(&event.output),
            Err(_) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

pub(super) fn without_escapes(text: &str) -> String {
    // CSI sequences, OSC sequences, and lone carriage returns of progress lines.
    static ESCAPES: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"\x1b\[[0-9;:?<=>]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\^_]")
    });
    ESCAPES.replace_all(text, "").replace("\r\n", "\n")
}

fn cargo(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static RESULT: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; (\d+) measured; \d+ filtered out",
        )
    });
    static RUNNING: LazyLock<Regex> =
        LazyLock::new(|| regex(r"^running (\d+) (?:test|benchmark)s?$"));
    let (mut counts, mut doubts) = (TestCounts::default(), Vec::new());
    let mut announced: Option<u64> = None;
    let mut results = 0;
    let silent = |announced: u64| {
        format!("a test binary announced {announced} tests and gave no result: it died")
    };
    for line in text.lines() {
        if let Some(found) = RUNNING.captures(line) {
            if let Some(before) = announced.replace(number(&found[1])) {
                counts.failed += 1;
                doubts.push(silent(before));
            }
        } else if let Some(found) = RESULT.captures(line) {
            results += 1;
            let [passed, failed, ignored, measured] = [1, 2, 3, 4].map(|at| number(&found[at]));
            let sum = [passed, failed, ignored, measured]
                .iter()
                .fold(0u64, |sum, n| sum.saturating_add(*n));
            // A test that prints a result line of its own is not the runner.
            if announced == Some(sum) {
                announced = None;
                counts.passed += passed + measured;
                counts.failed += failed;
                counts.skipped += ignored;
            } else {
                doubts.push(format!(
                    "a result line does not agree with the number of tests announced: `{line}`"
                ));
            }
        }
    }
    if let Some(before) = announced {
        counts.failed += 1;
        doubts.push(silent(before));
    }
    (results > 0 || !doubts.is_empty()).then_some((counts, doubts))
}

fn nextest(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static SUMMARY: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?m)^ *Summary \[ *[\d.]+s\] (?:(\d+)/)?(\d+) tests? run: (.*)$"));
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"(\d+) (passed|failed|timed out|exec failed|skipped|leaked resources)")
    });
    let mut found = None::<(TestCounts, Vec<String>)>;
    for summary in SUMMARY.captures_iter(text) {
        let (counts, doubts) = found.get_or_insert_default();
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for part in PART.captures_iter(&summary[3]) {
            let n = number(&part[1]);
            match &part[2] {
                "passed" => passed += n,
                "skipped" => skipped += n,
                _ => failed += n,
            }
        }
        let all = number(&summary[2]);
        if let Some(ran) = summary.get(1).map(|ran| number(ran.as_str())) {
            doubts.push(format!("only {ran} of {all} tests ran"));
        } else if passed + failed != all {
            doubts.push(format!(
                "{all} tests ran, but {passed} passed and {failed} failed"
            ));
        }
        *counts = TestCounts {
            passed: counts.passed + passed,
            failed: counts.failed + failed,
            skipped: counts.skipped + skipped,
        };
    }
    found
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GoEvent {
    pub action: String,
    #[serde(default)]
    pub test: Option<String>,
    #[serde(default)]
    pub package: String,
    #[serde(default)]
    output: String,
    #[serde(default)]
    failed_build: Option<String>,
}

fn go_json(text: &str) -> Option<(TestCounts, Vec<String>)> {
    let (mut counts, mut doubts) = (TestCounts::default(), Vec::new());
    let mut running = std::collections::BTreeSet::new();
    let (mut events, mut others) = (0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let event = line
            .starts_with('{')
            .then(|| serde_json::from_str::<GoEvent>(line));
        let Some(Ok(event)) = event else {
            others += 1;
            continue;
        };
        events += 1;
        let Some(test) = event.test else {
            if let (true, Some(build)) = (event.action == "fail", event.failed_build) {
                counts.failed += 1;
                doubts.push(format!(
                    "the tests of {} do not build ({build})",
                    event.package
                ));
            }
            continue;
        };
        let key = (event.package, test);
        match event.action.as_str() {
            "run" => _ = running.insert(key),
            "pass" if running.remove(&key) => counts.passed += 1,
            "fail" => {
                running.remove(&key);
                counts.failed += 1;
            }
            "skip" if running.remove(&key) => counts.skipped += 1,
            _ => {}
        }
    }
    if let Some((package, test)) = running.first() {
        counts.failed += running.len() as u64;
        doubts.push(format!(
            "{} tests began and never ended, the first is {test} of {package}",
            running.len()
        ));
    }
    // A test of another language may print one such line; a stream of them is go's.
    (events > others).then_some((counts, doubts))
}

fn go_plain(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static VERDICT: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?m)^ *--- (PASS|FAIL|SKIP): \S+ \([\d.]+s\)$"));
    static PACKAGE: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?m)^(?:ok  |FAIL|---|\?   )\t\S+\s+(?:[\d.]+s|\(cached\)|\[build failed\]|\[setup failed\]|\[no test files\])",
        )
    });
    let mut counts = TestCounts::default();
    let mut verdicts = 0;
    for verdict in VERDICT.captures_iter(text) {
        verdicts += 1;
        match &verdict[1] {
            "PASS" => counts.passed += 1,
            "FAIL" => counts.failed += 1,
            _ => counts.skipped += 1,
        }
    }
    // Without -v the packages speak, not the tests: then the number of tests is unknown.
    (verdicts > 0 && PACKAGE.is_match(text)).then_some((counts, Vec::new()))
}

fn pytest(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static LAST: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?m)^(?:=+ )?((?:\d+ [a-z ]+, )*\d+ [a-z ]+|no tests ran) in [\d.]+s(?: \([\d:]+\))?(?: =+)?$",
        )
    });
    static PART: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b"));
    let mut found = None::<TestCounts>;
    for line in LAST.captures_iter(text) {
        let counts = found.get_or_insert_default();
        for part in PART.captures_iter(&line[1]) {
            let n = number(&part[1]);
            match &part[2] {
                "passed" | "xpassed" => counts.passed += n,
                "skipped" | "xfailed" => counts.skipped += n,
                _ => counts.failed += n,
            }
        }
    }
    found.map(|counts| (counts, Vec::new()))
}

fn unittest(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static RAN: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"(?m)^Ran (\d+) tests? in [\d.]+s\n\n(OK|FAILED|NO TESTS RAN)(?: \(([^)\n]*)\))?$")
    });
    let mut found = None::<(TestCounts, Vec<String>)>;
    for ran in RAN.captures_iter(text) {
        let (counts, doubts) = found.get_or_insert_default();
        let (mut failed, mut skipped) = (0, 0);
        for part in ran.get(3).map_or("", |parts| parts.as_str()).split(", ") {
            let (name, n) = part.split_once('=').unwrap_or((part, "0"));
            match name {
                "failures" | "errors" | "unexpected successes" => failed += number(n),
                "skipped" | "expected failures" => skipped += number(n),
                _ => {}
            }
        }
        let all = number(&ran[1]);
        if failed > 0 && &ran[2] == "OK" {
            doubts.push("unittest says OK with failures".to_owned());
        }
        counts.passed += all.saturating_sub(failed + skipped);
        counts.failed += failed;
        counts.skipped += skipped;
    }
    found
}

fn jest(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static TESTS: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"(?m)^Tests: +((?:\d+ (?:failed|skipped|todo|passed|obsolete), )*)(\d+) total$")
    });
    static SUITES: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?m)^Test Suites: +(?:(\d+) failed, )?.*\d+ total$"));
    let mut found = parts_of_total(text, &TESTS, ", ");
    if let (Some((counts, doubts)), Some(suites)) = (&mut found, SUITES.captures(text)) {
        let broken = suites.get(1).map_or(0, |n| number(n.as_str()));
        if broken > 0 && counts.failed == 0 {
            // A suite that does not load runs no test, so that `Tests:` knows no failure.
            counts.failed += broken;
            doubts.push(format!("{broken} test suites failed to run"));
        }
    }
    found
}

fn vitest(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static TESTS: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?m)^ +Tests  ((?:\d+ (?:failed|passed|skipped|todo|expected fail)(?: \| )?)+|no tests)(?: \((\d+)\))?$",
        )
    });
    static FILES: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?m)^ +Test Files  (?:(\d+) failed)?.*$"));
    let mut found = parts_of_total(text, &TESTS, " | ");
    if let (Some((counts, doubts)), Some(files)) = (&mut found, FILES.captures(text)) {
        let broken = files.get(1).map_or(0, |n| number(n.as_str()));
        if broken > 0 && counts.failed == 0 {
            counts.failed += broken;
            doubts.push(format!("{broken} test files failed to run"));
        }
    }
    found
}

/// `1 failed, 2 passed, 3 total` and its like: the parts must make up the total.
fn parts_of_total(text: &str, line: &Regex, separator: &str) -> Option<(TestCounts, Vec<String>)> {
    let mut found = None::<(TestCounts, Vec<String>)>;
    for line in line.captures_iter(text) {
        let (counts, doubts) = found.get_or_insert_default();
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for part in line[1].split(separator) {
            let (n, name) = part
                .trim_end_matches(',')
                .split_once(' ')
                .unwrap_or(("0", ""));
            match name.trim_end_matches(", ") {
                "failed" => failed += number(n),
                "passed" | "expected fail" => passed += number(n),
                "skipped" | "todo" => skipped += number(n),
                _ => {}
            }
        }
        let all = line
            .get(2)
            .map_or(passed + failed + skipped, |all| number(all.as_str()));
        if passed + failed + skipped != all {
            doubts.push(format!(
                "{all} tests in all, but {passed} passed, {failed} failed and {skipped} skipped"
            ));
        }
        counts.passed += passed;
        counts.failed += failed;
        counts.skipped += skipped;
    }
    found
}

fn mocha(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static PASSING: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?m)^  (\d+) passing \(\d+(?:ms|s|m|h)\)\n(?:  (\d+) pending\n?)?(?:  (\d+) failing\n?)?",
        )
    });
    let mut found = None::<TestCounts>;
    for line in PASSING.captures_iter(text) {
        let counts = found.get_or_insert_default();
        let at = |group| line.get(group).map_or(0, |n| number(n.as_str()));
        counts.passed += at(1);
        counts.skipped += at(2);
        counts.failed += at(3);
    }
    found.map(|counts| (counts, Vec::new()))
}

/// `node --test`, with its spec or its TAP reporter.
fn node(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?m)^(?:ℹ|#) tests (\d+)\n(?:ℹ|#) suites \d+\n(?:ℹ|#) pass (\d+)\n(?:ℹ|#) fail (\d+)\n(?:ℹ|#) cancelled (\d+)\n(?:ℹ|#) skipped (\d+)\n(?:ℹ|#) todo (\d+)$",
        )
    });
    let mut found = None::<(TestCounts, Vec<String>)>;
    for line in SUMMARY.captures_iter(text) {
        let (counts, doubts) = found.get_or_insert_default();
        let [all, passed, failed, cancelled, skipped, todo] =
            [1, 2, 3, 4, 5, 6].map(|at| number(&line[at]));
        if passed + failed + cancelled + skipped + todo != all {
            doubts.push(format!(
                "{all} tests in all, but the parts do not make that up"
            ));
        }
        counts.passed += passed;
        counts.failed += failed + cancelled;
        counts.skipped += skipped + todo;
    }
    found
}

/// Maven's surefire and failsafe: the summary of each module, not the line of each class.
fn maven(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?m)^(?:\[[A-Z]+\] *)?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$",
        )
    });
    let mut found = None::<TestCounts>;
    for line in SUMMARY.captures_iter(text) {
        let counts = found.get_or_insert_default();
        let [all, failures, errors, skipped] = [1, 2, 3, 4].map(|at| number(&line[at]));
        counts.failed += failures + errors;
        counts.skipped += skipped;
        counts.passed += all.saturating_sub(failures + errors + skipped);
    }
    found.map(|counts| (counts, Vec::new()))
}

fn tap(text: &str) -> Option<(TestCounts, Vec<String>)> {
    static PLAN: LazyLock<Regex> = LazyLock::new(|| regex(r"^1\.\.(\d+)(?: *#.*)?$"));
    static POINT: LazyLock<Regex> =
        LazyLock::new(|| regex(r"^(not )?ok\b(?:[^#]|\\#)*(?:# *((?i:skip|todo))\b.*)?"));
    let (mut counts, mut doubts) = (TestCounts::default(), Vec::new());
    let (mut planned, mut points) = (None, 0u64);
    for line in text.lines() {
        if let Some(plan) = PLAN.captures(line) {
            planned = Some(planned.unwrap_or(0) + number(&plan[1]));
        } else if let Some(point) = POINT.captures(line) {
            points += 1;
            // A failing TODO is an expected one.
            match (point.get(1), point.get(2)) {
                (_, Some(_)) => counts.skipped += 1,
                (Some(_), None) => counts.failed += 1,
                (None, None) => counts.passed += 1,
            }
        } else if line.starts_with("Bail out!") {
            counts.failed += 1;
            doubts.push(line.to_owned());
        }
    }
    let planned = planned?; // without a plan it is not TAP, but some program that prints "ok"
    if planned != points {
        counts.failed += planned.saturating_sub(points);
        doubts.push(format!("{planned} tests planned, {points} reported"));
    }
    Some((counts, doubts))
}

fn number(digits: &str) -> u64 {
    // Saturates far below the sums' limits: nobody has run a quadrillion tests.
    digits
        .parse()
        .unwrap_or(u64::MAX)
        .min(1_000_000_000_000_000)
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant")
}
