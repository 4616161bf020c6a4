//! Typed words about a run: `/backend approve 7k2m9x`, `/backend retry 7k2m9x use SAML`.
//!
//! Only with the id of a run that is known here: `/backend retry failed payments` asks for work.

use super::Session;
use crate::lsp::command::{Arguments, Command};
use crate::trigger::Trigger;

impl Session {
    /// The command that a typed line gives about a known run.
    pub fn managed(&self, trigger: &Trigger) -> Option<(Command, Arguments)> {
        if !trigger.explicit {
            return None;
        }
        let mut words = trigger.text.splitn(4, ' ');
        let (_, verb, id) = (words.next()?, words.next()?, words.next()?);
        let rest = words
            .next()
            .map(str::trim)
            .filter(|rest| !rest.is_empty())
            .map(str::to_owned);
        let command = match verb.to_ascii_lowercase().as_str() {
            "approve" => Command::Approve,
            "retry" => Command::Retry,
            "waive" => Command::Waive,
            "continue" => Command::Continue,
            "cancel" => Command::Cancel,
            "resume" => Command::Resume,
            "show" => Command::Show,
            _ => return None,
        };
        let run = self.runs().find(|(_, run)| run.id == id)?.1.id.clone();
        let arguments = Arguments {
            run: Some(run),
            feedback: rest.clone().filter(|_| command == Command::Retry),
            reason: rest.filter(|_| command == Command::Waive),
            ..Arguments::default()
        };
        Some((command, arguments))
    }
}
