//! Neovim, the newest that we serve and older ones: the plugin's spec, and the way from a typed comment
//! to a finished branch. The steps stand in `neovim/e2e.lua` and in the plugin's own `test/spec.lua`;
//! nothing of them is repeated here.

use std::{path::Path, process::Command, time::Duration};

use crate::place::{Place, REPOSITORY, editor, left_out};

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
