//! The commands and methods beside running and deciding: changes, applying, agents, figures, chat
//! files, trust; and the questions that only follow what a person just did.

use backend_factory::lsp::command::Command;
use backend_factory::workflow::view::RunState;
use backend_factory::workflow::{Decision, Phase};
use serde_json::{Value, json};

use crate::client::{Client, DEADLINE};
use crate::factory::Factory;

fn asking() -> Value {
    json!({ "window": { "showMessage": { "messageActionItem": {} }, "showDocument": { "support": true } } })
}

async fn waiting(capabilities: Value) -> Client {
    let mut client = Client::start(Factory::new(), capabilities).await;
    let ask = json!([{ "text": "implement Okta SSO integration for Chariot" }]);
    client.execute("backendFactory.run", ask).await.unwrap();
    client.factory.bring(RunState::Waiting, Phase::Plan);
    client.stands("waiting", None).await;
    client
}

fn is(method: &'static str) -> impl Fn(&Value) -> bool {
    move |message| message["method"] == method
}

#[tokio::test]
async fn a_quiet_command_is_answered_and_shows_nothing() {
    let progress = json!({ "window": { "workDoneProgress": true } });
    let mut client = waiting(progress).await;
    let quiet = json!([{ "quiet": true }]);
    for command in [
        "backendFactory.doctor",
        "backendFactory.showDiff",
        "backendFactory.status",
    ] {
        client.execute(command, quiet.clone()).await.unwrap();
    }
    // The first that is said is what is said aloud.
    client
        .execute("backendFactory.status", json!([]))
        .await
        .unwrap();
    let said = client.wait("the status", is("window/showMessage")).await;
    let text = said["params"]["message"].as_str().unwrap();
    assert_eq!(
        text,
        "run1 Okta SSO Integration: Ready to proceed to Phase 3? ✅?····"
    );
}

#[tokio::test]
async fn changes_are_data_for_a_companion_and_a_file_for_the_others() {
    let mut client = waiting(asking()).await;
    let diff = client
        .request("backendFactory/diff", json!({ "run": "run1" }))
        .await
        .unwrap();
    assert_eq!(
        diff["files"][0],
        json!({ "path": "src/okta.rs", "change": "added", "from": null })
    );
    let base = |path: &str| json!({ "run": "run1", "path": path });
    let text = client
        .request("backendFactory/baseText", base("src/lib.rs"))
        .await
        .unwrap();
    assert_eq!(text, json!({ "text": "fn main() {}\n" }));
    let none = client
        .request("backendFactory/baseText", base("src/okta.rs"))
        .await
        .unwrap();
    assert_eq!(none, json!({ "text": null }));
    client
        .execute("backendFactory.showDiff", json!([]))
        .await
        .unwrap();
    let shown = client.wait("the diff", is("window/showDocument")).await;
    assert_eq!(shown["params"]["uri"], "file:///runs/run1/changes.diff");
    // One that cannot open files is told where it is.
    let mut client = waiting(json!({})).await;
    client
        .execute("backendFactory.showDiff", json!([]))
        .await
        .unwrap();
    let path = |message: &Value| message["params"]["message"] == "/runs/run1/changes.diff";
    client.wait("the path", path).await;
}

#[tokio::test]
async fn applying_says_what_was_written_or_why_not() {
    let mut client = waiting(json!({})).await;
    // None is meant as long as none is finished.
    let early = client.execute("backendFactory.apply", json!([])).await;
    let early = early.unwrap_err().to_string();
    assert!(early.contains("no run to apply"), "{early}");
    client.factory.bring(RunState::Completed, Phase::Submit);
    client.stands("completed", None).await;
    let done = client
        .execute("backendFactory.apply", json!([{ "run": "run1" }]))
        .await
        .unwrap();
    assert_eq!(done["paths"], json!(["src/lib.rs", "src/okta.rs"]));
    let said = |message: &Value| {
        let text = message["params"]["message"].as_str().unwrap_or_default();
        text.starts_with("2 files written to your working tree")
    };
    client.wait("a word", said).await;
    let own = client.factory.path("");
    assert_eq!(client.factory.applied(), [(own, "run1".to_owned())]);
    let error = client
        .execute("backendFactory.apply", json!([]))
        .await
        .unwrap_err();
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("changes of your own"),
        "{error}"
    );
}

#[tokio::test]
async fn an_agent_is_chosen_by_name_or_from_a_question() {
    let mut client = Client::start(Factory::new(), asking()).await;
    let listed = client
        .request("backendFactory/agents", json!({}))
        .await
        .unwrap();
    assert_eq!(listed[1]["installed"], false);
    for (name, why) in [
        ("goose", "install goose"),
        ("nobody", "choose one of opencode, goose"),
    ] {
        let error = client
            .execute("backendFactory.chooseAgent", json!([{ "agent": name }]))
            .await
            .unwrap_err();
        assert!(error["message"].as_str().unwrap().contains(why), "{error}");
    }
    assert_eq!(client.factory.agent(), None);
    client
        .execute(
            "backendFactory.chooseAgent",
            json!([{ "agent": "opencode" }]),
        )
        .await
        .unwrap();
    chosen(&mut client).await;

    let mut client = Client::start(Factory::new(), asking()).await;
    client.chooses = json!({ "title": "opencode" });
    client
        .execute("backendFactory.chooseAgent", json!([]))
        .await
        .unwrap();
    let asked = client
        .wait("a question", is("window/showMessageRequest"))
        .await;
    assert_eq!(
        asked["params"]["actions"],
        json!([{ "title": "opencode" }]),
        "only what is installed"
    );
    chosen(&mut client).await;
    // One that cannot ask is told what to pass.
    let mut client = Client::start(Factory::new(), json!({})).await;
    client
        .execute("backendFactory.chooseAgent", json!([]))
        .await
        .unwrap();
    let said = client.wait("a word", is("window/showMessage")).await;
    assert!(
        said["params"]["message"]
            .as_str()
            .unwrap()
            .contains("{\"agent\""),
        "{said}"
    );
}

async fn chosen(client: &mut Client) {
    let end = tokio::time::Instant::now() + DEADLINE;
    while client.factory.agent().as_deref() != Some("opencode") {
        client
            .request("backendFactory/runs", json!({}))
            .await
            .unwrap();
        assert!(tokio::time::Instant::now() < end, "no agent was chosen");
    }
}

#[tokio::test]
async fn the_forecast_is_told_before_a_start() {
    let mut client = waiting(json!({})).await;
    let none = client
        .request("backendFactory/forecast", json!({}))
        .await
        .unwrap();
    assert_eq!(none["forecast"], Value::Null);
    client.factory.bring(RunState::Completed, Phase::Submit);
    client.stands("completed", None).await;
    let told = client
        .request("backendFactory/forecast", json!({}))
        .await
        .unwrap();
    let sentence = "Likely 60 s to 4 min, 0.10 to 0.42 USD, without waiting for you (from 1 completed run here).";
    assert_eq!(told["text"], sentence);
    let metrics = client
        .execute("backendFactory.metrics", json!([]))
        .await
        .unwrap();
    assert_eq!(metrics["summary"]["runs"], 1);
    let uri = client.factory.uri("src/a.rs");
    client
        .open(&uri, "rust", "// TODO: implement an endpoint for carts\n")
        .await;
    client.code(&uri, "feature-request").await;
    let at = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 12 } });
    let hover = client.request("textDocument/hover", at).await.unwrap();
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains(sentence),
        "{hover}"
    );
}

#[tokio::test]
async fn a_new_chat_file_is_made_and_shown() {
    let mut client = Client::start(Factory::new(), asking()).await;
    for name in ["chat.backend.md", "chat-2.backend.md"] {
        let made = client
            .execute("backendFactory.newChat", json!([]))
            .await
            .unwrap();
        let path = client.factory.path(name);
        assert_eq!(made["path"], path.display().to_string());
        let shown = client.wait("it", is("window/showDocument")).await;
        assert_eq!(shown["params"]["uri"], client.factory.uri(name));
        assert!(path.is_file());
    }
}

#[tokio::test]
async fn trust_is_for_a_file_that_is_there() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    client
        .execute("backendFactory.trust", json!([]))
        .await
        .unwrap_err();
    client
        .factory
        .write("backend-factory.toml", "agent = \"x\"\n");
    client
        .execute("backendFactory.trust", json!([]))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_person_who_looks_at_a_waiting_run_is_asked_and_nobody_else() {
    // Nothing was done: nothing is asked.
    let mut client = waiting(asking()).await;
    assert!(!client.heard.iter().any(is("window/showMessageRequest")));
    // No answer is no decision.
    client
        .execute("backendFactory.show", json!([{ "run": "run1" }]))
        .await
        .unwrap();
    let asked = client
        .wait("a question", is("window/showMessageRequest"))
        .await;
    assert_eq!(
        asked["params"]["message"],
        "Okta SSO Integration: Ready to proceed to Phase 3?"
    );
    let titles = json!([{ "title": "Approve and continue to phase 3" }, { "title": "Open deliverable" }, { "title": "Not now" }]);
    assert_eq!(asked["params"]["actions"], titles);
    client.stands("waiting", None).await;
    assert_eq!(client.factory.decisions(), []);
    // The one who chooses is heard.
    client.chooses = json!({ "title": "Approve and continue to phase 3" });
    client
        .execute("backendFactory.openDeliverable", json!([{ "run": "run1" }]))
        .await
        .unwrap();
    client.stands("running", None).await;
    assert_eq!(
        client.factory.decisions(),
        [("run1".to_owned(), Decision::Approve)]
    );
}

#[tokio::test]
async fn an_answer_to_an_old_question_decides_nothing() {
    let mut client = waiting(asking()).await;
    client.mute = true;
    client
        .execute("backendFactory.show", json!([{ "run": "run1" }]))
        .await
        .unwrap();
    let asked = client
        .wait("a question", is("window/showMessageRequest"))
        .await;
    client.factory.bring(RunState::Waiting, Phase::Implement);
    client.stands("waiting", Some("implement")).await;
    let choice = json!({ "title": "Approve and continue to phase 3" });
    client
        .send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": choice }))
        .await;
    let moved_on = |message: &Value| {
        let text = message["params"]["message"].as_str();
        text.is_some_and(|text| text.contains("moved on"))
    };
    client.wait("a word", moved_on).await;
    assert_eq!(client.factory.decisions(), []);
}

#[tokio::test]
async fn why_is_asked_of_what_was_refused_too() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    let uri = client.factory.uri("a.rs");
    client
        .open(
            &uri,
            "rust",
            "// This endpoint was implemented for carts.\nlet a = 1;\n",
        )
        .await;
    client.diagnostics(&uri, |_| true).await;
    let ask = |kind: i32| {
        let at = json!({ "line": 0, "character": 5 });
        json!({
            "textDocument": { "uri": uri },
            "range": { "start": at, "end": at },
            "context": { "diagnostics": [], "triggerKind": kind },
        })
    };
    let automatic = client
        .request("textDocument/codeAction", ask(2))
        .await
        .unwrap();
    assert_eq!(automatic, json!([]), "no light bulb at every comment");
    let invoked = client
        .request("textDocument/codeAction", ask(1))
        .await
        .unwrap();
    assert_eq!(invoked[0]["title"], "Why is this no request?");
    let why = client.act(&invoked[0]).await.unwrap();
    assert!(why.as_str().unwrap().contains("is no request"), "{why}");
    assert_eq!(client.actions(&uri, 1).await, Vec::<Value>::new());
}

#[tokio::test]
async fn the_protocols_document_names_every_command_and_method() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/protocol.md")).unwrap();
    for command in Command::all() {
        assert!(
            text.contains(&format!("`{}`", command.id())),
            "{}",
            command.id()
        );
    }
    let door = include_str!("../../src/lsp/door/mod.rs");
    for method in door
        .split('"')
        .filter(|word| word.starts_with("backendFactory/"))
    {
        let probe = method == "backendFactory/probe";
        assert!(probe || text.contains(&format!("`{method}`")), "{method}");
    }
}

#[tokio::test]
async fn what_an_agent_asks_is_answered_at_the_request() {
    use backend_factory::workflow::event::{Answer, Question};
    let literals = json!({ "codeActionKind": { "valueSet": ["quickfix"] } });
    let capabilities =
        json!({ "textDocument": { "codeAction": { "codeActionLiteralSupport": literals } } });
    let mut client = Client::start(Factory::new(), capabilities).await;
    let uri = client.factory.uri("src/a.rs");
    client
        .open(&uri, "rust", "// TODO: implement an endpoint for carts\n")
        .await;
    client.code(&uri, "feature-request").await;
    client.start_run(&uri).await;
    let ask = |number: u32| Question {
        phase: Phase::Implement,
        attempt: 1,
        number,
        what: format!("run npm install left-pad-{number}"),
        reason: "it is no build command".to_owned(),
    };
    client
        .factory
        .edit(|run| run.questions = vec![ask(1), ask(2)]);
    let said = client.code(&uri, "agent-asks").await;
    assert_eq!(said["severity"], 2);
    let text = "The agent asks to run npm install left-pad-1: it is no build command.";
    assert_eq!(said["message"], text);
    let actions = client.actions(&uri, 0).await;
    let titles: Vec<_> = actions
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect();
    let what = "run npm install left-pad-1";
    assert_eq!(
        titles[..3],
        [
            format!("Allow: {what}"),
            format!("Allow for this run: {what}"),
            format!("Refuse: {what}")
        ]
    );
    client.act(&actions[1]).await.unwrap();
    // As Helix: no arguments, the oldest question of the only run.
    client
        .execute("backendFactory.refuse", json!([]))
        .await
        .unwrap();
    assert_eq!(
        client.factory.answers(),
        [(Some(1), Answer::AllowForRun), (None, Answer::Refuse)]
    );
    client
        .execute("backendFactory.allow", json!([]))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn a_finished_run_is_handed_in_on_a_persons_word() {
    let mut client = waiting(json!({})).await;
    client
        .execute("backendFactory.openPullRequest", json!([]))
        .await
        .unwrap_err();
    client.factory.bring(RunState::Completed, Phase::Submit);
    client.stands("completed", None).await;
    let run = client
        .execute("backendFactory.openPullRequest", json!([]))
        .await
        .unwrap();
    assert_eq!(run["pull_request"], "https://example.org/pull/1");
    let said = |message: &Value| message["params"]["message"] == "https://example.org/pull/1";
    client.wait("where it is", said).await;
}

#[tokio::test]
async fn an_engine_is_opened_when_there_may_be_runs_and_not_before() {
    let factory = Factory::new();
    factory.sleep(true);
    let mut client = Client::start(factory, json!({})).await;
    let uri = client.factory.uri("src/a.rs");
    let text = "// TODO: implement Okta SSO integration for Chariot\n";
    client.open(&uri, "rust", text).await;
    client.code(&uri, "feature-request").await;
    assert_eq!(client.factory.opened(), 0);
    // Somebody starts a run from a terminal.
    client.factory.started_elsewhere();
    client.factory.sleep(false);
    client.stands("running", None).await;
    assert!(client.factory.opened() > 0);
}
