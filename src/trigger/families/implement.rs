//! `implement`: *expose an endpoint for …*, *write a webhook that …*, *implement Okta SSO for …*.

use super::object::{self, api_head, api_word};
use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::directive::{Act, Clause};
use crate::trigger::grammar::phrase;
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::token::Token;
use crate::trigger::lexicon::set;
use crate::trigger::lexicon::verbs::Verb;
use crate::trigger::lexicon::{objects, products};
use crate::trigger::title;

pub(super) fn read(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    let Act::Do(verb) = clause.act else {
        return Ok(None);
    };
    if !verb.roles.make && !verb.roles.build {
        return capability(clause, context);
    }
    let tokens = &clause.rest;
    let Some(found) = object::find(clause, context, &api_word, &api_head) else {
        if let Some(found) = exposed(clause, context, verb) {
            return Ok(Some(found));
        }
        return capability(clause, context);
    };
    if tokens[found.head[found.head.len() - 1]].any(set!["route", "routes"])
        && found
            .subject
            .parts
            .iter()
            .any(|p| object::frontend(&tokens[p[p.len() - 1]]))
        || tokens[found.head[found.head.len() - 1]].any(set!["route", "routes"])
            && tokens.iter().any(|t| {
                t.any(set![
                    "render",
                    "renders",
                    "rendering",
                    "component",
                    "guard",
                    "nftables",
                    "iptables",
                ])
            })
    {
        return Err(Refusal::Frontend);
    }
    object::check_meaning(&found, tokens, clause)?;
    found.check_subject(tokens)?;
    // *Add missing relay service to master.cf*, *create the service that will catch the reply*,
    // *create queue, service and query*: code at work.
    if context.narrates(clause) {
        let placing = matches!(
            verb.base,
            "add" | "set" | "make" | "put" | "write" | "create" | "introduce"
        );
        let definite = found
            .determiner
            .is_some_and(|d| tokens[d].any(set!["the", "this", "that"]));
        let behind = found.siblings.is_empty()
            && found.first() > usize::from(found.determiner.is_some()) + 1;
        if placing
            && (found.subject.parts.is_empty()
                && found.subject.verbs.is_empty()
                && verb.base != "create"
                || definite && !found.subject.verbs.is_empty()
                || behind)
        {
            return Err(Refusal::Narration);
        }
    }
    Ok(Some(Match {
        family: Family::Implement,
        title: found.title(tokens, context),
        subject: found.subject_text(tokens),
    }))
}

/// *expose invoices over a REST API*, *make the stock levels available via GraphQL*: the API stands
/// behind what it is for.
fn exposed(clause: &Clause, context: &Context<'_>, verb: &Verb) -> Option<Match> {
    if !matches!(
        verb.base,
        "expose" | "publish" | "provide" | "offer" | "make"
    ) {
        return None;
    }
    let tokens = &clause.rest;
    let phrases = phrase::read(tokens, 0, &|t| t.is("available"));
    let p = phrases.parts.first()?;
    let mut words = p.words.clone();
    let available = words
        .last()
        .is_some_and(|&w| tokens[w].any(set!["available", "accessible"]));
    if available {
        words.pop();
    } else if verb.base == "make" {
        return None;
    }
    let at = phrases.end
        + usize::from(
            tokens
                .get(phrases.end)
                .is_some_and(|t| t.any(set!["available", "accessible"])),
        );
    if verb.base == "make" && at == phrases.end && !available
        || !tokens
            .get(at)?
            .any(set!["via", "over", "through", "as", "using"])
    {
        return None;
    }
    let by = phrase::read(tokens, at + 1, &api_word);
    let q = by.parts.first()?;
    let head = &tokens[*q.words.last()?];
    let protocol = head.any(set!["grpc", "graphql"]);
    let definite = q
        .determiner
        .is_some_and(|d| tokens[d].any(set!["the", "this", "that", "our"]));
    let last = &tokens[*words.last()?];
    if !(head.any(objects::API) && !definite || protocol)
        || words
            .iter()
            .any(|&w| object::frontend(&tokens[w]) || object::code_like(&tokens[w]))
        || last.any(objects::EMPTY_SUBJECT)
        || last.any(objects::IN_PROCESS) && !last.any(objects::IN_PROCESS_MILD)
    {
        return None;
    }
    let kept: Vec<usize> = q
        .words
        .iter()
        .copied()
        .filter(|&w| !tokens[w].any(objects::EMPTY_QUALIFIERS))
        .collect();
    let name = title::words(tokens, &words, true, context.shouting);
    let mut api = title::words(tokens, &kept, false, context.shouting);
    if protocol {
        api.push_str(" API");
    }
    Some(Match {
        family: Family::Implement,
        subject: name.to_lowercase(),
        title: title::join(&[&name, &api]),
    })
}

/// *implement X integration / SSO / authentication for a product or API*.
fn capability(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    let Act::Do(verb) = clause.act else {
        return Ok(None);
    };
    if !verb.roles.capability && !verb.roles.make {
        return Ok(None);
    }
    let tokens = &clause.rest;
    let phrases = phrase::read(tokens, 0, &|_| false);
    let Some(p) = phrases.parts.first() else {
        return Ok(None);
    };
    let last = &tokens[*p.words.last().unwrap_or(&0)];
    if !last.any(objects::CAPABILITY) || p.words.iter().any(|&w| object::frontend(&tokens[w])) {
        return Ok(None);
    }
    if last.any(set!["support", "check", "checks", "handling"]) && p.words.len() == 1 {
        return Ok(None);
    }
    let behind = tokens.get(phrases.end);
    // *authentication with the auth service* uses it.
    if behind.is_some_and(|t| t.is("with"))
        && !last.any(set!["integration", "integrations", "sso", "login"])
    {
        return Ok(None);
    }
    if !behind.is_some_and(|t| {
        t.any(set![
            "for", "in", "on", "across", "within", "to", "with", "into"
        ])
    }) {
        return Ok(None);
    }
    let target = phrase::read(tokens, phrases.end + 1, &|_| false);
    let Some(t) = target.parts.first() else {
        return Ok(None);
    };
    let head = &tokens[*t.words.last().unwrap_or(&0)];
    let own = t.words.iter().any(|&w| context.own(&tokens[w]));
    let any = t
        .determiner
        .is_some_and(|d| tokens[d].any(set!["all", "each", "every", "any", "some"]));
    let named =
        !any && head.any(objects::TARGET_NAMED) && (t.words.len() > 1 || head.any(objects::API))
            || head.any(objects::TARGET);
    let product = last.any(set!["integration", "integrations", "sso", "login"])
        && p.words.iter().any(|&w| {
            products::is_product(tokens[w].low)
                && !tokens[w].any(set!["sso", "saml", "ldap", "oidc", "scim"])
        });
    if t.words.iter().any(|&w| object::infrastructure(&tokens[w]))
        || head.any(set!["backend", "backends"])
            && t.words
                .iter()
                .any(|&w| tokens[w].any(objects::OTHER_BACKENDS))
        || last.any(objects::NOT_A_CAPABILITY)
    {
        return Err(Refusal::OtherMeaning);
    }
    if !own && !named && !product || t.words.iter().any(|&w| object::frontend(&tokens[w])) {
        return Ok(None);
    }
    if head.any(objects::TARGET_NAMED)
        && t.words.len() == 1
        && target.parts.len() == 1
        && t.determiner
            .is_some_and(|d| tokens[d].any(set!["this", "that", "these", "those"]))
    {
        return Err(Refusal::NoSubject);
    }
    let names: Vec<String> = phrases
        .parts
        .iter()
        .take_while(|q| tokens[*q.words.last().unwrap_or(&0)].any(objects::CAPABILITY))
        .map(|q| strip(tokens, &q.words, context))
        .collect();
    let name = names.join(" and ");
    let add = matches!(verb.base, "add" | "enable" | "put" | "introduce");
    Ok(Some(Match {
        family: if add { Family::Add } else { Family::Implement },
        subject: name.to_lowercase(),
        title: name,
    }))
}

pub(super) fn strip(tokens: &[Token], words: &[usize], context: &Context<'_>) -> String {
    let kept: Vec<usize> = words
        .iter()
        .copied()
        .filter(|&w| {
            !tokens[w].any(set![
                "new",
                "proper",
                "basic",
                "simple",
                "full",
                "initial",
                "missing",
                "backend",
                "server-side",
            ]) && !context.own(&tokens[w])
        })
        .collect();
    title::words(
        tokens,
        if kept.is_empty() { words } else { &kept },
        false,
        context.shouting,
    )
}
