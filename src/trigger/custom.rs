//! Families that a user adds in the configuration: `[[trigger.family]]` with a name, verbs,
//! objects and patterns.
//!
//! Verbs and objects join the grammar's own frames; patterns are plain regular expressions of the
//! `regex` crate, linear on hostile text, and need no force beyond the grammar's.

use regex::Regex;

use super::families::{Context, Match};
use super::family::Family;
use super::grammar::directive::Force;
use super::grammar::phrase;
use super::grammar::subject;
use super::grammar::token::{Kind, Token};
use super::settings::UserFamily;
use super::title;

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
            objects: low(&family.objects),
            patterns,
        };
        if custom.patterns.is_empty() && custom.objects.is_empty() {
            problems.push(format!("trigger.family `{}` has neither objects nor patterns and matches nothing. Next: add `objects = [\"…\"]` or `patterns = [\"…\"]`.", family.name));
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

/// The first user family that reads the sentence, and how strongly the sentence asks.
pub(crate) fn read(
    families: &[Custom],
    text: &str,
    tokens: &[Token],
    context: &Context<'_>,
    question: bool,
    tagged: bool,
) -> Option<(Match, Force)> {
    for family in families {
        for pattern in &family.patterns {
            if let Some(found) = pattern.captures(text) {
                let title = found
                    .name("title")
                    .or_else(|| found.name("subject"))
                    .or_else(|| found.get(1))
                    .map_or(text, |m| m.as_str());
                return Some((
                    Match {
                        family: Family::Custom(family.name.clone()),
                        title: title::free(title.trim()),
                        subject: title.trim().to_lowercase(),
                    },
                    Force::Wish,
                ));
            }
        }
        if family.objects.is_empty() || question && !tagged {
            continue;
        }
        // A verb of the family at the start of a frame, or *need*.
        let verb = tokens.iter().take(8).position(|t| {
            t.kind == Kind::Word
                && (family.verbs.contains(&t.low) || t.any(&["need", "needs", "want"]))
        });
        let Some(verb) = verb else { continue };
        let before = &tokens[..verb];
        let allowed = before.iter().all(|t| {
            t.kind == Kind::Comma
                || t.any(&[
                    "please", "we", "i", "should", "must", "need", "to", "could", "can", "would",
                    "you", "let's", "also", "then", "next", "someone",
                ])
        });
        if !allowed {
            continue;
        }
        let rest = &tokens[verb + 1..];
        let phrases = phrase::read(rest, 0, &|t| family.objects.contains(&t.low));
        let hit = phrases.parts.iter().find(|p| {
            let words: Vec<&str> = p.words.iter().map(|&w| rest[w].low.as_str()).collect();
            family
                .objects
                .iter()
                .any(|o| words.join(" ").ends_with(o.as_str()))
        });
        if let Some(p) = hit {
            let at = p.words.last().map_or(0, |w| w + 1);
            let s = subject::read(rest, at, &|t| context.own(t));
            let name = title::words(rest, &p.words, false, context.shouting);
            let title = if s.named() {
                title::join(&[&s.title(rest, context.shouting), &name])
            } else {
                name
            };
            let polite = before
                .iter()
                .any(|t| t.any(&["please", "should", "could", "can", "would"]))
                || tokens[verb].any(&["need", "needs", "want"]);
            return Some((
                Match {
                    family: Family::Custom(family.name.clone()),
                    subject: title.to_lowercase(),
                    title,
                },
                if polite { Force::Wish } else { Force::Bare },
            ));
        }
    }
    None
}
