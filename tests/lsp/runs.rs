//! Runs in the editor: each state has its diagnostic, its actions and its commands.

use backend_factory::workflow::view::RunState;
use backend_factory::workflow::{Decision, Phase};
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;

const TEXT: &str = "// TODO: implement Okta SSO integration for Chariot\n\nfn a() {}\n";

async fn opened(capabilities: Value) -> (Client, String) {
    let mut client = Client::start(Factory::new(), capabilities).await;
    let uri = client.factory.uri("src/a.rs");
    client.open(&uri, "rust", TEXT).await;
    client.code(&uri, "feature-request").await;
    (client, uri)
}

fn literals() -> Value {
    let kinds = json!({ "codeActionKind": { "valueSet": ["quickfix"] } });
    json!({ "textDocument": { "codeAction": { "codeActionLiteralSupport": kinds } } })
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect()
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"] == title);
    found.unwrap_or_else(|| panic!("no {title:?} in {:?}", titles(actions)))
}

#[tokio::test]
async fn each_state_has_its_diagnostic_and_its_actions() {
    let (mut client, uri) = opened(literals()).await;
    let actions = client.actions(&uri, 0).await;
    assert_eq!(
        titles(&actions),
        [
            "Run 6-phase workflow",
            "Plan only (phases 1-2)",
            "Why is this a request?",
            "Ignore this request",
            "Run phase 1: Requirements Analysis",
            "Run phase 2: Technical Planning",
            "Run phase 3: Core Implementation",
            "Run phase 4: Testing",
            "Run phase 5: Validation",
            "Run phase 6: Deployment & Submission",
        ]
    );
    let run = client.act(&actions[0]).await.unwrap();
    assert_eq!(run["title"], "Okta SSO Integration");
    let order = &client.factory.orders()[0];
    assert_eq!(order.phases, Phase::ALL);
    let origin = order.request.origin.as_ref().unwrap();
    assert_eq!((origin.path.as_str(), origin.line), ("src/a.rs", 0));

    let cases = [
        (
            RunState::Running,
            Phase::Implement,
            (
                "phase-running",
                3,
                "Phase 3/6: Core Implementation - Senior Developer, attempt 1",
            ),
            vec!["Open deliverable", "Cancel run", "Show how the run stands"],
        ),
        (
            RunState::Waiting,
            Phase::Plan,
            ("phase-waiting", 2, "Ready to proceed to Phase 3?"),
            vec![
                "Approve and continue to phase 3",
                "Retry with feedback",
                "Open deliverable",
                "Cancel run",
                "Show how the run stands",
            ],
        ),
        (
            RunState::Blocked,
            Phase::Test,
            (
                "phase-failed",
                1,
                "Phase 4 (Testing) failed: 2 tests failed.",
            ),
            vec![
                "Retry with feedback",
                "Open deliverable",
                "Continue",
                "Check the gate again",
                "Waive the gate of phase 4",
                "Cancel run",
                "Show how the run stands",
            ],
        ),
    ];
    for (state, phase, (code, severity, message), want) in cases {
        client.factory.bring(state, phase);
        let is = |all: &[Value]| {
            all.iter()
                .any(|one| one["code"] == code && one["message"] == message)
        };
        let said = client.diagnostics(&uri, is).await;
        assert_eq!(
            (said.len(), &said[0]["severity"]),
            (1, &json!(severity)),
            "{state:?}"
        );
        assert_eq!(said[0]["data"]["run"], "run1");
        assert_eq!(titles(&client.actions(&uri, 0).await), want, "{state:?}");
    }
    client.factory.bring(RunState::Completed, Phase::Submit);
    let done = client.code(&uri, "run-completed").await;
    assert_eq!(done["severity"], 4);
    assert!(done["message"].as_str().unwrap().starts_with('✅'));
    // What is done may be asked for again.
    titled(&client.actions(&uri, 0).await, "Run 6-phase workflow");
}

#[tokio::test]
async fn decisions_reach_the_engine() {
    let (mut client, uri) = opened(literals()).await;
    client
        .execute("backendFactory.run", json!([]))
        .await
        .unwrap();
    let cases = [
        (
            RunState::Waiting,
            "Approve and continue to phase 3",
            Decision::Approve,
        ),
        (
            RunState::Waiting,
            "Retry with feedback",
            Decision::Retry {
                phase: Phase::Plan,
                feedback: String::new(),
            },
        ),
        (RunState::Blocked, "Continue", Decision::Continue),
        (RunState::Blocked, "Cancel run", Decision::Cancel),
    ];
    for (state, title, decision) in cases {
        client.factory.bring(state, Phase::Plan);
        let code = if state == RunState::Waiting {
            "phase-waiting"
        } else {
            "phase-failed"
        };
        client.code(&uri, code).await;
        let actions = client.actions(&uri, 0).await;
        client.act(titled(&actions, title)).await.unwrap();
        let last = client.factory.decisions().pop().unwrap();
        assert_eq!(last, ("run1".to_owned(), decision));
    }
    // Cancelled, the comment is a request again.
    client.code(&uri, "feature-request").await;
}

#[tokio::test]
async fn words_for_the_agent_and_reasons_are_handed_on() {
    let (mut client, uri) = opened(json!({})).await;
    client
        .execute("backendFactory.plan", json!([{ "uri": uri }]))
        .await
        .unwrap();
    assert_eq!(
        client.factory.orders()[0].phases,
        [Phase::Requirements, Phase::Plan]
    );
    client.factory.bring(RunState::Blocked, Phase::Plan);
    client.code(&uri, "phase-failed").await;
    let error = client
        .execute("backendFactory.waive", json!([{ "run": "run1" }]))
        .await
        .unwrap_err();
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("needs a reason")
    );
    let given = json!([{ "run": "run1", "reason": "known flake" }]);
    client.execute("backendFactory.waive", given).await.unwrap();
    let given = json!([{ "run": "run1", "phase": "plan", "feedback": "use SAML" }]);
    client.execute("backendFactory.retry", given).await.unwrap();
    assert_eq!(
        client.factory.decisions(),
        [
            (
                "run1".to_owned(),
                Decision::Waive {
                    reason: "known flake".to_owned()
                }
            ),
            (
                "run1".to_owned(),
                Decision::Retry {
                    phase: Phase::Plan,
                    feedback: "use SAML".to_owned()
                }
            ),
        ]
    );
}

#[tokio::test]
async fn a_request_that_changed_since_it_was_shown_does_not_start() {
    let (mut client, uri) = opened(literals()).await;
    let actions = client.actions(&uri, 0).await;
    let word =
        json!({ "start": { "line": 0, "character": 19 }, "end": { "line": 0, "character": 23 } });
    client
        .change(&uri, 2, json!([{ "range": word, "text": "Evil" }]))
        .await;
    let error = client.act(&actions[0]).await.unwrap_err();
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("has changed since"),
        "{error}"
    );
    client
        .wait("a popup", |message| {
            message["method"] == "window/showMessage"
        })
        .await;
    assert_eq!(client.factory.orders().len(), 0);
    // Moved, it is still the same request.
    client
        .change(&uri, 3, json!([{ "text": format!("\n\n{TEXT}") }]))
        .await;
    client.act(&actions[0]).await.unwrap();
    assert_eq!(client.factory.orders().len(), 1);
    // And a second start of the same one is refused.
    let error = client.act(&actions[0]).await.unwrap_err();
    assert!(
        error["message"].as_str().unwrap().contains("run1"),
        "{error}"
    );
}

#[tokio::test]
async fn a_run_is_shown_where_its_comment_was_when_the_words_change() {
    let (mut client, uri) = opened(json!({})).await;
    client
        .execute("backendFactory.run", json!([{ "uri": uri, "line": 0 }]))
        .await
        .unwrap();
    client.code(&uri, "phase-running").await;
    let at = json!({ "line": 0, "character": 0 });
    client
        .change(
            &uri,
            2,
            json!([{ "range": { "start": at, "end": at }, "text": "\n\n" }]),
        )
        .await;
    let line =
        json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 2, "character": 60 } });
    client
        .change(
            &uri,
            3,
            json!([{ "range": line, "text": "// it is being worked on" }]),
        )
        .await;
    let said = client
        .wait("version 3", |message| message["params"]["version"] == 3)
        .await;
    let said = &said["params"]["diagnostics"][0];
    assert_eq!(
        (&said["code"], &said["range"]["start"]["line"]),
        (&json!("phase-running"), &json!(2))
    );
    let actions = client.actions(&uri, 2).await;
    titled(&actions, "Cancel run");
}

#[tokio::test]
async fn progress_is_shown_where_declared_and_cancels_the_run() {
    let (mut client, uri) = opened(json!({ "window": { "workDoneProgress": true } })).await;
    client
        .execute("backendFactory.run", json!([{ "uri": uri }]))
        .await
        .unwrap();
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
    client
        .execute("backendFactory.run", json!([{ "uri": uri }]))
        .await
        .unwrap();
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
    client
        .execute("backendFactory.run", json!([{ "uri": uri }]))
        .await
        .unwrap();
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
async fn every_command_copes_with_no_arguments() {
    let (mut client, _) = opened(json!({})).await;
    let listed = backend_factory::lsp::command::Command::all();
    for command in listed {
        let id = command.id();
        for arguments in [json!([]), Value::Null, json!([{}]), json!([null])] {
            // Done, or a sentence on what is missing: never an internal error.
            if let Err(error) = client.execute(id, arguments).await {
                let text = error["message"].as_str().unwrap();
                assert_eq!(error["code"], -32803, "{id}: {text}");
            }
        }
    }
    let unknown = client
        .execute("backendFactory.nothing", json!([]))
        .await
        .unwrap_err();
    assert_eq!(unknown["code"], -32602);
}

#[tokio::test]
async fn an_engine_that_is_not_there_says_what_to_do() {
    let factory = Factory::new();
    factory.refuse("this repository has no commit yet. Next: commit once, then try again.");
    let mut client = Client::start(factory, json!({})).await;
    let uri = client.factory.uri("a.rs");
    client.open(&uri, "rust", TEXT).await;
    client.code(&uri, "feature-request").await;
    let error = client
        .execute("backendFactory.run", json!([{ "uri": uri }]))
        .await
        .unwrap_err();
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("Next: commit once")
    );
}

#[tokio::test]
async fn an_unsaved_buffer_can_be_worked() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    let uri = "untitled:Untitled-1";
    client.open(uri, "rust", TEXT).await;
    client.code(uri, "feature-request").await;
    client
        .execute("backendFactory.run", json!([{ "uri": uri }]))
        .await
        .unwrap();
    assert_eq!(client.factory.orders()[0].request.origin, None);
    client.code(uri, "phase-running").await;
}

#[tokio::test]
async fn words_alone_can_be_worked_too() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    let text = "implement Okta SSO integration for Chariot";
    let run = client
        .execute("backendFactory.run", json!([{ "text": text }]))
        .await
        .unwrap();
    assert_eq!(run["request"]["text"], text);
    let two = json!([{ "text": "make it faster", "phases": [2, "requirements"] }]);
    client.execute("backendFactory.run", two).await.unwrap();
    assert_eq!(
        client.factory.orders()[1].phases,
        [Phase::Requirements, Phase::Plan]
    );
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
    client
        .execute("backendFactory.run", json!([{ "uri": uri }]))
        .await
        .unwrap();
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
