//! The cheap question before the grammar: could this text hold a request at all?
//!
//! One pass of an automaton over the bytes. Nearly every comment of a code base ends here.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, StartKind};

/// Every request names one of these things; nearly no ordinary comment does.
#[rustfmt::skip]
const OBJECTS: &[&str] = &[
    "api", "endpoint", "end-point", "end point", "service", "backend", "back-end", "back end", "webhook",
    "web hook", "route", "lambda", "integrat", "pipeline", "server", "resolver", "mutation", "handler",
    "function", "grpc", "rest ", "rpc", "model", "schema", "entit", "table", "dto", "type", "message",
    "collection", "record", "migration", "struct", "relation", "method", "interface", "resource", "sso", "authent", "connect",
    "hook", "wire", "plug", "link",
];

static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .start_kind(StartKind::Unanchored)
        .build(OBJECTS)
        .ok()
});

/// Every request asks with one of these words, or is a command.
#[rustfmt::skip]
const ASKS: &[&str] = &[
    "implement", "writ", "creat", "mak", "made", "expos", "provid", "develop", "add", "enabl", "put", "defin",
    "design", "build", "built", "set", "stand", "spin", "scaffold", "integrat", "hook", "wire", "connect",
    "plug", "link", "introduc", "bootstrap", "bring", "prototyp", "code", "craft", "deliver", "ship", "offer",
    "publish", "launch", "deploy", "model", "generat", "includ", "incorporat", "turn", "activat", "need",
    "want", "requir", "missing", "lack", "like", "love", "should", "there", "would", "please", "could", "can",
    "todo", "fixme", "xxx", "request", "backend", "wish", "miss", "appreciate", "give", "nice", "great", "useful", "have", "get",
];

static ASKING: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .start_kind(StartKind::Unanchored)
        .build(ASKS)
        .ok()
});

/// Whether a text may hold a request.
pub(crate) fn candidate(text: &str) -> bool {
    let hit = |a: &Option<AhoCorasick>| {
        a.as_ref()
            .is_none_or(|a| a.is_match(Input::new(text).anchored(Anchored::No)))
    };
    text.len() >= 9 && hit(&AUTOMATON) && (hit(&ASKING) || fragment(text))
}

/// Under a heading such as *Backlog*, and in an unticked box, a thing alone is asked for: its first
/// words name it.
fn fragment(text: &str) -> bool {
    let mut end = text.len().min(48);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    THINGS
        .as_ref()
        .is_none_or(|a| a.is_match(Input::new(&text[..end]).anchored(Anchored::No)))
}

static THINGS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build([
            "api",
            "endpoint",
            "service",
            "backend",
            "webhook",
            "models for",
            "schema for",
            "entities for",
        ])
        .ok()
});

/// Whether a text names a thing of the families at all, asked for or not.
pub(crate) fn mentions(text: &str) -> bool {
    AUTOMATON
        .as_ref()
        .is_none_or(|a| a.is_match(Input::new(text).anchored(Anchored::No)))
}
