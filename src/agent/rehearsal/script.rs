//! The script: how the rehearsal agent misbehaves, phase by phase. The format is documented in
//! `docs/rehearsal.md`; unknown keys are errors, so that a test cannot misspell its crime.

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde::Deserialize;

use crate::workflow::Phase;

/// A whole script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    /// What happens before a session stands.
    pub start: Start,
    /// Milliseconds that every phase takes, so that a person can watch.
    pub delay_ms: u64,
    /// By slug: `implement`, or `all`.
    pub phase: BTreeMap<String, Acts>,
}

/// What happens before a session stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Start {
    /// `initialize` is never answered.
    pub silent: bool,
    /// `session/new` is answered with "authentication required".
    pub auth: bool,
}

/// What goes wrong in a phase.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Acts {
    /// Only the first so many attempts; 0: all of them.
    pub attempts: u32,
    /// Only from this attempt on.
    pub from: u32,
    /// Milliseconds more than the others.
    pub delay_ms: u64,
    /// Stops with a refusal.
    pub refuse: bool,
    /// Answers the prompt with "authentication required".
    pub auth: bool,
    /// Answers the prompt with an error.
    pub error: Option<String>,
    /// Never answers, and heeds no cancel.
    pub hang: bool,
    /// Never answers, but heeds a cancel.
    pub wait: bool,
    /// Milliseconds that it takes to heed a cancel.
    pub cancel_late_ms: u64,
    /// Ends its process with this code in the middle.
    pub die: Option<i32>,
    /// Closes its output and lives on.
    pub close: bool,
    /// Prints this many lines that are no protocol.
    pub garbage: u32,
    /// Sends a line of so many MiB.
    pub huge_mib: usize,
    /// Sends so many updates.
    pub flood: u32,
    /// Files (path to text) written through the client.
    pub write: BTreeMap<String, String>,
    /// Files written by itself; may be absolute.
    pub write_directly: BTreeMap<String, String>,
    /// Files removed by itself.
    pub remove: Vec<String>,
    /// Links (path to target) made by itself.
    pub link: BTreeMap<String, String>,
    /// Commands that it runs by itself and asks nobody for.
    pub run_directly: Vec<String>,
    /// Tokens that it reports to have used.
    pub tokens: u64,
    /// US dollars that it reports to have cost.
    pub usd: f64,
    /// Asks whether it may run this.
    pub ask: Option<String>,
    /// Runs it by itself whatever the answer was.
    pub ignore_answer: bool,
    /// Runs this in the client's terminal.
    pub terminal: Option<String>,
    /// Starts a child that leaves the session and lives on for so many seconds.
    pub daemon_seconds: u32,
    /// Hands over nothing.
    pub no_document: bool,
    /// Hands over a document without criteria ids.
    pub no_criteria: bool,
    /// Hands over an empty document.
    pub empty_document: bool,
    /// Names tests that do not exist.
    pub claim_tests: bool,
    /// The verdict of phase 5 is NEEDS_WORK.
    pub needs_work: bool,
    /// Empties the tests that it finds.
    pub weaken_tests: bool,
    /// Breaks the code so that it does not compile.
    pub break_code: bool,
    /// Words of the document, and those that take their place.
    pub replace: BTreeMap<String, String>,
    /// Appended to the document.
    pub append: Option<String>,
}

impl Script {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Script, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|problem| format!("{}: {problem}", path.display()))?;
        let script: Script =
            toml::from_str(&text).map_err(|problem| format!("{}: {problem}", path.display()))?;
        for name in script.phase.keys() {
            if name != "all" && Phase::parse(name).is_none() {
                return Err(format!("{}: there is no phase `{name}`", path.display()));
            }
        }
        Ok(script)
    }

    /// What goes wrong in this attempt at this phase.
    pub fn acts(&self, phase: Phase, attempt: u32) -> Acts {
        let acts = self
            .phase
            .get(phase.slug())
            .or_else(|| self.phase.get("all"));
        let acts = acts.cloned().unwrap_or_default();
        let early = acts.attempts == 0 || attempt <= acts.attempts;
        if early && attempt >= acts.from {
            acts
        } else {
            Acts::default()
        }
    }

    /// How long the phase takes on purpose.
    pub fn delay(&self, phase: Phase) -> Option<Duration> {
        let own = self.phase.get(phase.slug()).map_or(0, |acts| acts.delay_ms);
        let delay = Duration::from_millis(self.delay_ms + own);
        (!delay.is_zero()).then_some(delay)
    }
}
