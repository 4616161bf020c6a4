//! Words of one sentence, each with its place.
//!
//! ASCII classes only: English requests are ASCII, and Unicode classes cost twenty times. What is
//! in backticks or quotation marks becomes one opaque token, so that quoted words are never read
//! as part of a request. No meaning is given here; that is the lexicon's.

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
    pub raw: String,
    /// Lower case, spelling variants folded: `back-end` is `backend`.
    pub low: String,
    /// Byte offset in the sentence's text.
    pub start: usize,
    /// Byte offset behind the token.
    pub end: usize,
}

impl Token {
    /// Whether the token can be part of a noun phrase.
    pub fn nominal(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Code | Kind::Path)
    }
    /// Whether it is the word `w`.
    pub fn is(&self, w: &str) -> bool {
        self.kind == Kind::Word && self.low == w
    }
    /// Whether it is one of `ws`.
    pub fn any(&self, ws: &[&str]) -> bool {
        self.kind == Kind::Word && ws.contains(&self.low.as_str())
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
    let mut out: Vec<Token> = Vec::with_capacity(text.len() / 5 + 2);
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
                push_name(&mut out, text, i, end);
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
            if text[i..end].contains("://") || text[i..end].starts_with("www.") {
                (Kind::Path, path_end(bytes, i))
            } else {
                (Kind::Word, end)
            }
        } else {
            let width = text[i..].chars().next().map_or(1, char::len_utf8);
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
        push(&mut out, kind, text, i, end);
        i = end;
    }
    merge(out)
}

fn push(out: &mut Vec<Token>, kind: Kind, text: &str, start: usize, end: usize) {
    let raw = &text[start..end];
    let mut low = raw.to_ascii_lowercase();
    if !low.is_ascii() && low.contains('’') {
        low = low.replace('’', "'");
    }
    // All that are spelt in several ways have a hyphen or one of these ends.
    if low.len() > 3 && (low.contains('-') || low.ends_with(['s', 'y'])) {
        low = fold(low);
    }
    out.push(Token {
        kind,
        raw: raw.to_owned(),
        low,
        start,
        end,
    });
}

fn push_name(out: &mut Vec<Token>, text: &str, start: usize, end: usize) {
    let inner_start = start + text[start..].chars().next().map_or(1, char::len_utf8);
    let inner_end = text[..end]
        .char_indices()
        .next_back()
        .map_or(end, |(at, _)| at);
    if inner_start < inner_end {
        let mut at = inner_start;
        for word in text[inner_start..inner_end].split_inclusive(|c: char| c.is_ascii_whitespace())
        {
            let trimmed = word.trim_end();
            if !trimmed.is_empty() {
                push(out, Kind::Word, text, at, at + trimmed.len());
            }
            at += word.len();
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

/// One spelling for the words the grammar turns on.
fn fold(low: String) -> String {
    match low.as_str() {
        "back-end" => "backend".into(),
        "back-ends" => "backends".into(),
        "end-point" => "endpoint".into(),
        "end-points" => "endpoints".into(),
        "micro-service" => "microservice".into(),
        "micro-services" => "microservices".into(),
        "web-service" => "webservice".into(),
        "web-services" => "webservices".into(),
        "web-hook" => "webhook".into(),
        "web-hooks" => "webhooks".into(),
        "data-type" => "datatype".into(),
        "data-types" => "datatypes".into(),
        "data-model" => "model".into(),
        "data-models" => "models".into(),
        "set-up" => "setup".into(),
        "3rd-party" | "thirdparty" => "third-party".into(),
        "apis" | "api's" => "apis".into(),
        "front-end" => "frontend".into(),
        _ => low,
    }
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
            ("end", "point") if i > 0 && v[i - 1].any(&["api", "rest", "http", "an"]) => {
                Some("endpoint")
            }
            ("end", "points") if i > 0 && v[i - 1].any(&["api", "rest", "http"]) => {
                Some("endpoints")
            }
            _ => None,
        };
        if let Some(low) = joined {
            let second = v.remove(i + 1);
            v[i].raw = format!("{} {}", v[i].raw, second.raw);
            v[i].low = low.to_owned();
            v[i].end = second.end;
        }
        i += 1;
    }
    v
}
