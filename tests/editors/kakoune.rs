//! Kakoune with kak-lsp, by its keys in a terminal, with the shipped file and beside the language's own
//! server, which kak-lsp's own settings start. Its lines show a mark only, in this version: what the mark
//! says is asked for by a key, and the menu of code actions has everything.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use backend_factory::workflow::view::RunState;

use crate::place::{Place, REPOSITORY, editor, left_out, neighbour};
use crate::terminal::{self, Terminal};

const CLIENT: &str = "kak-lsp-22.0.0/bin/kak-lsp";
const FEEDBACK: &str = r#"say "it's" \ with %{all} of $HOME 'é'; nop"#;

#[test]
fn kakoune_from_comment_to_branch() {
    let paths = env::var_os("PATH").unwrap_or_default();
    let kakoune = env::split_paths(&paths)
        .map(|folder| folder.join("kak"))
        .find(|program| program.exists());
    let (Some(kakoune), Some(client), true) = (kakoune, editor(CLIENT), terminal::is_there())
    else {
        return left_out("Kakoune with kak-lsp", "kakoune");
    };
    let place = Place::new();
    configure(&place, &client);
    let mut command = Command::new(kakoune);
    let screen = Terminal::start(&place, "kakoune", command.arg("src/lib.rs"));
    screen.sees("pub fn health").press(&["i"]).sees("insert");
    screen.write("// implement Okta SSO integration for Chariot");
    screen.press(&["Escape"]).sees_no_more("insert");
    marked(&screen, '-'); // a hint
    hears(&screen, "Backend Factory detected: Okta SSO Integration");
    screen.picture("1-hint");

    // On a busy machine the language's own server may still be starting: then the menu has ours only.
    again("the language's own server", || {
        screen
            .press(&["Space", "l", "a"])
            .sees("Run 6-phase workflow");
        let both = screen
            .screen()
            .contains("[rust-analyzer] Neighbour: add a line");
        if !both {
            screen
                .press(&["Escape"])
                .sees_no_more("Run 6-phase workflow");
        }
        both
    });
    screen
        .sees("[backend-factory] Plan only (phases 1-2)")
        .picture("2-code-actions");
    choose(&screen, "Run 6-phase workflow");
    marked(&screen, '!'); // a warning: a person is awaited
    hears(&screen, "Ready to proceed to Phase 3?");
    screen
        .picture("3-gate")
        .press(&["Space", "b", "o"])
        .sees("plan.md")
        .sees("## Architecture")
        .picture("3-deliverable");
    screen.write(":buffer src/lib.rs").press(&["Enter"]);
    screen.sees("pub fn health");

    // A key of our mode; no words go with it, so the run at the cursor is meant.
    screen
        .press(&["Space", "b"])
        .sees("approve and continue")
        .picture("4-keys")
        .press(&["y"])
        .sees_no_more("approve and continue");
    hears(&screen, "Ready to proceed to Phase 6?");
    // Words of the person's own reach the agent as they are, whatever signs are in them.
    screen
        .press(&["Space", "b", "R"])
        .sees("What should be different?")
        .write(FEEDBACK)
        .press(&["Enter"]);
    // The same gate as before: only the journal tells one from the other.
    again("the second attempt at its gate", || {
        thread::sleep(Duration::from_millis(60)); // another process writes it: no event to wait for
        let view = place.run().view();
        view.state == RunState::Waiting && view.phases[4].attempts == 2
    });
    assert_eq!(place.feedback(), [FEEDBACK]);
    again("the last gate's actions", || {
        screen.press(&["Space", "l", "a"]);
        let there = screen.within(Duration::from_secs(2), |screen| {
            screen.contains("Approve and continue to phase 6")
        });
        if !there {
            // Closes what menu there may be; nothing may follow at once, see below.
            screen
                .press(&["Escape"])
                .within(Duration::from_millis(500), |_| false);
        }
        there
    });
    screen.picture("5-last-gate");
    choose(&screen, "Approve and continue to phase 6");
    marked(&screen, '-');
    hears(
        &screen,
        "completed on backend-factory/okta-sso-integration-",
    );
    screen
        .picture("6-completed")
        .press(&["Space", "b", "s"])
        .sees("backend-factory: ")
        .picture("7-status");
    screen.write(":backend-factory help").press(&["Enter"]);
    screen.sees("/backend-plan <request>").picture("8-help");
    screen.write(":quit!").press(&["Enter"]);
    place.holds_a_finished_branch();
}

/// The shipped file with kak-lsp's own settings: its rust-analyzer is the neighbour.
fn configure(place: &Place, client: &Path) {
    std::os::unix::fs::symlink(client, place.at("bin/kak-lsp")).expect("a link");
    let (python, neighbour) = neighbour();
    let own = format!("#!/bin/sh\nexec '{python}' '{}'\n", neighbour.display());
    place.write("bin/rust-analyzer", &own);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(place.at("bin/rust-analyzer"), mode).expect("a program");
    let shipped = shipped();
    let text = fs::read_to_string(&shipped).expect("the shipped file");
    // As it says itself, with its place filled in.
    let said: String = text
        .lines()
        .skip_while(|line| !line.starts_with("#     evaluate-commands"))
        .take_while(|line| line.starts_with("#     "))
        .map(|line| format!("{}\n", &line[6..]))
        .collect();
    let written = "/path/to/this/repository/editors/kakoune/backend-factory.kak";
    assert!(said.contains(written), "{said}");
    let kakrc = said.replace(written, &shipped.display().to_string());
    // Without the paper clip, which lies over what is looked at.
    place.write(
        "config/kak/kakrc",
        &format!("{kakrc}set-option global ui_options terminal_assistant=none\n"),
    );
}

fn shipped() -> PathBuf {
    Path::new(REPOSITORY).join("editors/kakoune/backend-factory.kak")
}

/// Waits until kak-lsp's sign for a kind of diagnostic stands before the comment.
#[track_caller]
fn marked(screen: &Terminal, sign: char) {
    screen.until(&format!("`{sign}` before the comment"), |screen| {
        let line = screen
            .lines()
            .find(|line| line.contains("// implement Okta"));
        line.is_some_and(|line| line.trim_start().starts_with(sign))
    });
}

/// Asks what the mark on this line says until it says this. A hover shows one moment, so it is asked anew;
/// the next key closes it. No Escape here: one that is followed at once by a key is read as Alt and that key.
#[track_caller]
fn hears(screen: &Terminal, words: &str) {
    again(words, || {
        screen.press(&["Space", "l", "h"]);
        screen.within(Duration::from_secs(2), |screen| screen.contains(words))
    });
}

/// Tries until it comes true.
#[track_caller]
fn again(what: &str, mut is: impl FnMut() -> bool) {
    let deadline = Instant::now() + terminal::PATIENCE;
    while !is() {
        assert!(Instant::now() < deadline, "kakoune: never: {what}");
    }
}

/// Takes an entry of the open menu by its words: the first that fits, once the menu has caught up.
fn choose(screen: &Terminal, title: &str) {
    let entries = |screen: &str| screen.matches("[backend-factory] ").count();
    screen.write(title).until("one entry that fits", |screen| {
        entries(screen) == 1 && !screen.contains("[rust-analyzer] ")
    });
    screen
        .press(&["Enter"])
        .until("no menu any more", |screen| entries(screen) == 0);
}
