//! Where a word, a path, a quotation ends. Looks at bytes only and knows no words.

use crate::trigger::lexicon::set;

pub(super) fn word_byte(b: u8) -> bool {
    PLAIN[usize::from(b)] != 0 || b >= 0x80
}

/// Bytes that words are made of, whatever stands beside them, in lower case; nothing for others.
const PLAIN: [u8; 256] = {
    let mut plain = [0; 256];
    let mut b = 0;
    while b < 256 {
        if (b as u8).is_ascii_alphanumeric() || b as u8 == b'_' {
            plain[b] = (b as u8).to_ascii_lowercase();
        }
        b += 1;
    }
    plain
};

/// The end of text in quotation marks or backticks that begins at `i`.
pub(super) fn quoted(text: &str, i: usize) -> Option<usize> {
    // Nearly all bytes begin none of the marks below.
    if !matches!(text.as_bytes()[i], b'`' | b'"' | b'\'' | 0xC2 | 0xE2) {
        return None;
    }
    let rest = &text[i..];
    let open = rest.chars().next()?;
    let close = match open {
        '`' => '`',
        '"' => '"',
        '“' => '”',
        '‘' => '’',
        '«' => '»',
        '\'' => '\'',
        _ => return None,
    };
    // An apostrophe opens a quotation only at the start of a word, and closes one only at its end.
    if open == '\'' && prev_word(text.as_bytes(), i) {
        return None;
    }
    let mut from = open.len_utf8();
    while let Some(found) = rest[from..].find(close) {
        let at = from + found;
        let after = rest[at + close.len_utf8()..].bytes().next();
        if at > open.len_utf8() && !(close == '\'' && after.is_some_and(word_byte)) {
            return Some(i + at + close.len_utf8());
        }
        from = at + close.len_utf8();
    }
    None
}

pub(super) fn prev_word(bytes: &[u8], i: usize) -> bool {
    i > 0 && word_byte(bytes[i - 1])
}

/// Typographic marks begin with high bytes as letters of other scripts do, but are no words.
pub(super) fn lone_mark(text: &str, i: usize) -> bool {
    text.as_bytes()[i] >= 0x80
        && text[i..]
            .chars()
            .next()
            .is_some_and(|c| !c.is_alphanumeric())
}

/// The end of the word that begins at `start` and its sign in lower case, if it has only plain letters
/// and a blank behind it, as nearly all have.
pub(super) fn plain_word(bytes: &[u8], start: usize) -> Option<(usize, u32)> {
    let mut sign = set::NO_LETTER;
    let mut i = start;
    while i < bytes.len() && PLAIN[usize::from(bytes[i])] != 0 {
        sign = set::with_letter(sign, PLAIN[usize::from(bytes[i])]);
        i += 1;
    }
    let ends = i > start && matches!(bytes.get(i), None | Some(b' ' | b'\n'));
    // The one plain word that is spelt in two ways.
    (ends && !bytes[start..i].eq_ignore_ascii_case(b"thirdparty")).then_some((i, sign))
}

/// The end of the word that begins at `start`, and whether it turned out to be an address.
pub(super) fn word_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut i = start;
    while i < bytes.len() {
        let b = bytes[i];
        if PLAIN[usize::from(b)] != 0 {
            i += 1;
            continue;
        }
        let joins = matches!(b, b'-' | b'\'' | b'.' | b'@')
            && bytes.get(i + 1).is_some_and(|&n| word_byte(n))
            && !(b == b'-' && bytes.get(i + 1) == Some(&b'-'));
        if b >= 0x80 {
            // A curly apostrophe joins, other marks end the word.
            let tail = &bytes[i..];
            if tail.starts_with("’".as_bytes()) && tail.get(3).is_some_and(|&n| word_byte(n)) {
                i += 3;
                continue;
            }
            if let Ok(s) = std::str::from_utf8(&tail[..tail.len().min(4)])
                .or_else(|e| std::str::from_utf8(&tail[..e.valid_up_to()]))
            {
                match s.chars().next() {
                    Some(c) if c.is_alphanumeric() => {
                        i += c.len_utf8();
                        continue;
                    }
                    _ => break,
                }
            }
            break;
        }
        if b == b':' && bytes[i..].starts_with(b"://") {
            return (path_end(bytes, start), true);
        }
        let thousands = b == b','
            && i > start
            && bytes[start..i]
                .iter()
                .all(|d| d.is_ascii_digit() || *d == b',')
            && bytes
                .get(i + 1..i + 4)
                .is_some_and(|n| n.iter().all(u8::is_ascii_digit));
        if joins || thousands {
            i += 1;
        } else if (b == b'+' || b == b'#')
            && i > start
            && i - start <= 2
            && !bytes.get(i + 1).is_some_and(|&n| word_byte(n))
        {
            i += 1; // C++, C#
        } else {
            break;
        }
    }
    (i.max(start + 1), bytes[start..i].starts_with(b"www."))
}

pub(super) fn path_end(bytes: &[u8], start: usize) -> usize {
    let mut i = start;
    while i < bytes.len()
        && !bytes[i].is_ascii_whitespace()
        && !matches!(bytes[i], b',' | b')' | b'"' | b'`')
    {
        i += 1;
    }
    i.max(start + 1)
}
