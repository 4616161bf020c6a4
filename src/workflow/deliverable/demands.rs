//! What each phase's document has to hold beyond its form, one function a phase, each with the line for the announcement.

use std::collections::BTreeSet;

use crate::workflow::{Phase, quote};

use super::{
    contract::{Check, count, mentioned},
    id::spans,
    read::{self, Overall},
};

impl Check<'_> {
    pub(super) fn requirements(&mut self) -> String {
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

    pub(super) fn plan(&mut self) -> String {
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

    pub(super) fn implement(&mut self) -> String {
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

    pub(super) fn test(&mut self) -> String {
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

    pub(super) fn validate(&mut self) -> String {
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
        let all = self.expected().len().max(verdicts.len());
        let of = format!("{passed} of {} pass", count(all, "criterion", "criteria"));
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

    pub(super) fn submit(&mut self) -> String {
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
