//! The words of tokens: stretches of one text that all tokens of a sentence share, since a string for
//! each would cost more than to read them. It knows nothing of what they mean.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// A word, or several.
#[derive(Clone)]
pub(crate) struct Term {
    text: Rc<str>,
    start: u32,
    end: u32,
}

impl Term {
    /// A stretch of a text.
    pub(super) fn of(text: &Rc<str>, start: usize, end: usize) -> Term {
        Term {
            text: Rc::clone(text),
            start: start as u32,
            end: end as u32,
        }
    }

    /// Its letters.
    pub(crate) fn as_str(&self) -> &str {
        &self.text[self.start as usize..self.end as usize]
    }

    pub(super) fn bytes_of(&self) -> &[u8] {
        &self.text.as_bytes()[self.start as usize..self.end as usize]
    }

}

impl Deref for Term {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Term {
    fn from(text: &str) -> Term {
        Term::of(&text.into(), 0, text.len())
    }
}

impl From<String> for Term {
    fn from(text: String) -> Term {
        Term::from(text.as_str())
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Term) -> bool {
        self.bytes_of() == other.bytes_of()
    }
}

impl Eq for Term {}

impl PartialEq<str> for Term {
    fn eq(&self, other: &str) -> bool {
        self.bytes_of() == other.as_bytes()
    }
}

impl PartialEq<&str> for Term {
    fn eq(&self, other: &&str) -> bool {
        self.bytes_of() == other.as_bytes()
    }
}

impl PartialEq<Term> for String {
    fn eq(&self, other: &Term) -> bool {
        self.as_bytes() == other.bytes_of()
    }
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), out)
    }
}
