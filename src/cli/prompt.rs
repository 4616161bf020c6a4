//! A question of a run's agent, asked at the terminal in which the run is shown. It reads lines and knows
//! their meaning; when to ask, and what becomes of an answer, is not its business.

use std::{
    io::{BufRead, IsTerminal, Write, stderr, stdin},
    sync::mpsc::{Receiver, TryRecvError, channel},
    thread,
};

use super::terminal::{BOLD, paint};
use crate::workflow::event::Answer;

/// Somebody at a terminal who may be asked.
pub(super) struct Prompt {
    /// What they type, a line each; none before the first question.
    lines: Option<Receiver<String>>,
}

/// What came of waiting for a moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing yet.
    Nothing,
    /// An answer.
    Answer(Answer),
    /// Something else: it has to be asked anew.
    Unclear,
    /// They closed their input: nobody can be asked here any more.
    Gone,
}

impl Prompt {
    /// None where nobody would see the question, or nobody could answer it.
    pub fn new() -> Option<Prompt> {
        (stdin().is_terminal() && stderr().is_terminal()).then_some(Prompt { lines: None })
    }

    /// Writes the question, and forgets what was typed before it: that cannot have been an answer.
    pub fn ask(&mut self) {
        forget_what_was_typed();
        match &self.lines {
            Some(lines) => while lines.try_recv().is_ok() {},
            None => self.lines = Some(listen()),
        }
        let mut out = anstream::stderr();
        let text = "Allow it? yes, always (in this run), no:";
        let _ = write!(out, "{} ", paint(BOLD, text));
        let _ = out.flush();
    }

    /// What was answered meanwhile. Does not wait.
    pub fn said(&self) -> Said {
        let Some(lines) = &self.lines else {
            return Said::Nothing;
        };
        match lines.try_recv() {
            Ok(line) => meaning(&line).map_or(Said::Unclear, Said::Answer),
            Err(TryRecvError::Empty) => Said::Nothing,
            Err(TryRecvError::Disconnected) => Said::Gone,
        }
    }
}

/// Reads lines as long as there are any. The thread ends with the process: a read cannot be called off.
fn listen() -> Receiver<String> {
    let (send, lines) = channel();
    thread::spawn(move || {
        for line in stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

#[cfg(unix)]
fn forget_what_was_typed() {
    // At worst a line too many is read, and asked about again.
    let _ = rustix::termios::tcflush(stdin(), rustix::termios::QueueSelector::IFlush);
}

#[cfg(not(unix))]
fn forget_what_was_typed() {}

/// What a person means by a line; an empty one is no answer to anything.
fn meaning(line: &str) -> Option<Answer> {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" | "allow" => Some(Answer::Allow),
        "a" | "always" => Some(Answer::AllowForRun),
        "n" | "no" | "refuse" => Some(Answer::Refuse),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clear_words_are_answers() {
        for (line, answer) in [
            ("y", Some(Answer::Allow)),
            (" Yes ", Some(Answer::Allow)),
            ("always", Some(Answer::AllowForRun)),
            ("N", Some(Answer::Refuse)),
            ("", None),
            ("yeah, no", None),
            ("yes\u{1b}", None),
        ] {
            assert_eq!(meaning(line), answer, "{line:?}");
        }
    }
}
