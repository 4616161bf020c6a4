//! What the handlers and the driver of one attempt share. Deliberately small and short-locked: the
//! library waits for each handler before it reads on.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use agent_client_protocol::v1::schema as s;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{activity, question::Questions, wire::Transcript};
use crate::{
    agent::{Denial, Limits, sandbox::Sandbox},
    workflow::{event::Usage, lane::Lane},
};

/// Denials that are kept; a flood of them is one finding, not a memory problem.
const DENIALS: usize = 200;
/// Bytes of the agent's last message that are kept.
const WORDS: usize = 16 * 1024;
/// Tool calls that are remembered for later questions about them.
const TOOLS: usize = 512;

/// The state of an attempt.
pub struct Shared {
    pub worktree: PathBuf,
    pub lane: Lane,
    pub limits: Limits,
    pub sandbox: Option<Sandbox>,
    pub env: Vec<(String, String)>,
    pub transcript: Transcript,
    pub activity: watch::Sender<String>,
    pub questions: Questions,
    begin: Instant,
    /// Milliseconds from the beginning to the last traffic.
    heard: AtomicU64,
    /// Set before our cancel goes out; every question after it is answered "cancelled".
    cancelled: CancellationToken,
    /// Between prompt and its answer; questions outside of it are refused.
    turn: AtomicBool,
    /// What it reported of its use; whoever watches for a cap hears of each change.
    usage: watch::Sender<Usage>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    denials: Vec<Denial>,
    words: String,
    fault: Option<String>,
    tools: BTreeMap<String, s::ToolCallUpdateFields>,
}

impl Shared {
    pub fn new(
        worktree: PathBuf,
        lane: Lane,
        limits: Limits,
        sandbox: Option<Sandbox>,
        env: Vec<(String, String)>,
        transcript: Transcript,
    ) -> Shared {
        Shared {
            worktree,
            lane,
            limits,
            sandbox,
            env,
            transcript,
            activity: watch::channel(String::new()).0,
            questions: Questions::default(),
            begin: Instant::now(),
            heard: AtomicU64::new(0),
            cancelled: CancellationToken::new(),
            turn: AtomicBool::new(false),
            usage: watch::channel(Usage::default()).0,
            inner: Mutex::default(),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A panicking holder leaves consistent data behind: single assignments only.
        self.inner
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The agent (or a command that it waits for) gave a sign of life.
    pub fn traffic(&self) {
        let now = u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.heard.store(now, Ordering::Relaxed);
    }

    /// How long nothing was heard.
    pub fn silence(&self) -> Duration {
        let heard = Duration::from_millis(self.heard.load(Ordering::Relaxed));
        self.begin.elapsed().saturating_sub(heard)
    }

    pub fn cancel(&self) {
        self.cancelled.cancel();
    }

    /// Returns when we have cancelled.
    pub async fn cancelled(&self) {
        self.cancelled.cancelled().await;
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.is_cancelled()
    }

    pub fn set_turn(&self, open: bool) {
        self.turn.store(open, Ordering::SeqCst);
    }

    /// Whether what the agent asks now belongs to the turn at hand.
    pub fn in_turn(&self) -> bool {
        self.turn.load(Ordering::SeqCst) && !self.is_cancelled()
    }

    pub fn say(&self, text: &str) {
        activity::say(&self.activity, text);
    }

    pub fn deny(&self, what: &str, reason: &str) {
        self.denial(what, reason, false);
    }

    /// Something that was done without asking, and that we have put back.
    pub fn put_back(&self, what: &str, reason: &str) {
        self.denial(what, reason, true);
    }

    fn denial(&self, what: &str, reason: &str, put_back: bool) {
        let what = activity::one_line(what, 300);
        self.transcript
            .note("!!", &format!("refused: {what}: {reason}"));
        let mut inner = self.inner();
        if inner.denials.len() < DENIALS {
            inner.denials.push(Denial {
                what,
                reason: activity::one_line(reason, 500),
                put_back,
            });
        }
    }

    pub fn denials(&self) -> Vec<Denial> {
        self.inner().denials.clone()
    }

    /// The transport's own reason why it ended; the first counts.
    pub fn fault(&self, reason: String) {
        self.transcript.note("!!", &reason);
        self.inner().fault.get_or_insert(reason);
    }

    pub fn found_fault(&self) -> Option<String> {
        self.inner().fault.clone()
    }

    pub fn usage(&self) -> Usage {
        *self.usage.borrow()
    }

    /// Where each change of its use is told.
    pub fn watch_usage(&self) -> watch::Receiver<Usage> {
        self.usage.subscribe()
    }

    /// Tokens are a lower bound: the highest number that was named.
    pub fn add_usage(&self, tokens: Option<u64>, cost_usd: Option<f64>) {
        self.usage.send_if_modified(|usage| {
            let before = *usage;
            usage.tokens = usage.tokens.max(tokens);
            if let Some(cost) = cost_usd.filter(|cost| cost.is_finite() && *cost >= 0.0) {
                usage.cost_usd = Some(usage.cost_usd.unwrap_or(0.0).max(cost));
            }
            *usage != before
        });
    }

    /// Some agents report the tokens of a turn in its answer, which the stable schema lacks.
    pub fn usage_beside_schema(&self, line: &str) {
        if line.len() > 64 * 1024 || !line.contains("\"stopReason\"") {
            return;
        }
        let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else {
            return;
        };
        self.add_usage(value["result"]["usage"]["totalTokens"].as_u64(), None);
    }

    pub fn add_words(&self, text: &str) {
        let words = &mut self.inner().words;
        words.push_str(text);
        if words.len() > WORDS {
            let cut = words.ceil_char_boundary(words.len() - WORDS);
            words.drain(..cut);
        }
    }

    /// What it said last: what came before a tool call is not its last word.
    pub fn new_paragraph(&self) {
        self.inner().words.clear();
    }

    /// The end of what it said last, cheap enough for every token of a flood.
    pub fn last_words(&self) -> String {
        const SHOWN: usize = 110;
        let inner = self.inner();
        let words = inner.words.trim_end();
        let end = &words[words.ceil_char_boundary(words.len().saturating_sub(SHOWN))..];
        match end.rsplit_once('\n') {
            Some((_, line)) => line.to_owned(),
            None if end.len() < words.len() => {
                format!("… {}", end.split_once(' ').map_or(end, |(_, rest)| rest))
            }
            None => end.to_owned(),
        }
    }

    pub fn words(&self) -> String {
        self.inner().words.trim().to_owned()
    }

    /// Remembers what is known of a tool call, and gives all that is known.
    pub fn tool(&self, id: &str, fields: &s::ToolCallUpdateFields) -> s::ToolCallUpdateFields {
        let tools = &mut self.inner().tools;
        if tools.len() >= TOOLS && !tools.contains_key(id) {
            tools.pop_first();
        }
        let known = tools.entry(id.to_owned()).or_default();
        let new = fields.clone();
        known.kind = new.kind.or(known.kind);
        known.title = new.title.or(known.title.take());
        known.locations = new.locations.or(known.locations.take());
        known.raw_input = new.raw_input.or(known.raw_input.take());
        known.content = new.content.or(known.content.take());
        known.clone()
    }
}
