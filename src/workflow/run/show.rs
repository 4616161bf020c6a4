//! A run as people and programs see it. Total: there is a view at every station, always with six phases.

use crate::workflow::{
    Phase, RunView,
    decision::Wait,
    view::{PhaseState, PhaseView, RunState},
};

use super::{Run, Station, Step, record::Done};

impl Run {
    /// The one shape in which a run is shown.
    pub fn view(&self) -> RunView {
        let requested = &self.requested;
        RunView {
            id: requested.id.clone(),
            title: requested.request.title.clone(),
            request: requested.request.clone(),
            state: self.state(),
            branch: requested.branch.clone(),
            base: requested.base.clone(),
            worktree: self.worktree.clone(),
            agent: requested.agent.clone(),
            phase: self.phase(),
            wait: match self.next() {
                Step::Await(wait) => Some(wait),
                Step::Prepare
                | Step::Attempt { .. }
                | Step::Gate { .. }
                | Step::Finish
                | Step::Over => None,
            },
            phases: Phase::ALL
                .into_iter()
                .map(|phase| self.phase_view(phase))
                .collect(),
            created: rfc3339(self.created),
            updated: rfc3339(self.updated),
            commit: self.commit.clone(),
            usage: self.usage,
            questions: self.questions.clone(),
            frontend: self.gathered(|done| &done.frontend),
            files: self.gathered(|done| &done.files),
            overlaps: Vec::new(),
            applied: self.applied.map(rfc3339),
            pull_request: self.pull_request.clone(),
            merged: self.merged.map(rfc3339),
            message: self.message(),
        }
    }

    /// What all phases that are done handed over of a kind, each once.
    fn gathered(&self, of: impl Fn(&Done) -> &Vec<String>) -> Vec<String> {
        let done = self
            .records
            .iter()
            .filter_map(|record| record.done.as_ref());
        let mut all: Vec<String> = Vec::new();
        for one in done.flat_map(of) {
            if !all.contains(one) {
                all.push(one.clone());
            }
        }
        all
    }

    fn state(&self) -> RunState {
        match &self.station {
            Station::Queued => RunState::Queued,
            Station::Ready(_) | Station::Working(_) | Station::Gating(_) | Station::Finishing => {
                RunState::Running
            }
            Station::Asking(_) => RunState::Waiting,
            Station::Blocked(..) => RunState::Blocked,
            Station::Completed => RunState::Completed,
            Station::Cancelled => RunState::Cancelled,
            Station::Failed => RunState::Failed,
        }
    }

    fn phase_view(&self, phase: Phase) -> PhaseView {
        let record = &self.records[phase.index()];
        let handed = record
            .done
            .as_ref()
            .map(|done| done.deliverable.path.clone());
        let path = handed.or_else(|| {
            let worked = record.attempts > 0 && !record.open;
            worked.then(|| self.requested.deliverable_path(phase))
        });
        PhaseView {
            number: phase.number(),
            name: phase.name().to_owned(),
            agent: phase.agent().to_owned(),
            role: phase.role(),
            state: self.phase_state(phase),
            attempts: record.attempts,
            deliverable: path.map(|path| match &self.worktree {
                Some(worktree) => format!("{worktree}/{path}"),
                None => path,
            }),
            summary: record.done.as_ref().map(|done| done.summary.clone()),
            started: record.started.map(rfc3339),
            finished: record.finished.map(rfc3339),
            evidence: record.evidence_of(record.attempts),
            findings: record.findings.clone(),
            waived: record.waived.clone(),
            accepted: record.accepted.clone(),
            patch: record.patch.clone(),
            commit: record.done.as_ref().map(|done| done.commit.clone()),
        }
    }

    fn phase_state(&self, phase: Phase) -> PhaseState {
        let record = &self.records[phase.index()];
        if record.is_stale() {
            return PhaseState::Stale;
        }
        if record.waived.is_some() {
            return PhaseState::Waived;
        }
        match &self.station {
            Station::Asking(at) if *at == phase => return PhaseState::Waiting,
            Station::Blocked(at, ..) if *at == phase => return PhaseState::Failed,
            Station::Working(at) | Station::Gating(at) if *at == phase => {
                return PhaseState::Running;
            }
            Station::Ready(at) if *at == phase && record.attempts > 0 => {
                return PhaseState::Running;
            }
            _ => {}
        }
        if record.done.is_some() {
            PhaseState::Completed
        } else if self.is_over() && record.attempts > 0 {
            PhaseState::Failed
        } else {
            PhaseState::Pending
        }
    }

    fn message(&self) -> String {
        let attempt = |phase: &Phase| self.records[phase.index()].attempts;
        let what = |phase: &Phase| {
            format!(
                "Phase {}/6: {} - {}",
                phase.number(),
                phase.name(),
                phase.role()
            )
        };
        match &self.station {
            Station::Queued => "Queued: its branch and worktree are made next.".into(),
            Station::Ready(phase) => match attempt(phase) {
                0 => format!("{}, begins", what(phase)),
                tried => format!("{}, attempt {} begins", what(phase), tried + 1),
            },
            Station::Working(phase) => match self.questions.first() {
                None => format!("{}, attempt {}", what(phase), attempt(phase)),
                Some(asked) => format!(
                    "The agent asks whether it may {}: {}. Next: allow it, allow it for this run, or refuse it.",
                    asked.what, asked.reason,
                ),
            },
            Station::Gating(phase) => format!(
                "{}, attempt {}: checking its gate",
                what(phase),
                attempt(phase)
            ),
            Station::Asking(phase) => self.question(*phase),
            Station::Blocked(phase, _, message) => format!(
                "Phase {} ({}) cannot go on by itself. {message} {} continue, retry with feedback, mend it and recheck, waive with a reason, or cancel.",
                phase.number(),
                phase.name(),
                // The message may say what to do before.
                if message.contains("Next: ") {
                    "Then"
                } else {
                    "Next:"
                },
            ),
            Station::Finishing => "All phases are done; recording the end.".into(),
            Station::Completed => format!("✅ Completed on branch {}.", self.requested.branch),
            Station::Cancelled => format!(
                "Cancelled. Branch {} and its worktree are kept.",
                self.requested.branch,
            ),
            Station::Failed => format!(
                "It could not begin. {}",
                self.failure.as_deref().unwrap_or_default(),
            ),
        }
    }

    fn question(&self, phase: Phase) -> String {
        let stale = self.stale();
        if let Some(first) = stale.first() {
            let names: Vec<&str> = stale.iter().map(|phase| phase.name()).collect();
            return format!(
                "An earlier deliverable was edited after {}. Next: retry from phase {}, or waive with a reason to take it as it is.",
                names.join(", "),
                first.number(),
            );
        }
        match self.following(phase) {
            Some(next) => format!("Ready to proceed to Phase {}?", next.number()),
            None => "Ready to finish?".into(),
        }
    }
}

impl RunView {
    /// Whether a person is awaited.
    pub fn waits(&self) -> bool {
        matches!(self.wait, Some(Wait::Approval | Wait::Blocked { .. }))
    }
}

/// Times that no calendar knows are shown as the epoch, so that a view is total.
fn rfc3339(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .unwrap_or_default()
        .to_string()
}
