//! Starting by typing: what a person typed and finished, and nothing else.

use backend_factory::lsp::Launch;
use serde_json::json;

use crate::client::Client;
use crate::factory::Factory;

const COMMAND: &str = "// /backend implement an endpoint for carts";

async fn client(launch: Launch) -> (Client, String) {
    let factory = Factory::new();
    factory.launch(launch);
    let mut client = Client::start(factory, json!({})).await;
    let uri = client.factory.uri("a.rs");
    client.open(&uri, "rust", "\n").await;
    client.diagnostics(&uri, |_| true).await;
    (client, uri)
}

/// Types text letter by letter; gives the next version.
async fn types(client: &mut Client, uri: &str, mut version: i32, line: u32, text: &str) -> i32 {
    let (mut line, mut character) = (line, 0);
    for letter in text.chars() {
        let at = json!({ "line": line, "character": character });
        let change = json!([{ "range": { "start": at, "end": at }, "text": letter.to_string() }]);
        client.change(uri, version, change).await;
        version += 1;
        if letter == '\n' {
            (line, character) = (line + 1, 0);
        } else {
            character += letter.len_utf16() as u32;
        }
    }
    version
}

/// Everything sent so far was handled.
async fn settled(client: &mut Client) {
    client
        .request("backendFactory/runs", json!({}))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_command_that_was_typed_starts_when_its_line_is_finished() {
    let (mut client, uri) = client(Launch::Explicit).await;
    let version = types(&mut client, &uri, 2, 0, COMMAND).await;
    settled(&mut client).await;
    assert_eq!(client.factory.orders().len(), 0, "not finished yet");
    types(&mut client, &uri, version, 0, "").await;
    let at = json!({ "line": 0, "character": COMMAND.len() });
    client
        .change(
            &uri,
            version,
            json!([{ "range": { "start": at, "end": at }, "text": "\n" }]),
        )
        .await;
    client.code(&uri, "phase-running").await;
    assert_eq!(client.factory.orders().len(), 1);
    // Going on below it starts nothing again.
    types(&mut client, &uri, version + 1, 1, "let a = 1;\n").await;
    settled(&mut client).await;
    assert_eq!(client.factory.orders().len(), 1);
}

#[tokio::test]
async fn what_was_not_typed_starts_nothing() {
    // Pasted, and then a line break.
    let (mut client, uri) = client(Launch::Detected).await;
    let at = json!({ "line": 0, "character": 0 });
    client
        .change(
            &uri,
            2,
            json!([{ "range": { "start": at, "end": at }, "text": COMMAND }]),
        )
        .await;
    let at = json!({ "line": 0, "character": COMMAND.len() });
    client
        .change(
            &uri,
            3,
            json!([{ "range": { "start": at, "end": at }, "text": "\n" }]),
        )
        .await;
    client.code(&uri, "feature-request").await;
    // Reloaded as a whole.
    client
        .change(&uri, 4, json!([{ "text": format!("{COMMAND}\n\n") }]))
        .await;
    client.code(&uri, "feature-request").await;
    settled(&mut client).await;
    assert_eq!(client.factory.orders().len(), 0);
}

#[tokio::test]
async fn never_means_never_and_a_hint_is_only_a_hint() {
    let implied = "// TODO: implement an endpoint for carts\n";
    for (launch, text, want) in [
        (Launch::Never, format!("{COMMAND}\n"), 0),
        (Launch::Explicit, implied.to_owned(), 0),
        (Launch::Detected, implied.to_owned(), 1),
    ] {
        let (mut client, uri) = client(launch).await;
        types(&mut client, &uri, 2, 0, &text).await;
        let code = if want == 0 {
            "feature-request"
        } else {
            "phase-running"
        };
        client.code(&uri, code).await;
        settled(&mut client).await;
        assert_eq!(client.factory.orders().len(), want, "{launch:?}");
    }
}

#[tokio::test]
async fn a_typed_word_about_a_run_reaches_that_run_and_starts_none() {
    use backend_factory::workflow::view::RunState;
    use backend_factory::workflow::{Decision, Phase};
    let (mut client, uri) = client(Launch::Explicit).await;
    let ask = json!([{ "text": "implement an endpoint for carts" }]);
    client.execute("backendFactory.run", ask).await.unwrap();
    client.factory.bring(RunState::Waiting, Phase::Plan);
    let waits = json!({});
    while client
        .request("backendFactory/runs", waits.clone())
        .await
        .unwrap()[0]["state"]
        != "waiting"
    {}
    types(
        &mut client,
        &uri,
        2,
        0,
        "// /backend retry run1 use SAML for it\n",
    )
    .await;
    client
        .wait("a word", |message| {
            message["method"] == "window/showMessage"
        })
        .await;
    while client.factory.decisions().is_empty() {
        settled(&mut client).await;
    }
    let feedback = "use SAML for it".to_owned();
    let decision = Decision::Retry {
        phase: Phase::Plan,
        feedback,
    };
    assert_eq!(client.factory.decisions(), [("run1".to_owned(), decision)]);
    assert_eq!(client.factory.orders().len(), 1);
}

#[tokio::test]
async fn words_about_runs_are_heard_once_and_start_nothing() {
    use backend_factory::workflow::view::RunState;
    use backend_factory::workflow::{Decision, Phase};
    let said = |part: &'static str| {
        move |message: &serde_json::Value| {
            let text = message["params"]["message"].as_str().unwrap_or_default();
            message["method"] == "window/showMessage" && text.contains(part)
        }
    };
    let (mut client, uri) = client(Launch::Explicit).await;
    let version = types(&mut client, &uri, 2, 0, "// /backend approve\n").await;
    client.wait("why not", said("no run to approve")).await;
    let ask = json!([{ "text": "implement an endpoint for carts" }]);
    client.execute("backendFactory.run", ask).await.unwrap();
    client.factory.bring(RunState::Waiting, Phase::Plan);
    client.stands("waiting", None).await;
    let hover =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 6 } });
    let hover = client.request("textDocument/hover", hover).await.unwrap();
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.contains("Approve and continue: ") && text.contains("run1"),
        "{text}"
    );
    let version = types(&mut client, &uri, version, 1, "// /backend status\n").await;
    client.wait("the list", said("run1 ")).await;
    let version = types(
        &mut client,
        &uri,
        version,
        2,
        "// @backend-orchestrator cancel 7k2m9x\n",
    )
    .await;
    client.wait("why not", said("no run `7k2m9x`")).await;
    // In code it is code; it neither acts nor shows anything.
    let version = types(&mut client, &uri, version, 3, "/backend cancel\n").await;
    settled(&mut client).await;
    assert_eq!(client.factory.decisions(), []);
    let actions = client.actions(&uri, 1).await;
    assert_eq!(actions[0]["title"], "Show all runs");
    types(&mut client, &uri, version, 4, "// /backend approve\n").await;
    client.stands("running", None).await;
    assert_eq!(
        client.factory.decisions(),
        [("run1".to_owned(), Decision::Approve)]
    );
    assert_eq!(client.factory.orders().len(), 1, "words start no run");
}
