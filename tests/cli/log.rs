//! The program's own log: begun by its first line, never on stdout.

use std::fs;

use crate::home::{Home, finish};

/// Runs a command with what the log shall hold, and looks for a line in it.
#[track_caller]
fn check(level: &str, wanted: Option<&str>) {
    let home = Home::with_clone();
    let mut command = home.command(&["detect", "README.md"]);
    command.env("BACKEND_FACTORY_LOG", level);
    let done = finish(command, "").code(0);
    assert_eq!(done.stdout, "", "{level}");
    assert!(!done.stderr.contains("started"), "{level}: {done:?}");
    let folder = home.path(".local/state/backend-factory/logs");
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    match wanted {
        None => assert!(files.is_empty(), "{level}: {files:?}"),
        Some(line) => {
            assert_eq!(files.len(), 1, "{level}: {files:?}");
            let text = fs::read_to_string(files[0].path()).unwrap();
            assert!(text.contains(line), "{level}: {text}");
        }
    }
}

#[test]
fn it_begins_with_its_first_line() {
    check("debug", Some("started"));
    check("info", None);
    check("off", None);
}
