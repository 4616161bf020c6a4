//! The transport loop around tower-lsp's router: why it is ours stands in ARCHITECTURE.md.
//!
//! * Notifications are handled in order, each before the next message is looked at.
//! * A request is polled once in order (so that it sees exactly the edits before it), then goes on by
//!   itself, with cancellation and a time limit; a panic in it is answered as an error.
//! * Malformed input is answered or skipped, and the next message is read.
//! * The loop ends on `exit`, on the end of input, when the client cannot be written to, and when the
//!   process that started us is gone.
//!
//! It deliberately knows nothing of documents, runs or the desk.

pub mod frame;
pub mod message;
mod parent;
pub mod stdio;
pub mod writer;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{LanguageServer, LspService};

use frame::{Decoder, Frame};
use message::Message;
use writer::{Kind, Queue};

/// Requests at work at one time; more are refused, so that memory stays bounded.
const AT_WORK: usize = 512;
/// LSP: the request was cancelled by the client.
const CANCELLED: i64 = -32800;
/// LSP: the request failed, and it is nobody's fault in the protocol.
const FAILED: i64 = -32803;
/// How long the last words may take when the client does not read them.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What the loop tells its owner about, beside what goes through the router.
pub trait Ear: Send + Sync {
    /// An answer to a request of ours.
    fn answered(&self, id: Id, result: Result<Value, Error>);
    /// A message over the limit was read past; its method and the document it was about.
    fn too_long(&self, method: Option<String>, uri: Option<String>, length: u64);
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// `exit`; true when `shutdown` came first.
    Exit(bool),
    /// No more input; true when `shutdown` came first.
    Input(bool),
    /// Nobody reads what we write.
    Output,
    /// The process that started us is gone.
    Parent,
}

impl End {
    /// The process's exit code, as LSP says: 0 after `shutdown`, else 1.
    pub fn code(self) -> u8 {
        match self {
            End::Exit(true) | End::Input(true) => 0,
            End::Exit(false) | End::Input(false) | End::Output | End::Parent => 1,
        }
    }
}

/// Drives `service` until the end.
pub async fn run<S: LanguageServer>(
    mut input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin,
    queue: Queue,
    service: LspService<S>,
    ear: &dyn Ear,
    limit: Duration,
) -> End {
    let mut writing = Box::pin(writer::write(queue.clone(), output));
    let mut wire = Wire {
        service,
        queue: queue.clone(),
        decoder: Decoder::default(),
        work: FuturesUnordered::new(),
        cancels: HashMap::new(),
        limit,
        shutdown: false,
        parent: None,
    };
    let mut bytes = vec![0; 64 * 1024];
    let end = loop {
        tokio::select! {
            biased;
            // Answers first: what is done should not wait for what comes in.
            _ = &mut writing => break End::Output,
            Some(done) = wire.work.next(), if !wire.work.is_empty() => wire.settle(done),
            () = parent(&mut wire.parent) => break End::Parent,
            read = input.read(&mut bytes), if !queue.is_full() => match read {
                Ok(0) | Err(_) => break End::Input(wire.shutdown),
                Ok(count) => {
                    wire.decoder.feed(&bytes[..count]);
                    if let Some(end) = wire.take(ear, &mut writing).await {
                        break end;
                    }
                }
            },
            () = queue.room(), if queue.is_full() => {}
        }
    };
    queue.close();
    if end != End::Output {
        // What is queued still goes out, in bounded time.
        let _ = tokio::time::timeout(LAST_WORDS, writing).await;
    }
    end
}

async fn parent(watch: &mut Option<BoxFuture<'static, ()>>) {
    match watch {
        Some(gone) => gone.await,
        None => std::future::pending().await,
    }
}

/// How a request ended.
enum Outcome {
    Answered(Option<Response>),
    Cancelled,
    TooSlow,
    Panicked,
}

struct Wire<S> {
    service: LspService<S>,
    queue: Queue,
    decoder: Decoder,
    work: FuturesUnordered<BoxFuture<'static, (Id, Outcome)>>,
    /// Dropping the sender, or sending, cancels the request.
    cancels: HashMap<Id, tokio::sync::oneshot::Sender<()>>,
    limit: Duration,
    shutdown: bool,
    parent: Option<BoxFuture<'static, ()>>,
}

impl<S: LanguageServer> Wire<S> {
    /// All frames that are whole.
    async fn take(
        &mut self,
        ear: &dyn Ear,
        writing: &mut (impl Future<Output = std::io::Result<()>> + Unpin),
    ) -> Option<End> {
        while let Some(frame) = self.decoder.next() {
            match frame {
                Frame::Body(body) => {
                    if let Some(end) = self.body(&body, ear).await {
                        return Some(end);
                    }
                }
                Frame::TooLong { head, length } => {
                    let (method, id, uri) = message::glimpse(&head);
                    tracing::warn!(
                        ?method,
                        ?uri,
                        length,
                        "a message over the limit was read past"
                    );
                    if let Some(id) = id {
                        self.answer(&message::failed(id, FAILED, "the message is too long"));
                    }
                    ear.too_long(method, uri, length);
                }
                Frame::Garbage(what) => tracing::warn!("{what} came in; reading on behind it"),
            }
            // One read may hold many messages: let what is done go out between them, and let the
            // desk work, so that a burst is neither answered late nor queued without bound.
            if writing.now_or_never().is_some() {
                return Some(End::Output);
            }
            while let Some(Some(done)) = self.work.next().now_or_never() {
                self.settle(done);
            }
        }
        None
    }

    async fn body(&mut self, body: &[u8], ear: &dyn Ear) -> Option<End> {
        match message::read(body) {
            Message::Answer(id, result) => ear.answered(id, result),
            Message::Broken { response, json } => {
                tracing::warn!(?response, "no message");
                if !json {
                    self.decoder.mend(body);
                }
                self.answer(&response);
            }
            Message::Notification(request) => return self.notification(request).await,
            Message::Request(id, request) => self.request(id, request).await,
        }
        None
    }

    async fn notification(&mut self, request: Request) -> Option<End> {
        match request.method() {
            "exit" => return Some(End::Exit(self.shutdown)),
            "$/cancelRequest" => {
                let id = request.params().and_then(|params| params.get("id"));
                let id = id.and_then(|id| serde_json::from_value(id.clone()).ok());
                if let Some(cancel) = id.and_then(|id: Id| self.cancels.remove(&id)) {
                    let _ = cancel.send(());
                }
                return None;
            }
            _ => {}
        }
        let method = request.method().to_owned();
        let handled = AssertUnwindSafe(self.service.call(request)).catch_unwind();
        if handled.await.is_err() {
            tracing::error!(method, "a notification's handler panicked");
        }
        None
    }

    async fn request(&mut self, id: Id, request: Request) {
        if self.cancels.contains_key(&id) {
            self.answer(&Response::from_error(id, Error::invalid_request()));
            return;
        }
        if self.work.len() >= AT_WORK {
            self.answer(&message::failed(id, FAILED, "too many requests at work"));
            return;
        }
        let (opening, closing) = match request.method() {
            "initialize" => (true, false),
            "shutdown" => (false, true),
            _ => (false, false),
        };
        if opening {
            let pid = request.params().and_then(|params| params.get("processId"));
            let pid = pid
                .and_then(Value::as_u64)
                .and_then(|pid| pid.try_into().ok());
            self.parent = pid.map(parent::gone);
        }
        let (cancel, mut cancelled) = tokio::sync::oneshot::channel();
        // The router makes the handler's future here, which may panic on its own.
        let call = std::panic::catch_unwind(AssertUnwindSafe(|| self.service.call(request)));
        let limit = self.limit;
        let of = id.clone();
        let mut work = async move {
            let Ok(call) = call else {
                return (of, Outcome::Panicked);
            };
            let call = AssertUnwindSafe(call).catch_unwind();
            let outcome = tokio::select! {
                biased;
                Ok(()) = &mut cancelled => Outcome::Cancelled,
                answer = call => match answer {
                    Ok(answer) => Outcome::Answered(answer.unwrap_or_default()),
                    Err(_) => Outcome::Panicked,
                },
                () = tokio::time::sleep(limit) => Outcome::TooSlow,
            };
            (of, outcome)
        }
        .boxed();
        self.cancels.insert(id, cancel);
        // The two that change what may follow are whole before the next message is looked at.
        if opening || closing {
            let done = work.await;
            if let Outcome::Answered(Some(response)) = &done.1 {
                self.shutdown |= closing && response.is_ok();
            }
            self.settle(done);
            return;
        }
        // In order, before the next message: what the handler asks first, it asks of this state.
        match (&mut work).now_or_never() {
            Some(done) => self.settle(done),
            None => self.work.push(work),
        }
    }

    fn settle(&mut self, (id, outcome): (Id, Outcome)) {
        self.cancels.remove(&id);
        let response = match outcome {
            Outcome::Answered(Some(response)) => response,
            Outcome::Answered(None) => return,
            Outcome::Cancelled => {
                self.forget(&id);
                message::failed(id, CANCELLED, "Canceled")
            }
            Outcome::TooSlow => {
                self.forget(&id);
                let text = format!("no answer within {} s", self.limit.as_secs());
                message::failed(id, FAILED, &text)
            }
            Outcome::Panicked => {
                self.forget(&id);
                let mut error = Error::internal_error();
                error.message = "internal error; the log says where".into();
                Response::from_error(id, error)
            }
        };
        self.answer(&response);
    }

    /// The router keeps a request in its books until it is answered; one that we answered in its
    /// place has to be taken out, or its id could never be used again.
    fn forget(&mut self, id: &Id) {
        let cancel = Request::build("$/cancelRequest")
            .params(json!({ "id": id }))
            .finish();
        let _ = self.service.call(cancel).now_or_never();
    }

    fn answer(&self, response: &Response) {
        match serde_json::to_vec(response) {
            Ok(body) => self.queue.push(body, Kind::Due),
            Err(error) => tracing::error!(%error, "an answer could not be written as JSON"),
        }
    }
}
