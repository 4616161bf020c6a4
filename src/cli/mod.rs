//! The command line: one file for each subcommand, the same engine as in an editor.
//!
//! stdout carries what was asked for, and nothing else; all that is said about the work goes to
//! stderr. Exit codes: 0 done, 1 the run failed or was cancelled, 2 wrong usage or a place where
//! the command makes no sense, 3 a person is awaited. Words that come from files and agents are
//! shown with hidden and control characters spelt out. This room deliberately decides nothing
//! about runs: it asks the engine and shows.

mod agent;
mod answer;
mod apply;
mod completions;
mod config;
mod decide;
mod demo;
mod detect;
mod doctor;
mod exit;
mod hidden;
mod logging;
mod lsp;
pub mod manual;
mod metrics;
mod place;
mod prompt;
mod report;
mod request;
mod resume;
mod run;
mod show;
mod status;
mod submit;
mod table;
mod terminal;
mod watch;

use std::{path::PathBuf, process::ExitCode};

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand};

use exit::{Exit, Failure};

/// A language server that turns a sentence in a comment into a reviewed branch.
#[derive(Debug, Parser)]
#[command(name = "backend-factory", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, Default, Args)]
struct Global {
    /// Work as if started in this folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// Set a setting for this call: `approval=submit`
    #[arg(long = "set", value_name = "KEY=VALUE", global = true, value_parser = setting)]
    set: Vec<(String, String)>,
    /// Say more on stderr; twice for everything
    #[arg(short, long, action = ArgAction::Count, global = true)]
    verbose: u8,
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: clap::ColorChoice,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    let (key, value) = pair.ok_or("it must have the form KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Run(run::Arguments),
    Detect(detect::Arguments),
    Status(status::Arguments),
    Show(show::Arguments),
    Approve(decide::Approve),
    Retry(decide::Retry),
    #[command(visible_alias = "accept")]
    Waive(decide::Waive),
    Continue(decide::Continue),
    Recheck(decide::Recheck),
    Cancel(decide::Cancel),
    Allow(answer::Allow),
    Refuse(answer::Refuse),
    Resume(resume::Arguments),
    Submit(submit::Arguments),
    Apply(apply::Arguments),
    Metrics(metrics::Arguments),
    Doctor(doctor::Arguments),
    Lsp(lsp::Arguments),
    #[command(subcommand)]
    Agent(agent::Command),
    #[command(subcommand)]
    Config(config::Command),
    Completions(completions::Arguments),
}

/// The whole program: reads the arguments, does what they ask, and gives the exit code.
pub fn main() -> ExitCode {
    if let Some(code) = hidden::perform() {
        return code;
    }
    let parsed = match lsp::as_editors_start_it(std::env::args_os().skip(1)) {
        Some(cli) => Ok(cli),
        None => Cli::try_parse(),
    };
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            let code = error.exit_code();
            let _ = error.print();
            return ExitCode::from(u8::try_from(code).unwrap_or(2));
        }
    };
    terminal::set_up(&cli.global);
    let _logs = logging::in_front(&cli);
    match cli.perform() {
        Ok(exit) => exit.into(),
        Err(failure) => {
            terminal::error(&failure.to_string());
            failure.exit().into()
        }
    }
}

impl Cli {
    fn perform(&self) -> Result<Exit, Failure> {
        let global = &self.global;
        match &self.command {
            Command::Demo(arguments) => demo::perform(global, arguments),
            Command::Run(arguments) => run::perform(global, arguments),
            Command::Detect(arguments) => detect::perform(global, arguments),
            Command::Status(arguments) => status::perform(global, arguments),
            Command::Show(arguments) => show::perform(global, arguments),
            Command::Approve(arguments) => arguments.perform(global),
            Command::Retry(arguments) => arguments.perform(global),
            Command::Waive(arguments) => arguments.perform(global),
            Command::Continue(arguments) => arguments.perform(global),
            Command::Recheck(arguments) => arguments.perform(global),
            Command::Cancel(arguments) => arguments.perform(global),
            Command::Allow(arguments) => arguments.perform(global),
            Command::Refuse(arguments) => arguments.perform(global),
            Command::Resume(arguments) => resume::perform(global, arguments),
            Command::Submit(arguments) => submit::perform(global, arguments),
            Command::Apply(arguments) => apply::perform(global, arguments),
            Command::Metrics(arguments) => metrics::perform(global, arguments),
            Command::Doctor(arguments) => doctor::perform(global, arguments),
            Command::Lsp(arguments) => lsp::perform(global, arguments),
            Command::Agent(command) => agent::perform(global, command),
            Command::Config(command) => config::perform(global, command),
            Command::Completions(arguments) => completions::perform(arguments),
        }
    }
}

/// The program's arguments as clap sees them: for completions and the manual.
fn arguments() -> clap::Command {
    Cli::command()
}
