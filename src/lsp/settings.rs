//! What the language server is told from outside: its settings, and its host.
//!
//! The rooms above make these (configuration, the embedded engine); this room only uses them, and so
//! never reads a settings file itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::engine::{self, Engine};
use crate::trigger;

/// How the language server behaves in one folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What is a request.
    pub trigger: trigger::Settings,
    /// What starts a run while a person types.
    pub launch: Launch,
    /// Code lenses on explicit commands and live runs.
    pub lens: bool,
    /// Documents over so many bytes are not looked at.
    pub document_limit: usize,
    /// A request that is not answered by then is answered with an error.
    pub request_limit: Duration,
    /// Where the log is, for the command that shows it.
    pub log: Option<PathBuf>,
    /// Handlers that misbehave on purpose, for the tests of the transport. Never set by a host.
    #[doc(hidden)]
    pub probes: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            trigger: trigger::Settings::default(),
            launch: Launch::default(),
            lens: true,
            document_limit: 32 * 1024 * 1024,
            request_limit: Duration::from_secs(60),
            log: None,
            probes: false,
        }
    }
}

/// What starts a run while a person types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Launch {
    /// Nothing.
    Never,
    /// A finished line with a command that is addressed to us.
    #[default]
    Explicit,
    /// Every request that was typed and finished.
    Detected,
}

/// Something wrong in a file of settings or definitions, to be said in that file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file; none when it is in the editor's own settings.
    pub path: Option<PathBuf>,
    /// Zero-based line.
    pub line: u32,
    /// First byte in the line.
    pub start: u32,
    /// First byte behind; where it is not after `start`, the rest of the line is meant.
    pub end: u32,
    /// What is wrong and what to do.
    pub message: String,
    /// It applies nonetheless.
    pub warning: bool,
}

/// Who gives the language server its engines and settings. Calls block: they are made off the desk.
pub trait Host: Send + Sync + 'static {
    /// The engine of the clone that this folder is in.
    fn engine(&self, folder: &Path) -> Result<Arc<dyn Engine>, engine::Error>;

    /// Whether the clone may have runs, so that its engine is worth opening before anybody asks. Cheap.
    fn may_have_runs(&self, folder: &Path) -> bool {
        let _ = folder;
        true
    }

    /// The settings in force in a folder (none: for documents that are in no folder), given the
    /// editor's own settings; and everything that is wrong with files of settings and definitions.
    fn settings(&self, folder: Option<&Path>, editor: &Value) -> (Settings, Vec<Problem>);

    /// What is installed and what is missing, as text for a person.
    fn doctor(&self, folder: Option<&Path>) -> String;

    /// Trusts the settings file of a folder for exactly its present content; gives its path.
    ///
    /// # Errors
    /// A sentence with what to do: there is no such file, or the trust cannot be kept.
    fn trust(&self, folder: Option<&Path>) -> Result<PathBuf, String>;

    /// What the next run in a folder would have. Quick: nothing is started for it.
    fn about(&self, folder: Option<&Path>) -> About;
}

/// What the next run would have, for an editor that shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// The agent; none: none is chosen, and no known one is installed.
    pub agent: Option<String>,
    /// Every agent that can be chosen.
    pub agents: Vec<AgentChoice>,
    /// What holds it in its worktree: `enforced`, `partial`, `none`, or `off` by the settings.
    pub protection: String,
}

/// An agent that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgentChoice {
    /// How settings name it.
    pub name: String,
    /// How people know it.
    pub title: String,
    /// Its program was found.
    pub installed: bool,
    /// How to get it.
    pub install: String,
}
