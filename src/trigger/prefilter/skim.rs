//! Skims text for the starts of words: which words may be some that are looked for, as far as their
//! first letters tell. It knows nothing of what the words mean, and looks none of them up.

use crate::text::block::{BLOCK, bits};

/// Sets of so many bits; a start of a word has one place in them.
const PLACES: usize = 4096;

/// The starts of words that are looked for: four letters of those that have so many, else three.
#[derive(Clone, Debug)]
pub(super) struct Skim {
    four: Box<[u64; PLACES / 64]>,
    three: Box<[u64; PLACES / 64]>,
}

/// Shorter words cannot be looked for.
pub(super) const SHORTEST: usize = 3;

fn place(letters: u32) -> usize {
    (letters.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

impl Skim {
    /// For words in lower case, none shorter than [`SHORTEST`].
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Skim {
        let mut skim = Skim {
            four: Box::new([0; PLACES / 64]),
            three: Box::new([0; PLACES / 64]),
        };
        for word in words {
            let (set, len) = match word.len() {
                ..=SHORTEST => (&mut skim.three, SHORTEST),
                _ => (&mut skim.four, SHORTEST + 1),
            };
            let mut letters = [0; 4];
            for (letter, byte) in letters.iter_mut().zip(word.bytes().take(len)) {
                *letter = byte | 0x20;
            }
            let place = place(u32::from_le_bytes(letters));
            set[place / 64] |= 1 << (place % 64);
        }
        skim
    }

    /// The first byte at or behind `from` where a word starts that may be one of them. Letters,
    /// digits and underscores make words; case counts for nothing.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut base = from - from % BLOCK;
        let mut wanted = u64::MAX << (from - base);
        let mut inside = base > 0 && is_word(*text.get(base - 1)?);
        while base < text.len() {
            let words = match text[base..].first_chunk() {
                Some(block) => bits(block, is_word),
                None => {
                    let mut block = [b' '; BLOCK];
                    block[..text.len() - base].copy_from_slice(&text[base..]);
                    bits(&block, is_word)
                }
            };
            let mut starts = words & !(words << 1 | u64::from(inside)) & wanted;
            while starts != 0 {
                let at = base + starts.trailing_zeros() as usize;
                if self.may_be(text, at) {
                    return Some(at);
                }
                starts &= starts - 1;
            }
            inside = words >> (BLOCK - 1) != 0;
            wanted = u64::MAX;
            base += BLOCK;
        }
        None
    }

    #[inline(always)]
    fn may_be(&self, text: &[u8], at: usize) -> bool {
        let letters = match text[at..].first_chunk() {
            Some(letters) => *letters,
            None => {
                let mut letters = [b' '; 4];
                letters[..text.len() - at].copy_from_slice(&text[at..]);
                letters
            }
        };
        // Letters of both cases are one with this bit; what else it makes one does no harm.
        let four = u32::from_le_bytes(letters) | 0x2020_2020;
        let (four, three) = (place(four), place(four & 0x00ff_ffff));
        (self.four[four / 64] >> (four % 64) | self.three[three / 64] >> (three % 64)) & 1 != 0
    }
}

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

#[inline(always)]
fn is_word(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    letter | (byte.wrapping_sub(b'0') < 10) | (byte == b'_')
}
