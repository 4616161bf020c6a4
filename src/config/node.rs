//! Settings as a tree, wherever they were written: TOML files and the editor's JSON become the
//! same nodes, each with its place in the file. This room deliberately knows no key.

use std::ops::Range;

use toml::de::{DeArray, DeTable, DeValue};

use super::Problem;

/// One value and where it stands in its file (bytes; empty for JSON, which has no file).
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Bytes of the value in the file's text.
    pub span: Range<usize>,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true`.
    Bool(bool),
    /// `3`.
    Integer(i64),
    /// `0.8`.
    Number(f64),
    /// `"text"`.
    Text(String),
    /// `[…]`.
    List(Vec<Node>),
    /// `{…}`, in the order of the file.
    Table(Vec<Entry>),
    /// A TOML date, or a number out of range: nothing of ours takes these.
    Other(&'static str),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key's last part.
    pub key: String,
    /// Bytes of the key in the file's text.
    pub span: Range<usize>,
    /// What it is set to.
    pub node: Node,
}

impl Value {
    /// What it is, in words for a message.
    pub fn name(&self) -> &'static str {
        match self {
            Value::Bool(_) => "true or false",
            Value::Integer(_) | Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Other(name) => name,
        }
    }
}

/// Reads TOML. What does not parse becomes a problem; the rest still applies.
pub fn from_toml(text: &str) -> (Node, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let problems = errors
        .into_iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            Problem::error(span, format!("this is not TOML: {}", error.message()))
        })
        .collect();
    let node = Node {
        span: table.span(),
        value: Value::Table(entries(table.get_ref())),
    };
    (node, problems)
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            span: key.span(),
            node: toml_node(value.get_ref(), value.span()),
        })
        .collect();
    // The crate sorts by name; people read files from the top.
    entries.sort_by_key(|entry| entry.span.start);
    entries
}

fn toml_node(value: &DeValue<'_>, span: Range<usize>) -> Node {
    let list = |array: &DeArray<'_>| {
        array
            .iter()
            .map(|item| toml_node(item.get_ref(), item.span()))
            .collect()
    };
    let value = match value {
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number out of range"), Value::Integer),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or(Value::Other("a number out of range"), Value::Number),
        DeValue::Array(array) => Value::List(list(array)),
        DeValue::Table(table) => Value::Table(entries(table)),
        DeValue::Datetime(_) => Value::Other("a date"),
    };
    Node { value, span }
}

/// Takes an editor's settings. `null` means "not set" and is left out, as are keys with dots
/// (`"coverage.minimum"`), which are folded into tables.
pub fn from_json(json: &serde_json::Value) -> Node {
    use serde_json::Value as Json;
    let value = match json {
        Json::Null => Value::Table(Vec::new()),
        Json::Bool(value) => Value::Bool(*value),
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Value::Integer(integer),
            (None, Some(number)) => Value::Number(number),
            (None, None) => Value::Other("a number out of range"),
        },
        Json::Array(items) => Value::List(items.iter().map(from_json).collect()),
        Json::Object(members) => {
            let mut table = Vec::new();
            for (key, member) in members.iter().filter(|(_, member)| !member.is_null()) {
                let parts: Vec<&str> = key.split('.').collect();
                insert(&mut table, &parts, from_json(member));
            }
            Value::Table(table)
        }
    };
    Node { value, span: 0..0 }
}

fn insert(table: &mut Vec<Entry>, parts: &[&str], node: Node) {
    let [first, rest @ ..] = parts else { return };
    let at = table.iter().position(|entry| entry.key == *first);
    let at = at.unwrap_or_else(|| {
        table.push(Entry {
            key: (*first).to_owned(),
            span: 0..0,
            node: Node {
                value: Value::Table(Vec::new()),
                span: 0..0,
            },
        });
        table.len() - 1
    });
    let entry = &mut table[at];
    if rest.is_empty() {
        merge(&mut entry.node, node);
    } else if let Value::Table(inner) = &mut entry.node.value {
        insert(inner, rest, node);
    }
}

/// `{"a.b": 1, "a": {"c": 2}}` means both.
fn merge(into: &mut Node, from: Node) {
    match (&mut into.value, from.value) {
        (Value::Table(old), Value::Table(new)) => {
            for entry in new {
                insert(old, &[&entry.key], entry.node);
            }
        }
        (slot, value) => *slot = value,
    }
}
