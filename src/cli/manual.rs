//! The manual of the command line in Markdown, made from the arguments themselves;
//! `tests/cli_manual.rs` holds `docs/command-line.md` and `docs/run.schema.json` to it.

use std::fmt::Write;

use clap::{Arg, Command};

use crate::workflow::RunView;

/// `docs/run.schema.json`: the one shape in which a run is shown.
pub fn run_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(RunView).to_value();
    schema["title"] = "A run of Backend Factory".into();
    schema
}

/// `docs/command-line.md`.
pub fn command_line() -> String {
    let mut root = super::arguments();
    root.build();
    let mut text = String::from(include_str!("manual.md"));
    text.push_str("\n## Options of every command\n\n");
    for argument in root.get_arguments().filter(|arg| shown(arg)) {
        line(&mut text, argument);
    }
    for command in root
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        section(&mut text, command, "backend-factory", 2);
    }
    text
}

fn section(text: &mut String, command: &Command, above: &str, level: usize) {
    if command.get_name() == "help" {
        return;
    }
    let name = format!("{above} {}", command.get_name());
    let _ = write!(text, "\n{} {name}\n\n", "#".repeat(level));
    let about = command.get_long_about().or(command.get_about());
    if let Some(about) = about {
        let _ = write!(text, "{about}\n\n");
    }
    let usage =
        anstream::adapter::strip_str(&command.clone().render_usage().to_string()).to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let _ = write!(text, "```text\n{usage}\n```\n");
    let arguments: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| shown(arg) && !arg.is_global_set())
        .collect();
    if !arguments.is_empty() {
        text.push('\n');
    }
    for argument in arguments {
        line(text, argument);
    }
    for inner in command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
    {
        section(text, inner, &name, level + 1);
    }
}

fn shown(argument: &Arg) -> bool {
    !argument.is_hide_set() && !matches!(argument.get_id().as_str(), "help" | "version")
}

fn line(text: &mut String, argument: &Arg) {
    let values = argument.get_value_names().unwrap_or_default();
    let takes = argument.get_action().takes_values();
    let value = match (takes, values.first()) {
        (true, Some(name)) => format!(" {name}"),
        _ => String::new(),
    };
    let name = match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}{value}"),
        (None, Some(long)) => format!("--{long}{value}"),
        (Some(short), None) => format!("-{short}{value}"),
        (None, None) => value.trim().to_owned(),
    };
    let about = argument
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let _ = write!(text, "* `{name}`: {about}");
    let choices: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}` ({help})", value.get_name()),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    if takes && !choices.is_empty() {
        let _ = write!(text, ". One of {}", choices.join(", "));
    }
    text.push_str(".\n");
}
