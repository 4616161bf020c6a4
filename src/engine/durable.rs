//! Small files that are there whole or not at all, also after a power cut.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use serde::{Serialize, de::DeserializeOwned};

/// Puts `value` into a file: written beside it, synced, renamed over it, folder synced.
pub(super) fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    write_file(path, value)?;
    sync_folder(path)
}

/// A mark: what matters is that the file is there, also after a power cut.
pub(super) fn mark(path: &Path) -> io::Result<()> {
    fs::write(path, b"")?;
    sync_folder(path)
}

/// Makes the names in the folder of `path` durable.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// The first half of [`write`], for a second file in the same folder that is written right after it.
pub(super) fn write_file(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(value).map_err(io::Error::other)?;
    let fresh = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = File::create(&fresh)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}

/// Reads it; none where there is no such file.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text)
            .map(Some)
            .map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
