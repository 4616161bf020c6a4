//! A lane: what a role may write and run. Data and pure decisions; it stops nobody by itself.
//! It is held three times by others: in the brief's words, at every permission request, and by the
//! audit of what really changed. It never judges a path that it cannot place inside the worktree.

mod area;
mod audit;
mod command;
mod line;
mod permission;
mod rules;

pub use audit::Violation;
pub use permission::{Answer, Request, ToolKind};
pub use rules::{Rules, TOOLS, check_glob};

use globset::GlobSet;

use super::Phase;
use area::Area;
use rules::globset;

/// The lane of one phase.
#[derive(Clone, Debug)]
pub struct Lane {
    phase: Phase,
    /// Where its own document may stand: one run's folder, or any run's.
    slug: Option<String>,
    /// What the user's own settings add. Never beats the protected names.
    more: GlobSet,
    /// Narrowings: a path must match each of them.
    only: Vec<GlobSet>,
    /// What settings keep the role from, whatever else they say.
    never: GlobSet,
    /// What settings say, in their own words.
    rules: Rules,
    /// The project's own commands of this phase, and what the user's settings add.
    commands: Vec<Vec<String>>,
    /// A definition named its tools and no editing tool is among them.
    no_write: bool,
    /// A definition named its tools and no shell is among them.
    no_run: bool,
}

impl Lane {
    /// The default lane of this phase.
    pub fn of(phase: Phase) -> Lane {
        Lane {
            phase,
            slug: None,
            more: GlobSet::empty(),
            only: Vec::new(),
            never: GlobSet::empty(),
            rules: Rules::default(),
            commands: Vec::new(),
            no_write: false,
            no_run: false,
        }
    }

    /// The same lane, with the document of this run only.
    pub fn for_run(self, slug: &str) -> Lane {
        Lane {
            slug: Some(slug.to_owned()),
            ..self
        }
    }

    /// Lets the role run this command (a prefix of the command line) too: the project's build or
    /// test command, or one of the user's own settings.
    pub fn with_command(mut self, argv: &[String]) -> Lane {
        if !argv.is_empty() {
            self.commands.push(argv.to_vec());
        }
        self
    }

    /// Lets the role write these globs too. For the user's own settings only.
    /// A glob that does not parse is an error in words.
    pub fn widened(mut self, globs: &[String]) -> Result<Lane, String> {
        self.more = globset(globs)?;
        Ok(self)
    }

    /// Keeps the role to these globs, within its lane. A workspace file may do this.
    pub fn narrowed(mut self, globs: &[String]) -> Result<Lane, String> {
        self.only.push(globset(globs)?);
        Ok(self)
    }

    /// Takes the tools away that a definition does not give, or takes away. Never gives one.
    pub fn with_definition(mut self, definition: &super::definition::Definition) -> Lane {
        self.no_write |= !definition.may_edit();
        self.no_run |= !definition.may_run();
        self
    }

    /// Whether this path is a test's, or something that only tests use.
    pub fn is_test(path: &str) -> bool {
        area::parts(path).is_some_and(|parts| area::TESTS.holds(path, &parts))
    }

    /// Whether this path is a user interface's: a different project.
    pub fn is_frontend(path: &str) -> bool {
        area::parts(path).is_some_and(|parts| area::FRONTEND.holds(path, &parts))
    }

    /// The phase it belongs to.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Whether the role may write this path, relative to the worktree.
    pub fn allows_write(&self, path: &str) -> bool {
        self.judge_write(path).is_ok()
    }

    /// Why the role may not write this path, in words for the next attempt.
    pub fn judge_write(&self, path: &str) -> Result<(), String> {
        let parts = area::parts(path).ok_or("it does not stay inside the worktree")?;
        if self.is_own_document(path) {
            return Ok(());
        }
        if parts[0] == ".backend-factory" {
            return Err("it belongs to another phase or run; only this phase's own deliverable may be written".into());
        }
        if area::PROTECTED.holds(path, &parts) {
            return Err(
                "it steers git, an editor, an agent or a tool; no role may write it".into(),
            );
        }
        if self.no_write {
            return Err(
                "the phase definition or the settings of this workspace give the role no editing tool"
                    .into(),
            );
        }
        if self.never.is_match(path) {
            return Err("the settings keep the role out of it".into());
        }
        if !self.more.is_empty() && self.more.is_match(path) {
            return self.inside_narrowing(path);
        }
        if area::FRONTEND.holds(path, &parts) {
            return Err("it is user interface work, and that is a different project; record a dependency on the frontend team instead".into());
        }
        for (area, reason) in self.denied() {
            if area.holds(path, &parts) {
                return Err((*reason).into());
            }
        }
        let allowed = match self.phase {
            Phase::Requirements | Phase::Plan | Phase::Validate => false,
            Phase::Implement => true,
            Phase::Test => area::TESTS.holds(path, &parts),
            Phase::Submit => [&area::INFRASTRUCTURE, &area::CI, &area::DOCS]
                .into_iter()
                .any(|area| area.holds(path, &parts)),
        };
        if allowed {
            self.inside_narrowing(path)
        } else {
            Err(format!(
                "the {} writes {}",
                self.phase.role(),
                self.may_write()
            ))
        }
    }

    /// Whether the role may run this command without asking.
    pub fn allows_run(&self, argv: &[String]) -> bool {
        self.judge_run(argv) == Answer::Allow
    }

    /// What the role may write, in words: ends a sentence that begins with "the role writes".
    pub fn may_write(&self) -> &'static str {
        match self.phase {
            Phase::Requirements | Phase::Plan => "only its own document, and no code",
            Phase::Implement => {
                "production code, migrations and infrastructure templates; not tests, not CI, not documentation, not user interfaces"
            }
            Phase::Test => "tests, fixtures and test configuration; not production code",
            Phase::Validate => "only its own report; neither code nor tests",
            Phase::Submit => {
                "infrastructure, CI, changelog and documentation; neither production code nor tests"
            }
        }
    }

    /// What the role may run, in words: ends a sentence that begins with "the role runs".
    pub fn may_run(&self) -> &'static str {
        match self.phase {
            Phase::Requirements => "nothing",
            Phase::Plan => "commands that only read",
            Phase::Implement => "build, formatter and linter, and commands that only read",
            Phase::Test => "build, tests and coverage, and commands that only read",
            Phase::Validate => {
                "tests, the service itself and scanners, and commands that only read"
            }
            Phase::Submit => {
                "git inside the worktree, template linters, and commands that only read; never push, never a pull request"
            }
        }
    }

    fn denied(&self) -> &'static [(&'static Area, &'static str)] {
        const TESTS: (&Area, &str) = (&area::TESTS, "tests are the Test Engineer's");
        const CI: (&Area, &str) = (&area::CI, "CI is the DevOps Engineer's");
        const DOCS: (&Area, &str) = (&area::DOCS, "documentation is the DevOps Engineer's");
        match self.phase {
            Phase::Implement => &[TESTS, CI, DOCS],
            Phase::Submit => &[TESTS],
            Phase::Requirements | Phase::Plan | Phase::Test | Phase::Validate => &[],
        }
    }

    fn inside_narrowing(&self, path: &str) -> Result<(), String> {
        if self.only.iter().all(|only| only.is_match(path)) {
            Ok(())
        } else {
            Err("the settings keep the role out of it".into())
        }
    }

    /// `.backend-factory/<slug>/<n>-<phase>.md`, letter by letter.
    fn is_own_document(&self, path: &str) -> bool {
        let inside = path
            .strip_prefix(".backend-factory/")
            .and_then(|rest| rest.split_once('/'));
        inside.is_some_and(|(slug, name)| {
            let this_run = self.slug.as_ref().is_none_or(|own| own == slug);
            this_run && name == self.phase.deliverable()
        })
    }
}
