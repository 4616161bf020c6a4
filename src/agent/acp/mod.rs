//! The client's side of the Agent Client Protocol: one connection, one session, one prompt.
//!
//! The library (`agent-client-protocol`) is used over our own process layer and our own lines; its
//! types stay inside this folder. Handlers only push into [`shared::Shared`], because the library
//! waits for each of them. This folder deliberately does not retry, resume or judge: a brief is
//! self-contained, and a new attempt is a new session.

pub(crate) mod activity;
mod attempt;
mod client;
mod end;
mod files;
mod permission;
mod question;
mod shared;
mod terminal;
mod update;
mod wire;

pub use attempt::work;
pub(super) use client::{connect, introduce};
pub(super) use end::{Stop, end};
pub(super) use shared::Shared;
pub(super) use terminal::Terminals;
pub(super) use wire::Transcript;
