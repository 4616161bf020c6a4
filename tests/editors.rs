//! Real editors, driven from a typed comment to a finished branch.
//!
//! The editors are installed by `tests/editors/install` into a cache folder. A test whose editor is
//! not there says on stderr that it was left out, and passes; with `BACKEND_FACTORY_REQUIRE_EDITORS`
//! set (as `tests/run` does) it fails instead. What is asserted stands in the scripts in the editors'
//! folders.

#![cfg(unix)]

#[path = "editors/place.rs"]
mod place;
#[path = "editors/terminal.rs"]
mod terminal;

#[path = "editors/emacs.rs"]
mod emacs;
#[path = "editors/helix.rs"]
mod helix;
#[path = "editors/jetbrains.rs"]
mod jetbrains;
#[path = "editors/kakoune.rs"]
mod kakoune;
#[path = "editors/neovim.rs"]
mod neovim;
#[path = "editors/snippets.rs"]
mod snippets;
#[path = "editors/vim.rs"]
mod vim;
#[path = "editors/vscode.rs"]
mod vscode;
#[path = "editors/zed.rs"]
mod zed;
