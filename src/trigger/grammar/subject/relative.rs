//! Subjects that stand in a clause of their own: *that …*, *to …*, and inverted ones.

use super::*;

/// *the status of orders* is *order status*; *a list of orders* is *orders*.
pub(super) fn inversion(tokens: &[Token], s: &mut Subject) {
    if s.parts.len() != 1 || !tokens.get(s.end).is_some_and(|t| t.is("of")) {
        return;
    }
    let inner = phrase::read(tokens, s.end + 1, &|_| false);
    let Some(p) = inner.parts.first() else { return };
    let head = tokens[*s.parts[0].last().unwrap_or(&0)];
    s.end = inner.end;
    if head.any(set![
        "list",
        "lists",
        "set",
        "sets",
        "kind",
        "kinds",
        "type",
        "types",
        "number",
        "numbers",
        "batch",
        "batches",
        "group",
        "groups",
        "page",
        "copy",
        "copies",
        "all",
        "collection",
        "collections",
        "array",
        "arrays",
        "bunch",
        "sort",
        "variety",
        "range",
    ]) {
        s.parts = inner.parts.iter().map(|p| p.words.clone()).collect();
    } else {
        let mut words = p.words.clone();
        words.extend_from_slice(&s.parts[0]);
        s.parts = vec![words];
    }
}

/// Behind *that* or *so that*: the finite verb, past its own subject and auxiliaries.
pub(super) fn relative(tokens: &[Token], at: usize) -> Subject {
    let mut k = at;
    // *so users can export*, *that the frontend can call to …*, *where admins upload …*.
    let stop = (k..tokens.len())
        .find(|&m| {
            tokens[m].any(set!["so", "because", "if", "unless"]) || tokens[m].kind == Kind::Comma
        })
        .unwrap_or(tokens.len());
    if let Some(modal) = (k..stop.min(k + 7)).find(|&m| {
        tokens[m].any(set![
            "can", "could", "will", "would", "should", "may", "must", "shall",
        ])
    }) {
        k = modal + 1;
    } else if tokens.get(k).is_some_and(|t| {
        t.any(set![
            "we",
            "i",
            "they",
            "you",
            "users",
            "admins",
            "clients",
            "customers",
        ]) || phrase::determiner(t)
    }) {
        let phrases = phrase::read(tokens, k, &|_| false);
        k = if tokens[k].any(set!["we", "i", "they", "you"]) {
            k + 1
        } else {
            phrases.end.max(k + 1)
        };
    }
    // *which template is stored elsewhere*: the noun is the clause's own subject.
    if k == at
        && tokens
            .get(k + 1)
            .is_some_and(|t| t.any(set!["is", "are", "was", "were"]))
    {
        return Subject {
            empty: true,
            end: k + 1,
            ..Subject::default()
        };
    }
    let mut s = action(tokens, k, false);
    if s.verbs
        .first()
        .is_some_and(|v| CALLING.contains(v.as_str()) || v == "used" || v == "called")
        && let Some(to) = (k..tokens.len()).find(|&m| tokens[m].is("to"))
    {
        let inner = action(tokens, to + 1, false);
        if inner.named() {
            s = inner;
        }
    }
    s
}

/// A verb and its object, from `at`.
pub(super) fn action(tokens: &[Token], at: usize, gerund: bool) -> Subject {
    let mut s = Subject {
        end: at,
        ..Subject::default()
    };
    let mut k = at;
    let mut guard = 0;
    while guard < 8 {
        guard += 1;
        let Some(t) = tokens.get(k) else { return s };
        // *to be able to delete*
        if adverb(t) || t.is("to") && k > at && tokens[k - 1].any(set!["able", "easily"]) {
            k += 1;
        } else if t.any(ENABLERS)
            && (k + 1..tokens.len().min(k + 8)).any(|m| {
                tokens[m].is("to")
                    || t.any(set![
                        "lets", "let", "letting", "helps", "help", "helping", "makes", "make",
                        "making",
                    ])
            })
            && tokens
                .get(k + 1)
                .is_some_and(|n| !phrase::determiner(n) || n.any(objects::DETERMINERS))
        {
            let let_like = t.any(set!["lets", "let", "letting", "helps", "help", "helping"]);
            if t.any(set!["makes", "make", "making"])
                && !tokens
                    .get(k + 1)
                    .is_some_and(|n| n.any(set!["it", "users", "customers"]))
            {
                break;
            }
            let to = (k + 1..tokens.len().min(k + 8)).find(|&m| tokens[m].is("to"));
            match to {
                Some(m)
                    if tokens
                        .get(m + 1)
                        .is_some_and(|v| v.kind == Kind::Word && !phrase::determiner(v)) =>
                {
                    k = m + 1
                }
                _ if let_like => {
                    // *lets users upload*: past one noun, and its determiner.
                    k += 1;
                    while tokens.get(k).is_some_and(phrase::determiner) {
                        k += 1;
                    }
                    k += 1;
                }
                _ => break,
            }
        } else if t.any(set!["is", "are", "be"])
            && tokens
                .get(k + 1)
                .is_some_and(|n| n.any(set!["able", "used", "responsible", "capable"]))
        {
            k += 2;
            while tokens
                .get(k)
                .is_some_and(|n| n.any(set!["to", "for", "of"]))
            {
                k += 1;
            }
        } else {
            break;
        }
    }
    let Some(t) = tokens.get(k) else { return s };
    if t.kind != Kind::Word
        || t.any(set![
            "is", "are", "was", "were", "be", "been", "do", "does", "it", "this", "that", "we",
            "has", "have",
        ])
    {
        s.empty = true;
        s.end = k + 1;
        return s;
    }
    let verb = |t: &Token| {
        if t.low.ends_with("ing") && (gerund || t.low.len() > 5) {
            t.low.to_string()
        } else {
            inflect::base(t.low)
        }
    };
    s.verbs.push(verb(t));
    k += 1;
    // *validates and stores receipts*, *create, update and delete orders*.
    loop {
        let mut m = k;
        while tokens.get(m).is_some_and(|t| {
            t.kind == Kind::Comma
                || t.kind == Kind::Slash
                || t.kind == Kind::Ampersand
                || t.any(set!["and", "or", "then"])
        }) {
            m += 1;
        }
        let second = tokens.get(m).filter(|t| {
            m > k && t.kind == Kind::Word && !phrase::determiner(t) && !t.any(objects::PREPOSITIONS)
        });
        let object = tokens.get(m + 1).is_some_and(|n| {
            n.nominal()
                && (!n.any(objects::PREPOSITIONS))
                && !n.any(objects::FINITE)
                && !n.any(set!["and", "or"])
                || n.kind == Kind::Comma && tokens.get(m + 2).is_some()
                || n.any(set!["and", "or"]) && m > k
                || n.kind == Kind::Slash && tokens[m - 1].kind == Kind::Slash
        });
        match second {
            Some(second) if object => {
                s.verbs.push(verb(second));
                k = m + 1;
                if s.verbs.len() > 4 {
                    break;
                }
            }
            _ => break,
        }
    }
    // *turn on/off the lights*
    while tokens.get(k).is_some_and(|t| {
        t.any(PARTICLES)
            || adverb_behind(t)
            || t.kind == Kind::Slash && tokens.get(k + 1).is_some_and(|n| n.any(PARTICLES))
    }) {
        k += 1;
    }
    // *check if a ticker is listed*: what is asked about is the object.
    while tokens
        .get(k)
        .is_some_and(|t| t.any(set!["if", "whether", "that"]))
    {
        k += 1;
    }
    let phrases = phrase::read(tokens, k, &|_| false);
    s.end = phrases.end.max(k);
    if phrases.parts.is_empty() {
        return s;
    }
    let phrases = before_next_verb(tokens, phrases);
    s.end = phrases.end.max(k);
    collect(tokens, &phrases, &mut s);
    // A second verb behind *or*/*and* ends the object: *list tools or check if …*.
    inversion(tokens, &mut s);
    if s.parts.len() > 1 {
        let keep = s
            .parts
            .iter()
            .position(|p| {
                p.iter().any(|&w| {
                    tokens
                        .get(w + 1)
                        .is_some_and(|n| n.any(set!["if", "whether", "that"]))
                        && *p != s.parts[0]
                })
            })
            .unwrap_or(s.parts.len());
        s.parts.truncate(keep.max(1));
    }
    s
}

/// Verbs that are no business nouns: behind *and* they begin the next thing that is done.
#[rustfmt::skip]
const PLAIN_VERBS: &Set = set![
    "return", "send", "save", "delete", "fetch", "notify", "validate", "compute", "persist", "emit", "publish",
    "generate", "calculate", "check", "store", "create", "write", "respond", "give", "produce", "redirect", "expose",
    "forward", "enqueue", "insert", "remove", "verify", "accept", "receive", "retrieve", "upload", "get", "add", "edit", "update",
];

/// *takes a key, checks usage and returns a score*: the phrases up to the next verb.
fn before_next_verb(tokens: &[Token], mut phrases: phrase::Phrases) -> phrase::Phrases {
    let next = phrases.parts.iter().skip(1).position(|p| {
        let first = p.words[0];
        let t = &tokens[first];
        p.determiner.is_none()
            && (p.words.len() == 1
                && tokens
                    .get(first + 1)
                    .is_some_and(|n| phrase::determiner(n) || n.any(set!["it", "them"]))
                || p.words.len() > 1 && PLAIN_VERBS.contains(inflect::base(t.low).as_str()))
    });
    if let Some(k) = next {
        phrases.parts.truncate(k + 1);
        phrases.end = phrases.parts[k].words.last().map_or(phrases.end, |w| w + 1);
    }
    phrases
}
