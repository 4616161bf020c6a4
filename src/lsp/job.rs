//! What a command comes to, decided on the desk, and carried out elsewhere.
//!
//! Deciding is a question to the session ([`super::requests::execute_command`]); carrying out means
//! calls into the engine, which block, and a word to the desk when they are done.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::desk::Desk;
use super::requests::{chat, forecast, own};
use super::session::request::Asked;
use super::session::{Session, shelf};
use super::settings::Host;
use crate::engine::{Engine, Order};
use crate::workflow::brief::Handed;
use crate::workflow::event::Answer;
use crate::workflow::{Decision, Phase, RunView, trace};

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
    /// Nothing is to be done: it is known.
    Answer {
        /// The command's result.
        value: Value,
        /// What a person reads of it.
        text: Option<String>,
        /// The run that it is about.
        run: Option<String>,
    },
    /// Show a file.
    Open {
        /// Which.
        path: PathBuf,
        /// The run whose deliverable it is.
        run: Option<String>,
    },
    /// Make an edit.
    Edit(Box<tower_lsp::lsp_types::WorkspaceEdit>),
    /// Show what a run has changed.
    Changes {
        /// The clone.
        root: PathBuf,
        /// The run.
        run: String,
    },
    /// Push a run's branch and open its pull request.
    Submit {
        /// The clone.
        root: PathBuf,
        /// The run.
        run: String,
    },
    /// Answer a question of an agent.
    Permit {
        /// The clone.
        root: PathBuf,
        /// The run.
        run: String,
        /// Which; none: the oldest.
        question: Option<u32>,
        /// What.
        answer: Answer,
    },
    /// Put a run's changes into the person's own files.
    Apply {
        /// The clone.
        root: PathBuf,
        /// The run.
        run: String,
    },
    /// Say what proves each criterion of a run.
    Trace {
        /// Its documents.
        folder: PathBuf,
        /// Those that are open, as they stand.
        open: Vec<Handed>,
        /// The run.
        run: String,
    },
    /// Say how all runs went.
    Figures {
        /// The clone.
        root: PathBuf,
        /// Only what the next one may take.
        next: bool,
    },
    /// Make a chat file in this folder.
    NewChat(PathBuf),
    /// Say which agents there are, or take this one from now on.
    Agent {
        /// The clone.
        root: PathBuf,
        /// The one to take.
        take: Option<String>,
    },
    /// Trust the settings file of this folder.
    Trust(PathBuf),
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
                    session.started.insert(run.id.clone());
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
        Job::Submit { root, run } => {
            let call = move |engine: &dyn Engine| engine.submit(&run, "editor");
            tell_run(root, desk, host, call).await
        }
        Job::Permit {
            root,
            run,
            question,
            answer,
        } => {
            let call = move |engine: &dyn Engine| engine.answer(&run, question, answer, "editor");
            tell_run(root, desk, host, call).await
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
        Job::Answer { value, .. } => Ok(value),
        Job::Open { path, .. } => Ok(json!({ "path": path })),
        Job::Edit(_) => Ok(Value::Null),
        Job::Changes { root, run } => {
            let changes = with_engine(&root, desk, host, move |engine| engine.changes(&run));
            Ok(json!(changes.await?))
        }
        Job::Apply { root, run } => {
            let paths = with_engine(&root, desk, host, move |engine| {
                engine.apply(&run, "editor")
            });
            Ok(json!({ "paths": paths.await? }))
        }
        Job::Trace { folder, open, run } => {
            let read = tokio::task::spawn_blocking(move || shelf::read(&folder));
            let mut all = read.await.map_err(|error| error.to_string())?;
            all.retain(|saved| !open.iter().any(|open| open.phase == saved.phase));
            all.extend(open);
            let rows = trace::matrix(&all);
            Ok(json!({ "run": run, "criteria": own::criteria(&rows), "text": own::table(&rows) }))
        }
        Job::Figures { root, next } => {
            let figures = with_engine(&root, desk, host, |engine| engine.figures()).await?;
            let text = forecast::text(&figures.summary, next);
            Ok(match next {
                true => json!({ "forecast": figures.summary.forecast, "text": text }),
                false => json!({ "runs": figures.runs, "summary": figures.summary, "text": text }),
            })
        }
        Job::NewChat(folder) => {
            let made = tokio::task::spawn_blocking(move || chat::new_file(&folder));
            let path = made.await.map_err(|error| error.to_string())??;
            Ok(json!({ "path": path }))
        }
        Job::Agent { root, take } => agent(root, take, desk, host).await,
        Job::Trust(root) => {
            let trusted = tokio::task::spawn_blocking(move || host.trust(folder(&root)));
            let path = trusted.await.map_err(|error| error.to_string())??;
            desk.tell("trusted", Session::reload).await;
            Ok(json!({ "path": path }))
        }
    }
}

/// The agents that there are; or the one that was chosen, for the runs that start from now on.
async fn agent(
    root: PathBuf,
    take: Option<String>,
    desk: &Desk,
    host: Arc<dyn Host>,
) -> Result<Value, String> {
    let about = tokio::task::spawn_blocking(move || host.about(folder(&root)));
    let about = about.await.map_err(|error| error.to_string())?;
    let agents = about.agents;
    let mut chosen = about.agent;
    if let Some(wanted) = take {
        let Some(found) = agents.iter().find(|agent| agent.name == wanted) else {
            let names: Vec<&str> = agents.iter().map(|agent| agent.name.as_str()).collect();
            return Err(format!(
                "there is no agent `{wanted}`. Next: choose one of {}.",
                names.join(", ")
            ));
        };
        if !found.installed {
            return Err(format!(
                "{} is not installed. Next: {}.",
                found.title, found.install
            ));
        }
        chosen = Some(wanted.clone());
        desk.tell("agent", move |session| session.take_agent(wanted))
            .await;
    }
    let each = agents.iter().map(|agent| {
        json!({
            "name": agent.name,
            "title": agent.title,
            "installed": agent.installed,
            "chosen": chosen.as_ref() == Some(&agent.name),
            "install": agent.install,
        })
    });
    Ok(each.collect())
}

fn folder(root: &Path) -> Option<&Path> {
    (!root.as_os_str().is_empty()).then_some(root)
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
pub async fn with_engine<R: Send + 'static>(
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
