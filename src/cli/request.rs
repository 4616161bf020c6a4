//! A request that a person typed on the command line.

use super::{Failure, terminal::plain};
use crate::{
    text::Document,
    trigger::{Detector, language::Language},
    workflow::event::Request,
};

/// Longest request that is taken, in bytes.
const LIMIT: usize = 64 << 10;

/// Title and family as detection sees them; words that detection would pass over are a request
/// all the same, because a person gave them to us.
pub(super) fn typed(text: &str, detector: &Detector) -> Result<Request, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::Usage(
            "the request is empty. Next: say what to build, like `backend-factory run \"implement Okta SSO integration\"`.".to_owned(),
        ));
    }
    if text.len() > LIMIT {
        return Err(Failure::Usage(format!(
            "the request has {} bytes, more than {LIMIT}. Next: put the details into a file of the repository, commit it, and name it in the request.",
            text.len()
        )));
    }
    let plain_text = Language::from_id("plaintext");
    let found = |text: &str| {
        detector
            .detect(&Document::new(text), plain_text)
            .into_iter()
            .next()
    };
    // The first line says what it is about; what follows are details, not a title.
    let first = text.lines().next().unwrap_or_default();
    let trigger = found(text).or_else(|| found(&format!("/backend {first}")));
    let (title, family) = match trigger {
        Some(trigger) => (trigger.title, trigger.family.to_string()),
        None => (first.to_owned(), "command".to_owned()),
    };
    let title = plain(&title, 80);
    Ok(Request {
        title,
        text: text.to_owned(),
        family,
        origin: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line() {
        let (detector, _) = Detector::new(crate::trigger::Settings::default());
        let cases = [
            (
                "implement Okta SSO integration for Chariot",
                "Okta SSO Integration",
            ),
            (
                "handle refunds\n\n{\n  \"details\": [1, 2]\n}",
                "Handle Refunds",
            ),
        ];
        for (text, title) in cases {
            assert_eq!(typed(text, &detector).ok().unwrap().title, title);
        }
        let long = typed(&"word ".repeat(200), &detector).ok().unwrap();
        assert!(long.title.chars().count() <= 81, "{}", long.title);
    }
}
