//! How fast whole documents are read: megabytes a second of lines, lexer, comments, and all of it
//! with the grammar, on real source code. `cargo bench --bench detection` prints the figures.
//!
//! The source is `BENCH_CORPUS` (folders, as in `PATH`), else the cargo registry, else this crate;
//! a line is printed for each language that has enough of it. Times are CPU
//! time of this thread, the best of several rounds, so that a busy machine does not count. It
//! asserts nothing, since machines differ; `benches/keystroke.rs` has the edits.

#![allow(clippy::print_stdout)] // figures are for a person to read

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use backend_factory::text::Document;
use backend_factory::trigger::Detector;
use backend_factory::trigger::language::Language;
use backend_factory::trigger::scan::Scan;

/// What of each language is read.
const ENOUGH: usize = 24 << 20;
/// Each figure is the best of so many.
const ROUNDS: usize = 5;

/// The files of a tree by language.
#[derive(Default)]
struct Corpus(BTreeMap<&'static str, Vec<String>>);

impl Corpus {
    fn collect(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.collect(&path);
            } else if let Some(language) = Language::from_path(&path.to_string_lossy(), "") {
                let files = self.0.entry(language.id()).or_default();
                if files.iter().map(String::len).sum::<usize>() < ENOUGH {
                    files.extend(fs::read_to_string(&path).ok());
                }
            }
        }
    }
}

/// The CPU time of this thread, where the system tells it.
fn now() -> Duration {
    thread_local! { static START: Instant = Instant::now(); }
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.with(Instant::elapsed), Duration::from_nanos)
}

/// Megabytes a second of the best round.
fn rate(files: &[String], mut each: impl FnMut(usize, &str) -> usize) -> f64 {
    let bytes: usize = files.iter().map(String::len).sum();
    let best = (0..ROUNDS)
        .map(|_| {
            let start = now();
            for (index, text) in files.iter().enumerate() {
                black_box(each(index, text));
            }
            now() - start
        })
        .min();
    bytes as f64 / best.unwrap_or_default().as_secs_f64() / 1e6
}

fn main() {
    let registry =
        std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo/registry/src"));
    let named: Vec<PathBuf> = std::env::var_os("BENCH_CORPUS")
        .map(|folders| std::env::split_paths(&folders).collect())
        .unwrap_or_default();
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = match registry.filter(|path| path.is_dir()) {
        _ if !named.is_empty() => named,
        Some(registry) => vec![registry],
        None => vec![own],
    };
    let mut corpus = Corpus::default();
    for folder in &folders {
        corpus.collect(folder);
    }
    let detector = Detector::default();
    println!("MB/s of CPU time, one core, over {folders:?}");
    println!(
        "{:<16} {:>6} {:>7} {:>7} {:>7} {:>9} {:>10}  requests",
        "language", "files", "MB", "lines", "lex", "comments", "lex+match"
    );
    for (id, files) in &corpus.0 {
        let size: usize = files.iter().map(String::len).sum();
        if size < 100_000 {
            continue;
        }
        let language = Language::from_id(id);
        let documents: Vec<Document> = files.iter().map(|text| Document::new(text)).collect();
        let scans: Vec<Scan> = documents
            .iter()
            .map(|document| Scan::new(document, language))
            .collect();
        let lines = rate(files, |_, text| Document::new(text).line_count());
        let lex = rate(files, |_, text| {
            let document = Document::new(text);
            black_box(Scan::new(&document, language));
            document.line_count()
        });
        let comments = rate(files, |index, _| {
            let (document, mut bytes) = (&documents[index], 0);
            let all = 0..document.line_count();
            let mut sized = |text: &str| {
                bytes += text.len();
                false
            };
            scans[index].visit(document, all, &mut sized, |_| {});
            bytes
        });
        let mut found = 0;
        let all = rate(files, |index, text| {
            found = if index == 0 { 0 } else { found };
            found += detector.detect(&Document::new(text), language).len();
            found
        });
        println!(
            "{id:<16} {:>6} {:>7.1} {lines:>7.0} {lex:>7.0} {comments:>9.0} {all:>10.0}  {found}",
            files.len(),
            size as f64 / 1e6,
        );
    }
}
