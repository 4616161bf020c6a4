//! Cuts a sentence into tokens and folds what is spelt in several ways.
//!
//! It owns the letters that do not stand in the sentence, so that no token has to. Where words end
//! is asked of `ends`.

use std::cell::OnceCell;
use std::ops::Range;

use smallvec::SmallVec;

use super::ends::*;
use super::{Kind, Token};
use crate::trigger::lexicon::{Set, set};

/// A sentence, and how its words are read.
pub(crate) struct Spelling<'s> {
    text: &'s str,
    /// The sentence in lower case, with straight apostrophes for curly ones.
    lower: String,
    /// Where curly apostrophes stand in the sentence.
    curly: SmallVec<[usize; 2]>,
    /// Two words that are read as one, as they are written, all of them in a row.
    joined: OnceCell<String>,
}

const CURLY: &str = "’";

impl<'s> Spelling<'s> {
    /// Spells a sentence.
    pub(crate) fn of(text: &'s str) -> Spelling<'s> {
        let mut lower = text.to_ascii_lowercase();
        let curly: SmallVec<_> = match memchr::memchr(CURLY.as_bytes()[0], text.as_bytes()) {
            Some(_) => text.match_indices(CURLY).map(|(at, _)| at).collect(),
            None => SmallVec::new(),
        };
        if !curly.is_empty() {
            lower = lower.replace(CURLY, "'");
        }
        Spelling {
            text,
            lower,
            curly,
            joined: OnceCell::new(),
        }
    }

    /// The tokens, in order. Offsets are relative to the sentence.
    pub(crate) fn tokens(&self) -> Vec<Token<'_>> {
        let bytes = self.text.as_bytes();
        let mut out = Vec::with_capacity(bytes.len() / 4 + 2);
        let mut i = 0;
        while i < bytes.len() {
            if bytes[i].is_ascii_whitespace() {
                i += 1;
            } else if bytes[i] == b'*' && bytes.get(i + 1) == Some(&b'*') {
                i += 2; // **bold**
            } else if let Some((end, sign)) = plain_word(bytes, i) {
                out.push(Token {
                    sign,
                    bit: set::bit(sign),
                    ..self.spelt_so(Kind::Word, i..end)
                });
                i = end;
            } else if let Some(end) = quoted(self.text, i) {
                let inner = self.text[i..end].split_ascii_whitespace().count();
                if bytes[i] == b'`' {
                    out.push(self.token(Kind::Code, i..end));
                } else if inner >= 3 {
                    out.push(self.token(Kind::Quote, i..end));
                } else {
                    // A name in quotes: the marks are dropped, the words stay.
                    self.name(&mut out, i..end);
                }
                i = end;
            } else {
                let (kind, end) = self.cut(i);
                out.push(self.token(kind, i..end));
                i = end;
            }
        }
        self.join(&mut out);
        out
    }

    /// What begins at a byte, if neither a plain word nor a quotation does, and where it ends.
    fn cut(&self, i: usize) -> (Kind, usize) {
        let bytes = self.text.as_bytes();
        let b = bytes[i];
        let next = bytes.get(i + 1).copied();
        if b == b'/'
            && next.is_some_and(|n| word_byte(n) || n == b'{' || n == b':')
            && !prev_word(bytes, i)
        {
            return (Kind::Path, path_end(bytes, i));
        }
        if word_byte(b) && !lone_mark(self.text, i) {
            return match word_end(bytes, i) {
                (_, true) => (Kind::Path, path_end(bytes, i)),
                (end, false) => (Kind::Word, end),
            };
        }
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
        let tag = b == b'@' && i > 0 && bytes[i - 1] == b'{';
        let end = match b {
            // `{@link …}`: the tag of a documentation is no word.
            _ if tag && next.is_some_and(word_byte) => word_end(bytes, i + 1).0,
            0x80.. => i + self.text[i..].chars().next().map_or(1, char::len_utf8),
            _ => i + 1,
        };
        (kind, end)
    }

    /// A token that is read as it is written, but for capitals. Its sign is not told yet.
    #[inline(always)] // for nearly every word
    fn spelt_so(&self, kind: Kind, range: Range<usize>) -> Token<'_> {
        Token {
            kind,
            raw: &self.text[range.clone()],
            low: match self.curly.is_empty() {
                true => &self.lower[range.clone()],
                false => &self.lower[self.straight(range.start)..self.straight(range.end)],
            },
            sign: 0,
            bit: 0,
            start: range.start,
            end: range.end,
        }
    }

    /// Where in lower case stands what stands at a byte of the sentence: straight apostrophes are shorter.
    fn straight(&self, at: usize) -> usize {
        at - (CURLY.len() - 1) * self.curly.partition_point(|curly| *curly < at)
    }

    /// A token in the one spelling that the grammar knows.
    fn token(&self, kind: Kind, range: Range<usize>) -> Token<'_> {
        let token = self.spelt_so(kind, range);
        let low = fold(token.low).unwrap_or(token.low);
        match kind {
            Kind::Word => token.read_as(low),
            _ => Token { low, ..token },
        }
    }

    /// The words between two quotation marks.
    fn name<'t>(&'t self, out: &mut Vec<Token<'t>>, range: Range<usize>) {
        let quoted = &self.text[range.clone()];
        let mut inner = quoted.chars();
        let (Some(open), Some(close)) = (inner.next(), inner.next_back()) else {
            return;
        };
        let mut at = range.start + open.len_utf8();
        let end = range.end - close.len_utf8();
        for word in self.text[at..end].split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let trimmed = word.trim_end();
            if !trimmed.is_empty() {
                out.push(self.token(Kind::Word, at..at + trimmed.len()));
            }
            at += word.len();
        }
    }

    /// `back end` is one word when it stands as a noun; so is `end point` behind `API` or `REST`.
    fn join<'t>(&'t self, out: &mut Vec<Token<'t>>) {
        let mut pairs: SmallVec<[(usize, &'static str); 2]> = SmallVec::new();
        let mut i = 0;
        while i + 1 < out.len() {
            if let Some(low) = joined(out, i) {
                pairs.push((i, low));
                i += 1;
            }
            i += 1;
        }
        if pairs.is_empty() {
            return;
        }
        let written = self.joined.get_or_init(|| {
            let pair = |(i, _): &(usize, _)| [out[*i].raw, " ", out[*i + 1].raw].concat();
            pairs.iter().map(pair).collect()
        });
        let mut from = 0;
        for &(i, low) in &pairs {
            let (first, second) = (out[i], out[i + 1]);
            let end = from + first.raw.len() + 1 + second.raw.len();
            out[i] = Token {
                raw: &written[from..end],
                end: second.end,
                ..first.read_as(low)
            };
            from = end;
        }
        let mut seconds = pairs.iter().map(|(i, _)| i + 1).peekable();
        let mut places = 0..;
        out.retain(|_| {
            let place = places.next();
            seconds.next_if(|second| Some(*second) == place).is_none()
        });
    }
}

/// The one word that the tokens at `i` and behind it are.
fn joined(tokens: &[Token], i: usize) -> Option<&'static str> {
    // Few words are the first of two.
    if !tokens[i].any(set![
        "back", "w", "yet", "front", "web", "micro", "third", "end"
    ]) {
        return None;
    }
    let behind = |words: &Set| i > 0 && tokens[i - 1].any(words);
    Some(match (tokens[i].low, tokens[i + 1].low) {
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

/// One spelling for the words the grammar turns on, if this is another.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_words_are_read_as() {
        for (text, want) in [
            ("Add an end-point", "Add=add an end-point=endpoint"),
            (
                "The back\nEnd  isn’t up",
                "The=the back End=backend isn’t=isn't up",
            ),
            (
                "we don’t, don’t (Web hook)",
                "we don’t=don't , don’t=don't ( Web hook=webhook )",
            ),
            (
                "an API end point, w/ ’",
                "an API=api end point=endpoint , w /=with ’='",
            ),
            ("the end point", "the end point"),
            (
                "‘Third party’ or “it’s all ours”",
                "Third party=third-party or “it’s all ours”=“it's all ours”",
            ),
            ("thirdparty API’s", "thirdparty=third-party API’s=apis"),
            (
                "see www.a.com/B, http://x.y",
                "see www.a.com/B=www.a.com/b , http://x.y",
            ),
            (
                "Zürich’s C++ {@link Foo}",
                "Zürich’s=zürich's C++=c++ { @link Foo=foo }",
            ),
            ("", ""),
        ] {
            let spelling = Spelling::of(text);
            let told = |t: &Token| match t.raw == t.low {
                true => t.raw.to_owned(),
                false => format!("{}={}", t.raw, t.low),
            };
            let got: Vec<String> = spelling.tokens().iter().map(told).collect();
            assert_eq!(got.join(" "), want, "{text}");
            for token in spelling.tokens().iter().filter(|t| t.kind == Kind::Word) {
                let again = Token::implied(token.low);
                assert_eq!((token.sign, token.bit), (again.sign, again.bit), "{text}");
            }
        }
    }
}
