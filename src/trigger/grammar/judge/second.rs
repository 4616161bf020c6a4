//! What else a sentence holds: a second thing that is asked for, and words that take all of it back.

use super::*;

/// *fix the header and implement an API for orders*: a later verb may ask as well.
pub(super) fn second_clause(
    tokens: &[Token],
    context: &Context<'_>,
    strength: Force,
    name: &'static str,
) -> Option<(Match, Force, &'static str)> {
    for k in 1..tokens.len() {
        let before = &tokens[k - 1];
        if !(before.any(set!["and", "then", "plus"])
            || before.kind == Word::Comma
            || before.kind == Word::Ampersand)
            || tokens[k].kind != Word::Word
        {
            continue;
        }
        let next = tokens.get(k + 1).map(|t| t.low);
        if let Some((verb, n)) = verbs::find(tokens[k].low, next) {
            let clause = Clause {
                force: strength,
                act: directive::Act::Do(verb),
                rest: tokens[k + n..].to_vec(),
                frame: name,
            };
            if let Ok(found) = families::read(&clause, context) {
                return Some((found, strength, name));
            }
        }
    }
    None
}

/// *Implement the cart on the page and API endpoints for carts*: the second thing may be a backend's.
pub(super) fn second_object(
    clause: &Clause<'_>,
    context: &Context<'_>,
) -> Option<(Match, Force, &'static str)> {
    let and = clause.rest.iter().position(|t| t.is("and"));
    let and = and.filter(|_| context.tagged && matches!(clause.act, directive::Act::Do(_)))?;
    let second = Clause {
        rest: clause.rest[and + 1..].to_vec(),
        ..*clause
    };
    let found = families::read(&second, context).ok()?;
    Some((found, clause.force, clause.frame))
}

/// Words at the end of a sentence that take it back: *- done*, *(obsolete)*, *no longer needed*.
pub(super) fn finished(tokens: &[Token]) -> bool {
    let taken_back = |first: &Token, then: &Token| match first.kind {
        Word::Open => then.any(set![
            "done",
            "obsolete",
            "wontfix",
            "fixed",
            "rejected",
            "cancelled",
            "canceled",
        ]),
        Word::Word if first.any(set!["no", "already", "is", "are"]) => match first.low {
            "no" => then.is("longer"),
            "already" => then.any(set![
                "done",
                "implemented",
                "exists",
                "exist",
                "built",
                "shipped",
                "merged",
            ]),
            _ => then.any(set!["done", "obsolete", "deprecated"]),
        },
        _ => false,
    };
    // *…, so that I can stop when I am no longer interested*: that is what it is for. What stands in
    // brackets takes back all of it.
    let purpose = tokens
        .windows(2)
        .position(|w| w[0].is("so") && w[1].is("that"));
    let asked = purpose.unwrap_or(tokens.len());
    let mut pairs = tokens.windows(2).enumerate();
    pairs.any(|(at, w)| (at < asked || w[0].kind == Word::Open) && taken_back(&w[0], &w[1]))
        || tokens.last().is_some_and(|t| t.is("wontfix"))
}
