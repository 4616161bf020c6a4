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
    /// How often a later gate may send the run back to an earlier phase before a person is asked.
    pub loops: u32,
    /// Tokens that all attempts of the run may use before a person is asked; none: no cap.
    pub run_tokens: Option<u64>,
    /// US dollars that all attempts of the run may cost before a person is asked; none: no cap.
    pub run_cost_usd: Option<f64>,
    /// Tokens that the attempts of one phase may use; none: no cap.
    pub phase_tokens: Option<u64>,
    /// US dollars that the attempts of one phase may cost; none: no cap.
    pub phase_cost_usd: Option<f64>,
    /// Seconds that agents and gates of the run may take before a person is asked; none: no cap.
    pub run_seconds: Option<u64>,
    /// Seconds that agents and gates of one phase may take; none: no cap.
    pub phase_seconds: Option<u64>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            approval: Approval::PlanAndSubmit,
            attempts: 3,
            same_failure: 3,
            coverage_minimum: None,
            loops: 2,
            run_tokens: None,
            run_cost_usd: None,
            phase_tokens: None,
            phase_cost_usd: None,
            run_seconds: None,
            phase_seconds: None,
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
