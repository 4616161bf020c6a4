//! A language's tokens, laid out for the loop that skips plain code: which bytes can start
//! something, and which tokens start with each. Built once per language from its table entry.

use std::sync::OnceLock;

use crate::trigger::language::{
    Escape, Interp, Language, Mode, Quote, Syntax, Token, What, When, trait_of,
};

use super::few::{FEW, Few, few, first_of, first_of_few};

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
    /// The byte before that one, 0 if the token starts with it.
    leads: Vec<u8>,
    /// For each byte the string that it opens by itself, where its neighbours tell that no longer
    /// token is meant.
    alone: Vec<Option<Alone>>,
    /// For each byte the line comment that it starts, if that is told by the comment's token alone.
    comments: Vec<Option<u8>>,
    /// The same for comments that run on until a closer.
    blocks: Vec<Option<u8>>,
    /// For each token that is a string, the bytes to stop at inside.
    stops: Vec<Option<Box<Stops>>>,
    /// Where the tokens of each byte are.
    starts: [(u8, u8); 256],
    /// Lines start in plain code, where nothing is open.
    pub plain: bool,
    /// A line of plain code without a byte that starts a token tells nothing, and changes nothing.
    pub quiet: bool,
    /// The same, but for whether it ends with a value.
    pub values: bool,
    /// The same, if its first word is none that opens a definition.
    pub statements: bool,
    /// The bytes that start a token or JSX, when they are few.
    few: Option<Few>,
}

/// Where in a token the byte is that it is found by: its first that is no letter, unless that is
/// a blank or there is none.
fn key(text: &str) -> usize {
    let found = text.bytes().position(|b| !b.is_ascii_alphanumeric());
    found.filter(|at| text.as_bytes()[*at] != b' ').unwrap_or(0)
}

fn lead(token: &Token) -> u8 {
    let before = key(token.text).checked_sub(1);
    before.map_or(0, |at| token.text.as_bytes()[at])
}

/// A string that is opened by one byte.
#[derive(Clone, Copy, Default)]
struct Alone {
    index: u8,
    /// What a longer token has behind that byte, 0 if there is none.
    behind: u8,
    /// What longer tokens may have before it: bytes share the bits of the lowest six of theirs.
    before: u64,
}

impl Alone {
    /// Among the tokens that are found by one byte, whose first has the index `from`.
    fn of(tokens: &[Token], from: usize) -> Option<Alone> {
        let mut alone = Alone::default();
        let mut found = false;
        for (index, token) in tokens.iter().enumerate() {
            let text = token.text.as_bytes();
            match (lead(token), text) {
                (0, [_]) if token.when == When::Always && matches!(token.what, What::Text(_)) => {
                    alone.index = (from + index) as u8;
                    found = true;
                }
                (0, [_, behind, ..]) if matches!(alone.behind, 0) || alone.behind == *behind => {
                    alone.behind = *behind;
                }
                (0, _) => return None,
                (before, _) => alone.before |= 1 << (before & 63),
            }
        }
        found.then_some(alone)
    }
}

/// The comment of a kind among the tokens that are found by one byte, if its token alone tells that no
/// other is meant.
fn comment(tokens: &[Token], is: impl Fn(&What) -> bool) -> Option<usize> {
    let index = tokens.iter().position(|token| is(&token.what))?;
    let text = tokens[index].text;
    let longer = |token: &Token| token.text != text && token.text.starts_with(text);
    let others = tokens.iter().any(|token| longer(token) || lead(token) != 0);
    let alone = tokens[index].when == When::Always && key(text) == 0 && !others;
    alone.then_some(index)
}

fn is_line(what: &What) -> bool {
    matches!(what, What::Line(_))
}

fn is_block(what: &What) -> bool {
    matches!(what, What::Block(block) if !block.line_close)
}

/// The bytes inside a string that may end it, escape something or open code, and those that end a
/// line.
struct Stops {
    table: [u8; 256],
    few: Option<Few>,
    /// The byte that closes it, if one does, and nothing that opens and closes inside.
    close: Option<u8>,
    /// Whether a backslash takes the byte behind it along.
    escapes: bool,
}

impl Stops {
    #[inline]
    fn next(&self, bytes: &[u8], at: usize) -> usize {
        match &self.few {
            Some(few) => first_of_few::<FEW>(few, &self.table, TOKEN, bytes, at),
            None => first_of(&self.table, TOKEN, bytes, at),
        }
    }
}

fn stops(quote: &Quote) -> Box<Stops> {
    let mut stops = [0; 256];
    let mut stop = |bytes: &[u8]| bytes.iter().for_each(|b| stops[usize::from(*b)] = TOKEN);
    stop(b"\n\r");
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
    let close = match quote.close.as_bytes() {
        [close] if *close != b'\n' => Some(*close),
        _ => None,
    };
    Box::new(Stops {
        table: stops,
        few: few(&stops, TOKEN),
        close: close.filter(|_| matches!(quote.escape, Escape::Backslash | Escape::None)),
        escapes: quote.escape == Escape::Backslash && quote.interp != Interp::Paren,
    })
}

/// `starts_with` for the few bytes of a token, without a call.
#[inline]
pub fn starts(bytes: &[u8], token: &[u8]) -> bool {
    bytes.len() >= token.len() && token.iter().zip(bytes).all(|(a, b)| a == b)
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
        let found_by = |(from, to): &(u8, u8)| usize::from(*from)..usize::from(*to);
        let alone = |range: &(u8, u8)| Alone::of(&tokens[found_by(range)], usize::from(range.0));
        let comment = |range: &(u8, u8), is: fn(&What) -> bool| {
            let found = comment(&tokens[found_by(range)], is)?;
            Some(range.0 + found as u8)
        };
        Rules {
            language,
            syntax,
            class,
            keys: tokens.iter().map(|t| key(t.text) as u8).collect(),
            leads: tokens.iter().map(lead).collect(),
            stops: tokens.iter().map(of_text).collect(),
            starts,
            alone: starts.iter().map(alone).collect(),
            comments: starts.iter().map(|r| comment(r, is_line)).collect(),
            blocks: starts.iter().map(|r| comment(r, is_block)).collect(),
            few: few(&class, TOKEN | JSX),
            plain: syntax.mode == Mode::Code,
            values: syntax.mode == Mode::Code
                && syntax.has(trait_of::REGEX)
                && !syntax.has(trait_of::DOCSTRINGS)
                && !syntax.has(trait_of::IF_ZERO),
            statements: syntax.mode == Mode::Code
                && syntax.has(trait_of::DOCSTRINGS)
                && !syntax.has(trait_of::REGEX)
                && !syntax.has(trait_of::IF_ZERO),
            quiet: syntax.mode == Mode::Code
                && !syntax.has(trait_of::DOCSTRINGS)
                && !syntax.has(trait_of::REGEX)
                && (!syntax.has(trait_of::IF_ZERO) || class[usize::from(b'#')] & TOKEN != 0),
            tokens,
        }
    }

    /// Where the token starts whose key byte is at `at`, if the text fits.
    #[inline]
    pub fn fits(&self, index: usize, bytes: &[u8], at: usize) -> Option<usize> {
        let lead = self.leads[index];
        if lead != 0 && (at == 0 || bytes[at - 1] != lead) {
            return None;
        }
        let start = at.checked_sub(usize::from(self.keys[index]))?;
        let text = self.tokens[index].text.as_bytes();
        let found = bytes.get(start..start + text.len())?;
        // Most are one or two bytes: no call to compare them.
        let same = match (text, found) {
            ([a], [b]) => a == b,
            ([a, c], [b, d]) => a == b && c == d,
            _ => starts(found, text),
        };
        same.then_some(start)
    }

    /// The first byte at or behind `at` that is of a class in `mask`.
    #[inline]
    pub fn next(&self, mask: u8, bytes: &[u8], at: usize) -> usize {
        first_of(&self.class, mask, bytes, at)
    }

    /// The first byte at or behind `at` that starts a token or JSX.
    #[inline]
    pub fn next_token(&self, bytes: &[u8], at: usize) -> usize {
        self.next_token_of::<FEW>(bytes, at)
    }

    /// The same for rules with no more than `COUNT` such bytes, if they are few.
    #[inline]
    fn next_token_of<const COUNT: usize>(&self, bytes: &[u8], at: usize) -> usize {
        match &self.few {
            Some(few) => first_of_few::<COUNT>(few, &self.class, TOKEN | JSX, bytes, at),
            None => self.next(TOKEN | JSX, bytes, at),
        }
    }

    /// The first byte at or behind `at` that may end a string or mean something in it.
    #[inline]
    pub fn stop(&self, token: u8, bytes: &[u8], at: usize) -> usize {
        let stops = self.stops[usize::from(token)].as_ref();
        stops.map_or(at, |stops| stops.next(bytes, at))
    }

    /// The first byte at or behind `at` that starts anything but strings which their lines close: in
    /// plain code these change nothing.
    pub fn next_open(&self, bytes: &[u8], at: usize) -> usize {
        match self.few.as_ref().map_or(FEW, Few::count) {
            0..=3 => self.next_open_of::<3>(bytes, at),
            4 => self.next_open_of::<4>(bytes, at),
            _ => self.next_open_of::<FEW>(bytes, at),
        }
    }

    #[inline]
    fn next_open_of<const COUNT: usize>(&self, bytes: &[u8], mut at: usize) -> usize {
        loop {
            at = self.next_token_of::<COUNT>(bytes, at);
            if at >= bytes.len() {
                return at;
            }
            let string = self.opens_alone(bytes, at);
            match string.and_then(|token| self.closed(token, bytes, at + 1)) {
                Some(end) => at = end,
                None => return at,
            }
        }
    }

    /// The byte behind a string whose inside starts at `at`, if its line closes it and only escapes
    /// stand in it: nearly all are like that.
    #[inline]
    pub fn closed(&self, token: u8, bytes: &[u8], mut at: usize) -> Option<usize> {
        let stops = self.stops[usize::from(token)].as_ref()?;
        let close = stops.close?;
        loop {
            at = stops.next(bytes, at);
            match (*bytes.get(at)?, bytes.get(at + 1)) {
                (byte, _) if byte == close => return Some(at + 1),
                (b'\\', Some(next)) if stops.escapes && !matches!(next, b'\n' | b'\r') => at += 2,
                _ => return None,
            }
        }
    }

    /// Up to where lines are inside of an open string and mean nothing, from the start of a line. None
    /// if the string may end with a line, or only at the start of one.
    pub fn text_goes_on(&self, token: u8, bytes: &[u8], mut at: usize) -> Option<usize> {
        let What::Text(quote) = &self.tokens[usize::from(token)].what else {
            return None;
        };
        if !quote.multiline || quote.close.starts_with('\n') {
            return None;
        }
        loop {
            at = self.stop(token, bytes, at);
            match bytes.get(at) {
                Some(b'\n' | b'\r') => at += 1,
                _ => return Some(at),
            }
        }
    }

    /// The index of the token that surely starts a comment to the end of the line at `at`, in plain
    /// code.
    #[inline]
    pub fn line_comment(&self, bytes: &[u8], at: usize) -> Option<u8> {
        self.told(&self.comments, bytes, at)
    }

    /// The index of the token that surely starts a comment with a closer.
    #[inline]
    pub fn block_comment(&self, bytes: &[u8], at: usize) -> Option<u8> {
        self.told(&self.blocks, bytes, at)
    }

    fn told(&self, tokens: &[Option<u8>], bytes: &[u8], at: usize) -> Option<u8> {
        let index = tokens[usize::from(*bytes.get(at)?)]?;
        let text = self.tokens[usize::from(index)].text.as_bytes();
        starts(&bytes[at..], text).then_some(index)
    }

    /// Whether no token stands at a byte that may start one, as far as its text tells.
    pub fn fits_none(&self, bytes: &[u8], at: usize) -> bool {
        let mut tokens = self.found_by(bytes[at]);
        self.class[usize::from(bytes[at])] & JSX == 0
            && tokens.all(|index| self.fits(index, bytes, at).is_none())
    }

    /// The index of the string that the byte at `at` opens, if its neighbours tell so at once.
    #[inline]
    pub fn opens_alone(&self, bytes: &[u8], at: usize) -> Option<u8> {
        let alone = self.alone[usize::from(bytes[at])]?;
        let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
        let longer = alone.before >> (before & 63) & 1 != 0
            || alone.behind != 0 && bytes.get(at + 1) == Some(&alone.behind);
        if longer {
            let mut tokens = self.found_by(bytes[at]);
            let fits = tokens.find(|index| self.fits(*index, bytes, at).is_some());
            return fits
                .map(|index| index as u8)
                .filter(|index| *index == alone.index);
        }
        Some(alone.index)
    }

    /// The indices of the tokens that are found by this byte, longest first.
    pub fn found_by(&self, byte: u8) -> std::ops::Range<usize> {
        let (from, to) = self.starts[usize::from(byte)];
        usize::from(from)..usize::from(to)
    }
}
