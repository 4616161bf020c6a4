//! Runs a command to its end and keeps what it said: the source of evidence.
//!
//! Deliberately no shell, no input, no inherited environment, and no judgement of the outcome.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};
use tokio::{io::AsyncReadExt, net::unix::pipe, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    BASE_ENV, Containment, Error, TOOL_ENV, environment,
    spawn::{end, supervised},
    tail::HeadTail,
};
use crate::agent::sandbox::Sandbox;

/// What is to be run, and how far it may go.
#[derive(Clone, Debug)]
pub struct Command {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Where.
    pub cwd: PathBuf,
    /// Variables on top of those that [`BASE_ENV`] and [`TOOL_ENV`] let through.
    pub env: Vec<(String, String)>,
    /// Wall time.
    pub limit: Duration,
    /// Bytes of the beginning and of the end that are given back.
    pub keep: (usize, usize),
    /// File for the whole output, and how many bytes of it at most.
    pub file: Option<(PathBuf, u64)>,
    /// What it may write.
    pub sandbox: Option<Sandbox>,
}

impl Command {
    /// With the usual limits: 15 minutes, 16 KiB of the beginning, 48 KiB of the end, no file.
    pub fn new(argv: &[impl AsRef<str>], cwd: &Path) -> Command {
        Command {
            argv: argv.iter().map(|word| word.as_ref().to_owned()).collect(),
            cwd: cwd.to_owned(),
            env: Vec::new(),
            limit: Duration::from_secs(900),
            keep: (16 * 1024, 48 * 1024),
            file: None,
            sandbox: None,
        }
    }
}

/// What a command did.
#[derive(Clone, Debug)]
pub struct CommandOutput {
    /// None when a signal or a limit ended it.
    pub exit_code: Option<i32>,
    /// The signal that ended it, if one did.
    pub signal: Option<i32>,
    /// The wall limit ended it.
    pub timed_out: bool,
    /// We were told to stop.
    pub cancelled: bool,
    /// Wall time.
    pub duration: Duration,
    /// Beginning and end of what it wrote to output and error, in the order it was written.
    pub text: String,
    /// How many bytes it wrote.
    pub bytes: u64,
    /// SHA-256 of all of them, lower-case hex.
    pub sha256: String,
    /// The file that has them.
    pub file: Option<PathBuf>,
    /// What held its tree.
    pub containment: Containment,
}

impl CommandOutput {
    /// Ended by itself with code 0.
    pub fn success(&self) -> bool {
        self.exit_code == Some(0) && !self.timed_out && !self.cancelled
    }
}

/// How long the last output may take to arrive once everything that could write it is dead.
const DRAIN: Duration = Duration::from_millis(500);

/// Runs it. Waits for the process, not for the end of its output: a grandchild that holds the pipe
/// holds nobody up. Whatever is left below the command when it ends is killed.
pub async fn run_command(
    command: &Command,
    stop: &CancellationToken,
) -> Result<CommandOutput, Error> {
    let mut env = environment(BASE_ENV);
    env.extend(environment(TOOL_ENV));
    env.extend(command.env.iter().cloned());
    let (mut program, containment) = supervised(
        &command.argv,
        &command.cwd,
        &env,
        command.sandbox.as_ref(),
        false,
    )?;
    let failed = |source| Error::Spawn {
        program: command.argv[0].clone(),
        source,
    };
    let mut kept = Kept::new(command)?;
    // One pipe for both, so that the order of the lines is the order of writing.
    let (reader, writer) = std::io::pipe().map_err(failed)?;
    program
        .stdout(writer.try_clone().map_err(failed)?)
        .stderr(writer);
    if containment == Containment::Group {
        program.stdin(Stdio::null());
    }
    let begin = Instant::now();
    let mut child = program.spawn().map_err(failed)?;
    // The builder holds our copies of the writing end.
    drop(program);
    let control = child.stdin.take();
    let mut reader = pipe::Receiver::from_owned_fd(reader.into()).map_err(failed)?;
    let mut buffer = vec![0; 64 * 1024];
    let (mut timed_out, mut cancelled, mut open) = (false, false, true);
    let deadline = tokio::time::sleep(command.limit);
    tokio::pin!(deadline);
    let status = loop {
        tokio::select! {
            status = child.wait() => break status.ok(),
            () = &mut deadline => { timed_out = true; break None }
            () = stop.cancelled() => { cancelled = true; break None }
            count = reader.read(&mut buffer), if open => match count {
                Ok(count @ 1..) => kept.push(&buffer[..count]),
                _ => open = false,
            }
        }
    };
    if status.is_none() {
        end(&mut child, containment).await;
    }
    let duration = begin.elapsed();
    drop(control);
    while let Ok(Ok(count @ 1..)) = timeout(DRAIN, reader.read(&mut buffer)).await {
        kept.push(&buffer[..count]);
    }
    use std::os::unix::process::ExitStatusExt;
    Ok(CommandOutput {
        exit_code: status.and_then(|status| status.code()),
        signal: status.and_then(|status| status.signal()),
        timed_out,
        cancelled,
        duration,
        text: kept.kept.text(),
        bytes: kept.bytes,
        sha256: hex(&kept.hash.finalize()),
        file: kept.file.map(|(_, path, _)| path),
        containment,
    })
}

/// What is remembered of the output while it comes.
struct Kept {
    kept: HeadTail,
    bytes: u64,
    hash: Sha256,
    file: Option<(std::fs::File, PathBuf, u64)>,
}

impl Kept {
    fn new(command: &Command) -> Result<Kept, Error> {
        let file = match &command.file {
            None => None,
            Some((path, limit)) => {
                let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
                let file = made.and_then(|()| std::fs::File::create(path));
                let file = file.map_err(|source| Error::Output {
                    path: path.display().to_string(),
                    source,
                })?;
                Some((file, path.clone(), *limit))
            }
        };
        Ok(Kept {
            kept: HeadTail::new(command.keep.0, command.keep.1),
            bytes: 0,
            hash: Sha256::new(),
            file,
        })
    }

    fn push(&mut self, bytes: &[u8]) {
        self.kept.push(bytes);
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        if let Some((file, _, left)) = &mut self.file {
            let part = &bytes[..bytes
                .len()
                .min(usize::try_from(*left).unwrap_or(usize::MAX))];
            // A full disk must not take the command's outcome away; the hash still covers all.
            if file.write_all(part).is_err() {
                *left = 0;
            }
            *left = left.saturating_sub(part.len() as u64);
        }
    }
}

/// Lower-case hex.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
