//! Records a person's word, and has the run carried on where that follows.

use std::path::Path;

use super::{Embedded, load, open_attempt};
use crate::{
    engine::{Error, worker},
    journal::{self, Journal},
    workflow::{Decision, Event, Run, Step, event::Answer, run::Station},
};

/// How often a decision is tried when the run moves on while it is being recorded.
const TRIES: u32 = 50;

impl Embedded {
    /// The run after the decision. What a person edited is recorded before it, because the next phase
    /// is to read that text.
    pub(super) fn record_decision(
        &self,
        journal: &Journal,
        id: &str,
        decision: &Decision,
        by: &str,
    ) -> Result<Run, Error> {
        for _ in 0..TRIES {
            let mut run = load(journal, id)?;
            match record(journal, &mut run, decision, by)? {
                Recording::Done => return Ok(run),
                Recording::MovedOn => {}
            }
        }
        Err(Error::NotNow("the run moves on faster than the decision can be recorded. Next: look at it, then try again.".to_owned()))
    }

    /// Records what a person says to a question of the agent, which sees it by itself.
    pub(super) fn record_answer(
        &self,
        journal: &Journal,
        id: &str,
        question: Option<u32>,
        answer: Answer,
        by: &str,
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            let mut run = load(journal, id)?;
            let asked = run.questions();
            let meant = match question {
                Some(number) => asked.iter().find(|it| it.number == number),
                None => asked.first(),
            };
            let Some(meant) = meant else {
                return Err(Error::NotNow(match question {
                    Some(number) => format!(
                        "the agent of run {id} does not ask question {number} (any more). Next: `backend-factory show {id}`."
                    ),
                    None => format!(
                        "the agent of run {id} asks nothing. Next: `backend-factory show {id}`."
                    ),
                }));
            };
            let event = Event::PermissionAnswered {
                phase: meant.phase,
                question: meant.number,
                answer,
                by: by.to_owned(),
            };
            if append(journal, &mut run, event)? {
                return Ok(());
            }
        }
        Err(Error::NotNow("the run moves on faster than the answer can be recorded. Next: look at it, then try again.".to_owned()))
    }

    /// A worker that is just ending may still hold the lease: the new one waits for it.
    pub(super) fn carry_after(&self, journal: &Journal, run: &Run) -> Result<(), Error> {
        let id = &run.requested().id;
        match run.next() {
            Step::Await(_) => Ok(()),
            Step::Prepare | Step::Attempt { .. } | Step::Gate { .. } | Step::Finish => {
                self.spawn(run)
            }
            Step::Over => {
                let Some(open) = open_attempt(&self.layout, &journal.load(id)?)? else {
                    return Ok(());
                };
                // The runner looks for this itself: it stops its agent also where no worker lives.
                open.cancel()
                    .map_err(|error| Error::Other(error.to_string()))?;
                if journal.is_carried(id)? {
                    Ok(())
                } else {
                    self.spawn(run)
                }
            }
        }
    }
}

enum Recording {
    Done,
    MovedOn,
}

fn record(
    journal: &Journal,
    run: &mut Run,
    decision: &Decision,
    by: &str,
) -> Result<Recording, Error> {
    let waits = matches!(run.station(), Station::Asking(_) | Station::Blocked(..));
    let edits = match run.worktree().filter(|_| waits) {
        Some(worktree) => worker::edits(run, Path::new(worktree)),
        None => Vec::new(),
    };
    for (phase, sha256, _) in edits {
        let event = Event::DeliverableEdited { phase, sha256 };
        if run.check(&event).is_ok() && !append(journal, run, event)? {
            return Ok(Recording::MovedOn);
        }
    }
    let phase = run
        .phase()
        .or_else(|| run.requested().phases.last().copied());
    let Some(phase) = phase else {
        return Err(Error::NotNow("the run has no phases.".to_owned()));
    };
    let event = Event::DecisionMade {
        phase,
        decision: decision.clone(),
        by: by.to_owned(),
    };
    run.check(&event)
        .map_err(|refused| Error::NotNow(refused.to_string()))?;
    Ok(if append(journal, run, event)? {
        Recording::Done
    } else {
        Recording::MovedOn
    })
}

/// False where somebody else recorded something meanwhile.
fn append(journal: &Journal, run: &mut Run, event: Event) -> Result<bool, Error> {
    match journal.append(&run.requested().id, event, run.seq() + 1, worker::now()) {
        Ok(recorded) => {
            run.apply(&recorded)
                .map_err(|refused| Error::NotNow(refused.to_string()))?;
            Ok(true)
        }
        Err(journal::Error::MovedOn { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
