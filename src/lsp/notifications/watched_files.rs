//! `workspace/didChangeWatchedFiles`, and saving: files of settings and definitions are read again, and
//! so are the documents of runs. What is open counts as it stands in the editor.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;
use tower_lsp::lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, OneOf, Registration,
    RelativePattern, Url,
};

use crate::lsp::session::{Session, shelf};

/// The notification.
pub const METHOD: &str = "workspace/didChangeWatchedFiles";

/// Files of a workspace whose change is of interest.
const GLOBS: [&str; 3] = [
    "**/backend-factory.toml",
    "**/.claude/agents/backend-*.md",
    "**/.backend-factory/**/*.md",
];

/// Some files have changed.
pub fn changed<'a>(session: &mut Session, files: impl IntoIterator<Item = &'a Url>) {
    let files = files.into_iter().filter_map(|uri| uri.to_file_path().ok());
    let files: Vec<PathBuf> = files.collect();
    if files.iter().any(|path| holds_settings(path)) {
        session.reload();
    }
    let documents = files.iter().filter(|path| shelf::place(path).is_some());
    let folders: BTreeSet<&Path> = documents.filter_map(|path| path.parent()).collect();
    for folder in folders {
        session.fetch_again(folder);
    }
}

fn holds_settings(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let parent = path.parent().and_then(Path::file_name);
    name == "backend-factory.toml"
        // A person's own, when it is saved here.
        || (parent.is_some_and(|parent| parent == "backend-factory") && name == "config.toml")
        || (parent.is_some_and(|parent| parent == "agents")
            && name.starts_with("backend-")
            && name.ends_with(".md"))
}

/// What we ask a client to watch for us.
pub fn registration() -> Registration {
    let globs = GLOBS.map(|glob| GlobPattern::String(glob.to_owned()));
    register("backend-factory/files", globs.into())
}

/// The same for the documents of a run, whose worktree is in no folder of the workspace.
pub fn of_shelf(folder: &Path) -> Option<Registration> {
    let base = Url::from_directory_path(folder).ok()?;
    let pattern = GlobPattern::Relative(RelativePattern {
        base_uri: OneOf::Right(base),
        pattern: "*.md".to_owned(),
    });
    Some(register(&id_of_shelf(folder), vec![pattern]))
}

/// What the registration of a run's documents is taken back by.
pub fn id_of_shelf(folder: &Path) -> String {
    format!("backend-factory/documents/{}", folder.display())
}

fn register(id: &str, patterns: Vec<GlobPattern>) -> Registration {
    let watchers = patterns.into_iter().map(|glob_pattern| FileSystemWatcher {
        glob_pattern,
        kind: None,
    });
    let options = DidChangeWatchedFilesRegistrationOptions {
        watchers: watchers.collect(),
    };
    Registration {
        id: id.to_owned(),
        method: METHOD.to_owned(),
        register_options: Some(json!(options)),
    }
}
