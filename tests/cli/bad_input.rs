//! What goes wrong in the hands of people: each gets a clear message that says what to do next.

use std::fs;

use crate::home::{Done, Home, photograph};

/// The message is on stderr, says what to do, and stdout is empty.
#[track_caller]
fn check(done: Done, code: i32, part: &str) {
    let done = done.code(code);
    assert!(done.stderr.contains(part), "{}", done.stderr);
    assert!(done.stderr.contains("Next:"), "{}", done.stderr);
    assert!(!done.stderr.contains("panicked"), "{}", done.stderr);
    assert_eq!(done.stdout, "");
}

const REQUEST: &[&str] = &[
    "run",
    "implement Okta SSO integration",
    "--agent",
    "rehearsal",
];

#[test]
fn a_folder_that_is_no_repository() {
    let home = Home::new();
    for args in [REQUEST, &["status"], &["show"], &["approve"], &["resume"]] {
        check(home.run(args), 2, "is not in a git repository");
    }
}

#[test]
fn a_repository_without_a_commit() {
    let home = Home::new();
    home.git(&["init", "-q"]);
    check(home.run(REQUEST), 2, "no commit yet");
}

#[test]
fn a_run_that_is_not_there() {
    let home = Home::with_clone();
    for args in [
        &["show", "nope"][..],
        &["approve", "nope"],
        &["retry", "nope", "plan"],
        &["waive", "nope", "--reason", "x"],
        &["continue", "nope"],
        &["cancel", "nope"],
        &["resume", "nope"],
    ] {
        check(home.run(args), 2, "no run `nope` here");
    }
    check(home.run(&["show"]), 2, "no runs here yet");
    check(home.run(&["approve"]), 2, "no run waits for you");
}

#[test]
fn an_agent_that_is_not_there() {
    let home = Home::with_clone();
    let run = |agent: &str| home.run(&["run", "implement Okta SSO", "--agent", agent]);
    check(run("nobody"), 2, "nobody");
    check(run("opencode"), 2, "opencode");
    // Nothing was begun for it.
    assert_eq!(home.git(&["branch", "--list", "backend-factory/*"]), "");
}

#[test]
fn an_agent_that_is_not_logged_in() {
    let home = Home::with_clone();
    let args = [REQUEST, &["--plan-only", "--json"]].concat();
    let done = home.rehearse("[start]\nauth = true\n", &args).code(3);
    let view = done.json();
    assert_eq!(view["state"], "blocked", "{view:#}");
    assert_eq!(view["wait"]["reason"], "agent-failure", "{view:#}");
    assert!(
        view["message"].as_str().unwrap().contains("Next:"),
        "{view:#}"
    );
}

#[test]
fn a_request_that_says_nothing() {
    let home = Home::with_clone();
    check(home.run(&["run", "  "]), 2, "the request is empty");
    check(home.run_with(&["run", "-"], ""), 2, "the request is empty");
    let long = "x".repeat(70_000);
    check(home.run_with(&["run", "-"], &long), 2, "70000 bytes");
}

#[test]
fn wrong_usage() {
    let home = Home::with_clone();
    for args in [
        &[][..],
        &["fly"],
        &["run"],
        &["run", "x", "--phases", "7"],
        &["run", "x", "--phases", "3-1"],
        &["run", "x", "--phases", "1", "--plan-only"],
        &["retry", "x", "nophase"],
        &["waive", "x"],
        &["--set", "novalue", "status"],
        &["detect", "--format", "xml"],
        &["completions", "nosuchshell"],
    ] {
        let done = home.run(args).code(2);
        assert!(!done.stderr.is_empty(), "{args:?}");
    }
    check(
        home.run(&["-C", "/no/such/folder", "status"]),
        2,
        "/no/such/folder",
    );
    check(home.run(&["detect", "absent.rs"]), 2, "absent.rs");
    check(
        home.run(&["detect", "--explain", "absent.rs:3"]),
        2,
        "absent.rs",
    );
    check(
        home.run(&["waive", "x", "--reason", " "]),
        2,
        "needs a reason",
    );
}

#[test]
fn a_settings_file_that_does_not_parse() {
    let home = Home::with_clone();
    home.write(
        ".config/backend-factory/config.toml",
        "attempts = 2\nlaunch = [\n",
    );
    home.write("clone/backend-factory.toml", "aproval = \"submit\"\n");
    let done = home.run(&["status"]).code(0);
    assert!(done.stderr.contains("config.toml:2:"), "{}", done.stderr);
    assert!(
        done.stderr.contains("backend-factory.toml:1:1:"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("approval"),
        "the nearest key: {}",
        done.stderr
    );
}

#[test]
fn files_that_are_no_text_and_enormous_ones() {
    let home = Home::with_clone();
    home.write("clone/bad.rs", b"// implement \xff\xfe Okta SSO\n");
    home.write("clone/nul.rs", b"// implement Okta\0 SSO\n");
    // A picture says by its name that it is none of ours.
    home.write("clone/logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let huge = fs::File::create(home.path("clone/huge.rs")).unwrap();
    huge.set_len(200 << 20).unwrap();
    let done = home.run(&["detect"]).code(0);
    assert!(
        done.stderr.contains("1 file is not text"),
        "{}",
        done.stderr
    );
    assert!(done.stderr.contains("huge.rs"), "{}", done.stderr);
    check(
        home.run(&["detect", "--explain", "nul.rs:1"]),
        2,
        "not text",
    );
    check(
        home.run(&["detect", "--explain", "huge.rs:1"]),
        2,
        "larger than",
    );
}

#[test]
fn a_damaged_and_a_newer_journal() {
    let home = Home::with_clone();
    home.write(
        "clone/.git/backend-factory/journal.db",
        "no database, but long enough to be none",
    );
    check(home.run(&["status"]), 1, "is damaged");
    let path = home.path("clone/.git/backend-factory/journal.db");
    fs::remove_file(&path).unwrap();
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    check(home.run(&["status"]), 1, "newer Backend Factory");
}

#[test]
fn a_dirty_tree_stays_as_it_is() {
    let home = Home::with_clone();
    home.write("clone/README.md", "# Changed\n");
    home.write("clone/staged.txt", "staged\n");
    home.git(&["add", "staged.txt"]);
    home.write("clone/staged.txt", "staged, then changed\n");
    home.write("clone/untracked.txt", "untracked\n");
    let before = photograph(&home.path("clone"));
    home.run(&[REQUEST, &["--plan-only", "--yes"]].concat())
        .code(0);
    assert_eq!(before, photograph(&home.path("clone")));
}

#[test]
fn words_of_others_cannot_command_the_terminal() {
    let home = Home::with_clone();
    home.write(
        "clone/a\u{1b}]0;x.rs",
        "// TODO: implement Okta SSO integration for \u{202e}Chariot\u{1b}[2J\n",
    );
    let done = home.run(&["detect", "--color", "never"]).code(0);
    for wrong in ['\u{1b}', '\u{202e}'] {
        assert!(
            !done.stdout.contains(wrong) && !done.stderr.contains(wrong),
            "{done:?}"
        );
    }
    assert!(done.stdout.contains("U+001B"), "{done:?}");
}
