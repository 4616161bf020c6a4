//! The words of the prefilter: those that name what a request is about, and those that ask.
//!
//! A word is a run of ASCII letters, digits and underscores. The grammar joins more (`back-end's`),
//! so each of its words that counts here has one of these in it.

use std::sync::Arc;

use super::skim::SHORTEST;
use super::word::{LONGEST, Word, Words, key};
use crate::trigger::lexicon::{objects, verbs};

/// A power of two, several times as many as there are words.
const SLOTS: usize = 2048;

/// Words that ask besides the verbs: wants, wishes, tags. *Could you* asks with a verb behind it, so
/// it need not be here.
#[rustfmt::skip]
const ASKS: &[&str] = &[
    "need", "needs", "needed", "want", "wants", "wanted", "require", "requires", "required", "missing", "miss",
    "lack", "lacks", "lacking", "necessary", "desired", "desire", "request", "requests", "requesting", "wish",
    "should", "must", "ought", "would", "might", "d", "setup", "next",
    // *Can we please get …*: what shall be done may stand behind as a participle.
    "please", "pls", "plz",
    // *Great if the backend had …*
    "hoping", "wondering", "blocked", "stuck", "calls", "cries", "benefit", "asking",
    "had", "exposed", "offered", "provided", "got", "gained",
    // *Ideally someone adds …*
    "ideally", "ideal", "perfect",
    "todo", "fixme", "xxx", "hack", "tbd", "wishlist",
];

/// Words that ask only as a label, before a sign: `BE: …`, `[backend] …`.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "backend", "ask", "be", "requirement", "item", "items", "point", "up", "followup", "step", "task", "ticket",
    "backlog", "story", "have", "outstanding", "requested", "reminder",
];

/// Words that only ask behind another: *remember to have*, *could you give me*, *could use*, *to-do*.
#[rustfmt::skip]
const PAIRS: &[(&str, &str)] = &[
    ("to", "have"), ("to", "get"), ("to", "see"), ("to", "do"), ("to", "be"), ("give", "us"), ("give", "me"),
    ("get", "us"), ("get", "me"), ("s", "have"), ("s", "get"), ("us", "have"), ("us", "get"), ("lets", "have"),
    ("lets", "get"), ("could", "use"), ("really", "use"),
    ("we", "have"), ("we", "get"), ("short", "of"), ("high", "time"), ("about", "time"), ("s", "time"), ("is", "time"), ("do", "with"),
];

/// Heads that are one only behind certain words, as the families say it.
#[rustfmt::skip]
const QUALIFIED: &[(&[&str], &[&str])] = &[
    (&["function", "functions"], &["lambda", "cloud", "serverless", "azure", "edge", "firebase"]),
    (&["mutation", "mutations", "resolver", "resolvers"], &["graphql"]),
    (&["resource", "resources"], &["rest", "restful", "api", "http"]),
    (&["handler", "handlers"], &["http", "webhook", "rest", "api", "request", "route", "lambda", "grpc"]),
    (&["rpc", "rpcs"], &["grpc", "unary", "streaming", "server"]),
    (&["method", "methods"], &["grpc", "rpc", "rest", "api"]),
    (&["interface", "interfaces"], &["rest", "restful", "http", "grpc", "graphql"]),
    (&["point", "points"], &["end"]),
];

/// Things beside those of the lexicon: what integrations and capabilities of a product are called.
const THINGS: &[&str] = &[
    "integration",
    "integrations",
    "sso",
    "login",
    "grpc",
    "graphql",
];

/// What a word is good for.
mod sort {
    /// Names a thing.
    pub const THING: u16 = 1;
    /// Names one behind a word that says what sort of data it holds.
    pub const WEAK: u16 = 2;
    /// Names one behind one of its own qualifiers.
    pub const QUALIFIED: u16 = 4;
    /// Names one before *end*.
    pub const BACK: u16 = 8;
    /// Asks.
    pub const ASK: u16 = 16;
    /// Asks before a sign.
    pub const LABEL: u16 = 32;
    /// Asks behind another word.
    pub const PAIR: u16 = 64;
    /// Names a thing that has to be defined, see [`super::Thing::Type`].
    pub const TYPE: u16 = 128;
    /// Asks for a definition.
    pub const DEFINE: u16 = 256;
}

/// What a word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    /// Something that a request may be about.
    Any,
    /// *Type* without a word that says what sort: half of all comments in code name one. It is
    /// wanted only where one is defined, designed, modelled; *add types* annotates code
    /// (`families/create.rs`).
    Type,
}

/// What is no definition of a type, although the verb takes data (`families/create.rs`).
const ADDING: &[&str] = &["add", "introduce", "write", "make", "implement", "generate"];

/// All words with what they are good for: one look for each word of a text.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// What the words are good for; most words are in no list, and these few bytes tell so.
    sorts: Arc<Vec<u16>>,
    keys: Arc<Vec<u128>>,
    /// The words that name things.
    things: Vec<String>,
}

fn slot(key: u128) -> usize {
    let mixed =
        (key as u64 ^ ((key >> 64) as u64).rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 53) as usize
}

impl Table {
    /// The words of the lexicon.
    pub(super) fn built_in() -> Table {
        let mut table = Table {
            sorts: Arc::new(vec![0; SLOTS]),
            keys: Arc::new(vec![0; SLOTS]),
            things: Vec::new(),
        };
        for list in [
            objects::API,
            objects::PIPELINE,
            objects::TARGET,
            objects::TARGET_NAMED,
            THINGS,
        ] {
            list.iter().for_each(|word| table.add(word, sort::THING));
        }
        for word in objects::DATA {
            let weak = objects::DATA_WEAK.contains(word);
            let sort = match *word {
                "type" | "types" => sort::TYPE,
                _ if weak => sort::WEAK,
                _ => sort::THING,
            };
            table.add(word, sort);
        }
        for word in QUALIFIED.iter().flat_map(|(words, _)| *words) {
            table.add(word, sort::QUALIFIED);
        }
        table.add("back", sort::BACK);
        for verb in verbs::VERBS {
            let joins = if verb.roles.join { sort::THING } else { 0 };
            let defines = verb.roles.data && !ADDING.contains(&verb.base);
            let more = joins | if defines { sort::DEFINE } else { 0 };
            for form in forms(verb.base) {
                table.add(&form, sort::ASK | more);
            }
            // *should be added*: what stands before it asks.
            for form in participles(verb.base) {
                table.add(&form, more);
            }
        }
        // Its participle.
        table.add("built", sort::DEFINE);
        ASKS.iter().for_each(|word| table.add(word, sort::ASK));
        LABELS.iter().for_each(|word| table.add(word, sort::LABEL));
        PAIRS
            .iter()
            .for_each(|(_, word)| table.add(word, sort::PAIR));
        table
    }

    fn add(&mut self, word: &str, sort: u16) {
        debug_assert!(word.len() <= LONGEST, "{word} is too long for the table");
        if sort == 0 {
            return;
        }
        let named = sort::THING | sort::WEAK | sort::QUALIFIED | sort::BACK | sort::TYPE;
        if sort & named != 0 && !self.things.iter().any(|known| known == word) {
            self.things.push(word.to_owned());
        }
        let key = key(word.as_bytes());
        let (sorts, keys) = (
            Arc::make_mut(&mut self.sorts),
            Arc::make_mut(&mut self.keys),
        );
        let mut at = slot(key);
        while sorts[at] != 0 && keys[at] != key {
            at = (at + 1) % SLOTS;
        }
        keys[at] = key;
        sorts[at] |= sort;
    }

    /// Adds a name of the user's; false if it is none that can be looked for.
    pub(super) fn name(&mut self, name: &str) -> bool {
        // Of several words the first will do.
        let word = name.split(' ').next().unwrap_or("");
        let plain = (SHORTEST..=LONGEST).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let room = self.things.len() < SLOTS / 4;
        if plain && room {
            self.add(&word.to_ascii_lowercase(), sort::THING);
        }
        plain && room
    }

    fn sort(&self, word: Word) -> u16 {
        let key = word.key;
        let mut at = slot(key);
        while self.sorts[at] != 0 {
            if self.keys[at] == key {
                return self.sorts[at];
            }
            at = (at + 1) % SLOTS;
        }
        0
    }

    /// The words that name things.
    pub(super) fn things(&self) -> impl Iterator<Item = &str> {
        self.things.iter().map(String::as_str)
    }

    /// What a word names, by itself or with its neighbours. Neighbours that are not known are taken
    /// to fit.
    pub(super) fn names<'t>(
        &self,
        word: Word,
        before: impl Fn() -> Option<&'t [u8]>,
        behind: impl Fn() -> Option<&'t [u8]>,
    ) -> Option<Thing> {
        let sort = self.sort(word);
        if sort & sort::THING != 0 {
            return Some(Thing::Any);
        }
        let is = |list: &[&str], word: &[u8]| {
            let mut words = list.iter();
            words.any(|one| one.as_bytes().eq_ignore_ascii_case(word))
        };
        if sort & sort::TYPE != 0 {
            // *Back end types* are the backend's.
            let sorted = |word| is(objects::DATA_QUALIFIERS, word) || is(&["end"], word);
            return Some(match before().is_none_or(sorted) {
                true => Thing::Any,
                false => Thing::Type,
            });
        }
        let named = sort & sort::WEAK != 0
            && before().is_none_or(|word| is(objects::DATA_QUALIFIERS, word))
            || sort & sort::QUALIFIED != 0
                && before().is_none_or(|qualifier| {
                    QUALIFIED
                        .iter()
                        .filter(|(_, before)| is(before, qualifier))
                        .any(|(heads, _)| heads.iter().any(|head| key(head.as_bytes()) == word.key))
                })
            || sort & sort::BACK != 0 && behind().is_none_or(|word| is(&["end", "ends"], word));
        named.then_some(Thing::Any)
    }

    /// Whether a text asks for a definition, as far as its words tell.
    pub(super) fn defines(&self, spread: &[u8]) -> bool {
        Words::of(spread).any(|(_, word)| self.sort(word) & sort::DEFINE != 0)
    }

    /// Whether a text asks for something, as far as its words tell. `spread` has its words.
    pub(super) fn asks(&self, spread: &[u8], text: &str) -> bool {
        let boxes = memchr::memchr_iter(b'[', text.as_bytes());
        if boxes.into_iter().any(|at| is_box(text.as_bytes(), at)) {
            return true;
        }
        for (at, word) in Words::of(spread) {
            let sort = self.sort(word);
            if sort & sort::ASK != 0 {
                return true;
            }
            if sort & (sort::LABEL | sort::PAIR) == 0 {
                continue;
            }
            let word = &spread[at..at + word.len];
            // A command names us, and asks for whatever stands behind.
            let sign = at.checked_sub(2).map(|sign| text.as_bytes()[sign]);
            if word == b"backend" && matches!(sign, Some(b'/' | b'@')) {
                return true;
            }
            if sort & sort::LABEL != 0 {
                // The blank in front makes this the byte behind the word.
                let (start, end) = (at - 1, at - 1 + word.len());
                let loud = word == b"backend"
                    && text.as_bytes()[start..end]
                        .iter()
                        .all(u8::is_ascii_uppercase);
                if loud || is_sign(text.get(end..).unwrap_or("")) {
                    return true;
                }
            }
            if sort & sort::PAIR != 0 {
                let before = before(spread, at);
                let pair = |(first, second): &(&str, &str)| {
                    second.as_bytes() == word && before.is_none_or(|b| b == first.as_bytes())
                };
                if PAIRS.iter().any(pair) {
                    return true;
                }
            }
        }
        false
    }
}

/// Whether a text begins with what makes the word before it a label (`grammar/mark.rs`): a colon and
/// its like, what a ticket or a person may stand in, what closes a bracket around it. What begins
/// the next line may be behind a comment's mark.
fn is_sign(text: &str) -> bool {
    let behind = text.trim_start();
    let broken = text[..text.len() - behind.len()].contains(['\n', '\r']);
    broken
        || behind.starts_with("...")
        || behind.starts_with(|c: char| !c.is_ascii() || ":->!=([<#@])}/|+".contains(c))
}

/// Whether an empty checkbox may stand here, as against the brackets of an array.
fn is_box(text: &[u8], at: usize) -> bool {
    let behind = &text[at + 1..];
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let array = at.checked_sub(1).is_some_and(|before| word(&text[before]));
    behind.starts_with(b" ]") || behind.starts_with(b"]") && !array
}

/// A verb that asks by itself: its base and its gerund.
fn forms(base: &str) -> [String; 4] {
    let (stem, last) = (
        base.strip_suffix('e').unwrap_or(base),
        &base[base.len() - 1..],
    );
    [
        base.to_owned(),
        format!("{base}ing"),
        format!("{stem}ing"),
        format!("{base}{last}ing"),
    ]
}

fn participles(base: &str) -> [String; 2] {
    [
        format!("{base}ed"),
        format!("{}ed", base.strip_suffix('e').unwrap_or(base)),
    ]
}

/// The word before `at`, whatever signs stand between.
pub(super) fn before(spread: &[u8], at: usize) -> Option<&[u8]> {
    let end = spread[..at].iter().rposition(|b| *b != b' ')? + 1;
    let start = spread[..end].iter().rposition(|b| *b == b' ');
    Some(&spread[start.map_or(0, |found| found + 1)..end])
}
