//! A request as it is handed on: its words, its hash, its place; and which run belongs to it.

use tower_lsp::lsp_types::Url;

use super::Session;
use super::document::Open;
use crate::lsp::convert;
use crate::trigger::{self, Trigger};
use crate::workflow::event::{Origin, Request};
use crate::workflow::view::RunState;
use crate::workflow::{Phase, RunView};

/// A request, with the hash of the words that were shown.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What a run would be started with.
    pub request: Request,
    /// Of its words.
    pub hash: String,
}

impl Asked {
    /// From what was found in a document.
    pub fn new(trigger: &Trigger, path: Option<String>) -> Self {
        let line = trigger.span.start.line;
        Asked {
            hash: trigger::hash(trigger),
            request: Request {
                title: trigger.title.clone(),
                text: trigger.text.clone(),
                family: trigger.family.to_string(),
                origin: path.map(|path| Origin { path, line }),
            },
        }
    }
}

/// The phases that the words of a command ask for: `/backend-plan …` is a plan.
pub fn phases(text: &str) -> Vec<Phase> {
    // Only a command names a phase: `implement …` is a request like any other.
    let word = text
        .strip_prefix(['/', '@'])
        .and_then(|rest| rest.split_whitespace().next());
    let word = word.filter(|word| word.starts_with("backend-"));
    match word.and_then(Phase::parse) {
        Some(Phase::Plan) => vec![Phase::Requirements, Phase::Plan],
        Some(phase) => vec![phase],
        None => Phase::ALL.to_vec(),
    }
}

/// Whether a run still takes part in what the person sees.
pub fn is_over(state: RunState) -> bool {
    match state {
        RunState::Completed | RunState::Cancelled | RunState::Failed => true,
        RunState::Queued | RunState::Running | RunState::Waiting | RunState::Blocked => false,
    }
}

impl Session {
    /// The run that a request was taken from, where this document is a copy of it in a run's worktree:
    /// the person's own file shows how it stands, and a copy asks for nothing.
    pub fn copied_from<'a>(&'a self, open: &Open, trigger: &Trigger) -> Option<&'a RunView> {
        let mut runs = self.folders.values().flat_map(|folder| &folder.runs);
        let found = runs.find(|run| belongs(run, open, trigger))?;
        self.is_copy(open).then_some(found)
    }

    /// Whether this document is a run's copy of a file, and no file of the person's.
    fn is_copy(&self, open: &Open) -> bool {
        let mut runs = self.folders.values().flat_map(|folder| &folder.runs);
        open.path.as_deref().is_some_and(|path| {
            runs.any(|run| {
                let worktree = run.worktree.as_deref();
                worktree.is_some_and(|worktree| path.starts_with(worktree))
            })
        })
    }

    /// The newest run of a request in this document, if one is to be seen.
    pub fn run_of<'a>(&'a self, open: &Open, trigger: &Trigger) -> Option<&'a RunView> {
        let folder = self.folders.get(&open.root)?;
        let mut runs = folder.runs.iter().filter(|run| belongs(run, open, trigger));
        let newest = runs.next().filter(|run| run.state != RunState::Cancelled);
        newest.filter(|_| !self.is_copy(open))
    }

    /// Runs of this document whose words are no longer there, and their lines.
    pub fn strays<'a>(&'a self, open: &Open) -> Vec<(&'a RunView, u32)> {
        let Some(folder) = self.folders.get(&open.root) else {
            return Vec::new();
        };
        let Some(relative) = &open.relative else {
            return Vec::new();
        };
        let here = |run: &&RunView| {
            let origin = run.request.origin.as_ref();
            !is_over(run.state) && origin.is_some_and(|origin| origin.path == *relative)
        };
        let lost = |run: &&RunView| {
            let mut triggers = open.triggers().iter();
            !triggers.any(|trigger| belongs(run, open, trigger))
        };
        let runs = folder.runs.iter().filter(here).filter(lost);
        let line = |run: &RunView| {
            let origin = run.request.origin.as_ref().map_or(0, |origin| origin.line);
            open.anchors.get(&run.id).map_or(origin, |place| place.line)
        };
        let found: Vec<_> = runs.map(|run| (run, line(run))).collect();
        if found.is_empty() || self.is_copy(open) {
            return Vec::new();
        }
        found
    }

    /// Remembers where the comments of runs stand, so that they are found when their words change.
    pub fn anchor(&mut self, uri: &Url) {
        let Some(open) = self.documents.get(uri) else {
            return;
        };
        if self
            .folders
            .get(&open.root)
            .is_none_or(|folder| folder.runs.is_empty())
        {
            return;
        }
        let Some(document) = open.document() else {
            return;
        };
        let place =
            |trigger: &Trigger| convert::range(document, trigger.span, self.client.encoding).start;
        let found: Vec<_> = open
            .triggers()
            .iter()
            .filter_map(|trigger| Some((self.run_of(open, trigger)?.id.clone(), place(trigger))))
            .collect();
        if let Some(open) = self.documents.get_mut(uri) {
            open.anchors.extend(found);
        }
    }
}

/// Same file, same words. Two requests of the same words in one file are one request.
pub fn belongs(run: &RunView, open: &Open, trigger: &Trigger) -> bool {
    let path = run.request.origin.as_ref().map(|origin| &origin.path);
    path == open.relative.as_ref() && run.request.text == trigger.text
}
