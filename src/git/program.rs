//! Finds the `git` program, and runs it: argv only, clean environment, bounded output, time limit.

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use super::{Error, MINIMUM, harden};

/// Output beyond this is an error unless a call asks for less.
const OUTPUT_LIMIT: usize = 256 << 20;
const ERROR_LIMIT: usize = 64 << 10;
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// A git program at an absolute path, known to be new enough.
#[derive(Clone, Debug)]
pub(super) struct Git {
    program: PathBuf,
}

impl Git {
    /// Looks through PATH, skipping relative entries and whatever lies in the workspace at
    /// `path`: a repository must not be able to bring its own `git`.
    pub fn locate(path: &Path) -> Result<Git, Error> {
        let workspace = path.ancestors().find(|dir| dir.join(".git").exists());
        let inside = |found: &Path| workspace.is_some_and(|root| found.starts_with(root));
        let folders = env::var_os("PATH").unwrap_or_default();
        let folders = env::join_paths(env::split_paths(&folders).filter(|dir| dir.is_absolute()))
            .map_err(|_| Error::NoGit)?;
        let program = which::which_in_all("git", Some(folders), "/")
            .map_err(|_| Error::NoGit)?
            .find(|found| !inside(found) && found.canonicalize().is_ok_and(|real| !inside(&real)))
            .ok_or(Error::NoGit)?;
        let git = Git { program };
        git.check_version()?;
        Ok(git)
    }

    /// Where it is.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// What `git version` says, asked once for each program in the life of this process.
    pub fn version(&self) -> Result<String, Error> {
        static KNOWN: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some(version) = known.get(&self.program) {
            return Ok(version.clone());
        }
        let said = Call::new(self, "version").text()?;
        let version = said.trim().trim_start_matches("git version ").to_owned();
        known.insert(self.program.clone(), version.clone());
        Ok(version)
    }

    /// Whether this git runs hooks that the configuration names (`hook.<name>.command`).
    pub fn has_configured_hooks(&self) -> Result<bool, Error> {
        Ok(at_least(&self.version()?, (2, 52)))
    }

    fn check_version(&self) -> Result<(), Error> {
        let found = self.version()?;
        if at_least(&found, MINIMUM) {
            return Ok(());
        }
        Err(Error::TooOld {
            program: self.program.clone(),
            found,
        })
    }
}

/// Whether a version text (`2.47.3`, `2.39.5 (Apple Git-154)`) is at least this one.
fn at_least(version: &str, wanted: (u32, u32)) -> bool {
    let mut numbers = version
        .split(['.', ' ', '-'])
        .map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= wanted
}

/// What came of a call.
#[derive(Debug)]
pub(super) struct Output {
    pub success: bool,
    pub stdout: Vec<u8>,
    /// Whether stdout was cut at the limit (only for calls that allow it).
    pub cut: bool,
    pub stderr: String,
}

/// One call, being put together.
pub(super) struct Call {
    command: Command,
    what: String,
    input: Option<Vec<u8>>,
    limit: usize,
    may_cut: bool,
    time: Duration,
}

impl Call {
    /// A hardened call of one subcommand.
    pub fn new(git: &Git, subcommand: &str) -> Call {
        Call::with_overrides(git, subcommand, harden::EMPTY_TREE, &[])
    }

    /// The same, with the clone's own drivers switched off too.
    pub fn with_overrides(
        git: &Git,
        subcommand: &str,
        attributes: &str,
        drivers: &[(String, &'static str)],
    ) -> Call {
        let mut command = Command::new(&git.program);
        command.env_clear().current_dir("/");
        for name in harden::KEPT {
            if let Some(value) = env::var_os(name) {
                command.env(name, value);
            }
        }
        command.envs(harden::SET.iter().copied());
        let fixed = harden::OVERRIDES.iter().map(|(key, value)| (*key, *value));
        let named = drivers.iter().map(|(key, value)| (key.as_str(), *value));
        let mut count = 0;
        for (key, value) in fixed.chain(named) {
            command.env(format!("GIT_CONFIG_KEY_{count}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{count}"), value);
            count += 1;
        }
        command.env("GIT_CONFIG_COUNT", count.to_string());
        command.arg("--no-pager");
        // None: the working tree's own, with the drivers that they may name switched off.
        if !attributes.is_empty() {
            command.arg(format!("--attr-source={attributes}"));
        }
        command.arg(subcommand);
        Call {
            command,
            what: subcommand.to_owned(),
            input: None,
            limit: OUTPUT_LIMIT,
            may_cut: false,
            time: TIME_LIMIT,
        }
    }

    /// A push, which needs the person's own way to log in: no overrides but those that keep the clone's
    /// hooks and odd transports out, and an environment that knows the person's agent.
    pub fn outward(git: &Git) -> Call {
        let mut command = Command::new(&git.program);
        command.env_clear().current_dir("/");
        let login = ["SSH_AUTH_SOCK", "SSH_AGENT_PID", "DBUS_SESSION_BUS_ADDRESS"];
        for name in harden::KEPT.iter().chain(&login) {
            if let Some(value) = env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
        command.arg("--no-pager");
        for set in [
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "protocol.ext.allow=never",
            "push.gpgSign=false",
        ] {
            command.args(["-c", set]);
        }
        Call {
            command,
            what: "push".to_owned(),
            input: None,
            limit: OUTPUT_LIMIT,
            may_cut: false,
            time: TIME_LIMIT,
        }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Call {
        self.command.arg(arg);
        self
    }

    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Call {
        self.command.args(args.into_iter().map(Into::into));
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Call {
        self.command.env(name, value);
        self
    }

    pub fn folder(mut self, folder: &Path) -> Call {
        self.command.current_dir(folder);
        self
    }

    pub fn input(mut self, input: Vec<u8>) -> Call {
        self.input = Some(input);
        self
    }

    /// Keep at most this much, and say that it was cut.
    pub fn cut_at(mut self, limit: usize) -> Call {
        (self.limit, self.may_cut) = (limit, true);
        self
    }

    pub fn time(mut self, time: Duration) -> Call {
        self.time = time;
        self
    }

    /// Runs it; an exit code other than zero is an error.
    pub fn run(self) -> Result<Output, Error> {
        let what = self.what.clone();
        let output = self.try_run()?;
        if output.success {
            return Ok(output);
        }
        Err(failed(what, &output.stderr))
    }

    /// Runs it and gives stdout as text.
    pub fn text(self) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.run()?.stdout).into_owned())
    }

    /// Runs it and gives stdout as one trimmed line.
    pub fn line(self) -> Result<String, Error> {
        Ok(self.text()?.trim().to_owned())
    }

    /// Runs it; the exit code is the caller's to judge.
    pub fn try_run(mut self) -> Result<Output, Error> {
        let program = PathBuf::from(self.command.get_program());
        self.command
            .stdin(match self.input {
                Some(_) => Stdio::piped(),
                None => Stdio::null(),
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = self
            .command
            .spawn()
            .map_err(Error::io("cannot run", program))?;
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), self.input.take()) {
            // A child that ends early breaks the pipe; its exit code tells the story.
            thread::spawn(move || drop(pipe.write_all(&input)));
        }
        let out = child.stdout.take().map(|pipe| drain(pipe, self.limit));
        let err = child.stderr.take().map(|pipe| drain(pipe, ERROR_LIMIT));
        let end = Instant::now() + self.time;
        let receive = |from: Option<mpsc::Receiver<(Vec<u8>, bool)>>| match from {
            None => Some((Vec::new(), false)),
            Some(from) => from
                .recv_timeout(end.saturating_duration_since(Instant::now()))
                .ok(),
        };
        let (Some((stdout, cut)), Some((stderr, _))) = (receive(out), receive(err)) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Error::TimedOut {
                what: self.what,
                seconds: self.time.as_secs(),
            });
        };
        let status = child
            .wait()
            .map_err(Error::io("cannot wait for", self.what.clone()))?;
        if cut && !self.may_cut {
            return Err(Error::TooMuch {
                what: self.what,
                limit: self.limit,
            });
        }
        Ok(Output {
            success: status.success(),
            stdout,
            cut,
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        })
    }
}

/// Reads to the end, keeps the first `limit` bytes, and tells whether there were more.
fn drain(mut pipe: impl Read + Send + 'static, limit: usize) -> mpsc::Receiver<(Vec<u8>, bool)> {
    let (tell, hear) = mpsc::channel();
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut cut = false;
        let mut buffer = vec![0; 64 << 10];
        while let Ok(n @ 1..) = pipe.read(&mut buffer) {
            let room = limit.saturating_sub(kept.len()).min(n);
            kept.extend_from_slice(&buffer[..room]);
            cut |= room < n;
        }
        let _ = tell.send((kept, cut));
    });
    hear
}

/// Turns git's last words into an error.
pub(super) fn failed(what: String, stderr: &str) -> Error {
    let mut message: String = stderr.trim().chars().take(2000).collect();
    if message.is_empty() {
        message = "it gave no reason.".to_owned();
    }
    Error::Failed { what, message }
}

#[cfg(test)]
mod tests {
    use super::{MINIMUM, at_least};

    #[test]
    fn versions() {
        for (text, fine) in [
            ("2.47.3", true),
            ("2.41.0", true),
            ("2.41.0.windows.1", true),
            ("3.0.1", true),
            ("2.39.5 (Apple Git-154)", false),
            ("1.9.1", false),
            ("", false),
        ] {
            assert_eq!(at_least(text, MINIMUM), fine, "{text}");
        }
    }
}
