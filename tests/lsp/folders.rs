//! A window with several clones: each has its own runs, what is said reaches the right one, and they
//! come and go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use backend_factory::engine::{Engine, Error};
use backend_factory::lsp::{About, Host, Problem, Settings};
use backend_factory::workflow::view::RunState;
use backend_factory::workflow::{Decision, Phase};
use serde_json::{Value, json};

use crate::client::{Client, DEADLINE};
use crate::factory::Factory;

const TEXT: &str = "// TODO: implement Okta SSO integration for Chariot\n";

/// Two clones side by side.
struct Yard(Arc<Factory>, Arc<Factory>);

impl Yard {
    fn of(&self, folder: Option<&Path>) -> &Factory {
        let of_b = folder.is_some_and(|folder| folder.starts_with(self.1.path("")));
        if of_b { &self.1 } else { &self.0 }
    }
}

impl Host for Yard {
    fn engine(&self, folder: &Path) -> Result<Arc<dyn Engine>, Error> {
        self.of(Some(folder)).engine(folder)
    }
    fn settings(&self, folder: Option<&Path>, editor: &Value) -> (Settings, Vec<Problem>) {
        Host::settings(self.of(folder), folder, editor)
    }
    fn doctor(&self, folder: Option<&Path>) -> String {
        self.of(folder).doctor(folder)
    }
    fn trust(&self, folder: Option<&Path>) -> Result<PathBuf, String> {
        self.of(folder).trust(folder)
    }
    fn about(&self, folder: Option<&Path>) -> About {
        self.of(folder).about(folder)
    }
}

/// A server for the first so many of two clones.
async fn yard(folders: usize, options: Value) -> (Client, Arc<Factory>, Arc<Factory>) {
    let (a, b) = (Factory::of("a"), Factory::of("b"));
    let mut client = Client::raw_at(Arc::new(Yard(a.clone(), b.clone())), a.clone());
    let roots = [a.uri(""), b.uri("")];
    let named: Vec<Value> = roots[..folders].iter().map(named).collect();
    let params = json!({
        "processId": null,
        "rootUri": roots[0],
        "workspaceFolders": named,
        "capabilities": { "window": { "workDoneProgress": true } },
        "initializationOptions": options,
    });
    client.request("initialize", params).await.unwrap();
    client.notify("initialized", json!({})).await;
    (client, a, b)
}

fn named(root: &String) -> Value {
    json!({ "uri": root, "name": root })
}

async fn folders(client: &mut Client, added: &[String], removed: &[String]) {
    let all = |roots: &[String]| roots.iter().map(named).collect::<Value>();
    let event = json!({ "added": all(added), "removed": all(removed) });
    let method = "workspace/didChangeWorkspaceFolders";
    client.notify(method, json!({ "event": event })).await;
}

/// Waits until these are all runs that the session knows, newest first.
async fn known(client: &mut Client, ids: &[&str]) {
    let wanted = |runs: &Value| {
        let runs = runs.as_array().unwrap().iter();
        let found: Vec<&str> = runs.map(|run| run["id"].as_str().unwrap()).collect();
        found == ids
    };
    let params = json!({});
    client.until("backendFactory/runs", params, wanted).await;
}

async fn opened(client: &mut Client, clone: &Factory) -> String {
    let uri = clone.uri("src/a.rs");
    client.open(&uri, "rust", TEXT).await;
    client.code(&uri, "feature-request").await;
    uri
}

fn text(error: &Value) -> &str {
    error["message"].as_str().unwrap()
}

#[tokio::test]
async fn what_is_said_reaches_the_right_clone() {
    let (mut client, a, b) = yard(2, Value::Null).await;
    let (in_a, in_b) = (opened(&mut client, &a).await, opened(&mut client, &b).await);
    let run = |uri: &str| json!([{ "uri": uri, "line": 0 }]);
    for uri in [&in_a, &in_b] {
        let started = client.execute("backendFactory.run", run(uri)).await;
        started.unwrap();
        client.code(uri, "phase-running").await;
    }
    assert_eq!((a.orders().len(), b.orders().len()), (1, 1));
    let lens = json!({ "textDocument": { "uri": in_a } });
    let lenses = client.request("textDocument/codeLens", lens).await.unwrap();
    assert_eq!(lenses[0]["command"]["arguments"][0]["run"], "arun1");

    // Both have such a file; a line came above the request in one of them.
    let above =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
    let above = json!([{ "range": above, "text": "\n" }]);
    client.change(&in_b, 2, above).await;
    for (run, clone, uri, line) in [("arun1", &a, &in_a, 0), ("brun1", &b, &in_b, 1)] {
        let place = client.request("backendFactory/place", json!({ "run": run }));
        let want =
            json!({ "root": clone.path("").components().as_path(), "uri": uri, "line": line });
        assert_eq!(place.await, Ok(want));
    }

    for clone in [&a, &b] {
        clone.bring(RunState::Waiting, Phase::Plan);
    }
    for uri in [&in_a, &in_b] {
        client.code(uri, "phase-waiting").await;
    }
    // The newest of all clones comes first.
    b.edit(|run| run.created = "2026-01-02T00:00:00Z".to_owned());
    known(&mut client, &["brun1", "arun1"]).await;
    a.edit(|run| run.created = "2026-01-03T00:00:00Z".to_owned());
    known(&mut client, &["arun1", "brun1"]).await;

    // Nothing named: the clone of the file at hand is meant, though both have a run that waits.
    let there =
        json!({ "textDocument": { "uri": in_b }, "position": { "line": 9, "character": 0 } });
    client.request("textDocument/hover", there).await.unwrap();
    let approved = client.execute("backendFactory.approve", json!([])).await;
    assert_eq!(approved.unwrap()["id"], "brun1");
    // A file named: its clone is meant, and no other one where that has nothing to decide.
    let of_b = json!([{ "uri": in_b, "line": 9 }]);
    let refused = client.execute("backendFactory.approve", of_b).await;
    assert!(text(&refused.unwrap_err()).contains("no run to approve"));
    assert_eq!(a.decisions(), []);
    let of_a = json!([{ "uri": in_a, "line": 9 }]);
    client
        .execute("backendFactory.approve", of_a)
        .await
        .unwrap();
    let approve = |id: &str| vec![(id.to_owned(), Decision::Approve)];
    assert_eq!(
        (a.decisions(), b.decisions()),
        (approve("arun1"), approve("brun1"))
    );
    // A folder named, with nothing of it open.
    b.write("backend-factory.toml", "");
    let trusted = client
        .execute("backendFactory.trust", json!([{ "uri": b.uri("") }]))
        .await;
    assert_eq!(
        trusted.unwrap()["path"],
        json!(b.path("backend-factory.toml"))
    );
    let spoken = json!([{ "uri": b.uri(""), "text": "make it faster" }]);
    client.execute("backendFactory.run", spoken).await.unwrap();
    assert_eq!((a.orders().len(), b.orders().len()), (1, 2));
}

#[tokio::test]
async fn folders_come_and_go() {
    let (mut client, a, b) = yard(1, json!({ "runsChanged": true })).await;
    b.started_elsewhere();
    b.edit(|run| run.created = "2025-01-01T00:00:00Z".to_owned());
    let in_a = opened(&mut client, &a).await;
    let run = json!([{ "uri": in_a, "line": 0 }]);
    client.execute("backendFactory.run", run).await.unwrap();
    known(&mut client, &["arun1"]).await;
    folders(&mut client, &[b.uri("")], &[]).await;
    known(&mut client, &["arun1", "brun1"]).await;

    // What is open is looked after until it is closed.
    folders(&mut client, &[], &[a.uri("")]).await;
    known(&mut client, &["arun1", "brun1"]).await;
    a.bring(RunState::Waiting, Phase::Plan);
    client.code(&in_a, "phase-waiting").await;
    let close = json!({ "textDocument": { "uri": in_a } });
    client.notify("textDocument/didClose", close).await;
    known(&mut client, &["brun1"]).await;
    let told = |message: &Value| {
        let runs = &message["params"]["runs"];
        message["method"] == "backendFactory/runsChanged"
            && runs.as_array().is_some_and(|runs| runs.len() == 1)
            && runs[0]["id"] == "brun1"
    };
    client
        .heard
        .retain(|message| !told(message) || message["params"]["runs"][0]["id"] == "brun1");
    client.wait("a companion is told", told).await;
    idle(&a).await;
    assert!(b.is_watched());

    // Nothing of this one is open: it goes at once, and the progress of its run with it.
    let begun = |message: &Value| message["params"]["value"]["title"] == "🏭 Okta SSO Integration";
    client.wait("progress", begun).await;
    folders(&mut client, &[], &[b.uri("")]).await;
    known(&mut client, &[]).await;
    let ended = |message: &Value| {
        let value = &message["params"]["value"];
        let said = value["message"].as_str();
        value["kind"] == "end" && said.is_some_and(|said| said.contains("it goes on"))
    };
    client.wait("the end of the progress", ended).await;
    idle(&b).await;

    // And back again, named twice.
    folders(&mut client, &[b.uri(""), b.uri("")], &[]).await;
    known(&mut client, &["brun1"]).await;
    folders(&mut client, &[], &[b.uri("")]).await;
    known(&mut client, &[]).await;
}

/// Waits until nobody looks at a clone any more.
async fn idle(clone: &Factory) {
    let end = tokio::time::Instant::now() + DEADLINE;
    while clone.is_watched() {
        assert!(tokio::time::Instant::now() < end, "it is still watched");
        tokio::task::yield_now().await;
    }
}
