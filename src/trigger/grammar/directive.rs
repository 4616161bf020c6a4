//! Directive force: whether a sentence asks for work, and for which verb on what (policy 2a, 4).
//!
//! Reads the frame around the request (*could you please …*, *as an auditor, I want …*, *the
//! dashboard needs …*, *… should be added*) and gives the verb and the rest. What the rest asks for
//! is read by the families.

use super::refusal::Refusal;
use super::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::verbs::{self, Verb};

/// How strongly the sentence asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Force {
    /// *we need an API*, *we should expose*, *there should be*.
    Wish,
    /// *please*, *could you*.
    Polite,
    /// A bare imperative, *let's*, *we need to*: counts only where it is standalone.
    Bare,
    /// No verb at all: *endpoint for refunds*. Counts only behind a tag.
    Fragment,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Work with a verb: *implement …*.
    Do(&'static Verb),
    /// To have something: *need an API*.
    Have,
}

/// A sentence's request frame: its force, what is asked, and the words of the object and behind.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// How strongly it asks.
    pub force: Force,
    /// What it asks for.
    pub act: Act,
    /// The object and what follows it, in active order.
    pub rest: Vec<Token>,
    /// Which frame was read; part of the rule's id.
    pub frame: &'static str,
}

/// Words before a sentence's verb that change nothing.
#[rustfmt::skip]
const CONNECTIVES: &[&str] = &[
    "then", "next", "also", "and", "so", "now", "first", "firstly", "second", "secondly", "finally", "lastly",
    "later", "afterwards", "afterward", "eventually", "ideally", "ok", "okay", "actually", "basically",
    "additionally", "furthermore", "moreover", "again", "meanwhile", "btw", "fyi", "hi", "hey", "hello", "well",
    "right", "alright", "still", "otherwise", "therefore", "thus", "hence", "plus", "besides", "hopefully",
    "urgent", "urgently", "important", "reminder", "but", "or", "soon", "tomorrow", "today", "team", "folks",
    "all", "everyone", "guys", "yes", "yeah", "sure", "thanks", "quick", "separately", "similarly", "likewise",
    "honestly", "just", "simply", "maintenant", "optionally", "anyway", "lets",
];

/// Several words before a sentence's verb that change nothing.
const OPENINGS: &[&[&str]] = &[
    &["after", "that"],
    &["for", "now"],
    &["at", "some", "point"],
    &["in", "the", "future"],
    &["in", "future"],
    &["in", "addition"],
    &["as", "well"],
    &["last", "but", "not", "least"],
    &["i", "think"],
    &["i", "believe"],
    &["i", "guess"],
    &["i", "feel", "like"],
    &["imo"],
    &["imho"],
    &["in", "my", "opinion"],
    &["looks", "like"],
    &["it", "looks", "like"],
    &["seems", "like"],
    &["it", "seems", "like"],
    &["it", "seems", "that"],
    &["it", "seems"],
    &["note", "that"],
    &["as", "a", "next", "step"],
    &["as", "a", "follow-up"],
    &["as", "a", "followup"],
    &["next", "up"],
    &["long", "term"],
    &["short", "term"],
    &["in", "the", "long", "run"],
    &["on", "the", "backend"],
    &["on", "the", "server"],
    &["backend", "team"],
    &["if", "possible"],
    &["if", "you", "can"],
    &["if", "time", "permits"],
    &["if", "needed"],
    &["when", "possible"],
    &["when", "you", "can"],
    &["when", "you", "get", "a", "chance"],
    &["when", "you", "have", "time"],
    &["when", "you", "have", "a", "moment"],
    &["if", "you", "have", "time"],
    &["if", "you", "get", "a", "chance"],
    &["as", "soon", "as", "possible"],
    &["at", "the", "very", "least"],
    &["at", "least"],
    &["by", "the", "way"],
    &["before", "the", "release"],
    &["before", "launch"],
    &["after", "launch"],
    &["for", "v2"],
    &["for", "the", "next", "release"],
    &["for", "the", "mvp"],
    &["in", "v2"],
    &["to", "do"],
    &["next", "sprint"],
    &["this", "sprint"],
    &["long-term"],
    &["short-term"],
    &["one", "more", "thing"],
    &["same", "here"],
];

/// Adverbs inside a frame.
#[rustfmt::skip]
const ADVERBS: &[&str] = &[
    "also", "really", "still", "just", "definitely", "urgently", "eventually", "soon", "now", "quickly",
    "first", "later", "kindly", "badly", "desperately", "probably", "certainly", "clearly", "absolutely",
    "ultimately", "then", "therefore", "currently", "additionally", "please", "finally", "at", "least",
    "ideally", "further", "only", "actually", "very", "much", "simply", "next", "surely", "so", "always",
    "sorely", "together", "maybe", "instead", "already", "both", "immediately", "properly", "directly",
];

/// Words that begin a question about things.
#[rustfmt::skip]
const QUESTIONS: &[&str] = &[
    "do", "does", "did", "is", "are", "was", "were", "why", "who", "what", "when", "where", "which", "how",
    "whose", "has", "have", "had", "should", "shall", "am", "isn't", "aren't", "doesn't", "don't", "shouldn't",
    "wouldn't", "couldn't", "can't", "won't", "may", "might", "must", "whether", "whom", "what's", "how's",
];

/// What is wanted, third person and base.
#[rustfmt::skip]
const WANTS: &[&str] = &["need", "needs", "want", "wants", "lack", "lacks"];

struct Cursor<'t> {
    t: &'t [Token],
    i: usize,
}

impl Cursor<'_> {
    fn word(&self, k: usize) -> &str {
        match self.t.get(self.i + k) {
            Some(t) if t.kind == Kind::Word => &t.low,
            _ => "",
        }
    }
    fn at(&self, words: &[&str]) -> bool {
        let w = self.word(0);
        !w.is_empty() && words.contains(&w)
    }
    fn eat(&mut self, words: &[&str]) -> bool {
        let yes = self.at(words);
        if yes {
            self.i += 1;
        }
        yes
    }
    fn run(&mut self, words: &[&str]) -> bool {
        if words.iter().enumerate().all(|(k, w)| self.word(k) == *w) {
            self.i += words.len();
            return true;
        }
        false
    }
    fn adverbs(&mut self) {
        while self.at(ADVERBS) {
            self.i += 1;
        }
    }
    fn commas(&mut self) {
        while self
            .t
            .get(self.i)
            .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Other))
        {
            self.i += 1;
        }
    }
    fn negated(&mut self) -> bool {
        self.at(&[
            "not", "never", "no", "don't", "dont", "avoid", "stop", "refrain", "cannot", "can't",
        ])
    }
    fn rest(&self) -> Vec<Token> {
        self.t[self.i.min(self.t.len())..].to_vec()
    }
}

/// Reads the frame. `tagged` is whether a tag, an unticked box or a heading asks for work already.
pub(crate) fn read(tokens: &[Token], question: bool, tagged: bool) -> Result<Clause, Refusal> {
    let mut c = Cursor { t: tokens, i: 0 };
    opening(&mut c, tagged)?;
    // Polite forms.
    if c.eat(&["please", "pls", "plz", "kindly"]) {
        c.adverbs();
        c.commas();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        return frame(c, Force::Polite, "please", tagged);
    }
    if c.at(&["can", "could", "would", "will"]) && c.word(1) != "" {
        let modal = c.word(0).to_owned();
        let mut d = Cursor {
            t: tokens,
            i: c.i + 1,
        };
        d.adverbs();
        if d.eat(&[
            "you", "someone", "somebody", "anyone", "anybody", "y'all", "u",
        ]) || d.run(&["the", "backend", "team"])
            || d.run(&["backend", "team"])
            || d.run(&["one", "of", "you"])
        {
            while d.at(ADVERBS)
                || d.at(&["please", "pls", "kindly", "maybe", "perhaps"])
                || d.t.get(d.i).is_some_and(|t| t.kind == Kind::Comma)
            {
                d.i += 1;
            }
            if d.negated() {
                return Err(Refusal::Negation);
            }
            if d.eat(&["mind"]) {
                return gerund(d, Force::Polite, "would-you-mind");
            }
            d.run(&["be", "able", "to"]);
            d.run(&["be", "so", "kind", "to"]);
            if d.eat(&["help"]) {
                d.eat(&["us", "me"]);
                d.eat(&["to"]);
            }
            if d.run(&["give", "us"])
                || d.run(&["give", "me"])
                || d.run(&["get", "us"])
                || d.run(&["get", "me"])
            {
                return Ok(Clause {
                    force: Force::Polite,
                    act: Act::Have,
                    rest: d.rest(),
                    frame: "could-you",
                });
            }
            return frame(d, Force::Polite, "could-you", tagged);
        }
        if modal == "would" && d.at(&["be", "love", "like"]) {
            // "Would be great to have …", "Would love an endpoint …".
            let mut e = Cursor {
                t: tokens,
                i: c.i + 1,
            };
            if e.eat(&["love", "like"]) {
                return wanted(e, "would-like", tagged);
            }
            return nice(e, tagged);
        }
        if question || modal != "will" {
            return Err(Refusal::Question);
        }
    }
    if c.run(&["any", "chance", "you", "could"]) || c.run(&["any", "chance", "you", "can"]) {
        return frame(c, Force::Polite, "could-you", tagged);
    }
    if c.eat(&["someone", "somebody", "anyone", "anybody"]) {
        let polite = c.at(&["please", "pls", "kindly"]);
        c.adverbs();
        if polite
            || c.run(&["needs", "to"])
            || c.run(&["has", "to"])
            || c.eat(&["please", "pls", "should", "must", "kindly", "could", "can"])
        {
            c.adverbs();
            c.eat(&["please"]);
            return frame(c, Force::Polite, "someone-please", tagged);
        }
        return Err(Refusal::Description);
    }
    // Negation first: every later frame is about what is wanted.
    if c.run(&["don't", "forget", "to"])
        || c.run(&["do", "not", "forget", "to"])
        || c.run(&["remember", "to"])
        || c.run(&["make", "sure", "to"])
        || c.run(&["be", "sure", "to"])
        || c.run(&["time", "to"])
    {
        return frame(c, Force::Bare, "reminder", tagged);
    }
    if c.at(&[
        "don't", "dont", "never", "avoid", "not", "no", "without", "stop", "nobody", "nothing",
        "neither", "refuse", "skip", "wontfix", "rather", "instead",
    ]) || c.run(&["do", "not"])
        || c.run(&["decided", "against"])
    {
        return Err(Refusal::Negation);
    }
    if c.at(QUESTIONS) && (question || !tagged || c.at(&["do", "does", "why", "how", "is", "are"]))
    {
        return Err(Refusal::Question);
    }
    // As a …, I want …
    if c.at(&["as"]) && matches!(c.word(1), "a" | "an" | "the") {
        if let Some(comma) = (c.i + 2..tokens.len().min(c.i + 14))
            .find(|&k| tokens[k].any(&["i", "we", "i'd", "we'd"]))
        {
            c.i = comma;
            return first_person(c, tagged, question);
        }
        return Err(Refusal::NoForce);
    }
    if c.at(&[
        "we", "i", "we'd", "i'd", "we're", "i'm", "we've", "i've", "we'll", "i'll", "ill",
    ]) {
        return first_person(c, tagged, question);
    }
    // Users' wishes are reports, unless they are asked for here.
    if c.at(&["users", "customers", "clients", "people"])
        && (1..4).any(|k| {
            matches!(
                c.word(k),
                "want" | "ask" | "asked" | "request" | "requested" | "demand" | "say" | "said"
            )
        })
    {
        return Err(Refusal::Quoted);
    }
    // A past tense at the start tells what was done.
    if verbs::find_participle(c.word(0)).is_some_and(|v| v.base != c.word(0)) || c.at(&["wrote"]) {
        return Err(Refusal::Past);
    }
    if c.at(&[
        "you",
        "you'd",
        "you'll",
        "you've",
        "your",
        "users",
        "customers",
        "clients",
        "people",
    ]) {
        return Err(Refusal::Contract);
    }
    if c.run(&["let's"]) || c.run(&["let", "us"]) || c.run(&["lets"]) {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        return frame(c, Force::Bare, "lets", tagged);
    }
    if c.at(&["there", "there's"]) {
        return there(c);
    }
    if c.at(&["it", "it'd", "it's"]) {
        let mut d = Cursor {
            t: tokens,
            i: c.i + 1,
        };
        if c.at(&["it'd"]) || d.eat(&["would", "might"]) {
            return nice(d, tagged);
        }
        return Err(Refusal::Description);
    }
    if c.at(&["nice", "good", "great", "useful", "cool"])
        && matches!(c.word(1), "to")
        && c.word(2) == "have"
    {
        return nice(Cursor { t: tokens, i: c.i }, tagged);
    }
    // Elided subject: "Need an API …", "Missing an endpoint …".
    if c.at(&[
        "need",
        "needs",
        "want",
        "wants",
        "require",
        "requires",
        "missing",
        "needed",
        "wanted",
        "lacking",
        "requesting",
    ]) {
        let bare_missing = c.at(&["missing", "needed", "wanted", "lacking", "requesting"]);
        c.i += 1;
        c.commas();
        if bare_missing
            && !tagged
            && !c.at(&["a", "an"])
            && !c.t.get(c.i).is_some_and(|t| t.kind == Kind::Colon)
        {
            return Err(Refusal::NoForce);
        }
        if c.t.get(c.i).is_some_and(|t| t.kind == Kind::Colon) {
            c.i += 1;
        }
        return wanted(c, "need", tagged);
    }
    if c.eat(&["should"]) {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        if c.eat(&["have"]) {
            return Ok(Clause {
                force: Force::Wish,
                act: Act::Have,
                rest: c.rest(),
                frame: "should",
            });
        }
        return frame(
            c,
            if tagged { Force::Wish } else { Force::Bare },
            "should",
            tagged,
        );
    }
    if c.eat(&["must"]) {
        return frame(c, Force::Bare, "must", tagged);
    }
    // A bare imperative.
    c.adverbs();
    if let Some((verb, n)) =
        c.t.get(c.i)
            .filter(|t| t.kind == Kind::Word)
            .and_then(|_| verbs::find(c.word(0), Some(c.word(1))))
    {
        let next = c.t.get(c.i + n);
        // "Build failed", "Design is done": a noun.
        let noun = next.is_none_or(|t| {
            t.any(&[
                "is", "are", "was", "were", "has", "failed", "fails", "should", "must", "will",
                "of",
            ]) || t.kind == Kind::Colon
        });
        if !noun {
            c.i += n;
            return Ok(Clause {
                force: Force::Bare,
                act: Act::Do(verb),
                rest: c.rest(),
                frame: "imperative",
            });
        }
    }
    third_person(c, tagged, question)
}

/// Skips what stands before the frame; refuses conditions and purposes.
fn opening(c: &mut Cursor<'_>, tagged: bool) -> Result<(), Refusal> {
    for _ in 0..8 {
        c.commas();
        if let Some(words) = OPENINGS
            .iter()
            .find(|words| words.iter().enumerate().all(|(k, w)| c.word(k) == *w))
        {
            c.i += words.len();
            continue;
        }
        if c.at(&[
            "if", "when", "once", "whenever", "unless", "until", "while", "after", "before", "in",
            "to", "since", "because", "by", "with", "for", "given", "assuming", "suppose",
            "provided", "although", "as",
        ]) {
            if c.at(&["as"]) {
                return Ok(());
            }
            if c.at(&[
                "for", "in", "since", "because", "with", "after", "before", "once", "when",
                "while", "until",
            ]) && !matches!(c.word(1), "you" | "your" | "order" | "case")
            {
                // "For the mobile app we need an API …": what stands behind the comma decides, or
                // the first *we* or *I*.
                let stop = (c.i + 1..c.t.len()).find(|&k| {
                    (c.t[k].kind == Kind::Comma && c.t.get(k + 1).is_some())
                        || c.t[k].any(&["we", "i", "we'd", "please"])
                });
                let soft = c.at(&["for", "in", "since", "because", "with"]) || tagged;
                if let (Some(k), true) = (stop, soft) {
                    c.i = if c.t[k].kind == Kind::Comma { k + 1 } else { k };
                    if c.at(&["you", "you'll", "you'd"]) {
                        return Err(Refusal::Conditional);
                    }
                    continue;
                }
            }
            // "If you get a moment, could you …": the politeness behind it decides.
            if let Some(k) = (c.i + 1..c.t.len()).find(|&k| c.t[k].kind == Kind::Comma) {
                let behind = c.t.get(k + 1);
                if behind.is_some_and(|t| t.any(&["please", "pls", "could", "can", "would"]))
                    && !c.at(&["to"])
                {
                    c.i = k + 1;
                    continue;
                }
            }
            return Err(Refusal::Conditional);
        }
        if c.at(CONNECTIVES)
            && !(c.at(&[
                "just", "first", "second", "right", "all", "quick", "lets", "next", "now",
            ]) && c.word(1).is_empty()
                && c.i + 1 >= c.t.len())
        {
            if c.at(&["lets"]) {
                return Ok(());
            }
            c.i += 1;
            continue;
        }
        // A name before a comma: "Alice, could you …"; "@bob please …".
        let name = c.t.get(c.i).is_some_and(|t| {
            t.kind == Kind::Word
                && (t.capital() || t.raw.starts_with('@'))
                && !t.any(&["i", "we", "please"])
        });
        if name
            && c.t
                .get(c.i + 1)
                .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Colon))
            && verbs::find(c.word(0), None).is_none()
        {
            c.i += 2;
            continue;
        }
        if c.t
            .get(c.i)
            .is_some_and(|t| t.kind == Kind::Other && t.raw == "@")
        {
            c.i += 2;
            continue;
        }
        return Ok(());
    }
    Ok(())
}

/// The verb behind a frame.
fn frame(
    mut c: Cursor<'_>,
    force: Force,
    name: &'static str,
    _tagged: bool,
) -> Result<Clause, Refusal> {
    c.adverbs();
    c.commas();
    if c.negated() {
        return Err(Refusal::Negation);
    }
    if c.at(&["consider"]) {
        return Err(Refusal::Tentative);
    }
    if c.eat(&["have", "get"]) && force != Force::Polite {
        return Ok(Clause {
            force,
            act: Act::Have,
            rest: c.rest(),
            frame: name,
        });
    }
    // "start building", "begin to build", "try to add", "go ahead and add".
    c.run(&["go", "ahead", "and"]);
    if c.eat(&["start", "begin", "finish"]) {
        if c.eat(&["to"]) {
        } else if c.word(0).ends_with("ing") {
            return gerund(c, force, name);
        }
    }
    if let Some((verb, n)) = verbs::find(c.word(0), Some(c.word(1))) {
        c.i += n;
        return Ok(Clause {
            force,
            act: Act::Do(verb),
            rest: c.rest(),
            frame: name,
        });
    }
    Err(Refusal::OtherVerb)
}

fn gerund(mut c: Cursor<'_>, force: Force, name: &'static str) -> Result<Clause, Refusal> {
    c.adverbs();
    match verbs::find_gerund(c.word(0), Some(c.word(1))) {
        Some((verb, n)) => {
            c.i += n;
            Ok(Clause {
                force,
                act: Act::Do(verb),
                rest: c.rest(),
                frame: name,
            })
        }
        None => Err(Refusal::OtherVerb),
    }
}

/// Behind *need*, *want*, *would like*: a thing, *to* do something, or *you to* do something.
fn wanted(mut c: Cursor<'_>, name: &'static str, tagged: bool) -> Result<Clause, Refusal> {
    c.adverbs();
    if c.negated() {
        return Err(Refusal::Negation);
    }
    let wish = name != "need";
    if c.eat(&["you", "someone", "somebody", "y'all"])
        || c.run(&["the", "backend", "team"])
        || c.run(&["the", "team"])
        || c.run(&["claude"])
    {
        if c.eat(&["to"]) {
            return frame(c, Force::Wish, "want-you-to", tagged);
        }
        return Err(Refusal::OtherVerb);
    }
    if c.eat(&["to"]) {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        if c.at(&["have", "get", "see"]) {
            c.i += 1;
            return Ok(Clause {
                force: Force::Wish,
                act: Act::Have,
                rest: c.rest(),
                frame: name,
            });
        }
        c.run(&["be", "able", "to"]);
        return frame(
            c,
            if wish { Force::Wish } else { Force::Bare },
            name,
            tagged,
        );
    }
    if c.at(&["that", "this", "it", "them"]) {
        return Err(Refusal::NoSubject);
    }
    Ok(Clause {
        force: Force::Wish,
        act: Act::Have,
        rest: c.rest(),
        frame: name,
    })
}

fn first_person(mut c: Cursor<'_>, tagged: bool, question: bool) -> Result<Clause, Refusal> {
    let subject = c.word(0).to_owned();
    c.i += 1;
    c.adverbs();
    if question && !subject.starts_with('i') && c.at(&["should"]) {
        return Err(Refusal::Question);
    }
    if c.at(&["are", "am", "will"]) && matches!(c.word(1), "not" | "never")
        || c.run(&["decided", "against"])
        || c.run(&["decided", "not"])
        || (subject.ends_with("'re") || subject.ends_with("'m")) && c.at(&["not", "never"])
    {
        return Err(Refusal::Negation);
    }
    if subject.ends_with("'ll")
        || subject == "ill"
        || c.at(&["will", "plan", "plans", "intend", "hope"])
        || (subject.ends_with("'re") || subject.ends_with("'m") || c.at(&["are", "am"]))
            && (c.at(&["going", "planning"]) || c.word(1) == "going" || c.word(1) == "planning")
    {
        return Err(
            if c.word(1) == "not" || c.word(0) == "not" || c.word(2) == "not" {
                Refusal::Negation
            } else {
                Refusal::Plan
            },
        );
    }
    if c.at(&[
        "don't",
        "dont",
        "do",
        "won't",
        "never",
        "no",
        "not",
        "didn't",
        "doesn't",
        "shouldn't",
        "cannot",
        "can't",
        "couldn't",
        "wouldn't",
        "mustn't",
        "needn't",
        "hardly",
    ]) {
        return Err(Refusal::Negation);
    }
    if subject.ends_with("'d") || c.at(&["would", "could"]) {
        if !subject.ends_with("'d") {
            let modal = c.word(0).to_owned();
            c.i += 1;
            c.adverbs();
            if modal == "could" {
                if c.run(&["really", "use"]) || c.run(&["use"]) {
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Have,
                        rest: c.rest(),
                        frame: "could-use",
                    });
                }
                return Err(Refusal::Tentative);
            }
        }
        c.adverbs();
        if c.eat(&["like", "love", "appreciate", "want", "welcome", "prefer"]) {
            return wanted(c, "would-like", tagged);
        }
        if c.run(&["be", "grateful", "for"]) || c.run(&["be", "happy", "about"]) {
            return wanted(c, "would-like", tagged);
        }
        if c.run(&["better"]) {
            return frame(c, Force::Wish, "had-better", tagged);
        }
        return Err(Refusal::Conditional);
    }
    if c.eat(&["should"]) || c.run(&["ought", "to"]) || c.run(&["had", "better"]) {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        if c.at(&[
            "consider",
            "think",
            "look",
            "investigate",
            "discuss",
            "evaluate",
        ]) {
            return Err(Refusal::Tentative);
        }
        return frame(c, Force::Wish, "should", tagged);
    }
    if c.at(&["may", "might"]) {
        return Err(Refusal::Tentative);
    }
    if c.run(&["must"])
        || c.run(&["have", "to"])
        || c.run(&["gotta"])
        || c.run(&["have", "got", "to"])
        || c.run(&["got", "to"])
        || c.run(&["still", "have", "to"])
    {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        if c.eat(&["have"]) {
            return Ok(Clause {
                force: Force::Wish,
                act: Act::Have,
                rest: c.rest(),
                frame: "must",
            });
        }
        return frame(c, Force::Bare, "must", tagged);
    }
    if c.run(&["are", "missing"])
        || c.run(&["are", "still", "missing"])
        || c.run(&["are", "lacking"])
        || c.run(&["are", "in", "need", "of"])
        || (subject.ends_with("'re") || subject.ends_with("'m"))
            && (c.run(&["missing"]) || c.run(&["lacking"]) || c.run(&["in", "need", "of"]))
    {
        return wanted(c, "missing", tagged);
    }
    if c.run(&["wish", "for"])
        || c.run(&["wish", "we", "had"])
        || c.run(&["wish", "there", "was"])
        || c.run(&["wish", "there", "were"])
    {
        return wanted(c, "want", tagged);
    }
    if c.eat(&["need"]) {
        return wanted(c, "need", tagged);
    }
    if c.eat(&["want", "require", "desire", "lack", "miss", "request"]) {
        return wanted(c, "want", tagged);
    }
    if question {
        return Err(Refusal::Question);
    }
    if c.at(&[
        "wanted",
        "needed",
        "had",
        "used",
        "added",
        "implemented",
        "built",
        "created",
        "integrated",
        "decided",
        "did",
        "were",
        "was",
        "have",
        "tried",
        "asked",
        "made",
    ]) || subject.ends_with("'ve")
    {
        return Err(Refusal::Past);
    }
    Err(Refusal::Description)
}

fn there(mut c: Cursor<'_>) -> Result<Clause, Refusal> {
    c.i += 1;
    c.adverbs();
    if c.run(&["should"])
        || c.run(&["must"])
        || c.run(&["needs", "to"])
        || c.run(&["need", "to"])
        || c.run(&["has", "to"])
        || c.run(&["have", "to"])
        || c.run(&["ought", "to"])
    {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        let only = c.i > 0 && c.t[c.i - 1].is("only");
        if c.eat(&["be"]) && !only && !c.at(&["only"]) {
            c.adverbs();
            if c.negated() {
                return Err(Refusal::Negation);
            }
            return Ok(Clause {
                force: Force::Wish,
                act: Act::Have,
                rest: c.rest(),
                frame: "there-should-be",
            });
        }
    }
    if c.run(&["is", "a", "need", "for"]) || c.run(&["is", "still", "a", "need", "for"]) {
        return Ok(Clause {
            force: Force::Wish,
            act: Act::Have,
            rest: c.rest(),
            frame: "there-should-be",
        });
    }
    Err(Refusal::Description)
}

/// *It would be great to have …*, *nice if we had …*.
fn nice(mut c: Cursor<'_>, tagged: bool) -> Result<Clause, Refusal> {
    c.adverbs();
    c.eat(&["be"]);
    c.adverbs();
    if c.negated() {
        return Err(Refusal::Negation);
    }
    c.eat(&["a", "so"]);
    if !c.eat(&[
        "great",
        "nice",
        "good",
        "cool",
        "useful",
        "helpful",
        "handy",
        "awesome",
        "lovely",
        "ideal",
        "better",
        "best",
        "fantastic",
        "wonderful",
        "neat",
        "amazing",
        "excellent",
        "super",
        "worth",
        "worthwhile",
        "valuable",
        "beneficial",
        "sweet",
        "perfect",
        "convenient",
        "appreciated",
        "desirable",
    ]) {
        return Err(Refusal::Conditional);
    }
    c.eat(&["idea"]);
    c.run(&["for", "us"]);
    if c.run(&["to", "have"])
        || c.run(&["to", "get"])
        || c.run(&["to", "also", "have"])
        || c.run(&["if", "we", "had"])
        || c.run(&["if", "there", "was"])
        || c.run(&["if", "there", "were"])
        || c.run(&["if", "we", "could", "have"])
        || c.run(&["if", "we", "could", "get"])
        || c.run(&["if", "chariot", "had"])
        || c.run(&["having"])
    {
        return Ok(Clause {
            force: Force::Wish,
            act: Act::Have,
            rest: c.rest(),
            frame: "nice-to-have",
        });
    }
    if c.run(&["if", "you", "could"])
        || c.run(&["if", "someone", "could"])
        || c.run(&["if", "somebody", "could"])
        || c.run(&["if", "you", "can"])
        || c.run(&["if", "we", "could"])
        || c.run(&["to"])
    {
        return frame(c, Force::Wish, "nice-to-have", tagged);
    }
    Err(Refusal::Conditional)
}

/// *The dashboard needs an API for …*; *an endpoint for … is missing*; *… should be added to …*.
fn third_person(c: Cursor<'_>, tagged: bool, question: bool) -> Result<Clause, Refusal> {
    let t = c.t;
    let start = c.i;
    // Passive and predicate forms: find the auxiliary that belongs to the main clause.
    let mut relative = false;
    for k in start + 1..t.len() {
        let w = t[k].low.as_str();
        if t[k].kind != Kind::Word {
            continue;
        }
        if matches!(w, "that" | "which" | "who" | "where") {
            relative = true;
            continue;
        }
        let mut d = Cursor { t, i: k + 1 };
        d.adverbs();
        match w {
            "is" | "are" | "still" | "also" if matches!(w, "is" | "are") => {
                let negated = d.negated();
                if d.at(&[
                    "missing",
                    "needed",
                    "required",
                    "wanted",
                    "necessary",
                    "lacking",
                    "desired",
                ]) && !d.word(1).eq("by")
                    && k > start
                {
                    let predicate = d.word(0).to_owned();
                    let tail = d.i + 1;
                    if negated {
                        return Err(Refusal::Negation);
                    }
                    // "The dashboard is missing an endpoint": the object stands behind.
                    if matches!(predicate.as_str(), "missing" | "lacking")
                        && t.get(tail)
                            .is_some_and(|n| n.any(&["a", "an", "our", "its", "any"]))
                    {
                        return Ok(Clause {
                            force: Force::Wish,
                            act: Act::Have,
                            rest: t[tail..].to_vec(),
                            frame: "is-missing",
                        });
                    }
                    if question {
                        return Err(Refusal::Question);
                    }
                    // *This API is required for …* tells of one that exists.
                    let given = !matches!(predicate.as_str(), "missing" | "lacking")
                        && !tagged
                        && !t[start].any(&["a", "an", "another", "some"])
                        || t[start].any(&["this", "that", "these", "those", "following", "in"]);
                    if given {
                        return Err(Refusal::Description);
                    }
                    let mut rest = t[start..k].to_vec();
                    rest.extend_from_slice(&t[tail..]);
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Have,
                        rest,
                        frame: "is-missing",
                    });
                }
                if !relative {
                    return Err(if question {
                        Refusal::Question
                    } else {
                        Refusal::Description
                    });
                }
            }
            "should" | "must" | "needs" | "need" | "has" | "have" | "ought" | "requires"
            | "wants" | "lacks" | "require" | "want" | "lack" => {
                let wants = WANTS.contains(&w);
                let mut e = Cursor { t, i: k + 1 };
                e.adverbs();
                if e.negated() {
                    return Err(Refusal::Negation);
                }
                let modal = matches!(w, "should" | "must") || e.eat(&["to"]);
                e.adverbs();
                if e.negated() {
                    return Err(Refusal::Negation);
                }
                if modal && e.eat(&["be"]) {
                    e.adverbs();
                    if let Some(verb) = verbs::find_participle(e.word(0)) {
                        let mut tail = e.i + 1;
                        if e.word(1) == verb.particle && !verb.particle.is_empty() {
                            tail += 1;
                        }
                        if t.get(tail).is_some_and(|n| n.is("by")) {
                            return Err(Refusal::Contract);
                        }
                        let mut rest = t[start..k].to_vec();
                        rest.extend_from_slice(&t[tail..]);
                        let force = if tagged || w != "must" {
                            Force::Wish
                        } else {
                            Force::Bare
                        };
                        return Ok(Clause {
                            force,
                            act: Act::Do(verb),
                            rest,
                            frame: "should-be-done",
                        });
                    }
                    return Err(Refusal::Description);
                }
                if relative {
                    continue;
                }
                if modal && e.eat(&["have"]) && w == "should" {
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Have,
                        rest: e.rest(),
                        frame: "should",
                    });
                }
                if modal {
                    // "The server should expose an endpoint …" asks; "handlers must implement" tells
                    // a contract, as does any plural or any *needs to*.
                    let server = t[start..k].iter().any(|x| {
                        x.any(objects::TARGET)
                            || x.any(&[
                                "chariot", "platform", "product", "system", "api", "service",
                            ])
                    });
                    if w == "should" && server && e.at(&["expose", "provide", "offer", "support"]) {
                        return frame(e, Force::Wish, "should", tagged);
                    }
                    return Err(Refusal::Contract);
                }
                if wants {
                    // Users' and customers' wishes are reports.
                    if t[start..k].iter().any(|x| {
                        x.any(&[
                            "users",
                            "user",
                            "customers",
                            "clients",
                            "people",
                            "who",
                            "they",
                        ])
                    }) && matches!(w, "want" | "wants")
                    {
                        return Err(Refusal::Quoted);
                    }
                    if question {
                        return Err(Refusal::Question);
                    }
                    // Whatever needs it is a short name, not a clause of its own.
                    let clause = t[start..k].iter().any(|x| {
                        x.any(&[
                            "if", "you", "when", "to", "that", "from", "by", "it", "this", "these",
                            "they",
                        ]) || x.kind == Kind::Comma
                    });
                    if k - start > 6 || clause {
                        return Err(Refusal::Description);
                    }
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Have,
                        rest: e.rest(),
                        frame: "needs",
                    });
                }
                return Err(Refusal::Description);
            }
            "was" | "were" | "had" | "did" | "used" => {
                if !relative {
                    return Err(Refusal::Past);
                }
            }
            "could" | "would" | "might" | "may" => {
                if !relative {
                    let mut e = Cursor { t, i: k + 1 };
                    if w == "could" && e.run(&["use"]) {
                        return Ok(Clause {
                            force: Force::Wish,
                            act: Act::Have,
                            rest: e.rest(),
                            frame: "could-use",
                        });
                    }
                    return Err(Refusal::Conditional);
                }
            }
            "will" | "does" | "do" | "can" | "doesn't" | "don't" | "won't" | "isn't" | "aren't"
            | "cannot" | "can't" | "already" => {
                if !relative {
                    return Err(if w.contains("n't") {
                        Refusal::Negation
                    } else {
                        Refusal::Description
                    });
                }
            }
            _ => {}
        }
    }
    if question {
        return Err(Refusal::Question);
    }
    Ok(Clause {
        force: Force::Fragment,
        act: Act::Have,
        rest: c.rest(),
        frame: "fragment",
    })
}
