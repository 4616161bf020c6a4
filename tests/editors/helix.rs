//! Helix, by its keys in a terminal, with the shipped `languages.toml` and a server of the language's
//! own beside ours. It has no code lenses and sends no arguments with commands: code actions and
//! `:lsp-workspace-command` carry everything.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use crate::place::{Place, REPOSITORY, editor, left_out, neighbour};
use crate::terminal::{self, Terminal};

const PROGRAM: &str = "helix-25.01.1/bin/hx";

#[test]
fn helix_from_comment_to_branch() {
    let (Some(helix), true) = (editor(PROGRAM), terminal::is_there()) else {
        return left_out("Helix from comment to branch", "helix");
    };
    let place = Place::new();
    configure(&place);
    let screen = Terminal::start(&place, "helix", Command::new(helix).arg("src/lib.rs"));
    screen.sees("NOR").press(&["i"]).sees("INS");
    screen.write("// implement Okta SSO integration for Chariot");
    escape(&screen);
    screen
        .sees("Backend Factory detected: Okta SSO Integration")
        .picture("1-hint");

    // On a busy machine the language's own server may still be starting: then the menu has ours only.
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let menu = |screen: &str| screen.contains("Run 6-phase workflow");
        screen.press(&["Space", "a"]).until("the menu", menu);
        if screen.screen().contains("Neighbour: add a line") {
            break;
        }
        assert!(Instant::now() < patience, "the neighbour is never asked");
        screen
            .press(&["Escape"])
            .sees_no_more("Run 6-phase workflow");
    }
    // Beside the language's own server, not in its place.
    for title in [
        "Plan only (phases 1-2)",
        "Run phase 3: Core Implementation",
        "Neighbour: add a line",
    ] {
        screen.sees(title);
    }
    screen.picture("2-code-actions");
    choose(&screen, "Run 6-phase workflow");
    screen
        .sees_no_more("Plan only")
        .sees("Phase 1/6: Requirements Analysis")
        .picture("3-phase-runs");
    screen
        .sees("Ready to proceed to Phase 3?")
        .picture("4-gate");

    // The hover is the first server's, the language's own; how a run stands is a code action too.
    screen
        .press(&["Space", "a"])
        .sees("Show how the run stands")
        .picture("5-gate-actions");
    choose(&screen, "Show how the run stands").sees_no_more("Retry with feedback");
    let said = |screen: &str| {
        screen
            .lines()
            .last()
            .is_some_and(|line| line.contains("Okta SSO"))
    };
    screen.until("how it stands in the last line", said);
    screen.picture("6-how-it-stands");

    // A command without arguments means the run under the cursor.
    command(&screen, "approve");
    screen
        .sees("Phase 3/6: Core Implementation")
        .picture("6-approved-by-command");
    screen.sees("Ready to proceed to Phase 6?");
    screen
        .press(&["Space", "a"])
        .sees("Approve and continue to phase 6")
        .picture("7-gate-actions");
    choose(&screen, "Approve and continue to phase 6").sees_no_more("Retry with feedback");
    screen
        .sees("completed on backend-factory/okta-sso-integration-")
        .picture("8-completed");

    command(&screen, "status");
    let said = |screen: &str| {
        screen
            .lines()
            .last()
            .is_some_and(|line| line.contains("Okta SSO"))
    };
    screen.until("the status in the last line", said);
    screen.picture("9-status");
    screen
        .write(":lsp-workspace-command")
        .sees("workspace command")
        .press(&["Enter"]);
    screen.sees("backendFactory.approve").picture("10-commands");
    screen
        .press(&["Escape"])
        .sees_no_more("backendFactory.approve");
    screen.write(":q!").press(&["Enter"]);
    place.holds_a_finished_branch();
}

/// `:lsp-workspace-command` with a command of ours, as a person types it.
fn command(screen: &Terminal, verb: &str) {
    screen.write(&format!(":lsp-workspace-command backendFactory.{verb}"));
    screen
        .sees(&format!("backendFactory.{verb}"))
        .press(&["Enter"]);
}

/// Takes a code action from the open list. Its first row is chosen at first; which server answered first
/// is a matter of chance.
fn choose<'a>(screen: &'a Terminal<'a>, title: &str) -> &'a Terminal<'a> {
    let seen = screen.screen();
    let row = |words: &str| seen.lines().position(|line| line.contains(words));
    let wanted = row(title).expect("an action on the screen");
    let neighbour = row("Neighbour: add a line").filter(|row| *row < wanted);
    for _ in neighbour.unwrap_or(wanted)..wanted {
        screen.press(&["Down"]);
    }
    screen.press(&["Enter"])
}

/// Back to normal mode. Helix reads an Escape that is followed at once by another key as Alt and that
/// key, so nothing may be sent before the screen shows that it was taken alone.
fn escape(screen: &Terminal) {
    screen.press(&["Escape"]).sees("NOR");
}

/// The shipped file, with the neighbour in the place of rust-analyzer.
fn configure(place: &Place) {
    let shipped = fs::read_to_string(shipped()).expect("the shipped languages.toml");
    let (python, neighbour) = neighbour();
    let own = format!(
        "\n[language-server.rust-analyzer]\ncommand = {python:?}\nargs = [{neighbour:?}]\n"
    );
    place.write("config/helix/languages.toml", &(shipped + &own));
    let readme = Path::new(REPOSITORY).join("editors/helix/README.md");
    let readme = fs::read_to_string(readme).expect("the README");
    let toml = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    place.write(
        "config/helix/config.toml",
        toml.expect("the settings that it recommends"),
    );
}

fn shipped() -> std::path::PathBuf {
    Path::new(REPOSITORY).join("editors/helix/languages.toml")
}

/// Helix replaces a language's list of servers by the person's. So ours has to name the usual ones.
#[test]
fn helix_keeps_every_servers_of_its_own() {
    let Some(helix) = editor(PROGRAM) else {
        return left_out("Helix's own servers in languages.toml", "helix");
    };
    let place = Place::new();
    let servers = |language: &str| -> BTreeSet<String> {
        let mut command = Command::new(&helix);
        let output = place
            .clean(&mut command)
            .args(["--health", language])
            .output();
        let said = String::from_utf8(output.expect("helix runs").stdout).expect("UTF-8");
        let said = said
            .split("Configured debug adapter")
            .next()
            .expect("a first part")
            .to_owned();
        let named = said.lines().filter_map(|line| line.trim().split_once("m "));
        let names = named.filter_map(|(_, rest)| rest.split(':').next());
        names
            .map(|name| name.replace("\u{1b}[39m", "").trim().to_owned())
            .filter(|name| name != "None")
            .collect()
    };
    let shipped: toml::Table = toml::from_str(&fs::read_to_string(shipped()).unwrap()).unwrap();
    let languages = shipped["language"].as_array().unwrap();
    let names: Vec<&str> = languages
        .iter()
        .map(|language| language["name"].as_str().unwrap())
        .collect();
    let before: Vec<_> = names.iter().map(|name| servers(name)).collect();
    place.write(
        "config/helix/languages.toml",
        &fs::read_to_string(self::shipped()).unwrap(),
    );
    assert!(
        before.iter().any(|servers| servers.contains("gopls")),
        "{before:?}"
    );
    for (name, mut expected) in names.into_iter().zip(before) {
        expected.insert("backend-factory".to_owned());
        assert_eq!(servers(name), expected, "{name}");
    }
}
