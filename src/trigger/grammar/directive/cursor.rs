//! Reads the words of a clause one after another. Knows no grammar.

use super::*;

pub(super) struct Cursor<'t> {
    pub(super) t: &'t [Token<'t>],
    pub(super) i: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn word(&self, k: usize) -> &'t str {
        match self.t.get(self.i + k) {
            Some(t) if t.kind == Kind::Word => t.low,
            _ => "",
        }
    }
    #[inline]
    pub(super) fn at(&self, words: &Set) -> bool {
        self.t.get(self.i).is_some_and(|t| t.any(words))
    }
    pub(super) fn eat(&mut self, words: &Set) -> bool {
        let yes = self.at(words);
        if yes {
            self.i += 1;
        }
        yes
    }
    #[inline]
    pub(super) fn run(&mut self, words: &[&str]) -> bool {
        // Told from nearly all by the first of them.
        let yes =
            self.word(0) == words[0] && words.iter().enumerate().all(|(k, w)| self.word(k) == *w);
        if yes {
            self.i += words.len();
        }
        yes
    }
    pub(super) fn adverbs(&mut self) {
        while self.at(ADVERBS) {
            self.i += 1;
        }
    }
    pub(super) fn commas(&mut self) {
        while self
            .t
            .get(self.i)
            .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Other))
        {
            self.i += 1;
        }
    }
    pub(super) fn negated(&mut self) -> bool {
        self.at(set![
            "not", "never", "no", "don't", "dont", "avoid", "stop", "refrain", "cannot", "can't",
        ])
    }
    pub(super) fn rest(&self) -> Vec<Token<'t>> {
        self.t[self.i.min(self.t.len())..].to_vec()
    }
}
