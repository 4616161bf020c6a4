//! `config`, `doctor`, `agent list`, `completions`.

use crate::home::Home;

#[test]
fn settings_are_checked() {
    let home = Home::with_clone();
    let done = home.run(&["config", "check"]).code(0);
    assert!(
        done.stderr.contains("no settings file here"),
        "{}",
        done.stderr
    );
    home.write("clone/backend-factory.toml", "attempts = 2\n");
    home.run(&["config", "check"]).code(0);
    home.write(
        "clone/backend-factory.toml",
        "attempts = \"two\"\naproval = 1\n",
    );
    let done = home.run(&["config", "check"]).code(1);
    assert_eq!(done.stdout.lines().count(), 2, "{}", done.stdout);
    let list = home
        .run(&["config", "check", "backend-factory.toml", "--json"])
        .code(1)
        .json();
    assert_eq!(list[1]["line"], 1);
    assert_eq!(list[1]["severity"], "error");
    home.run(&["config", "check", "absent.toml"]).code(1);
}

#[test]
fn a_repository_is_trusted_for_its_content() {
    let home = Home::with_clone();
    let powers = |home: &Home| {
        let list = home.run(&["config", "check", "--json"]).code(0).json();
        list.as_array().unwrap().len()
    };
    home.run(&["config", "trust"]).code(2);
    home.write("clone/backend-factory.toml", "agent = \"opencode\"\n");
    assert_eq!(powers(&home), 1);
    home.run(&["config", "trust"]).code(0);
    assert_eq!(powers(&home), 0);
    home.write("clone/backend-factory.toml", "agent = \"goose\"\n");
    assert_eq!(powers(&home), 1);
}

#[test]
fn schema_and_documentation_are_printed() {
    let home = Home::new();
    let schema = home.run(&["config", "schema"]).code(0).json();
    assert!(schema["properties"]["approval"].is_object());
    let docs = home.run(&["config", "docs"]).code(0).stdout;
    assert!(docs.contains("# Settings") && docs.contains("approval"));
}

#[test]
fn the_doctor_looks_at_everything() {
    let home = Home::with_clone();
    let list = home.run(&["doctor", "--json"]).code(0).json();
    let of = |area: &str| {
        let all = list.as_array().unwrap().iter();
        all.filter(|one| one["area"] == area)
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(of("git")[0]["state"], "good");
    assert_eq!(of("repository")[0]["state"], "good");
    let rehearsal = of("agent")
        .into_iter()
        .find(|one| one["name"] == "rehearsal");
    assert_eq!(rehearsal.unwrap()["state"], "good");
    for area in ["journal", "protection", "settings", "folder", "editor"] {
        assert!(!of(area).is_empty(), "{area}");
    }
    // What is missing has words and a code.
    let home = Home::new();
    let mut command = home.command(&["doctor"]);
    let output = command.env("PATH", "").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("`git` was not found") && text.contains("Next:"),
        "{text}"
    );
}

#[test]
fn agents_are_listed() {
    let home = Home::new();
    let list = home.run(&["agent", "list", "--json"]).code(0).json();
    let names: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"rehearsal") && names.contains(&"opencode"),
        "{names:?}"
    );
}

#[test]
fn completions_and_help() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let text = home.run(&["completions", shell]).code(0).stdout;
        assert!(text.contains("backend-factory"), "{shell}");
    }
    let help = home.run(&["--help"]).code(0).stdout;
    for hidden in ["worker", "attempt", "supervise"] {
        assert!(!help.contains(&format!("\n  {hidden}")), "{hidden}");
    }
    let version = home.run(&["--version"]).code(0).stdout;
    assert_eq!(
        version.trim(),
        concat!("backend-factory ", env!("CARGO_PKG_VERSION"))
    );
}
