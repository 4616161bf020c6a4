//! Noun phrases and what hangs on them: *a REST API in Go for customer invoices*.
//!
//! Chunks by closed classes only (determiners, prepositions, auxiliaries): what lies between them
//! is the phrase. It says where things are; whether they make a request is the families' business.

use super::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::{Set, set};

/// One noun phrase: determiner dropped, tokens by index, the last is its head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Indices of the words, determiners left out.
    pub words: Vec<usize>,
    /// The determiner, if any.
    pub determiner: Option<usize>,
}

/// Several phrases joined by *and*, *or*, commas or signs, and where they end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Phrases {
    /// The parts, in order.
    pub parts: Vec<Phrase>,
    /// The index of the first token behind.
    pub end: usize,
}

/// Whether a word may stand inside a noun phrase.
fn inside(t: &Token) -> bool {
    t.nominal()
        && !t.any(set!["and", "or", "nor"])
        && !t.any(objects::PREPOSITIONS)
        && !t.any(objects::FINITE)
}

/// Whether a word is a determiner.
pub(crate) fn determiner(t: &Token) -> bool {
    t.any(objects::DETERMINERS)
}

/// Words that begin another phrase wherever they stand.
const ARTICLES: &Set = set![
    "a", "an", "the", "our", "my", "your", "their", "its", "this", "that", "these", "those",
    "every", "us", "me",
];

/// Reads phrases that begin at `at`. `head` says which words may be heads of the wanted object; an
/// *-ing* word directly behind such a head begins a clause (*endpoint returning orders*).
pub(crate) fn read(tokens: &[Token], at: usize, head: &dyn Fn(&Token) -> bool) -> Phrases {
    let mut out = Phrases {
        parts: Vec::new(),
        end: at,
    };
    let mut i = at;
    loop {
        let mut phrase = Phrase::default();
        // *a set of*, *a couple of*, *some kind of* are determiners as a whole.
        while i < tokens.len() {
            if determiner(&tokens[i]) {
                // A pronoun, not a determiner, if nothing follows that it could determine.
                if tokens[i].any(set![
                    "this", "that", "these", "those", "each", "all", "both", "some", "one",
                ]) && !tokens
                    .get(i + 1)
                    .is_some_and(|n| inside(n) || determiner(n))
                {
                    break;
                }
                phrase.determiner.get_or_insert(i);
                i += 1;
            } else if tokens[i].any(set![
                "set",
                "couple",
                "bunch",
                "kind",
                "sort",
                "pair",
                "list",
                "number",
                "series",
                "collection",
                "type",
            ]) && tokens.get(i + 1).is_some_and(|t| t.is("of"))
                && (phrase.determiner.is_some() || !head(&tokens[i]))
            {
                phrase.determiner.get_or_insert(i);
                i += 2;
            } else {
                break;
            }
        }
        while i < tokens.len()
            && (inside(&tokens[i])
                || (phrase.words.is_empty()
                    && tokens[i].any(set!["this", "that", "it", "these", "those"])
                    && out.parts.is_empty()))
        {
            let t = &tokens[i];
            let after_head = phrase.words.last().is_some_and(|&p| head(&tokens[p]));
            if !phrase.words.is_empty() && t.any(ARTICLES) {
                break;
            }
            // *transfers used by the clinics*: a participle with its doer.
            if !phrase.words.is_empty()
                && t.low.ends_with("ed")
                && tokens.get(i + 1).is_some_and(|n| n.is("by"))
            {
                break;
            }
            // A path or code behind the head names it: *an endpoint `/images` that …*.
            if after_head
                && (matches!(t.kind, Kind::Code | Kind::Path)
                    || identifier(tokens, i)
                    || named(tokens, i)
                    || call(tokens, i))
            {
                break;
            }
            if after_head && clause_word(tokens, i) && !compound(tokens, i, head) {
                break;
            }
            // *an endpoint specifically for the cities*.
            if after_head
                && t.low.ends_with("ly")
                && !t.is("only")
                && tokens
                    .get(i + 1)
                    .is_some_and(|n| n.any(set!["for", "to", "that"]))
            {
                break;
            }
            phrase.words.push(i);
            i += 1;
            if t.any(set!["it", "this", "that", "these", "those"]) {
                break;
            }
            // *A/B/C* and *A & B* stay one phrase: the signs are kept as words of it.
            if i + 1 < tokens.len()
                && matches!(tokens[i].kind, Kind::Slash)
                && inside(&tokens[i + 1])
            {
                phrase.words.push(i);
                i += 1;
            }
        }
        if phrase.words.is_empty() {
            break;
        }
        out.parts.push(phrase);
        out.end = i;
        // *for obituaries, the current page is static*: a clause of its own behind the comma.
        if tokens.get(i).is_some_and(|t| t.kind == Kind::Comma)
            && tokens.get(i + 1).is_some_and(|t| t.any(ARTICLES))
        {
            let behind = (i + 2..tokens.len()).find(|&k| !inside(&tokens[k]));
            if behind.is_some_and(|k| tokens[k].any(objects::FINITE)) {
                break;
            }
        }
        // Joined by a comma, *and*, *or*, *&*?
        let mut j = i;
        if j < tokens.len() && tokens[j].kind == Kind::Comma {
            j += 1;
        }
        if j < tokens.len()
            && (tokens[j].any(set!["and", "or"]) || tokens[j].kind == Kind::Ampersand)
        {
            j += 1;
        }
        if j == i
            || j >= tokens.len()
            || !(inside(&tokens[j]) || determiner(&tokens[j]))
            || tokens[j].any(set!["it", "this", "that"]) && !tokens.get(j + 1).is_some_and(inside)
        {
            break;
        }
        i = j;
    }
    // The conjunction is a word between parts, never one of them.
    out
}

/// A name of code at the end of a phrase: *endpoint GetUsersByRole*.
pub(crate) fn identifier(tokens: &[Token], i: usize) -> bool {
    let t = &tokens[i];
    t.kind == Kind::Word
        && t.inner_capital()
        && t.raw.bytes().filter(u8::is_ascii_uppercase).count() > 1
        && t.raw.bytes().filter(u8::is_ascii_lowercase).count() > 3
        && !tokens.get(i + 1).is_some_and(inside)
        && ![
            "Controller",
            "Service",
            "Handler",
            "Client",
            "Component",
            "Model",
            "Builder",
            "Factory",
            "Manager",
            "Helper",
            "Repository",
            "Module",
            "Class",
            "Context",
            "Provider",
        ]
        .iter()
        .any(|e| t.raw.ends_with(e))
}

/// *endpoint POST /rooms*: how it is called, not a part of its name.
pub(crate) fn call(tokens: &[Token], i: usize) -> bool {
    tokens[i].any(objects::METHODS)
        && tokens[i].raw.bytes().all(|b| b.is_ascii_uppercase())
        && tokens.get(i + 1).is_some_and(|t| t.kind == Kind::Path)
}

/// A name behind what it is of: *table Phones*, *model User*.
pub(crate) fn named(tokens: &[Token], i: usize) -> bool {
    let kind = i.checked_sub(1).map(|before| &tokens[before]);
    kind.is_some_and(|kind| {
        !kind.capital() && kind.any(set!["table", "model", "entity", "collection"])
    }) && tokens[i].kind == Kind::Word
        && tokens[i].name()
        && !tokens.get(i + 1).is_some_and(inside)
}

/// What is made for work on an API and is none.
const INSTRUMENTS: &Set = set![
    "tool",
    "tools",
    "script",
    "scripts",
    "utility",
    "library",
    "suite",
    "framework",
    "harness",
    "simulator",
    "guide",
    "documentation",
    "docs",
    "playground",
    "console",
    "explorer",
];

/// Whether the *-ing* word at `i` belongs to a longer name that ends in another head: *route
/// planning service*, against *endpoint returning orders*.
fn compound(tokens: &[Token], i: usize, head: &dyn Fn(&Token) -> bool) -> bool {
    let mut last = i;
    while tokens.get(last + 1).is_some_and(inside) {
        last += 1;
    }
    // *webhook testing tool* is a tool.
    last > i && last <= i + 2 && (head(&tokens[last]) || tokens[last].any(INSTRUMENTS))
}

/// Whether the token begins a reduced clause behind a head: *returning X*, *named X*, *capable of*.
fn clause_word(tokens: &[Token], i: usize) -> bool {
    let t = &tokens[i];
    let next = tokens.get(i + 1);
    if t.kind != Kind::Word {
        return false;
    }
    // *a service setting to …*: a noun.
    if t.any(set!["setting", "listing", "offering", "mapping", "binding"])
        && next.is_none_or(|n| n.any(set!["to", "for", "in", "of"]))
    {
        return false;
    }
    if t.low.len() > 4 && t.low.ends_with("ing") {
        return next
            .is_some_and(|n| inside(n) || determiner(n) || n.any(set!["for", "to", "with"]));
    }
    t.any(set![
        "called",
        "named",
        "capable",
        "able",
        "dedicated",
        "written",
        "backed",
        "responsible",
        "exposed",
        "needed",
        "required",
        "available",
        "similar",
        "equivalent",
        "powered",
        "protected",
        "built",
        "implemented",
        "created",
        "developed",
        "deployed",
        "designed",
        "meant",
        "intended",
    ])
}
