//! Configuration, queries, build files, and the fallback.

use crate::trigger::language::syntax::{
    Escape, Hook, Interp, Mode, Syntax, Token, When, block, hook, line, text, trait_of,
};

const HASH: Token = line("#");
const QUOTED: Token = text("\"", "\"");
const SINGLE: Token = text("'", "'");

/// See [`crate::trigger::language::Language::fallback`].
pub(super) static FALLBACK: &[Syntax] = &[Syntax {
    id: "unknown",
    tokens: &[
        line("//").when(When::AfterBlank),
        HASH.when(When::AfterBlank),
        block("/*", "*/"),
        QUOTED,
        hook("'", Hook::Char),
    ],
    ..Syntax::CODE
}];

pub(super) static LANGUAGES: &[Syntax] = &[
    Syntax {
        id: "sql",
        aliases: &[
            "pgsql",
            "plpgsql",
            "postgres",
            "tsql",
            "plsql",
            "sqlite",
            "snowflake",
            "bigquery",
            "redshift",
            "cql",
        ],
        extensions: &["sql", "ddl", "psql", "pgsql", "tsql", "pks", "pkb", "cql"],
        tokens: &[
            line("--"),
            block("/*", "*/").nests(),
            SINGLE.multiline().escape(Escape::Double),
            QUOTED.multiline().escape(Escape::Double),
            text("E'", "'").multiline().when(When::NotInWord),
            text("e'", "'").multiline().when(When::NotInWord),
            text("`", "`").escape(Escape::Double),
            hook("$", Hook::SqlDollar),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "mysql",
        aliases: &["mariadb"],
        extensions: &["mysql"],
        tokens: &[
            line("-- "),
            HASH,
            block("/*", "*/"),
            SINGLE.multiline(),
            QUOTED.multiline(),
            text("`", "`").escape(Escape::Double),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "yaml",
        aliases: &[
            "dockercompose",
            "docker-compose",
            "github-actions-workflow",
            "azure-pipelines",
            "ansible",
            "cloudformation",
            "helm",
            "home-assistant",
            "yml",
        ],
        extensions: &["yaml", "yml", "eyaml"],
        files: &[".clang-format", ".clang-tidy", "CITATION.cff"],
        mode: Mode::Yaml,
        traits: trait_of::INDENTED,
        ..Syntax::CODE
    },
    Syntax {
        id: "toml",
        extensions: &["toml"],
        files: &["Cargo.lock", "Pipfile", "poetry.lock", "uv.lock"],
        tokens: &[
            HASH,
            QUOTED,
            SINGLE.escape(Escape::None),
            text("\"\"\"", "\"\"\"").multiline(),
            text("'''", "'''").escape(Escape::None).multiline(),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "dockerfile",
        aliases: &["containerfile"],
        extensions: &["dockerfile", "containerfile"],
        files: &["Dockerfile", "Containerfile"],
        tokens: &[HASH.when(When::Indented), hook("<<", Hook::ShellHeredoc)],
        ..Syntax::CODE
    },
    Syntax {
        id: "terraform",
        aliases: &["hcl", "terraform-vars", "tf", "opentofu", "nomad", "packer"],
        extensions: &["tf", "tfvars", "hcl", "tofu", "nomad", "pkr.hcl"],
        tokens: &[
            HASH,
            line("//"),
            block("/*", "*/"),
            QUOTED.interp(Interp::Dollar),
            hook("<<", Hook::ShellHeredoc),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "graphql",
        aliases: &["gql"],
        extensions: &["graphql", "gql", "graphqls"],
        tokens: &[HASH, QUOTED, text("\"\"\"", "\"\"\"").multiline()],
        ..Syntax::CODE
    },
    Syntax {
        id: "makefile",
        aliases: &["make"],
        extensions: &["mk", "mak"],
        files: &["Makefile", "GNUmakefile", "makefile"],
        tokens: &[
            HASH.when(When::AfterBlank),
            // A help text: it describes the target.
            hook("##", Hook::SkipLine),
            hook("\\", Hook::SkipNext),
            QUOTED,
        ],
        traits: trait_of::SPLICES,
        ..Syntax::CODE
    },
    Syntax {
        id: "just",
        extensions: &["just"],
        files: &["justfile", ".justfile"],
        tokens: &[HASH.when(When::AfterBlank), QUOTED, SINGLE],
        ..Syntax::CODE
    },
    Syntax {
        id: "cmake",
        extensions: &["cmake"],
        files: &["CMakeLists.txt"],
        tokens: &[
            HASH,
            hook("#[", Hook::LuaComment),
            hook("[[", Hook::LuaLong),
            hook("[=", Hook::LuaLong),
            QUOTED.multiline(),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "ini",
        aliases: &["editorconfig", "gitconfig", "git-config", "systemd"],
        extensions: &["ini", "cfg", "conf", "service", "desktop", "editorconfig"],
        files: &[".editorconfig", ".gitconfig", ".npmrc", ".flake8"],
        tokens: &[HASH.when(When::Indented), line(";").when(When::Indented)],
        ..Syntax::CODE
    },
    Syntax {
        id: "properties",
        aliases: &["java-properties", "spring-boot-properties"],
        extensions: &["properties"],
        tokens: &[HASH.when(When::Indented), line("!").when(When::Indented)],
        ..Syntax::CODE
    },
    Syntax {
        id: "ignore",
        aliases: &[
            "gitignore",
            "gitattributes",
            "pip-requirements",
            "codeowners",
        ],
        extensions: &["gitignore", "gitattributes", "dockerignore", "npmignore"],
        files: &[
            ".gitignore",
            ".dockerignore",
            ".gitattributes",
            "CODEOWNERS",
            "requirements.txt",
        ],
        tokens: &[HASH.when(When::Indented)],
        ..Syntax::CODE
    },
    Syntax {
        id: "nginx",
        extensions: &["nginx", "nginxconf"],
        files: &["nginx.conf", "Caddyfile"],
        tokens: &[
            HASH.when(When::AfterBlank),
            QUOTED.multiline(),
            SINGLE.multiline(),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "rego",
        aliases: &["cue", "jsonnet", "kdl", "bru"],
        extensions: &["rego", "cue", "jsonnet", "libsonnet"],
        tokens: &[HASH, line("//"), block("/*", "*/"), QUOTED, SINGLE],
        ..Syntax::CODE
    },
    Syntax {
        id: "vb",
        aliases: &["vbscript", "visualbasic"],
        extensions: &["vb", "vbs", "bas"],
        tokens: &[line("'"), QUOTED.escape(Escape::Double)],
        ..Syntax::CODE
    },
    Syntax {
        id: "pascal",
        aliases: &["objectpascal", "delphi"],
        extensions: &["pas", "dpr", "pp"],
        tokens: &[
            line("//"),
            block("{", "}"),
            block("(*", "*)"),
            SINGLE.escape(Escape::Double),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "ada",
        aliases: &["vhdl"],
        extensions: &["adb", "ads", "vhd", "vhdl"],
        tokens: &[line("--"), QUOTED.escape(Escape::Double)],
        ..Syntax::CODE
    },
    Syntax {
        id: "fortran",
        aliases: &["fortran-modern", "FortranFreeForm"],
        extensions: &["f90", "f95", "f03", "f08"],
        tokens: &[
            line("!"),
            QUOTED.escape(Escape::Double),
            SINGLE.escape(Escape::Double),
        ],
        ..Syntax::CODE
    },
];
