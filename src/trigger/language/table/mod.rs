//! The languages, by kin. To add one: an entry in the file of its kin, and a file of hard cases
//! in `tests/lexer/` (`UPDATE=1 cargo test --test lexer` writes the expected comments).

mod c_like;
mod data;
mod functional;
mod markup;
mod script;

use std::sync::OnceLock;

use super::syntax::Syntax;

/// All entries; the fallback is the first.
pub(super) fn all() -> &'static [&'static Syntax] {
    static ALL: OnceLock<Vec<&'static Syntax>> = OnceLock::new();
    ALL.get_or_init(|| {
        [
            data::FALLBACK,
            c_like::LANGUAGES,
            script::LANGUAGES,
            functional::LANGUAGES,
            data::LANGUAGES,
            markup::LANGUAGES,
        ]
        .into_iter()
        .flatten()
        .collect()
    })
}
