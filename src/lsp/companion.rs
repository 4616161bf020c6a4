//! Questions of a companion of ours (an extension, a plugin) that go beyond the session: what the next
//! run would have, and where the transcripts of a run are. Answered off the desk, because both look
//! at the disk. What a companion is told without asking stands in `session/progress`.

use tower_lsp::jsonrpc::{Error, Result};

use super::command::Command;
use super::door::{Door, lost, refused};
use super::job::{Job, with_engine};
use super::requests::execute_command;
use super::requests::own::RunParams;
use super::settings::About;
use crate::engine::{Engine, Transcript};

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
        let given = params.into();
        let found = self.desk.ask("whose transcripts", move |session| {
            execute_command::decide(session, Command::ShowDiff, &given)
        });
        let (root, run) = match lost(found.await)? {
            Ok(Job::Changes { root, run }) => (root, run),
            Ok(_) => return Err(Error::internal_error()),
            Err(message) => return Err(refused(message)),
        };
        let call = move |engine: &dyn Engine| engine.transcripts(&run);
        let read = with_engine(&root, &self.desk, self.host.clone(), call).await;
        read.map_err(refused)
    }
}
