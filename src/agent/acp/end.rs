//! How an attempt ended, in the words of the run's events. Deliberately the only place where errors
//! of the protocol library are read.

use std::process::ExitStatus;

use agent_client_protocol::{self as acp, v1::schema as s};

use super::{activity::one_line, client::Introduction, shared::Shared};
use crate::{agent::Profile, workflow::event::AttemptEnd};

/// What the driver came back with.
pub enum Stop {
    /// The agent answered the prompt.
    Answered(s::StopReason),
    /// The protocol failed.
    Failed(acp::Error),
    /// A limit of ours.
    Limit(String),
    /// A cap of the run.
    Budget(String),
    /// We were told to stop.
    Cancelled,
}

/// The last lines of an error output, for one message.
pub fn tail(stderr: &str) -> String {
    let lines: Vec<&str> = stderr
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = lines.len().saturating_sub(5);
    one_line(&lines[last..].join(" | "), 600)
}

fn exit(status: Option<ExitStatus>) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.map(|status| (status.code(), status.signal())) {
        Some((Some(code), _)) => format!("ended with exit code {code}"),
        Some((None, Some(signal))) => format!("was ended by signal {signal}"),
        _ => "closed its output while it was still running".to_owned(),
    }
}

/// The end, as the run records it.
pub fn end(
    stop: Stop,
    profile: &Profile,
    shared: &Shared,
    known: &Introduction,
    status: Option<ExitStatus>,
    stderr: &str,
) -> AttemptEnd {
    let name = &profile.title;
    let error = match stop {
        // Whatever it answered after our cancel: we cancelled.
        Stop::Cancelled => return AttemptEnd::Cancelled,
        Stop::Limit(message) => return AttemptEnd::TimedOut { message },
        Stop::Budget(message) => return AttemptEnd::OverBudget { message },
        Stop::Answered(s::StopReason::EndTurn) => {
            return AttemptEnd::Finished {
                summary: shared.words(),
            };
        }
        Stop::Answered(reason) => {
            let reason = serde_json::to_value(reason).ok();
            let reason = reason.as_ref().and_then(|value| value.as_str());
            return AttemptEnd::Stopped {
                reason: reason.unwrap_or("unknown").to_owned(),
            };
        }
        Stop::Failed(error) => error,
    };
    if let Some(fault) = shared.found_fault() {
        return AttemptEnd::Died {
            message: format!(
                "{name} broke the protocol: {fault}. Next: look at the transcript, then retry or choose another agent."
            ),
        };
    }
    // A stop reason that is newer than the library is still a stop.
    let unknown = error
        .data
        .as_ref()
        .and_then(|data| data["json"]["stopReason"].as_str());
    if let Some(reason) = unknown {
        return AttemptEnd::Stopped {
            reason: one_line(reason, 60),
        };
    }
    if i32::from(error.code) == -32000 {
        return login(profile, known);
    }
    let message = if acp::is_incoming_transport_closed(&error) {
        let said = tail(stderr);
        let said = if said.is_empty() {
            "It said nothing about it".to_owned()
        } else {
            format!("Its last words: {said}")
        };
        format!(
            "{name} {}. {said}. Next: `backend-factory doctor` tries the agent by itself.",
            exit(status)
        )
    } else {
        let code = i32::from(error.code);
        let data = error
            .data
            .as_ref()
            .map(|data| format!(" ({})", one_line(&data.to_string(), 200)));
        format!(
            "{name} answered with error {code}: {}{}. Next: retry, or look at the transcript.",
            one_line(&error.message, 300),
            data.unwrap_or_default()
        )
    };
    AttemptEnd::Died { message }
}

fn login(profile: &Profile, known: &Introduction) -> AttemptEnd {
    let offers = match known.logins.as_slice() {
        [] => String::new(),
        logins => format!(" It offers: {}.", one_line(&logins.join(", "), 200)),
    };
    AttemptEnd::AuthRequired {
        message: format!(
            "{} is not logged in.{offers} Next: {}, then retry.",
            profile.title, profile.login
        ),
    }
}
