//! Names of the tests that ran and passed, where the runner lists them: by them a criterion finds its test.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::output::{GoEvent, without_escapes};

/// More are not kept: nobody writes so many for one request, and the list goes to the gate as it is.
const MOST: usize = 50_000;

/// The names; none where no runner listed any.
pub fn names(output: &str) -> Option<Vec<String>> {
    // cargo, nextest, go -v, pytest -v, unittest -v, node and jest --verbose, TAP.
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        let forms = [
            r"test (\S.*?)(?: - should panic)? \.\.\. ok",
            r" *PASS \[ *[\d.]+s\] (?:\( *\d+/\d+\) )?(\S.*)",
            r" *--- PASS: (\S+) \([\d.]+s\)",
            r"(\S+::\S.*?) PASSED(?: +\[ *\d+%\])?",
            r"(\w+ \([\w.]+\)) \.\.\. ok",
            r" *[✔✓] (\S.*?)(?: \([\d.]+ ?m?s\))?",
            r" *ok \d+ -? ?(\S[^#]*)",
        ];
        Regex::new(&format!("^(?:{})$", forms.join("|"))).expect("the pattern is a constant")
    });
    let plain = without_escapes(output);
    let mut names = BTreeSet::new();
    for line in plain.lines() {
        if names.len() >= MOST {
            break;
        }
        if line.starts_with('{') {
            if let Ok(GoEvent {
                action,
                test: Some(test),
                ..
            }) = serde_json::from_str(line)
                && action == "pass"
            {
                names.insert(test);
            }
        } else if let Some(found) = LINE.captures(line.trim_end()) {
            let name = found.iter().skip(1).flatten().next();
            names.extend(name.map(|name| name.as_str().trim().to_owned()));
        }
    }
    (!names.is_empty()).then(|| names.into_iter().collect())
}
