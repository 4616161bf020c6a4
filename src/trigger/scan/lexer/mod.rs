//! One line through the lexer: skips plain code, opens and closes what the table says, and notes
//! the comments it meets. What a table cannot say is in the neighbouring files, one construct each.
//! It deliberately knows nothing of other lines but the state that it is given.

mod blocks;
mod line;
mod strings;

use memchr::memmem;
use memchr::{memchr, memchr2};
use smallvec::SmallVec;

use crate::trigger::language::{
    Block, Docs, Escape, Interp, Language, Mode, Quote, What, When, trait_of,
};
use crate::trigger::passage::Kind;

use crate::trigger::scan::rules::{BRACE, JSX, PAREN, Rules, TOKEN, starts};
use crate::trigger::scan::state::{Dictionary, Embedded, Frame, MAX_HEREDOCS, State};

/// The part of a comment that stands on one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Where the comment's marker starts; where the line's content starts when the comment came
    /// from the line above.
    pub mark: u32,
    /// First byte of the content.
    pub start: u32,
    /// First byte behind the content.
    pub end: u32,
    /// First byte behind the closer.
    pub after: u32,
    pub kind: Kind,
    /// Which token opened it: comments of different tokens are different texts.
    pub token: u8,
    /// A comment to the end of the line, which the next line's may go on with.
    pub to_line_end: bool,
    /// Only blanks stand before it.
    pub own_line: bool,
    /// It came from the line above.
    pub from_above: bool,
    /// It goes on in the next line.
    pub runs_on: bool,
}

/// Reads one line.
pub struct Lexer<'a> {
    pub text: &'a str,
    pub bytes: &'a [u8],
    pub at: usize,
    /// Nothing at or behind this byte is read in this turn.
    pub end: usize,
    pub rules: &'static Rules,
    /// The rules of the document's own language.
    pub base: &'static Rules,
    pub words: Dictionary<'a>,
    pub state: &'a mut State,
    pub parts: &'a mut Vec<Part>,
    pub heredocs: Vec<Frame>,
    /// The document's first line.
    pub first: bool,
    /// The level of the heading that this line is, 0 for none.
    pub heading: u8,
    pub(super) spliced: bool,
    /// So much of the line is plain code for sure, if nothing was open before it.
    plain: usize,
}

impl<'a> Lexer<'a> {
    /// A lexer for the lines of a document.
    pub fn new(
        language: Language,
        words: Dictionary<'a>,
        state: &'a mut State,
        parts: &'a mut Vec<Part>,
    ) -> Self {
        let rules = Rules::of(language);
        Lexer {
            text: "",
            bytes: b"",
            at: 0,
            end: 0,
            rules,
            base: rules,
            words,
            state,
            parts,
            heredocs: Vec::new(),
            first: false,
            heading: 0,
            spliced: false,
            plain: 0,
        }
    }

    /// Reads a line: its parts, its heading's level. Afterwards the state is that at the start of
    /// the next.
    pub fn read(&mut self, text: &'a str, first: bool) {
        let token = match self.is_plain() {
            true => self.base.next_open(text.as_bytes(), 0),
            false => 0,
        };
        self.read_from(text, first, token);
    }

    /// Whether the line before ended in plain code, with nothing open.
    pub fn is_plain(&self) -> bool {
        self.base.plain && self.state.frames.is_empty()
    }

    /// Whether a line without a token changes nothing although lines of its language may: where only
    /// the first words of a statement do.
    pub(super) fn means_little(&self, text: &str) -> bool {
        let first = text.bytes().find(|b| *b != b' ' && *b != b'\t');
        self.base.statements
            && self.state.carry == 0
            && first.is_none_or(|b| b.is_ascii_graphic() && !matches!(b, b'd' | b'c' | b'a'))
    }

    /// Reads a line before whose byte `token` nothing opens (see [`Rules::next_open`]), if it starts
    /// in plain code.
    pub fn read_from(&mut self, text: &'a str, first: bool, token: usize) {
        self.parts.clear();
        self.plain = if self.is_plain() { token } else { 0 };
        // Half of the lines of most files end here.
        if self.plain == text.len()
            && self.is_plain()
            && (self.base.quiet || self.means_little(text))
        {
            self.heading = 0;
            return;
        }
        self.text = text;
        self.bytes = text.as_bytes();
        self.at = 0;
        self.end = text.len();
        self.rules = self.base;
        self.first = first;
        self.heading = 0;
        self.spliced = false;
        if self.is_plain() && (self.base.quiet || self.base.values || self.means_little(text)) {
            let comment = self.base.line_comment(self.bytes, self.plain);
            if let Some(index) = comment {
                self.line_token(index, self.plain);
            }
            if self.base.values && (comment.is_some() || self.plain == self.end) {
                self.carry_regex();
            }
            if comment.is_some() || self.plain == self.end {
                return;
            }
        }
        self.run();
    }
}

impl Lexer<'_> {
    fn run(&mut self) {
        match self.base.syntax.mode {
            Mode::Silent => return,
            Mode::Markdown => return self.markdown(),
            Mode::Rest | Mode::Plain => return self.prose(),
            Mode::Yaml => return self.yaml(),
            Mode::Code | Mode::Markup => {}
        }
        let len = self.bytes.len();
        if !self.state.frames.is_empty() {
            self.rules = self.innermost_rules();
        }
        self.line_start();
        if self.at == 0 && self.state.frames.is_empty() {
            self.at = self.plain;
        }
        // An empty line inside a comment is a part of it; a line that was taken whole, or has no
        // token, is done.
        let mut done = self.at > 0 && self.at >= len;
        while !done {
            // Nearly every line starts in plain code.
            let embedded = !self.state.frames.is_empty();
            self.end = embedded
                .then(|| self.embedded_end())
                .flatten()
                .unwrap_or(len);
            self.segment();
            if self.end < len && self.embed_index().is_some() {
                self.leave_embedded();
            }
            done = self.at >= len;
        }
        self.line_end();
    }

    fn segment(&mut self) {
        loop {
            match self.state.frames.last().copied() {
                None if self.rules.syntax.mode == Mode::Markup => self.markup(),
                None | Some(Frame::Code { .. } | Frame::Embed { .. } | Frame::Header { .. }) => {
                    self.code();
                }
                Some(Frame::Comment { token, depth, kind }) => self.comment(token, depth, kind),
                Some(Frame::LongComment { close }) => {
                    self.long_comment(close, Kind::Block);
                }
                Some(Frame::DocText { close, kind }) => self.long_comment(close, kind),
                Some(Frame::Html) => self.html_comment(),
                Some(Frame::Spliced { token, kind }) => self.spliced_comment(token, kind),
                Some(Frame::Text { token }) => self.string(token),
                Some(Frame::Delim { .. }) => self.delimited(),
                Some(Frame::Heredoc { .. }) => self.heredoc(),
                Some(Frame::Spec) => self.spec(),
                Some(Frame::Param { quoted }) => self.param(quoted),
                Some(Frame::Dead { depth }) => self.dead(depth),
                Some(Frame::JsxTag { closing }) => self.jsx_tag(closing),
                Some(Frame::JsxText { depth }) => self.jsx_text(depth),
                Some(Frame::Tag { content, close }) => self.tag(content, close),
                Some(Frame::Attribute { quote }) => self.attribute(quote),
                Some(_) => {
                    // A frame of another mode: the language was changed under us. Start afresh.
                    self.state.frames.clear();
                }
            }
            if self.at >= self.end {
                return;
            }
        }
    }

    /// The rules of the innermost embedded language.
    pub(super) fn innermost_rules(&self) -> &'static Rules {
        match self.embed_index().map(|i| self.state.frames[i]) {
            Some(Frame::Embed { language, .. }) => Rules::of(language),
            _ => self.base,
        }
    }

    /// Plain code, up to the next thing that changes what is open.
    fn code(&mut self) {
        let rules = self.rules;
        // Embedded PHP shares its entry with the markup around it.
        let depth = self.state.frames.len();
        let (mask, counted) = match self.state.frames.last() {
            Some(Frame::Code {
                spec: false,
                close: b'}',
                ..
            }) => (TOKEN | JSX | BRACE, true),
            Some(Frame::Code { .. } | Frame::Header { .. }) => (TOKEN | JSX | BRACE | PAREN, true),
            _ => (TOKEN | JSX, false),
        };
        let bytes = &self.bytes[..self.end];
        loop {
            self.at = if counted {
                rules.next(mask, bytes, self.at)
            } else {
                rules.next_token(bytes, self.at)
            };
            let Some(&byte) = bytes.get(self.at) else {
                break;
            };
            let class = rules.class[usize::from(byte)] & mask;
            if class & JSX != 0 && self.jsx_opens() {
                return;
            }
            if class & TOKEN != 0 && self.token(byte) {
                if self.state.frames.len() != depth {
                    return;
                }
                continue;
            }
            if counted && class & (BRACE | PAREN) != 0 && self.bracket(byte) {
                return;
            }
            self.at += 1;
        }
        self.at = self.end;
    }

    /// Counts a bracket of code inside a string or of a header. True when the frame ended, with
    /// the bracket taken.
    fn bracket(&mut self, byte: u8) -> bool {
        match self.state.frames.last_mut() {
            Some(Frame::Code { close, depth, spec }) => {
                let opens = match (*close, *spec) {
                    (_, true) => matches!(byte, b'(' | b'[' | b'{'),
                    (b')', _) => byte == b'(',
                    _ => byte == b'{',
                };
                let closes = match *spec {
                    true => matches!(byte, b')' | b']' | b'}'),
                    false => byte == *close,
                };
                if opens {
                    *depth = depth.saturating_add(1);
                } else if closes && *depth > 0 {
                    *depth -= 1;
                } else if closes {
                    self.at += 1;
                    self.state.frames.pop();
                    return true;
                } else if *spec && byte == b':' && *depth == 0 {
                    self.at += 1;
                    self.state.frames.pop();
                    self.state.push(Frame::Spec);
                    return true;
                }
            }
            Some(Frame::Header { depth }) => match byte {
                b'(' | b'[' | b'{' => *depth = depth.saturating_add(1),
                b')' | b']' | b'}' => *depth = depth.saturating_sub(1),
                _ if *depth == 0 => {
                    self.at += 1;
                    self.state.frames.pop();
                    self.header_ended();
                    return true;
                }
                _ => {}
            },
            _ => {}
        }
        false
    }

    /// Tries the tokens that start here. True when one fitted and was taken.
    fn token(&mut self, byte: u8) -> bool {
        let rules = self.rules;
        let start = self.at;
        // Half of all tokens of code.
        if let Some(index) = rules.opens_alone(&self.bytes[..self.end], start) {
            self.at += 1;
            if self.closes_soon(index) {
                return true;
            }
            self.at = start;
        }
        for index in rules.found_by(byte) {
            let token = &rules.tokens[index];
            let key = self.at;
            let Some(mark) = rules.fits(index, &self.bytes[..self.end], key) else {
                continue;
            };
            self.at = mark;
            if !self.preceded(token.when) {
                self.at = key;
                continue;
            }
            match &token.what {
                What::Line(_) => self.line_token(index as u8, mark),
                What::Block(block) => self.open_block(index as u8, block, token.text.len()),
                What::Text(_) => {
                    self.at += token.text.len();
                    if self.closes_soon(index as u8) {
                        self.at = self.at.max(key + 1);
                        return true;
                    }
                    self.state.push(Frame::Text { token: index as u8 });
                    // Most strings end where they began: what is open is then as it was.
                    if self.at < self.end
                        && let Some(Frame::Text { token }) = self.state.frames.last().copied()
                    {
                        self.string(token);
                    }
                }
                What::Hook(hook) => {
                    if !self.hook(*hook, token.text, index as u8) {
                        self.at = key;
                        continue;
                    }
                }
            }
            // What was taken reaches behind the byte it was found by.
            self.at = self.at.max(key + 1);
            return true;
        }
        false
    }

    /// A comment at this slash, if one starts here.
    pub(super) fn comment_token(&mut self) -> bool {
        self.token(b'/')
    }

    fn preceded(&self, when: When) -> bool {
        let before = self.at.checked_sub(1).map(|i| self.bytes[i]);
        match when {
            When::Always => true,
            When::LineStart => self.at == 0,
            When::Indented => self.bytes[..self.at].iter().all(u8::is_ascii_whitespace),
            When::AfterBlank => before.is_none_or(|b| b.is_ascii_whitespace()),
            When::WordStart => {
                before.is_none_or(|b| b.is_ascii_whitespace() || b";&|()`".contains(&b))
            }
            When::NotInWord => before.is_none_or(|b| !is_word(b)),
        }
    }

    /// Notes a part that came from the line above.
    pub(super) fn note(&mut self, start: usize, end: usize, token: u8, kind: Kind, runs_on: bool) {
        self.parts.push(Part {
            mark: start as u32,
            start: start as u32,
            end: end as u32,
            after: end as u32,
            kind,
            token,
            to_line_end: false,
            own_line: true,
            from_above: true,
            runs_on,
        });
    }

    fn close_part(&mut self, end: usize) {
        let after = self.at as u32;
        if let Some(part) = self.parts.last_mut() {
            part.end = end as u32;
            part.after = after;
            part.runs_on = false;
        }
    }

    /// What has to be looked at before the line's tokens.
    fn line_start(&mut self) {
        let syntax = self.rules.syntax;
        if syntax.has(trait_of::DOCSTRINGS) {
            self.python_line();
        }
        if syntax.has(trait_of::IF_ZERO) && self.state.frames.is_empty() {
            self.if_zero();
        }
    }

    /// What ends with the line, and what the next line has to know.
    fn line_end(&mut self) {
        if let Some(Frame::Text { token }) = self.state.frames.last()
            && let What::Text(quote) = self.rules.tokens[usize::from(*token)].what
            && !quote.multiline
            && !self.spliced
        {
            self.state.frames.pop();
        }
        if self.rules.syntax.has(trait_of::REGEX) {
            self.carry_regex();
        }
        if !self.heredocs.is_empty() {
            let heredocs = std::mem::take(&mut self.heredocs);
            for frame in heredocs.into_iter().take(MAX_HEREDOCS).rev() {
                self.state.push(frame);
            }
        }
    }

    pub(super) fn embed_index(&self) -> Option<usize> {
        self.state
            .frames
            .iter()
            .rposition(|f| matches!(f, Frame::Embed { .. }))
    }

    pub(super) fn in_php(&self) -> bool {
        self.embed_index().is_some_and(|i| {
            matches!(
                self.state.frames[i],
                Frame::Embed {
                    close: Embedded::Php,
                    ..
                }
            )
        })
    }
}

/// A closer, copied out of the dictionary.
pub type Closer = SmallVec<[u8; 24]>;

/// Whether a byte can be part of a name.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
