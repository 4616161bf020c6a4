//! What a gate has to say against an attempt: shown to the person, given to the next attempt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing that keeps a gate shut, or that a person should know although it passes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable id: `missing-section`, `criterion-without-test`, `out-of-lane`, `command-failed` …
    pub code: String,
    /// Whether the gate stays shut.
    pub severity: FindingSeverity,
    /// One sentence: what is wrong and what to do.
    pub message: String,
    /// File it is about, relative to the worktree.
    #[serde(default)]
    pub path: Option<String>,
    /// Zero-based line in that file.
    #[serde(default)]
    pub line: Option<u32>,
}

/// Whether a finding keeps the gate shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FindingSeverity {
    /// The gate stays shut.
    Error,
    /// Reported, recorded, does not shut the gate.
    Warning,
}
