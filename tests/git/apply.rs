//! A run's changes in the user's own files: all of them or none. That a run remembers it is the engine's.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

use backend_factory::git::Error;

use crate::place::{Clone, with_branch};

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
