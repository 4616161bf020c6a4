//! Markup and prose.

use crate::trigger::language::syntax::{Escape, Mode, Syntax, Token, block, text};

const COMMENT: Token = block("<!--", "-->");

pub(super) static LANGUAGES: &[Syntax] = &[
    Syntax {
        id: "html",
        aliases: &["xhtml", "htm"],
        extensions: &["html", "htm", "xhtml"],
        mode: Mode::Markup,
        ..Syntax::CODE
    },
    Syntax {
        id: "vue",
        aliases: &["vue-html"],
        extensions: &["vue"],
        mode: Mode::Markup,
        ..Syntax::CODE
    },
    Syntax {
        id: "svelte",
        aliases: &["astro"],
        extensions: &["svelte", "astro"],
        mode: Mode::Markup,
        ..Syntax::CODE
    },
    Syntax {
        id: "xml",
        aliases: &["xsl", "svg", "xsd", "wsdl", "plist", "maven-pom"],
        extensions: &[
            "xml", "xsl", "xslt", "xsd", "svg", "wsdl", "plist", "csproj", "fsproj", "vbproj",
            "props", "targets", "config", "resx", "xaml", "pom", "nuspec",
        ],
        tokens: &[
            COMMENT,
            text("<![CDATA[", "]]>").escape(Escape::None).multiline(),
            // A comment mark inside an attribute is no comment. Apostrophes in text are many, so
            // only what follows an equals sign is a string.
            text("=\"", "\"").escape(Escape::None).multiline(),
            text("='", "'").escape(Escape::None).multiline(),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "handlebars",
        aliases: &["mustache"],
        extensions: &["hbs", "handlebars", "mustache"],
        tokens: &[COMMENT, block("{{!--", "--}}"), block("{{!", "}}")],
        ..Syntax::CODE
    },
    Syntax {
        id: "jinja",
        aliases: &["jinja-html", "django-html", "twig", "nunjucks", "liquid"],
        extensions: &["j2", "jinja", "jinja2", "twig", "njk", "liquid"],
        tokens: &[COMMENT, block("{#", "#}")],
        ..Syntax::CODE
    },
    Syntax {
        id: "blade",
        extensions: &["blade.php"],
        tokens: &[COMMENT, block("{{--", "--}}")],
        ..Syntax::CODE
    },
    Syntax {
        id: "erb",
        aliases: &["html.erb", "ejs", "aspnetcorerazor", "razor"],
        extensions: &["erb", "ejs", "cshtml", "razor", "jsp", "aspx"],
        tokens: &[
            COMMENT,
            block("<%#", "%>"),
            block("<%--", "--%>"),
            block("@*", "*@"),
        ],
        ..Syntax::CODE
    },
    Syntax {
        id: "markdown",
        aliases: &[
            "md",
            "mdx",
            "quarto",
            "rmd",
            "skill",
            "chatagent",
            "prompt",
            "instructions",
        ],
        extensions: &["md", "markdown", "mdown", "mdx", "qmd", "rmd", "mdc"],
        mode: Mode::Markdown,
        ..Syntax::CODE
    },
    Syntax {
        id: "restructuredtext",
        aliases: &["rst"],
        extensions: &["rst", "rest"],
        mode: Mode::Rest,
        ..Syntax::CODE
    },
    Syntax {
        id: "plaintext",
        aliases: &["text", "txt", "chat", "asciidoc", "org", "log"],
        extensions: &["txt", "text", "chat", "adoc", "asciidoc", "org"],
        files: &["README", "TODO", "NOTES", "BACKLOG"],
        mode: Mode::Plain,
        ..Syntax::CODE
    },
    Syntax {
        // It describes finished work: nothing in it asks for any.
        id: "git-commit",
        aliases: &[
            "git-rebase",
            "gitcommit",
            "scminput",
            "diff",
            "csv",
            "binary",
        ],
        files: &["COMMIT_EDITMSG", "MERGE_MSG", "git-rebase-todo"],
        extensions: &["diff", "patch", "csv", "tsv"],
        mode: Mode::Silent,
        ..Syntax::CODE
    },
];
