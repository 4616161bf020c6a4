//! Runs that change the same files: each is told of the others, because whoever is merged second has
//! to resolve the conflict. Works on views alone; it looks at no branch.

use super::{
    Finding, RunView,
    view::{Overlap, RunState},
};

/// Files that one warning names.
const SHOWN: usize = 10;

/// Tells each run which others have changed some of the same files.
pub fn mark(views: &mut [RunView]) {
    let all: Vec<Vec<Overlap>> = views.iter().map(|view| of(view, views)).collect();
    for (view, overlaps) in views.iter_mut().zip(all) {
        view.overlaps = overlaps;
    }
}

/// The others that have changed some of the files of this run. A run that is over is told nothing.
pub fn of(view: &RunView, others: &[RunView]) -> Vec<Overlap> {
    if view.files.is_empty() || !goes_on(view) {
        return Vec::new();
    }
    let shared = |other: &RunView| {
        let counts = other.id != view.id && (goes_on(other) || lies_ready(other, view));
        let files: Vec<String> = view
            .files
            .iter()
            .filter(|file| counts && other.files.contains(file))
            .cloned()
            .collect();
        (!files.is_empty()).then(|| Overlap {
            run: other.id.clone(),
            title: other.title.clone(),
            files,
        })
    };
    others.iter().filter_map(shared).collect()
}

/// The same as a gate's warning.
pub fn finding(overlap: &Overlap) -> Finding {
    let shown: Vec<&str> = overlap
        .files
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect();
    let more = match overlap.files.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "Run {} ({}) has changed the same files: `{}`{more}. Whoever is merged second resolves the conflict",
        overlap.run,
        overlap.title,
        shown.join("`, `"),
    );
    Finding::warning("files-of-another-run", message)
}

fn goes_on(view: &RunView) -> bool {
    match view.state {
        RunState::Queued | RunState::Running | RunState::Waiting | RunState::Blocked => true,
        RunState::Completed | RunState::Cancelled | RunState::Failed => false,
    }
}

/// Finished, not merged as far as we know, and begun at the same commit: `view` does not have it.
fn lies_ready(other: &RunView, view: &RunView) -> bool {
    other.state == RunState::Completed && other.merged.is_none() && other.base == view.base
}
