//! A language's tokens, laid out for the loop that skips plain code: which bytes can start
//! something, and which tokens start with each. Built once per language from its table entry.

use std::sync::OnceLock;

use crate::trigger::language::{Escape, Interp, Language, Quote, Syntax, Token, What, trait_of};

/// A byte that starts a token.
pub const TOKEN: u8 = 1;
/// A brace, which code inside a string counts.
pub const BRACE: u8 = 2;
/// A parenthesis or bracket, or the colon of a format or of Python's headers.
pub const PAREN: u8 = 4;
/// `<`, where JSX may stand.
pub const JSX: u8 = 8;

/// The compiled form of a [`Syntax`].
pub struct Rules {
    pub language: Language,
    pub syntax: &'static Syntax,
    /// What each byte may be.
    pub class: [u8; 256],
    /// Tokens sorted by the byte they are found by, longest first.
    pub tokens: Vec<Token>,
    /// For each token, where in it the byte is that it is found by: `br#"` is found by its `#`,
    /// because stopping at every `b` would cost more than all else.
    keys: Vec<u8>,
    /// For each token that is a string, the bytes to stop at inside.
    stops: Vec<Option<Box<[bool; 256]>>>,
    /// Where the tokens of each byte are.
    starts: [(u8, u8); 256],
}

/// Where in a token the byte is that it is found by: its first that is no letter, unless that is
/// a blank or there is none.
fn key(text: &str) -> usize {
    let found = text.bytes().position(|b| !b.is_ascii_alphanumeric());
    found.filter(|at| text.as_bytes()[*at] != b' ').unwrap_or(0)
}

/// The bytes inside a string that may end it, escape something or open code.
fn stops(quote: &Quote) -> Box<[bool; 256]> {
    let mut stops = Box::new([false; 256]);
    let mut stop = |bytes: &[u8]| bytes.iter().for_each(|b| stops[usize::from(*b)] = true);
    stop(&quote.close.as_bytes()[..1]);
    stop(match quote.escape {
        Escape::Backslash => b"\\",
        Escape::Backtick => b"`",
        Escape::None | Escape::Double | Escape::Nix => b"",
    });
    stop(match quote.interp {
        Interp::None => b"",
        Interp::Dollar | Interp::DollarParen | Interp::Shell => b"$",
        Interp::Hash => b"#",
        Interp::Paren => b"\\",
        Interp::Brace => b"{",
    });
    stops
}

impl Rules {
    /// The rules of a language.
    pub fn of(language: Language) -> &'static Rules {
        static ALL: OnceLock<Vec<OnceLock<Rules>>> = OnceLock::new();
        let all = ALL.get_or_init(|| Language::all().map(|_| OnceLock::new()).collect());
        all[language.index()].get_or_init(|| Rules::new(language))
    }

    fn new(language: Language) -> Rules {
        let syntax = language.syntax();
        let mut tokens = syntax.tokens.to_vec();
        tokens.sort_by_key(|t| (t.text.as_bytes()[key(t.text)], usize::MAX - t.text.len()));
        let mut class = [0; 256];
        let mut starts = [(0, 0); 256];
        for (index, token) in tokens.iter().enumerate() {
            let first = usize::from(token.text.as_bytes()[key(token.text)]);
            class[first] |= TOKEN;
            if starts[first].1 == 0 {
                starts[first].0 = index as u8;
            }
            starts[first].1 = index as u8 + 1;
        }
        for byte in *b"{}" {
            class[usize::from(byte)] |= BRACE;
        }
        for byte in *b"()[]:" {
            class[usize::from(byte)] |= PAREN;
        }
        if syntax.has(trait_of::JSX) {
            class[usize::from(b'<')] |= JSX;
        }
        let of_text = |token: &Token| match &token.what {
            What::Text(quote) => Some(stops(quote)),
            _ => None,
        };
        Rules {
            language,
            syntax,
            class,
            keys: tokens.iter().map(|t| key(t.text) as u8).collect(),
            stops: tokens.iter().map(of_text).collect(),
            tokens,
            starts,
        }
    }

    /// Where the token starts whose key byte is at `at`, if the text fits.
    pub fn fits(&self, index: usize, bytes: &[u8], at: usize) -> Option<usize> {
        let start = at.checked_sub(usize::from(self.keys[index]))?;
        let text = self.tokens[index].text.as_bytes();
        let found = bytes.get(start..start + text.len())?;
        // Most are one or two bytes: no call to compare them.
        let same = match (text, found) {
            ([a], [b]) => a == b,
            ([a, c], [b, d]) => a == b && c == d,
            _ => text == found,
        };
        same.then_some(start)
    }

    /// The first byte at or behind `at` that may end a string or mean something in it.
    pub fn stop(&self, token: u8, bytes: &[u8], at: usize) -> usize {
        match &self.stops[usize::from(token)] {
            Some(stops) => bytes[at..]
                .iter()
                .position(|b| stops[usize::from(*b)])
                .map_or(bytes.len(), |found| at + found),
            None => at,
        }
    }

    /// The indices of the tokens that are found by this byte, longest first.
    pub fn found_by(&self, byte: u8) -> std::ops::Range<usize> {
        let (from, to) = self.starts[usize::from(byte)];
        usize::from(from)..usize::from(to)
    }
}
