//! What happened in a run. The journal holds these, in order, and nothing else about a run is true.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Decision, Evidence, Finding, Phase, Policy};

/// An event with its place in the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// One-based, without gaps within a run.
    pub seq: u64,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// What happened.
    pub event: Event,
}

/// What happened, in the past tense.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "the order comes once a run")]
pub enum Event {
    /// Somebody asked for a run. Always the first event, and only that.
    RunRequested(Requested),
    /// Branch and worktree stand.
    WorktreePrepared {
        /// Absolute path.
        path: String,
    },
    /// The run cannot begin: no worktree could be made.
    PrepareFailed {
        /// What happened and what to do next.
        message: String,
    },
    /// An agent was given the brief.
    AttemptStarted {
        /// Which phase.
        phase: Phase,
        /// One-based.
        attempt: u32,
    },
    /// The agent's turn is over, one way or the other. Says nothing about quality.
    AttemptEnded {
        /// Which phase.
        phase: Phase,
        /// One-based.
        attempt: u32,
        /// How.
        end: AttemptEnd,
        /// What the agent reported of its use.
        usage: Usage,
    },
    /// We observed something.
    EvidenceGathered {
        /// Which phase.
        phase: Phase,
        /// One-based.
        attempt: u32,
        /// What.
        evidence: Evidence,
    },
    /// Contract, evidence and lane hold; the work is committed on the run's branch.
    GatePassed {
        /// Which phase.
        phase: Phase,
        /// One-based.
        attempt: u32,
        /// The document that was handed over.
        deliverable: Deliverable,
        /// One line for the announcement: `12 acceptance criteria`.
        summary: String,
        /// The commit of this phase.
        commit: String,
        /// Warnings that did not shut the gate.
        findings: Vec<Finding>,
        /// Files of the project that the phase changed, bounded: runs that touch the same ones are warned.
        #[serde(default)]
        files: Vec<String>,
        /// What the document says that the frontend team has to do.
        #[serde(default)]
        frontend: Vec<String>,
    },
    /// The gate stayed shut.
    GateFailed {
        /// Which phase.
        phase: Phase,
        /// One-based.
        attempt: u32,
        /// What is wrong: the feedback of the next attempt.
        findings: Vec<Finding>,
        /// Patch with what was moved out of the worktree, if anything was.
        patch: Option<String>,
        /// The earlier phase that has to mend it: a validation's `NEEDS_WORK` is the developer's work.
        /// None: this phase tries again.
        #[serde(default)]
        retry: Option<Phase>,
    },
    /// A person spoke.
    DecisionMade {
        /// The phase the run stood at.
        phase: Phase,
        /// What they said.
        decision: Decision,
        /// Who, as far as we know: `cli`, `editor`, `policy`.
        by: String,
    },
    /// The agent wants something that its lane leaves open.
    PermissionAsked(Question),
    /// A person (or the time limit of the question) answered.
    PermissionAnswered {
        /// The phase at hand.
        phase: Phase,
        /// Number of the question.
        question: u32,
        /// What they said.
        answer: Answer,
        /// Who, as far as we know: `cli`, `editor`, `policy`.
        by: String,
    },
    /// A person edited the deliverable of a finished phase; `digest` is the new text's.
    DeliverableEdited {
        /// Whose deliverable.
        phase: Phase,
        /// SHA-256, lower-case hex.
        sha256: String,
    },
    /// All phases are done.
    RunCompleted {
        /// Tip of the run's branch.
        commit: String,
    },
    /// What stands on the branch was put into a person's own files, on their word.
    ChangesApplied {
        /// The commit that was applied.
        commit: String,
        /// How many files were written.
        files: usize,
        /// Who had it done: `cli`, `editor`.
        by: String,
    },
    /// The branch was pushed and has a pull request, opened by us or found open.
    PullRequestOpened {
        /// Where it is.
        url: String,
        /// Who had it opened: `cli`, `editor`.
        by: String,
    },
    /// The branch is part of the branch that it started from.
    BranchMerged {
        /// When, in milliseconds since the Unix epoch.
        merged: i64,
    },
}

impl Event {
    /// Its row in the machine's table.
    pub fn name(&self) -> &'static str {
        match self {
            Event::RunRequested(_) => "run-requested",
            Event::WorktreePrepared { .. } => "worktree-prepared",
            Event::PrepareFailed { .. } => "prepare-failed",
            Event::AttemptStarted { .. } => "attempt-started",
            Event::AttemptEnded { end, .. } => match end {
                AttemptEnd::Finished { .. } => "attempt-finished",
                AttemptEnd::Stopped { .. }
                | AttemptEnd::Died { .. }
                | AttemptEnd::TimedOut { .. } => "attempt-broken",
                AttemptEnd::AuthRequired { .. } | AttemptEnd::OverBudget { .. } => "attempt-halted",
                AttemptEnd::Cancelled => "attempt-cancelled",
            },
            Event::EvidenceGathered { .. } => "evidence-gathered",
            Event::GatePassed { .. } => "gate-passed",
            Event::GateFailed { .. } => "gate-failed",
            Event::DecisionMade { decision, .. } => match decision {
                Decision::Approve => "approve",
                Decision::Retry { .. } => "retry",
                Decision::Waive { .. } => "waive",
                Decision::Continue => "continue",
                Decision::Recheck => "recheck",
                Decision::Cancel => "cancel",
            },
            Event::PermissionAsked(_) => "permission-asked",
            Event::PermissionAnswered { .. } => "permission-answered",
            Event::DeliverableEdited { .. } => "deliverable-edited",
            Event::RunCompleted { .. } => "run-completed",
            Event::ChangesApplied { .. } => "changes-applied",
            Event::PullRequestOpened { .. } => "pull-request-opened",
            Event::BranchMerged { .. } => "branch-merged",
        }
    }
}

/// The order a run starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requested {
    /// Short id, unique in the journal: `7k2m9x`.
    pub id: String,
    /// For branch and paths: `okta-sso-integration`.
    pub slug: String,
    /// What was asked.
    pub request: Request,
    /// The phases to work, ascending. Those left out are recorded as waived.
    pub phases: Vec<Phase>,
    /// Name of the agent's profile: `rehearsal`, `opencode`, …
    pub agent: String,
    /// Full object id of the commit that the branch starts from.
    pub base: String,
    /// The ref that `base` was taken from: `main`. None when HEAD was detached.
    pub base_ref: Option<String>,
    /// The run's branch: `backend-factory/okta-sso-integration-7k2m9x`.
    pub branch: String,
    /// The rules of this run.
    pub policy: Policy,
}

impl Requested {
    /// Where a phase's deliverable belongs, relative to the worktree.
    pub fn deliverable_path(&self, phase: Phase) -> String {
        format!(".backend-factory/{}/{}", self.slug, phase.deliverable())
    }
}

/// What was asked, and where the words come from. Data, never instructions to us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// `Okta SSO Integration`.
    pub title: String,
    /// The sentence.
    pub text: String,
    /// The family's name.
    pub family: String,
    /// Where it stands, if it stands anywhere.
    #[serde(default)]
    pub origin: Option<Origin>,
}

/// Where a request stands in the user's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Path relative to the repository, with `/`.
    pub path: String,
    /// Zero-based line at the time of the start.
    pub line: u32,
}

/// How an agent's turn ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "kebab-case")]
pub enum AttemptEnd {
    /// It says it is done. A claim.
    Finished {
        /// Its last words, bounded.
        summary: String,
    },
    /// It refused, or stopped at a limit of its own.
    Stopped {
        /// The stop reason as the agent named it.
        reason: String,
    },
    /// Its program could not be started, died, or broke the protocol.
    Died {
        /// Exit status and the tail of its error output.
        message: String,
    },
    /// It was silent for too long, or took too long in all.
    TimedOut {
        /// Which limit.
        message: String,
    },
    /// It wants a person to log in first.
    AuthRequired {
        /// What to type.
        message: String,
    },
    /// A cap on tokens or cost was reached.
    OverBudget {
        /// Which.
        message: String,
    },
    /// We cancelled it.
    Cancelled,
}

/// Something that an agent wants and its lane neither allows nor forbids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// The phase at hand.
    pub phase: Phase,
    /// One-based.
    pub attempt: u32,
    /// One-based, never used twice in a run.
    pub number: u32,
    /// What it wants, as it is remembered: `run npm install left-pad`.
    pub what: String,
    /// Why the lane does not decide it.
    pub reason: String,
}

/// What a person says to a question of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Yes, in this attempt.
    Allow,
    /// Yes, as long as the run goes on.
    AllowForRun,
    /// No; it is not asked again in this attempt.
    Refuse,
}

/// What an agent reported of its use; unknown stays unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Usage {
    /// Tokens, all kinds.
    pub tokens: Option<u64>,
    /// US dollars.
    pub cost_usd: Option<f64>,
}

impl Usage {
    /// Adds what was reported; unknown stays unknown only while nothing is known.
    pub fn add(&mut self, more: &Usage) {
        if let Some(tokens) = more.tokens {
            self.tokens = Some(self.tokens.unwrap_or(0).saturating_add(tokens));
        }
        if let Some(cost) = more.cost_usd {
            self.cost_usd = Some(self.cost_usd.unwrap_or(0.0) + cost);
        }
    }
}

/// A document that a phase handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deliverable {
    /// Path relative to the worktree, with `/`.
    pub path: String,
    /// SHA-256 of the text, lower-case hex.
    pub sha256: String,
}
