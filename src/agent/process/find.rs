//! Finds a program that the person has installed. A repository must not be able to bring its own:
//! relative entries of `PATH`, and whatever lies in the given folders, are passed over.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The absolute path of a program on `PATH` that lies in none of these folders.
pub fn find_outside(program: &str, untrusted: &[PathBuf]) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let folders = env::split_paths(&folders).filter(|folder| folder.is_absolute());
    let folders = env::join_paths(folders).ok()?;
    let inside = |path: &Path| {
        untrusted.iter().any(|folder| {
            let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            path.starts_with(&real) || path.starts_with(folder)
        })
    };
    which::which_in_all(program, Some(folders), "/")
        .ok()?
        .find(|found| !inside(found) && found.canonicalize().is_ok_and(|real| !inside(&real)))
}
