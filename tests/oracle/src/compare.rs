//! One file: which bytes are comments for us, and which for tree-sitter.

use tree_sitter::{Language as Grammar, Node, Parser};

use crate::text::Document;
use crate::trigger::language::Language;
use crate::trigger::passage::Kind;
use crate::trigger::scan::Scan;

/// Files over this size are left out: tree-sitter would take minutes for them.
const LARGEST: usize = 300_000;

/// What came of a file.
pub struct Outcome {
    /// Comments of ours, by lines.
    pub comments: usize,
    /// Whether tree-sitter found errors in it.
    pub broken: bool,
    pub differences: Vec<Difference>,
}

/// A stretch of a line that only one of us takes for a comment.
pub struct Difference {
    /// `ours` or `theirs`.
    pub side: &'static str,
    /// What stands there, shortened.
    pub words: String,
}

pub fn compare(id: &str, grammar: &Grammar, text: &str) -> Option<Outcome> {
    if text.len() > LARGEST || text.contains(['\r', '\0']) {
        return None;
    }
    let document = Document::new(text);
    let scan = Scan::new(&document, Language::from_id(id));
    let mut starts = vec![0];
    starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
    let mut ours = vec![false; text.len()];
    // What we take for documentation in a string, they take for a string.
    let mut open = vec![false; text.len()];
    let mut comments = 0;
    for (span, kind) in scan.comments(&document) {
        let start = starts[span.start.line as usize];
        let range = start + span.start.byte as usize..start + span.end.byte as usize;
        match kind {
            Kind::Docstring => open[range].fill(true),
            _ => {
                comments += 1;
                ours[range].fill(true);
            }
        }
    }
    let mut parser = Parser::new();
    parser.set_language(grammar).ok()?;
    let tree = parser.parse(text, None)?;
    let mut theirs = vec![false; text.len()];
    walk(tree.root_node(), text, &mut theirs);
    let mut differences = Vec::new();
    for (line, start) in starts.iter().enumerate() {
        let end = starts.get(line + 1).map_or(text.len(), |next| next - 1);
        let bytes = text.as_bytes();
        let counts = |at: &usize| !bytes[*at].is_ascii_whitespace() && !open[*at];
        for (side, mine, other) in [("ours", &ours, &theirs), ("theirs", &theirs, &ours)] {
            let only: Vec<usize> = (*start..end)
                .filter(counts)
                .filter(|at| mine[*at] && !other[*at])
                .collect();
            let (Some(first), Some(last)) = (only.first(), only.last()) else {
                continue;
            };
            let words: String = String::from_utf8_lossy(&bytes[*first..=*last])
                .chars()
                .filter(|c| *c != '|')
                .take(60)
                .collect();
            differences.push(Difference {
                side,
                words: words.trim().to_owned(),
            });
        }
    }
    Some(Outcome {
        comments,
        broken: tree.root_node().has_error(),
        differences,
    })
}

/// Marks what their comments cover.
fn walk(root: Node<'_>, text: &str, covered: &mut [bool]) {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        let kind = node.kind();
        // `keyword_comment` is SQL's word, not a comment.
        let comment =
            kind.contains("comment") && !kind.starts_with("keyword") || kind == "marginalia";
        if comment && node.is_named() {
            let mut range = node.byte_range();
            range.end = range.end.min(text.len());
            covered[range].fill(true);
        } else {
            let mut cursor = node.walk();
            nodes.extend(node.children(&mut cursor));
        }
    }
}
