//! What a key may be set to, and how a wrong value is answered.

use super::node::{Node, Value};
use crate::workflow::lane::check_glob;

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// One of these words, strictest first: a repository's file may only move to the front.
    Choice(&'static [(&'static str, &'static str)]),
    /// A whole number within these bounds.
    Integer(i64, i64),
    /// A number within these bounds.
    Number(f64, f64),
    /// Any text.
    Text,
    /// A list of texts.
    Texts,
    /// A program and its arguments: a list, or one text that is split as a shell would split it
    /// (quotes, no expansion; no shell is ever started).
    Argv,
    /// A list of globs.
    Globs,
    /// A list of command lines, each the beginning of commands: split as a shell would split it.
    Lines,
    /// A list of some of these words.
    Some(&'static [(&'static str, &'static str)]),
    /// A table of texts, such as environment variables.
    Map,
}

/// A checked value.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Of [`Kind::Bool`].
    Bool(bool),
    /// Of [`Kind::Integer`].
    Integer(i64),
    /// Of [`Kind::Number`].
    Number(f64),
    /// Of [`Kind::Text`] and [`Kind::Choice`].
    Text(String),
    /// Of [`Kind::Texts`], [`Kind::Argv`], [`Kind::Globs`] and [`Kind::Some`]; of [`Kind::Lines`], each
    /// line as it was written.
    Texts(Vec<String>),
    /// The lists of all layers that set one, where every one of them holds.
    Layers(Vec<Vec<String>>),
    /// Of [`Kind::Map`].
    Map(Vec<(String, String)>),
}

impl Kind {
    /// The value as this kind, or what is wrong with it.
    pub fn check(self, node: &Node) -> Result<Setting, String> {
        let wrong = || {
            Err(format!(
                "expected {}, found {}",
                self.words(),
                node.value.name()
            ))
        };
        match (self, &node.value) {
            (Kind::Bool, Value::Bool(value)) => Ok(Setting::Bool(*value)),
            (Kind::Text, Value::Text(text)) => Ok(Setting::Text(text.clone())),
            (Kind::Choice(words), Value::Text(text)) => {
                if words.iter().any(|(word, _)| word == text) {
                    return Ok(Setting::Text(text.clone()));
                }
                let hint = super::nearest(text, words.iter().map(|(word, _)| *word))
                    .map(|word| format!(". Did you mean \"{word}\"?"))
                    .unwrap_or_default();
                Err(format!("expected {}, found \"{text}\"{hint}", self.words()))
            }
            (Kind::Integer(low, high), Value::Integer(number)) => {
                if (low..=high).contains(number) {
                    Ok(Setting::Integer(*number))
                } else {
                    Err(format!("expected {}, found {number}", self.words()))
                }
            }
            (Kind::Number(..), Value::Integer(number)) => self.number(*number as f64),
            (Kind::Number(..), Value::Number(number)) => self.number(*number),
            (Kind::Texts, Value::List(items)) => texts(items).map_or_else(wrong, Ok),
            (Kind::Globs, Value::List(items)) => {
                let Some(Setting::Texts(globs)) = texts(items) else {
                    return wrong();
                };
                for glob in &globs {
                    check_glob(glob).map_err(|why| format!("`{glob}` is no glob: {why}"))?;
                }
                Ok(Setting::Texts(globs))
            }
            (Kind::Lines, Value::List(items)) => {
                let Some(Setting::Texts(lines)) = texts(items) else {
                    return wrong();
                };
                let empty =
                    |line: &String| !shell_words::split(line).is_ok_and(|words| !words.is_empty());
                match lines.iter().find(|line| empty(line)) {
                    None => Ok(Setting::Texts(lines)),
                    Some(line) => Err(format!("`{line}` is no command line")),
                }
            }
            (Kind::Some(known), Value::List(items)) => {
                let Some(Setting::Texts(words)) = texts(items) else {
                    return wrong();
                };
                let unknown = |word: &&String| !known.iter().any(|(name, _)| name == word);
                match words.iter().find(unknown) {
                    None => Ok(Setting::Texts(words)),
                    Some(word) => {
                        let names = known.iter().map(|(name, _)| *name);
                        let hint = super::nearest(word, names)
                            .map(|near| format!(". Did you mean \"{near}\"?"));
                        let hint = hint.unwrap_or_default();
                        Err(format!("expected {}, found \"{word}\"{hint}", self.words()))
                    }
                }
            }
            (Kind::Argv, Value::List(items)) => match texts(items) {
                Some(Setting::Texts(words)) if words.is_empty() => {
                    Err("a command needs at least its program".to_owned())
                }
                Some(words) => Ok(words),
                None => wrong(),
            },
            (Kind::Argv, Value::Text(text)) => match shell_words::split(text) {
                Ok(words) if words.is_empty() => {
                    Err("a command needs at least its program".to_owned())
                }
                Ok(words) => Ok(Setting::Texts(words)),
                Err(_) => Err("a quote is not closed in this command".to_owned()),
            },
            (Kind::Map, Value::Table(entries)) => entries
                .iter()
                .map(|entry| match &entry.node.value {
                    Value::Text(text) => Some((entry.key.clone(), text.clone())),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()
                .map(Setting::Map)
                .map_or_else(wrong, Ok),
            _ => wrong(),
        }
    }

    fn number(self, number: f64) -> Result<Setting, String> {
        match self {
            Kind::Number(low, high) if (low..=high).contains(&number) => {
                Ok(Setting::Number(number))
            }
            _ => Err(format!("expected {}, found {number}", self.words())),
        }
    }

    /// What it takes, in words for messages and docs.
    pub fn words(self) -> String {
        match self {
            Kind::Bool => "true or false".to_owned(),
            Kind::Choice(words) => {
                let words: Vec<String> = words.iter().map(|(w, _)| format!("\"{w}\"")).collect();
                match words.split_last() {
                    Some((last, rest)) if !rest.is_empty() => {
                        format!("{} or {last}", rest.join(", "))
                    }
                    _ => words.join(""),
                }
            }
            Kind::Integer(low, high) => format!("a whole number from {low} to {high}"),
            Kind::Number(low, high) => format!("a number from {low} to {high}"),
            Kind::Text => "a text".to_owned(),
            Kind::Texts => "a list of texts".to_owned(),
            Kind::Globs => "a list of globs".to_owned(),
            Kind::Lines => "a list of command lines".to_owned(),
            Kind::Some(words) => {
                let words: Vec<String> = words.iter().map(|(w, _)| format!("\"{w}\"")).collect();
                format!("a list of some of {}", words.join(", "))
            }
            Kind::Argv => "a program with its arguments".to_owned(),
            Kind::Map => "a table of texts".to_owned(),
        }
    }
}

fn texts(items: &[Node]) -> Option<Setting> {
    items
        .iter()
        .map(|item| match &item.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()
        .map(Setting::Texts)
}
