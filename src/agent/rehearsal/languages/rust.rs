//! Rust: a module of the library, and a file of integration tests.

use super::{Blueprint, Feature, File, Project, Turn, fill};

/// Tests of the login that no criterion asks for.
pub const EXTRA_LOGIN: &[(&str, &str)] = &[
    (
        "a_callback_is_decoded_once",
        "percent signs and plus signs in a callback",
    ),
    (
        "weak_random_values_are_refused",
        "a state or nonce that can be guessed",
    ),
];

/// The package in the root, or the first one that the workspace names.
pub fn find(turn: &Turn) -> Option<Project> {
    let manifest = turn.read("Cargo.toml")?;
    let (folder, manifest) = if package(&manifest).is_some() {
        (String::new(), manifest)
    } else {
        let table: toml::Table = manifest.parse().ok()?;
        let members = table.get("workspace")?.get("members")?.as_array()?.clone();
        let mut members = members
            .into_iter()
            .filter_map(|member| member.as_str().map(str::to_owned));
        members.find_map(|member| {
            let text = turn.read(&format!("{member}/Cargo.toml"))?;
            package(&text)?;
            Some((format!("{member}/"), text))
        })?
    };
    Some(Project::Rust {
        folder,
        library: package(&manifest)?,
    })
}

/// The name by which tests import the library.
fn package(manifest: &str) -> Option<String> {
    let table: toml::Table = manifest.parse().ok()?;
    let name = |section: &str| Some(table.get(section)?.get("name")?.as_str()?.replace('-', "_"));
    let package = name("package")?;
    Some(name("lib").unwrap_or(package))
}

pub fn source(path: String, folder: &str, feature: &Feature, turn: &Turn) -> Vec<File> {
    let template = match feature.blueprint {
        Blueprint::Login => include_str!("../templates/login.rs.txt"),
        Blueprint::Store => include_str!("../templates/store.rs.txt"),
    };
    let library = format!("{folder}src/lib.rs");
    let line = format!("pub mod {};", feature.snake);
    let mut files = vec![File::new(path, fill(template, feature, &[]), "the module")];
    match turn.read(&library) {
        None => {
            let text = format!("//! The library of this package.\n\n{line}\n");
            files.push(File::new(library, text, "a library that has the module"));
        }
        Some(text) if text.lines().any(|known| known.trim() == line) => {}
        Some(text) => files.push(File::new(
            library,
            with_module(&text, &line),
            "the module is part of the library",
        )),
    }
    files
}

/// Among the other modules, in their order; else behind the header.
fn with_module(text: &str, line: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_module = |line: &&str| {
        (line.starts_with("pub mod ") || line.starts_with("mod ")) && line.ends_with(';')
    };
    let at = match lines.iter().rposition(is_module) {
        Some(last) => {
            let first = lines.iter().position(is_module).unwrap_or(last);
            let public: Vec<usize> = (first..=last)
                .filter(|at| lines[*at].starts_with("pub mod "))
                .collect();
            public
                .iter()
                .copied()
                .find(|at| lines[*at] > line)
                .unwrap_or(public.last().map_or(last + 1, |at| at + 1))
        }
        None => lines
            .iter()
            .rposition(|line| line.starts_with("//!") || line.starts_with("#!["))
            .map_or(0, |at| at + 1),
    };
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    if at > 0 && (lines[at - 1].starts_with("//!") || lines[at - 1].starts_with("#![")) {
        lines.insert(at, String::new());
        lines.insert(at + 1, line.to_owned());
    } else {
        lines.insert(at, line.to_owned());
    }
    lines.join("\n") + "\n"
}

pub fn tests(path: String, library: &str, feature: &Feature) -> Vec<File> {
    let template = match feature.blueprint {
        Blueprint::Login => include_str!("../templates/login_test.rs.txt"),
        Blueprint::Store => include_str!("../templates/store_test.rs.txt"),
    };
    vec![File::new(
        path,
        fill(template, feature, &[("__LIBRARY__", library)]),
        "the tests",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_finds_its_place() {
        let cases = [
            ("", "pub mod okta;\n"),
            ("//! Header.\n", "//! Header.\n\npub mod okta;\n"),
            (
                "//! H.\n\npub mod a;\npub mod z;\n\nfn f() {}\n",
                "//! H.\n\npub mod a;\npub mod okta;\npub mod z;\n\nfn f() {}\n",
            ),
            (
                "pub mod a;\n\npub fn f() {}\n",
                "pub mod a;\npub mod okta;\n\npub fn f() {}\n",
            ),
            ("mod a;\n", "mod a;\npub mod okta;\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(with_module(text, "pub mod okta;"), expected, "{text:?}");
        }
    }

    #[test]
    fn names_of_libraries() {
        assert_eq!(
            package("[package]\nname = \"a-b\"\n").as_deref(),
            Some("a_b")
        );
        assert_eq!(
            package("[package]\nname = \"a\"\n[lib]\nname = \"c\"\n").as_deref(),
            Some("c")
        );
        assert_eq!(package("[workspace]\nmembers = []\n"), None);
    }
}
