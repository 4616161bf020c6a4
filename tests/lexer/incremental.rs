//! Reading on after an edit gives what reading anew gives: the states (seen through what they
//! lead to), and the passages of the lines that the edit is said to have touched.

use backend_factory::text::{Document, Encoding, Position};
use backend_factory::trigger::language::Language;
use backend_factory::trigger::passage::Passage;
use backend_factory::trigger::scan::Scan;

/// What the random texts and edits are made of: what opens and closes things in some language.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "    ",
    "\t",
    "a",
    "b1",
    "TODO: add x",
    "word word",
    "//",
    "///",
    "//!",
    "/*",
    "*/",
    "/**",
    "#",
    "# ",
    "##",
    "--",
    "-- ",
    "--[[",
    "]]",
    "--[==[",
    "]==]",
    "{-",
    "-}",
    "(*",
    "*)",
    "<!--",
    "-->",
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "r#\"",
    "\"#",
    "R\"x(",
    ")x\"",
    "${",
    "#{",
    "\\(",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "</",
    "/>",
    "<div>",
    "</div>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<?php ",
    "?>",
    "/",
    "\\",
    "\\\n",
    "=",
    "=begin",
    "=end",
    "=cut",
    "<<EOF",
    "<<-EOF",
    "<<~EOF",
    "<<<EOF",
    "EOF",
    "'EOF'",
    "$$",
    "$tag$",
    "%w[",
    "%(",
    "~s(",
    "~S\"\"\"",
    "q(",
    "s{",
    "m/",
    "@doc \"\"\"",
    "def f(x):",
    "class C:",
    "pass",
    "return",
    "return null",
    "end",
    ";",
    ":",
    ",",
    "|",
    "|-",
    ">",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "# Heading",
    "====",
    "---",
    "```",
    "~~~",
    "key: ",
    "key: |",
    "- key: >-",
    "#if 0",
    "#endif",
    "#else",
    "__END__",
    "é",
    "𝄞",
    "漢字",
    "%",
    "!",
    "?x",
    "$#",
    "@",
    "&",
    "bob: hi",
    "> quote",
    "note:",
    ".. note::",
    "text::",
    "<#",
    "#>",
    "@\"",
    "\"@",
    "#|",
    "|#",
    "''",
    "\\\\",
    "fn f() {",
    "todo!()",
    "REM ",
    "::",
];

/// A small generator of its own: the runs must be the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }

    fn text(&mut self, pieces: usize) -> String {
        (0..pieces)
            .map(|_| PIECES[self.roll(PIECES.len())])
            .collect()
    }
}

/// What a client of [`Scan`] keeps: passages by their first line.
fn all(document: &Document, scan: &Scan) -> Vec<Passage> {
    scan.passages(document, 0..document.line_count())
}

fn shift(passage: &mut Passage, by: i64) {
    for piece in &mut passage.pieces {
        piece.line = (i64::from(piece.line) + by) as u32;
    }
}

fn run(language: Language, seed: u64, edits: usize) {
    let mut dice = Dice(seed * 2 + 1);
    let start = dice.text(60);
    let mut document = Document::new(&start);
    let mut scan = Scan::new(&document, language);
    let mut kept = all(&document, &scan);
    for step in 0..edits {
        let lines = document.line_count();
        let line = dice.roll(lines);
        let at = |line: usize, dice: &mut Dice| Position {
            line: line as u32,
            character: dice.roll(document.content(line).len() + 2) as u32,
        };
        let from = at(line, &mut dice);
        let to = match dice.roll(4) {
            0 => at((line + dice.roll(3)).min(lines - 1), &mut dice),
            _ => from,
        };
        let count = dice.roll(4);
        let text = dice.text(count);
        let before = document.text();
        let change = document.apply(Some(from..to), &text, Encoding::Utf16);
        let touched = scan.edit(&document, &change);
        // What a client does: drop what started in the touched lines, move what is below.
        let delta = change.new as i64 - change.old as i64;
        let old_end = touched.end as i64 - delta;
        let mut next = Vec::new();
        let line_of = |p: &Passage| i64::from(p.pieces[0].line);
        next.extend(
            kept.iter()
                .filter(|p| line_of(p) < touched.start as i64)
                .cloned(),
        );
        next.extend(scan.passages(&document, touched.clone()));
        for passage in kept.iter().filter(|p| line_of(p) >= old_end) {
            let mut passage = passage.clone();
            shift(&mut passage, delta);
            next.push(passage);
        }
        // A text as it was opened is read many lines at once, an edited one line by line.
        let fresh = Scan::new(&document, language);
        let opened = Document::new(&document.text());
        let whole = Scan::new(&opened, language);
        assert_eq!(
            fresh.comments(&document),
            whole.comments(&opened),
            "{language:?} seed {seed} step {step}: {:?}",
            opened.text()
        );
        let expected = all(&opened, &whole);
        assert!(
            next == expected,
            "{language:?} seed {seed} step {step}: {from:?}..{to:?} {text:?} touched {touched:?} \
             {change:?}\nbefore {before:?}\nafter  {:?}\nkept     {next:#?}\nexpected {expected:#?}",
            document.text()
        );
        kept = next;
        if document.line_count() > 120 {
            return;
        }
    }
}

#[test]
fn incremental_equals_anew_in_every_language() {
    let rounds = std::env::var("LEXER_ROUNDS").ok();
    let rounds: u64 = rounds.and_then(|r| r.parse().ok()).unwrap_or(12);
    for language in Language::all() {
        for seed in 1..=rounds {
            run(language, seed, 30);
        }
    }
}
