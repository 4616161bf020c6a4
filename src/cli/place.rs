//! Where a command works: the folder, the settings in force there, and the engine of its clone.

use std::path::{Path, PathBuf};

use super::{Failure, Global, terminal};
use crate::{
    config::{self, Files, Layers, Loaded, Values},
    engine::{Embedded, Engine},
    trigger::{self, Detector, UserFamily},
    workflow::{Phase, RunView, definition},
};

/// A folder with its settings.
pub(super) struct Place {
    /// The folder that the command was started in, or told.
    pub folder: PathBuf,
    /// The root of the repository around it; the folder itself where there is none.
    pub root: PathBuf,
    /// The settings files that there are.
    pub layers: Layers,
    /// The settings in force.
    pub settings: Loaded,
    /// What there is to say of settings files that could not be read.
    pub unread: Vec<String>,
}

impl Place {
    /// Reads the settings that hold here. What is wrong with them is said, and the rest applies.
    pub fn read(global: &Global, overrides: &[(&str, &str)]) -> Result<Place, Failure> {
        let place = Place::load(global, overrides, None)?;
        for line in place.problems() {
            terminal::warn(&terminal::plain(&line, 1000));
        }
        Ok(place)
    }

    /// The same without a word: for a command that shows the problems itself.
    pub fn read_silently(global: &Global) -> Result<Place, Failure> {
        Place::load(global, &[], None)
    }

    /// The same with the editor's own settings.
    pub fn for_editor(
        global: &Global,
        editor: Option<serde_json::Value>,
    ) -> Result<Place, Failure> {
        Place::load(global, &[], editor)
    }

    fn load(
        global: &Global,
        overrides: &[(&str, &str)],
        editor: Option<serde_json::Value>,
    ) -> Result<Place, Failure> {
        let folder = folder(global)?;
        let root = root(&folder);
        let (mut layers, unread) = layers(&root);
        layers.editor = editor;
        layers.overrides = global.set.clone();
        let pair = |(key, value): &(&str, &str)| (key.to_string(), value.to_string());
        layers.overrides.extend(overrides.iter().map(pair));
        let settings = config::load(&layers);
        Ok(Place {
            folder,
            root,
            layers,
            settings,
            unread,
        })
    }

    /// The engine of the clone around the folder.
    pub fn engine(&self) -> Result<Embedded, Failure> {
        let settings = self.settings.engine();
        Ok(Embedded::open(&self.folder, settings)?)
    }

    /// The detector with the settings of this place.
    pub fn detector(&self) -> Detector {
        let (detector, problems) = Detector::new(trigger_settings(&self.settings.values));
        for problem in problems {
            terminal::warn(&terminal::plain(&problem, 1000));
        }
        detector
    }

    /// What is wrong with the settings and definitions: `path:line:column: message`, a line each.
    pub fn problems(&self) -> Vec<String> {
        let files = [
            (&self.layers.user, &self.settings.user),
            (&self.layers.workspace, &self.settings.workspace),
        ];
        let in_files = files.into_iter().flat_map(|(source, problems)| {
            problems.iter().map(move |problem| match source {
                Some(source) => at(&source.path, &source.text, problem),
                None => problem.message.clone(),
            })
        });
        let typed = self.settings.overrides.iter();
        let typed = typed.map(|problem| format!("--set: {}", problem.message));
        let definitions = self.definitions().into_iter().map(|(path, problem)| {
            format!(
                "{}:{}: {}",
                path.display(),
                problem.line + 1,
                problem.message
            )
        });
        let unread = self.unread.iter().cloned();
        unread
            .chain(in_files)
            .chain(typed)
            .chain(definitions)
            .collect()
    }

    /// Definitions of phases in the workspace or the home folder that cannot be read.
    pub fn definitions(&self) -> Vec<(PathBuf, definition::Problem)> {
        let folders = [Some(self.root.clone()), std::env::home_dir()];
        let mut all = Vec::new();
        for folder in folders.into_iter().flatten() {
            for phase in Phase::ALL {
                let name = format!("{}.md", phase.agent());
                let path = folder.join(".claude/agents").join(name);
                let Ok(text) = std::fs::read(&path) else {
                    continue;
                };
                if let Err(problem) = definition::parse(&String::from_utf8_lossy(&text)) {
                    all.push((path, problem));
                }
            }
        }
        all.dedup();
        all
    }
}

/// The run that is named, or else the newest of the clone.
pub(super) fn run_meant(engine: &Embedded, run: Option<&str>) -> Result<RunView, Failure> {
    if let Some(run) = run {
        return Ok(engine.run(run)?);
    }
    engine.runs()?.into_iter().next().ok_or_else(|| {
        Failure::Usage("no runs here yet. Next: `backend-factory run \"…\"`.".to_owned())
    })
}

/// The folder that a command works in.
pub(super) fn folder(global: &Global) -> Result<PathBuf, Failure> {
    let folder = global.directory.clone().unwrap_or_else(|| ".".into());
    folder.canonicalize().map_err(|error| {
        Failure::Usage(format!(
            "{}: {error}. Next: give a folder that exists.",
            folder.display()
        ))
    })
}

/// `path:line:column: message`, counted from one as editors show it.
pub(super) fn at(path: &Path, text: &str, problem: &config::Problem) -> String {
    let start = problem.lines(text).start;
    let (line, column) = (start.line + 1, start.byte + 1);
    format!("{}:{line}:{column}: {}", path.display(), problem.message)
}

/// The nearest folder with a `.git`, else the folder itself.
pub(super) fn root(folder: &Path) -> PathBuf {
    let found = folder.ancestors().find(|dir| dir.join(".git").exists());
    found.unwrap_or(folder).to_owned()
}

/// The settings files for a root, and what to say of one that cannot be read.
pub(super) fn layers(root: &Path) -> (Layers, Vec<String>) {
    let files = Files::from_env();
    let mut unread = Vec::new();
    let mut source = |read: std::io::Result<Option<config::Source>>, path: Option<&Path>| {
        read.unwrap_or_else(|error| {
            let path = path.unwrap_or(Path::new("the settings file")).display();
            unread.push(format!(
                "{path} cannot be read: {error}. Next: mend or remove it; until then it does not apply."
            ));
            None
        })
    };
    let layers = Layers {
        user: source(files.user(), files.user.as_deref()),
        workspace: source(files.workspace(root), Some(&root.join(config::FILE))),
        ..Layers::default()
    };
    (layers, unread)
}

/// What detection is told.
pub(super) fn trigger_settings(values: &Values) -> trigger::Settings {
    let texts = |key: &str| values.texts(key).unwrap_or_default();
    let family = |name: String| {
        let key = |leaf: &str| format!("trigger.family.{name}.{leaf}");
        UserFamily {
            verbs: texts(&key("verbs")),
            objects: texts(&key("objects")),
            patterns: values.text(&key("pattern")).into_iter().collect(),
            name,
        }
    };
    trigger::Settings {
        enabled: values.bool("trigger.enabled"),
        products: texts("trigger.products"),
        disabled: values.layers("trigger.disabled").concat(),
        ignore: texts("trigger.ignore"),
        families: values
            .names("trigger.family")
            .into_iter()
            .map(family)
            .collect(),
    }
}
