//! What an API, a model, a service is *for*: the part of a request that gives it its title.
//!
//! Reads what hangs on the object's head: *for customer invoices*, *to stream pictures*, *that
//! ranks vendors*, *returning orders*. It names the subject or says that there is none.

mod relative;
mod words;

use relative::*;
use words::*;

pub(crate) use words::DEEDS;

use super::phrase::{self, Phrases};
use super::token::{Kind, Token};
use crate::trigger::lexicon::objects;
use crate::trigger::lexicon::{Set, set};
use crate::trigger::title::{self, inflect};

/// The subject of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    /// What is done: base forms of the verbs, in order. Empty if there is no action.
    pub verbs: Vec<String>,
    /// To what: the words of each part by index.
    pub parts: Vec<Vec<usize>>,
    /// The conjunction between the parts.
    pub or: bool,
    /// A pronoun or an empty noun stands where the subject should.
    pub empty: bool,
    /// A determiner such as *each* or *the given* stands before it: a narration.
    pub loose: bool,
    /// The words were read up to here.
    pub end: usize,
}

impl Subject {
    /// Whether anything was named.
    pub(crate) fn named(&self) -> bool {
        !self.parts.is_empty() || (!self.verbs.is_empty() && !self.empty)
    }
    /// The subject in Title Case: `Vulnerability Processing`, `User and Order`.
    pub(crate) fn title(&self, tokens: &[Token], shouting: bool) -> String {
        title::subject(self, tokens, shouting)
    }
    /// The words of all parts.
    pub(crate) fn words<'s>(
        &'s self,
        tokens: &'s [Token<'s>],
    ) -> impl Iterator<Item = &'s Token<'s>> {
        self.parts.iter().flatten().map(|&i| &tokens[i])
    }
}

/// Whether the *-ing* word at `i` says of what sort a record is: *feeding schedules*, *tasting notes*.
fn kept(tokens: &[Token], i: usize) -> bool {
    let last = tokens.get(i + 1).filter(|n| n.kind == Kind::Word);
    last.is_some_and(|n| RECORDS.contains(inflect::singular(n.low).as_str()))
        && !DEEDS.iter().any(|v| inflect::gerund(v) == tokens[i].low)
        && !tokens.get(i + 2).is_some_and(|n| {
            n.nominal() && !n.any(set!["and", "or"]) && !n.any(objects::PREPOSITIONS)
        })
}

/// Adverbs before a verb.
fn adverb(t: &Token) -> bool {
    t.kind == Kind::Word
        && (t.low.ends_with("ly")
            && t.low.len() > 4
            && !matches!(
                t.low,
                "apply"
                    | "supply"
                    | "reply"
                    | "assembly"
                    | "multiply"
                    | "imply"
                    | "comply"
                    | "rely"
            )
            || t.any(set![
                "also", "just", "then", "always", "never", "only", "both", "easily", "either",
                "simply", "be", "able", "now", "still", "first", "safely",
            ]))
}

/// Reads the subject that begins behind the head at `at`. `own` tells whether a word names the
/// product the work is for (and is thus dropped from the title).
pub(crate) fn read(tokens: &[Token], at: usize, own: &dyn Fn(&Token) -> bool) -> Subject {
    let mut i = at;
    let mut guard = 0;
    let mut fallback: Option<Subject> = None;
    while i < tokens.len() && guard < 64 {
        guard += 1;
        let t = &tokens[i];
        match t.kind {
            Kind::Open => {
                i = (i..tokens.len())
                    .find(|&k| tokens[k].kind == Kind::Close)
                    .map_or(tokens.len(), |k| k + 1);
                continue;
            }
            Kind::Comma | Kind::Other => {
                let next = tokens.get(i + 1);
                if next.is_some_and(|n| {
                    n.any(set![
                        "for", "to", "that", "which", "so", "where", "with", "in", "on",
                    ])
                }) || t.kind == Kind::Other
                {
                    i += 1;
                    continue;
                }
                break;
            }
            Kind::Word => {}
            _ => {
                i += 1;
                continue;
            }
        }
        // *an endpoint specifically for the cities*.
        if adverb(t) && tokens.get(i + 1).is_some_and(|n| n.any(set!["for", "to"])) {
            i += 1;
            continue;
        }
        if t.any(set!["for", "of", "around", "about", "covering"]) {
            let next = i
                + 1
                + usize::from(tokens.get(i + 1).is_some_and(adverb) && is_gerund(tokens, i + 2));
            if let Some(g) = tokens.get(next).filter(|g| {
                is_gerund(tokens, next)
                    && !kept(tokens, next)
                    && (!g.any(ING_NOUNS)
                        || g.any(ING_VERBS)
                            && tokens.get(next + 2).is_some_and(|n| {
                                n.kind == Kind::Word
                                    && (!n.any(objects::PREPOSITIONS) || n.any(set!["to", "into"]))
                                    && !n.any(set!["and", "or"])
                            }))
            }) {
                let _ = g;
                return finish(action(tokens, next, true), fallback);
            }
            let phrases = phrase::read(tokens, next, &|_| false);
            if phrases.parts.is_empty() {
                i = next;
                continue;
            }
            // Somebody to do something: *for users to upload avatars*, *for us to …*.
            let mut behind = phrases.end;
            if tokens
                .get(next)
                .is_some_and(|p| p.any(set!["us", "me", "you", "people"]))
            {
                behind = next + 1;
            }
            if tokens.get(behind).is_some_and(|n| n.is("to"))
                && tokens.get(behind + 1).is_some_and(|v| {
                    v.kind == Kind::Word
                        && !phrase::determiner(v)
                        && !v.any(objects::PREPOSITIONS)
                        && !own(v)
                        && !place(tokens, behind + 1)
                })
            {
                return finish(action(tokens, behind + 1, false), fallback);
            }
            let generic = phrases.parts.len() == 1 && {
                let p = &phrases.parts[0];
                p.words.iter().any(|&w| own(&tokens[w]))
                    && p.words.iter().all(|&w| {
                        own(&tokens[w])
                            || tokens[w].any(set![
                                "platform",
                                "backend",
                                "app",
                                "users",
                                "customers",
                                "product",
                            ])
                    })
                    || p.words.len() == 1
                        && tokens[p.words[0]].any(set![
                            "backend",
                            "frontend",
                            "clients",
                            "client",
                            "consumers",
                            "server",
                            "ui",
                            "fe",
                        ])
                        && t.is("for")
            };
            if generic && phrases.end < tokens.len() {
                i = phrases.end;
                continue;
            }
            if generic && phrases.parts[0].words.iter().any(|&w| own(&tokens[w])) {
                break;
            }
            return finish(plain(tokens, phrases), fallback);
        }
        // *a webhook to Google Sheets*: a name is no verb.
        if t.is("to")
            && tokens.get(i + 1).is_some_and(|n| {
                n.capital()
                    && !own(n)
                    && n.raw.bytes().any(|b| b.is_ascii_lowercase())
                    && tokens[0].raw.bytes().any(|b| b.is_ascii_lowercase())
                    && !n.any(objects::TARGET)
                    && !n.any(objects::DETERMINERS)
            })
        {
            let phrases = phrase::read(tokens, i + 1, &|_| false);
            if !phrases.parts.is_empty() {
                return finish(plain(tokens, phrases), fallback);
            }
        }
        if t.is("to") {
            let next = tokens.get(i + 1);
            let alone = tokens
                .get(i + 2)
                .is_none_or(|o| !o.nominal() && o.kind != Kind::Comma && o.kind != Kind::Slash);
            if next.is_some_and(|v| {
                v.kind == Kind::Word
                    && (!alone || v.any(INTRANSITIVE))
                    && !phrase::determiner(v)
                    && !v.any(objects::PREPOSITIONS)
                    && !own(v)
                    && !v.any(objects::TARGET)
                    && !v.any(set![
                        "production",
                        "prod",
                        "staging",
                        "it",
                        "users",
                        "clients",
                        "customers",
                    ])
            }) {
                return finish(action(tokens, i + 1, false), fallback);
            }
        }
        if t.any(set![
            "that", "which", "who", "where", "so", "whereby", "when"
        ]) {
            let mut k = i + 1;
            if tokens.get(k).is_some_and(|n| n.any(set!["that", "which"])) {
                k += 1;
            }
            return finish(relative(tokens, k), fallback);
        }
        if is_gerund(tokens, i) && i == at {
            return finish(action(tokens, i, true), fallback);
        }
        if t.any(set![
            "responsible",
            "capable",
            "able",
            "dedicated",
            "used",
            "needed",
            "required",
            "available",
            "called",
            "named",
            "exposed",
            "backed",
            "powered",
            "written",
            "protected",
            "similar",
            "equivalent",
            "built",
            "implemented",
            "created",
            "developed",
            "deployed",
            "designed",
            "meant",
            "intended",
        ]) {
            if t.any(set!["called", "named"]) {
                let phrases = phrase::read(tokens, i + 1, &|_| false);
                if !phrases.parts.is_empty() {
                    i = phrases.end;
                    if fallback.is_none() {
                        fallback = Some(plain(tokens, phrases));
                    }
                    continue;
                }
            }
            i += 1;
            continue;
        }
        // *an API like this for all operations*: what it is like stands somewhere else.
        if t.is("like")
            && tokens.get(i + 1).is_some_and(|n| {
                n.any(objects::PREPOSITIONS) || n.any(set!["this", "that", "these", "those", "it", "so"]) && !tokens.get(i + 2).is_some_and(Token::nominal)
            } || n.any(set!["this", "that"]) && tokens.get(i + 2).is_some_and(|m| m.any(objects::PREPOSITIONS)))
        {
            return Subject {
                empty: true,
                end: i + 2,
                ..Subject::default()
            };
        }
        if t.any(objects::PREPOSITIONS) {
            let phrases = phrase::read(tokens, i + 1, &|_| false);
            if !phrases.parts.is_empty()
                && is_gerund(tokens, i + 1)
                && t.any(set!["by", "while", "without"])
            {
                break;
            }
            i = phrases.end.max(i + 1);
            continue;
        }
        break;
    }
    let mut none = fallback.unwrap_or_default();
    none.end = i;
    none
}

/// Whether *to* before the word at `i` says where to: *chunk upload to MinIO*, *TO DATABASE*.
fn place(tokens: &[Token], i: usize) -> bool {
    let t = &tokens[i];
    t.name()
        // No infinitive: *things related to pets*.
        || inflect::base(t.low) != t.low
        || t.any(set![
            "database", "db", "disk", "s3", "queue", "kafka", "storage", "redis", "bucket", "file",
            "csv", "pdf", "excel", "cloud", "postgres", "email", "sms", "slack", "mongodb", "json",
            "xml",
        ]) && !tokens
            .get(i + 1)
            .is_some_and(|n| n.nominal() && !n.any(objects::PREPOSITIONS))
}

/// Adverbs that are no adjectives too: behind a verb, *daily reports* are its object.
fn adverb_behind(t: &Token) -> bool {
    adverb(t) && (!t.any(title::NO_ADVERBS) || t.is("only"))
}

fn finish(mut s: Subject, fallback: Option<Subject>) -> Subject {
    if !s.named()
        && let Some(f) = fallback
    {
        s = f;
    }
    s
}

/// An *-ing* word that governs what follows.
fn is_gerund(tokens: &[Token], i: usize) -> bool {
    let Some(t) = tokens.get(i) else { return false };
    t.kind == Kind::Word
        && t.low.len() > 4
        && t.low.ends_with("ing")
        && !t.any(set![
            "everything",
            "something",
            "anything",
            "nothing",
            "string",
            "thing",
            "king",
            "spring",
            "during",
            "being",
            "using",
            "following",
            "including",
            "excluding",
            "regarding",
            "concerning",
            "according",
            "depending",
            "considering",
            "leveraging",
            "utilizing",
        ])
        && tokens.get(i + 1).is_some_and(|n| {
            n.nominal() && !n.any(set!["of", "is", "are"])
                || n.kind == Kind::Comma
                || n.kind == Kind::Slash
        })
}

/// A plain subject: *for customer invoices and receipts*, *for the status of orders*.
fn plain(tokens: &[Token], phrases: Phrases) -> Subject {
    let mut s = Subject {
        end: phrases.end,
        ..Subject::default()
    };
    collect(tokens, &phrases, &mut s);
    inversion(tokens, &mut s);
    s
}

fn collect(tokens: &[Token], phrases: &Phrases, s: &mut Subject) {
    for (k, p) in phrases.parts.iter().enumerate() {
        let first = &tokens[p.words[0]];
        let last = &tokens[p.words[p.words.len() - 1]];
        let acted_on = !s.verbs.is_empty();
        if p.determiner.is_some_and(|d| {
            tokens[d].any(set!["this", "that", "these", "those"])
                // *lists every tariff* says how many, *for each tariff* where the comment stands.
                || !acted_on && tokens[d].any(set!["each", "every"])
        })
            // *removes a given key*: any.
            || first.is("given") && !(acted_on && p.determiner.is_some_and(|d| tokens[d].is("a")))
            || first.any(set![
                "specified",
                "provided",
                "following",
                "passed",
                "supplied",
                "resulting",
                "selected",
                "requested",
                "above",
                "said",
                "aforementioned",
                "corresponding",
            ])
            // *The current tariffs* are data; *the current class* is where the comment stands.
            || first.is("current") && last.any(objects::AROUND_HERE)
        {
            s.loose = true;
        }
        if last.is("etc") && k > 0 && p.words.len() == 1 {
            continue;
        }
        if p.words.len() == 1
            && (last.any(objects::EMPTY_SUBJECT)
                || s.verbs.is_empty() && last.any(set!["data", "info", "information", "logic"]))
        {
            if k == 0 {
                s.empty = true;
                return;
            }
            continue;
        }
        // A second verb phrase is no part of the subject: *… and implement the validate function*.
        if k > 0
            && p.determiner.is_none()
            && crate::trigger::lexicon::verbs::find(
                first.low,
                tokens.get(p.words[0] + 1).map(|t| t.low),
            )
            .is_some()
            && (p.words.len() > 1
                || tokens
                    .get(p.words[0] + 1)
                    .is_some_and(|n| n.any(objects::DETERMINERS)))
        {
            break;
        }
        s.parts.push(p.words.clone());
    }
    if phrases.parts.len() > 1 {
        let (a, b) = (
            phrases.parts[phrases.parts.len() - 2]
                .words
                .last()
                .copied()
                .unwrap_or(0),
            phrases.parts[phrases.parts.len() - 1].words[0],
        );
        s.or = tokens[a..b].iter().any(|t| t.is("or"));
    }
}
