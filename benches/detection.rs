//! Figures of detection: megabytes a second over whole documents, microseconds a keystroke.
//!
//! `cargo bench --bench detection` prints them; it asserts nothing, since machines differ.

#![allow(clippy::print_stdout)] // figures and misses are for a person to read

use std::time::{Duration, Instant};

use backend_factory::text::{Document, Encoding, Position};
use backend_factory::trigger::language::Language;
use backend_factory::trigger::{Detector, Edit, Tracked};

/// Code as it is: one comment in six lines, now and then a request.
fn source(lines: usize) -> String {
    let mut text = String::new();
    for k in 0..lines {
        match k % 60 {
            0 => text.push_str("// TODO: implement an API for customer invoices\n"),
            7 | 19 | 31 | 43 => text.push_str(
                "    // the lock is held by the caller, see the module's header for the order\n",
            ),
            30 => text.push_str(
                "    // create the table of types before the handler connects to the server\n",
            ),
            _ => text.push_str(
                "    let total = items.iter().map(|item| item.price * rate).sum::<f64>();\n",
            ),
        }
    }
    text
}

fn whole(detector: &Detector, language: Language, lines: usize) {
    let text = source(lines);
    let (start, mut rounds, mut found) = (Instant::now(), 0u32, 0);
    while start.elapsed() < Duration::from_secs(2) {
        found = detector.detect(&Document::new(&text), language).len();
        rounds += 1;
    }
    let rate = text.len() as f64 * f64::from(rounds) / start.elapsed().as_secs_f64() / 1e6;
    println!("whole document, {lines:>6} lines: {rate:7.0} MB/s, {found} requests");
}

fn keystrokes(detector: &Detector, language: Language, lines: usize) {
    let mut tracked = Tracked::open(detector, &source(lines), language);
    let line = (lines / 2 / 60 * 60) as u32;
    let mut times: Vec<Duration> = (0..2000u32)
        .map(|k| {
            let at = Position {
                line,
                character: 20 + k,
            };
            let edit = Edit {
                range: Some(at..at),
                text: "x".to_owned(),
            };
            let start = Instant::now();
            tracked.edit(detector, std::slice::from_ref(&edit), Encoding::Utf16);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100].as_nanos() as f64 / 1e3;
    println!(
        "keystroke,      {lines:>6} lines: {:7.1} µs median, {:.1} µs p99",
        at(50),
        at(99)
    );
}

fn main() {
    let (detector, language) = (Detector::default(), Language::from_id("rust"));
    for lines in [1_000, 10_000, 100_000] {
        whole(&detector, language, lines);
        keystrokes(&detector, language, lines);
    }
}
