//! Settings: what a layer may do, what is said about mistakes, and the files made from the table.

use std::{env, fs, path::Path};

use backend_factory::config::{self, Layers, Source, generate};

fn source(text: &str, trusted: bool) -> Option<Source> {
    Some(Source {
        path: "/repo/backend-factory.toml".into(),
        text: text.to_owned(),
        trusted,
    })
}

/// Each mistake in a repository's file: the text it is under, and words of what is said.
#[track_caller]
fn check(text: &str, trusted: bool, expected: &[(&str, &str)]) {
    let loaded = config::load(&Layers {
        workspace: source(text, trusted),
        ..Layers::default()
    });
    let found: Vec<(&str, &str)> = loaded
        .workspace
        .iter()
        .map(|problem| (&text[problem.span.clone()], problem.message.as_str()))
        .collect();
    assert_eq!(found.len(), expected.len(), "{text}\n{found:#?}");
    for ((under, said), (place, words)) in found.iter().zip(expected) {
        assert_eq!(under, place, "{said}");
        assert!(said.contains(words), "{said}\n  should say: {words}");
    }
}

#[test]
fn mistakes_are_said_where_they_stand() {
    check("", false, &[]);
    check(
        "lunch = \"never\"",
        true,
        &[("lunch", "Did you mean `launch`?")],
    );
    check(
        "minimum = 80",
        true,
        &[("minimum", "Did you mean `coverage.minimum`?")],
    );
    check(
        "[coverage]\nminimun = 80",
        true,
        &[(
            "minimun",
            "no setting `minimun` in `[coverage]`. Did you mean `minimum`?",
        )],
    );
    check(
        "launch = \"explict\"",
        true,
        &[("\"explict\"", "Did you mean \"explicit\"?")],
    );
    check(
        "attempts = 0",
        true,
        &[("0", "a whole number from 1 to 20, found 0")],
    );
    check("attempts = \"3\"", true, &[("\"3\"", "found a text")]);
    check(
        "coverage = 80",
        true,
        &[("80", "`coverage` is a table of settings, found a number")],
    );
    check(
        "commands.test = \"cargo 'test\"",
        true,
        &[("\"cargo 'test\"", "a quote is not closed")],
    );
    check(
        "commands.test = []",
        true,
        &[("[]", "needs at least its program")],
    );
    check(
        "[agents.mine]\nenv = { A = 1 }",
        true,
        &[("{ A = 1 }", "expected a table of texts")],
    );
}

#[test]
fn what_parses_still_applies() {
    let text = "launch = \"never\"\nattempts = = 2\n[coverage]\nminimum = 80\n";
    let loaded = config::load(&Layers {
        workspace: source(text, false),
        ..Layers::default()
    });
    assert!(loaded.workspace[0].message.contains("this is not TOML"));
    assert_eq!(loaded.workspace[0].lines(text).start.line, 1);
    assert_eq!(loaded.values.text("launch").as_deref(), Some("never"));
    assert_eq!(loaded.values.number("coverage.minimum"), Some(80.0));
}

#[test]
fn a_repository_only_tightens() {
    let trust = "applies only after you trust this file";
    check("agent = \"evil\"", false, &[("\"evil\"", trust)]);
    check(
        "commands.test = \"sh -c pwned\"",
        false,
        &[("\"sh -c pwned\"", trust)],
    );
    check("data_dir = \"/etc\"", false, &[("\"/etc\"", trust)]);
    check(
        "agents.mine.command = [\"./x\"]",
        false,
        &[("[\"./x\"]", trust)],
    );
    let strict = "may only make";
    check("launch = \"detected\"", false, &[("\"detected\"", strict)]);
    check("approval = \"submit\"", false, &[("\"submit\"", strict)]);
    check("attempts = 9", false, &[("9", strict)]);
    check("sandbox = \"off\"", false, &[("\"off\"", strict)]);
    check(
        "launch = \"never\"\napproval = \"each-phase\"\nattempts = 1",
        false,
        &[],
    );
    check("[coverage]\nminimum = 10", false, &[]);
    check("trigger.products = [\"Atlas\"]", false, &[]);
    check("agent = \"mine\"\nlaunch = \"detected\"", true, &[]);

    let loaded = config::load(&Layers {
        user: source("[coverage]\nminimum = 80", true),
        workspace: source("[coverage]\nminimum = 10", false),
        ..Layers::default()
    });
    assert_eq!(loaded.values.number("coverage.minimum"), Some(80.0));
}

#[test]
fn lanes_are_narrowed_by_anybody_and_widened_by_the_person() {
    let trust = "applies only after you trust this file";
    let narrow = "[lanes.implement]\nonly = [\"src/**\"]\nnever = [\"src/old/**\"]\nrefuse = [\"cargo fetch\"]\ntools = [\"read\", \"edit\"]";
    check(narrow, false, &[]);
    let wide = "[lanes.implement]\nalso = [\"docs/**\"]";
    check(wide, false, &[("[\"docs/**\"]", trust)]);
    check(wide, true, &[]);
    let runs = "lanes.test.commands = [\"just test\"]";
    check(runs, false, &[("[\"just test\"]", trust)]);
    check(
        "[lanes.implment]\nonly = []",
        true,
        &[("implment", "Did you mean `implement`?")],
    );
    check(
        "[lanes.3]\nonly = [\"src/{\"]",
        true,
        &[("[\"src/{\"]", "is no glob")],
    );
    check(
        "lanes.plan.refuse = [\"a 'b\"]",
        true,
        &[("[\"a 'b\"]", "is no command line")],
    );
    check(
        "lanes.plan.tools = [\"reed\"]",
        true,
        &[("[\"reed\"]", "Did you mean \"read\"?")],
    );

    let loaded = config::load(&Layers {
        user: source(
            "[lanes.implement]\nonly = [\"src/**\"]\nalso = [\"docs/**\"]\ncommands = [\"just 'a b'\"]",
            true,
        ),
        workspace: source(
            "[lanes.3]\nonly = [\"src/okta/**\"]\nalso = [\"tests/**\"]\n[lanes.implement]\nonly = [\"**/*.rs\"]",
            false,
        ),
        ..Layers::default()
    });
    let rules = &loaded.engine().lanes["implement"];
    let globs: Vec<String> = rules.only.iter().flatten().cloned().collect();
    assert_eq!(globs, ["src/okta/**", "src/**", "**/*.rs"]);
    assert_eq!(rules.only.len(), 3, "each layer's list holds by itself");
    assert_eq!(rules.also, ["docs/**"]);
    assert_eq!(rules.commands, [["just", "a b"]]);
}

#[test]
fn later_layers_win() {
    let loaded = config::load(&Layers {
        user: source("agent = \"goose\"\nattempts = 5\nlens = false", true),
        workspace: source("attempts = 4", false),
        editor: Some(serde_json::json!({
            "agent": "opencode", "coverage.minimum": 70, "coverage": {"minimum": null},
            "server": {"path": "/x"}, "commands.test": null, "data_dir": "",
            "trigger": {"family": {"queue": {"verbs": ["provision"]}}},
        })),
        overrides: vec![
            ("agent".into(), "rehearsal".into()),
            ("attempts".into(), "2".into()),
        ],
    });
    assert_eq!(loaded.editor, []);
    assert_eq!(loaded.overrides, []);
    let values = &loaded.values;
    assert_eq!(values.text("agent").as_deref(), Some("rehearsal"));
    assert_eq!(values.integer("attempts"), 2);
    assert_eq!(values.number("coverage.minimum"), Some(70.0));
    assert!(!values.bool("lens"));
    assert_eq!(values.names("trigger.family"), ["queue"]);
    assert_eq!(values.texts("commands.test"), None);
    assert_eq!(values.text("data_dir"), None);
}

#[test]
fn trust_is_for_exactly_one_content() {
    let folder = tempfile::tempdir().unwrap();
    let files = config::Files {
        user: None,
        trusted: Some(folder.path().join("state/trusted")),
    };
    let file = folder.path().join(config::FILE);
    fs::write(&file, "agent = \"mine\"").unwrap();
    let read = || files.workspace(folder.path()).unwrap().unwrap();
    assert!(!read().trusted);
    files.trust(&read()).unwrap();
    assert!(read().trusted);
    fs::write(&file, "agent = \"other\"").unwrap();
    assert!(!read().trusted);
}

#[test]
fn unreadable_files_are_errors_and_missing_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let files = config::Files {
        user: None,
        trusted: None,
    };
    assert_eq!(files.workspace(folder.path()).unwrap(), None);
    fs::write(folder.path().join(config::FILE), b"a = \"\xff\"").unwrap();
    assert!(files.workspace(folder.path()).is_err());
    fs::write(folder.path().join(config::FILE), vec![b'#'; 2 << 20]).unwrap();
    assert!(files.workspace(folder.path()).is_err());
}

/// Holds a file in the repository to what the table says; `UPDATE=1` writes it.
#[track_caller]
fn made(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, text).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == text,
        "{path} does not say what src/config/table.rs says. Next: UPDATE=1 cargo test --test config"
    );
}

#[test]
fn made_files_are_fresh() {
    made("docs/configuration.md", &generate::docs());
    let schema = serde_json::to_string_pretty(&generate::schema()).unwrap();
    made("docs/backend-factory.schema.json", &format!("{schema}\n"));
}

#[test]
fn the_extension_offers_the_servers_settings() {
    let path = "editors/vscode/package.json";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(&file).unwrap();
    let mut package: serde_json::Value = serde_json::from_str(&text).unwrap();
    let groups = package["contributes"]["configuration"]
        .as_array_mut()
        .unwrap();
    let group = groups
        .iter_mut()
        .find(|group| group["id"] == "generated-from-the-servers-table")
        .unwrap();
    let properties = generate::vscode();
    // What a folder that is not trusted must not set: programs, and whatever loosens a guard.
    let mut powers = vec![
        "backendFactory.server.path".to_owned(),
        "backendFactory.server.extraEnv".to_owned(),
    ];
    let machine = properties
        .iter()
        .filter(|(_, property)| property["scope"] == "machine");
    powers.extend(machine.map(|(name, _)| name.clone()));
    group["properties"] = properties.into();
    package["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] = powers.into();
    made(
        path,
        &format!("{}\n", serde_json::to_string_pretty(&package).unwrap()),
    );
}

#[test]
fn the_engine_gets_what_was_set() {
    let loaded = config::load(&Layers {
        user: source(
            "agent = \"mine\"\napproval = \"submit\"\nattempts = 2\nsame_failure = 1\ndata_dir = \"/data\"\n\
             commands.test = \"just 'the tests'\"\nlimits.idle_seconds = 7\nlimits.attempt_seconds = 8\n\
             limits.command_seconds = 9\nlimits.parallel = 4\nloops = 1\nsandbox_write = [\"~/.mine\"]\n\
             budget.run_tokens = 1000\nbudget.run_usd = 2\nbudget.phase_tokens = 10\nbudget.phase_usd = 0.5\ncoverage.minimum = 75",
            true,
        ),
        ..Layers::default()
    });
    assert_eq!(loaded.user, []);
    let engine = loaded.engine();
    insta::assert_json_snapshot!(engine);
    let defaults = config::load(&Layers::default()).engine();
    assert_eq!(defaults, backend_factory::engine::Settings::default());
}
