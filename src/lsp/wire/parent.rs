//! Ends when the process that started us is gone, so that no server outlives its editor.
//!
//! The client names its process at `initialize`. A number that is no living process here (another
//! namespace, another machine) is ignored: the end of stdin is the sign then.

use std::time::Duration;

/// Waits until `pid` is gone; for ever when it was not there to begin with.
#[cfg(unix)]
pub async fn gone(pid: u32) {
    let Some(process) = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    else {
        return std::future::pending().await;
    };
    if !alive(process) {
        tracing::warn!(pid, "the client's process id is no process here; ignored");
        return std::future::pending().await;
    }
    #[cfg(target_os = "linux")]
    if let Ok(fd) = rustix::process::pidfd_open(process, rustix::process::PidfdFlags::empty()) {
        let (tell, told) = tokio::sync::oneshot::channel();
        // Readable when the process has ended: a small thread sleeps in it, and nothing polls.
        let waits = std::thread::Builder::new()
            .name("parent".to_owned())
            .stack_size(64 * 1024)
            .spawn(move || {
                use rustix::event::{PollFd, PollFlags, poll};
                let mut fds = [PollFd::new(&fd, PollFlags::IN)];
                while poll(&mut fds, None) == Err(rustix::io::Errno::INTR) {}
                let _ = tell.send(());
            });
        if waits.is_ok() && told.await.is_ok() {
            return;
        }
    }
    while alive(process) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
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
pub async fn gone(_pid: u32) {
    let _ = Duration::ZERO;
    std::future::pending().await
}
