//! Runs in the editor: each state has its diagnostic, its actions and its commands.

use backend_factory::workflow::view::RunState;
use backend_factory::workflow::{Decision, Phase};
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;

pub const TEXT: &str = "// TODO: implement Okta SSO integration for Chariot\n\nfn a() {}\n";

pub async fn opened(capabilities: Value) -> (Client, String) {
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
    client.start_run(uri).await;
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
