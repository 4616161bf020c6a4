//! What is shipped for editors that no test drives (Kate, Sublime Text): that the files are JSON, have
//! only keys that the editor knows, and start the server. What the editor makes of them no test here says.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::place::REPOSITORY;

fn read(name: &str) -> Value {
    let path = Path::new(REPOSITORY).join("editors").join(name);
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

fn check(servers: &Value, known: &[&str]) {
    let known: BTreeSet<&str> = known.iter().copied().collect();
    let servers = servers.as_object().expect("servers by name");
    assert!(!servers.is_empty());
    for (name, server) in servers {
        for key in server.as_object().expect("a server").keys() {
            assert!(known.contains(key.as_str()), "{name}: {key}");
        }
        let command: Vec<&str> = server["command"]
            .as_array()
            .expect("a command")
            .iter()
            .map(|word| word.as_str().expect("a word"))
            .collect();
        assert!(
            command.ends_with(&["backend-factory", "lsp"]),
            "{command:?}"
        );
        // Alone, or behind the multiplexer with one other server before it.
        let beside = command.strip_prefix(&["rass", "--"]);
        let dashes = command.iter().filter(|word| **word == "--").count();
        match beside {
            Some(_) => assert_eq!(dashes, 2, "{command:?}"),
            None => assert_eq!(command.len(), 2, "{command:?}"),
        }
    }
}

#[test]
fn kate_is_given_servers_that_it_knows_how_to_start() {
    let settings = read("kate/settings.json");
    let known = [
        "command",
        "rootIndicationFileNames",
        "highlightingModeRegex",
        "url",
        "initializationOptions",
    ];
    check(&settings["servers"], &known);
    for (name, server) in settings["servers"].as_object().unwrap() {
        let regex = server["highlightingModeRegex"].as_str().expect("a regex");
        assert!(regex::Regex::new(regex).is_ok(), "{name}: {regex}");
    }
}

#[test]
fn sublime_text_is_given_a_client() {
    let settings = read("sublime/LSP.sublime-settings");
    let known = ["enabled", "command", "selector", "initializationOptions"];
    check(&settings["clients"], &known);
    assert_eq!(settings["clients"]["backend-factory"]["enabled"], true);
}
