//! Politeness that asks: *could you …*, *can we get …*, *mind adding …*, *have the backend team add …*.
//!
//! Tells these from questions about things. Wishes and needs are read elsewhere.

use super::*;

/// A request in the shape of a question or of work handed to somebody; nothing if it is neither.
pub(super) fn asked<'t>(
    at: &Cursor<'t>,
    tagged: bool,
    question: bool,
) -> Option<Result<Clause<'t>, Refusal>> {
    let t = at.t;
    let mut c = Cursor { t, i: at.i };
    // "Can we please have …": the politeness asks; without it, it thinks aloud.
    if c.at(set!["can", "could", "may"]) && matches!(c.word(1), "we" | "i") {
        let please = t.iter().any(|t| t.any(set!["please", "pls", "plz"]));
        let mut d = Cursor { t, i: c.i + 2 };
        d.adverbs();
        if please && d.eat(set!["have", "get"]) {
            if let Some(clause) = get_done(&d, Force::Polite, "could-we-have") {
                return Some(Ok(clause));
            }
            return Some(wanted(d, "could-we-have", tagged));
        }
        if please {
            return Some(frame(d, Force::Polite, "could-we", tagged));
        }
        // "Could I ask you to …".
        if d.eat(set!["ask", "trouble"]) {
            let k = if d.at(set!["you"]) {
                Some(d.i + 1)
            } else {
                people(t, d.i, true)
            };
            if let Some(k) = k.filter(|&k| t.get(k).is_some_and(|t| t.is("to"))) {
                d.i = k + 1;
                return Some(frame(d, Force::Polite, "could-you", tagged));
            }
        }
        // "Can we get an endpoint for …?" asks for it.
        if c.at(set!["can"]) && d.at(set!["have", "get"]) && matches!(d.word(1), "a" | "an") {
            d.i += 1;
            return Some(wanted(d, "could-we-have", tagged));
        }
    }
    // "Still waiting for somebody to build …".
    if c.at(set!["waiting"])
        && c.word(1) == "for"
        && let Some(k) = people(t, c.i + 2, false)
        && t.get(k).is_some_and(|t| t.is("to"))
    {
        c.i = k + 1;
        return Some(frame(c, Force::Wish, "want-you-to", tagged));
    }
    // "Mind adding …?"
    if question && (c.run(&["do", "you", "mind"]) || c.run(&["mind"])) {
        return Some(gerund(c, Force::Polite, "would-you-mind"));
    }
    // "Have the backend team add …".
    if c.at(DELEGATING)
        && !question
        && let Some(k) = delegated(&c)
    {
        c.i = k;
        return Some(frame(c, Force::Bare, "delegated", tagged));
    }
    // "Could do with an API for …".
    if !question
        && (c.run(&["could", "do", "with"])
            || c.run(&["could", "really", "use"])
            || c.run(&["could", "use"]))
    {
        return Some(wanted(c, "could-use", tagged));
    }
    // "Have to provide …", "gotta build …".
    if !question
        && (c.run(&["have", "to"])
            || c.run(&["got", "to"])
            || c.run(&["gotta"])
            || c.run(&["ought", "to"]))
    {
        return Some(frame(c, Force::Bare, "must", tagged));
    }
    if let Some(clause) = cleft(&c, tagged) {
        return Some(clause);
    }
    // "Would it be possible to add …".
    if c.run(&["would", "it", "be", "possible"]) || c.run(&["could", "it", "be", "possible"]) {
        c.run(&["for", "you"]);
        c.run(&["for", "someone"]);
        if c.eat(set!["to"]) {
            return Some(frame(c, Force::Polite, "would-it-be-possible", tagged));
        }
        return Some(Err(Refusal::Question));
    }
    if c.at(set!["can", "could", "would", "will"]) && !c.word(1).is_empty() {
        return could_you(&c, tagged, question);
    }
    None
}

/// *Could you …*, *can someone on the platform side …*, *would love …*.
fn could_you<'t>(
    c: &Cursor<'t>,
    tagged: bool,
    question: bool,
) -> Option<Result<Clause<'t>, Refusal>> {
    let t = c.t;
    let modal = c.word(0).to_owned();
    let mut d = Cursor { t, i: c.i + 1 };
    d.adverbs();
    let group = people(t, d.i, false).filter(|&k| k > d.i + 1);
    if let Some(k) = group {
        d.i = k;
    }
    if group.is_some()
        || d.eat(set![
            "you", "someone", "somebody", "anyone", "anybody", "y'all", "u",
        ])
        || d.run(&["the", "backend", "team"])
        || d.run(&["backend", "team"])
        || d.run(&["one", "of", "you"])
    {
        while d.at(ADVERBS)
            || d.at(set!["please", "pls", "kindly", "maybe", "perhaps"])
            || d.t.get(d.i).is_some_and(|t| t.kind == Kind::Comma)
        {
            d.i += 1;
        }
        if d.negated() {
            return Some(Err(Refusal::Negation));
        }
        if d.eat(set!["mind"]) {
            return Some(gerund(d, Force::Polite, "would-you-mind"));
        }
        d.run(&["be", "able", "to"]);
        d.run(&["be", "so", "kind", "to"]);
        d.run(&["be", "so", "kind", "as", "to"]);
        d.run(&["be", "kind", "enough", "to"]);
        if d.eat(set!["help"]) {
            d.eat(set!["us", "me"]);
            d.eat(set!["to"]);
        }
        if d.run(&["give", "us"])
            || d.run(&["give", "me"])
            || d.run(&["get", "us"])
            || d.run(&["get", "me"])
        {
            return Some(Ok(Clause::have(Force::Polite, d.rest(), "could-you")));
        }
        return Some(frame(d, Force::Polite, "could-you", tagged));
    }
    if modal == "would" && d.at(set!["be", "love", "like"]) {
        // "Would be great to have …", "Would love an endpoint …".
        let mut e = Cursor { t, i: c.i + 1 };
        if e.eat(set!["love", "like"]) {
            return Some(wanted(e, "would-like", tagged));
        }
        return Some(nice(e, tagged));
    }
    if question || modal != "will" {
        return Some(Err(Refusal::Question));
    }
    None
}
