//! Searches trees in parallel; what git ignores is left out, and so is what is no text.

use std::{
    fs,
    io::{IsTerminal, stderr},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use ignore::{DirEntry, WalkBuilder, WalkState};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{super::Failure, decode};
use crate::{
    text::Document,
    trigger::{Detector, language::Language},
};

/// Larger files are left out, and said to be. An editor's server has the same limit.
const LARGEST: u64 = 32 << 20;

/// What to search.
pub(super) struct Tree<'a> {
    /// The folder that relative paths mean, and that shown paths are relative to.
    pub base: &'a Path,
    /// The root that the globs of the settings are relative to.
    pub root: &'a Path,
    /// Files and folders; the base if there are none.
    pub paths: &'a [PathBuf],
    /// Whether to show progress at a terminal.
    pub progress: bool,
}

/// What could not be searched.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    not_text: AtomicU64,
    too_large: Mutex<Vec<String>>,
    unreadable: Mutex<Vec<String>>,
}

impl LeftOut {
    /// What to tell of it.
    pub fn lines(&self) -> Vec<String> {
        let list = |what: &str, paths: &Mutex<Vec<String>>| {
            let paths = paths.lock().unwrap_or_else(|broken| broken.into_inner());
            let more = match paths.len() {
                0 => return None,
                1..=3 => String::new(),
                more => format!(" and {} more", more - 3),
            };
            let some: Vec<String> = paths
                .iter()
                .take(3)
                .map(|path| super::plain(path, 300))
                .collect();
            Some(format!("{what}: {}{more}", some.join(", ")))
        };
        let not_text = self.not_text.load(Ordering::Relaxed);
        let not_text = match not_text {
            0 => None,
            1 => Some("1 file is not text and was left out.".to_owned()),
            many => Some(format!("{many} files are not text and were left out.")),
        };
        [
            not_text,
            list("larger than 32 MiB and left out", &self.too_large),
            list("not readable", &self.unreadable),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// What a file holds, for us.
pub(super) enum Content {
    /// A text.
    Text(String),
    /// What no editor would show as text.
    NotText,
    /// More than [`LARGEST`] bytes.
    TooLarge,
}

/// Reads a file that a person or a tree gave us.
pub(super) fn read(path: &Path) -> std::io::Result<Content> {
    if fs::metadata(path)?.len() > LARGEST {
        return Ok(Content::TooLarge);
    }
    Ok(match decode::text(fs::read(path)?) {
        Some(text) => Content::Text(text),
        None => Content::NotText,
    })
}

/// The language of a file; none for one that nobody named and whose kind we do not know.
pub(super) fn language(path: &Path, text: &str, named: bool) -> Option<Language> {
    let first = text.lines().next().unwrap_or("");
    let name = path.to_string_lossy();
    Language::from_path(&name, first).or_else(|| named.then(|| Language::from_id("plaintext")))
}

impl Tree<'_> {
    /// What `read` finds in every file, given the path as it is shown, in order; and what was left out.
    pub fn search<T: Ord + Send>(
        &self,
        detector: &Detector,
        read: impl Fn(&str, &Document, Language) -> Vec<T> + Sync,
    ) -> Result<(Vec<T>, LeftOut), Failure> {
        let here = [PathBuf::from(".")];
        let paths = if self.paths.is_empty() {
            &here[..]
        } else {
            self.paths
        };
        let mut builder: Option<WalkBuilder> = None;
        for path in paths {
            let path = self.base.join(path);
            path.symlink_metadata().map_err(|error| {
                Failure::Usage(format!(
                    "{}: {error}. Next: give files and folders that exist.",
                    path.display()
                ))
            })?;
            match &mut builder {
                None => builder = Some(WalkBuilder::new(path)),
                Some(builder) => drop(builder.add(path)),
            }
        }
        let Some(mut builder) = builder else {
            return Ok((Vec::new(), LeftOut::default()));
        };
        let own = |entry: &DirEntry| {
            // Our own deliverables speak of requests all the time.
            entry.depth() == 0
                || !matches!(
                    entry.file_name().to_str(),
                    Some(".git" | ".backend-factory")
                )
        };
        builder.hidden(false).filter_entry(own).threads(
            std::thread::available_parallelism()
                .map_or(2, usize::from)
                .min(16),
        );
        let bar = self.bar();
        let (all, left_out) = (Mutex::new(Vec::new()), LeftOut::default());
        builder.build_parallel().run(|| {
            Box::new(|entry| {
                match entry {
                    Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                        let found = self.file(detector, &entry, &left_out, &read);
                        bar.inc(1);
                        if !found.is_empty() {
                            all.lock()
                                .unwrap_or_else(|broken| broken.into_inner())
                                .extend(found);
                        }
                    }
                    Ok(_) => {}
                    Err(error) => note(&left_out.unreadable, error.to_string()),
                }
                WalkState::Continue
            })
        });
        bar.finish_and_clear();
        let mut all = all
            .into_inner()
            .unwrap_or_else(|broken| broken.into_inner());
        all.sort();
        // A file that was named twice.
        all.dedup();
        Ok((all, left_out))
    }

    fn file<T>(
        &self,
        detector: &Detector,
        entry: &DirEntry,
        left_out: &LeftOut,
        find: impl Fn(&str, &Document, Language) -> Vec<T>,
    ) -> Vec<T> {
        let named = entry.depth() == 0;
        let path = entry.path();
        let shown = self.shown(path);
        if !named && detector.ignores(&self.below_root(path)) {
            return Vec::new();
        }
        let text = match read(path) {
            Ok(Content::Text(text)) => text,
            Ok(Content::NotText) => {
                // A picture is nobody's loss: only what its name says we read is told of.
                let missed = named || language(path, "", false).is_some();
                left_out
                    .not_text
                    .fetch_add(u64::from(missed), Ordering::Relaxed);
                return Vec::new();
            }
            Ok(Content::TooLarge) => {
                note(&left_out.too_large, shown);
                return Vec::new();
            }
            Err(error) => {
                note(&left_out.unreadable, format!("{shown} ({error})"));
                return Vec::new();
            }
        };
        let Some(language) = language(path, &text, named) else {
            return Vec::new();
        };
        find(&shown, &Document::new(&text), language)
    }

    /// A path as it is shown: relative to the folder where that is shorter, with `/`.
    fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.base).unwrap_or(path);
        let path = path.strip_prefix(".").unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }

    /// A path relative to the root, for globs.
    fn below_root(&self, path: &Path) -> String {
        let parts = path
            .components()
            .filter(|part| !matches!(part, std::path::Component::CurDir));
        let path: PathBuf = parts.collect();
        let path = path.strip_prefix(self.root).unwrap_or(&path);
        path.to_string_lossy().replace('\\', "/")
    }

    fn bar(&self) -> ProgressBar {
        let target = match self.progress && stderr().is_terminal() {
            true => ProgressDrawTarget::stderr_with_hz(10),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        match ProgressStyle::with_template("{spinner:.cyan} {human_pos} files ({per_sec})") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }
}

fn note(list: &Mutex<Vec<String>>, text: String) {
    list.lock()
        .unwrap_or_else(|broken| broken.into_inner())
        .push(text);
}
