//! Lists of words in which a word is found by one look.
//!
//! The grammar asks of every word of a sentence whether it is one of some hundred lists, and nearly
//! always it is not: comparing it with all their words is most of the work. [`set!`] makes a table
//! of a list when the program is compiled, so a word that is in none costs one look into each, and
//! nothing is built at start. It keeps the list: what the words are for is told where it stands.

use std::ops::Deref;

/// The number by which tables find a word (FNV-1a). Told once for every word of a sentence.
pub(crate) const fn sign(word: &[u8]) -> u32 {
    let mut sign = NO_LETTER;
    let mut at = 0;
    while at < word.len() {
        sign = with_letter(sign, word[at]);
        at += 1;
    }
    sign
}

/// The sign of no letter at all.
pub(crate) const NO_LETTER: u32 = 0x811c_9dc5;

/// The sign of a word and one more letter.
pub(crate) const fn with_letter(sign: u32, letter: u8) -> u32 {
    (sign ^ letter as u32).wrapping_mul(0x0100_0193)
}

/// Where a table of so many slots is looked into first: the low bits of a sign know least of it.
const fn first_slot(sign: u32, slots: usize) -> usize {
    (sign >> 8) as usize & (slots - 1)
}

/// The bit of a word's sign in [`Set::may_have`].
pub(crate) const fn bit(sign: u32) -> u64 {
    1 << (sign >> 26)
}

/// A list of words with its table. Made by [`set!`].
#[derive(Debug)]
pub(crate) struct Set {
    /// The bits of all words.
    bits: u64,
    words: &'static [&'static str],
    slots: &'static [u16],
}

impl Set {
    /// A list with the table that [`slots`] made of it.
    pub(crate) const fn new(words: &'static [&'static str], slots: &'static [u16]) -> Set {
        let mut bits = 0;
        let mut at = 0;
        while at < words.len() {
            bits |= bit(sign(words[at].as_bytes()));
            at += 1;
        }
        Set { bits, words, slots }
    }

    /// The length of its longest word.
    pub(crate) const fn longest(&self) -> usize {
        let mut longest = 0;
        let mut at = 0;
        while at < self.words.len() {
            if self.words[at].len() > longest {
                longest = self.words[at].len();
            }
            at += 1;
        }
        longest
    }

    /// Whether a word with this bit may be in the list: tells most from a short list at once.
    #[inline]
    pub(crate) fn may_have(&self, bit: u64) -> bool {
        self.bits & bit != 0
    }

    /// Whether the word is in the list.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.has(sign(word.as_bytes()), word.as_bytes())
    }

    /// Whether the word is in the list, which has to be one in lower case.
    pub(crate) fn contains_in_any_case(&self, word: &str) -> bool {
        let lower = |sign, letter: u8| with_letter(sign, letter.to_ascii_lowercase());
        let sign = word.bytes().fold(NO_LETTER, lower);
        self.at(sign, |other| other.eq_ignore_ascii_case(word))
            .is_some()
    }

    /// Whether the word with this sign is in the list.
    #[inline]
    pub(crate) fn has(&self, sign: u32, word: &[u8]) -> bool {
        self.may_have(bit(sign)) && self.find(sign, word).is_some()
    }

    /// Where the word with this sign stands in the list.
    pub(crate) fn find(&self, sign: u32, word: &[u8]) -> Option<usize> {
        self.at(sign, |other| other.as_bytes() == word)
    }

    #[inline]
    fn at(&self, sign: u32, is: impl Fn(&str) -> bool) -> Option<usize> {
        let mut slot = first_slot(sign, self.slots.len());
        loop {
            let at = usize::from(self.slots[slot]).checked_sub(1)?;
            if is(self.words[at]) {
                return Some(at);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

impl Deref for Set {
    type Target = [&'static str];

    fn deref(&self) -> &Self::Target {
        self.words
    }
}

impl IntoIterator for &'static Set {
    type Item = &'static &'static str;
    type IntoIter = std::slice::Iter<'static, &'static str>;

    fn into_iter(self) -> Self::IntoIter {
        self.words.iter()
    }
}

/// How many slots a table for so many words has: a power of two, at least every second empty.
pub(crate) const fn room(words: usize) -> usize {
    (words * 2 + 2).next_power_of_two()
}

/// The table of a list: at the place that its sign tells, or the next free one, stands of each word
/// where it is, counted from one. Of equal words the first is found.
pub(crate) const fn slots<const N: usize>(words: &[&str]) -> [u16; N] {
    let mut slots = [0; N];
    let mut at = 0;
    while at < words.len() {
        let mut slot = first_slot(sign(words[at].as_bytes()), N);
        while slots[slot] != 0 {
            slot = (slot + 1) & (N - 1);
        }
        at += 1;
        slots[slot] = at as u16;
    }
    slots
}

/// A [`Set`] of these words, or of those in an array that is told behind `in`.
macro_rules! set {
    ($($word:literal),* $(,)?) => {
        $crate::trigger::lexicon::set!(in [$($word),*])
    };
    (in $words:expr) => {{
        const WORDS: &[&str] = &$words;
        const SLOTS: &[u16] = &$crate::trigger::lexicon::set::slots::<
            { $crate::trigger::lexicon::set::room(WORDS.len()) },
        >(WORDS);
        const SET: $crate::trigger::lexicon::set::Set =
            $crate::trigger::lexicon::set::Set::new(WORDS, SLOTS);
        &SET
    }};
}

pub(crate) use set;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_if_it_is_there() {
        let none: &Set = set![];
        assert!(!none.contains("") && !none.contains("a"));
        let all: &Set = set!["an", "a", "the", "our", "a"];
        for (at, word) in ["an", "a", "the", "our"].into_iter().enumerate() {
            assert_eq!(all.find(sign(word.as_bytes()), word.as_bytes()), Some(at));
        }
        for word in ["", "th", "their", "A", "ours"] {
            assert!(!all.contains(word), "{word}");
        }
        assert_eq!(all.len(), 5);
    }
}
