//! Gathers evidence: runs the project's commands in the worktree and records what came of each.
//!
//! The output is kept in a file and its digest recorded. Counts come from the output, or from report
//! files that the command wrote while it ran; an older report proves nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};

use super::{Carrier, Stop};
use crate::{
    agent::{
        process::{self, CommandOutput, run_command},
        sandbox, writable,
    },
    engine::{
        commands::{Command, Commands},
        durable,
        evidence::{self as read, Reading},
    },
    workflow::{
        Event, Evidence, Phase,
        evidence::{EvidenceKind, TestCounts},
    },
};

/// Commands are asked for plain text, and told that nobody looks on.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("CI", "true"),
    ("TERM", "dumb"),
    ("NO_COLOR", "1"),
    ("CARGO_TERM_COLOR", "never"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
];

/// Where test runners leave JUnit reports.
const JUNIT: &[&str] = &[
    "target/surefire-reports",
    "target/failsafe-reports",
    "build/test-results/test",
    "target/nextest/default",
    "junit.xml",
    "report.xml",
    "test-results.xml",
    "reports/junit.xml",
    "test-results/junit.xml",
];

/// Where coverage tools leave their reports: lcov, then Cobertura.
const LCOV: &[&str] = &[
    "lcov.info",
    "coverage/lcov.info",
    "target/lcov.info",
    "target/llvm-cov/lcov.info",
    "coverage.lcov",
];
const COBERTURA: &[&str] = &[
    "coverage.xml",
    "cobertura.xml",
    "coverage/cobertura-coverage.xml",
    "coverage/cobertura.xml",
    "target/site/cobertura/coverage.xml",
    "target/cobertura.xml",
    "build/reports/cobertura/coverage.xml",
];

/// A report larger than this is not read.
const MOST_BYTES: u64 = 64 << 20;

/// What came of one command, kept until the gate is recorded.
#[derive(Serialize, Deserialize)]
struct Observed {
    /// The state of the worktree that it says something about.
    tree: String,
    argv: Vec<String>,
    evidence: Evidence,
    text: String,
    tests: Option<Vec<String>>,
}

/// What was gathered for a gate.
#[derive(Default)]
pub(super) struct Gathered {
    pub evidence: Vec<Evidence>,
    /// The end of each command's output, by its command line.
    pub outputs: Vec<(String, String)>,
    /// Names of the tests that ran, where the runner lists them.
    pub tests: Option<Vec<String>>,
}

impl Carrier {
    /// The project's tests as they are before an agent touches them: what later counts are held against.
    pub(super) async fn look(&mut self, worktree: &Path, phase: Phase) -> Result<(), Stop> {
        let phases = &self.run.requested().phases;
        let first = phases
            .iter()
            .find(|it| matches!(it, Phase::Implement | Phase::Test));
        let looked = self
            .events
            .iter()
            .any(|it| matches!(it.event, Event::EvidenceGathered { attempt: 0, .. }));
        if first != Some(&phase) || looked {
            return Ok(());
        }
        let tip = self.tip()?;
        self.gather(worktree, phase, 0, &[EvidenceKind::Test], &tip)
            .await?;
        // What the tests left behind must not look like the agent's work.
        let left = self.repository.changes(worktree, &tip)?;
        if !left.is_empty() {
            let patch = self.layout.patches(&self.id)?.join("before.patch");
            let paths = super::settle::touched(&left);
            let kept: Vec<String> = paths
                .into_iter()
                .filter(|path| !is_lock_file(path))
                .collect();
            self.repository
                .move_out_to_patch(worktree, &tip, &kept, &patch)?;
        }
        Ok(())
    }

    /// Runs the commands of these kinds, as far as the project has them, and records each. What a
    /// worker before us has observed of the same `tree` in the same attempt is not observed again:
    /// a run that is killed over and over still gets on.
    pub(super) async fn gather(
        &mut self,
        worktree: &Path,
        phase: Phase,
        attempt: u32,
        kinds: &[EvidenceKind],
        tree: &str,
    ) -> Result<Gathered, Stop> {
        let commands: Commands = self.commands(worktree)?;
        let mut gathered = Gathered::default();
        for kind in kinds {
            if let Some(command) = commands.get(*kind) {
                let of = (phase, attempt, *kind);
                self.gather_one(worktree, of, command, tree, &mut gathered)
                    .await?;
            }
        }
        Ok(gathered)
    }

    /// Runs one command, or finds what came of it, and records it.
    pub(super) async fn gather_one(
        &mut self,
        worktree: &Path,
        (phase, attempt, kind): (Phase, u32, EvidenceKind),
        command: &Command,
        tree: &str,
        gathered: &mut Gathered,
    ) -> Result<(), Stop> {
        let name = format!(
            "{}-{}-{attempt}-{}.json",
            phase.number(),
            phase.slug(),
            kind_name(kind)
        );
        let kept = self.layout.evidence(&self.id)?.join(name);
        let before = durable::read::<Observed>(&kept).ok().flatten();
        let before = before.filter(|it| it.tree == tree && it.argv == command.argv);
        let seen = match before {
            Some(seen) => seen,
            None => {
                let (evidence, text, tests) = self
                    .observe(worktree, phase, attempt, kind, command)
                    .await?;
                let (tree, argv) = (tree.to_owned(), command.argv.clone());
                let seen = Observed {
                    tree,
                    argv,
                    evidence,
                    text,
                    tests,
                };
                durable::write(&kept, &seen)?;
                seen
            }
        };
        self.append_evidence(phase, attempt, &seen.evidence)?;
        let shown = seen.evidence.command.clone();
        gathered.outputs.push((shown, seen.text));
        gathered.evidence.push(seen.evidence);
        gathered.tests = gathered.tests.take().or(seen.tests);
        Ok(())
    }

    /// Journals evidence, unless a worker before us has journaled just that.
    fn append_evidence(
        &mut self,
        phase: Phase,
        attempt: u32,
        evidence: &Evidence,
    ) -> Result<(), Stop> {
        let event = Event::EvidenceGathered {
            phase,
            attempt,
            evidence: evidence.clone(),
        };
        if self.events.iter().any(|recorded| recorded.event == event) {
            return Ok(());
        }
        self.append(event)
    }

    async fn observe(
        &self,
        worktree: &Path,
        phase: Phase,
        attempt: u32,
        kind: EvidenceKind,
        command: &Command,
    ) -> Result<(Evidence, String, Option<Vec<String>>), Stop> {
        let shown = command.shown();
        self.show(format!("running {shown}"));
        let folder = worktree.join(&command.folder);
        let name = format!(
            "{}-{}-{attempt}-{}.log",
            phase.number(),
            phase.slug(),
            kind_name(kind)
        );
        let file = self.layout.evidence(&self.id)?.join(name);
        let mut order = process::Command::new(&command.argv, &folder);
        let scratch = tempfile::Builder::new()
            .prefix("backend-factory-")
            .tempdir()?;
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        order.env = ENVIRONMENT.iter().map(own).collect();
        let temporary = scratch.path().display().to_string();
        order.env.push(("TMPDIR".to_owned(), temporary));
        // An agent wrote part of what runs now: it is held as the agent was.
        let write = writable::of_command(
            command.argv.first().map_or("", String::as_str),
            worktree,
            scratch.path(),
            self.settings.write.as_deref(),
        );
        let chosen = sandbox::choose(self.settings.sandbox, write)
            .map(|sandbox| order.sandbox = sandbox)
            .map_err(|error| error.to_string());
        let held = order.sandbox.as_ref().map(|it| it.level.to_string());
        order.limit = Duration::from_secs(self.settings.limits.command_seconds);
        order.file = Some((file.clone(), self.settings.limits.output_bytes as u64));
        let begun = SystemTime::now();
        let output = match chosen {
            Ok(()) => run_command(&order, &self.stop)
                .await
                .map_err(|error| error.to_string()),
            Err(error) => Err(error),
        };
        let output = match output {
            Ok(output) => output,
            Err(error) => {
                let note = Some(error);
                let output_sha256 = super::facts::sha256(b"");
                let evidence = Evidence {
                    kind,
                    command: shown,
                    folder: command.folder.clone(),
                    exit_code: None,
                    duration_ms: 0,
                    tests: None,
                    coverage: None,
                    output_sha256,
                    output: None,
                    sandbox: None,
                    note,
                };
                return Ok((evidence, String::new(), None));
            }
        };
        if output.cancelled || self.stop.is_cancelled() {
            return Err(Stop::Moved);
        }
        let text = fs::read(&file).map_or_else(
            |_| output.text.clone(),
            |bytes| String::from_utf8_lossy(&bytes).into_owned(),
        );
        let reading = matches!(
            kind,
            EvidenceKind::Test | EvidenceKind::Coverage | EvidenceKind::Validate
        )
        .then(|| read::counts_of(&command.argv, &text).or_else(|| from_junit(&folder, begun)))
        .flatten();
        let coverage = matches!(kind, EvidenceKind::Test | EvidenceKind::Coverage)
            .then(|| coverage(&folder, begun).or_else(|| read::printed_coverage(&text)))
            .flatten();
        let refused = held.is_some() && !output.success() && refused(&text);
        let note = note(
            &output,
            reading.as_ref(),
            self.settings.limits.command_seconds,
            refused,
        );
        let tests = (kind == EvidenceKind::Test)
            .then(|| read::names(&text))
            .flatten();
        let evidence = Evidence {
            kind,
            command: shown,
            folder: command.folder.clone(),
            exit_code: output
                .exit_code
                .filter(|_| !output.timed_out)
                .map(|code| judged(kind, code)),
            duration_ms: u64::try_from(output.duration.as_millis()).unwrap_or(u64::MAX),
            tests: reading.map(|reading| reading.counts),
            coverage,
            output_sha256: output.sha256.clone(),
            output: output.file.as_ref().map(|file| file.display().to_string()),
            sandbox: held,
            note,
        };
        Ok((evidence, tail(&read::readable(&text)), tests))
    }

    /// A check of our own, recorded like a command.
    pub(super) fn record_check(
        &mut self,
        phase: Phase,
        attempt: u32,
        kind: EvidenceKind,
        name: &str,
        holds: bool,
        report: &str,
    ) -> Result<Evidence, Stop> {
        let file = self.layout.evidence(&self.id)?.join(format!(
            "{}-{}-{attempt}-{}.log",
            phase.number(),
            phase.slug(),
            kind_name(kind)
        ));
        fs::write(&file, report)?;
        let evidence = Evidence {
            kind,
            command: name.to_owned(),
            folder: String::new(),
            exit_code: Some(i32::from(!holds)),
            duration_ms: 0,
            tests: None::<TestCounts>,
            coverage: None,
            output_sha256: super::facts::sha256(report.as_bytes()),
            output: Some(file.display().to_string()),
            sandbox: None,
            note: None,
        };
        self.append_evidence(phase, attempt, &evidence)?;
        Ok(evidence)
    }
}

fn kind_name(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Build => "build",
        EvidenceKind::Lint => "lint",
        EvidenceKind::Test => "test",
        EvidenceKind::Coverage => "coverage",
        EvidenceKind::Validate => "validate",
        EvidenceKind::Lane => "lane",
        EvidenceKind::Template => "template",
        EvidenceKind::Git => "git",
    }
}

/// What a person and the next attempt should know: why it ended, and doubts about the counts.
fn note(
    output: &CommandOutput,
    reading: Option<&Reading>,
    limit: u64,
    refused: bool,
) -> Option<String> {
    let mut notes = Vec::new();
    if output.timed_out {
        notes.push(format!("timed out after {limit} s"));
    } else if let Some(signal) = output.signal {
        notes.push(format!("ended by signal {signal}"));
    }
    if refused {
        notes.push("it may have tried to write outside of the worktree, which the sandbox refuses. Next: if it needs to, name the folder in `sandbox_write` of your own settings".to_owned());
    }
    notes.extend(
        reading
            .into_iter()
            .flat_map(|reading| reading.doubts.iter().take(5).cloned()),
    );
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Whether a command says that it was not allowed something, in the words of the C library, of Node and
/// of Python. A guess, so it is told as one.
fn refused(text: &str) -> bool {
    let words = ["ermission denied", "EACCES", "PermissionError"];
    words.iter().any(|word| text.contains(word))
}

/// The exit code that counts. A template linter's tells in bits what it found: 2 for errors, 4 and 8
/// for what is only worth a look.
fn judged(kind: EvidenceKind, code: i32) -> i32 {
    match kind {
        EvidenceKind::Template if code & 0b11 == 0 && code <= 12 => 0,
        _ => code,
    }
}

/// The end of an output, where runners say what failed.
fn tail(text: &str) -> String {
    let from = text.ceil_char_boundary(text.len().saturating_sub(16 * 1024));
    text[from..].to_owned()
}

fn from_junit(folder: &Path, begun: SystemTime) -> Option<Reading> {
    let mut all = Reading::default();
    for place in JUNIT {
        let path = folder.join(place);
        let files: Vec<PathBuf> = if path.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten();
            let mut files: Vec<PathBuf> = entries.take(10_000).map(|entry| entry.path()).collect();
            files.retain(|file| file.extension().is_some_and(|it| it == "xml"));
            files.sort();
            files
        } else {
            vec![path]
        };
        for text in files.iter().filter_map(|file| fresh(file, begun)) {
            if let Ok(reading) = read::junit(&text) {
                all.merge(reading);
            }
        }
    }
    (!all.runners.is_empty()).then_some(all)
}

fn coverage(folder: &Path, begun: SystemTime) -> Option<f64> {
    let lcov = LCOV
        .iter()
        .filter_map(|place| fresh(&folder.join(place), begun));
    let lcov = lcov
        .filter_map(|text| read::lcov(&text).ok()?.percent())
        .next();
    lcov.or_else(|| {
        let cobertura = COBERTURA
            .iter()
            .filter_map(|place| fresh(&folder.join(place), begun));
        cobertura
            .filter_map(|text| read::cobertura(&text).ok()?.percent())
            .next()
    })
}

/// The text of a report that was written since. File times are coarse: two seconds are forgiven.
fn fresh(path: &Path, begun: SystemTime) -> Option<String> {
    let kind = path
        .symlink_metadata()
        .ok()
        .filter(|kind| kind.is_file() && kind.len() <= MOST_BYTES)?;
    let is_fresh = kind.modified().ok()? + Duration::from_secs(2) >= begun;
    is_fresh
        .then(|| fs::read(path).ok())
        .flatten()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Files that a build may write and that belong to the project.
pub(super) fn is_lock_file(path: &str) -> bool {
    const NAMES: &[&str] = &[
        "Cargo.lock",
        "go.sum",
        "go.work.sum",
        "package-lock.json",
        "pnpm-lock.yaml",
        "yarn.lock",
        "bun.lock",
        "uv.lock",
        "poetry.lock",
        "Pipfile.lock",
        "gradle.lockfile",
    ];
    NAMES.contains(&path.rsplit('/').next().unwrap_or(path))
}
