//! `demo`, as on a fresh clone: one request becomes a finished branch, and everything that is said
//! of it is true.

use std::{fs, path::Path, time::Instant};

use backend_factory::cli::manual;
use serde_json::Value;

use crate::{home::Home, person::git, schema};

#[test]
fn one_request_becomes_a_finished_branch() {
    let home = Home::new();
    // Settings of the person have no part in it.
    home.write(
        ".config/backend-factory/config.toml",
        "agent = \"opencode\"\n[commands]\ntest = [\"false\"]\n",
    );
    let begun = Instant::now();
    let done = home
        .run(&["demo", "--dir", "demo", "--json", "--open"])
        .code(0);
    let view = done.json();
    eprintln!("the demo took {:?}", begun.elapsed());
    assert_eq!(schema::problems(&manual::run_schema(), &view), [""; 0]);
    assert_eq!(view["state"], "completed", "{view:#}");
    assert_eq!(view["title"], "Okta SSO Integration");
    assert_eq!(view["agent"], "rehearsal");
    let phases = view["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 6);
    for phase in phases {
        assert_eq!(phase["state"], "completed", "{phase:#}");
        let path = phase["deliverable"].as_str().unwrap();
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains("Okta"), "{path}");
        assert!(phase["commit"].is_string(), "{phase:#}");
    }
    let evidence = |number: usize| phases[number - 1]["evidence"].as_array().unwrap();
    let ran = |number: usize, word: &str| {
        let found = evidence(number).iter();
        found
            .filter(|one| one["command"].as_str().unwrap().contains(word))
            .all(|one| one["exit_code"] == 0 && one["output_sha256"].as_str().unwrap().len() == 64)
    };
    assert!(ran(3, "cargo build") && ran(4, "cargo test") && ran(5, "cargo test"));
    assert!(
        evidence(4)
            .iter()
            .any(|one| one["tests"]["passed"].as_u64() >= Some(4))
    );
    for announced in [
        "Okta SSO Integration",
        "PHASE 1",
        "PHASE 6",
        "Phase 6 Complete",
        "router.rs",
    ] {
        assert!(
            done.stderr.contains(announced),
            "{announced}:\n{}",
            done.stderr
        );
    }
    let clone = home.path("clone/demo");
    branch_is_real(&clone, &view);
    // The sample itself is as it was made.
    assert_eq!(git(&clone, &["status", "--porcelain"]), "");
    assert_eq!(git(&clone, &["log", "--format=%s"]).lines().count(), 1);
    // The same run from the other commands.
    let show = home.run(&["-C", "demo", "show", "--json"]).code(0).json();
    assert_eq!(show["id"], view["id"]);
    assert_eq!(show["phases"], view["phases"]);
    let report = home.run(&["-C", "demo", "show"]).code(0).stdout;
    for part in [
        "branch",
        "deliverables",
        "attempts",
        "cargo test",
        "Next:",
        "git merge",
    ] {
        assert!(report.contains(part), "{part}:\n{report}");
    }
    // Each criterion has its step, its test and its verdict.
    let trace = home
        .run(&["-C", "demo", "show", "--trace", "--json"])
        .code(0)
        .json();
    let rows = trace.as_array().unwrap();
    assert!(rows.len() >= 3, "{trace:#}");
    for row in rows {
        assert_eq!(row["proven"], true, "{row:#}");
        assert!(!row["steps"].as_array().unwrap().is_empty(), "{row:#}");
    }
    let table = home.run(&["-C", "demo", "show", "--trace"]).code(0).stdout;
    assert_eq!(table.matches("PASS").count(), rows.len(), "{table}");
    let pr = home.run(&["-C", "demo", "show", "--pr"]).code(0).stdout;
    assert!(pr.contains("Okta") && pr.contains("AC-1"), "{pr}");
    let events = home
        .run(&["-C", "demo", "show", "--events", "--json"])
        .code(0)
        .stdout;
    assert!(
        events.lines().next().unwrap().contains("run-requested"),
        "{events}"
    );
    assert!(
        events.lines().last().unwrap().contains("run-completed"),
        "{events}"
    );
    let metrics = home
        .run(&["-C", "demo", "metrics", "--json"])
        .code(0)
        .json();
    assert_eq!(metrics["summary"]["completion_rate"], 1.0, "{metrics:#}");
    let csv = home.run(&["-C", "demo", "metrics", "--csv"]).code(0).stdout;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    home.run(&["-C", "demo", "metrics"]).code(0);
    // A second demo does not write over the first.
    let again = home.run(&["demo", "--dir", "demo"]).code(2);
    assert!(again.stderr.contains("is not empty") && again.stderr.contains("Next:"));
}

/// One commit a phase, each saying what it belongs to; the branch builds and its tests pass.
fn branch_is_real(clone: &Path, view: &Value) {
    let branch = view["branch"].as_str().unwrap();
    let range = format!("{}..{branch}", view["base"].as_str().unwrap());
    let format = "--format=%(trailers:key=Backend-Factory-Phase,valueonly,separator=)";
    let phases = git(clone, &["log", "--reverse", format, &range]);
    let phases: Vec<&str> = phases.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        phases,
        [
            "requirements",
            "plan",
            "implement",
            "test",
            "validate",
            "submit"
        ]
    );
    assert_eq!(
        git(clone, &["rev-parse", branch]).trim(),
        view["commit"].as_str().unwrap()
    );
    let changed = git(clone, &["diff", "--name-only", &range]);
    assert!(
        changed.lines().any(|path| path.starts_with("src/")),
        "{changed}"
    );
    assert!(
        changed.lines().any(|path| path.starts_with("tests/")),
        "{changed}"
    );
}
