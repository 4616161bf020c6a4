//! Words that stand where content should: `TBD`, `TODO:`, lorem ipsum, a form that was not filled in.

use crate::workflow::{Phase, brief};

use super::page::{Block, Kind};

/// The placeholder in this block, as written.
pub(super) fn find(block: &Block, phase: Phase) -> Option<String> {
    if block.kind == Kind::Code {
        return None;
    }
    let text = block.prose.as_str();
    if let Some(left) = form_fields(phase).find(|field| text.contains(field)) {
        return Some(left.to_owned());
    }
    let lower = text.to_lowercase();
    if lower.contains("lorem ipsum") {
        return Some("lorem ipsum".into());
    }
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    for word in words.filter(|word| !word.is_empty()) {
        match word {
            "TBD" | "TBC" | "TBA" | "FIXME" | "XXX" => return Some(word.into()),
            // A feature may be about to-do lists; a mark is followed by a colon, or stands alone.
            "TODO" if text.contains("TODO:") || text.contains("TODO(") || text.trim() == "TODO" => {
                return Some(word.into());
            }
            _ => {}
        }
    }
    let bare = text.trim().trim_end_matches('.');
    let dots = matches!(text.trim(), "..." | "…" | "???" | "?") && block.code.is_empty();
    let promised = [
        "to be determined",
        "to be defined",
        "to be done",
        "coming soon",
        "placeholder",
    ];
    let promised = promised
        .into_iter()
        .find(|words| bare.eq_ignore_ascii_case(words));
    if dots {
        Some(text.trim().into())
    } else {
        promised.map(str::to_owned)
    }
}

/// The fields of our own form, as the brief gives it: `<the approach in two to five sentences>`.
fn form_fields(phase: Phase) -> impl Iterator<Item = &'static str> {
    brief::form(phase).split('<').skip(1).filter_map(|rest| {
        let inside = rest.split_once('>')?.0;
        // Compared without the brackets: Markdown may take them for a tag.
        (inside.contains(' ') && inside.len() > 12).then_some(inside)
    })
}
