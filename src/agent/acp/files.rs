//! Files served to the agent: inside the worktree, and nowhere else.
//!
//! Our own process is outside of the agent's sandbox, so serving a file on its behalf must not lend
//! it our rights. Each part of a path is opened relative to the one before it without following
//! links, so neither a planted link nor a race leads outside. Deliberately text only, and bounded.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::OwnedFd,
    path::{Component, Path},
};

use rustix::{
    fs::{
        AtFlags, FileType, Mode, OFlags, fstat, mkdirat, open, openat, renameat, statat, unlinkat,
    },
    io::Errno,
};

use super::shared::Shared;

/// Bytes of a file that is served or taken.
const LIMIT: u64 = 16 << 20;

/// The parts of a path below the worktree. `..`, the root itself and the git folder have none.
pub fn parts(worktree: &Path, path: &Path) -> Result<Vec<String>, String> {
    let relative = if path.is_absolute() {
        path.strip_prefix(worktree)
            .map_err(|_| format!("{} is outside of the worktree", path.display()))?
    } else {
        path
    };
    let mut parts = Vec::new();
    for component in relative.components() {
        match component {
            Component::Normal(part) => parts.push(
                part.to_str()
                    .ok_or_else(|| "the path is not UTF-8".to_owned())?
                    .to_owned(),
            ),
            Component::CurDir => {}
            _ => return Err(format!("{} does not stay in the worktree", path.display())),
        }
    }
    if parts.is_empty() {
        return Err("the worktree itself is no file".to_owned());
    }
    if parts.iter().any(|part| part.eq_ignore_ascii_case(".git")) {
        return Err("git's own files are not served".to_owned());
    }
    Ok(parts)
}

/// Opens the folder that holds the last part; makes the missing ones where asked.
fn folder(worktree: &Path, parts: &[String], make: bool) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut at = open(worktree, flags, Mode::empty())?;
    for part in &parts[..parts.len() - 1] {
        let next = openat(&at, part.as_str(), flags | OFlags::NOFOLLOW, Mode::empty());
        at = match next {
            Err(Errno::NOENT) if make => {
                match mkdirat(&at, part.as_str(), Mode::from_raw_mode(0o777)) {
                    Ok(()) | Err(Errno::EXIST) => {}
                    Err(problem) => return Err(problem.into()),
                }
                openat(&at, part.as_str(), flags | OFlags::NOFOLLOW, Mode::empty())?
            }
            next => next?,
        };
    }
    Ok(at)
}

fn last(parts: &[String]) -> &str {
    parts.last().map_or("", String::as_str)
}

fn said(problem: io::Error, path: &Path) -> String {
    let link = matches!(
        Errno::from_io_error(&problem),
        Some(Errno::LOOP | Errno::NOTDIR)
    );
    if link {
        format!(
            "{} goes through a link or a file; it is not served",
            path.display()
        )
    } else {
        format!("{}: {problem}", path.display())
    }
}

/// Reads a text file.
pub fn read(
    shared: &Shared,
    path: &Path,
    line: Option<u32>,
    limit: Option<u32>,
) -> Result<String, String> {
    let parts = parts(&shared.worktree, path)?;
    let text = read_whole(&shared.worktree, &parts).map_err(|problem| said(problem, path))?;
    if line.is_none() && limit.is_none() {
        return Ok(text);
    }
    let skip = line.unwrap_or(1).saturating_sub(1) as usize;
    let take = limit.map_or(usize::MAX, |limit| limit as usize);
    Ok(text.split_inclusive('\n').skip(skip).take(take).collect())
}

fn read_whole(worktree: &Path, parts: &[String]) -> io::Result<String> {
    let at = folder(worktree, parts, false)?;
    // Without NONBLOCK, opening a named pipe would wait for its writer.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = openat(&at, last(parts), flags, Mode::empty())?;
    let stat = fstat(&file)?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(io::Error::other("it is not an ordinary file"));
    }
    let mut bytes = Vec::new();
    File::from(file).take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other(format!(
            "it is larger than {} MiB",
            LIMIT >> 20
        )));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Writes a text file of the lane; a reader sees the old or the new text, never a part.
pub fn write(shared: &Shared, path: &Path, text: &str) -> Result<(), String> {
    let parts = parts(&shared.worktree, path)?;
    shared.lane.judge_write(&parts.join("/"))?;
    if text.len() as u64 > LIMIT {
        return Err(format!("the text is larger than {} MiB", LIMIT >> 20));
    }
    write_whole(&shared.worktree, &parts, text).map_err(|problem| said(problem, path))
}

fn write_whole(worktree: &Path, parts: &[String], text: &str) -> io::Result<()> {
    let at = folder(worktree, parts, true)?;
    let name = last(parts);
    let mode = match statat(&at, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Mode::from_raw_mode(stat.st_mode & 0o777),
            _ => return Err(Errno::LOOP.into()),
        },
        Err(Errno::NOENT) => Mode::from_raw_mode(0o644),
        Err(problem) => return Err(problem.into()),
    };
    // A new file put in its place: the old one may be a hard link to something outside.
    let draft = format!(".backend-factory-{}.tmp", std::process::id());
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = match openat(&at, draft.as_str(), flags, mode) {
        Err(Errno::EXIST) => {
            unlinkat(&at, draft.as_str(), AtFlags::empty())?;
            openat(&at, draft.as_str(), flags, mode)?
        }
        file => file?,
    };
    let mut file = File::from(file);
    let written = file.write_all(text.as_bytes());
    let moved = written.and_then(|()| Ok(renameat(&at, draft.as_str(), &at, name)?));
    if moved.is_err() {
        let _ = unlinkat(&at, draft.as_str(), AtFlags::empty());
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn paths_stay_in_the_worktree() {
        let worktree = Path::new("/w/tree");
        let cases = [
            ("/w/tree/src/a.rs", Ok("src/a.rs")),
            ("src/./a.rs", Ok("src/a.rs")),
            ("/w/tree", Err(())),
            ("/w/tree/../x", Err(())),
            ("../x", Err(())),
            ("/etc/passwd", Err(())),
            ("/w/treetop/a", Err(())),
            ("/w/tree/.git", Err(())),
            ("sub/.GIT/config", Err(())),
        ];
        for (path, expected) in cases {
            let found = parts(worktree, Path::new(path)).map(|parts| parts.join("/"));
            assert_eq!(found.as_deref().map_err(|_| ()), expected, "{path}");
        }
    }

    #[test]
    fn links_lead_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("in"), folder.path().join("out"));
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir_all(&outside).unwrap();
        std::fs::write(outside.join("secret"), "secret").unwrap();
        symlink(&outside, inside.join("dir")).unwrap();
        symlink(outside.join("secret"), inside.join("file")).unwrap();
        std::fs::hard_link(outside.join("secret"), inside.join("hard")).unwrap();
        let split = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        for path in ["dir/secret", "file"] {
            assert!(read_whole(&inside, &split(path)).is_err(), "read {path}");
            assert!(
                write_whole(&inside, &split(path), "mine").is_err(),
                "write {path}"
            );
        }
        write_whole(&inside, &split("hard"), "mine").unwrap();
        write_whole(&inside, &split("a/b/c.txt"), "new").unwrap();
        assert_eq!(read_whole(&inside, &split("a/b/c.txt")).unwrap(), "new");
        assert_eq!(
            std::fs::read_to_string(outside.join("secret")).unwrap(),
            "secret"
        );
    }
}
