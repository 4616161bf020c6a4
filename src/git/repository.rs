//! A clone: where it is, what HEAD is, and the ways to call git in it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use super::{
    Error, harden,
    program::{Call, Git, failed},
    snapshot::Known,
};

/// A clone (or one of its worktrees), found from a path inside it.
#[derive(Clone, Debug)]
pub struct Repository {
    pub(super) git: Git,
    root: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    attributes: &'static str,
    /// Our own indexes whose content we know: we wrote it, and the file is still the one we wrote.
    pub(super) known: Arc<Mutex<BTreeMap<PathBuf, Known>>>,
}

/// What is checked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Full object id of the commit.
    pub oid: String,
    /// The branch (`main`); none when HEAD is detached.
    pub branch: Option<String>,
}

/// Path and version of the git program that would be used for a folder.
pub fn installed(folder: &Path) -> Result<(PathBuf, String), Error> {
    let git = Git::locate(folder)?;
    Ok((git.program().to_owned(), git.version()?))
}

impl Repository {
    /// Finds the repository around a file or folder.
    pub fn discover(path: &Path) -> Result<Repository, Error> {
        let path = path
            .canonicalize()
            .map_err(Error::io("cannot look at", path))?;
        let folder = if path.is_dir() {
            path.as_path()
        } else {
            path.parent().unwrap_or(&path)
        };
        let git = Git::locate(folder)?;
        let asked = Call::new(&git, "rev-parse")
            .folder(folder)
            .args([
                "--path-format=absolute",
                "--git-dir",
                "--git-common-dir",
                "--show-object-format",
                "--is-bare-repository",
                "--show-toplevel",
            ])
            .try_run()?;
        let said = String::from_utf8_lossy(&asked.stdout).into_owned();
        let lines: Vec<&str> = said.lines().collect();
        if !asked.success {
            let stderr = &asked.stderr;
            return Err(if stderr.contains("dubious ownership") {
                Error::DubiousOwnership(folder.to_owned())
            } else if lines.get(3) == Some(&"true") || stderr.contains("must be run in a work tree")
            {
                Error::Bare(folder.to_owned())
            } else if stderr.contains("not a git repository") {
                Error::NotARepository(folder.to_owned())
            } else {
                failed("rev-parse".to_owned(), stderr)
            });
        }
        let [git_dir, common_dir, format, _, root] = lines[..] else {
            return Err(failed("rev-parse".to_owned(), &said));
        };
        let real = |path: &str| {
            Path::new(path)
                .canonicalize()
                .map_err(Error::io("cannot look at", path))
        };
        let repository = Repository {
            git,
            root: real(root)?,
            git_dir: real(git_dir)?,
            common_dir: real(common_dir)?,
            attributes: match format {
                "sha256" => harden::EMPTY_TREE_SHA256,
                _ => harden::EMPTY_TREE,
            },
            known: Arc::default(),
        };
        if !folder.starts_with(&repository.root) {
            return Err(Error::ElsewhereTree {
                path: folder.to_owned(),
                claimed: repository.root,
            });
        }
        Ok(repository)
    }

    /// The folder that holds the user's files.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The git folder that all worktrees of the clone share.
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The git folder of this working tree.
    pub(super) fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git program in use.
    pub fn program(&self) -> &Path {
        self.git.program()
    }

    /// The version of the git program in use: `2.47.3`.
    pub fn git_version(&self) -> Result<String, Error> {
        self.git.version()
    }

    /// What is checked out here.
    pub fn head(&self) -> Result<Head, Error> {
        let oid = self
            .call("rev-parse")?
            .args(["--verify", "-q", "HEAD^{commit}"]);
        let oid = oid.try_run()?;
        if !oid.success {
            return Err(Error::NoCommit(self.root.clone()));
        }
        let name = self.call("symbolic-ref")?.args(["-q", "HEAD"]).try_run()?;
        let name = String::from_utf8_lossy(&name.stdout);
        Ok(Head {
            oid: String::from_utf8_lossy(&oid.stdout).trim().to_owned(),
            branch: name.trim().strip_prefix("refs/heads/").map(str::to_owned),
        })
    }

    /// The full object id of the commit that a branch or an abbreviated id means.
    pub fn resolve(&self, name: &str) -> Result<String, Error> {
        let found = self
            .call("rev-parse")?
            .args(["--verify", "-q", "--end-of-options"])
            .arg(format!("{name}^{{commit}}"))
            .try_run()?;
        if !found.success {
            return Err(Error::NoSuchCommit(name.to_owned()));
        }
        Ok(String::from_utf8_lossy(&found.stdout).trim().to_owned())
    }

    /// Whether a branch stands at this commit, as far as its file tells at once. `false` says nothing:
    /// the branch may be packed, or kept in another form; then git has to be asked.
    pub(super) fn stands_at(&self, branch: &str, commit: &str) -> bool {
        let file = self.common_dir.join("refs/heads").join(branch);
        let plain = file.symlink_metadata().is_ok_and(|kind| kind.is_file());
        let is_id = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        plain && is_id && fs::read_to_string(&file).is_ok_and(|text| text.trim_end() == commit)
    }

    /// Whether nothing is changed, staged or untracked (ignored files do not count). Works in the
    /// user's tree without touching its index, and in a worktree of the clone.
    pub fn is_clean(&self, worktree: &Path) -> Result<bool, Error> {
        let admin = match worktree.canonicalize() {
            Ok(path) if path == self.root => self.git_dir.clone(),
            _ => self.admin(worktree)?,
        };
        let status = self
            .call_in(&admin, worktree, "status")?
            .args(["--porcelain=v2", "-z", "--untracked-files=all"])
            .args(["--ignore-submodules=all", "--no-renames"])
            .cut_at(1);
        Ok(status.run()?.stdout.is_empty())
    }

    /// A call about the repository as such (objects, refs), without any working tree.
    pub(super) fn call(&self, subcommand: &str) -> Result<Call, Error> {
        self.hardened(&self.git_dir, subcommand)
    }

    /// A call in one worktree, whose git folder is named by us and not by its `.git` file.
    pub(super) fn call_in(
        &self,
        admin: &Path,
        worktree: &Path,
        subcommand: &str,
    ) -> Result<Call, Error> {
        Ok(self
            .hardened(admin, subcommand)?
            .folder(worktree)
            .env("GIT_WORK_TREE", worktree))
    }

    /// A call in the user's working tree that goes by the tree's own attributes, as far as these name
    /// no programs: `git apply` (2.47) crashes when they are to come from elsewhere.
    pub(super) fn call_with_own_attributes(&self, subcommand: &str) -> Result<Call, Error> {
        let drivers = self.named_drivers(&self.git_dir)?;
        Ok(Call::with_overrides(&self.git, subcommand, "", &drivers)
            .env("GIT_DIR", &self.git_dir)
            .env("GIT_COMMON_DIR", &self.common_dir)
            .env("GIT_WORK_TREE", &self.root)
            .folder(&self.root))
    }

    fn hardened(&self, git_dir: &Path, subcommand: &str) -> Result<Call, Error> {
        let drivers = self.drivers(git_dir)?;
        Ok(
            Call::with_overrides(&self.git, subcommand, self.attributes, &drivers)
                .env("GIT_DIR", git_dir)
                .env("GIT_COMMON_DIR", &self.common_dir),
        )
    }

    /// Overrides for the drivers that any configuration names. Asked before each call, because an
    /// agent may have written a configuration meanwhile; left out where nothing could use them.
    fn drivers(&self, git_dir: &Path) -> Result<Vec<(String, &'static str)>, Error> {
        let attributes = self.common_dir.join("info/attributes");
        if !attributes.exists() && !self.git.has_configured_hooks()? {
            return Ok(Vec::new());
        }
        self.named_drivers(git_dir)
    }

    fn named_drivers(&self, git_dir: &Path) -> Result<Vec<(String, &'static str)>, Error> {
        let asked = Call::new(&self.git, "config")
            .env("GIT_DIR", git_dir)
            .env("GIT_COMMON_DIR", &self.common_dir)
            .args(["--includes", "-z", "--name-only", "--get-regexp"])
            .arg(harden::DRIVERS)
            .try_run()?;
        let mut drivers: Vec<_> = String::from_utf8_lossy(&asked.stdout)
            .split('\0')
            .filter_map(harden::disarm)
            .flatten()
            .collect();
        drivers.sort();
        drivers.dedup();
        Ok(drivers)
    }
}
