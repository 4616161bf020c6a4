//! Python: one module, and `unittest` tests that also pytest finds.

use super::{Feature, File, Project, Turn, fill};

pub fn find(turn: &Turn) -> Option<Project> {
    let manifests = [
        "pyproject.toml",
        "setup.py",
        "requirements.txt",
        "setup.cfg",
    ];
    manifests
        .iter()
        .any(|name| turn.worktree.join(name).is_file())
        .then(|| Project::Python {
            src: turn.worktree.join("src").is_dir(),
        })
}

pub fn source(path: String, feature: &Feature) -> Vec<File> {
    vec![File::new(
        path,
        fill(include_str!("../templates/store.py.txt"), feature, &[]),
        "the module",
    )]
}

pub fn tests(path: String, src: bool, feature: &Feature) -> Vec<File> {
    let folder = if src { "src" } else { "." };
    let text = fill(
        include_str!("../templates/store_test.py.txt"),
        feature,
        &[("__FOLDER__", folder)],
    );
    // Without it, `unittest discover` does not look into the folder.
    vec![
        File::new(path, text, "the tests"),
        File::new("tests/__init__.py", "", "makes the folder discoverable"),
    ]
}
