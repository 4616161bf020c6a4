//! What a person sees of runs beside diagnostics: progress, lenses, hovers, and what a companion of ours
//! is told.

use backend_factory::workflow::event::Question;
use backend_factory::workflow::finding::{Finding, FindingSeverity};
use backend_factory::workflow::view::{PhaseState, RunState};
use backend_factory::workflow::{Decision, Phase};
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;
use crate::runs::{TEXT, opened};

#[tokio::test]
async fn progress_is_shown_where_declared_and_cancels_the_run() {
    let (mut client, uri) = opened(json!({ "window": { "workDoneProgress": true } })).await;
    client.start_run(&uri).await;
    let create = |message: &Value| message["method"] == "window/workDoneProgress/create";
    let token = client.wait("create", create).await["params"]["token"].clone();
    let kind = |kind: &'static str| {
        move |message: &Value| {
            message["method"] == "$/progress" && message["params"]["value"]["kind"] == kind
        }
    };
    let begin = client.wait("begin", kind("begin")).await;
    assert_eq!(begin["params"]["token"], token);
    assert_eq!(begin["params"]["value"]["cancellable"], true);
    client.factory.bring(RunState::Running, Phase::Implement);
    let at = "Phase 3/6: Core Implementation - Senior Developer, attempt 1: edit src/okta.rs";
    client
        .wait("report", |message| {
            message["params"]["value"]["message"] == at
        })
        .await;
    client
        .notify("window/workDoneProgress/cancel", json!({ "token": token }))
        .await;
    client.wait("end", kind("end")).await;
    assert_eq!(
        client.factory.decisions(),
        [("run1".to_owned(), Decision::Cancel)]
    );
}

#[tokio::test]
async fn without_the_capability_there_is_no_progress_but_a_word() {
    let (mut client, uri) = opened(json!({})).await;
    client.start_run(&uri).await;
    let said = client
        .wait("a word", |message| {
            message["method"] == "window/showMessage"
        })
        .await;
    assert_eq!(said["params"]["type"], 3);
    client.factory.bring(RunState::Waiting, Phase::Plan);
    client.code(&uri, "phase-waiting").await;
    let progress = |message: &&Value| {
        let method = message["method"].as_str().unwrap_or_default();
        method == "$/progress" || method.starts_with("window/workDoneProgress")
    };
    assert_eq!(client.heard.iter().find(progress), None);
}

#[tokio::test]
async fn a_companion_hears_of_runs_and_shows_errors_itself() {
    let options = json!({ "runsChanged": true, "settings": { "launch": "never" } });
    let mut client = Client::start_with(Factory::new(), json!({}), options).await;
    let uri = client.factory.uri("a.rs");
    client.open(&uri, "rust", TEXT).await;
    client.code(&uri, "feature-request").await;
    client.start_run(&uri).await;
    let told = |message: &Value| message["method"] == "backendFactory/runsChanged";
    let runs = client.wait("runs", told).await;
    assert_eq!(runs["params"]["runs"][0]["id"], "run1");
    let run = client
        .request("backendFactory/run", json!({ "run": "run1" }))
        .await
        .unwrap();
    assert_eq!(run["title"], "Okta SSO Integration");
    client
        .request("backendFactory/run", json!({ "run": "nope" }))
        .await
        .unwrap_err();
    client
        .execute("backendFactory.approve", json!([{ "run": "nope" }]))
        .await
        .unwrap_err();
    assert_eq!(
        client.execute("backendFactory.doctor", json!([])).await,
        Ok(json!("git 2.39: fine"))
    );
    let live = |message: &Value| message["method"] == "backendFactory/liveChanged";
    let live = client.wait("what the agent does", live).await;
    assert_eq!(live["params"]["live"]["run1"], "edit src/okta.rs");
    let about = client.request("backendFactory/about", json!({})).await;
    let about = about.unwrap();
    assert_eq!(about["agent"], "rehearsal");
    assert_eq!(about["protection"], "enforced");
    let transcripts = client
        .request("backendFactory/transcripts", json!({ "run": "run1" }))
        .await
        .unwrap();
    assert_eq!(transcripts[0]["path"], "/data/run1/1-requirements-1.jsonl");
    client
        .request("backendFactory/transcripts", json!({ "run": "nope" }))
        .await
        .unwrap_err();
    let popup = |message: &&Value| message["method"] == "window/showMessage";
    assert_eq!(client.heard.iter().find(popup), None);
    assert!(client.factory.revived());
}

#[tokio::test]
async fn lenses_stand_on_live_runs_and_go_by_the_setting() {
    let (mut client, uri) = opened(json!({})).await;
    let params = json!({ "textDocument": { "uri": uri } });
    let none = client
        .request("textDocument/codeLens", params.clone())
        .await
        .unwrap();
    assert_eq!(none, json!([]), "an implied request grows no line");
    client.start_run(&uri).await;
    client.factory.bring(RunState::Waiting, Phase::Plan);
    client.code(&uri, "phase-waiting").await;
    let lenses = client
        .request("textDocument/codeLens", params)
        .await
        .unwrap();
    let titles: Vec<_> = lenses
        .as_array()
        .unwrap()
        .iter()
        .map(|lens| &lens["command"]["title"])
        .collect();
    assert_eq!(
        titles,
        [
            "Ready to proceed to Phase 3?",
            "Approve and continue to phase 3"
        ]
    );
}

#[tokio::test]
async fn hovers_come_as_the_client_reads_them() {
    let hover = json!({ "textDocument": { "hover": { "contentFormat": ["markdown"] } } });
    for (capabilities, kind) in [(hover, "markdown"), (json!({}), "plaintext")] {
        let (mut client, uri) = opened(capabilities).await;
        let at = json!({ "line": 0, "character": 20 });
        let params = json!({ "textDocument": { "uri": uri }, "position": at });
        let shown = client
            .request("textDocument/hover", params.clone())
            .await
            .unwrap();
        assert_eq!(shown["contents"]["kind"], kind);
        let text = shown["contents"]["value"].as_str().unwrap();
        assert!(
            text.contains("3. Core Implementation - Senior Developer"),
            "{text}"
        );
        assert_eq!(text.contains("**"), kind == "markdown");
        client
            .execute("backendFactory.run", json!([]))
            .await
            .unwrap();
        client.code(&uri, "phase-running").await;
        let shown = client.request("textDocument/hover", params).await.unwrap();
        let text = shown["contents"]["value"].as_str().unwrap();
        assert!(text.contains("▶ 1. Requirements Analysis"), "{text}");
    }
}

#[tokio::test]
async fn a_lens_says_in_short_what_happened_and_what_can_be_done() {
    let (mut client, uri) = opened(json!({})).await;
    let run = json!([{ "uri": uri }]);
    client.execute("backendFactory.run", run).await.unwrap();
    let finding = |severity, message: &str| Finding {
        code: "x".to_owned(),
        severity,
        message: message.to_owned(),
        path: None,
        line: None,
    };
    let long = "There is no deliverable. Write it to `.backend-factory/okta-sso-integration-abc123/3-implement.md`, with every section of the contract.";
    let endless = "The test command `cargo test --workspace --all-targets --all-features` ended with exit code 101 after 12 s and said nothing more.";
    let asked = Question {
        phase: Phase::Implement,
        attempt: 1,
        number: 7,
        what: "run npm install left-pad".to_owned(),
        reason: "it is no build command, and its lane says nothing of it".to_owned(),
    };
    let cases: Vec<(RunState, Vec<Finding>, Vec<&str>)> = vec![
        (
            RunState::Blocked,
            vec![
                finding(FindingSeverity::Warning, "Something small."),
                finding(FindingSeverity::Error, long),
            ],
            vec![
                "✗ Phase 3 failed: There is no deliverable",
                "Retry with feedback",
            ],
        ),
        (
            RunState::Blocked,
            vec![finding(FindingSeverity::Error, endless)],
            vec![
                "✗ Phase 3 failed: The test command `cargo test --workspace…",
                "Retry with feedback",
            ],
        ),
        (
            RunState::Blocked,
            vec![],
            vec!["✗ Phase 3 failed: 2 tests failed", "Retry with feedback"],
        ),
        (
            RunState::Running,
            vec![],
            vec![
                "The agent asks to run npm install left-pad",
                "Allow",
                "Refuse",
            ],
        ),
    ];
    for (state, findings, want) in cases {
        client.factory.bring(state, Phase::Implement);
        client.factory.edit(|run| {
            run.phases[2].findings = findings;
            run.questions = match state {
                RunState::Running => vec![asked.clone()],
                _ => Vec::new(),
            };
        });
        titled(&mut client, &uri, &want).await;
        assert!(want.iter().all(|title| title.chars().count() <= 72));
    }
    let refuse = lenses(&mut client, &uri).await[2]["command"]["arguments"].clone();
    assert_eq!(refuse, json!([{ "run": "run1", "question": 7 }]));
    // All of it is in the diagnostic.
    client.factory.bring(RunState::Blocked, Phase::Implement);
    client.factory.edit(|run| {
        run.questions.clear();
        run.phases[2].findings = vec![finding(FindingSeverity::Error, long)];
    });
    let whole = |all: &[Value]| {
        all.iter()
            .any(|one| one["message"].as_str().unwrap().contains(long))
    };
    client.diagnostics(&uri, whole).await;
    // An approval would be refused: it is not offered.
    client.factory.bring(RunState::Waiting, Phase::Implement);
    client
        .factory
        .edit(|run| run.phases[1].state = PhaseState::Stale);
    let stale = ["Phase 2 is older than an edit", "Re-run from phase 2"];
    titled(&mut client, &uri, &stale).await;
    let actions = client.actions(&uri, 0).await;
    let actions: Vec<&str> = actions
        .iter()
        .map(|one| one["title"].as_str().unwrap())
        .collect();
    assert_eq!(actions[0], "Re-run from phase 2");
    assert!(
        !actions.iter().any(|title| title.starts_with("Approve")),
        "{actions:?}"
    );
}

async fn lenses(client: &mut Client, uri: &str) -> Vec<Value> {
    let params = json!({ "textDocument": { "uri": uri } });
    let lenses = client.request("textDocument/codeLens", params).await;
    lenses.unwrap().as_array().unwrap().clone()
}

/// Waits until the lenses have these titles.
async fn titled(client: &mut Client, uri: &str, want: &[&str]) {
    let params = json!({ "textDocument": { "uri": uri } });
    let wanted = |lenses: &Value| {
        let lenses = lenses.as_array().unwrap().iter();
        let titles: Vec<&Value> = lenses.map(|lens| &lens["command"]["title"]).collect();
        titles == want
    };
    client.until("textDocument/codeLens", params, wanted).await;
}

#[tokio::test]
async fn lenses_are_asked_for_again_after_a_decision_made_here() {
    let refresh = json!({ "workspace": { "codeLens": { "refreshSupport": true } } });
    let (mut client, uri) = opened(refresh).await;
    let run = json!([{ "uri": uri }]);
    client.execute("backendFactory.run", run).await.unwrap();
    let again = |message: &Value| message["method"] == "workspace/codeLens/refresh";
    client.wait("a refresh", again).await;
}
