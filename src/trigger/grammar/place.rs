//! Where a sentence stands, and what that says (policy, sections 2a and 4): standalone comments and
//! stubs against narration, backlogs against how-tos, changelogs and feature lists.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use smallvec::SmallVec;

use super::refusal::Refusal;
use crate::trigger::lexicon::{Set, set};
use crate::trigger::passage::{Follows, Kind, Passage};

/// What the headings above say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headings {
    /// Items below are work to be done.
    pub backlog: bool,
    /// Steps, tutorials, usage, features: nothing below is asked for by a bare imperative.
    pub howto: bool,
    /// Changelogs and done lists: nothing below is asked for at all.
    pub done: bool,
    /// A version: what stands below is done, unless it stands in a box that is not ticked.
    pub released: bool,
}

/// Headings of lists of work.
#[rustfmt::skip]
const BACKLOG: &Set = set![
    "todo", "todos", "to do", "to-do", "next", "next up", "next steps", "backlog", "roadmap", "planned",
    "upcoming", "future work", "future", "open", "open tasks", "open items", "action items", "actions", "tasks",
    "task list", "follow-ups", "follow-up", "follow up", "followups", "wishlist", "wish list", "wanted",
    "requests", "feature requests", "sprint", "outstanding", "remaining", "remaining work", "what's left",
    "left to do", "missing", "later", "ideas", "work items", "tickets", "up next", "coming soon", "icebox",
    "not done", "pending", "needs", "needed", "requirements",
];
/// Headings under which imperatives tell a reader what to do, or list what exists.
#[rustfmt::skip]
const HOWTO: &Set = set![
    "step", "steps", "how to", "howto", "how-to", "tutorial", "getting started", "get started", "quickstart",
    "quick start", "installation", "install", "usage", "setup", "set up", "setting up", "guide", "walkthrough",
    "instructions", "features", "feature list", "highlights", "capabilities", "what it does", "overview",
    "example", "examples", "lesson", "chapter", "exercise", "exercises", "workshop", "recipe", "cookbook",
    "faq", "about", "configuration", "deployment", "learn", "course", "curriculum", "syllabus", "introduction",
    "concepts", "conventions", "rules", "guidelines", "contributing", "commands", "triggers", "trigger phrases",
    "use cases", "architecture", "part 1", "part 2", "prompts", "skills", "what you'll learn",
    "what you will build", "how it works", "best practices", "checklist",
];
/// Headings of finished work.
#[rustfmt::skip]
const DONE: &Set = set![
    "changelog", "change log", "changes", "release notes", "releases", "history", "done", "completed",
    "finished", "shipped", "released", "unreleased", "added", "fixed", "changed", "removed", "what's new",
    "whats new", "news", "archive", "archived", "rejected", "won't do", "wontfix", "out of scope", "non-goals",
    "not planned", "closed", "implemented", "non goals", "declined",
];

/// What says that a list is one of what others do.
static SAMPLE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = [
        "benchmark",
        "example",
        "sample",
        "evaluation",
        "eval",
        "demo",
        "exercise",
        "homework",
        "assignment",
        "prompt",
        "interview",
        "practice",
        "trigger",
    ];
    AhoCorasick::new(words).ok()
});

/// The headings that were read last: most passages stand below the same as the one before.
#[derive(Default)]
pub(crate) struct Above {
    headings: SmallVec<[String; 1]>,
    say: Headings,
}

impl Above {
    /// What a passage's headings say.
    pub(crate) fn of(&mut self, passage: &Passage) -> Headings {
        if self.headings != passage.headings {
            self.headings.clone_from(&passage.headings);
            self.say = Headings::read(&self.headings);
        }
        self.say
    }
}

impl Headings {
    /// Reads headings, nearest first: the nearest that says something decides, but a changelog is one
    /// throughout.
    fn read(headings: &[String]) -> Headings {
        let mut out = Headings::default();
        for heading in headings {
            let low = heading.to_lowercase();
            let low = low.trim_matches(|c: char| !c.is_alphanumeric());
            let parts = parts(low);
            let is = |list: &Set| parts.iter().any(|part| list.has(part.sign, part.words));
            if is(DONE) {
                out.done = true;
                continue;
            }
            if version(low) || released(low) {
                out.released = true;
                continue;
            }
            if out.backlog || out.howto {
                continue;
            }
            // *Benchmark tasks*, *sample requests*: lists of what others do.
            let sample = SAMPLE.as_ref().is_some_and(|sample| sample.is_match(low));
            if sample {
                out.howto = true;
            } else if is(BACKLOG) {
                out.backlog = true;
            } else if is(HOWTO)
                || low.starts_with("how ")
                || low.starts_with("step ")
                || low.starts_with("building ")
                || low.starts_with("creating ")
                || low.starts_with("adding ")
                || low.starts_with("implementing ")
                || low.starts_with("chapter ")
                || low.starts_with("part ")
                || low.starts_with("lesson ")
            {
                out.howto = true;
            }
        }
        out
    }
}

/// The beginning or the end of a heading, whole words, with its sign.
struct Part<'h> {
    words: &'h [u8],
    sign: u32,
}

/// What of a heading a list may name: all of it, what stands before a blank or a sign, or what stands
/// behind a blank.
fn parts(heading: &str) -> SmallVec<[Part<'_>; 16]> {
    let bytes = heading.as_bytes();
    let mut parts = SmallVec::new();
    let mut sign = set::NO_LETTER;
    for (at, b) in bytes.iter().enumerate() {
        if matches!(b, b' ' | b':' | b',' | b'(') {
            let words = &bytes[..at];
            parts.push(Part { words, sign });
            if *b == b' ' && bytes.len() - at - 1 <= LONGEST {
                let words = &bytes[at + 1..];
                let sign = set::sign(words);
                parts.push(Part { words, sign });
            }
        }
        sign = set::with_letter(sign, *b);
    }
    parts.push(Part { words: bytes, sign });
    parts
}

/// The longest heading of the lists.
const LONGEST: usize = {
    let (one, two, three) = (BACKLOG.longest(), HOWTO.longest(), DONE.longest());
    let two = if two > three { two } else { three };
    if one > two { one } else { two }
};

/// `1.3.0`, `v2.0`, `[0.4.1] - 2024-01-02`; *4.1 API Development* is a section.
fn version(heading: &str) -> bool {
    let low = heading.trim_start_matches('[');
    let low = low
        .strip_prefix("version ")
        .or_else(|| low.strip_prefix("release "))
        .or_else(|| low.strip_prefix('v'))
        .unwrap_or(low);
    let called = low.len() < heading.len();
    let (number, behind) = low.split_once(' ').unwrap_or((low, ""));
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0
        && digits < 4
        && number[digits..].starts_with('.')
        && number[digits + 1..].starts_with(|c: char| c.is_ascii_digit());
    let short = number.matches('.').count() == 1 && !number.contains(|c: char| c.is_alphabetic());
    let word = behind.split_ascii_whitespace().next().unwrap_or("");
    let titled = word.starts_with(char::is_alphabetic)
        && ![
            "beta",
            "alpha",
            "rc",
            "release",
            "released",
            "final",
            "preview",
            "unreleased",
        ]
        .contains(&word);
    numbered && (called || !short || !titled)
}

/// `buildbot 2.8.0 (2020-05-27)`: a full version behind the name of what was released.
fn released(low: &str) -> bool {
    // *Story 3.6.4* has a place in a plan, not a version.
    const NUMBERED: &Set = set![
        "story",
        "task",
        "epic",
        "section",
        "requirement",
        "phase",
        "feature",
        "issue",
        "ticket",
        "case",
        "item",
        "module",
        "sprint",
        "appendix",
        "user",
        "use",
        "milestone",
        "req",
        "us",
        "fr",
    ];
    let name = low.split([' ', '-']).next().unwrap_or("");
    if NUMBERED.contains(name) {
        return false;
    }
    low.split_ascii_whitespace().skip(1).take(3).any(|w| {
        let w = w
            .trim_matches(|c: char| !c.is_ascii_alphanumeric())
            .trim_start_matches('v');
        let mut parts = w.split('.');
        let number = |p: Option<&str>| {
            p.is_some_and(|p| !p.is_empty() && p.len() < 5 && p.bytes().all(|b| b.is_ascii_digit()))
        };
        number(parts.next())
            && number(parts.next())
            && parts
                .next()
                .is_some_and(|p| p.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether a bare imperative may count here, or which rule refuses. `many` is whether the paragraph
/// has more than three sentences.
pub(crate) fn standalone(
    passage: &Passage,
    headings: Headings,
    step: bool,
    many: impl FnOnce() -> bool,
    paragraph: &str,
) -> Result<(), Refusal> {
    if passage.trailing {
        return Err(Refusal::Narration);
    }
    if passage.kind == Kind::Prose {
        if headings.howto {
            return Err(Refusal::HowTo);
        }
        if (passage.number.is_some() || step) && !headings.backlog {
            return Err(Refusal::HowTo);
        }
        if many() || has_second_person(paragraph) {
            return Err(Refusal::HowTo);
        }
        return Ok(());
    }
    if !stands(passage) {
        return Err(Refusal::Narration);
    }
    if (step || passage.number.is_some()) && !passage.last {
        return Err(Refusal::HowTo);
    }
    Ok(())
}

/// Whether a comment stands alone, as far as what follows it tells.
pub(crate) fn stands(passage: &Passage) -> bool {
    match passage.follows {
        Follows::Blank | Follows::End => true,
        // A docstring without a body below belongs to an interface, which is described.
        Follows::Closer => passage.kind != Kind::Docstring,
        Follows::Code { placeholder, .. } => placeholder,
    }
}

/// Whether a paragraph speaks to its reader.
fn has_second_person(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'')
        .any(|w| {
            w.eq_ignore_ascii_case("your")
                || w.eq_ignore_ascii_case("you")
                || w.eq_ignore_ascii_case("you'll")
                || w.eq_ignore_ascii_case("below")
                || w.eq_ignore_ascii_case("snippet")
        })
}
