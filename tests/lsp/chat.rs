//! Chat files: the server answers below the command, as edits that leave the person's text alone.

use backend_factory::workflow::Phase;
use backend_factory::workflow::view::RunState;
use serde_json::{Value, json};

use crate::client::Client;
use crate::factory::Factory;

/// An editor with one chat file open: its text, and the person's place in it.
struct Editor {
    client: Client,
    uri: String,
    text: String,
    version: i32,
}

fn versioned() -> Value {
    json!({ "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } } })
}

impl Editor {
    async fn open(factory: std::sync::Arc<Factory>, capabilities: Value, text: &str) -> Editor {
        let mut client = Client::start(factory, capabilities).await;
        let uri = client.factory.uri("chat.backend.md");
        client.open(&uri, "markdown", text).await;
        client.diagnostics(&uri, |_| true).await;
        // Edits are answered by hand.
        client.mute = true;
        let text = text.to_owned();
        Editor {
            client,
            uri,
            text,
            version: 1,
        }
    }

    /// Types at the end of the text, letter by letter.
    async fn types(&mut self, words: &str) {
        for letter in words.chars() {
            let at = self.end();
            self.splice(at, at, &letter.to_string()).await;
        }
    }

    fn end(&self) -> (usize, usize) {
        let line = self.text.matches('\n').count();
        let last = self.text.rsplit('\n').next().unwrap();
        (line, last.encode_utf16().count())
    }

    fn offset(&self, (line, character): (usize, usize)) -> usize {
        let mut at = 0;
        for _ in 0..line {
            at += self.text[at..].find('\n').unwrap() + 1;
        }
        let rest = self.text[at..].split('\n').next().unwrap();
        let mut units = 0;
        for (byte, c) in rest.char_indices() {
            if units == character {
                return at + byte;
            }
            units += c.len_utf16();
        }
        assert_eq!(
            units, character,
            "no place {line}:{character} in {:?}",
            self.text
        );
        at + rest.len()
    }

    async fn splice(&mut self, from: (usize, usize), to: (usize, usize), words: &str) {
        let (start, end) = (self.offset(from), self.offset(to));
        self.text.replace_range(start..end, words);
        self.version += 1;
        let place = |(line, character)| json!({ "line": line, "character": character });
        let range = json!({ "start": place(from), "end": place(to) });
        let change = json!([{ "range": range, "text": words }]);
        self.client.change(&self.uri, self.version, change).await;
    }

    /// The next edit that the server asks for.
    async fn asked(&mut self) -> Value {
        let is = |message: &Value| message["method"] == "workspace/applyEdit";
        self.client.wait("an edit", is).await
    }

    /// Makes the next edit as an editor does, and gives what came in.
    async fn makes(&mut self) -> String {
        let (asked, change) = loop {
            let asked = self.asked().await;
            let edit = &asked["params"]["edit"];
            let Some(changes) = edit.get("documentChanges") else {
                let change = edit["changes"][&self.uri].clone();
                break (asked, change);
            };
            let version = changes[0]["textDocument"]["version"].clone();
            let change = changes[0]["edits"].clone();
            if version == self.version {
                break (asked, change);
            }
            // Made for a text that is no more.
            self.answers(&asked, false).await;
        };
        let [edit] = change.as_array().unwrap().as_slice() else {
            panic!("{change}");
        };
        assert_eq!(
            edit["range"]["start"], edit["range"]["end"],
            "nothing is replaced"
        );
        let at = &edit["range"]["start"];
        let at = (
            at["line"].as_u64().unwrap() as usize,
            at["character"].as_u64().unwrap() as usize,
        );
        let words = edit["newText"].as_str().unwrap().to_owned();
        let before = self.text.clone();
        self.splice(at, at, &words).await;
        self.answers(&asked, true).await;
        // All lines of the person are there as they were, in their order.
        let mut left = self.text.lines();
        for line in before.lines() {
            assert!(left.any(|now| now == line), "{line:?} was changed");
        }
        words
    }

    async fn refuses(&mut self) -> Value {
        let asked = self.asked().await;
        self.answers(&asked, false).await;
        asked
    }

    async fn answers(&mut self, asked: &Value, applied: bool) {
        let result = json!({ "applied": applied });
        let answer = json!({ "jsonrpc": "2.0", "id": asked["id"], "result": result });
        self.client.send(&answer).await;
    }

    async fn quiet(&mut self) {
        for _ in 0..3 {
            self.client
                .request("backendFactory/runs", json!({}))
                .await
                .unwrap();
        }
        let asked = self
            .client
            .heard
            .iter()
            .find(|message| message["method"] == "workspace/applyEdit");
        assert_eq!(asked, None);
    }
}

#[tokio::test]
async fn a_command_is_answered_from_the_first_phase_to_the_last() {
    let mut editor = Editor::open(Factory::new(), versioned(), "# Chat\n\n").await;
    editor
        .types("/backend implement Okta SSO integration for Chariot\n")
        .await;
    editor.makes().await;
    assert_eq!(
        editor.text,
        "# Chat\n\n/backend implement Okta SSO integration for Chariot\n\
        > 🏭 Backend Factory detected: Okta SSO Integration\n\
        > Launching 6-phase workflow... (run run1)\n\
        >\n\
        > 🏭 PHASE 1: Requirements Analysis - Business Analyst\n\
        > Executing: turn the request into functional requirements and acceptance criteria\n\n"
    );
    // The person goes on typing below, and their words stay where they are.
    editor.types("a note\n").await;
    editor.client.factory.bring(RunState::Waiting, Phase::Plan);
    editor.client.factory.edit(|run| {
        run.phases[0].summary = Some("5 acceptance criteria".to_owned());
        run.phases[1].summary = Some("all mapped, implement the [API](http://evil)".to_owned());
    });
    while !editor.text.contains("Ready to proceed to Phase 3?") {
        editor.makes().await;
    }
    assert!(
        editor
            .text
            .contains("> ✅ Phase 1 Complete: 5 acceptance criteria\n"),
        "{}",
        editor.text
    );
    assert!(
        editor.text.contains("\\[API\\]"),
        "words of an agent are only words"
    );
    assert!(
        editor
            .text
            .ends_with("or `/backend cancel run1`.\n\na note\n"),
        "{}",
        editor.text
    );
    editor.types("/backend approve run1\n").await;
    editor.client.stands("running", Some("implement")).await;
    while !editor
        .text
        .contains("PHASE 3: Core Implementation - Senior Developer")
    {
        editor.makes().await;
    }
    editor.client.factory.bring(RunState::Blocked, Phase::Test);
    while !editor
        .text
        .contains("Phase 4 failed. Reason: 2 tests failed.")
    {
        editor.makes().await;
    }
    editor
        .client
        .factory
        .bring(RunState::Completed, Phase::Submit);
    while !editor
        .text
        .contains("✅ Backend feature development completed successfully!")
    {
        editor.makes().await;
    }
    editor.quiet().await;
    // Nothing that was said is said twice, and nothing of it is a request.
    for line in ["Ready to proceed to Phase 3?", "🏭 PHASE 3:", "(run run1)"] {
        assert_eq!(
            editor.text.matches(line).count(),
            1,
            "{line} in {}",
            editor.text
        );
    }
    let params = json!({ "uri": editor.uri });
    let found = editor
        .client
        .request("backendFactory/detect", params)
        .await
        .unwrap();
    let texts: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "/backend implement Okta SSO integration for Chariot",
            "/backend approve run1"
        ]
    );
    assert_eq!(editor.client.factory.orders().len(), 1);
}

#[tokio::test]
async fn words_about_runs_are_answered_where_they_stand() {
    let mut editor = Editor::open(Factory::new(), versioned(), "").await;
    editor.types("/backend status\n").await;
    assert_eq!(editor.makes().await, "\n> no runs yet\n");
    editor.types("/backend approve 7k2m9x\n").await;
    editor.makes().await;
    assert!(
        editor.text.contains("/backend approve 7k2m9x\n> no run"),
        "{}",
        editor.text
    );
    editor.quiet().await;
    let popup = |message: &&Value| message["method"] == "window/showMessage";
    assert_eq!(editor.client.heard.iter().find(popup), None);
}

#[tokio::test]
async fn a_refused_edit_is_made_again_for_the_next_version_and_not_for_ever() {
    let mut editor = Editor::open(Factory::new(), versioned(), "").await;
    editor.types("/backend status\n").await;
    let mut versions = Vec::new();
    for _ in 0..5 {
        let asked = editor.refuses().await;
        versions
            .push(asked["params"]["edit"]["documentChanges"][0]["textDocument"]["version"].clone());
        editor.quiet().await;
        editor.types("x").await;
    }
    versions.dedup();
    assert_eq!(versions.len(), 5, "each for a version of its own");
    editor.types("more\n").await;
    editor.quiet().await;
    assert_eq!(editor.text, "/backend status\nxxxxxmore\n");
}

#[tokio::test]
async fn what_the_person_takes_out_stays_out() {
    let mut editor = Editor::open(Factory::new(), versioned(), "").await;
    editor
        .types("/backend implement an endpoint for carts\n")
        .await;
    let added = editor.makes().await;
    let lines = added.matches('\n').count();
    editor.splice((1, 0), (1 + lines, 0), "").await;
    editor.quiet().await;
    editor.client.factory.bring(RunState::Waiting, Phase::Plan);
    editor.client.stands("waiting", None).await;
    editor.quiet().await;
    assert_eq!(editor.text, "/backend implement an endpoint for carts\n");
}

#[tokio::test]
async fn a_chat_goes_on_after_a_restart_and_old_ones_are_left_alone() {
    let factory = Factory::new();
    let mut editor = Editor::open(factory.clone(), versioned(), "").await;
    editor
        .types("/backend implement an endpoint for carts\n")
        .await;
    editor.makes().await;
    let text = editor.text.clone();
    drop(editor);
    factory.bring(RunState::Waiting, Phase::Requirements);
    let mut editor = Editor::open(factory.clone(), versioned(), &text).await;
    let added = editor.makes().await;
    assert!(added.starts_with("\n> ✅ Phase 1 Complete: "), "{added}");
    assert_eq!(editor.text.matches("PHASE 1:").count(), 1);
    // Without its answer in the file, a run of another session begins none.
    let bare = "/backend implement an endpoint for carts\n";
    let mut editor = Editor::open(factory, versioned(), bare).await;
    editor.client.stands("waiting", None).await;
    editor.quiet().await;
}

#[tokio::test]
async fn who_checks_no_versions_is_answered_too_and_who_makes_no_edits_is_told() {
    let capabilities = json!({ "workspace": { "applyEdit": true } });
    let mut editor = Editor::open(Factory::new(), capabilities, "").await;
    editor.types("/backend status\n").await;
    editor.makes().await;
    assert_eq!(editor.text, "/backend status\n> no runs yet\n\n");

    let mut editor = Editor::open(Factory::new(), json!({}), "").await;
    editor.types("/backend status\n").await;
    let said = |message: &Value| message["params"]["message"] == "no runs yet";
    editor.client.wait("a word", said).await;
    editor
        .types("/backend implement an endpoint for carts\n")
        .await;
    editor
        .client
        .code(&editor.uri.clone(), "phase-running")
        .await;
    editor.quiet().await;
}

#[tokio::test]
async fn a_document_of_another_name_is_never_written() {
    let mut client = Client::start(Factory::new(), versioned()).await;
    let uri = client.factory.uri("notes.md");
    client
        .open(&uri, "markdown", "implement an endpoint for carts\n")
        .await;
    client.code(&uri, "feature-request").await;
    client.start_run(&uri).await;
    client.code(&uri, "phase-running").await;
    client.factory.bring(RunState::Waiting, Phase::Plan);
    client.code(&uri, "phase-waiting").await;
    let edit = |message: &&Value| message["method"] == "workspace/applyEdit";
    assert_eq!(client.heard.iter().find(edit), None);
}
