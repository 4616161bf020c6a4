//! What an agent does right now, as one line for people. Everything here comes from the agent, so
//! it is bounded and stripped of what could steer a terminal. Deliberately keeps no history.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use crate::workflow::view::Live;

/// Characters of the line.
const WIDTH: usize = 120;
/// Shortest time between two lines.
const PACE: Duration = Duration::from_millis(100);

/// One line without control, direction and zero-width characters, cut to `width` characters.
pub fn one_line(text: &str, width: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = count > 0;
            continue;
        }
        let hidden = matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}');
        if character.is_control() || hidden {
            continue;
        }
        if count + usize::from(gap) >= width {
            line.push('…');
            break;
        }
        if gap {
            line.push(' ');
            count += 1;
            gap = false;
        }
        line.push(character);
        count += 1;
    }
    line
}

/// Milliseconds since the Unix epoch.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// The writing end: only the latest line counts.
pub fn say(sender: &watch::Sender<String>, text: &str) {
    let line = one_line(text, WIDTH);
    sender.send_if_modified(|current| {
        let new = !line.is_empty() && *current != line;
        if new {
            *current = line;
        }
        new
    });
}

/// Passes lines on, ten a second at most, for as long as it is polled.
pub async fn pass_on(mut lines: watch::Receiver<String>, tell: impl Fn(Live)) {
    while lines.changed().await.is_ok() {
        let doing = lines.borrow_and_update().clone();
        tell(Live { doing, at: now() });
        tokio::time::sleep(PACE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_cannot_steer_a_terminal() {
        let cases = [
            ("edit  a.rs\n", "edit a.rs"),
            ("\u{1b}[2Jrm\u{7} -rf", "[2Jrm -rf"),
            ("a\u{202e}b\u{200b}c", "abc"),
            ("", ""),
            ("1234567890 abc", "1234567890…"),
        ];
        for (text, line) in cases {
            assert_eq!(one_line(text, 10), line, "{text:?}");
        }
    }
}
