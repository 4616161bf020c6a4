//! Which repositories' settings files a person has trusted, each for exactly its content.
//!
//! The list is a file of ours in the person's state folder: a line for each trusted file with the
//! SHA-256 of path and content. A changed file is a new one, so trusting once never covers what a
//! later pull brings. This room deliberately does not decide what trust allows: the table does.

use std::{fs, io, path::Path};

use sha2::{Digest, Sha256};

/// The line that stands for this file with this content.
fn line(path: &Path, text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(path.as_os_str().as_encoded_bytes());
    hash.update([0]);
    hash.update(text.as_bytes());
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whether the person trusts this file as it is.
pub fn is_trusted(list: &Path, path: &Path, text: &str) -> bool {
    let wanted = line(path, text);
    fs::read_to_string(list)
        .is_ok_and(|known| known.lines().any(|known| known.starts_with(&wanted)))
}

/// Remembers that the person trusts this file as it is.
///
/// # Errors
/// When the list cannot be written.
pub fn trust(list: &Path, path: &Path, text: &str) -> io::Result<()> {
    use io::Write;
    if is_trusted(list, path, text) {
        return Ok(());
    }
    if let Some(folder) = list.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(list)?;
    // The path is for people who read the list; only the hash counts.
    let shown = path.display().to_string().replace(['\n', '\r'], " ");
    writeln!(file, "{} {shown}", line(path, text))
}
