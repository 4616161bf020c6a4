//! What a run may do by itself. Fixed at its start and recorded with it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rules a run was started with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Policy {
    /// At which gates a person is asked.
    pub approval: Approval,
    /// Attempts a phase before a person is asked.
    pub attempts: u32,
    /// The same failure this many times in a row asks a person at once.
    pub same_failure: u32,
    /// Required line coverage in percent; none: reported, not required.
    pub coverage_minimum: Option<f64>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            approval: Approval::PlanAndSubmit,
            attempts: 3,
            same_failure: 3,
            coverage_minimum: None,
        }
    }
}

/// At which gates a person is asked before the run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// After every phase.
    EachPhase,
    /// After the plan, and before submission.
    PlanAndSubmit,
    /// Before submission only.
    Submit,
    /// At no gate: `run --yes`. Push and pull request still ask.
    None,
}
