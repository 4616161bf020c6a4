//! `detect`: lists the requests in files and trees, or tells why something is or is not one.

mod documents;
mod explain;
mod sarif;
mod walk;

use std::path::PathBuf;

use serde::Serialize;

use super::{
    Exit, Failure, Global,
    place::Place,
    terminal::{self, BOLD, DIM, LINK, paint, plain},
};
use crate::{
    text::{Document, Encoding},
    trigger::Trigger,
};

/// List the requests in files and folders
///
/// Folders are searched in parallel; what git ignores is left out. Ends with code 0 whether or not
/// there are requests; with `--check` a request is code 1.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files and folders; the current folder if none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The form of the list
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// End with code 1 if there is any request
    #[arg(long)]
    check: bool,
    /// Which rule accepted or refused each candidate: in one line of a file, or in all PATHs
    #[arg(long, value_name = "FILE:LINE", num_args = 0..=1, default_missing_value = "")]
    explain: Option<String>,
    /// Read `{"id","language_id","text"}` lines from stdin, write one line for each request
    #[arg(long, conflicts_with_all = ["paths", "format", "json", "explain"])]
    jsonl_documents: bool,
}

/// The form of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people: `path:line:column: title`
    Text,
    /// One array
    Json,
    /// One object a line
    Jsonl,
    /// For code scanning services
    Sarif,
}

/// A request in a file. Lines and columns count from zero, columns in UTF-16 units, as in LSP.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Found {
    path: String,
    line: u32,
    start_utf16: u32,
    end_line: u32,
    end_utf16: u32,
    family: String,
    title: String,
    text: String,
    explicit: bool,
    #[serde(skip)]
    rule: String,
}

impl Found {
    fn new(path: String, document: &Document, trigger: Trigger) -> Found {
        let start = document.position(trigger.span.start, Encoding::Utf16);
        let end = document.position(trigger.span.end, Encoding::Utf16);
        Found {
            path,
            line: start.line,
            start_utf16: start.character,
            end_line: end.line,
            end_utf16: end.character,
            family: trigger.family.to_string(),
            title: trigger.title,
            text: trigger.text,
            explicit: trigger.explicit,
            rule: trigger.rule,
        }
    }
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    let place = Place::read(global, &[])?;
    let detector = place.detector();
    if arguments.jsonl_documents {
        return documents::perform(&detector);
    }
    if let Some(which) = &arguments.explain {
        return explain::perform(&place, &detector, which, &arguments.paths);
    }
    let tree = walk::Tree {
        base: &place.folder,
        root: &place.root,
        paths: &arguments.paths,
        progress: !global.quiet,
    };
    let (found, left_out) = tree.search(&detector)?;
    let format = match arguments.json {
        true => Format::Json,
        false => arguments.format,
    };
    match format {
        Format::Json => terminal::json(&found),
        Format::Sarif => terminal::json(&sarif::log(&found)),
        Format::Jsonl => {
            for one in &found {
                terminal::print(&serde_json::to_string(one).unwrap_or_default());
            }
        }
        Format::Text => {
            for one in &found {
                let at = format!("{}:{}:{}", one.path, one.line + 1, one.start_utf16 + 1);
                terminal::print(&format!(
                    "{} {}  {}",
                    paint(LINK, &format!("{}:", plain(&at, 500))),
                    paint(BOLD, &plain(&one.title, 200)),
                    paint(DIM, &plain(&one.text, 200)),
                ));
            }
        }
    }
    if !global.quiet {
        for line in left_out.lines() {
            terminal::note(&line);
        }
        if format == Format::Text && found.is_empty() {
            terminal::note("No requests found.");
        }
    }
    Ok(match arguments.check && !found.is_empty() {
        true => Exit::Failed,
        false => Exit::Done,
    })
}
