//! A project in no known language: what would be code and tests, as text.

use super::{Feature, File};

pub fn source(path: String, feature: &Feature) -> Vec<File> {
    let mut text = format!("{}\n\nWhat the code would do:\n", feature.title);
    for criterion in &feature.criteria {
        text.push_str(&format!("{}: {}\n", criterion.id, criterion.text));
    }
    vec![File::new(path, text, "what would be code")]
}

pub fn tests(path: String, feature: &Feature) -> Vec<File> {
    let mut text = format!("{}\n\nWhat the tests would show:\n", feature.title);
    for criterion in &feature.criteria {
        text.push_str(&format!(
            "{}: {}\n",
            criterion.tests.join(", "),
            criterion.text
        ));
    }
    vec![File::new(path, text, "what would be tests")]
}
