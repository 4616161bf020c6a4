//! Agents: the programs that work a phase, spoken to over the Agent Client Protocol.
//!
//! [`work`] gives one brief to one agent in one worktree and comes back with how it ended; it never
//! fails and never judges the work: `end_turn` is a claim, the gate decides. The room holds the
//! agent on three sides: the lane answers its questions, files are served inside the worktree
//! only, and the operating system forbids writing elsewhere ([`sandbox`]). It deliberately knows
//! nothing of journals, git or what comes next in a run.

mod acp;
mod ask;
mod job;
pub mod probe;
pub mod process;
pub mod profile;
pub mod rehearsal;
pub mod sandbox;
mod settings;
pub mod writable;

pub use acp::work;
pub use ask::{Ask, Reply};
pub use job::{Denial, Job, Limits, Outcome};
pub use profile::Profile;
pub use settings::{Custom, Settings};
