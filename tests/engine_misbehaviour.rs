//! Scripts by which the agent misbehaves (`tests/engine/misbehaviours.toml`), and the exact trail of
//! events that must follow (`tests/engine/trails`; `UPDATE=1` writes them anew, `CASE=name` works one).

#[path = "engine/bench.rs"]
mod bench;

use std::{
    fs,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use backend_factory::{
    agent::sandbox::Mode,
    engine::{Engine, Settings},
    workflow::{Decision, Event, Phase, view::RunState},
};
use bench::{Bench, settled, trail};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    script: String,
    /// Where the run stands in the end.
    #[serde(default)]
    ends: Ends,
    /// The phases that are worked; all six if not given.
    phases: Option<Vec<u8>>,
    idle_seconds: Option<u64>,
    attempt_seconds: Option<u64>,
    run_tokens: Option<u64>,
    phase_cost_usd: Option<f64>,
    phase_seconds: Option<u64>,
    #[serde(default)]
    never: Vec<String>,
    sandbox: Option<Mode>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ends {
    #[default]
    Completed,
    Blocked,
}

impl Case {
    fn apply(&self, settings: &mut Settings) {
        let limits = &mut settings.limits;
        limits.idle_seconds = self.idle_seconds.unwrap_or(limits.idle_seconds);
        limits.attempt_seconds = self.attempt_seconds.unwrap_or(limits.attempt_seconds);
        settings.policy.run_tokens = self.run_tokens;
        settings.policy.phase_cost_usd = self.phase_cost_usd;
        settings.policy.phase_seconds = self.phase_seconds;
        if !self.never.is_empty() {
            let lane = settings.lanes.entry("implement".to_owned()).or_default();
            lane.never.clone_from(&self.never);
        }
        settings.sandbox = self.sandbox.unwrap_or(settings.sandbox);
    }

    /// What is wrong with how it went, if anything.
    fn check(&self) -> Result<(), String> {
        let bench = Bench::quick()
            .script(&self.script)
            .with(|settings| self.apply(settings));
        let engine = bench.engine();
        let mut order = bench.order();
        if let Some(numbers) = &self.phases {
            let phase = |number: &u8| Phase::from_number(*number).expect("a phase");
            order.phases = numbers.iter().map(phase).collect();
        }
        let id = engine.start(&order).expect("a run").id;
        let view = settled(&engine, &id);
        let events = engine.events(&id).expect("events");
        let trail = trail(&events);
        let wanted = match self.ends {
            Ends::Completed => RunState::Completed,
            Ends::Blocked => RunState::Blocked,
        };
        if view.state != wanted {
            let log = bench.log(&id);
            return Err(format!(
                "{:?}: {}\n{trail}\n{log}",
                view.state, view.message
            ));
        }
        let submitted = |event: &Event| {
            matches!(
                event,
                Event::AttemptStarted {
                    phase: Phase::Submit,
                    ..
                }
            )
        };
        if wanted == RunState::Blocked && events.iter().any(|it| submitted(&it.event)) {
            return Err(format!("a lying agent reached phase 6\n{trail}"));
        }
        golden(&self.name, &trail)
    }
}

fn golden(name: &str, trail: &str) -> Result<(), String> {
    let path = folder().join(format!("trails/{name}.txt"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, trail).expect("a golden");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if trail == expected {
        return Ok(());
    }
    Err(format!(
        "the trail differs; UPDATE=1 writes it anew\n--- was\n{expected}\n--- is\n{trail}"
    ))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/engine")
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(folder().join("misbehaviours.toml")).expect("the cases");
    let cases: Cases = toml::from_str(&text).expect("cases");
    cases.case
}

#[test]
fn each_misbehaviour_leaves_its_trail() {
    let mut cases = cases();
    if let Ok(name) = std::env::var("CASE") {
        cases.retain(|case| case.name.contains(&name));
    }
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    // A run waits for its processes most of the time: some more than there are processors.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let checked = std::panic::catch_unwind(|| case.check());
                    let why = match checked {
                        Ok(Ok(())) => continue,
                        Ok(Err(why)) => why,
                        Err(_) => "it panicked".to_owned(),
                    };
                    failed
                        .lock()
                        .unwrap()
                        .push(format!("== {}: {why}", case.name));
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn there_are_many_and_no_trail_is_left_over() {
    let mut names: Vec<String> = cases().into_iter().map(|case| case.name).collect();
    assert!(names.len() >= 40, "only {} misbehaviours", names.len());
    names.push("continued".to_owned());
    names.sort();
    let trails = fs::read_dir(folder().join("trails")).expect("trails");
    let mut there: Vec<String> = trails
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_suffix(".txt").map(str::to_owned)
        })
        .collect();
    there.sort();
    assert_eq!(there, names);
}

#[test]
fn what_left_the_lane_is_kept_in_a_patch() {
    let bench = Bench::quick().script(
        "[phase.plan]\nattempts = 1\n[phase.plan.write_directly]\n\"src/evil.py\" = \"x = 1\\n\"",
    );
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases.truncate(2);
    let id = engine.start(&order).expect("a run").id;
    let view = settled(&engine, &id);
    let failed = engine
        .events(&view.id)
        .expect("events")
        .into_iter()
        .find_map(|it| match it.event {
            Event::GateFailed { patch, .. } => patch,
            _ => None,
        });
    let patch = fs::read_to_string(failed.expect("a patch")).expect("the patch");
    assert!(
        patch.contains("+++ b/src/evil.py") && patch.contains("+x = 1"),
        "{patch}"
    );
    let worktree = view.worktree.expect("a worktree");
    assert!(!std::path::Path::new(&worktree).join("src/evil.py").exists());
}

#[test]
fn a_blocked_run_goes_on_by_a_persons_word() {
    let bench = Bench::quick().script("[phase.plan]\nattempts = 3\ndie = 1");
    let (engine, view) = bench.run();
    assert_eq!(view.state, RunState::Blocked);
    engine
        .decide(&view.id, Decision::Continue, "cli")
        .expect("continue");
    let view = settled(&engine, &view.id);
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    let trail = trail(&engine.events(&view.id).expect("events"));
    golden("continued", &trail).unwrap_or_else(|why| panic!("{why}"));
}
