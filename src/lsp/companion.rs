//! Questions of a companion of ours (an extension, a plugin) that go beyond the session: what the next
//! run would have, and where the transcripts of a run are. Answered off the desk, because both look
//! at the disk. What a companion is told without asking stands in `session/progress`.

use tower_lsp::jsonrpc::{Error, Result};

use super::door::{Door, lost, refused};
use super::requests::own::RunParams;
use super::settings::About;
use crate::engine::Transcript;

impl Door {
    /// What the next run in the first folder would have.
    pub(super) async fn about(&self, _: serde_json::Value) -> Result<About> {
        let folder = self
            .desk
            .ask("about", |session| session.workspace.first().cloned());
        let folder = lost(folder.await)?;
        let host = self.host.clone();
        let about = tokio::task::spawn_blocking(move || host.about(folder.as_deref()));
        about.await.map_err(|_| Error::internal_error())
    }

    /// Where the transcripts of a run are, in the order of its attempts.
    pub(super) async fn transcripts(&self, params: RunParams) -> Result<Vec<Transcript>> {
        let id = params.run.unwrap_or_default();
        let found = self.desk.ask("whose transcripts", move |session| {
            let (root, run) = session.runs().find(|(_, run)| run.id == id)?;
            let engine = session.folders.get(root)?.engine.clone()?;
            Some((engine, run.id.clone()))
        });
        let Some((engine, id)) = lost(found.await)? else {
            return Err(refused("no such run here.".to_owned()));
        };
        let read = tokio::task::spawn_blocking(move || engine.transcripts(&id));
        let read = read.await.map_err(|_| Error::internal_error())?;
        read.map_err(|error| refused(error.to_string()))
    }
}
