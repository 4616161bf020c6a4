//! The letterbox: tower-lsp's trait, each method of which only tells or asks the desk.
//!
//! No state, no decisions: what a method means stands in `requests/` and `notifications/`.

mod own;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::notification::DidChangeConfiguration;
use tower_lsp::lsp_types::notification::Notification;
use tower_lsp::lsp_types::request::{RegisterCapability, WorkspaceConfiguration};
use tower_lsp::lsp_types::*;
use tower_lsp::{LanguageServer, LspService};

use super::aftermath::Aftermath;
use super::capabilities;
use super::command::{Arguments, Command};
use super::desk::Desk;
use super::job::{Job, carry_out};
use super::notifications::{configuration, folders, watched_files};
use super::outbox::Outbox;
use super::requests::{
    code_action, code_lens, completion, criterion, diagnostic, document_link, execute_command,
    hover,
};
use super::settings::Host;

/// How long a client may take to answer what it should answer at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// The letterbox.
pub struct Door {
    pub(super) desk: Desk,
    outbox: Outbox,
    pub(super) host: Arc<dyn Host>,
    probes: bool,
}

/// The router with the door behind it.
pub fn service(desk: Desk, outbox: Outbox, host: Arc<dyn Host>, probes: bool) -> LspService<Door> {
    let door = Door {
        desk,
        outbox,
        host,
        probes,
    };
    // The router's own client is not used: only the outbox speaks.
    let mut service = LspService::build(|_| door)
        .custom_method("window/workDoneProgress/cancel", Door::progress_cancel)
        .custom_method("backendFactory/runs", Door::runs)
        .custom_method("backendFactory/run", Door::run)
        .custom_method("backendFactory/place", Door::place)
        .custom_method("backendFactory/detect", Door::detect)
        .custom_method("backendFactory/trace", Door::trace)
        .custom_method("backendFactory/diff", Door::diff)
        .custom_method("backendFactory/baseText", Door::base_text)
        .custom_method("backendFactory/forecast", Door::forecast)
        .custom_method("backendFactory/metrics", Door::metrics)
        .custom_method("backendFactory/agents", Door::agents)
        .custom_method("backendFactory/about", Door::about)
        .custom_method("backendFactory/transcripts", Door::transcripts);
    if probes {
        service = service.custom_method("backendFactory/probe", Door::probe);
    }
    service.finish().0
}

/// The desk gives no answer only when answering panicked.
pub(super) fn lost<T>(answer: Option<T>) -> Result<T> {
    answer.ok_or_else(|| {
        let mut error = Error::internal_error();
        error.message = "internal error; the log says where".into();
        error
    })
}

/// LSP: the request failed, and its text says why.
pub(super) fn refused(message: String) -> Error {
    Error {
        code: ErrorCode::ServerError(-32803),
        message: message.into(),
        data: None,
    }
}

impl Door {
    fn aftermath(&self) -> Aftermath {
        Aftermath {
            desk: self.desk.clone(),
            outbox: self.outbox.clone(),
            host: self.host.clone(),
        }
    }

    async fn ask_for_settings(&self) {
        let (desk, outbox) = (self.desk.clone(), self.outbox.clone());
        tokio::spawn(async move {
            let item = ConfigurationItem {
                scope_uri: None,
                section: Some("backendFactory".to_owned()),
            };
            let params = ConfigurationParams { items: vec![item] };
            match outbox.ask::<WorkspaceConfiguration>(params, PATIENCE).await {
                Ok(mut answers) if !answers.is_empty() => {
                    let own = answers.swap_remove(0);
                    desk.tell("settings", move |session| {
                        // A client that knows no such section says null: what it said before stands.
                        if !own.is_null() {
                            configuration::take(session, own);
                        }
                    })
                    .await;
                }
                Ok(_) => {}
                Err(error) => tracing::info!("{error}"),
            }
        });
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Door {
    // Life.

    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let capabilities = self.desk.order("initialize", move |session| {
            session.initialize(&params);
            capabilities::offer(&session.client)
        });
        Ok(InitializeResult {
            capabilities: lost(capabilities.await)?,
            server_info: Some(ServerInfo {
                name: "backend-factory".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let asks = self.desk.order("initialized", |session| {
            session.begin();
            session.client.clone()
        });
        let Some(client) = asks.await else {
            return;
        };
        if client.configuration {
            self.ask_for_settings().await;
        }
        let outbox = self.outbox.clone();
        tokio::spawn(async move {
            let mut registrations = Vec::new();
            if client.watch_files {
                registrations.push(watched_files::registration());
            }
            if client.watch_settings {
                registrations.push(Registration {
                    id: "backend-factory/settings".to_owned(),
                    method: DidChangeConfiguration::METHOD.to_owned(),
                    register_options: Some(json!({ "section": "backendFactory" })),
                });
            }
            registrations.extend(capabilities::for_deliverables(&client));
            if registrations.is_empty() {
                return;
            }
            let params = RegistrationParams { registrations };
            if let Err(error) = outbox.ask::<RegisterCapability>(params, PATIENCE).await {
                tracing::info!("{error}");
            }
        });
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    // Documents.

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let TextDocumentItem {
            uri,
            language_id,
            version,
            text,
        } = params.text_document;
        self.desk
            .tell("open", move |session| {
                session.open(uri, &language_id, version, text);
            })
            .await;
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
        if self.probes {
            for _ in 0..version % 3 {
                tokio::task::yield_now().await;
            }
        }
        let edits = params.content_changes;
        self.desk
            .tell("change", move |session| {
                let ours = session
                    .documents
                    .get(&uri)
                    .and_then(|open| open.chat.as_ref());
                let ours = ours.is_some_and(|chat| chat.is_busy());
                if let Some(range) = edits.last().and_then(|edit| edit.range)
                    && !ours
                {
                    session.at_hand = Some((uri.clone(), range.start));
                }
                session.change(&uri, version, edits);
            })
            .await;
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        let uri = params.text_document.uri;
        self.desk
            .tell("save", move |session| {
                watched_files::changed(session, [&uri])
            })
            .await;
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        self.desk
            .tell("close", move |session| session.close(&uri))
            .await;
    }

    // Workspace.

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let asks = self.desk.order("configuration", move |session| {
            configuration::changed(session, params.settings)
        });
        if asks.await == Some(true) {
            self.ask_for_settings().await;
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.desk
            .tell("folders", move |session| {
                folders::changed(session, &params.event)
            })
            .await;
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.desk
            .tell("files", move |session| {
                watched_files::changed(session, params.changes.iter().map(|change| &change.uri));
            })
            .await;
    }

    // Questions.

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let actions = self.desk.order("code action", move |session| {
            let (uri, place) = (params.text_document.uri.clone(), params.range.start);
            let open = session.documents.get_mut(&uri);
            if let Some(chat) = open.and_then(|open| open.chat.as_mut()) {
                chat.at(place.line);
            }
            session.at_hand = Some((uri, place));
            code_action::answer(session, &params)
        });
        lost(actions.await).map(Some)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri;
        let lenses = self
            .desk
            .ask("code lens", move |session| code_lens::answer(session, &uri));
        lost(lenses.await).map(Some)
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let found = self.desk.order("hover", move |session| {
            let at = &params.text_document_position_params;
            session.at_hand = Some((at.text_document.uri.clone(), at.position));
            hover::answer(session, &params)
        });
        lost(found.await)
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let found = self.desk.ask("definition", move |session| {
            criterion::definition(session, &at.text_document.uri, at.position)
        });
        lost(found.await).map(|found| found.map(GotoDefinitionResponse::Scalar))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let uri = params.text_document.uri;
        let asked = self.desk.ask("links", move |session| {
            document_link::candidates(session, &uri)
        });
        let Some((worktree, candidates)) = lost(asked.await)? else {
            return Ok(None);
        };
        let look = move || document_link::links(&worktree, candidates);
        let found = tokio::task::spawn_blocking(look).await;
        found.map(Some).map_err(|_| Error::internal_error())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let items = self.desk.ask("completion", move |session| {
            completion::answer(session, &params)
        });
        lost(items.await).map(|items| Some(CompletionResponse::Array(items)))
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri;
        let report = self.desk.ask("diagnostic", move |session| {
            diagnostic::answer(session, &uri)
        });
        lost(report.await).map(DocumentDiagnosticReportResult::Report)
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let command = Command::find(&params.command).ok_or_else(|| {
            Error::invalid_params(format!("`{}` is no command of this server", params.command))
        })?;
        let given = Arguments::read(params.arguments).map_err(Error::invalid_params)?;
        let quiet = given.quiet == Some(true);
        let decided = self.desk.ask("command", move |session| {
            execute_command::decide(session, command, &given)
        });
        let done = match lost(decided.await)? {
            Ok(job) => {
                let (desk, host, todo) = (self.desk.clone(), self.host.clone(), job.clone());
                // A task of its own: a cancelled request does not leave half of it undone.
                let done = tokio::spawn(async move { carry_out(todo, &desk, host).await });
                match done.await {
                    // An edit is nothing that a caller could show.
                    Ok(Ok(answer)) if quiet && !matches!(job, Job::Edit(_)) => {
                        return Ok(Some(answer));
                    }
                    Ok(Ok(answer)) => match self.aftermath().show(&job, &answer).await {
                        Ok(()) => return Ok(Some(answer)),
                        Err(message) => message,
                    },
                    Ok(Err(message)) => message,
                    Err(_) => "internal error; the log says where".to_owned(),
                }
            }
            Err(message) => message,
        };
        let text = done.clone();
        self.desk
            .tell("complain", move |session| session.complain(&text))
            .await;
        Err(refused(done))
    }
}
