//! The language server: the face for editors.
//!
//! ```text
//! stdin ─► wire ─► door ─► desk (owns the session) ─► outbox ─► wire ─► stdout
//!                             │        ▲
//!                             ▼        │ new work
//!                     blocking pool: settings, engines, large documents
//! ```
//!
//! [`wire`] is the transport loop, [`door`] tower-lsp's trait as a letterbox, [`desk`] the one task that
//! owns the [`session`], [`outbox`] the only voice towards the client. `requests/` holds one request of
//! the protocol a file, [`command`] the commands. It deliberately does not detect, decide or run
//! anything itself: detection is the trigger room's, runs are an engine's, settings are its host's.

mod aftermath;
mod capabilities;
pub mod command;
mod companion;
mod convert;
mod desk;
mod door;
mod job;
pub mod log;
mod mark;
mod notifications;
mod outbox;
mod requests;
mod session;
mod settings;
mod wire;

use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::jsonrpc::{Error, Id};
use tower_lsp::lsp_types::Url;

pub use settings::{About, AgentChoice, Host, Launch, Problem, Settings};

/// Serves one client until it leaves; gives the process's exit code.
///
/// Needs a runtime with time and I/O; one thread is enough, because nothing here blocks one.
pub async fn serve(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin,
    settings: Settings,
    host: Arc<dyn Host>,
) -> u8 {
    let outbox = outbox::Outbox::default();
    let (desk, seat) = desk::desk();
    let (limit, probes) = (settings.request_limit, settings.probes);
    let session = session::Session::new(desk.clone(), outbox.clone(), host.clone(), settings);
    let desk_task = tokio::spawn(desk::sit(seat, session));
    let service = door::service(desk.clone(), outbox.clone(), host, probes);
    let ear = Ear {
        desk,
        outbox: outbox.clone(),
    };
    let end = wire::run(input, output, outbox.queue(), service, &ear, limit).await;
    tracing::info!(?end, "the session is over");
    desk_task.abort();
    end.code()
}

/// Serves the process's own stdin and stdout on a runtime of its own.
pub fn run(settings: Settings, host: Arc<dyn Host>) -> u8 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(16)
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("no runtime: {error}");
            return 1;
        }
    };
    let code = runtime.block_on(async {
        let (input, output, _guard) = wire::stdio::open();
        serve(input, output, settings, host).await
    });
    // stdin may still be open, and a thread may hang in it: nobody waits for that.
    runtime.shutdown_background();
    code
}

struct Ear {
    desk: desk::Desk,
    outbox: outbox::Outbox,
}

impl wire::Ear for Ear {
    fn answered(&self, id: Id, result: Result<Value, Error>) {
        self.outbox.answered(id, result);
    }

    fn too_long(&self, method: Option<String>, uri: Option<String>, length: u64) {
        let opened = method.as_deref() == Some("textDocument/didOpen");
        let Some(uri) = uri.filter(|_| opened).and_then(|uri| Url::parse(&uri).ok()) else {
            return;
        };
        let desk = self.desk.clone();
        tokio::spawn(async move {
            desk.tell("too long", move |session| session.too_long(uri, length))
                .await;
        });
    }
}
