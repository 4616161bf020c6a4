//! CloudFormation templates that a phase changed, linted by `cfn-lint` where the person has it. That it
//! is not there is said: a template that nobody looked at is no template that is fine.

use std::path::Path;

use super::{Carrier, Stop, evidence::Gathered, facts, gate::Audit};
use crate::{
    agent::process::find_outside,
    engine::commands::Command,
    workflow::{
        Change, Finding, Phase,
        change::{ChangeKind, FileKind},
        evidence::EvidenceKind,
    },
};

/// So many templates are linted in one gate.
const MOST: usize = 100;

impl Carrier {
    /// Lints what changed, and gives what there is to say besides the linter's own words.
    pub(super) async fn lint_templates(
        &mut self,
        worktree: &Path,
        (phase, attempt): (Phase, u32),
        audit: &Audit,
        tree: &str,
        gathered: &mut Gathered,
    ) -> Result<Option<Finding>, Stop> {
        let changed = audit
            .changes
            .iter()
            .filter(|change| is_template(worktree, change));
        let templates: Vec<String> = changed.take(MOST).map(|it| it.path.clone()).collect();
        if templates.is_empty() {
            return Ok(None);
        }
        let Some(program) = find_outside("cfn-lint", &self.untrusted(worktree)) else {
            let message = format!(
                "`cfn-lint` is not installed, so nobody looked at `{}`. Next: `pip install cfn-lint`, or review the templates by hand",
                templates.join("`, `")
            );
            return Ok(Some(Finding::warning("template-not-linted", message)));
        };
        let mut argv = vec![program.display().to_string(), "--".to_owned()];
        argv.extend(templates);
        let command = Command {
            argv,
            folder: String::new(),
            source: "templates".to_owned(),
        };
        let of = (phase, attempt, EvidenceKind::Template);
        self.gather_one(worktree, of, &command, tree, gathered)
            .await?;
        Ok(None)
    }
}

/// Whether a changed file is a CloudFormation or SAM template, by what stands in it.
fn is_template(worktree: &Path, change: &Change) -> bool {
    let gone = change.ignored || change.kind == ChangeKind::Deleted;
    let named = ["yml", "yaml", "json", "template"]
        .iter()
        .any(|end| change.path.ends_with(&format!(".{end}")));
    if gone || !named || change.file != FileKind::Regular || change.path.starts_with(['-', '.']) {
        return false;
    }
    let Some(text) = facts::read_text(&worktree.join(&change.path)) else {
        return false;
    };
    let marked = text.contains("AWSTemplateFormatVersion") || text.contains("AWS::Serverless");
    marked || (text.contains("Resources") && text.contains("AWS::"))
}
