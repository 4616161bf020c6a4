//! The project's language, and the files that a template makes in it. One file a language; deliberately
//! simple forms, without dependencies, so that they build offline.

mod go;
mod javascript;
mod plain;
mod python;
mod rust;

use super::{
    feature::{Blueprint, Feature},
    turn::Turn,
};

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Relative to the worktree.
    pub path: String,
    pub text: String,
    /// What it is, for the document.
    pub what: &'static str,
}

impl File {
    pub fn new(path: impl Into<String>, text: impl Into<String>, what: &'static str) -> File {
        File {
            path: path.into(),
            text: text.into(),
            what,
        }
    }
}

/// What is known of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Project {
    /// A cargo package: folder (empty, or with a slash at its end), name of the library.
    Rust { folder: String, library: String },
    /// A Python project; whether it keeps its code in `src/`.
    Python { src: bool },
    /// A Go module: its path.
    Go { module: String },
    /// A node package: whether its files are ES modules without being told.
    JavaScript { modules: bool },
    /// Anything else.
    Plain,
}

/// Fills a template's marks in.
fn fill(template: &str, feature: &Feature, marks: &[(&str, &str)]) -> String {
    let mut text = template
        .replace(
            "__TITLE__",
            &feature.title.replace(['\n', '\r', '"', '\\', '`'], " "),
        )
        .replace(
            "__PROVIDER__",
            &feature.provider.replace(['\n', '\r', '"', '\\', '`'], " "),
        )
        .replace("__SNAKE__", &feature.snake)
        .replace("__PASCAL__", &feature.pascal);
    for (mark, value) in marks {
        text = text.replace(mark, value);
    }
    text
}

impl Project {
    /// Looks at the manifest in the root.
    pub fn of(turn: &Turn) -> Project {
        rust::find(turn)
            .or_else(|| turn.read("go.mod").map(|text| go::of(&text)))
            .or_else(|| python::find(turn))
            .or_else(|| turn.read("package.json").map(|text| javascript::of(&text)))
            .unwrap_or(Project::Plain)
    }

    /// Whether there is a login template in this language.
    pub fn has_login(&self) -> bool {
        matches!(self, Project::Rust { .. })
    }

    /// How a test of this name is called in the language.
    pub fn test_name(&self, name: &str) -> String {
        match self {
            Project::Rust { .. } | Project::Plain => name.to_owned(),
            Project::Python { .. } => format!("test_{name}"),
            Project::Go { .. } => go::test_name(name),
            Project::JavaScript { .. } => name.replace('_', " "),
        }
    }

    /// The ordinary build command.
    pub fn build(&self) -> &'static str {
        match self {
            Project::Rust { .. } => "cargo build",
            Project::Go { .. } => "go build ./...",
            _ => "",
        }
    }

    /// The ordinary test command.
    pub fn test(&self) -> &'static str {
        match self {
            Project::Rust { .. } => "cargo test",
            Project::Python { .. } => "python3 -m unittest discover",
            Project::Go { .. } => "go test ./...",
            Project::JavaScript { .. } => "node --test",
            Project::Plain => "the project's test command",
        }
    }

    /// The file with the feature's code.
    pub fn source_path(&self, feature: &Feature) -> String {
        match self {
            Project::Rust { folder, .. } => format!("{folder}src/{}.rs", feature.snake),
            Project::Python { src: true } => format!("src/{}.py", feature.snake),
            Project::Python { src: false } => format!("{}.py", feature.snake),
            Project::Go { .. } => format!("{0}/{0}.go", go::package(feature)),
            Project::JavaScript { modules } => {
                format!("src/{}.{}", feature.snake, javascript::extension(*modules))
            }
            Project::Plain => format!("src/{}.txt", feature.snake),
        }
    }

    /// The file with the feature's tests.
    pub fn test_path(&self, feature: &Feature) -> String {
        match self {
            Project::Rust { folder, .. } => format!("{folder}tests/{}.rs", feature.snake),
            Project::Python { .. } => format!("tests/test_{}.py", feature.snake),
            Project::Go { .. } => format!("{0}/{0}_test.go", go::package(feature)),
            Project::JavaScript { modules } => format!(
                "test/{}.test.{}",
                feature.snake,
                javascript::extension(*modules)
            ),
            Project::Plain => format!("tests/{}.txt", feature.snake),
        }
    }

    /// Tests beyond the criteria, with what they cover.
    pub fn extra_tests(&self, feature: &Feature) -> Vec<(String, &'static str)> {
        match (self, feature.blueprint) {
            (Project::Rust { .. }, Blueprint::Login) => rust::EXTRA_LOGIN
                .iter()
                .map(|(name, what)| ((*name).to_owned(), *what))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Files below the usual test folders.
    pub fn test_files(&self, turn: &Turn) -> Vec<String> {
        let folder = if matches!(self, Project::JavaScript { .. }) {
            "test"
        } else {
            "tests"
        };
        let entries = std::fs::read_dir(turn.worktree.join(folder))
            .into_iter()
            .flatten()
            .flatten();
        let mut files: Vec<String> = entries
            .filter(|entry| entry.path().is_file())
            .map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
            .collect();
        files.sort();
        files
    }

    /// Some source file, with its text.
    pub fn any_source(&self, turn: &Turn) -> Option<(String, String)> {
        let entries = std::fs::read_dir(turn.worktree.join("src"))
            .into_iter()
            .flatten()
            .flatten();
        let mut files: Vec<String> = entries
            .map(|entry| format!("src/{}", entry.file_name().to_string_lossy()))
            .collect();
        files.sort();
        files
            .into_iter()
            .find_map(|path| turn.read(&path).map(|text| (path, text)))
    }
}

/// The files of phase 3.
pub fn source(project: &Project, feature: &Feature, turn: &Turn) -> Vec<File> {
    let path = project.source_path(feature);
    match project {
        Project::Rust { folder, .. } => rust::source(path, folder, feature, turn),
        Project::Python { .. } => python::source(path, feature),
        Project::Go { .. } => go::source(path, feature),
        Project::JavaScript { modules } => javascript::source(path, *modules, feature),
        Project::Plain => plain::source(path, feature),
    }
}

/// The files of phase 4.
pub fn tests(project: &Project, feature: &Feature, _: &Turn) -> Vec<File> {
    let path = project.test_path(feature);
    match project {
        Project::Rust { library, .. } => rust::tests(path, library, feature),
        Project::Python { src } => python::tests(path, *src, feature),
        Project::Go { .. } => go::tests(path, feature),
        Project::JavaScript { modules } => javascript::tests(path, *modules, feature),
        Project::Plain => plain::tests(path, feature),
    }
}
