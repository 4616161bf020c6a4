//! Starts processes of our own that must outlive whoever starts them.
//!
//! A worker is started twice removed: a first process opens a session of its own, starts the real
//! one and ends. So no terminal reaches the worker, and an editor that kills its children and their
//! children does not find it. This file deliberately does not wait for what it starts.

use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::agent::process::{BASE_ENV, TOOL_ENV, environment, own_program};

use super::Settings;

/// The program to start: the one that the settings name, or this one.
pub(super) fn program(settings: &Settings) -> io::Result<PathBuf> {
    let found = settings.program.clone().or_else(own_program);
    found.ok_or_else(|| {
        io::Error::other("the backend-factory program was not found beside this one")
    })
}

/// A command of our own program, without input, with an environment of known names only. `pass` are
/// names that the run's agent is to see later.
pub(super) fn own(
    program: &Path,
    pass: &[String],
    folder: &Path,
    log: &Path,
) -> io::Result<Command> {
    let mut command = named(program);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command.stderr(log_file(log)?);
    command
        .env_clear()
        .envs(environment(BASE_ENV))
        .envs(environment(TOOL_ENV));
    for name in ["BACKEND_FACTORY_LOG", "RUST_BACKTRACE"]
        .into_iter()
        .chain(pass.iter().map(String::as_str))
    {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // Ctrl-C in the terminal of whoever starts it is not for this process.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Ok(command)
}

/// Shown by `ps` under our name, also where the program is reached through `/proc/self/exe`.
fn named(program: &Path) -> Command {
    let mut command = Command::new(program);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, "backend-factory");
    command
}

/// Starts the worker of a run, and returns when it is on its own.
pub(super) fn worker(
    program: &Path,
    pass: &[String],
    folder: &Path,
    log: &Path,
    id: &str,
) -> io::Result<()> {
    let mut command = own(program, pass, folder, log)?;
    command
        .args(["worker", "--detach", "--run", id, "--clone"])
        .arg(folder);
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!(
            "the worker could not be started ({status}), see {}",
            log.display()
        )))
    }
}

/// The first process of two: opens a session, starts the second, ends.
pub(super) fn detach(arguments: &[std::ffi::OsString]) -> io::Result<()> {
    // Fails where we lead a process group already; then the group is what separates us.
    let _ = rustix::process::setsid();
    let mut command = named(&own_program().ok_or(io::ErrorKind::NotFound)?);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command.spawn().map(drop)
}

fn log_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
