//! Names of runs: a short id that nobody else has, and a slug that people can read.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Letters and digits that are not taken for each other.
const ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstvwxyz";

/// Longest slug; branch and folder names are made of it.
const LONGEST: usize = 40;

/// Six characters at random: `7k2m9x`. The journal refuses one that is taken.
pub(super) fn id() -> String {
    // The standard library seeds each of these from the system's entropy.
    let mut random = RandomState::new().build_hasher().finish();
    let base = ALPHABET.len() as u64;
    (0..6)
        .map(|_| {
            let letter = ALPHABET[(random % base) as usize];
            random /= base;
            char::from(letter)
        })
        .collect()
}

/// `Okta SSO Integration` → `okta-sso-integration`; with a number where that is taken.
pub(super) fn slug(title: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    }
    let cut = slug.get(..LONGEST).map_or(slug.as_str(), |cut| {
        cut.rsplit_once('-').map_or(cut, |(words, _)| words)
    });
    let slug = cut.trim_end_matches('-');
    let slug = if slug.is_empty() { "request" } else { slug };
    if !taken(slug) {
        return slug.to_owned();
    }
    (2..)
        .map(|n: u32| format!("{slug}-{n}"))
        .find(|slug| !taken(slug))
        .unwrap_or_else(|| slug.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{id, slug};

    #[test]
    fn slugs() {
        for (title, expected) in [
            ("Okta SSO Integration", "okta-sso-integration"),
            ("  Don't panic!  ", "dont-panic"),
            ("../../etc/passwd", "etc-passwd"),
            ("-rf", "rf"),
            ("Векторы", "request"),
            ("", "request"),
            (
                "A Service For The Correlation Of Assets With Vulnerabilities",
                "a-service-for-the-correlation-of-assets",
            ),
            (
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            ),
        ] {
            assert_eq!(slug(title, |_| false), expected, "{title}");
        }
        assert_eq!(
            slug("Okta", |slug| slug == "okta" || slug == "okta-2"),
            "okta-3"
        );
    }

    #[test]
    fn ids_differ() {
        let ids: std::collections::BTreeSet<String> = (0..1000).map(|_| id()).collect();
        assert!(ids.len() > 990 && ids.iter().all(|id| id.len() == 6));
    }
}
