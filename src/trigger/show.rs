//! How a request is shown and compared: hidden characters made visible, and a short hash.
//!
//! A comment can hide words behind bidirectional controls, zero-width characters or tag
//! characters. What a person is asked to start is shown with these spelt out, and the hash of the
//! shown request is compared before a run starts.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Trigger;

/// The text with every hidden or directional character written as `⟨U+202E⟩`.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            let _ = write!(out, "⟨U+{:04X}⟩", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character takes no place of its own, or turns the direction of others.
pub fn hidden(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A short hash of a request: the same text and title give the same hash, whatever line it is on.
pub fn hash(trigger: &Trigger) -> String {
    let mut sha = Sha256::new();
    sha.update(
        trigger
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .as_bytes(),
    );
    sha.update([0]);
    sha.update(trigger.title.as_bytes());
    sha.update([0]);
    sha.update(trigger.family.to_string().as_bytes());
    let mut out = String::with_capacity(16);
    for byte in sha.finalize().iter().take(8) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn hidden_characters_are_spelt_out() {
        assert_eq!(
            visible("add \u{202e}htua\u{202c} to it"),
            "add ⟨U+202E⟩htua⟨U+202C⟩ to it"
        );
        assert_eq!(visible("a\u{200b}b\u{e0041}"), "a⟨U+200B⟩b⟨U+E0041⟩");
        assert_eq!(visible("日本 🏭 naïve"), "日本 🏭 naïve");
    }
}
