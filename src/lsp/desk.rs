//! The desk: one task that owns the session. Who wants something leaves work here.
//!
//! Writers get the session for themselves, readers may only look; the types keep it so. Work is done
//! in the order it came, and nothing on the desk awaits: what takes long is started elsewhere and
//! leaves new work when it is done. A panic costs the work it happened in, not the desk.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::{mpsc, oneshot};

use super::session::Session;

/// Work that may wait at one time; then whoever leaves more has to wait.
const WAITING: usize = 1024;
/// Work done in one go before the client is told how things stand.
const GO: usize = 256;

enum Work {
    Write(&'static str, Box<dyn FnOnce(&mut Session) + Send>),
    Read(&'static str, Box<dyn FnOnce(&Session) + Send>),
}

/// Where work is left; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    work: mpsc::Sender<Work>,
}

/// The receiving end, for [`sit`].
pub struct Seat {
    work: mpsc::Receiver<Work>,
}

/// A desk and its seat.
pub fn desk() -> (Desk, Seat) {
    let (give, take) = mpsc::channel(WAITING);
    (Desk { work: give }, Seat { work: take })
}

impl Desk {
    /// Leaves work that changes the session.
    pub async fn tell(
        &self,
        name: &'static str,
        write: impl FnOnce(&mut Session) + Send + 'static,
    ) {
        if self
            .work
            .send(Work::Write(name, Box::new(write)))
            .await
            .is_err()
        {
            tracing::debug!(name, "the desk is closed");
        }
    }

    /// The same from a thread of the blocking pool.
    pub fn tell_blocking(
        &self,
        name: &'static str,
        write: impl FnOnce(&mut Session) + Send + 'static,
    ) {
        if self
            .work
            .blocking_send(Work::Write(name, Box::new(write)))
            .is_err()
        {
            tracing::debug!(name, "the desk is closed");
        }
    }

    /// Asks the session as it is after all work left before. None when answering panicked.
    pub async fn ask<R: Send + 'static>(
        &self,
        name: &'static str,
        read: impl FnOnce(&Session) -> R + Send + 'static,
    ) -> Option<R> {
        let (answer, answered) = oneshot::channel();
        let read = move |session: &Session| drop(answer.send(read(session)));
        self.work
            .send(Work::Read(name, Box::new(read)))
            .await
            .ok()?;
        answered.await.ok()
    }

    /// Changes the session and hears what came of it.
    pub async fn order<R: Send + 'static>(
        &self,
        name: &'static str,
        write: impl FnOnce(&mut Session) -> R + Send + 'static,
    ) -> Option<R> {
        let (answer, answered) = oneshot::channel();
        let write = move |session: &mut Session| drop(answer.send(write(session)));
        self.work
            .send(Work::Write(name, Box::new(write)))
            .await
            .ok()?;
        answered.await.ok()
    }
}

/// Works until nobody can leave work any more.
pub async fn sit(mut seat: Seat, mut session: Session) {
    while let Some(work) = seat.work.recv().await {
        one(work, &mut session);
        // A burst of edits is handled whole, then published once.
        for _ in 1..GO {
            let Ok(work) = seat.work.try_recv() else {
                break;
            };
            one(work, &mut session);
        }
        if catch_unwind(AssertUnwindSafe(|| session.publish())).is_err() {
            tracing::error!("publishing panicked");
        }
    }
}

fn one(work: Work, session: &mut Session) {
    let (name, panicked) = match work {
        Work::Write(name, write) => {
            let done = catch_unwind(AssertUnwindSafe(|| write(session)));
            if done.is_err() {
                // What it was changing may be half changed.
                session.mistrust();
            }
            (name, done.is_err())
        }
        Work::Read(name, read) => (
            name,
            catch_unwind(AssertUnwindSafe(|| read(session))).is_err(),
        ),
    };
    if panicked {
        tracing::error!(name, "work on the desk panicked");
    }
}
