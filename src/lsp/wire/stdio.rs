//! The process's own stdin and stdout as asynchronous streams.

use tokio::io::{AsyncRead, AsyncWrite};

/// What the client writes.
pub fn input() -> impl AsyncRead + Unpin {
    tokio::io::stdin()
}

/// What the client reads. Nobody else may hold it.
pub fn output() -> impl AsyncWrite + Unpin {
    tokio::io::stdout()
}
