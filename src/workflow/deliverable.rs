//! The contract of each deliverable.

use super::{Finding, gate::Inputs};

/// What a check of the contract says.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// One line for the announcement.
    pub summary: String,
}

/// Checks a deliverable against the contract of its phase.
pub fn check(inputs: &Inputs) -> Checked {
    let mut findings = Vec::new();
    let text = inputs.text.as_deref().unwrap_or_default();
    if text.trim().is_empty() {
        let message = format!("There is no deliverable. Write it to `{}`", inputs.path);
        findings.push(Finding::error("no-deliverable", message).in_file(inputs.path.clone()));
    }
    Checked {
        findings,
        summary: "handed over".to_owned(),
    }
}
