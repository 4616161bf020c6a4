//! `docs/command-line.md` and `docs/run.schema.json` are what the code says. `UPDATE=1` writes them.

use std::{env, fs, path::Path};

use backend_factory::cli::manual;

#[track_caller]
fn check(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, expected).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected,
        "{path} is not what the code says. Next: `UPDATE=1 cargo test --test cli manual`, and look at the difference."
    );
}

#[test]
fn the_command_line_is_documented() {
    check("docs/command-line.md", &manual::command_line());
}

#[test]
fn the_shape_of_a_run_is_documented() {
    let schema = serde_json::to_string_pretty(&manual::run_schema()).unwrap();
    check("docs/run.schema.json", &format!("{schema}\n"));
}
