//! Requests told in a roundabout way: *ideally, …*, *hard-coded for now, we need …*, *make it
//! possible to …: add …*, *as an auditor, I want to download … via an endpoint*.
//!
//! Finds the clause that asks; what it asks for is read by the families, and the plain frames
//! stand elsewhere.

use super::*;

/// Verbs that name what shall be possible, before the sentence says what is to be made for it.
const ENABLING: &Set = set![
    "make", "allow", "let", "enable", "help", "give", "support", "offer", "unblock", "improve",
    "simplify", "extend",
];

/// Whether what stands before `i` tells how it would be best: *ideally*, *in a perfect world*.
pub(super) fn best(t: &[Token], i: usize) -> bool {
    t[..i].iter().any(|t| t.is("ideally"))
        || t[..i]
            .windows(2)
            .any(|w| w[0].any(set!["perfect", "ideal"]) && w[1].is("world"))
}

/// *Ideally the platform team adds …*, *ideally there would be …*: behind *ideally*, present and
/// conditional wish.
pub(super) fn ideally<'t>(c: &Cursor<'t>, tagged: bool) -> Option<Result<Clause<'t>, Refusal>> {
    let have = |d: Cursor<'t>| Ok(Clause::have(Force::Wish, d.rest(), "ideally"));
    let mut d = Cursor { t: c.t, i: c.i };
    if d.run(&["there", "would", "be"]) || d.run(&["there'd", "be"]) || d.run(&["there", "is"]) {
        d.adverbs();
        return d.at(set!["a", "an", "some"]).then(|| have(d));
    }
    let behind = people(d.t, d.i, false).or_else(|| ours(d.t, d.i))?;
    d.i = behind;
    d.adverbs();
    if d.eat(set!["would", "should", "could"]) {
        d.adverbs();
        if d.negated() {
            return Some(Err(Refusal::Negation));
        }
        if d.eat(set!["have"]) {
            return d.at(set!["a", "an", "some"]).then(|| have(d));
        }
        return Some(frame(d, Force::Wish, "ideally", tagged));
    }
    // *adds*, *exposes*.
    let base = d.word(0).strip_suffix('s')?;
    let (verb, n) = verbs::find(base, Some(d.word(1)))?;
    d.i += n;
    Some(Ok(Clause {
        force: Force::Wish,
        act: Act::Do(verb),
        rest: without_particle(d.rest(), verb, n),
        frame: "ideally",
    }))
}

/// Behind *the backend*, *our orders API*: what can be asked to gain something.
pub(super) fn ours(t: &[Token], i: usize) -> Option<usize> {
    t.get(i).filter(|t| t.any(set!["the", "our"]))?;
    (i + 1..t.len().min(i + 5))
        .take_while(|&k| t[k].nominal() && !phrase_word(&t[k]))
        .find(|&k| {
            let head = t[k].any(objects::TARGET) || t[k].any(objects::TARGET_NAMED);
            head && !t
                .get(k + 1)
                .is_some_and(|n| n.any(objects::TARGET) || n.any(objects::TARGET_NAMED))
        })
        .map(|k| k + 1)
}

/// *…, so an API for meal plans is badly needed*: the consequence names what is missing.
pub(super) fn so_wanted<'t>(t: &'t [Token<'t>], tagged: bool) -> Option<Clause<'t>> {
    let so = (1..t.len().saturating_sub(4)).find(|&k| {
        t[k].any(set!["so", "therefore", "hence", "thus"]) && t[k + 1].any(set!["a", "an"])
    })?;
    let clause = third_person(Cursor { t, i: so + 1 }, tagged, false).ok()?;
    (clause.force == Force::Wish && clause.frame != "needs").then_some(clause)
}

/// *Hard-coded for now, we need a proper endpoint for …*: behind the sign somebody asks.
pub(super) fn aside(t: &[Token], sign: Kind, tagged: bool) -> Option<usize> {
    let told = |x: &Token| {
        x.any(set![
            "if", "when", "where", "why", "how", "what", "who", "which", "that", "whether",
            "although", "unless", "said", "says", "say", "asked", "ask", "asks",
        ])
    };
    (2..t.len().saturating_sub(2)).find_map(|comma| {
        if t[comma].kind != sign || t[..comma].iter().any(told) {
            return None;
        }
        let mut d = Cursor { t, i: comma + 1 };
        d.eat(set!["but", "and", "so"]);
        let at = d.i;
        if d.at(set!["please", "pls", "someone", "somebody"]) {
            return Some(at);
        }
        // *FIXME: this is all in one file, build a backend for …*.
        if tagged
            && t[0].any(set!["this", "it", "that", "these", "everything", "all"])
            && verbs::find(d.word(0), Some(d.word(1)))
                .is_some_and(|(_, n)| matches!(d.word(n), "a" | "an"))
        {
            return Some(at);
        }
        let would = d.at(set!["we'd", "i'd"]);
        if !would && !d.at(set!["we", "i"]) {
            return None;
        }
        d.i += 1;
        d.adverbs();
        let would = would || d.eat(set!["would"]);
        let asks = if would {
            d.at(set!["want", "need", "like", "love", "appreciate"])
        } else {
            d.at(set!["need", "want", "require", "should", "must"])
        };
        // *but we want calls to pay for …* speaks of what is there.
        let thing = t.get(d.i + 1).is_some_and(|n| {
            n.any(set![
                "a", "an", "some", "another", "to", "you", "someone", "please",
            ])
        });
        (asks && (thing || d.at(set!["should", "must"]))).then_some(at)
    })
}

/// *Make it possible to trace lots: add an endpoint for …*, *… by adding an endpoint for …*: the aim
/// first, then what is to be made for it. Begins behind what opens the sentence.
pub(super) fn aim<'t>(begin: &Cursor<'t>, question: bool, tagged: bool) -> Option<Clause<'t>> {
    let t = begin.t;
    let mut c = Cursor { t, i: begin.i };
    c.eat(set!["please"]);
    if question || !c.at(ENABLING) {
        return None;
    }
    if let Some(k) = (c.i + 2..t.len()).find(|&k| t[k].kind == Kind::Colon) {
        let clause = read_first(&t[k + 1..], question, tagged).ok()?;
        return matches!(clause.act, Act::Do(_)).then_some(clause);
    }
    // Without a tag, *by adding …* tells how to do it more often than that it be done.
    let possible = t[c.i..]
        .iter()
        .any(|t| t.any(set!["possible", "available", "accessible"]));
    if !tagged && !(c.at(set!["make"]) && possible) || t.iter().any(|t| t.any(set!["your", "you"]))
    {
        return None;
    }
    let by = (c.i + 2..t.len().saturating_sub(1)).find(|&k| {
        t[k].is("by") && verbs::find_gerund(t[k + 1].low, t.get(k + 2).map(|n| n.low)).is_some()
    })?;
    gerund(Cursor { t, i: by + 1 }, Force::Bare, "imperative").ok()
}

/// *As an astronomer I want to download spectra via an endpoint*: the means is what is missing.
/// Begins at *I* or *we*.
pub(super) fn means<'t>(c: &Cursor<'t>) -> Option<Clause<'t>> {
    let t = c.t;
    let to = (c.i + 1..t.len().min(c.i + 5)).find(|&k| {
        t[k].is("to") && t[k - 1].any(set!["want", "need", "like", "love", "wish", "i'd", "we'd"])
    })?;
    let mut d = Cursor { t, i: to + 1 };
    d.run(&["be", "able", "to"]);
    // The verb, and what belongs to it.
    d.adverbs();
    d.i += 1;
    d.eat(set![
        "up", "out", "for", "in", "through", "at", "over", "on"
    ]);
    let object = d.i;
    let prep = (object + 1..t.len().saturating_sub(2)).find(|&k| {
        t[k].any(set![
            "via", "through", "over", "using", "with", "from", "by"
        ]) && t[k + 1].any(set!["a", "an"])
    })?;
    let head = (prep + 2..t.len().min(prep + 7))
        .take_while(|&k| t[k].nominal() && !phrase_word(&t[k]))
        .filter(|&k| t[k].any(objects::API))
        .last()?;
    let mut rest = t[prep + 1..=head].to_vec();
    rest.push(Token::implied("for"));
    rest.extend_from_slice(&t[object..prep]);
    rest.extend_from_slice(&t[head + 1..]);
    Some(Clause::have(Force::Wish, rest, "user-story"))
}
