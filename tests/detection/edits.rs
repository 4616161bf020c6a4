//! Edits of documents: reading only what an edit touched gives what reading everything gives, and
//! only what a person types counts as typed.

use backend_factory::text::{Document, Encoding, Position};
use backend_factory::trigger::language::Language;
use backend_factory::trigger::{Detector, Edit, Edited, Settings, Tracked, Trigger, UserFamily};
use proptest::prelude::*;

/// Pieces that begin, end or change requests, comments, strings, headings and fences.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "// TODO: add caching to the backend\n",
    "# TODO: create models for bins\n",
    "implement an API for tariffs",
    "// ",
    "# ",
    "-- ",
    "/* ",
    " */",
    "\"\"\"",
    "```\n",
    "<!-- ",
    " -->",
    "\"",
    "'",
    "`",
    "- [ ] ",
    "- [x] ",
    "## Next steps\n",
    "# Changelog\n",
    "code();\n",
    "x = 1\n",
    "{",
    "}",
    "}\n",
    "pass\n",
    "todo!()\n",
    "do not ",
    "we need ",
    "?",
    ".",
    "; ",
    "/backend build a backend for seats\n",
    "// backend-factory: ignore\n",
    "// backend-factory: ignore-next\n",
    "for users",
    "日本",
    "🏭",
    "TODO: ",
    "> ",
    "1. ",
    "    ",
    "add OAuth to the backend",
];

const LANGUAGES: &[&str] = &[
    "rust",
    "python",
    "markdown",
    "typescript",
    "sql",
    "plaintext",
    "html",
    "yaml",
    "lua",
    "elixir",
    "php",
    "haskell",
];

fn position(document: &Document, at: usize) -> Position {
    let mut left = at;
    for line in 0..document.line_count() {
        let units = document.line(line).encode_utf16().count();
        if left < units || line + 1 == document.line_count() {
            return Position {
                line: line as u32,
                character: left as u32,
            };
        }
        left -= units;
    }
    Position {
        line: 0,
        character: 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn incremental_equals_full(
        language in 0..LANGUAGES.len(),
        start in prop::collection::vec(0..PIECES.len(), 0..40),
        edits in prop::collection::vec((0usize..400, 0usize..30, prop::collection::vec(0..PIECES.len(), 0..4)), 1..12),
    ) {
        let detector = Detector::default();
        let language = Language::from_id(LANGUAGES[language]);
        let text: String = start.iter().map(|&k| PIECES[k]).collect();
        let mut tracked = Tracked::open(&detector, &text, language);
        for (at, len, new) in edits {
            let total = tracked.document().text().encode_utf16().count().max(1);
            let (from, to) = (position(tracked.document(), at % total), position(tracked.document(), (at % total + len).min(total)));
            let edit = Edit { range: Some(from..to), text: new.iter().map(|&k| PIECES[k]).collect() };
            tracked.edit(&detector, std::slice::from_ref(&edit), Encoding::Utf16);
            let full = detector.detect(&Document::new(&tracked.document().text()), language);
            prop_assert_eq!(tracked.triggers(), full.as_slice(), "after {:?} in {:?}", edit, tracked.document().text());
        }
    }
}

/// A person's editor: types character by character, or pastes.
struct Person {
    detector: Detector,
    tracked: Tracked,
    at: Position,
    finished: Vec<Trigger>,
}

impl Person {
    fn new(text: &str, language: &str, at: (u32, u32)) -> Person {
        let detector = Detector::default();
        let tracked = Tracked::open(&detector, text, Language::from_id(language));
        Person {
            detector,
            tracked,
            at: Position {
                line: at.0,
                character: at.1,
            },
            finished: Vec::new(),
        }
    }
    fn insert(&mut self, text: &str) -> Edited {
        let edit = Edit {
            range: Some(self.at..self.at),
            text: text.to_owned(),
        };
        let edited = self.tracked.edit(&self.detector, &[edit], Encoding::Utf16);
        for line in text.split('\n').skip(1) {
            self.at = Position {
                line: self.at.line + 1,
                character: line.encode_utf16().count() as u32,
            };
        }
        if !text.contains('\n') {
            self.at.character += text.encode_utf16().count() as u32;
        }
        self.finished.extend(edited.finished.clone());
        edited
    }
    fn types(&mut self, text: &str) -> &mut Person {
        for c in text.chars() {
            self.insert(&c.to_string());
        }
        self
    }
    fn launched(&self) -> Vec<&str> {
        self.finished.iter().map(|t| t.title.as_str()).collect()
    }
}

#[test]
fn a_typed_command_is_finished_by_its_line_break() {
    let mut person = Person::new("fn main() {}\n\n", "rust", (1, 0));
    person.types("// /backend implement an API for tariffs");
    assert!(
        person.launched().is_empty(),
        "not before the line is finished"
    );
    person.types("\n");
    assert_eq!(person.launched(), ["Tariff API"]);
    person.types("let x = 1;\n// hello\n");
    assert_eq!(person.launched().len(), 1, "once");
}

#[test]
fn an_editor_may_continue_the_comment_and_complete_words() {
    let mut person = Person::new("\n", "typescript", (0, 0));
    person.types("// hello");
    person.insert("\n// ");
    person.insert("@backend-orchestrator");
    person.types(" integrate Okta with Chariot");
    person.insert("\n// ");
    assert_eq!(person.launched(), ["Okta Integration"]);
}

#[test]
fn what_was_there_pasted_or_reloaded_never_counts() {
    let command = "// /backend implement an API for tariffs";
    // There at the start: a break behind it finishes nothing.
    let mut person = Person::new(command, "rust", (0, 40));
    person.types("\n");
    assert!(person.launched().is_empty());
    // Pasted, then a break.
    let mut person = Person::new("\n", "rust", (0, 0));
    person.insert(command);
    person.types("\n");
    assert!(person.launched().is_empty());
    // Pasted with its break.
    let mut person = Person::new("\n", "rust", (0, 0));
    person.insert(&format!("{command}\n"));
    assert!(person.launched().is_empty());
    // Pasted into a typed line.
    let mut person = Person::new("\n", "rust", (0, 0));
    person.types("// ");
    person.insert("/backend implement an API for tariffs");
    person.types("!\n");
    assert!(person.launched().is_empty());
    // A reload of the whole text in between.
    let mut person = Person::new("\n", "rust", (0, 0));
    person.types(command);
    person.tracked.edit(
        &person.detector.clone(),
        &[Edit {
            range: None,
            text: command.to_owned(),
        }],
        Encoding::Utf16,
    );
    person.types("\n");
    assert!(person.launched().is_empty());
    // Typed, but the rest of the line was given.
    let mut person = Person::new("// implement an API for tariffs\n", "rust", (0, 3));
    person.types("/backend ");
    person.at = Position {
        line: 0,
        character: 40,
    };
    person.types("\n");
    assert!(person.launched().is_empty());
}

#[test]
fn implied_requests_are_told_apart() {
    let mut person = Person::new("\n", "rust", (0, 0));
    person.types("// TODO: add caching to the backend");
    let edited = person.insert("\n");
    assert!(edited.finished.is_empty());
    assert_eq!(edited.finished_implied.len(), 1);
}

#[test]
fn marks_and_settings_keep_it_quiet() {
    let count = |text: &str, language: &str| {
        Detector::default()
            .detect(&Document::new(text), Language::from_id(language))
            .len()
    };
    let request = "// TODO: add caching to the backend";
    assert_eq!(count(request, "rust"), 1);
    assert_eq!(
        count(&format!("{request} backend-factory: ignore\n"), "rust"),
        0
    );
    assert_eq!(
        count(
            &format!("// backend-factory: ignore-next\n{request}\n"),
            "rust"
        ),
        0
    );
    assert_eq!(
        count(
            &format!("// backend-factory: ignore-next\nfn a() {{}}\n{request}\n"),
            "rust"
        ),
        1
    );
    assert_eq!(
        count(
            &format!("// backend-factory: ignore-file\nfn a() {{}}\n{request}\n"),
            "rust"
        ),
        0
    );
    assert_eq!(
        count(
            &format!("// Code generated by protoc. DO NOT EDIT.\npackage x\n{request}\n"),
            "go"
        ),
        0
    );
    let settings = |f: &dyn Fn(&mut Settings)| {
        let mut settings = Settings::default();
        f(&mut settings);
        Detector::new(settings)
    };
    let (off, _) = settings(&|s| s.enabled = false);
    assert!(
        off.detect(&Document::new(request), Language::from_id("rust"))
            .is_empty()
    );
    let (paths, problems) = settings(&|s| s.ignore = vec!["vendor".into(), "docs/**/*.md".into()]);
    assert!(problems.is_empty(), "{problems:?}");
    for (path, ignored) in [
        ("vendor/a/b.rs", true),
        ("src/vendor/b.rs", true),
        ("docs/a/b.md", true),
        ("docs/a.rs", false),
        ("src/a.rs", false),
        (".backend-factory/x/1.md", true),
    ] {
        assert_eq!(paths.ignores(path), ignored, "{path}");
    }
    let (products, _) = settings(&|s| s.products = vec!["Ledgerly".into()]);
    let found = products.detect(
        &Document::new("// TODO: connect Ledgerly to Foobank\n"),
        Language::from_id("rust"),
    );
    assert_eq!(
        found.first().map(|t| t.title.as_str()),
        Some("Foobank Integration")
    );
    let (less, problems) = settings(&|s| s.disabled = vec!["add".into(), "ad".into()]);
    assert_eq!(problems.len(), 1);
    assert!(
        less.detect(&Document::new(request), Language::from_id("rust"))
            .is_empty()
    );
}

#[test]
fn users_add_families() {
    let family = UserFamily {
        name: "job".into(),
        verbs: vec!["schedule".into()],
        objects: vec!["cron job".into()],
        patterns: vec![
            r"^migrate (?<title>.+) to kafka$".into(),
            "(unclosed".into(),
        ],
    };
    let (detector, problems) = Detector::new(Settings {
        families: vec![family],
        ..Settings::default()
    });
    assert_eq!(problems.len(), 1, "{problems:?}");
    let titles = |text: &str| {
        detector
            .detect(&Document::new(text), Language::from_id("python"))
            .into_iter()
            .map(|t| (t.family.to_string(), t.title))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        titles("# TODO: schedule a cron job for invoice reminders\nx = 1\n"),
        [("job".to_owned(), "Invoice Reminder Cron Job".to_owned())]
    );
    assert_eq!(
        titles("# TODO: migrate order events to Kafka\nx = 1\n"),
        [("job".to_owned(), "Order Events".to_owned())]
    );
    assert!(titles("# we never schedule a cron job for this\nx = 1\n").is_empty());
    // The grammar's frames hold for the user's verbs.
    for asked in [
        "# could you schedule a cron job for payroll?\nx = 1\n",
        "# a cron job for payroll should be scheduled\nx = 1\n",
        "# would you mind scheduling cron jobs for payroll\nx = 1\n",
        "# we need a cron job for payroll\nx = 1\n",
        "# What we need is a nightly cron job for payroll\nx = 1\n",
        "# schedule a cron job for payroll\n",
    ] {
        assert_eq!(titles(asked).len(), 1, "{asked}");
    }
    for not in [
        "# schedules a cron job for payroll\nx = 1\n",
        "# scheduled a cron job for payroll\nx = 1\n",
        "# If you schedule a cron job for payroll, tell ops.\nx = 1\n",
        "# should we schedule a cron job for payroll?\nx = 1\n",
        "# please don't schedule a cron job for payroll\nx = 1\n",
        "# TODO: schedule this cron job\nx = 1\n",
        "# schedule a cron job for payroll\nx = 1\n",
        "# TODO: fix the cron job for payroll\nx = 1\n",
        "# TODO: schedule a meeting about cron\nx = 1\n",
    ] {
        assert!(titles(not).is_empty(), "{not}: {:?}", titles(not));
    }
}

#[test]
fn products_of_the_house_are_the_other_side() {
    let detector = |products: &[&str]| {
        Detector::new(Settings {
            products: products.iter().map(|p| (*p).to_owned()).collect(),
            ..Settings::default()
        })
        .0
    };
    let titles = |detector: &Detector, text: &str| {
        detector
            .detect(&Document::new(text), Language::from_id("go"))
            .into_iter()
            .map(|t| t.title)
            .collect::<Vec<_>>()
    };
    let house = detector(&["Acme", "Rocket Desk"]);
    for (text, title) in [
        ("// TODO: integrate foobank with acme\nx()\n", ""),
        (
            "// TODO: integrate Foobank with Acme\nx()\n",
            "Foobank Integration",
        ),
        (
            "// TODO: connect Acme to Foobank\nx()\n",
            "Foobank Integration",
        ),
        (
            "// TODO: integrate Foobank with Rocket Desk\nx()\n",
            "Foobank Integration",
        ),
        (
            "// TODO: implement an API in Acme for invoices\nx()\n",
            "Invoice API",
        ),
        ("// TODO: add audit logging to Acme\nx()\n", "Audit Logging"),
        (
            "// TODO: build an Acme backend for invoices\nx()\n",
            "Invoice Backend",
        ),
        ("// Acme needs an API for invoices\nx()\n", "Invoice API"),
        ("// TODO: implement Okta SSO for Acme\nx()\n", "Okta SSO"),
    ] {
        let found = titles(&house, text);
        if title.is_empty() {
            assert!(found.len() <= 1);
        } else {
            assert_eq!(found, [title], "{text}");
        }
    }
    // What is not the house's name is none.
    assert_eq!(
        titles(
            &detector(&["Acme"]),
            "// TODO: add audit logging to Chariot\nx()\n"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn hostile_comments_cost_linear_time() {
    // A megabyte each of what grammars choke on; the cap and single passes keep it quick.
    for piece in [
        "we need an API that ",
        "and ",
        "(",
        "\"",
        "TODO: ",
        "a/",
        "for the ",
        "[x] ",
        "`",
        "- ",
        "🏭",
        "to be able to ",
    ] {
        let text = format!(
            "/* TODO: implement an API for {} */\n",
            piece.repeat(1_000_000 / piece.len())
        );
        let start = std::time::Instant::now();
        Detector::default().detect(&Document::new(&text), Language::from_id("rust"));
        assert!(
            start.elapsed().as_secs() < 20,
            "{piece:?} took {:?}",
            start.elapsed()
        );
    }
}
