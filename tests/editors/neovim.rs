//! Neovim: the plugin's spec, and the way from a typed comment to a finished branch. The steps stand in
//! `neovim/e2e.lua` and in the plugin's own `test/spec.lua`; nothing of them is repeated here.

use std::{path::Path, process::Command, time::Duration};

use crate::place::{Place, REPOSITORY, editor, left_out};

#[test]
fn neovim_plugin_spec() {
    let Some(neovim) = editor("neovim-0.11.4/bin/nvim") else {
        return left_out("the Neovim plugin's spec", "neovim");
    };
    let place = Place::new();
    let script = Path::new(REPOSITORY).join("editors/neovim/test/spec.lua");
    place.check(
        Command::new(neovim)
            .args(["--clean", "--headless", "-l"])
            .arg(script),
        Duration::from_secs(60),
        "0 failed",
    );
}

#[test]
fn neovim_from_comment_to_branch() {
    let Some(neovim) = editor("neovim-0.11.4/bin/nvim") else {
        return left_out("Neovim from comment to branch", "neovim");
    };
    let place = Place::new();
    let script = Path::new(REPOSITORY).join("tests/editors/neovim/e2e.lua");
    place.check(
        Command::new(neovim)
            .args(["--clean", "--headless", "-l"])
            .arg(script),
        Duration::from_secs(420),
        "steps passed",
    );
}
