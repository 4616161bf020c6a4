//! Links that the project brings along and that lead out of the worktree: an agent that no sandbox holds
//! and that writes through one is found out, whatever it does to the file's times.

#[path = "engine/bench.rs"]
mod bench;

use std::{fs, os::unix::fs::symlink};

use backend_factory::{
    agent::sandbox::Mode,
    engine::Engine,
    workflow::{Event, Phase, view::RunState},
};
use bench::{Bench, settled};

/// What the agent runs, and the links of which it must be told.
struct Case {
    name: &'static str,
    runs: &'static [&'static str],
    links: &'static [&'static str],
    /// The first attempt hangs until it is stopped, and no gate looks at it.
    dies: bool,
}

const CASES: &[Case] = &[
    Case {
        name: "nothing",
        runs: &["cat notes.txt shared/deep/a.txt"],
        links: &[],
        dies: false,
    },
    Case {
        name: "a file",
        runs: &["sh -c 'echo x >> notes.txt'"],
        links: &["notes.txt"],
        dies: false,
    },
    Case {
        name: "a file of the same size with its time set back",
        runs: &[
            "sh -c 'touch -r notes.txt stamp; echo thing > notes.txt; touch -r stamp notes.txt; rm stamp'",
        ],
        links: &["notes.txt"],
        dies: false,
    },
    Case {
        name: "a file in a folder",
        runs: &["sh -c 'echo x >> shared/deep/a.txt'"],
        links: &["shared"],
        dies: false,
    },
    Case {
        name: "a new file in a folder",
        runs: &["touch shared/deep/new"],
        links: &["shared"],
        dies: false,
    },
    Case {
        name: "a file that was not there",
        runs: &["touch later.txt"],
        links: &["later.txt"],
        dies: false,
    },
    Case {
        name: "a link that is gone afterwards",
        runs: &["sh -c 'echo x >> notes.txt; rm notes.txt; git checkout -q notes.txt'"],
        links: &["notes.txt"],
        dies: false,
    },
    Case {
        name: "a link inside the worktree",
        runs: &["sh -c 'echo \"# x\" >> inside.py'"],
        links: &[],
        dies: false,
    },
    Case {
        name: "an attempt that no gate sees",
        runs: &["sh -c 'echo x >> notes.txt'", "sleep 100"],
        links: &["notes.txt"],
        dies: true,
    },
];

#[test]
fn what_is_written_through_a_link_is_found_out() {
    std::thread::scope(|scope| {
        for case in CASES {
            scope.spawn(move || check(case));
        }
    });
}

fn check(case: &Case) {
    let name = case.name;
    let script = format!(
        "[phase.implement]\nattempts = 1\nrun_directly = {:?}\n",
        case.runs
    );
    let bench = Bench::quick().script(&script).with(|settings| {
        settings.sandbox = Mode::Off;
        if case.dies {
            settings.limits.attempt_seconds = 3;
        }
    });
    let there = bench.root().join("there");
    fs::create_dir_all(there.join("shared/deep")).expect("folders");
    fs::write(there.join("notes.txt"), "notes\n").expect("a file");
    fs::write(there.join("shared/deep/a.txt"), "a\n").expect("a file");
    for (link, target) in [
        ("notes.txt", there.join("notes.txt")),
        ("shared", there.join("shared")),
        ("later.txt", there.join("later.txt")),
        ("inside.py", "src/sample.py".into()),
    ] {
        symlink(target, bench.clone_dir().join(link)).expect("a link");
    }
    bench.commit("Links");
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Implement];
    let id = engine.start(&order).expect("a run").id;
    let view = settled(&engine, &id);
    let events = engine.events(&id).expect("events");
    let findings: Vec<_> = events
        .into_iter()
        .flat_map(|it| match it.event {
            Event::GatePassed { findings, .. } | Event::GateFailed { findings, .. } => findings,
            _ => Vec::new(),
        })
        .filter(|it| it.code.contains("outside"))
        .collect();
    let links: Vec<&str> = findings
        .iter()
        .filter_map(|it| it.path.as_deref())
        .collect();
    assert!(
        links.iter().all(|it| case.links.contains(it)),
        "{name}: {findings:?}"
    );
    assert!(
        case.links.iter().all(|it| links.contains(it)),
        "{name}: {findings:?}\n{}",
        bench.log(&id)
    );
    for finding in &findings {
        let target = there.canonicalize().expect("a folder");
        let target = target.to_string_lossy();
        assert!(
            finding.is_error() && finding.message.contains(&*target),
            "{name}: {finding:?}"
        );
        assert!(
            finding.message.contains("cannot be put back"),
            "{finding:?}"
        );
    }
    // Trying again changes nothing: a person has to look.
    let stands = match case.links {
        [] => RunState::Completed,
        _ => RunState::Blocked,
    };
    assert_eq!(view.state, stands, "{name}: {}", view.message);
}

#[test]
fn our_own_work_is_no_change() {
    use std::os::unix::ffi::OsStrExt;
    let bench = Bench::quick()
        .script("[phase.implement]\nrun_directly = [\"sh -c 'echo x > /dev/null'\"]")
        .with(|settings| settings.sandbox = Mode::Off);
    let around = bench.root().to_owned();
    symlink(&around, bench.clone_dir().join("around")).expect("a link");
    symlink("/dev/null", bench.clone_dir().join("null")).expect("a link");
    let odd = std::ffi::OsStr::from_bytes(b"odd-\xff");
    fs::write(around.join(odd), "").expect("a file");
    bench.commit("Links");
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Plan, Phase::Implement];
    let id = engine.start(&order).expect("a run").id;
    let view = settled(&engine, &id);
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
}

#[test]
fn what_is_too_much_to_watch_is_said() {
    let bench = Bench::quick()
        .script("")
        .with(|settings| settings.sandbox = Mode::Off);
    let there = bench.root().join("there");
    fs::create_dir(&there).expect("a folder");
    for number in 0..2100 {
        fs::write(there.join(format!("{number}")), "").expect("a file");
    }
    symlink(&there, bench.clone_dir().join("shared")).expect("a link");
    bench.commit("A link");
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Plan];
    let id = engine.start(&order).expect("a run").id;
    let view = settled(&engine, &id);
    assert_eq!(view.state, RunState::Completed, "{}", view.message);
    let events = engine.events(&id).expect("events");
    let said = events.iter().any(|it| {
        matches!(&it.event, Event::GatePassed { findings, .. }
            if findings.iter().any(|it| it.code == "outside-not-watched" && !it.is_error()))
    });
    assert!(said);
}
