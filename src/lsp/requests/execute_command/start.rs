//! Starting a run: from a request in a document, or from words of their own.

use super::meant::request_meant;
use crate::lsp::command::Arguments;
use crate::lsp::job::Job;
use crate::lsp::session::Session;
use crate::lsp::session::publish::sentence;
use crate::lsp::session::request::{Asked, is_over, phases};
use crate::text::{Document, Span};
use crate::trigger::{self, Family, Trigger, language::Language};
use crate::workflow::Phase;

/// What a person wants to be started.
pub fn start(
    session: &Session,
    given: &Arguments,
    chosen: Option<Vec<Phase>>,
) -> Result<Job, String> {
    let (root, asked, words) = match &given.text {
        Some(text) => spoken(session, given, text)?,
        None => {
            let (open, trigger) = request_meant(session, given)?;
            let busy = session.run_of(open, trigger);
            if let Some(run) = session.copied_from(open, trigger) {
                return Err(format!(
                    "this is the copy that run {} works on. Next: start it from your own file.",
                    run.id
                ));
            }
            if let Some(run) = busy.filter(|run| !is_over(run.state)) {
                return Err(format!(
                    "run {} works on this already: {}",
                    run.id,
                    sentence(run)
                ));
            }
            (open.root.clone(), open.asked(trigger), trigger.text.clone())
        }
    };
    let phases = chosen.unwrap_or_else(|| phases(&words));
    Ok(Job::Start {
        root,
        asked,
        phases,
    })
}

/// A request in words of their own, that need not stand in any file.
fn spoken(
    session: &Session,
    given: &Arguments,
    text: &str,
) -> Result<(std::path::PathBuf, Asked, String), String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("what should be built? Next: pass {\"text\": …}.".to_owned());
    }
    let open = given
        .uri
        .as_ref()
        .and_then(|uri| session.documents.get(uri));
    let root = match (open, &given.uri) {
        (Some(open), _) => open.root.clone(),
        (None, Some(uri)) => session.root_of(uri.to_file_path().ok().as_deref()),
        (None, None) => session.root_of(None),
    };
    let detector = session
        .folders
        .get(&root)
        .and_then(|folder| folder.detector.clone());
    // The settings may still be on the way; the title does not wait for them.
    let detector = detector.unwrap_or_default();
    let found = detector.detect(&Document::new(text), Language::from_id("plaintext"));
    let found = found.into_iter().next();
    // In words of their own everything is a request; what no family reads is a command.
    let trigger = Trigger {
        text: text.to_owned(),
        ..found.unwrap_or_else(|| Trigger {
            span: Span::default(),
            family: Family::Command,
            title: trigger::title(text),
            subject: String::new(),
            text: String::new(),
            explicit: true,
            rule: "spoken".to_owned(),
        })
    };
    Ok((root, Asked::new(&trigger, None), text.to_owned()))
}
