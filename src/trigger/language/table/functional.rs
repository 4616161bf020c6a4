//! Functional languages: Haskell, the MLs, the Lisps, Erlang.

use crate::trigger::language::syntax::{
    Docs, Escape, Hook, Syntax, Token, When, block, hook, line, text, trait_of,
};

const QUOTED: Token = text("\"", "\"");
const LISP_TOKENS: &[Token] = &[
    line(";"),
    block("#|", "|#").nests(),
    QUOTED.multiline(),
    // A character: `#\;`.
    hook("#\\", Hook::SkipNext),
    text("|", "|").escape(Escape::None),
];

pub(super) static LANGUAGES: &[Syntax] = &[
    Syntax {
        id: "haskell",
        aliases: &["purescript", "elm", "idris"],
        extensions: &["hs", "hsc", "purs", "elm", "idr"],
        shebangs: &["runhaskell", "stack", "runghc"],
        tokens: &[
            hook("--", Hook::HaskellLine),
            block("{-", "-}").nests().docs(Docs::Spaced("|^")),
            // A pragma, not a comment.
            text("{-#", "#-}").escape(Escape::None).multiline(),
            QUOTED.splices(),
            hook("'", Hook::Char),
        ],
        traits: trait_of::PRIMES,
        ..Syntax::CODE
    },
    Syntax {
        id: "ocaml",
        aliases: &["reason", "ocaml.interface"],
        extensions: &["ml", "mli", "mll", "mly"],
        tokens: &[
            hook("(*)", Hook::StarParen),
            block("(*", "*)").nests().docs(Docs::Next("*")),
            QUOTED.multiline(),
            hook("{", Hook::OcamlQuoted),
            hook("'", Hook::Char),
        ],
        traits: trait_of::PRIMES,
        ..Syntax::CODE
    },
    Syntax {
        id: "fsharp",
        aliases: &["f#"],
        extensions: &["fs", "fsi", "fsx"],
        tokens: &[
            line("//").docs(Docs::Next("/")),
            hook("(*)", Hook::StarParen),
            block("(*", "*)").nests(),
            QUOTED.multiline(),
            text("\"\"\"", "\"\"\"").escape(Escape::None).multiline(),
            text("@\"", "\"").escape(Escape::Double).multiline(),
            text("``", "``").escape(Escape::None),
            hook("'", Hook::Char),
        ],
        traits: trait_of::PRIMES | trait_of::INDENTED,
        ..Syntax::CODE
    },
    Syntax {
        id: "clojure",
        aliases: &["clojurescript", "edn"],
        extensions: &["clj", "cljs", "cljc", "edn", "bb"],
        shebangs: &["bb", "clojure"],
        tokens: &[
            line(";"),
            QUOTED.multiline(),
            hook("\\", Hook::SkipNext),
            hook("#!", Hook::SkipLine).when(When::LineStart),
        ],
        traits: trait_of::LISP,
        ..Syntax::CODE
    },
    Syntax {
        id: "lisp",
        aliases: &[
            "commonlisp",
            "scheme",
            "racket",
            "emacs-lisp",
            "elisp",
            "fennel",
        ],
        extensions: &["lisp", "cl", "el", "scm", "ss", "rkt", "fnl", "lsp"],
        tokens: LISP_TOKENS,
        traits: trait_of::LISP,
        ..Syntax::CODE
    },
    Syntax {
        id: "erlang",
        extensions: &["erl", "hrl", "escript"],
        files: &["rebar.config", "rebar.lock"],
        shebangs: &["escript"],
        tokens: &[
            line("%"),
            QUOTED.multiline(),
            text("\"\"\"", "\"\"\"").escape(Escape::None).multiline(),
            text("'", "'"),
            hook("$\\", Hook::SkipNext),
            hook("$", Hook::SkipNext),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "latex",
        aliases: &["tex", "bibtex", "matlab", "octave", "prolog"],
        extensions: &["tex", "sty", "cls", "bib", "mat", "pro"],
        tokens: &[line("%"), hook("\\", Hook::SkipNext)],
        ..Syntax::CODE
    },
];
