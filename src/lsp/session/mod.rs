//! What the desk owns: the client's abilities, the open documents, the folders and their runs.
//!
//! Everything here is plain data changed by one task. What takes long is started with [`Session::spawn`]
//! and comes back as new work on the desk.

pub mod chat;
mod contract;
pub mod document;
pub mod folder;
mod launch;
pub mod managed;
mod progress;
pub mod publish;
pub mod request;
pub mod shelf;
pub mod traced;
mod watch;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::lsp_types::{InitializeParams, Position, Url};

use super::capabilities::Client;
use super::desk::Desk;
use super::outbox::Outbox;
use super::settings::{Host, Settings};
use crate::workflow::RunView;
use crate::workflow::brief::Handed;

use document::Open;
use folder::Folder;
use progress::Shown;

/// Documents that belong to no folder share this one.
pub const NOWHERE: &str = "";

/// The state of one editor's session.
pub struct Session {
    /// What the client can do.
    pub client: Client,
    /// Towards the client.
    pub outbox: Outbox,
    /// Back to the desk.
    pub desk: Desk,
    /// Engines and settings.
    pub host: Arc<dyn Host>,
    /// What was given at the start, before any folder has its own.
    pub settings: Settings,
    /// The editor's settings, as it last sent them.
    pub editor: Value,
    /// The agent that the person chose in this session, over all settings.
    pub agent: Option<String>,
    /// Open documents.
    pub documents: HashMap<Url, Open>,
    /// By the root of the clone, or of the workspace folder that is in none.
    pub folders: BTreeMap<PathBuf, Folder>,
    /// The workspace's folders, as the client names them.
    pub workspace: Vec<PathBuf>,
    /// Folders that went from the workspace, and are looked at until their last document is closed.
    pub leaving: BTreeSet<PathBuf>,
    /// Where the person was last.
    pub at_hand: Option<(Url, Position)>,
    /// Documents whose diagnostics may have changed.
    pub stale: BTreeSet<Url>,
    /// Runs that were started in this session.
    pub started: HashSet<String>,
    /// Deliverables of runs whose files are open, by their folder.
    pub shelves: HashMap<PathBuf, Vec<Handed>>,
    /// Progress that the client shows.
    pub progress: HashMap<String, Shown>,
    /// How many stretches of work had a progress.
    pub stretches: u64,
    /// Files that have diagnostics of ours without being open.
    pub flagged: BTreeSet<Url>,
    /// The document that is being changed: what a panic leaves half done.
    pub changing: Option<Url>,
    /// The client may be spoken to.
    pub begun: bool,
}

impl Session {
    /// A session before `initialize`.
    pub fn new(desk: Desk, outbox: Outbox, host: Arc<dyn Host>, settings: Settings) -> Self {
        Session {
            client: Client::default(),
            outbox,
            desk,
            host,
            settings,
            editor: Value::Null,
            agent: None,
            documents: HashMap::new(),
            folders: BTreeMap::new(),
            workspace: Vec::new(),
            leaving: BTreeSet::new(),
            at_hand: None,
            stale: BTreeSet::new(),
            started: HashSet::new(),
            shelves: HashMap::new(),
            progress: HashMap::new(),
            stretches: 0,
            flagged: BTreeSet::new(),
            changing: None,
            begun: false,
        }
    }

    /// Takes what the client said at `initialize`.
    pub fn initialize(&mut self, params: &InitializeParams) {
        self.client = Client::new(params);
        let options = params.initialization_options.as_ref();
        let settings = options.and_then(|options| options.get("settings").or(Some(options)));
        self.editor = settings.cloned().unwrap_or(Value::Null);
        if let Some(own) = self.editor.as_object_mut() {
            for name in ["runsChanged", "diagnostics", "definition"] {
                own.remove(name);
            }
        }
        let folders = params.workspace_folders.iter().flatten();
        self.workspace = folders
            .filter_map(|folder| folder.uri.to_file_path().ok())
            .collect();
        if self.workspace.is_empty() {
            #[allow(deprecated)] // what clients without workspace folders still send
            let root = params.root_uri.as_ref();
            self.workspace
                .extend(root.and_then(|root| root.to_file_path().ok()));
        }
    }

    /// The client is ready: settings are read, runs are looked for.
    pub fn begin(&mut self) {
        self.begun = true;
        for folder in self.workspace.clone() {
            self.enter(&folder::root(&folder), true);
        }
    }

    /// The folder a document belongs to, by its path.
    pub fn root_of(&self, path: Option<&Path>) -> PathBuf {
        match path {
            // A folder that is named, and no file in one.
            Some(path) if self.folders.contains_key(path) => path.to_owned(),
            Some(path) if self.workspace.iter().any(|folder| folder == path) => folder::root(path),
            Some(path) => path
                .parent()
                .and_then(folder::clone_of)
                .or_else(|| {
                    let inside = self.workspace.iter().filter(|root| path.starts_with(root));
                    inside.max_by_key(|root| root.as_os_str().len()).cloned()
                })
                .unwrap_or_else(|| PathBuf::from(NOWHERE)),
            // An unsaved buffer works for the workspace at hand.
            None => self
                .workspace
                .first()
                .map_or_else(|| PathBuf::from(NOWHERE), |first| folder::root(first)),
        }
    }

    /// Makes sure that a folder is known: its settings are on the way, and its runs are watched.
    pub fn enter(&mut self, root: &Path, watch: bool) {
        if !self.folders.contains_key(root) {
            self.folders
                .insert(root.to_owned(), Folder::new(self.settings.clone()));
            self.load(root);
        }
        if watch && self.begun && root.as_os_str() != NOWHERE {
            self.watch(root);
        }
    }

    /// Forgets folders that went from the workspace, as soon as nothing of them is open.
    pub fn leave(&mut self) {
        let kept: BTreeSet<PathBuf> = self.workspace.iter().map(|at| folder::root(at)).collect();
        for root in std::mem::take(&mut self.leaving) {
            if kept.contains(&root) {
                continue;
            }
            if self.documents.values().any(|open| open.root == root) {
                self.leaving.insert(root);
                continue;
            }
            if let Some(gone) = self.folders.remove(&root) {
                // Its watcher finds itself alone, and ends.
                gone.poke.notify_one();
                self.unfollow(&gone.runs);
                self.flag();
                self.tell_companion();
                self.tell_live();
            }
        }
    }

    /// Reads the settings of a folder off the desk.
    pub fn load(&mut self, root: &Path) {
        let (host, desk) = (self.host.clone(), self.desk.clone());
        let mut editor = self.editor.clone();
        if let Some(agent) = &self.agent {
            match editor.as_object_mut() {
                Some(own) => drop(own.insert("agent".to_owned(), json!(agent))),
                None => editor = json!({ "agent": agent }),
            }
        }
        let root = root.to_owned();
        tokio::task::spawn_blocking(move || {
            let of = (root.as_os_str() != NOWHERE).then_some(root.as_path());
            let (settings, problems) = host.settings(of, &editor);
            let loaded = folder::Loaded::new(settings, problems);
            desk.tell_blocking("settings", move |session| session.loaded(&root, loaded));
        });
    }

    /// The settings of all folders may have changed. An engine holds those that it was opened with,
    /// so what starts from now on gets a new one.
    pub fn reload(&mut self) {
        for root in self.folders.keys().cloned().collect::<Vec<_>>() {
            self.load(&root);
        }
    }

    /// The person chose who works the phases from now on.
    pub fn take_agent(&mut self, name: String) {
        self.agent = Some(name);
        self.reload();
    }

    /// The settings of a folder have come.
    fn loaded(&mut self, root: &Path, loaded: folder::Loaded) {
        let Some(folder) = self.folders.get_mut(root) else {
            return;
        };
        let changed = folder.take(loaded);
        // Opened anew with these settings when somebody next wants something of it.
        folder.engine = None;
        if let Some(log) = folder.settings.log.clone() {
            self.settings.log = Some(log);
        }
        if changed {
            let of: Vec<Url> = self.documents_of(root);
            for uri in of {
                self.look(&uri);
            }
        }
        self.flag();
    }

    /// Open documents of a folder.
    pub fn documents_of(&self, root: &Path) -> Vec<Url> {
        let inside = self.documents.iter().filter(|(_, open)| open.root == root);
        inside.map(|(uri, _)| uri.clone()).collect()
    }

    /// All runs that are known, newest first.
    pub fn newest_first(&self) -> Vec<&RunView> {
        let mut runs: Vec<&RunView> = self.runs().map(|(_, run)| run).collect();
        // RFC 3339 in UTC: as text they are in the order of time.
        runs.sort_by(|a, b| b.created.cmp(&a.created));
        runs
    }

    /// All runs that are known with their clones, newest first within a clone.
    pub fn runs(&self) -> impl Iterator<Item = (&PathBuf, &RunView)> {
        let runs = self.folders.values().flat_map(|folder| &folder.runs);
        let worktrees: HashSet<&Path> = runs
            .filter_map(|run| run.worktree.as_deref().map(Path::new))
            .collect();
        // The person's own folder is a run's place, not the worktree where its files are open.
        let mut folders: Vec<_> = self.folders.iter().collect();
        folders.sort_by_key(|(root, _)| worktrees.contains(root.as_path()));
        let all = folders
            .into_iter()
            .flat_map(|(root, folder)| folder.runs.iter().map(move |run| (root, run)));
        // A worktree of a run that is open beside its clone knows the same runs.
        let mut seen = HashSet::new();
        all.filter(move |(_, run)| seen.insert(run.id.as_str()))
    }

    /// After a panic: the document that was being changed is let go, everything else stands.
    pub fn mistrust(&mut self) {
        if let Some(uri) = self.changing.take()
            && let Some(open) = self.documents.get_mut(&uri)
        {
            open.decline("an internal error; close the document and open it again");
            self.stale.insert(uri);
        }
    }
}

/// What jobs leave on the desk.
impl Session {
    /// Takes a request for a start: two clicks are one run.
    pub fn claim(&mut self, root: &Path, hash: &str) -> Result<(), String> {
        self.enter(root, false);
        let Some(folder) = self.folders.get_mut(root) else {
            return Ok(());
        };
        if folder.starting.iter().any(|known| known == hash) {
            return Err("this request is being started already.".to_owned());
        }
        folder.starting.push(hash.to_owned());
        Ok(())
    }

    /// The start is done, one way or the other.
    pub fn release(&mut self, root: &Path, hash: &str) {
        if let Some(folder) = self.folders.get_mut(root) {
            folder.starting.retain(|known| known != hash);
        }
    }

    /// A run as the engine gave it: shown at once, and the watcher looks after it.
    pub fn changed(&mut self, root: &Path, run: RunView) {
        let Some(folder) = self.folders.get_mut(root) else {
            return;
        };
        let before = folder.runs.clone();
        match folder.runs.iter_mut().find(|known| known.id == run.id) {
            Some(known) => *known = run,
            None => folder.runs.insert(0, run),
        }
        folder.changed = Some(std::time::Instant::now());
        folder.poke.notify_one();
        self.refresh(root);
        self.follow(root, &before);
        self.tell_companion();
        // The watcher will find nothing new.
        self.refresh_lenses();
    }

    /// Something that the person just did has failed. A companion shows errors itself.
    pub fn complain(&mut self, message: &str) {
        tracing::info!("refused: {message}");
        if !self.client.companion {
            let message = format!("Backend Factory: {message}");
            self.outbox
                .show(tower_lsp::lsp_types::MessageType::ERROR, message);
        }
    }
}
