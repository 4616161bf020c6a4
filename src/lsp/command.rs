//! The commands: id, title, and what they may be told. One enum, so that none is half there.
//!
//! An editor hides actions whose command is not listed by the server, so [`Command::all`] is what
//! `executeCommandProvider` lists. Every field of [`Arguments`] is optional: some editors can send
//! nothing, and then the request or the run at hand is meant.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::lsp_types::{Position, Range, Url};

use crate::workflow::Phase;

/// What a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// All six phases.
    Run,
    /// Phases 1 and 2.
    Plan,
    /// One phase.
    RunPhase,
    /// Yes, go on.
    Approve,
    /// Work a phase again.
    Retry,
    /// Go on although the gate is shut.
    Waive,
    /// Try on after a limit.
    Continue,
    /// Look at a gate again after a person mended the work.
    Recheck,
    /// Let the agent do what it asks for.
    Allow,
    /// Do not let it.
    Refuse,
    /// End a run.
    Cancel,
    /// Carry a run on whose worker died.
    Resume,
    /// Show what a phase handed over.
    OpenDeliverable,
    /// Keep a later phase although an earlier deliverable was edited.
    Accept,
    /// What a run has changed.
    ShowDiff,
    /// A run's changes into the person's own files.
    Apply,
    /// Propose a run's branch.
    OpenPullRequest,
    /// Each criterion with its step, its tests and its verdict.
    Trace,
    /// A document in which commands are answered.
    NewChat,
    /// Who works the phases from now on.
    ChooseAgent,
    /// What the next run may take.
    Forecast,
    /// The figures of all runs.
    Metrics,
    /// Let a repository's settings file hold powers.
    Trust,
    /// Mark a request as none.
    Ignore,
    /// What can be typed.
    Help,
    /// How all runs stand.
    Status,
    /// How one run stands.
    Show,
    /// Why something is, or is not, a request.
    Explain,
    /// What is installed and what is missing.
    Doctor,
    /// The server's log.
    ShowLog,
}

impl Command {
    /// Every command, in the order a person meets them.
    pub fn all() -> impl Iterator<Item = Command> {
        use Command::*;
        [
            Run,
            Plan,
            RunPhase,
            Approve,
            Retry,
            Waive,
            Continue,
            Recheck,
            Allow,
            Refuse,
            Cancel,
            Resume,
            OpenDeliverable,
            Accept,
            ShowDiff,
            Apply,
            OpenPullRequest,
            Trace,
            NewChat,
            ChooseAgent,
            Forecast,
            Metrics,
            Trust,
            Ignore,
            Help,
            Status,
            Show,
            Explain,
            Doctor,
            ShowLog,
        ]
        .into_iter()
    }

    /// Its name on the wire.
    pub fn id(self) -> &'static str {
        match self {
            Command::Run => "backendFactory.run",
            Command::Plan => "backendFactory.plan",
            Command::RunPhase => "backendFactory.runPhase",
            Command::Approve => "backendFactory.approve",
            Command::Retry => "backendFactory.retry",
            Command::Waive => "backendFactory.waive",
            Command::Continue => "backendFactory.continue",
            Command::Recheck => "backendFactory.recheck",
            Command::Allow => "backendFactory.allow",
            Command::Refuse => "backendFactory.refuse",
            Command::Cancel => "backendFactory.cancel",
            Command::Resume => "backendFactory.resume",
            Command::OpenDeliverable => "backendFactory.openDeliverable",
            Command::Accept => "backendFactory.accept",
            Command::ShowDiff => "backendFactory.showDiff",
            Command::Apply => "backendFactory.apply",
            Command::OpenPullRequest => "backendFactory.openPullRequest",
            Command::Trace => "backendFactory.trace",
            Command::NewChat => "backendFactory.newChat",
            Command::ChooseAgent => "backendFactory.chooseAgent",
            Command::Forecast => "backendFactory.forecast",
            Command::Metrics => "backendFactory.metrics",
            Command::Trust => "backendFactory.trust",
            Command::Ignore => "backendFactory.ignore",
            Command::Help => "backendFactory.help",
            Command::Status => "backendFactory.status",
            Command::Show => "backendFactory.show",
            Command::Explain => "backendFactory.explain",
            Command::Doctor => "backendFactory.doctor",
            Command::ShowLog => "backendFactory.showLog",
        }
    }

    /// What a person reads.
    pub fn title(self) -> &'static str {
        match self {
            Command::Run => "Run 6-phase workflow",
            Command::Plan => "Plan only (phases 1-2)",
            Command::RunPhase => "Run one phase",
            Command::Approve => "Approve and continue",
            Command::Retry => "Retry with feedback",
            Command::Waive => "Waive the gate",
            Command::Continue => "Continue",
            Command::Recheck => "Check the gate again",
            Command::Allow => "Allow what the agent asks",
            Command::Refuse => "Refuse what the agent asks",
            Command::Cancel => "Cancel run",
            Command::Resume => "Resume run",
            Command::OpenDeliverable => "Open deliverable",
            Command::Accept => "Accept as is",
            Command::ShowDiff => "Show diff",
            Command::Apply => "Apply to working tree",
            Command::OpenPullRequest => "Push the branch and open a pull request",
            Command::Trace => "Show the criteria",
            Command::NewChat => "New chat file",
            Command::ChooseAgent => "Choose agent",
            Command::Forecast => "Forecast the next run",
            Command::Metrics => "Show metrics",
            Command::Trust => "Trust this workspace's settings",
            Command::Ignore => "Ignore this request",
            Command::Help => "Show what can be typed",
            Command::Status => "Show all runs",
            Command::Show => "Show run",
            Command::Explain => "Why is this a request?",
            Command::Doctor => "Check this machine",
            Command::ShowLog => "Show the server's log",
        }
    }

    /// The command with this id.
    pub fn find(id: &str) -> Option<Command> {
        Command::all().find(|command| command.id() == id)
    }

    /// As the protocol carries it.
    pub fn with(self, title: &str, arguments: &Arguments) -> tower_lsp::lsp_types::Command {
        // Arguments are our own plain data: they always have a JSON form.
        let arguments = serde_json::to_value(arguments).unwrap_or_default();
        tower_lsp::lsp_types::Command {
            title: title.to_owned(),
            command: self.id().to_owned(),
            arguments: Some(vec![arguments]),
        }
    }
}

/// What a command may be told; all optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Arguments {
    /// The document the request stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<Url>,
    /// Where in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// A place in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// A line in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The words of the request, in place of what stands in a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Of the request that was shown: compared before anything starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The phases to work: numbers or names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<PhaseWord>>,
    /// One phase: number or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<PhaseWord>,
    /// A run: its id, or an unambiguous beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Words for the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
    /// Why a gate may be passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A question of the agent, by its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<u32>,
    /// The answer holds as long as the run goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always: Option<bool>,
    /// The name of an agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The caller shows the answer itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<bool>,
}

impl Arguments {
    /// Reads `executeCommand`'s list: one object, or nothing.
    pub fn read(list: Vec<Value>) -> Result<Arguments, String> {
        match list.into_iter().next() {
            None | Some(Value::Null) => Ok(Arguments::default()),
            Some(value @ Value::Object(_)) => {
                serde_json::from_value(value).map_err(|error| format!("the argument: {error}"))
            }
            // Helix users can type a bare word after a command: the run they mean.
            Some(Value::String(word)) => Ok(Arguments {
                run: Some(word),
                ..Arguments::default()
            }),
            Some(_) => Err("a command takes one object".to_owned()),
        }
    }
}

/// A phase as people and programs name it: `3`, `"3"`, `"implement"`, `"backend-implement"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PhaseWord {
    /// 1 to 6.
    Number(u8),
    /// A slug, an agent's name or a number.
    Word(String),
}

impl PhaseWord {
    /// The phase it names.
    pub fn phase(&self) -> Result<Phase, String> {
        let found = match self {
            PhaseWord::Number(number) => Phase::from_number(*number),
            PhaseWord::Word(word) => Phase::parse(word),
        };
        found.ok_or_else(|| {
            let word = match self {
                PhaseWord::Number(number) => number.to_string(),
                PhaseWord::Word(word) => word.clone(),
            };
            format!("`{word}` is no phase. Next: use 1 to 6, or a name such as `implement`.")
        })
    }
}

impl From<Phase> for PhaseWord {
    fn from(phase: Phase) -> Self {
        PhaseWord::Number(phase.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_by_its_id_and_no_two_share_one() {
        let mut ids: Vec<_> = Command::all().map(Command::id).collect();
        for id in &ids {
            assert_eq!(Command::find(id).map(Command::id), Some(*id));
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), Command::all().count());
        assert_eq!(Command::find("backendFactory.nothing"), None);
    }

    #[test]
    fn arguments_are_one_object_a_word_or_nothing() {
        let read = |json: &str| Arguments::read(serde_json::from_str(json).unwrap());
        assert_eq!(read("[]").unwrap(), Arguments::default());
        assert_eq!(read("[null]").unwrap(), Arguments::default());
        assert_eq!(read(r#"["7k"]"#).unwrap().run.as_deref(), Some("7k"));
        let phase = |json: &str| read(json).unwrap().phase.unwrap().phase();
        assert_eq!(phase(r#"[{"phase":3}]"#), Ok(Phase::Implement));
        assert_eq!(phase(r#"[{"phase":"test"}]"#), Ok(Phase::Test));
        assert!(phase(r#"[{"phase":9}]"#).is_err());
        assert!(read("[1]").is_err());
        assert!(read(r#"[{"range":7}]"#).is_err());
    }
}
