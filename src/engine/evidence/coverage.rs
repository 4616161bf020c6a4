//! Line coverage from lcov and Cobertura files, and from what `go test -cover` and `pytest --cov` print.
//!
//! Lines are counted one by one where a report lists them; its own totals are taken only where it
//! lists none.

use std::{collections::BTreeMap, sync::LazyLock};

use quick_xml::{Reader, events::Event};
use regex::Regex;

use super::Lines;

const MOST_BYTES: usize = 64 << 20;
const DEEPEST: usize = 64;

/// Reads a tracefile of lcov (`lcov.info`).
///
/// # Errors
/// One sentence on why this is no tracefile.
pub fn lcov(text: &str) -> Result<Lines, String> {
    if text.len() > MOST_BYTES {
        return Err(format!(
            "the report has {} bytes, more than the limit",
            text.len()
        ));
    }
    // A file may have several records, one a test: a line counts once.
    let mut lines: BTreeMap<(&str, u64), bool> = BTreeMap::new();
    let mut claimed = Lines::default();
    let mut file = None;
    let mut records = 0;
    for line in text.lines() {
        let (key, value) = line
            .trim_end()
            .split_once(':')
            .unwrap_or((line.trim_end(), ""));
        match (key, file) {
            ("SF", _) => file = Some(value),
            ("end_of_record", _) => {
                file = None;
                records += 1;
            }
            ("DA", Some(file)) => {
                let mut parts = value.split(',');
                let at = parts.next().and_then(|at| at.parse().ok());
                // Some writers put fractions or a negative number; anything over zero ran.
                let hits = parts.next().and_then(|hits| hits.parse::<f64>().ok());
                let (Some(at), Some(hits)) = (at, hits) else {
                    return Err(format!("`{line}` is not `DA:line,hits`"));
                };
                *lines.entry((file, at)).or_default() |= hits > 0.0;
            }
            ("LF", Some(_)) => claimed.all = claimed.all.saturating_add(value.parse().unwrap_or(0)),
            ("LH", Some(_)) => {
                claimed.covered = claimed.covered.saturating_add(value.parse().unwrap_or(0));
            }
            _ => {}
        }
    }
    if records == 0 {
        return Err("it has no `end_of_record`: not a whole lcov tracefile".to_owned());
    }
    if lines.is_empty() {
        return Ok(claimed);
    }
    let covered = lines.values().filter(|ran| **ran).count() as u64;
    Ok(Lines {
        covered,
        all: lines.len() as u64,
    })
}

/// Reads a Cobertura report (`coverage.xml`).
///
/// # Errors
/// One sentence on why this is no readable Cobertura report.
pub fn cobertura(xml: &str) -> Result<Lines, String> {
    if xml.len() > MOST_BYTES {
        return Err(format!(
            "the report has {} bytes, more than the limit",
            xml.len()
        ));
    }
    let mut reader = Reader::from_str(xml);
    let (mut depth, mut methods, mut root) = (0usize, 0usize, false);
    let mut lines: BTreeMap<(String, u64), bool> = BTreeMap::new();
    let mut claimed = Lines::default();
    let mut file = String::new();
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
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                methods -= usize::from(end.local_name().as_ref() == "methods").min(methods);
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let value = |name: &str| {
            let attribute = element.try_get_attribute(name).ok().flatten();
            attribute.map(|attribute| attribute.value.into_owned())
        };
        let number = |name: &str| value(name).and_then(|value| value.parse::<u64>().ok());
        match element.local_name().as_ref() {
            "coverage" if depth == 0 => {
                root = true;
                claimed.covered = number("lines-covered").unwrap_or(0);
                claimed.all = number("lines-valid").unwrap_or(0);
            }
            _ if depth == 0 => return Err("its root is not `coverage`".to_owned()),
            "class" => file = value("filename").unwrap_or_default(),
            // Lines of methods stand again among the lines of their class.
            "methods" if open => methods += 1,
            "line" if methods == 0 => {
                if let (Some(at), Some(hits)) = (number("number"), number("hits")) {
                    *lines.entry((file.clone(), at)).or_default() |= hits > 0;
                }
            }
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
    if lines.is_empty() {
        return Ok(claimed);
    }
    let covered = lines.values().filter(|ran| **ran).count() as u64;
    Ok(Lines {
        covered,
        all: lines.len() as u64,
    })
}

/// Coverage in percent that a tool printed: `go test -cover` (the lowest of its packages, because it
/// tells no line counts to weigh them by), `pytest --cov`, `go tool cover -func`.
pub fn printed(output: &str) -> Option<f64> {
    static GO: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?m)^ok  \t.*\tcoverage: (\d+(?:\.\d+)?)% of statements"));
    static TOTAL: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?m)^(?:TOTAL|total:)[ \t].*?(\d+(?:\.\d+)?)%$"));
    let percent =
        |found: regex::Captures<'_>| found[1].parse::<f64>().ok().filter(|it| *it <= 100.0);
    let total = TOTAL.captures_iter(output).filter_map(percent).last();
    total.or_else(|| {
        GO.captures_iter(output)
            .filter_map(percent)
            .reduce(f64::min)
    })
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant")
}
