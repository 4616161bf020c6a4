//! What is done, as the noun that stands behind its object: *Validating*, *Lookup*.
//!
//! It knows which words cannot be done, so that no gerund is made of them.

use super::words::*;
use super::*;

/// What is done, in the form of a noun, and the verbs that it is made of.
/// `alone` keeps also what may be no verb.
pub(super) fn deeds(
    s: &Subject,
    tokens: &[Token],
    first: usize,
    alone: bool,
) -> (String, Vec<String>) {
    let mut kept: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut slashed = s.verbs.len() > 1;
    let light =
        |v: &str| !alone && matches!(v, "perform" | "conduct" | "performing" | "conducting");
    let passive = passive(tokens, s).map(str::to_owned);
    for v in passive
        .as_ref()
        .map_or(s.verbs.as_slice(), std::slice::from_ref)
    {
        let at = (0..first.min(tokens.len())).rev().find(|&k| {
            tokens[k].kind == Kind::Word
                && (tokens[k].low == v || inflect::base(tokens[k].low) == *v)
        });
        // *perform a health check* is a health check.
        let handled = matches!(v.as_str(), "handle" | "handling")
            && s.parts.len() == 1
            && s.parts[0]
                .last()
                .is_some_and(|&w| DEEDS.iter().any(|d| inflect::gerund(d) == tokens[w].low));
        // *handle uploading of avatars* is uploading them.
        if light(v) || handled {
            continue;
        }
        // A name or an acronym is no verb: *Azuring*.
        if let Some(k) = at
            && !alone
            && k > 0
            && tokens[k].capital()
            && !tokens[k - 1].capital()
            && !tokens.get(k + 1).is_some_and(Token::capital)
        {
            continue;
        }
        if let Some(k) = at
            && names.len() + 1 < s.verbs.len()
            && !tokens.get(k + 1).is_some_and(|t| t.kind == Kind::Slash)
        {
            slashed = false;
        }
        let particle = at.and_then(|k| tokens.get(k + 1));
        let noun = match v.as_str() {
            // Nouns already.
            "login" | "logout" | "signup" | "checkout" => word(v, false),
            v => match PHRASAL.iter().find(|(b, p, _)| {
                (*b == v || inflect::gerund(b) == v) && particle.is_some_and(|t| t.is(p))
            }) {
                Some((_, _, noun)) => (*noun).to_owned(),
                None => match participle(v) {
                    // Who does it is no object of it: *triggered by new commits*.
                    Some(Some(base))
                        if !alone
                            && !TELLING.contains(&base.as_str())
                            && tokens.get(s.end).is_some_and(|t| t.is("by")) =>
                    {
                        continue;
                    }
                    Some(Some(base)) => word(&inflect::gerund(&base), false),
                    // Not a word that can be done: the object says enough.
                    Some(None) if !alone => continue,
                    _ => word(&inflect::gerund(v), false),
                },
            },
        };
        kept.push(v.clone());
        names.push(noun);
    }
    let text = if slashed && names.len() > 1 {
        names.join("/")
    } else {
        list(&names, " and ")
    };
    (text, kept)
}

/// *notified*: its base form, or none if that is no verb that we know. Nothing for other forms.
pub(super) fn participle(v: &str) -> Option<Option<String>> {
    if !v.ends_with("ed") || v.len() < 5 || BASES_IN_ED.contains(v) {
        return None;
    }
    let stem = &v[..v.len() - 2];
    let known = |b: &str| DEEDS.contains(&b) || TELLING.contains(&b);
    let mut forms = vec![stem.to_owned(), format!("{stem}e")];
    if let Some(s) = stem.strip_suffix('i') {
        forms.push(format!("{s}y"));
    }
    if stem.len() > 2
        && stem.is_ascii()
        && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2]
    {
        forms.push(stem[..stem.len() - 1].to_owned());
    }
    Some(forms.into_iter().find(|b| known(b)))
}
