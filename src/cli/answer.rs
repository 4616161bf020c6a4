//! `allow` and `refuse`: what a person says to a question of a run's agent. The run is being carried all
//! the while: these only answer, and show how it stands.

use clap::Args;

use super::{Exit, Failure, Global, place::Place, status::choose, terminal};
use crate::{
    engine::Engine,
    workflow::{RunView, event::Answer},
};

/// Allow what the agent of a run asks for
#[derive(Debug, Args)]
pub(super) struct Allow {
    #[command(flatten)]
    meant: Meant,
    /// As long as the run goes on: the same is not asked again
    #[arg(long)]
    always: bool,
}

/// Refuse what the agent of a run asks for; it goes on without it
#[derive(Debug, Args)]
pub(super) struct Refuse {
    #[command(flatten)]
    meant: Meant,
}

/// Which question.
#[derive(Debug, Args)]
struct Meant {
    /// The run: its id, the beginning of it, or its slug; the only one whose agent asks if not given
    run: Option<String>,
    /// The number of the question; the one that has waited longest if not given
    #[arg(long, value_name = "N")]
    question: Option<u32>,
    /// Print the run as JSON
    #[arg(long)]
    json: bool,
}

impl Allow {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        self.meant.answer(
            global,
            match self.always {
                true => Answer::AllowForRun,
                false => Answer::Allow,
            },
        )
    }
}

impl Refuse {
    pub fn perform(&self, global: &Global) -> Result<Exit, Failure> {
        self.meant.answer(global, Answer::Refuse)
    }
}

impl Meant {
    fn answer(&self, global: &Global, answer: Answer) -> Result<Exit, Failure> {
        let engine = Place::read(global, &[])?.engine()?;
        let asks = |view: &RunView| !view.questions.is_empty();
        let view = choose(&engine, self.run.as_deref(), asks)?;
        let view = engine.answer(&view.id, self.question, answer, "cli")?;
        match self.json {
            true => terminal::json(&view),
            false if !global.quiet => terminal::note(&terminal::plain(&view.message, 500)),
            false => {}
        }
        Ok(Exit::Done)
    }
}
