//! Processes: commands whose outcome becomes evidence, agents that are spoken to, and the
//! supervisor that holds the whole tree of either.
//!
//! A process group does not contain what runs in it: a child that starts a session of its own
//! leaves it. So every program is started through `backend-factory supervise`, a subreaper that
//! outlives the program, inherits whatever it leaves behind, and kills it. Where our own binary
//! cannot be found (a program that only links the library) a process group is used, and
//! [`Containment`] says so. This room deliberately knows nothing of phases, gates or protocols,
//! and never goes through a shell.

mod command;
mod confine;
mod find;
pub(crate) mod spawn;
mod supervise;
mod tail;
mod tree;

pub use command::{Command, CommandOutput, run_command};
pub use find::find_outside;
pub use spawn::{Containment, Spawned, own_program, spawn};
pub use supervise::supervise;
pub use tail::{HeadTail, Ring};

/// Names of variables that every program we start may see. Anything else is named by whoever
/// starts it: keys and tokens of the person never leak by default.
pub const BASE_ENV: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
];

/// Names that build tools need on top: where toolchains and caches are.
pub const TOOL_ENV: &[&str] = &[
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "RUSTC_WRAPPER",
    "CARGO_NET_OFFLINE",
    "GOPATH",
    "GOROOT",
    "GOCACHE",
    "GOMODCACHE",
    "GOFLAGS",
    "GOPROXY",
    "GOTOOLCHAIN",
    "JAVA_HOME",
    "GRADLE_USER_HOME",
    "M2_HOME",
    "DOTNET_ROOT",
    "NVM_DIR",
    "VIRTUAL_ENV",
    "PYENV_ROOT",
    "UV_CACHE_DIR",
    "PIP_CACHE_DIR",
    "NPM_CONFIG_CACHE",
    "PNPM_HOME",
    "GEM_HOME",
    "BUNDLE_PATH",
    "TMPDIR",
];

/// What can go wrong before a program runs.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An empty argument vector.
    #[error(
        "no program was named. Next: give the command as a list whose first item is the program."
    )]
    NoProgram,
    /// Its folder is not there.
    #[error("{0} is not a folder. Next: check that the worktree of this run still exists.")]
    NoFolder(String),
    /// The system would not start it.
    #[error(
        "{program} could not be started: {source}. Next: check that it is installed and executable."
    )]
    Spawn {
        /// What was to be started.
        program: String,
        /// Why it was not.
        source: std::io::Error,
    },
    /// The file for its output could not be written.
    #[error(
        "the output could not be kept in {path}: {source}. Next: check the free space and the rights of that folder."
    )]
    Output {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// The variables of `names` that are set in our own environment.
pub fn environment(names: &[&str]) -> Vec<(String, String)> {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)))
        .collect()
}
