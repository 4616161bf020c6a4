//! The deliverables of runs whose files are open here, as they stand: on disk, and in the editor
//! where they are edited. One shelf a run, by the folder that holds its documents.
//!
//! Files are read off the desk; what is open counts more than what is saved. What the documents mean
//! is the workflow's; this only keeps them at hand.

use std::io::Read;
use std::path::{Path, PathBuf};

use std::time::Duration;

use tower_lsp::lsp_types::request::{RegisterCapability, Request, UnregisterCapability};
use tower_lsp::lsp_types::{RegistrationParams, Unregistration, UnregistrationParams, Url};

use super::Session;
use super::document::Open;
use crate::lsp::notifications::watched_files;
use crate::workflow::brief::Handed;
use crate::workflow::trace::{self, Row};
use crate::workflow::{Phase, RunView};

/// How long a client may take to agree to watching.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of each document so much is read.
const LIMIT: u64 = 1024 * 1024;
/// The folder in a worktree that holds deliverables.
pub const FOLDER: &str = ".backend-factory";

/// The phase whose deliverable stands at this path, and its path in the worktree.
pub fn place(path: &Path) -> Option<(Phase, String)> {
    let name = path.file_name()?.to_str()?;
    let phase = Phase::ALL
        .into_iter()
        .find(|phase| phase.deliverable() == name)?;
    let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    let at = parts.iter().rposition(|part| *part == FOLDER)?;
    Some((phase, parts[at..].join("/")))
}

/// The folder of a run's documents; none before there is one.
pub fn folder_of(run: &RunView) -> Option<PathBuf> {
    let paths = run
        .phases
        .iter()
        .filter_map(|phase| phase.deliverable.as_deref());
    paths.map(Path::new).find_map(|path| {
        let inside = path.iter().any(|part| part == FOLDER);
        inside.then(|| path.parent().map(Path::to_owned)).flatten()
    })
}

/// Reads what there is in a folder of documents. Blocks.
pub fn read(folder: &Path) -> Vec<Handed> {
    let each = Phase::ALL.into_iter();
    each.filter_map(|phase| read_one(folder, phase)).collect()
}

impl Session {
    /// The run in whose worktree this path is.
    pub fn run_around(&self, path: &Path) -> Option<&RunView> {
        let within = |run: &&RunView| {
            let worktree = run.worktree.as_deref();
            worktree.is_some_and(|worktree| path.starts_with(worktree))
        };
        self.runs().map(|(_, run)| run).find(within)
    }

    /// The run whose deliverable this document is, and of which phase.
    pub fn handed_over_by(&self, open: &Open) -> Option<(&RunView, Phase)> {
        let path = open.path.as_deref()?;
        let (phase, _) = place(path)?;
        Some((self.run_around(path)?, phase))
    }

    /// The folder of documents that speaks of this document: its own, or that of the run in whose
    /// worktree it is.
    pub fn shelf_of(&self, open: &Open) -> Option<PathBuf> {
        let path = open.path.as_deref()?;
        match place(path) {
            Some(_) => path.parent().map(Path::to_owned),
            None => folder_of(self.run_around(path)?),
        }
    }

    /// The documents of a folder, as the person sees them.
    pub fn handed(&self, folder: &Path, wanted: impl Fn(Phase) -> bool) -> Vec<Handed> {
        let kept = self.shelves.get(folder).map(Vec::as_slice);
        let kept = kept.unwrap_or_default();
        let each = Phase::ALL.into_iter().filter(|phase| wanted(*phase));
        each.filter_map(|phase| {
            let path = folder.join(phase.deliverable());
            let open = Url::from_file_path(&path).ok();
            let open = open.and_then(|uri| self.documents.get(&uri)?.document());
            match open {
                Some(document) => Some(Handed {
                    phase,
                    path: place(&path)?.1,
                    sha256: String::new(),
                    text: document.text(),
                }),
                None => kept.iter().find(|kept| kept.phase == phase).cloned(),
            }
        })
        .collect()
    }

    /// The criteria of a folder's documents.
    pub fn criteria(&self, folder: &Path) -> Vec<Row> {
        trace::matrix(&self.handed(folder, |_| true))
    }

    /// Reads the documents that speak of this one off the desk.
    pub fn fetch(&mut self, uri: &Url) {
        let folder = self.documents.get(uri).and_then(|open| self.shelf_of(open));
        if let Some(folder) = folder {
            self.fetch_folder(folder);
        }
    }

    /// The runs have changed, so their documents may have: those of open documents are read again.
    pub fn fetch_all(&mut self) {
        let folders: std::collections::BTreeSet<PathBuf> = self
            .documents
            .values()
            .filter_map(|open| self.shelf_of(open))
            .collect();
        let gone = self
            .shelves
            .extract_if(|folder, _| !folders.contains(folder));
        let gone: Vec<PathBuf> = gone.map(|(folder, _)| folder).collect();
        self.unwatch_shelves(gone);
        for folder in folders {
            self.fetch_folder(folder);
        }
    }

    /// A document of a shelf was edited or saved: the others may look different now.
    pub fn beside(&mut self, uri: &Url) {
        let Some(open) = self.documents.get(uri) else {
            return;
        };
        let Some(folder) = open.path.as_deref().filter(|path| place(path).is_some()) else {
            return;
        };
        let folder = folder.parent().map(Path::to_owned);
        let others = self.documents.iter().filter(|(_, other)| {
            let path = other.path.as_deref();
            path.is_some_and(|path| path.parent().map(Path::to_owned) == folder)
        });
        let others: Vec<Url> = others.map(|(uri, _)| uri.clone()).collect();
        self.stale.extend(others);
    }

    /// Files of a shelf have changed on disk.
    pub fn fetch_again(&self, folder: &Path) {
        if self.shelves.contains_key(folder) {
            self.fetch_folder(folder.to_owned());
        }
    }

    /// Has the client say when somebody else writes the documents of a shelf.
    fn watch_shelf(&self, folder: &Path) {
        let registration = watched_files::of_shelf(folder);
        if let Some(registration) = registration.filter(|_| self.client.watch_elsewhere) {
            let params = RegistrationParams {
                registrations: vec![registration],
            };
            self.order::<RegisterCapability>(params);
        }
    }

    fn unwatch_shelves(&self, folders: Vec<PathBuf>) {
        if !self.client.watch_elsewhere || folders.is_empty() {
            return;
        }
        let taken_back = folders.iter().map(|folder| Unregistration {
            id: watched_files::id_of_shelf(folder),
            method: watched_files::METHOD.to_owned(),
        });
        let params = UnregistrationParams {
            unregisterations: taken_back.collect(),
        };
        self.order::<UnregisterCapability>(params);
    }

    /// Asks the client for something that nothing waits for.
    fn order<R: Request<Result = ()> + 'static>(&self, params: R::Params)
    where
        R::Params: Send,
    {
        let outbox = self.outbox.clone();
        tokio::spawn(async move {
            if let Err(error) = outbox.ask::<R>(params, PATIENCE).await {
                tracing::info!("{error}");
            }
        });
    }

    fn fetch_folder(&self, folder: PathBuf) {
        let desk = self.desk.clone();
        tokio::task::spawn_blocking(move || {
            let texts = read(&folder);
            desk.tell_blocking("deliverables", move |session| {
                if session.shelves.get(&folder) == Some(&texts) {
                    return;
                }
                let of = session.documents.iter().filter(|(_, open)| {
                    let path = open.path.as_deref();
                    path.is_some_and(|path| path.parent() == Some(&folder))
                });
                let of: Vec<Url> = of.map(|(uri, _)| uri.clone()).collect();
                session.stale.extend(of);
                if !session.shelves.contains_key(&folder) {
                    session.watch_shelf(&folder);
                }
                session.shelves.insert(folder, texts);
            });
        });
    }
}

fn read_one(folder: &Path, phase: Phase) -> Option<Handed> {
    let path: PathBuf = folder.join(phase.deliverable());
    // A link may lead anywhere, and what an agent wrote is not followed.
    if !path.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    let file = std::fs::File::open(&path).ok()?;
    file.take(LIMIT).read_to_string(&mut text).ok()?;
    let (_, path) = place(&path)?;
    // The digest is for briefs; nothing here compares it.
    let sha256 = String::new();
    Some(Handed {
        phase,
        path,
        sha256,
        text,
    })
}
