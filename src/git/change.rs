//! What changed between two trees, as git's raw diff tells it.

use super::{Error, program::failed};

/// One changed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the worktree, with `/`; the new name of a renamed file. Bytes that are not
    /// UTF-8 are shown as U+FFFD.
    pub path: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Mode before: `0o100644`, `0o100755`, `0o120000` (link), `0o160000` (submodule), 0 (absent).
    pub old_mode: u32,
    /// Mode after.
    pub new_mode: u32,
    /// Object id before; zeros where absent.
    pub old_blob: String,
    /// Object id after; zeros where absent.
    pub new_blob: String,
    /// Where it points, if it is a symbolic link now.
    pub symlink_target: Option<String>,
    /// A repository within the worktree: its files are out of our sight.
    pub submodule: bool,
}

/// What happened to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Content or mode differ.
    Modified,
    /// It is gone.
    Deleted,
    /// It has another name now, and much the same content.
    Renamed {
        /// Its old name.
        from: String,
    },
    /// A file became a link, or the like.
    TypeChanged,
}

impl ChangeKind {
    /// `added`, `modified`, `deleted`, `renamed` or `type-changed`.
    pub fn word(&self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Modified => "modified",
            ChangeKind::Deleted => "deleted",
            ChangeKind::Renamed { .. } => "renamed",
            ChangeKind::TypeChanged => "type-changed",
        }
    }
}

impl Change {
    /// Every path it touches: the old name of a renamed file too.
    pub fn touched(&self) -> impl Iterator<Item = &str> {
        let from = match &self.kind {
            ChangeKind::Renamed { from } => Some(from.as_str()),
            _ => None,
        };
        from.into_iter().chain([self.path.as_str()])
    }

    /// Whether it became executable.
    pub fn made_executable(&self) -> bool {
        self.new_mode == 0o100755 && self.old_mode != 0o100755
    }
}

pub(super) const LINK: u32 = 0o120000;
pub(super) const SUBMODULE: u32 = 0o160000;

/// A line of `diff-tree -r -z --raw`, with the path's bytes.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub change: Change,
    pub path: Vec<u8>,
}

/// Reads the output of `diff-tree -r -z --raw --no-abbrev`.
pub(super) fn parse(output: &[u8]) -> Result<Vec<Raw>, Error> {
    let unexpected = || failed("diff-tree".to_owned(), "its output has an unexpected form.");
    let mut fields = output.split(|byte| *byte == 0).peekable();
    let mut all = Vec::new();
    while let Some(head) = fields.next() {
        if head.is_empty() && fields.peek().is_none() {
            break;
        }
        let head = String::from_utf8_lossy(head);
        let mut words = head.strip_prefix(':').ok_or_else(unexpected)?.split(' ');
        let mut word = || words.next().ok_or_else(unexpected);
        let old_mode = u32::from_str_radix(word()?, 8).map_err(|_| unexpected())?;
        let new_mode = u32::from_str_radix(word()?, 8).map_err(|_| unexpected())?;
        let (old_blob, new_blob) = (word()?.to_owned(), word()?.to_owned());
        let status = word()?.as_bytes().first().copied();
        let mut path = fields.next().ok_or_else(unexpected)?;
        let kind = match status {
            Some(b'A') => ChangeKind::Added,
            Some(b'D') => ChangeKind::Deleted,
            Some(b'T') => ChangeKind::TypeChanged,
            Some(b'R') => {
                let from = text(path);
                path = fields.next().ok_or_else(unexpected)?;
                ChangeKind::Renamed { from }
            }
            _ => ChangeKind::Modified,
        };
        all.push(Raw {
            change: Change {
                path: text(path),
                kind,
                old_mode,
                new_mode,
                old_blob,
                new_blob,
                symlink_target: None,
                submodule: old_mode == SUBMODULE || new_mode == SUBMODULE,
            },
            path: path.to_owned(),
        });
    }
    Ok(all)
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{ChangeKind, parse};

    #[test]
    fn raw_lines() {
        let raw = b":100644 000000 aa 00 D\0gone\0:100644 100755 aa bb R90\0old\0new name\0:000000 160000 00 cc A\0sub\0";
        let all = parse(raw).unwrap();
        let kinds: Vec<_> = all.iter().map(|raw| raw.change.kind.clone()).collect();
        let from = "old".to_owned();
        assert_eq!(
            kinds,
            [
                ChangeKind::Deleted,
                ChangeKind::Renamed { from },
                ChangeKind::Added
            ]
        );
        assert_eq!(
            all[1].change.touched().collect::<Vec<_>>(),
            ["old", "new name"]
        );
        assert!(all[1].change.made_executable());
        assert!(all[2].change.submodule);
        assert!(parse(b"").unwrap().is_empty());
        assert!(parse(b"rubbish\0").is_err());
    }
}
