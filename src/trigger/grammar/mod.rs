//! The grammar of requests: from a passage to its requests and refusals.
//!
//! The way of a sentence: marks before it are read and dropped ([`mark`]), its words are told
//! apart ([`token`]), its frame gives force and verb ([`directive`]), a family reads the object
//! ([`super::families`]), and where it stands decides about bare imperatives ([`place`]).

pub(crate) mod directive;
pub(crate) mod judge;
pub(crate) mod mark;
pub(crate) mod phrase;
pub(crate) mod place;
pub(crate) mod refusal;
pub(crate) mod sentence;
pub(crate) mod subject;
pub(crate) mod token;
