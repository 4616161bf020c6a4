//! Our own methods: `backendFactory/runs`, `backendFactory/run`, `backendFactory/detect`.

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{Range, Url};

use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::trigger;
use crate::workflow::RunView;

/// Of `backendFactory/run`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RunParams {
    /// A run's id, or an unambiguous beginning.
    pub run: Option<String>,
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

/// All runs, newest first within a clone.
pub fn runs(session: &Session) -> Vec<RunView> {
    session.runs().map(|(_, run)| run.clone()).collect()
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
        run: session.run_of(open, trigger).map(|run| run.id.clone()),
    });
    found.collect()
}
