//! Cuts the text of a passage into paragraphs and sentences (policy, section 5).
//!
//! Works on plain text in which `\n` joins the lines of the comment, and gives byte ranges of that
//! text. It decides only where a sentence begins and ends, not what it says.

use std::ops::Range;

use crate::trigger::lexicon::{Set, objects, set};

/// How a sentence ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// `?`
    Question,
    /// Anything else: a full stop, a semicolon, a dash, the end of the text.
    Other,
}

/// One sentence: its bytes without white space around it, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// Bytes of the text, terminator not included.
    pub range: Range<usize>,
    /// How it ended.
    pub end: End,
}

/// Words that begin a sentence when they stand capitalised at the start of a line although the
/// line before has no full stop: people leave it out at the end of a line.
#[rustfmt::skip]
const STARTERS: &Set = set![
    "Also", "And", "As", "At", "But", "Currently", "He", "Here", "However", "I", "If", "In", "It", "It's",
    "Maybe", "Not", "Note", "Now", "Once", "Otherwise", "See", "She", "So", "That", "The", "Then", "There",
    "These", "They", "This", "Those", "Until", "We", "When", "You", "Please", "Could", "Can", "Would",
    "After", "Alternatively", "Although", "Because", "Before", "Both", "But", "By", "Don't", "Each", "Either",
    "Even", "Every", "Example", "Finally", "First", "For", "From", "How", "Ideally", "Its", "Just", "Later",
    "Likely", "Most", "Must", "My", "No", "Note:", "Only", "Our", "Perhaps", "Possibly", "Probably", "Should", "Since",
    "Some", "Something", "Still", "There's", "Though", "To", "Unless", "Usually", "We'd", "We'll", "We're", "What",
    "Where", "Which", "While", "Why", "Will", "Without", "Yes", "I'd", "I'll", "I'm", "TBD", "TODO", "FIXME", "e.g.",
    // Verbs that open a step or a description, as no name in the middle of a sentence would.
    "Or", "Instead", "Eventually", "Additionally", "Need", "Add", "Create", "Build", "Write", "Implement",
    "Returns", "Return", "Use", "Uses", "Used", "Using", "Fetch", "Get", "Gets", "Call", "Calls", "Called", "Check",
    "Checks", "Make", "Makes", "Handle", "Handles", "Needs", "Requires", "Required", "Supports", "Expected", "Assume",
    "Assumes", "Default", "Defaults", "Update", "Remove", "Currently", "Works", "Should", "Takes", "Sends", "Stores",
];

/// Verbs behind the subject of a new statement.
const FINITE: &Set = set![
    "is", "are", "was", "were", "has", "have", "can", "could", "will", "would", "should", "must",
    "does", "doesn't", "isn't", "needs", "returns", "already",
];

/// Words after which a line cannot end a sentence.
#[rustfmt::skip]
const OPEN_WORDS: &Set = set![
    "a", "an", "the", "for", "to", "of", "with", "and", "or", "in", "on", "at", "by", "from", "into", "that",
    "which", "who", "our", "my", "your", "their", "its", "as", "via", "using", "please", "should", "must",
    "need", "needs", "we", "i", "can", "could", "would", "will", "is", "are", "be", "not", "don't", "do",
    "never", "let's", "if", "when", "new", "all",
];

/// Words that join the clause on the next line to this one.
#[rustfmt::skip]
const CONNECTIVES: &Set = set![
    "so", "because", "since", "until", "while", "where", "whether", "but", "than", "after", "before", "though",
    "although", "unless", "once", "what", "how",
];

/// The bytes that may end a sentence or quote.
const MEANS: [bool; 256] = {
    let mut means = [false; 256];
    let bytes = b"`\".!?/*TF;-\n\xE2";
    let mut at = 0;
    while at < bytes.len() {
        means[bytes[at] as usize] = true;
        at += 1;
    }
    means
};

/// Sentences of one paragraph (`text[range]`), one after another.
pub(crate) fn sentences(text: &str, range: Range<usize>) -> Sentences<'_> {
    Sentences {
        text,
        start: range.start,
        at: range.start,
        end: range.end,
        mark: None,
    }
}

/// See [`sentences`].
#[derive(Clone)]
pub(crate) struct Sentences<'t> {
    text: &'t str,
    /// Where the next one begins, how far it was read, and where the paragraph ends.
    start: usize,
    at: usize,
    end: usize,
    /// The mark it is inside of: backticks or double quotes.
    mark: Option<u8>,
}

impl Iterator for Sentences<'_> {
    type Item = Sentence;

    fn next(&mut self) -> Option<Sentence> {
        while self.start < self.end {
            let (end, next, question) = self.cut();
            let range = self.start..end;
            self.start = next;
            let slice = &self.text[range.clone()];
            let start = range.start + (slice.len() - slice.trim_start().len());
            let end = start + slice.trim().len();
            if start < end {
                return Some(Sentence {
                    range: start..end,
                    end: if question { End::Question } else { End::Other },
                });
            }
        }
        None
    }
}

impl Sentences<'_> {
    /// What is not read yet.
    pub(crate) fn left(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Where the sentence ends, where the next begins, and whether it asked a question. What was read
    /// behind its end is read again only where a mark may stand there.
    fn cut(&mut self) -> (usize, usize, bool) {
        let (text, start) = (self.text, self.start);
        let bytes = &text.as_bytes()[..self.end];
        let means = |b: &u8| MEANS[usize::from(*b)];
        while let Some(plain) = bytes
            .get(self.at..)
            .and_then(|left| left.iter().position(means))
        {
            let i = self.at + plain;
            let b = bytes[i];
            self.at = i + 1;
            if b == b'`' || b == b'"' {
                self.mark = match self.mark {
                    Some(m) if m == b => None,
                    None if bytes[i + 1..].contains(&b) => Some(b),
                    other => other,
                };
                continue;
            }
            if self.mark == Some(b'`') {
                continue;
            }
            match b {
                b'.' | b'!' | b'?'
                    if self.mark.is_none() || text.as_bytes().get(i + 1) != Some(&b'"') =>
                {
                    let behind = |from: usize, is: fn(u8) -> bool| {
                        let stop = bytes[from..].iter().position(|b| !is(*b));
                        stop.map_or(self.end, |stop| from + stop)
                    };
                    let j = behind(i, |b| matches!(b, b'.' | b'!' | b'?'));
                    // A closing quote or bracket behind the full stop belongs to the sentence's end.
                    let k = behind(j, |b| matches!(b, b'"' | b'\'' | b')' | b'*' | b'_'));
                    // `(dogs, cats, etc.) with …`: the bracket was opened inside this sentence.
                    if bytes.get(j) == Some(&b')') && open_bracket(&text[start..i]) {
                        self.at = j + 1;
                        continue;
                    }
                    self.at = j;
                    let ends = k >= self.end || bytes[k].is_ascii_whitespace();
                    if ends && !abbreviation(&text[start..i], text[k..self.end].trim_start()) {
                        return (i, k, bytes[i..j].contains(&b'?'));
                    }
                }
                // A comment inside a comment, a tag behind other words: another sentence begins.
                b'/' if bytes[i..].starts_with(b"/*") => return self.sign(i, 2),
                b'*' if bytes[i..].starts_with(b"*/") => return self.sign(i, 2),
                b'T' | b'F'
                    if i > start
                        && tag_inside(&bytes[i..])
                        && !bytes[i - 1].is_ascii_alphanumeric()
                        && !named(&text[start..i]) =>
                {
                    self.at = i + 4;
                    return (i, i, false);
                }
                b';' if !entity(&text[start..i]) => return self.sign(i, 1),
                b'-' if bytes[i..].starts_with(b"-- ")
                    && i > start
                    && bytes[i - 1].is_ascii_whitespace() =>
                {
                    return self.sign(i, 3);
                }
                b'\n' if line_ends_sentence(&text[start..i], &text[i + 1..self.end]) => {
                    return self.sign(i, 1);
                }
                0xE2 => {
                    let c = text[i..self.end].chars().next().unwrap_or(' ');
                    let next = i + c.len_utf8();
                    self.at = next;
                    let blank_behind = bytes.get(next).is_none_or(u8::is_ascii_whitespace);
                    let blank_before = i > start && bytes[i - 1].is_ascii_whitespace();
                    if blank_behind && (c == '…' || matches!(c, '—' | '–') && blank_before) {
                        return self.sign(i, c.len_utf8());
                    }
                }
                _ => {}
            }
        }
        (self.end, self.end, false)
    }

    /// A sign of so many bytes ends the sentence and belongs to none.
    fn sign(&mut self, at: usize, width: usize) -> (usize, usize, bool) {
        self.at = at + width;
        (at, self.at, false)
    }
}

/// Whether a bracket is open at the end of the text that did not open the text itself.
fn open_bracket(before: &str) -> bool {
    before
        .rfind('(')
        .is_some_and(|at| at > 0 && !before[at..].contains(')') && !before[..at].trim().is_empty())
}

/// `e.g. `, `i.e. ` and the like do not end a sentence; nor does `etc. ` before a small letter.
fn abbreviation(before: &str, after: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_ascii_whitespace() || c == '(')
        .next()
        .unwrap_or("");
    let word = word.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "e.g" | "i.e" | "eg" | "ie" | "vs" | "cf" | "incl" | "approx"
    ) || (matches!(word.as_str(), "etc" | "resp" | "inc")
        && after.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// `TODO:` or `FIXME(` in capitals.
fn tag_inside(bytes: &[u8]) -> bool {
    let n = if bytes.starts_with(b"TODO") {
        4
    } else if bytes.starts_with(b"FIXME") {
        5
    } else {
        return false;
    };
    matches!(bytes.get(n), Some(b':' | b'('))
}

/// *Comments such as TODO: …*: the tag is spoken of.
fn named(before: &str) -> bool {
    let word = before.split_ascii_whitespace().next_back().unwrap_or("");
    [
        "as", "like", "a", "the", "with", "write", "writes", "or", "and", "says", "say", "of",
        "named", "called", "contains",
    ]
    .iter()
    .any(|w| word.eq_ignore_ascii_case(w))
}

/// `&amp;` in HTML comments.
fn entity(before: &str) -> bool {
    before.rfind('&').is_some_and(|at| {
        before.len() - at <= 8
            && before.len() - at > 1
            && before[at + 1..]
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'#')
    })
}

/// `Structure: …`, `Example response: …`: a capitalised label of at most three words.
fn labelled(line: &str) -> bool {
    let line = line.trim_start();
    if !line.starts_with(|c: char| c.is_ascii_uppercase()) {
        return false;
    }
    let line = first_line(line);
    line.find(": ")
        .or_else(|| line.ends_with(':').then(|| line.len() - 1))
        .is_some_and(|at| {
            let label = &line[..at];
            label.split_ascii_whitespace().count() <= 3
                && label.bytes().any(|b| b.is_ascii_lowercase())
        })
}

fn first_line(text: &str) -> &str {
    &text[..memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())]
}

/// Whether a line break ends the sentence although no full stop stands there.
fn line_ends_sentence(before: &str, after: &str) -> bool {
    let last = before.split_ascii_whitespace().next_back().unwrap_or("");
    if last.is_empty() || last.ends_with([',', ':', '(', '/', '&', '-']) {
        return false;
    }
    if OPEN_WORDS.contains_in_any_case(last) {
        return false;
    }
    let first = after.split_ascii_whitespace().next().unwrap_or("");
    let first = first.trim_end_matches([',', ':', '.', '!', '?']);
    let shouting = || !before.bytes().any(|b| b.is_ascii_lowercase());
    let more_words_than = |count| before.split_ascii_whitespace().nth(count).is_some();
    // *As a startup ⏎ I want …*: one sentence, although no comma stands between.
    let lead = before.trim_start().get(..5).unwrap_or("");
    if matches!(first, "I" | "We")
        && ["as a ", "as an", "as th"]
            .iter()
            .any(|l| lead.eq_ignore_ascii_case(l))
        && !before.contains(['.', '\n'])
    {
        return false;
    }
    if STARTERS.contains(first) {
        return !(first.len() == 1 && first != "I" && shouting()) && more_words_than(1);
    }
    if !more_words_than(2) {
        return false; // nothing else ends a sentence of so few
    }
    // `Structure: name, age` or `GET /orders` under a line that is not open begins something else.
    if labelled(after)
        || objects::METHODS.contains_in_any_case(first)
            && first.bytes().all(|b| b.is_ascii_uppercase())
            && after
                .split_ascii_whitespace()
                .nth(1)
                .is_some_and(|w| w.starts_with('/'))
    {
        return true;
    }
    // A line that is only an address is where to read on.
    let line = first_line(after).trim();
    if (line.starts_with("https://") || line.starts_with("http://")) && !line.contains(' ') {
        return true;
    }
    let second = after.split_ascii_whitespace().nth(1).unwrap_or("");
    // *… comprehensive search ⏎ this is not too scalable*.
    if first == "this" && FINITE.contains(second) && !CONNECTIVES.contains_in_any_case(last) {
        return true;
    }
    // `GlobalContext is slow`, `await db.save()`: a statement of its own, or code.
    if !shouting()
        && (first.starts_with(|c: char| c.is_ascii_uppercase()) && FINITE.contains(second)
            || line.ends_with(['{', ';', '}'])
            || line.starts_with("await ")
            || line.ends_with(')')
                && line
                    .split('(')
                    .next()
                    .is_some_and(|w| w.len() > 2 && !w.contains(' ')))
    {
        return true;
    }
    // Two bare imperatives under each other, one a line.
    set!["implement", "integrate", "scaffold"].contains_in_any_case(first)
        && !before.contains(" to ")
        && !before.trim_end().ends_with("and")
}
