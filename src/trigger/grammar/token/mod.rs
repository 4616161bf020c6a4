//! Words of one sentence, each with its place.
//!
//! ASCII classes only: English requests are ASCII, and Unicode classes cost twenty times. What is
//! in backticks or quotation marks becomes one opaque token, so that quoted words are never read
//! as part of a request. A [`Spelling`] owns the letters, tokens only point into it: they are copied
//! as often as the grammar puts words in another order. No meaning is given here; that is the
//! lexicon's.

mod ends;
mod spelling;

pub(crate) use spelling::Spelling;

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
        words.may_have(self.bit) && words.find(self.sign, self.low.as_bytes()).is_some()
    }
    /// Whether its first letter is a capital.
    pub fn capital(&self) -> bool {
        self.raw.starts_with(|c: char| c.is_ascii_uppercase())
    }
    /// Whether it is written like a name, not shouted: `Phones`, `GitHub`.
    pub fn name(&self) -> bool {
        self.capital() && self.raw.bytes().any(|b| b.is_ascii_lowercase())
    }
    /// Whether it has a capital behind its first letter: `GitHub`, `API`, `OAuth2`.
    pub fn inner_capital(&self) -> bool {
        self.raw.chars().skip(1).any(|c| c.is_ascii_uppercase())
    }
}
