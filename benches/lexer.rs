//! How fast documents are read, edited and read on. `cargo bench --bench lexer`.
//!
//! Real source is taken from the cargo registry when it is there (`LEXER_CORPUS` names another
//! folder), else from this crate. It deliberately sets no limits: `tests/lexer/hostile.rs` does.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use backend_factory::text::{Document, Encoding, Position};
use backend_factory::trigger::language::Language;
use backend_factory::trigger::scan::Scan;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

/// Files of a language, concatenated to about `lines` lines.
fn source(extension: &str, lines: usize) -> String {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = std::env::var_os("LEXER_CORPUS").map(PathBuf::from);
    let registry = std::env::var_os("HOME").map(|h| Path::new(&h).join(".cargo/registry/src"));
    let mut text = String::new();
    // A named folder is all there is: walking a whole registry takes its time.
    let roots = if folder.is_some() {
        [folder, None, None]
    } else {
        [None, registry, Some(own)]
    };
    for root in roots.into_iter().flatten() {
        collect(&root, extension, &mut text, lines);
    }
    let cut: Vec<&str> = text.split_inclusive('\n').take(lines).collect();
    cut.concat()
}

fn collect(folder: &Path, extension: &str, text: &mut String, lines: usize) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if text.len() > lines * 60 {
            return;
        }
        if path.is_dir() {
            collect(&path, extension, text, lines);
        } else if path.extension().is_some_and(|e| e == extension) {
            text.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

fn full(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("full");
    for (id, extension) in [
        ("rust", "rs"),
        ("c", "c"),
        ("python", "py"),
        ("javascript", "js"),
        ("yaml", "yml"),
        ("markdown", "md"),
    ] {
        let text = source(extension, 100_000);
        if text.len() < 10_000 {
            continue;
        }
        let language = Language::from_id(id);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("open/{id}"), |b| {
            b.iter(|| Document::new(black_box(&text)))
        });
        let document = Document::new(&text);
        group.bench_function(format!("lex/{id}"), |b| {
            b.iter(|| Scan::new(black_box(&document), language))
        });
        let scan = Scan::new(&document, language);
        group.bench_function(format!("visit/{id}"), |b| {
            b.iter(|| {
                let mut bytes = 0;
                let lines = 0..document.line_count();
                scan.visit(
                    &document,
                    lines,
                    |text| {
                        bytes += text.len();
                        false
                    },
                    |_| {},
                );
                bytes
            });
        });
    }
    group.finish();
}

fn edits(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("edit");
    for lines in [1_000, 10_000, 100_000] {
        let text = source("rs", lines);
        let language = Language::from_id("rust");
        for (name, typed) in [("character", "x"), ("line", "\n"), ("quote", "\"")] {
            group.bench_function(format!("{name}/{lines}"), |b| {
                let mut document = Document::new(&text);
                let mut scan = Scan::new(&document, language);
                let mut line = 7;
                b.iter_batched(
                    || {
                        line = (line * 7919 + 13) % lines as u32;
                        line
                    },
                    |line| {
                        let at = Position { line, character: 4 };
                        for (range, text) in [
                            (at..at, typed),
                            (
                                at..Position {
                                    line: line + u32::from(typed == "\n"),
                                    character: if typed == "\n" { 0 } else { 5 },
                                },
                                "",
                            ),
                        ] {
                            let change = document.apply(Some(range), text, Encoding::Utf16);
                            let touched = scan.edit(&document, &change);
                            scan.visit(&document, touched, |text| text.len() > 1_000_000, |_| {});
                        }
                    },
                    BatchSize::SmallInput,
                );
            });
        }
    }
    group.finish();
}

criterion_group!(benches, full, edits);
criterion_main!(benches);
