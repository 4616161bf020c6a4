//! The six phases, their names and their order.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Role;

/// One of the six stations of a run.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// What is asked for, as acceptance criteria.
    Requirements,
    /// How it will be built.
    Plan,
    /// The production code.
    Implement,
    /// The tests.
    Test,
    /// A verdict for each criterion.
    Validate,
    /// Commits, docs, the text of the pull request.
    Submit,
}

impl Phase {
    /// All phases, in their order.
    pub const ALL: [Phase; 6] = [
        Phase::Requirements,
        Phase::Plan,
        Phase::Implement,
        Phase::Test,
        Phase::Validate,
        Phase::Submit,
    ];

    /// The fast lane: what a small change needs.
    pub const FAST: [Phase; 4] = [
        Phase::Requirements,
        Phase::Implement,
        Phase::Test,
        Phase::Submit,
    ];

    /// 1 to 6.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// 0 to 5: its place in tables of six.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The phase with this number, 1 to 6.
    pub fn from_number(number: u8) -> Option<Phase> {
        Phase::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// Reads a number (`3`), a slug (`implement`) or an agent's name (`backend-implement`).
    pub fn parse(word: &str) -> Option<Phase> {
        let number = word.parse().ok().and_then(Phase::from_number);
        number.or_else(|| {
            Phase::ALL.into_iter().find(|phase| {
                phase.slug().eq_ignore_ascii_case(word) || phase.agent().eq_ignore_ascii_case(word)
            })
        })
    }

    /// The product's name of it: `Requirements Analysis`.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Requirements => "Requirements Analysis",
            Phase::Plan => "Technical Planning",
            Phase::Implement => "Core Implementation",
            Phase::Test => "Testing",
            Phase::Validate => "Validation",
            Phase::Submit => "Deployment & Submission",
        }
    }

    /// One word for paths, arguments and JSON: `requirements`.
    pub fn slug(self) -> &'static str {
        match self {
            Phase::Requirements => "requirements",
            Phase::Plan => "plan",
            Phase::Implement => "implement",
            Phase::Test => "test",
            Phase::Validate => "validate",
            Phase::Submit => "submit",
        }
    }

    /// The name of the agent that works it (`subagent_type` of ORIGIN.md).
    pub fn agent(self) -> &'static str {
        match self {
            Phase::Requirements => "backend-summarize",
            Phase::Plan => "backend-plan",
            Phase::Implement => "backend-implement",
            Phase::Test => "backend-test",
            Phase::Validate => "backend-validate",
            Phase::Submit => "backend-commit",
        }
    }

    /// Who works it.
    pub fn role(self) -> Role {
        match self {
            Phase::Requirements => Role::BusinessAnalyst,
            Phase::Plan => Role::SolutionArchitect,
            Phase::Implement => Role::SeniorDeveloper,
            Phase::Test => Role::TestEngineer,
            Phase::Validate => Role::QaEngineer,
            Phase::Submit => Role::DevOpsEngineer,
        }
    }

    /// File name of its deliverable: `1-requirements.md`.
    pub fn deliverable(self) -> String {
        format!("{}-{}.md", self.number(), self.slug())
    }

    /// The phase after it.
    pub fn following(self) -> Option<Phase> {
        Phase::from_number(self.number() + 1)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
