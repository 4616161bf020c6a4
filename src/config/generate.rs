//! What is made from the table: the JSON schema of the settings file, its documentation, and the
//! settings of the VS Code extension. `tests/config.rs` holds the files in the repository to it.

use serde_json::{Map, Value as Json, json};

use super::{
    kind::Kind,
    table::{Default, KEYS, Key, Rule},
};

/// JSON schema (draft 2020-12) of `backend-factory.toml`, for editors that check TOML by schema.
pub fn schema() -> Json {
    let mut root = object("Settings of Backend Factory");
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    for key in KEYS {
        let mut at = &mut root;
        let parts: Vec<&str> = key.path.split('.').collect();
        let (last, above) = parts.split_last().expect("a key has a name");
        for part in above {
            at = if *part == "*" {
                let slot = &mut at["additionalProperties"];
                if !slot.is_object() {
                    *slot = object("A name of your choice");
                }
                slot
            } else {
                let slot = &mut at["properties"][*part];
                if slot.is_null() {
                    *slot = object("");
                }
                slot
            };
        }
        at["properties"][*last] = property(key);
    }
    root
}

fn object(title: &str) -> Json {
    let mut object = json!({"type": "object", "properties": {}, "additionalProperties": false});
    if !title.is_empty() {
        object["title"] = json!(title);
    }
    object
}

fn property(key: &Key) -> Json {
    let mut property = match key.kind {
        Kind::Bool => json!({"type": "boolean"}),
        Kind::Choice(words) => json!({
            "type": "string",
            "enum": words.iter().map(|(word, _)| *word).collect::<Vec<_>>(),
        }),
        Kind::Integer(low, high) => json!({"type": "integer", "minimum": low, "maximum": high}),
        Kind::Number(low, high) => json!({"type": "number", "minimum": low, "maximum": high}),
        Kind::Text => json!({"type": "string"}),
        Kind::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Kind::Globs | Kind::Lines => json!({"type": "array", "items": {"type": "string"}}),
        Kind::Some(words) => json!({"type": "array", "items": {
            "type": "string",
            "enum": words.iter().map(|(word, _)| *word).collect::<Vec<_>>(),
        }}),
        Kind::Argv => json!({
            "type": ["array", "string"], "items": {"type": "string"}, "minItems": 1,
        }),
        Kind::Map => json!({"type": "object", "additionalProperties": {"type": "string"}}),
    };
    property["description"] = json!(key.about);
    if let Some(default) = default(key) {
        property["default"] = default;
    }
    property
}

fn default(key: &Key) -> Option<Json> {
    match key.default {
        Default::Unset => None,
        Default::Bool(value) => Some(json!(value)),
        Default::Integer(value) => Some(json!(value)),
        Default::Text(value) => Some(json!(value)),
        Default::Texts(values) => Some(json!(values)),
    }
}

/// The `contributes.configuration.properties` of the VS Code extension, for the server's keys.
/// What a repository must not set has machine scope there, so a workspace's settings cannot.
/// Keys below a name of your choice are one object each.
pub fn vscode() -> Map<String, Json> {
    let mut properties = Map::new();
    for key in KEYS {
        let (name, mut property) = match key.path.split_once(".*") {
            Some((table, _)) => (
                table,
                json!({"type": "object", "default": {},
                    "markdownDescription": format!("See `{table}.*` in the settings documentation.")}),
            ),
            None => {
                let mut property = property(key);
                let about = property["description"].take();
                property
                    .as_object_mut()
                    .expect("an object")
                    .remove("description");
                property["markdownDescription"] = about;
                if let Kind::Choice(words) = key.kind {
                    property["markdownEnumDescriptions"] =
                        json!(words.iter().map(|(_, about)| *about).collect::<Vec<_>>());
                }
                if key.default == Default::Unset {
                    property["type"] = match property["type"].take() {
                        Json::Array(mut types) => {
                            types.push(json!("null"));
                            Json::Array(types)
                        }
                        one => json!([one, "null"]),
                    };
                    property["default"] = Json::Null;
                }
                (key.path, property)
            }
        };
        let name = format!("backendFactory.{name}");
        // One power in a table makes all of it the machine's.
        let before = properties.get(&name);
        let machine = before.is_some_and(|before: &Json| before["scope"] == "machine");
        property["scope"] = json!(match key.rule {
            Rule::Preference | Rule::Every if !machine => "resource",
            _ => "machine",
        });
        properties.insert(name, property);
    }
    properties
}

/// `docs/configuration.md`.
pub fn docs() -> String {
    let mut out = String::from(include_str!("head.md"));
    for key in KEYS {
        out.push_str(&format!("\n### `{}`\n\n{}\n\n", key.path, key.about));
        if let Kind::Choice(words) | Kind::Some(words) = key.kind {
            for (word, about) in words {
                out.push_str(&format!("* `\"{word}\"`: {about}\n"));
            }
        } else {
            out.push_str(&format!("* Takes {}.\n", key.kind.words()));
        }
        match default(key) {
            Some(default) => out.push_str(&format!("* Default: `{default}`.\n")),
            None => out.push_str("* Default: unset.\n"),
        }
        out.push_str(match key.rule {
            Rule::Preference => "* A repository's file may set it.\n",
            Rule::Lower | Rule::Higher => "* A repository's file may only make it stricter.\n",
            Rule::Every => {
                "* A repository's file may set it: what it says holds beside what you say.\n"
            }
            Rule::Power => "* A repository's file needs your trust to set it.\n",
        });
    }
    out
}
