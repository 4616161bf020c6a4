//! The words of marks: tags that ask for work, and labels of what is done, refused, shown or only a part of
//! a ticket. Data only; what they do to a sentence is decided by their reader.

use crate::trigger::lexicon::{Set, set};

/// Tags that ask for work. Words that are also ordinary ones need a colon, a name or capitals.
pub(super) const TAGS: &[(&str, bool)] = &[
    ("todo", true),
    ("to-do", true),
    ("fixme", true),
    ("xxx", true),
    ("hack", false),
    ("tbd", true),
    ("next", false),
    ("backend", false),
    ("@todo", true),
    ("@fixme", true),
    ("feature request", false),
    ("feature-request", false),
    ("wishlist", false),
    ("request", false),
    ("wish", false),
    ("wanted", false),
    ("requirement", false),
    ("action item", false),
    ("open point", false),
    ("open item", false),
    ("action items", false),
    ("needed", false),
    ("requested", false),
    ("follow-up", false),
    ("follow up", false),
    ("followup", false),
    ("next up", false),
    ("next step", false),
    ("work item", false),
    ("task", false),
    ("ticket", false),
    ("backlog", false),
    ("user story", false),
    ("must-have", false),
    ("must have", false),
    ("nice-to-have", false),
    ("nice to have", false),
    ("outstanding", false),
    ("reminder", false),
    ("ask", false),
    ("@backend", false),
    ("be", false),
];

/// Which of [`TAGS`] begin with a letter, a bit for each: nearly every sentence is told from every tag
/// by its first.
pub(super) const TAGS_BY_LETTER: [u64; 128] = {
    let mut tags = [0; 128];
    let mut at = 0;
    while at < TAGS.len() {
        tags[TAGS[at].0.as_bytes()[0] as usize] |= 1 << at;
        at += 1;
    }
    tags
};

/// Labels of what is finished.
#[rustfmt::skip]
pub(super) const DONE: &Set = set![
    "done", "fixed", "resolved", "finished", "implemented", "completed", "closed", "shipped", "released",
    "merged", "✓", "✔", "✅", "☑", "[x]", "(x)", "deprecated", "obsolete", "removed", "changed", "added",
];
/// Labels of what is refused.
#[rustfmt::skip]
pub(super) const REJECTED: &Set = set![
    "wontfix", "won't fix", "wontdo", "won't do", "rejected", "declined", "cancelled", "canceled",
    "out of scope", "non-goal", "non-goals", "not planned", "invalid", "dropped", "anti-goal", "never",
];
/// Labels of what is only shown.
#[rustfmt::skip]
pub(super) const EXAMPLE: &Set = set![
    "example", "examples", "e.g", "eg", "ex", "usage", "for example", "sample", "trigger", "triggers", "prompt",
    "prompts", "input", "output", "demo", "syntax", "feat", "fix", "chore", "docs", "refactor", "test", "perf",
    "build", "ci", "style", "tip", "hint", "tutorial", "exercise", "assignment", "question",
    "commit", "keyword", "keywords", "pattern", "patterns", "phrase",
    "phrases", "quote", "goal of this chapter", "returns", "return", "params", "see", "see also", "default",
    "definition", "lesson", "faq", "q", "user prompt",
];

/// Labels of a ticket's parts.
pub(super) const FIELDS: &Set = set!["description", "summary", "subject", "title", "objective"];
