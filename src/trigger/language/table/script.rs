//! Scripting languages, most of which comment with `#`.

use crate::trigger::language::syntax::{
    Docs, Escape, Hook, Interp, Syntax, Token, When, block, hook, line, text, trait_of,
};

const HASH: Token = line("#");
const QUOTED: Token = text("\"", "\"");
const SINGLE: Token = text("'", "'");

const SHELL_TOKENS: &[Token] = &[
    HASH.when(When::WordStart),
    QUOTED.multiline().interp(Interp::Shell),
    SINGLE.multiline().escape(Escape::None),
    text("$'", "'").multiline(),
    text("`", "`").multiline(),
    hook("\\", Hook::SkipNext),
    hook("$#", Hook::Skip),
    hook("${", Hook::ShellParam),
    hook("<<", Hook::ShellHeredoc),
];

const PYTHON_TOKENS: &[Token] = &[
    HASH,
    QUOTED.splices(),
    SINGLE.splices(),
    text("\"\"\"", "\"\"\"").multiline(),
    text("'''", "'''").multiline(),
    text("f\"", "\"")
        .splices()
        .interp(Interp::Brace)
        .when(When::NotInWord),
    text("f'", "'")
        .splices()
        .interp(Interp::Brace)
        .when(When::NotInWord),
    text("f\"\"\"", "\"\"\"")
        .multiline()
        .interp(Interp::Brace)
        .when(When::NotInWord),
    text("f'''", "'''")
        .multiline()
        .interp(Interp::Brace)
        .when(When::NotInWord),
    text("rf\"", "\"")
        .splices()
        .interp(Interp::Brace)
        .when(When::NotInWord),
    text("rf'", "'")
        .splices()
        .interp(Interp::Brace)
        .when(When::NotInWord),
    text("fr\"", "\"")
        .splices()
        .interp(Interp::Brace)
        .when(When::NotInWord),
    text("fr'", "'")
        .splices()
        .interp(Interp::Brace)
        .when(When::NotInWord),
];

pub(super) static LANGUAGES: &[Syntax] = &[
    Syntax {
        id: "python",
        aliases: &["starlark", "bazel", "cython", "snakemake", "mojo"],
        extensions: &["py", "pyi", "pyw", "pyx", "pxd", "bzl", "star", "smk"],
        files: &["BUILD", "WORKSPACE", "SConstruct", "Snakefile", "Tiltfile"],
        shebangs: &["python", "pypy", "uv"],
        tokens: PYTHON_TOKENS,
        traits: trait_of::DOCSTRINGS | trait_of::INDENTED,
        ..Syntax::CODE
    },
    Syntax {
        id: "ruby",
        extensions: &["rb", "rake", "gemspec", "ru", "podspec", "jbuilder"],
        files: &[
            "Gemfile",
            "Rakefile",
            "Guardfile",
            "Vagrantfile",
            "Capfile",
            "Podfile",
            "Fastfile",
            "Brewfile",
        ],
        shebangs: &["ruby", "jruby", "rake"],
        tokens: &[
            HASH,
            block("=begin", "=end").when(When::LineStart).line_close(),
            QUOTED.multiline().interp(Interp::Hash),
            SINGLE.multiline(),
            text("`", "`").multiline().interp(Interp::Hash),
            hook("?", Hook::SkipNext),
            hook("$", Hook::SkipNext),
            hook("%", Hook::RubyPercent),
            hook("/", Hook::Regex),
            hook("<<", Hook::RubyHeredoc),
            hook("__END__", Hook::EndOfCode).when(When::LineStart),
        ],
        traits: trait_of::REGEX,
        ..Syntax::CODE
    },
    Syntax {
        id: "shellscript",
        aliases: &["sh", "bash", "zsh", "ksh", "shell", "dotenv"],
        extensions: &["sh", "bash", "zsh", "ksh", "bats", "env"],
        files: &[
            ".bashrc",
            ".zshrc",
            ".profile",
            ".bash_profile",
            ".env",
            "PKGBUILD",
            ".envrc",
        ],
        shebangs: &["sh", "bash", "zsh", "ksh", "dash", "ash", "bats"],
        tokens: SHELL_TOKENS,
        ..Syntax::CODE
    },
    Syntax {
        id: "fish",
        extensions: &["fish"],
        shebangs: &["fish"],
        tokens: &[
            HASH.when(When::WordStart),
            QUOTED.multiline(),
            SINGLE.multiline(),
            hook("\\", Hook::SkipNext),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "powershell",
        aliases: &["pwsh"],
        extensions: &["ps1", "psm1", "psd1"],
        shebangs: &["pwsh", "powershell"],
        tokens: &[
            HASH.when(When::WordStart),
            block("<#", "#>"),
            QUOTED
                .multiline()
                .escape(Escape::Backtick)
                .interp(Interp::DollarParen),
            SINGLE.multiline().escape(Escape::Double),
            text("@\"", "\n\"@").escape(Escape::None).multiline(),
            text("@'", "\n'@").escape(Escape::None).multiline(),
            hook("`", Hook::SkipNext),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "lua",
        aliases: &["luau"],
        extensions: &["lua", "luau", "rockspec"],
        shebangs: &["lua", "luajit"],
        tokens: &[
            line("--").docs(Docs::Next("-")),
            hook("--[", Hook::LuaComment),
            hook("[[", Hook::LuaLong),
            hook("[=", Hook::LuaLong),
            QUOTED.splices(),
            SINGLE.splices(),
            hook("#!", Hook::SkipLine).when(When::LineStart),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "perl",
        aliases: &["perl6", "raku"],
        extensions: &["pl", "pm", "t", "pod", "psgi"],
        files: &["cpanfile"],
        shebangs: &["perl"],
        tokens: &[
            HASH,
            block("=", "=cut")
                .when(When::LineStart)
                .line_close()
                .docs(Docs::All),
            QUOTED.multiline(),
            SINGLE.multiline(),
            text("`", "`").multiline(),
            hook("$#", Hook::Skip),
            hook("$", Hook::SkipNext),
            hook("q", Hook::PerlQuote).when(When::NotInWord),
            hook("m", Hook::PerlQuote).when(When::NotInWord),
            hook("s", Hook::PerlQuote).when(When::NotInWord),
            hook("t", Hook::PerlQuote).when(When::NotInWord),
            hook("y", Hook::PerlQuote).when(When::NotInWord),
            hook("/", Hook::Regex),
            hook("<<", Hook::RubyHeredoc),
            hook("__END__", Hook::EndOfCode).when(When::LineStart),
            hook("__DATA__", Hook::EndOfCode).when(When::LineStart),
        ],
        traits: trait_of::REGEX,
        ..Syntax::CODE
    },
    Syntax {
        id: "elixir",
        aliases: &["eex"],
        extensions: &["ex", "exs"],
        shebangs: &["elixir"],
        tokens: &[
            HASH,
            QUOTED.multiline().interp(Interp::Hash),
            SINGLE.multiline().interp(Interp::Hash),
            text("\"\"\"", "\"\"\"").multiline().interp(Interp::Hash),
            text("'''", "'''").multiline().interp(Interp::Hash),
            hook("?", Hook::SkipNext),
            hook("~", Hook::ElixirSigil),
            hook("@doc", Hook::ElixirDoc),
            hook("@moduledoc", Hook::ElixirDoc),
            hook("@typedoc", Hook::ElixirDoc),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "r",
        extensions: &["r", "rprofile"],
        shebangs: &["Rscript"],
        tokens: &[
            HASH.docs(Docs::Next("'")),
            QUOTED.multiline(),
            SINGLE.multiline(),
            text("`", "`").multiline(),
            hook("r\"", Hook::RRaw).when(When::NotInWord),
            hook("R\"", Hook::RRaw).when(When::NotInWord),
            hook("r'", Hook::RRaw).when(When::NotInWord),
            hook("R'", Hook::RRaw).when(When::NotInWord),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "julia",
        extensions: &["jl"],
        shebangs: &["julia"],
        tokens: &[
            HASH,
            block("#=", "=#").nests(),
            QUOTED.multiline().interp(Interp::DollarParen),
            text("\"\"\"", "\"\"\"")
                .multiline()
                .interp(Interp::DollarParen),
            text("`", "`").multiline().interp(Interp::DollarParen),
            hook("'", Hook::Char),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "tcl",
        extensions: &["tcl", "tk"],
        shebangs: &["tclsh", "wish"],
        tokens: &[
            HASH.when(When::Indented),
            line(";#"),
            line("; #"),
            QUOTED.multiline(),
            hook("\\", Hook::SkipNext),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "bat",
        aliases: &["batch", "cmd"],
        extensions: &["bat", "cmd"],
        tokens: &[
            line("rem ").when(When::Indented),
            line("REM ").when(When::Indented),
            line("Rem ").when(When::Indented),
            line("@rem ").when(When::Indented),
            line("@REM ").when(When::Indented),
            line("::").when(When::Indented),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "nix",
        extensions: &["nix"],
        tokens: &[
            HASH,
            block("/*", "*/"),
            QUOTED.multiline().interp(Interp::Dollar),
            text("''", "''")
                .multiline()
                .escape(Escape::Nix)
                .interp(Interp::Dollar),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "awk",
        extensions: &["awk"],
        shebangs: &["awk", "gawk", "mawk"],
        tokens: &[HASH, QUOTED, hook("/", Hook::Regex)],
        traits: trait_of::REGEX,
        ..Syntax::CODE
    },
    Syntax {
        id: "crystal",
        aliases: &["nim", "gdscript", "coffeescript"],
        extensions: &["cr", "nim", "gd", "coffee"],
        tokens: &[HASH, QUOTED, SINGLE, text("\"\"\"", "\"\"\"").multiline()],
        ..Syntax::CODE
    },
];
