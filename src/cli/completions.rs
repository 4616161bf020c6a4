//! `completions`: what a shell needs to complete our commands.

use super::{Exit, Failure};

/// Print the completions for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which shell
    shell: clap_complete::Shell,
}

pub(super) fn perform(arguments: &Arguments) -> Result<Exit, Failure> {
    let mut command = super::arguments();
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "backend-factory", &mut text);
    super::terminal::print(String::from_utf8_lossy(&text).trim_end());
    Ok(Exit::Done)
}
