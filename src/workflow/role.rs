//! Who works a phase.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The member of the team that works a phase.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Role {
    /// Requirements, no technical implementation.
    #[serde(rename = "Business Analyst")]
    BusinessAnalyst,
    /// Planning, no code.
    #[serde(rename = "Solution Architect")]
    SolutionArchitect,
    /// Code, not tests.
    #[serde(rename = "Senior Developer")]
    SeniorDeveloper,
    /// Tests, not code.
    #[serde(rename = "Test Engineer")]
    TestEngineer,
    /// Verdicts, nothing else.
    #[serde(rename = "QA Engineer")]
    QaEngineer,
    /// Infrastructure, changelog, docs, git.
    #[serde(rename = "DevOps Engineer")]
    DevOpsEngineer,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::BusinessAnalyst => "Business Analyst",
            Role::SolutionArchitect => "Solution Architect",
            Role::SeniorDeveloper => "Senior Developer",
            Role::TestEngineer => "Test Engineer",
            Role::QaEngineer => "QA Engineer",
            Role::DevOpsEngineer => "DevOps Engineer",
        })
    }
}
