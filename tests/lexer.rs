//! The comment lexer from outside: a file of hard constructs per language with the comments it
//! has (`tests/lexer/`, `UPDATE=1` writes the expected files), the rule that incremental reading
//! equals reading anew, and text that was written to hurt. It deliberately judges no request.

#[path = "lexer/hostile.rs"]
mod hostile;
#[path = "lexer/incremental.rs"]
mod incremental;
#[path = "lexer/traps.rs"]
mod traps;
