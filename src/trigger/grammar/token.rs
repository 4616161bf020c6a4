//! Words of one sentence, each with its place.
//!
//! ASCII classes only: English requests are ASCII, and Unicode classes cost twenty times. What is
//! in backticks or quotation marks becomes one opaque token, so that quoted words are never read
//! as part of a request. No meaning is given here; that is the lexicon's.

use std::rc::Rc;

use super::term::Term;
use crate::trigger::lexicon::{Set, set};

/// What a token is, as far as its characters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, with inner hyphens, apostrophes, dots, digits: `end-user's`, `Tenable.io`.
    Word,
    /// Text in backticks.
    Code,
    /// Text in quotation marks of three words or more.
    Quote,
    /// An address or a path: `https://…`, `/users/{id}`, `src/main.rs`.
    Path,
    /// `,`
    Comma,
    /// `(`, `[` or `{`
    Open,
    /// `)`, `]` or `}`
    Close,
    /// `:`
    Colon,
    /// `/` or `|` between words.
    Slash,
    /// `&` or `+`.
    Ampersand,
    /// A question mark inside the sentence or at its end.
    Question,
    /// Anything else.
    Other,
}

/// One word or sign.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub raw: Term,
    /// Lower case, spelling variants folded: `back-end` is `backend`.
    pub low: Term,
    /// The sign of `low`, by which lists of words are looked through.
    sign: u32,
    /// Byte offset in the sentence's text.
    pub start: usize,
    /// Byte offset behind the token.
    pub end: usize,
}

impl Token {
    /// A word that the sentence only implies.
    pub fn implied(word: &str) -> Token {
        Token {
            kind: Kind::Word,
            raw: word.into(),
            low: word.into(),
            sign: set::sign(word.as_bytes()),
            start: 0,
            end: 0,
        }
    }
    /// Whether the token can be part of a noun phrase.
    pub fn nominal(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Code | Kind::Path)
    }
    /// Whether it is the word `w`.
    pub fn is(&self, w: &str) -> bool {
        self.kind == Kind::Word && self.low == w
    }
    /// Whether it is one of `words`.
    pub fn any(&self, words: &Set) -> bool {
        self.kind == Kind::Word && words.has(self.sign, self.low.bytes_of())
    }
    /// Whether its first letter is a capital.
    pub fn capital(&self) -> bool {
        self.raw.starts_with(|c: char| c.is_ascii_uppercase())
    }
    /// Whether it has a capital behind its first letter: `GitHub`, `API`, `OAuth2`.
    pub fn inner_capital(&self) -> bool {
        self.raw.chars().skip(1).any(|c| c.is_ascii_uppercase())
    }
}

fn word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// Splits a sentence. Offsets are relative to `text`.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut out = Tokens {
        list: Vec::with_capacity(text.len() / 4 + 2),
        raw: text.into(),
        low: text.to_ascii_lowercase().into(),
    };
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        if b.is_ascii_whitespace() {
            i += 1;
            continue;
        }
        let (kind, end) = if let Some(end) = quoted(text, i) {
            let inner = text[i..end].split_ascii_whitespace().count();
            if b == b'`' {
                (Kind::Code, end)
            } else if inner >= 3 {
                (Kind::Quote, end)
            } else {
                // A name in quotes: the marks are dropped, the words stay.
                out.push_name(text, i, end);
                i = end;
                continue;
            }
        } else if b == b'/'
            && bytes
                .get(i + 1)
                .is_some_and(|&n| word_byte(n) || n == b'{' || n == b':')
            && !prev_word(bytes, i)
        {
            (Kind::Path, path_end(bytes, i))
        } else if word_byte(b) && !lone_mark(text, i) {
            let end = word_end(bytes, i);
            if word_is_address(&text[i..end]) {
                (Kind::Path, path_end(bytes, i))
            } else {
                (Kind::Word, end)
            }
        } else {
            let tag = b == b'@' && i > 0 && bytes[i - 1] == b'{';
            let width = match text[i..].chars().next() {
                // `{@link …}`: the tag of a documentation is no word.
                _ if tag && bytes.get(i + 1).is_some_and(|&n| word_byte(n)) => {
                    word_end(bytes, i + 1) - i
                }
                first => first.map_or(1, char::len_utf8),
            };
            let kind = match b {
                b',' => Kind::Comma,
                b'(' | b'[' | b'{' => Kind::Open,
                b')' | b']' | b'}' => Kind::Close,
                b':' => Kind::Colon,
                b'/' | b'|' => Kind::Slash,
                b'&' | b'+' => Kind::Ampersand,
                b'?' => Kind::Question,
                _ => Kind::Other,
            };
            (kind, i + width)
        };
        out.push(kind, i, end);
        i = end;
    }
    merge(out.list)
}

fn word_is_address(word: &str) -> bool {
    word.starts_with("www.")
        || memchr::memchr_iter(b':', word.as_bytes()).any(|at| word[at..].starts_with("://"))
}

/// The tokens of a sentence, which share its text.
struct Tokens {
    list: Vec<Token>,
    raw: Rc<str>,
    low: Rc<str>,
}

impl Tokens {
    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let low = Term::of(&self.low, start, end);
        let low = respelt(&low).unwrap_or(low);
        self.list.push(Token {
            kind,
            raw: Term::of(&self.raw, start, end),
            sign: set::sign(low.bytes_of()),
            low,
            start,
            end,
        });
    }

    fn push_name(&mut self, text: &str, start: usize, end: usize) {
        let inner_start = start + text[start..].chars().next().map_or(1, char::len_utf8);
        let inner_end = text[..end]
            .char_indices()
            .next_back()
            .map_or(end, |(at, _)| at);
        if inner_start < inner_end {
            let mut at = inner_start;
            for word in
                text[inner_start..inner_end].split_inclusive(|c: char| c.is_ascii_whitespace())
            {
                let trimmed = word.trim_end();
                if !trimmed.is_empty() {
                    self.push(Kind::Word, at, at + trimmed.len());
                }
                at += word.len();
            }
        }
    }
}

/// The end of text in quotation marks or backticks that begins at `i`.
fn quoted(text: &str, i: usize) -> Option<usize> {
    let rest = &text[i..];
    let open = rest.chars().next()?;
    let close = match open {
        '`' => '`',
        '"' => '"',
        '“' => '”',
        '‘' => '’',
        '«' => '»',
        '\'' => '\'',
        _ => return None,
    };
    // An apostrophe opens a quotation only at the start of a word, and closes one only at its end.
    if open == '\'' && prev_word(text.as_bytes(), i) {
        return None;
    }
    let mut from = open.len_utf8();
    while let Some(found) = rest[from..].find(close) {
        let at = from + found;
        let after = rest[at + close.len_utf8()..].bytes().next();
        if at > open.len_utf8() && !(close == '\'' && after.is_some_and(word_byte)) {
            return Some(i + at + close.len_utf8());
        }
        from = at + close.len_utf8();
    }
    None
}

fn prev_word(bytes: &[u8], i: usize) -> bool {
    i > 0 && word_byte(bytes[i - 1])
}

/// Typographic marks begin with high bytes as letters of other scripts do, but are no words.
fn lone_mark(text: &str, i: usize) -> bool {
    text[i..]
        .chars()
        .next()
        .is_some_and(|c| !c.is_alphanumeric() && c != '_')
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    let mut i = start;
    while i < bytes.len() {
        let b = bytes[i];
        let joins = matches!(b, b'-' | b'\'' | b'.' | b'@')
            && bytes.get(i + 1).is_some_and(|&n| word_byte(n))
            && !(b == b'-' && bytes.get(i + 1) == Some(&b'-'));
        if b >= 0x80 {
            // A curly apostrophe joins, other marks end the word.
            let tail = &bytes[i..];
            if tail.starts_with("’".as_bytes()) && tail.get(3).is_some_and(|&n| word_byte(n)) {
                i += 3;
                continue;
            }
            if let Ok(s) = std::str::from_utf8(&tail[..tail.len().min(4)])
                .or_else(|e| std::str::from_utf8(&tail[..e.valid_up_to()]))
            {
                match s.chars().next() {
                    Some(c) if c.is_alphanumeric() => {
                        i += c.len_utf8();
                        continue;
                    }
                    _ => break,
                }
            }
            break;
        }
        if b == b':' && bytes[i..].starts_with(b"://") {
            return path_end(bytes, start);
        }
        let thousands = b == b','
            && i > start
            && bytes[start..i]
                .iter()
                .all(|d| d.is_ascii_digit() || *d == b',')
            && bytes
                .get(i + 1..i + 4)
                .is_some_and(|n| n.iter().all(u8::is_ascii_digit));
        if word_byte(b) || joins || thousands {
            i += 1;
        } else if (b == b'+' || b == b'#')
            && i > start
            && i - start <= 2
            && !bytes.get(i + 1).is_some_and(|&n| word_byte(n))
        {
            i += 1; // C++, C#
        } else {
            break;
        }
    }
    i.max(start + 1)
}

fn path_end(bytes: &[u8], start: usize) -> usize {
    let mut i = start;
    while i < bytes.len()
        && !bytes[i].is_ascii_whitespace()
        && !matches!(bytes[i], b',' | b')' | b'"' | b'`')
    {
        i += 1;
    }
    i.max(start + 1)
}

/// One spelling for the words the grammar turns on, if this is another.
fn respelt(low: &str) -> Option<Term> {
    if !low.is_ascii() && low.contains('’') {
        let low = low.replace('’', "'");
        return Some(fold(&low).unwrap_or(&low).into());
    }
    // All that are spelt in several ways have a hyphen or one of these ends.
    if low.len() > 3 && (low.ends_with(['s', 'y']) || low.contains('-')) {
        return fold(low).map(Term::from);
    }
    None
}

fn fold(low: &str) -> Option<&'static str> {
    Some(match low {
        "back-end" => "backend",
        "back-ends" => "backends",
        "end-point" => "endpoint",
        "end-points" => "endpoints",
        "micro-service" => "microservice",
        "micro-services" => "microservices",
        "web-service" => "webservice",
        "web-services" => "webservices",
        "web-hook" => "webhook",
        "web-hooks" => "webhooks",
        "data-type" => "datatype",
        "data-types" => "datatypes",
        "data-model" => "model",
        "data-models" => "models",
        "set-up" => "setup",
        "3rd-party" | "thirdparty" => "third-party",
        "api's" => "apis",
        "front-end" => "frontend",
        _ => return None,
    })
}

/// `back end` is one word when it stands as a noun; so is `end point` behind `API` or `REST`.
fn merge(mut v: Vec<Token>) -> Vec<Token> {
    let mut i = 0;
    while i + 1 < v.len() {
        let joined = match (v[i].low.as_str(), v[i + 1].low.as_str()) {
            ("back", "end") => Some("backend"),
            ("w", "/") => Some("with"),
            ("yet", "another") => Some("another"),
            ("back", "ends") => Some("backends"),
            ("front", "end") => Some("frontend"),
            ("web", "hook") => Some("webhook"),
            ("web", "service") => Some("webservice"),
            ("web", "services") => Some("webservices"),
            ("micro", "service") => Some("microservice"),
            ("third", "party") => Some("third-party"),
            ("end", "point") if i > 0 && v[i - 1].any(set!["api", "rest", "http", "an"]) => {
                Some("endpoint")
            }
            ("end", "points") if i > 0 && v[i - 1].any(set!["api", "rest", "http"]) => {
                Some("endpoints")
            }
            _ => None,
        };
        if let Some(low) = joined {
            let second = v.remove(i + 1);
            v[i].raw = format!("{} {}", v[i].raw, second.raw).into();
            v[i].low = low.into();
            v[i].sign = set::sign(low.as_bytes());
            v[i].end = second.end;
        }
        i += 1;
    }
    v
}
