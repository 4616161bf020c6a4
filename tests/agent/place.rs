//! A worktree to work in, and a job for it.

use std::{
    path::PathBuf,
    sync::Mutex,
    time::{Duration, Instant},
};

use backend_factory::{
    agent::{self, Job, Limits, Outcome, Profile, sandbox::Mode},
    workflow::{
        Feedback, Lane, Phase,
        brief::{Brief, Facts, render},
        event::Request,
        view::Live,
    },
};
use tokio_util::sync::CancellationToken;

pub const SLUG: &str = "okta-sso-integration";
pub const TITLE: &str = "Okta SSO Integration";

pub struct Place {
    /// Removed at the end, with everything in it.
    pub folder: tempfile::TempDir,
    pub worktree: PathBuf,
}

impl Place {
    /// A cargo package without dependencies, with the pointer file that git leaves in a worktree.
    pub fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let worktree = folder.path().canonicalize().unwrap().join("worktree");
        let place = Place { folder, worktree };
        place.write(
            "Cargo.toml",
            "[package]\nname = \"chariot\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
        );
        place.write("src/lib.rs", "//! Chariot.\n\npub mod health;\n");
        place.write(
            "src/health.rs",
            "//! Health.\n\n/// Fine.\npub fn healthy() -> bool {\n    true\n}\n",
        );
        place.write(
            "tests/health.rs",
            "#[test]\nfn it_is_healthy() {\n    assert!(chariot::health::healthy());\n}\n",
        );
        place.write(".gitignore", "target/\n");
        place.write(".git", "gitdir: /nowhere/.git/worktrees/w\n");
        place
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.worktree.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.worktree.join(path)).ok()
    }

    pub fn deliverable(phase: Phase) -> String {
        format!(".backend-factory/{SLUG}/{}", phase.deliverable())
    }

    pub fn brief(&self, phase: Phase, attempt: u32) -> String {
        let request = Request {
            title: TITLE.to_owned(),
            text: "implement Okta SSO integration for Chariot".to_owned(),
            family: "integration".to_owned(),
            origin: None,
        };
        let facts = Facts {
            commands: vec![
                ("build".to_owned(), "cargo build".to_owned()),
                ("test".to_owned(), "cargo test".to_owned()),
            ],
            ..Facts::default()
        };
        render(&Brief {
            phase,
            attempt,
            request: &request,
            worktree: &self.worktree.display().to_string(),
            branch: "backend-factory/okta-sso-integration-7k2m9x",
            base: "0123456789012345678901234567890123456789",
            earlier: &[],
            feedback: &Feedback::default(),
            definition: None,
            facts: &facts,
            deliverable: &Place::deliverable(phase),
            lane: &Lane::of(phase).for_run(SLUG),
        })
    }

    /// A job for the rehearsal agent with this script.
    pub fn job(&self, phase: Phase, script: &str) -> Job {
        let mut profile = agent::profile::find("rehearsal").unwrap();
        let path = self.folder.path().join("script.toml");
        std::fs::write(&path, script).unwrap();
        profile.env.push((
            agent::rehearsal::SCRIPT.to_owned(),
            path.display().to_string(),
        ));
        self.job_of(profile, phase)
    }

    pub fn job_of(&self, profile: Profile, phase: Phase) -> Job {
        Job {
            left: Default::default(),
            ask: None,
            granted: Vec::new(),
            profile,
            worktree: self.worktree.clone(),
            untrusted: Vec::new(),
            lane: Lane::of(phase).for_run(SLUG),
            brief: self.brief(phase, 1),
            limits: Limits {
                idle: Duration::from_secs(10),
                total: Duration::from_secs(30),
                cancel_grace: Duration::from_millis(500),
                ..Limits::default()
            },
            sandbox: Mode::Available,
            write: None,
            transcript: self.folder.path().join("transcript.log"),
        }
    }
}

/// Works the job; gives the outcome and every line of activity.
pub fn work(job: Job) -> (Outcome, Vec<String>) {
    work_until(job, "nothing says this")
}

/// The same, and cancels it as soon as a line of activity has this in it.
pub fn work_until(job: Job, line: &str) -> (Outcome, Vec<String>) {
    let lines = Mutex::new(Vec::new());
    let stop = CancellationToken::new();
    let activity = |live: Live| {
        if live.doing.contains(line) {
            stop.cancel();
        }
        lines.lock().unwrap().push(live.doing);
    };
    let outcome = runtime().block_on(agent::work(job, activity, stop.clone()));
    (outcome, lines.into_inner().unwrap())
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// Waits until something holds; fails after half a minute.
#[track_caller]
pub fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process lives (a zombie does not).
pub fn lives(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    stat.rsplit_once(')')
        .is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}
