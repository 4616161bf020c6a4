//! The list as SARIF 2.1.0, for code scanning services.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Found;
use crate::workflow::announce;

/// The log of one search.
pub(super) fn log(found: &[Found]) -> Value {
    let families: BTreeSet<&str> = found.iter().map(|one| one.family.as_str()).collect();
    let rules: Vec<Value> = families
        .iter()
        .map(|family| {
            json!({
                "id": format!("feature-request/{family}"),
                "shortDescription": {"text": "A backend feature request in text"},
                "defaultConfiguration": {"level": "note"},
            })
        })
        .collect();
    let results: Vec<Value> = found.iter().map(result).collect();
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

/// SARIF counts lines and columns from one; the end column is the one after the last.
fn result(one: &Found) -> Value {
    json!({
        "ruleId": format!("feature-request/{}", one.family),
        "level": "note",
        "message": {"text": announce::detected(&one.title)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&one.path)},
            "region": {
                "startLine": one.line + 1,
                "startColumn": one.start_utf16 + 1,
                "endLine": one.end_line + 1,
                "endColumn": one.end_utf16 + 1,
                "snippet": {"text": one.text},
            },
        }}],
        "properties": {"explicit": one.explicit, "rule": one.rule},
    })
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
