//! The branch before it is submitted: every phase before this one has its commit on it, and no
//! repository hides in the worktree. It looks at what git recorded, not at what the files hold.

use super::{Carrier, Stop};
use crate::{
    git::Snapshot,
    workflow::{Evidence, Phase, evidence::EvidenceKind},
};

impl Carrier {
    /// Before submission: each phase before this one has its commit on the branch.
    pub(super) fn check_branch(
        &mut self,
        snapshot: &Snapshot,
        moved_out: bool,
        phase: Phase,
        attempt: u32,
    ) -> Result<Evidence, Stop> {
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
        let holds = missing.is_empty() && !nested && !moved_out;
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
