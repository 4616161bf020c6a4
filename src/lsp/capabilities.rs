//! What the client can do, flattened once; and what we offer in return.
//!
//! What real clients declare stands in `tests/lsp/clients/`. Nothing here goes by a client's name.

use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities,
    DocumentFilter, DocumentLinkOptions, ExecuteCommandOptions, HoverProviderCapability,
    InitializeParams, MarkupKind, OneOf, PositionEncodingKind, Registration, SaveOptions,
    ServerCapabilities, TextDocumentRegistrationOptions, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::command::Command;
use crate::text::Encoding;

/// The client's abilities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// How it counts characters.
    pub encoding: Encoding,
    /// It shows progress that the server begins.
    pub progress: bool,
    /// It opens documents when asked.
    pub show_document: bool,
    /// It shows a question with answers to choose from.
    pub questions: bool,
    /// It makes edits that we ask for.
    pub apply_edit: bool,
    /// It takes edits with document versions.
    pub document_changes: bool,
    /// It knows code actions; else it gets bare commands.
    pub action_literals: bool,
    /// It reads Markdown in hovers.
    pub markdown: bool,
    /// It understands tab stops in completions.
    pub snippets: bool,
    /// It answers `workspace/configuration`.
    pub configuration: bool,
    /// It tells of changed settings when asked.
    pub watch_settings: bool,
    /// It watches files for us when asked.
    pub watch_files: bool,
    /// Also below a folder that is not in the workspace.
    pub watch_elsewhere: bool,
    /// How it learns that definitions in a run's documents are ours.
    pub definition: Offer,
    /// The same for links in them.
    pub links: Offer,
    /// It asks again for code lenses when told.
    pub lens_refresh: bool,
    /// It asked to pull diagnostics, and gets none pushed for documents.
    pub pull: bool,
    /// A companion of ours: it shows runs, errors and texts itself.
    pub companion: bool,
}

/// How something is offered that is for a run's documents only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offer {
    /// Not at all: it would be asked for in every file.
    #[default]
    No,
    /// At `initialize`; elsewhere the answer is null.
    Always,
    /// For these documents alone, by registering.
    Registered,
}

impl Client {
    /// Reads what the client said at `initialize`.
    pub fn new(params: &InitializeParams) -> Self {
        let ClientCapabilities {
            workspace,
            text_document,
            window,
            general,
            experimental,
        } = &params.capabilities;
        let workspace = workspace.clone().unwrap_or_default();
        let text = text_document.clone().unwrap_or_default();
        let window = window.clone().unwrap_or_default();
        let offered = general
            .as_ref()
            .and_then(|general| general.position_encodings.as_deref())
            .unwrap_or_default();
        let option = |name: &str| {
            let options = params.initialization_options.as_ref();
            options.and_then(|options| options.get(name))
        };
        let own = |name: &str| {
            let declared = experimental.as_ref().and_then(|own| own.get(name));
            option(name).or(declared).and_then(Value::as_bool) == Some(true)
        };
        let registers = |dynamic: Option<bool>| dynamic == Some(true);
        // A definition that is offered for all files would stand in the way of the language's own
        // server in some clients: only on demand.
        let definition = match &text.definition {
            Some(definition) if registers(definition.dynamic_registration) => Offer::Registered,
            Some(_) | None if own("definition") => Offer::Always,
            Some(_) | None => Offer::No,
        };
        let watch = workspace.did_change_watched_files.unwrap_or_default();
        let links = match &text.document_link {
            Some(link) if registers(link.dynamic_registration) => Offer::Registered,
            Some(_) => Offer::Always,
            None => Offer::No,
        };
        Client {
            definition,
            links,
            encoding: if offered.contains(&PositionEncodingKind::UTF8) {
                Encoding::Utf8
            } else {
                Encoding::Utf16
            },
            progress: window.work_done_progress == Some(true),
            questions: window
                .show_message
                .is_some_and(|show| show.message_action_item.is_some()),
            apply_edit: workspace.apply_edit == Some(true),
            show_document: window.show_document.is_some_and(|show| show.support),
            document_changes: workspace
                .workspace_edit
                .is_some_and(|edit| edit.document_changes == Some(true)),
            action_literals: text
                .code_action
                .is_some_and(|action| action.code_action_literal_support.is_some()),
            markdown: text
                .hover
                .and_then(|hover| hover.content_format)
                .is_some_and(|kinds| kinds.contains(&MarkupKind::Markdown)),
            snippets: text
                .completion
                .and_then(|completion| completion.completion_item)
                .is_some_and(|item| item.snippet_support == Some(true)),
            configuration: workspace.configuration == Some(true),
            watch_settings: workspace
                .did_change_configuration
                .is_some_and(|watch| watch.dynamic_registration == Some(true)),
            watch_files: watch.dynamic_registration == Some(true),
            watch_elsewhere: watch.dynamic_registration == Some(true)
                && watch.relative_pattern_support == Some(true),
            lens_refresh: workspace
                .code_lens
                .is_some_and(|lens| lens.refresh_support == Some(true)),
            pull: option("diagnostics").and_then(Value::as_str) == Some("pull"),
            companion: own("runsChanged"),
        }
    }
}

/// What we offer. Nothing that would compete with the language's own server.
pub fn offer(client: &Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                    include_text: Some(false),
                })),
                ..TextDocumentSyncOptions::default()
            },
        )),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
        }),
        definition_provider: (client.definition == Offer::Always).then_some(OneOf::Left(true)),
        document_link_provider: (client.links == Offer::Always).then(|| DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec!["/".into(), "@".into()]),
            ..CompletionOptions::default()
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: Command::all().map(|command| command.id().into()).collect(),
            ..ExecuteCommandOptions::default()
        }),
        diagnostic_provider: client.pull.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("backend-factory".into()),
                ..DiagnosticOptions::default()
            })
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// What is registered for the documents of runs alone.
pub fn for_deliverables(client: &Client) -> Vec<Registration> {
    let filter = DocumentFilter {
        language: Some("markdown".to_owned()),
        scheme: Some("file".to_owned()),
        pattern: Some("**/.backend-factory/**".to_owned()),
    };
    let options = TextDocumentRegistrationOptions {
        document_selector: Some(vec![filter]),
    };
    let offers = [
        ("textDocument/definition", client.definition),
        ("textDocument/documentLink", client.links),
    ];
    let registered = offers
        .into_iter()
        .filter(|(_, offer)| *offer == Offer::Registered);
    registered
        .map(|(method, _)| Registration {
            id: format!("backend-factory/{method}"),
            method: method.to_owned(),
            register_options: Some(json!(options)),
        })
        .collect()
}
