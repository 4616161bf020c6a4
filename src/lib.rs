//! Backend Factory: a language server that turns a sentence in a comment into a reviewed branch.
//!
//! The modules below are in reading order, which is also the order of the floors. Imports go down
//! only, never sideways on a floor; `tests/tidy.rs` holds the rule:
//!
//! ```text
//! 7  cli   ───────────► lsp, config, engine, trigger, workflow, text
//! 6  lsp   ───────────► engine, trigger, workflow, text
//! 5  config ──────────► the Settings types of the rooms below
//! 4  engine ──────────► agent, journal, git, workflow
//! 3  agent  journal  git ► workflow            (never each other)
//! 2  workflow ────────► trigger (its types only)
//! 1  trigger ─────────► text
//! 0  text ────────────► std
//! ```
//!
//! Floors 0 to 2 are pure: no tokio, no file system, no environment, no process, no clock, no
//! iteration over hash maps. What they need to know is a parameter.

pub mod text;

pub mod trigger;

pub mod workflow;

pub mod agent;
pub mod git;
pub mod journal;

pub mod config;
pub mod engine;

pub mod lsp;

pub mod cli;
