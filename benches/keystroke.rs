//! One keystroke, from the edit to the requests being known, in documents of 1k, 10k and 100k lines:
//! the time must not grow with the document.
//!
//! What a keystroke costs from outside, over the protocol, an LSP benchmark beside an empty server
//! measures; this is the part of it that is ours.

use std::hint::black_box;

use backend_factory::text::{Encoding, Position};
use backend_factory::trigger::{Detector, Edit, Tracked, language::Language};
use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};

const PHRASE: &str = "implement Okta SSO integration for Chariot";

/// Code with comments, a request in the middle, one every thousand lines.
fn source(lines: usize) -> String {
    let mut text = String::new();
    for line in 0..lines {
        match line % 1000 {
            500 => text.push_str(&format!("// TODO: {PHRASE}\n")),
            rest if rest % 4 == 0 => text.push_str("    // keeps the order that callers rely on\n"),
            rest if rest % 4 == 1 => {
                text.push_str("    let total = items.iter().map(|item| item.price).sum();\n")
            }
            rest if rest % 4 == 2 => {
                text.push_str("    tracing::info!(\"{total} in /* no comment */ \");\n")
            }
            _ => text.push_str("    }\n"),
        }
    }
    text
}

fn insert(line: u32, character: u32, text: &str) -> Vec<Edit> {
    let at = Position { line, character };
    vec![Edit {
        range: Some(at..at),
        text: text.to_owned(),
    }]
}

fn remove(line: u32, character: u32) -> Vec<Edit> {
    let (start, end) = (
        Position { line, character },
        Position {
            line,
            character: character + 1,
        },
    );
    vec![Edit {
        range: Some(start..end),
        text: String::new(),
    }]
}

fn keystroke(criterion: &mut Criterion) {
    let detector = Detector::default();
    let language = Language::from_id("rust");
    let mut group = criterion.benchmark_group("keystroke");
    for lines in [1_000, 10_000, 100_000] {
        let mut tracked = Tracked::open(&detector, &source(lines), language);
        assert_eq!(tracked.triggers().len(), lines / 1000);
        let line = (lines / 2 / 1000 * 1000 + 500).min(lines - 500) as u32;
        // A letter in the request and away again: two keystrokes.
        group.bench_function(BenchmarkId::new("in a request, two", lines), |bench| {
            bench.iter(|| {
                tracked.edit(&detector, &insert(line, 20, "x"), Encoding::Utf16);
                tracked.edit(&detector, &remove(line, 20), Encoding::Utf16);
                black_box(tracked.triggers().len())
            });
        });
        group.bench_function(BenchmarkId::new("in code, two", lines), |bench| {
            bench.iter(|| {
                tracked.edit(&detector, &insert(line + 1, 4, "x"), Encoding::Utf16);
                tracked.edit(&detector, &remove(line + 1, 4), Encoding::Utf16);
                black_box(tracked.triggers().len())
            });
        });
        // A new line moves everything below it.
        group.bench_function(BenchmarkId::new("a new line, and away", lines), |bench| {
            bench.iter(|| {
                tracked.edit(&detector, &insert(line, 0, "\n"), Encoding::Utf16);
                let (start, end) = (
                    Position { line, character: 0 },
                    Position {
                        line: line + 1,
                        character: 0,
                    },
                );
                let away = vec![Edit {
                    range: Some(start..end),
                    text: String::new(),
                }];
                tracked.edit(&detector, &away, Encoding::Utf16);
                black_box(tracked.triggers().len())
            });
        });
        assert_eq!(
            tracked.triggers().len(),
            lines / 1000,
            "the document is as it was"
        );
    }
    group.finish();
}

/// Opening is what the first look at a document costs.
fn open(criterion: &mut Criterion) {
    let detector = Detector::default();
    let language = Language::from_id("rust");
    let mut group = criterion.benchmark_group("open");
    group.sample_size(20);
    for lines in [1_000, 100_000] {
        let text = source(lines);
        group.bench_function(BenchmarkId::from_parameter(lines), |bench| {
            bench.iter_batched(
                || (),
                |()| black_box(Tracked::open(&detector, &text, language).triggers().len()),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, keystroke, open);
criterion_main!(benches);
