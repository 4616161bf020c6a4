//! A finished branch, handed in: pushed to a bare repository, its pull request opened by programs that
//! the test puts on PATH, found when it is open already, never doubled, never opened by a program
//! that the repository brings along.

#[path = "engine/bench.rs"]
mod bench;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use backend_factory::{
    engine::Engine,
    workflow::{Event, Phase, RunView, view::RunState},
};
use bench::{Bench, git, settled};

/// A finished run of two phases, in a clone whose remote is a bare repository with this address.
struct Desk {
    bench: Bench,
    view: RunView,
    programs: PathBuf,
}

/// Answers the two calls that we make and writes each down, an argument a line. What is open is kept
/// beside the program.
const PROGRAM: &str = r#"#!/bin/sh
here=$(dirname "$0")
{ printf 'call\n'; for word in "$@"; do printf '%s\n' "$word"; done; } >> "$here/calls"
case "$2" in
  list) if [ -f "$here/list" ]; then cat "$here/list"; else echo '[]'; fi ;;
  create)
    if [ -f "$here/refuse" ]; then echo 'not logged in' >&2; exit 4; fi
    echo 'Creating pull request' >&2
    echo 'https://example.com/pull/7'
    printf '[{"url":"https://example.com/pull/7","web_url":"https://example.com/pull/7","state":"OPEN","mergedAt":null}]' > "$here/list" ;;
esac
"#;

impl Desk {
    fn new(address: &str) -> Desk {
        let bench = Bench::quick();
        let engine = bench.engine();
        let mut order = bench.order();
        order.phases = vec![Phase::Requirements, Phase::Plan];
        let id = engine.start(&order).expect("a run").id;
        let view = settled(&engine, &id);
        assert_eq!(view.state, RunState::Completed, "{}", view.message);
        let bare = bench.root().join("bare.git");
        fs::create_dir(&bare).expect("a folder");
        git(&bare, &["init", "-q", "--bare"]);
        bench.git(&["remote", "add", "origin", address]);
        let real = format!("url.{}.insteadOf", bare.display());
        bench.git(&["config", &real, address]);
        let programs = bench.root().join("programs");
        fs::create_dir(&programs).expect("a folder");
        Desk {
            bench,
            view,
            programs,
        }
    }

    fn install(&self, folder: &Path, name: &str) {
        fs::create_dir_all(folder).expect("a folder");
        let path = folder.join(name);
        fs::write(&path, PROGRAM).expect("a program");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode");
    }

    /// `backend-factory submit`, with only this folder and git on PATH.
    fn submit(&self, arguments: &[&str]) -> Output {
        let system = self.bench.root().join("system");
        if !system.exists() {
            fs::create_dir(&system).expect("a folder");
            for name in ["git", "sh", "dirname", "cat"] {
                let real = which::which(name).expect(name);
                std::os::unix::fs::symlink(real, system.join(name)).expect("a link");
            }
        }
        let path = format!("{}:{}", self.programs.display(), system.display());
        self.submit_with(&path, arguments)
    }

    fn submit_with(&self, path: &str, arguments: &[&str]) -> Output {
        let home = self.bench.root().join("home");
        Command::new(env!("CARGO_BIN_EXE_backend-factory"))
            .arg("submit")
            .arg(&self.view.id)
            .args(arguments)
            .args([
                "--set",
                &format!("data_dir={}", self.bench.root().join("data").display()),
            ])
            .current_dir(self.bench.clone_dir())
            .env_clear()
            .env("PATH", path)
            .env("HOME", &home)
            .output()
            .expect("the program")
    }

    fn calls(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.programs.join("calls")).unwrap_or_default();
        let calls = text.split("call\n").filter(|call| !call.is_empty());
        calls
            .map(|call| call.lines().map(str::to_owned).collect())
            .collect()
    }

    fn pushed(&self) -> Option<String> {
        let bare = self.bench.root().join("bare.git");
        let refs = git(
            &bare,
            &["for-each-ref", "--format=%(objectname) %(refname)"],
        );
        let line = refs
            .lines()
            .find(|line| line.ends_with(&self.view.branch))?;
        line.split(' ').next().map(str::to_owned)
    }

    fn opened(&self) -> usize {
        let events = self.bench.engine().events(&self.view.id).expect("events");
        let opened = |event: &Event| matches!(event, Event::PullRequestOpened { .. });
        events.iter().filter(|it| opened(&it.event)).count()
    }
}

fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn it_is_asked_then_opened_and_then_found() {
    let desk = Desk::new("git@github.com:acme/chariot.git");
    desk.install(&desk.programs, "gh");
    // Nobody at a terminal is no yes: nothing leaves the machine.
    let asked = desk.submit(&[]);
    assert_eq!(asked.status.code(), Some(3), "{}", said(&asked));
    assert!(said(&asked).contains("git -C "), "{}", said(&asked));
    assert_eq!((desk.pushed(), desk.calls().len()), (None, 0));

    let done = desk.submit(&["--yes"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(
        String::from_utf8_lossy(&done.stdout).trim(),
        "https://example.com/pull/7"
    );
    assert_eq!(desk.pushed(), desk.view.commit);
    let calls = desk.calls();
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert_eq!(
        calls[0][..4],
        ["pr", "list", "--repo", "github.com/acme/chariot"]
    );
    assert_eq!(
        calls[1][..4],
        ["pr", "create", "--repo", "github.com/acme/chariot"]
    );
    let value = |name: &str| {
        let at = calls[1].iter().position(|word| word == name);
        calls[1][at.unwrap_or_else(|| panic!("{name}: {calls:?}")) + 1].clone()
    };
    assert_eq!(value("--head"), desk.view.branch);
    assert_eq!(value("--base"), "main");
    assert_eq!(value("--title"), "Okta SSO Integration");
    let text = fs::read_to_string(value("--body-file")).expect("the text");
    assert!(text.contains("## Acceptance criteria"), "{text}");
    let view = desk.bench.engine().run(&desk.view.id).expect("the run");
    assert_eq!(
        view.pull_request.as_deref(),
        Some("https://example.com/pull/7")
    );

    // Again: it is found, and nothing is doubled, neither there nor in the journal.
    let again = desk.submit(&["--yes"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(
        said(&again).contains("was open already"),
        "{}",
        said(&again)
    );
    assert_eq!((desk.calls().len(), desk.opened()), (3, 1));

    // Merged meanwhile: that is recorded, and nothing is pushed.
    let merged = r#"[{"url":"https://example.com/pull/7","state":"MERGED","mergedAt":"2030-01-02T03:04:05Z"}]"#;
    fs::write(desk.programs.join("list"), merged).expect("a list");
    let after = desk.submit(&["--yes"]);
    assert!(said(&after).contains("merged already"), "{}", said(&after));
    let view = desk.bench.engine().run(&desk.view.id).expect("the run");
    assert_eq!(view.merged.as_deref(), Some("2030-01-02T03:04:05Z"));
}

#[test]
fn gitlab_has_a_program_of_its_own() {
    let desk = Desk::new("https://gitlab.example.com/acme/team/chariot.git");
    desk.install(&desk.programs, "glab");
    desk.install(&desk.programs, "gh");
    let done = desk.submit(&["--yes"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let calls = desk.calls();
    let project = "https://gitlab.example.com/acme/team/chariot";
    assert_eq!(calls[0][..4], ["mr", "list", "--repo", project]);
    assert_eq!(calls[1][..4], ["mr", "create", "--repo", project]);
    assert!(
        calls[1].contains(&"## Acceptance criteria".to_owned()),
        "{calls:?}"
    );
}

#[test]
fn without_a_program_the_commands_are_shown() {
    let desk = Desk::new("git@github.com:acme/chariot.git");
    let shown = desk.submit(&["--yes"]);
    assert_eq!(shown.status.code(), Some(3), "{}", said(&shown));
    let text = said(&shown);
    for words in [
        desk.view.branch.as_str(),
        "pull-request.md",
        "push origin",
        "gh pr create --repo github.com/acme/chariot",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(desk.pushed(), None);
}

#[test]
fn a_program_of_the_repository_is_never_started() {
    let desk = Desk::new("git@github.com:acme/chariot.git");
    let own = desk.bench.clone_dir().join("bin");
    desk.install(&own, "gh");
    let system = desk.submit(&["--dry-run"]);
    assert!(!said(&system).contains(&own.display().to_string()));
    let path = format!(
        "{}:bin:.:{}",
        own.display(),
        desk.bench.root().join("system").display()
    );
    let output = desk.submit_with(&path, &["--yes"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(!own.join("calls").exists(), "{}", said(&output));
}

#[test]
fn what_the_program_says_is_passed_on_and_done_again_it_works() {
    let desk = Desk::new("git@github.com:acme/chariot.git");
    desk.install(&desk.programs, "gh");
    fs::write(desk.programs.join("refuse"), "").expect("a file");
    let failed = desk.submit(&["--yes"]);
    assert_eq!(failed.status.code(), Some(1), "{}", said(&failed));
    assert!(said(&failed).contains("not logged in"), "{}", said(&failed));
    assert_eq!(desk.opened(), 0);
    fs::remove_file(desk.programs.join("refuse")).expect("gone");
    let done = desk.submit(&["--yes"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(desk.opened(), 1);
}

#[test]
fn a_run_that_is_not_finished_is_not_handed_in() {
    let bench = Bench::quick().script("[phase.requirements]\ndie = 1");
    let (engine, view) = bench.run();
    assert_eq!(view.state, RunState::Blocked);
    let error = engine.submission(&view.id).expect_err("nothing to hand in");
    assert!(error.to_string().contains("no finished branch"), "{error}");
}

#[test]
fn a_branch_that_was_merged_here_is_known_to_be() {
    let desk = Desk::new("git@github.com:acme/chariot.git");
    let engine = desk.bench.engine();
    engine.look_for_merges().expect("a look");
    assert_eq!(engine.run(&desk.view.id).expect("the run").merged, None);
    desk.bench
        .git(&["merge", "-q", "--no-ff", "-m", "Take it", &desk.view.branch]);
    engine.look_for_merges().expect("a look");
    engine.look_for_merges().expect("a look again");
    assert!(engine.run(&desk.view.id).expect("the run").merged.is_some());
    let events = engine.events(&desk.view.id).expect("events");
    let figures = backend_factory::workflow::metrics::of(&events).expect("figures");
    assert!(figures.merged_ms.is_some() && figures.finished_ms.is_some());
}
