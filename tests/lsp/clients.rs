//! The whole way from hint to finished run with what each real client declares at `initialize`.
//!
//! `clients/*.json` was captured from the real programs. A client is held to what it declares: it
//! cannot resolve actions later, ask for lenses or create files unless it says so.

use backend_factory::workflow::Phase;
use backend_factory::workflow::view::RunState;
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;

async fn check(name: &str) {
    let path = format!(
        "{}/tests/lsp/clients/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let captured: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let capabilities = &captured["capabilities"];
    let factory = Factory::new();
    let mut client = Client::raw(factory);
    let root = client.factory.uri("");
    let mut params = json!({ "processId": null, "rootUri": root, "capabilities": capabilities });
    for key in ["clientInfo", "initializationOptions"] {
        if let Some(value) = captured.get(key) {
            params[key] = value.clone();
        }
    }
    if captured.get("workspaceFolders").is_some() {
        params["workspaceFolders"] = json!([{ "uri": root, "name": "w" }]);
    }
    let offered = client.request("initialize", params).await.unwrap()["capabilities"].clone();
    client.notify("initialized", json!({})).await;
    let encodings = &capabilities["general"]["positionEncodings"];
    let encoding = offered["positionEncoding"].as_str().unwrap();
    let listed = encodings
        .as_array()
        .is_some_and(|all| all.contains(&json!(encoding)));
    assert!(
        listed || encoding == "utf-16",
        "{name}: {encoding} was not offered"
    );

    let uri = client.factory.uri("src/a.rs");
    client
        .open(
            &uri,
            "rust",
            "// TODO: implement Okta SSO integration for Chariot\n\nfn a() {}\n",
        )
        .await;
    client.code(&uri, "feature-request").await;
    let actions = client.actions(&uri, 0).await;
    let commands = offered["executeCommandProvider"]["commands"]
        .as_array()
        .unwrap();
    for action in &actions {
        // Nothing is left for a resolve that the client may not know, and each command is listed.
        assert!(action.get("data").is_none());
        let command = action["command"]
            .as_str()
            .or_else(|| action["command"]["command"].as_str());
        match command {
            Some(command) => assert!(commands.contains(&json!(command)), "{name}: {command}"),
            None => edits_as_declared(capabilities, &action["edit"], name),
        }
    }
    client.act(&actions[0]).await.unwrap();
    client.code(&uri, "phase-running").await;
    if capabilities["window"]["workDoneProgress"] == true {
        client
            .wait("progress", |message| message["method"] == "$/progress")
            .await;
    }
    client.factory.bring(RunState::Waiting, Phase::Plan);
    client.code(&uri, "phase-waiting").await;
    // As Helix's `:lsp-workspace-command`: a command, no arguments.
    client
        .execute("backendFactory.approve", json!([]))
        .await
        .unwrap();
    client.code(&uri, "phase-running").await;
    client.factory.bring(RunState::Blocked, Phase::Test);
    client.code(&uri, "phase-failed").await;
    let actions = client.actions(&uri, 0).await;
    let open = actions
        .iter()
        .find(|action| action["title"] == "Open deliverable")
        .unwrap()
        .clone();
    client.act(&open).await.unwrap();
    let shows = capabilities["window"]["showDocument"]["support"] == true;
    let method = if shows {
        "window/showDocument"
    } else {
        "window/showMessage"
    };
    client
        .wait("the deliverable", |message| message["method"] == method)
        .await;
    let retry = actions
        .iter()
        .find(|action| action["title"] == "Retry with feedback")
        .unwrap()
        .clone();
    client.act(&retry).await.unwrap();
    client.code(&uri, "phase-running").await;
    client.factory.bring(RunState::Completed, Phase::Submit);
    client.code(&uri, "run-completed").await;

    // A definition in a run's documents, where the client can keep it to them.
    let dynamic = capabilities["textDocument"]["definition"]["dynamicRegistration"] == true;
    let registered = client.heard.iter().any(|message| {
        message["method"] == "client/registerCapability"
            && message["params"]
                .to_string()
                .contains("textDocument/definition")
    });
    assert_eq!(registered, dynamic, "{name}: definition");
    assert!(offered.get("definitionProvider").is_none(), "{name}");
    // What is done about the finished run, all without arguments.
    let before = client.heard.len();
    client
        .execute("backendFactory.showDiff", json!([]))
        .await
        .unwrap();
    client
        .execute("backendFactory.apply", json!([]))
        .await
        .unwrap();
    client
        .execute("backendFactory.show", json!([]))
        .await
        .unwrap();
    assert!(client.heard.len() > before, "{name}: nothing was shown");
    conversation(&mut client, capabilities, name).await;

    // Nothing was asked of the client that it does not declare.
    for message in &client.heard {
        let Some(method) = message["method"].as_str() else {
            continue;
        };
        let declared = match method {
            "window/workDoneProgress/create" | "$/progress" => {
                &capabilities["window"]["workDoneProgress"]
            }
            "window/showDocument" => &capabilities["window"]["showDocument"]["support"],
            "workspace/configuration" => &capabilities["workspace"]["configuration"],
            "workspace/codeLens/refresh" => {
                &capabilities["workspace"]["codeLens"]["refreshSupport"]
            }
            "window/showMessageRequest" => {
                let declared = &capabilities["window"]["showMessage"]["messageActionItem"];
                assert!(declared.is_object(), "{name}: {method}");
                continue;
            }
            "client/registerCapability" => {
                registers_as_declared(capabilities, message, name);
                continue;
            }
            "workspace/applyEdit" => &capabilities["workspace"]["applyEdit"],
            "backendFactory/runsChanged" => &Value::Null,
            _ => continue,
        };
        assert_eq!(declared, &json!(true), "{name}: {method}");
    }
    client.request("shutdown", Value::Null).await.unwrap();
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, 0);
}

/// A command in a chat file: answered in it where the client makes edits, said otherwise.
async fn conversation(client: &mut Client, capabilities: &Value, name: &str) {
    let uri = client.factory.uri("chat.backend.md");
    client.open(&uri, "markdown", "").await;
    client.diagnostics(&uri, |_| true).await;
    client.mute = true;
    for (version, letter) in "/backend help\n".chars().enumerate() {
        let at = json!({ "line": 0, "character": version });
        let change = json!([{ "range": { "start": at, "end": at }, "text": letter.to_string() }]);
        client.change(&uri, version as i32 + 2, change).await;
    }
    if capabilities["workspace"]["applyEdit"] == true {
        let is = |message: &Value| message["method"] == "workspace/applyEdit";
        let asked = client.wait("an answer in the file", is).await;
        edits_as_declared(capabilities, &asked["params"]["edit"], name);
    } else {
        let is = |message: &Value| {
            let text = message["params"]["message"].as_str().unwrap_or_default();
            text.starts_with("/backend <request>")
        };
        client.wait("an answer", is).await;
    }
    client.mute = false;
}

/// Nothing is registered that the client cannot register: eglot warns the person of each.
fn registers_as_declared(capabilities: &Value, message: &Value, name: &str) {
    for one in message["params"]["registrations"].as_array().unwrap() {
        let (room, what) = one["method"].as_str().unwrap().split_once('/').unwrap();
        let declared = &capabilities[room][what]["dynamicRegistration"];
        assert_eq!(declared, &json!(true), "{name}: {what}");
    }
}

fn edits_as_declared(capabilities: &Value, edit: &Value, name: &str) {
    assert!(
        edit.is_object(),
        "{name}: an action without command or edit"
    );
    let versioned = capabilities["workspace"]["workspaceEdit"]["documentChanges"] == true;
    assert_eq!(edit.get("documentChanges").is_some(), versioned, "{name}");
    assert_eq!(edit.get("changes").is_some(), !versioned, "{name}");
}

macro_rules! clients {
    ($($test:ident $file:literal)*) => {
        $(#[tokio::test]
        async fn $test() {
            check($file).await;
        })*

        #[test]
        fn every_captured_client_is_checked() {
            let folder = format!("{}/tests/lsp/clients", env!("CARGO_MANIFEST_DIR"));
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            let mut checked = vec![$(concat!($file, ".json")),*];
            checked.sort();
            assert_eq!(files, checked);
        }
    };
}

clients! {
    eglot_1_9 "eglot-1.9"
    eglot_1_17 "eglot-1.17-emacs30.1"
    helix_25_01 "helix-25.01.1"
    kakoune_lsp_22 "kak-lsp-22"
    kate_22_12 "kate-22.12"
    neovim_0_7 "nvim-0.7.2"
    neovim_0_10 "nvim-0.10.4"
    neovim_0_11 "nvim-0.11.4"
    vim_9_ale "vim9-ale"
    vs_code_1_139_client_11 "vscode-1.139.1-lc11"
    vs_code_client_10 "vscode-lc10.1.2"
    vs_code_client_9 "vscode-lc9.0.1"
}
