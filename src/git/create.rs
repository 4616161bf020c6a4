//! Makes a new repository with everything in a folder as its first commit: for the demo.

use std::path::Path;

use super::{
    Author, Error, Repository,
    program::{Call, Git},
};

impl Repository {
    /// Makes a repository of a folder that is none, on the branch `main`, with one commit. Needs no
    /// configured identity, takes no template with hooks.
    pub fn create(folder: &Path, author: &Author, message: &str) -> Result<Repository, Error> {
        let git = Git::locate(folder)?;
        let call = |subcommand: &str| {
            Call::new(&git, subcommand)
                .folder(folder)
                .env("GIT_DIR", folder.join(".git"))
                .env("GIT_WORK_TREE", folder)
        };
        call("init")
            .args(["-q", "-b", "main", "--template="])
            .run()?;
        call("add").args(["-A"]).run()?;
        let tree = call("write-tree").line()?;
        let commit = call("commit-tree")
            .args([&tree, "-F", "-"])
            .input(format!("{message}\n").into_bytes())
            .env("GIT_AUTHOR_NAME", &author.name)
            .env("GIT_AUTHOR_EMAIL", &author.email)
            .env("GIT_COMMITTER_NAME", &author.name)
            .env("GIT_COMMITTER_EMAIL", &author.email)
            .line()?;
        call("update-ref")
            .args(["refs/heads/main", &commit])
            .run()?;
        Repository::discover(folder)
    }
}
