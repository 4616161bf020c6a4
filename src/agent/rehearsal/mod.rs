//! The rehearsal agent: a real ACP agent without a model, in this same binary.
//!
//! It works a phase the way an agent does (reads the brief, writes a deliverable, writes a small
//! module with tests, asks before it runs a command), but everything it writes comes from templates
//! and the words of the request. It is for trying the product and for its tests, and says so in every
//! document. A script makes it misbehave on purpose: see `docs/rehearsal.md`. It deliberately knows
//! nothing of gates: what it writes has to pass them like anybody's work.

mod brief;
mod crime;
mod documents;
mod feature;
mod languages;
mod script;
mod turn;
mod work;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use agent_client_protocol::{self as acp, Agent, Stdio, v1::schema as s};
use tokio_util::sync::CancellationToken;

use script::Script;
use turn::Turn;

/// Name of the variable that holds the path of a script.
pub const SCRIPT: &str = "BACKEND_FACTORY_REHEARSAL";

/// What stands at the beginning of everything it says.
const PLAINLY: &str = "I am the rehearsal agent of Backend Factory: no model, only templates.";

/// The one session of this process.
#[derive(Default)]
struct Session {
    worktree: PathBuf,
    capabilities: s::ClientCapabilities,
    stop: CancellationToken,
}

/// Carries out `agent ARGUMENTS…`: `rehearsal`, with `--script PATH` behind it where wanted.
pub fn main(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> i32 {
    let words: Vec<_> = arguments.into_iter().collect();
    let shown: Vec<_> = words.iter().map(|word| word.to_str()).collect();
    match shown.as_slice() {
        [Some("rehearsal")] => serve(None),
        [Some("rehearsal"), Some("--script"), _] => serve(Some(Path::new(&words[2]))),
        _ => {
            eprintln!("usage: backend-factory agent rehearsal [--script PATH]");
            2
        }
    }
}

/// Speaks ACP on standard input and output until the input ends; gives the exit code.
/// The script is `script`, or else the file that [`SCRIPT`] names.
pub fn serve(script: Option<&Path>) -> i32 {
    let named = script
        .map(Path::to_owned)
        .or_else(|| std::env::var_os(SCRIPT).map(PathBuf::from));
    let script = match named.as_deref().map(Script::read).transpose() {
        Ok(script) => script.unwrap_or_default(),
        Err(problem) => {
            eprintln!("rehearsal: {problem}");
            return 2;
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(problem) => {
            eprintln!("rehearsal: {problem}");
            return 1;
        }
    };
    let served = runtime.block_on(conversation(Arc::new(script)));
    // A turn that hangs on purpose must not keep the process.
    runtime.shutdown_background();
    match served {
        Ok(()) => 0,
        Err(problem) => {
            eprintln!("rehearsal: {}", problem.message);
            1
        }
    }
}

/// Single assignments only, so a panicking holder leaves it whole.
fn lock(session: &Mutex<Session>) -> MutexGuard<'_, Session> {
    session
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

async fn conversation(script: Arc<Script>) -> Result<(), acp::Error> {
    let session = Arc::new(Mutex::new(Session::default()));
    let (begin, open, prompt, cancel) =
        (session.clone(), session.clone(), session.clone(), session);
    let (at_start, at_session, at_prompt) = (script.clone(), script.clone(), script);
    Agent
        .v1()
        .name("rehearsal")
        .on_receive_request(
            async move |asked: s::InitializeRequest, responder, _cx| {
                if at_start.start.silent {
                    // Held for ever: dropping it would be an answer.
                    std::mem::forget(responder);
                    return Ok(());
                }
                lock(&begin).capabilities = asked.client_capabilities;
                let us =
                    s::Implementation::new("backend-factory-rehearsal", env!("CARGO_PKG_VERSION"))
                        .title("Rehearsal agent (no model)".to_owned());
                responder.respond(s::InitializeResponse::new(asked.protocol_version).agent_info(us))
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::NewSessionRequest, responder, _cx| {
                if at_session.start.auth {
                    return responder.respond_with_error(acp::Error::auth_required());
                }
                lock(&open).worktree = asked.cwd;
                responder.respond(s::NewSessionResponse::new("rehearsal-1"))
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::PromptRequest, responder, cx| {
                let (worktree, capabilities, stop) = {
                    let mut session = lock(&prompt);
                    session.stop = CancellationToken::new();
                    (
                        session.worktree.clone(),
                        session.capabilities.clone(),
                        session.stop.clone(),
                    )
                };
                let turn = Turn::new(cx, asked.session_id, worktree, capabilities, stop);
                let script = at_prompt.clone();
                // The library waits for this handler; the turn needs its answers meanwhile.
                tokio::spawn(async move {
                    let ended = work::work(&turn, &words(&asked.prompt), &script).await;
                    responder.respond_with_result(ended.map(s::PromptResponse::new))
                });
                Ok(())
            },
            acp::on_receive_request!(),
        )
        .on_receive_notification(
            async move |_told: s::CancelNotification, _cx| {
                lock(&cancel).stop.cancel();
                Ok(())
            },
            acp::on_receive_notification!(),
        )
        .connect_to(Stdio::new())
        .await
}

fn words(prompt: &[s::ContentBlock]) -> String {
    let texts = prompt.iter().filter_map(|block| match block {
        s::ContentBlock::Text(text) => Some(text.text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}
