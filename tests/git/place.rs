//! A temporary clone and what is done in it by hand. Asserts nothing about the git room.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use backend_factory::git::{Author, PhaseCommit, Repository};

pub use crate::person::git;

/// A temporary clone with one commit, a canary file that hostile configuration writes, and a place for worktrees.
pub struct Clone {
    pub dir: tempfile::TempDir,
}

impl Clone {
    pub fn empty() -> Clone {
        let dir = tempfile::tempdir().unwrap();
        let clone = Clone { dir };
        fs::create_dir(clone.root()).unwrap();
        clone.git(&["init", "-q", "-b", "main"]);
        clone
    }

    pub fn new() -> Clone {
        let clone = Clone::empty();
        clone.write("src/lib.rs", "pub fn one() -> u8 {\n    1\n}\n");
        clone.write("README.md", "# Sample\n");
        clone.write(".gitignore", "/target\n*.log\n");
        clone.git(&["add", "-A"]);
        clone.git(&["commit", "-q", "-m", "First"]);
        clone
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("clone")
    }

    pub fn worktree(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("data/run")
    }

    pub fn write(&self, path: &str, text: &str) {
        write(&self.root().join(path), text);
    }

    /// Plain git, as the user would type it, away from this machine's configuration.
    pub fn git(&self, args: &[&str]) -> String {
        git(&self.root(), args)
    }

    pub fn open(&self) -> Repository {
        Repository::discover(&self.root()).unwrap()
    }

    /// A repository with the run's worktree, and the base commit.
    pub fn prepared(&self) -> (Repository, String) {
        let repository = self.open();
        let base = repository.head().unwrap().oid;
        repository
            .add_worktree(&self.worktree(), "backend-factory/x", &base)
            .unwrap();
        (repository, base)
    }
}

pub fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Every file below a folder: content, mode, time of change, link target.
pub fn photograph(root: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let (path, meta) = (entry.path(), entry.path().symlink_metadata().unwrap());
            if meta.is_dir() {
                folders.push(path);
                continue;
            }
            let content = match meta.is_symlink() {
                true => fs::read_link(&path)
                    .unwrap()
                    .into_os_string()
                    .into_encoded_bytes(),
                false => fs::read(&path).unwrap(),
            };
            let mode = meta.permissions().mode();
            let seen = format!("{mode:o} {:?} {content:?}", meta.modified().unwrap());
            all.insert(path, seen);
        }
    }
    all
}

pub fn paths(list: &[&str]) -> Vec<String> {
    list.iter().map(|path| path.to_string()).collect()
}

pub fn commit(repository: &Repository, worktree: &Path, since: &str, list: &[&str]) -> String {
    let author = Author::default();
    let what = PhaseCommit {
        branch: "backend-factory/x",
        since,
        tree: None,
        paths: &paths(list),
        message: "Core Implementation\n\nWhat was done.",
        trailers: &[
            ("Backend-Factory-Run", "abc\nForged: yes".to_owned()),
            ("Backend-Factory-Phase", "implement".to_owned()),
        ],
        author: &author,
    };
    repository.commit_phase(worktree, &what).unwrap()
}

/// A branch `run` off main with a changed, a new, a removed and an executable file, and a document.
pub fn with_branch(clone: &Clone) -> (Repository, String) {
    clone.write("old.txt", "old\n");
    clone.git(&["add", "-A"]);
    clone.git(&["commit", "-q", "-m", "Base"]);
    let base = clone.git(&["rev-parse", "HEAD"]).trim().to_owned();
    clone.git(&["checkout", "-q", "-b", "run"]);
    clone.write("src/lib.rs", "pub fn one() -> u8 {\n    2\n}\n");
    clone.write("src/new.rs", "pub fn two() {}\n");
    clone.write("bin/tool.sh", "#!/bin/sh\n");
    let tool = clone.root().join("bin/tool.sh");
    fs::set_permissions(tool, fs::Permissions::from_mode(0o755)).unwrap();
    clone.write("image.bin", "\0\u{1}\u{2}\0");
    clone.write(".backend-factory/x/1-requirements.md", "# R\n");
    fs::remove_file(clone.root().join("old.txt")).unwrap();
    clone.git(&["add", "-A"]);
    clone.git(&["commit", "-q", "-m", "Work"]);
    clone.git(&["checkout", "-q", "main"]);
    (clone.open(), base)
}
