//! What a run costs beside its agent and its commands: six phases with the rehearsal agent, which
//! answers at once, and commands that do nothing. From the order to the recorded end, less the time
//! that attempts and commands took; the target is 60 ms a phase.
//!
//! A run is a matter of processes, git calls and waits for the disk, not of cycles, so this prints
//! the spread of whole runs instead of going through a statistics harness.

#![allow(clippy::print_stdout, reason = "a benchmark's result is its output")]

#[path = "../tests/engine/bench.rs"]
mod bench;

use std::time::Duration;

use backend_factory::workflow::{Event, view::RunState};
use bench::Bench;

const RUNS: usize = 10;
const TARGET: f64 = 60.0;

fn main() {
    // `cargo test --benches` only wants to know that it works.
    let runs = if std::env::args().any(|argument| argument == "--bench") {
        RUNS
    } else {
        1
    };
    let mut phases: Vec<f64> = (0..runs)
        .map(|_| overhead().as_secs_f64() * 1000.0 / 6.0)
        .collect();
    phases.sort_by(f64::total_cmp);
    let middle = phases[phases.len() / 2];
    println!(
        "run overhead, {runs} runs: {middle:.1} ms a phase in the middle, {:.1} to {:.1} (target: under {TARGET} ms)",
        phases[0],
        phases[phases.len() - 1],
    );
}

fn overhead() -> Duration {
    let bench = Bench::quick().with(|settings| {
        settings.commands.build = Some(vec!["true".to_owned()]);
    });
    let (engine, view) = bench.run();
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    let events = engine.events(&view.id).expect("events");
    let (first, last) = (events[0].at, events[events.len() - 1].at);
    let mut theirs = 0;
    let mut started = first;
    for recorded in &events {
        match &recorded.event {
            Event::AttemptStarted { .. } => started = recorded.at,
            Event::AttemptEnded { .. } => theirs += recorded.at - started,
            Event::EvidenceGathered { evidence, .. } => theirs += evidence.duration_ms as i64,
            _ => {}
        }
    }
    Duration::from_millis(u64::try_from(last - first - theirs).unwrap_or(0))
}
