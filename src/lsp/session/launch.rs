//! Starting a run, or deciding about one, by typing: what a person typed and finished in this session, and nothing else.
//!
//! Whether something was typed and finished is the trigger room's knowledge; whether that starts
//! anything is the folder's setting.

use tower_lsp::lsp_types::Url;

use super::Session;
use super::request;
use crate::lsp::aftermath::{self, Aftermath};
use crate::lsp::job::{Job, carry_out};
use crate::lsp::requests::execute_command::decide;
use crate::lsp::settings::Launch;
use crate::trigger::{Edited, Trigger};

impl Session {
    /// A person finished typing these requests.
    pub fn finished(&mut self, uri: &Url, edited: &Edited) {
        let Some(open) = self.documents.get(uri) else {
            return;
        };
        let Some(folder) = self.folders.get(&open.root) else {
            return;
        };
        let implied: &[Trigger] = match folder.settings.launch {
            Launch::Never => return,
            Launch::Explicit => &[],
            Launch::Detected => &edited.finished_implied,
        };
        let (mut jobs, mut refused) = (Vec::new(), Vec::new());
        for trigger in edited.finished.iter().chain(implied) {
            if let Some((command, given)) = self.managed(trigger) {
                let line = trigger.span.end.line;
                match decide(self, command, &given) {
                    Ok(job) => jobs.push((line, job)),
                    Err(message) => refused.push((line, message)),
                }
                continue;
            }
            let busy = self.run_of(open, trigger);
            let busy = busy.is_some_and(|run| !request::is_over(run.state));
            if busy || self.copied_from(open, trigger).is_some() {
                continue;
            }
            let asked = open.asked(trigger);
            tracing::info!(title = asked.request.title, "typed and finished: starting");
            let start = Job::Start {
                root: open.root.clone(),
                phases: request::phases(&trigger.text),
                asked,
            };
            jobs.push((trigger.span.end.line, start));
        }
        if folder.settings.launch != Launch::Never {
            for line in &edited.finished_words {
                let Some(managed) = self.managed_at(open, *line) else {
                    continue;
                };
                match decide(self, managed.command, &managed.given) {
                    Ok(job) => jobs.push((*line, job)),
                    Err(message) => refused.push((*line, message)),
                }
            }
        }
        for (line, message) in refused {
            self.tell_at(uri, line, &message);
        }
        for (line, job) in jobs {
            let after = Aftermath {
                desk: self.desk.clone(),
                outbox: self.outbox.clone(),
                host: self.host.clone(),
            };
            let (uri, chat) = (uri.clone(), self.answers_in(uri));
            tokio::spawn(async move {
                let done = carry_out(job.clone(), &after.desk, after.host.clone()).await;
                let shown = match done {
                    Ok(answer) => match aftermath::words(&job, &answer).filter(|_| chat) {
                        Some((run, text)) => {
                            let reply = move |session: &mut Session| {
                                let told = run.is_some_and(|run| session.is_told_in(&uri, &run));
                                if !told {
                                    session.reply(&uri, line, &text);
                                }
                            };
                            return after.desk.tell("reply", reply).await;
                        }
                        None => after.show(&job, &answer).await,
                    },
                    Err(message) => Err(message),
                };
                if let Err(message) = shown {
                    let tell = move |session: &mut Session| session.tell_at(&uri, line, &message);
                    after.desk.tell("launch failed", tell).await;
                }
            });
        }
    }

    /// Says what went wrong with a line that the person just typed: below it in a chat file, else as
    /// everything that they just did.
    fn tell_at(&mut self, uri: &Url, line: u32, message: &str) {
        if self.answers_in(uri) {
            self.reply(uri, line, message);
        } else {
            self.complain(message);
        }
    }
}
