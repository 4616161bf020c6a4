//! The gate after an attempt: the diff is audited, evidence gathered, the verdict asked for, and what
//! passes is committed.
//!
//! Done again after a crash it comes to the same end: what was moved out stays moved out, commands run
//! again, and a commit that was made is found by its trailers and not made twice.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    Carrier, Stop,
    attempt::Start,
    evidence::is_lock_file,
    facts,
    settle::{Content, as_workflow, is_build_output, touched},
};
use crate::{
    agent::sandbox::Level,
    engine::{durable, runner::Folder},
    git::{Change, Snapshot, Tamper},
    workflow::{
        Event, Finding, Lane, Phase,
        change::ChangeKind,
        event::Deliverable,
        evidence::EvidenceKind,
        gate::{self, Inputs},
    },
};

/// A longer diff is judged by its beginning.
const DIFF_BYTES: usize = 4 << 20;

/// What was judged, kept until it is committed and journaled.
#[derive(Serialize, Deserialize)]
struct Passed {
    deliverable: Deliverable,
    summary: String,
    findings: Vec<Finding>,
}

/// The audit's result.
struct Audit {
    /// Everything that changed since the phase began, as the gate judges it.
    changes: Vec<crate::workflow::Change>,
    /// Findings of our own.
    findings: Vec<Finding>,
    /// Where what left the lane is now.
    patch: Option<String>,
    /// The worktree as it was found, where it was left so.
    snapshot: Option<Snapshot>,
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
            gathered
                .evidence
                .push(self.check_branch(&snapshot, &audit, phase, attempt)?);
        }
        let path = self.run.requested().deliverable_path(phase);
        let text = facts::read_text(&worktree.join(&path));
        let diff = self
            .repository
            .diff_text(&start.since, &snapshot.tree, DIFF_BYTES)?;
        let verdict = gate::judge(&Inputs {
            text: text.clone(),
            earlier: self.earlier(&worktree, phase),
            changes: audit.changes,
            diff: Some(diff.text),
            evidence: gathered.evidence,
            outputs: gathered.outputs,
            baseline: self.run.baseline(phase),
            tests: gathered.tests,
            ..Inputs::new(phase, path.clone(), lane, self.run.policy().clone())
        });
        let mut findings = verdict.findings;
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
        let shut = findings.iter().any(Finding::is_error);
        let (false, true, Some(text)) = (shut, verdict.passed, text) else {
            let retry = verdict.retry;
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
        };
        durable::write(&folder.file("passed.json"), &passed)?;
        let all = snapshot.changes.len();
        let changes = self.ours(&worktree, snapshot.changes);
        let whole = changes.len() == all && changes.iter().all(|change| !change.submodule);
        let content = match whole {
            true => Content::Tree(snapshot.tree),
            false => Content::Paths(touched(&changes)),
        };
        let message = format!(
            "Phase {}: {}\n\n{}",
            phase.number(),
            phase.name(),
            passed.summary
        );
        let commit = self.commit(&worktree, phase, attempt, &message, content)?;
        let Passed {
            deliverable,
            summary,
            findings,
        } = passed;
        self.append(Event::GatePassed {
            phase,
            attempt,
            deliverable,
            summary,
            commit: commit.clone(),
            findings,
        })?;
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
        Ok(ours.map(|commit| Event::GatePassed {
            phase,
            attempt,
            deliverable: passed.deliverable,
            summary: passed.summary,
            commit: commit.oid.clone(),
            findings: passed.findings,
        }))
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
        // A worker before us may have moved things out already, and died before the gate was recorded.
        let kept = folder.file("moved.json");
        let (mut changes, mut findings, mut patch) =
            durable::read::<Moved>(&kept)?.map_or_else(Default::default, Moved::into_parts);
        findings.extend(self.tampering(worktree, folder, start)?);
        let snapshot = self.repository.snapshot(worktree, &start.since)?;
        let found = self.ours(worktree, snapshot.changes.clone());
        let mut all: Vec<crate::workflow::Change> = found.iter().map(as_workflow).collect();
        all.extend(self.newly_ignored(worktree, start)?);
        let out = lane.audit(&all);
        if !out.is_empty() {
            let paths: Vec<String> = out
                .iter()
                .flat_map(|it| [Some(it.path.clone()), it.from.clone()])
                .flatten()
                .collect();
            let file = self.layout.patches(&self.id)?.join(format!(
                "{}-{}-{attempt}.patch",
                phase.number(),
                phase.slug()
            ));
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
        })
    }

    /// What was done to git itself. What can be put right is put right.
    fn tampering(
        &self,
        worktree: &Path,
        folder: &Folder,
        start: &Start,
    ) -> Result<Vec<Finding>, Stop> {
        let branch = &self.run.requested().branch;
        let known = self.since_known();
        let found = self
            .repository
            .tampered(worktree, branch, &known, &start.fingerprint)?;
        if found.iter().any(|it| !matches!(it, Tamper::Control { .. })) {
            self.repository.restore(worktree, branch, &known)?;
        }
        // Where the system kept the agent inside its worktree, somebody else changed the clone's
        // configuration: the user, most likely.
        let held = folder
            .done()?
            .is_some_and(|done| done.sandbox == Level::Enforced);
        Ok(found.iter().map(|tamper| match tamper {
            Tamper::GitFile => Finding::error("out-of-lane", "The worktree's `.git` file was changed. It was put back; leave it alone").in_file(".git"),
            Tamper::Head { now } => Finding::error("out-of-lane", format!("HEAD was moved to `{now}`. It was put back; stay on the run's branch")),
            Tamper::Rewritten { now } => Finding::error("out-of-lane", format!("The history of the run's branch was rewritten (it was at `{now}`). It was put back; add commits, never rewrite them")),
            Tamper::Control { path } if held => Finding::warning("clone-changed", format!("`{path}` in the clone's git folder changed while the agent worked. The agent could not write there; look whether you know the change")),
            Tamper::Control { path } => Finding::error("security-clone-changed", format!("`{path}` in the clone's git folder changed while the agent worked. It was left as it is: look whether you know the change")),
        }).collect())
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

    /// Before submission: each phase before this one has its commit on the branch.
    fn check_branch(
        &mut self,
        snapshot: &Snapshot,
        audit: &Audit,
        phase: Phase,
        attempt: u32,
    ) -> Result<crate::workflow::Evidence, Stop> {
        let requested = self.run.requested();
        let commits = self
            .repository
            .commits(&requested.base, &requested.branch)?;
        let mut report = String::new();
        for commit in &commits {
            report.push_str(&format!("{} {}\n", commit.oid, commit.subject));
        }
        let view = self.run.view();
        let expected = view.phases.iter().filter_map(|phase| phase.commit.as_ref());
        let missing: Vec<&String> = expected
            .filter(|id| !commits.iter().any(|commit| commit.oid == **id))
            .collect();
        for id in &missing {
            report.push_str(&format!("missing: {id}\n"));
        }
        let nested = snapshot.changes.iter().any(|change| change.submodule);
        let holds = missing.is_empty() && !nested && audit.patch.is_none();
        self.record_check(
            phase,
            attempt,
            EvidenceKind::Git,
            "commits of the branch",
            holds,
            &report,
        )
    }
}

/// What an attempt was refused, as warnings: it may explain why something is missing.
fn denials(folder: &Folder) -> Vec<Finding> {
    let denials = folder
        .done()
        .ok()
        .flatten()
        .map(|done| done.denials)
        .unwrap_or_default();
    let told = denials.iter().take(20);
    told.map(|denial| {
        Finding::warning(
            "denied",
            format!(
                "The agent wanted to {} and was refused: {}",
                denial.what, denial.reason
            ),
        )
    })
    .collect()
}

/// Ignored files are in no patch of git: they are moved beside it as they are.
fn move_ignored(
    worktree: &Path,
    all: &[crate::workflow::Change],
    out: &[String],
    patch: &Path,
) -> Result<(), Stop> {
    let ignored = all
        .iter()
        .filter(|change| change.ignored && out.contains(&change.path));
    for (number, change) in ignored.enumerate() {
        let from = worktree.join(&change.path);
        let inside = from.parent().and_then(|parent| parent.canonicalize().ok());
        if !inside.is_some_and(|parent| {
            worktree
                .canonicalize()
                .is_ok_and(|root| parent.starts_with(root))
        }) {
            continue;
        }
        let to = patch.with_extension(format!("ignored-{number}"));
        if fs::rename(&from, &to).is_err() && facts::plain_file(&from) {
            fs::copy(&from, &to)?;
            fs::remove_file(&from)?;
        }
    }
    Ok(())
}

/// What the audit moved out, on the disk before it is moved.
#[derive(Serialize, Deserialize)]
struct Moved {
    paths: Vec<(String, bool)>,
    findings: Vec<Finding>,
    patch: Option<String>,
}

impl Moved {
    fn of(changes: &[crate::workflow::Change], findings: &[Finding], patch: Option<&str>) -> Moved {
        Moved {
            paths: changes
                .iter()
                .map(|change| (change.path.clone(), change.ignored))
                .collect(),
            findings: findings.to_vec(),
            patch: patch.map(str::to_owned),
        }
    }

    fn into_parts(self) -> (Vec<crate::workflow::Change>, Vec<Finding>, Option<String>) {
        let change = |(path, ignored)| crate::workflow::Change {
            ignored,
            ..crate::workflow::Change::new(path, ChangeKind::Modified)
        };
        (
            self.paths.into_iter().map(change).collect(),
            self.findings,
            self.patch,
        )
    }
}
