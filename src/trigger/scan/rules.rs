//! A language's tokens, laid out for the loop that skips plain code: which bytes can start
//! something, and which tokens start with each. Built once per language from its table entry.

use std::sync::OnceLock;

use crate::trigger::language::{Language, Syntax, Token, trait_of};

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
    /// Tokens sorted by first byte, longest first.
    pub tokens: Vec<Token>,
    /// Where the tokens of each first byte are.
    starts: [(u8, u8); 256],
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
        tokens.sort_by_key(|t| (t.text.as_bytes()[0], usize::MAX - t.text.len()));
        let mut class = [0; 256];
        let mut starts = [(0, 0); 256];
        for (index, token) in tokens.iter().enumerate() {
            let first = usize::from(token.text.as_bytes()[0]);
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
        Rules {
            language,
            syntax,
            class,
            tokens,
            starts,
        }
    }

    /// The indices of the tokens that start with this byte, longest first.
    pub fn starting(&self, byte: u8) -> std::ops::Range<usize> {
        let (from, to) = self.starts[usize::from(byte)];
        usize::from(from)..usize::from(to)
    }
}
