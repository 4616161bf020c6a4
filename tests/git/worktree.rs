//! A run's worktree: made once, finished after a crash, put right where somebody tampered with it.

use std::{fs, path::PathBuf};

use backend_factory::git::{Error, Tamper};

use crate::place::{Clone, commit, git, write};

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
