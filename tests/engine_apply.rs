//! A finished run's changes in a person's own files: put there on their word, remembered by the run, not
//! put there twice. What git does with the files is looked at in `tests/git`.

#[path = "engine/bench.rs"]
mod bench;

use std::{fs, process::Command};

use backend_factory::{
    engine::{Embedded, Engine, Error},
    workflow::{Decision, Event, Run, metrics, policy::Approval, view::RunState},
};
use bench::{Bench, settled};

fn applied(engine: &Embedded, id: &str) -> Vec<(String, usize, String)> {
    let events = engine.events(id).expect("events");
    // The journal alone makes the run what it is.
    let run = Run::replay(&events).expect("a run");
    assert_eq!(run.view().applied, engine.run(id).expect("a run").applied);
    let said = |event: Event| match event {
        Event::ChangesApplied { commit, files, by } => Some((commit, files, by)),
        _ => None,
    };
    events.into_iter().filter_map(|it| said(it.event)).collect()
}

fn refused(engine: &Embedded, id: &str) -> String {
    match engine.apply(id, "cli") {
        Err(Error::NotNow(message)) => message,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn what_was_applied_is_remembered_and_not_applied_twice() {
    let bench = Bench::new();
    let (engine, view) = bench.run();
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    assert_eq!(view.applied, None);
    let figures = metrics::of(&engine.events(&view.id).expect("events")).expect("figures");

    let written = engine.apply(&view.id, "cli").expect("it fits");
    assert!(
        written
            .iter()
            .all(|path| bench.clone_dir().join(path).exists())
    );
    let tip = bench.git(&["rev-parse", &view.branch]);
    let once = vec![(tip.clone(), written.len(), "cli".to_owned())];
    assert_eq!(applied(&engine, &view.id), once);
    let after = engine.run(&view.id).expect("a run");
    assert_eq!(after.state, RunState::Completed);
    let when = after.applied.expect("when it was applied");
    // It is no work and no waiting: the figures are what they were, but for the time of the last event.
    let mut now = metrics::of(&engine.events(&view.id).expect("events")).expect("figures");
    now.total_ms = figures.total_ms;
    assert_eq!(now, figures);

    // A person reads it.
    let home = bench.root().join("home");
    let show = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_backend-factory"))
            .args(["show", &view.id])
            .args(words)
            .args([
                "--set",
                &format!("data_dir={}", bench.root().join("data").display()),
            ])
            .current_dir(bench.clone_dir())
            .env("HOME", &home)
            .output();
        String::from_utf8(output.expect("the program").stdout).expect("UTF-8")
    };
    let line = |line: &str| line.trim_start().starts_with("applied") && line.contains(&when);
    assert!(show(&[]).lines().any(line), "{}", show(&[]));
    let json: serde_json::Value = serde_json::from_str(&show(&["--json"])).expect("JSON");
    assert_eq!(json["applied"], when.as_str());

    // Again: said, and nothing is written or recorded. Neither after the person has committed it.
    let status = bench.git(&["status", "--porcelain"]);
    let said = refused(&engine, &view.id);
    assert!(
        said.contains("applied already") && said.contains(&when),
        "{said}"
    );
    assert_eq!(bench.git(&["status", "--porcelain"]), status);
    bench.git(&["add", "-A"]);
    bench.git(&["commit", "-q", "-m", "Take it over"]);
    let said = refused(&engine, &view.id);
    assert!(said.contains("applied already"), "{said}");
    assert_eq!(applied(&engine, &view.id), once);

    // What was taken back since may be applied anew.
    bench.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(engine.apply(&view.id, "editor").expect("it fits"), written);
    let twice = [once, vec![(tip, written.len(), "editor".to_owned())]].concat();
    assert_eq!(applied(&engine, &view.id), twice);
}

#[test]
fn a_persons_own_changes_are_told_apart_from_ours() {
    let bench = Bench::new();
    let (engine, view) = bench.run();
    let path = engine.apply(&view.id, "cli").expect("it fits").remove(0);
    bench.git(&["reset", "-q", "--hard"]);
    bench.git(&["clean", "-q", "-f", "-d"]);
    let (other, second) = bench.run();
    assert_eq!(second.state, RunState::Completed, "{}", second.message);
    let before = "mine\n";
    fs::write(bench.clone_dir().join(&path), before).expect("a file");
    let error = other.apply(&second.id, "cli").expect_err("changes of mine");
    assert!(error.to_string().contains("changes of your own"), "{error}");
    assert!(applied(&other, &second.id).is_empty());
    assert_eq!(
        fs::read_to_string(bench.clone_dir().join(&path)).unwrap(),
        before
    );
}

#[test]
fn a_run_that_is_not_finished_is_not_applied() {
    let bench = Bench::quick().with(|settings| settings.policy.approval = Approval::EachPhase);
    let engine = bench.engine();
    let id = engine.start(&bench.order()).expect("a run").id;
    assert_eq!(settled(&engine, &id).state, RunState::Waiting);
    assert!(refused(&engine, &id).contains("not finished"));
    engine
        .decide(&id, Decision::Cancel, "cli")
        .expect("it ends");
    assert!(refused(&engine, &id).contains("not finished"));
    assert!(applied(&engine, &id).is_empty());
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
}
