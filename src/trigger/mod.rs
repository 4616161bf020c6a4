//! Finds backend feature requests in text: what is a request, nothing else.
//!
//! `detect` reads a document and gives its triggers. What counts is specified in
//! `docs/detection-policy.md`. This room deliberately does not start anything, does not know of
//! editors, files or runs, and never fails: text without a request gives no trigger.

mod custom;
mod detector;
mod families;
mod family;
mod grammar;
mod ignore;
pub mod language;
mod lexicon;
pub mod passage;
mod prefilter;
pub mod scan;
mod settings;
mod show;
mod title;
mod tracked;
mod word;

pub use detector::{Detector, Verdict};
pub use family::Family;
pub use settings::{Settings, UserFamily};
pub use show::{hash, hidden, visible};
pub use title::free as title;
pub use tracked::{Edit, Edited, Tracked};
pub use word::{VERBS, Word, is_id, word};

use crate::text::Span;

/// A feature request found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// From the first to the last character of the request's sentence.
    pub span: Span,
    /// Which family of requests it belongs to.
    pub family: Family,
    /// Title Case, as the policy's section 7 says: `Okta SSO Integration`.
    pub title: String,
    /// What the request is about, in lower case as written: `okta sso`.
    pub subject: String,
    /// The sentence itself, its lines joined by single spaces, decoration removed.
    pub text: String,
    /// A command that a person addresses to us (`/backend …`, `@backend-orchestrator …`), as
    /// against a request that is implied by a sentence.
    pub explicit: bool,
    /// The rule that accepted it, for `--explain`: a short stable id such as `todo-tag`.
    pub rule: String,
}
