//! `need`: *we need an API that …*, *there should be an endpoint for …*, *a webhook is missing*.

use super::object::{self, api_head, api_word};
use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::directive::{Act, Clause, Force};
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::token::Kind;

pub(super) fn read(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    if !matches!(clause.act, Act::Have) {
        return Ok(None);
    }
    let tokens = &clause.rest;
    let Some(found) = object::find(clause, context, &api_word, &api_head) else {
        return Ok(None);
    };
    if clause.force == Force::Fragment {
        fragment(clause, context, &found)?;
    }
    object::check_meaning(&found, tokens, clause)?;
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
        .is_some_and(|d| !tokens[d].any(&["a", "an", "new", "some"]))
    {
        return Err(Refusal::Description);
    }
    // What stands behind the subject must not be a second statement: *the service for quotas
    // crashes on start*.
    let tail = tokens.get(found.subject.end.max(found.end));
    if tail.is_some_and(|t| {
        t.kind == Kind::Word && !t.any(crate::trigger::lexicon::objects::PREPOSITIONS)
            || t.kind == Kind::Colon
    }) {
        return Err(Refusal::Description);
    }
    if !found.subject.named() || found.subject.parts.is_empty() {
        return Err(Refusal::NoSubject);
    }
    Ok(())
}
