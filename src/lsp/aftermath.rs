//! What follows a command: the person sees what they asked for.
//!
//! A popup only here, because here the person just did something. A companion of ours shows texts and
//! errors itself. Nothing waits for an answer to a question: no answer changes nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tower_lsp::lsp_types::request::{ApplyWorkspaceEdit, ShowDocument, ShowMessageRequest};
use tower_lsp::lsp_types::{
    ApplyWorkspaceEditParams, MessageActionItem, MessageType, ShowDocumentParams,
    ShowMessageRequestParams, Url, WorkspaceEdit,
};

use super::capabilities::Client;
use super::command::{Arguments, Command};
use super::desk::Desk;
use super::job::{Job, carry_out};
use super::outbox::Outbox;
use super::requests::execute_command;
use super::session::publish::{approval, sentence};
use super::settings::Host;
use crate::workflow::RunView;
use crate::workflow::view::RunState;

/// How long a question may stand in the editor; then it is as if it was dismissed.
const QUESTION: Duration = Duration::from_secs(3600);

/// How long a client may take to do what it should do at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows a person what came of what they did; cheap to clone.
#[derive(Clone)]
pub struct Aftermath {
    /// Where the session is.
    pub desk: Desk,
    /// Towards the client.
    pub outbox: Outbox,
    /// Engines.
    pub host: Arc<dyn Host>,
}

impl Aftermath {
    /// What follows a job: the person sees what they asked for.
    ///
    /// # Errors
    /// A sentence on what the client did not do.
    pub async fn show(&self, job: &Job, answer: &Value) -> Result<(), String> {
        let seen = self.desk.ask("client", |session| session.client.clone());
        let Some(client) = seen.await else {
            return Ok(());
        };
        match job {
            Job::Open { path, run } => {
                show_document(&self.outbox, &client, path).await;
                if let Some(run) = run {
                    self.ask_at_gate(&client, run, false).await;
                }
            }
            // A companion has a view of its own for changes.
            Job::Changes { .. } if !client.companion => {
                let patch = answer["patch"].as_str().unwrap_or_default();
                show_document(&self.outbox, &client, Path::new(patch)).await;
            }
            Job::NewChat(_) => {
                let path = PathBuf::from(answer["path"].as_str().unwrap_or_default());
                show_document(&self.outbox, &client, &path).await;
            }
            Job::Edit(edit) => {
                let params = ApplyWorkspaceEditParams {
                    label: Some(Command::Ignore.title().to_owned()),
                    edit: WorkspaceEdit::clone(edit),
                };
                let applied = self.outbox.ask::<ApplyWorkspaceEdit>(params, PATIENCE);
                match applied.await {
                    Ok(done) if done.applied => {}
                    Ok(done) => {
                        let why = done.failure_reason;
                        let why = why.unwrap_or_else(|| "no reason given".into());
                        return Err(format!("the editor did not make the edit: {why}"));
                    }
                    Err(error) => return Err(error.to_string()),
                }
            }
            Job::Answer {
                run: Some(run),
                text: Some(text),
                ..
            } if !client.companion => {
                if !self.ask_at_gate(&client, run, true).await {
                    self.outbox.show(MessageType::INFO, text.clone());
                }
            }
            Job::Answer {
                text: Some(text), ..
            } if !client.companion => self.outbox.show(MessageType::INFO, text.clone()),
            Job::Doctor(_) if !client.companion => {
                let text = answer.as_str().unwrap_or_default();
                self.outbox.show(MessageType::INFO, text);
            }
            Job::Figures { .. } | Job::Trace { .. } if !client.companion => {
                let text = answer["text"].as_str().unwrap_or_default();
                self.outbox.show(MessageType::INFO, text);
            }
            Job::Apply { .. } if !client.companion => {
                self.outbox.show(MessageType::INFO, applied(answer));
            }
            Job::Trust(_) if !client.companion => {
                let path = answer["path"].as_str().unwrap_or_default();
                let text = format!("{path} is trusted as it is now. Any change to it asks again.");
                self.outbox.show(MessageType::INFO, text);
            }
            Job::Agent { take, .. } if !client.companion => {
                self.choose_agent(&client, take.as_deref(), answer);
            }
            Job::Submit { .. } if !client.companion => {
                let branch = answer["branch"].as_str().unwrap_or_default();
                let pushed = || {
                    format!(
                        "{branch} is pushed. Nothing here can open a pull request for this remote. Next: open it there."
                    )
                };
                let address = answer["pull_request"].as_str();
                let text = address.map_or_else(pushed, str::to_owned);
                self.outbox.show(MessageType::INFO, text);
            }
            Job::Start { .. } | Job::Decide { .. } | Job::Resume { .. } | Job::Permit { .. }
                if !client.progress && !client.companion =>
            {
                if let Ok(run) = serde_json::from_value::<RunView>(answer.clone()) {
                    self.outbox.show(MessageType::INFO, sentence(&run));
                }
            }
            Job::Changes { .. }
            | Job::Answer { .. }
            | Job::Doctor(_)
            | Job::Figures { .. }
            | Job::Trace { .. }
            | Job::Apply { .. }
            | Job::Trust(_)
            | Job::Agent { .. }
            | Job::Submit { .. }
            | Job::Permit { .. }
            | Job::Start { .. }
            | Job::Decide { .. }
            | Job::Resume { .. } => {}
        }
        Ok(())
    }

    /// Asks whether a run that waits may go on, where the client can show answers to choose from. Says
    /// whether it was asked; what comes of it comes later.
    async fn ask_at_gate(&self, client: &Client, id: &str, open: bool) -> bool {
        if !client.questions || client.companion {
            return false;
        }
        let wanted = id.to_owned();
        let found = self.desk.ask("gate", move |session| {
            let run = session.runs().find(|(_, run)| run.id == wanted)?.1;
            (run.state == RunState::Waiting).then(|| run.clone())
        });
        let Some(run) = found.await.flatten() else {
            return false;
        };
        let approve = approval(&run);
        let mut choices = vec![approve.clone()];
        if open {
            choices.push(Command::OpenDeliverable.title().to_owned());
        }
        choices.push("Not now".to_owned());
        let params = question(format!("{}: {}", run.title, sentence(&run)), choices);
        let (desk, host, outbox) = (self.desk.clone(), self.host.clone(), self.outbox.clone());
        let client = client.clone();
        tokio::spawn(async move {
            let Some(said) = answered(&outbox, params).await else {
                return;
            };
            let command = match said {
                said if said == approve => Command::Approve,
                said if said == Command::OpenDeliverable.title() => Command::OpenDeliverable,
                _ => return,
            };
            let decided = desk.ask("answer at a gate", move |session| {
                // The question is an old one when the run has moved on meanwhile.
                let now = session.runs().find(|(_, now)| now.id == run.id);
                if now.is_none_or(|(_, now)| now.updated != run.updated) {
                    return Err("the run has moved on since you were asked.".to_owned());
                }
                let given = Arguments {
                    run: Some(run.id),
                    ..Arguments::default()
                };
                execute_command::decide(session, command, &given)
            });
            let done = match decided.await {
                Some(Ok(Job::Open { path, .. })) => {
                    show_document(&outbox, &client, &path).await;
                    Ok(Value::Null)
                }
                Some(Ok(job)) => carry_out(job, &desk, host).await,
                Some(Err(message)) => Err(message),
                None => return,
            };
            if let Err(message) = done {
                desk.tell("complain", move |session| session.complain(&message))
                    .await;
            }
        });
        true
    }

    /// Says which agent works from now on; or lets the person choose one of those installed.
    fn choose_agent(&self, client: &Client, taken: Option<&str>, answer: &Value) {
        let agents = answer.as_array().cloned().unwrap_or_default();
        let word = |agent: &Value, key: &str| agent[key].as_str().unwrap_or_default().to_owned();
        if let Some(taken) = taken {
            let text = format!(
                "{taken} works the phases of runs that start from now on. To keep it: `agent = \"{taken}\"` in your settings."
            );
            return self.outbox.show(MessageType::INFO, text);
        }
        let installed: Vec<String> = agents
            .iter()
            .filter(|agent| agent["installed"] == true)
            .map(|agent| word(agent, "name"))
            .collect();
        let chosen = agents.iter().find(|agent| agent["chosen"] == true);
        let now = match chosen {
            Some(agent) => format!("{} works the phases.", word(agent, "title")),
            None => "No agent is chosen: the first one that is installed works the phases.".into(),
        };
        if !client.questions {
            let text = format!(
                "{now} Installed: {}. Next: pass {{\"agent\": …}}.",
                installed.join(", ")
            );
            return self.outbox.show(MessageType::INFO, text);
        }
        let params = question(format!("{now} Which one from now on?"), installed);
        let (desk, outbox) = (self.desk.clone(), self.outbox.clone());
        tokio::spawn(async move {
            if let Some(name) = answered(&outbox, params).await {
                desk.tell("agent", move |session| session.take_agent(name))
                    .await;
            }
        });
    }
}

/// What came of a job in words, and the run that they are about; none where something is to be shown
/// that is no text.
pub fn words(job: &Job, answer: &Value) -> Option<(Option<String>, String)> {
    let text = |key: &str| answer[key].as_str().map(str::to_owned);
    match job {
        Job::Start { .. }
        | Job::Decide { .. }
        | Job::Resume { .. }
        | Job::Submit { .. }
        | Job::Permit { .. } => {
            let run = serde_json::from_value::<RunView>(answer.clone()).ok()?;
            let text = sentence(&run);
            Some((Some(run.id), text))
        }
        Job::Answer { text, .. } => text.clone().map(|text| (None, text)),
        Job::Doctor(_) => answer.as_str().map(|text| (None, text.to_owned())),
        Job::Figures { .. } | Job::Trace { .. } => text("text").map(|text| (None, text)),
        Job::Apply { .. } => Some((None, applied(answer))),
        Job::Open { .. }
        | Job::Changes { .. }
        | Job::NewChat(_)
        | Job::Edit(_)
        | Job::Trust(_)
        | Job::Agent { .. } => None,
    }
}

fn question(message: String, choices: Vec<String>) -> ShowMessageRequestParams {
    let action = |title| MessageActionItem {
        title,
        properties: std::collections::HashMap::new(),
    };
    ShowMessageRequestParams {
        typ: MessageType::INFO,
        message,
        actions: Some(choices.into_iter().map(action).collect()),
    }
}

/// What the person chose; none when they chose nothing, or the client cannot ask after all.
async fn answered(outbox: &Outbox, params: ShowMessageRequestParams) -> Option<String> {
    match outbox.ask::<ShowMessageRequest>(params, QUESTION).await {
        Ok(chosen) => chosen.map(|chosen| chosen.title),
        Err(error) => {
            tracing::info!("{error}");
            None
        }
    }
}

/// Opens a file in the editor; where it cannot, its path is said.
async fn show_document(outbox: &Outbox, client: &Client, path: &Path) {
    let Ok(uri) = Url::from_file_path(path) else {
        return;
    };
    if client.show_document {
        let params = ShowDocumentParams {
            uri,
            external: None,
            take_focus: Some(true),
            selection: None,
        };
        let shown = outbox.ask::<ShowDocument>(params, PATIENCE).await;
        if shown.is_ok_and(|shown| shown.success) {
            return;
        }
    }
    outbox.show(MessageType::INFO, path.display().to_string());
}

/// `3 files written: src/a.rs, …`
fn applied(answer: &Value) -> String {
    let paths: Vec<&str> = answer["paths"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let shown = paths.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    let more = match paths.len().saturating_sub(5) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let count = match paths.len() {
        1 => "1 file".to_owned(),
        several => format!("{several} files"),
    };
    format!("{count} written to your working tree: {shown}{more}")
}
