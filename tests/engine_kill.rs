//! `kill -9` of the worker and of the runner, at every event and at odd moments between: nothing that
//! was recorded is lost, nothing is done twice, no agent is paid twice.

#[path = "engine/bench.rs"]
mod bench;

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use backend_factory::{
    engine::{Embedded, Engine},
    workflow::{Decision, Event, Phase, Recorded, view::RunState},
};
use bench::{Bench, settled, trail, until};
use rustix::process::{Pid, Signal, kill_process};

/// Kills the process of ours whose command line holds both words; whether there was one.
fn kill(words: [&str; 2]) -> bool {
    let mut killed = false;
    for entry in fs::read_dir("/proc").expect("/proc").flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
            .and_then(Pid::from_raw)
        else {
            continue;
        };
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains("backend-factory") && words.iter().all(|word| line.contains(word)) {
            killed |= kill_process(pid, Signal::KILL).is_ok();
        }
    }
    killed
}

/// Kills the worker, and waits until the kernel has freed its lease.
fn kill_worker(bench: &Bench, id: &str) -> bool {
    let killed = kill([" worker ", id]);
    let lease = bench
        .clone_dir()
        .join(format!(".git/backend-factory/leases/{id}.lock"));
    until("the lease to be free", || {
        let file = fs::File::options().read(true).write(true).open(&lease);
        file.map_or(true, |file| file.try_lock().is_ok())
    });
    killed
}

/// Attempts that were begun, and how often an agent was asked to work in each.
fn paid(bench: &Bench, id: &str) -> BTreeMap<String, usize> {
    let folder = bench.root().join("data/runs");
    let clones = fs::read_dir(folder).expect("runs").flatten();
    let transcripts = clones
        .map(|clone| clone.path().join(id).join("transcripts"))
        .find(|path| path.is_dir())
        .expect("transcripts");
    let files = fs::read_dir(transcripts).expect("transcripts").flatten();
    files
        .map(|file| {
            let text = fs::read_to_string(file.path()).unwrap_or_default();
            (
                file.file_name().to_string_lossy().into_owned(),
                text.matches("session/prompt").count(),
            )
        })
        .collect()
}

fn starts(events: &[Recorded]) -> BTreeMap<Phase, usize> {
    let mut starts = BTreeMap::new();
    for recorded in events {
        if let Event::AttemptStarted { phase, .. } = recorded.event {
            *starts.entry(phase).or_default() += 1;
        }
    }
    starts
}

/// Everything that must hold of a run that was killed often and completed.
fn check_whole(bench: &Bench, engine: &Embedded, id: &str, tree: &str) {
    let view = settled(engine, id);
    let events = engine.events(id).expect("events");
    assert_eq!(
        view.state,
        RunState::Completed,
        "{}\n{}\n{}",
        view.message,
        trail(&events),
        bench.log(id)
    );
    assert_eq!(
        starts(&events),
        Phase::ALL.into_iter().map(|phase| (phase, 1)).collect(),
        "{}",
        trail(&events)
    );
    let paid = paid(bench, id);
    assert!(
        paid.len() == 6 && paid.values().all(|times| *times == 1),
        "{paid:?}"
    );
    let subjects = bench.git(&["log", "--format=%s", &format!("main..{}", view.branch)]);
    assert_eq!(subjects.lines().count(), 6, "{subjects}");
    let worktree = view.worktree.as_deref().expect("a worktree");
    assert_eq!(
        bench::git(Path::new(worktree), &["status", "--porcelain"]),
        ""
    );
    assert_eq!(bench.git(&["status", "--porcelain", "--branch"]), tree);
}

#[test]
fn killed_at_every_event() {
    let bench = Bench::quick();
    let tree = bench.git(&["status", "--porcelain", "--branch"]);
    let (engine, id) = bench.start();
    let mut kills = 0;
    let mut seen = 0;
    loop {
        let mut over = false;
        until(
            &format!("another event after {seen}, {kills} kills"),
            || {
                let count = engine.events(&id).map_or(0, |events| events.len());
                over = engine
                    .run(&id)
                    .is_ok_and(|run| run.state == RunState::Completed);
                over || count > seen
            },
        );
        if over {
            break;
        }
        seen = engine.events(&id).expect("events").len();
        kills += u32::from(kill_worker(&bench, &id));
        engine.resume(&id).expect("a new worker");
    }
    assert!(kills >= 15, "only {kills} kills hit a worker");
    check_whole(&bench, &engine, &id, &tree);
}

#[test]
fn killed_at_odd_moments() {
    let bench = Bench::quick();
    let tree = bench.git(&["status", "--porcelain", "--branch"]);
    let (engine, id) = bench.start();
    // The pause is the subject here: it moves the kill through the steps, a little further each time.
    let mut kills = 0;
    for round in 0..60u64 {
        if engine.run(&id).expect("the run").state == RunState::Completed {
            break;
        }
        std::thread::sleep(Duration::from_millis(20 + round * 37 % 160));
        kills += u32::from(kill_worker(&bench, &id));
        engine.revive().expect("a new worker");
    }
    assert!(kills >= 5, "only {kills} kills hit a worker");
    check_whole(&bench, &engine, &id, &tree);
}

#[test]
fn a_killed_runner_is_an_agent_that_died() {
    let bench = Bench::quick().script("[phase.plan]\nattempts = 1\nwait = true");
    let (engine, id) = bench.start();
    until("the waiting agent", || {
        engine
            .live(&id)
            .is_some_and(|live| live.doing.contains("wait"))
            || in_plan(&engine, &id)
    });
    // With the run's id: other tests have runners of the same name.
    let runner = format!("{id}/attempts/2-plan-1");
    until("the runner", || kill([" attempt ", &runner]));
    let view = settled(&engine, &id);
    let trail = trail(&engine.events(&id).expect("events"));
    assert_eq!(view.state, RunState::Completed, "{}\n{trail}", view.message);
    assert!(
        trail.contains("attempt-broken: plan 1 died\nattempt-started: plan 2"),
        "{trail}"
    );
}

fn in_plan(engine: &Embedded, id: &str) -> bool {
    starts(&engine.events(id).expect("events")).contains_key(&Phase::Plan)
}

#[test]
fn a_worker_that_comes_back_waits_for_the_agent_that_works() {
    let bench = Bench::quick().script("[phase.plan]\ndelay_ms = 1500");
    let (engine, id) = bench.start();
    until("the plan to be worked", || in_plan(&engine, &id));
    until("a worker to kill", || kill_worker(&bench, &id));
    engine.resume(&id).expect("a new worker");
    let view = settled(&engine, &id);
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    assert!(paid(&bench, &id).values().all(|times| *times == 1));
}

#[test]
fn a_cancel_reaches_an_agent_whose_worker_is_dead() {
    let bench = Bench::quick().script("[phase.plan]\nwait = true");
    let (engine, id) = bench.start();
    until("the plan to be worked", || in_plan(&engine, &id));
    until("a worker to kill", || kill_worker(&bench, &id));
    let view = engine
        .decide(&id, Decision::Cancel, "cli")
        .expect("cancelled");
    assert_eq!(view.state, RunState::Cancelled);
    until("the attempt's end", || {
        let events = engine.events(&id).expect("events");
        matches!(
            events.last().map(|it| &it.event),
            Some(Event::AttemptEnded { .. })
        )
    });
    until("the runner to end", || {
        !kill([" attempt ", &format!("{id}/attempts")])
    });
}
