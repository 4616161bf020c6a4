//! Traceability where the person reads: criteria in a run's files, stale documents, gates in them.

use backend_factory::workflow::view::{PhaseState, RunState};
use backend_factory::workflow::{Decision, Phase};
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;

pub const REQUIREMENTS: &str = "\
# Requirements

## Acceptance criteria

- AC-1: Given a session, it ends after an hour.
- AC-2: Given no session, 401 is answered.
- AC-3: A [link] in words stays words.
";
pub const PLAN: &str = "\
# Plan

## Steps

- S-1: The store in `src/okta.rs:2` (AC-1, AC-2)
- S-2: The rest (AC-3)
";
const TESTS: &str = "\
# Tests

## Criteria

- AC-1: `ends_after_an_hour`
- AC-2: `answers_401`
";
const VERDICTS: &str = "\
# Validation

## Criteria

- AC-1: PASS, seen in the log
- AC-2: FAIL, 500 was answered
";

/// A client that reads Markdown, a run, and its documents on disk.
pub async fn begun() -> Client {
    let capabilities = json!({
        "textDocument": {
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
            "hover": { "contentFormat": ["markdown"] },
        },
    });
    let factory = Factory::new();
    let texts = [
        (Phase::Requirements, REQUIREMENTS),
        (Phase::Plan, PLAN),
        (Phase::Test, TESTS),
        (Phase::Validate, VERDICTS),
    ];
    for (phase, text) in texts {
        factory.write(&Factory::deliverable(phase), text);
    }
    factory.write("worktree/src/okta.rs", "fn a() {}\n// holds AC-2\n");
    let mut client = Client::start(factory, capabilities).await;
    let ask = json!([{ "text": "implement Okta SSO integration for Chariot" }]);
    client.execute("backendFactory.run", ask).await.unwrap();
    client
}

pub async fn shown(client: &mut Client, state: RunState, phase: Phase) {
    client.factory.bring(state, phase);
    let word = |value: Value| value.as_str().unwrap().to_owned();
    let (state, phase) = (word(json!(state)), word(json!(phase)));
    client.stands(&state, Some(&phase)).await;
}

pub fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

#[tokio::test]
async fn a_criterion_is_known_wherever_a_run_names_it() {
    let mut client = begun().await;
    shown(&mut client, RunState::Waiting, Phase::Validate).await;
    let plan = client.factory.uri(&Factory::deliverable(Phase::Plan));
    let source = client.factory.uri("worktree/src/okta.rs");
    client.open(&plan, "markdown", PLAN).await;
    client
        .open(&source, "rust", "fn a() {}\n// holds AC-2\n")
        .await;
    client.diagnostics(&plan, |_| true).await;
    let cases = [
        (
            &plan,
            4,
            38,
            "AC-1",
            vec![
                "ends after an hour",
                "Plan step: S-1",
                "ends\\_after\\_an\\_hour",
                "Verdict: PASS",
            ],
        ),
        (
            &source,
            1,
            10,
            "AC-2",
            vec![
                "401 is answered",
                "Plan step: S-1",
                "Verdict: FAIL",
                "failed validation: 500",
            ],
        ),
        (
            &plan,
            5,
            18,
            "AC-3",
            vec![
                "\\[link\\]",
                "Plan step: S-2",
                "Tests: -",
                "AC-3 has no test.",
            ],
        ),
    ];
    for (uri, line, character, id, wanted) in cases {
        let params = at(uri, line, character);
        let hover = client
            .until("textDocument/hover", params, |hover| !hover.is_null())
            .await;
        let text = hover["contents"]["value"].as_str().unwrap();
        assert!(text.starts_with(&format!("**{id}**")), "{text}");
        for part in wanted {
            assert!(text.contains(part), "{part} in {text}");
        }
        let range = &hover["range"];
        let length = range["end"]["character"].as_u64().unwrap()
            - range["start"]["character"].as_u64().unwrap();
        assert_eq!(length, 4);
    }
    // Outside of a run's files an id is a word.
    let other = client.factory.uri("src/b.rs");
    client.open(&other, "rust", "// AC-1\n").await;
    let none = client
        .request("textDocument/hover", at(&other, 0, 4))
        .await
        .unwrap();
    assert_eq!(none, Value::Null);
}

#[tokio::test]
async fn definitions_and_links_are_for_the_runs_documents() {
    let mut client = begun().await;
    shown(&mut client, RunState::Waiting, Phase::Plan).await;
    let plan = client.factory.uri(&Factory::deliverable(Phase::Plan));
    let requirements = client
        .factory
        .uri(&Factory::deliverable(Phase::Requirements));
    let source = client.factory.uri("worktree/src/okta.rs");
    client.open(&plan, "markdown", PLAN).await;
    client.open(&source, "rust", "// holds AC-2\n").await;
    client.code(&plan, "missing-section").await;
    let defined = client
        .request("textDocument/definition", at(&plan, 4, 44))
        .await
        .unwrap();
    assert_eq!(defined["uri"], requirements);
    assert_eq!(defined["range"]["start"]["line"], 5);
    // The text that is open counts, not the one on disk.
    client
        .open(&requirements, "markdown", &format!("\n\n{REQUIREMENTS}"))
        .await;
    let defined = client
        .request("textDocument/definition", at(&plan, 4, 44))
        .await
        .unwrap();
    assert_eq!(defined["range"]["start"]["line"], 7);
    let step = client
        .request("textDocument/definition", at(&plan, 5, 3))
        .await
        .unwrap();
    assert_eq!(
        (&step["uri"], &step["range"]["start"]["line"]),
        (&json!(plan), &json!(5))
    );
    for (uri, line, character) in [(&source, 0, 10), (&plan, 0, 2)] {
        let none = client
            .request("textDocument/definition", at(uri, line, character))
            .await
            .unwrap();
        assert_eq!(none, Value::Null);
    }
    let links = |uri: &str| json!({ "textDocument": { "uri": uri } });
    let found = client
        .request("textDocument/documentLink", links(&plan))
        .await
        .unwrap();
    let [only] = found.as_array().unwrap().as_slice() else {
        panic!("{found}");
    };
    assert_eq!(only["target"], format!("{source}#L2"));
    let none = client
        .request("textDocument/documentLink", links(&source))
        .await
        .unwrap();
    assert_eq!(none, Value::Null);
}

#[tokio::test]
async fn a_link_out_of_the_worktree_is_none() {
    let mut client = begun().await;
    shown(&mut client, RunState::Waiting, Phase::Plan).await;
    let outside = client.factory.path("secret.txt");
    std::fs::write(&outside, "x").unwrap();
    std::os::unix::fs::symlink(&outside, client.factory.path("worktree/inside.txt")).unwrap();
    let plan = client.factory.uri(&Factory::deliverable(Phase::Plan));
    client
        .open(
            &plan,
            "markdown",
            "# Plan\n\n`inside.txt` `../secret.txt` `src/okta.rs`\n",
        )
        .await;
    client.code(&plan, "missing-section").await;
    let params = json!({ "textDocument": { "uri": plan } });
    let found = client
        .request("textDocument/documentLink", params)
        .await
        .unwrap();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
}

#[tokio::test]
async fn what_nothing_proves_is_said_at_the_criterion() {
    let mut client = begun().await;
    let uri = client
        .factory
        .uri(&Factory::deliverable(Phase::Requirements));
    let unproven = |all: &[Value]| -> Vec<(u64, String)> {
        let own = all.iter().filter(|one| one["code"] == "criterion-unproven");
        own.map(|one| {
            (
                one["range"]["start"]["line"].as_u64().unwrap(),
                one["message"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
    };
    let lines = |all: &[Value]| {
        unproven(all)
            .into_iter()
            .map(|(line, _)| line)
            .collect::<Vec<_>>()
    };
    // Before the tests are written nothing is missing.
    shown(&mut client, RunState::Waiting, Phase::Plan).await;
    client.open(&uri, "markdown", REQUIREMENTS).await;
    let said = client
        .diagnostics(&uri, |all| {
            all.iter().any(|one| one["code"] == "missing-section")
        })
        .await;
    assert_eq!(unproven(&said), []);
    shown(&mut client, RunState::Waiting, Phase::Test).await;
    let said = client.diagnostics(&uri, |all| lines(all) == [6]).await;
    assert_eq!(unproven(&said), [(6, "AC-3 has no test.".to_owned())]);
    let is = |one: &&Value| one["code"] == "criterion-unproven";
    let own = said.iter().find(is).unwrap();
    assert_eq!(
        (&own["severity"], &own["data"]["criterion"]),
        (&json!(2), &json!("AC-3"))
    );
    // A test that does not pass proves nothing.
    client.factory.edit(|run| {
        let ran = json!({
            "kind": "test",
            "command": "cargo test",
            "exit_code": 101,
            "duration_ms": 1,
            "tests": { "passed": 1, "failed": 1, "skipped": 0 },
            "output_sha256": "",
        });
        run.phases[3]
            .evidence
            .push(serde_json::from_value(ran).unwrap());
    });
    let said = client
        .diagnostics(&uri, |all| lines(all) == [4, 5, 6])
        .await;
    assert!(
        unproven(&said)[0].1.contains("1 passed, 1 failed"),
        "{said:?}"
    );
    client.factory.edit(|run| run.phases[3].evidence.clear());
    shown(&mut client, RunState::Waiting, Phase::Validate).await;
    let said = client.diagnostics(&uri, |all| lines(all) == [5, 6]).await;
    assert!(
        unproven(&said)[0].1.contains("AC-2 failed validation"),
        "{said:?}"
    );
    // Mended in the editor, it is gone at once.
    let tests = client.factory.uri(&Factory::deliverable(Phase::Test));
    let verdicts = client.factory.uri(&Factory::deliverable(Phase::Validate));
    client
        .open(
            &tests,
            "markdown",
            &format!("{TESTS}- AC-3: `stays_words`\n"),
        )
        .await;
    client
        .open(
            &verdicts,
            "markdown",
            "## Criteria\n\n- AC-1: PASS\n- AC-2: PASS\n- AC-3: PASS\n",
        )
        .await;
    client.open(&uri, "markdown", REQUIREMENTS).await;
    client.diagnostics(&uri, |all| lines(all).is_empty()).await;
}

#[tokio::test]
async fn a_gate_is_answered_in_the_document_that_waits_at_it() {
    let mut client = begun().await;
    shown(&mut client, RunState::Waiting, Phase::Plan).await;
    let plan = client.factory.uri(&Factory::deliverable(Phase::Plan));
    let requirements = client
        .factory
        .uri(&Factory::deliverable(Phase::Requirements));
    client.open(&plan, "markdown", PLAN).await;
    client.open(&requirements, "markdown", REQUIREMENTS).await;
    let waits = client.code(&plan, "phase-waiting").await;
    assert_eq!(
        (&waits["message"], &waits["range"]["start"]["line"]),
        (&json!("Ready to proceed to Phase 3?"), &json!(0))
    );
    let actions = client.actions(&plan, 4).await;
    let titles: Vec<_> = actions
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect();
    assert_eq!(
        titles[..2],
        ["Approve and continue to phase 3", "Retry with feedback"]
    );
    assert_eq!(
        client.actions(&requirements, 0).await,
        Vec::<Value>::new(),
        "not this one's gate"
    );
    // Without arguments, in that document, it is that run.
    client
        .execute("backendFactory.approve", json!([{ "uri": plan }]))
        .await
        .unwrap();
    assert_eq!(
        client.factory.decisions(),
        [("run1".to_owned(), Decision::Approve)]
    );
}

#[tokio::test]
async fn a_stale_document_is_run_again_or_taken_as_it_is() {
    let mut client = begun().await;
    shown(&mut client, RunState::Waiting, Phase::Implement).await;
    client.factory.edit(|run| {
        run.phases[1].state = PhaseState::Stale;
        run.message = "An earlier deliverable was edited after Technical Planning.".to_owned();
    });
    let plan = client.factory.uri(&Factory::deliverable(Phase::Plan));
    client.open(&plan, "markdown", PLAN).await;
    let stale = client.code(&plan, "phase-stale").await;
    assert_eq!(
        (&stale["severity"], &stale["data"]["phase"]),
        (&json!(2), &json!("plan"))
    );
    let actions = client.actions(&plan, 0).await;
    let titled = |title: &str| {
        let found = actions
            .iter()
            .find(|action| action["title"].as_str().unwrap().starts_with(title));
        found.unwrap_or_else(|| panic!("no {title}")).clone()
    };
    client.act(&titled("Accept as is")).await.unwrap();
    client.act(&titled("Re-run from phase 2")).await.unwrap();
    let decisions = client.factory.decisions();
    assert!(
        matches!(&decisions[0].1, Decision::Waive { reason } if reason.contains("edit")),
        "{decisions:?}"
    );
    assert!(
        matches!(&decisions[1].1, Decision::Retry { phase: Phase::Plan, feedback } if !feedback.is_empty())
    );
}

#[tokio::test]
async fn the_matrix_is_given_to_clients_as_data() {
    let mut client = begun().await;
    shown(&mut client, RunState::Waiting, Phase::Validate).await;
    let trace = client
        .request("backendFactory/trace", json!({ "run": "run1" }))
        .await
        .unwrap();
    let rows = trace["criteria"].as_array().unwrap();
    let short: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["criterion"].as_str().unwrap(),
                row["verdict"].as_bool(),
                row["proven"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            ("AC-1", Some(true), true),
            ("AC-2", Some(false), false),
            ("AC-3", None, false)
        ]
    );
    assert_eq!(rows[0]["steps"], json!([{ "what": "S-1", "line": 4 }]));
    assert_eq!(rows[0]["line"], 4);
    assert!(
        trace["text"]
            .as_str()
            .unwrap()
            .contains("AC-2 FAIL: step S-1"),
        "{trace}"
    );
}

#[tokio::test]
async fn a_run_whose_files_are_open_is_one_run_and_its_place_is_the_persons_folder() {
    let mut client = begun().await;
    // A worktree is a clone of its own to look at, and sorts before or behind: both have the runs.
    client.factory.write("worktree/.git", "gitdir: elsewhere\n");
    shown(&mut client, RunState::Waiting, Phase::Plan).await;
    let plan = client.factory.uri(&Factory::deliverable(Phase::Plan));
    client.open(&plan, "markdown", PLAN).await;
    client.code(&plan, "phase-waiting").await;
    let runs = client
        .request("backendFactory/runs", json!({}))
        .await
        .unwrap();
    assert_eq!(runs.as_array().unwrap().len(), 1);
    client.factory.bring(RunState::Completed, Phase::Submit);
    client.stands("completed", None).await;
    client
        .execute("backendFactory.apply", json!([{ "uri": plan }]))
        .await
        .unwrap();
    let own = client.factory.path("");
    assert_eq!(client.factory.applied(), [(own, "run1".to_owned())]);
}
