//! The wire: order, cancellation, panics, malformed input, ends.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, DEADLINE};
use crate::factory::Factory;

async fn plain() -> Client {
    Client::start(Factory::new(), json!({})).await
}

/// A request after whatever was sent before is answered.
async fn alive(client: &mut Client) {
    let echo = json!({ "do": "echo", "n": 7 });
    assert_eq!(
        client.request("backendFactory/probe", echo.clone()).await,
        Ok(echo)
    );
}

#[tokio::test]
async fn twenty_thousand_edits_with_uneven_handlers_stay_in_order() {
    let mut client = plain().await;
    let uri = client.factory.uri("a.txt");
    client.open(&uri, "plaintext", "").await;
    let mut asked = Vec::new();
    for version in 2..20_002_i32 {
        // The text is the history of versions: one out of order would show.
        let at = json!({ "line": 0, "character": (version - 2) % 1000 });
        let letter = char::from(b'a' + (version % 26) as u8);
        let change = if version % 1000 == 2 {
            json!([{ "text": letter.to_string() }])
        } else {
            json!([{ "range": { "start": at, "end": at }, "text": letter.to_string() }])
        };
        client.change(&uri, version, change).await;
        if version % 500 == 0 {
            let params = json!({ "do": "text", "uri": uri });
            asked.push((version, client.ask("backendFactory/probe", params).await));
        }
    }
    for (version, id) in asked {
        let answer = client.answer(id).await.unwrap();
        assert_eq!(
            answer["version"], version,
            "a request saw another state than it was sent in"
        );
        let first = (version - 2) / 1000 * 1000 + 2;
        let want: String = (first..=version)
            .map(|at| char::from(b'a' + (at % 26) as u8))
            .collect();
        assert_eq!(answer["text"], want);
    }
    let versions: Vec<i64> = client
        .heard
        .iter()
        .filter(|message| message["method"] == "textDocument/publishDiagnostics")
        .filter_map(|message| message["params"]["version"].as_i64())
        .collect();
    assert!(
        versions.is_sorted(),
        "diagnostics out of order: {versions:?}"
    );
}

#[tokio::test]
async fn a_cancelled_request_is_answered_at_once_while_slow_handlers_run() {
    let mut client = plain().await;
    let slow = json!({ "do": "sleep", "ms": 20_000 });
    let mut ids = Vec::new();
    for _ in 0..50 {
        ids.push(client.ask("backendFactory/probe", slow.clone()).await);
    }
    for id in ids.iter().rev().take(10) {
        let begun = Instant::now();
        client.notify("$/cancelRequest", json!({ "id": id })).await;
        let error = client.answer(*id).await.unwrap_err();
        assert_eq!(error["code"], -32800);
        assert!(
            begun.elapsed() < Duration::from_millis(50),
            "{:?}",
            begun.elapsed()
        );
    }
    // Its id can be used again, and cancelling what is done harms nothing.
    let again = json!({ "jsonrpc": "2.0", "id": ids[49], "method": "backendFactory/probe", "params": { "n": 1 } });
    client.send(&again).await;
    assert_eq!(client.answer(ids[49]).await, Ok(json!({ "n": 1 })));
    client
        .notify("$/cancelRequest", json!({ "id": ids[49] }))
        .await;
    client
        .notify("$/cancelRequest", json!({ "id": "unknown" }))
        .await;
    alive(&mut client).await;
}

#[tokio::test]
async fn a_client_that_never_answers_blocks_nothing() {
    let mut client = plain().await;
    client.mute = true;
    for _ in 0..100 {
        let ask = json!({ "do": "ask the client", "ms": 20_000 });
        client.ask("backendFactory/probe", ask).await;
    }
    alive(&mut client).await;
    client.request("shutdown", Value::Null).await.unwrap();
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, 0);
}

#[tokio::test]
async fn a_client_that_never_reads_blocks_nothing() {
    // The test's listener takes everything into memory, so the pipe is driven by hand here.
    use tokio::io::AsyncWriteExt;
    let factory = Factory::new();
    let (mut here, there) = tokio::io::duplex(4096);
    let (input, output) = tokio::io::split(there);
    let settings = backend_factory::lsp::Settings {
        probes: true,
        ..factory.settings()
    };
    let uri = factory.uri("a.rs");
    let server = tokio::spawn(backend_factory::lsp::serve(
        input, output, settings, factory,
    ));
    let mut send = async |message: Value| {
        let body = message.to_string();
        let text = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        let sent = here.write_all(text.as_bytes());
        tokio::time::timeout(DEADLINE, sent)
            .await
            .expect("the server does not read")
            .unwrap();
    };
    let initialize = json!({ "processId": null, "rootUri": null, "capabilities": {} });
    send(json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize })).await;
    send(json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} })).await;
    let text = "// TODO: implement an endpoint for carts\n".repeat(50);
    let document = json!({ "uri": uri, "languageId": "rust", "version": 1, "text": text });
    send(json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } })).await;
    for version in 2..500 {
        let document = json!({ "uri": uri, "version": version });
        let at = json!({ "line": 0, "character": 0 });
        let change = json!([{ "range": { "start": at, "end": at }, "text": " " }]);
        let params = json!({ "textDocument": document, "contentChanges": change });
        send(json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params }))
            .await;
    }
    send(json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" })).await;
    send(json!({ "jsonrpc": "2.0", "method": "exit" })).await;
    let code = tokio::time::timeout(DEADLINE, server)
        .await
        .expect("it did not end")
        .unwrap();
    assert_eq!(code, 0);
}

#[tokio::test]
async fn after_every_malformed_input_the_next_request_is_answered() {
    let body = |bytes: &[u8]| {
        let mut message = format!("Content-Length: {}\r\n\r\n", bytes.len()).into_bytes();
        message.extend_from_slice(bytes);
        message
    };
    let cases: Vec<(&str, Vec<u8>, Option<i64>)> = vec![
        ("invalid JSON", body(b"{\"jsonrpc\":"), Some(-32700)),
        ("no message", body(b"[1,2,3]"), Some(-32600)),
        ("a number", body(b"17"), Some(-32600)),
        ("an empty object", body(b"{}"), Some(-32600)),
        ("an empty body", body(b""), Some(-32700)),
        (
            "invalid UTF-8",
            body(b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\xfe\"}"),
            Some(-32700),
        ),
        (
            "garbage before a header",
            b"hello there\r\n\r\n".to_vec(),
            None,
        ),
        (
            "garbage without a line break",
            b"\x00\x01\x02 hello".to_vec(),
            None,
        ),
        (
            "three headers",
            b"Content-Type: x; charset=utf-8\r\nX-Other: 1\r\nContent-Length: 2\r\n\r\n{}".to_vec(),
            Some(-32600),
        ),
        (
            "a negative length",
            b"Content-Length: -12\r\n\r\n".to_vec(),
            None,
        ),
        (
            "a length that is no number",
            b"Content-Length: twelve\r\n\r\n{}".to_vec(),
            None,
        ),
        ("no length", b"Content-Type: x\r\n\r\n{}".to_vec(), None),
        (
            "200k nested arrays",
            body("[".repeat(200_000).as_bytes()),
            Some(-32700),
        ),
        (
            "a length that is too short",
            b"Content-Length: 5\r\n\r\n{\"jsonrpc\":\"2.0\"}".to_vec(),
            Some(-32700),
        ),
        (
            "a length that is too long",
            b"Content-Length: 30\r\n\r\n{\"jsonrpc\":\"2.0\"}".to_vec(),
            Some(-32700),
        ),
        (
            "8 TB announced",
            [
                b"Content-Length: 8796093022208\r\n\r\n".to_vec(),
                vec![b'x'; 1 << 20],
            ]
            .concat(),
            None,
        ),
        ("a 2 MB header without end", vec![b'h'; 2 << 20], None),
        (
            "an id that is an object",
            body(br#"{"jsonrpc":"2.0","id":{},"method":"shutdown"}"#),
            Some(-32600),
        ),
        (
            "an unknown method",
            body(br#"{"jsonrpc":"2.0","id":"u","method":"no/such"}"#),
            Some(-32601),
        ),
        (
            "unknown parameters",
            body(br#"{"jsonrpc":"2.0","id":"u","method":"textDocument/hover","params":7}"#),
            Some(-32602),
        ),
        (
            "an answer to nothing",
            body(br#"{"jsonrpc":"2.0","id":99,"result":1}"#),
            None,
        ),
        (
            "a broken notification",
            body(br#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":[]}"#),
            None,
        ),
        ("a 100 MB body", body(&vec![b'x'; 100 << 20]), None),
    ];
    for (name, bytes, code) in cases {
        let mut client = plain().await;
        client.send_bytes(&bytes).await;
        alive(&mut client).await;
        if let Some(code) = code {
            let said = client
                .wait(name, |message| message["error"]["code"] == code)
                .await;
            assert!(said.get("id").is_some(), "{name}");
        }
    }
}

#[tokio::test]
async fn a_panicking_handler_costs_its_request_only() {
    let mut client = plain().await;
    let uri = client.factory.uri("a.txt");
    client.open(&uri, "plaintext", "kept").await;
    client.diagnostics(&uri, |_| true).await;
    for act in ["panic", "panic on the desk"] {
        let error = client
            .request("backendFactory/probe", json!({ "do": act }))
            .await
            .unwrap_err();
        assert_eq!(error["code"], -32603, "{act}");
        let ask = json!({ "do": "text", "uri": uri });
        // A document is read off the desk: on a busy machine it may still be.
        let read = async {
            loop {
                let probe = client.request("backendFactory/probe", ask.clone());
                let text = probe.await.unwrap()["text"].clone();
                if !text.is_null() {
                    return text;
                }
            }
        };
        let text = tokio::time::timeout(DEADLINE, read).await;
        assert_eq!(text.expect("the document is there"), "kept");
    }
}

#[tokio::test]
async fn null_parameters_are_nothing() {
    let mut client = plain().await;
    let runs = client.request("backendFactory/runs", Value::Null).await;
    assert_eq!(runs, Ok(json!([])));
    assert_eq!(
        client.request("shutdown", Value::Null).await,
        Ok(Value::Null)
    );
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, 0);
}

#[tokio::test]
async fn it_ends_as_the_protocol_says() {
    // exit with the input still open, with and without shutdown
    let mut client = plain().await;
    client.request("shutdown", json!({})).await.unwrap();
    let refused = client
        .request("backendFactory/runs", json!({}))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], -32600);
    client.notify("exit", json!({})).await;
    assert_eq!(client.end().await, 0);

    let mut client = plain().await;
    client.notify("exit", json!({})).await;
    assert_eq!(client.end().await, 1);

    // the end of input
    assert_eq!(plain().await.hang_up().await, 1);
    let mut client = plain().await;
    client.request("shutdown", json!({})).await.unwrap();
    assert_eq!(client.hang_up().await, 0);

    // before initialize
    let mut client = Client::raw(Factory::new());
    let early = client
        .request("backendFactory/runs", json!({}))
        .await
        .unwrap_err();
    assert_eq!(early["code"], -32002);
    client.notify("exit", json!({})).await;
    assert_eq!(client.end().await, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn it_does_not_outlive_the_editor() {
    let mut editor = std::process::Command::new("sleep")
        .arg("60")
        .spawn()
        .unwrap();
    let mut client = Client::raw(Factory::new());
    let params = json!({ "processId": editor.id(), "rootUri": null, "capabilities": {} });
    client.request("initialize", params).await.unwrap();
    alive_before_initialized(&mut client).await;
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.end().await, 1);

    // A number that is no process here, as from another namespace, ends nothing.
    let gone = editor.id();
    let mut client = Client::raw(Factory::new());
    let params = json!({ "processId": gone, "rootUri": null, "capabilities": {} });
    client.request("initialize", params).await.unwrap();
    alive_before_initialized(&mut client).await;
}

async fn alive_before_initialized(client: &mut Client) {
    assert!(
        client
            .request("backendFactory/runs", json!({}))
            .await
            .is_ok()
    );
}
