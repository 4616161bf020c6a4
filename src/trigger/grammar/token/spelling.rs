//! Cuts a sentence into tokens and folds what is spelt in several ways.
//!
//! It owns the letters, so that no token has to. Where words end is asked of `ends`.

use std::borrow::Cow;

use super::ends::*;
use super::{Kind, Token};
use crate::trigger::lexicon::{Set, set};

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
            cut.kind == Kind::Word && words.has(cut.sign, self.at(cut.low).as_bytes())
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
