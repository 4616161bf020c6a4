//! What a person's word makes of a run, and what an edited deliverable does to the phases after it.

use crate::workflow::{Decision, Event, Phase};

use super::{Refused, Run, Station};

/// People's words that an attempt is still told; older ones are dropped.
const WORDS_KEPT: usize = 8;

impl Run {
    pub(super) fn decided(
        &mut self,
        event: &Event,
        phase: Phase,
        decision: &Decision,
        at: i64,
    ) -> Result<(), Refused> {
        if *decision == Decision::Cancel {
            self.must(event, !self.is_over())?;
            self.station = Station::Cancelled;
            self.questions.clear();
            return Ok(());
        }
        let asking = matches!(self.station, Station::Asking(_));
        let blocked = matches!(self.station, Station::Blocked(..));
        self.must(
            event,
            match decision {
                Decision::Approve => asking,
                Decision::Retry { .. } => asking || blocked,
                Decision::Waive { .. } => blocked || (asking && !self.stale().is_empty()),
                Decision::Continue | Decision::Recheck => blocked,
                Decision::Cancel => true,
            },
        )?;
        self.same_phase(event, phase)?;
        match decision {
            Decision::Approve => {
                if let Some(first) = self.stale().first() {
                    return Err(Refused::Stale(*first));
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
                let by_gate = *again != phase && !next.findings.is_empty();
                next.sent_back_by = if by_gate { Some(phase) } else { None };
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
                if asking {
                    for stale in self.stale() {
                        let record = &mut self.records[stale.index()];
                        record.accepted = Some(reason.trim().to_owned());
                    }
                    for record in &mut self.records {
                        record.outdated = false;
                    }
                    self.loops = 0;
                    self.go_to(self.following(phase));
                    return Ok(());
                }
                self.count(phase);
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
            Decision::Recheck => {
                if self.records[phase.index()].attempts == 0 {
                    return Err(Refused::NothingToCheck(phase));
                }
                self.rechecking = true;
                self.station = Station::Gating(phase);
            }
            Decision::Cancel => {}
        }
        Ok(())
    }

    pub(super) fn edited(
        &mut self,
        event: &Event,
        phase: Phase,
        sha256: &str,
    ) -> Result<(), Refused> {
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
}
