//! Words of one sentence, each with its place.
//!
//! ASCII classes only: English requests are ASCII, and Unicode classes cost twenty times. What is
//! in backticks or quotation marks becomes one opaque token, so that quoted words are never read
//! as part of a request. A [`Spelling`] owns the letters, tokens only point into it: they are copied
//! as often as the grammar puts words in another order. No meaning is given here; that is the
//! lexicon's.

use std::borrow::Cow;

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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub raw: &'t str,
    /// Lower case, spelling variants folded: `back-end` is `backend`. Changed by [`Token::read_as`]
    /// only, since lists find it by its sign.
    pub low: &'t str,
    /// The sign of `low` and the bit that [`Set::may_have`] looks for; none where it is no word.
    sign: u32,
    bit: u64,
    /// Byte offset in the sentence's text.
    pub start: usize,
    /// Byte offset behind the token.
    pub end: usize,
}

impl<'t> Token<'t> {
    /// A word that the sentence only implies.
    pub fn implied(word: &'t str) -> Token<'t> {
        let sign = set::sign(word.as_bytes());
        Token {
            kind: Kind::Word,
            raw: word,
            low: word,
            sign,
            bit: set::bit(sign),
            start: 0,
            end: 0,
        }
    }
    /// The token in its place, as if another word stood there.
    pub fn read_as(self, word: &'t str) -> Token<'t> {
        Token {
            raw: self.raw,
            start: self.start,
            end: self.end,
            ..Token::implied(word)
        }
    }
}

impl Token<'_> {
    /// Whether the token can be part of a noun phrase.
    pub fn nominal(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Code | Kind::Path)
    }
    /// Whether it is the word `w`.
    pub fn is(&self, w: &str) -> bool {
        self.kind == Kind::Word && self.low == w
    }
    /// Whether it is one of `words`.
    #[inline]
    pub fn any(&self, words: &Set) -> bool {
        words.may_have(self.bit) && words.has(self.sign, self.low.as_bytes())
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
    PLAIN[usize::from(b)] || b >= 0x80
}

/// Bytes that words are made of, whatever stands beside them.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut b = 0;
    while b < 256 {
        plain[b] = (b as u8).is_ascii_alphanumeric() || b as u8 == b'_';
        b += 1;
    }
    plain
};

/// A sentence cut into tokens, and the letters that they point to.
pub(crate) struct Spelling {
    /// The sentence as written, the same in lower case, and behind both what is spelt in another way.
    letters: String,
    /// Where the lower case begins.
    lower: usize,
    cuts: Vec<Cut>,
}

/// A token before its letters are all there.
#[derive(Clone, Copy)]
struct Cut {
    kind: Kind,
    /// Where the letters stand, as written and as read.
    raw: Stretch,
    low: Stretch,
    /// Of what is read, if that is a word.
    sign: u32,
    /// Where it stands in the sentence.
    start: u32,
    end: u32,
}

/// A stretch of [`Spelling::letters`].
#[derive(Clone, Copy)]
struct Stretch {
    start: u32,
    end: u32,
}

impl Spelling {
    /// Splits a sentence. Offsets are relative to `text`.
    pub(crate) fn of(text: &str) -> Spelling {
        let mut letters = String::with_capacity(text.len() * 2 + 16);
        letters.push_str(text);
        letters.push_str(text);
        letters[text.len()..].make_ascii_lowercase();
        let mut out = Spelling {
            letters,
            lower: text.len(),
            cuts: Vec::with_capacity(text.len() / 4 + 2),
        };
        out.cut(text);
        out.merge();
        out
    }

    /// The tokens, in order.
    pub(crate) fn tokens(&self) -> Vec<Token<'_>> {
        self.cuts
            .iter()
            .map(|cut| Token {
                kind: cut.kind,
                raw: self.at(cut.raw),
                low: self.at(cut.low),
                sign: cut.sign,
                bit: match cut.kind {
                    Kind::Word => set::bit(cut.sign),
                    _ => 0,
                },
                start: cut.start as usize,
                end: cut.end as usize,
            })
            .collect()
    }

    fn at(&self, stretch: Stretch) -> &str {
        &self.letters[stretch.start as usize..stretch.end as usize]
    }

    fn cut(&mut self, text: &str) {
        let bytes = text.as_bytes();
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
                    self.push_name(text, i, end);
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
            } else if let Some((end, sign)) = plain_word(bytes, i) {
                self.push_plain(i, end, sign);
                i = end;
                continue;
            } else if word_byte(b) && !lone_mark(text, i) {
                match word_end(bytes, i) {
                    (_, true) => (Kind::Path, path_end(bytes, i)),
                    (end, false) => (Kind::Word, end),
                }
            } else {
                let tag = b == b'@' && i > 0 && bytes[i - 1] == b'{';
                let width = match b {
                    // `{@link …}`: the tag of a documentation is no word.
                    _ if tag && bytes.get(i + 1).is_some_and(|&n| word_byte(n)) => {
                        word_end(bytes, i + 1).0 - i
                    }
                    0x80.. => text[i..].chars().next().map_or(1, char::len_utf8),
                    _ => 1,
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
            self.push(kind, i, end);
            i = end;
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let low = &self.letters[self.lower + start..self.lower + end];
        let told = respelt(low);
        let sign = match kind {
            Kind::Word => set::sign(told.as_deref().unwrap_or(low).as_bytes()),
            _ => 0,
        };
        let low = match told {
            Some(told) => self.spell(&told),
            None => Stretch {
                start: (self.lower + start) as u32,
                end: (self.lower + end) as u32,
            },
        };
        self.push_cut(kind, start, end, low, sign);
    }

    /// A word that is spelt in one way only.
    fn push_plain(&mut self, start: usize, end: usize, sign: u32) {
        let low = Stretch {
            start: (self.lower + start) as u32,
            end: (self.lower + end) as u32,
        };
        self.push_cut(Kind::Word, start, end, low, sign);
    }

    fn push_cut(&mut self, kind: Kind, start: usize, end: usize, low: Stretch, sign: u32) {
        let (start, end) = (start as u32, end as u32);
        self.cuts.push(Cut {
            kind,
            raw: Stretch { start, end },
            low,
            sign,
            start,
            end,
        });
    }

    /// Letters that do not stand in the sentence as such.
    fn spell(&mut self, word: &str) -> Stretch {
        let start = self.letters.len() as u32;
        self.letters.push_str(word);
        Stretch {
            start,
            end: self.letters.len() as u32,
        }
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

    /// `back end` is one word when it stands as a noun; so is `end point` behind `API` or `REST`.
    fn merge(&mut self) {
        let mut i = 0;
        while i + 1 < self.cuts.len() {
            if let Some(joined) = self.joined(i) {
                let second = self.cuts.remove(i + 1);
                let raw = format!("{} {}", self.at(self.cuts[i].raw), self.at(second.raw));
                let raw = self.spell(&raw);
                let low = self.spell(joined);
                let first = &mut self.cuts[i];
                (first.raw, first.low) = (raw, low);
                first.sign = set::sign(joined.as_bytes());
                first.end = second.end;
            }
            i += 1;
        }
    }

    /// The one word that the tokens at `i` and behind it are.
    fn joined(&self, i: usize) -> Option<&'static str> {
        let one_of = |i: usize, words: &Set| {
            let cut = &self.cuts[i];
            cut.kind == Kind::Word
                && words.may_have(set::bit(cut.sign))
                && words.has(cut.sign, self.at(cut.low).as_bytes())
        };
        // Few words are the first of two.
        if !one_of(
            i,
            set!["back", "w", "yet", "front", "web", "micro", "third", "end"],
        ) {
            return None;
        }
        let behind = |words: &Set| i > 0 && one_of(i - 1, words);
        let two = (self.at(self.cuts[i].low), self.at(self.cuts[i + 1].low));
        Some(match two {
            ("back", "end") => "backend",
            ("w", "/") => "with",
            ("yet", "another") => "another",
            ("back", "ends") => "backends",
            ("front", "end") => "frontend",
            ("web", "hook") => "webhook",
            ("web", "service") => "webservice",
            ("web", "services") => "webservices",
            ("micro", "service") => "microservice",
            ("third", "party") => "third-party",
            ("end", "point") if behind(set!["api", "rest", "http", "an"]) => "endpoint",
            ("end", "points") if behind(set!["api", "rest", "http"]) => "endpoints",
            _ => return None,
        })
    }
}

/// The end of text in quotation marks or backticks that begins at `i`.
fn quoted(text: &str, i: usize) -> Option<usize> {
    // Nearly all bytes begin none of the marks below.
    if !matches!(text.as_bytes()[i], b'`' | b'"' | b'\'' | 0xC2 | 0xE2) {
        return None;
    }
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
    text.as_bytes()[i] >= 0x80
        && text[i..]
            .chars()
            .next()
            .is_some_and(|c| !c.is_alphanumeric())
}

/// The end of the word that begins at `start` and its sign in lower case, if it has only plain letters
/// and a blank behind it, as nearly all have.
fn plain_word(bytes: &[u8], start: usize) -> Option<(usize, u32)> {
    let mut sign = set::NO_LETTER;
    let mut i = start;
    while i < bytes.len() && PLAIN[usize::from(bytes[i])] {
        sign = set::with_letter(sign, bytes[i].to_ascii_lowercase());
        i += 1;
    }
    let ends = i > start && matches!(bytes.get(i), None | Some(b' ' | b'\n'));
    // The one plain word that is spelt in two ways.
    (ends && !bytes[start..i].eq_ignore_ascii_case(b"thirdparty")).then_some((i, sign))
}

/// The end of the word that begins at `start`, and whether it turned out to be an address.
fn word_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut i = start;
    while i < bytes.len() {
        let b = bytes[i];
        if PLAIN[usize::from(b)] {
            i += 1;
            continue;
        }
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
            return (path_end(bytes, start), true);
        }
        let thousands = b == b','
            && i > start
            && bytes[start..i]
                .iter()
                .all(|d| d.is_ascii_digit() || *d == b',')
            && bytes
                .get(i + 1..i + 4)
                .is_some_and(|n| n.iter().all(u8::is_ascii_digit));
        if joins || thousands {
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
    (i.max(start + 1), bytes[start..i].starts_with(b"www."))
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
fn respelt(low: &str) -> Option<Cow<'static, str>> {
    if !low.is_ascii() && low.contains('’') {
        let low = low.replace('’', "'");
        return Some(fold(&low).map_or(Cow::Owned(low), Cow::Borrowed));
    }
    fold(low).map(Cow::Borrowed)
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
