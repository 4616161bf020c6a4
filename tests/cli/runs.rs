//! Runs from the terminal: gates that ask, decisions, failures, and what a script sees of them.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::home::{Done, Home};

const RUN: &[&str] = &[
    "run",
    "implement Okta SSO integration for Chariot",
    "--agent",
    "rehearsal",
];

fn run(home: &Home, more: &[&str]) -> Done {
    home.run(&[RUN, more].concat())
}

/// Waits until the run is in a state.
#[track_caller]
fn wait_for(home: &Home, id: &str, state: &str) -> Value {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let view = home.run(&["show", id, "--json"]).code(0).json();
        if view["state"] == state {
            return view;
        }
        assert!(Instant::now() < end, "not {state} in time: {view:#}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_gate_asks_and_says_what_to_type() {
    let home = Home::with_clone();
    let asked = run(&home, &["--plan-only", "--set", "approval=each-phase"]).code(3);
    for part in [
        "waiting for you",
        "backend-factory approve",
        "backend-factory retry",
        "1-requirements.md",
    ] {
        assert!(asked.stdout.contains(part), "{part}:\n{}", asked.stdout);
    }
    let view = home.run(&["show", "--json"]).code(0).json();
    let id = view["id"].as_str().unwrap();
    assert_eq!(view["state"], "waiting");
    assert_eq!(view["wait"]["wait"], "approval");
    // With feedback the phase is worked again, and asks again.
    let feedback = "use the session store that is there";
    let again = home
        .run(&["retry", id, "1", "--feedback", feedback, "--json"])
        .code(3)
        .json();
    assert_eq!(again["phases"][0]["attempts"], 2, "{again:#}");
    // The only run that waits needs no name.
    let approved = home.run(&["approve", "--json"]).code(0).json();
    assert_eq!(approved["state"], "completed", "{approved:#}");
    assert_eq!(approved["phases"][2]["state"], "waived");
    // It is over: there is nothing more to decide.
    for verb in ["approve", "continue"] {
        let late = home.run(&[verb, id]).code(2);
        assert!(late.stderr.contains("Next:"), "{}", late.stderr);
    }
}

#[test]
fn yes_approves_every_gate() {
    let home = Home::with_clone();
    let view = run(&home, &["--phases", "1-2", "--yes", "--json"])
        .code(0)
        .json();
    assert_eq!(view["state"], "completed");
    let states: Vec<&Value> = view["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phase| &phase["state"])
        .collect();
    assert_eq!(
        states,
        [
            "completed",
            "completed",
            "waived",
            "waived",
            "waived",
            "waived"
        ]
    );
}

#[test]
fn a_detached_run_goes_on_and_can_be_cancelled() {
    let home = Home::with_clone();
    let script = "[phase.plan]\nwait = true\n";
    let args = [RUN, &["--detach", "--json"]].concat();
    let view = home.rehearse(script, &args).code(0).json();
    let id = view["id"].as_str().unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let view = home.run(&["show", id, "--json"]).code(0).json();
        if view["phases"][1]["state"] == "running" {
            break;
        }
        assert!(Instant::now() < end, "{view:#}");
        std::thread::sleep(Duration::from_millis(20));
    }
    let status = home.run(&["status"]).code(0).stdout;
    assert!(
        status.contains(id) && status.contains("running"),
        "{status}"
    );
    let cancelled = home.run(&["cancel", id, "--json"]).code(0).json();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled:#}");
    // Branch and worktree stay.
    let branch = view["branch"].as_str().unwrap();
    assert!(home.git(&["branch", "--list", branch]).contains(branch));
    let view = wait_for(&home, id, "cancelled");
    assert!(
        fs::metadata(view["worktree"].as_str().unwrap())
            .unwrap()
            .is_dir()
    );
}

#[test]
fn a_failing_gate_asks_a_person_after_its_attempts() {
    let home = Home::with_clone();
    let script = "[phase.requirements]\nno_criteria = true\n";
    let args = [RUN, &["--plan-only", "--yes", "--set", "attempts=2"]].concat();
    let done = home.rehearse(script, &args).code(3);
    assert!(
        done.stderr
            .contains("Retrying phase 1 with feedback (attempt 2)"),
        "{}",
        done.stderr
    );
    assert!(done.stderr.contains("Phase 1 failed"), "{}", done.stderr);
    for part in [
        "blocked",
        "backend-factory waive",
        "backend-factory continue",
    ] {
        assert!(done.stdout.contains(part), "{part}:\n{}", done.stdout);
    }
    let view = home.run(&["show", "--json"]).code(0).json();
    assert_eq!(view["phases"][0]["attempts"], 2);
    let waived = home
        .run(&["waive", "--reason", "it is a rehearsal", "--json"])
        .json();
    assert_eq!(waived["phases"][0]["state"], "waived", "{waived:#}");
    assert_eq!(waived["phases"][0]["waived"], "it is a rehearsal");
}

#[test]
fn runs_are_listed_newest_first() {
    let home = Home::with_clone();
    let none = home.run(&["status"]).code(0);
    assert!(none.stderr.contains("No runs here yet"));
    assert_eq!(
        home.run(&["status", "--json"]).code(0).json(),
        serde_json::json!([])
    );
    let one = run(&home, &["--phases", "1", "--yes", "--json"])
        .code(0)
        .json();
    let two = run(&home, &["--phases", "1", "--yes", "--json"])
        .code(0)
        .json();
    let list = home.run(&["status", "--json"]).code(0).json();
    let ids: Vec<&Value> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|run| &run["id"])
        .collect();
    assert_eq!(ids, [&two["id"], &one["id"]]);
    let resumed = home.run(&["resume"]).code(0);
    assert!(resumed.stderr.contains("is being carried"), "{resumed:?}");
}
