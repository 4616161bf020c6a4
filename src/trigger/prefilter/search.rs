//! Many short words in one pass over lower-case text: a packed search (Teddy) where the processor
//! has one, else an automaton. It knows nothing of what the words mean.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, Input, packed};

/// As many blanks behind a text make every search one of whole blocks.
pub(super) const BLOCK: usize = 64;

/// More patterns than this are no longer packed.
const PACKED: usize = 64;

/// A search for any of some words.
#[derive(Clone, Debug)]
pub(super) enum Search {
    /// Sixteen or more bytes at a time.
    Packed(Arc<packed::Searcher>),
    /// One byte at a time.
    Automaton(AhoCorasick),
    /// It could not be built: everything may hold one.
    Anything,
}

impl Search {
    /// For these words, in lower case.
    pub(super) fn new(words: Vec<Vec<u8>>) -> Search {
        if words.len() <= PACKED
            && let Some(searcher) = packed::Searcher::new(&words)
        {
            return Search::Packed(Arc::new(searcher));
        }
        match AhoCorasick::new(&words) {
            Ok(automaton) => Search::Automaton(automaton),
            Err(_) => Search::Anything,
        }
    }

    /// The first place at or behind `from` where one of the words starts.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        match self {
            Search::Packed(searcher) => {
                let span = (from..text.len()).into();
                Some(searcher.find_in(text, span)?.start())
            }
            Search::Automaton(automaton) => {
                let rest = Input::new(text).range(from.min(text.len())..);
                Some(automaton.find(rest)?.start())
            }
            Search::Anything => (from < text.len()).then_some(from),
        }
    }
}
