//! `workspace/didChangeWatchedFiles`, and saving: files of settings and definitions are read again.

use std::path::Path;

use serde_json::json;
use tower_lsp::lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration, Url,
};

use crate::lsp::session::Session;

/// Files whose change is of interest.
const GLOBS: [&str; 2] = ["**/backend-factory.toml", "**/.claude/agents/backend-*.md"];

/// Some files have changed.
pub fn changed<'a>(session: &mut Session, files: impl IntoIterator<Item = &'a Url>) {
    let mut files = files.into_iter().filter_map(|uri| uri.to_file_path().ok());
    if files.any(|path| matters(&path)) {
        session.reload();
    }
}

fn matters(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let parent = path.parent().and_then(Path::file_name);
    name == "backend-factory.toml"
        || (parent.is_some_and(|parent| parent == "agents")
            && name.starts_with("backend-")
            && name.ends_with(".md"))
}

/// What we ask a client to watch for us.
pub fn registration() -> Registration {
    let watchers = GLOBS.map(|glob| FileSystemWatcher {
        glob_pattern: GlobPattern::String(glob.to_owned()),
        kind: None,
    });
    let options = DidChangeWatchedFilesRegistrationOptions {
        watchers: watchers.to_vec(),
    };
    Registration {
        id: "backend-factory/files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(json!(options)),
    }
}
