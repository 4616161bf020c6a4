//! Documents and positions: LSP's line rule, clamping, and edits that equal edits of a string.
//! It deliberately knows no comments.

use backend_factory::text::{Change, Document, Encoding, GapVec, Point, Position, Span};
use proptest::prelude::*;

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

fn lines(document: &Document) -> Vec<&str> {
    (0..document.line_count())
        .map(|l| document.line(l))
        .collect()
}

#[test]
fn lines_end_where_the_protocol_says() {
    for (text, expected) in [
        ("", vec![""]),
        ("a", vec!["a"]),
        ("a\n", vec!["a\n", ""]),
        ("a\r\nb\rc\nd", vec!["a\r\n", "b\r", "c\n", "d"]),
        ("\r\r\n\n", vec!["\r", "\r\n", "\n", ""]),
        // Neither a form feed nor the separators of Unicode end a line.
        (
            "a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f",
            vec!["a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f"],
        ),
    ] {
        let document = Document::new(text);
        assert_eq!(lines(&document), expected, "{text:?}");
        assert_eq!(document.text(), text);
    }
}

#[test]
fn positions_count_the_agreed_units_and_clamp() {
    let document = Document::new("aé漢𝄞z\r\nx");
    // (encoding, character, byte): inside a character is that character's start.
    for (encoding, character, byte) in [
        (Encoding::Utf8, 3, 3),
        (Encoding::Utf8, 2, 1),
        (Encoding::Utf8, 99, 11),
        (Encoding::Utf16, 2, 3),
        (Encoding::Utf16, 4, 6),
        (Encoding::Utf16, 5, 10),
        (Encoding::Utf16, 6, 11),
        (Encoding::Utf16, u32::MAX, 11),
        (Encoding::Utf32, 4, 10),
        (Encoding::Utf32, 5, 11),
    ] {
        let point = document.point(Position { line: 0, character }, encoding);
        assert_eq!(point, Point { line: 0, byte }, "{encoding:?} {character}");
    }
    let past = Position {
        line: 9,
        character: 9,
    };
    assert_eq!(document.point(past, Encoding::Utf16), document.end());
    let end = Point { line: 0, byte: 99 };
    assert_eq!(document.position(end, Encoding::Utf16).character, 6);
    let whole = Span {
        start: Point::default(),
        end: Point { line: 7, byte: 7 },
    };
    assert_eq!(document.slice(whole), document.text());
}

#[test]
fn an_edit_says_which_lines_it_replaced() {
    let at = |line, character| Position { line, character };
    for (text, range, new, after, change) in [
        ("ab\ncd\n", at(0, 1)..at(0, 1), "x", "axb\ncd\n", (0, 1, 1)),
        ("ab\ncd\n", at(0, 1)..at(1, 1), "", "ad\n", (0, 2, 1)),
        ("ab\ncd\n", at(1, 1)..at(0, 1), "", "ad\n", (0, 2, 1)),
        ("ab\ncd", at(1, 2)..at(1, 2), "\n", "ab\ncd\n", (1, 1, 2)),
        ("ab", at(0, 1)..at(0, 1), "\r\n\r", "a\r\n\rb", (0, 1, 3)),
        // Two halves of a terminator meet.
        ("a\rb\nc", at(1, 0)..at(1, 1), "", "a\r\nc", (0, 2, 1)),
        ("a\rb", at(1, 0)..at(1, 0), "\n", "a\r\nb", (0, 2, 2)),
    ] {
        let mut document = Document::new(text);
        let got = document.apply(Some(range.clone()), new, Encoding::Utf16);
        assert_eq!(document.text(), after, "{text:?} {range:?} {new:?}");
        assert_eq!(lines(&document), lines(&Document::new(after)));
        let (first, old, new) = change;
        assert_eq!(got, Change { first, old, new }, "{text:?} {range:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any edits, however wild their positions, do to the document what they do to a string.
    #[test]
    fn edits_equal_edits_of_a_string(
        start in "([a-c\u{e9}\u{1d11e}]|\n|\r|\r\n){0,40}",
        edits in prop::collection::vec(
            ((0u32..9, 0u32..9), (0u32..9, 0u32..9), "([x-z\u{6f22}]|\n|\r|\r\n){0,6}", 0usize..3),
            0..12,
        ),
    ) {
        let mut document = Document::new(&start);
        let mut text = start;
        for ((l1, c1), (l2, c2), new, encoding) in edits {
            let encoding = ENCODINGS[encoding];
            let (a, b) = (Position { line: l1, character: c1 }, Position { line: l2, character: c2 });
            let offset = |p: Point| -> usize {
                (0..p.line as usize).map(|l| document.line(l).len()).sum::<usize>() + p.byte as usize
            };
            let (x, y) = (offset(document.point(a, encoding)), offset(document.point(b, encoding)));
            let (x, y) = (x.min(y), x.max(y));
            let before = document.clone();
            let change = document.apply(Some(a..b), &new, encoding);
            text.replace_range(x..y, &new);
            prop_assert_eq!(document.text(), text.clone());
            let fresh = Document::new(&text);
            prop_assert_eq!(lines(&document), lines(&fresh));
            // Outside of the change nothing moved but by its difference.
            prop_assert_eq!(before.line_count() - change.old, document.line_count() - change.new);
            for line in 0..change.first {
                prop_assert_eq!(before.line(line), document.line(line));
            }
            for line in change.first + change.new..document.line_count() {
                prop_assert_eq!(before.line(line + change.old - change.new), document.line(line));
            }
        }
    }

    /// A place goes to the client and back in every encoding.
    #[test]
    fn positions_go_there_and_back(text in "([a-c\u{e9}\u{1d11e}\u{6f22}]|\n|\r){0,30}", line in 0u32..9, byte in 0u32..40) {
        let document = Document::new(&text);
        for encoding in ENCODINGS {
            let position = document.position(Point { line, byte }, encoding);
            let point = document.point(position, encoding);
            prop_assert_eq!(document.position(point, encoding), position);
        }
    }

    /// A gap vector is a vector.
    #[test]
    fn a_gap_vector_is_a_vector(splices in prop::collection::vec((0usize..30, 0usize..9, 0usize..9), 0..30)) {
        let mut gap: GapVec<usize> = (0..10).collect::<Vec<_>>().into();
        let mut plain: Vec<usize> = (0..10).collect();
        for (start, count, new) in splices {
            let start = start.min(plain.len());
            let end = (start + count).min(plain.len());
            gap.splice(start..end, 100..100 + new);
            plain.splice(start..end, 100..100 + new);
            prop_assert_eq!(gap.len(), plain.len());
            prop_assert!(gap.iter().eq(plain.iter()));
            for index in 0..plain.len() + 2 {
                prop_assert_eq!(gap.get(index), plain.get(index));
            }
        }
    }
}
