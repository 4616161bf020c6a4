//! What a clone brings along: a whole run leaves the user's tree and index byte-identical, and a hostile
//! clone runs nothing. What the calls are for is looked at in the other files.

use std::{
    collections::BTreeMap, fs, os::unix::fs::PermissionsExt, path::PathBuf, process::Command,
};

use crate::place::{Clone, commit, paths, photograph, with_branch, write};

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
pub fn make_hostile(clone: &Clone) -> PathBuf {
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
