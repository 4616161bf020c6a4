//! The gate after an attempt: the diff is audited, evidence gathered, the verdict asked for, and what
//! passes is committed.
//!
//! Done again after a crash it comes to the same end: what was moved out stays moved out, commands run
//! again, and a commit that was made is found by its trailers and not made twice.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{
    Carrier, Stop,
    attempt::Start,
    evidence::is_lock_file,
    facts,
    moved::{Moved, denials, move_ignored},
    settle::{Content, as_workflow, is_build_output, touched},
    template::spare_projects_without,
};
use crate::{
    agent::sandbox::Level,
    engine::{durable, runner::Folder},
    git::{Change, Snapshot, Tamper},
    workflow::{
        Event, Finding, Lane, Phase,
        change::{ChangeKind, FileKind},
        deliverable::{self, Page},
        event::Deliverable,
        evidence::EvidenceKind,
        gate::{self, Inputs},
    },
};

/// A longer diff is judged by its beginning.
const DIFF_BYTES: usize = 4 << 20;

/// So many files of a phase are remembered by name.
const MOST_FILES: usize = 1000;

/// What was judged, kept until it is committed and journaled.
#[derive(Serialize, Deserialize)]
struct Passed {
    deliverable: Deliverable,
    summary: String,
    findings: Vec<Finding>,
    files: Vec<String>,
    frontend: Vec<String>,
}

/// The audit's result.
pub(super) struct Audit {
    /// Everything that changed since the phase began, as the gate judges it.
    pub changes: Vec<crate::workflow::Change>,
    /// Findings of our own.
    findings: Vec<Finding>,
    /// Where what left the lane is now.
    patch: Option<String>,
    /// The worktree as it was found, where it was left so.
    snapshot: Option<Snapshot>,
    /// Paths that a person changed after the gate had spoken, and before it was asked again.
    mended: Vec<String>,
}

impl Carrier {
    pub(super) async fn gate(&mut self, phase: Phase, attempt: u32) -> Result<(), Stop> {
        let worktree = self.worktree()?;
        let folder = Folder::new(&self.layout.attempts(&self.id)?, phase, attempt)?;
        if let Some(event) = self.already_passed(&folder, phase, attempt)? {
            return self.append(event);
        }
        self.show(format!("checking the gate of phase {}", phase.number()));
        let start: Start = durable::read(&folder.file("start.json"))?
            .ok_or_else(|| Stop::Failed("the attempt's start was not written down".to_owned()))?;
        let lane = self.lane_of(&worktree, phase, attempt);
        let mut audit = self.audit(&worktree, &folder, &start, &lane, phase, attempt)?;
        let lane_evidence = self.record_lane(phase, attempt, &audit)?;
        let kinds: &[EvidenceKind] = match phase {
            Phase::Requirements | Phase::Plan => &[],
            Phase::Implement => &[EvidenceKind::Build, EvidenceKind::Lint],
            Phase::Test => &[EvidenceKind::Test, EvidenceKind::Coverage],
            Phase::Validate => &[EvidenceKind::Test, EvidenceKind::Validate],
            Phase::Submit => &[],
        };
        let mut snapshot = match audit.snapshot.take() {
            Some(snapshot) => snapshot,
            None => self.repository.snapshot(&worktree, &start.since)?,
        };
        let mut gathered = self
            .gather(&worktree, phase, attempt, kinds, &snapshot.tree)
            .await?;
        let templates = self
            .lint_templates(
                &worktree,
                (phase, attempt),
                &audit,
                &snapshot.tree,
                &mut gathered,
            )
            .await?;
        if !gathered.evidence.is_empty() {
            snapshot = self
                .repository
                .snapshot_again(&worktree, &start.since, &snapshot)?;
            let left = self.ours(&worktree, snapshot.changes.clone());
            if self
                .clear_after_commands(&worktree, &start, &lane, &mut audit, &left, phase, attempt)?
            {
                snapshot = self.repository.snapshot(&worktree, &start.since)?;
            }
        }
        gathered.evidence.insert(0, lane_evidence);
        if phase == Phase::Submit {
            gathered.evidence.push(self.check_branch(
                &snapshot,
                audit.patch.is_some(),
                phase,
                attempt,
            )?);
        }
        let path = self.run.requested().deliverable_path(phase);
        let text = facts::read_text(&worktree.join(&path));
        let diff = self
            .repository
            .diff_text(&start.since, &snapshot.tree, DIFF_BYTES)?;
        let verdict = gate::judge(&Inputs {
            text: text.clone(),
            earlier: self.earlier(&worktree, phase),
            changes: audit.changes.clone(),
            mended: audit.mended.clone(),
            diff: Some(diff.text),
            evidence: gathered.evidence,
            outputs: gathered.outputs,
            baseline: self.run.baseline(),
            tests: gathered.tests,
            ..Inputs::new(phase, path.clone(), lane, self.run.policy().clone())
        });
        let mut findings = verdict.findings;
        spare_projects_without(&worktree, &mut findings);
        if audit.patch.is_some() && !findings.iter().any(|it| it.code == "out-of-lane") {
            // Moved out by a worker that died before it could say so in full.
            findings.push(Finding::error(
                "out-of-lane",
                "The attempt left its lane; what was outside is in the patch",
            ));
        }
        findings.extend(audit.findings);
        findings.extend(self.role(phase).problem);
        findings.extend(denials(&folder));
        findings.extend(templates);
        let files = files(&audit.changes);
        findings.extend(self.files_of_others(phase, &files));
        let shut = findings.iter().any(Finding::is_error);
        let (false, true, Some(text)) = (shut, verdict.passed, text) else {
            let retry = verdict.retry;
            // What differs from this later is a person's.
            durable::write(&folder.file("judged.json"), &snapshot.tree)?;
            return self.append(Event::GateFailed {
                phase,
                attempt,
                findings,
                patch: audit.patch,
                retry,
            });
        };
        let deliverable = Deliverable {
            path,
            sha256: facts::sha256(text.as_bytes()),
        };
        let passed = Passed {
            deliverable,
            summary: verdict.summary,
            findings,
            files,
            frontend: match phase {
                Phase::Requirements | Phase::Plan => frontend(&text),
                Phase::Implement | Phase::Test | Phase::Validate | Phase::Submit => Vec::new(),
            },
        };
        durable::write(&folder.file("passed.json"), &passed)?;
        let all = snapshot.changes.len();
        let changes = self.ours(&worktree, snapshot.changes);
        let whole = changes.len() == all && changes.iter().all(|change| !change.submodule);
        let content = match whole {
            true => Content::Tree(snapshot.tree),
            false => Content::Paths(touched(&changes)),
        };
        let mended = match audit.mended.as_slice() {
            [] => "",
            _ => "\n\nMended by a person after its gate stayed shut.",
        };
        let message = format!(
            "Phase {}: {}\n\n{}{mended}",
            phase.number(),
            phase.name(),
            passed.summary
        );
        let commit = self.commit(&worktree, phase, attempt, &message, content)?;
        self.append(passed.into_event(phase, attempt, commit.clone()))?;
        self.fresh = Some(commit);
        Ok(())
    }

    /// A worker before us may have committed the phase and died before it could say so.
    fn already_passed(
        &self,
        folder: &Folder,
        phase: Phase,
        attempt: u32,
    ) -> Result<Option<Event>, Stop> {
        let Some(passed) = durable::read::<Passed>(&folder.file("passed.json"))? else {
            return Ok(None);
        };
        let trailers = self.trailers(phase, attempt);
        let commits = self
            .repository
            .commits(&self.run.requested().base, &self.run.requested().branch)?;
        let ours = commits.iter().rev().find(|commit| {
            trailers
                .iter()
                .all(|(key, value)| commit.trailers.iter().any(|(k, v)| k == key && v == value))
        });
        Ok(ours.map(|commit| passed.into_event(phase, attempt, commit.oid.clone())))
    }

    /// Changes without what tools leave beside the sources.
    fn ours(&self, worktree: &Path, changes: Vec<Change>) -> Vec<Change> {
        changes
            .into_iter()
            .filter(|change| !is_build_output(worktree, change))
            .collect()
    }

    fn audit(
        &self,
        worktree: &Path,
        folder: &Folder,
        start: &Start,
        lane: &Lane,
        phase: Phase,
        attempt: u32,
    ) -> Result<Audit, Stop> {
        // How often this gate has spoken already: a person mended something and asks it again.
        let round = self.rounds(phase, attempt);
        let named = |name: &str, end: &str| match round {
            0 => format!("{name}{end}"),
            _ => format!("{name}-again-{round}{end}"),
        };
        let mended = match durable::read::<String>(&folder.file("judged.json"))? {
            Some(judged) if round > 0 => touched(&self.repository.changes(worktree, &judged)?),
            _ => Vec::new(),
        };
        // A worker before us may have moved things out already, and died before the gate was recorded.
        let kept = folder.file(&named("moved", ".json"));
        let (mut changes, mut findings, mut patch) =
            durable::read::<Moved>(&kept)?.map_or_else(Default::default, Moved::into_parts);
        findings.extend(self.tampering(worktree, folder, start, round)?);
        let snapshot = self.repository.snapshot(worktree, &start.since)?;
        let found = self.ours(worktree, snapshot.changes.clone());
        let mut all: Vec<crate::workflow::Change> = found.iter().map(as_workflow).collect();
        for change in &mut all {
            if change.file == FileKind::Regular && is_hard_link(&worktree.join(&change.path)) {
                change.file = FileKind::HardLink;
            }
        }
        all.extend(self.newly_ignored(worktree, start)?);
        let mut out = lane.audit(&all);
        out.retain(|it| !mended.contains(&it.path));
        if !out.is_empty() {
            let paths: Vec<String> = out
                .iter()
                .flat_map(|it| [Some(it.path.clone()), it.from.clone()])
                .flatten()
                .collect();
            let name = format!("{}-{}-{attempt}", phase.number(), phase.slug());
            let file = self.layout.patches(&self.id)?.join(named(&name, ".patch"));
            let moved_changes: Vec<_> = all
                .iter()
                .filter(|it| paths.contains(&it.path))
                .cloned()
                .collect();
            patch = Some(file.display().to_string());
            changes.extend(moved_changes);
            durable::write(&kept, &Moved::of(&changes, &findings, patch.as_deref()))?;
            move_ignored(worktree, &all, &paths, &file)?;
            self.repository
                .move_out_to_patch(worktree, &start.since, &paths, &file)?;
        }
        let known =
            |it: &crate::workflow::Change| !changes.iter().any(|other| other.path == it.path);
        let rest: Vec<_> = all.into_iter().filter(known).collect();
        changes.extend(rest);
        Ok(Audit {
            changes,
            findings,
            patch,
            snapshot: out.is_empty().then_some(snapshot),
            mended,
        })
    }

    /// What was done to git itself. What can be put right is put right.
    fn tampering(
        &self,
        worktree: &Path,
        folder: &Folder,
        start: &Start,
        round: usize,
    ) -> Result<Vec<Finding>, Stop> {
        let branch = &self.run.requested().branch;
        let known = self.since_known();
        let mut found = self
            .repository
            .tampered(worktree, branch, &known, &start.fingerprint)?;
        // The agent is gone: what changed in the clone since the gate spoke is the user's doing.
        found.retain(|it| round == 0 || !matches!(it, Tamper::Control { .. }));
        if found.iter().any(|it| !matches!(it, Tamper::Control { .. })) {
            self.repository.restore(worktree, branch, &known)?;
        }
        // Where the system kept the agent inside its worktree, somebody else changed the clone's
        // configuration: the user, most likely.
        let held = folder
            .done()?
            .is_some_and(|done| done.sandbox == Level::Enforced);
        // Written through a link it leaves no trace in the diff; a person may do so between two rounds.
        let outside = match held || round > 0 {
            true => Vec::new(),
            false => start.outside.findings(),
        };
        let tampered = found.iter().map(|tamper| match tamper {
            Tamper::GitFile => Finding::error("out-of-lane", "The worktree's `.git` file was changed. It was put back; leave it alone").in_file(".git"),
            Tamper::Head { now } => Finding::error("out-of-lane", format!("HEAD was moved to `{now}`. It was put back; stay on the run's branch")),
            Tamper::Rewritten { now } => Finding::error("out-of-lane", format!("The history of the run's branch was rewritten (it was at `{now}`). It was put back; add commits, never rewrite them")),
            Tamper::Control { path } if held => Finding::warning("clone-changed", format!("`{path}` in the clone's git folder changed while the agent worked. The agent could not write there; look whether you know the change")),
            Tamper::Control { path } => Finding::error("security-clone-changed", format!("`{path}` in the clone's git folder changed while the agent worked. It was left as it is: look whether you know the change")),
        });
        Ok(tampered.chain(outside).collect())
    }

    /// What appeared since the attempt began and git ignores: no part of a commit, and yet written.
    fn newly_ignored(
        &self,
        worktree: &Path,
        start: &Start,
    ) -> Result<Vec<crate::workflow::Change>, Stop> {
        let now = self.repository.ignored(worktree)?;
        let new = now.into_iter().filter(|path| !start.ignored.contains(path));
        Ok(new
            .map(|path| crate::workflow::Change {
                ignored: true,
                ..crate::workflow::Change::new(path.trim_end_matches('/'), ChangeKind::Added)
            })
            .collect())
    }

    fn record_lane(
        &mut self,
        phase: Phase,
        attempt: u32,
        audit: &Audit,
    ) -> Result<crate::workflow::Evidence, Stop> {
        let mut report = String::new();
        for change in audit.changes.iter().filter(|change| !change.ignored) {
            report.push_str(&format!("{:?} {}\n", change.kind, change.path));
        }
        if let Some(patch) = &audit.patch {
            report.push_str(&format!("moved out of the branch: {patch}\n"));
        }
        for finding in &audit.findings {
            report.push_str(&format!("{}\n", finding.message));
        }
        let holds = audit.patch.is_none() && !audit.findings.iter().any(Finding::is_error);
        self.record_check(
            phase,
            attempt,
            EvidenceKind::Lane,
            "lane audit",
            holds,
            &report,
        )
    }

    /// What our own commands left in the worktree. Lock files and changes within the lane belong to
    /// the work; the rest goes into a patch of its own, because nobody asked for it. Says whether
    /// there was such a rest.
    #[allow(
        clippy::too_many_arguments,
        reason = "they name one attempt and what is known of it"
    )]
    fn clear_after_commands(
        &self,
        worktree: &Path,
        start: &Start,
        lane: &Lane,
        audit: &mut Audit,
        after: &[Change],
        phase: Phase,
        attempt: u32,
    ) -> Result<bool, Stop> {
        let before: Vec<&str> = audit
            .changes
            .iter()
            .map(|change| change.path.as_str())
            .collect();
        let left: Vec<String> = after
            .iter()
            .filter(|change| !before.contains(&change.path.as_str()) && !is_lock_file(&change.path))
            .filter(|change| change.old_mode == 0 || !lane.allows_write(&change.path))
            .flat_map(|change| change.touched().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        if left.is_empty() {
            return Ok(false);
        }
        let file = self.layout.patches(&self.id)?.join(format!(
            "{}-{}-{attempt}-commands.patch",
            phase.number(),
            phase.slug()
        ));
        self.repository
            .move_out_to_patch(worktree, &start.since, &left, &file)?;
        let shown = left
            .iter()
            .take(5)
            .cloned()
            .collect::<Vec<_>>()
            .join("`, `");
        audit.findings.push(Finding::warning("left-by-commands", format!("The project's commands left `{shown}` behind. It is kept in {}; add it to `.gitignore`", file.display())));
        Ok(true)
    }
}

impl Passed {
    fn into_event(self, phase: Phase, attempt: u32, commit: String) -> Event {
        Event::GatePassed {
            phase,
            attempt,
            deliverable: self.deliverable,
            summary: self.summary,
            commit,
            findings: self.findings,
            files: self.files,
            frontend: self.frontend,
        }
    }
}

/// Whether a file has another name. Neither a checkout nor a plain write gives it one.
fn is_hard_link(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    path.symlink_metadata()
        .is_ok_and(|known| known.is_file() && known.nlink() > 1)
}

/// The project's files among these changes, bounded.
fn files(changes: &[crate::workflow::Change]) -> Vec<String> {
    let ours = |path: &str| !path.starts_with(".backend-factory/");
    let named = changes.iter().filter(|change| !change.ignored);
    let paths = named.flat_map(|change| [Some(&change.path), change.from.as_ref()]);
    let mut paths: Vec<String> = paths.flatten().filter(|it| ours(it)).cloned().collect();
    paths.truncate(MOST_FILES);
    paths
}

/// What a document says that the frontend team has to do.
fn frontend(text: &str) -> Vec<String> {
    let items = deliverable::frontend(&Page::read(text));
    items.into_iter().map(|(what, _)| what).collect()
}
