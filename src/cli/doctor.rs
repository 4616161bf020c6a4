//! `doctor`: what is here, what is missing, and what to do about it. It looks and never changes
//! anything; agents are started only as far as their greeting, which costs nothing.

use std::{path::Path, time::Duration};

use serde::Serialize;

use super::{
    Exit, Failure, Global, logging,
    place::Place,
    table::Table,
    terminal::{self, BAD, DIM, GOOD, WARN, plain},
};
use crate::{
    agent::{
        Profile, probe, profile,
        sandbox::{self, Level},
    },
    git::{self, Repository},
    journal::{Journal, Layout, layout},
};

/// Check git, agents, protection, settings and editors
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print the findings as a JSON array
    #[arg(long)]
    json: bool,
}

/// An agent that has not introduced itself by then is said not to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Check {
    /// `git`, `repository`, `agent`, `protection`, `settings`, `editor`, `folder`.
    area: &'static str,
    /// Which of them: `opencode`.
    name: String,
    /// How it is.
    state: State,
    /// What was found.
    found: String,
    /// What to do, where something is to be done.
    next: Option<String>,
}

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Good,
    /// Not there, and nothing is wrong with that.
    Absent,
    /// It works, but a person should know.
    Warning,
    /// Nothing works without it.
    Bad,
}

impl Check {
    fn new(
        area: &'static str,
        name: impl Into<String>,
        state: State,
        found: impl Into<String>,
    ) -> Check {
        Check {
            area,
            name: name.into(),
            state,
            found: found.into(),
            next: None,
        }
    }

    /// From an error text that ends with what to do.
    fn from_error(area: &'static str, name: &str, state: State, error: &str) -> Check {
        let (found, next) = match error.split_once(" Next: ") {
            Some((found, next)) => (found, Some(next.to_owned())),
            None => (error, None),
        };
        Check {
            next,
            ..Check::new(area, name, state, found)
        }
    }

    fn next(mut self, next: impl Into<String>) -> Check {
        self.next = Some(next.into());
        self
    }
}

pub(super) fn perform(global: &Global, arguments: &Arguments) -> Result<Exit, Failure> {
    // What is wrong with the settings is in the list.
    let place = Place::read_silently(global)?;
    let checks = checks(&place);
    match arguments.json {
        true => terminal::json(&checks),
        false => terminal::print(text(&checks).trim_end()),
    }
    let bad = checks.iter().any(|check| check.state == State::Bad);
    Ok(if bad { Exit::Failed } else { Exit::Done })
}

/// Everything that is looked at.
pub(super) fn checks(place: &Place) -> Vec<Check> {
    let version = env!("CARGO_PKG_VERSION");
    let mut all = vec![Check::new(
        "program",
        "backend-factory",
        State::Good,
        version,
    )];
    all.push(git(&place.folder));
    all.extend(repository(&place.folder));
    all.push(protection());
    all.extend(agents(place));
    all.extend(settings(place));
    all.extend(folders(place));
    all.extend(editors());
    all
}

/// The list as a person reads it.
pub(super) fn text(checks: &[Check]) -> String {
    let mut table = Table::default();
    for check in checks {
        let (mark, style) = match check.state {
            State::Good => ("ok", GOOD),
            State::Absent => ("-", DIM),
            State::Warning => ("note", WARN),
            State::Bad => ("missing", BAD),
        };
        let next = check
            .next
            .as_deref()
            .map_or_else(String::new, |next| format!("  Next: {next}"));
        table.row([
            (mark.to_owned(), style),
            (check.area.to_owned(), DIM),
            (check.name.clone(), anstyle::Style::new()),
            (
                plain(&format!("{}{next}", check.found), 600),
                anstyle::Style::new(),
            ),
        ]);
    }
    table.lines("")
}

fn git(folder: &Path) -> Check {
    match git::installed(folder) {
        Ok((program, version)) => {
            let found = format!("{version} at {}", program.display());
            Check::new("git", "git", State::Good, found)
        }
        Err(error) => Check::from_error("git", "git", State::Bad, &error.to_string()),
    }
}

fn repository(folder: &Path) -> Vec<Check> {
    let repository = match Repository::discover(folder) {
        Ok(repository) => repository,
        Err(error) => {
            return vec![Check::from_error(
                "repository",
                "here",
                State::Warning,
                &error.to_string(),
            )];
        }
    };
    let root = repository.root().display().to_string();
    let head = match repository.head() {
        Ok(head) => {
            let oid = head.oid.get(..12).unwrap_or("").to_owned();
            let branch = head.branch.unwrap_or_else(|| "no branch".to_owned());
            let changed = match repository.is_clean(repository.root()) {
                Ok(true) => "",
                _ => "; it has changes that are not committed, which a run does not see",
            };
            Check::new(
                "repository",
                "here",
                State::Good,
                format!("{root}, {branch} at {oid}{changed}"),
            )
        }
        Err(error) => Check::from_error("repository", "here", State::Warning, &error.to_string()),
    };
    let journal = match Journal::open_existing(repository.common_dir()) {
        Ok(None) => Check::new("journal", "runs", State::Good, "none yet"),
        Ok(Some(journal)) => match journal.runs() {
            Ok(runs) => {
                let found = format!("{} in {}", runs.len(), journal.path().display());
                Check::new("journal", "runs", State::Good, found)
            }
            Err(error) => Check::from_error("journal", "runs", State::Bad, &error.to_string()),
        },
        Err(error) => Check::from_error("journal", "runs", State::Bad, &error.to_string()),
    };
    vec![head, journal]
}

/// What holds an agent in its worktree on this machine.
fn protection() -> Check {
    let level = sandbox::available();
    let found = format!("{level} (Landlock: writing outside the worktree)");
    match level {
        Level::Enforced => Check::new("protection", "sandbox", State::Good, found),
        Level::Partial => Check::new("protection", "sandbox", State::Warning, found)
            .next("a newer kernel restricts all of it; the audit after each attempt holds anyway"),
        Level::None => Check::new("protection", "sandbox", State::Warning, found)
            .next("the audit after each attempt remains; set `sandbox = \"required\"` to refuse runs here"),
    }
}

/// Every installed agent is started as far as its greeting; all at once, because some are slow.
fn agents(place: &Place) -> Vec<Check> {
    let chosen = place.settings.values.text("agent");
    let (installed, absent): (Vec<Profile>, Vec<Profile>) =
        profile::all().into_iter().partition(Profile::installed);
    let probes: Vec<_> = installed
        .into_iter()
        .map(|profile| std::thread::spawn(move || probe_one(&profile)))
        .collect();
    let mut all: Vec<Check> = probes
        .into_iter()
        .filter_map(|probe| probe.join().ok())
        .collect();
    all.extend(absent.into_iter().map(|profile| {
        let check = Check::new("agent", &profile.name, State::Absent, "not found");
        match chosen.as_deref() == Some(&profile.name) {
            true => Check {
                state: State::Bad,
                ..check.next(profile.install)
            },
            false => check,
        }
    }));
    all
}

fn probe_one(profile: &Profile) -> Check {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let answer = match runtime {
        Ok(runtime) => runtime.block_on(probe::probe(profile, PATIENCE)),
        Err(error) => Err(error.to_string()),
    };
    match answer {
        Ok(known) => {
            let agent = known.agent.unwrap_or_else(|| profile.title.clone());
            let found = format!("{agent} at {}, answers", known.program);
            let login = match known.logins.is_empty() {
                true => String::new(),
                false => format!("; if it asks for a login: {}", profile.login),
            };
            Check::new("agent", &profile.name, State::Good, found + &login)
        }
        Err(error) => Check::from_error("agent", &profile.name, State::Warning, &error),
    }
}

fn settings(place: &Place) -> Vec<Check> {
    let mut all = Vec::new();
    let files = [
        ("yours", &place.layers.user),
        ("repository's", &place.layers.workspace),
    ];
    for (name, source) in files {
        all.push(match source {
            Some(source) => {
                let untrusted = match source.trusted {
                    true => "",
                    false => " (not trusted: what names programs does not apply)",
                };
                let found = format!("{}{untrusted}", source.path.display());
                Check::new("settings", name, State::Good, found)
            }
            None => Check::new(
                "settings",
                name,
                State::Absent,
                "no file: the defaults hold",
            ),
        });
    }
    all.extend(place.problems().into_iter().map(|line| {
        Check::new("settings", "problem", State::Warning, line)
            .next("mend it; until then the rest applies")
    }));
    all
}

fn folders(place: &Place) -> Vec<Check> {
    let data = place.settings.engine().data_dir;
    let data = Layout::new(Path::new("."), data.as_deref()).and_then(|layout| {
        layout::make_private(layout.data())?;
        Ok(layout.data().to_owned())
    });
    let data = match data {
        Ok(folder) => match tempfile::tempfile_in(&folder) {
            Ok(_) => Check::new(
                "folder",
                "worktrees and evidence",
                State::Good,
                folder.display().to_string(),
            ),
            Err(error) => Check::new(
                "folder",
                "worktrees and evidence",
                State::Bad,
                format!("{}: {error}", folder.display()),
            )
            .next("make it writable, or set `data_dir`"),
        },
        Err(error) => Check::from_error(
            "folder",
            "worktrees and evidence",
            State::Bad,
            &error.to_string(),
        ),
    };
    let logs = logging::folder().map_or_else(
        || Check::new("folder", "log", State::Warning, "no place for it").next("set HOME"),
        |folder| Check::new("folder", "log", State::Good, folder.display().to_string()),
    );
    vec![data, logs]
}

fn editors() -> Vec<Check> {
    let known = [
        ("code", "VS Code"),
        ("nvim", "Neovim"),
        ("hx", "Helix"),
        ("emacs", "Emacs"),
        ("kak", "Kakoune"),
        ("zed", "Zed"),
    ];
    known
        .into_iter()
        .map(|(program, name)| match which::which(program) {
            Ok(path) => Check::new("editor", name, State::Good, path.display().to_string()),
            Err(_) => Check::new("editor", name, State::Absent, "not found"),
        })
        .collect()
}
