//! Open documents: text, requests, and where runs stand in them.
//!
//! An edit costs what it changed. What is large is read off the desk, and edits that come meanwhile
//! wait for it; what is too large, or no text, is declined and said so once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::lsp_types::{Position, TextDocumentContentChangeEvent, Url};

use super::Session;
use super::chat::Chat;
use super::request::Asked;
use crate::lsp::convert;
use crate::text::{Document, Encoding};
use crate::trigger::{Detector, Edited, Tracked, Trigger, language::Language};

/// A text over this size is first read off the desk.
const LARGE: usize = 512 * 1024;

/// A document that the client has open.
pub struct Open {
    /// As the client counts.
    pub version: i32,
    /// From the client's language id.
    pub language: Language,
    /// None for unsaved buffers and other schemes.
    pub path: Option<PathBuf>,
    /// The folder it belongs to.
    pub root: PathBuf,
    /// Below that folder, with `/`.
    pub relative: Option<String>,
    /// Its text and requests.
    pub state: State,
    /// What looks at it; none until the settings of its folder have come.
    pub detector: Option<Arc<Detector>>,
    /// Where a run's comment was last seen.
    pub anchors: HashMap<String, Position>,
    /// The conversation in it, where it is a chat file.
    pub chat: Option<Box<Chat>>,
}

/// How far we are with a document.
#[allow(clippy::large_enum_variant)] // there is one for each open document, nearly always the large one
pub enum State {
    /// Read; requests are known.
    Ready(Tracked),
    /// The text, before the folder's settings have come or while it is read off the desk.
    Reading {
        /// Not given away yet.
        text: Option<String>,
        /// Edits that came meanwhile, in order.
        edits: Vec<TextDocumentContentChangeEvent>,
    },
    /// Not looked at.
    Declined(String),
}

impl Open {
    /// The text and its requests, when they are known.
    pub fn tracked(&self) -> Option<&Tracked> {
        match &self.state {
            State::Ready(tracked) => Some(tracked),
            State::Reading { .. } | State::Declined(_) => None,
        }
    }

    /// The requests, when they are known.
    pub fn triggers(&self) -> &[Trigger] {
        self.tracked().map(Tracked::triggers).unwrap_or_default()
    }

    /// The text, when it is known.
    pub fn document(&self) -> Option<&Document> {
        self.tracked().map(Tracked::document)
    }

    /// Lets the text go.
    pub fn decline(&mut self, why: &str) {
        self.state = State::Declined(why.to_owned());
    }

    /// A request of this document as it is handed on.
    pub fn asked(&self, trigger: &Trigger) -> Asked {
        Asked::new(trigger, self.relative.clone())
    }

    /// Moves the places of comments along with an edit.
    fn shift(&mut self, edit: &TextDocumentContentChangeEvent) {
        let Some(range) = edit.range else { return };
        let added = edit.text.matches('\n').count() as i64;
        let by = added - i64::from(range.end.line.saturating_sub(range.start.line));
        if let Some(chat) = &mut self.chat {
            chat.edited(range, u32::try_from(added).unwrap_or(0), by);
        }
        for place in self.anchors.values_mut() {
            if range.end <= *place {
                place.line = u32::try_from(i64::from(place.line) + by).unwrap_or(0);
            } else if range.start < *place {
                // It was replaced itself: what came in its place stands here.
                *place = range.start;
            }
        }
    }
}

impl Session {
    /// The client opened a document.
    pub fn open(&mut self, uri: Url, language: &str, version: i32, text: String) {
        let path = uri.to_file_path().ok();
        let root = self.root_of(path.as_deref());
        self.enter(&root, true);
        let limit = self.folders[&root].settings.document_limit;
        let relative = path.as_deref().and_then(|path| below(&root, path));
        let mut open = Open {
            version,
            language: Language::from_id(language),
            path,
            root,
            relative,
            state: State::Reading {
                text: None,
                edits: Vec::new(),
            },
            detector: None,
            anchors: HashMap::new(),
            chat: Chat::of(&uri),
        };
        match unfit(&text, limit) {
            Some(why) => {
                tracing::info!(%uri, why, "a document is not looked at");
                open.decline(&why);
            }
            None => {
                open.state = State::Reading {
                    text: Some(text),
                    edits: Vec::new(),
                };
            }
        }
        self.at_hand = Some((uri.clone(), Position::default()));
        self.documents.insert(uri.clone(), open);
        self.fetch(&uri);
        self.stale.insert(uri.clone());
        self.look(&uri);
    }

    /// The client closed a document.
    pub fn close(&mut self, uri: &Url) {
        // What stood in the editor only is no longer what the others are held to.
        self.beside(uri);
        if self.documents.remove(uri).is_some() {
            self.stale.remove(uri);
            self.clear(uri);
            self.leave();
        }
    }

    /// A document that was too long to be taken in at all.
    pub fn too_long(&mut self, uri: Url, length: u64) {
        let path = uri.to_file_path().ok();
        let root = self.root_of(path.as_deref());
        self.enter(&root, false);
        let why = too_large(length);
        tracing::info!(%uri, why, "a document is not looked at");
        let open = Open {
            version: 0,
            language: Language::fallback(),
            path,
            root,
            relative: None,
            state: State::Declined(why),
            detector: None,
            anchors: HashMap::new(),
            chat: None,
        };
        self.documents.insert(uri.clone(), open);
        self.stale.insert(uri);
    }

    /// The client changed a document.
    pub fn change(&mut self, uri: &Url, version: i32, edits: Vec<TextDocumentContentChangeEvent>) {
        let encoding = self.client.encoding;
        let Some(open) = self.documents.get_mut(uri) else {
            tracing::debug!(%uri, "a change of a document that is not open");
            return;
        };
        let limit = self
            .folders
            .get(&open.root)
            .map(|folder| folder.settings.document_limit);
        open.version = version;
        let ours = open.path.as_deref().is_some_and(is_ours);
        self.stale.insert(uri.clone());
        for edit in &edits {
            open.shift(edit);
        }
        // A whole new text may be one that can be looked at, or can no longer be.
        if let Some(whole) = edits.iter().rposition(|edit| edit.range.is_none()) {
            let why = unfit(&edits[whole].text, limit.unwrap_or(usize::MAX));
            match (why, &open.state) {
                (Some(why), _) => return open.decline(&why),
                (None, State::Declined(_)) => {
                    let mut edits = edits;
                    let rest = edits.split_off(whole + 1);
                    let text = edits.pop().map(|edit| edit.text);
                    open.state = State::Reading { text, edits: rest };
                    return self.look(uri);
                }
                (None, State::Ready(_) | State::Reading { .. }) => {}
            }
        }
        match &mut open.state {
            State::Declined(_) => {}
            State::Reading { edits: waiting, .. } => waiting.extend(edits),
            State::Ready(tracked) => {
                let Some(detector) = open.detector.clone() else {
                    return;
                };
                self.changing = Some(uri.clone());
                let edited = edit(tracked, &detector, &edits, encoding);
                self.changing = None;
                if edited.is_finished() {
                    self.finished(uri, &edited);
                }
            }
        }
        if ours {
            self.beside(uri);
        }
    }

    /// Looks at a document anew: after it was opened, and when the settings have changed.
    pub fn look(&mut self, uri: &Url) {
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        let Some(detector) = detector(&self.folders, open) else {
            return; // the settings are on the way, and then we come back
        };
        open.detector = Some(detector.clone());
        let text = match &mut open.state {
            State::Declined(_) => return,
            State::Ready(tracked) => Some(tracked.document().text()),
            State::Reading { text, .. } => text.take(),
        };
        let Some(text) = text else { return };
        let language = open.language;
        if text.len() <= LARGE {
            let tracked = Tracked::open(&detector, &text, language);
            return self.ready(uri, tracked);
        }
        // Edits that come meanwhile wait in a new `Reading`.
        if !matches!(open.state, State::Reading { .. }) {
            open.state = State::Reading {
                text: None,
                edits: Vec::new(),
            };
        }
        let (desk, uri) = (self.desk.clone(), uri.clone());
        tokio::task::spawn_blocking(move || {
            let tracked = Tracked::open(&detector, &text, language);
            desk.tell_blocking("read", move |session| session.ready(&uri, tracked));
        });
    }

    /// A document is read: edits that came meanwhile are made.
    fn ready(&mut self, uri: &Url, mut tracked: Tracked) {
        let encoding = self.client.encoding;
        let Some(open) = self.documents.get_mut(uri) else {
            return; // closed meanwhile
        };
        if let State::Reading { edits, .. } = &mut open.state
            && let Some(detector) = open.detector.clone()
        {
            let edits = std::mem::take(edits);
            // Nothing that is made up for here was finished just now: it starts nothing.
            let _ = edit(&mut tracked, &detector, &edits, encoding);
        }
        open.state = State::Ready(tracked);
        self.stale.insert(uri.clone());
        // As it stands in the editor may be more than what is on disk.
        self.beside(uri);
    }
}

/// Makes edits; gives what a person finished typing with them.
fn edit(
    tracked: &mut Tracked,
    detector: &Detector,
    edits: &[TextDocumentContentChangeEvent],
    encoding: Encoding,
) -> Edited {
    let edits: Vec<_> = edits.iter().map(convert::edit).collect();
    tracked.edit(detector, &edits, encoding)
}

/// The detector for a document; none until the settings of its folder have come.
fn detector(
    folders: &std::collections::BTreeMap<PathBuf, super::Folder>,
    open: &Open,
) -> Option<Arc<Detector>> {
    let folder = folders.get(&open.root)?;
    let ignored = |detector: &Arc<Detector>| {
        let path = open.relative.as_deref();
        // Deliverables lie in a worktree, often outside of the folder: what stands there was asked.
        let ours = open.path.as_ref().is_some_and(|path| is_ours(path));
        ours || path.is_some_and(|path| detector.ignores(path))
    };
    let detector = folder.detector.clone()?;
    Some(if ignored(&detector) {
        folder.blind.clone()
    } else {
        detector
    })
}

/// A file that a phase hands over.
pub fn is_ours(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str() == ".backend-factory")
}

/// Why a text is not looked at.
fn unfit(text: &str, limit: usize) -> Option<String> {
    if text.len() > limit {
        return Some(too_large(text.len() as u64));
    }
    let head = &text.as_bytes()[..text.len().min(8 * 1024)];
    // A byte that was no UTF-8 reaches us as U+FFFD; one in a real text is no reason.
    let broken = text.len() > 64 && String::from_utf8_lossy(head).matches('\u{fffd}').count() > 16;
    if memchr::memchr(0, head).is_some() || broken {
        return Some("it is not text in UTF-8. Next: reopen it with its encoding.".to_owned());
    }
    None
}

fn too_large(bytes: u64) -> String {
    format!(
        "it has {} MB. Requests are looked for in documents of up to 32 MB.",
        bytes / (1024 * 1024)
    )
}

/// The path below a folder, with `/`.
pub fn below(root: &Path, path: &Path) -> Option<String> {
    if root.as_os_str().is_empty() {
        return None;
    }
    let below = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}
