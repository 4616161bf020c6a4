//! One file per language: every comment that it holds, and nothing else, must be found.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use backend_factory::text::Document;
use backend_factory::trigger::language::Language;
use backend_factory::trigger::passage::{Follows, Passage};
use backend_factory::trigger::scan::Scan;

/// A passage on one line: place, kind, marks, what follows, text.
fn show(passage: &Passage) -> String {
    let span = passage.whole();
    let mut marks = String::new();
    let mut mark = |set: bool, name: &str| {
        if set {
            marks.push(' ');
            marks.push_str(name);
        }
    };
    mark(passage.trailing, "trailing");
    mark(passage.item, "item");
    mark(passage.checkbox == Some(false), "open");
    mark(passage.checkbox == Some(true), "ticked");
    mark(!passage.first, "later");
    mark(!passage.last, "more");
    if let Some(number) = passage.number {
        mark(true, &format!("#{number}"));
    }
    for heading in &passage.headings {
        mark(true, &format!("<{heading}>"));
    }
    for range in &passage.masked {
        mark(true, &format!("mask {}..{}", range.start, range.end));
    }
    let follows = match passage.follows {
        Follows::Blank => "blank".to_owned(),
        Follows::End => "end".to_owned(),
        Follows::Closer => "closer".to_owned(),
        Follows::Code {
            placeholder,
            declaration,
        } => format!(
            "{}{}",
            if placeholder { "stub" } else { "code" },
            if declaration { " of declaration" } else { "" }
        ),
    };
    format!(
        "{}:{}-{}:{} {:?}{marks} [{follows}] {}",
        span.start.line + 1,
        span.start.byte + 1,
        span.end.line + 1,
        span.end.byte + 1,
        passage.kind,
        passage.text
    )
}

/// Checks one file; what is wrong is added to `wrong`.
fn check(path: &Path, wrong: &mut Vec<String>) {
    let text = fs::read_to_string(path).expect("a trap file is text");
    let id = path.file_stem().and_then(|s| s.to_str()).expect("a name");
    let language = Language::from_id(id);
    assert_eq!(
        language.id(),
        id,
        "{} is named after a language",
        path.display()
    );
    let document = Document::new(&text);
    let scan = Scan::new(&document, language);
    let mut found = String::new();
    let mut words = String::new();
    for passage in scan.passages(&document, 0..document.line_count()) {
        writeln!(found, "{}", show(&passage)).expect("strings take text");
        let masked = |at: usize| passage.masked.iter().any(|m| m.contains(&(at as u32)));
        words.extend(
            passage
                .text
                .char_indices()
                .map(|(at, c)| if masked(at) { ' ' } else { c }),
        );
        words.push(' ');
        for piece in &passage.pieces {
            let line = document.content(piece.line as usize);
            let offset = piece.offset as usize;
            let len = (piece.end - piece.start) as usize;
            assert_eq!(
                &line[piece.start as usize..piece.end as usize],
                &passage.text[offset..offset + len],
                "a piece maps back"
            );
        }
    }
    let golden = path.with_file_name(format!("{id}.expected"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&golden, &found).expect("the expected file is written");
        return;
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(
        found,
        expected,
        "{}: run with UPDATE=1 and read the diff",
        path.display()
    );
    for line in text.lines() {
        // The files say themselves which lines hold a comment: `YES` is in one, `NO` is in none.
        for word in line.split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.starts_with("YES") {
                let seen = words
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .any(|w| w == word);
                if !seen {
                    wrong.push(format!("{id}: missed {word}"));
                }
            }
            if word.starts_with("NO") && word[2..].bytes().all(|b| b.is_ascii_digit()) {
                let hit = words
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .any(|w| w == word);
                if hit {
                    wrong.push(format!("{id}: {word} is no comment"));
                }
            }
        }
    }
}

#[test]
fn every_language_finds_its_comments_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lexer");
    let mut count = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        if extension == "trap" {
            check(&path, &mut wrong);
            count += 1;
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "the trap files are there");
}
