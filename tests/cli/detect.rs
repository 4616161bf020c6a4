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
fn whole_trees_are_explained_in_every_form() {
    let home = tree();
    home.write("clone/src/more.go", "// We don't need an API for this.\n");
    // Without a path, below the current folder; what git ignores is left out.
    let text = home.run(&["detect", "--explain"]).code(0).stdout;
    assert_eq!(text.matches(": request [").count(), 2, "{text}");
    assert!(
        text.contains("src/more.go:1: no request [negation]"),
        "{text}"
    );
    assert!(!text.contains("hidden.log"), "{text}");
    let all = home.run(&["detect", "--explain", "--json"]).code(0).json();
    let list = all.as_array().unwrap();
    assert_eq!(list.len(), 4, "{all}");
    let refused = &list[0];
    assert_eq!(refused["path"], "src/more.go");
    assert_eq!(refused["accepted"], false);
    assert_eq!(refused["rule"], "negation");
    assert_eq!(refused["text"], "We don't need an API for this");
    assert!(refused.get("title").is_none() && refused.get("family").is_none());
    let accepted = &list[3];
    assert_eq!(accepted["accepted"], true);
    assert_eq!(accepted["family"], "implement");
    assert!(accepted["title"].as_str().unwrap().contains("Okta SSO"));
    let before = LINE.split("implement").next().unwrap().chars().count();
    assert_eq!(accepted["start_utf16"], json!(before));
    // The same, a line each; the option's own value is a path as well.
    let lines = home
        .run(&["detect", "--format", "jsonl", "--explain", "src"])
        .code(0)
        .stdout;
    let parsed: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(json!(parsed), all);
    let sarif = home
        .run(&["detect", "--format", "sarif", "--explain"])
        .code(0)
        .json();
    let results = &sarif["runs"][0]["results"];
    assert_eq!(results[0]["ruleId"], "no-request/negation");
    assert_eq!(
        (&results[0]["kind"], &results[0]["level"]),
        (&json!("pass"), &json!("none"))
    );
    assert_eq!(results[3]["ruleId"], "feature-request/implement");
    assert_eq!(results[3]["kind"], "fail");
    // One line in another form, and the exit codes of the list.
    let one = home
        .run(&["detect", "--json", "--explain", "src/more.go:1"])
        .code(0)
        .json();
    assert_eq!(one, json!([refused]));
    home.run(&["detect", "--check", "--explain"]).code(1);
    home.run(&["detect", "--check", "--explain", "src/more.go"])
        .code(0);
    let wrong = home
        .run(&["detect", "src", "--explain", "src/more.go:1"])
        .code(2);
    assert!(wrong.stderr.contains("Next:"), "{}", wrong.stderr);
    home.run(&["detect", "--explain", "absent"]).code(2);
    let none = home.run(&["detect", "--explain", "README.md"]).code(0);
    assert!(none.stdout.is_empty(), "{}", none.stdout);
    assert!(
        none.stderr.contains("no sentence here is a candidate"),
        "{}",
        none.stderr
    );
}

#[test]
fn columns_are_right_in_every_encoding() {
    let home = Home::with_clone();
    let line = "const E: &str = \"é\"; // TODO: implement Okta SSO integration for Chariot\n";
    let latin_1: Vec<u8> = line.chars().map(|c| c as u32 as u8).collect();
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{feff}{line}");
        text.encode_utf16().flat_map(order).collect()
    };
    let japanese = b"# coding: shift_jis\nx = '\x93\xfa\x96\x7b'  # TODO: implement Okta SSO integration for Chariot\n";
    home.write("clone/a.rs", line);
    home.write("clone/b.rs", format!("\u{feff}{line}"));
    home.write("clone/c.rs", latin_1);
    home.write("clone/d.rs", wide(u16::to_le_bytes));
    home.write("clone/e.rs", wide(u16::to_be_bytes));
    home.write("clone/f.py", japanese);
    let done = home.run(&["detect", "--json"]).code(0);
    assert!(done.stderr.is_empty(), "{}", done.stderr);
    let all = done.json();
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), 6, "{all:?}");
    let column = |before: &str| json!(before.encode_utf16().count());
    for (k, one) in all.iter().enumerate() {
        let before = match k {
            5 => "x = '日本'  # TODO: ",
            _ => "const E: &str = \"é\"; // TODO: ",
        };
        assert_eq!(one["start_utf16"], column(before), "{one}");
        assert_eq!(one["text"], "implement Okta SSO integration for Chariot");
    }
}

#[test]
fn settings_of_detection_in_toml() {
    let home = Home::with_clone();
    home.write(
        "clone/a.py",
        "# TODO: build a REST API for user management\n\n# TODO: create models for teams and roles\n\n\
         # TODO: schedule a cron job for payroll\n\n# TODO: migrate order events to Kafka\n\n\
         # TODO: add audit logs to Acme\n",
    );
    let families = || -> Vec<String> {
        let all = home.run(&["detect", "--json"]).code(0).json();
        let list = all.as_array().unwrap().iter();
        list.map(|one| one["family"].as_str().unwrap().to_owned())
            .collect()
    };
    let (person, repository) = (
        ".config/backend-factory/config.toml",
        "clone/backend-factory.toml",
    );
    assert_eq!(families(), ["build", "create"]);
    // A family of one's own, and the house's words.
    home.write(
        person,
        "[trigger]\nproducts = [\"Acme\"]\n[trigger.family.job]\nverbs = [\"schedule\"]\nobjects = [\"cron job\"]\n\
         [trigger.family.move]\npattern = '^migrate (?<title>.+) to kafka$'\n",
    );
    assert_eq!(families(), ["build", "create", "job", "move", "add"]);
    let all = home.run(&["detect", "--json"]).code(0).json();
    assert_eq!(all[2]["title"], "Payroll Cron Job");
    assert_eq!(all[3]["title"], "Order Events");
    assert_eq!(all[4]["title"], "Audit Logs");
    // What one file switches off, the other cannot switch on.
    let settings = std::fs::read_to_string(home.path(person)).unwrap();
    home.write(
        person,
        settings.replace("[trigger]\n", "[trigger]\ndisabled = [\"create\"]\n"),
    );
    assert_eq!(families(), ["build", "job", "move", "add"]);
    home.write(repository, "[trigger]\ndisabled = []\n");
    assert_eq!(families(), ["build", "job", "move", "add"]);
    home.write(repository, "[trigger]\ndisabled = [\"build\"]\n");
    assert_eq!(families(), ["job", "move", "add"]);
    let why = home.run(&["detect", "--explain", "a.py:1"]).code(0).stdout;
    assert!(why.contains("no request [ignored]"), "{why}");
    // A name that is none is told, and the rest holds.
    home.write(repository, "[trigger]\ndisabled = [\"bild\"]\n");
    let done = home.run(&["detect"]).code(0);
    assert!(
        done.stderr.contains("Did you mean \"build\"?"),
        "{}",
        done.stderr
    );
    assert_eq!(families(), ["build", "job", "move", "add"]);
    home.write(repository, "[trigger.family.bad]\npattern = \"(\"\n");
    let done = home.run(&["detect"]).code(0);
    assert!(
        done.stderr.contains("not a regular expression"),
        "{}",
        done.stderr
    );
    home.write(repository, "[trigger]\nenabled = false\n");
    let done = home.run(&["detect"]).code(0);
    assert!(
        done.stdout.is_empty() && done.stderr.contains("trigger.enabled"),
        "{}",
        done.stderr
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
