//! The language server from outside: over in-memory pipes, with an engine that does as it is told.
//!
//! No sleeps: every check waits for a message, with a deadline.

#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/factory.rs"]
mod factory;

#[path = "lsp/chat.rs"]
mod chat;
#[path = "lsp/clients.rs"]
mod clients;
#[path = "lsp/completion.rs"]
mod completion;
#[path = "lsp/documents.rs"]
mod documents;
#[path = "lsp/folders.rs"]
mod folders;
#[path = "lsp/launch.rs"]
mod launch;
#[path = "lsp/runs.rs"]
mod runs;
#[path = "lsp/shown.rs"]
mod shown;
#[path = "lsp/surface.rs"]
mod surface;
#[path = "lsp/traced.rs"]
mod traced;
#[path = "lsp/transport.rs"]
mod transport;
#[path = "lsp/worktree.rs"]
mod worktree;
