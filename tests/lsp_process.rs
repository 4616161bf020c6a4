//! The language server as a process of its own: over pipes, over a socket, and its ends.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const DEADLINE: Duration = Duration::from_secs(30);

/// The binary, away from the person's own settings.
fn server(home: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backend-factory"));
    command
        .arg("lsp")
        .env("HOME", home)
        .env("XDG_STATE_HOME", home.join("state"));
    command
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"));
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stderr(Stdio::null());
    command
}

fn send(to: &mut impl Write, message: &Value) {
    let body = message.to_string();
    write!(to, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    to.flush().unwrap();
}

fn read(from: &mut impl BufRead) -> Value {
    let mut length = 0;
    loop {
        let mut line = String::new();
        assert!(
            from.read_line(&mut line).unwrap() > 0,
            "the server closed its output"
        );
        match line.trim().strip_prefix("Content-Length: ") {
            Some(number) => length = number.parse().unwrap(),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

fn initialize(process: Option<u32>) -> Value {
    let params = json!({ "processId": process, "rootUri": null, "capabilities": {} });
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params })
}

fn ended(mut child: Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > DEADLINE {
            child.kill().unwrap();
            panic!("the server did not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn started(home: &std::path::Path, process: Option<u32>) -> (Child, ChildStdin) {
    let mut child = server(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    send(&mut to, &initialize(process));
    let answer = read(&mut from);
    assert_eq!(answer["result"]["serverInfo"]["name"], "backend-factory");
    // The output stays open until the child ends.
    std::thread::spawn(move || std::io::copy(&mut from, &mut std::io::sink()));
    (child, to)
}

#[test]
fn exit_codes_are_the_protocols_with_stdin_still_open() {
    let home = tempfile::tempdir().unwrap();
    for (shutdown, code) in [(true, 0), (false, 1)] {
        let (child, mut to) = started(home.path(), None);
        send(
            &mut to,
            &json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        );
        if shutdown {
            send(
                &mut to,
                &json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown", "params": null }),
            );
        }
        send(&mut to, &json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert_eq!(ended(child).code(), Some(code));
        drop(to);
    }
}

#[test]
fn the_end_of_input_is_the_end() {
    let home = tempfile::tempdir().unwrap();
    let (child, to) = started(home.path(), None);
    drop(to);
    assert_eq!(ended(child).code(), Some(1));
    // Nothing at all came in.
    let child = server(home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(ended(child).code(), Some(1));
}

#[cfg(unix)]
#[test]
fn it_does_not_outlive_the_editor() {
    let home = tempfile::tempdir().unwrap();
    let mut editor = Command::new("sleep").arg("60").spawn().unwrap();
    let (child, to) = started(home.path(), Some(editor.id()));
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(ended(child).code(), Some(1));
    drop(to);
}

#[cfg(unix)]
#[test]
fn sockets_serve_as_well_as_pipes() {
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    let home = tempfile::tempdir().unwrap();
    // As Node gives its children.
    let (mut to, stdin) = UnixStream::pair().unwrap();
    let (from, stdout) = UnixStream::pair().unwrap();
    let child = server(home.path())
        .stdin(OwnedFd::from(stdin))
        .stdout(OwnedFd::from(stdout))
        .spawn()
        .unwrap();
    from.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut from = BufReader::new(from);
    send(&mut to, &initialize(None));
    assert_eq!(read(&mut from)["id"], 1);
    send(
        &mut to,
        &json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
    );
    let text = "// TODO: implement Okta SSO integration for Chariot\n".repeat(2_000);
    let document =
        json!({ "uri": "file:///nowhere/a.rs", "languageId": "rust", "version": 1, "text": text });
    let params = json!({ "textDocument": document });
    send(
        &mut to,
        &json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": params }),
    );
    // More than any buffer of a socket holds, in both directions.
    let published = read(&mut from);
    let all = published["params"]["diagnostics"].as_array().unwrap();
    assert_eq!(all.len(), 2_000);
    send(
        &mut to,
        &json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }),
    );
    assert_eq!(read(&mut from)["id"], 2);
    send(&mut to, &json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(ended(child).code(), Some(0));
}

#[test]
fn settings_of_detection_reach_the_editor() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().canonicalize().unwrap().join("work");
    std::fs::create_dir_all(home.path().join("config/backend-factory")).unwrap();
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        home.path().join("config/backend-factory/config.toml"),
        "[trigger]\ndisabled = [\"create\"]\n[trigger.family.job]\nverbs = [\"schedule\"]\nobjects = [\"cron job\"]\n",
    )
    .unwrap();
    std::fs::write(
        folder.join("backend-factory.toml"),
        "[trigger]\nproducts = [\"Acme\"]\ndisabled = [\"build\"]\n",
    )
    .unwrap();
    let mut child = server(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut to, mut from) = (
        child.stdin.take().unwrap(),
        BufReader::new(child.stdout.take().unwrap()),
    );
    let uri = format!("file://{}", folder.display());
    let params = json!({ "processId": null, "rootUri": uri, "capabilities": {} });
    send(
        &mut to,
        &json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }),
    );
    assert_eq!(read(&mut from)["id"], 1);
    send(
        &mut to,
        &json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
    );
    let text = "# TODO: build a REST API for user management\n\n# TODO: create models for teams and roles\n\n\
        # TODO: schedule a cron job for payroll\n\n# TODO: integrate Foobank with Acme\n";
    let document =
        json!({ "uri": format!("{uri}/a.py"), "languageId": "python", "version": 1, "text": text });
    send(
        &mut to,
        &json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
    );
    // What is published before the settings came is empty.
    let lines: Vec<u64> = loop {
        let message = read(&mut from);
        if message["method"] == "textDocument/publishDiagnostics"
            && let Some(all) = message["params"]["diagnostics"].as_array()
            && !all.is_empty()
        {
            let line = |one: &Value| one["range"]["start"]["line"].as_u64().unwrap();
            break all.iter().map(line).collect();
        }
    };
    assert_eq!(lines, [4, 6]);
    drop(to);
    ended(child);
}
