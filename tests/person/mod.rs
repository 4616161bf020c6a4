//! Git as a person types it: with their name, and with nobody's configuration. What a test wants to know
//! of the product it asks the product, not this.

use std::{path::Path, process::Command};

/// What git said; a test ends where it fails.
pub fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args([
            "-c",
            "user.name=A Person",
            "-c",
            "user.email=person@example.org",
        ])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "git {args:?}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}
