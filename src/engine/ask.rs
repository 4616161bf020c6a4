//! Puts an agent's question to people: it is journaled, every face shows it, and whoever answers first
//! has answered. The run's events are all there is between asker and answerer.

use std::{sync::Arc, time::Duration};

use futures::FutureExt;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::worker;
use crate::{
    agent::{Ask, Reply},
    journal::{self, Journal},
    workflow::{
        Event, Phase, Run,
        event::{Answer, Question},
    },
};

/// How soon an answer is seen: one indexed read of the journal each time.
const LOOK: Duration = Duration::from_millis(100);

/// How often an event is tried when the run moves on while it is being recorded.
const TRIES: u32 = 50;

const REFUSED: Reply = Reply {
    answer: Answer::Refuse,
    nobody: true,
};

/// The attempt whose agent asks.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    pub journal: Arc<Journal>,
    pub run: String,
    pub phase: Phase,
    pub attempt: u32,
    /// How long a question may stand.
    pub limit: Duration,
    pub stop: CancellationToken,
}

impl Asker {
    /// As the room of agents takes it.
    pub fn into_ask(self) -> Ask {
        Ask::new(move |what, reason| {
            let asker = self.clone();
            async move { asker.ask(what, reason).await }.boxed()
        })
    }

    async fn ask(&self, what: String, reason: String) -> Reply {
        let Some(number) = self.record(what, reason) else {
            return REFUSED;
        };
        let end = Instant::now() + self.limit;
        let mut seen = 0;
        while Instant::now() < end {
            let revision = self.journal.revision().unwrap_or(seen);
            if revision != seen {
                seen = revision;
                if let Some(reply) = self.answered(number) {
                    return reply;
                }
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = self.stop.cancelled() => return REFUSED,
            }
        }
        self.give_up(number)
    }

    /// The number of the question, once it is recorded.
    fn record(&self, what: String, reason: String) -> Option<u32> {
        for _ in 0..TRIES {
            let run = self.load()?;
            let question = Question {
                phase: self.phase,
                attempt: self.attempt,
                number: run.next_question(),
                what: what.clone(),
                reason: reason.clone(),
            };
            let number = question.number;
            match self.append(&run, Event::PermissionAsked(question)) {
                Some(true) => return Some(number),
                Some(false) => {}
                None => return None,
            }
        }
        None
    }

    fn answered(&self, number: u32) -> Option<Reply> {
        let events = self.journal.load(&self.run).ok()?;
        events.iter().rev().find_map(|it| match &it.event {
            Event::PermissionAnswered {
                question,
                answer,
                by,
                ..
            } if *question == number => Some(Reply {
                answer: *answer,
                nobody: by == "policy",
            }),
            _ => None,
        })
    }

    /// Nobody answered in time, which is recorded like an answer; one that came meanwhile counts.
    fn give_up(&self, number: u32) -> Reply {
        for _ in 0..TRIES {
            if let Some(reply) = self.answered(number) {
                return reply;
            }
            let Some(run) = self.load() else { break };
            let event = Event::PermissionAnswered {
                phase: self.phase,
                question: number,
                answer: Answer::Refuse,
                by: "policy".to_owned(),
            };
            if self.append(&run, event) != Some(false) {
                break;
            }
        }
        REFUSED
    }

    fn load(&self) -> Option<Run> {
        Run::replay(&self.journal.load(&self.run).ok()?).ok()
    }

    /// Whether it was recorded; none where it never will be.
    fn append(&self, run: &Run, event: Event) -> Option<bool> {
        run.check(&event).ok()?;
        let next = run.seq() + 1;
        match self.journal.append(&self.run, event, next, worker::now()) {
            Ok(_) => Some(true),
            Err(journal::Error::MovedOn { .. }) => Some(false),
            Err(error) => {
                tracing::warn!("a question could not be recorded: {error}");
                None
            }
        }
    }
}
