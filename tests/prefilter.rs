//! The prefilter never changes what is found: what `detect` gives, which reads only what may hold a
//! request, is what `explain` accepts, which judges every candidate.
//!
//! The texts are our labelled documents, our sentences, and those sentences broken, mixed and put
//! into comments at random; `PREFILTER_CORPUS` adds all files of a folder, `PREFILTER_ROUNDS` more
//! random texts. What is right to find is not the question here: `tests/detection.rs` asks it.

#![allow(clippy::print_stdout)] // figures are for a person to read

use std::path::{Path, PathBuf};

use backend_factory::text::{Document, Span};
use backend_factory::trigger::language::Language;
use backend_factory::trigger::{Detector, Settings, UserFamily};

/// Checks one text; gives how many requests it has.
fn check(detector: &Detector, text: &str, language: Language, name: &dyn std::fmt::Debug) -> usize {
    let document = Document::new(text);
    let found: Vec<(Span, String)> = detector
        .detect(&document, language)
        .into_iter()
        .map(|trigger| (trigger.span, trigger.title))
        .collect();
    let accepted: Vec<(Span, String)> = detector
        .explain(&document, language)
        .into_iter()
        .filter(|verdict| verdict.accepted)
        .map(|verdict| (verdict.span, verdict.title.unwrap_or_default()))
        .collect();
    assert_eq!(found, accepted, "{name:?} in {language:?}:\n{text}");
    found.len()
}

/// Our sentences, without the marks around their ranges.
fn sentences() -> Vec<String> {
    let lists = [
        include_str!("detection/wanted.txt"),
        include_str!("detection/unwanted.txt"),
    ];
    let lines = lists.iter().flat_map(|list| list.lines());
    lines
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .filter_map(|line| line.rsplit('|').next())
        .map(|text| {
            text.replace(['⟦', '⟧'], "")
                .replace('⏎', "\n")
                .trim()
                .to_owned()
        })
        .collect()
}

/// Language, what stands above, before the first line, before every other, below.
const PLACES: &[(&str, &str, &str, &str, &str)] = &[
    ("rust", "fn a() {}\n", "// ", "// ", "\n\nfn b() {}\n"),
    ("rust", "", "/// ", "/// ", "\nfn b() {}\n"),
    (
        "java",
        "class A {\n  /**\n",
        "   * ",
        "   * ",
        "\n   */\n  int f() { return 1; }\n}\n",
    ),
    (
        "java",
        "class A {\n  /*\n   * TODO:\n",
        "   *  - ",
        "   *    ",
        "\n   */\n  int f() { return 1; }\n}\n",
    ),
    (
        "c",
        "/* words\n\n   ",
        "",
        "   ",
        "\n\n   more words */\nint a;\n",
    ),
    (
        "typescript",
        "/**\n",
        " * ",
        " * ",
        "\n * @see {@link Roster}\n */\nexport type A = string[];\n",
    ),
    ("python", "def f():\n    ", "# ", "    # ", "\n    pass\n"),
    (
        "python",
        "def f():\n    \"\"\"Next steps:\n\n    ",
        "* ",
        "      ",
        "\n    \"\"\"\n    return 1\n",
    ),
    ("sql", "SELECT 1;\n", "-- ", "-- ", "\n"),
    ("yaml", "a: 1 # ", "", "     # ", "\nb: 2\n"),
    ("html", "<p>a</p>\n<!-- ", "", "", " -->\n"),
    (
        "markdown",
        "# Notes\n\nA paragraph.\n\n",
        "",
        "",
        "\n\nMore.\n",
    ),
    ("markdown", "# Next steps\n\n- ", "", "  ", "\n- another\n"),
    ("markdown", "- [ ] ", "", "  ", "\n"),
    ("plaintext", "Missing:\n- ", "", "  ", "\n"),
    ("plaintext", "", "", "", "\n"),
    (
        "typescriptreact",
        "const a = <p>{/* ",
        "",
        "   ",
        " */}</p>;\n",
    ),
];

fn put(place: usize, text: &str) -> (String, Language) {
    let (language, above, first, rest, below) = PLACES[place % PLACES.len()];
    let lines: Vec<&str> = text.lines().collect();
    let text = format!("{above}{first}{}{below}", lines.join(&format!("\n{rest}")));
    (text, Language::from_id(language))
}

/// A small generator: the same texts in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    /// A sentence, some of its words lost, doubled, or taken from another, in other cases, behind
    /// other signs and on other lines.
    fn mixed(&mut self, sentences: &[String]) -> String {
        let mut words: Vec<String> = Vec::new();
        for word in sentences[self.roll(sentences.len())].split_inclusive(char::is_whitespace) {
            match self.roll(24) {
                0 => {}
                1 => words.extend([word.to_owned(), word.to_owned()]),
                2 => {
                    let other = &sentences[self.roll(sentences.len())];
                    let others: Vec<&str> = other.split_whitespace().collect();
                    words.push(format!("{} ", others[self.roll(others.len())]));
                }
                3 => words.push(word.to_uppercase()),
                4 => words.push(format!("{}\n", word.trim())),
                5 => {
                    let sign = [
                        "- ", "`", "(", "/", "-", "é", ". ", "/ ", "_", "'", "\n\n", ": ",
                    ];
                    words.push(format!("{}{word}", sign[self.roll(sign.len())]));
                }
                _ => words.push(word.to_owned()),
            }
        }
        words.concat()
    }
}

#[test]
fn our_texts() {
    let detector = Detector::default();
    let mut found = 0;
    for (k, line) in include_str!("detection/labelled.jsonl").lines().enumerate() {
        let document: serde_json::Value = serde_json::from_str(line).expect("a document a line");
        let text = document["text"].as_str().expect("a text");
        let id = document["language_id"].as_str().expect("a language");
        found += check(&detector, text, Language::from_id(id), &k);
    }
    for (k, sentence) in sentences().iter().enumerate() {
        for place in 0..PLACES.len() {
            let (text, language) = put(place, sentence);
            found += check(&detector, &text, language, &(k, place));
        }
    }
    assert!(found > 1000, "only {found} requests: this tested little");
}

#[test]
fn random_texts() {
    let family = UserFamily {
        name: "migrate".to_owned(),
        verbs: vec!["migrate".to_owned()],
        objects: vec!["cron job".to_owned()],
        patterns: Vec::new(),
    };
    let named = Settings {
        products: vec!["Atlas".to_owned(), "Größe".to_owned()],
        ..Settings::default()
    };
    let with_family = Settings {
        families: vec![family],
        ..Settings::default()
    };
    let detectors = [
        Detector::default(),
        Detector::default(),
        Detector::new(named).0,
        Detector::new(with_family).0,
    ];
    let mut sentences = sentences();
    for more in [
        "migrate the cron job for refunds to the new cluster",
        "add rate limiting to Atlas",
        // What the prefilter knows of types, boxes and the tags of documentation.
        "define the types for rosters and shifts",
        "data types for rosters should be designed",
        "we need back end types for rosters",
        "set-up types for rosters",
        "[] add an API for string[] values",
        "see {@link Roster}, please add an endpoint for {@link Shift} swaps",
        "{@link Stripe} with Chariot",
        // Labels, and what is none.
        "BACKEND endpoint for refunds",
        "backend (mira): endpoint for refunds",
        "[backend] endpoint for refunds",
        "open points - endpoint for refunds",
        "ask the backend. An endpoint for refunds, to be",
    ] {
        sentences.push(more.to_owned());
    }
    let rounds = std::env::var("PREFILTER_ROUNDS").ok();
    let rounds: usize = rounds.and_then(|n| n.parse().ok()).unwrap_or(6000);
    let (mut dice, mut found) = (Dice(7), 0);
    for round in 0..rounds {
        let mut mixed = dice.mixed(&sentences);
        if dice.roll(3) == 0 {
            mixed = format!("{mixed}. {}", dice.mixed(&sentences));
        }
        let (text, language) = put(dice.roll(PLACES.len()), &mixed);
        found += check(&detectors[round % detectors.len()], &text, language, &round);
    }
    assert!(
        found > rounds / 20,
        "only {found} requests: this tested little"
    );
}

#[test]
fn a_folder_of_files() {
    let Some(folder) = std::env::var_os("PREFILTER_CORPUS") else {
        return;
    };
    let detector = Detector::default();
    let mut folders = vec![PathBuf::from(folder)];
    let (mut files, mut found) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some((text, language)) = read(&path) {
                found += check(&detector, &text, language, &path);
                files += 1;
            }
        }
    }
    println!("{files} files, {found} requests");
}

fn read(path: &Path) -> Option<(String, Language)> {
    let language = Language::from_path(&path.to_string_lossy(), "")?;
    Some((std::fs::read_to_string(path).ok()?, language))
}
