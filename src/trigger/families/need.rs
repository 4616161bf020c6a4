//! `need`: *we need an API that …*, *there should be an endpoint for …*, *a webhook is missing*.

use super::object::{self, api_head, api_word};
use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::directive::{Act, Clause, Force};
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::set;

pub(super) fn read(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    if !matches!(clause.act, Act::Have) {
        return Ok(None);
    }
    let tokens = &clause.rest;
    let Some(found) = object::find(clause, context, &api_word, &api_head) else {
        return support(clause, context);
    };
    // Servers are what one installs; asked for is what they serve.
    if tokens[found.head[found.head.len() - 1]].is("server") && clause.force != Force::Polite {
        return Err(Refusal::OtherMeaning);
    }
    if clause.force == Force::Fragment {
        fragment(clause, context, &found)?;
    }
    // *We need the function to create a version*: one that exists shall do something.
    if found.determiner.is_some_and(|d| {
        tokens[d].any(set![
            "the", "this", "that", "these", "those", "its", "their"
        ])
    }) && (!context.tagged || !found.subject.verbs.is_empty())
    {
        return Err(Refusal::Description);
    }
    object::check_meaning(&found, tokens, clause)?;
    found.check_subject(tokens)?;
    Ok(Some(Match {
        family: Family::Need,
        title: found.title(tokens, context),
        subject: found.subject_text(tokens),
    }))
}

/// *Need backend support for weekday filtering*.
fn support(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    let head = |words: &[&Token]| match words {
        [.., before, last]
            if last.is("support")
                && before.any(set!["backend", "server", "server-side", "api"]) =>
        {
            2
        }
        _ => 0,
    };
    let tokens = &clause.rest;
    let Some(found) = object::find(clause, context, &|t| t.is("support"), &head) else {
        return Ok(None);
    };
    if clause.force == Force::Fragment {
        return Err(Refusal::Description);
    }
    // What is supported must be a thing: an action is more often a library's.
    if found.subject.parts.is_empty() || !found.subject.verbs.is_empty() {
        return Err(Refusal::OtherMeaning);
    }
    found.check_subject(tokens)?;
    Ok(Some(Match {
        family: Family::Need,
        title: found.title(tokens, context),
        subject: found.subject_text(tokens),
    }))
}

/// A phrase without a verb asks only behind a tag, when it is nothing but the thing.
fn fragment(clause: &Clause, context: &Context<'_>, found: &object::Object) -> Result<(), Refusal> {
    let tokens = &clause.rest;
    if !context.tagged {
        return Err(Refusal::Description);
    }
    if found
        .determiner
        .is_some_and(|d| !tokens[d].any(set!["a", "an", "new", "some"]))
    {
        return Err(Refusal::Description);
    }
    // *The core, a new API for models*: something else is told of.
    if found.first() > usize::from(found.determiner.is_some()) + 2 {
        return Err(Refusal::Description);
    }
    // *fix endpoint for tariffs*: an unknown first word may be a verb.
    let plain = |t: &Token| {
        matches!(t.kind, Kind::Code | Kind::Path)
            || t.any(objects::WEB)
            || t.any(objects::EMPTY_QUALIFIERS)
    };
    if found.determiner.is_none() && !found.mods.iter().all(|&w| plain(&tokens[w])) {
        return Err(Refusal::Description);
    }
    // What stands behind the subject must not be a second statement: *the service for quotas
    // crashes on start*.
    let tail = tokens.get(found.subject.end.max(found.end));
    if tail.is_some_and(|t| {
        t.kind == Kind::Word && !t.any(objects::PREPOSITIONS) || t.kind == Kind::Colon
    }) {
        return Err(Refusal::Description);
    }
    if !found.subject.named() || found.subject.parts.is_empty() {
        return Err(Refusal::NoSubject);
    }
    // *API for lift statuses returns 200*: a noun in *-s* before a number or an article is a verb.
    let told = tokens.windows(2).skip(found.end).any(|w| {
        w[0].any(set![
            "returns", "accepts", "takes", "sends", "gives", "uses", "responds", "expects",
            "reads",
        ]) && (w[1].any(set![
            "a", "an", "the", "only", "with", "no", "nothing", "json", "null",
        ]) || w[1].raw.starts_with(|c: char| c.is_ascii_digit()))
    });
    if told {
        return Err(Refusal::Description);
    }
    Ok(())
}
