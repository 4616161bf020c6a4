//! Answers in chat files (`*.backend.md`): what a run announces, and what was asked about runs, below
//! the command, as edits of the client's that can be undone.
//!
//! One edit at a time, for exactly the version that it was made for where the client checks versions.
//! An edit that is refused is made again for the next version, a few times; then it is dropped to the
//! log. What the person takes out or undoes stays out. A client that makes no edits gets none: its
//! diagnostics and hovers say the same.

mod page;
mod transcript;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tower_lsp::lsp_types::request::ApplyWorkspaceEdit;
use tower_lsp::lsp_types::{
    ApplyWorkspaceEditParams, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    Position, Range, TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::Session;
use super::document::Open;
use super::request::{belongs, is_over};
use crate::lsp::requests::chat::ENDING;
use crate::workflow::RunView;
use page::Insertion;

/// How long a client may take to make an edit; some ask the person first.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often an edit is tried.
const TRIES: u32 = 5;
/// Answers that may wait at a time.
const WAITING: usize = 32;

/// What is known of the conversation in a document.
#[derive(Debug, Default)]
pub struct Chat {
    /// What was said of each run in this session.
    said: HashMap<String, Vec<String>>,
    /// Answers to be written: the line of their command, and their lines.
    replies: VecDeque<Reply>,
    /// The line where the person was last.
    cursor: Option<u32>,
    /// An edit is with the client.
    busy: bool,
    /// The version that the last edit was made for: nothing is tried before another one.
    tried: Option<i32>,
    /// How often the edit at hand was refused.
    refused: u32,
}

#[derive(Clone, Debug)]
struct Reply {
    line: u32,
    lines: Vec<String>,
}

/// An edit, and what is true once it is made.
struct Next {
    insertion: Insertion,
    /// The run whose lines these are, and all of them; none for a reply.
    run: Option<(String, Vec<String>)>,
}

impl Chat {
    /// Whether the edits that come now may be ours.
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    /// Of a document, if it is one.
    pub fn of(uri: &Url) -> Option<Box<Chat>> {
        uri.path().ends_with(ENDING).then(Box::default)
    }

    /// An edit came: `by` lines more or less at this range, `added` of them in its text.
    pub fn edited(&mut self, range: Range, added: u32, by: i64) {
        // At a line's end it leaves the line where it is.
        let place = range.end;
        let from = if place.character == 0 {
            place.line
        } else {
            place.line + 1
        };
        let moved = |line: u32| u32::try_from(i64::from(line) + by).unwrap_or(0);
        for reply in self.replies.iter_mut().filter(|reply| reply.line >= from) {
            reply.line = moved(reply.line);
        }
        self.cursor = match self.cursor {
            // While one of ours is under way it may be ours.
            Some(line) if self.busy && line >= from => Some(moved(line)),
            kept if self.busy => kept,
            _ => Some(range.start.line + added),
        };
    }

    /// The person is at this line.
    pub fn at(&mut self, line: u32) {
        self.cursor = Some(line);
    }
}

impl Session {
    /// Whether answers can be written into this document.
    pub fn answers_in(&self, uri: &Url) -> bool {
        let chat = self
            .documents
            .get(uri)
            .is_some_and(|open| open.chat.is_some());
        chat && self.client.apply_edit
    }

    /// Has an answer written below a line of a chat file.
    pub fn reply(&mut self, uri: &Url, line: u32, text: &str) {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<String> = lines.map(transcript::inert).collect();
        if let Some(chat) = self
            .documents
            .get_mut(uri)
            .and_then(|open| open.chat.as_mut())
            && chat.replies.len() < WAITING
        {
            chat.replies.push_back(Reply { line, lines });
            self.stale.insert(uri.clone());
        }
    }

    /// Whether a run is told of in this document.
    pub fn is_told_in(&self, uri: &Url, id: &str) -> bool {
        let Some(open) = self.documents.get(uri) else {
            return false;
        };
        let run = self.runs().find(|(_, run)| run.id == id);
        let asked = |run: &RunView| {
            open.triggers()
                .iter()
                .any(|trigger| belongs(run, open, trigger))
        };
        run.is_some_and(|(_, run)| asked(run))
    }

    /// Says what there is to say in a chat file, one edit at a time.
    pub fn converse(&mut self, uri: &Url) {
        if !self.client.apply_edit {
            return;
        }
        let Some(open) = self.documents.get(uri) else {
            return;
        };
        let Some(chat) = &open.chat else { return };
        if chat.busy || chat.tried.is_some_and(|tried| open.version <= tried) {
            return;
        }
        let Some(next) = self.next_words(open, chat) else {
            return;
        };
        let version = open.version;
        let edit = self.edit_of(uri, open, &next.insertion);
        if let Some(chat) = self
            .documents
            .get_mut(uri)
            .and_then(|open| open.chat.as_mut())
        {
            chat.busy = true;
            chat.tried = Some(version);
        }
        let Some(edit) = edit else { return };
        let (outbox, desk, uri) = (self.outbox.clone(), self.desk.clone(), uri.clone());
        tokio::spawn(async move {
            let params = ApplyWorkspaceEditParams {
                label: Some("Backend Factory".to_owned()),
                edit,
            };
            let made = match outbox.ask::<ApplyWorkspaceEdit>(params, PATIENCE).await {
                Ok(done) if done.applied => Ok(()),
                Ok(done) => Err(done
                    .failure_reason
                    .unwrap_or_else(|| "no reason given".into())),
                Err(error) => Err(error.to_string()),
            };
            desk.tell("chat", move |session| session.conversed(&uri, next, made))
                .await;
        });
    }

    /// The client has made an edit, or not.
    fn conversed(&mut self, uri: &Url, next: Next, made: Result<(), String>) {
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        let version = open.version;
        let Some(chat) = &mut open.chat else { return };
        chat.busy = false;
        let done = match made {
            Ok(()) => true,
            Err(why) => {
                // That the person typed on meanwhile is no reason to give up.
                if chat.tried == Some(version) {
                    chat.refused += 1;
                }
                let given_up = chat.refused >= TRIES;
                tracing::info!(%uri, given_up, "an answer was not written: {why}");
                given_up
            }
        };
        if done {
            chat.refused = 0;
            match next.run {
                Some((id, lines)) => drop(chat.said.insert(id, lines)),
                None => drop(chat.replies.pop_front()),
            }
        }
        tracing::debug!(%uri, version, done, "chat");
        // There may be more to say; what was refused waits for another version.
        self.stale.insert(uri.clone());
    }

    fn next_words(&self, open: &Open, chat: &Chat) -> Option<Next> {
        let document = open.document()?;
        let cursor = chat.cursor;
        if let Some(reply) = chat.replies.front() {
            let insertion = page::below(document, reply.line as usize, &reply.lines, cursor);
            return Some(Next {
                insertion,
                run: None,
            });
        }
        let folder = self.folders.get(&open.root)?;
        for run in &folder.runs {
            let mut asked = open.triggers().iter();
            let Some(trigger) = asked.find(|trigger| belongs(run, open, trigger)) else {
                continue;
            };
            let lines = transcript::lines(run);
            let there = page::block(document, &transcript::mark(&run.id));
            let insertion = match (there, chat.said.get(&run.id)) {
                (Some(there), said) => {
                    // What this session said counts, not what is left of it: an undone line stays out.
                    let standing = page::said(document, there);
                    let said = said.map_or(standing.as_slice(), Vec::as_slice);
                    let new = transcript::unsaid(&lines, said);
                    if new.is_empty() {
                        continue;
                    }
                    page::add(document, there, &new, cursor)
                }
                // The person took it out.
                (None, Some(_)) => continue,
                (None, None) => {
                    // Only a run of this session begins an answer: an old one had its own.
                    if is_over(run.state) || !self.started.contains(&run.id) {
                        continue;
                    }
                    let line = trigger.span.end.line as usize;
                    page::below(document, line, &lines, cursor)
                }
            };
            return Some(Next {
                insertion,
                run: Some((run.id.clone(), lines)),
            });
        }
        None
    }

    fn edit_of(&self, uri: &Url, open: &Open, insertion: &Insertion) -> Option<WorkspaceEdit> {
        let place = open
            .document()?
            .position(insertion.at, self.client.encoding);
        let place = Position::new(place.line, place.character);
        let edit = TextEdit::new(Range::new(place, place), insertion.text.clone());
        if !self.client.document_changes {
            return Some(WorkspaceEdit::new(HashMap::from([(
                uri.clone(),
                vec![edit],
            )])));
        }
        let text_document = OptionalVersionedTextDocumentIdentifier {
            uri: uri.clone(),
            version: Some(open.version),
        };
        let edits = vec![OneOf::Left(edit)];
        Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![TextDocumentEdit {
                text_document,
                edits,
            }])),
            ..WorkspaceEdit::default()
        })
    }
}
