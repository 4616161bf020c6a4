//! What a document claims, against what is known: tests that it names, files that it says it changed.

use crate::workflow::{
    Finding, Phase,
    change::ChangeKind,
    deliverable::{self, Kind, Page},
    quote,
};

use super::Inputs;

pub(super) fn check(inputs: &Inputs, findings: &mut Vec<Finding>) {
    let Some(text) = &inputs.text else { return };
    let page = Page::read(text);
    match inputs.phase {
        Phase::Implement => changes(inputs, &page, findings),
        Phase::Test => tests(inputs, &page, findings),
        Phase::Validate => verdicts(inputs, &page, findings),
        Phase::Requirements | Phase::Plan | Phase::Submit => {}
    }
}

/// The implementation changed something, and what it says it changed.
fn changes(inputs: &Inputs, page: &Page, findings: &mut Vec<Finding>) {
    let own = |path: &str| path.starts_with(".backend-factory/");
    let real: Vec<&str> = inputs
        .changes
        .iter()
        .filter(|change| !change.ignored && !own(&change.path))
        .flat_map(|change| [Some(change.path.as_str()), change.from.as_deref()])
        .flatten()
        .collect();
    if real.is_empty() {
        let message = "No file of the project changed. Build what the plan says; a document alone is no implementation";
        findings.push(Finding::error("no-changes", message));
        return;
    }
    let Some(section) = page.section("changes") else {
        return;
    };
    for block in section
        .blocks
        .iter()
        .filter(|block| block.kind != Kind::Code)
    {
        let Some(path) = block
            .code
            .first()
            .map(|path| path.trim().trim_start_matches("./"))
        else {
            continue;
        };
        // Only what looks like a path of a file.
        let file = path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.'))
            && !path.contains([' ', '(', ':', '*']);
        if file && !real.contains(&path) {
            let message = format!(
                "`{}` is said to have changed, and did not. Name only what changed",
                quote::inline(path, 200)
            );
            findings.push(
                Finding::warning("unchanged-file", message)
                    .in_file(inputs.path.clone())
                    .on_line(block.line),
            );
        }
    }
}

/// Every test named for a criterion is one that ran.
fn tests(inputs: &Inputs, page: &Page, findings: &mut Vec<Finding>) {
    for change in &inputs.changes {
        let gone = change.kind == ChangeKind::Deleted && !change.ignored;
        if gone && inputs.lane.allows_write(&change.path) {
            let message = format!(
                "The test file `{}` was deleted. Bring it back; tests are added, not removed",
                change.path
            );
            findings.push(Finding::error("test-removed", message).in_file(change.path.clone()));
        }
    }
    let Some(known) = &inputs.tests else { return };
    for mention in deliverable::tests(page) {
        let looks_like_a_path = mention.what.contains('/') && !mention.what.contains("::");
        if looks_like_a_path || known.iter().any(|test| is_test(test, &mention.what)) {
            continue;
        }
        let message = format!(
            "`{}` is named as a test of {}, and no test of that name ran. Write it, or name the one that holds the criterion",
            quote::inline(&mention.what, 200),
            mention.criterion,
        );
        findings.push(
            Finding::error("unknown-test", message)
                .in_file(inputs.path.clone())
                .on_line(mention.line),
        );
    }
}

/// What passed has a test that ran: the one that phase 4 named, in the run that we made now.
fn verdicts(inputs: &Inputs, page: &Page, findings: &mut Vec<Finding>) {
    let handed = inputs.earlier.iter().find(|it| it.phase == Phase::Test);
    let (Some(known), Some(handed)) = (&inputs.tests, handed) else {
        return;
    };
    let named = deliverable::tests(&Page::read(&handed.text));
    for judged in deliverable::verdicts(page) {
        let mut tests = named
            .iter()
            .filter(|it| it.criterion == judged.criterion && !it.what.contains('/'))
            .peekable();
        let ran = |what: &str| known.iter().any(|test| is_test(test, what));
        if judged.pass != Some(true) || tests.peek().is_none() || tests.any(|it| ran(&it.what)) {
            continue;
        }
        let message = format!(
            "{} is judged PASS, and none of its tests passed in the run of the tests. Judge by what ran",
            judged.criterion
        );
        findings.push(
            Finding::error("verdict-without-test", message)
                .in_file(inputs.path.clone())
                .on_line(judged.line),
        );
    }
}

/// Whether a listed test is the one that a document names: whole, or by its last parts. A name
/// with parameters (`test_a[3]`, `TestA/empty`) belongs to the test without them.
fn is_test(listed: &str, named: &str) -> bool {
    if named.is_empty() {
        return false;
    }
    if listed == named {
        return true;
    }
    let part = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    listed.match_indices(named).any(|(at, _)| {
        let before = listed[..at].chars().next_back();
        let after = listed[at + named.len()..].chars().next();
        part(before) && part(after)
    })
}
