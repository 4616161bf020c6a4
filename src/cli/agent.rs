//! `agent`: the agents we know, and the one that is built in.

use std::path::PathBuf;

use anstyle::Style;
use serde::Serialize;

use super::{
    Exit, Failure, Global,
    table::Table,
    terminal::{self, DIM, GOOD},
};
use crate::agent::{Profile, profile, rehearsal};

/// Agents: list the known ones, or be the built-in one
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the known agents, and which of them are installed
    List {
        /// Print the list as a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Speak ACP on stdin and stdout as the rehearsal agent: real files, no model
    Rehearsal {
        /// A file that says where to misbehave; `BACKEND_FACTORY_REHEARSAL` names one too
        #[arg(long, value_name = "FILE")]
        script: Option<PathBuf>,
    },
}

#[derive(Serialize)]
struct Listed {
    name: String,
    title: String,
    installed: bool,
    install: String,
}

impl From<Profile> for Listed {
    fn from(profile: Profile) -> Listed {
        Listed {
            installed: profile.installed(),
            name: profile.name,
            title: profile.title,
            install: profile.install,
        }
    }
}

pub(super) fn perform(_global: &Global, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Rehearsal { script } => Ok(match rehearsal::serve(script.as_deref()) {
            0 => Exit::Done,
            2 => Exit::Usage,
            _ => Exit::Failed,
        }),
        Command::List { json } => {
            let all: Vec<Listed> = profile::all().into_iter().map(Listed::from).collect();
            match json {
                true => terminal::json(&all),
                false => terminal::print(text(&all).trim_end()),
            }
            Ok(Exit::Done)
        }
    }
}

fn text(all: &[Listed]) -> String {
    let mut table = Table::new(&["agent", "", "", "how to get it"]);
    for agent in all {
        let (word, style) = match agent.installed {
            true => ("installed", GOOD),
            false => ("not found", DIM),
        };
        let install = if agent.installed { "" } else { &agent.install };
        table.row([
            (agent.name.clone(), Style::new()),
            (agent.title.clone(), DIM),
            (word.to_owned(), style),
            (install.to_owned(), DIM),
        ]);
    }
    table.lines("")
}
