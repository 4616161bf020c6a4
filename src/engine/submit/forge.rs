//! `gh` and `glab`: which of them, and the two calls that we need. Arguments only, no prompt, a time
//! limit; the project is named to them, so that they need not look into the clone.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{Submission, project::Project};
use crate::{
    agent::process::{BASE_ENV, environment, find_outside},
    engine::Error,
};

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bytes of an answer that are read.
const ANSWER: u64 = 4 << 20;

/// Bytes of a text that fit an argument on every system.
const ARGUMENT: usize = 100_000;

/// Variables by which these programs know who the person is.
const ENVIRONMENT: &[&str] = &[
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
    "GH_CONFIG_DIR",
    "GITLAB_TOKEN",
    "GITLAB_ACCESS_TOKEN",
    "GLAB_CONFIG_DIR",
    "SSH_AUTH_SOCK",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
    "DBUS_SESSION_BUS_ADDRESS",
];

/// Whose pull requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// By `gh`.
    GitHub,
    /// By `glab`.
    GitLab,
}

/// A pull request that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub url: String,
    pub state: State,
    merged: Option<String>,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Merged,
    Closed,
}

impl Found {
    /// When it was merged, in milliseconds since the Unix epoch.
    pub fn merged(&self) -> Option<i64> {
        let time = self
            .merged
            .as_deref()
            .filter(|_| self.state == State::Merged)?;
        let time: jiff::Timestamp = time.parse().ok()?;
        Some(time.as_millisecond())
    }
}

impl Forge {
    /// The program's name.
    pub fn program(self) -> &'static str {
        match self {
            Forge::GitHub => "gh",
            Forge::GitLab => "glab",
        }
    }

    /// The one for this project that the person has installed.
    pub(super) fn find(project: &Project, untrusted: &[PathBuf]) -> Option<(Forge, PathBuf)> {
        let all = [Forge::GitHub, Forge::GitLab];
        let fits = |forge: &Forge| !project.tells() || *forge == project.forge();
        all.into_iter()
            .filter(fits)
            .find_map(|forge| Some((forge, find_outside(forge.program(), untrusted)?)))
    }

    /// How it is told which project is meant.
    fn project(self, project: &Project) -> String {
        match self {
            Forge::GitHub => format!("{}/{}", project.host, project.path),
            Forge::GitLab => format!("https://{}/{}", project.host, project.path),
        }
    }

    /// The call that opens a pull request; `body` is its text where a file cannot be named.
    pub(super) fn create(self, project: &Project, what: &Submission, body: &str) -> Vec<String> {
        let text = what.text.display().to_string();
        let project = self.project(project);
        let mut argv: Vec<String> = Vec::new();
        let mut add = |words: &[&str]| argv.extend(words.iter().map(|word| (*word).to_owned()));
        match self {
            Forge::GitHub => {
                add(&["gh", "pr", "create", "--repo", &project]);
                add(&["--head", &what.branch, "--title", &what.title]);
                add(&["--body-file", &text]);
                if let Some(base) = &what.base {
                    add(&["--base", base]);
                }
            }
            Forge::GitLab => {
                add(&["glab", "mr", "create", "--repo", &project]);
                add(&["--source-branch", &what.branch, "--title", &what.title]);
                add(&["--description", body, "--yes"]);
                if let Some(base) = &what.base {
                    add(&["--target-branch", base]);
                }
            }
        }
        argv
    }

    fn list(self, project: &Project, branch: &str) -> Vec<String> {
        let project = self.project(project);
        let words: Vec<&str> = match self {
            Forge::GitHub => vec![
                "gh",
                "pr",
                "list",
                "--repo",
                &project,
                "--head",
                branch,
                "--state",
                "all",
                "--limit",
                "20",
                "--json",
                "url,state,mergedAt",
            ],
            Forge::GitLab => vec![
                "glab",
                "mr",
                "list",
                "--repo",
                &project,
                "--source-branch",
                branch,
                "--all",
                "--output",
                "json",
            ],
        };
        words.into_iter().map(str::to_owned).collect()
    }
}

fn bounded(text: &str) -> String {
    text[..text.floor_char_boundary(ARGUMENT)].to_owned()
}

/// A program, and what it is asked about.
pub(super) struct Calls<'a> {
    pub forge: Forge,
    pub program: &'a Path,
    pub project: &'a Project,
    /// Where it runs: outside of every repository.
    pub folder: &'a Path,
}

impl Calls<'_> {
    /// The pull requests of a branch.
    pub fn list(&self, branch: &str) -> Result<Vec<Found>, Error> {
        let said = self.call(&self.forge.list(self.project, branch))?;
        // `glab` says in words that there are none.
        if said.trim().is_empty() || !said.trim_start().starts_with('[') {
            return Ok(Vec::new());
        }
        let all: Vec<Value> = serde_json::from_str(&said).map_err(|error| {
            let program = self.forge.program();
            Error::Other(format!(
                "`{program}` gave no JSON: {error}. Next: update it."
            ))
        })?;
        let text = |value: &Value, names: [&str; 2]| {
            let mut found = names.iter().filter_map(|name| value[*name].as_str());
            found.next().map(str::to_owned)
        };
        let read = |value: &Value| {
            Some(Found {
                url: text(value, ["url", "web_url"])?,
                state: match text(value, ["state", "state"])?
                    .to_ascii_lowercase()
                    .as_str()
                {
                    "open" | "opened" => State::Open,
                    "merged" => State::Merged,
                    _ => State::Closed,
                },
                merged: text(value, ["mergedAt", "merged_at"]),
            })
        };
        Ok(all.iter().filter_map(read).collect())
    }

    /// Opens one, and gives its address.
    pub fn create(&self, what: &Submission) -> Result<String, Error> {
        let body = bounded(&std::fs::read_to_string(&what.text).unwrap_or_default());
        let said = self.call(&self.forge.create(self.project, what, &body))?;
        let address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
        let found = said.split_whitespace().rfind(address);
        found.map(str::to_owned).ok_or_else(|| {
            let program = self.forge.program();
            Error::Other(format!("`{program}` did not say where the pull request is. Next: look at the project's page; submitting again finds it."))
        })
    }

    /// Runs it, and gives what it wrote to its output.
    fn call(&self, argv: &[String]) -> Result<String, Error> {
        let failed = |why: String| {
            let shown: Vec<&str> = argv.iter().take(3).map(String::as_str).collect();
            Error::Other(format!(
                "`{}` failed: {why} Next: mend that, then submit again; nothing is doubled.",
                shown.join(" ")
            ))
        };
        let mut command = Command::new(self.program);
        command
            .args(&argv[1..])
            .current_dir(self.folder)
            .env_clear()
            .envs(environment(BASE_ENV))
            .envs(environment(ENVIRONMENT))
            .envs([("GH_PROMPT_DISABLED", "1"), ("NO_PROMPT", "1")])
            .envs([
                ("NO_COLOR", "1"),
                ("TERM", "dumb"),
                ("GIT_TERMINAL_PROMPT", "0"),
            ])
            .env("GITLAB_HOST", &self.project.host)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| failed(format!("{error}.")))?;
        let out = drain(child.stdout.take());
        let err = drain(child.stderr.take());
        let end = Instant::now() + PATIENCE;
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(10)),
                Ok(None) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(failed(format!(
                        "it took longer than {} s.",
                        PATIENCE.as_secs()
                    )));
                }
                Err(error) => return Err(failed(format!("{error}."))),
            }
        };
        let (out, err) = (
            out.join().unwrap_or_default(),
            err.join().unwrap_or_default(),
        );
        if status.success() {
            return Ok(out);
        }
        let why = match err.trim() {
            "" => out.trim(),
            err => err,
        };
        Err(failed(why[..why.floor_char_boundary(2000)].to_owned()))
    }
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(ANSWER).read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    })
}
