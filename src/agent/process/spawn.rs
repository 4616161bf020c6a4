//! Starts a program below the supervisor, and ends it. Deliberately knows no protocol.

use std::{
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::{
    io::AsyncReadExt,
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use super::{Error, tail::Ring};
use crate::agent::sandbox::Sandbox;

/// How much of a program's error output is remembered.
const STDERR: usize = 64 * 1024;
/// How long the supervisor may take to end all after it was told to.
const END: Duration = Duration::from_secs(8);

/// What holds a program's tree together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Containment {
    /// Our supervisor: nothing survives, not even a daemonised child (on Linux).
    Supervised,
    /// A process group only: a child in a session of its own survives.
    Group,
}

/// A running program with piped input and output.
#[derive(Debug)]
pub struct Spawned {
    /// Its input. Dropping it tells the program to end.
    pub stdin: Option<ChildStdin>,
    /// Its output.
    pub stdout: Option<ChildStdout>,
    /// What holds it.
    pub containment: Containment,
    child: Child,
    stderr: Arc<Mutex<Ring>>,
    reader: tokio::task::JoinHandle<()>,
}

/// The program that has our `supervise` subcommand: ourselves, or the binary beside a test.
pub fn own_program() -> Option<PathBuf> {
    let exe = std::env::current_exe().ok()?;
    let name = exe.file_name()?.to_str()?;
    // After an upgrade the running binary has no name any more; the kernel still has the file.
    if name.trim_end_matches(" (deleted)") == "backend-factory" {
        let live = Path::new("/proc/self/exe");
        return Some(if live.exists() { live.to_owned() } else { exe });
    }
    // Test binaries are in target/<profile>/deps, ours in target/<profile>.
    let mut folders = exe.ancestors().skip(1).take(2);
    folders.find_map(|folder| {
        let beside = folder.join("backend-factory");
        beside.is_file().then_some(beside)
    })
}

/// The command that runs `argv` below the supervisor, with nothing but `env` in its environment.
pub(super) fn supervised(
    argv: &[String],
    cwd: &Path,
    env: &[(String, String)],
    sandbox: Option<&Sandbox>,
    input: bool,
) -> Result<(Command, Containment), Error> {
    let (program, arguments) = argv.split_first().ok_or(Error::NoProgram)?;
    if !cwd.is_dir() {
        return Err(Error::NoFolder(cwd.display().to_string()));
    }
    let (mut command, containment) = match own_program() {
        Some(own) => {
            let mut command = Command::new(own);
            command.arg0("backend-factory").arg("supervise");
            if !input {
                command.arg("--no-input");
            }
            if let Some(sandbox) = sandbox {
                command.args(sandbox.arguments());
            }
            command.arg("--").args(argv).stdin(Stdio::piped());
            (command, Containment::Supervised)
        }
        None if sandbox.is_some() => {
            // Never pretend: without the supervisor there is nobody to put the sandbox on.
            return Err(Error::Spawn {
                program: program.clone(),
                source: std::io::Error::other(
                    "the backend-factory program was not found, which holds the sandbox",
                ),
            });
        }
        None => {
            let mut command = Command::new(program);
            command.args(arguments).process_group(0);
            command.stdin(if input { Stdio::piped() } else { Stdio::null() });
            (command, Containment::Group)
        }
    };
    command
        .current_dir(cwd)
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)));
    command.kill_on_drop(true);
    Ok((command, containment))
}

/// Starts `argv` in `cwd` with exactly this environment.
pub fn spawn(
    argv: &[String],
    cwd: &Path,
    env: &[(String, String)],
    sandbox: Option<&Sandbox>,
) -> Result<Spawned, Error> {
    let (mut command, containment) = supervised(argv, cwd, env, sandbox, true)?;
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|source| Error::Spawn {
        program: argv[0].clone(),
        source,
    })?;
    let stderr = Arc::new(Mutex::new(Ring::new(STDERR)));
    let pipe = child.stderr.take();
    let ring = stderr.clone();
    let reader = tokio::spawn(async move {
        let Some(mut pipe) = pipe else { return };
        let mut bytes = vec![0; 8192];
        while let Ok(count @ 1..) = pipe.read(&mut bytes).await {
            if let Ok(mut ring) = ring.lock() {
                ring.push(&bytes[..count]);
            }
        }
    });
    Ok(Spawned {
        stdin: child.stdin.take(),
        stdout: child.stdout.take(),
        containment,
        child,
        stderr,
        reader,
    })
}

impl Spawned {
    /// The last of what it wrote to its error output.
    pub fn stderr(&self) -> String {
        self.stderr
            .lock()
            .map(|ring| ring.text())
            .unwrap_or_default()
    }

    /// Waits until it has ended by itself, at most so long.
    pub async fn ended(&mut self, limit: Duration) -> Option<ExitStatus> {
        timeout(limit, self.child.wait()).await.ok()?.ok()
    }

    /// Ends it and everything below it: at once, or after the moment that a closed input gives it.
    pub async fn end(&mut self, now: bool) -> Option<ExitStatus> {
        self.stdin = None;
        let status = match now {
            true => end(&mut self.child, self.containment).await,
            false => match self.ended(END).await {
                Some(status) => Some(status),
                None => end(&mut self.child, self.containment).await,
            },
        };
        // Everything that held the pipe is dead; this only lets the reader take what is in it.
        let _ = timeout(Duration::from_millis(500), &mut self.reader).await;
        status
    }
}

/// A running command whose output and errors go, merged, to a function.
pub struct Merged {
    child: Child,
    containment: Containment,
    reader: tokio::task::JoinHandle<()>,
    _control: Option<ChildStdin>,
}

/// Starts `argv` without input; `sink` gets every piece of its output.
pub fn merged(
    argv: &[String],
    cwd: &Path,
    env: &[(String, String)],
    sandbox: Option<&Sandbox>,
    sink: impl Fn(&[u8]) + Send + 'static,
) -> Result<Merged, Error> {
    let (mut command, containment) = supervised(argv, cwd, env, sandbox, false)?;
    let failed = |source| Error::Spawn {
        program: argv[0].clone(),
        source,
    };
    let (reader, writer) = std::io::pipe().map_err(failed)?;
    command
        .stdout(writer.try_clone().map_err(failed)?)
        .stderr(writer);
    let mut child = command.spawn().map_err(failed)?;
    drop(command);
    let mut reader =
        tokio::net::unix::pipe::Receiver::from_owned_fd(reader.into()).map_err(failed)?;
    let reader = tokio::spawn(async move {
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(count @ 1..) = reader.read(&mut bytes).await {
            sink(&bytes[..count]);
        }
    });
    Ok(Merged {
        _control: child.stdin.take(),
        child,
        containment,
        reader,
    })
}

impl Merged {
    /// Waits for its end; kills it, and everything below it, when `kill` is sent or dropped.
    pub async fn wait(mut self, kill: tokio::sync::oneshot::Receiver<()>) -> Option<ExitStatus> {
        let status = tokio::select! {
            status = self.child.wait() => status.ok(),
            _ = kill => {
                end(&mut self.child, self.containment).await
            }
        };
        let _ = timeout(Duration::from_millis(500), &mut self.reader).await;
        status
    }
}

fn send(child: &Child, containment: Containment, signal: Signal) {
    let Some(pid) = child.id().and_then(|id| Pid::from_raw(id as i32)) else {
        return;
    };
    let _ = match containment {
        Containment::Supervised => kill_process(pid, signal),
        Containment::Group => kill_process_group(pid, Signal::KILL),
    };
}

/// Ends a child and everything below it, now.
pub(super) async fn end(child: &mut Child, containment: Containment) -> Option<ExitStatus> {
    send(child, containment, Signal::TERM);
    if let Ok(status) = timeout(END, child.wait()).await {
        return status.ok();
    }
    send(child, containment, Signal::KILL);
    timeout(END, child.wait()).await.ok()?.ok()
}
