//! What stands before a sentence and is no part of it: task tags, labels, speakers, decoration
//! (policy, section 5), and what these say about the sentence.

mod labels;

use labels::*;

/// What the marks before a sentence say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Bytes of the sentence before its first own character.
    pub skip: usize,
    /// A task tag asks for work.
    pub tag: bool,
    /// The tag is an ordinary word in small letters (`backend:`), which in documentation of code is
    /// the name of a parameter.
    pub soft: bool,
    /// A label says that it is done or refused: `DONE:`, `wontfix:`.
    pub closed: Option<&'static str>,
    /// A label says that it is an example: `Example:`.
    pub example: bool,
    /// A label says which part of a ticket it is: `Description:`. An order there describes the ticket,
    /// a wish is the ticket.
    pub field: bool,
    /// A numbered step: `2.`, `Step 2:`.
    pub step: bool,
    /// A label such as `pm:`; the line is one of a conversation.
    pub label: bool,
}

/// Reads the marks at the start of `text`.
pub(crate) fn read(text: &str) -> Marks {
    let mut m = Marks::default();
    for _ in 0..8 {
        let rest = &text[m.skip..];
        let step = decoration(rest)
            .or_else(|| done_sign(rest, &mut m))
            .or_else(|| bracket_label(rest, &mut m))
            .or_else(|| tag(rest, &mut m))
            .or_else(|| number(rest, &mut m))
            .or_else(|| label(rest, &mut m));
        match step {
            Some(n) if n > 0 => m.skip += n,
            _ => break,
        }
    }
    m
}

/// Whether a line begins with a tag, so that it begins a new paragraph.
pub(crate) fn opens_with_tag(line: &str) -> bool {
    let line = line.trim_start();
    let line = &line[decoration(line).unwrap_or(0)..];
    let mut m = Marks::default();
    tag(line, &mut m).is_some() || (label(line, &mut m).is_some() && (m.closed.is_some() || m.tag))
}

/// Whether a line begins with a speaker or label (`pm:`), as in a chat log.
pub(crate) fn opens_with_label(line: &str) -> bool {
    let mut m = Marks::default();
    label(line.trim_start(), &mut m).is_some()
}

/// White space, emoji, arrows, stars, dashes: whatever is neither a word nor opens one.
fn decoration(rest: &str) -> Option<usize> {
    let mut n = 0;
    for (at, c) in rest.char_indices() {
        let word = c.is_alphanumeric()
            || matches!(
                c,
                '@' | '`'
                    | '"'
                    | '“'
                    | '\''
                    | '‘'
                    | '«'
                    | '('
                    | '['
                    | '{'
                    | '【'
                    | '（'
                    | '_'
                    | '~'
                    | '✓'
                    | '✔'
                    | '✅'
                    | '☑'
                    | '$'
                    | '<'
                    | '%'
                    | '&'
            );
        let slash = c == '/' && rest[at + 1..].starts_with(|n: char| n.is_ascii_alphabetic());
        if word || slash {
            break;
        }
        if c == '.' && at == 0 && rest[1..].starts_with(|n: char| n.is_ascii_alphanumeric()) {
            break;
        }
        n = at + c.len_utf8();
    }
    (n > 0).then_some(n)
}

/// A ticked box or check mark.
fn done_sign(rest: &str, m: &mut Marks) -> Option<usize> {
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    for (sign, done) in [
        ("[x]", true),
        ("[X]", true),
        ("(x)", true),
        ("✓", true),
        ("✔", true),
        ("✅", true),
        ("☑", true),
        ("[ ]", false),
        ("[]", false),
    ] {
        if let Some(tail) = rest.strip_prefix(sign)
            && (tail.is_empty() || tail.starts_with(|c: char| c.is_whitespace() || c == '\u{fe0f}'))
        {
            if done {
                m.closed = Some("past");
            } else {
                m.tag = true;
            }
            return Some(sign.len());
        }
    }
    if rest.starts_with("~~") {
        m.closed = Some("past");
        return Some(2);
    }
    None
}

/// `【…】`, `[backend]`, `(wip)` before the sentence.
fn bracket_label(rest: &str, m: &mut Marks) -> Option<usize> {
    let (open, close) = match rest.chars().next()? {
        '【' => ('【', '】'),
        '[' => ('[', ']'),
        '（' => ('（', '）'),
        '(' => ('(', ')'),
        _ => return None,
    };
    let end = rest.find(close)?;
    let inner = rest[open.len_utf8()..end].trim();
    if inner.chars().count() > 24 || inner.split_whitespace().count() > 3 {
        return None;
    }
    note(inner, m);
    let after = &rest[end + close.len_utf8()..];
    if after.trim().is_empty() {
        return None;
    }
    Some(end + close.len_utf8())
}

/// What a label's word says.
fn note(label: &str, m: &mut Marks) {
    let low = label.to_ascii_lowercase();
    let low = low.trim();
    if DONE.contains(low) {
        m.closed = Some("past");
    } else if REJECTED.contains(low) {
        m.closed = Some("negation");
    } else if EXAMPLE.contains(low) {
        m.example = true;
    } else if FIELDS.contains(low) {
        m.field = true;
    } else if TAGS.iter().any(|(t, _)| *t == low) {
        m.tag = true;
    } else if low.starts_with("step ")
        || low.starts_with("phase ") && low.ends_with(|c: char| c.is_ascii_digit())
    {
        m.step = true;
    }
}

/// `TODO`, `TODO(alice):`, `FIXME #12 -`, `@todo`.
fn tag(rest: &str, m: &mut Marks) -> Option<usize> {
    let first = rest.as_bytes().first()?.to_ascii_lowercase();
    let mut left = *TAGS_BY_LETTER.get(usize::from(first))?;
    while left != 0 {
        let (word, alone) = &TAGS[left.trailing_zeros() as usize];
        left &= left - 1;
        let Some(head) = rest.get(..word.len()) else {
            continue;
        };
        if !head.eq_ignore_ascii_case(word) {
            continue;
        }
        let mut n = word.len();
        let after = &rest[n..];
        if after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '\'')
            || after.starts_with('-') && after[1..].starts_with(|c: char| c.is_alphanumeric())
        {
            continue;
        }
        let mut signed = false;
        // `TODO/FIXME: …`
        if let Some(second) = rest[n..].strip_prefix(['/', '|', '+'])
            && let Some((w, _)) = TAGS.iter().find(|(w, alone)| {
                *alone
                    && second
                        .get(..w.len())
                        .is_some_and(|h| h.eq_ignore_ascii_case(w))
            })
        {
            n += 1 + w.len();
        }
        // (who), [ticket], <who>, #12, @who, JIRA-12 in brackets.
        loop {
            let tail = &rest[n..];
            let trimmed = tail.trim_start_matches([' ', '\t']);
            let gap = tail.len() - trimmed.len();
            let Some(first) = trimmed.chars().next() else {
                break;
            };
            let close = match first {
                '(' => ')',
                '[' => ']',
                '<' => '>',
                _ => '\0',
            };
            if close != '\0' {
                // A long parenthesis is part of the sentence, not the name of a person.
                if gap > 0
                    && first == '('
                    && trimmed
                        .find(')')
                        .is_some_and(|e| trimmed[..e].split_whitespace().count() > 2)
                {
                    break;
                }
                match trimmed.find(close) {
                    Some(e) if e <= 60 => {
                        n += gap + e + 1;
                        signed = true;
                        continue;
                    }
                    _ => break,
                }
            }
            if (first == '#' && trimmed[1..].starts_with(|c: char| c.is_ascii_digit()))
                || (first == '@' && *alone)
            {
                let e = trimmed[1..]
                    .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
                    .map_or(trimmed.len(), |e| e + 1);
                n += gap + e;
                signed = true;
                continue;
            }
            break;
        }
        let tail = &rest[n..];
        let colon = tail
            .trim_start()
            .starts_with([':', '：', '-', '–', '—', '>', '!', '→', '='])
            || tail.trim_start().starts_with("...");
        let capitals = head.chars().all(|c| !c.is_ascii_lowercase());
        // `HACK add …` in capitals is a tag without its colon, if not everything is in capitals.
        let loud = capitals
            && matches!(*word, "hack" | "next" | "backend")
            && tail.bytes().any(|b| b.is_ascii_lowercase());
        if !*alone && !(colon || signed || loud) {
            continue;
        }
        // "todo list", "todos": the word itself, not a tag.
        let next = tail
            .trim_start()
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        if !capitals
            && !colon
            && !signed
            && matches!(
                next,
                "list"
                    | "lists"
                    | "item"
                    | "items"
                    | "app"
                    | "apps"
                    | "comment"
                    | "comments"
                    | "api"
                    | "is"
                    | "was"
                    | "service"
                    | "for"
            )
        {
            continue;
        }
        let consumed = tail.len()
            - tail
                .trim_start_matches([
                    ' ', '\t', '\n', ':', '：', '-', '–', '—', '>', '!', '→', '=', '.', '*',
                ])
                .len();
        m.soft = !m.tag && !*alone && !head.starts_with(|c: char| c.is_ascii_uppercase());
        m.tag = true;
        return Some(n + consumed);
    }
    None
}

/// `2.`, `3)`: a step.
fn number(rest: &str, m: &mut Marks) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let tail = &rest[digits..];
    let sign = tail.starts_with(['.', ')', ':']);
    let spaced = tail
        .get(1..)
        .is_some_and(|t| t.starts_with(|c: char| c.is_whitespace()));
    if sign && spaced {
        m.step = true;
        return Some(digits + 1);
    }
    None
}

/// `US-030 (P0, REQ-030)`: what a ticket is called.
fn ticket(name: &str) -> bool {
    let (id, rest) = name.split_once(' ').unwrap_or((name, "()"));
    id.split_once('-').is_some_and(|(project, number)| {
        let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        digits && !project.is_empty() && project.bytes().all(|b| b.is_ascii_uppercase())
    }) && rest.starts_with('(')
        && rest.ends_with(')')
}

/// `pm:`, `Follow-up:`, `注意：`, `Step 2:`.
fn label(rest: &str, m: &mut Marks) -> Option<usize> {
    // A label has thirty-two characters, which reach no further, and both colons end with a byte of
    // their own.
    let near = &rest.as_bytes()[..rest.len().min(32 * 4)];
    let sign = memchr::memchr2(b':', "：".as_bytes()[2], near)?;
    if sign >= 32 && near[..32].is_ascii() {
        return None;
    }
    let (at, colon) = rest
        .char_indices()
        .take(32)
        .find(|(_, c)| matches!(c, ':' | '：'))?;
    let after = &rest[at + colon.len_utf8()..];
    // `**Endpoint:** …`: the marks close what opened before the label.
    let after = after
        .strip_prefix("**")
        .or_else(|| after.strip_prefix("__"))
        .unwrap_or(after);
    if colon == ':' && !after.starts_with(|c: char| c.is_whitespace()) && after.is_ascii() {
        return None;
    }
    if after.trim().is_empty() {
        return None;
    }
    let name = rest[..at].trim();
    if name.starts_with('@') && name.to_ascii_lowercase().starts_with("@backend-") {
        return None;
    }
    let words = name.split_whitespace().count();
    // *Stripe integration: subscriptions, refunds* is the request itself.
    let bold = rest[at + colon.len_utf8()..].starts_with("**");
    if !bold && words > 1 && name.to_ascii_lowercase().ends_with("integration") {
        return None;
    }
    // *Seva A.:*: a person's initial.
    let initial = name.strip_suffix('.').is_some_and(|name| {
        let last = name.rsplit(' ').next().unwrap_or("");
        words == 2 && last.len() == 1 && last.bytes().all(|b| b.is_ascii_uppercase())
    });
    if name.is_empty()
        || words > 3
        || !initial
            && !ticket(name)
            && name.contains([',', '.', '`', '"', '(', '/', '?', '!', ';'])
            && !name.contains("/cd")
    {
        return None;
    }
    // "We need the following:" is no label.
    let low = name.to_ascii_lowercase();
    if low.split_whitespace().any(|w| {
        matches!(
            w,
            "we" | "i"
                | "need"
                | "needs"
                | "the"
                | "following"
                | "a"
                | "an"
                | "to"
                | "for"
                | "missing"
                | "implement"
                | "create"
                | "add"
                | "build"
                | "integrate"
                | "that"
                | "want"
        )
    }) {
        if matches!(low.as_str(), "missing" | "need" | "to do") {
            m.tag = true;
            m.label = true;
            return Some(at + colon.len_utf8());
        }
        if low != "for example" && low != "to do" {
            return None;
        }
    }
    note(&low, m);
    m.label = true;
    Some(at + colon.len_utf8())
}
