//! Repositories as they come: none, empty, detached, dirty, with submodules, worktrees of worktrees.

#[path = "engine/bench.rs"]
mod bench;

use std::fs;

use backend_factory::{
    engine::{Embedded, Engine, Error},
    workflow::{Phase, view::RunState},
};
use bench::{Bench, git, settled};

fn plan_only(bench: &Bench, engine: &Embedded) -> backend_factory::workflow::RunView {
    let mut order = bench.order();
    order.phases = vec![Phase::Requirements, Phase::Plan];
    let id = engine.start(&order).expect("a run").id;
    let view = settled(engine, &id);
    assert_eq!(
        view.state,
        RunState::Completed,
        "{}\n{}",
        view.message,
        bench.log(&id)
    );
    view
}

#[test]
fn no_repository() {
    let bench = Bench::empty();
    let outside = bench.root().join("outside");
    fs::create_dir(&outside).expect("a folder");
    let error = Embedded::open(&outside, bench.settings.clone()).expect_err("nothing there");
    assert!(
        matches!(error, Error::NotARepository(_)) && error.to_string().contains("Next:"),
        "{error}"
    );
}

#[test]
fn no_commit() {
    let bench = Bench::empty();
    let error = bench
        .engine()
        .start(&bench.order())
        .expect_err("nothing to start from");
    assert!(matches!(error, Error::NoCommit), "{error}");
    // Nothing is made in a clone in which nothing was started.
    assert!(bench.engine().runs().expect("no runs").is_empty());
    assert!(!bench.clone_dir().join(".git/backend-factory").exists());
}

#[test]
fn an_unknown_agent() {
    let bench = Bench::quick().with(|settings| settings.agent = Some("nobody".to_owned()));
    let error = bench
        .engine()
        .start(&bench.order())
        .expect_err("no such agent");
    assert!(
        matches!(error, Error::NoAgent(_)) && error.to_string().contains("Next:"),
        "{error}"
    );
    let bench = Bench::quick().with(|settings| {
        let command = vec!["/nowhere/agent".to_owned()];
        settings.agents.insert(
            "mine".to_owned(),
            backend_factory::agent::Custom {
                command,
                ..Default::default()
            },
        );
        settings.agent = Some("mine".to_owned());
    });
    let error = bench
        .engine()
        .start(&bench.order())
        .expect_err("not installed");
    assert!(matches!(error, Error::NoAgent(_)), "{error}");
}

#[test]
fn a_detached_head() {
    let bench = Bench::quick();
    bench.git(&["checkout", "-q", "--detach"]);
    plan_only(&bench, &bench.engine());
    assert_eq!(bench.git(&["rev-parse", "--abbrev-ref", "HEAD"]), "HEAD");
}

#[test]
fn a_dirty_tree_stays_as_it_is() {
    let bench = Bench::quick();
    bench.write("src/sample.py", "half done");
    bench.write("staged.txt", "staged");
    bench.git(&["add", "staged.txt"]);
    bench.write("untracked.txt", "untracked");
    let index = fs::read(bench.clone_dir().join(".git/index")).expect("an index");
    let status = bench.git(&["status", "--porcelain"]);
    let index_after_status = fs::read(bench.clone_dir().join(".git/index")).expect("an index");
    let view = plan_only(&bench, &bench.engine());
    assert_eq!(
        fs::read(bench.clone_dir().join(".git/index")).expect("an index"),
        index_after_status
    );
    assert!(index.len() == index_after_status.len());
    assert_eq!(bench.git(&["status", "--porcelain"]), status);
    let files = bench.git(&["ls-tree", "-r", "--name-only", &view.branch]);
    assert!(
        !files.contains("staged.txt") && !files.contains("untracked.txt"),
        "{files}"
    );
}

#[test]
fn a_submodule() {
    let bench = Bench::quick();
    let other = bench.root().join("other");
    fs::create_dir(&other).expect("a folder");
    git(&other, &["init", "-q", "-b", "main"]);
    git(&other, &["commit", "-q", "--allow-empty", "-m", "Other"]);
    bench.git(&["submodule", "--quiet", "add", "../other", "vendored"]);
    bench.git(&["commit", "-q", "-m", "A submodule"]);
    plan_only(&bench, &bench.engine());
}

#[test]
fn a_worktree_of_a_worktree() {
    let bench = Bench::quick();
    bench.git(&["worktree", "add", "-q", "../second", "-b", "second"]);
    let second = bench.root().join("second");
    let engine = Embedded::open(&second.join("src"), bench.settings.clone())
        .expect("a worktree is a clone too");
    let view = plan_only(&bench, &engine);
    // One journal a clone, whichever worktree one looks from.
    assert_eq!(bench.engine().runs().expect("runs")[0].id, view.id);
    assert_eq!(git(&second, &["status", "--porcelain"]), "");
}
