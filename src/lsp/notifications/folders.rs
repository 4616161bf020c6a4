//! `workspace/didChangeWorkspaceFolders`: folders come and go while the server runs.

use tower_lsp::lsp_types::WorkspaceFoldersChangeEvent;

use crate::lsp::session::{Session, folder};

/// Takes the change. Runs of a folder that went are still carried: only our eyes leave.
pub fn changed(session: &mut Session, event: &WorkspaceFoldersChangeEvent) {
    for gone in &event.removed {
        if let Ok(path) = gone.uri.to_file_path() {
            session.workspace.retain(|known| *known != path);
            session.leaving.insert(folder::root(&path));
        }
    }
    for added in &event.added {
        if let Ok(path) = added.uri.to_file_path()
            && !session.workspace.contains(&path)
        {
            session.enter(&folder::root(&path), true);
            session.workspace.push(path);
        }
    }
    session.leave();
}
