//! What a person says at a gate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Phase;

/// A person's word. It reaches the machine only as [`super::Event::DecisionMade`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// Go on. Where the deliverable was edited meanwhile, the next phase reads the edited text.
    Approve,
    /// Work this phase again (and what came after it), with these words for the agent.
    /// Empty feedback means: what the gate found.
    Retry {
        /// The phase to work again.
        phase: Phase,
        /// The person's words.
        feedback: String,
    },
    /// Go on although the gate did not pass, or take what is stale as it is; the reason is recorded
    /// and shown in the PR text.
    Waive {
        /// Why.
        reason: String,
    },
    /// Go on trying although a limit of the policy was reached.
    Continue,
    /// A person mended it by hand: the gate looks again at what is there, without an agent.
    Recheck,
    /// End the run; its branch, worktree and deliverables stay.
    Cancel,
}

/// Why a run stands still until a person speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "wait", rename_all = "kebab-case")]
pub enum Wait {
    /// The gate passed, and the policy wants a person's approval before the next phase.
    Approval,
    /// Attempts are used up, or going on would repeat the same failure.
    Blocked {
        /// From the fixed list.
        reason: BlockReason,
        /// One sentence for the person.
        message: String,
    },
}

/// The fixed list of reasons why a run is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BlockReason {
    /// The request does not say enough.
    MissingRequirements,
    /// The architecture needs a person's choice.
    ArchitectureDecision,
    /// Tests or the build keep failing.
    TestFailures,
    /// Something that looks like a security problem.
    SecurityConcern,
    /// The work keeps leaving its lane, or belongs to another project.
    OutOfScope,
    /// The agent died, hung, is not logged in, or spoke garbage.
    AgentFailure,
    /// A cap on tokens, cost or time was reached.
    Budget,
    /// None of these.
    Unknown,
}
