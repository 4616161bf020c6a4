//! Directive force: whether a sentence asks for work, and for which verb on what (policy 2a, 4).
//!
//! Reads the frame around the request (*could you please …*, *as an auditor, I want …*, *the
//! dashboard needs …*, *… should be added*) and gives the verb and the rest. What the rest asks for
//! is read by the families.

mod cursor;
mod frames;
mod people;
mod person;
mod polite;
mod roundabout;
mod third;
mod wishes;
mod words;

use cursor::*;
use frames::*;
use people::*;
use person::*;
use polite::*;
use roundabout::*;
use third::*;
use wishes::*;
use words::*;

use super::refusal::Refusal;
use super::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::verbs::{self, Verb};
use crate::trigger::lexicon::{Set, set};

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
pub(crate) struct Clause<'t> {
    /// How strongly it asks.
    pub force: Force,
    /// What it asks for.
    pub act: Act,
    /// The object and what follows it, in active order.
    pub rest: Vec<Token<'t>>,
    /// Which frame was read; part of the rule's id.
    pub frame: &'static str,
}

impl<'t> Clause<'t> {
    /// Something is to be there, whatever has to be done for it.
    fn have(force: Force, rest: Vec<Token<'t>>, frame: &'static str) -> Clause<'t> {
        Clause {
            force,
            act: Act::Have,
            rest,
            frame,
        }
    }
}

/// Words that begin or end a noun phrase.
fn phrase_word(t: &Token) -> bool {
    t.any(objects::DETERMINERS) || t.any(objects::PREPOSITIONS) || t.any(set!["and", "or"])
}

/// Reads the frame. `tagged` is whether a tag, an unticked box or a heading asks for work already.
pub(crate) fn read<'t>(
    tokens: &'t [Token<'t>],
    question: bool,
    tagged: bool,
) -> Result<Clause<'t>, Refusal> {
    let mut begin = Cursor { t: tokens, i: 0 };
    let opened = opening(&mut begin, tagged);
    if opened.is_ok()
        && let Some(clause) = aim(&begin, question, tagged)
    {
        return Ok(clause);
    }
    let told = opened.and_then(|()| read_opened(begin, question, tagged));
    // *No API for helmets yet, we need one*, *has no … and needs one*.
    if matches!(
        told,
        Err(Refusal::Negation | Refusal::Description | Refusal::NoForce)
    ) && !question
        && let Some(no) = tokens.iter().position(|t| t.is("no"))
        && let Some(one) = (no + 3..tokens.len()).find(|&k| {
            tokens[k].is("one")
                && tokens[k - 1].any(set![
                    "need", "needs", "want", "wants", "requires", "require"
                ])
        })
        && !tokens[no..one]
            .iter()
            .any(|t| t.any(set!["don't", "doesn't", "not", "nobody", "if", "when"]))
    {
        let stop = (no + 2..one).find(|&k| {
            tokens[k].kind == Kind::Comma
                || tokens[k].any(set!["yet", "and", "but", "so", "we", "i"])
        });
        if let Some(stop) = stop {
            return Ok(Clause::have(
                Force::Wish,
                tokens[no + 1..stop].to_vec(),
                "needs-one",
            ));
        }
    }
    // *We can't go live like this: we need …*.
    if matches!(told, Err(Refusal::Negation | Refusal::Description))
        && !question
        && let Some(k) = aside(tokens, Kind::Colon, tagged)
    {
        return read_first(&tokens[k..], question, tagged);
    }
    if !matches!(
        told,
        Err(Refusal::Description | Refusal::NoForce | Refusal::OtherVerb | Refusal::Contract)
    ) || question
    {
        return told;
    }
    // *Drivers keep calling us, so we need an API for …*: the consequence asks.
    let so = (1..tokens.len().saturating_sub(2)).find(|&k| {
        let asks = |at: usize| {
            let behind = tokens[at..].iter().find(|t| !t.any(ADVERBS));
            behind.is_some_and(|t| t.any(set!["need", "want", "require", "should", "must"]))
        };
        tokens[k - 1].any(set!["so", "therefore", "hence", "thus"])
            && (tokens[k].any(set!["we", "i"]) && asks(k + 1)
                || tokens[k].any(set!["please", "pls", "kindly"])
                || tokens[k].any(set!["could", "can", "would"])
                    && tokens[k + 1].any(set!["you", "someone", "somebody"]))
    });
    match so.or_else(|| aside(tokens, Kind::Comma, tagged)) {
        Some(k) => read_first(&tokens[k..], question, tagged),
        None => so_wanted(tokens, tagged).map_or(told, Ok),
    }
}

/// Reads the frame at the start of the sentence.
fn read_first<'t>(
    tokens: &'t [Token<'t>],
    question: bool,
    tagged: bool,
) -> Result<Clause<'t>, Refusal> {
    let mut c = Cursor { t: tokens, i: 0 };
    opening(&mut c, tagged)?;
    read_opened(c, question, tagged)
}

/// Reads the frame behind what opens the sentence.
fn read_opened<'t>(mut c: Cursor<'t>, question: bool, tagged: bool) -> Result<Clause<'t>, Refusal> {
    let tokens = c.t;
    if best(tokens, c.i)
        && !question
        && let Some(clause) = ideally(&c, tagged)
    {
        return clause;
    }
    // Polite forms.
    if c.eat(set!["please", "pls", "plz", "kindly"]) {
        c.adverbs();
        c.commas();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        return frame(c, Force::Polite, "please", tagged);
    }
    if let Some(clause) = asked(&c, tagged, question) {
        return clause;
    }
    if c.run(&["give", "us"]) || c.run(&["give", "me"]) {
        return Ok(Clause::have(Force::Bare, c.rest(), "imperative"));
    }
    // "TODO: have an endpoint for …".
    if tagged && c.at(set!["have", "get"]) && matches!(c.word(1), "a" | "an" | "some") {
        c.i += 1;
        if let Some(clause) = get_done(&c, Force::Bare, "get-done") {
            return Ok(clause);
        }
        c.i -= 1;
        if c.at(set!["get"])
            && let Ok(clause) = frame(Cursor { t: c.t, i: c.i }, Force::Bare, "imperative", tagged)
            && matches!(clause.act, Act::Do(_))
        {
            return Ok(clause);
        }
        c.i += 1;
        return wanted(c, "need", tagged);
    }
    if c.run(&["any", "chance", "you", "could"]) || c.run(&["any", "chance", "you", "can"]) {
        return frame(c, Force::Polite, "could-you", tagged);
    }
    if c.eat(set!["someone", "somebody", "anyone", "anybody"]) {
        let polite = c.at(set!["please", "pls", "kindly"]);
        c.adverbs();
        if polite
            || c.run(&["needs", "to"])
            || c.run(&["has", "to"])
            || c.run(&["ought", "to"])
            || c.eat(set![
                "please", "pls", "should", "must", "kindly", "could", "can"
            ])
        {
            c.adverbs();
            c.eat(set!["please"]);
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
    if c.at(set![
        "don't", "dont", "never", "avoid", "not", "no", "without", "stop", "nobody", "nothing",
        "neither", "refuse", "skip", "wontfix", "rather", "instead",
    ]) || c.run(&["do", "not"])
        || c.run(&["decided", "against"])
    {
        return Err(Refusal::Negation);
    }
    if c.at(QUESTIONS)
        && (question || !tagged || c.at(set!["do", "does", "why", "how", "is", "are"]))
    {
        return Err(Refusal::Question);
    }
    // As a …, I want …
    let role = (c.i + 2..tokens.len().min(c.i + 6))
        .find(|&k| tokens[k].any(set!["i", "we", "i'd", "we'd"]))
        .is_some_and(|k| {
            tokens[c.i + 1..k]
                .iter()
                .all(|t| t.nominal() && !phrase_word(t))
        });
    if c.at(set!["as"]) && (matches!(c.word(1), "a" | "an" | "the") || role) {
        if let Some(comma) = (c.i + 2..tokens.len().min(c.i + 14))
            .find(|&k| tokens[k].any(set!["i", "we", "i'd", "we'd"]))
        {
            c.i = comma;
            let story = means(&c);
            return match (first_person(c, tagged, question), story) {
                (Err(Refusal::OtherVerb), Some(clause)) if !question => Ok(clause),
                (told, _) => told,
            };
        }
        return Err(Refusal::NoForce);
    }
    if c.at(set![
        "we", "i", "we'd", "i'd", "we're", "i'm", "we've", "i've", "we'll", "i'll", "ill",
    ]) {
        return first_person(c, tagged, question);
    }
    // Users' wishes are reports, unless they are asked for here.
    if c.at(set!["users", "customers", "clients", "people"])
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
    if verbs::find_participle(c.word(0)).is_some_and(|v| v.base != c.word(0)) || c.at(set!["wrote"])
    {
        return Err(Refusal::Past);
    }
    if c.at(set![
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
    if c.at(set!["there", "there's"]) {
        return there(c);
    }
    if let Some(clause) = time_to(&c, tagged) {
        return clause;
    }
    if c.at(set!["it", "it'd", "it's"]) {
        let mut d = Cursor {
            t: tokens,
            i: c.i + 1,
        };
        if c.at(set!["it'd"]) || d.eat(set!["would", "might"]) {
            return nice(d, tagged);
        }
        return Err(Refusal::Description);
    }
    if c.at(set!["nice", "good", "great", "useful", "cool"])
        && matches!(c.word(1), "to")
        && c.word(2) == "have"
    {
        return nice(Cursor { t: tokens, i: c.i }, tagged);
    }
    // Elided subject: "Need an API …", "Missing an endpoint …".
    if c.at(set![
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
        // *Requires an explicit schema* tells of code; *needs* is what people write of work.
        if c.at(set!["requires"]) && !tagged {
            return Err(Refusal::Description);
        }
        // *Need an API for your shop?* sells one; behind a tag it wonders.
        if question {
            return Err(Refusal::Question);
        }
        let bare_missing = c.at(set!["missing", "needed", "wanted", "lacking", "requesting"]);
        c.i += 1;
        c.commas();
        if bare_missing
            && !tagged
            && !c.at(set!["a", "an"])
            && !c.t.get(c.i).is_some_and(|t| t.kind == Kind::Colon)
        {
            return Err(Refusal::NoForce);
        }
        if c.t.get(c.i).is_some_and(|t| t.kind == Kind::Colon) {
            c.i += 1;
        }
        return wanted(c, "need", tagged);
    }
    if c.eat(set!["should"]) {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        if c.eat(set!["have"]) {
            return Ok(Clause::have(Force::Wish, c.rest(), "should"));
        }
        return frame(
            c,
            if tagged { Force::Wish } else { Force::Bare },
            "should",
            tagged,
        );
    }
    if c.eat(set!["must"]) {
        return frame(c, Force::Bare, "must", tagged);
    }
    // Thinking first: *figure out whether …*, *look into …*.
    if c.at(PONDERING)
        || c.at(set!["look", "figure", "find"]) && matches!(c.word(1), "into" | "out" | "at")
        || c.at(set!["see", "check", "ask", "decide", "know"])
            && matches!(
                c.word(1),
                "if" | "whether" | "what" | "how" | "why" | "with"
            )
    {
        return Err(Refusal::Tentative);
    }
    if !tagged && c.at(set!["maybe", "perhaps", "possibly", "potentially"]) {
        return Err(Refusal::Tentative);
    }
    // *start implementing …*, and behind a tag *implementing …*.
    let begins = c.at(set!["start", "begin"]) && c.word(1).ends_with("ing");
    if begins
        || tagged
            && c.word(0).ends_with("ing")
            && verbs::find_gerund(c.word(0), Some(c.word(1))).is_some()
    {
        c.i += usize::from(begins);
        return gerund(c, Force::Bare, "imperative");
    }
    // *Support team wants an API*: a verb's form that is the noun of who wants it.
    let wanting = (c.i + 1..tokens.len().min(c.i + 4))
        .find(|&k| tokens[k].any(WANTS) || tokens[k].any(set!["would", "should"]));
    if let Some(k) = wanting
        && tokens[c.i + 1..k]
            .iter()
            .all(|t| t.nominal() && !phrase_word(t))
    {
        return third_person(c, tagged, question);
    }
    // A bare imperative.
    c.adverbs();
    if let Some((verb, n)) =
        c.t.get(c.i)
            .filter(|t| t.kind == Kind::Word)
            .and_then(|_| verbs::find(c.word(0), Some(c.word(1))))
    {
        let next = c.t.get(c.i + n);
        let words: Vec<&str> = c.t[c.i + 1..].iter().map(|t| t.low).collect();
        // *Set the target service*: another verb. *Make sure …*: as well.
        if verbs::torn(verb, n, &words)
            || verb.base == "make" && next.is_some_and(|t| t.any(set!["sure", "certain"]))
        {
            return Err(Refusal::OtherVerb);
        }
        // Words of business: *offer four routes*, *publish a service* tell what a product does.
        if !tagged
            && matches!(
                verb.base,
                "offer" | "publish" | "ship" | "deliver" | "launch" | "deploy"
            )
        {
            return Err(Refusal::OtherVerb);
        }
        // *Code generation API*, *Model Selector Node*: a noun.
        let compound = matches!(verb.base, "code" | "model" | "design" | "link" | "support")
            && n == 1
            && next.is_some_and(|t| {
                verb.base == "code" && !phrase_word(t)
                    || verb.base == "model"
                        && t.any(set!["class", "classes", "definition", "definitions"])
                    || t.kind == Kind::Word
                        && t.capital()
                        && !t.inner_capital()
                        && c.t[c.i].capital()
            });
        let noun = compound
            || next.is_none_or(|t| {
                t.any(set![
                    "is", "are", "was", "were", "has", "failed", "fails", "should", "must", "will",
                    "of",
                ]) || t.kind == Kind::Colon
            });
        if !noun {
            c.i += n;
            return Ok(Clause {
                force: Force::Bare,
                act: Act::Do(verb),
                rest: without_particle(c.rest(), verb, n),
                frame: "imperative",
            });
        }
    }
    third_person(c, tagged, question)
}
