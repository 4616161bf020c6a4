//! The differences that a person looked at.

use crate::compare::Difference;

/// One line of `judged.txt`: language, side, what the words begin with, reason.
pub struct Judged {
    language: String,
    side: String,
    words: String,
}

impl std::fmt::Display for Judged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} | {} | {}", self.language, self.side, self.words)
    }
}

pub fn read(list: &str) -> Vec<Judged> {
    let lines = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let parts: Vec<&str> = line.splitn(4, '|').map(str::trim).collect();
            let [language, side, words, reason] = parts[..] else {
                panic!("judged.txt: `{line}` has not four parts");
            };
            assert!(!reason.is_empty(), "judged.txt: `{line}` gives no reason");
            Judged {
                language: language.to_owned(),
                side: side.to_owned(),
                words: words.to_owned(),
            }
        })
        .collect()
}

/// The entry for a difference. `*` stands for all words of a language and side.
pub fn position(judged: &[Judged], language: &str, difference: &Difference) -> Option<usize> {
    judged.iter().position(|one| {
        one.language == language
            && one.side == difference.side
            && (one.words == "*" || difference.words.starts_with(&one.words))
    })
}
