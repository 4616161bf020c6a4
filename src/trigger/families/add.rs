//! `add`: *add authentication to the backend*, *enable rate limiting on the orders API*.

use super::implement::strip;
use super::object;
use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::directive::{Act, Clause, Force};
use crate::trigger::grammar::phrase;
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::subject;
use crate::trigger::grammar::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::set;
use crate::trigger::title;

pub(super) fn read(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    match clause.act {
        Act::Do(v) if v.roles.capability && v.base != "support" => {}
        Act::Have if clause.force == Force::Wish => {}
        _ => return Ok(None),
    }
    let tokens = &clause.rest;
    let phrases = phrase::read(tokens, 0, &|_| false);
    if phrases.parts.is_empty() {
        return Ok(None);
    }
    // Past what stands between: *support for webhooks to the backend*.
    let mut at = phrases.end;
    let mut middle: Option<Vec<usize>> = None;
    let mut hops = 0;
    let mut front = false;
    loop {
        let Some(t) = tokens.get(at) else {
            return Ok(None);
        };
        hops += 1;
        if hops > 5 {
            return Ok(None);
        }
        if t.kind == Kind::Open {
            at = (at..tokens.len())
                .find(|&k| tokens[k].kind == Kind::Close)
                .map_or(tokens.len(), |k| k + 1);
            continue;
        }
        if t.is("front")
            || t.any(set!["in"])
                && tokens.get(at + 1).is_some_and(|n| n.is("front"))
                && tokens.get(at + 2).is_some_and(|n| n.is("of"))
        {
            at += if t.is("front") { 1 } else { 2 };
            front = true;
        }
        let t = &tokens[at];
        let reaches = t.any(set![
            "to", "in", "into", "on", "onto", "inside", "within", "for", "across", "of", "at",
        ]);
        if !reaches
            && !t.any(set![
                "via", "using", "with", "through", "by", "based", "and"
            ])
        {
            return Ok(None);
        }
        let next = phrase::read(tokens, at + 1, &|_| false);
        // *to all login, registration and OTP endpoints*: the last of them says what they are.
        let target = |p: &&phrase::Phrase| {
            p.words.last().is_some_and(|&w| {
                tokens[w].any(objects::TARGET) || tokens[w].any(objects::TARGET_NAMED)
            })
        };
        let Some(p) = next.parts.iter().find(target).or(next.parts.first()) else {
            return Ok(None);
        };
        let head = &tokens[*p.words.last().unwrap_or(&0)];
        let whole = head.any(objects::TARGET);
        let own =
            p.words.iter().all(|&w| {
                context.own(&tokens[w]) || tokens[w].any(set!["platform", "app", "product"])
            }) && p.words.iter().any(|&w| context.own(&tokens[w]));
        let named = head.any(objects::TARGET_NAMED)
            && (p.words.len() > 1 || p.determiner.is_some() || head.any(set!["api", "apis"]));
        if reaches
            && (front || !t.any(set!["of"]))
            && (whole || own || named)
            && !(t.is("for")
                && !matches!(clause.act, Act::Have)
                && !matches!(clause.act, Act::Do(v) if matches!(v.base, "enable" | "activate" | "turn"))
                && !whole)
        {
            if p.words.iter().any(|&w| {
                tokens[w].any(objects::OTHER_BACKENDS) && !object::of_the_house(tokens, &p.words, w)
            }) && head.any(set!["backend", "backends"])
            {
                return Err(Refusal::OtherMeaning);
            }
            // Infrastructure's services and servers, not the product's.
            if p.words.iter().any(|&w| {
                object::infrastructure(&tokens[w]) && !object::of_the_house(tokens, &p.words, w)
            }) {
                return Err(Refusal::OtherMeaning);
            }
            return accept(clause, context, &phrases, middle, whole, p);
        }
        if t.any(set!["for", "of", "via", "using", "with", "through"]) && middle.is_none() {
            if t.any(set!["for", "of"]) {
                middle = Some(p.words.clone());
            }
            at = next.end;
            continue;
        }
        if !reaches || t.any(set!["for"]) {
            at = next.end;
            continue;
        }
        return Ok(None);
    }
}

fn accept(
    clause: &Clause,
    context: &Context<'_>,
    phrases: &phrase::Phrases,
    middle: Option<Vec<usize>>,
    whole: bool,
    target: &phrase::Phrase,
) -> Result<Option<Match>, Refusal> {
    let tokens = &clause.rest;
    let p = &phrases.parts[0];
    let head = &tokens[*p.words.last().unwrap_or(&0)];
    // *Needs exclusive access to the backend*, *needs error handling for the API*: code's needs.
    if matches!(clause.act, Act::Have)
        && (head.any(set![
            "access", "handling", "limit", "limits", "check", "checks", "control", "refresh",
            "locking",
        ]) || !head.any(objects::CAPABILITY))
    {
        return Err(Refusal::OtherVerb);
    }
    // *for servers with signing*, *on backends that page*: any, not ours.
    if tokens[*target.words.last().unwrap_or(&0)].any(set!["servers", "backends"])
        && !target
            .determiner
            .is_some_and(|d| tokens[d].any(set!["our", "all", "the"]))
    {
        return Err(Refusal::OtherMeaning);
    }
    if p.words.len() == 1 && head.any(objects::EMPTY_SUBJECT) {
        return Err(Refusal::NoSubject);
    }
    if p.determiner
        .is_some_and(|d| tokens[d].any(set!["this", "that", "these", "those"]))
    {
        return Err(Refusal::NoSubject);
    }
    // *idempotency keys*, *audit logs*: things that only exist for a capability.
    let before = (p.words.len() > 1).then(|| &tokens[p.words[p.words.len() - 2]]);
    let carried = head.any(set!["keys", "logs", "rules", "policies", "tokens"])
        && before.is_some_and(|b| b.any(objects::CAPABILITY) || b.any(set!["refresh", "rate"]))
        && !before.is_some_and(|b| {
            b.any(set![
                "access",
                "authentication",
                "auth",
                "import",
                "export",
                "login",
            ])
        });
    let known = carried
        || head.any(objects::CAPABILITY)
        || capability_by_form(head)
        || p.words.len() > 1 && head.is("delete") && tokens[p.words[p.words.len() - 2]].is("soft")
        || matches!(clause.act, Act::Do(v) if matches!(v.base, "enable" | "activate" | "turn"))
            && p.determiner.is_none()
            && !head.any(objects::NOT_A_CAPABILITY)
            && !tokens[*target.words.last().unwrap_or(&0)].is("services");
    if p.words.iter().any(|&w| object::frontend(&tokens[w])) {
        return Err(Refusal::Frontend);
    }
    if head.any(objects::NOT_A_CAPABILITY) && !known && !carried
        || head.kind != Kind::Word
        || object::code_like(head)
    {
        return Err(Refusal::OtherVerb);
    }
    // *put the file on the server*, *include the header in the API*: verbs of placing want a capability.
    let placing = matches!(clause.act, Act::Do(v) if matches!(v.base, "put" | "include" | "bring" | "make" | "build" | "create" | "set" | "provide" | "develop" | "introduce" | "turn" | "activate") && v.base != "introduce")
        || matches!(clause.act, Act::Have);
    if (!whole || placing) && !known {
        return Ok(None);
    }
    // An endpoint added to an API is the implement family's.
    if head.any(objects::API) || head.any(objects::DATA) && !known {
        return Ok(None);
    }
    let _ = target;
    let mut name = strip(tokens, &p.words, context);
    if let Some(m) = middle {
        let m = title::words(tokens, &m, true, context.shouting);
        name = title::join(&[&m, &name]);
    }
    for q in &phrases.parts[1..] {
        if tokens[*q.words.last().unwrap_or(&0)].any(objects::NOT_A_CAPABILITY) {
            break;
        }
        name = format!("{name} and {}", strip(tokens, &q.words, context));
    }
    let _ = subject::read;
    Ok(Some(Match {
        family: Family::Add,
        subject: name.to_lowercase(),
        title: name,
    }))
}

/// Nouns made from verbs and adjectives name what something can do: *throttling, reconciliation,
/// idempotency*. Those that name a thing are taken out.
fn capability_by_form(head: &Token) -> bool {
    let low = head.low;
    low.len() > 6
        && ["ing", "tion", "sion", "ency", "ancy", "ability", "ibility"]
            .iter()
            .any(|e| low.ends_with(e))
        && !head.any(objects::NOT_A_CAPABILITY)
        && !head.any(objects::DATA)
        && !head.any(set![
            "string",
            "setting",
            "listing",
            "heading",
            "binding",
            "mapping",
            "building",
            "warning",
            "typing",
            "collection",
            "section",
            "function",
            "action",
            "option",
            "version",
            "extension",
            "exception",
            "definition",
            "position",
            "location",
            "question",
            "annotation",
            "description",
            "condition",
            "expression",
            "permission",
            "session",
            "transaction",
            "connection",
            "subscription",
            "description",
            "information",
            "partition",
            "documentation",
            "dependency",
            "currency",
            "agency",
            "region",
            "direction",
            "relation",
            "declaration",
            "everything",
            "something",
            "anything",
            "nothing",
            "instruction",
            "configuration",
            "implementation",
            "station",
            "organization",
            "application",
        ])
}

/// Whether the phrase's words are all the product's own.
#[allow(dead_code)]
fn own_only(context: &Context<'_>, tokens: &[Token], words: &[usize]) -> bool {
    words.iter().all(|&w| context.own(&tokens[w]))
}
