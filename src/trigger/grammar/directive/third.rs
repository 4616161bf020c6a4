//! Others who ask: *the dashboard needs …*, *an endpoint is missing*, *… should be added*. Tells their
//! wishes from descriptions, contracts and conditions.

use super::*;

/// *The dashboard needs an API for …*; *an endpoint for … is missing*; *… should be added to …*.
pub(super) fn third_person(
    c: Cursor<'_>,
    tagged: bool,
    question: bool,
) -> Result<Clause<'_>, Refusal> {
    let t = c.t;
    let start = c.i;
    // Passive and predicate forms: find the auxiliary that belongs to the main clause.
    let mut relative = false;
    for k in start + 1..t.len() {
        let w = t[k].low;
        if t[k].kind != Kind::Word {
            continue;
        }
        if matches!(w, "that" | "which" | "who" | "where") {
            relative = true;
            continue;
        }
        // What stands behind the word.
        let behind = || {
            let mut d = Cursor { t, i: k + 1 };
            d.adverbs();
            d
        };
        match w {
            "is" | "are" => {
                let mut d = behind();
                let negated = d.negated();
                if d.at(set![
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
                        x.any(set![
                            "if", "when", "even", "because", "you", "it", "they", "and"
                        ]) || x.kind == Kind::Comma
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
                            .is_some_and(|n| n.any(set!["a", "an", "our", "its", "any"]))
                    {
                        return Ok(Clause::have(Force::Wish, t[tail..].to_vec(), "is-missing"));
                    }
                    if question {
                        return Err(Refusal::Question);
                    }
                    // *This API is required for …* tells of one that exists.
                    let given = !matches!(predicate.as_str(), "missing" | "lacking")
                        && !tagged
                        && !t[start].any(set!["a", "an", "another", "some"])
                        || t[start].any(set!["this", "that", "these", "those", "following", "in"]);
                    if given {
                        return Err(Refusal::Description);
                    }
                    let mut rest = t[start..k].to_vec();
                    rest.extend_from_slice(&t[tail..]);
                    return Ok(Clause::have(Force::Wish, rest, "is-missing"));
                }
                // *An API for customs forms is yet to be written*, *is still to be written*.
                let open = t[k + 1..d.i].iter().any(|x| x.is("still"));
                if !negated
                    && !question
                    && !relative
                    && (d.run(&["yet", "to", "be"])
                        || (open || t[start].any(set!["a", "an"])) && d.run(&["to", "be"]))
                    && let Some(clause) = passive(t, start, k, d.i, Force::Wish)
                {
                    return clause;
                }
                // *The mobile team is blocked on an endpoint for …*.
                if !negated
                    && !question
                    && d.run(&["blocked", "on"])
                    && (d.eat(set!["having", "getting"]) || d.at(set!["a", "an"]))
                {
                    return wanted(d, "missing", tagged);
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
                // Of people, *require* is a wish; of code it tells what is there.
                let staff = matches!(w, "requires" | "require")
                    && t[k - 1].any(set![
                        "team",
                        "teams",
                        "squad",
                        "department",
                        "staff",
                        "people",
                        "office",
                        "desk",
                        "product",
                        "sales",
                        "support",
                        "marketing",
                        "finance",
                        "operations",
                        "ops",
                        "dashboard",
                        "frontend",
                        "app",
                        "chariot",
                    ])
                    // *The lab urgently requires …*, and behind a tag what a person looks at.
                    || matches!(w, "requires" | "require")
                        && (t[k - 1].any(set!["urgently", "badly", "desperately", "sorely"])
                            || (tagged
                                || t.get(k + 1).is_some_and(|x| x.any(set!["a", "an"]))
                                    && !t[start].any(set!["this", "each", "every", "any"]))
                                && t[k - 1].any(set![
                                    "view", "screen", "page", "widget", "form", "panel", "dialog",
                                    "client", "portal",
                                ]));
                let wants = WANTS.contains(w) || staff;
                let mut e = Cursor { t, i: k + 1 };
                e.adverbs();
                if e.negated() {
                    return Err(Refusal::Negation);
                }
                // *services that should be published*: the relative clause's own verb.
                if t[k - 1].any(set!["that", "which", "who"]) {
                    continue;
                }
                // *Sales want us to have …*, *product needs you to build …*.
                if wants
                    && !relative
                    && matches!(e.word(0), "us" | "you" | "me" | "someone")
                    && e.word(1) == "to"
                    && !t[start..k]
                        .iter()
                        .any(|x| x.any(set!["users", "user", "customers", "they", "it", "this"]))
                {
                    return wanted(e, "want", tagged);
                }
                if matches!(w, "has" | "have")
                    && !question
                    && !relative
                    && e.run(&["yet", "to", "be"])
                    && let Some(clause) = passive(t, start, k, e.i, Force::Wish)
                {
                    return clause;
                }
                let modal = matches!(w, "should" | "shall" | "must") || e.eat(set!["to"]);
                e.adverbs();
                if e.negated() {
                    return Err(Refusal::Negation);
                }
                if modal
                    && (e.eat(set!["be"])
                        || e.at(set!["get"])
                            && verbs::find_participle(e.word(1)).is_some()
                            && e.eat(set!["get"]))
                {
                    e.adverbs();
                    if let Some(verb) = verbs::find_participle(e.word(0)) {
                        let mut tail = e.i + 1;
                        if e.word(1) == verb.particle && !verb.particle.is_empty() {
                            tail += 1;
                        }
                        if t.get(tail).is_some_and(|n| n.is("by")) && !deadline(t, tail) {
                            return Err(Refusal::Contract);
                        }
                        // *should be built on top of …*, *designed so that …*: how, not that.
                        if !tagged
                            && t.get(tail).is_some_and(|n| {
                                n.any(set![
                                    "on", "so", "such", "as", "after", "before", "using", "via",
                                ])
                            })
                        {
                            return Err(Refusal::Contract);
                        }
                        // *All new APIs should be added to …*: a law.
                        if !tagged
                            && t[start.saturating_sub(1)..=start]
                                .iter()
                                .any(|x| x.any(set!["all", "every", "each", "any"]))
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
                // *The backend should have audit trails*: put them there.
                let there = t[..k].last().is_some_and(|x| {
                    x.any(objects::TARGET) || x.any(objects::TARGET_NAMED) && k - start > 1
                });
                if w == "should"
                    && there
                    && k - start <= 5
                    && e.at(set!["have", "get", "gain", "support"])
                    && !t[e.i..].iter().any(|x| x.any(objects::API))
                    && let Some((put, _)) = verbs::find("put", None)
                {
                    e.i += 1;
                    let mut rest = e.rest();
                    rest.push(Token::implied("to"));
                    rest.extend_from_slice(&t[start..k]);
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Do(put),
                        rest,
                        frame: "should",
                    });
                }
                if modal && e.eat(set!["have"]) && w == "should" {
                    return Ok(Clause::have(Force::Wish, e.rest(), "should"));
                }
                if modal {
                    // "The server should expose an endpoint …" asks; "handlers must implement" tells
                    // a contract, as does any plural or any *needs to*.
                    let server = t[start..k].iter().any(|x| {
                        x.any(objects::TARGET)
                            || x.any(set![
                                "chariot", "platform", "product", "system", "api", "service",
                            ])
                    });
                    // *The system must provide …* is how requirements are written, *the service must*
                    // how contracts are.
                    let ours = || {
                        t[start..k].iter().any(|x| {
                            x.any(set![
                                "backend",
                                "system",
                                "platform",
                                "product",
                                "application",
                                "app",
                                "chariot",
                            ])
                        })
                    };
                    if (matches!(w, "should" | "shall") && server || w == "must" && ours())
                        && e.at(set!["expose", "provide", "offer", "support"])
                    {
                        return frame(e, Force::Wish, "should", tagged);
                    }
                    // *The team needs to build …*.
                    if people(t, start, false) == Some(k) && k > start + 1 && w != "should" {
                        return frame(e, Force::Bare, "must", tagged);
                    }
                    return Err(Refusal::Contract);
                }
                // *The endpoint for … still needs implementing*.
                if wants
                    && !question
                    && matches!(w, "needs" | "need" | "wants")
                    && let Some((verb, n)) = verbs::find_gerund(e.word(0), Some(e.word(1)))
                    && t.get(e.i + n)
                        .is_none_or(|x| x.any(objects::PREPOSITIONS) || x.kind == Kind::Comma)
                {
                    let mut rest = t[start..k].to_vec();
                    rest.extend_from_slice(&t[e.i + n..]);
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Do(verb),
                        rest,
                        frame: "should-be-done",
                    });
                }
                if wants {
                    // Users' and customers' wishes are reports.
                    if t[start..k].iter().any(|x| {
                        x.any(set![
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
                    let this = tagged && t[start].is("this") && k <= start + 1 + usize::from(staff);
                    let clause = !this
                        && t[start..k].iter().any(|x| {
                            x.any(set![
                                "if", "you", "when", "to", "that", "from", "by", "it", "this",
                                "these", "they",
                            ]) || x.kind == Kind::Comma
                        });
                    if k - start > 6 || clause {
                        return Err(Refusal::Description);
                    }
                    // *Every tenant needs a backend of its own*: a law, not a wish.
                    if t[start].any(set![
                        "every", "each", "all", "any", "most", "many", "no", "nothing", "none",
                        "only",
                    ]) {
                        return Err(Refusal::Description);
                    }
                    // *Agents need a backend that runs tools*: any of them.
                    if !tagged
                        && !phrase_word(&t[start])
                        && t[k - 1].any(set![
                            "agents",
                            "servers",
                            "clients",
                            "services",
                            "callers",
                            "models",
                            "plugins",
                            "providers",
                            "nodes",
                            "workers",
                            "apps",
                            "applications",
                            "tools",
                            "tests",
                            "components",
                            "modules",
                            "handlers",
                            "integrations",
                            "platforms",
                            "systems",
                            "apis",
                            "endpoints",
                            "extensions",
                            "backends",
                            "hosts",
                            "containers",
                            "deployments",
                            "instances",
                            "packages",
                            "drivers",
                            "adapters",
                        ])
                    {
                        return Err(Refusal::Description);
                    }
                    // *Slides needs the Slides API*, *needs both …*: one that exists is required.
                    let first = e.t.get(e.i);
                    if !tagged
                        && first.is_some_and(|f| {
                            f.capital() && !f.inner_capital() && f.raw.len() > 1
                                || f.any(set!["both", "the", "this", "that", "access"])
                        })
                    {
                        return Err(Refusal::Description);
                    }
                    // *The smokehouse wants an API implemented for …*.
                    if !e.at(set!["the", "this", "our", "these", "those"])
                        && let Some(clause) = get_done(&e, Force::Wish, "needs")
                        && matches!(clause.act, Act::Do(v) if matches!(v.base, "add" | "implement" | "write" | "create" | "expose" | "integrate" | "develop"))
                    {
                        return Ok(clause);
                    }
                    let mut rest = e.rest();
                    // *Crop yields need a REST API*: what needs it is the subject.
                    let alone = !rest.iter().any(|x| {
                        x.any(objects::PREPOSITIONS) || x.any(set!["that", "which", "where"])
                    });
                    if tagged && alone {
                        rest.push(Token::implied("for"));
                        rest.extend_from_slice(&t[start..k]);
                    }
                    return Ok(Clause::have(Force::Wish, rest, "needs"));
                }
                return Err(Refusal::Description);
            }
            // *A REST API for ticket swaps remains to be written*.
            "remains" | "remain" if !relative && !question => {
                let mut d = behind();
                if d.run(&["to", "be"]) {
                    return passive(t, start, k, d.i, Force::Wish)
                        .unwrap_or(Err(Refusal::Description));
                }
            }
            // *The new app calls for an API for …*, *demands an API*.
            "calls" | "cries"
                if !relative
                    && !question
                    && t[start].any(set!["the", "this", "our"])
                    && k - start <= 4
                    && !t[k - 1].any(set![
                        "api", "http", "rest", "rpc", "service", "function", "system", "method",
                    ]) =>
            {
                let mut d = behind();
                if (d.run(&["for"]) || d.run(&["out", "for"])) && d.at(set!["a", "an"]) {
                    return wanted(d, "missing", tagged);
                }
            }
            // *API for fuel cards to be implemented*, behind a tag.
            "to" if tagged => {
                let d = behind();
                if d.at(set!["be"])
                    && let Some(verb) = verbs::find_participle(d.word(1))
                {
                    let mut rest = t[start..k].to_vec();
                    rest.extend_from_slice(&t[(d.i + 2).min(t.len())..]);
                    return Ok(Clause {
                        force: Force::Wish,
                        act: Act::Do(verb),
                        rest,
                        frame: "to-be-done",
                    });
                }
            }
            "was" | "were" | "had" | "did" | "used" if !relative => {
                return Err(Refusal::Past);
            }
            "could" | "would" | "might" | "may" if !relative => {
                return hypothetical(t, start, k, tagged);
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
    Ok(Clause::have(Force::Fragment, c.rest(), "fragment"))
}
