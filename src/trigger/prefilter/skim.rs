//! Skims text for the starts of words: which words may be some that are looked for, as far as their
//! first letters tell. It knows nothing of what the words mean, and looks none of them up.

use std::sync::Arc;

use crate::text::block::{BLOCK, bits, padded};

use super::word::is_word;

/// A set of so many bits; a start of a word has one place in it.
const PLACES: usize = 1 << 16;

/// The first four letters of words that are looked for, and whatever may stand behind those that
/// have three.
#[derive(Clone, Debug)]
pub(super) struct Skim {
    starts: Arc<[u64; PLACES / 64]>,
}

/// Shorter words cannot be looked for.
pub(super) const SHORTEST: usize = 3;

fn place(letters: u32) -> usize {
    (letters.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

impl Skim {
    /// For words in lower case, none shorter than [`SHORTEST`].
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Skim {
        let mut starts = [0; PLACES / 64];
        let mut add = |letters: [u8; 4]| {
            let place = place(u32::from_le_bytes(letters) | EITHER);
            starts[place / 64] |= 1 << (place % 64);
        };
        for word in words {
            match *word.as_bytes() {
                [a, b, c, d, ..] => add([a, b, c, d]),
                [a, b, c] => (0..=u8::MAX).for_each(|d| add([a, b, c, d])),
                _ => debug_assert!(false, "{word} is too short"),
            }
        }
        Skim {
            starts: Arc::new(starts),
        }
    }

    /// The places at or behind `from` where a word starts that may be one of them. Letters, digits
    /// and underscores make words; case counts for nothing.
    #[inline]
    pub(super) fn starts<'t>(&'t self, text: &'t [u8], from: usize) -> Starts<'t> {
        let mut starts = Starts {
            skim: self,
            text,
            base: 0,
            left: 0,
            inside: false,
        };
        starts.seek(from);
        starts
    }

    #[inline(always)]
    fn may_be(&self, text: &[u8], at: usize) -> bool {
        let place = place(u32::from_le_bytes(padded(&text[at..])) | EITHER);
        self.starts[place / 64] >> (place % 64) & 1 != 0
    }
}

/// The starts of words in a text, see [`Skim::starts`]. A block of the text is looked at once,
/// however many words of it may be some.
pub(super) struct Starts<'t> {
    skim: &'t Skim,
    text: &'t [u8],
    /// The first byte of the block behind the one that is looked at.
    base: usize,
    /// The starts of that one that were not looked at yet.
    left: u64,
    /// Whether a word reaches from it into the next.
    inside: bool,
}

impl Starts<'_> {
    /// Passes what starts before `from`.
    #[inline]
    pub(super) fn seek(&mut self, from: usize) {
        if from < self.base {
            self.left &= u64::MAX << (from + BLOCK - self.base).min(BLOCK - 1);
            return;
        }
        self.base = from - from % BLOCK;
        self.inside = self.base > 0 && self.text.get(self.base - 1).is_some_and(|b| is_word(*b));
        self.block();
        self.left &= u64::MAX << (from % BLOCK);
    }

    /// Looks at the next block.
    #[inline]
    fn block(&mut self) {
        let rest = self.text.get(self.base..).unwrap_or_default();
        let words = bits(&padded(rest), is_word);
        // Shorter words are passed; how long those at the end are is not known.
        let long = (words >> 1 | 1 << 63) & (words >> 2 | 3 << 62);
        self.left = words & !(words << 1 | u64::from(self.inside)) & long;
        self.inside = words >> (BLOCK - 1) != 0;
        self.base += BLOCK;
    }
}

impl Iterator for Starts<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let (skim, text) = (self.skim, self.text);
        loop {
            let (base, mut left) = (self.base - BLOCK, self.left);
            while left != 0 {
                let at = base + left.trailing_zeros() as usize;
                left &= left - 1;
                if skim.may_be(text, at) {
                    self.left = left;
                    return Some(at);
                }
            }
            self.left = 0;
            if self.base >= self.text.len() {
                return None;
            }
            self.block();
        }
    }
}

/// Letters of both cases are one with these bits; what else they make one does no harm.
const EITHER: u32 = 0x2020_2020;

/// The word that starts at a byte, as it is written; empty if none does.
pub(super) fn word_at(text: &[u8], at: usize) -> &[u8] {
    let rest = text.get(at..).unwrap_or_default();
    let len = rest.iter().position(|b| !is_word(*b));
    &rest[..len.unwrap_or(rest.len())]
}

/// The word before a byte, whatever signs stand between.
pub(super) fn before(text: &[u8], at: usize) -> Option<&[u8]> {
    let end = text[..at].iter().rposition(|b| is_word(*b))? + 1;
    let start = text[..end].iter().rposition(|b| !is_word(*b));
    Some(&text[start.map_or(0, |found| found + 1)..end])
}

/// The word at or behind a byte, whatever signs stand between.
pub(super) fn behind(text: &[u8], at: usize) -> Option<&[u8]> {
    let start = at + text[at..].iter().position(|b| is_word(*b))?;
    Some(word_at(text, start))
}
