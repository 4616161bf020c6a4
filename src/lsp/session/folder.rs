//! A clone (or a folder that is in none): its settings, its detector, its engine, its runs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::engine::Engine;
use crate::lsp::settings::{Problem, Settings};
use crate::trigger::{self, Detector};
use crate::workflow::{RunView, metrics::Forecast, view::Live};

/// What is known of a folder.
pub struct Folder {
    /// In force here.
    pub settings: Settings,
    /// None until the settings have come.
    pub detector: Option<Arc<Detector>>,
    /// For documents in which nothing is looked for: it finds nothing.
    pub blind: Arc<Detector>,
    /// Of files of settings and definitions.
    pub problems: Vec<Problem>,
    /// None until it is open; `failed` says why it is not.
    pub engine: Option<Arc<dyn Engine>>,
    /// Why there is no engine.
    pub failed: Option<String>,
    /// Newest first.
    pub runs: Vec<RunView>,
    /// When a run was last changed from here.
    pub changed: Option<Instant>,
    /// What the next run may take, from those that completed.
    pub forecast: Option<Forecast>,
    /// What the agents are doing.
    pub live: HashMap<String, Live>,
    /// Has the watcher look at once.
    pub poke: Arc<tokio::sync::Notify>,
    /// A watcher is at work.
    pub watched: bool,
    /// Hashes of requests whose start is on the way: a double click is one run.
    pub starting: Vec<String>,
}

/// Settings as they were read off the desk.
pub struct Loaded {
    settings: Settings,
    detector: Arc<Detector>,
    problems: Vec<Problem>,
}

impl Loaded {
    /// Makes the detector, which takes too long for the desk.
    pub fn new(settings: Settings, mut problems: Vec<Problem>) -> Self {
        let (detector, wrong) = Detector::new(settings.trigger.clone());
        problems.extend(wrong.into_iter().map(|message| Problem {
            path: None,
            line: 0,
            start: 0,
            end: 0,
            message,
            warning: false,
        }));
        let detector = Arc::new(detector);
        Loaded {
            settings,
            detector,
            problems,
        }
    }
}

impl Folder {
    /// Before its settings have come.
    pub fn new(settings: Settings) -> Self {
        Folder {
            settings,
            detector: None,
            blind: Arc::new(
                Detector::new(trigger::Settings {
                    enabled: false,
                    ..trigger::Settings::default()
                })
                .0,
            ),
            problems: Vec::new(),
            engine: None,
            failed: None,
            runs: Vec::new(),
            changed: None,
            forecast: None,
            live: HashMap::new(),
            poke: Arc::default(),
            watched: false,
            starting: Vec::new(),
        }
    }

    /// Takes new settings; says whether documents have to be looked at anew.
    pub fn take(&mut self, loaded: Loaded) -> bool {
        let changed = self.detector.is_none() || self.settings.trigger != loaded.settings.trigger;
        self.settings = loaded.settings;
        self.problems = loaded.problems;
        if changed {
            self.detector = Some(loaded.detector);
        }
        changed
    }
}

/// The root of the clone that a folder is in, or the folder itself.
pub fn root(folder: &Path) -> PathBuf {
    clone_of(folder).unwrap_or_else(|| folder.to_owned())
}

/// The root of the clone that a folder is in.
pub fn clone_of(folder: &Path) -> Option<PathBuf> {
    let mut up = folder.ancestors();
    up.find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}
