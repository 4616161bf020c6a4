//! Who is signed in.

use std::{collections::BTreeMap, fmt};

/// Open sessions, by id.
#[derive(Debug, Default)]
pub struct Sessions {
    open: BTreeMap<u64, String>,
    last: u64,
}

/// Why a session was not opened.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    /// A user needs a name of letters, digits, `-` and `.`.
    BadName,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a user's name has letters, digits, `-` and `.` only")
    }
}

impl std::error::Error for Error {}

impl Sessions {
    /// Opens a session for a user and gives its id.
    pub fn open(&mut self, user: &str) -> Result<u64, Error> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        if user.is_empty() || user.len() > 64 || !user.chars().all(plain) {
            return Err(Error::BadName);
        }
        self.last += 1;
        self.open.insert(self.last, user.to_owned());
        Ok(self.last)
    }

    /// Whose session it is.
    pub fn user(&self, id: u64) -> Option<&str> {
        self.open.get(&id).map(String::as_str)
    }

    /// Closes a session; tells whether there was one.
    pub fn close(&mut self, id: u64) -> bool {
        self.open.remove(&id).is_some()
    }
}
