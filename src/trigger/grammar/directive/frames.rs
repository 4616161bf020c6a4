//! The frames that carry directive force by a wish: *we need …*, *there should be …*, *it would be nice …*,
//! *X needs …*. Says how strongly, not what is asked for.

use super::*;

/// Words before *can you* or *please* that are nobody's name.
const OBJECTS_OF_SPEECH: &Set = set![
    "you", "we", "i", "they", "it", "this", "that", "don't", "not", "never", "someone", "somebody",
    "anyone", "as", "if", "when", "then", "can", "could", "would", "no",
];

/// Skips what stands before the frame; refuses conditions and purposes.
pub(super) fn opening(c: &mut Cursor<'_>, tagged: bool) -> Result<(), Refusal> {
    for _ in 0..8 {
        c.commas();
        // "Whoever has time, please …".
        if c.at(set!["whoever"])
            && let Some(k) = (c.i + 1..c.t.len()).find(|&k| c.t[k].kind == Kind::Comma)
            && c.t
                .get(k + 1)
                .is_some_and(|t| t.any(set!["please", "pls", "kindly"]))
        {
            c.i = k + 1;
            continue;
        }
        // *All we're missing is …*: the wish, not a greeting to all.
        if c.at(set!["all"]) && c.word(1).starts_with("we") {
            return Ok(());
        }
        if c.at(OPENING_WORDS)
            && let Some(words) = OPENINGS
                .iter()
                .find(|words| words.iter().enumerate().all(|(k, w)| c.word(k) == *w))
        {
            c.i += words.len();
            continue;
        }
        if c.at(set![
            "if", "when", "once", "whenever", "unless", "until", "while", "after", "before", "in",
            "to", "since", "because", "by", "with", "for", "given", "assuming", "suppose",
            "provided", "although", "as",
        ]) {
            if c.at(set!["as"]) {
                return Ok(());
            }
            if c.at(set![
                "for", "in", "since", "because", "with", "after", "before", "once", "when",
                "while", "until",
            ]) && !matches!(c.word(1), "you" | "your" | "order" | "case")
            {
                // "For the mobile app we need an API …": what stands behind the comma decides, or
                // the first *we* or *I*.
                let stop = (c.i + 1..c.t.len()).find(|&k| {
                    (c.t[k].kind == Kind::Comma && c.t.get(k + 1).is_some())
                        || c.t[k].any(set!["we", "i", "we'd", "please"])
                });
                let soft = c.at(set!["for", "in", "since", "because", "with"]) || tagged;
                if let (Some(k), true) = (stop, soft) {
                    c.i = if c.t[k].kind == Kind::Comma { k + 1 } else { k };
                    if c.at(set!["you", "you'll", "you'd"]) {
                        return Err(Refusal::Conditional);
                    }
                    continue;
                }
            }
            // "Before we launch, we need …", "By Friday, we need …": a date, not a condition.
            if c.at(set!["before", "by"])
                && let Some(k) = (c.i + 1..c.t.len()).find(|&k| {
                    c.t[k].kind == Kind::Comma || c.t.get(k + 1).is_some_and(|t| t.is("we"))
                })
                && c.t
                    .get(k + 1)
                    .is_some_and(|t| t.any(set!["we", "i", "we'd", "i'd"]))
                && c.t.get(k + 2).is_some_and(|t| {
                    t.any(set![
                        "need", "must", "should", "want", "have", "would", "like"
                    ])
                })
            {
                c.i = k + 1;
                continue;
            }
            // *To reduce maintenance, it would be nice to have …*: what it is for, and the wish.
            if c.at(set!["to"])
                && let Some(k) = (c.i + 1..c.t.len()).find(|&k| c.t[k].kind == Kind::Comma)
                && c.t.get(k + 1).is_some_and(|t| t.any(set!["it", "it'd"]))
                && c.t[k + 1..]
                    .iter()
                    .take(3)
                    .any(|t| t.any(set!["would", "it'd"]))
            {
                c.i = k + 1;
                continue;
            }
            // "If you get a moment, could you …": the politeness behind it decides.
            if let Some(k) = (c.i + 1..c.t.len()).find(|&k| c.t[k].kind == Kind::Comma) {
                let behind = c.t.get(k + 1);
                if behind.is_some_and(|t| t.any(set!["please", "pls", "could", "can", "would"]))
                    && !c.at(set!["to"])
                {
                    c.i = k + 1;
                    continue;
                }
            }
            return Err(Refusal::Conditional);
        }
        if c.at(CONNECTIVES)
            && !(c.at(set![
                "just", "first", "second", "right", "all", "quick", "lets", "next", "now",
            ]) && c.word(1).is_empty()
                && c.i + 1 >= c.t.len())
        {
            if c.at(set!["lets"]) {
                return Ok(());
            }
            c.i += 1;
            continue;
        }
        // "Platform team, please …", "Dear backend folks, kindly …".
        if let Some(k) = (c.i + 1..c.t.len().min(c.i + 4)).find(|&k| c.t[k].any(PEOPLE))
            && c.t[c.i..k].iter().all(|t| t.nominal())
            && c.t.get(k + 1).is_some_and(|t| t.kind == Kind::Comma)
        {
            c.i = k + 2;
            continue;
        }
        // A name without a comma: "ben can you …", "Ben please …".
        if c.t
            .get(c.i)
            .is_some_and(|t| t.kind == Kind::Word && !t.any(QUESTIONS) && !t.any(OBJECTS_OF_SPEECH))
            && (matches!(c.word(1), "can" | "could" | "would") && matches!(c.word(2), "you" | "u")
                || matches!(c.word(1), "please" | "pls") && verbs::find(c.word(0), None).is_none())
        {
            c.i += 1;
            continue;
        }
        // A name before a comma: "Alice, could you …"; "@bob please …".
        let name = c.t.get(c.i).is_some_and(|t| {
            t.kind == Kind::Word
                && (t.capital() || t.raw.starts_with('@'))
                && !t.any(set!["i", "we", "please"])
        });
        // "omar, could you …": in small letters, if what stands behind asks.
        let called = c.t.get(c.i).is_some_and(|t| {
            t.kind == Kind::Word && !t.any(QUESTIONS) && !t.any(OBJECTS_OF_SPEECH)
        }) && c.t.get(c.i + 2).is_some_and(|t| {
            t.any(set!["please", "pls"])
                || t.any(set!["can", "could", "would"]) && matches!(c.word(3), "you" | "u")
        });
        if (name || called)
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
pub(super) fn frame<'t>(
    mut c: Cursor<'t>,
    force: Force,
    name: &'static str,
    _tagged: bool,
) -> Result<Clause<'t>, Refusal> {
    c.adverbs();
    c.commas();
    if c.negated() {
        return Err(Refusal::Negation);
    }
    if c.at(set!["consider"]) {
        return Err(Refusal::Tentative);
    }
    // "Please give us …", "could someone provide us with …".
    if matches!(c.word(1), "us" | "me")
        && (c.at(set!["give", "get"]) || c.at(set!["provide", "supply"]) && c.word(2) == "with")
        && (matches!(c.word(2), "a" | "an" | "some" | "with"))
    {
        c.i += 2 + usize::from(c.word(2) == "with");
        return Ok(Clause::have(force, c.rest(), name));
    }
    // "Could one of you find the time to write …".
    let time = c.at(set!["find", "take", "spare", "make"])
        && (1..4).any(|k| matches!(c.word(k), "time" | "moment" | "minute" | "hour"));
    if (time || c.at(set!["manage", "arrange"]))
        && let Some(to) = (c.i + 1..c.t.len().min(c.i + 5)).find(|&k| c.t[k].is("to"))
    {
        c.i = to + 1;
    }
    // "We have to get someone to write …".
    if c.at(set!["have", "get", "ask"])
        && matches!(
            c.word(1),
            "someone" | "somebody" | "anyone" | "you" | "the" | "claude"
        )
    {
        let to = (c.i + 2..c.t.len().min(c.i + 5)).find(|&k| {
            c.t[k].is("to")
                || c.t[k - 1].any(set!["someone", "somebody", "you"])
                    && verbs::find(c.t[k].low, None).is_some()
        });
        if let Some(k) = to.filter(|_| !c.at(set!["have", "get"]) || c.word(1) != "the") {
            c.i = k + usize::from(c.t[k].is("to"));
            return frame(c, Force::Wish, name, _tagged);
        }
    }
    // *Let's have Mira build …*, *please get the platform team to add …*.
    if c.at(DELEGATING)
        && let Some(k) = delegated(&c)
    {
        c.i = k;
        return frame(c, force, name, _tagged);
    }
    // "Please make sure to add …".
    for words in [
        &["make", "sure", "to"],
        &["be", "sure", "to"],
        &["not", "forget", "to"],
    ] {
        c.run(words);
    }
    if c.at(set!["have", "get"]) {
        let mut d = Cursor { t: c.t, i: c.i + 1 };
        d.adverbs();
        if let Some(clause) = get_done(&d, force, name) {
            return Ok(clause);
        }
    }
    // *We should get the model of the slot*: to fetch it.
    if c.at(set!["get"])
        && force != Force::Polite
        && !matches!(c.word(1), "a" | "an" | "some" | "our" | "another")
    {
        return Err(Refusal::OtherVerb);
    }
    // *Get a webhook going for …*: to set it up.
    if c.at(set!["get"])
        && let Some(k) = (c.i + 2..c.t.len().min(c.i + 8)).find(|&k| {
            c.t[k].any(set!["going", "running"])
                || c.t[k].is("up") && c.t.get(k + 1).is_some_and(|n| n.is("and"))
        })
        && !c.t[c.i..k].iter().any(|t| t.any(objects::PREPOSITIONS))
        && let Some((verb, _)) = verbs::find("set", Some("up"))
    {
        let taken = if c.t[k].is("up") { 3 } else { 1 };
        let mut rest = c.t[c.i + 1..k].to_vec();
        rest.extend_from_slice(&c.t[(k + taken).min(c.t.len())..]);
        return Ok(Clause {
            force,
            act: Act::Do(verb),
            rest,
            frame: name,
        });
    }
    if c.eat(set!["have", "get"]) && force != Force::Polite {
        return Ok(Clause::have(force, c.rest(), name));
    }
    // "start building", "begin to build", "try to add", "go ahead and add".
    c.run(&["go", "ahead", "and"]);
    if c.eat(set!["start", "begin", "finish"]) {
        if c.eat(set!["to"]) {
        } else if c.word(0).ends_with("ing") {
            return gerund(c, force, name);
        }
    }
    if let Some((verb, n)) = verbs::find(c.word(0), Some(c.word(1))) {
        let words: Vec<&str> = c.t[c.i + 1..].iter().map(|t| t.low).collect();
        if verbs::torn(verb, n, &words) {
            return Err(Refusal::OtherVerb);
        }
        c.i += n;
        return Ok(Clause {
            force,
            act: Act::Do(verb),
            rest: without_particle(c.rest(), verb, n),
            frame: name,
        });
    }
    Err(Refusal::OtherVerb)
}

pub(super) fn gerund<'t>(
    mut c: Cursor<'t>,
    force: Force,
    name: &'static str,
) -> Result<Clause<'t>, Refusal> {
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
pub(super) fn wanted<'t>(
    mut c: Cursor<'t>,
    name: &'static str,
    tagged: bool,
) -> Result<Clause<'t>, Refusal> {
    c.adverbs();
    if c.negated() {
        return Err(Refusal::Negation);
    }
    let wish = name != "need";
    // "I'd appreciate it if you could …".
    if c.run(&["it", "if", "you", "could"])
        || c.run(&["it", "if", "you", "would"])
        || c.run(&["it", "if", "someone", "could"])
        || c.run(&["if", "you", "could"])
    {
        return frame(c, Force::Polite, "could-you", tagged);
    }
    // "I'd appreciate it if you added …".
    let it = usize::from(c.at(set!["it"]));
    if c.word(it) == "if"
        && matches!(c.word(it + 1), "you" | "we" | "someone" | "somebody")
        && past(c.word(it + 2)).is_some()
    {
        c.i += it + 2;
        return done(c, Force::Polite, "could-you");
    }
    if c.at(set!["that"]) && matches!(c.word(1), "you" | "someone" | "somebody") {
        c.i += 2;
        return frame(c, Force::Wish, "want-you-to", tagged);
    }
    if c.run(&["us", "to", "have"]) || c.run(&["to", "finally", "have"]) {
        return Ok(Clause::have(Force::Wish, c.rest(), name));
    }
    if c.eat(set!["you", "someone", "somebody", "y'all", "us"])
        || c.run(&["the", "backend", "team"])
        || c.run(&["the", "team"])
        || c.run(&["claude"])
    {
        if c.eat(set!["to"]) {
            return frame(c, Force::Wish, "want-you-to", tagged);
        }
        return Err(Refusal::OtherVerb);
    }
    if c.at(set!["the", "our", "@"]) || c.t.get(c.i).is_some_and(|t| t.raw == "@") {
        // *We need the platform team to add …*, *I want the backend to expose …*.
        if let Some(k) = people(c.t, c.i, false).or_else(|| ours(c.t, c.i))
            && c.t.get(k).is_some_and(|t| t.is("to"))
        {
            c.i = k + 1;
            return frame(c, Force::Wish, "want-you-to", tagged);
        }
    }
    if wish && c.run(&["to", "ask"]) {
        let k = if c.at(set!["you"]) {
            Some(c.i + 1)
        } else {
            people(c.t, c.i, true)
        };
        if let Some(k) = k.filter(|&k| c.t.get(k).is_some_and(|t| t.is("to"))) {
            c.i = k + 1;
            return frame(c, Force::Polite, "could-you", tagged);
        }
        if c.eat(set!["for"]) {
            return wanted(c, "would-like", tagged);
        }
        return Err(Refusal::OtherVerb);
    }
    if c.eat(set!["to"]) {
        c.adverbs();
        if c.negated() {
            return Err(Refusal::Negation);
        }
        if c.at(set!["have", "get", "see"]) {
            c.i += 1;
            return Ok(Clause::have(Force::Wish, c.rest(), name));
        }
        c.run(&["be", "able", "to"]);
        return frame(
            c,
            if wish { Force::Wish } else { Force::Bare },
            name,
            tagged,
        );
    }
    if c.at(set!["that", "this", "it", "them"]) {
        return Err(Refusal::NoSubject);
    }
    // *I want an endpoint added for …*, *I'd like an API for … to be built*.
    if !c.at(set!["the", "this", "our", "these", "those"])
        && let Some(clause) = get_done(&c, Force::Wish, name)
        && matches!(clause.act, Act::Do(v) if matches!(v.base, "add" | "implement" | "write" | "create" | "expose" | "integrate" | "develop"))
    {
        return Ok(clause);
    }
    if let Some(to) =
        (c.i + 1..c.t.len().saturating_sub(2)).find(|&k| c.t[k].is("to") && c.t[k + 1].is("be"))
        && !c.t[c.i..to].iter().any(|t| t.any(set!["that", "which"]))
        && let Some(clause) = passive(c.t, c.i, to, to + 2, Force::Wish)
    {
        return clause;
    }
    Ok(Clause::have(Force::Wish, c.rest(), name))
}

/// *Spin a backend up for holds*: the verb's second word stands behind the object, and is no part
/// of it.
pub(super) fn without_particle<'t>(
    mut rest: Vec<Token<'t>>,
    verb: &Verb,
    taken: usize,
) -> Vec<Token<'t>> {
    if taken == 1
        && !verb.particle.is_empty()
        && let Some(k) = rest.iter().take(8).position(|t| t.is(verb.particle))
    {
        rest.remove(k);
    }
    rest
}

/// *get Airtable integrated with the backend*, *have an API built for holds*: what shall be done
/// stands behind its object.
pub(super) fn get_done<'t>(c: &Cursor<'t>, force: Force, name: &'static str) -> Option<Clause<'t>> {
    let k = (c.i + 1..c.t.len().min(c.i + 7))
        .take_while(|&k| !c.t[k].any(objects::PREPOSITIONS) && !c.t[k].any(set!["that", "which"]))
        .find(|&k| c.t[k].kind == Kind::Word && verbs::find_participle(c.t[k].low).is_some())?;
    let verb = verbs::find_participle(c.t[k].low)?;
    let mut rest = c.t[c.i..k].to_vec();
    rest.extend_from_slice(&c.t[k + 1..]);
    Some(Clause {
        force,
        act: Act::Do(verb),
        rest,
        frame: name,
    })
}
