//! What deliverables say, as data: criteria, steps, tests, verdicts, dependencies. Reads whatever
//! is there; whether that is enough is the contract's business.

use super::{
    id::{ids, leading},
    page::{Block, Kind, Page, Section},
};

/// An acceptance criterion, as the requirements define it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// `AC-3`.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Zero-based line of the definition.
    pub line: u32,
}

/// A criterion, and something that another document says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// `AC-3`.
    pub criterion: String,
    /// A step's id, a test's name.
    pub what: String,
    /// Zero-based.
    pub line: u32,
}

/// What a validation says of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// `AC-3`.
    pub criterion: String,
    /// `PASS` is true, `FAIL` is false; none when neither word is there.
    pub pass: Option<bool>,
    /// The words after the verdict.
    pub evidence: String,
    /// Zero-based.
    pub line: u32,
}

/// The verdict of a whole validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overall {
    /// `APPROVED`
    Approved,
    /// `NEEDS_WORK`
    NeedsWork,
}

/// The acceptance criteria that a requirements document defines, in order, repeats included.
pub fn criteria(page: &Page) -> Vec<Criterion> {
    let Some(section) = page.section("acceptance criteria") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut blocks = section.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        if block.kind == Kind::Code || block.kind == Kind::Head {
            continue;
        }
        let Some((id, rest)) = leading(&block.text, "AC") else {
            continue;
        };
        let mut text = rest.trim_start_matches('|').trim().to_owned();
        // `### AC-1` with its words in the paragraphs and items below it.
        while text.is_empty() || block.kind == Kind::Heading {
            let Some(more) = blocks
                .next_if(|next| leading(&next.text, "AC").is_none() && next.kind != Kind::Heading)
            else {
                break;
            };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&more.text);
        }
        found.push(Criterion {
            id,
            text,
            line: block.line,
        });
    }
    found
}

/// The steps of a plan: `S-1` and where it stands.
pub fn steps(page: &Page) -> Vec<(String, u32)> {
    let Some(section) = page.section("steps") else {
        return Vec::new();
    };
    let own = section
        .blocks
        .iter()
        .filter(|block| block.kind != Kind::Code);
    own.filter_map(|block| Some((leading(&block.text, "S")?.0, block.line)))
        .collect()
}

/// Which step serves which criterion: the ids that stand in a step, or under its heading.
pub fn mapping(page: &Page) -> Vec<Mention> {
    let Some(section) = page.section("steps") else {
        return Vec::new();
    };
    let mut step = None;
    let mut found = Vec::new();
    for block in section
        .blocks
        .iter()
        .filter(|block| block.kind != Kind::Code)
    {
        if let Some((id, _)) = leading(&block.text, "S") {
            step = Some(id);
        }
        let Some(step) = &step else { continue };
        found.extend(ids(&block.text, "AC").into_iter().map(|criterion| Mention {
            criterion,
            what: step.clone(),
            line: block.line,
        }));
    }
    found
}

/// Which tests a test document names for which criterion: inline code beside or below the id.
pub fn tests(page: &Page) -> Vec<Mention> {
    let mut found = Vec::new();
    for (criteria, block) in grouped(page.section("criteria")) {
        for criterion in &criteria {
            let names = block
                .code
                .iter()
                .filter(|name| leading(name, "AC").is_none());
            found.extend(names.map(|name| Mention {
                criterion: criterion.clone(),
                what: name.trim().trim_end_matches("()").to_owned(),
                line: block.line,
            }));
        }
    }
    found
}

/// The verdict on each criterion: rows, items or headings of the "Criteria" section.
pub fn verdicts(page: &Page) -> Vec<Judged> {
    let mut found: Vec<Judged> = Vec::new();
    let Some(section) = page.section("criteria") else {
        return found;
    };
    for block in &section.blocks {
        if matches!(block.kind, Kind::Head | Kind::Code) {
            continue;
        }
        match leading(&block.text, "AC") {
            Some((criterion, rest)) => {
                let (pass, evidence) = verdict(rest);
                found.push(Judged {
                    criterion,
                    pass,
                    evidence,
                    line: block.line,
                });
            }
            None => {
                // Below a heading or an item: the rest of what is said of that criterion.
                if let Some(last) = found.last_mut() {
                    let (pass, evidence) = verdict(&block.text);
                    last.pass = last.pass.or(pass);
                    if !last.evidence.is_empty() && !evidence.is_empty() {
                        last.evidence.push(' ');
                    }
                    last.evidence.push_str(&evidence);
                }
            }
        }
    }
    found
}

/// The verdict of the whole, from the section "Verdict". None where it is missing or both words stand there.
pub fn overall(page: &Page) -> Option<(Overall, u32)> {
    let section = page.section("verdict")?;
    let said = |word: &str| {
        let mut blocks = section
            .blocks
            .iter()
            .filter(|block| block.kind != Kind::Code);
        blocks
            .find(|block| has_word(&block.text, word))
            .map(|block| block.line)
    };
    let needs_work = said("NEEDS_WORK").or_else(|| said("NEEDS WORK"));
    let denied = section
        .blocks
        .iter()
        .any(|block| block.text.to_lowercase().contains("not approved"));
    match (said("APPROVED").filter(|_| !denied), needs_work) {
        (Some(line), None) => Some((Overall::Approved, line)),
        (None, Some(line)) => Some((Overall::NeedsWork, line)),
        _ => None,
    }
}

/// The items of a list section, without those that say there are none.
pub fn items(page: &Page, title: &str) -> Vec<(String, u32)> {
    let Some(section) = page.section(title) else {
        return Vec::new();
    };
    let said = section
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, Kind::Item | Kind::Paragraph | Kind::Row));
    said.filter(|block| !is_none(&block.text))
        .map(|block| (block.text.clone(), block.line))
        .collect()
}

/// What the frontend team has to do, as the section "Dependencies" says it.
pub fn frontend(page: &Page) -> Vec<(String, u32)> {
    let items = items(page, "dependencies").into_iter();
    items
        .filter_map(|(text, line)| {
            let (who, what) = text.split_once([':', '-', '–', '|'])?;
            let theirs = who.trim().to_lowercase().starts_with("frontend");
            (theirs && !is_none(what)).then(|| (what.trim().to_owned(), line))
        })
        .collect()
}

/// Whether the words say that there is nothing: `none`, `Nothing to do.`, `n/a`; but not
/// `Nothing checks the token`.
pub fn is_none(text: &str) -> bool {
    let text = text
        .trim()
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let mut words = text.splitn(2, |c: char| !c.is_alphanumeric() && c != '/');
    let first = words.next().unwrap_or_default();
    let Some(rest) = words.next() else {
        return matches!(first, "" | "none" | "nothing" | "n/a" | "no" | "na");
    };
    let next = rest
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    // What follows a comma or a full stop only explains.
    let explained = !text[first.len()..].starts_with(' ') || next.is_empty();
    let ordinary = [
        "needed",
        "required",
        "necessary",
        "to",
        "known",
        "planned",
        "found",
        "open",
        "at",
        "so",
        "for",
    ];
    matches!(first, "none" | "nothing" | "n/a") && (explained || ordinary.contains(&next))
}

/// Blocks with the criteria they speak of: their own ids, or those of the item or heading above.
fn grouped(section: Option<&Section>) -> Vec<(Vec<String>, &Block)> {
    let mut current: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for block in section.map_or(&[][..], |section| &section.blocks) {
        if matches!(block.kind, Kind::Head | Kind::Code) {
            continue;
        }
        let own = ids(&block.text, "AC");
        if !own.is_empty() {
            current = own;
        }
        if !current.is_empty() {
            found.push((current.clone(), block));
        }
    }
    found
}

fn verdict(text: &str) -> (Option<bool>, String) {
    let text = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '*' | ':' | '✅' | '❌' | '-')
    });
    let word: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let pass = match word.to_ascii_uppercase().as_str() {
        "PASS" | "PASSED" | "MET" => Some(true),
        "FAIL" | "FAILED" | "UNMET" => Some(false),
        _ => None,
    };
    let rest = if pass.is_some() {
        &text[word.len()..]
    } else {
        text
    };
    let evidence = rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '*' | ':' | '-' | '–' | '—' | ',')
    });
    (pass, evidence.trim().to_owned())
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        apart(before) && apart(after)
    })
}
