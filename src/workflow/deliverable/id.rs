//! Ids in text: `AC-3`, `S-1`, `FR-2`. One kind at a time, whole words only.

/// The ids of this kind in the text, in order, as written: `AC-3`.
pub fn ids(text: &str, kind: &str) -> Vec<String> {
    spans(text, kind).into_iter().map(|(_, id)| id).collect()
}

/// The ids with their byte offsets. Case counts: `ac-3` is a word like any other.
pub fn spans(text: &str, kind: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(kind) {
        let before = text[..at].chars().next_back();
        let whole = before.is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '_');
        let rest = &text[at + kind.len()..];
        let Some(digits) = rest.strip_prefix('-') else {
            continue;
        };
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let after = digits[count..].chars().next();
        let ends = after.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        if whole && ends && (1..=6).contains(&count) {
            found.push((at, text[at..at + kind.len() + 1 + count].to_owned()));
        }
    }
    found
}

/// The id that the text begins with, and what follows it without colon and brackets' remains.
pub fn leading<'a>(text: &'a str, kind: &str) -> Option<(String, &'a str)> {
    let start = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '[' | '(' | '`' | '_')
    });
    let (at, id) = spans(start, kind).into_iter().next()?;
    if at != 0 {
        return None;
    }
    let rest = start[id.len()..].trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '*' | ']' | ')' | '.' | '`' | '_' | '-' | '–' | '—')
    });
    Some((id, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_only() {
        let text = "AC-1, (AC-22) `AC-3` MAC-4 AC-5x AC- AC-6. xAC-7 AC-8-b";
        assert_eq!(ids(text, "AC"), ["AC-1", "AC-22", "AC-3", "AC-6", "AC-8"]);
        assert_eq!(
            leading("**AC-1**: Given", "AC"),
            Some(("AC-1".into(), "Given"))
        );
        assert_eq!(leading("see AC-1", "AC"), None);
    }
}
