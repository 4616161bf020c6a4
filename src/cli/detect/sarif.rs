//! The list as SARIF 2.1.0, for code scanning services.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Found, explain::Explained};
use crate::workflow::announce;

/// The log of one search.
pub(super) fn log(found: &[Found]) -> Value {
    let families: BTreeSet<&str> = found.iter().map(|one| one.family.as_str()).collect();
    let rules: Vec<Value> = families
        .iter()
        .map(|family| {
            rule(
                &format!("feature-request/{family}"),
                "A backend feature request in text",
            )
        })
        .collect();
    run(rules, found.iter().map(result).collect())
}

/// The log of an explanation: a request is a note, any other candidate has passed, by the rule that
/// refused it.
pub(super) fn explained(all: &[Explained]) -> Value {
    let id = |one: &Explained| match &one.family {
        Some(family) if one.accepted => format!("feature-request/{family}"),
        _ => format!("no-request/{}", one.rule),
    };
    let mut rules: BTreeMap<String, &str> = BTreeMap::new();
    for one in all {
        let about = match one.accepted {
            true => "A backend feature request in text",
            false => &one.reason,
        };
        rules.entry(id(one)).or_insert(about);
    }
    let rules = rules.iter().map(|(id, about)| rule(id, about)).collect();
    let results = all.iter().map(|one| {
        let (kind, level) = match one.accepted {
            true => ("fail", "note"),
            false => ("pass", "none"),
        };
        json!({
            "ruleId": id(one),
            "kind": kind,
            "level": level,
            "message": {"text": one.reason},
            "locations": [location(
                &one.path,
                (one.line, one.start_utf16),
                (one.end_line, one.end_utf16),
                &one.text,
            )],
            "properties": {"accepted": one.accepted, "rule": one.rule, "title": one.title},
        })
    });
    run(rules, results.collect())
}

fn rule(id: &str, about: &str) -> Value {
    json!({
        "id": id,
        "shortDescription": {"text": about},
        "defaultConfiguration": {"level": "note"},
    })
}

fn run(rules: Vec<Value>, results: Vec<Value>) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "backend-factory",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn result(one: &Found) -> Value {
    json!({
        "ruleId": format!("feature-request/{}", one.family),
        "level": "note",
        "message": {"text": announce::detected(&one.title)},
        "locations": [location(
            &one.path,
            (one.line, one.start_utf16),
            (one.end_line, one.end_utf16),
            &one.text,
        )],
        "properties": {"explicit": one.explicit, "rule": one.rule},
    })
}

/// SARIF counts lines and columns from one; the end column is the one after the last.
fn location(path: &str, start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(path)},
        "region": {
            "startLine": start.0 + 1,
            "startColumn": start.1 + 1,
            "endLine": end.0 + 1,
            "endColumn": end.1 + 1,
            "snippet": {"text": text},
        },
    }})
}

/// A path as a relative reference: everything but unreserved characters and `/` is encoded.
fn uri(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    match path.starts_with('/') {
        true => format!("file://{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("src/a b.rs"), "src/a%20b.rs");
        assert_eq!(uri("a:b%"), "a%3Ab%25");
        assert_eq!(uri("/tmp/é"), "file:///tmp/%C3%A9");
    }
}
