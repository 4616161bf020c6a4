//! Tests that an agent wrote are run by the gate, and are held as the agent was: what they write outside
//! of the worktree is refused by the operating system, unless a person has named the place.

#[path = "engine/bench.rs"]
mod bench;

use std::fs;

use backend_factory::{
    agent::sandbox::{self, Level, Mode},
    engine::Settings,
    workflow::{Event, Evidence, evidence::EvidenceKind, view::RunState},
};
use bench::{Bench, settled};

/// What the agent's test does in Python, and what must come of it.
struct Case {
    name: &'static str,
    does: &'static str,
    settings: fn(&mut Settings, String),
    passes: bool,
    written: bool,
}

const WRITES: &str = "open(OUTSIDE + '/canary', 'w').write('x')";

const CASES: &[Case] = &[
    Case {
        name: "outside is refused",
        does: WRITES,
        settings: |_, _| {},
        passes: false,
        written: false,
    },
    Case {
        name: "also behind a link",
        does: "__import__('os').symlink(OUTSIDE, 'tests/way'); open('tests/way/canary', 'w')",
        settings: |_, _| {},
        passes: false,
        written: false,
    },
    Case {
        name: "also by a program that outlives the test",
        does: "__import__('subprocess').run(['sh', '-c', 'setsid sh -c \"echo x > ' + OUTSIDE + '/canary\" & wait'], stderr=-3)",
        settings: |_, _| {},
        passes: true,
        written: false,
    },
    Case {
        name: "a temporary folder is its own",
        does: "__import__('tempfile').mkdtemp()",
        settings: |_, _| {},
        passes: true,
        written: false,
    },
    Case {
        name: "a person names the place",
        does: WRITES,
        settings: |settings, outside| settings.write = Some(vec![outside]),
        passes: true,
        written: true,
    },
    Case {
        name: "a person wants no sandbox",
        does: WRITES,
        settings: |settings, _| settings.sandbox = Mode::Off,
        passes: true,
        written: true,
    },
];

#[test]
fn the_projects_commands_are_held() {
    if sandbox::available() == Level::None {
        return; // `doctor` says it to the person
    }
    std::thread::scope(|scope| {
        for case in CASES {
            scope.spawn(move || check(case));
        }
    });
}

fn check(case: &Case) {
    let name = case.name;
    let outside = tempfile::tempdir().expect("a folder");
    let place = outside.path().display().to_string();
    let test = format!(
        "import unittest\n\nOUTSIDE = '{place}'\n\n\nclass Escape(unittest.TestCase):\n    def test_escape(self):\n        {}\n",
        case.does
    );
    let script =
        format!("[phase.test]\nwrite_directly = {{ \"tests/test_escape.py\" = {test:?} }}\n");
    let bench = Bench::quick().script(&script).with(|settings| {
        settings.policy.attempts = 1;
        (case.settings)(settings, place.clone());
    });
    let (engine, id) = bench.start();
    let view = settled(&engine, &id);
    let stands = match case.passes {
        true => RunState::Completed,
        false => RunState::Blocked,
    };
    assert_eq!(
        view.state,
        stands,
        "{name}: {}\n{}",
        view.message,
        bench.log(&id)
    );
    let written = outside.path().join("canary").exists();
    assert_eq!(written, case.written, "{name}");
    let held = match bench.settings.sandbox {
        Mode::Off => None,
        _ => Some(sandbox::available().to_string()),
    };
    let tested = |it: &Evidence| it.kind == EvidenceKind::Test;
    let events = engine.events(&id).expect("events");
    let of = |event| match event {
        Event::EvidenceGathered { evidence, .. } => Some(evidence),
        _ => None,
    };
    let evidence: Vec<_> = events.into_iter().filter_map(|it| of(it.event)).collect();
    let last = evidence.iter().rfind(|it| tested(it)).expect("tests ran");
    assert_eq!(last.sandbox, held, "{name}");
    let hint = last.note.as_deref().unwrap_or_default();
    assert_eq!(
        hint.contains("`sandbox_write`"),
        !case.passes,
        "{name}: {hint}"
    );
    // What was left of the run is removed with its folder, that of the outside by itself.
    fs::remove_dir_all(outside.path()).expect("the folder");
}
