//! VS Code in its real workbench, with the extension packaged from its sources. The steps stand in
//! `vscode/*.mjs`; here is only what they work on.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::place::{Place, REPOSITORY, editor, left_out};

#[test]
fn vscode_from_comment_to_branch() {
    // One attempt, and the first one at the code hands over nothing: a person has to speak.
    let script = "delay_ms = 400\n[phase.implement]\nattempts = 1\nno_document = true\n";
    vscode("e2e.mjs", &Place::with(script, "attempts = 1\n"));
}

#[test]
fn vscode_untrusted_folder_runs_nothing() {
    vscode("trust.mjs", &Place::new());
}

/// One script in VS Code's workbench, with the extension freshly packaged.
fn vscode(script: &str, place: &Place) {
    // One workbench at a time: they are heavy, and packaging writes beside the sources.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let chromium = env::var_os("CHROMIUM").map_or("/usr/bin/chromium".into(), PathBuf::from);
    let there = ["code-server-4.139.1", "playwright-1.65.1"]
        .iter()
        .all(|name| editor(name).is_some());
    let (true, true, Some(node)) = (there, chromium.exists(), editor("node-24.21.0/bin/node"))
    else {
        return left_out(&format!("VS Code, {script}"), "vscode");
    };
    let Some(vsix) = package_extension(place, &node) else {
        return left_out(&format!("VS Code, {script} (no VSIX)"), "vscode");
    };
    let path = Path::new(REPOSITORY)
        .join("tests/editors/vscode")
        .join(script);
    place.check(
        Command::new(node).arg(path).env("BF_VSIX", vsix),
        Duration::from_secs(600),
        "steps passed",
    );
}

/// The packaged extension, built from its sources: what is tested is what is shipped.
fn package_extension(place: &Place, node: &Path) -> Option<PathBuf> {
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
    place.check(
        Command::new("npm")
            .args(["run", "package", "--", "--out"])
            .arg(&vsix)
            .env("PATH", path)
            .current_dir(sources),
        Duration::from_secs(300),
        "DONE",
    );
    Some(vsix)
}
