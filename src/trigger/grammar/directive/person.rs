//! Who asks: first person (*we need to …*) and third person (*the billing team wants …*).

use super::*;

pub(super) fn first_person(
    mut c: Cursor<'_>,
    tagged: bool,
    question: bool,
) -> Result<Clause, Refusal> {
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
    // *We'll need a service* is a wish, *we'll add one* a plan.
    if subject.ends_with("'ll") && c.eat(&["need", "want", "require"])
        || c.at(&["will"]) && matches!(c.word(1), "need" | "require" | "want") && {
            c.i += 2;
            true
        }
    {
        return wanted(c, "need", tagged);
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
        if c.at(&["be"])
            && matches!(
                c.word(1),
                "grateful" | "thankful" | "happy" | "glad" | "great" | "delighted"
            )
            && c.word(2) == "if"
            && matches!(c.word(3), "you" | "someone" | "somebody")
            && matches!(c.word(4), "could" | "would" | "can")
        {
            c.i += 5;
            return frame(c, Force::Polite, "could-you", tagged);
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
        || c.run(&["wish", "the", "backend", "had"])
        || c.run(&["wish", "the", "server", "had"])
        || c.run(&["wish", "the", "api", "had"])
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

/// *The dashboard needs an API for …*; *an endpoint for … is missing*; *… should be added to …*.
pub(super) fn third_person(c: Cursor<'_>, tagged: bool, question: bool) -> Result<Clause, Refusal> {
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
                    // *Let services run even if the directory is missing*: not what is asked for.
                    if t[start..k].iter().any(|x| {
                        x.any(&["if", "when", "even", "because", "you", "it", "they", "and"])
                            || x.kind == Kind::Comma
                    }) {
                        return Err(Refusal::Description);
                    }
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
            "should" | "shall" | "must" | "needs" | "need" | "has" | "have" | "ought"
            | "requires" | "wants" | "lacks" | "require" | "want" | "lack" => {
                let wants = WANTS.contains(&w);
                let mut e = Cursor { t, i: k + 1 };
                e.adverbs();
                if e.negated() {
                    return Err(Refusal::Negation);
                }
                // *services that should be published*: the relative clause's own verb.
                if t[k - 1].any(&["that", "which", "who"]) {
                    continue;
                }
                // *Sales want us to have …*, *product needs you to build …*.
                if wants
                    && !relative
                    && matches!(e.word(0), "us" | "you" | "me" | "someone")
                    && e.word(1) == "to"
                    && !t[start..k]
                        .iter()
                        .any(|x| x.any(&["users", "user", "customers", "they", "it", "this"]))
                {
                    return wanted(e, "want", tagged);
                }
                let modal = matches!(w, "should" | "shall" | "must") || e.eat(&["to"]);
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
                        // *should be built on top of …*, *designed so that …*: how, not that.
                        if !tagged
                            && t.get(tail).is_some_and(|n| {
                                n.any(&[
                                    "on", "so", "such", "as", "after", "before", "using", "via",
                                ])
                            })
                        {
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
                    if matches!(w, "should" | "shall")
                        && server
                        && e.at(&["expose", "provide", "offer", "support"])
                    {
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
                    // *Every tenant needs a backend of its own*: a law, not a wish.
                    if t[start].any(&[
                        "every", "each", "all", "any", "most", "many", "no", "nothing", "none",
                        "only",
                    ]) {
                        return Err(Refusal::Description);
                    }
                    // *Slides needs the Slides API*, *needs both …*: one that exists is required.
                    let first = e.t.get(e.i);
                    if !tagged
                        && first.is_some_and(|f| {
                            f.capital() && !f.inner_capital() && f.raw.len() > 1
                                || f.any(&["both", "the", "this", "that", "access"])
                        })
                    {
                        return Err(Refusal::Description);
                    }
                    let mut rest = e.rest();
                    // *Crop yields need a REST API*: what needs it is the subject.
                    let alone = !rest.iter().any(|x| {
                        x.any(objects::PREPOSITIONS) || x.any(&["that", "which", "where"])
                    });
                    if tagged && alone {
                        rest.push(Token {
                            kind: Kind::Word,
                            raw: "for".to_owned(),
                            low: "for".to_owned(),
                            start: 0,
                            end: 0,
                        });
                        rest.extend_from_slice(&t[start..k]);
                    }
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Have,
                        rest,
                        frame: "needs",
                    });
                }
                return Err(Refusal::Description);
            }
            "was" | "were" | "had" | "did" | "used" if !relative => {
                return Err(Refusal::Past);
            }
            "could" | "would" | "might" | "may" if !relative => {
                let mut e = Cursor { t, i: k + 1 };
                // *Product would like you to build …*.
                if w == "would" && (e.eat(&["like", "love"])) && k - start <= 4 {
                    return wanted(e, "would-like", tagged);
                }
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
            "will" | "does" | "do" | "can" | "doesn't" | "don't" | "won't" | "isn't" | "aren't"
            | "cannot" | "can't" | "already"
                if !relative =>
            {
                return Err(if w.contains("n't") {
                    Refusal::Negation
                } else {
                    Refusal::Description
                });
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
