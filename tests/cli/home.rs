//! A home folder with a clone in it, and the binary that runs there with a clean environment.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::person;

/// How long a command may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Home {
    dir: tempfile::TempDir,
}

/// What a command did.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Home {
    /// An empty home.
    pub fn new() -> Home {
        let dir = tempfile::tempdir().unwrap();
        let home = Home { dir };
        fs::create_dir(home.path("clone")).unwrap();
        home
    }

    /// With a clone of one commit. It has no manifest: nothing is there to build or to test.
    pub fn with_clone() -> Home {
        let home = Home::new();
        home.git(&["init", "-q", "-b", "main"]);
        home.write("clone/README.md", "# Chariot\n");
        home.write("clone/.gitignore", "*.log\n");
        home.git(&["add", "-A"]);
        home.git(&["commit", "-q", "-m", "First"]);
        home
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Plain git in the clone, as its owner would type it.
    pub fn git(&self, args: &[&str]) -> String {
        person::git(&self.path("clone"), args)
    }

    /// The binary in the clone, without this machine's settings.
    pub fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backend-factory"));
        let real = env::home_dir().unwrap_or_default();
        let tool = |name: &str, folder: &str| {
            env::var_os(name).unwrap_or_else(|| real.join(folder).into())
        };
        command
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap())
            .env("HOME", self.path(""))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            // Rust's own tools live in the real home.
            .env("RUSTUP_HOME", tool("RUSTUP_HOME", ".rustup"))
            .env("CARGO_HOME", tool("CARGO_HOME", ".cargo"))
            .current_dir(self.path("clone"))
            .args(args);
        command
    }

    /// Runs the binary to its end.
    pub fn run(&self, args: &[impl AsRef<OsStr>]) -> Done {
        finish(self.command(args), "")
    }

    /// The same with text on stdin.
    pub fn run_with(&self, args: &[impl AsRef<OsStr>], input: &str) -> Done {
        finish(self.command(args), input)
    }

    /// The same with a script for the rehearsal agent.
    pub fn rehearse(&self, script: &str, args: &[impl AsRef<OsStr>]) -> Done {
        self.write("script.toml", script);
        let mut command = self.command(args);
        command.env("BACKEND_FACTORY_REHEARSAL", self.path("script.toml"));
        finish(command, "")
    }
}

impl Done {
    /// Fails the test unless the command ended with this code.
    #[track_caller]
    pub fn code(self, code: i32) -> Done {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// stdout as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in\n{}\nstderr:\n{}", self.stdout, self.stderr))
    }
}

pub fn finish(mut command: Command, input: &str) -> Done {
    use std::io::{Read, Write};
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that does not read its input closes it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let read = |mut pipe: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipe.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let stdout = read(Box::new(child.stdout.take().unwrap()));
    let stderr = read(Box::new(child.stderr.take().unwrap()));
    let end = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            panic!(
                "{command:?} did not end:\n{}\n{}",
                stdout.join().unwrap(),
                stderr.join().unwrap()
            );
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let status = child.wait().unwrap();
    Done {
        code: status.code(),
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
    }
}

/// Every file below a folder but git's own, with its content; and the index.
pub fn photograph(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != ".git" {
                folders.push(path);
            } else if path.is_file() {
                all.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    for own in [".git/index", ".git/HEAD", ".git/config"] {
        all.insert(own.into(), fs::read(root.join(own)).unwrap_or_default());
    }
    all
}
