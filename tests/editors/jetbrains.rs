//! The template for LSP4IJ, which serves all JetBrains IDEs. No IDE is run: none is in the registries
//! that we may use. What can be wrong without one is checked.

use std::{fs, path::Path};

use backend_factory::trigger::language::Language;
use serde_json::Value;

use crate::place::REPOSITORY;

fn read(name: &str) -> Value {
    let path = Path::new(REPOSITORY)
        .join("editors/jetbrains/backend-factory")
        .join(name);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn jetbrains_template_is_whole_and_names_languages_that_the_server_knows() {
    let template = read("template.json");
    assert_eq!(template["id"], "backend-factory");
    assert_eq!(template["programArgs"]["default"], "backend-factory lsp");
    assert!(template["programArgs"]["windows"].is_string());
    let mappings = template["fileTypeMappings"].as_array().expect("mappings");
    assert!(mappings.len() > 20);
    for mapping in mappings {
        let id = mapping["languageId"].as_str().expect("an id");
        let language = Language::from_id(id);
        assert!(
            language != Language::fallback(),
            "the server does not know {id}"
        );
        let patterns = mapping["fileType"]["patterns"]
            .as_array()
            .expect("patterns");
        assert!(!patterns.is_empty(), "{id}");
        for pattern in patterns.iter().filter_map(Value::as_str) {
            // `*.rs` as `a.rs`: the server would have taken such a file for that language too.
            let path = pattern.replace('*', "a");
            assert_eq!(Language::from_path(&path, ""), Some(language), "{pattern}");
        }
    }
}

#[test]
fn jetbrains_options_are_an_object_of_settings() {
    assert!(read("initializationOptions.json")["settings"].is_object());
}
