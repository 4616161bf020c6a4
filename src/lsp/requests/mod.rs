//! One request of the protocol a file: a little glue on top, then what it decides.
//!
//! Everything here only reads the session; what changes something becomes a [`super::job::Job`].

pub mod chat;
pub mod code_action;
pub mod code_lens;
pub mod completion;
pub mod criterion;
pub mod diagnostic;
pub mod document_link;
pub mod execute_command;
pub mod forecast;
pub mod hover;
pub mod own;
