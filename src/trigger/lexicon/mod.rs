//! The words the grammar knows, as data: verbs, objects, outside services, spelling of acronyms.
//!
//! Nothing is decided here. Each list says in its comment what it is for; a word that is missing is
//! added to its list and to the sentences of `tests/detection`. A list is a [`set!`], so that nobody has
//! to compare a word with all of it.

pub(crate) mod objects;
pub(crate) mod products;
pub(crate) mod set;
pub(crate) mod verbs;

pub(crate) use set::{Set, set};
