//! Neovim, the newest that we serve and older ones: the plugin's spec, and the way from a typed comment
//! to a finished branch. The steps stand in `neovim/e2e.lua` and in the plugin's own `test/spec.lua`;
//! nothing of them is repeated here.

use std::{path::Path, process::Command, time::Duration};

use crate::place::{Place, REPOSITORY, editor, left_out};
use crate::terminal::{self, Terminal};

/// Runs a Lua script in a Neovim of this version, and expects these words of it.
fn script(version: &str, arguments: &[&str], script: &str, limit: u64, expected: &str) {
    let Some(neovim) = editor(&format!("neovim-{version}/bin/nvim")) else {
        let install = if version == "0.11.4" {
            "neovim"
        } else {
            "neovim-old"
        };
        return left_out(&format!("Neovim {version}: {script}"), install);
    };
    let path = Path::new(REPOSITORY).join(script);
    Place::new().check(
        Command::new(neovim)
            .args(["--clean", "--headless"])
            .args(arguments)
            .arg(path),
        Duration::from_secs(limit),
        expected,
    );
}

#[test]
fn neovim_plugin_spec() {
    script(
        "0.11.4",
        &["-l"],
        "editors/neovim/test/spec.lua",
        60,
        " 0 failed",
    );
}

#[test]
fn neovim_plugin_spec_on_0_10() {
    script(
        "0.10.4",
        &["-l"],
        "editors/neovim/test/spec.lua",
        60,
        " 0 failed",
    );
}

#[test]
fn neovim_from_comment_to_branch() {
    script(
        "0.11.4",
        &["-l"],
        "tests/editors/neovim/e2e.lua",
        420,
        "steps passed",
    );
}

#[test]
fn neovim_0_10_from_comment_to_branch() {
    script(
        "0.10.4",
        &["-l"],
        "tests/editors/neovim/e2e.lua",
        420,
        "steps passed",
    );
}

#[test]
fn neovim_that_is_too_old_is_told_so() {
    let words = "needs Neovim 0.8 or newer";
    script(
        "0.7.2",
        &["-S"],
        "tests/editors/neovim/too_old.lua",
        60,
        words,
    );
}

/// What a person sees, by their keys; the pictures are for looking at.
#[test]
fn neovim_in_a_terminal() {
    let (Some(neovim), true) = (editor("neovim-0.11.4/bin/nvim"), terminal::is_there()) else {
        return left_out("Neovim in a terminal", "neovim");
    };
    let place = Place::new();
    let plugin = Path::new(REPOSITORY).join("editors/neovim");
    place.write(
        "config/nvim/init.lua",
        &format!("{INIT}vim.opt.runtimepath:prepend({plugin:?})\n"),
    );
    let mut command = Command::new(neovim);
    let screen = Terminal::start(&place, "neovim", command.arg("src/lib.rs"));
    screen.sees("src/lib.rs").press(&["i"]).sees("-- INSERT --");
    screen
        .write("// implement Okta SSO integration for Chariot")
        .press(&["Escape"]);
    screen
        .sees("Backend Factory detected: Okta SSO Integration")
        .picture("1-hint");

    screen
        .write("gra")
        .sees("Run 6-phase workflow")
        .picture("2-code-actions");
    screen
        .write("1")
        .press(&["Enter"])
        .sees("Phase 1/6: Requirements Analysis")
        .picture("3-phase-runs");
    screen
        .sees("Ready to proceed to Phase 3?")
        .sees("Approve phase 2?")
        .picture("4-gate");
    screen
        .write(":BackendFactory")
        .press(&["Enter"])
        .sees("a approve")
        .picture("5-status");
    screen
        .press(&["r"])
        .sees("What should be different?")
        .picture("6-asks-for-feedback");
    screen
        .press(&["Escape"])
        .sees_no_more("What should be different?");
    screen
        .press(&["a"])
        .sees("Phase 3/6: Core Implementation")
        .picture("7-approved");
    screen.sees("Approve phase 5?").picture("8-last-gate");
    screen.press(&["d"]).sees("diff --git").picture("9-diff");
    screen.press(&["q"]).sees_no_more("diff --git");
    screen
        .press(&["Enter"])
        .sees("validate.md")
        .picture("10-deliverable");
    screen
        .write(":BackendFactory approve")
        .press(&["Enter"])
        .sees("(completed, ")
        .picture("11-completed");
    screen
        .write(":BackendFactory ")
        .press(&["Tab"])
        .sees("forecast")
        .picture("12-verbs");
    screen
        .press(&["Escape"])
        .write(":only | checkhealth backend_factory")
        .press(&["Enter"]);
    screen.sees("attached, root").picture("13-checkhealth");
    screen.write(":qa!").press(&["Enter"]);
    place.holds_a_finished_branch();
}

/// As a person has it: Neovim's own defaults, hints in words, and the statusline of the help file.
const INIT: &str = r#"vim.diagnostic.config({ virtual_text = true })
vim.o.statusline = "%f %m%=%{v:lua.require'backend_factory'.statusline(v:true)}"
vim.o.swapfile = false
"#;
