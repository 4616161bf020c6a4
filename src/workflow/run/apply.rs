//! The arrows: what each event makes of a run. Every arm checks first and changes then, so that a
//! refused event leaves no trace.

use crate::workflow::{
    Event, Finding, Phase, Recorded,
    decision::BlockReason,
    event::{Answer, AttemptEnd, Question, Usage},
    gate,
};

use super::{Refused, Run, Station, course::sentence, record::Done};

impl Run {
    /// Takes what happened. On a refusal nothing has changed.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), Refused> {
        if recorded.seq != self.seq + 1 {
            return Err(Refused::Sequence {
                expected: self.seq + 1,
                found: recorded.seq,
            });
        }
        // Before the arrow, because it looks at the caps; a question waits for a person, not for us.
        let busy = match self.station {
            Station::Working(phase) if self.questions.is_empty() => Some(phase),
            Station::Gating(phase) => Some(phase),
            _ => None,
        };
        let spent = recorded.at.saturating_sub(self.updated).max(0);
        self.spend(busy, spent);
        if let Err(refused) = self.arrow(&recorded.event, recorded.at) {
            self.spend(busy, -spent);
            return Err(refused);
        }
        self.seq = recorded.seq;
        self.updated = recorded.at;
        Ok(())
    }

    fn spend(&mut self, busy: Option<Phase>, milliseconds: i64) {
        if let Some(phase) = busy {
            self.records[phase.index()].worked_ms += milliseconds;
            self.worked_ms += milliseconds;
        }
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
                if *attempt == 0 {
                    let seen = gate::counted(std::slice::from_ref(evidence));
                    self.counted = seen.or(self.counted);
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
                files,
                frontend,
            } => {
                self.at_gate(event, *phase, *attempt)?;
                if let Some(error) = findings.iter().find(|finding| finding.is_error()) {
                    return Err(Refused::PassedWithError(error.code.clone()));
                }
                self.rechecking = false;
                self.count(*phase);
                let record = &mut self.records[phase.index()];
                record.done = Some(Done {
                    deliverable: deliverable.clone(),
                    summary: summary.clone(),
                    commit: commit.clone(),
                    files: files.clone(),
                    frontend: frontend.clone(),
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
            Event::PermissionAsked(question) => {
                self.must(event, matches!(self.station, Station::Working(_)))?;
                self.same_phase(event, question.phase)?;
                self.same_attempt(event, question.phase, question.attempt)?;
                if question.number != self.asked + 1 {
                    return Err(Refused::NoQuestion(question.number));
                }
                self.asked = question.number;
                self.questions.push(question.clone());
                Ok(())
            }
            Event::PermissionAnswered {
                phase,
                question,
                answer,
                ..
            } => {
                self.must(event, matches!(self.station, Station::Working(_)))?;
                self.same_phase(event, *phase)?;
                let asked = |it: &Question| it.number == *question;
                let at = self.questions.iter().position(asked);
                let what = self
                    .questions
                    .remove(at.ok_or(Refused::NoQuestion(*question))?)
                    .what;
                if *answer == Answer::AllowForRun && !self.granted.contains(&what) {
                    self.granted.push(what);
                }
                Ok(())
            }
            Event::DeliverableEdited { phase, sha256 } => self.edited(event, *phase, sha256),
            Event::RunCompleted { commit } => {
                self.must(event, self.station == Station::Finishing)?;
                self.commit = Some(commit.clone());
                self.station = Station::Completed;
                Ok(())
            }
            // Any number of times: what was taken back since may be applied anew.
            Event::ChangesApplied { .. } => {
                self.must(event, self.station == Station::Completed)?;
                self.applied = Some(at);
                Ok(())
            }
            Event::PullRequestOpened { url, .. } => {
                self.must(event, self.station == Station::Completed)?;
                self.pull_request = Some(url.clone());
                Ok(())
            }
            Event::BranchMerged { merged } => {
                self.must(event, self.station == Station::Completed)?;
                self.merged.get_or_insert(*merged);
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
        self.questions.clear();
        let record = &mut self.records[phase.index()];
        record.open = false;
        record.usage.add(usage);
        self.usage.add(usage);
        if cancelled {
            return Ok(());
        }
        match end {
            AttemptEnd::Finished { .. } => self.station = Station::Gating(phase),
            AttemptEnd::Stopped { reason } => self.broke(phase, "agent-stopped", reason),
            AttemptEnd::Died { message } => self.broke(phase, "agent-died", message),
            AttemptEnd::TimedOut { message } => self.broke(phase, "agent-timed-out", message),
            AttemptEnd::AuthRequired { message } => {
                self.station =
                    Station::Blocked(phase, BlockReason::AgentFailure, sentence(message));
            }
            AttemptEnd::OverBudget { message } => {
                self.station = Station::Blocked(phase, BlockReason::Budget, sentence(message));
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
        // What the work lacked is still what the next attempt has to mend; that a program died is
        // nothing an agent could mend.
        if !kept.is_empty() || code == "agent-died" {
            record.feedback.findings = kept;
        }
        self.after_failure(phase, None);
    }

    /// What was counted at this phase's latest attempt is accepted from now on.
    pub(super) fn count(&mut self, phase: Phase) {
        let record = &self.records[phase.index()];
        let seen = gate::counted(&record.evidence_of(record.attempts));
        self.counted = seen.or(self.counted);
    }

    fn at_gate(&self, event: &Event, phase: Phase, attempt: u32) -> Result<(), Refused> {
        self.must(event, matches!(self.station, Station::Gating(_)))?;
        self.same_phase(event, phase)?;
        self.same_attempt(event, phase, attempt)
    }

    pub(super) fn must(&self, event: &Event, holds: bool) -> Result<(), Refused> {
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

    pub(super) fn same_phase(&self, event: &Event, named: Phase) -> Result<(), Refused> {
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
