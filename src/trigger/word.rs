//! Words about runs: `/backend status`, `/backend approve 7k2m9x`, `@backend-orchestrator cancel`.
//!
//! They ask for no work, so they are no requests; who knows the runs knows what they mean. One line
//! of text, whatever its language: whether it stands in a comment is the scan's to say.

use std::ops::Range;

/// A line that speaks about runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the line: from `/` or `@` to the end of the text.
    pub range: Range<usize>,
    /// What is said, in lower case: one of [`VERBS`].
    pub verb: &'static str,
    /// What follows: a run's id, a reason, words for an agent.
    pub rest: String,
}

/// What can be said about runs.
pub const VERBS: &[&str] = &[
    "help", "status", "list", "version", "approve", "retry", "waive", "accept", "continue",
    "recheck", "allow", "refuse", "cancel", "resume", "show", "diff", "apply",
];
/// Verbs that no request begins with, whatever follows.
const ALONE: &[&str] = &["help", "status", "version", "cancel", "approve", "waive"];
/// Names by which we are addressed.
const NAMES: &[&str] = &["/backend", "@backend-orchestrator"];

/// Reads a line. A verb that a request may begin with too (`retry failed payments`) counts when it
/// stands alone or before what looks like a run's id.
pub fn word(line: &str) -> Option<Word> {
    let (at, name) = NAMES
        .iter()
        .find_map(|name| Some((find(line, name)?, *name)))?;
    let behind = &line[at + name.len()..];
    let said = behind.trim_start_matches([',', ':']);
    if !said.starts_with(char::is_whitespace) {
        return None;
    }
    let said = said
        .trim()
        .trim_end_matches(['.', '!', '?', '…'])
        .trim_end();
    let said = said
        .strip_suffix("-->")
        .or(said.strip_suffix("*/"))
        .unwrap_or(said)
        .trim_end();
    let mut words = said.splitn(2, char::is_whitespace);
    let first = words.next()?.to_ascii_lowercase();
    let rest = words.next().unwrap_or_default().trim();
    let verb = VERBS.iter().copied().find(|verb| *verb == first)?;
    let clear = rest.is_empty()
        || ALONE.contains(&verb)
        || rest.split_whitespace().next().is_some_and(is_id);
    let end = line
        .rfind(said)
        .map_or(line.len(), |start| start + said.len());
    clear.then(|| Word {
        range: at..end,
        verb,
        rest: rest.to_owned(),
    })
}

/// Whether a word has the form of a run's id. One without a digit may be a word of a request.
pub fn is_id(word: &str) -> bool {
    word.len() == 6
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Where the name stands with nothing but a comment's marker before it.
fn find(line: &str, name: &str) -> Option<usize> {
    let begins = |at: &usize| {
        let here = line.get(*at..*at + name.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(name))
    };
    let at = (0..line.len().min(80)).find(begins)?;
    let lead = line[..at].trim();
    let sign = |c: char| !c.is_alphanumeric() && !matches!(c, '`' | '>');
    let spaced = lead.is_empty() || line[..at].ends_with([' ', '\t']);
    let word = matches!(lead, "REM" | "rem" | "dnl");
    (spaced && (word || lead.chars().all(sign))).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_about_runs() {
        for (line, want) in [
            ("// /backend status", Some(("status", ""))),
            (
                "/backend cancel everything now.",
                Some(("cancel", "everything now")),
            ),
            ("# @backend-orchestrator: approve", Some(("approve", ""))),
            (
                "- /backend retry 7k2m9x use SAML",
                Some(("retry", "7k2m9x use SAML")),
            ),
            ("<!-- /backend show 7k2m9x -->", Some(("show", "7k2m9x"))),
            ("/Backend Approve 7k2m9x", Some(("approve", "7k2m9x"))),
            // Requests, and other things.
            ("/backend retry failed payments", None),
            ("/backend list all orders in an endpoint", None),
            ("/backend show totals", None),
            ("/backend implement an endpoint", None),
            ("/backend-plan status", None),
            ("/backends status", None),
            ("let a = b; // /backend status", None),
            ("see `/backend status`", None),
            ("> /backend status", None),
            ("/backend", None),
        ] {
            let found = word(line);
            let got = found
                .as_ref()
                .map(|found| (found.verb, found.rest.as_str()));
            assert_eq!(got, want, "{line}");
        }
        let found = word("// /backend status  ").unwrap();
        assert_eq!(found.range, 3..18);
    }
}
