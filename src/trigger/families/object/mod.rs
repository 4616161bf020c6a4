//! What the families share: finding the wanted object among the phrases behind a verb, judging
//! whether it is a backend's, and building its title.

mod bracket;
mod heads;
mod meaning;

use bracket::bracketed;
pub(crate) use heads::{api_head, api_word, infrastructure};
pub(crate) use meaning::check_meaning;

use super::Context;
use crate::trigger::grammar::directive::{Act, Clause};
use crate::trigger::grammar::phrase::{self, Phrase, Phrases};
use crate::trigger::grammar::refusal::Refusal;
use crate::trigger::grammar::subject::{self, Subject};
use crate::trigger::grammar::token::{Kind, Token};
use crate::trigger::lexicon::{Set, set};
use crate::trigger::lexicon::{objects, products};
use crate::trigger::title;

/// An object with its subject.
pub(crate) struct Object {
    /// The words of its phrase before the head that stay in the title.
    pub mods: Vec<usize>,
    /// The words of the head.
    pub head: Vec<usize>,
    /// What it is for.
    pub subject: Subject,
    /// Its determiner.
    pub determiner: Option<usize>,
    /// Names joined to the modifiers: *user and order models*.
    pub siblings: Vec<Vec<usize>>,
    /// Index behind the last phrase.
    pub end: usize,
}

/// How many words at the end of the phrase are a head that `wanted` accepts.
fn head_len(tokens: &[Token], p: &Phrase, wanted: &dyn Fn(&[&Token]) -> usize) -> usize {
    let words: Vec<&Token> = p.words.iter().map(|&i| &tokens[i]).collect();
    wanted(&words)
}

/// Finds the object that a clause asks for. `wanted` tells how many words at the end of a phrase
/// form a head of the family; 0 if none.
pub(crate) fn find(
    clause: &Clause,
    context: &Context<'_>,
    single: &dyn Fn(&Token) -> bool,
    wanted: &dyn Fn(&[&Token]) -> usize,
) -> Option<Object> {
    let tokens = &clause.rest;
    // *Build us an API*, *get me an endpoint*.
    let from = usize::from(tokens.first().is_some_and(|t| t.any(set!["us", "me"])));
    let phrases: Phrases = phrase::read(tokens, from, single);
    let k = phrases
        .parts
        .iter()
        .position(|p| head_len(tokens, p, wanted) > 0)?;
    let p = &phrases.parts[k];
    let n = head_len(tokens, p, wanted);
    let cut = p.words.len() - n;
    let mut siblings = Vec::new();
    if k > 0
        && p.determiner.is_none()
        && phrases.parts[..k].iter().enumerate().all(|(j, q)| {
            (j == 0 || q.determiner.is_none())
                && !q.words.iter().any(|&w| tokens[w].any(objects::FRONTEND))
                && q.words.len() <= 2
        })
        && cut > 0
    {
        siblings = phrases.parts[..k].iter().map(|q| q.words.clone()).collect();
    }
    let own = |t: &Token| context.own(t);
    // The subject may hang on a later phrase: *models and an API for orders*.
    let mut at = p.words.last().map_or(0, |&w| w + 1);
    let mut subject = subject::read(tokens, at, &own);
    if at < tokens.len() && phrase::call(tokens, at) {
        at += 1;
    }
    if !subject.named() && k + 1 < phrases.parts.len() {
        let next_has_own_subject = phrases.end;
        at = next_has_own_subject;
        let late = subject::read(tokens, at, &own);
        if late.named() {
            subject = late;
        }
    }
    if !subject.named()
        && !subject.empty
        && tokens.get(at).is_some_and(|t| {
            matches!(t.kind, Kind::Code | Kind::Path)
                || phrase::identifier(tokens, at)
                || phrase::named(tokens, at)
        })
    {
        subject.parts = vec![vec![at]];
    }
    // *entities (Quiz, Question)*: what they are stands in brackets.
    let names_nothing =
        |w: &usize| tokens[*w].any(objects::WEB) || tokens[*w].any(objects::EMPTY_QUALIFIERS);
    if !subject.named() && !subject.empty && p.words[..cut].iter().all(names_nothing) {
        let after = p.words.last().map_or(0, |&w| w + 1);
        if let Some(parts) = bracketed(tokens, after) {
            subject.parts = parts;
        }
    }
    // "API" before "endpoint", "service": one head.
    let mut mods: Vec<usize> = p.words[..cut].to_vec();
    mods.retain(|&w| {
        // *11 REST endpoints*.
        let counted = tokens[w].raw.bytes().all(|b| b.is_ascii_digit());
        !counted
            && !(tokens[w].any(objects::EMPTY_QUALIFIERS) && !proper_mod(tokens, w))
            && !own(&tokens[w])
    });
    Some(Object {
        mods,
        head: p.words[cut..].to_vec(),
        subject,
        determiner: p.determiner,
        siblings,
        end: phrases.end,
    })
}

/// A qualifier that is part of a name stays: *Go* in *Go Daddy* does not, *AWS* before a name does.
fn proper_mod(tokens: &[Token], w: usize) -> bool {
    tokens[w].is("aws")
        && tokens
            .get(w + 1)
            .is_some_and(|n| n.capital() && !n.any(set!["api", "lambda"]))
}

impl Object {
    /// Index of the first word of its own phrase.
    pub(crate) fn first(&self) -> usize {
        self.mods
            .iter()
            .chain(&self.head)
            .copied()
            .min()
            .unwrap_or(0)
    }

    /// Modifiers that name a subject: neither empty nor a way of calling.
    pub(crate) fn naming<'t>(
        &'t self,
        tokens: &'t [Token<'t>],
    ) -> impl Iterator<Item = &'t Token<'t>> {
        self.mods.iter().map(|&w| &tokens[w]).filter(|t| {
            t.kind != Kind::Slash && !t.any(objects::WEB) && !t.any(objects::EMPTY_QUALIFIERS)
        })
    }

    /// Subject and modifiers in lower case, as written.
    pub(crate) fn subject_text(&self, tokens: &[Token]) -> String {
        let part = |p: &Vec<usize>| {
            p.iter()
                .map(|&w| tokens[w].low)
                .collect::<Vec<_>>()
                .join(" ")
        };
        if self.subject.parts.is_empty() {
            let mut names: Vec<String> = self.siblings.iter().map(part).collect();
            let mods: Vec<&str> = self.naming(tokens).map(|t| t.low).collect();
            names.push(if mods.is_empty() {
                self.subject.verbs.join(" and ")
            } else {
                mods.join(" ")
            });
            return names.join(" and ");
        }
        self.subject
            .parts
            .iter()
            .map(part)
            .collect::<Vec<_>>()
            .join(" and ")
    }

    /// `<subject> <modifiers> <head>`.
    pub(crate) fn title(&self, tokens: &[Token], context: &Context<'_>) -> String {
        let subject = if self.subject.named() {
            self.subject.title(tokens, context.shouting)
        } else {
            String::new()
        };
        // Modifiers alone are the subject: their last noun is singular.
        let naming_last = subject
            .is_empty()
            .then(|| {
                self.mods
                    .iter()
                    .rposition(|&w| !tokens[w].any(objects::WEB))
            })
            .flatten();
        let mut mods = Vec::new();
        for (k, &w) in self.mods.iter().enumerate() {
            // A path before the head names what the subject says already.
            if tokens[w].kind == Kind::Slash || tokens[w].kind == Kind::Path && !subject.is_empty()
            {
                continue;
            }
            let verb = tokens[w].kind == Kind::Code
                && ["`GET ", "`POST ", "`PUT ", "`PATCH ", "`DELETE ", "`/"]
                    .iter()
                    .any(|v| tokens[w].raw.starts_with(v));
            let describes = !self.siblings.is_empty() && tokens[w].any(objects::EMPTY_QUALIFIERS);
            if (verb || describes) && !subject.is_empty() {
                continue;
            }
            mods.push(title::words(
                tokens,
                &[w],
                Some(k) == naming_last,
                context.shouting,
            ));
        }
        let mut mods = mods.join(" ");
        // *a small, fast endpoint*: words before the comma that only describe are no names.
        let names: Vec<&Vec<usize>> = self
            .siblings
            .iter()
            .filter(|s| {
                subject.is_empty() || !s.iter().all(|&w| tokens[w].any(objects::EMPTY_QUALIFIERS))
            })
            .collect();
        if !names.is_empty() {
            let names: Vec<String> = names
                .iter()
                .map(|s| title::words(tokens, s, true, context.shouting))
                .collect();
            mods = format!("{} and {mods}", names.join(", "));
        }
        let head = title::words(tokens, &self.head, false, context.shouting);
        // "Order API API": said twice.
        let subject = if mods.eq_ignore_ascii_case(&subject) {
            String::new()
        } else {
            subject
        };
        title::join(&[&subject, &mods, &head])
    }

    /// Whether a title can be written, or which rule refuses.
    pub(crate) fn check_subject(&self, tokens: &[Token]) -> Result<(), Refusal> {
        let named_by_mods = self.naming(tokens).next().is_some() || !self.siblings.is_empty();
        if self
            .determiner
            .is_some_and(|d| tokens[d].any(set!["this", "that", "these", "those"]))
            && !self.subject.named()
        {
            return Err(Refusal::NoSubject);
        }
        if self.subject.loose {
            return Err(Refusal::NoSubject);
        }
        if self.subject.empty && !named_by_mods {
            return Err(Refusal::NoSubject);
        }
        if !self.subject.named() && !named_by_mods {
            return Err(Refusal::NoSubject);
        }
        if self.subject.parts.is_empty()
            && !self.subject.verbs.is_empty()
            && !named_by_mods
            && self
                .subject
                .verbs
                .iter()
                .all(|v| EMPTY_VERBS.contains(v.as_str()))
        {
            return Err(Refusal::NoSubject);
        }
        if self.subject.parts.len() == 1
            && self.subject.parts[0]
                .iter()
                .all(|&w| tokens[w].any(objects::EMPTY_SUBJECT))
        {
            return Err(Refusal::NoSubject);
        }
        Ok(())
    }
}

/// Whether the word at `w` only looks like another trade's because it is part of a name of the
/// house's own: the *case file* backend, the *print order* backend. `words` end with the head.
pub(crate) fn of_the_house(tokens: &[Token], words: &[usize], w: usize) -> bool {
    const ORDINARY: &Set = set![
        "file",
        "print",
        "printing",
        "query",
        "result",
        "display",
        "log",
        "model",
        "test",
        "container",
        "video",
        "text",
        "window",
        "state",
        "input",
        "output",
        "camera",
        "template",
    ];
    let plain = |k: usize| {
        let t = &tokens[k];
        t.kind == Kind::Word
            && !t.any(objects::EMPTY_QUALIFIERS)
            && !t.any(objects::OTHER_BACKENDS)
            && !t.any(objects::IN_PROCESS)
            && !t.any(objects::DETERMINERS)
            && !infrastructure(t)
            && !t.any(set![
                "flat",
                "plain",
                "binary",
                "raw",
                "rich",
                "csv",
                "zip",
                "temp",
                "temporary",
            ])
    };
    let Some(at) = words.iter().position(|&k| k == w) else {
        return false;
    };
    tokens[w].any(ORDINARY)
        && (at > 0 && plain(words[at - 1]) || at + 2 < words.len() && plain(words[at + 1]))
}

/// Written like code: `snake_case`, `Foo::bar`, `foo()`, camelCase.
pub(crate) fn code_like(t: &Token) -> bool {
    t.raw.contains('_') && t.raw.len() > 2
        || t.raw.contains("::")
        || t.kind == Kind::Word
            && t.raw.contains('.')
            && !products::is_product(t.low)
            && !t.low.ends_with(".io")
            && !t.low.ends_with(".com")
            && !t.low.ends_with(".js")
            && !t.low.starts_with(|c: char| c.is_ascii_digit())
        || t.raw.starts_with(|c: char| c.is_ascii_lowercase())
            && t.inner_capital()
            && !t.raw.contains('-')
            && !products::is_product(t.low)
            && !t.any(set![
                "oauth", "graphql", "ios", "macos", "ical", "ebooks", "ebook", "ids", "apis",
                "urls", "grpc",
            ])
}

/// Whether the word is one for what a person sees.
pub(crate) fn frontend(t: &Token) -> bool {
    t.any(objects::FRONTEND)
}

/// Verbs that say nothing without an object.
#[rustfmt::skip]
const EMPTY_VERBS: &Set = set![
    "do",
    "provide",
    "offer",
    "use",
    "get",
    "work",
    "go",
    "make",
    "be",
    "have",
    "handle",
    "support",
    "call",
    "run",
    "test",
    "start",
    "help",
    "replace",
    "match",
    "fix",
    "return",
    "set",
    "see",
    "access",
    "doing",
    "using",
    "getting",
    "testing",
    "work with",
    "happen",
    "come",
    "exist",
    "follow",
    "look",
    "try",
    "know",
    "avoid",
    "retain",
];
