//! A client that speaks raw JSON-RPC over in-memory pipes, and remembers everything it heard.

use std::sync::Arc;
use std::time::Duration;

use backend_factory::lsp::{Host, Settings, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::factory::Factory;

/// Nothing that is awaited in these tests takes longer.
pub const DEADLINE: Duration = Duration::from_secs(20);

pub struct Client {
    to: WriteHalf<DuplexStream>,
    from: mpsc::UnboundedReceiver<Value>,
    /// What came and was not asked for yet, in order.
    pub heard: Vec<Value>,
    next: i64,
    server: JoinHandle<u8>,
    /// Requests of the server get no answer.
    pub mute: bool,
    /// What the person chooses when asked; null for nothing.
    pub chooses: Value,
    pub factory: Arc<Factory>,
}

impl Client {
    /// A server with this factory behind it, before `initialize`.
    pub fn raw(factory: Arc<Factory>) -> Client {
        Client::raw_at(factory.clone(), factory)
    }

    /// A server with this host behind it, that may have more clones than the factory's.
    pub fn raw_at(host: Arc<dyn Host>, factory: Arc<Factory>) -> Client {
        let (here, there) = tokio::io::duplex(1 << 20);
        let (input, output) = tokio::io::split(there);
        let settings = Settings {
            probes: true,
            ..factory.settings()
        };
        let server = tokio::spawn(serve(input, output, settings, host));
        let (from, to) = tokio::io::split(here);
        let (heard, hears) = mpsc::unbounded_channel();
        tokio::spawn(listen(from, heard));
        Client {
            to,
            from: hears,
            heard: Vec::new(),
            next: 1,
            server,
            mute: false,
            chooses: Value::Null,
            factory,
        }
    }

    /// A server after `initialize` and `initialized`, in the factory's folder.
    pub async fn start(factory: Arc<Factory>, capabilities: Value) -> Client {
        Client::start_with(factory, capabilities, Value::Null).await
    }

    pub async fn start_with(factory: Arc<Factory>, capabilities: Value, options: Value) -> Client {
        let mut client = Client::raw(factory);
        let root = client.factory.uri("");
        let params = json!({
            "processId": null,
            "rootUri": root,
            "workspaceFolders": [{ "uri": root, "name": "w" }],
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        client.request("initialize", params).await.unwrap();
        client.notify("initialized", json!({})).await;
        client
    }

    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        self.to.write_all(bytes).await.unwrap();
    }

    pub async fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let text = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.send_bytes(text.as_bytes()).await;
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.send(&message).await;
    }

    /// Sends a request without waiting; gives its id.
    pub async fn ask(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(&message).await;
        id
    }

    /// Sends a request and waits for its answer.
    pub async fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params).await;
        self.answer(id).await
    }

    pub async fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let message = self
            .wait(&format!("the answer to {id}"), |message| {
                message["id"] == id && message.get("method").is_none()
            })
            .await;
        match message.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(message["result"].clone()),
        }
    }

    /// Waits for a message; what comes before it is kept in `heard`.
    pub async fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.heard.iter().position(&wanted) {
            return self.heard.remove(at);
        }
        let end = tokio::time::Instant::now() + DEADLINE;
        loop {
            let next = tokio::time::timeout_at(end, self.from.recv()).await;
            let Ok(Some(message)) = next else {
                let heard: Vec<String> = self.heard.iter().map(Value::to_string).collect();
                panic!("{what} did not come; heard:\n{}", heard.join("\n"));
            };
            self.react(&message).await;
            if wanted(&message) {
                return message;
            }
            self.heard.push(message);
        }
    }

    /// The newest diagnostics of a document that satisfy the condition.
    pub async fn diagnostics(
        &mut self,
        uri: &str,
        wanted: impl Fn(&[Value]) -> bool,
    ) -> Vec<Value> {
        let mine = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && wanted(message["params"]["diagnostics"].as_array().unwrap())
        };
        let found = self.wait(&format!("diagnostics of {uri}"), mine).await;
        found["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Diagnostics with this code.
    pub async fn code(&mut self, uri: &str, code: &str) -> Value {
        let has = |all: &[Value]| all.iter().any(|one| one["code"] == code);
        let all = self.diagnostics(uri, has).await;
        all.into_iter().find(|one| one["code"] == code).unwrap()
    }

    pub async fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
            .await;
    }

    pub async fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.notify("textDocument/didChange", params).await;
    }

    pub async fn execute(&mut self, command: &str, arguments: Value) -> Result<Value, Value> {
        let params = json!({ "command": command, "arguments": arguments });
        self.request("workspace/executeCommand", params).await
    }

    /// Starts the whole workflow for the request of a document.
    pub async fn start_run(&mut self, uri: &str) {
        let at = json!([{ "uri": uri }]);
        self.execute("backendFactory.run", at).await.unwrap();
    }

    /// Asks until the answer is as wanted; what is read off the desk comes a moment later.
    pub async fn until(
        &mut self,
        method: &str,
        params: Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let end = tokio::time::Instant::now() + DEADLINE;
        loop {
            let answer = self.request(method, params.clone()).await.unwrap();
            if wanted(&answer) {
                return answer;
            }
            assert!(tokio::time::Instant::now() < end, "{method} gives {answer}");
        }
    }

    /// The newest run has come to this state and phase, as the session knows it.
    pub async fn stands(&mut self, state: &str, phase: Option<&str>) -> Value {
        let wanted = |runs: &Value| {
            runs[0]["state"] == state && phase.is_none_or(|phase| runs[0]["phase"] == phase)
        };
        self.until("backendFactory/runs", json!({}), wanted).await
    }

    /// Code actions at a line.
    pub async fn actions(&mut self, uri: &str, line: u32) -> Vec<Value> {
        let at = json!({ "line": line, "character": 0 });
        let end = json!({ "line": line, "character": 200 });
        let params = json!({
            "textDocument": { "uri": uri },
            "range": { "start": at, "end": end },
            "context": { "diagnostics": [] },
        });
        let actions = self
            .request("textDocument/codeAction", params)
            .await
            .unwrap();
        actions.as_array().unwrap().clone()
    }

    /// Does what an editor does with a code action: its command.
    pub async fn act(&mut self, action: &Value) -> Result<Value, Value> {
        let command = match action["command"].as_str() {
            Some(_) => action,
            None => &action["command"],
        };
        let id = command["command"].as_str().unwrap().to_owned();
        self.execute(&id, command["arguments"].clone()).await
    }

    /// Closes the input.
    pub async fn hang_up(mut self) -> u8 {
        self.to.shutdown().await.unwrap();
        self.end().await
    }

    /// The exit code, with the input still open.
    pub async fn end(self) -> u8 {
        let Client { to, server, .. } = self;
        let code = tokio::time::timeout(DEADLINE, server).await;
        drop(to);
        code.expect("the server did not end").unwrap()
    }

    /// Answers the server's requests as an editor does.
    async fn react(&mut self, message: &Value) {
        let (Some(method), Some(id)) = (message["method"].as_str(), message.get("id")) else {
            return;
        };
        if self.mute {
            return;
        }
        let result = match method {
            "workspace/configuration" => json!([null]),
            "workspace/applyEdit" => json!({ "applied": true }),
            "window/showMessageRequest" => self.chooses.clone(),
            "window/showDocument" => json!({ "success": true }),
            _ => Value::Null,
        };
        let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
        self.send(&answer).await;
    }
}

async fn listen(mut from: ReadHalf<DuplexStream>, heard: mpsc::UnboundedSender<Value>) {
    let mut bytes: Vec<u8> = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        while let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let header = std::str::from_utf8(&bytes[..end]).unwrap();
            let length: usize = header
                .strip_prefix("Content-Length: ")
                .unwrap()
                .parse()
                .unwrap();
            if bytes.len() < end + 4 + length {
                break;
            }
            let body = &bytes[end + 4..end + 4 + length];
            if heard.send(serde_json::from_slice(body).unwrap()).is_err() {
                return;
            }
            bytes.drain(..end + 4 + length);
        }
        match from.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}
