//! What every editor is given: a repository with one small crate, an environment with nothing of this
//! machine's settings, a deadline. Knows no editor.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::Read,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use backend_factory::{
    journal::Journal,
    workflow::{Decision, Event, Recorded, Run},
};

/// The program under test.
pub const SERVER: &str = env!("CARGO_BIN_EXE_backend-factory");
/// Where the sources are.
pub const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// Where `tests/editors/install` puts the editors.
fn cache() -> Option<PathBuf> {
    let named = |variable: &str| env::var_os(variable).filter(|value| !value.is_empty());
    named("BACKEND_FACTORY_TEST_CACHE")
        .map(PathBuf::from)
        .or_else(|| {
            let caches = named("XDG_CACHE_HOME").map(PathBuf::from);
            let caches = caches.or_else(|| Some(env::home_dir()?.join(".cache")));
            caches.map(|folder| folder.join("backend-factory-tests"))
        })
}

/// What is installed under this name, if it is.
pub fn editor(name: &str) -> Option<PathBuf> {
    Some(cache()?.join(name)).filter(|path| path.exists())
}

/// Says that a test was left out, and fails it where none may be.
pub fn left_out(what: &str, install: &str) {
    let how = format!(
        "LEFT OUT for want of the editor: {what}. Next: `tests/editors/install {install}`, or `tests/run` for everything."
    );
    assert!(
        env::var_os("BACKEND_FACTORY_REQUIRE_EDITORS").is_none(),
        "{how}"
    );
    // Past the capture of the test harness: a person has to see it.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("\n{how}\n").as_bytes());
}

/// The program and the argument that start the language's own server, which stands beside ours.
pub fn neighbour() -> (String, PathBuf) {
    // The real program: a shim of a version manager finds nothing without its person's home folder.
    let mut python = Command::new("python3");
    let output = python
        .args(["-c", "import sys; print(sys.executable)"])
        .output();
    let output = output.expect("python3 runs").stdout;
    let program = String::from_utf8(output).expect("UTF-8").trim().to_owned();
    (
        program,
        Path::new(REPOSITORY).join("tests/editors/neighbour.py"),
    )
}

/// A repository with one small crate, a home folder, and nothing of this machine's settings.
pub struct Place {
    /// Holds `repo`, `home`, `config`, `data` and `bin`; gone with this.
    pub folder: tempfile::TempDir,
}

impl Place {
    /// With an agent that takes its time.
    pub fn new() -> Place {
        Place::with("delay_ms = 200\n", "")
    }

    /// With a script of the rehearsal agent, and more settings.
    pub fn with(script: &str, more: &str) -> Place {
        let place = Place {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        let write = |name: &str, text: &str| place.write(name, text);
        for folder in ["bin", "data"] {
            fs::create_dir_all(place.at(folder)).expect("a folder");
        }
        // So that what is shipped for an editor, which names no path, is used as it is.
        std::os::unix::fs::symlink(SERVER, place.at("bin/backend-factory")).expect("a link");
        write("script.toml", script);
        let settings = config(&place.folder.path().join("script.toml"));
        write(
            "config/backend-factory/config.toml",
            &format!("{more}{settings}"),
        );
        write("repo/Cargo.toml", MANIFEST);
        write("repo/Cargo.lock", LOCK);
        write("repo/.gitignore", "/target\n");
        write("repo/src/lib.rs", LIBRARY);
        // VS Code takes its environment from a login shell; a person's has their tools on its path.
        let path = format!("export PATH='{}'\n", place.path());
        write("home/.profile", &path);
        write("home/.bash_profile", &path);
        place.git(&["init", "-q", "-b", "main"]);
        place.git(&["add", "-A"]);
        place.git(&["commit", "-q", "-m", "A service"]);
        place
    }

    /// A path in this place.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The machine's search path, with the server under test before it.
    fn path(&self) -> String {
        let machine = env::var("PATH").unwrap_or_default();
        format!("{}:{machine}", self.at("bin").display())
    }

    /// What git says in the repository.
    pub fn git(&self, words: &[&str]) -> String {
        let mut git = Command::new("git");
        let output = self
            .clean(&mut git)
            .args(words)
            .current_dir(self.at("repo"))
            .output();
        let output = output.expect("git runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {words:?}: {error}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// One branch with a commit for each phase, and nothing changed where the person works.
    #[track_caller]
    pub fn holds_a_finished_branch(&self) {
        let branches = self.git(&[
            "for-each-ref",
            "--format=%(refname)",
            "refs/heads/backend-factory/",
        ]);
        assert_eq!(branches.lines().count(), 1, "{branches}");
        let format = "--format=%(trailers:key=Backend-Factory-Phase,valueonly,separator=)";
        let phases = self.git(&["log", format, &format!("main..{branches}")]);
        // A phase that was worked again has a commit more.
        let worked: BTreeSet<&str> = phases.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(worked.len(), 6, "{phases}");
        assert_eq!(self.git(&["symbolic-ref", "--short", "HEAD"]), "main");
        assert_eq!(self.git(&["status", "--porcelain"]), "");
    }

    /// What the journal has of the only run.
    fn events(&self) -> Vec<Recorded> {
        let journal = Journal::open(&self.at("repo/.git")).expect("the journal");
        let runs = journal.runs().expect("runs");
        assert_eq!(runs.len(), 1, "runs");
        journal.load(&runs[0].id).expect("events")
    }

    /// The only run.
    pub fn run(&self) -> Run {
        Run::replay(&self.events()).expect("a run")
    }

    /// The words that persons gave with their retries, in their order.
    pub fn feedback(&self) -> Vec<String> {
        let words = |recorded: Recorded| match recorded.event {
            Event::DecisionMade {
                decision: Decision::Retry { feedback, .. },
                ..
            } => Some(feedback),
            _ => None,
        };
        self.events().into_iter().filter_map(words).collect()
    }

    /// Gives the command an environment of this place only, but for what builds a crate.
    pub fn clean<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let at = |name: &str| self.at(name).into_os_string();
        let mut kept: BTreeMap<_, _> = command
            .get_envs()
            .filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned())))
            .collect();
        let home = env::home_dir().unwrap_or_default();
        for (variable, below) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let value = env::var_os(variable).unwrap_or_else(|| home.join(below).into());
            kept.entry(variable.into()).or_insert(value);
        }
        kept.entry("PATH".into()).or_insert(self.path().into());
        for variable in ["LANG", "RUSTUP_TOOLCHAIN", "CHROMIUM"] {
            if let Some(value) = env::var_os(variable) {
                kept.entry(variable.into()).or_insert(value);
            }
        }
        command.env_clear().envs(kept);
        for (variable, folder) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("BF_REPO", "repo"),
            ("BF_STATE", "editor"),
        ] {
            command.env(variable, at(folder));
        }
        let who = ["GIT_AUTHOR", "GIT_COMMITTER"];
        for person in who {
            command.env(format!("{person}_NAME"), "Ada");
            command.env(format!("{person}_EMAIL"), "ada@example.com");
        }
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("BF_SERVER", SERVER)
            .env("BF_PLUGIN", Path::new(REPOSITORY).join("editors/neovim"))
            .env(
                "BF_SHOTS",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor-shots"),
            )
            .env("BACKEND_FACTORY_TEST_CACHE", cache().unwrap_or_default())
    }

    /// Runs the command to its end; everything it started is ended when it takes too long.
    pub fn check(&self, command: &mut Command, limit: Duration, expected: &str) {
        let log = self.folder.path().join("log");
        let file = fs::File::create(&log).expect("a log");
        let child = self
            .clean(command)
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a log"))
            .stderr(file)
            .process_group(0)
            .spawn();
        let mut child = child.expect("the program starts");
        let status = ends(&mut child, limit);
        let mut said = String::new();
        let mut log = fs::File::open(log).expect("a log");
        let _ = log.read_to_string(&mut said);
        eprintln!("{said}");
        assert!(
            status == Some(true) && said.contains(expected),
            "{command:?}\nended with success: {status:?} (None: it took longer than {limit:?})\n{said}"
        );
    }
}

/// Whether it succeeded; none when it had to be ended.
fn ends(child: &mut Child, limit: Duration) -> Option<bool> {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().expect("a child of ours") {
            return Some(status.success());
        }
        std::thread::sleep(Duration::from_millis(20)); // a child has no event to wait for with a deadline
    }
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
    let _ = child.wait();
    None
}

/// The rehearsal agent, slowed down so that a person (and a test) can watch it, and misbehaving
/// at its first try where the test wants to see a gate that stays shut.
fn config(script: &Path) -> String {
    let command = format!("{SERVER} agent rehearsal --script {}", script.display());
    format!("agent = \"watched\"\n[agents.watched]\ncommand = {command:?}\n")
}

const MANIFEST: &str = r#"[package]
name = "chariot"
version = "0.1.0"
edition = "2021"
"#;

const LOCK: &str = r#"# This file is automatically @generated by Cargo.
# It is not intended for manual editing.
version = 4

[[package]]
name = "chariot"
version = "0.1.0"
"#;

const LIBRARY: &str = r#"

/// What a service answers when it is asked whether it is well.
pub fn health() -> &'static str {
    "ok"
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_well() {
        assert_eq!(super::health(), "ok");
    }
}
"#;
