//! One word of a text, cut out of sixteen bytes at once: how long it is, and its letters as one
//! number, by which it is looked up. It knows nothing of what words mean.

use wide::u8x16;

use crate::text::block::padded;

/// Longer words are in no list.
pub(super) const LONGEST: usize = 16;

/// A word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// How many bytes it has.
    pub len: usize,
    /// Its letters in lower case, zero if they are more than [`LONGEST`].
    pub key: u128,
}

/// The key of a word in lower case that is not too long.
pub(super) fn key(word: &[u8]) -> u128 {
    let mut bytes = [0; LONGEST];
    bytes[..word.len()].copy_from_slice(word);
    u128::from_le_bytes(bytes)
}

impl Word {
    /// The word that a text begins with, as it is written. Letters, digits and underscores make it.
    #[inline]
    pub(super) fn written(text: &[u8]) -> Word {
        let block = padded(text);
        let word = block.map(|byte| if is_word(byte) { u8::MAX } else { 0 });
        let lower = block.map(|byte| byte.to_ascii_lowercase());
        let end = !u8x16::new(word).to_bitmask();
        Word::new(text, lower, end, |byte| !is_word(byte))
    }

    /// The word that a text begins with of which only words in lower case and blanks are left.
    #[inline]
    pub(super) fn spread(text: &[u8]) -> Word {
        let block = padded(text);
        let end = u8x16::new(block).simd_eq(u8x16::splat(b' ')).to_bitmask();
        Word::new(text, block, end, |byte| byte == b' ')
    }

    #[inline]
    fn new(text: &[u8], letters: [u8; LONGEST], end: u32, ends: impl Fn(u8) -> bool) -> Word {
        let len = end.trailing_zeros() as usize;
        let key = u128::from_le_bytes(letters);
        if len < LONGEST {
            let key = key & ((1 << (8 * len)) - 1);
            return Word { len, key };
        }
        let len = text.iter().position(|byte| ends(*byte));
        let len = len.unwrap_or(text.len());
        let key = if len == LONGEST { key } else { 0 };
        Word { len, key }
    }
}

/// The words of a text that was spread: where each starts, and which it is.
pub(super) struct Words<'s> {
    text: &'s [u8],
    at: usize,
}

impl<'s> Words<'s> {
    /// All of them.
    pub(super) fn of(text: &'s [u8]) -> Self {
        Words { text, at: 0 }
    }
}

impl Iterator for Words<'_> {
    type Item = (usize, Word);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at + self.text[self.at..].iter().position(|b| *b != b' ')?;
        let word = Word::spread(&self.text[start..]);
        self.at = start + word.len;
        Some((start, word))
    }
}

/// Whether a byte is a letter, a digit or an underscore, told without branches.
#[inline(always)]
pub(super) fn is_word(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    letter | (byte.wrapping_sub(b'0') < 10) | (byte == b'_')
}
