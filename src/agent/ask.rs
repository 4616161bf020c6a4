//! Asking a person for what a lane leaves open. This room only knows that somebody may answer; who it
//! is and how they hear of it is the business of whoever makes the job.

use std::{fmt, sync::Arc};

use futures::future::BoxFuture;

use crate::workflow::event::Answer;

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What holds now.
    pub answer: Answer,
    /// Nobody answered in time: it is refused for that reason only.
    pub nobody: bool,
}

type Asker = dyn Fn(String, String) -> BoxFuture<'static, Reply> + Send + Sync;

/// Puts a question to a person: what the agent wants, and why the lane does not decide it.
#[derive(Clone)]
pub struct Ask(Arc<Asker>);

impl Ask {
    /// Asks by this function.
    pub fn new(
        ask: impl Fn(String, String) -> BoxFuture<'static, Reply> + Send + Sync + 'static,
    ) -> Ask {
        Ask(Arc::new(ask))
    }

    /// Waits for the answer.
    pub async fn ask(&self, what: &str, reason: &str) -> Reply {
        (self.0)(what.to_owned(), reason.to_owned()).await
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ask")
    }
}
