//! The contract of each phase's document, as findings with positions and with what to do.

use std::collections::BTreeSet;

use crate::workflow::{Finding, Phase, brief::Handed, quote};

use super::{
    id::spans,
    page::{Kind, Page},
    placeholder,
    read::{self, Overall},
    sections,
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

struct Check<'a> {
    phase: Phase,
    path: &'a str,
    text: &'a str,
    page: Page,
    requirements: Option<Page>,
    plan: Option<Page>,
    findings: Vec<Finding>,
    retry: Option<Phase>,
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
    fn error(&mut self, code: &str, line: u32, message: String) {
        self.findings.push(
            Finding::error(code, message)
                .in_file(self.path)
                .on_line(line),
        );
    }

    fn warning(&mut self, code: &str, line: u32, message: String) {
        self.findings.push(
            Finding::warning(code, message)
                .in_file(self.path)
                .on_line(line),
        );
    }

    /// The line of a section, or of the document's first line.
    fn line_of(&self, section: &str) -> u32 {
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
    fn expected(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let page = self.requirements.as_ref();
        let criteria = page.map(read::criteria).unwrap_or_default().into_iter();
        criteria
            .map(|criterion| criterion.id)
            .filter(|id| seen.insert(id.clone()))
            .collect()
    }

    /// Each expected criterion is among these.
    fn each(&mut self, said: &BTreeSet<String>, section: &str, code: &str, what: &str) {
        let line = self.line_of(section);
        for id in self.expected() {
            if !said.contains(&id) {
                self.error(code, line, format!("{id} {what}"));
            }
        }
    }

    fn open_questions(&mut self) {
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

    fn requirements(&mut self) -> String {
        let criteria = read::criteria(&self.page);
        if criteria.is_empty() && self.page.section("acceptance criteria").is_some() {
            let line = self.line_of("acceptance criteria");
            let message = "There are no acceptance criteria. Write each as an item `- AC-1: Given …, when …, then …`";
            self.error("no-criteria", line, message.into());
        }
        let mut seen = BTreeSet::new();
        for criterion in &criteria {
            let id = &criterion.id;
            if !seen.insert(id.clone()) {
                let message = format!("{id} is defined twice. Give the second one a new number");
                self.error("duplicate-criterion", criterion.line, message);
            }
            if criterion.text.split_whitespace().count() < 3 {
                let message = format!(
                    "{id} says nothing that a test could decide. Write its situation and its result"
                );
                self.error("empty-criterion", criterion.line, message);
            }
        }
        for (number, line) in self.text.lines().enumerate() {
            for (_, id) in spans(line, "AC") {
                if !criteria.is_empty() && !seen.contains(&id) {
                    let message = format!(
                        "{id} is not defined under \"Acceptance criteria\". Define it there, or do not name it"
                    );
                    self.error("unknown-criterion", number as u32, message);
                }
            }
        }
        self.open_questions();
        self.frontend_is_named();
        let frontend = match read::frontend(&self.page).len() {
            0 => String::new(),
            n => format!(
                ", {}",
                count(
                    n,
                    "dependency on the frontend team",
                    "dependencies on the frontend team"
                )
            ),
        };
        format!(
            "{}{frontend}",
            count(seen.len(), "acceptance criterion", "acceptance criteria")
        )
    }

    /// Words of user interfaces, and no word to the frontend team.
    fn frontend_is_named(&mut self) {
        let named = self.page.section("dependencies").is_some_and(|section| {
            section
                .blocks
                .iter()
                .any(|block| block.text.to_lowercase().contains("frontend"))
        });
        let words = [
            "user interface",
            " ui ",
            "button",
            "react",
            "login page",
            "dashboard page",
            "css",
        ];
        let lower = self.text.to_lowercase();
        if !named && words.iter().any(|word| lower.contains(word)) {
            let message = "The document speaks of a user interface, and \"Dependencies\" does not name the frontend team. Add an item `- Frontend: …`";
            let line = self.line_of("dependencies");
            self.warning("frontend-dependency", line, message.into());
        }
    }

    fn plan(&mut self) -> String {
        let steps = read::steps(&self.page);
        let line = self.line_of("steps");
        if steps.is_empty() && self.page.section("steps").is_some() {
            let message = "There are no steps. Write each as an item `- S-1 (AC-1): …`";
            self.error("no-steps", line, message.into());
        }
        let mut seen = BTreeSet::new();
        for (id, line) in &steps {
            if !seen.insert(id.clone()) {
                self.error(
                    "duplicate-step",
                    *line,
                    format!("{id} is defined twice. Give the second one a new number"),
                );
            }
        }
        let mapped: BTreeSet<String> = read::mapping(&self.page)
            .into_iter()
            .map(|mention| mention.criterion)
            .collect();
        self.each(
            &mapped,
            "steps",
            "criterion-without-step",
            "has no step. Name it in the step that serves it, like `- S-1 (AC-1): …`",
        );
        self.open_questions();
        format!(
            "{} for {}",
            count(seen.len(), "step", "steps"),
            count(self.expected().len(), "criterion", "criteria")
        )
    }

    fn implement(&mut self) -> String {
        let said = mentioned(&self.page);
        self.each(
            &said,
            "criteria",
            "criterion-without-place",
            "is not said to be met anywhere. Add an item that names where it is met",
        );
        let changes = read::items(&self.page, "changes").len();
        count(changes, "change", "changes")
    }

    fn test(&mut self) -> String {
        let tests = read::tests(&self.page);
        let covered: BTreeSet<String> = tests
            .iter()
            .map(|mention| mention.criterion.clone())
            .collect();
        self.each(
            &covered,
            "criteria",
            "criterion-without-test",
            "has no test. Write one, and name it in backticks beside the criterion",
        );
        for (text, line) in read::items(&self.page, "defects") {
            if text
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .starts_with("DEFECT")
            {
                self.retry = Some(Phase::Implement);
                let message = format!(
                    "The Test Engineer reports a defect in the code: {}",
                    quote::inline(&text, 2000)
                );
                self.error("defect", line, message);
            }
        }
        let names: BTreeSet<&str> = tests.iter().map(|mention| mention.what.as_str()).collect();
        format!(
            "{} for {}",
            count(names.len(), "test", "tests"),
            count(covered.len(), "criterion", "criteria")
        )
    }

    fn validate(&mut self) -> String {
        let verdicts = read::verdicts(&self.page);
        let judged: BTreeSet<String> = verdicts
            .iter()
            .map(|judged| judged.criterion.clone())
            .collect();
        self.each(
            &judged,
            "criteria",
            "criterion-without-verdict",
            "has no verdict. Add a row with PASS or FAIL and the evidence",
        );
        for verdict in &verdicts {
            let id = &verdict.criterion;
            if verdict.pass.is_none() {
                self.error(
                    "unclear-verdict",
                    verdict.line,
                    format!(
                        "The verdict on {id} is neither PASS nor FAIL. Write one of these words"
                    ),
                );
            }
            if !verdict.evidence.chars().any(char::is_alphanumeric)
                || read::is_none(&verdict.evidence)
            {
                self.error("verdict-without-evidence", verdict.line, format!("The verdict on {id} names no evidence. Name the command or test in backticks, and what it showed"));
            }
        }
        let failed: Vec<&str> = verdicts
            .iter()
            .filter(|verdict| verdict.pass == Some(false))
            .map(|verdict| verdict.criterion.as_str())
            .collect();
        let passed = verdicts
            .iter()
            .filter(|verdict| verdict.pass == Some(true))
            .count();
        let of = format!(
            "{passed} of {} pass",
            count(verdicts.len(), "criterion", "criteria")
        );
        match read::overall(&self.page) {
            None => {
                let line = self.line_of("verdict");
                self.error("no-verdict", line, "The section \"Verdict\" must hold exactly one of the words APPROVED and NEEDS_WORK".into());
                of
            }
            Some((Overall::Approved, line)) if !failed.is_empty() => {
                self.error(
                    "contradiction",
                    line,
                    format!(
                        "The verdict is APPROVED although {} failed. Judge again",
                        failed.join(", ")
                    ),
                );
                of
            }
            Some((Overall::Approved, _)) => format!("APPROVED, {of}"),
            Some((Overall::NeedsWork, line)) => {
                self.needs_work(line);
                format!("NEEDS_WORK, {of}")
            }
        }
    }

    /// The validator's words are the feedback of the phase that has to mend it.
    fn needs_work(&mut self, line: u32) {
        let work = read::items(&self.page, "work needed");
        let mut back: Option<Phase> = None;
        for (text, line) in &work {
            let start: String = text
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase();
            let named = [Phase::Plan, Phase::Implement, Phase::Test]
                .into_iter()
                .find(|phase| {
                    start.starts_with(phase.slug())
                        || start.starts_with(&format!("phase {}", phase.number()))
                });
            back = match (back, named) {
                (Some(back), Some(named)) => Some(back.min(named)),
                (back, named) => back.or(named),
            };
            self.error(
                "needs-work",
                *line,
                format!("Validation asks for work: {}", quote::inline(text, 2000)),
            );
        }
        if work.is_empty() {
            self.error("needs-work", line, "The verdict is NEEDS_WORK. Say under \"Work needed\" what has to be done, and by which phase".into());
            return;
        }
        self.retry = Some(back.unwrap_or(Phase::Implement));
    }

    fn submit(&mut self) -> String {
        let open = read::items(&self.page, "before merging").len();
        match open {
            0 => "ready for review".into(),
            n => format!(
                "ready for review, {} before merging",
                count(n, "note", "notes")
            ),
        }
    }
}

fn mentioned(page: &Page) -> BTreeSet<String> {
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
