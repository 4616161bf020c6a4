//! The noun instead of the verb: *add a Stripe integration*, *we need an integration with Okta*.
//!
//! It knows which services are outside from its parent, and nothing of *integrate* itself.

use super::*;

/// Verbs that change, check or describe what exists.
#[rustfmt::skip]
const UPKEEP: &Set = set![
    "fix", "refactor", "test", "debug", "review", "document", "improve", "update", "upgrade", "remove", "rename", "check",
    "verify", "clean", "migrate", "move", "replace", "deprecate", "delete", "disable", "investigate", "explore", "research",
    "evaluate", "monitor", "optimize", "optimise", "finish", "complete", "polish", "rewrite", "rework", "revisit", "bump",
    "drop", "revert", "restore", "simplify", "split", "extract", "cleanup", "validate", "benchmark", "profile", "mock",
    "discuss", "configure", "enhance", "extend", "finalize", "finalise", "stabilize", "harden", "port", "re-enable",
];

/// *add a Stripe integration*, *we need an integration with Okta*: the noun instead of the verb.
pub(in crate::trigger::families) fn read(
    clause: &Clause,
    context: &Context<'_>,
) -> Result<Option<Match>, Refusal> {
    match clause.act {
        Act::Do(v) if v.roles.make || v.roles.build || v.roles.capability => {}
        Act::Have if clause.force == Force::Wish || context.tagged => {}
        _ => return Ok(None),
    }
    let tokens = &clause.rest;
    let phrases = phrase::read(tokens, 0, &|_| false);
    let Some(p) = phrases.parts.first() else {
        return Ok(None);
    };
    let Some(&last) = p.words.last() else {
        return Ok(None);
    };
    if !tokens[last].any(set!["integration", "integrations"]) {
        return Ok(None);
    }
    if clause.force == Force::Fragment
        && (phrases.end < tokens.len()
            && !tokens[phrases.end].any(set!["with", "for", "into", "to"])
            && !(context.tagged && matches!(tokens[phrases.end].kind, Kind::Colon | Kind::Open)))
    {
        return Err(Refusal::Description);
    }
    // *Test Stripe integration*: work on what is there.
    if clause.force == Force::Fragment
        && p.words.len() > 1
        && p.determiner.is_none()
        && tokens[p.words[0]].any(UPKEEP)
    {
        return Err(Refusal::OtherVerb);
    }
    if p.words.len() > 1 {
        let inner = Phrase {
            words: p.words[..p.words.len() - 1].to_vec(),
            determiner: None,
        };
        let found = || {
            let n = name(tokens, &inner, context);
            let implement = matches!(clause.act, Act::Do(v) if v.base == "implement");
            Ok(Some(Match {
                family: if implement {
                    Family::Implement
                } else {
                    Family::Integrate
                },
                title: format!("{n} Integration"),
                subject: n.to_lowercase(),
            }))
        };
        return match side(tokens, &inner, context, true) {
            Side::Outside => found(),
            Side::Frontend => Err(Refusal::Frontend),
            Side::Tool => Err(Refusal::OtherMeaning),
            // *add Moodle integration*: written as a name, not at the start of the sentence.
            Side::Name
                if context.tagged
                    && matches!(clause.act, Act::Do(v) if matches!(v.base, "add" | "implement" | "build" | "create"))
                    && inner.words.len() == 1
                    && !tokens[inner.words[0]].any(set![
                        "api", "backend", "frontend", "ui", "sdk", "cli", "ci", "ide",
                    ]) =>
            {
                found()
            }
            _ if inner
                .words
                .iter()
                .any(|&w| tokens[w].any(set!["api", "backend", "frontend"])) =>
            {
                Err(Refusal::Client)
            }
            _ => Ok(None),
        };
    }
    if !tokens
        .get(phrases.end)
        .is_some_and(|t| t.any(set!["with", "for", "to"]))
    {
        return Ok(None);
    }
    let with = phrase::read(tokens, phrases.end + 1, &|_| false);
    let outside: Vec<&Phrase> = with
        .parts
        .iter()
        .take_while(|q| side(tokens, q, context, false) == Side::Outside)
        .collect();
    if outside.is_empty() {
        return Ok(None);
    }
    let names: Vec<String> = outside.iter().map(|q| name(tokens, q, context)).collect();
    let n = join_names(&names, false);
    Ok(Some(Match {
        family: Family::Integrate,
        title: format!("{n} Integration"),
        subject: n.to_lowercase(),
    }))
}
