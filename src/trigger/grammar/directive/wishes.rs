//! Wishes without a person in front: *there should be …*, *what we need is …*, *it would be nice to have …*.
//!
//! Gives the frame only; what is wished for is read by the families.

use super::*;

pub(super) fn there(mut c: Cursor<'_>) -> Result<Clause<'_>, Refusal> {
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
        if c.eat(set!["be"]) && !only && !c.at(set!["only"]) {
            c.adverbs();
            if c.negated() {
                return Err(Refusal::Negation);
            }
            return Ok(Clause::have(Force::Wish, c.rest(), "there-should-be"));
        }
    }
    // *There's a growing need for …*.
    c.eat(set!["is"]);
    c.adverbs();
    let of = c.i + 1 + usize::from(c.word(1) != "need");
    if c.at(set!["a", "an"])
        && c.t.get(of).is_some_and(|t| t.is("need"))
        && c.t.get(of + 1).is_some_and(|t| t.is("for"))
    {
        c.i = of + 2;
        return Ok(Clause::have(Force::Wish, c.rest(), "there-should-be"));
    }
    Err(Refusal::Description)
}

/// *What we need is …*, *all that is missing is …*, *the next step is to …*: the wish is told
/// first, the thing behind *is*.
pub(super) fn cleft<'t>(c: &Cursor<'t>, tagged: bool) -> Option<Result<Clause<'t>, Refusal>> {
    let head = c.at(set!["what", "what's", "all", "everything"])
        || c.at(set!["the"])
            && (1..4).any(|k| matches!(c.word(k), "thing" | "piece" | "part" | "step" | "bit"));
    if !head {
        return None;
    }
    let is = (c.i + 1..c.t.len().min(c.i + 9)).find(|&k| {
        c.t[k].any(set!["is", "are"])
            && !c.t.get(k + 1).is_some_and(|n| {
                n.any(set![
                    "missing", "needed", "lacking", "required", "still", "left"
                ])
            })
    })?;
    let wish = c.t[c.i..is].iter().any(|t| {
        t.any(set![
            "need", "needed", "want", "require", "missing", "lacking", "lack", "miss", "next",
            "like", "love", "wish", "help",
        ])
    });
    let ours = c.at(set!["the", "what's"])
        || c.t[c.i..is]
            .iter()
            .any(|t| t.any(set!["we", "i", "i'd", "we'd", "missing", "needed", "lacking"]))
        // *What would help is …*
        || c.t[c.i..is].windows(2).any(|w| w[0].is("would") && w[1].any(set!["help", "be"]));
    if !wish
        || !ours
        || c.t[c.i..is]
            .iter()
            .any(|t| t.any(set!["you", "they", "users", "don't", "not"]))
    {
        return None;
    }
    let mut d = Cursor { t: c.t, i: is + 1 };
    d.adverbs();
    if d.negated() {
        return Some(Err(Refusal::Negation));
    }
    if d.eat(set!["for"]) {
        let k = if d.at(set!["you", "us"]) {
            Some(d.i + 1)
        } else {
            people(d.t, d.i, true)
        }?;
        d.i = k;
    }
    if d.eat(set!["to"]) {
        return Some(frame(d, Force::Wish, "cleft", tagged));
    }
    Some(Ok(Clause::have(Force::Wish, d.rest(), "cleft")))
}

/// *It would be great to have …*, *nice if we had …*.
pub(super) fn nice(mut c: Cursor<'_>, tagged: bool) -> Result<Clause<'_>, Refusal> {
    c.adverbs();
    c.eat(set!["be"]);
    c.adverbs();
    if c.negated() {
        return Err(Refusal::Negation);
    }
    // *would help the front desk to have …*, *would save us hours if we had …*.
    if c.at(set![
        "help", "make", "save", "unblock", "simplify", "speed", "ease",
    ]) {
        let k = (c.i + 1..c.t.len().min(c.i + 9)).find(|&k| {
            let at = |n: usize| c.t.get(k + n).map_or("", |t| t.low);
            at(0) == "to" && matches!(at(1), "have" | "get")
                || at(0) == "if"
                    && matches!(
                        (at(1), at(2)),
                        ("we" | "i", "had") | ("there", "was" | "were")
                    )
        });
        // *would help us a lot if you could expose …*.
        let asked = (c.i + 1..c.t.len().min(c.i + 9)).find_map(|k| {
            let who = c.t[k].is("if").then_some(k + 1)?;
            let one = c.t.get(who)?.any(set!["you", "we"]);
            let could = if one {
                who + 1
            } else {
                people(c.t, who, false)?
            };
            c.t.get(could)?.is("could").then_some(could + 1)
        });
        if let (None, Some(k)) = (k, asked) {
            c.i = k;
            return frame(c, Force::Wish, "nice-to-have", tagged);
        }
        let Some(k) = k else {
            return Err(Refusal::Conditional);
        };
        c.i = k + if c.t[k].is("to") { 2 } else { 3 };
        return Ok(Clause::have(Force::Wish, c.rest(), "nice-to-have"));
    }
    c.eat(set![
        "a",
        "so",
        "super",
        "extremely",
        "incredibly",
        "quite",
        "pretty",
        "most",
        "such",
    ]);
    c.eat(set!["a"]);
    if !c.eat(set![
        "beneficial",
        "valuable",
        "amazing",
        "practical",
        "convenient",
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
    c.eat(set!["idea"]);
    c.run(&["for", "us"]);
    // *great to see Okta integrated with …*.
    if c.at(set!["to"])
        && matches!(c.word(1), "have" | "get" | "see")
        && let Some(clause) = get_done(&Cursor { t: c.t, i: c.i + 2 }, Force::Wish, "nice-to-have")
    {
        return Ok(clause);
    }
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
        return Ok(Clause::have(Force::Wish, c.rest(), "nice-to-have"));
    }
    // "Great if the backend had …", "nice if the API exposed …".
    if c.at(set!["if"])
        && let Some(k) = (c.i + 1..c.t.len().min(c.i + 7)).find(|&k| {
            c.t[k].any(set![
                "had", "exposed", "offered", "provided", "got", "gained"
            ])
        })
        && !matches!(c.word(1), "you" | "it")
    {
        c.i = k + 1;
        return Ok(Clause::have(Force::Wish, c.rest(), "nice-to-have"));
    }
    // "Great if you added …", "nice if the platform team could add …".
    if c.at(set!["if"]) {
        let k = if matches!(c.word(1), "you" | "we") {
            Some(c.i + 2)
        } else {
            people(c.t, c.i + 1, false)
        };
        if let Some(k) = k
            && c.t.get(k).is_some_and(|t| past(t.low).is_some())
        {
            c.i = k;
            return done(c, Force::Wish, "nice-to-have");
        }
        if let Some(k) = k
            && c.t.get(k).is_some_and(|t| t.is("could"))
        {
            c.i = k + 1;
            return frame(c, Force::Wish, "nice-to-have", tagged);
        }
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

/// *It's time to …*, *it's high time we built …*, *it is necessary to …*.
pub(super) fn time_to<'t>(c: &Cursor<'t>, tagged: bool) -> Option<Result<Clause<'t>, Refusal>> {
    let mut d = Cursor { t: c.t, i: c.i };
    // *It falls to the platform team to expose …*.
    if d.run(&["it", "falls", "to"])
        || d.run(&["it", "is", "up", "to"])
        || d.run(&["it's", "up", "to"])
    {
        let to = people(d.t, d.i, false).filter(|&k| d.t.get(k).is_some_and(|t| t.is("to")))?;
        d.i = to + 1;
        return Some(frame(d, Force::Bare, "must", tagged));
    }
    if !(d.run(&["it", "is"]) || d.run(&["it's"])) {
        return None;
    }
    d.adverbs();
    d.eat(set!["high", "about"]);
    if d.eat(set!["time"]) {
        if d.eat(set!["to"]) {
            return Some(frame(d, Force::Wish, "time-to", tagged));
        }
        d.eat(set!["that"]);
        if d.eat(set!["we", "you", "someone", "somebody"]) && past(d.word(0)).is_some() {
            return Some(done(d, Force::Wish, "time-to"));
        }
        return None;
    }
    if d.eat(set![
        "necessary",
        "essential",
        "crucial",
        "vital",
        "important",
        "urgent",
        "imperative",
    ]) && d.eat(set!["to"])
    {
        return Some(frame(d, Force::Bare, "must", tagged));
    }
    None
}

/// *An API for fuel cards would be great*, *the dairy would be glad to have …*: the modal stands at `k`.
pub(super) fn hypothetical<'t>(
    t: &'t [Token<'t>],
    start: usize,
    k: usize,
    tagged: bool,
) -> Result<Clause<'t>, Refusal> {
    let w = t[k].low;
    let mut e = Cursor { t, i: k + 1 };
    // *An API for fuel cards would be great*.
    let new = t[start].any(set!["a", "an", "some", "another"]);
    if w == "would"
        && new
        && (e.word(0) == "be" && e.word(1).len() > 3
            || matches!(e.word(0), "help" | "unblock")
            || e.word(0) == "come" && e.word(2) == "handy"
            || e.word(0) == "make" && e.word(1) == "sense")
    {
        let mut d = Cursor { t, i: e.i + 1 };
        d.adverbs();
        if e.word(0) != "be"
            || d.at(set![
                "great",
                "nice",
                "useful",
                "helpful",
                "handy",
                "awesome",
                "good",
                "lovely",
                "ideal",
                "perfect",
                "fantastic",
                "wonderful",
                "appreciated",
                "welcome",
                "neat",
                "cool",
            ])
        {
            return Ok(Clause::have(
                Force::Wish,
                t[start..k].to_vec(),
                "would-be-nice",
            ));
        }
    }
    // *Product would like you to build …*.
    if w == "would" && (e.eat(set!["like", "love"])) && k - start <= 4 {
        return wanted(e, "would-like", tagged);
    }
    // *The dairy would be glad to have …*.
    if w == "would"
        && k - start <= 4
        && e.word(0) == "be"
        && matches!(
            e.word(1),
            "glad" | "happy" | "grateful" | "delighted" | "thrilled"
        )
        && e.word(2) == "to"
        && matches!(e.word(3), "have" | "get" | "see")
    {
        e.i += 4;
        return wanted(e, "would-like", tagged);
    }
    if w == "could" && (e.run(&["use"]) || e.run(&["do", "with"]))
        || w == "would" && k - start <= 4 && e.run(&["benefit", "from"])
    {
        return Ok(Clause::have(Force::Wish, e.rest(), "could-use"));
    }
    Err(Refusal::Conditional)
}
