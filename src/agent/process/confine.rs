//! The last step before a program runs: `supervise --confined`. It dies with the supervisor, gives up
//! its rights to write, and becomes the program. Deliberately a process of its own: Landlock binds the
//! calling thread, and only an `exec` right behind it is free of threads (and of `unsafe`).

use std::{ffi::OsString, io, os::unix::process::CommandExt, process};

use crate::agent::sandbox::{Level, Sandbox};

/// Becomes `argv`; returns only with the reason why not.
pub fn become_program(
    sandbox: Option<&Sandbox>,
    parent: Option<i32>,
    argv: &[OsString],
) -> io::Error {
    let Some((program, arguments)) = argv.split_first() else {
        return io::Error::new(io::ErrorKind::InvalidInput, "no program was named");
    };
    #[cfg(target_os = "linux")]
    {
        // Survives exec: the program dies even if the supervisor itself is killed.
        let _ =
            rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
        let now = rustix::process::getppid().map(|pid| pid.as_raw_nonzero().get());
        if parent.is_some() && now != parent {
            return io::Error::other("the supervisor is gone");
        }
    }
    let _ = parent;
    if let Some(sandbox) = sandbox {
        match sandbox.enforce() {
            Ok(level) if level >= sandbox.level => {}
            Ok(level) => {
                return io::Error::other(format!(
                    "the sandbox is {level}, {} was promised",
                    sandbox.level
                ));
            }
            Err(problem) => return io::Error::other(problem.to_string()),
        }
        debug_assert!(sandbox.level > Level::None);
    }
    process::Command::new(program).args(arguments).exec()
}
