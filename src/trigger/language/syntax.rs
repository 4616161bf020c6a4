//! The words in which a language is described: tokens that open comments and strings, and what
//! they do. It deliberately holds no language; those are in `table/`.

/// How a language's text is read at the outermost level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Code: tokens decide what is a comment.
    Code,
    /// YAML: indentation decides what is a block scalar.
    Yaml,
    /// HTML and its kin: text, tags, embedded scripts.
    Markup,
    /// Markdown: prose with structure.
    Markdown,
    /// reStructuredText: prose with directives and literal blocks.
    Rest,
    /// Plain text and chat: prose.
    Plain,
    /// Nothing is looked at (`git-commit`: it describes finished work).
    Silent,
}

/// One language: everything the engine has to know.
#[derive(Debug)]
pub struct Syntax {
    /// LSP's id.
    pub id: &'static str,
    /// Other ids that editors use.
    pub aliases: &'static [&'static str],
    /// File name extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// Whole file names.
    pub files: &'static [&'static str],
    /// Programs in a `#!` line, without version.
    pub shebangs: &'static [&'static str],
    /// How the outermost level is read.
    pub mode: Mode,
    /// What opens comments and strings, in any order; the longest that fits wins.
    pub tokens: &'static [Token],
    /// Bits of [`trait_of`]: what the engine must carry along.
    pub traits: u32,
}

/// Bits of [`Syntax::traits`].
pub mod trait_of {
    /// `/…/` may be a regular expression: the engine carries whether one may start on a line.
    pub const REGEX: u32 = 1;
    /// A string may be a docstring, by its place (Python).
    pub const DOCSTRINGS: u32 = 2;
    /// JSX may appear where an expression may.
    pub const JSX: u32 = 4;
    /// Blocks are made by indentation: a dedent closes.
    pub const INDENTED: u32 = 8;
    /// `#if 0` … `#endif` is dead.
    pub const IF_ZERO: u32 = 16;
    /// A backslash at the end of a line comment carries it on (C).
    pub const SPLICES: u32 = 32;
    /// Names may hold `-`, `?`, `!` (Lisps): a quote inside a name is part of it.
    pub const LISP: u32 = 64;
    /// A brace block with an apostrophe after a letter is a name (Haskell, OCaml primes).
    pub const PRIMES: u32 = 128;
}

/// What a token needs in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing.
    Always,
    /// The start of the line.
    LineStart,
    /// Only blanks before it on the line.
    Indented,
    /// The start of the line, or a blank.
    AfterBlank,
    /// The start of a word: start of line, blank, or one of `;&|()` and a backtick (shell).
    WordStart,
    /// No letter, digit or `_` before it.
    NotInWord,
}

/// Which comments document something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Docs {
    /// None of this kind.
    No,
    /// Every one.
    All,
    /// `*`, `/`, `'` repeated once after the token: documents what follows; `!`: what surrounds.
    Next(&'static str),
    /// After a blank: `-- |` and `-- ^`.
    Spaced(&'static str),
}

/// A block comment.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// What closes it.
    pub close: &'static str,
    /// Whether it nests.
    pub nests: bool,
    /// Whether the closer must be at the start of a line (`=end`, `=cut`), which it takes whole.
    pub line_close: bool,
    /// Which are doc comments.
    pub docs: Docs,
}

/// How a string escapes its own closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// It cannot.
    None,
    /// By a backslash.
    Backslash,
    /// By doubling.
    Double,
    /// By a backtick (PowerShell), or by doubling.
    Backtick,
    /// By `''` before `'`, `$` or `\` (Nix).
    Nix,
}

/// Code inside a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interp {
    /// None.
    None,
    /// `${…}`.
    Dollar,
    /// `#{…}`.
    Hash,
    /// `\(…)`.
    Paren,
    /// `{…}` with `{{` for a brace, and `:format` (Python, C#).
    Brace,
    /// `${…}`, `$(…)` and backticks (shell).
    Shell,
    /// `$(…)` (PowerShell, Julia, Dart-like).
    DollarParen,
}

/// A string.
#[derive(Clone, Copy, Debug)]
pub struct Quote {
    /// What closes it.
    pub close: &'static str,
    /// How the closer is escaped.
    pub escape: Escape,
    /// Whether it may hold line breaks.
    pub multiline: bool,
    /// Whether a backslash at the end of a line carries a single-line string on.
    pub splices: bool,
    /// Code inside.
    pub interp: Interp,
}

/// A construct that needs more than a table: what the engine's hand-written part does there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hook {
    /// Skips the token itself (`$#`, `\;`, `#[`), which would otherwise open something.
    Skip,
    /// Skips the token and the character after it (`$x`, `?x`, `\x`).
    SkipNext,
    /// The rest of the line is neither code nor comment (`#region`, `#error`).
    SkipLine,
    /// `'x'` is a character, anything else a lifetime, label, type variable or prime.
    Char,
    /// `'x'`, `'RIFF'`; an apostrophe between digits groups them (C).
    CChar,
    /// `${…}` of a shell, outside of strings.
    ShellParam,
    /// `r"…"`, `r#"…"#`.
    RustRaw,
    /// `#"…"#` and `#/…/#`.
    SwiftRaw,
    /// `R"tag(…)tag"`.
    CppRaw,
    /// `[[…]]`, `[==[…]==]`.
    LuaLong,
    /// `--[==[…]==]`.
    LuaComment,
    /// `"""…"""` with three or more quotes (C#).
    CsRaw,
    /// `$tag$…$tag$`.
    SqlDollar,
    /// `{|…|}`, `{tag|…|tag}`.
    OcamlQuoted,
    /// A regular expression, where an operand may stand.
    Regex,
    /// `<<TAG` of a shell: until a line that is the tag.
    ShellHeredoc,
    /// `<<~TAG`, `<<-TAG`, `<<TAG` of Ruby and Perl.
    RubyHeredoc,
    /// `<<<TAG`.
    PhpHeredoc,
    /// `%w[…]`, `%q(…)`, `%(…)`.
    RubyPercent,
    /// `~r/…/`, `~S"""…"""`.
    ElixirSigil,
    /// `q(…)`, `qq{…}`, `qw/…/`, `m/…/`, `s/…/…/`, `tr/…/…/`.
    PerlQuote,
    /// `r"(…)"`, `R"---[…]---"`.
    RRaw,
    /// `@doc """`: the string is a doc comment.
    ElixirDoc,
    /// `__END__`, `__DATA__`: nothing after this line is code.
    EndOfCode,
    /// `?>`: back to the markup around.
    PhpClose,
    /// A block comment that has to be told from something else by what follows the token:
    /// `(*)` of OCaml and F# is an operator.
    StarParen,
    /// `--` of Haskell, unless it is part of an operator.
    HaskellLine,
}

/// What a token does.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// A comment to the end of the line.
    Line(Docs),
    /// A block comment.
    Block(Block),
    /// A string.
    Text(Quote),
    /// Something hand-written.
    Hook(Hook),
}

/// A token and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The token as written.
    pub text: &'static str,
    /// What it needs in front of it.
    pub when: When,
    /// What it does.
    pub what: What,
}

impl Syntax {
    /// An entry to start from: code, no tokens.
    pub const CODE: Syntax = Syntax {
        id: "",
        aliases: &[],
        extensions: &[],
        files: &[],
        shebangs: &[],
        mode: Mode::Code,
        tokens: &[],
        traits: 0,
    };

    /// Whether a bit of [`trait_of`] is set.
    pub fn has(&self, bit: u32) -> bool {
        self.traits & bit != 0
    }
}

/// A comment to the end of the line.
pub const fn line(text: &'static str) -> Token {
    Token {
        text,
        when: When::Always,
        what: What::Line(Docs::No),
    }
}

/// A block comment.
pub const fn block(text: &'static str, close: &'static str) -> Token {
    Token {
        text,
        when: When::Always,
        what: What::Block(Block {
            close,
            nests: false,
            line_close: false,
            docs: Docs::No,
        }),
    }
}

/// A string on one line, with backslash escapes.
pub const fn text(text: &'static str, close: &'static str) -> Token {
    Token {
        text,
        when: When::Always,
        what: What::Text(Quote {
            close,
            escape: Escape::Backslash,
            multiline: false,
            splices: false,
            interp: Interp::None,
        }),
    }
}

/// A hand-written construct.
pub const fn hook(text: &'static str, hook: Hook) -> Token {
    Token {
        text,
        when: When::Always,
        what: What::Hook(hook),
    }
}

impl Token {
    /// Only where this holds.
    pub const fn when(mut self, when: When) -> Token {
        self.when = when;
        self
    }

    /// Which of these comments are doc comments.
    pub const fn docs(mut self, docs: Docs) -> Token {
        match &mut self.what {
            What::Line(d) => *d = docs,
            What::Block(b) => b.docs = docs,
            What::Text(_) | What::Hook(_) => {}
        }
        self
    }

    /// The block nests.
    pub const fn nests(mut self) -> Token {
        if let What::Block(b) = &mut self.what {
            b.nests = true;
        }
        self
    }

    /// The block ends with the line that starts with the closer.
    pub const fn line_close(mut self) -> Token {
        if let What::Block(b) = &mut self.what {
            b.line_close = true;
        }
        self
    }

    /// The string may hold line breaks.
    pub const fn multiline(mut self) -> Token {
        if let What::Text(q) = &mut self.what {
            q.multiline = true;
        }
        self
    }

    /// A backslash at the end of the line carries the string on.
    pub const fn splices(mut self) -> Token {
        if let What::Text(q) = &mut self.what {
            q.splices = true;
        }
        self
    }

    /// How the closer is escaped.
    pub const fn escape(mut self, escape: Escape) -> Token {
        if let What::Text(q) = &mut self.what {
            q.escape = escape;
        }
        self
    }

    /// Code inside.
    pub const fn interp(mut self, interp: Interp) -> Token {
        if let What::Text(q) = &mut self.what {
            q.interp = interp;
        }
        self
    }
}
