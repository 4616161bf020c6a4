//! Documents: hints, encodings, what is not looked at, problems in settings files.

use backend_factory::lsp::Problem;
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;

const REQUEST: &str = "implement Okta SSO integration for Chariot";

fn range(diagnostic: &Value) -> (u64, u64, u64, u64) {
    let at = |end: &str, what: &str| diagnostic["range"][end][what].as_u64().unwrap();
    (
        at("start", "line"),
        at("start", "character"),
        at("end", "line"),
        at("end", "character"),
    )
}

#[tokio::test]
async fn a_request_gets_its_hint() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    let uri = client.factory.uri("src/a.rs");
    client
        .open(
            &uri,
            "rust",
            &format!("fn a() {{}}\n\n// TODO: {REQUEST}\n"),
        )
        .await;
    let hint = client.code(&uri, "feature-request").await;
    assert_eq!(hint["severity"], 4);
    assert_eq!(hint["source"], "backend-factory");
    assert_eq!(
        hint["message"],
        "🏭 Backend Factory detected: Okta SSO Integration"
    );
    assert_eq!(range(&hint), (2, 9, 2, 9 + REQUEST.len() as u64));
    assert_eq!(hint["data"]["title"], "Okta SSO Integration");
    assert_eq!(hint["data"]["hash"].as_str().unwrap().len(), 16);
    let found = client
        .request("backendFactory/detect", json!({ "uri": uri }))
        .await
        .unwrap();
    assert_eq!(found[0]["text"], REQUEST);
    assert_eq!(found[0]["hash"], hint["data"]["hash"]);

    // Typed away, it is gone; the version says which text is meant.
    let line =
        json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 3, "character": 0 } });
    client
        .change(&uri, 2, json!([{ "range": line, "text": "" }]))
        .await;
    let gone = client
        .wait("no hint", |message| message["params"]["version"] == 2)
        .await;
    assert_eq!(gone["params"]["diagnostics"], json!([]));
}

#[tokio::test]
async fn characters_are_counted_as_agreed() {
    let cases = [
        (json!({}), "utf-16", 12),
        (
            json!({ "general": { "positionEncodings": ["utf-16"] } }),
            "utf-16",
            12,
        ),
        (
            json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }),
            "utf-8",
            14,
        ),
        (
            json!({ "general": { "positionEncodings": ["utf-32"] } }),
            "utf-16",
            12,
        ),
    ];
    for (capabilities, encoding, start) in cases {
        let factory = Factory::new();
        let mut client = Client::raw(factory);
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        let answer = client.request("initialize", params).await.unwrap();
        assert_eq!(answer["capabilities"]["positionEncoding"], encoding);
        client.notify("initialized", json!({})).await;
        let uri = client.factory.uri("a.rs");
        // 😀 is four bytes and two UTF-16 units, and stands before the request.
        client
            .open(&uri, "rust", &format!("/*😀*/ // TODO {REQUEST}"))
            .await;
        let hint = client.code(&uri, "feature-request").await;
        let (_, from, _, _) = range(&hint);
        assert_eq!(from, start + 3, "{encoding}");
        // An edit in front of it, in the same units.
        let at = json!({ "line": 0, "character": start - 5 });
        let change = json!([{ "range": { "start": at, "end": at }, "text": "é" }]);
        client.change(&uri, 2, change).await;
        let moved = client
            .wait("moved", |message| message["params"]["version"] == 2)
            .await;
        let (_, to, _, _) = range(&moved["params"]["diagnostics"][0]);
        let by = if encoding == "utf-8" { 2 } else { 1 };
        assert_eq!(to, from + by, "{encoding}");
    }
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_said_once_and_politely() {
    let factory = Factory::new();
    let mut client = Client::start(factory, json!({})).await;
    let big = format!("// TODO: {REQUEST}\n{}", "x".repeat(33 << 20));
    let huge = "x".repeat(70 << 20);
    let cases = [
        ("big.rs", big.as_str(), "33 MB"),
        ("huge.rs", huge.as_str(), "70 MB"),
        ("binary.rs", "\0\u{1}\u{2}ELF\0", "not text"),
    ];
    for (name, text, why) in cases {
        let uri = client.factory.uri(name);
        client.open(&uri, "rust", text).await;
        let said = client.code(&uri, "not-looked-at").await;
        assert_eq!(said["severity"], 3);
        assert!(said["message"].as_str().unwrap().contains(why), "{said}");
        // Edits of it are nothing to us, and harm nothing.
        let at = json!({ "line": 0, "character": 0 });
        client
            .change(
                &uri,
                2,
                json!([{ "range": { "start": at, "end": at }, "text": "y" }]),
            )
            .await;
        assert_eq!(client.actions(&uri, 0).await, Vec::<Value>::new());
        client
            .notify(
                "textDocument/didClose",
                json!({ "textDocument": { "uri": uri } }),
            )
            .await;
        client.diagnostics(&uri, <[Value]>::is_empty).await;
    }
}

#[tokio::test]
async fn a_large_document_is_read_beside_and_edits_wait_for_it() {
    let mut client = Client::start(Factory::new(), json!({})).await;
    let uri = client.factory.uri("large.rs");
    let mut text = "// a line\n".repeat(100_000);
    text.push_str(&format!("\n// TODO: {REQUEST}\n"));
    client.open(&uri, "rust", &text).await;
    let at = json!({ "line": 0, "character": 0 });
    for version in 2..12 {
        client
            .change(
                &uri,
                version,
                json!([{ "range": { "start": at, "end": at }, "text": "\n" }]),
            )
            .await;
    }
    let newest = client
        .wait("the last version", |message| {
            message["params"]["version"] == 11
        })
        .await;
    assert_eq!(range(&newest["params"]["diagnostics"][0]).0, 100_011);
}

#[tokio::test]
async fn problems_are_said_in_their_file() {
    let factory = Factory::new();
    factory.problem(Problem {
        path: Some(factory.path("backend-factory.toml")),
        line: 1,
        start: 0,
        end: 6,
        message: "no key `lanch`; `launch` is meant?".to_owned(),
        warning: false,
    });
    let mut client = Client::start(factory, json!({})).await;
    let uri = client.factory.uri("backend-factory.toml");
    let said = client.code(&uri, "settings").await;
    assert_eq!(
        (said["severity"].clone(), range(&said)),
        (json!(1), (1, 0, 1, 6))
    );
    // Open or not, it stays; closing the file does not take it away.
    client.open(&uri, "toml", "\nlanch = 1\n").await;
    client.code(&uri, "settings").await;
    client
        .notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": uri } }),
        )
        .await;
    client.code(&uri, "settings").await;
}

#[tokio::test]
async fn who_asks_for_diagnostics_gets_them_and_none_are_pushed() {
    let options = json!({ "diagnostics": "pull" });
    let mut client = Client::start_with(Factory::new(), json!({}), options).await;
    let uri = client.factory.uri("a.rs");
    client
        .open(&uri, "rust", &format!("// TODO: {REQUEST}\n"))
        .await;
    // The settings of the folder come beside: ask until they have.
    let report = loop {
        let params = json!({ "textDocument": { "uri": uri } });
        let report = client
            .request("textDocument/diagnostic", params)
            .await
            .unwrap();
        if report["items"] != json!([]) {
            break report;
        }
    };
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"][0]["code"], "feature-request");
    let pushed = |message: &&Value| message["method"] == "textDocument/publishDiagnostics";
    assert_eq!(client.heard.iter().find(pushed), None);
}

#[tokio::test]
async fn a_deliverable_is_held_to_its_contract_while_a_person_edits_it() {
    let factory = Factory::new();
    let path = "work/.backend-factory/okta/1-requirements.md";
    std::fs::create_dir_all(factory.path("work/.backend-factory/okta")).unwrap();
    let mut client = Client::start(factory, json!({})).await;
    let uri = client.factory.uri(path);
    // A request in a deliverable is no request: it was asked already.
    client
        .open(
            &uri,
            "markdown",
            &format!("# Requirements\n\nTODO: {REQUEST}\n"),
        )
        .await;
    let has = |all: &[Value]| all.iter().any(|one| one["code"] == "missing-section");
    let said = client.diagnostics(&uri, has).await;
    assert!(said.iter().all(|one| one["source"] == "backend-factory"));
    assert!(
        said.iter().all(|one| one["code"] != "feature-request"),
        "{said:?}"
    );
}
