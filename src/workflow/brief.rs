//! The brief: all that an agent is told. Our words and the definition's are instructions; the
//! request, earlier deliverables and feedback are quoted as data between marks that their text
//! cannot contain.

use super::{Evidence, Feedback, Lane, Phase, announce, definition::Definition, event::Request};

/// A deliverable of an earlier phase, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Whose.
    pub phase: Phase,
    /// Relative to the worktree.
    pub path: String,
    /// Digest of the text, lower-case hex.
    pub sha256: String,
    /// The text.
    pub text: String,
}

/// What is known of the project, gathered by others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Files with the project's rules for agents, relative to the worktree: `AGENTS.md`, `CLAUDE.md`.
    pub guides: Vec<String>,
    /// Commands of the project, with what they are for: `build`, `cargo build`.
    pub commands: Vec<(String, String)>,
    /// What we observed so far, latest last.
    pub evidence: Vec<Evidence>,
}

/// What a brief is made of.
#[derive(Clone, Debug)]
pub struct Brief<'a> {
    /// Which phase.
    pub phase: Phase,
    /// One-based.
    pub attempt: u32,
    /// What was asked.
    pub request: &'a Request,
    /// Absolute path of the worktree.
    pub worktree: &'a str,
    /// The run's branch.
    pub branch: &'a str,
    /// Full id of the commit it starts from.
    pub base: &'a str,
    /// What the earlier phases handed over.
    pub earlier: &'a [Handed],
    /// Why it is not the first attempt.
    pub feedback: &'a Feedback,
    /// The workspace's or the user's own words for the role.
    pub definition: Option<&'a Definition>,
    /// What is known of the project.
    pub facts: &'a Facts,
    /// Where the deliverable belongs, relative to the worktree.
    pub deliverable: &'a str,
    /// What the role may write and run.
    pub lane: &'a Lane,
}

/// The text that the agent is given.
pub fn render(brief: &Brief<'_>) -> String {
    let mut text = String::new();
    text.push_str(&announce::phase(brief.phase));
    text.push('\n');
    text.push_str(match brief.phase {
        Phase::Requirements => include_str!("briefs/requirements.md"),
        Phase::Plan => include_str!("briefs/plan.md"),
        Phase::Implement => include_str!("briefs/implement.md"),
        Phase::Test => include_str!("briefs/test.md"),
        Phase::Validate => include_str!("briefs/validate.md"),
        Phase::Submit => include_str!("briefs/submit.md"),
    });
    text
}
