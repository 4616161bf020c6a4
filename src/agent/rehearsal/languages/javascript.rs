//! JavaScript: an ES module and tests for node's own runner.

use super::{Feature, File, Project, fill};

pub fn of(manifest: &str) -> Project {
    let package: serde_json::Value = serde_json::from_str(manifest).unwrap_or_default();
    Project::JavaScript {
        modules: package["type"] == "module",
    }
}

/// Where the package does not say that its files are modules, the name does.
pub fn extension(modules: bool) -> &'static str {
    if modules { "js" } else { "mjs" }
}

pub fn source(path: String, _: bool, feature: &Feature) -> Vec<File> {
    vec![File::new(
        path,
        fill(include_str!("../templates/store.js.txt"), feature, &[]),
        "the module",
    )]
}

pub fn tests(path: String, modules: bool, feature: &Feature) -> Vec<File> {
    let text = fill(
        include_str!("../templates/store_test.js.txt"),
        feature,
        &[("__EXTENSION__", extension(modules))],
    );
    vec![File::new(path, text, "the tests")]
}
