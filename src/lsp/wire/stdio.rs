//! The process's own stdin and stdout as asynchronous streams.
//!
//! Editors give a pipe or a socket: those are read and written without a thread between, which
//! halves what a keystroke costs. Anything else (a file, a terminal) goes through tokio's threads.
//! Non-blocking mode belongs to the pipe, not to us, so it is taken back at the end.

use tokio::io::{AsyncRead, AsyncWrite};

/// What the client writes.
pub type Input = Box<dyn AsyncRead + Unpin + Send>;
/// What the client reads. Nobody else may hold it.
pub type Output = Box<dyn AsyncWrite + Unpin + Send>;

/// Both, until the guard is dropped. Needs a runtime.
pub fn open() -> (Input, Output, Guard) {
    #[cfg(unix)]
    {
        let guard = Guard::new();
        let input = unix::input().unwrap_or_else(|| Box::new(tokio::io::stdin()));
        let output = unix::output().unwrap_or_else(|| Box::new(tokio::io::stdout()));
        (input, output, guard)
    }
    #[cfg(not(unix))]
    {
        let (input, output) = (tokio::io::stdin(), tokio::io::stdout());
        (Box::new(input), Box::new(output), Guard {})
    }
}

/// Gives stdin and stdout back as they were.
pub struct Guard {
    #[cfg(unix)]
    before: [Option<rustix::fs::OFlags>; 2],
}

#[cfg(unix)]
impl Guard {
    fn new() -> Self {
        let flags = |fd| rustix::fs::fcntl_getfl(fd).ok();
        Guard {
            before: [
                flags(rustix::stdio::stdin()),
                flags(rustix::stdio::stdout()),
            ],
        }
    }
}

#[cfg(unix)]
impl Drop for Guard {
    fn drop(&mut self) {
        let fds = [rustix::stdio::stdin(), rustix::stdio::stdout()];
        for (fd, before) in fds.into_iter().zip(self.before) {
            if let Some(before) = before {
                // Whoever has it next may not expect us to have changed it; if it is closed, nobody has.
                let _ = rustix::fs::fcntl_setfl(fd, before);
            }
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::unix::net::UnixStream as Socket;

    use rustix::fs::FileType;
    use tokio::net::{UnixStream, unix::pipe};

    use super::{Input, Output};

    fn kind(fd: BorrowedFd<'_>) -> Option<FileType> {
        let stat = rustix::fs::fstat(fd).ok()?;
        Some(FileType::from_raw_mode(stat.st_mode))
    }

    fn socket(fd: BorrowedFd<'_>) -> Option<UnixStream> {
        let socket = Socket::from(fd.try_clone_to_owned().ok()?);
        socket.set_nonblocking(true).ok()?;
        UnixStream::from_std(socket).ok()
    }

    pub fn input() -> Option<Input> {
        let stdin = std::io::stdin();
        let fd = stdin.as_fd();
        match kind(fd)? {
            FileType::Fifo => {
                let pipe = pipe::Receiver::from_owned_fd(fd.try_clone_to_owned().ok()?).ok()?;
                Some(Box::new(pipe))
            }
            FileType::Socket => Some(Box::new(socket(fd)?)),
            _ => None,
        }
    }

    pub fn output() -> Option<Output> {
        let stdout = std::io::stdout();
        let fd = stdout.as_fd();
        match kind(fd)? {
            FileType::Fifo => {
                let pipe = pipe::Sender::from_owned_fd(fd.try_clone_to_owned().ok()?).ok()?;
                Some(Box::new(pipe))
            }
            FileType::Socket => Some(Box::new(socket(fd)?)),
            _ => None,
        }
    }
}
