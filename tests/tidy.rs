//! Holds the shape of the house: floors, headers, purity, size. Not style: rustfmt and clippy do that.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Rooms and their floors. A room imports rooms below its floor, and itself.
const FLOORS: &[(&str, u8)] = &[
    ("text", 0),
    ("trigger", 1),
    ("workflow", 2),
    ("agent", 3),
    ("git", 3),
    ("journal", 3),
    ("engine", 4),
    ("config", 5),
    ("lsp", 6),
    ("cli", 7),
];

/// What the floors 0 to 2 may not know: they are told.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
    "std::time",
    "std::io",
    "std::collections::HashMap",
    "std::collections::HashSet",
    "HashMap::",
    "HashSet::",
    "tokio::",
    "SystemTime",
    "Instant",
    "rusqlite",
    "jiff::Timestamp::now",
    "Zoned::now",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// All Rust files below a folder, with their path from the root and their text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Code only: comments and the test module at the end are free to name anything.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

/// Lines of code; an import that rustfmt broke over lines is one of them.
fn statements(text: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (at, line) in code(text) {
        match found.last_mut() {
            Some((_, statement)) if open => statement.push_str(line.trim()),
            _ => found.push((at, line.to_owned())),
        }
        let import = open
            || line
                .trim_start()
                .trim_start_matches("pub ")
                .starts_with("use ");
        open = import && !line.contains(';');
    }
    found
}

fn room(path: &str) -> Option<(&str, u8)> {
    let name = path.strip_prefix("src/")?.split(['/', '.']).next()?;
    FLOORS.iter().copied().find(|(room, _)| *room == name)
}

/// Asserts that nothing is wrong, and says all of it at once.
#[track_caller]
fn check(wrong: Vec<String>, rule: &str) {
    assert!(wrong.is_empty(), "{rule}\n  {}", wrong.join("\n  "));
}

/// Room names that a line of code imports or calls by path.
fn rooms_in(line: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for start in line
        .match_indices("crate::")
        .map(|(at, word)| at + word.len())
    {
        let rest = &line[start..];
        let names = match rest.strip_prefix('{') {
            Some(list) => list,
            None => rest.split("::").next().unwrap_or(""),
        };
        for (room, _) in FLOORS {
            let hit = names
                .match_indices(room)
                .any(|(at, _)| is_word(names, at, room.len()));
            if hit {
                found.push(*room);
            }
        }
    }
    found
}

fn is_word(text: &str, at: usize, length: usize) -> bool {
    let other = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    other(text[..at].chars().next_back()) && other(text[at + length..].chars().next())
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let Some((own, floor)) = room(&path) else {
            continue;
        };
        for (at, line) in statements(&text) {
            for other in rooms_in(&line) {
                let (_, below) = FLOORS.iter().find(|(room, _)| *room == other).unwrap();
                if other != own && *below >= floor {
                    wrong.push(format!("{path}:{at} imports {other}: {}", line.trim()));
                }
            }
        }
    }
    check(
        wrong,
        "Imports go down only, never sideways on a floor (src/lib.rs has the floors).",
    );
}

#[test]
fn the_lower_floors_are_pure() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        if room(&path).is_none_or(|(_, floor)| floor > 2) {
            continue;
        }
        // A hash map may be looked up; walking it gives an order that is not the same twice.
        let kept = |line: &&(usize, &str)| !line.1.ends_with("// looked up, never iterated");
        for (at, line) in code(&text).collect::<Vec<_>>().iter().filter(kept) {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                wrong.push(format!("{path}:{at} knows {word}: {}", line.trim()));
            }
        }
    }
    check(
        wrong,
        "Floors 0 to 2 are told what they need; they do not look, wait or iterate at random.",
    );
}

#[test]
fn the_protocols_types_stay_in_their_room() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let own = |room: &str| path.starts_with(&format!("src/{room}/"));
        for (at, line) in code(&text) {
            if line.contains("tower_lsp") && !own("lsp") {
                wrong.push(format!("{path}:{at} {}", line.trim()));
            }
            if line.contains("agent_client_protocol") && !own("agent") {
                wrong.push(format!("{path}:{at} {}", line.trim()));
            }
            if line.contains("rusqlite") && !own("journal") {
                wrong.push(format!("{path}:{at} {}", line.trim()));
            }
        }
    }
    check(
        wrong,
        "tower_lsp lives in src/lsp, agent_client_protocol in src/agent, rusqlite in src/journal.",
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for (path, text) in sources(folder) {
            // Data of tests is not ours to head: it shows what the lexer meets.
            let data = path.starts_with("tests/") && path.matches('/').count() > 1;
            if !data && !text.starts_with("//! ") {
                wrong.push(path);
            }
        }
    }
    check(wrong, "Each file opens with `//! ` and what it is for.");
}

#[test]
fn files_stay_small() {
    let wrong = sources("src")
        .into_iter()
        .map(|(path, text)| (text.lines().count(), path))
        .filter(|(lines, _)| *lines > 500)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    check(wrong, "At 500 lines a file becomes a folder.");
}

#[test]
fn nothing_names_this_machine() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for (path, text) in sources(folder) {
            for (at, line) in text.lines().enumerate() {
                if line.contains(concat!("/work", "/")) {
                    wrong.push(format!("{path}:{}: {}", at + 1, line.trim()));
                }
            }
        }
    }
    check(wrong, "No path of the machine it was written on.");
}
