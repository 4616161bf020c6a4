//! The one queue of outgoing messages, and the task that alone owns the client's ear.
//!
//! Order is kept. A client that reads slowly gets fewer messages, not older ones: a newer set of
//! diagnostics for a document takes the place of one that still waits, and progress is left out when
//! much waits. A client that does not read at all stops neither the desk nor the reading of its
//! input until the hard limit is reached; then its input waits too. It deliberately does not know
//! what a message means beyond its [`Kind`].

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;

/// Bytes that wait before messages are left out that nobody will miss.
const SOFT: usize = 1024 * 1024;
/// Bytes that wait before input waits too.
const HARD: usize = 32 * 1024 * 1024;

/// What may happen to a message while it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is sent.
    Due,
    /// A newer one with the same key takes its place.
    Latest(String),
    /// It may be left out when much waits.
    Optional,
}

#[derive(Default)]
struct Waiting {
    /// None where a newer message has taken the place.
    messages: VecDeque<Option<(Vec<u8>, Option<String>)>>,
    /// How many messages have left the front since the start.
    gone: u64,
    /// Where the latest message of a key stands, counted from the start.
    latest: HashMap<String, u64>,
    bytes: usize,
    closed: bool,
}

/// The sending side; cheap to clone.
#[derive(Clone, Default)]
pub struct Queue {
    waiting: Arc<Mutex<Waiting>>,
    filled: Arc<Notify>,
    drained: Arc<Notify>,
}

impl Queue {
    /// Adds a message; never waits.
    pub fn push(&self, body: Vec<u8>, kind: Kind) {
        let mut waiting = self.lock();
        if waiting.closed || (kind == Kind::Optional && waiting.bytes > SOFT) {
            return;
        }
        let key = match kind {
            Kind::Latest(key) => Some(key),
            Kind::Due | Kind::Optional => None,
        };
        if let Some(key) = &key {
            let place = waiting.gone + waiting.messages.len() as u64;
            if let Some(older) = waiting.latest.insert(key.clone(), place) {
                let index = (older - waiting.gone) as usize;
                if let Some((old, _)) = waiting.messages[index].take() {
                    waiting.bytes -= old.len();
                }
            }
        }
        waiting.bytes += body.len();
        waiting.messages.push_back(Some((body, key)));
        drop(waiting);
        self.filled.notify_one();
    }

    /// Whether so much waits that input has to wait too.
    pub fn is_full(&self) -> bool {
        self.lock().bytes > HARD
    }

    /// Waits until input may be read again.
    pub async fn room(&self) {
        while self.is_full() {
            self.drained.notified().await;
        }
    }

    /// Nothing more is taken; what waits is still sent.
    pub fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
    }

    /// Everything that waits, framed, in one piece of at most about 256 KiB.
    fn take(&self, into: &mut Vec<u8>) -> bool {
        let mut waiting = self.lock();
        while let Some(next) = waiting.messages.pop_front() {
            let place = waiting.gone;
            waiting.gone += 1;
            let Some((body, key)) = next else { continue };
            if let Some(key) = key
                && waiting.latest.get(&key) == Some(&place)
            {
                waiting.latest.remove(&key);
            }
            waiting.bytes -= body.len();
            into.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
            into.extend_from_slice(&body);
            if into.len() > 256 * 1024 {
                break;
            }
        }
        waiting.closed
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        // A panic while it was held cannot leave it half changed: every step above is plain data.
        self.waiting.lock().unwrap_or_else(|held| held.into_inner())
    }
}

/// Writes what is queued until the queue is closed and empty, or the client is gone.
pub async fn write<W: AsyncWrite + Unpin>(queue: Queue, mut out: W) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if bytes.capacity() > 1024 * 1024 {
            bytes.shrink_to(64 * 1024);
        }
        let closed = queue.take(&mut bytes);
        queue.drained.notify_waiters();
        if !bytes.is_empty() {
            let written = async {
                out.write_all(&bytes).await?;
                out.flush().await
            };
            if let Err(error) = written.await {
                queue.close();
                return Err(error);
            }
        } else if closed {
            return Ok(());
        } else {
            queue.filled.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(queue: &Queue) -> String {
        let mut bytes = Vec::new();
        queue.take(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let bodies = text.split("Content-Length: 1\r\n\r\n");
        bodies.collect()
    }

    #[test]
    fn order_is_kept_and_the_newest_of_a_key_wins() {
        let queue = Queue::default();
        let latest = |key: &str| Kind::Latest(key.to_owned());
        for (body, kind) in [
            ("a", latest("x")),
            ("b", Kind::Due),
            ("c", latest("y")),
            ("d", latest("x")),
            ("e", Kind::Due),
        ] {
            queue.push(body.into(), kind);
        }
        assert_eq!(sent(&queue), "bcde");
        queue.push("f".into(), latest("x"));
        queue.push("g".into(), latest("x"));
        assert_eq!(sent(&queue), "g");
        assert_eq!(queue.lock().bytes, 0);
    }

    #[test]
    fn what_nobody_misses_is_left_out_when_much_waits() {
        let queue = Queue::default();
        queue.push("1".into(), Kind::Optional);
        queue.push(vec![b'x'; SOFT + 1], Kind::Due);
        queue.push("2".into(), Kind::Optional);
        assert_eq!(queue.lock().messages.len(), 2);
        assert!(!queue.is_full());
        queue.push(vec![b'x'; HARD], Kind::Due);
        assert!(queue.is_full());
    }
}
