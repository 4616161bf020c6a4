//! Words for people: stdout and stderr, colour, and what other people's words may contain.

use std::io::Write;

use anstyle::{AnsiColor, Style};

use crate::workflow::quote;

use super::Global;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const LINK: Style = AnsiColor::Cyan.on_default();

/// Applies `--color`. `NO_COLOR`, `CLICOLOR_FORCE` and the like are anstream's business.
pub(super) fn set_up(global: &Global) {
    let choice = match global.color {
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
    };
    if choice != anstream::ColorChoice::Auto {
        choice.write_global();
    }
}

/// Writes a line to stdout. A reader that went away (`| head`) is no error.
pub(super) fn print(text: &str) {
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Writes a line about the work to stderr.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Writes a warning to stderr.
pub(super) fn warn(text: &str) {
    note(&format!("{} {text}", paint(WARN, "warning:")));
}

/// Writes an error to stderr.
pub(super) fn error(text: &str) {
    note(&format!("{} {text}", paint(BAD, "error:")));
}

/// Writes data to stdout as JSON.
pub(super) fn json(value: &impl serde::Serialize) {
    // Our own plain data always has a JSON form.
    print(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// A text in a style; anstream drops the codes where nobody sees them.
pub(super) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The same text for who cannot see styles.
pub(super) fn without_colour(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Somebody else's words on one line, harmless to a terminal, bounded.
pub(super) fn plain(text: &str, limit: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (kept, cut) = quote::bounded(&words, limit);
    quote::visible(kept) + if cut > 0 { "…" } else { "" }
}

/// Somebody else's words with their lines, harmless to a terminal, bounded.
pub(super) fn plain_lines(text: &str, limit: usize) -> String {
    let (kept, cut) = quote::bounded(text, limit);
    let more = match cut {
        0 => String::new(),
        cut => format!("\n… ({cut} more bytes)"),
    };
    quote::visible(kept) + &more
}

/// A path for a command line that a person copies.
pub(super) fn shell(path: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:@+,=~".contains(c);
    if !path.is_empty() && path.chars().all(harmless) {
        return path.to_owned();
    }
    format!("'{}'", quote::visible(path).replace('\'', r"'\''"))
}

/// `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`.
pub(super) fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0..=9 => format!("{}.{} s", seconds, milliseconds % 1000 / 100),
        10..=59 => format!("{seconds} s"),
        60..=3599 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Milliseconds between two RFC 3339 times; none where one is not there or not a time.
pub(super) fn between(start: Option<&str>, end: Option<&str>) -> Option<u64> {
    let time = |text: Option<&str>| text?.parse::<jiff::Timestamp>().ok();
    let gone = time(end)?.as_millisecond() - time(start)?.as_millisecond();
    u64::try_from(gone).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_are_harmless() {
        assert_eq!(plain("a\u{1b}[2J\nb\u{202e}", 99), "a⟨U+001B⟩[2J b⟨U+202E⟩");
        assert_eq!(plain("abcdef", 3), "abc…");
    }

    #[test]
    fn paths_can_be_copied() {
        assert_eq!(shell("/a/b-c.rs"), "/a/b-c.rs");
        assert_eq!(shell("a b"), "'a b'");
        assert_eq!(shell("it's; rm"), r"'it'\''s; rm'");
    }

    #[test]
    fn durations() {
        let texts = [450, 9_990, 59_000, 65_000, 7_800_000].map(duration);
        assert_eq!(
            texts,
            ["0.4 s", "9.9 s", "59 s", "1 min 05 s", "2 h 10 min"]
        );
        let gone = between(Some("2026-01-01T00:00:00Z"), Some("2026-01-01T00:00:01.5Z"));
        assert_eq!(gone, Some(1500));
        assert_eq!(between(Some("yesterday"), None), None);
    }
}
