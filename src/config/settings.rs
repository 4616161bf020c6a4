//! From the values in force to the settings of the rooms below. The faces above make theirs from
//! [`Loaded::values`] themselves, because floors below do not know them.

use std::{collections::BTreeMap, path::PathBuf};

use super::Loaded;
use crate::{
    agent::{self, sandbox::Mode},
    engine::{self, Limits, commands::Chosen},
    workflow::{Phase, Policy, lane::Rules, policy::Approval},
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
                run_seconds: values.number("budget.run_minutes").map(seconds),
                phase_seconds: values.number("budget.phase_minutes").map(seconds),
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
                answer_seconds: values.integer("limits.answer_seconds"),
                idle_seconds: values.integer("limits.idle_seconds"),
                attempt_seconds: values.integer("limits.attempt_seconds"),
                command_seconds: values.integer("limits.command_seconds"),
                output_bytes: (count("limits.output_mib") as usize) << 20,
                parallel: count("limits.parallel") as usize,
            },
            data_dir: values.text("data_dir").map(PathBuf::from),
            agents: self.agents(),
            lanes: self.lanes(),
            sandbox: match values.text("sandbox").as_deref() {
                Some("off") => Mode::Off,
                Some("required") => Mode::Required,
                _ => Mode::default(),
            },
            write: values.texts("sandbox_write"),
            ..engine::Settings::default()
        }
    }

    /// What is set about the lane of each phase, by its slug.
    fn lanes(&self) -> BTreeMap<String, Rules> {
        let values = &self.values;
        let mut lanes: BTreeMap<String, Rules> = BTreeMap::new();
        for name in values.names("lanes") {
            let Some(phase) = Phase::parse(&name) else {
                continue;
            };
            let key = |leaf: &str| format!("lanes.{name}.{leaf}");
            let split = |line: &String| shell_words::split(line).unwrap_or_default();
            let rules = lanes.entry(phase.slug().to_owned()).or_default();
            rules.only.extend(values.layers(&key("only")));
            let never = values.layers(&key("never")).into_iter().flatten();
            rules.never.extend(never);
            let refuse = values.layers(&key("refuse")).into_iter().flatten();
            rules.refuse.extend(refuse.map(|line| split(&line)));
            rules.tools.extend(values.layers(&key("tools")));
            let also = values.texts(&key("also")).unwrap_or_default();
            rules.also.extend(also);
            let commands = values.texts(&key("commands")).unwrap_or_default();
            rules.commands.extend(commands.iter().map(split));
        }
        lanes
    }

    /// Own agents, and changes to known ones, by name.
    fn agents(&self) -> BTreeMap<String, agent::Custom> {
        let values = &self.values;
        let custom = |name: &str| agent::Custom {
            command: values
                .texts(&format!("agents.{name}.command"))
                .unwrap_or_default(),
            env: values
                .map(&format!("agents.{name}.env"))
                .into_iter()
                .collect(),
            env_pass: values
                .texts(&format!("agents.{name}.env_pass"))
                .unwrap_or_default(),
        };
        let names = values.names("agents").into_iter();
        names.map(|name| (name.clone(), custom(&name))).collect()
    }
}

/// Minutes as whole seconds, at least one.
fn seconds(minutes: f64) -> u64 {
    // The table's bounds keep it far from where the conversion saturates.
    ((minutes * 60.0).ceil() as u64).max(1)
}

#[cfg(test)]
mod tests {
    use crate::{
        agent::sandbox::Mode,
        config::{Layers, Source, load},
    };

    #[test]
    fn own_agents_and_the_sandbox_reach_the_engine() {
        let text = "agent = \"mine\"\nsandbox = \"required\"\n[agents.mine]\ncommand = \"/opt/a b 'c d'\"\nenv = { A = \"1\" }\nenv_pass = [\"KEY\"]\n";
        let source = Source {
            path: "config.toml".into(),
            text: text.to_owned(),
            trusted: true,
        };
        let loaded = load(&Layers {
            user: Some(source),
            ..Layers::default()
        });
        assert!(loaded.user.is_empty(), "{:?}", loaded.user);
        let settings = loaded.engine();
        assert_eq!(settings.agent.as_deref(), Some("mine"));
        assert_eq!(settings.sandbox, Mode::Required);
        let mine = &settings.agents["mine"];
        assert_eq!(mine.command, ["/opt/a", "b", "c d"]);
        assert_eq!(mine.env["A"], "1");
        assert_eq!(mine.env_pass, ["KEY"]);
    }
}
