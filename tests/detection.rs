//! What is found, and what is not: the labelled documents and sentences of our own, with floors.
//!
//! `labelled.jsonl` holds documents in 25 languages with the requests a reader marked in them
//! (`docs/detection-policy.md` is what they were marked by). `wanted.txt` and `unwanted.txt` hold
//! sentences in other words, put into comments of many languages here. Misses are printed by rule,
//! so that `cargo test --test detection -- --nocapture` says where to look.

#![allow(clippy::print_stdout)] // figures and misses are for a person to read

mod detection {
    pub mod edits;
    pub mod headings;
    pub mod place;
    pub mod score;
}

use backend_factory::text::Document;
use backend_factory::trigger::Detector;
use backend_factory::trigger::language::Language;
use detection::{place, score};

/// The share of sentences of our own that must be right. They are there to show where the grammar
/// ends, so some stay wrong on purpose until it reaches them.
const OWN: f64 = 0.97;

#[test]
fn labelled_documents() {
    let result = score::labelled(
        include_str!("detection/labelled.jsonl"),
        &Detector::default(),
    );
    println!("{result}");
    for (name, value, floor) in result.floors() {
        assert!(
            value >= floor,
            "{name} is {value:.3}, the floor is {floor}\n{result}"
        );
    }
}

/// Documents written without a look at the grammar, or taken from public code, round after round:
/// what each scored when it was new is in `docs/detection-policy.md`; here they guard against regress.
#[test]
fn rounds_of_unseen_documents() {
    let detector = Detector::default();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/detection/rounds");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the rounds")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut all = String::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a round");
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        println!("{name}: {}", score::labelled(&text, &detector));
        all.push_str(&text);
    }
    let result = score::labelled(&all, &detector);
    for (name, value, floor) in result.floors() {
        assert!(
            value >= floor,
            "{name} is {value:.3}, the floor is {floor}\n{result}"
        );
    }
}

#[test]
fn wanted_sentences() {
    let detector = Detector::default();
    let (mut right, mut exact, mut titled, mut all) = (0, 0, 0, 0);
    for (k, line) in place::lines(include_str!("detection/wanted.txt")).enumerate() {
        let wanted = place::wanted(line);
        all += 1;
        let document = place::document(wanted.place, &wanted.text, k);
        let (text, language) = (
            Document::new(&document.text),
            Language::from_id(document.language),
        );
        let found = detector.detect(&text, language);
        let hit = found.iter().find(|t| t.family.to_string() == wanted.family);
        match hit {
            Some(trigger) if found.len() == 1 => {
                right += 1;
                let range = text.slice(trigger.span);
                let same = place::same_words(&range, &wanted.range, &document);
                exact += usize::from(same);
                let title = wanted
                    .titles
                    .iter()
                    .any(|t| t.eq_ignore_ascii_case(&trigger.title));
                titled += usize::from(title);
                if !same {
                    println!(
                        "range  {:<14} {range:?} instead of {:?}",
                        document.language, wanted.range
                    );
                }
                if !title {
                    println!(
                        "title  {:<14} {:?} instead of {:?}: {}",
                        document.language, trigger.title, wanted.titles[0], wanted.range
                    );
                }
            }
            _ => {
                let why: Vec<String> = detector
                    .explain(&text, language)
                    .iter()
                    .map(|v| format!("{} {}", v.rule, v.title.clone().unwrap_or_default()))
                    .collect();
                println!(
                    "missed {:<14} [{}] {} ({} found: {:?})",
                    document.language,
                    why.join(", "),
                    wanted.text.replace('\n', " ⏎ "),
                    found.len(),
                    found
                        .iter()
                        .map(|t| t.family.to_string())
                        .collect::<Vec<_>>()
                );
            }
        }
    }
    println!("wanted: {right} of {all} found, {exact} exact ranges, {titled} titles");
    assert!(
        right as f64 >= OWN * all as f64,
        "{right} of {all} wanted sentences found"
    );
    assert!(
        exact as f64 >= 0.97 * right as f64,
        "{exact} of {right} ranges exact"
    );
    assert!(
        titled as f64 >= 0.90 * right as f64,
        "{titled} of {right} titles"
    );
}

#[test]
fn unwanted_sentences() {
    let detector = Detector::default();
    let (mut quiet, mut all, mut named, mut asked) = (0, 0, 0, 0);
    for (k, line) in place::lines(include_str!("detection/unwanted.txt")).enumerate() {
        let unwanted = place::unwanted(line);
        all += 1;
        let document = place::document(unwanted.place, &unwanted.text, k);
        let (text, language) = (
            Document::new(&document.text),
            Language::from_id(document.language),
        );
        let found = detector.detect(&text, language);
        if found.is_empty() {
            quiet += 1;
        }
        for trigger in &found {
            println!(
                "false  {:<14} [{}] {} -> {}",
                document.language, trigger.rule, unwanted.text, trigger.title
            );
        }
        if unwanted.rule != "-" {
            asked += 1;
            let verdicts = detector.explain(&text, language);
            if verdicts
                .iter()
                .any(|v| !v.accepted && v.rule == unwanted.rule)
            {
                named += 1;
            } else if found.is_empty() {
                println!(
                    "rule   {:<14} {} instead of {}: {}",
                    document.language,
                    verdicts
                        .iter()
                        .map(|v| v.rule.clone())
                        .collect::<Vec<_>>()
                        .join(","),
                    unwanted.rule,
                    unwanted.text
                );
            }
        }
    }
    println!(
        "unwanted: {quiet} of {all} quiet, {named} of {asked} refused by the rule that was expected"
    );
    assert!(
        quiet as f64 >= OWN * all as f64,
        "{quiet} of {all} unwanted sentences are quiet"
    );
    assert!(
        named as f64 >= 0.85 * asked as f64,
        "{named} of {asked} refusals name the expected rule"
    );
}
