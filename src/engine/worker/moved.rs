//! What a gate took out of the worktree: remembered before it is moved, so that a worker that dies in
//! between loses nothing; and what the agent was refused while it worked.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{Stop, facts};
use crate::{
    engine::runner::Folder,
    workflow::{Finding, change::ChangeKind},
};

/// What an attempt was refused, as warnings: it may explain why something is missing.
pub(super) fn denials(folder: &Folder) -> Vec<Finding> {
    let denials = folder
        .done()
        .ok()
        .flatten()
        .map(|done| done.denials)
        .unwrap_or_default();
    let told = denials.iter().take(20);
    told.map(|denial| {
        if denial.put_back {
            let message = format!("The attempt was to {}: {}", denial.what, denial.reason);
            return Finding::error("out-of-lane", message).in_file(".git");
        }
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
pub(super) fn move_ignored(
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
pub(super) struct Moved {
    paths: Vec<(String, bool)>,
    findings: Vec<Finding>,
    patch: Option<String>,
}

impl Moved {
    pub fn of(
        changes: &[crate::workflow::Change],
        findings: &[Finding],
        patch: Option<&str>,
    ) -> Moved {
        Moved {
            paths: changes
                .iter()
                .map(|change| (change.path.clone(), change.ignored))
                .collect(),
            findings: findings.to_vec(),
            patch: patch.map(str::to_owned),
        }
    }

    pub fn into_parts(self) -> (Vec<crate::workflow::Change>, Vec<Finding>, Option<String>) {
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
