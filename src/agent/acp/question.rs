//! What a lane leaves open, answered: by what a person said before, by a person now, or refused where
//! nobody is at hand. One question at a time, and none twice.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::shared::Shared;
use crate::{agent::ask::Ask, workflow::event::Answer};

/// The questions of one attempt.
#[derive(Debug, Default)]
pub struct Questions {
    ask: Option<Ask>,
    /// What was answered: allowed or not.
    known: Mutex<BTreeMap<String, bool>>,
    /// Held while a person is asked.
    one: tokio::sync::Mutex<()>,
    /// Since when somebody is asked, and how long that took before.
    waiting: Mutex<(Option<Instant>, Duration)>,
}

impl Questions {
    /// `granted` is what people allowed for the whole run.
    pub fn new(ask: Option<Ask>, granted: &[String]) -> Questions {
        let known = granted.iter().map(|what| (what.clone(), true)).collect();
        Questions {
            ask,
            known: Mutex::new(known),
            ..Questions::default()
        }
    }

    fn known(&self, what: &str) -> Option<bool> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(what).copied()
    }

    fn wait(&self, begin: bool) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(since) = waiting.0.take() {
            waiting.1 += since.elapsed();
        }
        waiting.0 = begin.then(Instant::now);
    }

    /// How long people were waited for so far.
    pub fn waited(&self) -> Duration {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.1 + waiting.0.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Whether a person is being asked.
    pub fn waits(&self) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.0.is_some()
    }
}

/// Whether the agent may do what its lane leaves open; else why not.
pub async fn permit(shared: &Shared, what: &str, reason: &str) -> Result<(), String> {
    let questions = &shared.questions;
    let remembered = |allowed: bool| match allowed {
        true => Ok(()),
        false => Err(format!("{reason}, and a person has refused it")),
    };
    if let Some(allowed) = questions.known(what) {
        return remembered(allowed);
    }
    let Some(ask) = &questions.ask else {
        return Err(format!("{reason}, and nobody is at hand to say"));
    };
    let _one = questions.one.lock().await;
    // The same may have been asked and answered while we waited.
    if let Some(allowed) = questions.known(what) {
        return remembered(allowed);
    }
    shared.say(&format!("asks whether it may {what}"));
    questions.wait(true);
    let reply = tokio::select! {
        reply = ask.ask(what, reason) => Some(reply),
        () = shared.cancelled() => None,
    };
    questions.wait(false);
    // What it hears now it has not heard while it waited: that was no silence of its own.
    shared.traffic();
    let Some(reply) = reply else {
        return Err("the attempt was stopped".to_owned());
    };
    let allowed = reply.answer != Answer::Refuse;
    let mut known = questions
        .known
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    known.insert(what.to_owned(), allowed);
    drop(known);
    match (allowed, reply.nobody) {
        (true, _) => Ok(()),
        (false, true) => Err(format!("{reason}, and nobody answered in time")),
        (false, false) => Err(format!("{reason}, and a person has refused it")),
    }
}
