//! Moves changes out of a worktree into a patch file: nothing is lost, and the worktree is as if
//! they had not been made.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    Error, Repository,
    change::{Raw, text},
    snapshot::{is_real, os_path},
};

/// What was moved out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovedOut {
    /// The patch, for `git apply`; none if only repositories were moved.
    pub patch: Option<PathBuf>,
    /// Repositories that lay within the worktree, moved as they were: (path, where it is now).
    pub repositories: Vec<(String, PathBuf)>,
}

impl Repository {
    /// Moves what `paths` have changed since a commit into `patch` (which must not be in the
    /// worktree), then puts these paths back to that commit. The patch is on disk before anything is
    /// put back. Paths that have not changed are passed over.
    pub fn move_out_to_patch(
        &self,
        worktree: &Path,
        since: &str,
        paths: &[String],
        patch: &Path,
    ) -> Result<MovedOut, Error> {
        let own = self.own_index(worktree)?;
        own.reset(since)?;
        let (dirty, nested) = own.dirty()?;
        own.take(dirty)?;
        let tree = own.write_tree()?;
        let raws: Vec<Raw> = self
            .touched(since, &tree)?
            .into_iter()
            .filter(|raw| paths.contains(&raw.change.path))
            .collect();
        let mut moved = MovedOut::default();
        if let Some(folder) = patch.parent() {
            fs::create_dir_all(folder).map_err(Error::io("cannot make", folder))?;
        }
        for folder in nested.iter().filter(|folder| paths.contains(&text(folder))) {
            let from = own.worktree.join(os_path(folder));
            let beside = free_name(patch, "repository");
            move_folder(&from, &beside)?;
            moved.repositories.push((text(folder), beside));
        }
        if raws.is_empty() {
            return Ok(moved);
        }
        // A partial tree of just these paths: the patch holds them and nothing else.
        let part = own.partial(since, &raws)?;
        let diff = self
            .call("diff-tree")?
            .args(["-r", "-p", "--binary", "--full-index", "--no-renames"])
            .args(["--no-ext-diff", "--no-textconv", "--no-color"])
            .args(["--src-prefix=a/", "--dst-prefix=b/"])
            .args([since, &part, "--"])
            .run()?;
        write_durably(patch, &diff.stdout)?;
        moved.patch = Some(patch.to_owned());
        own.reset(since)?;
        self.put_back(&own.worktree, &raws)?;
        let mut input = Vec::new();
        for raw in raws.iter().filter(|raw| raw.change.old_mode != 0) {
            input.extend_from_slice(&raw.path);
            input.push(0);
        }
        if !input.is_empty() {
            own.call("checkout-index")?
                .args(["-f", "-u", "-z", "--stdin"])
                .input(input)
                .run()?;
        }
        Ok(moved)
    }

    /// Removes what these changes left in the worktree; the old content is checked out afterwards.
    fn put_back(&self, worktree: &Path, raws: &[Raw]) -> Result<(), Error> {
        for raw in raws.iter().filter(|raw| raw.change.new_mode != 0) {
            let path = worktree.join(os_path(&raw.path));
            if !is_real(worktree, &path) {
                continue;
            }
            match path.symlink_metadata() {
                // A repository that was recorded as a submodule: never removed with its content.
                Ok(kind) if kind.is_dir() => continue,
                Ok(_) => fs::remove_file(&path).map_err(Error::io("cannot remove", &path))?,
                Err(_) => continue,
            }
            // Folders that were made for it go with it; one that is not empty stays.
            let parents = path.ancestors().skip(1);
            for folder in parents.take_while(|folder| *folder != worktree) {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl super::snapshot::OwnIndex<'_> {
    /// The tree `since` with only these changes.
    fn partial(&self, since: &str, raws: &[Raw]) -> Result<String, Error> {
        let scratch = self.admin.join("backend-factory.scratch");
        let _ = fs::remove_file(&scratch);
        let call = |subcommand: &str| {
            let call = self.call(subcommand)?;
            Ok::<_, Error>(call.env("GIT_INDEX_FILE", &scratch))
        };
        call("read-tree")?.arg(since).run()?;
        let mut input = Vec::new();
        // Removals first: a file may have become a folder, or a folder a file.
        let (gone, there): (Vec<&Raw>, Vec<&Raw>) =
            raws.iter().partition(|raw| raw.change.new_mode == 0);
        for raw in gone.into_iter().chain(there) {
            let change = &raw.change;
            input.extend_from_slice(
                format!("{:o} {}\t", change.new_mode, change.new_blob).as_bytes(),
            );
            input.extend_from_slice(&raw.path);
            input.push(0);
        }
        call("update-index")?
            .args(["--add", "--replace", "-z", "--index-info"])
            .input(input)
            .run()?;
        let part = call("write-tree")?.line()?;
        let _ = fs::remove_file(&scratch);
        Ok(part)
    }
}

fn write_durably(path: &Path, content: &[u8]) -> Result<(), Error> {
    let write = || {
        let mut file = fs::File::create(path)?;
        file.write_all(content)?;
        file.sync_all()
    };
    write().map_err(Error::io("cannot write", path))
}

/// `x.patch` → `x.repository-1`, or the next one that is free.
fn free_name(patch: &Path, word: &str) -> PathBuf {
    (1..)
        .map(|n: u32| patch.with_extension(format!("{word}-{n}")))
        .find(|path| path.symlink_metadata().is_err())
        .unwrap_or_else(|| patch.with_extension(word))
}

/// Renames, or copies and removes where the target is on another file system.
fn move_folder(from: &Path, to: &Path) -> Result<(), Error> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    copy_folder(from, to).map_err(Error::io("cannot move away", from))?;
    fs::remove_dir_all(from).map_err(Error::io("cannot remove", from))
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(entry.path())?, target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
