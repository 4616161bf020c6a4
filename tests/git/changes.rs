//! What changed in a worktree, what of it is committed, and what is moved out of it. Nothing is lost.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use backend_factory::git::{Author, ChangeKind, Error, PhaseCommit};

use crate::place::{Clone, commit, git, photograph, write};

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
