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

impl Finding {
    /// Something that keeps the gate shut.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding {
            code: code.into(),
            severity: FindingSeverity::Error,
            message: message.into(),
            path: None,
            line: None,
        }
    }

    /// Something that is told and recorded, and does not keep the gate shut.
    pub fn warning(code: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding {
            severity: FindingSeverity::Warning,
            ..Finding::error(code, message)
        }
    }

    /// The same, about this file.
    pub fn in_file(self, path: impl Into<String>) -> Finding {
        Finding {
            path: Some(path.into()),
            ..self
        }
    }

    /// The same, about this zero-based line of its file.
    pub fn on_line(self, line: u32) -> Finding {
        Finding {
            line: Some(line),
            ..self
        }
    }

    /// Whether it keeps the gate shut.
    pub fn is_error(&self) -> bool {
        self.severity == FindingSeverity::Error
    }

    /// Whether trying again changes nothing, because only a person can decide: there is no command
    /// to gather evidence with, a question is open that stops the work, or the clone itself or something
    /// outside the worktree was changed.
    pub fn needs_person(&self) -> bool {
        self.is_error()
            && matches!(
                self.code.as_str(),
                "no-build-command"
                    | "no-test-command"
                    | "coverage-unknown"
                    | "open-question"
                    | "security-clone-changed"
                    | "security-outside-changed"
            )
    }
}
