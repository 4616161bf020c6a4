//! The documents of the six phases, in the form that the briefs ask for. Deliberately no claim that
//! was not earned: where a real role would have observed something, the text names what the server
//! observes instead.

use super::{
    PLAINLY,
    brief::Asked,
    feature::{Blueprint, Criterion, Feature},
    languages::{File, Project},
    turn::Turn,
};
use crate::workflow::Phase;

/// The deliverable of the phase.
pub fn deliverable(
    asked: &Asked,
    feature: &Feature,
    project: &Project,
    changed: &[File],
) -> String {
    match asked.phase {
        Phase::Requirements => requirements(feature),
        Phase::Plan => plan(feature, project),
        Phase::Implement => implement(feature, changed),
        Phase::Test => test(asked, feature, project),
        Phase::Validate => validate(asked, feature, project),
        Phase::Submit => submit(feature, project, changed),
    }
}

fn each(feature: &Feature, line: impl Fn(&Criterion) -> String) -> String {
    feature
        .criteria
        .iter()
        .map(|criterion| line(criterion) + "\n")
        .collect()
}

fn requirements(feature: &Feature) -> String {
    let Feature {
        title,
        provider,
        request,
        ..
    } = feature;
    let (summary, functional, out, needs) = match feature.blueprint {
        Blueprint::Login => (
            format!("Users of the service log in at {provider} instead of with a password of the service. The service sends them there, takes them back, and knows afterwards who they are and which roles they have."),
            format!("- FR-1: The service sends a user who wants to log in to {provider}.\n- FR-2: The service takes the user back and refuses what does not belong to a login it began.\n- FR-3: The service turns the claims of {provider} into an identity with roles.\n"),
            format!("- Logging out at {provider}.\n- Managing users and groups, which stays with {provider}.\n"),
            format!("- Frontend: a button that leads to the login, and a page for a login that was denied\n- An application registered at {provider}, with its client id and redirect address\n"),
        ),
        Blueprint::Store => (
            format!("The service keeps entries for {title}: it takes them in, checks them, gives them back, and refuses what is wrong with an error that says why."),
            "- FR-1: Entries are created, read, changed, listed and removed.\n- FR-2: What is wrong is refused with an error that names what is wrong.\n- FR-3: Simultaneous changes do not overwrite each other.\n".to_owned(),
            "- Keeping entries beyond the life of the process.\n- Access rights, which the callers check.\n".to_owned(),
            "- Frontend: none\n- No other team, service or account is needed\n".to_owned(),
        ),
    };
    format!(
        "# Requirements: {title}\n\n## Summary\n\n{summary} The request was: \"{request}\". {PLAINLY}\n\n## Functional requirements\n\n{functional}\n## Acceptance criteria\n\n{}\n## Out of scope\n\n{out}\n## Dependencies\n\n{needs}\n## Assumptions\n\n- The request leaves the details open, so the most ordinary reading is taken.\n\n## Open questions\n\n- none\n",
        each(feature, |criterion| format!(
            "- {}: {}",
            criterion.id, criterion.text
        )),
    )
}

/// Criteria share steps in pairs: small, but every criterion has its step.
fn step(at: usize) -> usize {
    at / 2 + 1
}

fn plan(feature: &Feature, project: &Project) -> String {
    let title = &feature.title;
    let source = project.source_path(feature);
    let mut steps = String::new();
    for (number, pair) in feature.criteria.chunks(2).enumerate() {
        let ids: Vec<&str> = pair.iter().map(|criterion| criterion.id.as_str()).collect();
        let mut met: Vec<String> = pair
            .iter()
            .map(|criterion| format!("`{}`", criterion.met_by))
            .collect();
        met.dedup();
        steps.push_str(&format!("- S-{} ({}): {} in `{source}`, with their errors; each step builds on the types of the one before\n", number + 1, ids.join(", "), met.join(" and ")));
    }
    let (architecture, risk) = match feature.blueprint {
        Blueprint::Login => (
            format!("A new module `{}` holds the configuration, the login that has begun, and the mapping of claims. It does no input or output: the caller supplies random values, the time, and claims whose signature was verified, and gets addresses, codes, identities or errors back. Existing modules stay as they are. Errors are one type whose texts name what is wrong and never carry secrets. State is compared in constant time.", feature.snake),
            format!("{} changes its claims: the mapping refuses what it does not know, and the error names the claim. Undone by removing the module.", feature.provider),
        ),
        Blueprint::Store => (
            format!("A new module `{}` holds the store, its entries and its errors. It does no input or output; existing modules stay as they are. Every change carries the version it was made from, so a lost update is refused. The number of entries is limited.", feature.snake),
            "The store fills up: the limit is an error that callers can report. Undone by removing the module.".to_owned(),
        ),
    };
    format!(
        "# Plan: {title}\n\n## Summary\n\nOne module without dependencies, and one file of tests. {PLAINLY}\n\n## Architecture\n\n{architecture}\n\n## Steps\n\n{steps}\n## Test strategy\n\n{}\n## Infrastructure\n\nNone: the module needs no resource and no migration.\n\n## Dependencies\n\n- Frontend: none for this plan; see the requirements\n\n## Risks\n\n- {risk}\n\n## Open questions\n\n- none\n",
        each(feature, |criterion| format!(
            "- {}: {} calls `{}` through the public interface",
            criterion.id,
            names(criterion),
            criterion.met_by
        )),
    )
}

fn names(criterion: &Criterion) -> String {
    criterion
        .tests
        .iter()
        .map(|test| format!("`{test}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn implement(feature: &Feature, changed: &[File]) -> String {
    let mut criteria = String::new();
    for (at, criterion) in feature.criteria.iter().enumerate() {
        let note = if criterion.foreign {
            ", as far as the template goes"
        } else {
            ""
        };
        criteria.push_str(&format!(
            "- {} (S-{}): `{}`{note}\n",
            criterion.id,
            step(at),
            criterion.met_by
        ));
    }
    let changes: String = changed
        .iter()
        .map(|file| format!("- `{}`: {}\n", file.path, file.what))
        .collect();
    format!(
        "# Implementation: {}\n\n## Summary\n\nThe module `{}` is written as planned. {PLAINLY}\n\n## Changes\n\n{changes}\n## Criteria\n\n{criteria}\n## Error handling\n\n- Wrong input is refused with an error that names the field; nothing is changed then.\n- No error carries a secret, and none is swallowed.\n\n## Deviations\n\n- none\n",
        feature.title, feature.snake,
    )
}

fn test(asked: &Asked, feature: &Feature, project: &Project) -> String {
    let command = asked.test_command.as_deref().unwrap_or(project.test());
    let foreign: String = feature
        .criteria
        .iter()
        .filter(|criterion| criterion.foreign)
        .map(|criterion| {
            format!(
                "- {}: added by a person; the template has no test of its own for it\n",
                criterion.id
            )
        })
        .collect();
    let beyond: String = project
        .extra_tests(feature)
        .iter()
        .map(|(name, what)| format!("- `{name}`: {what}\n"))
        .collect();
    format!(
        "# Tests: {}\n\n## Summary\n\nThe module's public interface is tested from outside. `{command}` runs all of it. {PLAINLY}\n\n## Criteria\n\n{}\n## Beyond the criteria\n\n{}\n## Defects\n\n- none\n\n## Gaps\n\n{}",
        feature.title,
        each(feature, |criterion| format!(
            "- {}: {}",
            criterion.id,
            names(criterion)
        )),
        if beyond.is_empty() {
            "- none\n".to_owned()
        } else {
            beyond
        },
        if foreign.is_empty() {
            "- none\n".to_owned()
        } else {
            foreign
        },
    )
}

fn validate(asked: &Asked, feature: &Feature, project: &Project) -> String {
    let command = asked.test_command.as_deref().unwrap_or(project.test());
    let rows = each(feature, |criterion| {
        format!(
            "| {} | PASS | {}: passed in the run of `{command}` that Backend Factory recorded |",
            criterion.id,
            names(criterion)
        )
    });
    format!(
        "# Validation: {}\n\n## Verdict\n\nAPPROVED\n\n## Criteria\n\n| Criterion | Verdict | Evidence |\n| --- | --- | --- |\n{rows}\n## Scenarios\n\n- The tests were read against the criteria; the gate runs `{command}` again. {PLAINLY}\n\n## Security\n\n- The module reads no input from outside and writes no log; its errors carry no secret.\n\n## Work needed\n\n- none\n",
        feature.title,
    )
}

fn submit(feature: &Feature, project: &Project, changed: &[File]) -> String {
    let documents: String = changed
        .iter()
        .map(|file| format!("- `{}`: {}\n", file.path, file.what))
        .collect();
    format!(
        "# Submission: {}\n\n## Summary\n\nOne module without dependencies (`{}`) and its tests. It was written by the rehearsal agent from a template, to try Backend Factory: review it as such. {PLAINLY}\n\n## Changelog\n\n- {}\n\n## Documentation\n\n{documents}\n## Deployment\n\n- Nothing beyond the next ordinary release; no configuration, migration or infrastructure.\n\n## Rollback\n\n- Revert the branch's commits: nothing outside of the module depends on them.\n\n## Before merging\n\n- Decide whether you want a template's code.\n",
        feature.title,
        project.source_path(feature),
        entry(feature),
    )
}

fn entry(feature: &Feature) -> String {
    match feature.blueprint {
        Blueprint::Login => format!(
            "Login at {} over OpenID Connect: begin, callback, claims to roles ({}).",
            feature.provider, feature.title
        ),
        Blueprint::Store => format!(
            "{}: a validated store with versions and a limit.",
            feature.title
        ),
    }
}

/// What phase 6 brings up to date: the changelog, and a page about the feature.
pub fn published(feature: &Feature, turn: &Turn) -> Vec<File> {
    let line = format!("- {}", entry(feature));
    let old = turn.read("CHANGELOG.md");
    let changelog = match &old {
        None => format!("# Changelog\n\n## Unreleased\n\n{line}\n"),
        Some(text) if text.contains(&line) => text.clone(),
        Some(text) => with_entry(text, &line),
    };
    let criteria = each(feature, |criterion| format!("- {}", criterion.text));
    let page = format!(
        "# {}\n\nWhat it does:\n\n{criteria}\nIt was written by the rehearsal agent of Backend Factory from a template.\n",
        feature.title
    );
    vec![
        File::new("CHANGELOG.md", changelog, "an entry for the feature"),
        File::new(
            format!("docs/{}.md", feature.snake.replace('_', "-")),
            page,
            "a page about the feature",
        ),
    ]
}

/// Below the first second-level heading, which is where unreleased work is collected.
fn with_entry(changelog: &str, line: &str) -> String {
    let mut lines: Vec<&str> = changelog.lines().collect();
    let heading = lines.iter().position(|line| line.starts_with("## "));
    let new: &[&str] = match heading {
        None => &["", "## Unreleased", "", line],
        Some(at) => {
            let next = lines[at + 1..]
                .iter()
                .position(|line| !line.trim().is_empty());
            let next = next.map_or(lines.len(), |distance| at + 1 + distance);
            let item = lines
                .get(next)
                .is_some_and(|line| line.starts_with("- ") || line.starts_with("* "));
            let rest = lines.split_off(next);
            lines.truncate(at + 1);
            lines.extend(["", line]);
            if !item && !rest.is_empty() {
                lines.push("");
            }
            lines.extend(rest);
            &[]
        }
    };
    lines.extend(new);
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_goes_where_unreleased_work_is() {
        let cases = [
            ("# Changes\n", "# Changes\n\n## Unreleased\n\n- new\n"),
            (
                "# C\n\n## Unreleased\n\n- old\n",
                "# C\n\n## Unreleased\n\n- new\n- old\n",
            ),
            (
                "# C\n\n## Unreleased\n\n## 1.0\n\n- x\n",
                "# C\n\n## Unreleased\n\n- new\n\n## 1.0\n\n- x\n",
            ),
            ("## Unreleased\n", "## Unreleased\n\n- new\n"),
        ];
        for (old, new) in cases {
            assert_eq!(with_entry(old, "- new"), new, "{old:?}");
        }
    }
}
