//! A run's worktree beside the person's own files: where a run is shown, and documents that change on
//! disk.

use backend_factory::workflow::Phase;
use backend_factory::workflow::view::RunState;
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;
use crate::traced::{PLAN, REQUIREMENTS, at, begun, shown};

#[tokio::test]
async fn a_run_is_shown_in_the_persons_file_and_not_in_its_own_copy_of_it() {
    let mut client = begun().await;
    client.factory.write("worktree/.git", "gitdir: elsewhere\n");
    let text = "// TODO: implement Okta SSO integration for Chariot\n\n// TODO: implement an endpoint for carts\n";
    let own = client.factory.uri("src/a.rs");
    client.open(&own, "rust", text).await;
    client.code(&own, "feature-request").await;
    let here = json!([{ "uri": own, "line": 0 }]);
    client.execute("backendFactory.run", here).await.unwrap();
    shown(&mut client, RunState::Waiting, Phase::Plan).await;
    let deliverable = client.factory.uri(&Factory::deliverable(Phase::Plan));
    client.open(&deliverable, "markdown", PLAN).await;
    for uri in [&own, &deliverable] {
        client.code(uri, "phase-waiting").await;
    }
    // The copy has the words as they were committed, or another text at their line.
    let copy = client.factory.uri("worktree/src/a.rs");
    client.open(&copy, "rust", text).await;
    let other = |all: &[Value]| all.len() == 1 && all[0]["range"]["start"]["line"] == 2;
    client.diagnostics(&copy, other).await;
    let lenses = json!({ "textDocument": { "uri": copy } });
    let none = client.request("textDocument/codeLens", lenses).await;
    assert_eq!(none, Ok(json!([])));
    let started = client
        .execute("backendFactory.run", json!([{ "uri": copy, "line": 0 }]))
        .await
        .unwrap_err();
    let why = started["message"].as_str().unwrap();
    assert!(why.contains("your own file"), "{why}");
    // Who looks there all the same is told how it stands, and can decide.
    let hover = client
        .request("textDocument/hover", at(&copy, 0, 12))
        .await
        .unwrap();
    assert!(hover.to_string().contains("Ready to proceed"), "{hover}");
    let actions = client.actions(&copy, 0).await;
    let title = actions[0]["title"].as_str().unwrap();
    assert_eq!(title, "Approve and continue to phase 3");
    client
        .change(&copy, 2, json!([{ "text": "pub mod carts;\n" }]))
        .await;
    let empty = |message: &Value| message["params"]["version"] == 2;
    let said = client.wait("the copy's diagnostics", empty).await;
    assert_eq!(said["params"]["diagnostics"], json!([]));
}

#[tokio::test]
async fn a_document_that_somebody_else_writes_is_read_again() {
    let factory = Factory::new();
    factory.write(&Factory::deliverable(Phase::Requirements), REQUIREMENTS);
    let watch = json!({ "dynamicRegistration": true, "relativePatternSupport": true });
    let capabilities = json!({ "workspace": { "didChangeWatchedFiles": watch } });
    let mut client = Client::start(factory, capabilities).await;
    let registered = |message: &Value| {
        message["method"] == "client/registerCapability"
            && message.to_string().contains("backend-factory.toml")
    };
    client
        .wait("files of the workspace are watched", registered)
        .await;
    let plan = client.factory.uri(&Factory::deliverable(Phase::Plan));
    client
        .open(&plan, "markdown", &PLAN.replace("AC-3", "AC-7"))
        .await;
    let unknown = |all: &[Value]| {
        all.iter()
            .any(|one| one["message"].as_str().unwrap().contains("AC-7"))
    };
    client.diagnostics(&plan, unknown).await;
    let folder = client.factory.uri("worktree/.backend-factory/okta") + "/";
    let registered = |message: &Value| {
        let watcher = &message["params"]["registrations"][0]["registerOptions"]["watchers"][0];
        watcher["globPattern"]["baseUri"] == folder
    };
    client
        .wait("and the documents of the run", registered)
        .await;

    let path = Factory::deliverable(Phase::Requirements);
    client
        .factory
        .write(&path, &REQUIREMENTS.replace("AC-3", "AC-7"));
    let changed = json!({ "changes": [{ "uri": client.factory.uri(&path), "type": 2 }] });
    client
        .notify("workspace/didChangeWatchedFiles", changed)
        .await;
    client
        .heard
        .retain(|message| message["method"] != "textDocument/publishDiagnostics");
    client.diagnostics(&plan, |all| !unknown(all)).await;

    // A document that was edited, saved and closed here is what was saved.
    let requirements = client.factory.uri(&path);
    client.open(&requirements, "markdown", REQUIREMENTS).await;
    client.diagnostics(&plan, unknown).await;
    client.factory.write(&path, REQUIREMENTS);
    let it = json!({ "textDocument": { "uri": requirements } });
    client.notify("textDocument/didSave", it.clone()).await;
    client.notify("textDocument/didClose", it).await;
    let closed = client.request("backendFactory/runs", json!({})).await;
    assert_eq!(closed, Ok(json!([])));
    client.diagnostics(&plan, unknown).await;
}
