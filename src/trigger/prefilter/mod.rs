//! The cheap questions before the grammar: may these lines, this passage, this sentence hold a
//! request at all?
//!
//! Every request names one of the grammar's things (`API`, `table` …) as a word of its own and asks
//! with one of its words (`implement`, `need` …). [`Prefilter`] looks for the things with a packed
//! search over raw lines, before comments are put together, and for both in what is left. The words
//! come from the lexicon. It may let through what the grammar refuses and must never keep back
//! what the grammar accepts: `tests/detection` and the test below hold that. It judges nothing.

mod search;
mod skim;
mod word;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, StartKind};
use smallvec::SmallVec;

use super::ignore;
use super::passage::{Kind, Passage};
use super::scan::Interest;
use search::Search;
use skim::{Skim, Starts};
use word::{Word, is_word};
use words::{Table, Thing};

/// A sentence that names none of these is no candidate: nobody is told why it is no request.
#[rustfmt::skip]
const OBJECTS: &[&str] = &[
    "api", "endpoint", "end-point", "end point", "service", "backend", "back-end", "back end", "webhook",
    "web hook", "route", "lambda", "integrat", "pipeline", "server", "resolver", "mutation", "handler",
    "function", "grpc", "rest ", "rpc", "model", "schema", "entit", "table", "dto", "type", "message",
    "collection", "record", "migration", "struct", "relation", "method", "interface", "resource", "sso", "authent", "connect",
    "hook", "wire", "plug", "link",
];

static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .start_kind(StartKind::Unanchored)
        .build(OBJECTS)
        .ok()
});

/// Whether a text names a thing of the families at all, asked for or not.
pub(crate) fn mentions(text: &str) -> bool {
    AUTOMATON
        .as_ref()
        .is_none_or(|a| a.is_match(Input::new(text).anchored(Anchored::No)))
}

/// What every ignore mark has in it, and every line that says that a program wrote the file.
static SAYING: LazyLock<Search> = LazyLock::new(|| {
    let words = [" generated", " do not edit", " backend factory"];
    Search::new(words.map(|word| word.as_bytes().to_vec()).to_vec())
});

/// Whether the head of a document may hold an ignore mark, or say that a program wrote it.
pub(crate) fn may_be_left_alone(head: &str) -> bool {
    let mut room = Vec::new();
    spread(head, &mut room);
    SAYING.find(&room, 0).is_some()
}

/// The words of a detector, ready to be looked for.
#[derive(Clone, Debug)]
pub(crate) struct Prefilter {
    skim: Skim,
    table: Table,
    /// Something that a user set can be anywhere: nothing is kept back.
    wide: bool,
}

impl Prefilter {
    /// With the names of the user's products and the objects of the user's families, in lower case.
    /// `wide` is for families with patterns, which any text may fit.
    pub(crate) fn new<'w>(names: impl Iterator<Item = &'w str>, wide: bool) -> Prefilter {
        let mut table = Table::built_in();
        let mut wide = wide;
        for name in names {
            wide |= !table.name(name);
        }
        Prefilter {
            skim: Skim::new(table.things()),
            table,
            wide,
        }
    }

    /// Whether a passage may hold a request.
    pub(crate) fn passage(&self, passage: &Passage, room: &mut Vec<u8>) -> bool {
        // What an item asks for may be said by its box, or by the heading above it: in prose that
        // is not known yet.
        let headed = passage.kind == Kind::Prose || !passage.headings.is_empty();
        let asked = passage.item && headed || passage.checkbox.is_some();
        self.sentence(&passage.text, asked, room) || ignore::mark(&passage.text).is_some()
    }

    /// Whether a sentence, or several, may hold a request. `asked` is whether what stands around
    /// it asks already. `room` is room to work in.
    pub(crate) fn sentence(&self, text: &str, asked: bool, room: &mut Vec<u8>) -> bool {
        if self.wide {
            return true;
        }
        let bytes = text.as_bytes();
        let mut things = self.things(bytes, 0, true);
        let Some((_, first)) = things.next() else {
            return false;
        };
        spread(text, room);
        let any = first == Thing::Any || things.any(|(_, thing)| thing == Thing::Any);
        if !any && !self.table.defines(room) {
            return false;
        }
        asked || self.table.asks(room, text)
    }

    /// The same question, for many sentences of a text.
    pub(crate) fn sieve(&self, text: &str) -> Sieve<'_> {
        let mut sieve = Sieve {
            prefilter: self,
            spread: Vec::new(),
            things: SmallVec::new(),
        };
        if !self.wide {
            sieve.things.extend(self.things(text.as_bytes(), 0, true));
            if !sieve.things.is_empty() {
                spread(text, &mut sieve.spread);
            }
        }
        sieve
    }

    /// The places of a text at or behind `from` where a word stands that names a thing, and which.
    /// `whole` is whether nothing that belongs to the text stands before it.
    #[inline]
    fn things<'t>(&'t self, text: &'t [u8], from: usize, whole: bool) -> Things<'t> {
        Things {
            table: &self.table,
            starts: self.skim.starts(text, from),
            text,
            whole,
        }
    }
}

/// See [`Prefilter::things`].
struct Things<'t> {
    table: &'t Table,
    starts: Starts<'t>,
    text: &'t [u8],
    whole: bool,
}

impl Iterator for Things<'_> {
    type Item = (usize, Thing);

    fn next(&mut self) -> Option<Self::Item> {
        let (text, whole) = (self.text, self.whole);
        let name = |at: usize| {
            let word = Word::written(&text[at..]);
            let thing = self.table.names(
                word,
                || skim::before(text, at).or(whole.then_some(b"")),
                || skim::behind(text, at + word.len),
            )?;
            // `{@link …}`: the tag of a documentation is no word, see `grammar/token`.
            (!text[..at].ends_with(b"{@")).then_some((at, thing))
        };
        self.starts.by_ref().find_map(name)
    }
}

/// What of a text may be a request.
pub(crate) struct Sieve<'p> {
    prefilter: &'p Prefilter,
    /// As [`spread`] made it.
    spread: Vec<u8>,
    /// Where things are named.
    things: SmallVec<[(usize, Thing); 8]>,
}

impl Sieve<'_> {
    /// Whether a stretch of the text names a thing.
    pub(crate) fn names(&self, range: Range<usize>) -> bool {
        if self.prefilter.wide {
            return true;
        }
        let inside = |(at, _): &&(usize, Thing)| range.contains(at);
        let mut things = self.things.iter().filter(inside).peekable();
        things.peek().is_some()
            && (things.any(|(_, thing)| *thing == Thing::Any)
                || self
                    .prefilter
                    .table
                    .defines(&self.spread[range.start + 1..=range.end]))
    }

    /// Whether a sentence of the text may hold a request. `asked` is as in [`Prefilter::sentence`].
    pub(crate) fn sentence(&self, text: &str, span: Range<usize>, asked: bool) -> bool {
        if self.prefilter.wide {
            return true;
        }
        if self.things.is_empty() {
            return false;
        }
        let spread = &self.spread[span.start..=span.end + 1];
        let whole = spread[0] == b' ' && spread[spread.len() - 1] == b' ';
        if !whole {
            // A word is cut: the rest of it may be another.
            return self.prefilter.sentence(&text[span], asked, &mut Vec::new());
        }
        self.names(span.clone()) && (asked || self.prefilter.table.asks(spread, &text[span]))
    }
}

/// The words of the text in lower case, blanks for all else, a blank in front and a block of them
/// behind: so every word starts behind a blank, which tells most searches apart at once, and no
/// search is one of less than a block.
fn spread(text: &str, room: &mut Vec<u8>) {
    room.clear();
    room.resize(text.len() + 1 + search::BLOCK, b' ');
    for (place, byte) in room[1..].iter_mut().zip(text.as_bytes()) {
        // Without branches: many bytes at once.
        let word = is_word(*byte);
        *place = if word {
            byte.to_ascii_lowercase()
        } else {
            b' '
        };
    }
    // `{@link …}`: the tag of a documentation is no word, see `grammar/token`.
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        if at > 0 && text.as_bytes()[at - 1] == b'{' {
            let tag = room[at + 2..].iter_mut().take_while(|b| **b != b' ');
            tag.for_each(|b| *b = b' ');
        }
    }
}

/// Looks through stretches of lines for the things that requests name.
pub(crate) struct Lines<'p> {
    prefilter: &'p Prefilter,
    whole: bool,
    /// Whether a line may head items, once somebody asked.
    leads: Option<bool>,
    /// The paragraph looked at last.
    paragraph: Paragraph,
    /// The paragraph as [`spread`] made it.
    spread: Vec<u8>,
    room: Vec<u8>,
}

/// A paragraph of raw lines.
#[derive(Clone, Copy, Debug, Default)]
struct Paragraph {
    start: usize,
    end: usize,
    /// Whether something in it may ask.
    asks: bool,
    /// Whether something in it may ask for a definition, once somebody asked.
    defines: Option<bool>,
}

impl<'p> Lines<'p> {
    /// Looks for the words of `prefilter`.
    pub(crate) fn new(prefilter: &'p Prefilter) -> Self {
        Lines {
            prefilter,
            whole: false,
            leads: None,
            paragraph: Paragraph::default(),
            spread: Vec::new(),
            room: Vec::new(),
        }
    }
}

impl Interest for Lines<'_> {
    fn begin(&mut self, whole: bool) {
        self.whole = whole;
        self.leads = None;
        self.paragraph = Paragraph::default();
    }

    fn next(&mut self, lines: &str, from: usize) -> Option<usize> {
        if self.prefilter.wide {
            return (from < lines.len()).then_some(from);
        }
        let mut things = self.prefilter.things(lines.as_bytes(), from, false);
        loop {
            let (at, thing) = things.next()?;
            if !(self.paragraph.start..self.paragraph.end).contains(&at) {
                self.paragraph = self.around(lines, at);
            }
            match thing {
                _ if !self.paragraph.asks => things.starts.seek(self.paragraph.end),
                Thing::Type if !self.defines() => {}
                _ => return Some(at),
            }
        }
    }

    fn wants(&mut self, passage: &Passage) -> bool {
        self.prefilter.passage(passage, &mut self.room)
    }
}

impl Lines<'_> {
    /// The paragraph around a byte, as far as raw lines tell one: a line without a letter ends it.
    fn around(&mut self, lines: &str, at: usize) -> Paragraph {
        let bytes = lines.as_bytes();
        let empty = |line: &[u8]| !line.iter().any(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
        let (mut start, mut end) = (at, at);
        while let Some(before) = start.checked_sub(1) {
            let line = memchr::memrchr(b'\n', &bytes[..before]).map_or(0, |found| found + 1);
            if start < at && empty(&bytes[line..before]) {
                break;
            }
            start = line;
        }
        while end < bytes.len() {
            let line = memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |n| end + n + 1);
            if end > at && empty(&bytes[end..line]) {
                break;
            }
            end = line;
        }
        let cut = !self.whole && (start == 0 || end == bytes.len());
        let (asks, defines) = match cut {
            true => (true, Some(true)),
            false => (self.asks(lines, start..end), None),
        };
        Paragraph {
            start,
            end,
            asks,
            defines,
        }
    }

    fn asks(&mut self, lines: &str, paragraph: Range<usize>) -> bool {
        let text = &lines[paragraph];
        spread(text, &mut self.spread);
        self.prefilter.table.asks(&self.spread, text)
            || *self.leads.get_or_insert_with(|| leads(lines))
    }

    /// Whether something in the paragraph may ask for a definition.
    fn defines(&mut self) -> bool {
        let defines = || self.prefilter.table.defines(&self.spread);
        *self.paragraph.defines.get_or_insert_with(defines)
    }
}

/// Whether a line ends with a colon: it may head items that it makes requests of.
fn leads(lines: &str) -> bool {
    memchr::memchr_iter(b':', lines.as_bytes()).any(|at| {
        let behind = lines.as_bytes()[at..].iter();
        let word = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'\n';
        behind.skip(1).find(word).is_none_or(|b| *b == b'\n')
    })
}
