//! The contract of each phase's document, as findings with positions and with what to do.

use std::collections::BTreeSet;

use crate::workflow::{Finding, Phase, brief::Handed, quote};

use super::{
    id::spans,
    page::{Kind, Page},
    placeholder, read, sections,
};

/// What a check of the contract says.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What is wrong, in the order of the document.
    pub findings: Vec<Finding>,
    /// One line for the announcement.
    pub summary: String,
    /// The earlier phase that has to mend it, if it is not this one.
    pub retry: Option<Phase>,
}

/// A check under way.
pub(super) struct Check<'a> {
    pub phase: Phase,
    pub path: &'a str,
    pub text: &'a str,
    pub page: Page,
    requirements: Option<Page>,
    plan: Option<Page>,
    findings: Vec<Finding>,
    pub retry: Option<Phase>,
}

/// Checks a document (none: there is no such file) against the contract of its phase, knowing the earlier ones.
pub fn check(phase: Phase, path: &str, text: Option<&str>, earlier: &[Handed]) -> Checked {
    let text = text.unwrap_or_default();
    if text.trim().is_empty() {
        let message = format!(
            "There is no deliverable. Write it to `{path}`, in the form that the brief gives"
        );
        return Checked {
            findings: vec![Finding::error("no-deliverable", message).in_file(path)],
            summary: "nothing handed over".into(),
            retry: None,
        };
    }
    let of = |wanted: Phase| {
        let handed = earlier.iter().find(|handed| handed.phase == wanted);
        handed.map(|handed| Page::read(&handed.text))
    };
    let mut check = Check {
        phase,
        path,
        text,
        page: Page::read(text),
        requirements: of(Phase::Requirements),
        plan: of(Phase::Plan),
        findings: Vec::new(),
        retry: None,
    };
    check.form();
    check.known_ids();
    let summary = match phase {
        Phase::Requirements => check.requirements(),
        Phase::Plan => check.plan(),
        Phase::Implement => check.implement(),
        Phase::Test => check.test(),
        Phase::Validate => check.validate(),
        Phase::Submit => check.submit(),
    };
    let mut findings = check.findings;
    findings.sort_by_key(|finding| finding.line);
    // A document that is not in order is mended by its own phase first.
    let order = |finding: &Finding| matches!(finding.code.as_str(), "needs-work" | "defect");
    let in_order = findings
        .iter()
        .all(|finding| !finding.is_error() || order(finding));
    Checked {
        findings,
        summary,
        retry: check.retry.filter(|_| in_order),
    }
}

impl Check<'_> {
    pub fn error(&mut self, code: &str, line: u32, message: String) {
        self.findings.push(
            Finding::error(code, message)
                .in_file(self.path)
                .on_line(line),
        );
    }

    pub fn warning(&mut self, code: &str, line: u32, message: String) {
        self.findings.push(
            Finding::warning(code, message)
                .in_file(self.path)
                .on_line(line),
        );
    }

    /// The line of a section, or of the document's first line.
    pub fn line_of(&self, section: &str) -> u32 {
        self.page.section(section).map_or(0, |section| section.line)
    }

    /// Sections are there and filled, and no placeholders are left.
    fn form(&mut self) {
        for title in sections(self.phase) {
            match self
                .page
                .section(title)
                .map(|section| (section.is_empty(), section.line))
            {
                None => {
                    let message = format!(
                        "The section \"{title}\" is missing. Add a heading `## {}` and write it",
                        capital(title)
                    );
                    self.error("missing-section", 0, message);
                }
                Some((true, line)) => {
                    let message = format!(
                        "The section \"{title}\" is empty. Write it, or say why there is nothing to write"
                    );
                    self.error("empty-section", line, message);
                }
                Some((false, _)) => {}
            }
        }
        let left: Vec<(u32, String)> = self
            .page
            .blocks()
            .filter_map(|block| Some((block.line, placeholder::find(block, self.phase)?)))
            .collect();
        for (line, what) in left {
            let message = format!(
                "\"{}\" is a placeholder. Write what belongs there",
                quote::inline(&what, 80)
            );
            self.error("placeholder", line, message);
        }
        let hidden = self
            .text
            .lines()
            .position(|line| line.chars().any(quote::is_hidden));
        if let Some(line) = hidden {
            let message = "There are characters here that no reader sees. Remove them, or say what they are for";
            self.warning("hidden-characters", line as u32, message.into());
        }
    }

    /// Every `AC-n` and `S-n` that the document names exists.
    fn known_ids(&mut self) {
        let criteria = self.criterion_ids();
        let steps: Option<BTreeSet<String>> = self
            .plan
            .as_ref()
            .map(|plan| read::steps(plan).into_iter().map(|(id, _)| id).collect());
        let mut unknown = Vec::new();
        for (number, line) in self.text.lines().enumerate() {
            for (_, id) in spans(line, "AC") {
                if criteria.as_ref().is_some_and(|known| !known.contains(&id)) {
                    unknown.push((
                        number as u32,
                        "unknown-criterion",
                        format!(
                            "{id} is no criterion of the requirements. Use an id that stands there"
                        ),
                    ));
                }
            }
            for (_, id) in spans(line, "S") {
                if self.phase > Phase::Plan
                    && steps.as_ref().is_some_and(|known| !known.contains(&id))
                {
                    unknown.push((
                        number as u32,
                        "unknown-step",
                        format!("{id} is no step of the plan. Use an id that stands there"),
                    ));
                }
            }
        }
        for (line, code, message) in unknown {
            self.error(code, line, message);
        }
    }

    /// The ids that the requirements define; none when that phase was left out of the run.
    fn criterion_ids(&self) -> Option<BTreeSet<String>> {
        let page = match self.phase {
            Phase::Requirements => return None,
            _ => self.requirements.as_ref()?,
        };
        Some(
            read::criteria(page)
                .into_iter()
                .map(|criterion| criterion.id)
                .collect(),
        )
    }

    /// The criteria in the order of the requirements, each once.
    pub fn expected(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let page = self.requirements.as_ref();
        let criteria = page.map(read::criteria).unwrap_or_default().into_iter();
        criteria
            .map(|criterion| criterion.id)
            .filter(|id| seen.insert(id.clone()))
            .collect()
    }

    /// Each expected criterion is among these.
    pub fn each(&mut self, said: &BTreeSet<String>, section: &str, code: &str, what: &str) {
        let line = self.line_of(section);
        for id in self.expected() {
            if !said.contains(&id) {
                self.error(code, line, format!("{id} {what}"));
            }
        }
    }

    pub fn open_questions(&mut self) {
        for (text, line) in read::items(&self.page, "open questions") {
            let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
            if let Some(question) = bare.strip_prefix("BLOCKING") {
                let question = question.trim_start_matches([':', ' ', '*']);
                let message = format!(
                    "A question stops the work: {}",
                    quote::inline(question, 600)
                );
                self.error("open-question", line, message);
            }
        }
    }
}

pub(super) fn mentioned(page: &Page) -> BTreeSet<String> {
    let section = page.section("criteria");
    let blocks = section.map_or(&[][..], |section| &section.blocks).iter();
    let said = blocks.filter(|block| !matches!(block.kind, Kind::Code | Kind::Head));
    said.flat_map(|block| super::ids(&block.text, "AC"))
        .collect()
}

/// `1 step`, `3 steps`
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn capital(title: &str) -> String {
    let mut chars = title.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
        .unwrap_or_default()
}
