//! The Zed extension: compiled and its tests run on this machine's target, and checked for WebAssembly
//! where that standard library is installed. Zed itself is in no registry that we may use.

use std::{path::Path, process::Command, time::Duration};

use backend_factory::trigger::language::Language;

use crate::place::{Place, REPOSITORY, left_out};

#[test]
fn zed_extension_compiles_and_passes_its_tests() {
    let sources = Path::new(REPOSITORY).join("editors/zed");
    let cargo = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let target = Path::new(REPOSITORY).join("target/zed");
        command.args(words).args(["--offline", "--locked"]);
        command
            .arg("--manifest-path")
            .arg(sources.join("Cargo.toml"));
        command.env("CARGO_TARGET_DIR", target);
        command
    };
    // Its crates are fetched by the installation: tests do not use the network.
    let fetched = cargo(&["metadata", "--format-version", "1"]).output();
    if !fetched.expect("cargo runs").status.success() {
        return left_out("the Zed extension (its crates are not fetched)", "zed");
    }
    let place = Place::new();
    place.check(&mut cargo(&["test"]), Duration::from_secs(900), "0 failed");
    let wasm = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", "wasm32-wasip2"])
        .output();
    let folder = String::from_utf8(wasm.expect("rustc runs").stdout).expect("UTF-8");
    if Path::new(folder.trim()).is_dir() {
        let mut check = cargo(&["check", "--target", "wasm32-wasip2"]);
        place.check(&mut check, Duration::from_secs(900), "Finished");
    }
}

/// What Zed names is what the server knows.
#[test]
fn zed_manifest_names_languages_that_the_server_knows() {
    let text = std::fs::read_to_string(Path::new(REPOSITORY).join("editors/zed/extension.toml"));
    let manifest: toml::Table = toml::from_str(&text.expect("the manifest")).expect("TOML");
    assert_eq!(manifest["schema_version"].as_integer(), Some(1));
    let server = &manifest["language_servers"]["backend-factory"];
    let listed = server["languages"].as_array().expect("languages");
    let ids = server["language_ids"].as_table().expect("language ids");
    for (name, id) in ids {
        assert!(
            listed.iter().any(|one| one.as_str() == Some(name)),
            "{name} is not listed"
        );
        let language = Language::from_id(id.as_str().expect("an id"));
        assert!(
            language != Language::fallback(),
            "{name}: the server does not know {id}"
        );
    }
    // What has no id here is sent in lower case.
    for name in listed
        .iter()
        .filter_map(|one| one.as_str())
        .filter(|name| !ids.contains_key(*name))
    {
        let id = name.to_lowercase();
        assert!(
            Language::from_id(&id) != Language::fallback(),
            "{name}: the server does not know {id}"
        );
    }
}
