//! `approve`, `retry`, `waive`, `continue`, `recheck`, `cancel`: what a person says at a gate. Each records
//! the decision, then shows the run as `run` does.

use clap::Args;

use super::{Exit, Failure, Global, place::Place, run, status::choose, terminal};
use crate::engine::Engine;
use crate::workflow::{Decision, Phase, RunView, view::RunState};

/// Approve what a run hands over, and let it go on
#[derive(Debug, Args)]
pub(super) struct Approve {
    #[command(flatten)]
    run: Chosen,
}

/// Work a phase again, with your words for the agent
#[derive(Debug, Args)]
pub(super) struct Retry {
    #[command(flatten)]
    run: Chosen,
    /// The phase: `2` or `plan`; the one at hand if not given
    #[arg(value_parser = phase)]
    phase: Option<Phase>,
    /// Your words; without them the agent is told what the gate found
    #[arg(short, long, value_name = "TEXT", default_value = "")]
    feedback: String,
}

/// Accept what there is: a gate that stayed shut, or work that is older than an edited document
///
/// Your reason is recorded, and shown in the text of the pull request.
#[derive(Debug, Args)]
pub(super) struct Waive {
    #[command(flatten)]
    run: Chosen,
    /// Why; it is shown in the text of the pull request
    #[arg(short, long, value_name = "TEXT")]
    reason: String,
}

/// Go on trying although a limit was reached
#[derive(Debug, Args)]
pub(super) struct Continue {
    #[command(flatten)]
    run: Chosen,
}

/// Have the gate look again at what you mended by hand, without an agent
///
/// Edit the deliverable or any file in the run's worktree first. What you changed is held to the
/// contract and to the evidence, and to no lane.
#[derive(Debug, Args)]
pub(super) struct Recheck {
    #[command(flatten)]
    run: Chosen,
}

/// End a run; its branch, worktree and deliverables stay
#[derive(Debug, Args)]
pub(super) struct Cancel {
    #[command(flatten)]
    run: Chosen,
}

/// Which run, and how to show it.
#[derive(Debug, Args)]
struct Chosen {
    /// The run: its id, the beginning of it, or its slug; the only one that waits if not given
    run: Option<String>,
    /// Return as soon as the decision is recorded
    #[arg(short, long)]
    detach: bool,
    /// Print the run as JSON
    #[arg(long)]
    json: bool,
}

impl Approve {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        self.run.decide(global, |_| Ok(Decision::Approve))
    }
}

impl Retry {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        self.run.decide(global, |view| {
            let phase = self.phase.or(view.phase).ok_or_else(|| {
                Failure::Usage(format!(
                    "the run {} stands at no phase. Next: name one, like `retry {} plan`.",
                    view.id, view.id
                ))
            })?;
            Ok(Decision::Retry {
                phase,
                feedback: self.feedback.clone(),
            })
        })
    }
}

impl Waive {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        if self.reason.trim().is_empty() {
            return Err(Failure::Usage(
                "a waived gate needs a reason. Next: `--reason \"…\"`.".to_owned(),
            ));
        }
        self.run.decide(global, |_| {
            Ok(Decision::Waive {
                reason: self.reason.clone(),
            })
        })
    }
}

impl Continue {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        self.run.decide(global, |_| Ok(Decision::Continue))
    }
}

impl Recheck {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        self.run.decide(global, |_| Ok(Decision::Recheck))
    }
}

impl Cancel {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        let exit = self.run.decide(global, |_| Ok(Decision::Cancel))?;
        // Here a cancelled run is what was asked for.
        Ok(match exit {
            Exit::Failed => Exit::Done,
            other => other,
        })
    }
}

impl Chosen {
    fn decide(
        &self,
        global: &Global,
        decision: impl Fn(&RunView) -> Result<Decision, Failure>,
    ) -> Result<Exit, Failure> {
        let engine = Place::read(global, &[])?.engine()?;
        let waits = |view: &RunView| matches!(view.state, RunState::Waiting | RunState::Blocked);
        let view = choose(&engine, self.run.as_deref(), waits)?;
        let decision = decision(&view)?;
        let view = engine.decide(&view.id, decision, "cli")?;
        if !global.quiet && !view.message.is_empty() {
            terminal::note(&terminal::plain(&view.message, 500));
        }
        run::follow(global, &engine, view, self.detach, self.json)
    }
}

fn phase(text: &str) -> Result<Phase, String> {
    Phase::parse(text).ok_or_else(|| {
        "phases are 1 to 6, or requirements, plan, implement, test, validate, submit".to_owned()
    })
}
