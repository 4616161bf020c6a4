//! `config`: the settings' schema, their documentation, and whether a settings file is in order.

use std::path::PathBuf;

use super::{
    Exit, Failure, Global,
    place::{self, Place},
    terminal,
};
use crate::config::{self, Files, Layers, Severity, Source, generate};

/// Settings: check them, trust a repository's, read what there is
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Print the JSON schema of the settings file
    Schema,
    /// Print the documentation of all settings, in Markdown
    Docs,
    /// Check settings files; those that hold here if none is given
    Check {
        /// A settings file
        path: Option<PathBuf>,
        /// Print the problems as a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Trust this repository's settings file, for exactly its present content
    Trust,
}

pub(super) fn perform(global: &Global, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Schema => terminal::json(&generate::schema()),
        Command::Docs => terminal::print(generate::docs().trim_end()),
        Command::Check { path, json } => return check(global, path.clone(), *json),
        Command::Trust => trust(global)?,
    }
    Ok(Exit::Done)
}

fn check(global: &Global, path: Option<PathBuf>, json: bool) -> Result<Exit, Failure> {
    let mut broken = false;
    let layers = match path {
        None => {
            let (layers, unread) = place::layers(&place::root(&place::folder(global)?));
            for line in &unread {
                terminal::error(line);
            }
            broken = !unread.is_empty();
            layers
        }
        Some(path) => {
            let path = global.directory.clone().unwrap_or_default().join(path);
            let text = std::fs::read_to_string(&path).map_err(Failure::io("cannot read", &path))?;
            let source = Source {
                // What needs trust is said as such only for a repository's own file.
                trusted: path.file_name().is_none_or(|name| name != config::FILE),
                path,
                text,
            };
            Layers {
                workspace: Some(source),
                ..Layers::default()
            }
        }
    };
    let loaded = config::load(&layers);
    let mut list = Vec::new();
    let mut wrong = broken;
    let files = [
        (&layers.user, &loaded.user),
        (&layers.workspace, &loaded.workspace),
    ];
    for (source, problems) in files {
        let Some(source) = source else { continue };
        for problem in problems {
            wrong |= problem.severity == Severity::Error;
            let lines = problem.lines(&source.text);
            if !json {
                terminal::print(&terminal::plain_lines(
                    &place::at(&source.path, &source.text, problem),
                    2000,
                ));
            }
            list.push(serde_json::json!({
                "path": source.path,
                "line": lines.start.line,
                "severity": match problem.severity {
                    Severity::Error => "error",
                    Severity::Information => "information",
                },
                "message": problem.message,
            }));
        }
    }
    match json {
        true => terminal::json(&list),
        false if list.is_empty() => terminal::note(match (&layers.user, &layers.workspace) {
            (None, None) => "There is no settings file here: the defaults hold.",
            _ => "The settings are in order.",
        }),
        false => {}
    }
    Ok(if wrong { Exit::Failed } else { Exit::Done })
}

fn trust(global: &Global) -> Result<(), Failure> {
    let place = Place::read(global, &[])?;
    let path = place.root.join(config::FILE);
    let Some(source) = &place.layers.workspace else {
        return Err(Failure::Usage(format!(
            "there is no {}. Next: go to a repository that has one.",
            path.display()
        )));
    };
    Files::from_env()
        .trust(source)
        .map_err(Failure::io("cannot trust", &path))?;
    terminal::note(&format!(
        "{} is trusted as it is now. Any change to it asks again.",
        path.display()
    ));
    Ok(())
}
