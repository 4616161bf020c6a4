//! Lays the layers over each other: the person's file, the repository's file, the editor's
//! settings, the command line. Each key is checked by the table; what is wrong or not allowed
//! becomes a problem and the layer below stays in force.

use std::collections::BTreeMap;

use super::{
    Problem,
    kind::{Kind, Setting},
    node::{Node, Value},
    table::{self, Default, Key, Rule},
};

/// The settings in force, by concrete path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values(BTreeMap<String, Setting>);

/// How much a layer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Every key: it is the person's own.
    Full,
    /// What [`Rule`] leaves to a repository's file.
    Repository,
}

impl Values {
    /// Lays `node` over what is in force, and says what did not apply.
    pub fn lay(&mut self, node: &Node, reach: Reach) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.walk(&mut Vec::new(), node, reach, &mut problems);
        problems
    }

    fn walk<'a>(
        &mut self,
        path: &mut Vec<&'a str>,
        node: &'a Node,
        reach: Reach,
        problems: &mut Vec<Problem>,
    ) {
        let Value::Table(entries) = &node.value else {
            let message = format!(
                "`{}` is a table of settings, found {}. Next: write `[{}]` and the settings below it.",
                path.join("."),
                node.value.name(),
                path.join(".")
            );
            problems.push(Problem::error(node.span.clone(), message));
            return;
        };
        for entry in entries {
            path.push(&entry.key);
            if let Some(key) = table::find(path) {
                match self.set(path, key, &entry.node, reach) {
                    Ok(()) => {}
                    Err(problem) => problems.push(problem),
                }
            } else if let Some(message) = table::wrong_name(path) {
                problems.push(Problem::error(entry.span.clone(), message));
            } else if table::is_table(path) {
                self.walk(path, &entry.node, reach, problems);
            } else {
                problems.push(unknown(path, entry.span.clone()));
            }
            path.pop();
        }
    }

    fn set(&mut self, path: &[&str], key: &Key, node: &Node, reach: Reach) -> Result<(), Problem> {
        let name = path.join(".");
        let setting = key
            .kind
            .check(node)
            .map_err(|wrong| Problem::error(node.span.clone(), format!("`{name}`: {wrong}.")))?;
        if key.kind == Kind::Text && setting == Setting::Text(String::new()) {
            // Editors write "" for "not set".
            self.0.remove(&name);
            return Ok(());
        }
        if reach == Reach::Repository {
            self.allowed(&name, key, &setting)
                .map_err(|message| Problem::information(node.span.clone(), message))?;
        }
        let setting = match (key.rule, setting) {
            (Rule::Every, Setting::Texts(list)) => {
                let mut lists = self.layers(&name);
                lists.push(list);
                Setting::Layers(lists)
            }
            (_, setting) => setting,
        };
        self.0.insert(name, setting);
        Ok(())
    }

    /// What a repository's own file may not do, as a sentence.
    fn allowed(&self, name: &str, key: &Key, new: &Setting) -> Result<(), String> {
        let old = self.get(name);
        let strict = match key.rule {
            Rule::Preference | Rule::Every => return Ok(()),
            Rule::Power => {
                return Err(format!(
                    "`{name}` in a repository's file applies only after you trust this file. Next: read it, then run `backend-factory config trust`."
                ));
            }
            Rule::Lower => rank(key, new) <= old.as_ref().map_or(f64::MAX, |old| rank(key, old)),
            Rule::Higher => rank(key, new) >= old.as_ref().map_or(f64::MIN, |old| rank(key, old)),
        };
        if strict {
            return Ok(());
        }
        Err(format!(
            "a repository's file may only make `{name}` stricter. Next: set it in your own settings, or trust this file with `backend-factory config trust`."
        ))
    }

    /// What holds for a concrete path: as set, else the table's default.
    pub fn get(&self, name: &str) -> Option<Setting> {
        if let Some(setting) = self.0.get(name) {
            return Some(setting.clone());
        }
        let path: Vec<&str> = name.split('.').collect();
        match table::find(&path)?.default {
            Default::Unset => None,
            Default::Bool(value) => Some(Setting::Bool(value)),
            Default::Integer(value) => Some(Setting::Integer(value)),
            Default::Text(value) => Some(Setting::Text(value.to_owned())),
            Default::Texts(values) => Some(Setting::Texts(
                values.iter().map(|value| (*value).to_owned()).collect(),
            )),
        }
    }

    /// The names that were chosen for the `*` below a path: `names("agents")`.
    pub fn names(&self, table: &str) -> Vec<String> {
        let prefix = format!("{table}.");
        let mut names: Vec<String> = self
            .0
            .keys()
            .filter_map(|key| key.strip_prefix(&prefix))
            .filter_map(|rest| rest.rsplit_once('.'))
            .map(|(name, _)| name.to_owned())
            .collect();
        names.dedup();
        names
    }

    /// A truth value; false where unset.
    pub fn bool(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Setting::Bool(true)))
    }

    /// A whole number, zero where unset or negative.
    pub fn integer(&self, name: &str) -> u64 {
        match self.get(name) {
            Some(Setting::Integer(number)) => number.try_into().unwrap_or(0),
            _ => 0,
        }
    }

    /// A whole number, where set.
    pub fn cap(&self, name: &str) -> Option<u64> {
        self.get(name).map(|_| self.integer(name))
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name) {
            Some(Setting::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.get(name) {
            Some(Setting::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A list of texts, or a command; none where unset.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        match self.get(name) {
            Some(Setting::Texts(texts)) => Some(texts),
            _ => None,
        }
    }

    /// The lists of all layers that set one.
    pub fn layers(&self, name: &str) -> Vec<Vec<String>> {
        match self.get(name) {
            Some(Setting::Layers(lists)) => lists,
            _ => Vec::new(),
        }
    }

    /// A table of texts.
    pub fn map(&self, name: &str) -> Vec<(String, String)> {
        match self.get(name) {
            Some(Setting::Map(map)) => map,
            _ => Vec::new(),
        }
    }
}

/// Where a value stands between strict (low) and loose (high).
fn rank(key: &Key, setting: &Setting) -> f64 {
    match (key.kind, setting) {
        (Kind::Choice(words), Setting::Text(text)) => words
            .iter()
            .position(|(word, _)| word == text)
            .map_or(f64::MAX, |at| at as f64),
        (_, Setting::Integer(number)) => *number as f64,
        (_, Setting::Number(number)) => *number,
        _ => 0.0,
    }
}

fn unknown(path: &[&str], span: std::ops::Range<usize>) -> Problem {
    let (last, above) = path.split_last().expect("a key has a name");
    let place = if above.is_empty() {
        String::new()
    } else {
        format!(" in `[{}]`", above.join("."))
    };
    let known = table::below(above);
    let hint = match super::nearest(last, known.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => match table::KEYS
            .iter()
            .find(|key| key.path.rsplit('.').next() == Some(last))
        {
            Some(key) => format!("Did you mean `{}`?", key.path),
            None => format!("Known here: {}.", known.join(", ")),
        },
    };
    Problem::error(span, format!("there is no setting `{last}`{place}. {hint}"))
}
