//! `integrate`: *integrate Stripe with Chariot*, *hook our backend up to Salesforce*, *connect a
//! payment gateway*.

mod noun;

pub(super) use noun::read as read_noun;

use super::object;
use super::{Context, Match};
use crate::trigger::family::Family;
use crate::trigger::grammar::directive::{Act, Clause, Force};
use crate::trigger::grammar::phrase::{self, Phrase};
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::token::{Kind, Token};
use crate::trigger::lexicon::{Set, set};
use crate::trigger::lexicon::{objects, products};
use crate::trigger::title;

/// What one side of an integration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// A known outside service, or clearly a third party's.
    Outside,
    /// Our own product, backend or service.
    Own,
    /// Written like a name, otherwise unknown.
    Name,
    /// Something a person sees.
    Frontend,
    /// A tool of the developer's desk.
    Tool,
    /// Anything else.
    Other,
}

/// A part of a service is not the service: *connect a Slack user to …*.
#[rustfmt::skip]
const PARTS: &Set = set![
    "user", "users", "session", "sessions", "instance", "instances", "client", "clients", "event", "events", "message", "messages",
    "bucket", "buckets", "queue", "queues", "topic", "topics", "channel", "channels", "node", "nodes", "id", "ids", "token", "tokens",
    "endpoint", "endpoints", "key", "keys", "url", "urls", "repo", "repos", "repository", "role", "roles", "cluster", "function", "functions", "stream",
    "streams", "signal", "signals", "socket", "callback", "callbacks", "listener", "listeners", "button", "object", "objects",
];

fn side(tokens: &[Token], p: &Phrase, context: &Context<'_>, first: bool) -> Side {
    let words: Vec<&Token> = p.words.iter().map(|&w| &tokens[w]).collect();
    let Some(last) = words.last() else {
        return Side::Other;
    };
    // *Stripe's lifecycle events* are Stripe's.
    let whose = words[0].low.strip_suffix("'s");
    if words.len() > 1 && whose.is_some_and(|whose| products::named(whose, words[0].capital())) {
        return Side::Outside;
    }
    if last.any(objects::EMPTY_SUBJECT) || last.any(PARTS) {
        return Side::Other;
    }
    if words.iter().any(|t| context.own(t)) {
        return Side::Own;
    }
    if words.iter().any(|t| {
        object::frontend(t)
                && !t.any(set!["header"])
                // *Canvas*, written as a name.
                && !(t.capital() && words.len() == 1 && p.determiner.is_none() && !context.shouting)
    }) || last.any(set!["sdk", "snippet", "stripe.js"])
        || words.len() > 1 && last.any(set!["element", "elements"])
    {
        return Side::Frontend;
    }
    // *wire a pusher*: a thing of that name.
    let thing = words.len() == 1
        && !last.capital()
        && p.determiner
            .is_some_and(|d| tokens[d].any(set!["a", "an", "this", "that", "each"]));
    let known = !thing && words.iter().any(|t| products::named(t.low, t.capital()))
        || words
            .windows(2)
            .any(|w| products::is_product(&format!("{} {}", w[0].low, w[1].low)));
    if known {
        return Side::Outside;
    }
    if words.iter().any(|t| t.any(objects::TOOLS)) {
        return Side::Tool;
    }
    let ours = p
        .determiner
        .is_some_and(|d| tokens[d].any(set!["our", "my"]));
    // *Theme provider*, *data source provider*: parts of code, not of another house.
    let code = words.iter().any(|t| {
        t.any(set![
            "source",
            "data",
            "context",
            "state",
            "credential",
            "token",
            "config",
            "value",
            "theme",
            "store",
            "session",
            "code",
        ])
    });
    // *payment processor*, *a carrier*, against *the owner-supplied effect carriers*.
    let weak = last.any(objects::SOMETIMES_OUTSIDE)
        && !words.iter().any(|t| t.any(objects::OUTSIDE))
        && !words.iter().any(|t| t.capital() && !context.shouting)
        && !p
            .determiner
            .is_some_and(|d| tokens[d].any(set!["a", "an", "some", "another"]))
        && (words.len() > 2
            || p.determiner
                .is_some_and(|d| tokens[d].any(set!["the", "this", "these", "all", "each"])));
    if last.any(objects::THIRD_PARTY)
        && !weak
        && !code
        && !ours
        && (words.len() > 1 || p.determiner.is_none())
    {
        return Side::Outside;
    }
    if words.len() > 1
        && words[..words.len() - 1]
            .iter()
            .any(|t| t.any(objects::OUTSIDE))
        && last.any(set![
            "service",
            "services",
            "api",
            "apis",
            "system",
            "systems",
            "platform",
            "platforms",
            "provider",
            "tool",
            "tools",
            "vendor",
            "source",
            "sources",
            "network",
            "networks",
        ])
        && !ours
    {
        let third = words.iter().any(|t| {
            t.any(set![
                "third-party",
                "external",
                "payment",
                "geocoding",
                "shipping",
                "sms",
                "identity",
                "weather",
                "maps",
                "exchange-rate",
                "tax",
                "threat",
                "git",
                "partner",
                "email",
                "translation",
                "currency",
                "fraud",
                "kyc",
                "fax",
                "e-signature",
            ])
        });
        if third {
            return Side::Outside;
        }
    }
    // *the John Deere API*: two words of a name before what is called of it.
    if words.len() > 2
        && !ours
        && !context.shouting
        && last.any(set!["api", "apis", "platform", "service"])
        && words[..words.len() - 1].iter().all(|t| {
            t.capital()
                && !t.any(objects::WEB)
                && !t.any(objects::EMPTY_QUALIFIERS)
                && !t.any(objects::API)
        })
    {
        return Side::Outside;
    }
    if last.any(objects::TARGET)
        || last.any(objects::TARGET_NAMED)
        || last.any(set![
            "app",
            "application",
            "platform",
            "system",
            "product",
            "stack",
            "infrastructure",
            "pipeline",
            "flow",
            "workflow",
            "store",
            "marketplace",
            "site",
            "website",
            "portal",
            "crm",
            "module",
            "process",
            "engine",
            "database",
            "queue",
        ])
    {
        return Side::Own;
    }
    let named = words.iter().all(|t| {
        t.kind == Kind::Word
            && (t.capital()
                || t.inner_capital()
                || t.raw.starts_with(|c: char| c.is_ascii_digit())
                || t.kind == Kind::Slash)
    });
    if named
        && !context.shouting
        && !context.lower
        && !words.iter().any(|t| object::code_like(t))
        && words.len() <= 3
        && p.determiner.is_none()
    {
        return Side::Name;
    }
    let _ = first;
    Side::Other
}

pub(super) fn read(clause: &Clause, context: &Context<'_>) -> Result<Option<Match>, Refusal> {
    let Act::Do(verb) = clause.act else {
        return Ok(None);
    };
    if !verb.roles.join {
        return Ok(None);
    }
    let tokens = &clause.rest;
    let mut at = 0;
    let directly = tokens
        .first()
        .is_some_and(|t| t.any(set!["with", "to", "into", "up"]));
    while tokens
        .get(at)
        .is_some_and(|t| t.any(set!["with", "to", "into", "up", "in"]))
    {
        at += 1;
    }
    let first = phrase::read(tokens, at, &|_| false);
    if first.parts.is_empty() {
        return Ok(None);
    }
    let mut k = first.end;
    if tokens.get(k).is_some_and(|t| t.is("up")) {
        k += 1;
    }
    // "Integrate support for X with …" and similar: one hop over *for*.
    let second = if tokens
        .get(k)
        .is_some_and(|t| t.any(set!["with", "to", "into", "and", "in", "for", "via", "on"]))
    {
        let behind =
            k + 1 + usize::from(tokens.get(k + 1).is_some_and(|t| t.any(set!["with", "to"])));
        let q = phrase::read(tokens, behind, &|_| false);
        q.parts.first().cloned()
    } else {
        None
    };
    let preposition = tokens.get(k).map_or("", |t| t.low);
    let a = side(tokens, &first.parts[0], context, true);
    let mut b = second
        .as_ref()
        .map_or(Side::Other, |p| side(tokens, p, context, false));
    // Two names side by side: *integrate Stripe and Chariot*.
    let mut joined_b = None;
    if second.is_none() && first.parts.len() == 2 && a == Side::Own {
        joined_b = Some(first.parts[1].clone());
        b = side(tokens, &first.parts[1], context, false);
    }
    if a == Side::Frontend || b == Side::Frontend {
        return Err(Refusal::Frontend);
    }
    if (a == Side::Tool || b == Side::Tool) && a != Side::Outside && b != Side::Outside
        || a == Side::Tool
    {
        return Err(Refusal::OtherMeaning);
    }
    let to_own = matches!(preposition, "with" | "to" | "into" | "for" | "and")
        || preposition == "in" && b == Side::Own;
    // `AdaptiveGrid` is a class until the sentence says that it is joined to a backend.
    let class = first.parts[0].words.len() == 1 && {
        let t = &tokens[first.parts[0].words[0]];
        t.inner_capital() && t.capital() && t.raw.bytes().filter(u8::is_ascii_lowercase).count() > 5
    };
    let chosen: Option<Vec<&Phrase>> = if a == Side::Outside {
        Some(
            first
                .parts
                .iter()
                .take_while(|p| {
                    matches!(side(tokens, p, context, false), Side::Outside | Side::Name)
                })
                .collect(),
        )
    } else if b == Side::Outside {
        second.as_ref().or(joined_b.as_ref()).map(|p| vec![p])
    } else if a == Side::Name && b == Side::Own && to_own {
        Some(
            first
                .parts
                .iter()
                .take_while(|p| {
                    matches!(side(tokens, p, context, false), Side::Outside | Side::Name)
                })
                .collect(),
        )
    } else if a == Side::Own && b == Side::Name {
        second.as_ref().or(joined_b.as_ref()).map(|p| vec![p])
    } else if a == Side::Name
        && !class
        && (b == Side::Name && to_own && preposition != "for"
            || directly
                && context.tagged
                && (second.is_none() && first.end >= tokens.len() || preposition == "for"))
        || directly && context.tagged && a != Side::Tool && called(tokens, &first.parts[0])
    {
        Some(vec![&first.parts[0]])
    } else {
        None
    };
    // *Connect to the LDAP directory*, *connect to the server with IPv4*: what the next lines do.
    if verb.base == "connect"
        && directly
        && !context.tagged
        && clause.force == Force::Bare
        && (a == Side::Own || b != Side::Own && !context.prose)
    {
        return Err(Refusal::Client);
    }
    // *Integrate with external systems and services*: with none by name.
    if a == Side::Outside
        && first.parts[0].words.iter().all(|&w| {
            tokens[w].any(set![
                "external",
                "third-party",
                "system",
                "systems",
                "service",
                "services",
                "tool",
                "tools",
                "api",
                "apis",
                "platform",
                "platforms",
                "source",
                "sources",
                "vendor",
                "vendors",
                "provider",
                "providers",
                "various",
                "other",
            ])
        })
    {
        return Err(Refusal::NoSubject);
    }
    // *The session needs to be connected through …* tells how a thing is used.
    let passive = clause.frame == "should-be-done";
    let chosen = chosen.filter(|_| {
        !passive
            || a == Side::Outside
                && (context.tagged
                    || first.parts[0]
                        .words
                        .iter()
                        .any(|&w| products::is_product(tokens[w].low)))
                && (context.tagged || to_own && second.is_some())
    });
    let Some(chosen) = chosen.filter(|c| !c.is_empty()) else {
        return Err(
            if a == Side::Own && b != Side::Other || b == Side::Own && a == Side::Own {
                Refusal::Client
            } else {
                Refusal::NoObject
            },
        );
    };
    // Using a service's event, field or page is wiring, not integration.
    let names: Vec<String> = chosen.iter().map(|p| name(tokens, p, context)).collect();
    let or = chosen.len() > 1 && {
        let (x, y) = (
            *chosen[0].words.last().unwrap_or(&0),
            chosen[chosen.len() - 1].words[0],
        );
        tokens[x..y].iter().any(|t| t.is("or"))
    };
    let subject = join_names(&names, or);
    Ok(Some(Match {
        family: Family::Integrate,
        title: format!("{subject} Integration"),
        subject: subject.to_lowercase(),
    }))
}

/// *with the Ollama API*: a name and what is called of it.
fn called(tokens: &[Token], p: &Phrase) -> bool {
    let [names @ .., last] = p.words.as_slice() else {
        return false;
    };
    tokens[*last].any(set!["api", "apis", "webhooks", "webhook"])
        && names.last().is_some_and(|&w| {
            let t = &tokens[w];
            t.capital()
                && !t.any(objects::WEB)
                && !t.any(objects::EMPTY_QUALIFIERS)
                && !object::code_like(t)
        })
}

fn join_names(names: &[String], or: bool) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!(
            "{} {} {last}",
            head.join(", "),
            if or { "or" } else { "and" }
        ),
    }
}

/// The service's name: *the Stripe API* is *Stripe*.
fn name(tokens: &[Token], p: &Phrase, context: &Context<'_>) -> String {
    let mut words: Vec<usize> = p.words.clone();
    while words.len() > 1 && tokens[words[words.len() - 1]].any(set!["up", "in"]) {
        words.pop();
    }
    let known = words
        .iter()
        .any(|&w| products::is_product(tokens[w].low) || tokens[w].capital() && !context.shouting);
    while known
        && words.len() > 1
        && tokens[words[words.len() - 1]].any(set![
            "api",
            "apis",
            "service",
            "services",
            "sdk",
            "integration",
            "platform",
            "account",
            "accounts",
            "support",
        ])
    {
        words.pop();
    }
    let kept: Vec<usize> = words
        .iter()
        .copied()
        .filter(|&w| {
            !tokens[w].any(set!["new", "external", "third-party", "existing"])
                || words.len() == 2 && !known
        })
        .collect();
    title::words(
        tokens,
        if kept.is_empty() { &words } else { &kept },
        false,
        context.shouting,
    )
}
