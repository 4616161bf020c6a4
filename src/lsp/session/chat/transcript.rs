//! A run as the product announces it, line by line: what a chat file is told.
//!
//! Made from the run's view alone, so that a server that was started anew says the same. Lines only
//! ever come behind those that were said; which of them are new is [`unsaid`]'s to find.

use crate::lsp::convert;
use crate::workflow::decision::Wait;
use crate::workflow::view::{PhaseState, PhaseView, RunState};
use crate::workflow::{Phase, RunView, announce, quote};

/// Bytes of an agent's words in one line.
const LONGEST: usize = 400;

/// All that there is to say of a run so far. The second line has its id.
pub fn lines(run: &RunView) -> Vec<String> {
    let ordered = run.phases.iter().filter(|phase| !left_out(phase)).count();
    let mut said = vec![
        announce::detected(&inert(&run.title)),
        format!("{} {}", announce::launching(ordered), mark(&run.id)),
    ];
    for view in run.phases.iter().filter(|phase| !left_out(phase)) {
        let Some(phase) = Phase::from_number(view.number) else {
            continue;
        };
        if view.attempts == 0 && view.summary.is_none() && view.waived.is_none() {
            continue;
        }
        said.push(announce::phase(phase));
        said.push(announce::executing(phase));
        of_phase(run, phase, view, &mut said);
        if run.phase == Some(phase) {
            for asked in &run.questions {
                let (what, reason) = (inert(&asked.what), inert(&asked.reason));
                said.push(format!(
                    "The agent asks to {what}: {}.",
                    reason.trim_end_matches('.')
                ));
                let id = &run.id;
                said.push(format!(
                    "Answer with `/backend allow {id}` or `/backend refuse {id}`."
                ));
            }
        }
    }
    let id = &run.id;
    match run.state {
        RunState::Completed => {
            said.push(announce::finished().to_owned());
            if let Some(url) = &run.pull_request {
                said.push(format!("Pull request: {}", convert::visible(url)));
            }
            said.push(format!(
                "It is on the branch {}: `/backend diff {id}` shows it, `/backend apply {id}` puts it into your files.",
                run.branch
            ));
        }
        RunState::Cancelled => said.push(format!("Cancelled. The branch {} stays.", run.branch)),
        RunState::Failed => said.push(format!("It could not begin: {}", inert(&run.message))),
        RunState::Queued | RunState::Running | RunState::Waiting | RunState::Blocked => {}
    }
    said
}

/// By which a run's lines are found again.
pub fn mark(id: &str) -> String {
    format!("(run {id})")
}

fn left_out(phase: &&PhaseView) -> bool {
    phase.attempts == 0 && phase.waived.is_some()
}

fn of_phase(run: &RunView, phase: Phase, view: &PhaseView, said: &mut Vec<String>) {
    let id = &run.id;
    let here = run.phase == Some(phase);
    let first = view.findings.iter().find(|finding| finding.is_error());
    match view.state {
        PhaseState::Failed if here && run.state == RunState::Blocked => {
            let reason = match &run.wait {
                Some(Wait::Blocked { message, .. }) => message.as_str(),
                Some(Wait::Approval) | None => run.message.as_str(),
            };
            again(phase, view, said);
            said.push(announce::failed(phase, &inert(reason)));
            said.extend(first.map(|finding| format!("- {}", inert(&finding.message))));
            said.push(format!(
                "Answer with `/backend retry {id}` and your words, `/backend continue {id}`, `/backend waive {id}` and the reason, or `/backend cancel {id}`."
            ));
        }
        PhaseState::Running if view.attempts > 1 => {
            said.extend(first.map(|finding| announce::failed(phase, &inert(&finding.message))));
            again(phase, view, said);
        }
        PhaseState::Waiting | PhaseState::Completed | PhaseState::Stale => {
            again(phase, view, said);
            let summary = view.summary.as_deref().unwrap_or("done");
            said.push(announce::complete(phase, &inert(summary)));
            if here && run.state == RunState::Waiting {
                said.push(match crate::lsp::session::publish::next_phase(run, phase) {
                    Some(next) => announce::ready(next),
                    None => "Ready to finish?".to_owned(),
                });
                said.push(format!(
                    "Answer with `/backend approve {id}`, `/backend retry {id}` and your words, or `/backend cancel {id}`."
                ));
            }
        }
        PhaseState::Waived => {
            again(phase, view, said);
            let why = view.waived.as_deref().unwrap_or_default();
            said.push(format!(
                "Phase {} is waived: {}",
                phase.number(),
                inert(why)
            ));
        }
        PhaseState::Pending | PhaseState::Running | PhaseState::Failed => {}
    }
}

fn again(phase: Phase, view: &PhaseView, said: &mut Vec<String>) {
    if view.attempts > 1 {
        said.push(announce::retrying(phase, view.attempts));
    }
}

/// Somebody's words in a Markdown file of the person: shown, and nothing else.
pub fn inert(text: &str) -> String {
    // An underscore within a word is one, in Markdown too.
    let inert = quote::inert(&convert::visible(text), LONGEST);
    let mut shown = String::with_capacity(inert.len());
    let mut rest = inert.as_str();
    while let Some(at) = rest.find("\\_") {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let within = word(rest[..at].chars().next_back()) && word(rest[at + 2..].chars().next());
        shown.push_str(&rest[..at]);
        shown.push_str(if within { "_" } else { "\\_" });
        rest = &rest[at + 2..];
    }
    shown.push_str(rest);
    shown
}

/// What is to be said beyond what was: from the first line on that does not stand there, in order.
pub fn unsaid(all: &[String], said: &[String]) -> Vec<String> {
    let mut from = 0;
    for (at, line) in all.iter().enumerate() {
        match said[from..].iter().position(|known| known == line) {
            Some(found) => from += found + 1,
            None => return all[at..].to_vec(),
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_is_said() {
        let lines = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let check = |all: &str, said: &str, want: &str| {
            assert_eq!(
                unsaid(&lines(all), &lines(said)),
                lines(want),
                "{all} after {said}"
            );
        };
        check("a b c", "", "a b c");
        check("a b c", "a b", "c");
        check("a b c", "a b c", "");
        // An old question stands between, and an attempt that was made again is told again.
        check("a done next", "a done ready?", "next");
        check("a again done ready?", "a done ready?", "again done ready?");
        check(
            "a again done next",
            "a done ready? again done ready?",
            "next",
        );
        // The person took a line out: it is said again, once, with what follows it.
        check("a b c", "a c", "b c");
        check("a b c", "a c b c", "");
    }
}
