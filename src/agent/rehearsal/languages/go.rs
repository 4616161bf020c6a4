//! Go: a package in a folder of its own.

use super::{Feature, File, Project, fill};

pub fn of(manifest: &str) -> Project {
    let module = manifest
        .lines()
        .find_map(|line| line.strip_prefix("module "));
    Project::Go {
        module: module.unwrap_or_default().trim().to_owned(),
    }
}

/// Packages have no underscores.
pub fn package(feature: &Feature) -> String {
    feature.snake.replace('_', "")
}

/// `a_full_store_refuses` is `TestAFullStoreRefuses`.
pub fn test_name(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        })
    });
    format!("Test{}", words.collect::<String>())
}

pub fn source(path: String, feature: &Feature) -> Vec<File> {
    let text = fill(
        include_str!("../templates/store.go.txt"),
        feature,
        &[("__PACKAGE__", &package(feature))],
    );
    vec![File::new(path, text, "the package")]
}

pub fn tests(path: String, feature: &Feature) -> Vec<File> {
    let text = fill(
        include_str!("../templates/store_test.go.txt"),
        feature,
        &[("__PACKAGE__", &package(feature))],
    );
    vec![File::new(path, text, "the tests")]
}
