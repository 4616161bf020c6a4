//! Languages whose comments are `//` and `/* */`.

use crate::trigger::language::syntax::{
    Docs, Escape, Hook, Interp, Syntax, Token, When, block, hook, line, text, trait_of,
};

const SLASHES: Token = line("//").docs(Docs::Next("/!"));
const STARS: Token = block("/*", "*/").docs(Docs::Next("*!"));
const STARS_NESTED: Token = STARS.nests();
const QUOTED: Token = text("\"", "\"");
const SINGLE: Token = text("'", "'");

/// JavaScript, TypeScript and their JSX forms.
const SCRIPT_TOKENS: &[Token] = &[
    line("//"),
    STARS,
    QUOTED.splices(),
    SINGLE.splices(),
    text("`", "`").multiline().interp(Interp::Dollar),
    hook("/", Hook::Regex),
    // The hashbang is a directive, and may hold quotes.
    hook("#!", Hook::SkipLine).when(When::LineStart),
];

pub(super) static LANGUAGES: &[Syntax] = &[
    Syntax {
        id: "rust",
        extensions: &["rs", "ron"],
        tokens: &[
            SLASHES,
            STARS_NESTED,
            QUOTED.multiline(),
            hook("r\"", Hook::RustRaw).when(When::NotInWord),
            hook("r#", Hook::RustRaw).when(When::NotInWord),
            hook("br\"", Hook::RustRaw).when(When::NotInWord),
            hook("br#", Hook::RustRaw).when(When::NotInWord),
            hook("cr\"", Hook::RustRaw).when(When::NotInWord),
            hook("cr#", Hook::RustRaw).when(When::NotInWord),
            hook("'", Hook::Char),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "go",
        extensions: &["go"],
        tokens: &[
            line("//"),
            block("/*", "*/"),
            QUOTED,
            SINGLE,
            text("`", "`").escape(Escape::None).multiline(),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "typescript",
        extensions: &["ts", "mts", "cts"],
        shebangs: &["ts-node", "tsx", "deno", "bun"],
        tokens: SCRIPT_TOKENS,
        traits: trait_of::REGEX,
        ..Syntax::CODE
    },
    Syntax {
        id: "typescriptreact",
        aliases: &["tsx"],
        extensions: &["tsx"],
        tokens: SCRIPT_TOKENS,
        traits: trait_of::REGEX | trait_of::JSX,
        ..Syntax::CODE
    },
    Syntax {
        id: "javascript",
        aliases: &["js"],
        extensions: &["js", "mjs", "cjs", "es6"],
        files: &["Jakefile"],
        shebangs: &["node", "nodejs"],
        tokens: SCRIPT_TOKENS,
        // Plain .js files hold JSX often.
        traits: trait_of::REGEX | trait_of::JSX,
        ..Syntax::CODE
    },
    Syntax {
        id: "javascriptreact",
        aliases: &["jsx"],
        extensions: &["jsx"],
        tokens: SCRIPT_TOKENS,
        traits: trait_of::REGEX | trait_of::JSX,
        ..Syntax::CODE
    },
    Syntax {
        id: "java",
        extensions: &["java"],
        tokens: &[
            SLASHES,
            STARS,
            QUOTED,
            SINGLE,
            text("\"\"\"", "\"\"\"").multiline(),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "kotlin",
        extensions: &["kt", "kts"],
        tokens: &[
            line("//"),
            STARS_NESTED,
            QUOTED.interp(Interp::Dollar),
            text("\"\"\"", "\"\"\"")
                .escape(Escape::None)
                .multiline()
                .interp(Interp::Dollar),
            hook("'", Hook::Char),
            hook("#!", Hook::SkipLine).when(When::LineStart),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "scala",
        extensions: &["scala", "sc", "sbt"],
        shebangs: &["scala", "scala-cli"],
        tokens: &[
            line("//"),
            STARS_NESTED,
            QUOTED,
            text("\"\"\"", "\"\"\"").escape(Escape::None).multiline(),
            text("s\"", "\"")
                .interp(Interp::Dollar)
                .when(When::NotInWord),
            text("f\"", "\"")
                .interp(Interp::Dollar)
                .when(When::NotInWord),
            text("s\"\"\"", "\"\"\"")
                .escape(Escape::None)
                .multiline()
                .interp(Interp::Dollar)
                .when(When::NotInWord),
            text("f\"\"\"", "\"\"\"")
                .escape(Escape::None)
                .multiline()
                .interp(Interp::Dollar)
                .when(When::NotInWord),
            // A name in backticks may hold anything.
            text("`", "`").escape(Escape::None),
            hook("'", Hook::Char),
            hook("#!", Hook::SkipLine).when(When::LineStart),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "csharp",
        aliases: &["c#"],
        extensions: &["cs", "csx", "cake"],
        tokens: &[
            SLASHES,
            STARS,
            QUOTED,
            SINGLE,
            text("$\"", "\"").interp(Interp::Brace),
            text("@\"", "\"").escape(Escape::Double).multiline(),
            text("$@\"", "\"")
                .escape(Escape::Double)
                .multiline()
                .interp(Interp::Brace),
            text("@$\"", "\"")
                .escape(Escape::Double)
                .multiline()
                .interp(Interp::Brace),
            hook("\"\"\"", Hook::CsRaw),
            hook("$\"\"\"", Hook::CsRaw),
            hook("#region", Hook::SkipLine).when(When::Indented),
            hook("#endregion", Hook::SkipLine).when(When::Indented),
            hook("#warning", Hook::SkipLine).when(When::Indented),
            hook("#error", Hook::SkipLine).when(When::Indented),
        ],
        traits: trait_of::IF_ZERO,
        ..Syntax::CODE
    },
    Syntax {
        id: "c",
        extensions: &["c", "h"],
        tokens: C_TOKENS,
        traits: trait_of::IF_ZERO | trait_of::SPLICES,
        ..Syntax::CODE
    },
    Syntax {
        id: "cpp",
        aliases: &["c++", "c_cpp"],
        extensions: &[
            "cpp", "cc", "cxx", "hpp", "hh", "hxx", "ipp", "inl", "tpp", "ixx",
        ],
        tokens: C_TOKENS,
        traits: trait_of::IF_ZERO | trait_of::SPLICES,
        ..Syntax::CODE
    },
    Syntax {
        id: "cuda-cpp",
        aliases: &["cuda"],
        extensions: &["cu", "cuh"],
        tokens: C_TOKENS,
        traits: trait_of::IF_ZERO | trait_of::SPLICES,
        ..Syntax::CODE
    },
    Syntax {
        id: "objective-c",
        aliases: &["objective-cpp", "objc"],
        extensions: &["m", "mm"],
        tokens: C_TOKENS,
        traits: trait_of::IF_ZERO | trait_of::SPLICES,
        ..Syntax::CODE
    },
    Syntax {
        id: "swift",
        extensions: &["swift"],
        shebangs: &["swift"],
        tokens: &[
            SLASHES,
            STARS_NESTED,
            QUOTED.interp(Interp::Paren),
            text("\"\"\"", "\"\"\"").multiline().interp(Interp::Paren),
            hook("#", Hook::SwiftRaw),
            hook("/", Hook::Regex),
            hook("#!", Hook::SkipLine).when(When::LineStart),
        ],
        traits: trait_of::REGEX,
        ..Syntax::CODE
    },
    Syntax {
        id: "php",
        extensions: &["php", "phtml", "php5", "inc"],
        shebangs: &["php"],
        mode: crate::trigger::language::Mode::Markup,
        tokens: &[
            line("//"),
            line("#"),
            // An attribute, not a comment.
            hook("#[", Hook::Skip),
            STARS,
            QUOTED.multiline(),
            SINGLE.multiline(),
            text("`", "`").multiline(),
            hook("<<<", Hook::PhpHeredoc),
            hook("?>", Hook::PhpClose),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "dart",
        extensions: &["dart"],
        shebangs: &["dart"],
        tokens: &[
            SLASHES,
            STARS_NESTED,
            QUOTED.interp(Interp::Dollar),
            SINGLE.interp(Interp::Dollar),
            text("\"\"\"", "\"\"\"").multiline().interp(Interp::Dollar),
            text("'''", "'''").multiline().interp(Interp::Dollar),
            text("r\"", "\"").escape(Escape::None).when(When::NotInWord),
            text("r'", "'").escape(Escape::None).when(When::NotInWord),
            text("r\"\"\"", "\"\"\"")
                .escape(Escape::None)
                .multiline()
                .when(When::NotInWord),
            text("r'''", "'''")
                .escape(Escape::None)
                .multiline()
                .when(When::NotInWord),
            hook("#!", Hook::SkipLine).when(When::LineStart),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "zig",
        extensions: &["zig", "zon"],
        tokens: &[
            SLASHES,
            QUOTED,
            SINGLE,
            // A line of a multi-line string.
            hook("\\\\", Hook::SkipLine),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "proto",
        aliases: &["proto3", "protobuf", "thrift"],
        extensions: &["proto", "thrift"],
        tokens: &[line("//"), STARS, QUOTED, SINGLE],
        ..Syntax::CODE
    },
    Syntax {
        id: "groovy",
        aliases: &["jenkinsfile", "jenkins", "gradle"],
        extensions: &["groovy", "gradle", "gvy", "gsh", "jenkinsfile"],
        files: &["Jenkinsfile"],
        shebangs: &["groovy"],
        tokens: &[
            line("//"),
            STARS,
            QUOTED.interp(Interp::Dollar),
            SINGLE,
            text("\"\"\"", "\"\"\"").multiline().interp(Interp::Dollar),
            text("'''", "'''").multiline(),
            text("$/", "/$").escape(Escape::None).multiline(),
            hook("/", Hook::Regex),
            hook("#!", Hook::SkipLine).when(When::LineStart),
        ],
        traits: trait_of::REGEX,
        ..Syntax::CODE
    },
    Syntax {
        id: "css",
        extensions: &["css", "pcss"],
        tokens: &[
            block("/*", "*/"),
            QUOTED.splices(),
            SINGLE.splices(),
            text("url(", ")").when(When::NotInWord),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "scss",
        aliases: &["less", "stylus"],
        extensions: &["scss", "less", "styl"],
        tokens: &[
            line("//"),
            block("/*", "*/"),
            QUOTED.splices(),
            SINGLE.splices(),
            text("url(", ")").when(When::NotInWord),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "sass",
        extensions: &["sass"],
        tokens: &[line("//"), block("/*", "*/"), QUOTED, SINGLE],
        traits: trait_of::INDENTED,
        ..Syntax::CODE
    },
    Syntax {
        id: "jsonc",
        aliases: &["json", "json5", "jsonl"],
        extensions: &["json", "jsonc", "json5", "code-workspace", "jsonl"],
        files: &[".babelrc", ".eslintrc", ".jshintrc"],
        tokens: &[line("//"), block("/*", "*/"), QUOTED, SINGLE],
        ..Syntax::CODE
    },
    Syntax {
        id: "prisma",
        aliases: &[
            "bicep", "solidity", "d", "vala", "haxe", "wgsl", "glsl", "hlsl", "v", "odin",
        ],
        extensions: &[
            "prisma", "bicep", "sol", "d", "vala", "hx", "wgsl", "glsl", "hlsl", "odin", "as",
        ],
        tokens: &[SLASHES, STARS, QUOTED, SINGLE],
        ..Syntax::CODE
    },
    Syntax {
        id: "verilog",
        aliases: &["systemverilog"],
        extensions: &["v", "sv", "svh", "vh"],
        tokens: &[line("//"), STARS, QUOTED],
        ..Syntax::CODE
    },
];

const C_TOKENS: &[Token] = &[
    SLASHES,
    STARS,
    QUOTED.splices(),
    hook("'", Hook::CChar),
    hook("R\"", Hook::CppRaw).when(When::NotInWord),
    hook("u8R\"", Hook::CppRaw).when(When::NotInWord),
    hook("uR\"", Hook::CppRaw).when(When::NotInWord),
    hook("UR\"", Hook::CppRaw).when(When::NotInWord),
    hook("LR\"", Hook::CppRaw).when(When::NotInWord),
    hook("#error", Hook::SkipLine).when(When::Indented),
    hook("#warning", Hook::SkipLine).when(When::Indented),
    hook("#pragma", Hook::SkipLine).when(When::Indented),
];
