//! Which folder is whose repository, and what is said where there is none that can be used.

use std::path::Path;

use backend_factory::git as git_room;
use backend_factory::git::{Error, Repository};

use crate::place::{Clone, git, write};

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
