//! CloudFormation templates that a phase changed, linted by `cfn-lint` where the person has it. That it
//! is not there is said: a template that nobody looked at is no template that is fine. Code that makes
//! cloud resources beside templates is told of; a project without templates is left alone.

use std::{fs, path::Path};

use serde::Deserialize;

use super::{Carrier, Stop, evidence::Gathered, facts, gate::Audit};
use crate::{
    agent::process::find_outside,
    engine::commands::Command,
    workflow::{
        Change, Finding, Phase,
        change::{ChangeKind, FileKind},
        evidence::EvidenceKind,
        quote,
    },
};

/// So many templates are linted in one gate.
const MOST: usize = 100;

/// So many of the linter's findings are told one by one.
const MOST_TOLD: usize = 50;

/// So many entries of a worktree are looked at for a template.
const MOST_ENTRIES: usize = 20_000;

/// So many bytes of the linter's report are read.
const MOST_BYTES: u64 = 8 << 20;

/// One finding of `cfn-lint --format json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Match {
    filename: String,
    level: String,
    location: Option<Location>,
    message: String,
    rule: Rule,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Location {
    start: Start,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Start {
    line_number: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    id: String,
}

impl Match {
    fn line(&self) -> u32 {
        self.location.as_ref().map_or(1, |it| it.start.line_number)
    }

    fn words(&self) -> String {
        let words = format!("{}: {}", self.rule.id, self.message);
        quote::inline(&words, 400)
    }

    /// In its file where it names one of ours.
    fn finding(&self, templates: &[String]) -> Finding {
        let finding = match self.level.as_str() {
            "Error" => Finding::error("template-invalid", self.words()),
            _ => Finding::warning("template-doubtful", self.words()),
        };
        match templates.contains(&self.filename) {
            true => finding
                .in_file(self.filename.clone())
                .on_line(self.line().saturating_sub(1)),
            false => finding,
        }
    }
}

impl Carrier {
    /// Lints what changed, and gives what there is to say besides that the linter failed.
    pub(super) async fn lint_templates(
        &mut self,
        worktree: &Path,
        (phase, attempt): (Phase, u32),
        audit: &Audit,
        tree: &str,
        gathered: &mut Gathered,
    ) -> Result<Vec<Finding>, Stop> {
        let changed = audit
            .changes
            .iter()
            .filter(|change| is_template(worktree, change));
        let mut templates: Vec<String> = changed.map(|it| it.path.clone()).collect();
        if templates.is_empty() {
            return Ok(Vec::new());
        }
        let Some(program) = find_outside("cfn-lint", &self.untrusted(worktree)) else {
            let shown = templates.iter().take(5).cloned().collect::<Vec<_>>();
            let message = format!(
                "`cfn-lint` is not installed, so nobody looked at `{}`. Next: `pip install cfn-lint`, or review the templates by hand",
                shown.join("`, `")
            );
            return Ok(vec![Finding::warning("template-not-linted", message)]);
        };
        let mut findings = Vec::new();
        if templates.len() > MOST {
            let message = format!("Only {MOST} of {} templates were linted", templates.len());
            findings.push(Finding::warning("template-not-linted", message));
            templates.truncate(MOST);
        }
        let options = ["--format", "json", "--"].map(str::to_owned);
        let command = Command {
            argv: std::iter::once(program.display().to_string())
                .chain(options)
                .chain(templates.iter().cloned())
                .collect(),
            folder: String::new(),
            source: "templates".to_owned(),
        };
        let of = (phase, attempt, EvidenceKind::Template);
        self.gather_one(worktree, of, &command, tree, gathered)
            .await?;
        let report = gathered.evidence.last().and_then(|it| it.output.as_ref());
        let Some(matches) = report.and_then(|it| matches(Path::new(it))) else {
            return Ok(findings);
        };
        // The next attempt reads lines, not JSON.
        let line = |it: &Match| format!("{}:{}: {}\n", it.filename, it.line(), it.words());
        let shown = gathered.evidence.last().map(|it| it.command.clone());
        for (command, text) in &mut gathered.outputs {
            if Some(&*command) == shown.as_ref() {
                *text = matches.iter().take(MOST_TOLD).map(line).collect();
            }
        }
        let told = matches.iter().take(MOST_TOLD);
        findings.extend(told.map(|it| it.finding(&templates)));
        Ok(findings)
    }
}

/// What the linter found, errors first; none where it printed no report.
fn matches(report: &Path) -> Option<Vec<Match>> {
    let size = report.metadata().ok()?.len();
    let text = (size <= MOST_BYTES)
        .then(|| fs::read(report).ok())
        .flatten()?;
    let text = String::from_utf8_lossy(&text);
    // Words of its own, such as that a Python is old, may stand before it.
    let from = match text.starts_with('[') {
        true => 0,
        false => text.find("\n[")? + 1,
    };
    let mut values = serde_json::Deserializer::from_str(&text[from..]).into_iter();
    let mut matches: Vec<Match> = values.next()?.ok()?;
    matches.sort_by_key(|it| it.level != "Error");
    Some(matches)
}

/// Takes back what was said of resources made by code where the project has no template that they
/// could belong in.
pub(super) fn spare_projects_without(worktree: &Path, findings: &mut Vec<Finding>) {
    let is_about = |it: &Finding| it.code == "resource-from-code";
    if findings.iter().any(is_about) && !has_templates(worktree) {
        findings.retain(|it| !is_about(it));
    }
}

/// Whether a template stands anywhere in the worktree; links are not followed.
fn has_templates(worktree: &Path) -> bool {
    let mut folders = vec![worktree.to_owned()];
    let mut left = MOST_ENTRIES;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Some(less) = left.checked_sub(1) else {
                return false;
            };
            left = less;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            let passed_over = name.starts_with('.') || name == "node_modules" || name == "target";
            if kind.is_dir() && !passed_over {
                folders.push(entry.path());
            } else if kind.is_file() && is_named(&name) && is_written(&entry.path()) {
                return true;
            }
        }
    }
    false
}

/// Whether a changed file is a CloudFormation or SAM template, by what stands in it.
fn is_template(worktree: &Path, change: &Change) -> bool {
    let gone = change.ignored || change.kind == ChangeKind::Deleted;
    let ours = change.path.starts_with(".backend-factory/");
    !gone
        && !ours
        && change.file == FileKind::Regular
        && is_named(&change.path)
        && is_written(&worktree.join(&change.path))
}

fn is_named(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end);
    end.is_some_and(|end| ["yml", "yaml", "json", "template"].contains(&end))
}

fn is_written(path: &Path) -> bool {
    let Some(text) = facts::read_text(path) else {
        return false;
    };
    let marked = text.contains("AWSTemplateFormatVersion") || text.contains("AWS::Serverless");
    marked || (text.contains("Resources") && text.contains("AWS::"))
}
