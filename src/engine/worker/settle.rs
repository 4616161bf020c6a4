//! What lies in the worktree and belongs to no commit yet, when a phase is about to begin: a person's
//! edits, and the work of a phase that was waived or left. It is committed under its own name, so
//! that the next phase is judged by its own changes only.

use std::path::Path;

use super::{Carrier, Stop, facts};
use crate::{
    engine::runner::Folder,
    git::{Author, Change, PhaseCommit},
    workflow::{Event, Phase, lane::Lane},
};

/// What a commit holds.
pub(super) enum Content {
    /// A tree that was judged, as it is.
    Tree(String),
    /// The branch's own content, with these paths as they are in the worktree.
    Paths(Vec<String>),
}

impl Carrier {
    /// Commits what is left before `next` begins (none: before the run ends). Says whether the
    /// machine was told of something, so that the caller has to ask it again.
    pub(super) fn settle(&mut self, worktree: &Path, next: Option<Phase>) -> Result<bool, Stop> {
        if self.take_edits(worktree)? {
            return Ok(true);
        }
        let Some((phase, attempt, passed)) = self.last_attempt() else {
            return Ok(false);
        };
        if Some(phase) == next && !passed {
            return Ok(false); // the same phase goes on with what it has
        }
        let tip = self.tip()?;
        let changes = self.repository.changes(worktree, &tip)?;
        let changes: Vec<Change> = changes
            .into_iter()
            .filter(|it| !is_build_output(worktree, it))
            .collect();
        if changes.is_empty() {
            return Ok(false);
        }
        if passed {
            // Its gate left the worktree clean and its agent is gone: a person did this.
            let message = format!("Edited by a person after phase {}", phase.number());
            self.commit(
                worktree,
                phase,
                attempt,
                &message,
                Content::Paths(touched(&changes)),
            )?;
            return Ok(false);
        }
        let lane = self.lane_of(worktree, phase, attempt);
        let out = lane.audit(&changes.iter().map(as_workflow).collect::<Vec<_>>());
        if !out.is_empty() {
            let paths: Vec<String> = out
                .into_iter()
                .flat_map(|it| [Some(it.path), it.from])
                .flatten()
                .collect();
            let patch = self
                .layout
                .patches(&self.id)?
                .join(format!("{}-{attempt}-left.patch", phase.number()));
            self.repository
                .move_out_to_patch(worktree, &tip, &paths, &patch)?;
        }
        let rest = self.repository.changes(worktree, &tip)?;
        let rest: Vec<Change> = rest
            .into_iter()
            .filter(|it| !is_build_output(worktree, it))
            .collect();
        if !rest.is_empty() {
            let waived = self.run.view().phases[phase.index()].waived.clone();
            let message = match waived {
                Some(reason) => format!(
                    "Phase {}: {}\n\nWaived by a person: {reason}",
                    phase.number(),
                    phase.name()
                ),
                None => format!(
                    "Phase {}: {}\n\nLeft as it is: the work went back to an earlier phase.",
                    phase.number(),
                    phase.name()
                ),
            };
            self.commit(
                worktree,
                phase,
                attempt,
                &message,
                Content::Paths(touched(&rest)),
            )?;
        }
        Ok(false)
    }

    /// Deliverables that are not what their gate let through: a person edited them.
    fn take_edits(&mut self, worktree: &Path) -> Result<bool, Stop> {
        for (phase, sha256, path) in edits(&self.run, worktree) {
            let event = Event::DeliverableEdited { phase, sha256 };
            if self.run.check(&event).is_err() {
                continue;
            }
            let message = format!(
                "Phase {}: {}, edited by a person",
                phase.number(),
                phase.name()
            );
            // First the commit: done again after a crash, it finds itself made.
            self.commit(worktree, phase, 0, &message, Content::Paths(vec![path]))?;
            self.append(event)?;
            return Ok(true);
        }
        Ok(false)
    }

    /// One commit with the run's trailers.
    pub(super) fn commit(
        &self,
        worktree: &Path,
        phase: Phase,
        attempt: u32,
        message: &str,
        content: Content,
    ) -> Result<String, Stop> {
        let since = self.since_known();
        let trailers = self.trailers(phase, attempt);
        let (tree, paths) = match &content {
            Content::Tree(tree) => (Some(tree.as_str()), &[][..]),
            Content::Paths(paths) => (None, paths.as_slice()),
        };
        let commit = self.repository.commit_phase(
            worktree,
            &PhaseCommit {
                branch: &self.run.requested().branch,
                since: &since,
                tree,
                paths,
                message,
                trailers: &trailers,
                author: &Author::default(),
            },
        )?;
        Ok(commit)
    }

    pub(super) fn trailers(&self, phase: Phase, attempt: u32) -> [(&'static str, String); 3] {
        [
            ("Backend-Factory-Run", self.id.clone()),
            ("Backend-Factory-Phase", phase.slug().to_owned()),
            ("Backend-Factory-Attempt", attempt.to_string()),
        ]
    }

    /// The last commit of the branch that the journal knows.
    pub(super) fn since_known(&self) -> String {
        let commits = self
            .events
            .iter()
            .rev()
            .filter_map(|recorded| match &recorded.event {
                Event::GatePassed { commit, .. } => Some(commit.clone()),
                _ => None,
            });
        commits
            .into_iter()
            .next()
            .unwrap_or_else(|| self.run.requested().base.clone())
    }

    pub(super) fn tip(&self) -> Result<String, Stop> {
        Ok(self
            .repository
            .resolve(&format!("refs/heads/{}", self.run.requested().branch))?)
    }

    /// The latest attempt, and whether its gate passed.
    pub(super) fn last_attempt(&self) -> Option<(Phase, u32, bool)> {
        let mut last = None;
        for recorded in &self.events {
            match &recorded.event {
                Event::AttemptStarted { phase, attempt } => last = Some((*phase, *attempt, false)),
                Event::GatePassed { .. } => {
                    last = last.map(|(phase, attempt, _)| (phase, attempt, true))
                }
                _ => {}
            }
        }
        last
    }

    /// The lane that an attempt was given.
    pub(super) fn lane_of(&self, worktree: &Path, phase: Phase, attempt: u32) -> Lane {
        let attempts = self.layout.attempts(&self.id).ok();
        let folder = attempts.and_then(|attempts| Folder::new(&attempts, phase, attempt).ok());
        match folder.and_then(|folder| folder.task().ok().flatten()) {
            Some(task) => task.lane(),
            None => self.new_lane(worktree, phase).0,
        }
    }
}

/// Deliverables whose text is not what was handed over: phase, digest of the text now, path.
pub(in crate::engine) fn edits(
    run: &crate::workflow::Run,
    worktree: &Path,
) -> Vec<(Phase, String, String)> {
    let handed = run.deliverables().into_iter();
    let edited = handed.filter_map(|(phase, deliverable)| {
        let text = facts::read_bytes(&worktree.join(&deliverable.path))?;
        let digest = facts::sha256(&text);
        (digest != deliverable.sha256).then(|| (phase, digest, deliverable.path.clone()))
    });
    edited.collect()
}

/// All paths of these changes, as a commit takes them. Repositories inside are never taken.
pub(super) fn touched(changes: &[Change]) -> Vec<String> {
    let ours = changes.iter().filter(|change| !change.submodule);
    ours.flat_map(|change| change.touched().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Folders and files that tools make beside the sources, in repositories that forget to ignore them.
/// Names that a source folder could have count only where a tool has marked the folder as its cache.
pub(super) fn is_build_output(worktree: &Path, change: &Change) -> bool {
    const FOLDERS: &[&str] = &[
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".venv",
        "node_modules",
        ".gradle",
        ".tox",
        ".nyc_output",
    ];
    if change.old_mode != 0 || change.submodule {
        return false;
    }
    let mut folder = worktree.to_owned();
    change.path.split('/').any(|part| {
        folder.push(part);
        let marked = part == "target" && folder.join("CACHEDIR.TAG").is_file();
        marked || FOLDERS.contains(&part) || part.ends_with(".pyc") || part.ends_with(".egg-info")
    })
}

/// A change as the lane judges it.
pub(super) fn as_workflow(change: &Change) -> crate::workflow::Change {
    use crate::{
        git::ChangeKind as Theirs,
        workflow::change::{ChangeKind, FileKind},
    };
    let mode = if change.new_mode == 0 {
        change.old_mode
    } else {
        change.new_mode
    };
    let (kind, from) = match &change.kind {
        Theirs::Added => (ChangeKind::Added, None),
        Theirs::Modified => (ChangeKind::Modified, None),
        Theirs::Deleted => (ChangeKind::Deleted, None),
        Theirs::Renamed { from } => (ChangeKind::Renamed, Some(from.clone())),
        Theirs::TypeChanged => (ChangeKind::Retyped, None),
    };
    crate::workflow::Change {
        from,
        file: match mode {
            _ if change.submodule => FileKind::Submodule,
            0o120000 => FileKind::Symlink,
            0o160000 => FileKind::Submodule,
            0o100644 | 0o100755 => FileKind::Regular,
            _ => FileKind::Special,
        },
        link_target: change.symlink_target.clone(),
        mode_changed: change.old_mode != 0
            && change.new_mode != 0
            && change.old_mode != change.new_mode,
        ..crate::workflow::Change::new(change.path.clone(), kind)
    }
}
