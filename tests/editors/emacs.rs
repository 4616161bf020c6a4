//! Emacs, with eglot alone, with eglot beside another server through a multiplexer, and with lsp-mode,
//! which runs both. The steps stand in `editors/emacs/test/`.

use std::{env, os::unix::fs::PermissionsExt, path::Path, process::Command, time::Duration};

use crate::place::{Place, REPOSITORY, editor, left_out, neighbour};

/// The program, when the machine has it with both clients.
fn emacs() -> Option<&'static str> {
    let paths = env::var_os("PATH").unwrap_or_default();
    let there = env::split_paths(&paths).any(|folder| folder.join("emacs").exists());
    // Debian's package of lsp-mode comes with `tests/editors/install emacs` only.
    let lsp = Path::new("/usr/share/emacs/site-lisp/elpa-src").read_dir();
    let mut lsp = lsp.into_iter().flatten().flatten();
    let named =
        |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("lsp-mode");
    (there && lsp.any(named)).then_some("emacs")
}

fn from_comment_to_branch(client: &str) {
    let (Some(emacs), Some(rass)) = (emacs(), editor("rass-0.3.5")) else {
        return left_out(&format!("Emacs, {client}"), "emacs");
    };
    let place = Place::new();
    let (python, script) = neighbour();
    // The multiplexer as pip would have put it on the path.
    let launcher = format!(
        "#!/bin/sh\nPYTHONPATH='{}' exec '{python}' -m rassumfrassum \"$@\"\n",
        rass.display()
    );
    place.write("bin/rass", &launcher);
    let runs = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(place.at("bin/rass"), runs).expect("a program");
    let plugin = Path::new(REPOSITORY).join("editors/emacs");
    place.check(
        Command::new(emacs)
            .args(["-Q", "--batch", "-l"])
            .arg(plugin.join("test/backend-factory-test.el"))
            .env("BF_CLIENT", client)
            .env("BF_EMACS", &plugin)
            .env("BF_NEIGHBOUR", format!("{python}\t{}", script.display())),
        Duration::from_secs(600),
        "4 results as expected, 0 unexpected",
    );
    place.holds_a_finished_branch();
}

#[test]
fn emacs_eglot_from_comment_to_branch() {
    from_comment_to_branch("eglot");
}

#[test]
fn emacs_eglot_beside_another_server_from_comment_to_branch() {
    from_comment_to_branch("beside");
}

#[test]
fn emacs_lsp_mode_from_comment_to_branch() {
    from_comment_to_branch("lsp-mode");
}

#[test]
fn emacs_compiles_it_without_a_warning() {
    let Some(emacs) = emacs() else {
        return left_out("Emacs, byte compiler", "emacs");
    };
    let place = Place::new();
    let sources = Path::new(REPOSITORY).join("editors/emacs/backend-factory.el");
    let sources = std::fs::read_to_string(sources).expect("the sources");
    place.write("backend-factory.el", &sources);
    place.check(
        Command::new(emacs)
            .args([
                "-Q",
                "--batch",
                "--eval",
                "(setq byte-compile-error-on-warn t)",
            ])
            .args(["-f", "batch-byte-compile"])
            .arg(place.at("backend-factory.el")),
        Duration::from_secs(60),
        "",
    );
    assert!(place.at("backend-factory.elc").exists());
}
