//! The project's own commands: how to build it, test it, measure coverage, validate it.
//!
//! Settings win, kind by kind. Otherwise the manifest tells: the first one of the root in the order of
//! `MANIFESTS`; without one in the root, that of the first subfolder (two levels, by depth, folders
//! that sound like a backend first, then by name; frontends, vendored and hidden folders never). One
//! folder is chosen and its manifest answers for build and test; the scripts or targets named
//! `build`, `test`, `coverage` and `validate` of its package.json and Makefile fill what is missing.
//! A project that needs more says so in its settings.
//!
//! A command is a program with arguments, never a line for a shell. This room looks at a [`Listing`],
//! not at the disk, and deliberately runs nothing.

mod manifests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::workflow::evidence::EvidenceKind;

/// What a person set instead of what we would find: program and arguments. An empty list means that
/// there is no such command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The build.
    pub build: Option<Vec<String>>,
    /// The linter.
    pub lint: Option<Vec<String>>,
    /// The tests.
    pub test: Option<Vec<String>>,
    /// The tests with coverage.
    pub coverage: Option<Vec<String>>,
    /// The project's own check of the whole.
    pub validate: Option<Vec<String>>,
}

/// A command of the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// The folder it runs in, relative to the worktree, with `/`; empty for its root.
    pub folder: String,
    /// Where it comes from: `Cargo.toml`, `settings`.
    pub source: String,
}

impl Command {
    /// As shown to people: `(cd api && go test ./...)` in words a shell would take.
    pub fn shown(&self) -> String {
        let line = shell_words::join(&self.argv);
        match self.folder.as_str() {
            "" => line,
            folder => format!("cd {} && {line}", shell_words::quote(folder)),
        }
    }
}

/// The commands of a project, by what they are for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands(BTreeMap<String, Command>);

impl Commands {
    /// The command for this kind of evidence, if there is one.
    pub fn get(&self, kind: EvidenceKind) -> Option<&Command> {
        self.0.get(key(kind)?)
    }

    /// The same, with those of `other` for the kinds that are missing.
    pub fn or(mut self, other: Commands) -> Commands {
        for (kind, command) in other.0 {
            self.0.entry(kind).or_insert(command);
        }
        self
    }

    fn offer(&mut self, kind: &str, command: Command) {
        self.0.entry(kind.to_owned()).or_insert(command);
    }
}

fn key(kind: EvidenceKind) -> Option<&'static str> {
    Some(match kind {
        EvidenceKind::Build => "build",
        EvidenceKind::Lint => "lint",
        EvidenceKind::Test => "test",
        EvidenceKind::Coverage => "coverage",
        EvidenceKind::Validate => "validate",
        EvidenceKind::Lane | EvidenceKind::Template | EvidenceKind::Git => return None,
    })
}

/// What there is to look at: the files of a worktree, or a table in a test.
pub trait Listing {
    /// Names in a folder (`""` is the root): files as they are, folders with a `/` at the end.
    fn names(&self, folder: &str) -> Vec<String>;
    /// The text of a file, bounded; none where there is none that can be read.
    fn text(&self, path: &str) -> Option<String>;
    /// Whether the machine has this program.
    fn has(&self, program: &str) -> bool;
}

/// The commands of the project in `listing`, with what a person chose.
pub fn commands(listing: &dyn Listing, chosen: &Chosen) -> Commands {
    let mut commands = Commands::default();
    if let Some(folder) = folder_of_manifest(listing) {
        manifests::read(listing, &folder, &mut commands);
    }
    for (kind, argv) in [
        ("build", &chosen.build),
        ("lint", &chosen.lint),
        ("test", &chosen.test),
        ("coverage", &chosen.coverage),
        ("validate", &chosen.validate),
    ] {
        let Some(argv) = argv else { continue };
        commands.0.remove(kind);
        if !argv.is_empty() {
            let source = "settings".to_owned();
            commands.offer(
                kind,
                Command {
                    argv: argv.clone(),
                    folder: String::new(),
                    source,
                },
            );
        }
    }
    commands
}

/// Folders that a backend tends to live in, likeliest first.
const LIKELY: &[&str] = &[
    "backend", "server", "api", "service", "services", "app", "src",
];

/// Folders that are never the project itself.
const NEVER: &[&str] = &[
    "frontend",
    "ui",
    "web",
    "webapp",
    "client",
    "www",
    "mobile",
    "ios",
    "android",
    "docs",
    "doc",
    "examples",
    "example",
    "node_modules",
    "vendor",
    "third_party",
    "target",
    "dist",
    "build",
    "out",
    "testdata",
    "fixtures",
    "tests",
    "test",
    "scripts",
    "tools",
];

fn folder_of_manifest(listing: &dyn Listing) -> Option<String> {
    let mut level = vec![String::new()];
    for _ in 0..=2 {
        let found = level
            .iter()
            .find(|folder| manifests::any(&listing.names(folder)));
        if let Some(found) = found {
            return Some(found.clone());
        }
        level = level
            .iter()
            .flat_map(|folder| subfolders(listing, folder))
            .take(200)
            .collect();
        level.sort_by_key(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            let place = LIKELY
                .iter()
                .position(|likely| *likely == name)
                .unwrap_or(LIKELY.len());
            (place, path.clone())
        });
    }
    None
}

fn subfolders(listing: &dyn Listing, folder: &str) -> Vec<String> {
    let names = listing.names(folder);
    let folders = names.iter().filter_map(|name| name.strip_suffix('/'));
    let ours = folders.filter(|name| !name.starts_with('.') && !NEVER.contains(name));
    ours.map(|name| under(folder, name)).collect()
}

fn under(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
