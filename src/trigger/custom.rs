//! Families that a user adds in the configuration: `[trigger.family.NAME]` with verbs, objects and
//! a pattern.
//!
//! Verbs and objects join the grammar's own frames, in singular or plural; patterns are plain regular expressions of the
//! `regex` crate, linear on hostile text, and need no force beyond the grammar's.

use regex::Regex;

use super::families::{Context, Match};
use super::family::Family;
use super::grammar::directive::{self, Act, Clause, Force};
use super::grammar::phrase;
use super::grammar::subject;
use super::grammar::token::{Kind, Token};
use super::settings::UserFamily;
use super::title::{self, inflect};
use crate::trigger::lexicon::set;

/// A user's family, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Custom {
    name: String,
    verbs: Vec<String>,
    objects: Vec<String>,
    patterns: Vec<Regex>,
}

impl Custom {
    /// Compiles a family; what is wrong with it is told, the rest works.
    pub(crate) fn new(family: &UserFamily, problems: &mut Vec<String>) -> Custom {
        let low = |list: &[String]| {
            list.iter()
                .map(|w| w.trim().to_lowercase())
                .filter(|w| !w.is_empty())
                .collect::<Vec<_>>()
        };
        let mut patterns = Vec::new();
        for pattern in &family.patterns {
            match regex::RegexBuilder::new(pattern).case_insensitive(true).size_limit(1 << 20).build() {
                Ok(regex) => patterns.push(regex),
                Err(error) => problems.push(format!("trigger.family `{}`: the pattern `{pattern}` is not a regular expression: {error}. Next: mend it; look-around and back-references are not supported.", family.name)),
            }
        }
        let custom = Custom {
            name: family.name.clone(),
            verbs: low(&family.verbs),
            objects: low(&family.objects)
                .iter()
                .map(|o| singular_last(o))
                .collect(),
            patterns,
        };
        if custom.patterns.is_empty() && custom.objects.is_empty() {
            problems.push(format!("trigger.family `{}` has neither objects nor a pattern and matches nothing. Next: add `objects = [\"…\"]` or `pattern = \"…\"`.", family.name));
        }
        custom
    }

    /// Whether a passage is worth reading for this family: a pattern may be anchored to a sentence
    /// of it, so patterns want every passage.
    pub(crate) fn wants_passage(&self, text: &str) -> bool {
        !self.patterns.is_empty() || self.wants(text)
    }

    /// Whether a sentence is worth reading for this family.
    pub(crate) fn wants(&self, text: &str) -> bool {
        if self.patterns.iter().any(|p| p.is_match(text)) {
            return true;
        }
        let low = text.to_lowercase();
        self.objects.iter().any(|o| low.contains(o.as_str()))
    }
}

/// *cron jobs* is *cron job*: objects are compared in the singular.
fn singular_last(object: &str) -> String {
    match object.rsplit_once(' ') {
        Some((before, last)) => format!("{before} {}", inflect::singular(last)),
        None => inflect::singular(object),
    }
}

/// The first user family that reads the sentence, and how strongly the sentence asks.
pub(crate) fn read(
    families: &[Custom],
    text: &str,
    tokens: &[Token],
    context: &Context<'_>,
    question: bool,
    tagged: bool,
) -> Option<(Match, Force)> {
    families
        .iter()
        .find_map(|family| family.read(text, tokens, context, question, tagged))
}

impl Custom {
    fn read(
        &self,
        text: &str,
        tokens: &[Token],
        context: &Context<'_>,
        question: bool,
        tagged: bool,
    ) -> Option<(Match, Force)> {
        for pattern in &self.patterns {
            if let Some(found) = pattern.captures(text) {
                let title = found
                    .name("title")
                    .or_else(|| found.name("subject"))
                    .or_else(|| found.get(1))
                    .map_or(text, |m| m.as_str());
                let request = Match {
                    family: Family::Custom(self.name.clone()),
                    title: title::free(title.trim()),
                    subject: title.trim().to_lowercase(),
                };
                return Some((request, Force::Wish));
            }
        }
        if self.objects.is_empty() {
            return None;
        }
        // The family's verbs take the place of one of the grammar's, so that its frames (*could
        // you …*, *we never …*, *if you …*) hold for them as well.
        let stands: Vec<Token> = tokens.iter().map(|t| self.stand_in(t)).collect();
        let clause = directive::read(&stands, question, tagged).ok()?;
        match clause.act {
            Act::Do(v) if !self.verbs.is_empty() => {
                let own = stands
                    .iter()
                    .zip(tokens)
                    .any(|(stand, t)| stand.low != t.low || self.verbs.iter().any(|v| *v == t.low));
                if v.base != STAND_IN || !own {
                    return None;
                }
            }
            Act::Do(v)
                if !(v.roles.make || v.roles.build || v.roles.data || v.roles.capability) =>
            {
                return None;
            }
            _ => {}
        }
        self.object(&clause, context)
    }

    /// What is asked for, if it is one of the family's objects.
    fn object(&self, clause: &Clause, context: &Context<'_>) -> Option<(Match, Force)> {
        let tokens = &clause.rest;
        let phrases = phrase::read(tokens, 0, &|t| {
            self.objects.contains(&inflect::singular(t.low))
        });
        let p = phrases.parts.iter().find(|p| {
            let mut words: Vec<String> =
                p.words.iter().map(|&w| tokens[w].low.to_string()).collect();
            if let Some(last) = words.last_mut() {
                *last = inflect::singular(last);
            }
            let words = format!(" {}", words.join(" "));
            self.objects
                .iter()
                .any(|o| words.ends_with(&format!(" {o}")))
        })?;
        // *schedule this job*: which, stands somewhere else.
        if p.determiner
            .is_some_and(|d| tokens[d].any(set!["this", "that", "these", "those"]))
        {
            return None;
        }
        let at = p.words.last().map_or(0, |w| w + 1);
        let s = subject::read(tokens, at, &|t| context.own(t));
        let name = title::words(tokens, &p.words, false, context.shouting);
        let title = if s.named() {
            title::join(&[&s.title(tokens, context.shouting), &name])
        } else {
            name
        };
        let request = Match {
            family: Family::Custom(self.name.clone()),
            subject: title.to_lowercase(),
            title,
        };
        Some((request, clause.force))
    }

    /// The token, or in its place the form of [`STAND_IN`] that the user's verb has.
    fn stand_in<'t>(&self, t: &Token<'t>) -> Token<'t> {
        let mut stand = *t;
        if t.kind != Kind::Word {
            return stand;
        }
        for verb in &self.verbs {
            if t.low == verb.as_str() {
                stand = t.read_as(STAND_IN);
            } else if inflect::gerund(verb) == t.low {
                stand = t.read_as("implementing");
            } else if t
                .low
                .strip_suffix('d')
                .is_some_and(|stem| stem == verb || stem.strip_suffix('e') == Some(verb.as_str()))
            {
                stand = t.read_as("implemented");
            } else if t.low.ends_with('s') && inflect::base(t.low) == *verb {
                stand = t.read_as("implements");
            }
        }
        stand
    }
}

/// The verb of the grammar that a user's verb behaves like.
const STAND_IN: &str = "implement";
