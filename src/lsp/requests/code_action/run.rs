//! What can be done about a run, at its comment and in its documents.

use super::Action;
use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::lsp::session::publish::{approval, at_hand};
use crate::lsp::session::traced::{first_stale, is_stale};
use crate::workflow::view::{PhaseState, RunState};
use crate::workflow::{Phase, RunView};

/// The actions on a run.
pub(super) fn for_run(run: &RunView, asks: bool) -> Vec<Action> {
    let this = Arguments {
        run: Some(run.id.clone()),
        ..Arguments::default()
    };
    let action = |title: String, command: Command| Action::command(title, command, this.clone());
    let plain = |command: Command| action(command.title().to_owned(), command);
    let deliverable = || {
        let phase = deliverable(run)?;
        let arguments = Arguments {
            phase: Some(phase.into()),
            ..this.clone()
        };
        let title = Command::OpenDeliverable.title();
        Some(Action::command(title, Command::OpenDeliverable, arguments))
    };
    let mut actions = Vec::new();
    match run.state {
        RunState::Waiting => {
            match first_stale(run) {
                // An approval would be refused: it is worked again, or taken with a reason.
                Some(phase) => actions.extend(of_stale(run, phase, asks)),
                None => {
                    let title = approval(run);
                    actions.push(Action {
                        preferred: true,
                        ..action(title, Command::Approve)
                    });
                    actions.push(plain(Command::Retry));
                }
            }
            actions.extend(deliverable());
            actions.push(plain(Command::Cancel));
        }
        RunState::Blocked => {
            actions.push(Action {
                preferred: true,
                ..plain(Command::Retry)
            });
            actions.extend(deliverable());
            actions.push(plain(Command::Continue));
            actions.push(plain(Command::Recheck));
            let reason = format!(
                "Waive the gate of phase {}",
                at_hand(run).map_or(0, |at| at.number)
            );
            actions.push(action(reason, Command::Waive));
            actions.push(plain(Command::Cancel));
        }
        RunState::Queued | RunState::Running => {
            actions.extend(to_question(run));
            actions.extend(deliverable());
            actions.push(plain(Command::Cancel));
        }
        RunState::Failed => actions.push(plain(Command::Retry)),
        RunState::Completed => {
            actions.extend(deliverable());
            actions.push(plain(Command::ShowDiff));
            actions.push(plain(Command::Apply));
            if run.pull_request.is_none() {
                actions.push(plain(Command::OpenPullRequest));
            }
        }
        RunState::Cancelled => {}
    }
    actions.push(action("Show how the run stands".to_owned(), Command::Show));
    actions
}

/// Answers to what the agent asks.
fn to_question(run: &RunView) -> Vec<Action> {
    let Some(asked) = run.questions.first() else {
        return Vec::new();
    };
    let answer = |title: String, command: Command, always: bool| {
        let given = Arguments {
            run: Some(run.id.clone()),
            question: Some(asked.number),
            always: always.then_some(true),
            ..Arguments::default()
        };
        Action::command(title, command, given)
    };
    let what = convert::visible(&asked.what);
    vec![
        answer(format!("Allow: {what}"), Command::Allow, false),
        answer(format!("Allow for this run: {what}"), Command::Allow, true),
        answer(format!("Refuse: {what}"), Command::Refuse, false),
    ]
}

/// The actions in the deliverable of a phase.
pub(super) fn in_deliverable(run: &RunView, phase: Phase, asks: bool) -> Vec<Action> {
    let waits = matches!(run.state, RunState::Waiting | RunState::Blocked);
    let at_gate = waits && run.phase == Some(phase);
    // Of several stale phases the gate speaks of the first.
    let told = at_gate && run.state == RunState::Waiting && first_stale(run) == Some(phase);
    let mut actions = Vec::new();
    if is_stale(run, phase) && !told {
        actions.extend(of_stale(run, phase, asks));
    }
    if at_gate {
        actions.extend(for_run(run, asks));
    }
    actions
}

/// What can be done about a phase that no longer fits an earlier one.
fn of_stale(run: &RunView, phase: Phase, asks: bool) -> [Action; 2] {
    let (title, arguments) = again(run, phase);
    let again = Action::command(title, Command::Retry, arguments);
    // Some editors cannot ask for words: then the reason is in the title.
    let reason = "the edit does not change it";
    let accept = Arguments {
        run: Some(run.id.clone()),
        reason: (!asks).then(|| reason.to_owned()),
        ..Arguments::default()
    };
    let title = match asks {
        true => Command::Accept.title().to_owned(),
        false => format!("{}: {reason}", Command::Accept.title()),
    };
    [again, Action::command(title, Command::Accept, accept)]
}

/// The title and the arguments that have a stale phase worked again.
pub fn again(run: &RunView, phase: Phase) -> (String, Arguments) {
    let arguments = Arguments {
        run: Some(run.id.clone()),
        phase: Some(phase.into()),
        // With words, a companion does not ask for any.
        feedback: Some("An earlier deliverable was edited: fit this phase to it.".to_owned()),
        ..Arguments::default()
    };
    (format!("Re-run from phase {}", phase.number()), arguments)
}

/// The newest phase that has something to read.
pub fn deliverable(run: &RunView) -> Option<Phase> {
    let shown = run.phases.iter().rev().find(|phase| {
        phase.deliverable.is_some()
            && match phase.state {
                PhaseState::Running | PhaseState::Pending | PhaseState::Waived => false,
                PhaseState::Waiting
                | PhaseState::Completed
                | PhaseState::Failed
                | PhaseState::Stale => true,
            }
    });
    shown.and_then(|phase| Phase::from_number(phase.number))
}
