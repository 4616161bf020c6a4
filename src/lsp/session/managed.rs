//! Typed words about runs: `/backend status`, `/backend approve 7k2m9x`, `/backend retry 7k2m9x use SAML`.
//!
//! Some verbs begin requests too: `/backend retry failed payments` asks for work. What is followed by
//! the id of a run that is known here, or stands alone, is about a run.

use tower_lsp::lsp_types::{Position, Range};

use super::Session;
use super::document::Open;
use crate::lsp::command::{Arguments, Command};
use crate::lsp::convert;
use crate::trigger::{self, Trigger, Word};

/// A line about runs in a document.
pub struct Managed {
    /// Where it stands.
    pub range: Range,
    /// What it comes to.
    pub command: Command,
    /// What that is told.
    pub given: Arguments,
}

impl Session {
    /// The command that a request's words give about a run, if they are no request after all.
    pub fn managed(&self, trigger: &Trigger) -> Option<(Command, Arguments)> {
        if !trigger.explicit {
            return None;
        }
        match trigger::word(&trigger.text) {
            Some(word) => self.meaning(&word),
            None => {
                // A verb that requests begin with too, before an id that only we know.
                let mut words = trigger.text.splitn(4, ' ');
                let (_, verb, id) = (words.next()?, words.next()?, words.next()?);
                self.runs().find(|(_, run)| run.id == id)?;
                let verb = verb.to_ascii_lowercase();
                let verb = trigger::VERBS.iter().find(|known| **known == verb)?;
                let rest = [id, words.next().unwrap_or_default()].join(" ");
                let rest = rest.trim_end().to_owned();
                let range = 0..0;
                self.meaning(&Word { range, verb, rest })
            }
        }
    }

    /// The line about runs at this place: one that holds no request, or one that only looks like it.
    pub fn managed_at(&self, open: &Open, line: u32) -> Option<Managed> {
        let document = open.document()?;
        if line as usize >= document.line_count() {
            return None;
        }
        let content = document.content(line as usize);
        let encoding = self.client.encoding;
        let mut on_line = open.triggers().iter();
        if let Some(trigger) = on_line.find(|trigger| trigger.span.start.line == line) {
            let (command, given) = self.managed(trigger)?;
            let range = convert::range(document, trigger.span, encoding);
            return Some(Managed {
                range,
                command,
                given,
            });
        }
        // Cheap first: nearly no line is addressed to us. And in code it is code.
        let word = trigger::word(content)?;
        if open
            .tracked()?
            .explain(open.detector.as_deref()?, line)
            .is_empty()
        {
            return None;
        }
        let (command, given) = self.meaning(&word)?;
        let place = |byte| Position::new(line, encoding.character(content, byte));
        Some(Managed {
            range: Range::new(place(word.range.start), place(word.range.end)),
            command,
            given,
        })
    }

    fn meaning(&self, word: &Word) -> Option<(Command, Arguments)> {
        let command = match word.verb {
            "approve" => Command::Approve,
            "retry" => Command::Retry,
            "waive" => Command::Waive,
            "accept" => Command::Accept,
            "continue" => Command::Continue,
            "recheck" => Command::Recheck,
            "allow" => Command::Allow,
            "refuse" => Command::Refuse,
            "cancel" => Command::Cancel,
            "resume" => Command::Resume,
            "show" => Command::Show,
            "diff" => Command::ShowDiff,
            "apply" => Command::Apply,
            "help" => Command::Help,
            "version" => Command::Doctor,
            _ => Command::Status,
        };
        let (first, rest) = match word.rest.split_once(char::is_whitespace) {
            Some((first, rest)) => (first, rest.trim()),
            None => (word.rest.as_str(), ""),
        };
        let reasoned = matches!(command, Command::Waive | Command::Accept);
        let takes_words = reasoned || command == Command::Retry;
        let known = self.runs().any(|(_, run)| run.id == first);
        let (run, words) = if known || trigger::is_id(first) || !takes_words {
            (
                Some(first.to_owned()).filter(|first| !first.is_empty()),
                rest,
            )
        } else {
            (None, word.rest.as_str())
        };
        let words = (!words.is_empty()).then(|| words.to_owned());
        let given = Arguments {
            run,
            feedback: words.clone().filter(|_| command == Command::Retry),
            reason: words.filter(|_| reasoned),
            ..Arguments::default()
        };
        Some((command, given))
    }
}
