//! Deliverables: what each phase's document must hold before anyone builds on it. Checks form and
//! cross-references with positions; whether the words are true is the gate's and the reviewer's business.

mod contract;
mod demands;
mod id;
mod page;
mod placeholder;
mod read;

pub use contract::{Checked, check};
pub use id::{ids, spans};
pub use page::{Block, Kind, Page, Section};
pub use read::{
    Criterion, Judged, Mention, Overall, criteria, frontend, items, mapping, overall, steps, tests,
    verdicts,
};

use super::Phase;

/// The sections that a phase's document must have, in lower case.
pub fn sections(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Requirements => &[
            "summary",
            "functional requirements",
            "acceptance criteria",
            "out of scope",
            "dependencies",
            "open questions",
        ],
        Phase::Plan => &[
            "summary",
            "architecture",
            "steps",
            "test strategy",
            "infrastructure",
            "dependencies",
            "risks",
            "open questions",
        ],
        Phase::Implement => &[
            "summary",
            "changes",
            "criteria",
            "error handling",
            "deviations",
        ],
        Phase::Test => &["summary", "criteria", "defects", "gaps"],
        Phase::Validate => &[
            "verdict",
            "criteria",
            "scenarios",
            "security",
            "work needed",
        ],
        Phase::Submit => &[
            "summary",
            "changelog",
            "documentation",
            "deployment",
            "rollback",
            "before merging",
        ],
    }
}
