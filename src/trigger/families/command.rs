//! `command`: what a person addresses to us, `/backend …`, `/backend-<phase> …`,
//! `@backend-orchestrator …` (policy, section 6).
//!
//! Works on one line of text, not on a clause: a command ends with its line.

use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::{directive, token};
use crate::trigger::lexicon::{Set, set};
use crate::trigger::title;

/// A command line that was found: where it begins and ends in the line, and its request.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// Bytes of the line: from `/` or `@` to the end, final punctuation left out.
    pub range: std::ops::Range<usize>,
    /// What it asks for.
    pub request: Match,
}

const PHASES: &Set = set![
    "summarize",
    "plan",
    "implement",
    "test",
    "validate",
    "commit",
];
/// Sub-commands that manage runs instead of asking for one.
const MANAGEMENT: &Set = set!["help", "status", "list", "cancel", "version"];
/// Words that show that the command is talked about.
#[rustfmt::skip]
const TALK: &Set = set![
    "is", "are", "was", "were", "has", "have", "had", "does", "did", "can", "will", "would", "should", "must",
    "may", "might", "could", "runs", "run", "starts", "command", "commands", "route", "routes", "path",
    "prefix", "directory", "folder", "returns", "serves", "handles", "takes", "works", "accepts", "and", "or",
    "isn't", "doesn't", "gets", "supports", "in", "on", "with", "for", "of", "from", "as", "at", "when", "if",
    "mentions", "mention", "replies", "responds", "said", "says", "thanks", "thank", "now", "triggers",
    "launches", "uses", "prints", "expects", "namespace", "group", "still", "also", "only", "never", "always",
    "then", "to",
];

/// Reads a command at `start` of `line`, or at a mention behind a greeting.
pub(crate) fn read(
    line: &str,
    start: usize,
    context: &Context<'_>,
) -> Option<Result<Command, Refusal>> {
    let rest = &line[start..];
    if rest.starts_with('/') {
        return slash(line, start, context);
    }
    let at = find_mention(rest)?;
    let before = rest[..at].trim();
    if before.contains('`') {
        return Some(Err(Refusal::NotACommand));
    }
    if !greeting(before) {
        return Some(Err(Refusal::NotACommand));
    }
    mention(line, start + at, context)
}

const NAME: &str = "@backend-orchestrator";

fn find_mention(text: &str) -> Option<usize> {
    let low = text.to_ascii_lowercase();
    let at = low.find(NAME)?;
    // Not inside a longer handle or an address.
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '/' || c == '`') {
        return None;
    }
    Some(at)
}

/// Words that may stand before a mention.
fn greeting(before: &str) -> bool {
    before
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| !w.is_empty())
        .enumerate()
        .all(|(k, w)| {
            let w = w.to_ascii_lowercase();
            matches!(
                w.as_str(),
                "hi" | "hey"
                    | "hello"
                    | "ok"
                    | "okay"
                    | "dear"
                    | "yo"
                    | "team"
                    | "all"
                    | "folks"
                    | "everyone"
                    | "please"
                    | "thanks"
                    | "so"
                    | "and"
                    | "then"
                    | "now"
                    | "good"
                    | "morning"
                    | "afternoon"
                    | "evening"
                    | "there"
                    | "greetings"
                    | "hiya"
                    | "alright"
                    | "well"
                    | "pls"
            ) && k < 5
        })
}

fn slash(line: &str, start: usize, context: &Context<'_>) -> Option<Result<Command, Refusal>> {
    let rest = &line[start..];
    let head = rest.get(..8)?;
    if !head.eq_ignore_ascii_case("/backend") {
        return None;
    }
    let mut n = 8;
    let tail = &rest[n..];
    if let Some(phase) = tail.strip_prefix('-') {
        let word = phase
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            .count();
        if !PHASES.contains(phase[..word].to_ascii_lowercase().as_str()) {
            return None;
        }
        n += 1 + word;
    }
    finish(line, start, n, context)
}

fn mention(line: &str, start: usize, context: &Context<'_>) -> Option<Result<Command, Refusal>> {
    let tail = &line[start + NAME.len()..];
    if tail.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'' | '’' | '/'))
    {
        return None;
    }
    finish(line, start, NAME.len(), context)
}

/// The request behind a command's name of `n` bytes.
fn finish(
    line: &str,
    start: usize,
    n: usize,
    context: &Context<'_>,
) -> Option<Result<Command, Refusal>> {
    let behind = &line[start + n..];
    let sign = behind.trim_start_matches([',', ':']);
    if !sign.is_empty() && !sign.starts_with(|c: char| c.is_whitespace()) {
        return None;
    }
    let text = sign.trim();
    let trimmed = trim_end(text);
    if trimmed.is_empty() {
        return Some(Err(Refusal::NotACommand));
    }
    let mut words = trimmed.split_whitespace().map(|w| {
        w.trim_matches(|c: char| !c.is_alphanumeric())
            .to_ascii_lowercase()
    });
    let first = words.next().unwrap_or_default();
    let count = trimmed.split_whitespace().count();
    if MANAGEMENT.contains(first.as_str()) && (count <= 3 || first != "list") {
        return Some(Err(Refusal::NotACommand));
    }
    if TALK.contains(first.as_str())
        && !(first == "can"
            || first == "could"
            || first == "would"
            || first == "will"
            || first == "now"
            || first == "also"
            || first == "then"
            || first == "run")
    {
        return Some(Err(Refusal::NotACommand));
    }
    if matches!(first.as_str(), "can" | "could" | "would" | "will")
        && words
            .next()
            .is_none_or(|w| !matches!(w.as_str(), "you" | "we" | "someone" | "u" | "please"))
    {
        return Some(Err(Refusal::NotACommand));
    }
    if text.starts_with(['`', '<', '|', '=', '(']) || !text.contains(|c: char| c.is_alphabetic()) {
        return Some(Err(Refusal::NotACommand));
    }
    let end = line
        .rfind(trimmed)
        .map_or(line.len(), |at| at + trimmed.len());
    let spelling = token::Spelling::of(trimmed);
    let tokens = spelling.tokens();
    let inner = Context {
        tagged: true,
        prose: true,
        shouting: context.shouting,
        lower: context.lower,
        products: context.products,
    };
    let clause = directive::read(&tokens, text.ends_with('?'), true);
    // Told not to: nothing is asked.
    if matches!(clause, Err(Refusal::Negation)) {
        return Some(Err(Refusal::Negation));
    }
    let request = clause.and_then(|c| super::read(&c, &inner));
    let request = match request {
        Ok(found) => Match {
            family: Family::Command,
            ..found
        },
        Err(_) => Match {
            family: Family::Command,
            title: bare_title(trimmed),
            subject: trimmed.to_lowercase(),
        },
    };
    Some(Ok(Command {
        range: start..end,
        request,
    }))
}

/// Title Case of the text, its leading verb dropped.
fn bare_title(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1
        && matches!(
            words[0].to_ascii_lowercase().trim_end_matches(','),
            "please"
                | "can"
                | "could"
                | "would"
                | "you"
                | "we"
                | "i"
                | "need"
                | "want"
                | "to"
                | "implement"
                | "build"
                | "create"
                | "add"
                | "write"
                | "develop"
                | "a"
                | "an"
                | "the"
        )
    {
        words.remove(0);
    }
    title::free(&words.join(" "))
}

/// Without final punctuation, closing decoration and white space.
fn trim_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | '?' | '…'))
}
