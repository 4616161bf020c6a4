//! Chat files: `*.backend.md`, a document in which commands are answered below themselves.
//!
//! The answers are the session's (`session/chat`); here is only the making of such a file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What a chat file's name ends with.
pub const ENDING: &str = ".backend.md";
/// How many names are tried.
const TRIES: u32 = 100;

/// What a new one begins with. Nothing in it is a request.
const HEAD: &str = "\
# Backend chat

<!-- Type a command on a line of its own and finish it with Enter; the answer comes below it.
     Commands: /backend, /backend-plan and the other phases, then the words of the request;
     /backend status, approve, retry, waive, cancel. Nothing is sent before the line is finished. -->

";

/// Makes a chat file with a free name in this folder.
///
/// # Errors
/// A sentence with what to do.
pub fn new_file(folder: &Path) -> Result<PathBuf, String> {
    if folder.as_os_str().is_empty() {
        return Err("there is no folder to make it in. Next: open a folder.".to_owned());
    }
    for number in 1..=TRIES {
        let name = match number {
            1 => format!("chat{ENDING}"),
            number => format!("chat-{number}{ENDING}"),
        };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                let written = file.write_all(HEAD.as_bytes());
                return written.map(|()| path).map_err(|error| error.to_string());
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(format!("cannot make {}: {error}.", path.display())),
        }
    }
    Err(format!(
        "{TRIES} chat files are there already. Next: open one of them."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;
    use crate::trigger::{Detector, language::Language};

    #[test]
    fn a_new_chat_has_a_name_of_its_own_and_asks_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let first = new_file(folder.path()).unwrap();
        let second = new_file(folder.path()).unwrap();
        assert!(first.ends_with("chat.backend.md") && second.ends_with("chat-2.backend.md"));
        let text = Document::new(&std::fs::read_to_string(first).unwrap());
        let found = Detector::default().detect(&text, Language::from_id("markdown"));
        assert_eq!(found, []);
        assert!(new_file(Path::new("")).is_err());
    }
}
