//! From the values in force to the settings of the rooms below. The faces above make theirs from
//! [`Loaded::values`] themselves, because floors below do not know them.

use std::path::PathBuf;

use super::Loaded;
use crate::{
    engine::{self, Limits, commands::Chosen},
    workflow::{Policy, policy::Approval},
};

impl Loaded {
    /// What the engine runs with.
    pub fn engine(&self) -> engine::Settings {
        let values = &self.values;
        let count = |key| u32::try_from(values.integer(key)).unwrap_or(u32::MAX);
        engine::Settings {
            policy: Policy {
                approval: match values.text("approval").as_deref() {
                    Some("each-phase") => Approval::EachPhase,
                    Some("submit") => Approval::Submit,
                    _ => Approval::PlanAndSubmit,
                },
                attempts: count("attempts"),
                same_failure: count("same_failure"),
                coverage_minimum: values.number("coverage.minimum"),
                loops: count("loops"),
                run_tokens: values.cap("budget.run_tokens"),
                run_cost_usd: values.number("budget.run_usd"),
                phase_tokens: values.cap("budget.phase_tokens"),
                phase_cost_usd: values.number("budget.phase_usd"),
            },
            agent: values.text("agent"),
            commands: Chosen {
                build: values.texts("commands.build"),
                lint: values.texts("commands.lint"),
                test: values.texts("commands.test"),
                coverage: values.texts("commands.coverage"),
                validate: values.texts("commands.validate"),
            },
            limits: Limits {
                idle_seconds: values.integer("limits.idle_seconds"),
                attempt_seconds: values.integer("limits.attempt_seconds"),
                command_seconds: values.integer("limits.command_seconds"),
                parallel: count("limits.parallel") as usize,
                ..Limits::default()
            },
            data_dir: values.text("data_dir").map(PathBuf::from),
            ..engine::Settings::default()
        }
    }
}
