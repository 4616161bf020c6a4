//! Traceability: each acceptance criterion with its plan step, its tests and its verdict, read from
//! the deliverables. It joins what the documents say; it does not judge.

use super::{
    Phase,
    brief::Handed,
    deliverable::{self, Criterion, Judged, Mention, Page},
    quote,
};

/// One criterion, all through a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The criterion, as the requirements define it.
    pub criterion: Criterion,
    /// Plan steps that serve it.
    pub steps: Vec<Mention>,
    /// Tests that hold it.
    pub tests: Vec<Mention>,
    /// What validation says of it.
    pub verdict: Option<Judged>,
}

impl Row {
    /// Whether it has a test and passed validation.
    pub fn is_proven(&self) -> bool {
        let passed = self.verdict.as_ref().and_then(|judged| judged.pass) == Some(true);
        passed && !self.tests.is_empty()
    }

    /// `PASS`, `FAIL`, or `-` where nothing is said.
    pub fn verdict(&self) -> &'static str {
        match self.verdict.as_ref().and_then(|judged| judged.pass) {
            Some(true) => "PASS",
            Some(false) => "FAIL",
            None => "-",
        }
    }

    /// The steps' ids, each once, with commas.
    pub fn step_names(&self) -> String {
        names(&self.steps)
    }

    /// The tests' names, each once, with commas.
    pub fn test_names(&self) -> String {
        names(&self.tests)
    }
}

/// The criteria of a run in the order of its requirements, each once.
pub fn matrix(handed: &[Handed]) -> Vec<Row> {
    let page = |phase: Phase| {
        let text = handed.iter().find(|handed| handed.phase == phase);
        text.map(|handed| Page::read(&handed.text))
            .unwrap_or_default()
    };
    let steps = deliverable::mapping(&page(Phase::Plan));
    let tests = deliverable::tests(&page(Phase::Test));
    let verdicts = deliverable::verdicts(&page(Phase::Validate));
    let mut rows: Vec<Row> = Vec::new();
    for criterion in deliverable::criteria(&page(Phase::Requirements)) {
        if rows.iter().any(|row| row.criterion.id == criterion.id) {
            continue;
        }
        let of = |mentions: &[Mention]| {
            let own = mentions
                .iter()
                .filter(|mention| mention.criterion == criterion.id);
            own.cloned().collect::<Vec<_>>()
        };
        rows.push(Row {
            steps: of(&steps),
            tests: of(&tests),
            verdict: verdicts
                .iter()
                .find(|judged| judged.criterion == criterion.id)
                .cloned(),
            criterion,
        });
    }
    rows
}

/// The matrix as a Markdown table, its words made inert.
pub fn markdown(rows: &[Row]) -> String {
    let mut table =
        String::from("| Criterion | | Step | Tests | Verdict |\n| --- | --- | --- | --- | --- |\n");
    for row in rows {
        let tests: Vec<String> = unique(&row.tests)
            .iter()
            .map(|test| format!("`{}`", quote::inline(test, 120).replace('|', "/")))
            .collect();
        table.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            row.criterion.id,
            quote::inert(&row.criterion.text, 300),
            or_dash(row.step_names()),
            or_dash(tests.join(", ")),
            row.verdict(),
        ));
    }
    table
}

fn unique(mentions: &[Mention]) -> Vec<&str> {
    let mut seen: Vec<&str> = Vec::new();
    for mention in mentions {
        if !seen.contains(&mention.what.as_str()) {
            seen.push(&mention.what);
        }
    }
    seen
}

fn names(mentions: &[Mention]) -> String {
    unique(mentions).join(", ")
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "-".into() } else { text }
}
