//! The only voice towards the client: ordered messages, and requests with a deadline.
//!
//! Nothing here waits for the client except [`Outbox::ask`], which is for tasks of their own, never
//! for the desk. A client that never answers costs one entry until its deadline.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Id};
use tower_lsp::lsp_types::notification::{
    LogMessage, Notification, Progress, PublishDiagnostics, ShowMessage,
};
use tower_lsp::lsp_types::request::Request;
use tower_lsp::lsp_types::{
    LogMessageParams, MessageType, ProgressParams, PublishDiagnosticsParams, ShowMessageParams,
};

use super::wire::writer::{Kind, Queue};

type Answers = HashMap<Id, oneshot::Sender<Result<Value, Error>>>;

/// Cheap to clone.
#[derive(Clone, Default)]
pub struct Outbox {
    queue: Queue,
    next: Arc<AtomicI64>,
    pending: Arc<Mutex<Answers>>,
}

/// Why a request of ours has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The client did not answer in time.
    #[error("the client did not answer `{0}` in time")]
    Late(&'static str),
    /// The client refused.
    #[error("the client refused `{0}`: {1}")]
    Refused(&'static str, String),
    /// The answer is not what the protocol says.
    #[error("the client's answer to `{0}` is none: {1}")]
    Strange(&'static str, String),
}

#[derive(Serialize)]
struct Out<'a, P> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Id>,
    method: &'static str,
    params: P,
}

impl Outbox {
    /// The queue that the writer empties.
    pub fn queue(&self) -> Queue {
        self.queue.clone()
    }

    /// Tells the client something.
    pub fn notify<N: Notification>(&self, params: N::Params) {
        self.send(None, N::METHOD, params, Kind::Due);
    }

    /// The diagnostics of a document; newer ones take the place of those that still wait.
    pub fn diagnostics(&self, params: PublishDiagnosticsParams) {
        let kind = Kind::Latest(params.uri.to_string());
        self.send(None, PublishDiagnostics::METHOD, params, kind);
    }

    /// A report of progress; left out when much waits. Beginning and end are due: `notify` them.
    pub fn progress(&self, params: ProgressParams) {
        self.send(None, Progress::METHOD, params, Kind::Optional);
    }

    /// A notification of our own, of which only the newest matters.
    pub fn latest(&self, method: &'static str, params: impl Serialize) {
        self.send(None, method, params, Kind::Latest(method.to_owned()));
    }

    /// A popup: only for what the person just did.
    pub fn show(&self, typ: MessageType, message: impl Into<String>) {
        let message = message.into();
        self.notify::<ShowMessage>(ShowMessageParams { typ, message });
    }

    /// A line in the client's log.
    pub fn log(&self, typ: MessageType, message: impl Into<String>) {
        let message = message.into();
        self.notify::<LogMessage>(LogMessageParams { typ, message });
    }

    /// Asks the client, and waits no longer than `deadline`.
    pub async fn ask<R: Request>(
        &self,
        params: R::Params,
        deadline: Duration,
    ) -> Result<R::Result, Unanswered> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let id = Id::String(format!("backend-factory/{number}"));
        let (answer, answered) = oneshot::channel();
        self.pending().insert(id.clone(), answer);
        self.send(Some(&id), R::METHOD, params, Kind::Due);
        let result = tokio::time::timeout(deadline, answered).await;
        self.pending().remove(&id);
        match result {
            Ok(Ok(Ok(value))) => serde_json::from_value(value)
                .map_err(|error| Unanswered::Strange(R::METHOD, error.to_string())),
            Ok(Ok(Err(error))) => Err(Unanswered::Refused(R::METHOD, error.message.to_string())),
            Ok(Err(_)) | Err(_) => Err(Unanswered::Late(R::METHOD)),
        }
    }

    /// An answer came in.
    pub fn answered(&self, id: Id, result: Result<Value, Error>) {
        match self.pending().remove(&id) {
            // The asker may have gone: then nobody wants it.
            Some(answer) => drop(answer.send(result)),
            None => tracing::debug!(%id, "an answer to nothing that was asked"),
        }
    }

    fn send(&self, id: Option<&Id>, method: &'static str, params: impl Serialize, kind: Kind) {
        let jsonrpc = "2.0";
        let out = Out {
            jsonrpc,
            id,
            method,
            params,
        };
        match serde_json::to_vec(&out) {
            Ok(body) => self.queue.push(body, kind),
            Err(error) => tracing::error!(method, %error, "a message could not be written as JSON"),
        }
    }

    fn pending(&self) -> MutexGuard<'_, Answers> {
        self.pending.lock().unwrap_or_else(|held| held.into_inner())
    }
}
