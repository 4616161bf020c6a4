//! `detect`: the forms of the list, what is left out, and why.

use serde_json::json;

use crate::home::Home;

const LINE: &str = "const E: &str = \"é\"; // TODO: implement Okta SSO integration for Chariot";

fn tree() -> Home {
    let home = Home::with_clone();
    home.write(
        "clone/src/router.rs",
        format!("//! Routes.\n\n{LINE}\n\nfn main() {{}}\n"),
    );
    home.write(
        "clone/src/other.py",
        "# TODO: build a REST API for user management\n",
    );
    home.write("clone/hidden.log", "# TODO: build a REST API for reports\n");
    home.write(
        "clone/.backend-factory/x/1-plan.md",
        "/backend build an API for reports\n",
    );
    home.git(&["add", "-A"]);
    home
}

#[test]
fn the_forms_of_the_list() {
    let home = tree();
    let text = home.run(&["detect"]).code(0);
    assert_eq!(text.stdout.lines().count(), 2, "{}", text.stdout);
    let line = text
        .stdout
        .lines()
        .find(|line| line.contains("router"))
        .unwrap();
    assert!(line.starts_with("src/router.rs:3:"), "{line}");
    let all = home.run(&["detect", "--json"]).code(0).json();
    let okta = &all.as_array().unwrap()[1];
    assert_eq!(okta["path"], "src/router.rs");
    assert_eq!(okta["line"], 2);
    assert_eq!(okta["end_line"], 2);
    assert_eq!(okta["family"], "implement");
    assert_eq!(okta["explicit"], false);
    assert!(
        okta["title"].as_str().unwrap().contains("Okta SSO"),
        "{okta}"
    );
    // UTF-16 columns: the two-byte letter counts once.
    let (start, end) = (&okta["start_utf16"], &okta["end_utf16"]);
    let before = LINE.split("implement").next().unwrap().chars().count();
    assert_eq!(start, &json!(before), "{okta}");
    assert_eq!(end, &json!(LINE.chars().count()), "{okta}");
    let lines = home.run(&["detect", "--format", "jsonl"]).code(0).stdout;
    let parsed: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(json!(parsed), all);
    let sarif = home.run(&["detect", "--format", "sarif"]).code(0).json();
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][1];
    assert_eq!(result["ruleId"], "feature-request/implement");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 3);
}

#[test]
fn paths_choose_what_is_searched() {
    let home = tree();
    let count = |args: &[&str]| {
        let all = home
            .run(&[&["detect", "--json"], args].concat())
            .code(0)
            .json();
        all.as_array().unwrap().len()
    };
    assert_eq!(count(&["src"]), 2);
    assert_eq!(count(&["src/other.py", "src/other.py"]), 1);
    // A person who names an ignored file means it.
    assert_eq!(count(&["hidden.log"]), 1);
    assert_eq!(count(&["README.md"]), 0);
    home.write(
        "clone/backend-factory.toml",
        "[trigger]\nignore = [\"src/**\"]\n",
    );
    assert_eq!(count(&[]), 0);
}

#[test]
fn exit_codes_for_ci() {
    let home = tree();
    home.run(&["detect", "--check"]).code(1);
    home.run(&["detect", "--check", "README.md"]).code(0);
}

#[test]
fn every_candidate_is_explained() {
    let home = Home::with_clone();
    home.write(
        "clone/a.rs",
        "// TODO: implement Okta SSO integration\nfn a() {}\n// We don't need an API for this.\nfn b() {}\n",
    );
    let line = home.run(&["detect", "--explain", "a.rs:1"]).code(0).stdout;
    assert!(line.starts_with("a.rs:1: request ["), "{line}");
    assert_eq!(line.lines().count(), 2, "{line}");
    let all = home
        .run(&["detect", "--explain", "--", "a.rs"])
        .code(0)
        .stdout;
    assert!(all.contains("a.rs:3: no request ["), "{all}");
    let none = home.run(&["detect", "--explain", "a.rs:2"]).code(0).stdout;
    assert!(
        none.contains("a.rs:2: no sentence here is a candidate"),
        "{none}"
    );
}

#[test]
fn documents_on_stdin() {
    let home = Home::new();
    let documents = [
        json!({"id": "one", "language_id": "python", "text": "# TODO: build a REST API for user management\n"}),
        json!({"id": 2, "language_id": "rust", "text": "fn main() {}\n"}),
        json!({"id": "three", "language_id": "plaintext", "text": "/backend build an API for reports\n"}),
    ];
    let input: String = documents.iter().map(|one| format!("{one}\n")).collect();
    let done = home
        .run_with(&["detect", "--jsonl-documents"], &input)
        .code(0);
    let found: Vec<serde_json::Value> = done
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<&serde_json::Value> = found.iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["one", "three"], "{}", done.stdout);
    assert_eq!(found[0]["line"], 0);
    assert_eq!(found[1]["explicit"], true);
    let done = home
        .run_with(&["detect", "--jsonl-documents"], "nonsense\n")
        .code(2);
    assert!(done.stderr.contains("stdin, line 1") && done.stderr.contains("Next:"));
}
