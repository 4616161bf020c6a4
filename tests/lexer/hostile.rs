//! Text that was written to hurt: each must be read in about the time of its bytes.

use std::time::{Duration, Instant};

use backend_factory::text::{Document, Encoding, Position};
use backend_factory::trigger::language::Language;
use backend_factory::trigger::scan::Scan;

/// The CPU time of this thread, where the system tells it: a busy machine must not count.
fn now() -> Duration {
    thread_local! { static START: Instant = Instant::now(); }
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.with(Instant::elapsed), Duration::from_nanos)
}

/// Debug builds are many times slower, and read a hundredth.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });

fn check(name: &str, id: &str, text: &str) {
    let started = now();
    let mut document = Document::new(text);
    let language = Language::from_id(id);
    let mut scan = Scan::new(&document, language);
    let lines = document.line_count();
    let mut bytes = 0;
    scan.visit(&document, 0..lines, |_| true, |p| bytes += p.text.len());
    let middle = Position {
        line: lines as u32 / 2,
        character: 1,
    };
    for typed in ["x", "\"", "/", "*", "\n"] {
        let change = document.apply(Some(middle..middle), typed, Encoding::Utf16);
        let touched = scan.edit(&document, &change);
        scan.visit(&document, touched, |_| true, |p| bytes += p.text.len());
    }
    let took = now() - started;
    assert!(
        took < LIMIT,
        "{name} in {id}: {took:?} for {} bytes ({bytes} noted)",
        text.len()
    );
}

#[test]
fn hostile_text_costs_no_more_than_its_bytes() {
    let scale = if cfg!(debug_assertions) { 100 } else { 1 };
    let of = |piece: &str, count: usize| piece.repeat(count / scale);
    let everywhere = [
        ("parentheses", of("(", 1_000_000)),
        ("one line", of("let x = '1' + \"2\"; ", 500_000)),
        ("nothing", of("\0", 10_000_000)),
        ("templates", of("`${", 20_000)),
        ("templates on lines", of("`${\n", 20_000)),
        ("comments", of("/*", 500_000)),
        ("comments on lines", of("// x\n", 100_000)),
        ("hashes on lines", of("# x\n", 100_000)),
        ("backticks", of("`` ` ``` ", 100_000)),
        ("brackets", of("- [a](b [", 50_000)),
        ("angles", of("<a ", 200_000)),
        (
            "heredocs",
            (0..20_000 / scale).map(|i| format!("<<T{i}\n")).collect(),
        ),
        (
            "heredocs on a line",
            (0..20_000 / scale).map(|i| format!("<<T{i} ")).collect(),
        ),
        ("raw strings", of("r####\"\n", 20_000)),
        ("slashes", of("a = /x ", 50_000)),
        ("items", of("- x\n", 100_000)),
        ("prose", of("some words of prose\n", 50_000)),
    ];
    for id in [
        "rust",
        "python",
        "typescriptreact",
        "javascript",
        "shellscript",
        "ruby",
        "php",
        "yaml",
        "markdown",
        "plaintext",
        "html",
        "sql",
        "perl",
        "elixir",
        "c",
    ] {
        for (name, text) in &everywhere {
            check(name, id, text);
        }
    }
}
