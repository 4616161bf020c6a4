//! Starting a run, or deciding about one, by typing: what a person typed and finished in this session, and nothing else.
//!
//! Whether something was typed and finished is the trigger room's knowledge; whether that starts
//! anything is the folder's setting.

use tower_lsp::lsp_types::Url;

use super::Session;
use super::request;
use crate::lsp::aftermath::Aftermath;
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
                match decide(self, command, &given) {
                    Ok(job) => jobs.push(job),
                    Err(message) => refused.push(message),
                }
                continue;
            }
            if self
                .run_of(open, trigger)
                .is_some_and(|run| !request::is_over(run.state))
            {
                continue;
            }
            let asked = open.asked(trigger);
            tracing::info!(title = asked.request.title, "typed and finished: starting");
            jobs.push(Job::Start {
                root: open.root.clone(),
                phases: request::phases(&trigger.text),
                asked,
            });
        }
        if folder.settings.launch != Launch::Never {
            for line in &edited.finished_words {
                let Some(managed) = self.managed_at(open, *line) else {
                    continue;
                };
                match decide(self, managed.command, &managed.given) {
                    Ok(job) => jobs.push(job),
                    Err(message) => refused.push(message),
                }
            }
        }
        for message in refused {
            self.complain(&message);
        }
        for job in jobs {
            let after = Aftermath {
                desk: self.desk.clone(),
                outbox: self.outbox.clone(),
                host: self.host.clone(),
            };
            tokio::spawn(async move {
                let done = carry_out(job.clone(), &after.desk, after.host.clone()).await;
                let shown = match done {
                    Ok(answer) => after.show(&job, &answer).await,
                    Err(message) => Err(message),
                };
                if let Err(message) = shown {
                    // The person just did this, so they are told.
                    let complain = move |session: &mut Session| session.complain(&message);
                    after.desk.tell("launch failed", complain).await;
                }
            });
        }
    }
}
