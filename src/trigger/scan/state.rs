//! The lexer's state between two lines: a short stack of what is open, interned to a number.
//!
//! Two lines start alike exactly when their numbers are equal, which makes "has the edit's effect
//! ended?" one comparison. Numbers below 256 are plain code with that carried value; 0 is plain
//! code with nothing carried.

use std::collections::HashMap; // looked up, never iterated

use smallvec::SmallVec;

use crate::trigger::language::Language;
use crate::trigger::passage::Kind;

/// Deeper nesting than this is not told apart: hostile text must not grow the stack.
pub const MAX_FRAMES: usize = 64;
/// Heredocs that one line may open.
pub const MAX_HEREDOCS: usize = 16;

/// Something open at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// A block comment of the table.
    Comment { token: u8, depth: u16, kind: Kind },
    /// A comment with a closer of its own (`]==]`).
    LongComment { close: u16 },
    /// `<!-- -->`.
    Html,
    /// A line comment carried on by a backslash.
    Spliced { token: u8, kind: Kind },
    /// A string that is documentation, by its place.
    DocText { close: u16, kind: Kind },
    /// A string of the table.
    Text { token: u8 },
    /// A string with a closer of its own; `open` nests when it is not 0. Of two parts
    /// (`s{…}{…}`) when `parts` is 2.
    Delim {
        close: u16,
        open: u8,
        depth: u16,
        parts: u8,
        escapes: bool,
    },
    /// Lines up to one that is the tag.
    Heredoc {
        tag: u16,
        indented: bool,
        loose: bool,
    },
    /// Code inside a string, up to `close`; a colon starts a format when `spec`.
    Code { close: u8, depth: u16, spec: bool },
    /// The format behind that colon.
    Spec,
    /// `${…}` of a shell.
    Param { quoted: bool },
    /// Another language, up to `</script`, `</style` or `?>`.
    Embed { language: Language, close: Embedded },
    /// Text that is not compiled: `#if 0`, what follows `__END__` (for good when `depth` is 0).
    Dead { depth: u16 },
    /// The attributes of a JSX tag.
    JsxTag { closing: bool },
    /// The children of JSX elements.
    JsxText { depth: u16 },
    /// The attributes of a markup tag, and what its content is.
    Tag { content: Language, close: Embedded },
    /// An attribute's value.
    Attribute { quote: u8 },
    /// A `def` or `class` line of Python, up to its colon.
    Header { depth: u16 },
    /// A YAML block scalar: lines indented more than this (-1 for the top).
    YamlBlock { indent: i16 },
    /// A quoted YAML value.
    YamlQuote { quote: u8 },
    /// A fenced block of Markdown.
    Fence { mark: u8, len: u8 },
    /// Front matter, up to `---` or `+++`.
    FrontMatter { mark: u8 },
    /// A list item of Markdown whose content starts at this column.
    List { indent: u16 },
    /// A literal block or directive of reStructuredText: lines indented more than this.
    Literal { indent: u16 },
    /// A block of raw HTML in Markdown, up to a blank line.
    HtmlBlock,
}

/// What ends an embedded language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Embedded {
    /// Nothing is embedded.
    No,
    /// `</script`.
    Script,
    /// `</style`.
    Style,
    /// `?>`.
    Php,
}

/// What is open, innermost last, and a small value that the language carries from line to line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    pub carry: u8,
    pub frames: SmallVec<[Frame; 4]>,
}

impl State {
    /// Opens something, unless too much is open.
    pub fn push(&mut self, frame: Frame) {
        if self.frames.len() < MAX_FRAMES {
            self.frames.push(frame);
        }
    }
}

/// So many states or closers are looked through one by one.
const FEW: usize = 6;

/// All states met, by number.
#[derive(Clone, Debug, Default)]
pub struct States {
    ids: HashMap<State, u32>,
    list: Vec<State>,
}

impl States {
    /// The number of a state.
    pub fn id(&mut self, state: &State) -> u32 {
        if state.frames.is_empty() {
            return u32::from(state.carry);
        }
        // Most documents have few: to compare them costs less than to make a hash.
        let known = match self.list.len() {
            0..=FEW => {
                let found = self.list.iter().position(|known| known == state);
                found.map(|index| 256 + index as u32)
            }
            _ => self.ids.get(state).copied(),
        };
        if let Some(id) = known {
            return id;
        }
        let id = 256 + self.list.len() as u32;
        self.list.push(state.clone());
        self.ids.insert(state.clone(), id);
        id
    }

    /// What is open in the state with this number.
    pub fn frames(&self, id: u32) -> &[Frame] {
        let index = id.checked_sub(256);
        index.map_or(&[], |index| &self.list[index as usize].frames)
    }

    /// Makes `state` the one with this number.
    pub fn load(&self, id: u32, state: &mut State) {
        match id.checked_sub(256) {
            None => {
                state.carry = id as u8;
                state.frames.clear();
            }
            Some(index) => state.clone_from(&self.list[index as usize]),
        }
    }

    /// Whether `state` is the one with this number.
    #[inline]
    pub fn is(&self, id: u32, state: &State) -> bool {
        match id.checked_sub(256) {
            None => state.frames.is_empty() && u32::from(state.carry) == id,
            Some(index) => self.list[index as usize] == *state,
        }
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

/// Closers that the text itself chose (`]==]`, heredoc tags), by number.
#[derive(Clone, Debug, Default)]
pub struct Words {
    ids: HashMap<Box<str>, u16>,
    list: Vec<Box<str>>,
}

impl Words {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The closer with this number.
    pub fn closer(&self, word: u16) -> &str {
        self.list.get(usize::from(word)).map_or("\0", |w| w)
    }

    fn find(&self, word: &str) -> Option<u16> {
        // As with states.
        match self.list.len() {
            0..=FEW => {
                let found = self.list.iter().position(|known| **known == *word);
                found.map(|index| index as u16)
            }
            _ => self.ids.get(word).copied(),
        }
    }

    fn learn(&mut self, word: &str) -> u16 {
        if let Some(id) = self.find(word) {
            return id;
        }
        // A document with so many closers is not code; the last one stands for all others.
        if self.list.len() < usize::from(u16::MAX) {
            self.ids.insert(word.into(), self.list.len() as u16);
            self.list.push(word.into());
        }
        (self.list.len() - 1) as u16
    }
}

/// How a lexer sees the closers: it learns new ones when it reads a line for the first time, and
/// only looks them up when it reads it again.
#[derive(Debug)]
pub enum Dictionary<'a> {
    /// New ones are added.
    Learning(&'a mut Words),
    /// All are known.
    Known(&'a Words),
}

impl Dictionary<'_> {
    /// The number of a closer.
    pub fn word(&mut self, word: &str) -> u16 {
        match self {
            Dictionary::Learning(words) => words.learn(word),
            Dictionary::Known(words) => words.find(word).unwrap_or(u16::MAX - 1),
        }
    }

    /// The closer with this number.
    pub fn closer(&self, word: u16) -> &str {
        match self {
            Dictionary::Learning(words) => words.closer(word),
            Dictionary::Known(words) => words.closer(word),
        }
    }
}
