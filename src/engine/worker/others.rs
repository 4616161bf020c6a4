//! Other runs of this clone, as far as a gate has to warn of them. Only reads the journal.

use super::Carrier;
use crate::workflow::{Event, Finding, Phase, Run, RunView, overlap};

/// So many other runs are looked at, the newest first.
const MOST_RUNS: usize = 50;

impl Carrier {
    /// A warning for each run that has changed some of these files too.
    pub(super) fn files_of_others(&self, phase: Phase, files: &[String]) -> Vec<Finding> {
        if phase < Phase::Implement || files.is_empty() {
            return Vec::new();
        }
        let stored = self.journal.runs().unwrap_or_default();
        let others = stored.iter().filter(|run| run.id != self.id);
        let view = |id: &str| Some(Run::replay(&self.journal.load(id).ok()?).ok()?.view());
        let others: Vec<RunView> = others
            .take(MOST_RUNS)
            .filter_map(|run| view(&run.id))
            .collect();
        if others.is_empty() {
            return Vec::new();
        }
        let mut ours = self.run.view();
        for file in files {
            if !ours.files.contains(file) {
                ours.files.push(file.clone());
            }
        }
        let overlaps = overlap::of(&ours, &others);
        overlaps.iter().map(overlap::finding).collect()
    }

    /// How often the gate of an attempt has spoken and stayed shut.
    pub(super) fn rounds(&self, phase: Phase, attempt: u32) -> usize {
        let spoke = |event: &Event| matches!(event, Event::GateFailed { phase: p, attempt: a, .. } if *p == phase && *a == attempt);
        self.events.iter().filter(|it| spoke(&it.event)).count()
    }
}
