//! Completion: after `/` and `@` at the start of a comment, ids of runs and criteria, nothing else.

use backend_factory::workflow::Phase;
use backend_factory::workflow::view::RunState;
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;

async fn labels(client: &mut Client, uri: &str, line: usize, text: &str) -> Vec<String> {
    let at = json!({ "line": line, "character": text.encode_utf16().count() });
    let params = json!({ "textDocument": { "uri": uri }, "position": at });
    let items = client
        .request("textDocument/completion", params)
        .await
        .unwrap();
    let label = |item: &Value| item["label"].as_str().unwrap().to_owned();
    items.as_array().unwrap().iter().map(label).collect()
}

#[tokio::test]
async fn commands_are_offered_where_a_comment_begins() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    let cases = [
        ("rust", "// /", "/backend"),
        ("rust", "/* a\n * @back", "@backend-orchestrator"),
        ("python", "# /backend-pl", "/backend-plan"),
        ("markdown", "/", "/backend-commit"),
        ("plaintext", "@", "@backend-orchestrator status"),
        ("sql", "-- /backend st", "/backend status"),
        // Code, strings, the middle of a text.
        ("rust", "/", ""),
        ("python", "@", ""),
        ("javascript", "/back", ""),
        ("rust", "let a = \"/", ""),
        ("rust", "// see /", ""),
        ("markdown", "```\n/", ""),
        ("markdown", "> /", ""),
        ("rust", "// a", ""),
    ];
    for (number, (language, text, wanted)) in cases.into_iter().enumerate() {
        let uri = client.factory.uri(&format!("src/{number}"));
        client.open(&uri, language, text).await;
        client.diagnostics(&uri, |_| true).await;
        let line = text.matches('\n').count();
        let last = text.rsplit('\n').next().unwrap();
        let found = labels(&mut client, &uri, line, last).await;
        match wanted {
            "" => assert_eq!(found, Vec::<String>::new(), "{language} {text}"),
            wanted => assert!(
                found.iter().any(|label| label == wanted),
                "{language} {text}: {found:?}"
            ),
        }
    }
}

#[tokio::test]
async fn runs_are_offered_with_what_can_be_said_of_them() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    let ask = json!([{ "text": "implement an endpoint for carts" }]);
    client.execute("backendFactory.run", ask).await.unwrap();
    let uri = client.factory.uri("a.md");
    client.open(&uri, "markdown", "/backend ").await;
    client.diagnostics(&uri, |_| true).await;
    let cases = [
        (RunState::Running, "cancel run1", "approve run1"),
        (RunState::Waiting, "approve run1", "waive run1"),
        (RunState::Blocked, "waive run1", "approve run1"),
        (RunState::Completed, "apply run1", "cancel run1"),
    ];
    for (state, fits, fits_not) in cases {
        client.factory.bring(state, Phase::Plan);
        let word = json!(state);
        client.stands(word.as_str().unwrap(), None).await;
        let found = labels(&mut client, &uri, 0, "/backend ").await;
        assert!(found.contains(&format!("/backend {fits}")), "{found:?}");
        assert!(
            !found.contains(&format!("/backend {fits_not}")),
            "{found:?}"
        );
    }
}

#[tokio::test]
async fn criteria_are_offered_in_the_documents_of_a_run() {
    let factory = Factory::new();
    let requirements = "## Acceptance criteria\n\n- AC-1: one\n- AC-7: seven\n";
    factory.write(&Factory::deliverable(Phase::Requirements), requirements);
    let mut client = Client::start(factory, json!({})).await;
    let uri = client.factory.uri(&Factory::deliverable(Phase::Plan));
    client
        .open(&uri, "markdown", "## Steps\n\n- S-1: AC-")
        .await;
    client.code(&uri, "missing-section").await;
    assert_eq!(
        labels(&mut client, &uri, 2, "- S-1: AC-").await,
        ["AC-1", "AC-7"]
    );
    let other = client.factory.uri("other.md");
    client.open(&other, "markdown", "AC-1 AC-").await;
    assert_eq!(
        labels(&mut client, &other, 0, "AC-1 AC-").await,
        Vec::<String>::new()
    );
}
