//! `backend-factory supervise`: runs one program and lets nothing of it survive.
//!
//! It is the subreaper of the program's whole tree. Its own standard input is both the program's
//! input and the control pipe: when it closes, because whoever started us is done or dead, the
//! program gets a moment to end by itself (none if the starter is dead), and then everything below
//! is killed. A termination signal kills at once. It deliberately writes nothing to standard output
//! or error of its own accord: both belong to the program.

use std::{ffi::OsString, path::PathBuf, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, getpid, getppid, kill_process, kill_process_group};
use tokio::{
    process::Command,
    signal::unix::{SignalKind, signal},
    time::timeout,
};

use super::{confine::become_program, tree::kill_everything_below_us};
use crate::agent::sandbox::Sandbox;

/// How long a program may take to end by itself after its input closed, and again after SIGTERM.
const GRACE: Duration = Duration::from_millis(1000);
/// How long a sweep may take; killed processes in uninterruptible sleep may outlast it.
const SWEEP: Duration = Duration::from_secs(5);
/// What a shell answers for a program that cannot be run.
const CANNOT_RUN: i32 = 126;

/// The options of the hidden subcommand.
#[derive(Default)]
struct Options {
    confined: bool,
    no_input: bool,
    parent: Option<i32>,
    sandbox: Option<Sandbox>,
    argv: Vec<OsString>,
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Options, String> {
    let mut options = Options::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or("an option lacks its value");
        match argument.to_str() {
            Some("--") => {
                options.argv = arguments.collect();
                break;
            }
            Some("--confined") => options.confined = true,
            Some("--no-input") => options.no_input = true,
            Some("--parent") => {
                options.parent = value()?.to_str().and_then(|text| text.parse().ok())
            }
            Some("--sandbox") => {
                let level = value()?.to_str().and_then(|text| text.parse().ok());
                let level = level.ok_or("--sandbox takes `enforced` or `partial`")?;
                options.sandbox.get_or_insert_default().level = level;
            }
            Some("--write") => {
                let path = PathBuf::from(value()?);
                options.sandbox.get_or_insert_default().write.push(path);
            }
            _ => return Err(format!("unknown option {argument:?}")),
        }
    }
    if options.argv.is_empty() {
        return Err("no program was named".to_owned());
    }
    Ok(options)
}

/// Carries out `supervise ARGUMENTS…` and gives the exit code. Blocks; call it from a thread that
/// has no async runtime, before anything else of the process was started.
pub fn supervise(arguments: impl IntoIterator<Item = OsString>) -> i32 {
    let options = match parse(arguments) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("backend-factory supervise: {problem}");
            return 2;
        }
    };
    if options.confined {
        let problem = become_program(options.sandbox.as_ref(), options.parent, &options.argv);
        eprintln!(
            "backend-factory: {:?} was not started: {problem}",
            options.argv[0]
        );
        return CANNOT_RUN;
    }
    // A session of our own: a signal to the starter's terminal or group does not reach the program.
    let _ = rustix::process::setsid();
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(getpid()));
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(problem) => {
            eprintln!("backend-factory supervise: {problem}");
            return CANNOT_RUN;
        }
    };
    let end = runtime.block_on(hold(&options));
    // The reader of standard input may hang in its system call for ever; never wait for it.
    runtime.shutdown_background();
    kill_everything_below_us(SWEEP);
    match end {
        End::Code(code) => code,
        End::Signal(number) => die_like_it(number),
    }
}

enum End {
    Code(i32),
    Signal(i32),
}

async fn hold(options: &Options) -> End {
    let starter = getppid();
    let mut terminate = [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ]
    .into_iter()
    .filter_map(|kind| signal(kind).ok())
    .collect::<Vec<_>>();
    let mut child = match confined(options).spawn() {
        Ok(child) => child,
        Err(problem) => {
            eprintln!("backend-factory supervise: {problem}");
            return End::Code(CANNOT_RUN);
        }
    };
    // Our own copy of its output would hide that it closed it.
    if let Ok(nothing) = std::fs::OpenOptions::new().write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdout(&nothing);
    }
    let group = child.id().and_then(|id| Pid::from_raw(id as i32));
    let mut input = child.stdin.take();
    let forward = async {
        let mut ours = tokio::io::stdin();
        match &mut input {
            Some(theirs) => {
                // It may end without reading all: then only our own input still tells us anything.
                if tokio::io::copy(&mut ours, theirs).await.is_err() {
                    let _ = tokio::io::copy(&mut ours, &mut tokio::io::sink()).await;
                }
            }
            None => {
                let _ = tokio::io::copy(&mut ours, &mut tokio::io::sink()).await;
            }
        }
        drop(input.take());
    };
    let signalled =
        futures::future::select_all(terminate.iter_mut().map(|stream| Box::pin(stream.recv())));
    tokio::select! {
        status = child.wait() => return status.map_or(End::Code(CANNOT_RUN), |status| end_of(&status)),
        _ = signalled => {}
        () = forward => {
            if getppid() == starter {
                if let Ok(Ok(status)) = timeout(GRACE, child.wait()).await {
                    return end_of(&status);
                }
                if let Some(group) = group {
                    let _ = kill_process_group(group, Signal::TERM);
                }
                if let Ok(Ok(status)) = timeout(GRACE, child.wait()).await {
                    return end_of(&status);
                }
            }
        }
    }
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
    match timeout(GRACE, child.wait()).await {
        Ok(Ok(status)) => end_of(&status),
        _ => End::Signal(Signal::KILL.as_raw()),
    }
}

/// The program, behind our own `--confined` step.
fn confined(options: &Options) -> Command {
    let mut command = Command::new("/proc/self/exe");
    if !cfg!(target_os = "linux") {
        command = Command::new(std::env::current_exe().unwrap_or_default());
    }
    command.arg0("backend-factory");
    command.args(["supervise", "--confined"]);
    command
        .arg("--parent")
        .arg(getpid().as_raw_nonzero().to_string());
    if let Some(sandbox) = &options.sandbox {
        command.args(sandbox.arguments());
    }
    command.arg("--").args(&options.argv);
    command.stdin(if options.no_input {
        Stdio::null()
    } else {
        Stdio::piped()
    });
    command.process_group(0);
    command
}

fn end_of(status: &std::process::ExitStatus) -> End {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Code(code),
        (None, signal) => End::Signal(signal.unwrap_or_default()),
    }
}

/// Ends by the signal that ended the program, so that whoever waits for us sees the same.
fn die_like_it(number: i32) -> i32 {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Our core would be nobody's help.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    // Only signals whose default is death, and none that tokio holds a handler for.
    if let Some(signal) = Signal::from_named_raw(number)
        && !matches!(signal, Signal::TERM | Signal::INT | Signal::HUP)
    {
        let _ = kill_process(getpid(), signal);
        std::thread::sleep(Duration::from_millis(50));
    }
    128 + number
}
