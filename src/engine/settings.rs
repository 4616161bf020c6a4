//! What the engine has to be told; a snapshot is kept with each run, so that a revived worker goes on
//! by the rules that the run was started with.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::commands::Chosen;
use crate::{
    agent::{self, sandbox::Mode},
    workflow::{Policy, lane::Rules},
};

/// The settings of a run's engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What a run may do by itself.
    pub policy: Policy,
    /// Name of the agent that works the phases; none: the first known one that is installed.
    pub agent: Option<String>,
    /// Agents of the person's own, and changes to known ones, by name.
    pub agents: BTreeMap<String, agent::Custom>,
    /// How agents and the project's commands are held by the operating system.
    pub sandbox: Mode,
    /// Folders that they may write beside the worktree; none: the caches of package managers.
    pub write: Option<Vec<String>>,
    /// The project's commands, where a person chose them.
    pub commands: Chosen,
    /// What is set about the lanes, by the slug of the phase.
    pub lanes: BTreeMap<String, Rules>,
    /// Limits of time, size and number.
    pub limits: Limits,
    /// The folder that keeps worktrees, evidence and transcripts; none: the platform's data folder.
    pub data_dir: Option<PathBuf>,
    /// The program to start as worker and as phase runner; none: this one.
    pub program: Option<PathBuf>,
}

impl Settings {
    /// What the room of agents has to be told.
    pub fn for_agents(&self) -> agent::Settings {
        agent::Settings {
            agents: self.agents.clone(),
            idle_seconds: self.limits.idle_seconds,
            attempt_seconds: self.limits.attempt_seconds,
            sandbox: self.sandbox,
            write: self.write.clone(),
        }
    }
}

/// Limits of time, size and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// A question of an agent that nobody answered for so long is refused; 0: nobody is asked.
    pub answer_seconds: u64,
    /// An agent that is silent for so long is stopped.
    pub idle_seconds: u64,
    /// An attempt that takes so long in all is stopped.
    pub attempt_seconds: u64,
    /// A command of the project that takes so long is stopped.
    pub command_seconds: u64,
    /// So many bytes of a command's output are kept and read.
    pub output_bytes: usize,
    /// Runs carried at the same time in one clone; others are queued.
    pub parallel: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            answer_seconds: 900,
            idle_seconds: 300,
            attempt_seconds: 1800,
            command_seconds: 900,
            output_bytes: 8 << 20,
            parallel: 2,
        }
    }
}
