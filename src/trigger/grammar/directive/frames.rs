//! The frames that carry directive force by a wish: *we need …*, *there should be …*, *it would be nice …*,
//! *X needs …*. Says how strongly, not what is asked for.

use super::*;

/// Skips what stands before the frame; refuses conditions and purposes.
pub(super) fn opening(c: &mut Cursor<'_>, tagged: bool) -> Result<(), Refusal> {
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
pub(super) fn frame(
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

pub(super) fn gerund(
    mut c: Cursor<'_>,
    force: Force,
    name: &'static str,
) -> Result<Clause, Refusal> {
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
pub(super) fn wanted(
    mut c: Cursor<'_>,
    name: &'static str,
    tagged: bool,
) -> Result<Clause, Refusal> {
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

pub(super) fn there(mut c: Cursor<'_>) -> Result<Clause, Refusal> {
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
pub(super) fn nice(mut c: Cursor<'_>, tagged: bool) -> Result<Clause, Refusal> {
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
