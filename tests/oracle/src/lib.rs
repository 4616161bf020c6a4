//! The lexer against tree-sitter: the same bytes of real files must be comments.
//!
//! ```text
//! ORACLE_CORPUS=folder:folder cargo test --manifest-path tests/oracle/Cargo.toml -- --nocapture
//! ```
//!
//! The corpus is any folders with real files; without the variable the cargo registry is read, which has
//! mostly Rust and TOML. `npm pack NAME`, `pip download --no-binary :all: NAME` and `apt-get source NAME`
//! unpacked into a folder bring the others: kafka and jenkins for Java and Groovy, php and composer,
//! ruby-rails, mono, kotlin, scala, golang-*, postgresql for SQL; `lottie-ios`, `expo-modules-core`, `@capacitor/ios` of
//! npm for Swift, Debian's golang-github-hashicorp-hcl and -hcl-v2 for Terraform.
//! `ORACLE_FILES` says how many files of a language are read (200), chosen by a hash of their path.
//!
//! `judged.txt` lists the differences that were looked at, each with who is right and why. A
//! difference that is not listed fails the test, with the line to add. Docstrings are left out:
//! for tree-sitter they are strings. It deliberately does not compare what is made of comments.

#![cfg(test)]
#![allow(dead_code, missing_docs)] // most of the two floors is not used here

#[path = "../../../src/text/mod.rs"]
pub mod text;
#[path = "../../../src/trigger/mod.rs"]
pub mod trigger;

mod compare;
mod corpus;
mod judged;

use std::collections::BTreeMap;

/// Files, files of equal coverage, comments of ours, and what was different.
#[derive(Default)]
struct Tally {
    files: usize,
    equal: usize,
    broken: usize,
    comments: usize,
}

#[test]
fn comments_are_those_of_tree_sitter() {
    let judged = judged::read(include_str!("../judged.txt"));
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut unjudged, mut seen) = (Vec::new(), vec![false; judged.len()]);
    for (id, grammar) in corpus::GRAMMARS {
        let tally = tallies.entry(id).or_default();
        for (path, text) in corpus::files(id) {
            let Some(outcome) = compare::compare(id, &grammar(), &text) else {
                continue;
            };
            tally.files += 1;
            tally.comments += outcome.comments;
            tally.broken += usize::from(outcome.broken);
            tally.equal += usize::from(outcome.differences.is_empty());
            for difference in outcome.differences {
                match judged::position(&judged, id, &difference) {
                    Some(known) => seen[known] = true,
                    None => unjudged.push(format!(
                        "{id} | {} | {} | {}",
                        difference.side,
                        difference.words,
                        path.display()
                    )),
                }
            }
        }
    }
    println!(
        "{:<16} {:>6} {:>9} {:>6} {:>16}",
        "language", "files", "comments", "equal", "of which broken"
    );
    for (id, tally) in &tallies {
        println!(
            "{id:<16} {:>6} {:>9} {:>6} {:>16}",
            tally.files, tally.comments, tally.equal, tally.broken
        );
    }
    let (files, equal) = tallies.values().fold((0, 0), |(files, equal), tally| {
        (files + tally.files, equal + tally.equal)
    });
    println!(
        "{equal} of {files} files equal, {} differences not judged",
        unjudged.len()
    );
    for (_, one) in seen.iter().zip(&judged).filter(|(seen, _)| !**seen) {
        println!("judged, and not met this time: {one}");
    }
    unjudged.sort();
    assert!(
        unjudged.is_empty(),
        "judge these and put them into judged.txt (language | who sees a comment | its words | reason):\n{}",
        unjudged.join("\n")
    );
}
