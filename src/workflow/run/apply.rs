//! The arrows: what each event makes of a run. Every arm checks first and changes then, so that a
//! refused event leaves no trace.

use crate::workflow::{
    Decision, Event, Finding, Phase, Recorded,
    decision::BlockReason,
    event::{AttemptEnd, Usage},
    policy::Approval,
};

use super::{
    Refused, Run, Station,
    record::{self, Done},
};

/// People's words that an attempt is still told; older ones are dropped.
const WORDS_KEPT: usize = 8;

impl Run {
    /// Takes what happened. On a refusal nothing has changed.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), Refused> {
        if recorded.seq != self.seq + 1 {
            return Err(Refused::Sequence {
                expected: self.seq + 1,
                found: recorded.seq,
            });
        }
        self.arrow(&recorded.event, recorded.at)?;
        self.seq = recorded.seq;
        self.updated = recorded.at;
        Ok(())
    }

    fn arrow(&mut self, event: &Event, at: i64) -> Result<(), Refused> {
        match event {
            Event::RunRequested(_) => Err(self.unexpected(event)),
            Event::WorktreePrepared { path } => {
                self.must(event, self.station == Station::Queued)?;
                self.worktree = Some(path.clone());
                self.go_to(self.requested.phases.first().copied());
                Ok(())
            }
            Event::PrepareFailed { message } => {
                self.must(event, self.station == Station::Queued)?;
                self.failure = Some(message.clone());
                self.station = Station::Failed;
                Ok(())
            }
            Event::AttemptStarted { phase, attempt } => self.started(event, *phase, *attempt, at),
            Event::AttemptEnded {
                phase,
                attempt,
                end,
                usage,
            } => self.ended(event, *phase, *attempt, end, usage),
            Event::EvidenceGathered {
                phase,
                attempt,
                evidence,
            } => {
                let here = matches!(
                    self.station,
                    Station::Ready(_) | Station::Working(_) | Station::Gating(_)
                );
                self.must(event, here)?;
                self.same_phase(event, *phase)?;
                // Attempt 0 is a look at the project before an agent touches it.
                if *attempt != 0 {
                    self.must(event, !matches!(self.station, Station::Ready(_)))?;
                    self.same_attempt(event, *phase, *attempt)?;
                }
                let record = &mut self.records[phase.index()];
                record.evidence.push((*attempt, evidence.clone()));
                Ok(())
            }
            Event::GatePassed {
                phase,
                attempt,
                deliverable,
                summary,
                commit,
                findings,
            } => {
                self.at_gate(event, *phase, *attempt)?;
                if let Some(error) = findings.iter().find(|finding| finding.is_error()) {
                    return Err(Refused::PassedWithError(error.code.clone()));
                }
                let record = &mut self.records[phase.index()];
                record.done = Some(Done {
                    deliverable: deliverable.clone(),
                    summary: summary.clone(),
                    commit: commit.clone(),
                });
                record.finished = Some(at);
                record.findings.clone_from(findings);
                record.patch = None;
                record.feedback = Default::default();
                record.forgive();
                if self.asks_after(*phase) {
                    self.station = Station::Asking(*phase);
                } else {
                    self.go_to(self.following(*phase));
                }
                Ok(())
            }
            Event::GateFailed {
                phase,
                attempt,
                findings,
                patch,
                retry,
            } => {
                self.at_gate(event, *phase, *attempt)?;
                let record = &mut self.records[phase.index()];
                record.fail(findings.clone());
                record.patch.clone_from(patch);
                self.after_failure(*phase, retry.filter(|back| back < phase));
                Ok(())
            }
            Event::DecisionMade {
                phase, decision, ..
            } => self.decided(event, *phase, decision, at),
            Event::DeliverableEdited { phase, sha256 } => self.edited(event, *phase, sha256),
            Event::RunCompleted { commit } => {
                self.must(event, self.station == Station::Finishing)?;
                self.commit = Some(commit.clone());
                self.station = Station::Completed;
                Ok(())
            }
        }
    }

    fn started(
        &mut self,
        event: &Event,
        phase: Phase,
        attempt: u32,
        at: i64,
    ) -> Result<(), Refused> {
        let here = matches!(self.station, Station::Ready(_) | Station::Working(_));
        self.must(event, here)?;
        self.same_phase(event, phase)?;
        let record = &mut self.records[phase.index()];
        // A revived worker may say again that the attempt it found has begun.
        let due = record.attempts + u32::from(!record.open);
        if attempt != due {
            return Err(Refused::Attempt {
                event: event.name(),
                named: attempt,
                at: due,
            });
        }
        if !record.open {
            record.attempts = attempt;
            record.open = true;
            record.outdated = false;
            record.started.get_or_insert(at);
        }
        self.station = Station::Working(phase);
        Ok(())
    }

    fn ended(
        &mut self,
        event: &Event,
        phase: Phase,
        attempt: u32,
        end: &AttemptEnd,
        usage: &Usage,
    ) -> Result<(), Refused> {
        let cancelled = self.station == Station::Cancelled;
        self.must(
            event,
            cancelled || matches!(self.station, Station::Working(_)),
        )?;
        if !cancelled {
            self.same_phase(event, phase)?;
        }
        self.must(event, self.records[phase.index()].open)?;
        self.same_attempt(event, phase, attempt)?;
        let record = &mut self.records[phase.index()];
        record.open = false;
        record::add(&mut record.usage, usage);
        record::add(&mut self.usage, usage);
        if cancelled {
            return Ok(());
        }
        match end {
            AttemptEnd::Finished { .. } => self.station = Station::Gating(phase),
            AttemptEnd::Stopped { reason } => self.broke(phase, "agent-stopped", reason),
            AttemptEnd::Died { message } => self.broke(phase, "agent-died", message),
            AttemptEnd::TimedOut { message } => self.broke(phase, "agent-timed-out", message),
            AttemptEnd::AuthRequired { message } => {
                self.station = Station::Blocked(phase, BlockReason::AgentFailure, message.clone());
            }
            AttemptEnd::OverBudget { message } => {
                self.station = Station::Blocked(phase, BlockReason::Budget, message.clone());
            }
            // Nobody's fault: the next attempt begins with what this one was told.
            AttemptEnd::Cancelled => self.go_to(Some(phase)),
        }
        Ok(())
    }

    /// The agent failed, not its work.
    fn broke(&mut self, phase: Phase, code: &str, message: &str) {
        let finding = Finding::error(code, message);
        let record = &mut self.records[phase.index()];
        let kept = std::mem::take(&mut record.feedback.findings);
        record.fail(vec![finding]);
        // What the work lacked is still what the next attempt has to mend.
        if !kept.is_empty() {
            record.feedback.findings = kept;
        }
        self.after_failure(phase, None);
    }

    /// Tries again, goes back to an earlier phase, or asks a person.
    fn after_failure(&mut self, phase: Phase, back: Option<Phase>) {
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
            self.station = block(finding.message.clone());
            return;
        }
        let first = record.findings.iter().find(|finding| finding.is_error());
        let first = first.map_or("the gate stayed shut", |finding| finding.message.as_str());
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
            self.station = block(format!("{tried} attempts failed. {first}"));
        } else {
            self.go_to(Some(phase));
        }
    }

    fn decided(
        &mut self,
        event: &Event,
        phase: Phase,
        decision: &Decision,
        at: i64,
    ) -> Result<(), Refused> {
        if *decision == Decision::Cancel {
            self.must(event, !self.is_over())?;
            self.station = Station::Cancelled;
            return Ok(());
        }
        let asking = matches!(self.station, Station::Asking(_));
        let blocked = matches!(self.station, Station::Blocked(..));
        self.must(
            event,
            match decision {
                Decision::Approve => asking,
                Decision::Retry { .. } => asking || blocked,
                Decision::Waive { .. } | Decision::Continue => blocked,
                Decision::Cancel => true,
            },
        )?;
        self.same_phase(event, phase)?;
        match decision {
            Decision::Approve => {
                for record in &mut self.records {
                    record.outdated = false;
                }
                self.loops = 0;
                self.go_to(self.following(phase));
            }
            Decision::Retry {
                phase: again,
                feedback,
            } => {
                if !self.requested.phases.contains(again) {
                    return Err(Refused::LeftOut(*again));
                }
                if *again > phase {
                    return Err(Refused::NotReached(*again));
                }
                let found = std::mem::take(&mut self.records[phase.index()].feedback);
                self.loops = 0;
                self.allow();
                self.reopen_from(*again);
                let next = &mut self.records[again.index()].feedback;
                *next = found;
                next.sent_back_by = (*again != phase).then_some(phase);
                if !feedback.trim().is_empty() {
                    next.words.push(feedback.trim().to_owned());
                    let surplus = next.words.len().saturating_sub(WORDS_KEPT);
                    next.words.drain(..surplus);
                }
                self.go_to(Some(*again));
            }
            Decision::Waive { reason } => {
                if reason.trim().is_empty() {
                    return Err(Refused::NoReason);
                }
                let record = &mut self.records[phase.index()];
                record.waived = Some(reason.trim().to_owned());
                record.finished = Some(at);
                record.forgive();
                self.loops = 0;
                self.allow();
                self.go_to(self.following(phase));
            }
            Decision::Continue => {
                self.records[phase.index()].forgive();
                self.loops = 0;
                self.allow();
                self.go_to(Some(phase));
            }
            Decision::Cancel => {}
        }
        Ok(())
    }

    fn edited(&mut self, event: &Event, phase: Phase, sha256: &str) -> Result<(), Refused> {
        self.must(event, !self.is_over() && self.station != Station::Queued)?;
        let Some(done) = &mut self.records[phase.index()].done else {
            return Err(Refused::NoDeliverable(phase));
        };
        if done.deliverable.sha256 == sha256 {
            return Ok(());
        }
        done.deliverable.sha256 = sha256.to_owned();
        let busy = match self.station {
            Station::Working(busy) | Station::Gating(busy) => Some(busy),
            _ => None,
        };
        for later in Phase::ALL.into_iter().filter(|later| *later > phase) {
            let record = &mut self.records[later.index()];
            record.outdated = record.done.is_some() || busy == Some(later);
        }
        match self.station {
            Station::Ready(next) => self.go_to(Some(next)),
            Station::Finishing => self.go_to(None),
            _ => {}
        }
        Ok(())
    }

    /// Stands before this phase (none: before the end), unless something must be asked first.
    fn go_to(&mut self, next: Option<Phase>) {
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
    fn asks_after(&self, phase: Phase) -> bool {
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
    fn over_budget(&self, phase: Phase) -> Option<String> {
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
        let spent = &self.records[phase.index()].usage;
        tokens("The run", self.usage.tokens, policy.run_tokens)
            .or_else(|| cost("The run", self.usage.cost_usd, policy.run_cost_usd))
            .or_else(|| tokens("The phase", spent.tokens, policy.phase_tokens))
            .or_else(|| cost("The phase", spent.cost_usd, policy.phase_cost_usd))
    }

    /// A person lets a run that stands at a cap go on: the cap is granted once more.
    fn allow(&mut self) {
        if matches!(self.station, Station::Blocked(_, BlockReason::Budget, _)) {
            self.allowances += 1;
        }
    }

    /// This phase and all after it are to be worked again.
    fn reopen_from(&mut self, phase: Phase) {
        for later in self
            .requested
            .phases
            .iter()
            .filter(|later| **later >= phase)
        {
            self.records[later.index()].reopen();
        }
    }

    fn at_gate(&self, event: &Event, phase: Phase, attempt: u32) -> Result<(), Refused> {
        self.must(event, matches!(self.station, Station::Gating(_)))?;
        self.same_phase(event, phase)?;
        self.same_attempt(event, phase, attempt)
    }

    fn must(&self, event: &Event, holds: bool) -> Result<(), Refused> {
        if holds {
            Ok(())
        } else {
            Err(self.unexpected(event))
        }
    }

    fn unexpected(&self, event: &Event) -> Refused {
        Refused::Station {
            event: event.name(),
            station: self.station.name(),
        }
    }

    fn same_phase(&self, event: &Event, named: Phase) -> Result<(), Refused> {
        match self.phase() {
            Some(at) if at != named => Err(Refused::Phase {
                event: event.name(),
                named,
                at,
            }),
            _ => Ok(()),
        }
    }

    fn same_attempt(&self, event: &Event, phase: Phase, named: u32) -> Result<(), Refused> {
        let at = self.records[phase.index()].attempts;
        if named == at {
            return Ok(());
        }
        Err(Refused::Attempt {
            event: event.name(),
            named,
            at,
        })
    }
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
