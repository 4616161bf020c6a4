//! `detect`: lists the requests in files and trees, or tells why something is or is not one.

mod decode;
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
    trigger::{Detector, Trigger},
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
    /// Which rule accepted or refused each candidate: on one line of a file, or in all PATHs; in any form
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
    let format = match arguments.json {
        true => Format::Json,
        false => arguments.format,
    };
    let mut tree = walk::Tree {
        base: &place.folder,
        root: &place.root,
        paths: &arguments.paths,
        progress: !global.quiet,
    };
    let quiet = global.quiet;
    if !detector.enabled() && !quiet {
        terminal::note("Nothing is looked for: `trigger.enabled` is false.");
    }
    let any = match &arguments.explain {
        Some(which) => explain::perform(&mut tree, &detector, which, format, quiet)?,
        None => list(&tree, &detector, format, quiet)?,
    };
    Ok(match arguments.check && any {
        true => Exit::Failed,
        false => Exit::Done,
    })
}

/// Writes the list; tells whether there is a request.
fn list(
    tree: &walk::Tree<'_>,
    detector: &Detector,
    format: Format,
    quiet: bool,
) -> Result<bool, Failure> {
    let (found, left_out) = tree.search(detector, |path, document, language| {
        let triggers = detector.detect(document, language).into_iter();
        triggers
            .map(|trigger| Found::new(path.to_owned(), document, trigger))
            .collect()
    })?;
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
    if !quiet {
        for line in left_out.lines() {
            terminal::note(&line);
        }
        if format == Format::Text && found.is_empty() {
            terminal::note("No requests found.");
        }
    }
    Ok(!found.is_empty())
}
