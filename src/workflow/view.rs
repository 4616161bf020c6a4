//! The one shape in which a run is shown: `demo --json`, `run --json`, `show --json` and the
//! method `backendFactory/run` all give this object.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Evidence, Finding, Phase, Role,
    decision::Wait,
    event::{Question, Request, Usage},
};

/// A run, as people and programs see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunView {
    /// Short id.
    pub id: String,
    /// `Okta SSO Integration`.
    pub title: String,
    /// What was asked.
    pub request: Request,
    /// Where the whole run stands.
    pub state: RunState,
    /// The run's branch.
    pub branch: String,
    /// The commit it starts from.
    pub base: String,
    /// Where its files are; none until they stand.
    pub worktree: Option<String>,
    /// Name of the agent's profile.
    pub agent: String,
    /// The phase at hand; none when the run is over.
    pub phase: Option<Phase>,
    /// Why it waits, when it does.
    pub wait: Option<Wait>,
    /// Always six, in order.
    pub phases: Vec<PhaseView>,
    /// RFC 3339, UTC.
    pub created: String,
    /// RFC 3339, UTC; when the last event was recorded.
    pub updated: String,
    /// Tip of the branch when the run completed.
    pub commit: Option<String>,
    /// Sum over all attempts.
    pub usage: Usage,
    /// What the agent asks and nobody has answered yet; it waits for that.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What the frontend team has to do, by the requirements and the plan.
    #[serde(default)]
    pub frontend: Vec<String>,
    /// Files of the project that it has changed so far.
    #[serde(default)]
    pub files: Vec<String>,
    /// Other runs that changed some of the same files.
    #[serde(default)]
    pub overlaps: Vec<Overlap>,
    /// RFC 3339, UTC: when its changes were last put into a person's own files.
    #[serde(default)]
    pub applied: Option<String>,
    /// Where its pull request is, once there is one.
    #[serde(default)]
    pub pull_request: Option<String>,
    /// RFC 3339, UTC: when its branch was merged.
    #[serde(default)]
    pub merged: Option<String>,
    /// What happens now or what to do next, in one sentence.
    pub message: String,
}

/// Another run that changed some of the same files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Overlap {
    /// Its id.
    pub run: String,
    /// Its title.
    pub title: String,
    /// The files that both have changed.
    pub files: Vec<String>,
}

/// One phase of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhaseView {
    /// 1 to 6.
    pub number: u8,
    /// `Requirements Analysis`.
    pub name: String,
    /// `backend-summarize`.
    pub agent: String,
    /// Who works it.
    pub role: Role,
    /// Where it stands.
    pub state: PhaseState,
    /// Attempts so far.
    pub attempts: u32,
    /// Path of the deliverable, absolute once the worktree stands.
    pub deliverable: Option<String>,
    /// The announcement's summary, once complete.
    pub summary: Option<String>,
    /// RFC 3339, UTC.
    pub started: Option<String>,
    /// RFC 3339, UTC.
    pub finished: Option<String>,
    /// What we observed at the latest attempt.
    pub evidence: Vec<Evidence>,
    /// What the gate said at the latest attempt.
    pub findings: Vec<Finding>,
    /// Why it was waived, when it was.
    pub waived: Option<String>,
    /// Why a person took it as it is although a document before it was edited, when they did.
    #[serde(default)]
    pub accepted: Option<String>,
    /// Patch with what was moved out of the lane at the latest attempt.
    pub patch: Option<String>,
    /// The phase's commit.
    pub commit: Option<String>,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Recorded, nothing done yet.
    Queued,
    /// A phase is being worked.
    Running,
    /// A person is asked for approval.
    Waiting,
    /// A person is asked because it cannot go on by itself.
    Blocked,
    /// All phases done.
    Completed,
    /// A person ended it.
    Cancelled,
    /// It could not begin.
    Failed,
}

/// Where a phase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseState {
    /// Not begun.
    Pending,
    /// Being worked.
    Running,
    /// A person is asked.
    Waiting,
    /// Its gate passed.
    Completed,
    /// Left out, or passed by a person's word, with a reason.
    Waived,
    /// Its gate stayed shut.
    Failed,
    /// Done, but an earlier deliverable has changed since.
    Stale,
}

/// What the agent is doing right now: shown, never journaled as truth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Live {
    /// One line: `edit src/okta.rs`, `running cargo build`.
    pub doing: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
}
