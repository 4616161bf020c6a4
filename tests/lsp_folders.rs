//! Two real clones in one window of the real server: each with its own settings file, read again when it
//! changes on disk, and with runs of its own.

use std::{
    collections::VecDeque,
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// A run of one phase takes a while on a busy machine.
const DEADLINE: Duration = Duration::from_secs(120);
const REQUEST: &str = "// TODO: implement Okta SSO integration for Chariot\n";
const IGNORING: &str = "[trigger]\nignore = [\"src/**\"]\n";

/// A server, and a home folder with two clones in it.
struct Window {
    home: tempfile::TempDir,
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    heard: VecDeque<Value>,
    next: i64,
}

impl Window {
    fn new(folders: &[&str]) -> Window {
        let home = tempfile::tempdir().expect("a folder");
        for name in ["a", "b", "c"] {
            let clone = home.path().join(name);
            write(&clone.join("src/lib.rs"), "pub fn a() {}\n");
            git(&clone, &["init", "-q", "-b", "main"]);
            git(&clone, &["add", "-A"]);
            git(&clone, &["commit", "-q", "-m", "A service"]);
        }
        let own = "agent = \"rehearsal\"\nsandbox = \"off\"\n";
        write(&home.path().join("config/backend-factory/config.toml"), own);
        write(&home.path().join("a/backend-factory.toml"), IGNORING);
        let mut child = Command::new(env!("CARGO_BIN_EXE_backend-factory"))
            .arg("lsp")
            .current_dir(home.path())
            .env("HOME", home.path())
            .env("XDG_STATE_HOME", home.path().join("state"))
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server");
        let to = child.stdin.take().expect("its input");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let (give, from) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if give.send(message).is_err() {
                    return;
                }
            }
        });
        let heard = VecDeque::new();
        let mut window = Window {
            home,
            child,
            to,
            from,
            heard,
            next: 1,
        };
        let roots: Vec<Value> = folders.iter().map(|name| window.folder(name)).collect();
        let params = json!({ "processId": null, "rootUri": null, "workspaceFolders": roots, "capabilities": {} });
        window.request("initialize", params).expect("a server");
        window.notify("initialized", json!({}));
        window
    }

    fn path(&self, below: &str) -> PathBuf {
        self.home.path().join(below)
    }

    fn uri(&self, below: &str) -> String {
        format!("file://{}", self.path(below).display())
    }

    fn folder(&self, name: &str) -> Value {
        json!({ "uri": self.uri(name), "name": name })
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
        self.to.flush().expect("the server reads");
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let answer = self.wait(method, |message| {
            message["id"] == id && message["method"].is_null()
        });
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    fn execute(&mut self, command: &str, given: Value) -> Result<Value, Value> {
        self.request(
            "workspace/executeCommand",
            json!({ "command": command, "arguments": [given] }),
        )
    }

    /// The oldest message of this kind that nobody has waited for yet.
    fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + DEADLINE;
        if let Some(at) = self.heard.iter().position(&wanted) {
            return self.heard.remove(at).expect("it is there");
        }
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(message) = self.from.recv_timeout(left) else {
                panic!("{what} did not come; heard: {:#?}", self.heard);
            };
            if wanted(&message) {
                return message;
            }
            self.heard.push_back(message);
        }
    }

    /// Waits for diagnostics of a file that have exactly these codes.
    fn codes(&mut self, below: &str, want: &[&str]) {
        let uri = self.uri(below);
        self.wait(&format!("{want:?} in {below}"), |message| {
            let params = &message["params"];
            let all = params["diagnostics"].as_array();
            let codes = all.map(|all| {
                all.iter()
                    .map(|one| one["code"].as_str().unwrap_or_default())
            });
            params["uri"] == uri && codes.is_some_and(|codes| codes.eq(want.iter().copied()))
        });
    }

    fn open(&mut self, below: &str) {
        let document =
            json!({ "uri": self.uri(below), "languageId": "rust", "version": 1, "text": REQUEST });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Another program writes a file, and the editor says so.
    fn rewrite(&mut self, below: &str, text: &str) {
        write(&self.path(below), text);
        let change = json!({ "uri": self.uri(below), "type": 2 });
        self.notify(
            "workspace/didChangeWatchedFiles",
            json!({ "changes": [change] }),
        );
    }

    fn branches(&self, clone: &str) -> usize {
        let refs = git(
            &self.path(clone),
            &["for-each-ref", "refs/heads/backend-factory/"],
        );
        refs.lines().count()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().strip_prefix("Content-Length: ") {
            Some(number) => length = number.parse().ok()?,
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn git(folder: &Path, words: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(words)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    for person in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        git.env(format!("{person}_NAME"), "Ada");
        git.env(format!("{person}_EMAIL"), "ada@example.com");
    }
    let output = git.output().expect("git runs");
    assert!(output.status.success(), "git {words:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn each_clone_has_its_settings_and_they_are_read_again() {
    let mut window = Window::new(&["a", "b"]);
    for clone in ["a", "b"] {
        window.open(&format!("{clone}/src/lib.rs"));
    }
    window.codes("a/src/lib.rs", &[]);
    window.codes("b/src/lib.rs", &["feature-request"]);
    window.rewrite("a/backend-factory.toml", "");
    window.codes("a/src/lib.rs", &["feature-request"]);
    // What is wrong in it is said there, though it is not open, and until it is mended.
    window.rewrite("a/backend-factory.toml", "[trigger]\nenabled = 7\n");
    window.codes("a/backend-factory.toml", &["settings"]);
    window.rewrite("a/backend-factory.toml", IGNORING);
    window.codes("a/backend-factory.toml", &[]);
    window.codes("a/src/lib.rs", &[]);
    // One that comes later brings its own; one that goes takes its problems along.
    write(
        &window.path("c/backend-factory.toml"),
        "[trigger]\nenabled = 7\n",
    );
    let c = window.folder("c");
    let folders = "workspace/didChangeWorkspaceFolders";
    window.notify(folders, json!({ "event": { "added": [c], "removed": [] } }));
    window.codes("c/backend-factory.toml", &["settings"]);
    window.notify(folders, json!({ "event": { "added": [], "removed": [c] } }));
    window.codes("c/backend-factory.toml", &[]);
}

#[test]
fn runs_stay_in_their_clone() {
    let mut window = Window::new(&["b", "c"]);
    for clone in ["b", "c"] {
        window.open(&format!("{clone}/src/lib.rs"));
        window.codes(&format!("{clone}/src/lib.rs"), &["feature-request"]);
    }
    let mut ids = Vec::new();
    for clone in ["c", "b"] {
        let request =
            json!({ "uri": window.uri(&format!("{clone}/src/lib.rs")), "line": 0, "phase": 1 });
        let run = window
            .execute("backendFactory.runPhase", request)
            .expect("a run");
        ids.push(run["id"].as_str().expect("an id").to_owned());
        window.codes(&format!("{clone}/src/lib.rs"), &["run-completed"]);
    }
    assert_eq!((window.branches("b"), window.branches("c")), (1, 1));
    let runs = window
        .request("backendFactory/runs", json!({}))
        .expect("the runs");
    let listed = runs.as_array().expect("a list").iter();
    let listed: Vec<&str> = listed.filter_map(|run| run["id"].as_str()).collect();
    ids.reverse();
    assert_eq!(listed, ids, "newest first, of both");
    let metrics = json!({ "uri": window.uri("b") });
    let metrics = window
        .request("backendFactory/metrics", metrics)
        .expect("figures");
    assert_eq!(
        metrics["runs"].as_array().map(Vec::len),
        Some(1),
        "{metrics}"
    );
    assert_eq!(metrics["runs"][0]["id"], ids[0]);
    // What a run of one clone has done is put into that clone, named by the run alone.
    let other = window.execute("backendFactory.showDiff", json!({ "run": ids[1] }));
    let worktree = other.expect("its changes")["worktree"].clone();
    let worktree = worktree.as_str().expect("a worktree").to_owned();
    assert!(worktree.contains("/c-"), "{worktree}");
}
