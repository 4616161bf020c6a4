//! Puts a sentence into a document: a comment of some language, above code, behind code, in a
//! stub, a list item. The language goes round with the line's number, so that every language gets
//! sentences of every family.

/// A document made for one sentence.
pub struct Made {
    pub text: String,
    pub language: &'static str,
    pub marker: &'static str,
}

/// One line of `wanted.txt`.
pub struct Wanted {
    pub place: &'static str,
    pub family: String,
    pub titles: Vec<String>,
    pub text: String,
    pub range: String,
}

/// One line of `unwanted.txt`.
pub struct Unwanted {
    pub place: &'static str,
    pub rule: String,
    pub text: String,
}

/// Language, comment marker, a line of code, a placeholder in a function.
type Sample = (
    &'static str,
    &'static str,
    &'static str,
    Option<(&'static str, &'static str)>,
);

/// See [`Sample`].
const LANGUAGES: &[Sample] = &[
    (
        "rust",
        "//",
        "let a = load(3);",
        Some(("fn f() {\n    // {}\n    todo!()\n}\n", "")),
    ),
    (
        "python",
        "#",
        "a = load(3)",
        Some(("def f():\n    # {}\n    pass\n", "")),
    ),
    (
        "go",
        "//",
        "a := load(3)",
        Some((
            "package x\n\nfunc f() {\n\t// {}\n\tpanic(\"later\")\n}\n",
            "",
        )),
    ),
    ("sql", "--", "SELECT 1;", None),
    (
        "typescript",
        "//",
        "const a = load(3);",
        Some(("function f() {\n  // {}\n  return null;\n}\n", "")),
    ),
    ("ruby", "#", "a = load(3)", None),
    (
        "java",
        "//",
        "int a = load(3);",
        Some((
            "class A {\n  int f() {\n    // {}\n    throw new UnsupportedOperationException();\n  }\n}\n",
            "",
        )),
    ),
    ("lua", "--", "local a = load(3)", None),
    (
        "kotlin",
        "//",
        "val a = load(3)",
        Some(("fun f(): Int {\n    // {}\n    TODO()\n}\n", "")),
    ),
    ("yaml", "#", "a: 3", None),
    ("csharp", "//", "int a = Load(3);", None),
    ("haskell", "--", "a = load 3", None),
    ("javascript", "//", "const a = load(3);", None),
    ("shellscript", "#", "a=3", None),
    ("cpp", "//", "int a = load(3);", None),
    ("toml", "#", "a = 3", None),
    ("swift", "//", "let a = load(3)", None),
    ("elixir", "#", "a = load(3)", None),
    (
        "scala",
        "//",
        "val a = load(3)",
        Some(("def f: Int = {\n  // {}\n  ???\n}\n", "")),
    ),
    ("dockerfile", "#", "RUN make all", None),
    ("c", "//", "int a = load(3);", None),
    ("terraform", "#", "a = 3", None),
    ("php", "//", "$a = load(3);", None),
];

/// Lines of data: neither empty nor comments.
pub fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with("# "))
}

/// Reads a line of `wanted.txt`.
pub fn wanted(line: &'static str) -> Wanted {
    let mut parts = line.splitn(4, " | ");
    let mut part = || parts.next().unwrap_or_else(|| panic!("four parts: {line}"));
    let (place, family, titles, rest) = (part(), part(), part(), part());
    let mut titles: Vec<String> = titles.split(" / ").map(str::to_owned).collect();
    let (before, inner, mut after) = match rest.split_once('⟦') {
        Some((before, rest)) => {
            let (inner, after) = rest
                .split_once('⟧')
                .unwrap_or_else(|| panic!("an end: {line}"));
            (before, inner, after)
        }
        None => ("", rest.trim_end_matches(['.', '!', '?']), ""),
    };
    if let Some((sign, more)) = after.split_once(" / ") {
        titles.extend(more.split(" / ").map(str::to_owned));
        after = sign;
    }
    let broken = |s: &str| s.replace(" ⏎ ", "\n");
    Wanted {
        place,
        family: family.to_owned(),
        titles,
        text: broken(&format!("{before}{inner}{after}")),
        range: broken(inner),
    }
}

/// Reads a line of `unwanted.txt`.
pub fn unwanted(line: &'static str) -> Unwanted {
    let mut parts = line.splitn(3, " | ");
    let mut part = || {
        parts
            .next()
            .unwrap_or_else(|| panic!("three parts: {line}"))
    };
    Unwanted {
        place: part(),
        rule: part().to_owned(),
        text: part().replace(" ⏎ ", "\n"),
    }
}

/// The document in which the `k`th sentence stands.
pub fn document(place: &str, text: &str, k: usize) -> Made {
    let (language, marker, code, _) = LANGUAGES[k % LANGUAGES.len()];
    let prose = |text: String, language| Made {
        text,
        language,
        marker: "",
    };
    let commented = text
        .split('\n')
        .map(|l| format!("{marker} {l}"))
        .collect::<Vec<_>>()
        .join("\n");
    let open = if language == "php" { "<?php\n\n" } else { "" };
    match place {
        "line" => Made {
            text: format!("{open}{commented}\n\n{code}\n"),
            language,
            marker,
        },
        "above" => Made {
            text: format!("{open}{code}\n{commented}\n{code}\n"),
            language,
            marker,
        },
        "trail" => {
            // Dockerfiles have no comments behind code.
            let (language, marker, code) = if language == "dockerfile" {
                ("python", "#", "a = 3")
            } else {
                (language, marker, code)
            };
            Made {
                text: format!("{open}{code} {marker} {text}\n\n{code}\n"),
                language,
                marker,
            }
        }
        "stub" => {
            let with: Vec<_> = LANGUAGES.iter().filter(|l| l.3.is_some()).collect();
            let (language, marker, _, stub) = with[k % with.len()];
            Made {
                text: stub.map_or(String::new(), |s| s.0.replace("{}", text)),
                language,
                marker,
            }
        }
        "doc" => match k % 3 {
            0 => Made {
                text: format!("/// {text}\npub fn f() -> u32 {{\n    load(3)\n}}\n"),
                language: "rust",
                marker: "///",
            },
            1 => Made {
                text: format!("/**\n * {text}\n */\nint f() {{\n  return load(3);\n}}\n"),
                language: "java",
                marker: "*",
            },
            _ => Made {
                text: format!("def f():\n    \"\"\"{text}\"\"\"\n    return load(3)\n"),
                language: "python",
                marker: "",
            },
        },
        "md" => prose(format!("# Notes\n\n{text}\n\nMore below.\n"), "markdown"),
        "item" => prose(
            format!("Some points.\n\n- {text}\n- buy milk\n"),
            "markdown",
        ),
        "next" => prose(
            format!("## Next steps\n\n- {text}\n- tidy up\n"),
            "markdown",
        ),
        "task" => prose(
            format!("# Work\n\n- [ ] {text}\n- [ ] paint the door\n"),
            "markdown",
        ),
        "done" => prose(format!("# Work\n\n- [x] {text}\n"), "markdown"),
        "txt" => prose(format!("notes\n\n{text}\n"), "plaintext"),
        "html" => prose(format!("<p>hello</p>\n<!-- {text} -->\n"), "html"),
        "log" => prose(format!("# Changelog\n\n## 2.1.0\n\n- {text}\n"), "markdown"),
        "steps" => prose(
            format!("## Steps\n\n1. {text}\n2. Restart it\n"),
            "markdown",
        ),
        "features" => prose(format!("## Features\n\n- {text}\n"), "markdown"),
        "quote" => prose(format!("> {text}\n\nWe answered.\n"), "markdown"),
        "commit" => prose(format!("{text}\n\nMore words.\n"), "git-commit"),
        other => panic!("no such place: {other}"),
    }
}

/// Whether a range of the document holds exactly these words, comment markers left out.
pub fn same_words(range: &str, wanted: &str, made: &Made) -> bool {
    let words = range.lines().enumerate().map(|(k, line)| {
        if k == 0 {
            line
        } else {
            line.trim_start()
                .trim_start_matches(made.marker)
                .trim_start()
        }
    });
    words.collect::<Vec<_>>().join("\n") == wanted
}
