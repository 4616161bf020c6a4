//! What the client shows of runs beside diagnostics: progress that can be cancelled, the list that a
//! companion of ours keeps, code lenses.
//!
//! Progress runs while an agent works; while a person is awaited nothing spins.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tower_lsp::lsp_types::notification::Progress;
use tower_lsp::lsp_types::request::{CodeLensRefresh, WorkDoneProgressCreate};
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::Session;
use super::publish::{at_hand, sentence, working};
use crate::lsp::convert;
use crate::workflow::RunView;
use crate::workflow::view::{PhaseState, RunState};

/// How long a client may take to agree to a progress.
const PATIENCE: Duration = Duration::from_secs(5);

/// A progress of a run.
pub struct Shown {
    /// Ours, new for each stretch of work.
    pub token: String,
    /// The client has agreed, and it has begun.
    pub begun: bool,
    /// What was reported last.
    last: String,
}

impl Session {
    /// Begins, reports and ends progress after the runs of a clone have changed.
    pub fn follow(&mut self, root: &Path, before: &[RunView]) {
        if !self.client.progress {
            return;
        }
        let Some(folder) = self.folders.get(root) else {
            return;
        };
        let runs = folder.runs.clone();
        for run in &runs {
            let works = matches!(run.state, RunState::Queued | RunState::Running);
            match (works, self.progress.contains_key(&run.id)) {
                (true, false) => self.ask_for_progress(run),
                (false, true) => self.end(&run.id, sentence(run)),
                (true, true) | (false, false) => {}
            }
        }
        for gone in before {
            if !runs.iter().any(|run| run.id == gone.id) && self.progress.contains_key(&gone.id) {
                self.end(&gone.id, "gone".to_owned());
            }
        }
        self.report(root);
    }

    /// Ends the progress of runs that are looked at no more.
    pub fn unfollow(&mut self, runs: &[RunView]) {
        for run in runs {
            if !self.runs().any(|(_, known)| known.id == run.id) {
                self.end(&run.id, "its folder was closed; it goes on".to_owned());
            }
        }
    }

    /// Reports how the runs of a clone get on.
    pub fn report(&mut self, root: &Path) {
        let Some(folder) = self.folders.get(root) else {
            return;
        };
        for run in &folder.runs {
            let Some(shown) = self.progress.get_mut(&run.id) else {
                continue;
            };
            let mut message = at_hand(run).map_or_else(|| sentence(run), working);
            if let Some(live) = folder
                .live
                .get(&run.id)
                .filter(|live| !live.doing.is_empty())
            {
                message = format!("{message}: {}", convert::visible(&live.doing));
            }
            if !shown.begun || shown.last == message {
                continue;
            }
            shown.last.clone_from(&message);
            let report = WorkDoneProgress::Report(WorkDoneProgressReport {
                cancellable: Some(true),
                message: Some(message),
                percentage: Some(percentage(run)),
            });
            self.outbox.progress(params(&shown.token, report));
        }
    }

    fn ask_for_progress(&mut self, run: &RunView) {
        // Short, because some clients show it (Helix does); new for each stretch of work.
        self.stretches += 1;
        let token = format!("backend-factory/{}/{}", run.id, self.stretches);
        let shown = Shown {
            token: token.clone(),
            begun: false,
            last: String::new(),
        };
        self.progress.insert(run.id.clone(), shown);
        let (outbox, desk, id) = (self.outbox.clone(), self.desk.clone(), run.id.clone());
        tokio::spawn(async move {
            let create = WorkDoneProgressCreateParams {
                token: NumberOrString::String(token.clone()),
            };
            match outbox.ask::<WorkDoneProgressCreate>(create, PATIENCE).await {
                Ok(()) => {
                    desk.tell("progress", move |session| session.start(&id, &token))
                        .await
                }
                // Diagnostics say the same; a run does not wait for this.
                Err(error) => tracing::info!(run = id, "no progress: {error}"),
            }
        });
    }

    /// The client has agreed.
    fn start(&mut self, id: &str, token: &str) {
        let found = self.runs().find(|(_, run)| run.id == id);
        let found = found.map(|(root, run)| (root.clone(), run.clone()));
        let (Some((root, run)), Some(shown)) = (found, self.progress.get_mut(id)) else {
            return; // over before it began
        };
        if shown.token != token {
            return;
        }
        shown.begun = true;
        let begin = WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: format!("🏭 {}", convert::visible(&run.title)),
            cancellable: Some(true),
            message: at_hand(&run).map(working),
            percentage: Some(percentage(&run)),
        });
        self.outbox.notify::<Progress>(params(token, begin));
        self.report(&root);
    }

    fn end(&mut self, id: &str, message: String) {
        if let Some(shown) = self.progress.remove(id)
            && shown.begun
        {
            let end = WorkDoneProgress::End(WorkDoneProgressEnd {
                message: Some(message),
            });
            self.outbox.notify::<Progress>(params(&shown.token, end));
        }
    }

    /// The run whose progress has this token.
    pub fn run_of_token(&self, token: &NumberOrString) -> Option<String> {
        let NumberOrString::String(token) = token else {
            return None;
        };
        let mut shown = self.progress.iter();
        shown
            .find(|(_, shown)| shown.token == *token)
            .map(|(id, _)| id.clone())
    }

    /// Sends all runs to a companion of ours.
    pub fn tell_companion(&self) {
        if self.client.companion {
            let runs = self.newest_first();
            self.outbox
                .latest("backendFactory/runsChanged", json!({ "runs": runs }));
        }
    }

    /// Sends what agents are doing to a companion of ours, by the run's id.
    pub fn tell_live(&self) {
        if self.client.companion {
            let all = self.folders.values().flat_map(|folder| &folder.live);
            let live: std::collections::BTreeMap<&String, String> = all
                .map(|(id, live)| (id, convert::visible(&live.doing)))
                .collect();
            self.outbox
                .latest("backendFactory/liveChanged", json!({ "live": live }));
        }
    }

    /// Has the client ask for lenses again: they show how runs stand.
    pub fn refresh_lenses(&self) {
        if self.client.lens_refresh {
            let outbox = self.outbox.clone();
            tokio::spawn(async move {
                if let Err(error) = outbox.ask::<CodeLensRefresh>((), PATIENCE).await {
                    tracing::debug!("{error}");
                }
            });
        }
    }
}

fn params(token: &str, value: WorkDoneProgress) -> ProgressParams {
    ProgressParams {
        token: NumberOrString::String(token.to_owned()),
        value: ProgressParamsValue::WorkDone(value),
    }
}

/// Phases that are behind us, of those that were ordered.
fn percentage(run: &RunView) -> u32 {
    let ordered = run
        .phases
        .iter()
        .filter(|phase| phase.state != PhaseState::Waived);
    let done = ordered
        .clone()
        .filter(|phase| phase.state == PhaseState::Completed);
    (done.count() * 100 / ordered.count().max(1)) as u32
}
