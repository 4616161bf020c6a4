//! The text of a file in whatever encoding it says or shows: UTF-8, UTF-16 with its mark, a
//! declared encoding (`coding: …`, `charset=…`, `encoding="…"`), else one byte a character.
//!
//! It decides what to read, so that columns are those of an editor; it deliberately guesses no
//! language, and what looks like no text is none.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a file is looked at for marks, declarations and what no text holds.
const HEAD: usize = 8192;

/// The text without its mark, or nothing if it is no text.
pub(super) fn text(bytes: Vec<u8>) -> Option<String> {
    match Encoding::for_bom(&bytes) {
        // Editors show what stands behind the mark.
        Some((encoding, mark)) if encoding == UTF_8 => utf_8_or_other(bytes[mark..].to_vec()),
        // FF FE 00 00 would be UTF-32: a NUL is in no text.
        Some((encoding, mark)) => {
            let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
            (!broken && !text.contains('\0')).then(|| text.into_owned())
        }
        None => utf_8_or_other(bytes),
    }
}

fn utf_8_or_other(bytes: Vec<u8>) -> Option<String> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if memchr::memchr(0, head).is_some() {
        return None;
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Some(text),
        Err(other) => other.into_bytes(),
    };
    if !looks_like_text(&bytes) {
        return None;
    }
    if let Some(encoding) = declared(&bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes);
        if !broken {
            return Some(text.into_owned());
        }
    }
    // UTF-8 with a few broken bytes keeps its columns; elsewhere each byte is one character, which
    // gives right columns in every encoding of single bytes, whatever its letters are.
    let (text, _) = match mostly_utf_8(&bytes) {
        true => UTF_8.decode_without_bom_handling(&bytes),
        false => WINDOWS_1252.decode_without_bom_handling(&bytes),
    };
    Some(text.into_owned())
}

/// No NUL anywhere, and hardly any of the bytes that text does without.
fn looks_like_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let odd = |byte: &&u8| matches!(byte, 0x01..=0x06 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    memchr::memchr(0, bytes).is_none() && head.iter().filter(odd).count() * 500 <= head.len()
}

/// The encoding that the file names in its first lines.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    ["coding", "charset"].iter().find_map(|word| {
        head.match_indices(word).find_map(|(at, _)| {
            let behind = head[at + word.len()..].trim_start_matches([' ', '\t']);
            let label = behind.strip_prefix(['=', ':'])?;
            let label = label.trim_start_matches([' ', '\t', '"', '\'']);
            let end = label
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
                .unwrap_or(label.len());
            // `utf-8` would be valid, and this is not; `UTF-16` without a mark is none.
            Encoding::for_label(&label.as_bytes()[..end])
                .filter(|known| ![UTF_8, UTF_16LE, UTF_16BE].contains(known))
        })
    })
}

/// Whether more letters of several bytes are UTF-8 than are not.
fn mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > wrong
}

#[cfg(test)]
mod tests {
    use super::text;

    fn check(bytes: &[u8], wanted: Option<&str>) {
        assert_eq!(text(bytes.to_vec()).as_deref(), wanted, "{bytes:?}");
    }

    #[test]
    fn what_a_file_holds() {
        check(b"caf\xc3\xa9", Some("café"));
        check(b"\xef\xbb\xbfcaf\xc3\xa9", Some("café"));
        check(b"caf\xe9 \x80", Some("café €"));
        check(b"\xff\xfec\0\xe9\0", Some("cé"));
        check(b"\xfe\xff\0c\0\xe9", Some("cé"));
        // Half a surrogate pair, UTF-32, and bytes of a program.
        check(b"\xff\xfe\x3d\xd8", None);
        check(b"\xff\xfe\0\0c\0\0\0", None);
        check(b"\x7fELF\x02\x01\x01\0", None);
        check(b"\x1f\x8b\x08\x01\x02\x03\xff\xfe", None);
        check(b"", Some(""));
    }

    #[test]
    fn what_a_file_says() {
        check(
            b"# -*- coding: euc-jp -*-\n# \xc6\xfc",
            Some("# -*- coding: euc-jp -*-\n# 日"),
        );
        check(
            b"<?xml encoding=\"ISO-8859-2\"?>\xb1",
            Some("<?xml encoding=\"ISO-8859-2\"?>ą"),
        );
        // A declaration that does not hold, or names nothing we know.
        check(
            b"# coding: shift_jis\n# \xe9 \xff",
            Some("# coding: shift_jis\n# é ÿ"),
        );
        check(b"# coding: utf-8\n# \xe9", Some("# coding: utf-8\n# é"));
        check(
            b"# encoding: klingon\n# \xe9",
            Some("# encoding: klingon\n# é"),
        );
    }

    #[test]
    fn a_few_broken_bytes_in_utf_8() {
        check(b"\xc3\xa9\xc3\xa8 \xff", Some("éè \u{fffd}"));
    }
}
