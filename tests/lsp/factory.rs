//! A host whose engine does as the test says: runs are data, states are set by hand.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use backend_factory::engine::{ChangedFile, Changes, Engine, Error, Figures, Order, Transcript};
use backend_factory::lsp::{About, AgentChoice, Host, Launch, Problem, Settings};
use backend_factory::workflow::decision::{BlockReason, Wait};
use backend_factory::workflow::event::{Answer, Request, Usage};
use backend_factory::workflow::metrics::{self, Forecast, Summary};
use backend_factory::workflow::view::{Live, PhaseState, PhaseView, RunState};
use backend_factory::workflow::{Decision, Phase, RunView};
use serde_json::Value;
use tower_lsp::lsp_types::Url;

#[derive(Default)]
struct Book {
    runs: Vec<RunView>,
    orders: Vec<Order>,
    decisions: Vec<(String, Decision)>,
    revision: u64,
    revived: bool,
    asleep: bool,
    opened: usize,
    refuse: Option<String>,
    launch: Launch,
    agent: Option<String>,
    applied: Vec<(PathBuf, String)>,
    answers: Vec<(Option<u32>, Answer)>,
    problems: Vec<Problem>,
    clone: &'static str,
}

pub struct Factory {
    folder: tempfile::TempDir,
    book: Arc<Mutex<Book>>,
}

impl Factory {
    /// A folder that looks like a clone.
    pub fn new() -> Arc<Factory> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        Arc::new(Factory {
            folder,
            book: Arc::default(),
        })
    }

    /// One of several clones: its runs have ids of their own.
    pub fn of(clone: &'static str) -> Arc<Factory> {
        let factory = Factory::new();
        factory.book.lock().unwrap().clone = clone;
        factory
    }

    /// Whether somebody still holds an engine of this clone.
    pub fn is_watched(&self) -> bool {
        Arc::strong_count(&self.book) > 1
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn uri(&self, below: &str) -> String {
        Url::from_file_path(self.path(below)).unwrap().to_string()
    }

    pub fn settings(&self) -> Settings {
        Settings {
            launch: self.book.lock().unwrap().launch,
            ..Settings::default()
        }
    }

    pub fn launch(&self, launch: Launch) {
        self.book.lock().unwrap().launch = launch;
    }

    /// A run that is started from a terminal.
    pub fn started_elsewhere(&self) {
        let order = Order {
            request: Request {
                title: "Okta SSO Integration".to_owned(),
                text: "implement Okta SSO integration for Chariot".to_owned(),
                family: "integrate".to_owned(),
                origin: None,
            },
            phases: Phase::ALL.to_vec(),
            yes: false,
        };
        let engine = Told(self.book.clone(), self.folder.path().to_owned());
        engine.start(&order).unwrap();
    }

    /// A clone in which nobody has started a run, until it is woken.
    pub fn sleep(&self, asleep: bool) {
        self.book.lock().unwrap().asleep = asleep;
    }

    /// How many engines were opened.
    pub fn opened(&self) -> usize {
        self.book.lock().unwrap().opened
    }

    pub fn refuse(&self, why: &str) {
        self.book.lock().unwrap().refuse = Some(why.to_owned());
    }

    pub fn problem(&self, problem: Problem) {
        self.book.lock().unwrap().problems.push(problem);
    }

    pub fn orders(&self) -> Vec<Order> {
        self.book.lock().unwrap().orders.clone()
    }

    pub fn decisions(&self) -> Vec<(String, Decision)> {
        self.book.lock().unwrap().decisions.clone()
    }

    pub fn revived(&self) -> bool {
        self.book.lock().unwrap().revived
    }

    /// Brings the newest run into a state at a phase, as a worker would.
    pub fn bring(&self, state: RunState, phase: Phase) {
        let mut book = self.book.lock().unwrap();
        book.revision += 1;
        let worktree = self.folder.path().join("worktree");
        let run = book.runs.first_mut().expect("no run");
        set(run, state, phase);
        run.worktree = Some(worktree.display().to_string());
        for view in &mut run.phases[..usize::from(phase.number())] {
            let name = Phase::from_number(view.number).unwrap().deliverable();
            let path = worktree.join(".backend-factory/okta").join(name);
            view.deliverable = Some(path.display().to_string());
        }
    }

    /// Changes the newest run as the engine would show it.
    pub fn edit(&self, change: impl FnOnce(&mut RunView)) {
        let mut book = self.book.lock().unwrap();
        book.revision += 1;
        let run = book.runs.first_mut().expect("no run");
        run.updated.push('+');
        change(run);
    }

    /// The path of a deliverable of the newest run, below the folder.
    pub fn deliverable(phase: Phase) -> String {
        format!("worktree/.backend-factory/okta/{}", phase.deliverable())
    }

    /// Writes a file below the folder.
    pub fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The agent that the settings of the newest engine name.
    pub fn agent(&self) -> Option<String> {
        self.book.lock().unwrap().agent.clone()
    }

    /// What was answered to agents.
    pub fn answers(&self) -> Vec<(Option<u32>, Answer)> {
        self.book.lock().unwrap().answers.clone()
    }

    /// The runs that were applied, and the folder of each engine that was told to.
    pub fn applied(&self) -> Vec<(PathBuf, String)> {
        self.book.lock().unwrap().applied.clone()
    }
}

impl Host for Factory {
    fn may_have_runs(&self, _: &Path) -> bool {
        !self.book.lock().unwrap().asleep
    }

    fn engine(&self, folder: &Path) -> Result<Arc<dyn Engine>, Error> {
        self.book.lock().unwrap().opened += 1;
        match &self.book.lock().unwrap().refuse {
            Some(why) => Err(Error::Other(why.clone())),
            None if !folder.starts_with(self.folder.path()) => {
                Err(Error::NotARepository(folder.display().to_string()))
            }
            None => Ok(Arc::new(Told(self.book.clone(), folder.to_owned()))),
        }
    }

    fn settings(&self, folder: Option<&Path>, editor: &Value) -> (Settings, Vec<Problem>) {
        let here = folder == Some(self.folder.path());
        self.book.lock().unwrap().agent = editor["agent"].as_str().map(str::to_owned);
        let problems = self.book.lock().unwrap().problems.clone();
        (
            Factory::settings(self),
            if here { problems } else { Vec::new() },
        )
    }

    fn trust(&self, folder: Option<&Path>) -> Result<PathBuf, String> {
        let path = folder.unwrap().join("backend-factory.toml");
        match path.exists() {
            true => Ok(path),
            false => Err("there is nothing to trust.".to_owned()),
        }
    }

    fn doctor(&self, _: Option<&Path>) -> String {
        "git 2.39: fine".to_owned()
    }

    fn about(&self, _: Option<&Path>) -> About {
        let agent = |name: &str, installed| AgentChoice {
            name: name.to_owned(),
            title: name.to_uppercase(),
            installed,
            install: format!("install {name}"),
        };
        About {
            agent: Some("rehearsal".to_owned()),
            agents: vec![agent("opencode", true), agent("goose", false)],
            protection: "enforced".to_owned(),
        }
    }
}

/// An engine that only writes down what it is told.
struct Told(Arc<Mutex<Book>>, PathBuf);

impl Engine for Told {
    fn start(&self, order: &Order) -> Result<RunView, Error> {
        let mut book = self.0.lock().unwrap();
        book.revision += 1;
        book.orders.push(order.clone());
        let id = format!("{}run{}", book.clone, book.runs.len() + 1);
        let mut run = view(&id, order);
        set(&mut run, RunState::Running, order.phases[0]);
        book.runs.insert(0, run.clone());
        Ok(run)
    }

    fn runs(&self) -> Result<Vec<RunView>, Error> {
        Ok(self.0.lock().unwrap().runs.clone())
    }

    fn run(&self, id: &str) -> Result<RunView, Error> {
        let book = self.0.lock().unwrap();
        let found = book.runs.iter().find(|run| run.id == id).cloned();
        found.ok_or_else(|| Error::NoSuchRun(id.to_owned()))
    }

    fn live(&self, _: &str) -> Option<Live> {
        Some(Live {
            doing: "edit src/okta.rs".to_owned(),
            at: 0,
        })
    }

    fn decide(&self, id: &str, decision: Decision, by: &str) -> Result<RunView, Error> {
        assert_eq!(by, "editor");
        let mut book = self.0.lock().unwrap();
        book.revision += 1;
        book.decisions.push((id.to_owned(), decision.clone()));
        let run = book.runs.iter_mut().find(|run| run.id == id).unwrap();
        let phase = run.phase.unwrap_or(Phase::Requirements);
        match decision {
            Decision::Approve | Decision::Waive { .. } | Decision::Continue | Decision::Recheck => {
                match phase.following() {
                    Some(next) => set(run, RunState::Running, next),
                    None => set(run, RunState::Completed, phase),
                }
            }
            Decision::Retry { phase, .. } => set(run, RunState::Running, phase),
            Decision::Cancel => set(run, RunState::Cancelled, phase),
        }
        Ok(run.clone())
    }

    fn resume(&self, id: &str) -> Result<RunView, Error> {
        self.run(id)
    }

    fn revive(&self) -> Result<Vec<String>, Error> {
        self.0.lock().unwrap().revived = true;
        Ok(Vec::new())
    }

    fn revision(&self) -> Result<u64, Error> {
        Ok(self.0.lock().unwrap().revision)
    }

    fn answer(
        &self,
        id: &str,
        question: Option<u32>,
        answer: Answer,
        by: &str,
    ) -> Result<RunView, Error> {
        assert_eq!(by, "editor");
        let mut book = self.0.lock().unwrap();
        book.revision += 1;
        book.answers.push((question, answer));
        let run = book.runs.iter_mut().find(|run| run.id == id).unwrap();
        if run.questions.is_empty() {
            return Err(Error::NotNow("the agent asks nothing.".to_owned()));
        }
        run.questions.remove(0);
        Ok(run.clone())
    }

    fn submit(&self, id: &str, by: &str) -> Result<RunView, Error> {
        assert_eq!(by, "editor");
        let mut book = self.0.lock().unwrap();
        book.revision += 1;
        let run = book.runs.iter_mut().find(|run| run.id == id).unwrap();
        run.pull_request = Some("https://example.org/pull/1".to_owned());
        Ok(run.clone())
    }

    fn changes(&self, id: &str) -> Result<Changes, Error> {
        let run = self.run(id)?;
        let file = |path: &str, change: &str| ChangedFile {
            path: path.to_owned(),
            change: change.to_owned(),
            from: None,
        };
        Ok(Changes {
            run: run.id,
            title: run.title,
            branch: run.branch,
            base: run.base,
            worktree: run.worktree,
            files: vec![file("src/okta.rs", "added"), file("src/lib.rs", "modified")],
            patch: "/runs/run1/changes.diff".to_owned(),
        })
    }

    fn base_text(&self, id: &str, path: &str) -> Result<Option<String>, Error> {
        self.run(id)?;
        Ok((path == "src/lib.rs").then(|| "fn main() {}\n".to_owned()))
    }

    fn apply(&self, id: &str, by: &str) -> Result<Vec<String>, Error> {
        assert_eq!(by, "editor");
        self.run(id)?;
        let mut book = self.0.lock().unwrap();
        if book.applied.iter().any(|(_, applied)| applied == id) {
            return Err(Error::Other(
                "you have changes of your own in src/lib.rs.".to_owned(),
            ));
        }
        book.applied.push((self.1.clone(), id.to_owned()));
        Ok(vec!["src/lib.rs".to_owned(), "src/okta.rs".to_owned()])
    }

    fn figures(&self) -> Result<Figures, Error> {
        let completed = {
            let book = self.0.lock().unwrap();
            let over = book
                .runs
                .iter()
                .filter(|run| run.state == RunState::Completed);
            over.count()
        };
        let forecast = (completed > 0).then_some(Forecast {
            runs: completed,
            working_ms: (60_000, 240_000),
            cost_usd: Some((0.1, 0.42)),
        });
        Ok(Figures {
            runs: Vec::new(),
            summary: Summary {
                runs: completed,
                forecast,
                ..metrics::summary(&[])
            },
        })
    }

    fn transcripts(&self, id: &str) -> Result<Vec<Transcript>, Error> {
        Ok(vec![Transcript {
            phase: 1,
            attempt: 1,
            path: format!("/data/{id}/1-requirements-1.jsonl").into(),
        }])
    }
}

fn view(id: &str, order: &Order) -> RunView {
    let phases = Phase::ALL.map(|phase| PhaseView {
        number: phase.number(),
        name: phase.name().to_owned(),
        agent: phase.agent().to_owned(),
        role: phase.role(),
        state: PhaseState::Pending,
        attempts: 0,
        deliverable: None,
        summary: None,
        started: None,
        finished: None,
        evidence: Vec::new(),
        findings: Vec::new(),
        waived: (!order.phases.contains(&phase)).then(|| "left out".to_owned()),
        accepted: None,
        patch: None,
        commit: None,
    });
    RunView {
        id: id.to_owned(),
        title: order.request.title.clone(),
        request: order.request.clone(),
        state: RunState::Queued,
        branch: format!("backend-factory/{id}"),
        base: "0".repeat(40),
        worktree: None,
        agent: "rehearsal".to_owned(),
        phase: None,
        wait: None,
        phases: phases.to_vec(),
        created: "2026-01-01T00:00:00Z".to_owned(),
        updated: "2026-01-01T00:00:00Z".to_owned(),
        commit: None,
        usage: Usage::default(),
        questions: Vec::new(),
        frontend: Vec::new(),
        files: Vec::new(),
        overlaps: Vec::new(),
        applied: None,
        pull_request: None,
        merged: None,
        message: "it goes on".to_owned(),
    }
}

fn set(run: &mut RunView, state: RunState, phase: Phase) {
    run.state = state;
    run.updated.push('+');
    run.wait = match state {
        RunState::Waiting => Some(Wait::Approval),
        RunState::Blocked => Some(Wait::Blocked {
            reason: BlockReason::TestFailures,
            message: "2 tests failed.".to_owned(),
        }),
        _ => None,
    };
    let over = matches!(
        state,
        RunState::Completed | RunState::Cancelled | RunState::Failed
    );
    run.phase = (!over).then_some(phase);
    for view in &mut run.phases {
        let (number, at) = (view.number, phase.number());
        view.state = match state {
            _ if view.waived.is_some() => PhaseState::Waived,
            RunState::Completed => PhaseState::Completed,
            _ if number < at => PhaseState::Completed,
            _ if number > at => PhaseState::Pending,
            RunState::Waiting => PhaseState::Waiting,
            RunState::Blocked => PhaseState::Failed,
            _ => PhaseState::Running,
        };
        if number == at {
            view.attempts = 1;
        }
    }
}
