//! The contract of the deliverables, as cases in `workflow/contract.txt`.
//! `UPDATE=1 cargo test --test workflow_contract` writes what the contract says now.

use backend_factory::workflow::{Phase, brief::Handed, deliverable};

const GOOD: [&str; 6] = [
    include_str!("workflow/good/1-requirements.md"),
    include_str!("workflow/good/2-plan.md"),
    include_str!("workflow/good/3-implement.md"),
    include_str!("workflow/good/4-test.md"),
    include_str!("workflow/good/5-validate.md"),
    include_str!("workflow/good/6-submit.md"),
];

fn handed(phase: Phase) -> Handed {
    Handed {
        phase,
        path: format!(".backend-factory/okta/{}", phase.deliverable()),
        sha256: String::new(),
        text: GOOD[phase.index()].to_owned(),
    }
}

/// What the contract says to this text, as the cases write it down.
fn said(phase: Phase, text: Option<&str>) -> Vec<String> {
    let earlier: Vec<Handed> = Phase::ALL
        .into_iter()
        .filter(|earlier| *earlier < phase)
        .map(handed)
        .collect();
    let checked = deliverable::check(phase, &handed(phase).path, text, &earlier);
    let mut lines: Vec<String> = checked
        .findings
        .iter()
        .map(|finding| {
            let mark = if finding.is_error() {
                "error"
            } else {
                "warning"
            };
            let line = finding
                .line
                .map_or("-".to_owned(), |line| (line + 1).to_string());
            format!("=> {mark} {} {line}: {}", finding.code, finding.message)
        })
        .collect();
    if let Some(back) = checked.retry {
        lines.push(format!("=> back to {back}"));
    }
    lines.push(format!("=> {}", checked.summary));
    lines
}

/// The good document of the phase with the edits of a case; none when the case deletes it.
fn edited(phase: Phase, edits: &[&str]) -> Option<String> {
    let mut lines: Vec<String> = GOOD[phase.index()].lines().map(str::to_owned).collect();
    let mut edits = edits.iter().peekable();
    while let Some(edit) = edits.next() {
        if *edit == "delete" {
            return None;
        }
        let old = edit
            .strip_prefix("- ")
            .unwrap_or_else(|| panic!("no edit: {edit}"));
        let at = lines
            .iter()
            .position(|line| line.contains(old))
            .unwrap_or_else(|| panic!("no line holds: {old}"));
        match edits.next_if(|next| next.starts_with("+ ")) {
            Some(new) => lines[at] = new[2..].replace("\\n", "\n"),
            None => drop(lines.remove(at)),
        }
    }
    Some(lines.join("\n") + "\n")
}

#[test]
fn each_case_is_told_what_to_do() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workflow/contract.txt");
    let cases = std::fs::read_to_string(file).unwrap();
    let (head, cases_text) = cases.split_once("== ").unwrap();
    let mut out = head.to_owned();
    let mut count = 0;
    for case in cases_text.split("\n== ") {
        let mut lines = case.lines();
        let name = lines.next().unwrap();
        let (number, _) = name.split_once(' ').unwrap();
        let phase = Phase::parse(number).unwrap();
        let edits: Vec<&str> = lines
            .filter(|line| !line.starts_with("=>") && !line.is_empty())
            .collect();
        let text = edited(phase, &edits);
        out.push_str(&format!("== {name}\n"));
        for line in edits
            .iter()
            .map(|edit| (*edit).to_owned())
            .chain(said(phase, text.as_deref()))
        {
            out.push_str(&line);
            out.push('\n');
        }
        count += 1;
    }
    assert!(count > 40, "the cases are gone: {count}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, out).unwrap();
    } else {
        assert_eq!(out, cases, "run with UPDATE=1 and read the difference");
    }
}

#[test]
fn the_good_documents_are_good() {
    for phase in Phase::ALL {
        let said = said(phase, Some(GOOD[phase.index()]));
        assert_eq!(said.len(), 1, "{phase}: {said:?}");
    }
}

#[test]
fn an_empty_form_is_refused_in_every_phase() {
    for phase in Phase::ALL {
        let form = backend_factory::workflow::brief::form(phase);
        let start = form.find("```markdown\n").unwrap() + "```markdown\n".len();
        let blank = form[start..].split("\n```").next().unwrap();
        let said = said(phase, Some(blank));
        assert!(
            said.iter().any(|line| line.contains("error placeholder")),
            "{phase}: {said:?}"
        );
        // Every section of the contract stands in the form, so that nobody fails for following it.
        assert!(
            !said.iter().any(|line| line.contains("missing-section")),
            "{phase}: {said:?}"
        );
    }
}

#[test]
fn hostile_markdown_is_read_without_a_panic() {
    let deep = "> - ".repeat(2_000) + "AC-1";
    let odd = [
        "",
        "\u{0}",
        "# ",
        "|",
        "|a|\n|-|\n|",
        "- AC-1:",
        "```",
        "<",
        "## Criteria\n\n- \n  - \n",
        &deep,
        "AC-",
        "é́AC-1\r\nAC-2",
    ];
    for text in odd {
        for phase in Phase::ALL {
            let title = deliverable::sections(phase)[0];
            said(phase, Some(&format!("{text}\n\n## {title}\n\n{text}\n")));
        }
    }
}
