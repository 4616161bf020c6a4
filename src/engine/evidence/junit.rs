//! Test counts from JUnit XML, as surefire, gradle, nextest, pytest, jest and go-junit-report write it.
//!
//! Test cases are counted one by one. The totals that the report claims for itself are only compared:
//! a changed denominator is a doubt, never a count. External entities are not resolved, internal ones
//! not expanded; size and depth are limited.

use quick_xml::{Reader, events::Event};

use super::Reading;

const MOST_BYTES: usize = 64 << 20;
const DEEPEST: usize = 64;

/// Counts in one report file.
///
/// # Errors
/// One sentence on why this is no readable JUnit report.
pub fn junit(xml: &str) -> Result<Reading, String> {
    if xml.len() > MOST_BYTES {
        return Err(format!(
            "the report has {} bytes, more than the limit",
            xml.len()
        ));
    }
    let mut reader = Reader::from_str(xml);
    let mut reading = Reading {
        runners: vec!["junit"],
        ..Reading::default()
    };
    let (mut depth, mut root, mut claimed) = (0usize, false, None);
    let mut case: Option<Case> = None;
    loop {
        let event = reader.read_event().map_err(|error| {
            format!(
                "not well-formed at byte {}: {error}",
                reader.error_position()
            )
        })?;
        let (element, open) = match &event {
            Event::Start(element) => (element, true),
            Event::Empty(element) => (element, false),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if case.as_ref().is_some_and(|case| case.depth == depth) {
                    finish(&mut reading, case.take());
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = element.local_name();
        if depth == 0 {
            root = matches!(name.as_ref(), "testsuites" | "testsuite");
            if !root {
                return Err("its root is neither `testsuites` nor `testsuite`".to_owned());
            }
            let tests = element.try_get_attribute("tests").ok().flatten();
            claimed = tests.and_then(|tests| tests.value.parse::<u64>().ok());
        }
        match name.as_ref() {
            "testcase" if open => {
                case = Some(Case {
                    depth,
                    ..Case::default()
                })
            }
            "testcase" => finish(&mut reading, Some(Case::default())),
            "failure" | "error" => _ = case.as_mut().map(|case| case.failed = true),
            "skipped" => _ = case.as_mut().map(|case| case.skipped = true),
            _ => {}
        }
        if open {
            depth += 1;
            if depth > DEEPEST {
                return Err(format!("nested deeper than {DEEPEST} elements"));
            }
        }
    }
    if !root || depth > 0 {
        return Err("it ends in the middle".to_owned());
    }
    let counts = reading.counts;
    let listed = counts.passed + counts.failed + counts.skipped;
    if let Some(claimed) = claimed.filter(|claimed| *claimed != listed) {
        reading.doubts.push(format!(
            "the report claims {claimed} tests and lists {listed}"
        ));
    }
    Ok(reading)
}

#[derive(Default)]
struct Case {
    depth: usize,
    failed: bool,
    skipped: bool,
}

fn finish(reading: &mut Reading, case: Option<Case>) {
    match case {
        Some(case) if case.failed => reading.counts.failed += 1,
        Some(case) if case.skipped => reading.counts.skipped += 1,
        Some(_) => reading.counts.passed += 1,
        None => {}
    }
}
