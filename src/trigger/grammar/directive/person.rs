//! Who asks: the first person (*we need to …*, *I would love …*). Others are read by [`third`].

use super::*;

pub(super) fn first_person(
    mut c: Cursor<'_>,
    tagged: bool,
    question: bool,
) -> Result<Clause<'_>, Refusal> {
    let subject = c.word(0).to_owned();
    c.i += 1;
    c.adverbs();
    if question && !subject.starts_with('i') && c.at(set!["should"]) {
        return Err(Refusal::Question);
    }
    if c.at(set!["are", "am", "will"]) && matches!(c.word(1), "not" | "never")
        || c.run(&["decided", "against"])
        || c.run(&["decided", "not"])
        || (subject.ends_with("'re") || subject.ends_with("'m")) && c.at(set!["not", "never"])
    {
        return Err(Refusal::Negation);
    }
    // *I was hoping we could get …*, *I was wondering if you could add …*, *hoping for …*.
    let was = usize::from(c.at(set!["was", "were", "am", "are"]));
    if c.word(was) == "hoping" || c.word(was) == "wondering" {
        c.i += was + 1;
        if c.run(&["for"])
            || c.at(set!["to"])
                && matches!(c.word(1), "have" | "get")
                && c.run(&["to"])
                && c.eat(set!["have", "get"])
        {
            return wanted(c, "would-like", tagged);
        }
        c.eat(set!["if", "that", "whether"]);
        let k = if c.at(set!["you", "we"]) {
            Some(c.i + 1)
        } else {
            people(c.t, c.i, true)
        };
        if let Some(k) = k
            && c.t
                .get(k)
                .is_some_and(|t| t.any(set!["could", "can", "would"]))
        {
            c.i = k + 1;
            let force = Force::Wish;
            if c.at(set!["get", "have"]) {
                c.i += 1;
                return Ok(get_done(&c, force, "would-like")
                    .unwrap_or_else(|| Clause::have(force, c.rest(), "would-like")));
            }
            return frame(c, force, "would-like", tagged);
        }
        return Err(Refusal::Past);
    }
    if c.at(set!["suggest", "propose", "recommend"]) && !question {
        return suggested(c, tagged);
    }
    // *We're supposed to deliver …*, *we're waiting for the platform team to add …*.
    if matches!(c.word(was), "supposed" | "expected" | "meant")
        && c.word(was + 1) == "to"
        && !c.at(set!["was", "were"])
    {
        c.i += was + 2;
        return frame(c, Force::Bare, "must", tagged);
    }
    if c.word(was) == "waiting"
        && c.word(was + 1) == "for"
        && !c.at(set!["was", "were"])
        && let Some(k) = people(c.t, c.i + was + 2, false)
        && c.t.get(k).is_some_and(|t| t.is("to"))
    {
        c.i = k + 1;
        return frame(c, Force::Wish, "want-you-to", tagged);
    }
    // *We're blocked on an endpoint for …*.
    let are = usize::from(c.at(set!["am", "are"]));
    if matches!(c.word(are), "blocked" | "stuck" | "short" | "asking")
        && matches!(c.word(are + 1), "on" | "of" | "for")
        && matches!(c.word(are + 2), "a" | "an" | "our" | "having" | "getting")
    {
        c.i += are + 2;
        c.eat(set!["having", "getting"]);
        return wanted(c, "missing", tagged);
    }
    // *We're going to need a service* is a wish, *we're going to add one* a plan.
    let going = usize::from(c.at(set!["are", "am"]));
    if c.word(going) == "going"
        && c.word(going + 1) == "to"
        && matches!(c.word(going + 2), "need" | "require" | "want")
    {
        c.i += going + 3;
        return wanted(c, "need", tagged);
    }
    // *We'll need a service* is a wish, *we'll add one* a plan.
    if subject.ends_with("'ll") && c.eat(set!["need", "want", "require"])
        || c.at(set!["will"]) && matches!(c.word(1), "need" | "require" | "want") && {
            c.i += 2;
            true
        }
    {
        return wanted(c, "need", tagged);
    }
    if subject.ends_with("'ll")
        || subject == "ill"
        || c.at(set!["will", "plan", "plans", "intend", "hope"])
        || (subject.ends_with("'re") || subject.ends_with("'m") || c.at(set!["are", "am"]))
            && (c.at(set!["going", "planning"]) || c.word(1) == "going" || c.word(1) == "planning")
    {
        return Err(
            if c.word(1) == "not" || c.word(0) == "not" || c.word(2) == "not" {
                Refusal::Negation
            } else {
                Refusal::Plan
            },
        );
    }
    if c.at(set![
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
    if subject.ends_with("'d") || c.at(set!["would", "could"]) {
        if !subject.ends_with("'d") {
            let modal = c.word(0).to_owned();
            c.i += 1;
            c.adverbs();
            if modal == "could" {
                if c.run(&["really", "use"]) || c.run(&["use"]) || c.run(&["do", "with"]) {
                    return Ok(Clause::have(Force::Wish, c.rest(), "could-use"));
                }
                return Err(Refusal::Tentative);
            }
        }
        c.adverbs();
        if c.eat(set![
            "like",
            "love",
            "appreciate",
            "want",
            "welcome",
            "prefer"
        ]) {
            return wanted(c, "would-like", tagged);
        }
        if c.at(set!["be"]) {
            // *We would be very grateful …*.
            let mut d = Cursor { t: c.t, i: c.i + 1 };
            let very = d.eat(set!["very", "so", "really", "most", "extremely"]);
            match grateful(d, tagged) {
                Some(clause) => return clause,
                None if very => return Err(Refusal::Conditional),
                None => {}
            }
        }
        if c.run(&["kill", "for"]) {
            return wanted(c, "would-like", tagged);
        }
        if c.at(set!["suggest", "propose", "recommend"]) {
            return suggested(c, tagged);
        }
        if c.run(&["better"]) {
            return frame(c, Force::Wish, "had-better", tagged);
        }
        // *Ideally we'd expose …*, *in a perfect world we would have …*.
        if best(c.t, c.i) && !question {
            if c.at(set!["have"]) && matches!(c.word(1), "a" | "an" | "some") {
                c.i += 1;
                return wanted(c, "ideally", tagged);
            }
            return match frame(c, Force::Wish, "ideally", tagged) {
                Err(Refusal::OtherVerb) => Err(Refusal::Conditional),
                told => told,
            };
        }
        return Err(Refusal::Conditional);
    }
    if c.eat(set!["should"]) || c.run(&["ought", "to"]) || c.run(&["had", "better"]) {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        if c.at(set![
            "consider",
            "think",
            "look",
            "investigate",
            "discuss",
            "evaluate",
        ]) {
            return Err(Refusal::Tentative);
        }
        // *As a pilot, I should be able to call an API that …*.
        let mut able = Cursor { t: c.t, i: c.i };
        if able.run(&["be", "able", "to"])
            && able.eat(set![
                "call", "use", "hit", "access", "query", "invoke", "reach"
            ])
            && able.at(set!["a", "an"])
        {
            return wanted(able, "need", tagged);
        }
        return frame(c, Force::Wish, "should", tagged);
    }
    if c.at(set!["may", "might"]) {
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
        // *We have to have someone implement …*.
        if c.at(DELEGATING) && delegated(&c).is_some() {
            return frame(c, Force::Bare, "must", tagged);
        }
        if c.eat(set!["have"]) {
            return Ok(Clause::have(Force::Wish, c.rest(), "must"));
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
        || c.run(&["wish", "the", "backend", "had"])
        || c.run(&["wish", "the", "server", "had"])
        || c.run(&["wish", "the", "api", "had"])
        || c.run(&["wish", "there", "was"])
        || c.run(&["wish", "there", "were"])
    {
        return wanted(c, "want", tagged);
    }
    if c.eat(set!["need"]) {
        return wanted(c, "need", tagged);
    }
    if c.eat(set!["want", "require", "desire", "lack", "miss", "request"]) {
        return wanted(c, "want", tagged);
    }
    if question {
        return Err(Refusal::Question);
    }
    if c.at(set![
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

/// *I suggest that we add …*, *we propose adding …*.
fn suggested(mut c: Cursor<'_>, tagged: bool) -> Result<Clause<'_>, Refusal> {
    c.i += 1;
    if c.word(0).ends_with("ing") {
        return gerund(c, Force::Wish, "suggest");
    }
    c.eat(set!["that"]);
    let behind = if c.at(set!["we", "you"]) {
        Some(c.i + 1)
    } else {
        people(c.t, c.i, false)
    };
    match behind {
        Some(k) => {
            c.i = k;
            frame(c, Force::Wish, "suggest", tagged)
        }
        None => Err(Refusal::OtherVerb),
    }
}

/// Behind *we would be*: *grateful if you could …*, *glad to have …*, *thankful for …*.
fn grateful(mut c: Cursor<'_>, tagged: bool) -> Option<Result<Clause<'_>, Refusal>> {
    if c.at(set![
        "grateful",
        "thankful",
        "happy",
        "glad",
        "great",
        "delighted"
    ]) && c.word(1) == "if"
        && matches!(c.word(2), "you" | "someone" | "somebody")
        && matches!(c.word(3), "could" | "would" | "can")
    {
        c.i += 4;
        return Some(frame(c, Force::Polite, "could-you", tagged));
    }
    for words in [
        &["glad", "to", "have"][..],
        &["happy", "to", "have"],
        &["grateful", "for"],
        &["thankful", "for"],
        &["happy", "about"],
        &["glad", "of"],
    ] {
        if c.run(words) {
            return Some(wanted(c, "would-like", tagged));
        }
    }
    None
}
