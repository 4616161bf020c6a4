//! Where a run goes from here: on, back, again, or to a person. The policy's rules are all here.

use serde::{Deserialize, Serialize};

use crate::workflow::{Finding, Phase, decision::BlockReason, policy::Approval};

use super::{Run, Station};

/// What is left of the caps of a run and a phase; none: no cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// Tokens.
    pub tokens: Option<u64>,
    /// US dollars.
    pub cost_usd: Option<f64>,
    /// Seconds.
    pub seconds: Option<u64>,
}

impl Run {
    /// Tries again, goes back to an earlier phase, or asks a person.
    pub(super) fn after_failure(&mut self, phase: Phase, back: Option<Phase>) {
        let policy = &self.requested.policy;
        let record = &self.records[phase.index()];
        let block = |message: String| {
            let reason = block_reason(phase, &record.findings);
            Station::Blocked(phase, reason, message)
        };
        if let Some(finding) = record
            .findings
            .iter()
            .find(|finding| finding.needs_person())
        {
            self.station = block(sentence(&finding.message));
            return;
        }
        let first = record.findings.iter().find(|finding| finding.is_error());
        let first = first.map_or("The gate stayed shut.", |finding| finding.message.as_str());
        let first = sentence(first);
        if std::mem::take(&mut self.rechecking) {
            self.station = block(format!("The gate stays shut. {first}"));
            return;
        }
        let back = back.filter(|back| self.requested.phases.contains(back));
        if let Some(back) = back {
            if self.loops >= policy.loops {
                let loops = self.loops;
                self.station = block(format!(
                    "Phase {} has sent the work back {loops} times. {first}",
                    phase.number(),
                ));
                return;
            }
            let findings = record.findings.clone();
            self.loops += 1;
            self.reopen_from(back);
            let feedback = &mut self.records[back.index()].feedback;
            feedback.findings = findings;
            feedback.sent_back_by = Some(phase);
            self.go_to(Some(back));
        } else if record.same >= policy.same_failure.max(1) {
            let times = record.same;
            self.station = block(format!("The same failure {times} times in a row. {first}"));
        } else if record.tried >= policy.attempts.max(1) {
            let tried = record.tried;
            let attempts = if tried == 1 { "attempt" } else { "attempts" };
            self.station = block(format!("{tried} {attempts} failed. {first}"));
        } else {
            self.go_to(Some(phase));
        }
    }

    /// Stands before this phase (none: before the end), unless something must be asked first.
    pub(super) fn go_to(&mut self, next: Option<Phase>) {
        let before = |phase: &&Phase| next.is_none_or(|next| **phase < next);
        if !self.stale().is_empty()
            && let Some(last) = self.requested.phases.iter().rev().find(before)
        {
            self.station = Station::Asking(*last);
            return;
        }
        self.station = match next {
            None => Station::Finishing,
            Some(phase) => match self.over_budget(phase) {
                Some(message) => Station::Blocked(phase, BlockReason::Budget, message),
                None => Station::Ready(phase),
            },
        };
    }

    /// Whether a person is asked between this phase and the next. After the last one there is
    /// nothing to proceed to: push and pull request are asked for by themselves.
    pub(super) fn asks_after(&self, phase: Phase) -> bool {
        let Some(next) = self.following(phase) else {
            return false;
        };
        let before_submission = next == Phase::Submit;
        match self.requested.policy.approval {
            Approval::EachPhase => true,
            Approval::PlanAndSubmit => phase == Phase::Plan || before_submission,
            Approval::Submit => before_submission,
            Approval::None => false,
        }
    }

    /// The cap that forbids another attempt of this phase, in words.
    pub(super) fn over_budget(&self, phase: Phase) -> Option<String> {
        let policy = &self.requested.policy;
        let times = u64::from(self.allowances) + 1;
        let tokens = |what: &str, used: Option<u64>, cap: Option<u64>| {
            let (used, cap) = (used?, cap?.saturating_mul(times));
            (used >= cap).then(|| format!("{what} has used {used} of {cap} tokens."))
        };
        let cost = |what: &str, used: Option<f64>, cap: Option<f64>| {
            let (used, cap) = (used?, cap? * times as f64);
            (used >= cap).then(|| format!("{what} has cost ${used:.2} of ${cap:.2}."))
        };
        let time = |what: &str, worked_ms: i64, cap: Option<u64>| {
            let (worked, cap) = (worked_ms / 1000, cap?.saturating_mul(times));
            let over = u64::try_from(worked).is_ok_and(|worked| worked >= cap);
            over.then(|| format!("{what} has worked for {worked} of {cap} seconds."))
        };
        let spent = &self.records[phase.index()].usage;
        let worked = self.records[phase.index()].worked_ms;
        tokens("The run", self.usage.tokens, policy.run_tokens)
            .or_else(|| cost("The run", self.usage.cost_usd, policy.run_cost_usd))
            .or_else(|| tokens("The phase", spent.tokens, policy.phase_tokens))
            .or_else(|| cost("The phase", spent.cost_usd, policy.phase_cost_usd))
            .or_else(|| time("The run", self.worked_ms, policy.run_seconds))
            .or_else(|| time("The phase", worked, policy.phase_seconds))
    }

    /// What the next attempt of this phase may use before a cap is reached.
    pub fn left(&self, phase: Phase) -> Left {
        let policy = &self.requested.policy;
        let times = u64::from(self.allowances) + 1;
        let record = &self.records[phase.index()];
        let whole = |cap: Option<u64>, used: u64| {
            cap.map(|cap| cap.saturating_mul(times).saturating_sub(used))
        };
        let money = |cap: Option<f64>, used: Option<f64>| {
            cap.map(|cap| (cap * times as f64 - used.unwrap_or(0.0)).max(0.0))
        };
        let seconds = |worked_ms: i64| u64::try_from(worked_ms / 1000).unwrap_or(0);
        let least = |a: Option<u64>, b: Option<u64>| a.into_iter().chain(b).min();
        let least_money = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::min);
        Left {
            tokens: least(
                whole(policy.run_tokens, self.usage.tokens.unwrap_or(0)),
                whole(policy.phase_tokens, record.usage.tokens.unwrap_or(0)),
            ),
            cost_usd: least_money(
                money(policy.run_cost_usd, self.usage.cost_usd),
                money(policy.phase_cost_usd, record.usage.cost_usd),
            ),
            seconds: least(
                whole(policy.run_seconds, seconds(self.worked_ms)),
                whole(policy.phase_seconds, seconds(record.worked_ms)),
            ),
        }
    }

    /// A person lets a run that stands at a cap go on: the cap is granted once more.
    pub(super) fn allow(&mut self) {
        if matches!(self.station, Station::Blocked(_, BlockReason::Budget, _)) {
            self.allowances += 1;
        }
    }

    /// This phase and all after it are to be worked again.
    pub(super) fn reopen_from(&mut self, phase: Phase) {
        for later in self
            .requested
            .phases
            .iter()
            .filter(|later| **later >= phase)
        {
            self.records[later.index()].reopen();
        }
    }
}

/// The first line of a message, as a sentence: what follows it is output.
pub(super) fn sentence(message: &str) -> String {
    let line = message
        .lines()
        .next()
        .unwrap_or_default()
        .trim()
        .trim_end_matches(':');
    let ended = line.is_empty() || line.ends_with(['.', '!', '?']);
    format!("{line}{}", if ended { "" } else { "." })
}

/// The reason of the fixed list that these findings speak for.
fn block_reason(phase: Phase, findings: &[Finding]) -> BlockReason {
    let has = |codes: &[&str]| {
        let mut errors = findings.iter().filter(|finding| finding.is_error());
        errors.any(|finding| codes.iter().any(|code| finding.code.starts_with(code)))
    };
    if has(&["agent-"]) {
        BlockReason::AgentFailure
    } else if has(&["security"]) {
        BlockReason::SecurityConcern
    } else if has(&["out-of-lane"]) {
        BlockReason::OutOfScope
    } else if has(&["open-question"]) && phase != Phase::Requirements {
        BlockReason::ArchitectureDecision
    } else if has(&["open-question"]) {
        BlockReason::MissingRequirements
    } else if has(&[
        "command-",
        "tests-",
        "test-",
        "no-tests",
        "no-test",
        "coverage-",
        "no-build",
    ]) {
        BlockReason::TestFailures
    } else {
        match phase {
            Phase::Requirements => BlockReason::MissingRequirements,
            Phase::Plan => BlockReason::ArchitectureDecision,
            Phase::Implement | Phase::Test | Phase::Validate | Phase::Submit => {
                BlockReason::Unknown
            }
        }
    }
}
