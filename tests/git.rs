//! The git room over real repositories: a full set of operations leaves the user's tree and index
//! byte-identical, a hostile clone runs nothing, and nothing that an agent writes is lost.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use backend_factory::git as git_room;
use backend_factory::git::{Author, ChangeKind, Error, PhaseCommit, Repository, Tamper};

/// A temporary clone with one commit, a canary file that hostile configuration writes, and a place for worktrees.
struct Clone {
    dir: tempfile::TempDir,
}

impl Clone {
    fn empty() -> Clone {
        let dir = tempfile::tempdir().unwrap();
        let clone = Clone { dir };
        fs::create_dir(clone.root()).unwrap();
        clone.git(&["init", "-q", "-b", "main"]);
        clone
    }

    fn new() -> Clone {
        let clone = Clone::empty();
        clone.write("src/lib.rs", "pub fn one() -> u8 {\n    1\n}\n");
        clone.write("README.md", "# Sample\n");
        clone.write(".gitignore", "/target\n*.log\n");
        clone.git(&["add", "-A"]);
        clone.git(&["commit", "-q", "-m", "First"]);
        clone
    }

    fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("clone")
    }

    fn worktree(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("data/run")
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.root().join(path), text);
    }

    /// Plain git, as the user would type it, away from this machine's configuration.
    fn git(&self, args: &[&str]) -> String {
        git(&self.root(), args)
    }

    fn open(&self) -> Repository {
        Repository::discover(&self.root()).unwrap()
    }

    /// A repository with the run's worktree, and the base commit.
    fn prepared(&self) -> (Repository, String) {
        let repository = self.open();
        let base = repository.head().unwrap().oid;
        repository
            .add_worktree(&self.worktree(), "backend-factory/x", &base)
            .unwrap();
        (repository, base)
    }
}

fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args([
            "-c",
            "user.name=A Person",
            "-c",
            "user.email=person@example.org",
        ])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "git {args:?}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Every file below a folder: content, mode, time of change, link target.
fn photograph(root: &Path) -> BTreeMap<PathBuf, String> {
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

fn paths(list: &[&str]) -> Vec<String> {
    list.iter().map(|path| path.to_string()).collect()
}

fn commit(repository: &Repository, worktree: &Path, since: &str, list: &[&str]) -> String {
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

/// All operations, as a run uses them.
fn whole_run(clone: &Clone) {
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    assert!(repository.is_clean(&tree).unwrap());
    let before = repository.fingerprint(&tree).unwrap();
    write(&tree.join("src/okta.rs"), "pub fn okta() {}\n");
    write(&tree.join("src/lib.rs"), "pub mod okta;\n");
    write(&tree.join("web/app.tsx"), "export {}\n");
    write(&tree.join("secret.bin"), "filtered\n");
    let changes = repository.changes(&tree, &base).unwrap();
    let seen: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(
        seen,
        ["secret.bin", "src/lib.rs", "src/okta.rs", "web/app.tsx"]
    );
    let patch = clone.dir.path().join("patches/3-1.patch");
    let moved = repository
        .move_out_to_patch(&tree, &base, &paths(&["web/app.tsx"]), &patch)
        .unwrap();
    assert_eq!(moved.patch.as_deref(), Some(patch.as_path()));
    let made = commit(
        &repository,
        &tree,
        &base,
        &["src/okta.rs", "src/lib.rs", "secret.bin"],
    );
    assert!(repository.is_clean(&tree).unwrap());
    assert!(
        repository
            .tampered(&tree, "backend-factory/x", &made, &before)
            .unwrap()
            .is_empty()
    );
    repository.ignored(&tree).unwrap();
    repository.diff_text(&base, &made, 10_000).unwrap();
    repository
        .read_at(&made, "src/okta.rs", 100)
        .unwrap()
        .unwrap();
    assert_eq!(
        repository
            .commits(&base, "backend-factory/x")
            .unwrap()
            .len(),
        1
    );
    assert_eq!(repository.branches("backend-factory/").unwrap().len(), 1);
    assert!(!repository.is_merged("backend-factory/x", "main").unwrap());
    repository.is_clean(&clone.root()).unwrap();
    repository
        .restore(&tree, "backend-factory/x", &made)
        .unwrap();
    repository.remove_worktree(&tree, false).unwrap();
    assert!(!tree.exists());
}

#[test]
fn the_users_tree_and_index_stay_as_they_are() {
    let clone = Clone::new();
    clone.write("staged.txt", "staged\n");
    clone.git(&["add", "staged.txt"]);
    clone.write("staged.txt", "staged, then changed\n");
    clone.write("README.md", "# Changed\n");
    clone.write("untracked.txt", "untracked\n");
    clone.write("some.log", "ignored\n");
    fs::remove_file(clone.root().join("src/lib.rs")).unwrap();
    let only_user = |mut photo: BTreeMap<PathBuf, String>| {
        let git = clone.root().join(".git");
        photo.retain(|path, _| {
            !path.starts_with(&git)
                || path.ends_with("index") && path.parent() == Some(&git)
                || path.ends_with("HEAD") && path.parent() == Some(&git)
                || path == &git.join("config")
        });
        photo
    };
    let before = only_user(photograph(&clone.root()));
    assert!(before.len() > 6);
    whole_run(&clone);
    assert_eq!(before, only_user(photograph(&clone.root())));
}

/// Everything a clone's configuration can name, each writing the canary.
fn make_hostile(clone: &Clone) -> PathBuf {
    let canary = clone.dir.path().join("canary");
    let script = clone.dir.path().join("evil.sh");
    fs::write(
        &script,
        format!("#!/bin/sh\necho \"$0 $@\" >> {}\ncat\n", canary.display()),
    )
    .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let evil = script.display().to_string();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.askPass",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "diff.external",
        "gpg.program",
        "credential.helper",
        "sequence.editor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "filter.a=b.clean",
        "filter.a=b.smudge",
        "diff.evil.command",
        "diff.evil.textconv",
        "merge.evil.driver",
        "trailer.evil.command",
        "interactive.diffFilter",
        "pager.log",
        "pager.diff",
        "alias.status",
        "uploadpack.packObjectsHook",
        "hook.evil.command",
    ] {
        clone.git(&["config", key, &evil]);
    }
    for (key, value) in [
        ("commit.gpgSign", "true"),
        ("log.showSignature", "true"),
        ("filter.evil.required", "true"),
        ("core.untrackedCache", "true"),
        ("hook.evil.event", "reference-transaction"),
        ("trailer.evil.key", "Backend-Factory-Run"),
        ("core.sparseCheckout", "true"),
        ("core.trustctime", "false"),
        ("submodule.recurse", "true"),
    ] {
        clone.git(&["config", key, value]);
    }
    let attributes = "* filter=evil diff=evil merge=evil\n*.bin filter=a=b\n";
    clone.write(".git/info/attributes", attributes);
    for hook in [
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "post-checkout",
        "reference-transaction",
        "post-index-change",
        "pre-auto-gc",
        "post-rewrite",
        "fsmonitor-watchman",
        "update",
    ] {
        let path = clone.root().join(".git/hooks").join(hook);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(&script, path).unwrap();
    }
    canary
}

#[test]
fn a_hostile_clone_runs_nothing() {
    let clone = Clone::new();
    clone.write(".gitattributes", "* filter=evil diff=evil\n");
    clone.git(&["add", "-A"]);
    clone.git(&["commit", "-q", "-m", "Attributes"]);
    let canary = make_hostile(&clone);
    // The trap is armed: plain git falls into it.
    let _ = Command::new("git")
        .arg("status")
        .current_dir(clone.root())
        .output();
    assert!(
        canary.exists(),
        "the hostile configuration does nothing even to plain git"
    );
    fs::remove_file(&canary).unwrap();
    whole_run(&clone);
    let ran = fs::read_to_string(&canary).unwrap_or_default();
    assert_eq!(ran, "", "the clone ran programs of its own");
}

#[test]
fn a_git_in_the_workspace_is_not_run() {
    let clone = Clone::new();
    clone.write("bin/git", "#!/bin/sh\ntouch canary\n");
    let fake = clone.root().join("bin/git");
    fs::set_permissions(&fake, fs::Permissions::from_mode(0o755)).unwrap();
    let program = clone.open().program().to_owned();
    assert!(program.is_absolute() && !program.starts_with(clone.root()));
}

#[test]
fn what_is_no_usable_repository_is_said() {
    let nothing = tempfile::tempdir().unwrap();
    let check = |result: Result<Repository, Error>, part: &str| {
        let error = result
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(error.contains(part) && error.contains("Next:"), "{error}");
    };
    check(
        Repository::discover(nothing.path()),
        "is not in a git repository",
    );
    check(
        Repository::discover(&nothing.path().join("absent")),
        "cannot look at",
    );
    git(nothing.path(), &["init", "-q", "--bare", "bare.git"]);
    check(
        Repository::discover(&nothing.path().join("bare.git")),
        "bare repository",
    );
    let empty = Clone::empty();
    check(
        empty.open().head().map(|_| empty.open()),
        "has no commit yet",
    );
    let moved = Clone::new();
    moved.git(&["config", "core.worktree", "/usr"]);
    check(Repository::discover(&moved.root()), "core.worktree");
}

#[test]
fn head_and_branches() {
    let clone = Clone::new();
    let repository = Repository::discover(&clone.root().join("src/lib.rs")).unwrap();
    assert_eq!(repository.root(), clone.root());
    assert_eq!(repository.common_dir(), clone.root().join(".git"));
    let head = repository.head().unwrap();
    assert_eq!(head.branch.as_deref(), Some("main"));
    clone.git(&["checkout", "-q", "--detach"]);
    assert_eq!(repository.head().unwrap().branch, None);
    assert!(matches!(
        repository.resolve("--help"),
        Err(Error::NoSuchCommit(_))
    ));
    for name in ["-x", "a..b", "a b", "", "x.lock"] {
        let made = repository.add_worktree(&clone.worktree(), name, &head.oid);
        assert!(matches!(made, Err(Error::BadBranch(_))), "{name}");
    }
}

#[test]
fn every_kind_of_change_is_seen() {
    let clone = Clone::new();
    clone.write(
        "old name.txt",
        &"a long text that is recognised again\n".repeat(9),
    );
    clone.write("gone.txt", "gone\n");
    clone.write("kind.txt", "kind\n");
    clone.write("hidden.txt", "hidden\n");
    clone.git(&["add", "-A"]);
    clone.git(&["commit", "-q", "-m", "Second"]);
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    fs::rename(tree.join("old name.txt"), tree.join("new — name.txt")).unwrap();
    fs::remove_file(tree.join("gone.txt")).unwrap();
    fs::remove_file(tree.join("kind.txt")).unwrap();
    symlink("/etc/passwd", tree.join("kind.txt")).unwrap();
    fs::set_permissions(tree.join("src/lib.rs"), fs::Permissions::from_mode(0o755)).unwrap();
    write(&tree.join("built.log"), "ignored\n");
    // The agent commits one file itself, and hides another from the ordinary index.
    write(&tree.join("own.txt"), "committed by the agent\n");
    git(&tree, &["add", "own.txt"]);
    git(&tree, &["commit", "-q", "-m", "By the agent"]);
    git(&tree, &["update-index", "--assume-unchanged", "hidden.txt"]);
    write(&tree.join("hidden.txt"), "HIDDEN\n");
    // A repository within, with and without a commit.
    for name in ["nested", "unborn"] {
        fs::create_dir(tree.join(name)).unwrap();
        git(&tree.join(name), &["init", "-q"]);
        write(&tree.join(name).join("in.txt"), "inside\n");
    }
    git(&tree.join("nested"), &["add", "-A"]);
    git(&tree.join("nested"), &["commit", "-q", "-m", "Inside"]);
    let snapshot = repository.snapshot(&tree, &base).unwrap();
    let seen: Vec<String> = snapshot
        .changes
        .iter()
        .map(|change| {
            let kind = match &change.kind {
                ChangeKind::Renamed { from } => format!("renamed from {from}"),
                kind => format!("{kind:?}").to_lowercase(),
            };
            let link = change.symlink_target.as_ref().map(|to| format!(" -> {to}"));
            let marks = [
                (change.submodule, " repository"),
                (change.made_executable(), " executable"),
            ];
            let marks: String = marks
                .iter()
                .filter(|(on, _)| *on)
                .map(|(_, mark)| *mark)
                .collect();
            format!("{} {kind}{}{marks}", change.path, link.unwrap_or_default())
        })
        .collect();
    assert_eq!(
        seen,
        [
            "gone.txt deleted",
            "hidden.txt modified",
            "kind.txt typechanged -> /etc/passwd",
            "nested added repository",
            "new — name.txt renamed from old name.txt",
            "own.txt added",
            "src/lib.rs modified executable",
            "unborn added repository",
        ]
    );
    let ignored = repository.ignored(&tree).unwrap();
    assert!(ignored.contains("built.log"), "{ignored:?}");
    let diff = repository.diff_text(&base, &snapshot.tree, 80).unwrap();
    assert!(diff.cut && diff.text.len() <= 80);
    let text = repository
        .read_at(&snapshot.tree, "own.txt", 9)
        .unwrap()
        .unwrap();
    assert!(text.cut && text.text == "committed");
    assert_eq!(repository.read_at(&base, "own.txt", 9).unwrap(), None);
    assert_eq!(repository.read_at(&base, "src", 9).unwrap(), None);
}

#[test]
fn a_commit_takes_the_given_paths_and_is_made_once() {
    let clone = Clone::new();
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    write(&tree.join("src/okta.rs"), "pub fn okta() {}\n");
    write(&tree.join("other.txt"), "not asked for\n");
    fs::remove_file(tree.join("README.md")).unwrap();
    let list = ["src/okta.rs", "README.md", "never.txt"];
    let made = commit(&repository, &tree, &base, &list);
    assert_eq!(commit(&repository, &tree, &base, &list), made);
    let commits = repository.commits(&base, "backend-factory/x").unwrap();
    assert_eq!(commits.len(), 1);
    assert_eq!(commits[0].oid, made);
    assert_eq!(commits[0].subject, "Core Implementation");
    assert_eq!(
        commits[0].author,
        "Backend Factory <backend-factory@localhost>"
    );
    let trailer = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        commits[0].trailers,
        [
            trailer("Backend-Factory-Run", "abc Forged: yes"),
            trailer("Backend-Factory-Phase", "implement")
        ]
    );
    assert_eq!(git(&tree, &["status", "--porcelain"]), "?? other.txt\n");
    git(&clone.root(), &["fsck", "--strict"]);
    // A rewritten branch is refused.
    git(
        &clone.root(),
        &["update-ref", "refs/heads/backend-factory/x", &base],
    );
    let author = Author::default();
    let what = PhaseCommit {
        branch: "backend-factory/x",
        since: &made,
        tree: None,
        paths: &[],
        message: "x",
        trailers: &[],
        author: &author,
    };
    let refused = repository.commit_phase(&tree, &what);
    assert!(
        matches!(refused, Err(Error::Rewritten { .. })),
        "{refused:?}"
    );
}

#[test]
fn what_was_judged_is_what_is_committed() {
    let clone = Clone::new();
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    write(&tree.join("src/okta.rs"), "pub fn judged() {}\n");
    let judged = repository.snapshot(&tree, &base).unwrap();
    write(&tree.join("src/okta.rs"), "pub fn slipped_in() {}\n");
    let author = Author::default();
    let what = PhaseCommit {
        branch: "backend-factory/x",
        since: &base,
        tree: Some(&judged.tree),
        paths: &[],
        message: "Judged",
        trailers: &[],
        author: &author,
    };
    let made = repository.commit_phase(&tree, &what).unwrap();
    assert_eq!(
        repository.commit_phase(&tree, &what).unwrap(),
        made,
        "made once"
    );
    let text = repository.read_at(&made, "src/okta.rs", 1000).unwrap();
    assert_eq!(text.unwrap().text, "pub fn judged() {}\n");
    assert_eq!(git(&tree, &["status", "--porcelain"]), " M src/okta.rs\n");
    // What slipped in is the next phase's change, and is seen as such.
    let next = repository.snapshot(&tree, &made).unwrap();
    assert_eq!(next.changes.len(), 1);
    // Looked at again: the same as long as nothing was done, and new when something was.
    let again = repository.snapshot_again(&tree, &made, &next).unwrap();
    assert_eq!(again.tree, next.tree);
    write(&tree.join("left.txt"), "left by a command\n");
    let again = repository.snapshot_again(&tree, &made, &next).unwrap();
    assert_eq!(again.changes.len(), 2);
}

#[test]
fn an_index_that_somebody_else_wrote_is_not_believed() {
    let clone = Clone::new();
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    let before = repository.snapshot(&tree, &base).unwrap();
    assert!(before.changes.is_empty());
    // Bits in our own index that would hide a change, set by an agent that no sandbox holds.
    let admin = git(&tree, &["rev-parse", "--absolute-git-dir"]);
    let index = Path::new(admin.trim()).join("backend-factory.index");
    let hidden = Command::new("git")
        .args(["update-index", "--assume-unchanged", "src/lib.rs"])
        .current_dir(&tree)
        .env("GIT_INDEX_FILE", &index)
        .status();
    assert!(hidden.unwrap().success());
    write(&tree.join("src/lib.rs"), "pub fn hidden() {}\n");
    let seen = repository.snapshot(&tree, &base).unwrap();
    assert_eq!(seen.changes.len(), 1, "{seen:?}");
}

#[test]
fn what_is_moved_out_can_be_applied_again() {
    let clone = Clone::new();
    clone.write("data/a.txt", "a\n");
    clone.git(&["add", "-A"]);
    clone.git(&["commit", "-q", "-m", "Data"]);
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    let clean = photograph(&tree);
    // A folder becomes a link to outside, a file becomes a folder, new and binary files, a nested repository.
    let outside = clone.dir.path().join("outside");
    write(&outside.join("a.txt"), "precious\n");
    fs::remove_dir_all(tree.join("data")).unwrap();
    symlink(&outside, tree.join("data")).unwrap();
    fs::remove_file(tree.join("README.md")).unwrap();
    write(&tree.join("README.md/deep/file.txt"), "deep\n");
    fs::write(tree.join("binary"), [0u8, 159, 146, 150]).unwrap();
    write(&tree.join("src/lib.rs"), "changed\n");
    write(&tree.join("kept.txt"), "kept\n");
    fs::create_dir(tree.join("nested")).unwrap();
    git(&tree.join("nested"), &["init", "-q"]);
    write(&tree.join("nested/in.txt"), "inside\n");
    let changes = repository.changes(&tree, &base).unwrap();
    let list: Vec<String> = changes
        .iter()
        .flat_map(|change| change.touched().map(str::to_owned).collect::<Vec<_>>())
        .filter(|path| path != "kept.txt")
        .collect();
    let patch = clone.dir.path().join("patches/1.patch");
    let moved = repository
        .move_out_to_patch(&tree, &base, &list, &patch)
        .unwrap();
    assert_eq!(
        fs::read_to_string(outside.join("a.txt")).unwrap(),
        "precious\n"
    );
    let (name, place) = &moved.repositories[0];
    assert_eq!(name, "nested");
    assert_eq!(
        fs::read_to_string(place.join("in.txt")).unwrap(),
        "inside\n"
    );
    let left = repository.changes(&tree, &base).unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].path, "kept.txt");
    let mut now = photograph(&tree);
    now.remove(&tree.join("kept.txt"));
    let names = |photo: &BTreeMap<PathBuf, String>| photo.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&now), names(&clean));
    git(&tree, &["apply", patch.to_str().unwrap()]);
    assert_eq!(fs::read(tree.join("binary")).unwrap(), [0u8, 159, 146, 150]);
    assert_eq!(
        fs::read_to_string(tree.join("README.md/deep/file.txt")).unwrap(),
        "deep\n"
    );
    assert_eq!(fs::read_link(tree.join("data")).unwrap(), outside);
}

#[test]
fn a_worktree_is_made_once_and_finished_after_a_crash() {
    let clone = Clone::new();
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    let again = || repository.add_worktree(&tree, "backend-factory/x", &base);
    // Killed in the middle of the checkout: files are missing, a lock is left.
    fs::remove_file(tree.join("src/lib.rs")).unwrap();
    fs::write(clone.root().join(".git/worktrees/run/index.lock"), "").unwrap();
    fs::remove_file(tree.join(".git")).unwrap();
    again().unwrap();
    assert!(repository.changes(&tree, &base).unwrap().is_empty());
    assert_eq!(git(&tree, &["status", "--porcelain"]), "");
    // The whole folder is gone.
    fs::remove_dir_all(&tree).unwrap();
    again().unwrap();
    assert_eq!(git(&tree, &["status", "--porcelain"]), "");
    // With work on the branch it is left alone.
    write(&tree.join("new.txt"), "new\n");
    commit(&repository, &tree, &base, &["new.txt"]);
    assert!(matches!(again(), Err(Error::BranchTaken { .. })));
    // Something of the user's is in the way.
    let other = clone.dir.path().join("data/other");
    write(&other.join("mine.txt"), "mine\n");
    let refused = repository.add_worktree(&other, "backend-factory/y", &base);
    assert!(matches!(refused, Err(Error::InTheWay(_))), "{refused:?}");
    // Uncommitted work is not thrown away.
    write(&tree.join("more.txt"), "more\n");
    assert!(matches!(
        repository.remove_worktree(&tree, false),
        Err(Error::NotClean(_))
    ));
    repository.remove_worktree(&tree, true).unwrap();
    assert_eq!(repository.worktrees(), Vec::<PathBuf>::new());
}

#[test]
fn tampering_is_seen_and_put_right() {
    let clone = Clone::new();
    let (repository, base) = clone.prepared();
    let tree = clone.worktree();
    write(&tree.join("new.txt"), "new\n");
    let made = commit(&repository, &tree, &base, &["new.txt"]);
    let before = repository.fingerprint(&tree).unwrap();
    // A repository of the agent's own, with its own configuration, in place of the `.git` file.
    fs::remove_file(tree.join(".git")).unwrap();
    git(&tree, &["init", "-q"]);
    clone.git(&["config", "core.editor", "evil"]);
    clone.write(".git/hooks/pre-commit", "#!/bin/sh\n");
    clone.git(&["update-ref", "refs/heads/backend-factory/x", &base]);
    let admin = clone.root().join(".git/worktrees/run");
    fs::write(admin.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    let control = |path: &str| Tamper::Control {
        path: path.to_owned(),
    };
    let seen = repository
        .tampered(&tree, "backend-factory/x", &made, &before)
        .unwrap();
    let now = "ref: refs/heads/main".to_owned();
    assert_eq!(
        seen,
        [
            Tamper::GitFile,
            Tamper::Head { now },
            Tamper::Rewritten { now: base.clone() },
            control("config"),
            control("hooks/pre-commit"),
        ]
    );
    // Our own eyes do not depend on any of it.
    assert!(repository.changes(&tree, &made).unwrap().is_empty());
    repository
        .restore(&tree, "backend-factory/x", &made)
        .unwrap();
    let left = repository
        .tampered(&tree, "backend-factory/x", &made, &before)
        .unwrap();
    assert_eq!(left, [control("config"), control("hooks/pre-commit")]);
    assert_eq!(git(&tree, &["status", "--porcelain"]), "");
    assert_eq!(git(&tree, &["log", "-1", "--format=%H"]).trim(), made);
}

/// A branch `run` off main with a changed, a new, a removed and an executable file, and a document.
fn with_branch(clone: &Clone) -> (Repository, String) {
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

#[test]
fn a_run_is_applied_to_the_users_files_whole_and_without_its_documents() {
    let clone = Clone::new();
    let (repository, base) = with_branch(&clone);
    // Changes of their own elsewhere are no reason, and stay.
    clone.write("README.md", "# Mine\n");
    let index = fs::read(clone.root().join(".git/index")).unwrap();
    let written = repository.apply(&base, "run", ".backend-factory").unwrap();
    assert_eq!(
        written,
        [
            "bin/tool.sh",
            "image.bin",
            "old.txt",
            "src/lib.rs",
            "src/new.rs"
        ]
    );
    let read = |path: &str| fs::read_to_string(clone.root().join(path)).unwrap();
    assert_eq!(read("src/lib.rs"), "pub fn one() -> u8 {\n    2\n}\n");
    assert_eq!(read("image.bin"), "\0\u{1}\u{2}\0");
    assert_eq!(read("README.md"), "# Mine\n");
    let mode = clone
        .root()
        .join("bin/tool.sh")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o111, 0o111);
    assert!(!clone.root().join("old.txt").exists());
    assert!(!clone.root().join(".backend-factory").exists());
    assert_eq!(
        fs::read(clone.root().join(".git/index")).unwrap(),
        index,
        "the index is the user's"
    );
    // A second time these are changes of the user's.
    let error = repository
        .apply(&base, "run", ".backend-factory")
        .unwrap_err();
    assert!(matches!(error, Error::OwnChanges(_)), "{error}");
}

#[test]
fn what_does_not_fit_is_refused_with_nothing_written() {
    type Spoil = fn(&Clone);
    let cases: &[(Spoil, &str)] = &[
        (
            |clone| clone.write("src/lib.rs", "mine\n"),
            "changes of your own in src/lib.rs",
        ),
        (
            |clone| clone.write("src/new.rs", "mine\n"),
            "changes of your own in src/new.rs",
        ),
        (
            |clone| {
                clone.write("src/lib.rs", "mine\n");
                clone.git(&["add", "-A"]);
            },
            "changes of your own in src/lib.rs",
        ),
        (
            |clone| {
                clone.write("src/lib.rs", "moved on\n");
                clone.git(&["commit", "-q", "-a", "-m", "On"]);
            },
            "do not fit",
        ),
        // Ignored, and there.
        (
            |clone| {
                clone.write(".gitignore", "/image.bin\n");
                clone.git(&["commit", "-q", "-a", "-m", "Ignore"]);
                clone.write("image.bin", "mine\n");
            },
            "do not fit",
        ),
        // Through a link out of the tree.
        (
            |clone| {
                let elsewhere = clone.dir.path().join("elsewhere");
                fs::create_dir(&elsewhere).unwrap();
                symlink(elsewhere, clone.root().join("bin")).unwrap();
                clone.git(&["add", "-A"]);
                clone.git(&["commit", "-q", "-m", "Link"]);
            },
            "do not fit",
        ),
    ];
    for (spoil, why) in cases {
        let clone = Clone::new();
        let (repository, base) = with_branch(&clone);
        spoil(&clone);
        let status = clone.git(&["status", "--porcelain", "-z"]);
        let error = repository
            .apply(&base, "run", ".backend-factory")
            .unwrap_err();
        assert!(error.to_string().contains(why), "{why}: {error}");
        assert_eq!(clone.git(&["status", "--porcelain", "-z"]), status, "{why}");
        assert!(!clone.dir.path().join("elsewhere/tool.sh").exists());
    }
}

#[test]
fn a_look_at_a_worktree_sees_what_is_not_committed_and_leaves_nothing() {
    let clone = Clone::new();
    let (repository, base) = clone.prepared();
    let worktree = clone.worktree();
    write(&worktree.join("src/lib.rs"), "changed\n");
    write(&worktree.join("src/new.rs"), "new\n");
    write(&worktree.join("a.log"), "ignored\n");
    let seen = repository.look(&worktree, &base).unwrap();
    let paths: Vec<_> = seen
        .changes
        .iter()
        .map(|change| (change.path.as_str(), change.kind.word()))
        .collect();
    assert_eq!(paths, [("src/lib.rs", "modified"), ("src/new.rs", "added")]);
    let text = repository
        .diff_text(&base, &seen.tree, 10_000)
        .unwrap()
        .text;
    assert!(text.contains("+changed") && text.contains("+new"), "{text}");
    let admin = clone.root().join(".git/worktrees");
    let left: Vec<_> = fs::read_dir(fs::read_dir(admin).unwrap().next().unwrap().unwrap().path())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter(|name| name.contains("look"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn applying_in_a_hostile_clone_runs_nothing() {
    let clone = Clone::new();
    clone.write(
        ".gitattributes",
        "* filter=evil diff=evil\n*.bin filter=a=b\n",
    );
    let (repository, base) = with_branch(&clone);
    let canary = make_hostile(&clone);
    let written = repository.apply(&base, "run", ".backend-factory");
    let ran = fs::read_to_string(&canary).unwrap_or_default();
    assert_eq!(ran, "", "the clone ran programs of its own");
    assert_eq!(written.unwrap().len(), 5);
}

#[test]
fn a_hint_leads_to_the_folder_that_git_names() {
    let clone = Clone::new();
    let (repository, _) = clone.prepared();
    let same = |folder: &Path| {
        let hint = git_room::common_dir_hint(folder).and_then(|path| path.canonicalize().ok());
        assert_eq!(hint.as_deref(), Some(repository.common_dir()), "{folder:?}");
    };
    same(&clone.root());
    same(&clone.root().join("src"));
    same(&clone.worktree());
    let elsewhere = tempfile::tempdir().unwrap();
    write(&elsewhere.path().join(".git"), "no such line\n");
    assert_eq!(git_room::common_dir_hint(elsewhere.path()), None);
}
