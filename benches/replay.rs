//! Replay of a long run: what opening a journal costs, and the view of what it gives.

use std::hint::black_box;

use backend_factory::workflow::{
    Event, Finding, Phase, Policy, Recorded, Run, Step,
    event::{AttemptEnd, Request, Requested, Usage},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// A run that fails its gates until it has this many events.
fn trail(length: usize) -> Vec<Recorded> {
    let recorded = |seq: u64, event: Event| Recorded {
        seq,
        at: 1_700_000_000_000,
        event,
    };
    let mut events = vec![recorded(
        1,
        Event::RunRequested(Requested {
            id: "7k2m9x".into(),
            slug: "okta".into(),
            request: Request {
                title: "Okta".into(),
                text: "implement Okta SSO".into(),
                family: "implement".into(),
                origin: None,
            },
            phases: Phase::ALL.to_vec(),
            agent: "rehearsal".into(),
            base: "0".repeat(40),
            base_ref: None,
            branch: "backend-factory/okta".into(),
            policy: Policy {
                attempts: u32::MAX,
                same_failure: u32::MAX,
                ..Policy::default()
            },
        }),
    )];
    let mut run = Run::replay(&events).expect("a run");
    while events.len() < length {
        let event = match run.next() {
            Step::Prepare => Event::WorktreePrepared { path: "/w".into() },
            Step::Attempt {
                phase,
                attempt,
                started: false,
                ..
            } => Event::AttemptStarted { phase, attempt },
            Step::Attempt {
                phase,
                attempt,
                started: true,
                ..
            } => Event::AttemptEnded {
                phase,
                attempt,
                end: AttemptEnd::Finished {
                    summary: "done".into(),
                },
                usage: Usage::default(),
            },
            Step::Gate { phase, attempt } => Event::GateFailed {
                phase,
                attempt,
                findings: vec![Finding::error(
                    "command-failed",
                    format!("attempt {attempt} failed"),
                )],
                patch: None,
                retry: None,
            },
            Step::Await(_) | Step::Finish | Step::Over => unreachable!("it never passes a gate"),
        };
        let next = recorded(run.seq() + 1, event);
        run.apply(&next).expect("the machine's own step fits");
        events.push(next);
    }
    events
}

fn replay(criterion: &mut Criterion) {
    let events = trail(10_000);
    let mut group = criterion.benchmark_group("replay");
    group.throughput(Throughput::Elements(events.len() as u64));
    group.bench_function("10,000 events", |bench| {
        bench.iter(|| Run::replay(black_box(&events)).expect("a run"));
    });
    group.finish();
    let run = Run::replay(&events).expect("a run");
    criterion.bench_function("view", |bench| bench.iter(|| black_box(&run).view()));
}

criterion_group!(benches, replay);
criterion_main!(benches);
