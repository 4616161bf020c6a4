//! Where a clone keeps its git folder, as its files say. Nothing is run and nothing is believed: it is
//! good enough to tell that there is no need to ask git yet, and for nothing else.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A `.git` file or a `commondir` file is one short line.
const MOST_BYTES: u64 = 8 << 10;

/// The git folder that the worktrees of the clone around `folder` would share.
pub fn common_dir_hint(folder: &Path) -> Option<PathBuf> {
    let mut up = folder.ancestors().map(|folder| folder.join(".git"));
    let found = up.find(|path| path.exists())?;
    if found.is_dir() {
        return Some(found);
    }
    let line = line(&found)?;
    let admin = found.parent()?.join(line.strip_prefix("gitdir:")?.trim());
    Some(match self::line(&admin.join("commondir")) {
        Some(common) => admin.join(common),
        None => admin,
    })
}

fn line(path: &Path) -> Option<String> {
    let kind = fs::metadata(path).ok()?;
    let text =
        (kind.is_file() && kind.len() <= MOST_BYTES).then(|| fs::read_to_string(path).ok())??;
    Some(text.trim_end().to_owned())
}
