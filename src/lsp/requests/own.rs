//! Our own methods: what they take, and the answers that need nothing but a look at the session.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::lsp_types::{Range, Url};

use super::execute_command::run_meant;
use crate::lsp::command::Arguments;
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::trigger;
use crate::workflow::RunView;
use crate::workflow::deliverable::Mention;
use crate::workflow::trace::Row;

/// Of `backendFactory/run`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RunParams {
    /// A run's id, or an unambiguous beginning.
    pub run: Option<String>,
}

impl From<RunParams> for Arguments {
    fn from(params: RunParams) -> Arguments {
        Arguments {
            run: params.run,
            ..Arguments::default()
        }
    }
}

/// Of `backendFactory/baseText`.
#[derive(Debug, Deserialize)]
pub struct BaseParams {
    /// Whose.
    #[serde(flatten)]
    pub run: RunParams,
    /// Relative to the worktree, with `/`.
    pub path: String,
}

/// Of methods about a clone as a whole.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceParams {
    /// A file or folder in it; the workspace's first folder if absent.
    pub uri: Option<Url>,
}

impl From<PlaceParams> for Arguments {
    fn from(params: PlaceParams) -> Arguments {
        Arguments {
            uri: params.uri,
            ..Arguments::default()
        }
    }
}

/// Of `backendFactory/detect`.
#[derive(Debug, Deserialize)]
pub struct DetectParams {
    /// An open document.
    pub uri: Url,
}

/// A request as `backendFactory/detect` gives it.
#[derive(Debug, Serialize)]
pub struct Found {
    /// Where, in the client's units.
    pub range: Range,
    /// `Okta SSO Integration`.
    pub title: String,
    /// Its words.
    pub text: String,
    /// Its family's name.
    pub family: String,
    /// Addressed to us.
    pub explicit: bool,
    /// Of its words.
    pub hash: String,
    /// The run that works it, if any.
    pub run: Option<String>,
}

/// All runs, newest first.
pub fn runs(session: &Session) -> Vec<RunView> {
    session.newest_first().into_iter().cloned().collect()
}

/// The clone that a run belongs to, and where its request stands now.
pub fn place(session: &Session, given: &Arguments) -> Result<Value, String> {
    let (root, run) = run_meant(session, given, "find", &[])?;
    let Some(origin) = &run.request.origin else {
        return Ok(json!({ "root": root, "uri": null, "line": null }));
    };
    let uri = Url::from_file_path(root.join(&origin.path)).ok();
    let open = uri.as_ref().and_then(|uri| session.documents.get(uri));
    // Where it is open, the lines above it may be more or less than they were.
    let seen = open.and_then(|open| open.anchors.get(&run.id));
    let line = seen.map_or(origin.line, |seen| seen.line);
    Ok(json!({ "root": root, "uri": uri, "line": line }))
}

/// The requests of an open document.
pub fn detect(session: &Session, uri: &Url) -> Vec<Found> {
    let Some(open) = session.documents.get(uri) else {
        return Vec::new();
    };
    let Some(document) = open.document() else {
        return Vec::new();
    };
    let found = open.triggers().iter().map(|trigger| Found {
        range: convert::range(document, trigger.span, session.client.encoding),
        title: trigger.title.clone(),
        text: trigger.text.clone(),
        family: trigger.family.to_string(),
        explicit: trigger.explicit,
        hash: trigger::hash(trigger),
        run: session
            .run_of(open, trigger)
            .or_else(|| session.copied_from(open, trigger))
            .map(|run| run.id.clone()),
    });
    found.collect()
}

/// A criterion as `backendFactory/trace` gives it.
#[derive(Debug, Serialize)]
pub struct Traced {
    /// `AC-3`.
    pub criterion: String,
    /// Its words.
    pub text: String,
    /// Where it stands in the requirements, zero-based.
    pub line: u32,
    /// Plan steps that serve it.
    pub steps: Vec<Said>,
    /// Tests that hold it.
    pub tests: Vec<Said>,
    /// What validation says; null where it says nothing.
    pub verdict: Option<bool>,
    /// Its words.
    pub evidence: Option<String>,
    /// It has a test and passed.
    pub proven: bool,
}

/// What a document says, and where in it.
#[derive(Debug, Serialize)]
pub struct Said {
    /// A step's id or a test's name.
    pub what: String,
    /// Zero-based.
    pub line: u32,
}

/// The matrix of a run, for clients.
pub fn criteria(rows: &[Row]) -> Vec<Traced> {
    let said = |mentions: &[Mention]| -> Vec<Said> {
        let each = mentions.iter().map(|mention| Said {
            what: mention.what.clone(),
            line: mention.line,
        });
        each.collect()
    };
    let one = |row: &Row| Traced {
        criterion: row.criterion.id.clone(),
        text: row.criterion.text.clone(),
        line: row.criterion.line,
        steps: said(&row.steps),
        tests: said(&row.tests),
        verdict: row.verdict.as_ref().and_then(|judged| judged.pass),
        evidence: row.verdict.as_ref().map(|judged| judged.evidence.clone()),
        proven: row.is_proven(),
    };
    rows.iter().map(one).collect()
}

/// The same for a person, a line each.
pub fn table(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "No acceptance criteria are handed over yet.".to_owned();
    }
    let dash = |names: String| if names.is_empty() { "-".into() } else { names };
    let one = |row: &Row| {
        format!(
            "{} {}: step {}, tests {}",
            row.criterion.id,
            row.verdict(),
            dash(row.step_names()),
            dash(row.test_names())
        )
    };
    let lines: Vec<String> = rows.iter().map(one).collect();
    convert::visible(&lines.join("\n"))
}
