//! What the server itself observed. An agent's word never becomes evidence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One command that we ran in the worktree, or one check that we made ourselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What it was for.
    pub kind: EvidenceKind,
    /// The command line as shown to people, or the name of the check.
    pub command: String,
    /// The folder it ran in, relative to the worktree; empty for its root.
    #[serde(default)]
    pub folder: String,
    /// Exit code; none when a signal or a time limit ended it.
    pub exit_code: Option<i32>,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
    /// Counts read from its output, where a known test runner wrote it.
    #[serde(default)]
    pub tests: Option<TestCounts>,
    /// Line coverage in percent, 0 to 100.
    #[serde(default)]
    pub coverage: Option<f64>,
    /// SHA-256 of the whole output, lower-case hex.
    pub output_sha256: String,
    /// Where the output is kept.
    #[serde(default)]
    pub output: Option<String>,
    /// How the operating system held it: `enforced`, `partial`; none: not at all, or a check of our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// What a person should know of it: `timed out after 600 s`, `no test command found`.
    #[serde(default)]
    pub note: Option<String>,
}

/// What a piece of evidence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// The project's build.
    Build,
    /// The project's linter.
    Lint,
    /// The project's tests.
    Test,
    /// The project's tests with coverage.
    Coverage,
    /// The project's own validate command.
    Validate,
    /// The audit of the worktree's diff against the lane.
    Lane,
    /// The linter of CloudFormation templates.
    Template,
    /// Clean tree and commits of the branch.
    Git,
}

/// Counts of a test run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TestCounts {
    /// Tests that ran and passed.
    pub passed: u64,
    /// Tests that ran and failed.
    pub failed: u64,
    /// Skipped or ignored tests.
    pub skipped: u64,
}

impl Evidence {
    /// It ended well.
    pub fn ok(&self) -> bool {
        self.exit_code == Some(0)
    }

    /// Exit code, tests and coverage for a table; what is not known is a dash.
    pub fn cells(&self) -> [String; 3] {
        let dash = || "-".to_owned();
        [
            self.exit_code.map_or_else(dash, |code| code.to_string()),
            self.tests.map_or_else(dash, |tests| tests.to_string()),
            self.coverage
                .map_or_else(dash, |percent| format!("{percent:.1} %")),
        ]
    }
}

impl TestCounts {
    /// Tests that ran: passed or failed.
    pub fn ran(&self) -> u64 {
        self.passed.saturating_add(self.failed)
    }
}

impl std::fmt::Display for TestCounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed", self.passed)?;
        if self.failed > 0 {
            write!(f, ", {} failed", self.failed)?;
        }
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}
