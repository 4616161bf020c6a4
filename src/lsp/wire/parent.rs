//! Ends when the process that started us is gone, so that no server outlives its editor.
//!
//! The client names its process at `initialize`. A number that is no living process here (another
//! namespace, another machine) is ignored: the end of stdin is the sign then.

#[cfg(unix)]
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;

/// Waits until `pid` is gone; for ever when it is not there at this moment. Looks at once, not when
/// first polled: a client that dies right after `initialize` must not be taken for a wrong number.
#[cfg(unix)]
pub fn gone(pid: u32) -> BoxFuture<'static, ()> {
    let process = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
        .filter(|process| alive(*process));
    let Some(process) = process else {
        tracing::warn!(pid, "the client's process id is no process here; ignored");
        return std::future::pending().boxed();
    };
    #[cfg(target_os = "linux")]
    if let Some(told) = told(process) {
        return told.map(drop).boxed();
    }
    async move {
        while alive(process) {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    .boxed()
}

/// Has a small thread sleep until the process has ended, so that nothing polls.
#[cfg(target_os = "linux")]
fn told(process: rustix::process::Pid) -> Option<tokio::sync::oneshot::Receiver<()>> {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::process::{PidfdFlags, pidfd_open};
    let fd = pidfd_open(process, PidfdFlags::empty()).ok()?;
    let (tell, told) = tokio::sync::oneshot::channel();
    let sleeper = std::thread::Builder::new()
        .name("parent".to_owned())
        .stack_size(64 * 1024);
    let sleeps = sleeper.spawn(move || {
        let mut fds = [PollFd::new(&fd, PollFlags::IN)];
        while poll(&mut fds, None) == Err(rustix::io::Errno::INTR) {}
        let _ = tell.send(());
    });
    sleeps.ok().map(|_| told)
}

#[cfg(unix)]
fn alive(process: rustix::process::Pid) -> bool {
    // EPERM means that it lives and is not ours.
    !matches!(
        rustix::process::test_kill_process(process),
        Err(rustix::io::Errno::SRCH)
    )
}

/// Elsewhere the end of stdin is the sign.
#[cfg(not(unix))]
pub fn gone(_pid: u32) -> BoxFuture<'static, ()> {
    std::future::pending().boxed()
}
