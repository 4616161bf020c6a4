//! Settings: one table of keys, four layers, and what is wrong with a file said in the file.
//!
//! [`load`] takes the texts of the layers and gives the settings of each room, with the problems
//! found on the way; it never fails, because a typing mistake in a settings file must not take the
//! product away. Reading the files is [`files`]' business. This room deliberately keeps no state:
//! whoever wants fresh settings loads again.

mod files;
pub mod generate;
mod kind;
mod merge;
mod node;
mod problem;
mod settings;
mod table;
mod trust;

pub use files::{Files, Source};
pub use merge::Values;
pub use problem::{Problem, Severity};
pub use table::KEYS;

use merge::Reach;

/// Name of a repository's own settings file, in its root.
pub const FILE: &str = "backend-factory.toml";

/// Everything that may say how we should behave, least important first.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The person's own file.
    pub user: Option<Source>,
    /// The repository's file.
    pub workspace: Option<Source>,
    /// The editor's settings: the object below `backendFactory`.
    pub editor: Option<serde_json::Value>,
    /// `KEY=VALUE` from the command line; a value is TOML, or else a text.
    pub overrides: Vec<(String, String)>,
}

/// The settings in force, and what did not apply.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// By key.
    pub values: Values,
    /// Of the person's file.
    pub user: Vec<Problem>,
    /// Of the repository's file.
    pub workspace: Vec<Problem>,
    /// Of the editor's settings.
    pub editor: Vec<Problem>,
    /// Of the command line.
    pub overrides: Vec<Problem>,
}

/// Lays the layers over each other.
pub fn load(layers: &Layers) -> Loaded {
    let mut loaded = Loaded::default();
    let values = &mut loaded.values;
    if let Some(source) = &layers.user {
        let (node, mut problems) = node::from_toml(&source.text);
        problems.extend(values.lay(&node, Reach::Full));
        loaded.user = problems;
    }
    if let Some(source) = &layers.workspace {
        let (node, mut problems) = node::from_toml(&source.text);
        let reach = if source.trusted {
            Reach::Full
        } else {
            Reach::Repository
        };
        problems.extend(values.lay(&node, reach));
        loaded.workspace = problems;
    }
    if let Some(settings) = &layers.editor {
        let mut settings = settings.clone();
        if let Some(members) = settings.as_object_mut() {
            // The client's own: where the server is, what it logs.
            members
                .retain(|key, _| key != "server" && key != "trace" && !key.starts_with("server."));
        }
        loaded.editor = values.lay(&node::from_json(&settings), Reach::Full);
    }
    for (key, value) in &layers.overrides {
        let node = override_node(key, value);
        loaded.overrides.extend(values.lay(&node, Reach::Full));
    }
    loaded
}

fn override_node(key: &str, value: &str) -> node::Node {
    let (node, problems) = node::from_toml(&format!("{key} = {value}"));
    if problems.is_empty() {
        return node;
    }
    let mut object = serde_json::Map::new();
    object.insert(key.to_owned(), serde_json::Value::String(value.to_owned()));
    node::from_json(&serde_json::Value::Object(object))
}

/// The known word that a person most likely meant, if any is near.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|near| (strsim::jaro_winkler(word, near), near))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, near)| near)
}
