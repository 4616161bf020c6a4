//! Where things are kept. Worktrees and evidence live in a folder of the user that persists, never
//! in a temporary one; every folder of ours is for this user only.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::Error;

/// The places of one clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    data: PathBuf,
    clone: String,
}

impl Layout {
    /// The places of the clone with this git folder. `data_dir` is the user's setting, if there
    /// is one; else `$XDG_DATA_HOME/backend-factory` or `~/.local/share/backend-factory`.
    pub fn new(common_dir: &Path, data_dir: Option<&Path>) -> Result<Layout, Error> {
        let data = match data_dir {
            Some(folder) => folder.to_owned(),
            None => user_folder("XDG_DATA_HOME", ".local/share")?,
        };
        Ok(Layout {
            data,
            clone: clone_name(common_dir),
        })
    }

    /// The folder that holds all of it.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The worktree of a run: `<data>/worktrees/<clone>/<slug>-<id>`. Its parent is made.
    pub fn worktree(&self, slug: &str, id: &str) -> Result<PathBuf, Error> {
        let parent = self.data.join("worktrees").join(&self.clone);
        make_private(&parent)?;
        Ok(parent.join(format!("{}-{}", plain(slug), plain(id))))
    }

    /// The folder of what a run leaves behind, and that is not in its branch.
    pub fn run(&self, id: &str) -> PathBuf {
        self.data.join("runs").join(&self.clone).join(plain(id))
    }

    /// Outputs of the commands that we ran. The folder is made.
    pub fn evidence(&self, id: &str) -> Result<PathBuf, Error> {
        self.part(id, "evidence")
    }

    /// What was moved out of the lane. The folder is made.
    pub fn patches(&self, id: &str) -> Result<PathBuf, Error> {
        self.part(id, "patches")
    }

    /// What was said to agents and what they said. The folder is made.
    pub fn transcripts(&self, id: &str) -> Result<PathBuf, Error> {
        self.part(id, "transcripts")
    }

    /// State of phase runners, so that a revived worker finds them. The folder is made.
    pub fn attempts(&self, id: &str) -> Result<PathBuf, Error> {
        self.part(id, "attempts")
    }

    /// Logs of workers. The folder is made.
    pub fn logs(&self) -> Result<PathBuf, Error> {
        let folder = self.data.join("logs");
        make_private(&folder)?;
        Ok(folder)
    }

    fn part(&self, id: &str, name: &str) -> Result<PathBuf, Error> {
        let folder = self.run(id).join(name);
        make_private(&folder)?;
        Ok(folder)
    }
}

/// The folder of the journal in a clone's git folder.
pub fn journal_folder(common_dir: &Path) -> PathBuf {
    common_dir.join("backend-factory")
}

/// The journal's file in its folder.
pub(super) const JOURNAL: &str = "journal.db";

/// Whether a clone with this common git folder has a journal. Opens nothing.
pub fn has_journal(common_dir: &Path) -> bool {
    journal_folder(common_dir).join(JOURNAL).exists()
}

/// `$NAME/backend-factory`, or the same under the home folder.
pub fn user_folder(variable: &str, under_home: &str) -> Result<PathBuf, Error> {
    let set = |name: &str| {
        let value = PathBuf::from(env::var_os(name)?);
        // The XDG rules: a relative path is to be ignored.
        value.is_absolute().then_some(value)
    };
    let base = set(variable).or_else(|| Some(set("HOME")?.join(under_home)));
    Ok(base.ok_or(Error::NoHome)?.join("backend-factory"))
}

/// Makes a folder and its parents; the new ones are for this user only.
pub fn make_private(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut maker = fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker
        .create(folder)
        .map_err(Error::io("cannot make", folder))
}

/// A name for a clone: its folder's name for people, a digest of its path for us.
fn clone_name(common_dir: &Path) -> String {
    let folder = match common_dir.file_name() {
        Some(name) if name == ".git" => common_dir.parent().and_then(Path::file_name),
        name => name,
    };
    let folder = folder.unwrap_or_default().to_string_lossy();
    let digest = Sha256::digest(common_dir.as_os_str().as_encoded_bytes());
    let digest: String = digest[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}-{digest}", plain(&folder))
}

/// Letters, digits, `-`, `_` and inner dots; at most 60.
fn plain(name: &str) -> String {
    let kept = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().take(60).map(kept).collect();
    let name = name.trim_matches(['.', '-']);
    if name.is_empty() {
        "x".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{clone_name, plain};
    use std::path::Path;

    #[test]
    fn names_are_plain() {
        for (name, expected) in [
            ("chariot", "chariot"),
            ("../..", "x"),
            ("a b/c", "a-b-c"),
            (".hidden", "hidden"),
            ("дом", "x"),
        ] {
            assert_eq!(plain(name), expected, "{name}");
        }
        let (one, other) = (Path::new("/a/chariot/.git"), Path::new("/b/chariot/.git"));
        assert!(clone_name(one).starts_with("chariot-"));
        assert_ne!(clone_name(one), clone_name(other));
    }
}
