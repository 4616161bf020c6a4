//! What a command comes to, decided on the desk, and carried out elsewhere.
//!
//! Deciding is a question to the session ([`super::requests::execute_command`]); carrying out means
//! calls into the engine, which block, and a word to the desk when they are done.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::desk::Desk;
use super::session::request::Asked;
use super::settings::Host;
use crate::engine::{Engine, Order};
use crate::workflow::{Decision, Phase, RunView};

/// Something to carry out.
#[derive(Clone, Debug)]
pub enum Job {
    /// Start a run.
    Start {
        /// The clone.
        root: PathBuf,
        /// What, with its hash.
        asked: Asked,
        /// Which phases.
        phases: Vec<Phase>,
    },
    /// Say something at a gate.
    Decide {
        /// The clone.
        root: PathBuf,
        /// The run.
        run: String,
        /// What.
        decision: Decision,
    },
    /// Carry a run on whose worker died.
    Resume {
        /// The clone.
        root: PathBuf,
        /// The run.
        run: String,
    },
    /// Say what is installed and what is missing.
    Doctor(Option<PathBuf>),
    /// Nothing is to be done: the answer, and what a person reads of it.
    Answer(Value, Option<String>),
    /// Show a file.
    Open(PathBuf),
    /// Make an edit.
    Edit(Box<tower_lsp::lsp_types::WorkspaceEdit>),
}

/// Carries out what needs an engine or a host. The answer is the command's result.
pub async fn carry_out(job: Job, desk: &Desk, host: Arc<dyn Host>) -> Result<Value, String> {
    match job {
        Job::Start {
            root,
            asked,
            phases,
        } => {
            let (of, hash) = (root.clone(), asked.hash.clone());
            let free = desk
                .order("start", move |session| session.claim(&of, &hash))
                .await;
            free.unwrap_or(Err("an internal error".to_owned()))?;
            let order = Order {
                request: asked.request,
                phases,
                yes: false,
            };
            let run = with_engine(&root, desk, host, move |engine| engine.start(&order)).await;
            let (of, started) = (root, run.clone());
            desk.tell("started", move |session| {
                session.release(&of, &asked.hash);
                if let Ok(run) = started {
                    session.changed(&of, run);
                }
            })
            .await;
            run.map(|run| json!(run))
        }
        Job::Decide {
            root,
            run,
            decision,
        } => {
            let decide = move |engine: &dyn Engine| engine.decide(&run, decision, "editor");
            tell_run(root, desk, host, decide).await
        }
        Job::Resume { root, run } => {
            tell_run(root, desk, host, move |engine| engine.resume(&run)).await
        }
        Job::Doctor(root) => {
            let text = tokio::task::spawn_blocking(move || host.doctor(root.as_deref()));
            text.await
                .map(Value::String)
                .map_err(|error| error.to_string())
        }
        Job::Answer(value, _) => Ok(value),
        Job::Open(path) => Ok(json!({ "path": path })),
        Job::Edit(_) => Ok(Value::Null),
    }
}

async fn tell_run(
    root: PathBuf,
    desk: &Desk,
    host: Arc<dyn Host>,
    call: impl FnOnce(&dyn Engine) -> Result<RunView, crate::engine::Error> + Send + 'static,
) -> Result<Value, String> {
    let run = with_engine(&root, desk, host, call).await?;
    let answer = json!(run);
    desk.tell("changed", move |session| session.changed(&root, run))
        .await;
    Ok(answer)
}

/// Calls the clone's engine on the blocking pool, opening it first where nobody has.
async fn with_engine<R: Send + 'static>(
    root: &Path,
    desk: &Desk,
    host: Arc<dyn Host>,
    call: impl FnOnce(&dyn Engine) -> Result<R, crate::engine::Error> + Send + 'static,
) -> Result<R, String> {
    if root.as_os_str().is_empty() {
        return Err(
            "there is no folder to work in. Next: open a folder that is a git repository."
                .to_owned(),
        );
    }
    let of = root.to_owned();
    let known = desk.ask("engine", move |session| {
        session
            .folders
            .get(&of)
            .and_then(|folder| folder.engine.clone())
    });
    let known = known.await.flatten();
    let of = root.to_owned();
    let opened = tokio::task::spawn_blocking(move || {
        let engine = match known {
            Some(engine) => engine,
            None => host.engine(&of)?,
        };
        let result = call(&*engine);
        Ok::<_, crate::engine::Error>((engine, result))
    });
    let opened = opened
        .await
        .map_err(|_| "an internal error; the log says where".to_owned())?;
    let (engine, result) = opened.map_err(|error| error.to_string())?;
    let of = root.to_owned();
    desk.tell("engine", move |session| {
        session.adopt(&of, engine);
        session.watch(&of);
    })
    .await;
    result.map_err(|error| error.to_string())
}
