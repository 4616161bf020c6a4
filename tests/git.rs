//! The git room over real repositories: a full set of operations leaves the user's tree and index
//! byte-identical, a hostile clone runs nothing, and nothing that an agent writes is lost.
//! The subjects are in the files of `git/`.

#[path = "git/apply.rs"]
mod apply;
#[path = "git/changes.rs"]
mod changes;
#[path = "git/hostile.rs"]
mod hostile;
mod person;
#[path = "git/place.rs"]
mod place;
#[path = "git/repository.rs"]
mod repository;
#[path = "git/worktree.rs"]
mod worktree;
