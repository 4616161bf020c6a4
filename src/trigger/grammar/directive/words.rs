//! Closed classes of words around a request: connectives, adverbs, words of asking and of thinking.
//!
//! Data only; what they do to a sentence is decided by their readers.

use crate::trigger::lexicon::{Set, set};

/// Words before a sentence's verb that change nothing.
#[rustfmt::skip]
pub(super) const CONNECTIVES: &Set = set![
    "then", "next", "also", "and", "so", "now", "first", "firstly", "second", "secondly", "finally", "lastly",
    "later", "afterwards", "afterward", "eventually", "ideally", "ok", "okay", "actually", "basically",
    "additionally", "furthermore", "moreover", "again", "meanwhile", "btw", "fyi", "hi", "hey", "hello", "well",
    "right", "alright", "still", "otherwise", "therefore", "thus", "hence", "plus", "besides", "hopefully",
    "urgent", "urgently", "important", "reminder", "but", "or", "soon", "tomorrow", "today", "team", "folks",
    "all", "everyone", "guys", "yes", "yeah", "sure", "thanks", "quick", "separately", "similarly", "likewise",
    "honestly", "dear", "just", "simply", "maintenant", "optionally", "anyway", "lets",
];

/// Several words before a sentence's verb that change nothing.
pub(super) const OPENINGS: &[&[&str]] = &[
    &["after", "that"],
    &["for", "now"],
    &["at", "some", "point"],
    &["in", "the", "future"],
    &["in", "future"],
    &["in", "addition"],
    &["in", "a", "perfect", "world"],
    &["in", "an", "ideal", "world"],
    &["as", "well"],
    &["last", "but", "not", "least"],
    &["i", "think"],
    &["i", "believe"],
    &["i", "guess"],
    &["i", "feel", "like"],
    &["imo"],
    &["imho"],
    &["in", "my", "opinion"],
    &["looks", "like"],
    &["it", "looks", "like"],
    &["seems", "like"],
    &["it", "seems", "like"],
    &["it", "seems", "that"],
    &["it", "seems"],
    &["note", "that"],
    &["as", "a", "next", "step"],
    &["as", "a", "follow-up"],
    &["as", "a", "followup"],
    &["next", "up"],
    &["long", "term"],
    &["short", "term"],
    &["in", "the", "long", "run"],
    &["on", "the", "backend"],
    &["on", "the", "server"],
    &["backend", "team"],
    &["if", "possible"],
    &["if", "you", "can"],
    &["if", "time", "permits"],
    &["if", "needed"],
    &["when", "possible"],
    &["when", "you", "can"],
    &["when", "you", "get", "a", "chance"],
    &["when", "you", "have", "time"],
    &["when", "you", "have", "a", "moment"],
    &["if", "you", "have", "time"],
    &["if", "you", "get", "a", "chance"],
    &["as", "soon", "as", "possible"],
    &["at", "the", "very", "least"],
    &["at", "least"],
    &["by", "the", "way"],
    &["before", "the", "release"],
    &["before", "launch"],
    &["after", "launch"],
    &["for", "v2"],
    &["for", "the", "next", "release"],
    &["for", "the", "mvp"],
    &["in", "v2"],
    &["to", "do"],
    &["next", "sprint"],
    &["this", "sprint"],
    &["long-term"],
    &["short-term"],
    &["one", "more", "thing"],
    &["same", "here"],
];

/// The first words of [`OPENINGS`].
pub(super) const OPENING_WORDS: &Set = set!(in {
    let mut first = [""; OPENINGS.len()];
    let mut at = 0;
    while at < OPENINGS.len() {
        first[at] = OPENINGS[at][0];
        at += 1;
    }
    first
});

/// Adverbs inside a frame.
#[rustfmt::skip]
pub(super) const ADVERBS: &Set = set![
    "also", "really", "still", "just", "definitely", "urgently", "eventually", "soon", "now", "quickly",
    "first", "later", "kindly", "badly", "desperately", "probably", "certainly", "clearly", "absolutely",
    "ultimately", "then", "therefore", "currently", "additionally", "please", "finally", "at", "least",
    "ideally", "further", "only", "actually", "very", "much", "simply", "next", "surely", "so", "always",
    "sorely", "together", "maybe", "instead", "already", "both", "immediately", "properly", "directly",
];

/// Words that begin a question about things.
#[rustfmt::skip]
pub(super) const QUESTIONS: &Set = set![
    "do", "does", "did", "is", "are", "was", "were", "why", "who", "what", "when", "where", "which", "how",
    "whose", "has", "have", "had", "should", "shall", "am", "isn't", "aren't", "doesn't", "don't", "shouldn't",
    "wouldn't", "couldn't", "can't", "won't", "may", "might", "must", "whether", "whom", "what's", "how's",
];

/// Verbs of thinking about it.
pub(super) const PONDERING: &Set = set![
    "investigate",
    "consider",
    "evaluate",
    "explore",
    "research",
    "determine",
    "discuss",
    "clarify",
    "think",
    "wonder",
    "decide",
    "brainstorm",
    "reconsider",
];

/// What is wanted, third person and base.
#[rustfmt::skip]
pub(super) const WANTS: &Set = set!["need", "needs", "want", "wants", "lack", "lacks"];
