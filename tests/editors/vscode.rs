//! VS Code in its real workbench, with the extension packaged from its sources. The steps stand in
//! `vscode/*.mjs`; here is only what they work on.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::place::{Place, REPOSITORY, SERVER, editor, left_out};

#[test]
fn vscode_from_comment_to_branch() {
    vscode("e2e.mjs", &Place::with(EVENTFUL, "attempts = 1\n"), None);
}

/// The agent asks twice for what its lane leaves open; then the branch goes to a remote, which is a
/// folder beside the clone.
#[test]
fn vscode_answers_its_agent_and_hands_a_branch_in() {
    let place = Place::with(ASKING, "");
    place.git(&["init", "-q", "--bare", "../bare.git"]);
    let address = "git@github.com:acme/chariot.git";
    place.git(&["remote", "add", "origin", address]);
    let bare = format!("url.{}.insteadOf", place.at("bare.git").display());
    place.git(&["config", &bare, address]);
    vscode("asked.mjs", &place, None);
}

#[test]
fn vscode_two_clones_in_one_window() {
    let place = Place::new();
    place.git(&["clone", "-q", ".", "../second"]);
    vscode("folders.mjs", &place, None);
}

#[test]
fn vscode_untrusted_folder_runs_nothing() {
    // With the server in the package, as people install it.
    let place = Place::new();
    let program = place.folder.path().join("server-of-the-package");
    let text = format!("#!/bin/sh\nexec '{SERVER}' \"$@\"\n");
    std::fs::write(&program, text).expect("a program");
    vscode("trust.mjs", &place, Some(&program));
}

#[test]
#[ignore = "needs `tests/editors/install vscode-old`, which compiles for a minute"]
fn vscode_oldest_from_comment_to_branch() {
    let place = Place::with(EVENTFUL, "attempts = 1\n");
    vscode_in(&OLDEST, "e2e.mjs", &place, None);
}

/// For a person's eyes; with `UPDATE=1` it writes the pictures of README and walkthrough anew.
#[test]
#[ignore = "takes pictures of every state in every theme: no test, and slow"]
fn vscode_looks() {
    vscode("looks.mjs", &Place::with(EVENTFUL, "attempts = 1\n"), None);
}

/// One attempt, and the first one at the code hands over nothing: a person has to speak. Testing
/// takes its time, so that the window can be restarted in the middle of it.
const EVENTFUL: &str = "delay_ms = 400\n[phase.implement]\nattempts = 1\nno_document = true\n\
                        [phase.test]\ndelay_ms = 6000\n";

/// What the lane of planning leaves open: once by a question, once by a terminal.
const ASKING: &str =
    "[phase.plan]\nask = \"npm view left-pad\"\nterminal = \"npm install left-pad\"\n";

/// A VS Code, as code-server has it, with the Node that it wants.
struct Code {
    server: &'static str,
    node: &'static str,
    install: &'static str,
}

const NEWEST: Code = Code {
    server: "code-server-4.139.1",
    node: "node-24.21.0",
    install: "vscode",
};

/// What `engines.vscode` of the extension claims.
const OLDEST: Code = Code {
    server: "code-server-4.93.1",
    node: "node-20.20.2",
    install: "vscode-old",
};

/// One script in the newest VS Code.
fn vscode(script: &str, place: &Place, bundled: Option<&Path>) {
    vscode_in(&NEWEST, script, place, bundled);
}

/// One script in VS Code's workbench, with the extension freshly packaged; with a server in the
/// package, if one is given.
fn vscode_in(code: &Code, script: &str, place: &Place, bundled: Option<&Path>) {
    // One workbench at a time: they are heavy, and packaging writes beside the sources.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let chromium = env::var_os("CHROMIUM").map_or("/usr/bin/chromium".into(), PathBuf::from);
    let there = [code.server, code.node, "playwright-1.65.1"]
        .iter()
        .all(|name| editor(name).is_some());
    let (true, true, Some(node)) = (there, chromium.exists(), editor("node-24.21.0/bin/node"))
    else {
        return left_out(&format!("VS Code, {script}"), code.install);
    };
    let Some(vsix) = package_extension(place, &node, bundled) else {
        return left_out(&format!("VS Code, {script} (no VSIX)"), code.install);
    };
    let path = Path::new(REPOSITORY)
        .join("tests/editors/vscode")
        .join(script);
    let mut command = Command::new(node);
    command
        .arg(path)
        .env("BF_VSIX", vsix)
        .env("BF_CODE", code.server)
        .env("BF_NODE", editor(code.node).expect("it").join("bin/node"));
    if env::var_os("UPDATE").is_some() {
        command.env("BF_PICTURES", REPOSITORY);
    }
    place.check(&mut command, Duration::from_secs(600), "steps passed");
}

/// The packaged extension, built from its sources: what is tested is what is shipped.
fn package_extension(place: &Place, node: &Path, bundled: Option<&Path>) -> Option<PathBuf> {
    let sources = Path::new(REPOSITORY).join("editors/vscode");
    if !sources.join("node_modules/.bin/vsce").exists() {
        return None; // `npm ci` needs the network, and tests do not: tests/run has done it
    }
    let vsix = place.folder.path().join("backend-factory.vsix");
    let path = format!(
        "{}:{}",
        node.parent()?.display(),
        env::var("PATH").unwrap_or_default()
    );
    let mut command = Command::new("npm");
    match bundled {
        Some(program) => command
            .args(["run", "package:target", "--", "linux-x64"])
            .args([program, &vsix]),
        None => command.args(["run", "package", "--", "--out"]).arg(&vsix),
    };
    place.check(
        command.env("PATH", path).current_dir(sources),
        Duration::from_secs(300),
        "DONE",
    );
    Some(vsix)
}
