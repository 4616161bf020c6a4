//! The subject of a request as a title says it: *Vulnerability Processing*, *User and Order*.
//!
//! What was read as the subject is what stands there; a title leaves out what is no name of it:
//! adverbs, the clause behind (*… and use it here*), words that say nothing (*the actual data*).
//! Where no good title can be made, a shorter true one is. It never decides whether something is a
//! request.

mod deeds;
mod words;

use deeds::{deeds, participle};
use words::*;

pub(crate) use words::NO_ADVERBS;

use super::{inflect, join, word, words};
use crate::trigger::grammar::phrase;
use crate::trigger::grammar::subject::{DEEDS, Subject};
use crate::trigger::grammar::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::set;

/// The subject in Title Case.
pub(crate) fn subject(s: &Subject, tokens: &[Token], shouting: bool) -> String {
    let acted_on = !s.verbs.is_empty();
    let first = s.parts.iter().flatten().min().copied().unwrap_or(s.end);
    let mut names: Vec<String> = Vec::new();
    let mut idiom = None;
    let told = told_of(tokens, s);
    let parts = told.as_ref().unwrap_or(&s.parts);
    for (k, part) in parts.iter().enumerate() {
        if k > 0 && next_clause(tokens, part, s, first) {
            break;
        }
        if let Some(name) = fixed(tokens, part, shouting) {
            names.push(name);
            names.extend(behind_fixed(tokens, part, shouting));
            continue;
        }
        let (mut part, cut) = plain(tokens, part);
        let mut turned = turned(tokens, &mut part);
        // *the data out of the meters*
        if turned > 0
            && part.len() > turned + 1
            && part.last().is_some_and(|&w| tokens[w].is("out"))
        {
            part.pop();
        }
        if turned > 0
            && let [verb] = s.verbs.as_slice()
            && let Some((_, _, deed)) = IDIOMS
                .iter()
                .find(|(v, n, _)| v == verb && part.last().is_some_and(|&w| tokens[w].is(n)))
        {
            part.pop();
            idiom = Some(*deed);
        }
        let whose = account(tokens, &mut part);
        let weak = part
            .iter()
            .all(|&w| tokens[w].any(WEAK) || tokens[w].any(DATA));
        let all = part.iter().all(|&w| tokens[w].any(EVERYTHING));
        if all
            && !part.is_empty()
            && let Some((of, whose)) = of_what(tokens, &part, s)
        {
            (part, turned) = (of, whose);
        } else if weak && (acted_on || part.is_empty()) && part.iter().any(|&w| tokens[w].any(DATA))
        {
            if let Some((of, whose)) = of_what(tokens, &part, s) {
                (part, turned) = (of, whose);
            } else {
                part.retain(|&w| !tokens[w].any(WEAK));
            }
        } else if acted_on
            && turned == 0
            && part.len() > 1
            // *streamed data*: without them nothing is named.
            && !(part.len() == 2 && tokens[part[0]].low.ends_with("ed"))
            && part.last().is_some_and(|&w| tokens[w].is("data"))
        {
            part.pop();
        }
        // *whether a username exists*
        if acted_on
            && part.len() > 1
            && part
                .last()
                .is_some_and(|&w| tokens[w].any(set!["exist", "exists"]))
        {
            part.pop();
        }
        if part.is_empty() {
            continue;
        }
        let mut name = if turned > 0 && turned < part.len() {
            join(&[
                &words(tokens, &part[..turned], true, shouting),
                &words(tokens, &part[turned..], true, shouting),
            ])
        } else {
            words(tokens, &part, true, shouting)
        };
        if let Some(who) = whose {
            name = join(&[&who, &name]);
        }
        // *writing logs into files* is done, *writing courses* are not.
        if !acted_on
            && s.parts.len() == 1
            && part.len() == 2
            && tokens[part[0]].low.ends_with("ing")
            && tokens
                .get(part[1] + 1)
                .is_some_and(|t| t.any(set!["to", "into"]))
            && let Some((deed, rest)) = name.split_once(' ')
        {
            name = format!("{rest} {deed}");
        }
        // *give users access*: whose it is, not many things.
        let (who, given) = (part[0], part.len() > 1);
        if given
            && tokens[who].any(PERSONS)
            && s.verbs.iter().any(|v| GIVING.contains(v.as_str()))
            && let Some((_, rest)) = name.split_once(' ')
        {
            let one = word(&inflect::singular(tokens[who].low), false);
            name = format!("{one} {rest}");
        }
        names.push(name);
        if cut && acted_on {
            break;
        }
    }
    // One thing, in the plural.
    if names == ["Term", "Condition"] {
        names = vec!["Terms".to_owned(), "Conditions".to_owned()];
    }
    let (deeds, kept) = deeds(s, tokens, first, names.is_empty() || shouting);
    let mut object = list(&names, if s.or { " or " } else { " and " });
    // *travelling exhibitions*
    if let [only] = kept.as_slice()
        && DOING_ITSELF.contains(only.as_str())
        && !names.is_empty()
    {
        return join(&[&deeds, &object]);
    }
    let mut deeds = idiom.map_or(deeds, str::to_owned);
    if length(&object) + length(&deeds) > LONGEST && kept.len() > 2 {
        deeds = "Management".to_owned();
    }
    while length(&object) + length(&deeds) > LONGEST && names.len() > 1 {
        names.pop();
        object = list(&names, if s.or { " or " } else { " and " });
    }
    join(&[&object, &deeds])
}

/// So many words of a subject leave room for the API and its sort.
const LONGEST: usize = 7;

fn length(s: &str) -> usize {
    s.split_whitespace().count()
}

/// `A`, `A and B`, `A, B and C`.
fn list(names: &[String], join: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{}{join}{last}", head.join(", ")),
    }
}

/// Whether the word is an adverb.
fn adverb(t: &Token) -> bool {
    t.kind == Kind::Word && t.low.len() > 4 && t.low.ends_with("ly") && !t.any(NO_ADVERBS)
}

/// The words that name: without adverbs, and not past one that stands behind its noun. Also
/// whether something was cut off.
fn plain(tokens: &[Token], part: &[usize]) -> (Vec<usize>, bool) {
    let mut out: Vec<usize> = Vec::new();
    for (k, &w) in part.iter().enumerate() {
        // *3 invoices*
        if k + 1 < part.len() && out.is_empty() && count(&tokens[w]) {
            continue;
        }
        let t = &tokens[w];
        if t.kind == Kind::Word && (adverb(t) && !t.name() || t.any(LOOSE)) {
            let behind = part.iter().any(|&m| m > w && !tokens[m].any(LOOSE));
            // *mostly idle machines*, *fully automatic gates*: before a word it is only left out.
            if out.is_empty() || behind {
                continue;
            }
            return (out, true);
        }
        out.push(w);
    }
    // *send reports daily*
    let mut cut = false;
    while out.len() > 1
        && out.last().is_some_and(|&w| {
            tokens[w].any(HOW_OFTEN) || tokens[w].any(set!["it", "them", "so", "out", "away"])
        })
    {
        out.pop();
        cut = true;
    }
    (out, cut)
}

/// A small number, which says how many.
fn count(t: &Token) -> bool {
    t.raw.len() < 4 && t.raw.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a part is the next thing that is done: *and use it here*, *or reassign them*, *and buys
/// books*.
fn next_clause(tokens: &[Token], part: &[usize], s: &Subject, first: usize) -> bool {
    let head = part[0];
    let t = &tokens[head];
    if t.kind != Kind::Word || t.name() {
        return false;
    }
    let next = tokens.get(head + 1);
    let pronoun = next.is_some_and(|n| {
        n.any(set![
            "it", "them", "him", "her", "this", "that", "these", "those"
        ])
    });
    let base = inflect::base(t.low);
    let known =
        DEEDS.contains(&base.as_str()) || TELLING.contains(&base.as_str()) || t.any(NEXT_WORK);
    if pronoun && (part.len() == 1 || known || next.is_some_and(|n| n.any(set!["it", "them"]))) {
        return true;
    }
    // *comments and notify the author*, *uptime and alert on-call engineers*
    let told = TELLING.contains(&base.as_str())
        && part.last().is_some_and(|&w| {
            w != head && (tokens[w].any(PERSONS) || tokens[w].low.ends_with("ers"))
        });
    if told
        || known
            && part.len() == 1
            && t.low == base
            && next.is_some_and(|n| n.any(set!["the", "a", "an", "our", "their", "its"]))
    {
        return true;
    }
    // Finite like the verb before: *completes checkout and buys books*.
    let finite = tokens[..first.min(tokens.len())].iter().any(|v| {
        v.kind == Kind::Word
            && v.low != inflect::base(v.low)
            && s.verbs.contains(&inflect::base(v.low))
    });
    finite && t.low != base && known && part.len() > 1
}

/// How many words of a part were turned round from behind *of*: *order* in *the status of orders*.
/// What says nothing of the other noun goes: *the real data of the sensors*.
fn turned(tokens: &[Token], part: &mut Vec<usize>) -> usize {
    let Some(k) = part.windows(2).position(|w| w[1] < w[0]) else {
        return 0;
    };
    let last = part.len() - 1;
    // *the last 30 days of activity*: the activity.
    if part[k + 1..].iter().any(|&w| count(&tokens[w]))
        && tokens[part[last]].any(set![
            "days", "weeks", "months", "years", "hours", "minutes", "seconds",
        ])
    {
        let inner: Vec<usize> = part.drain(..=k).collect();
        part.pop();
        part.retain(|&w| {
            !count(&tokens[w])
                && !tokens[w].any(set!["last", "past", "next", "previous", "first", "few"])
        });
        part.extend(inner);
        return 0;
    }
    let mut at = 0;
    part.retain(|&w| {
        at += 1;
        at - 1 <= k || at - 1 == last || !tokens[w].any(WEAK)
    });
    k + 1
}

/// *logged in user*: takes it out of the part and names the user, without how they came in.
fn account(tokens: &[Token], part: &mut Vec<usize>) -> Option<String> {
    let k = part
        .iter()
        .position(|&w| tokens[w].any(set!["logged", "signed"]))?;
    let w = part[k];
    if !tokens
        .get(w + 1)
        .is_some_and(|t| t.any(set!["in", "on", "out"]))
    {
        return None;
    }
    let behind = phrase::read(tokens, w + 2, &|_| false);
    let who = behind.parts.first().filter(|p| p.determiner.is_none())?;
    if part.contains(&who.words[0]) {
        return None;
    }
    part.remove(k);
    // *the logged in user's orders*
    if part.is_empty() {
        part.extend(&who.words);
        return None;
    }
    Some(words(tokens, &who.words, true, false))
}

/// *the actual data from the search results*: what it is of, and how many words that takes.
fn of_what(tokens: &[Token], part: &[usize], s: &Subject) -> Option<(Vec<usize>, usize)> {
    let at = (s.end < tokens.len()).then_some(s.end)?;
    if !tokens[at].any(set![
        "from",
        "about",
        "of",
        "on",
        "for",
        "in",
        "around",
        "regarding",
        "concerning",
    ]) && !(tokens[at].is("to") && part.last().is_some_and(|&w| tokens[w].is("related")))
    {
        return None;
    }
    let behind = phrase::read(tokens, at + 1, &|_| false);
    let p = behind.parts.first()?;
    let (words, _) = plain(tokens, &p.words);
    if words.is_empty()
        || words
            .iter()
            .all(|&w| tokens[w].any(objects::EMPTY_SUBJECT) || tokens[w].any(objects::TARGET))
    {
        return None;
    }
    let mut words = words;
    let whose = words.len();
    words.extend(
        part.iter()
            .filter(|&&w| tokens[w].any(DATA) || tokens[w].is("crud")),
    );
    Some((words, whose))
}

/// *to be notified by orders*: what a passive verb without an object is about.
fn told_of(tokens: &[Token], s: &Subject) -> Option<Vec<Vec<usize>>> {
    let [verb] = s.verbs.as_slice() else {
        return None;
    };
    if !s.parts.is_empty() && passive(tokens, s).is_none()
        || s.parts.is_empty() && participle(verb).is_none()
    {
        return None;
    }
    let at = s.end;
    let when = tokens.get(at)?.any(set!["when", "whenever", "once", "if"]);
    if !when && !tokens[at].any(set!["by", "of", "about", "on", "for"]) {
        return None;
    }
    let p = phrase::read(tokens, at + 1, &|_| false);
    let mut words = plain(tokens, &p.parts.first()?.words).0;
    // *when orders ship*: the noun before the verb.
    if when && words.len() > 1 && p.parts.len() == 1 {
        words.pop();
    }
    (!words.is_empty()).then(|| vec![words])
}

/// *get notified*: the participle that stands where an object would.
fn passive<'t>(tokens: &[Token<'t>], s: &Subject) -> Option<&'t str> {
    let ([verb], [part]) = (s.verbs.as_slice(), s.parts.as_slice()) else {
        return None;
    };
    let [w] = part.as_slice() else { return None };
    (matches!(verb.as_str(), "get" | "be" | "become")
        && participle(tokens[*w].low).flatten().is_some())
    .then_some(tokens[*w].low)
}

/// *bills of lading*, which were turned round like any *status of orders*.
fn fixed(tokens: &[Token], part: &[usize], shouting: bool) -> Option<String> {
    let (&inner, &head) = (part.first()?, part.last()?);
    if inner <= head || !tokens.get(inner - 1).is_some_and(|t| t.is("of")) {
        return None;
    }
    let one = inflect::singular(tokens[head].low);
    FIXED
        .iter()
        .any(|(a, b)| (*a == one || *a == tokens[head].low) && tokens[inner].is(b))
        .then(|| {
            // What stood before the head stays there: *draft bills of lading*.
            let from = part.iter().position(|&w| w < inner).unwrap_or(1);
            format!(
                "{} of {}",
                words(tokens, &part[from..], true, shouting),
                words(tokens, &part[..from], false, shouting)
            )
        })
}

/// What is named beside *bills of lading*.
fn behind_fixed(tokens: &[Token], part: &[usize], shouting: bool) -> Vec<String> {
    let last = part.iter().max().map_or(0, |w| w + 1);
    if !tokens
        .get(last)
        .is_some_and(|t| t.is("and") || t.is("or") || t.kind == Kind::Comma)
    {
        return Vec::new();
    }
    let at = last + 1;
    phrase::read(tokens, at, &|_| false)
        .parts
        .iter()
        .map(|p| plain(tokens, &p.words).0)
        .filter(|p| !p.is_empty())
        .map(|p| words(tokens, &p, true, shouting))
        .collect()
}
