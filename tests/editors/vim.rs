//! Vim with ALE, by its keys in a terminal: the least that a client can do. It declares neither edits
//! nor progress, and has no lenses; diagnostics and code actions carry the whole way.

use std::{env, path::Path, process::Command};

use crate::place::{Place, REPOSITORY, left_out};
use crate::terminal::{self, Terminal};

#[test]
fn vim_from_comment_to_branch() {
    let paths = env::var_os("PATH").unwrap_or_default();
    let vim = env::split_paths(&paths)
        .map(|folder| folder.join("vim.nox"))
        .find(|vim| vim.exists());
    let ale = Path::new("/usr/share/vim-ale");
    let (Some(vim), true, true) = (vim, ale.is_dir(), terminal::is_there()) else {
        return left_out("Vim with ALE", "vim");
    };
    let place = Place::new();
    let plugin = Path::new(REPOSITORY).join("editors/vim/backend_factory.vim");
    let vimrc = format!(
        "set nocompatible noswapfile runtimepath^={}\nfiletype plugin on\nlet g:ale_virtualtext_cursor = 'all'\nlet g:ale_linters = {{'rust': ['backend_factory']}}\nsource {}\n",
        ale.display(),
        plugin.display()
    );
    place.write("home/.vimrc", &vimrc);
    let mut command = Command::new(vim);
    let screen = Terminal::start(&place, "vim", command.arg("src/lib.rs"));
    screen
        .sees("pub fn health")
        .press(&["i"])
        .sees("-- INSERT --");
    screen.write("// implement Okta SSO integration for Chariot");
    screen.press(&["Escape"]).sees_no_more("-- INSERT --");
    screen
        .sees("Backend Factory detected: Okta SSO Integration")
        .picture("1-hint");
    screen
        .write(":ALECodeAction")
        .press(&["Enter"])
        .sees("Run 6-phase workflow")
        .picture("2-code-actions");
    choose(&screen, "Run 6-phase workflow");
    screen
        .sees("Phase 1/6: Requirements Analysis")
        .sees("Ready to proceed to Phase 3?")
        .picture("3-gate");
    screen
        .write(":ALECodeAction")
        .press(&["Enter"])
        .sees("Approve and continue to phase 3");
    choose(&screen, "Approve and continue to phase 3");
    screen
        .sees("Phase 3/6: Core Implementation")
        .sees("Ready to proceed to Phase 6?");
    screen
        .write(":ALECodeAction")
        .press(&["Enter"])
        .sees("Approve and continue to phase 6")
        .picture("4-last-gate");
    choose(&screen, "Approve and continue to phase 6");
    screen
        .sees("completed on backend-factory/okta-sso-integration-")
        .picture("5-completed");
    screen.write(":qa!").press(&["Enter"]);
    place.holds_a_finished_branch();
}

/// Types the number that stands before the title.
fn choose(screen: &Terminal, title: &str) {
    let seen = screen.screen();
    let line = seen
        .lines()
        .find(|line| line.contains(title))
        .expect("the title");
    let number: String = line
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    screen.write(&number).press(&["Enter"]);
}
