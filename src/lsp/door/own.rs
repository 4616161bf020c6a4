//! Our own methods, each a question to the desk or a job that is carried out beside it.
//!
//! What they mean stands in `requests/own`, `docs/protocol.md` has them for clients.

use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Url, WorkDoneProgressCancelParams, request};

use super::{Door, lost, refused};
use crate::engine::Engine;
use crate::lsp::command::{Arguments, Command};
use crate::lsp::job::{Job, carry_out, with_engine};
use crate::lsp::requests::own::{BaseParams, DetectParams, Found, PlaceParams, RunParams};
use crate::lsp::requests::{execute_command, own};
use crate::lsp::session::Session;
use crate::workflow::{Decision, RunView};

impl Door {
    pub(super) async fn progress_cancel(&self, params: WorkDoneProgressCancelParams) {
        let (desk, host) = (self.desk.clone(), self.host.clone());
        tokio::spawn(async move {
            let found = desk.ask("whose progress", move |session| {
                let id = session.run_of_token(&params.token)?;
                let (root, _) = session.runs().find(|(_, run)| run.id == id)?;
                Some((root.clone(), id))
            });
            let Some((root, run)) = found.await.flatten() else {
                return;
            };
            let job = Job::Decide {
                root,
                run,
                decision: Decision::Cancel,
            };
            if let Err(message) = carry_out(job, &desk, host).await {
                desk.tell("cancel failed", move |session| session.complain(&message))
                    .await;
            }
        });
    }

    pub(super) async fn runs(&self, _: Value) -> Result<Vec<RunView>> {
        lost(self.desk.ask("runs", own::runs).await)
    }

    pub(super) async fn run(&self, params: RunParams) -> Result<Value> {
        self.answer(Command::Show, params.into()).await
    }

    /// Where a run belongs.
    pub(super) async fn place(&self, params: RunParams) -> Result<Value> {
        let given = Arguments::from(params);
        let found = self
            .desk
            .ask("place", move |session| own::place(session, &given));
        lost(found.await)?.map_err(refused)
    }

    pub(super) async fn detect(&self, params: DetectParams) -> Result<Vec<Found>> {
        lost(
            self.desk
                .ask("detect", move |session| own::detect(session, &params.uri))
                .await,
        )
    }

    /// What a run has changed, for a client with a view of its own.
    pub(super) async fn diff(&self, params: RunParams) -> Result<Value> {
        self.answer(Command::ShowDiff, params.into()).await
    }

    /// A file as it was where the run began; null where there was none.
    pub(super) async fn base_text(&self, params: BaseParams) -> Result<Value> {
        let (given, path) = (Arguments::from(params.run), params.path);
        let found = self.desk.ask("run", move |session| {
            execute_command::decide(session, Command::ShowDiff, &given)
        });
        let (root, run) = match lost(found.await)? {
            Ok(Job::Changes { root, run }) => (root, run),
            Ok(_) => return Err(Error::internal_error()),
            Err(message) => return Err(refused(message)),
        };
        let call = move |engine: &dyn Engine| engine.base_text(&run, &path);
        let text = with_engine(&root, &self.desk, self.host.clone(), call).await;
        text.map(|text| json!({ "text": text })).map_err(refused)
    }

    /// Each criterion of a run with its step, its tests and its verdict.
    pub(super) async fn trace(&self, params: RunParams) -> Result<Value> {
        self.answer(Command::Trace, params.into()).await
    }

    /// What the next run may take.
    pub(super) async fn forecast(&self, params: PlaceParams) -> Result<Value> {
        self.answer(Command::Forecast, params.into()).await
    }

    /// The figures of all runs.
    pub(super) async fn metrics(&self, params: PlaceParams) -> Result<Value> {
        self.answer(Command::Metrics, params.into()).await
    }

    /// The agents that there are.
    pub(super) async fn agents(&self, params: PlaceParams) -> Result<Value> {
        self.answer(Command::ChooseAgent, params.into()).await
    }

    /// A command's result without what follows it in the editor.
    async fn answer(&self, command: Command, given: Arguments) -> Result<Value> {
        let decided = self.desk.ask("question", move |session| {
            execute_command::decide(session, command, &given)
        });
        let answer = match lost(decided.await)? {
            Ok(job) => carry_out(job, &self.desk, self.host.clone()).await,
            Err(message) => Err(message),
        };
        answer.map_err(refused)
    }

    /// Misbehaves on purpose: for the tests of the transport.
    pub(super) async fn probe(&self, params: Value) -> Result<Value> {
        let wait = Duration::from_millis(params["ms"].as_u64().unwrap_or(0));
        match params["do"].as_str() {
            Some("panic") => panic!("a probe"),
            Some("panic on the desk") => lost(
                self.desk
                    .order("probe", |_: &mut Session| -> Value { panic!("a probe") })
                    .await,
            ),
            Some("sleep") => {
                tokio::time::sleep(wait).await;
                Ok(params)
            }
            Some("ask the client") => {
                let folder = tokio::time::timeout(
                    wait,
                    self.outbox
                        .ask::<request::WorkspaceFoldersRequest>((), wait),
                );
                let _ = folder.await;
                Ok(params)
            }
            Some("text") => {
                let uri: Url = params["uri"]
                    .as_str()
                    .and_then(|uri| uri.parse().ok())
                    .ok_or_else(Error::internal_error)?;
                let text = self.desk.ask("text", move |session| {
                    let open = session.documents.get(&uri)?;
                    Some(json!({ "version": open.version, "text": open.document()?.text() }))
                });
                Ok(json!(lost(text.await)?))
            }
            _ => Ok(params),
        }
    }
}
