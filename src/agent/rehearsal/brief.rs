//! Reads from a brief what a template needs. A real agent reads it as prose; this one looks for the
//! few lines that `workflow::brief` always writes. Deliberately no more than that.

use crate::workflow::Phase;

/// What a brief asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub phase: Phase,
    pub attempt: u32,
    /// Relative to the worktree.
    pub deliverable: String,
    pub title: String,
    /// The sentence of the request.
    pub request: String,
    /// The project's test command, if it has one.
    pub test_command: Option<String>,
    /// The project's build command, if it has one.
    pub build_command: Option<String>,
}

/// The text between two marks.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let rest = &text[text.find(open)? + open.len()..];
    rest.split_once(close).map(|(inner, _)| inner)
}

/// Reads a brief; says in words what it lacks.
pub fn read(brief: &str) -> Result<Asked, String> {
    let run = brief
        .split_once("\n## This run\n")
        .map_or(brief, |(_, rest)| rest);
    let number = between(run, "- Phase ", " of 6").and_then(|word| word.parse().ok());
    let phase = number
        .and_then(Phase::from_number)
        .ok_or("the brief does not say which phase it is")?;
    let attempt = between(run, " of 6, attempt ", "\n").and_then(|word| word.trim().parse().ok());
    // The last one: our own words come behind everything quoted.
    let form = brief.rfind("Write it to `").map(|at| &brief[at..]);
    let form = form.ok_or("the brief does not name a deliverable")?;
    let deliverable = between(form, "Write it to `", "`").unwrap_or_default();
    let title = between(form, "The feature's title is \"", "\". ").unwrap_or_default();
    if deliverable.is_empty() || title.is_empty() {
        return Err("the brief names no deliverable or no title".to_owned());
    }
    let command = |what: &str| {
        between(run, &format!("- The project's {what} command: `"), "`").map(str::to_owned)
    };
    Ok(Asked {
        phase,
        attempt: attempt.unwrap_or(1),
        deliverable: deliverable.to_owned(),
        title: title.to_owned(),
        request: request(run).unwrap_or_else(|| title.to_owned()),
        test_command: command("test"),
        build_command: command("build"),
    })
}

/// The quoted request, without its fence, as one line.
fn request(run: &str) -> Option<String> {
    let (_, rest) = run.split_once("\n## The request\n")?;
    let mut lines = rest.lines().skip_while(|line| !line.starts_with("~~~"));
    let fence = lines.next()?.split(' ').next()?;
    let quoted: Vec<&str> = lines.take_while(|line| *line != fence).collect();
    let text = quoted.join(" ");
    (!text.trim().is_empty()).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The criteria of a requirements document: `AC-n` and its text, in order.
pub fn criteria(requirements: &str) -> Vec<(String, String)> {
    let lines = requirements.lines().filter_map(|line| {
        let item = line.trim_start().strip_prefix("- AC-")?;
        let (number, text) = item.split_once(':')?;
        let number: u32 = number.trim().parse().ok()?;
        Some((format!("AC-{number}"), text.trim().to_owned()))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_is_read() {
        let brief = "🏭 PHASE 3\n\n## This run\n\n- Phase 3 of 6, attempt 2\n- Worktree: `/w`\n- The project's test command: `cargo test`\n\n## The request\n\n~~~~~ data\nimplement Okta SSO\nfor Chariot\n~~~~~\n\n## Your document\n\nWrite it to `.backend-factory/okta/3-implement.md`, relative to the worktree. The feature's title is \"Okta SSO\". Your turn\n";
        let asked = read(brief).unwrap();
        assert_eq!((asked.phase, asked.attempt), (Phase::Implement, 2));
        assert_eq!(asked.deliverable, ".backend-factory/okta/3-implement.md");
        assert_eq!(
            (asked.title.as_str(), asked.request.as_str()),
            ("Okta SSO", "implement Okta SSO for Chariot")
        );
        assert_eq!(
            (asked.test_command.as_deref(), asked.build_command),
            (Some("cargo test"), None)
        );
        assert!(read("hello").is_err());
    }

    #[test]
    fn criteria_are_found() {
        let found = criteria(
            "## Acceptance criteria\n\n- AC-1: Given a\n- AC-12: Given b\n- FR-1: x\nAC-3: no\n",
        );
        assert_eq!(
            found,
            [
                ("AC-1".to_owned(), "Given a".to_owned()),
                ("AC-12".to_owned(), "Given b".to_owned())
            ]
        );
    }
}
