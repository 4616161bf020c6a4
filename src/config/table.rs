//! The one table of settings. What a key is called, takes, means and who may set it is written
//! here and nowhere else; the JSON schema, the documentation and VS Code's settings are made from
//! it. `*` stands for a name that a person chooses.

use super::kind::Kind;
use crate::workflow::{Phase, lane::TOOLS};

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Dotted: `coverage.minimum`.
    pub path: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What holds when nobody sets it.
    pub default: Default,
    /// Who may set it.
    pub rule: Rule,
    /// One sentence: what it does.
    pub about: &'static str,
}

/// What holds when nobody sets a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// Nothing; the sentence of the key says what that means.
    Unset,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
}

/// What a repository's own file may do with a key. The person's file, the editor's settings and
/// the command line may set every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Set it.
    Preference,
    /// Set it to something stricter: a word nearer to the front, a lower number.
    Lower,
    /// Set it to something stricter: a higher number.
    Higher,
    /// Set it: what each layer says holds, beside what the others say.
    Every,
    /// Nothing, until a person has trusted this file for exactly its content: the key names a
    /// program, an environment, a place, or loosens a guard.
    Power,
}

const LAUNCH: &[(&str, &str)] = &[
    (
        "never",
        "Nothing starts by typing; code actions and commands do.",
    ),
    (
        "explicit",
        "A finished line with `/backend …` or `@backend-orchestrator …` that you typed starts its run.",
    ),
    (
        "detected",
        "Every request that you typed and finished starts its run.",
    ),
];

const APPROVAL: &[(&str, &str)] = &[
    ("each-phase", "You are asked after every phase."),
    (
        "plan-and-submit",
        "You are asked after the plan and before submission.",
    ),
    ("submit", "You are asked before submission only."),
];

const SANDBOX: &[(&str, &str)] = &[
    (
        "required",
        "A run does not start where the operating system cannot hold the agent in its worktree.",
    ),
    ("available", "The strongest protection this machine has."),
    ("off", "None. The audit after each attempt remains."),
];

const FAMILIES: &[(&str, &str)] = &[
    ("command", "`/backend …` and `@backend-orchestrator …`."),
    ("need", "\"We need an API for …\"."),
    ("build", "\"Build a backend for …\"."),
    ("integrate", "\"Integrate Stripe with …\"."),
    ("create", "\"Create models for …\"."),
    ("add", "\"Add authentication to the backend\"."),
    ("implement", "\"Implement an endpoint for …\"."),
];

/// All settings, in the order of the documentation.
pub const KEYS: &[Key] = &[
    Key {
        path: "launch",
        kind: Kind::Choice(LAUNCH),
        default: Default::Text("explicit"),
        rule: Rule::Lower,
        about: "What starts a run while you type. Text that was pasted, reloaded or there before never starts one.",
    },
    Key {
        path: "agent",
        kind: Kind::Text,
        default: Default::Unset,
        rule: Rule::Power,
        about: "The agent that works the phases: a known one, or a name under `agents`. Unset: the first known one that is installed.",
    },
    Key {
        path: "approval",
        kind: Kind::Choice(APPROVAL),
        default: Default::Text("plan-and-submit"),
        rule: Rule::Lower,
        about: "At which gates you are asked. Push and pull request always ask.",
    },
    Key {
        path: "attempts",
        kind: Kind::Integer(1, 20),
        default: Default::Integer(3),
        rule: Rule::Lower,
        about: "Attempts that a phase gets before you are asked.",
    },
    Key {
        path: "same_failure",
        kind: Kind::Integer(1, 20),
        default: Default::Integer(3),
        rule: Rule::Lower,
        about: "You are asked at once when the same failure comes this many times in a row.",
    },
    Key {
        path: "loops",
        kind: Kind::Integer(0, 20),
        default: Default::Integer(2),
        rule: Rule::Lower,
        about: "How often a validation that says NEEDS_WORK may send a run back to an earlier phase before you are asked.",
    },
    Key {
        path: "budget.run_tokens",
        kind: Kind::Integer(1, i64::MAX),
        default: Default::Unset,
        rule: Rule::Lower,
        about: "Tokens a run may use, as agents report them; then you are asked. Unset: no cap.",
    },
    Key {
        path: "budget.run_usd",
        kind: Kind::Number(0.0, 1e9),
        default: Default::Unset,
        rule: Rule::Lower,
        about: "US dollars a run may cost, as agents report them; then you are asked. Unset: no cap.",
    },
    Key {
        path: "budget.phase_tokens",
        kind: Kind::Integer(1, i64::MAX),
        default: Default::Unset,
        rule: Rule::Lower,
        about: "Tokens one phase may use, over all its attempts. Unset: no cap.",
    },
    Key {
        path: "budget.phase_usd",
        kind: Kind::Number(0.0, 1e9),
        default: Default::Unset,
        rule: Rule::Lower,
        about: "US dollars one phase may cost, over all its attempts. Unset: no cap.",
    },
    Key {
        path: "budget.run_minutes",
        kind: Kind::Number(0.01, 1e6),
        default: Default::Unset,
        rule: Rule::Lower,
        about: "Minutes that the agents and gates of a run may take in all; waiting for you does not count. Then you are asked. Unset: no cap.",
    },
    Key {
        path: "budget.phase_minutes",
        kind: Kind::Number(0.01, 1e6),
        default: Default::Unset,
        rule: Rule::Lower,
        about: "Minutes that the agents and gates of one phase may take, over all its attempts. Unset: no cap.",
    },
    Key {
        path: "coverage.minimum",
        kind: Kind::Number(0.0, 100.0),
        default: Default::Unset,
        rule: Rule::Higher,
        about: "Line coverage in percent that the gates of phases 4 and 5 require. Unset: reported, not required.",
    },
    Key {
        path: "trigger.enabled",
        kind: Kind::Bool,
        default: Default::Bool(true),
        rule: Rule::Preference,
        about: "Look for requests in comments, documentation and chat text.",
    },
    Key {
        path: "trigger.products",
        kind: Kind::Texts,
        default: Default::Texts(&["Chariot"]),
        rule: Rule::Preference,
        about: "Names of your products: \"integrate Okta with <product>\" is a request, and titles leave the product out.",
    },
    Key {
        path: "trigger.disabled",
        kind: Kind::Some(FAMILIES),
        default: Default::Texts(&[]),
        rule: Rule::Every,
        about: "Families of requests that nothing is made of. What each file switches off stays off.",
    },
    Key {
        path: "trigger.ignore",
        kind: Kind::Texts,
        default: Default::Texts(&[]),
        rule: Rule::Preference,
        about: "Globs, relative to the repository, of files in which nothing is looked for.",
    },
    Key {
        path: "trigger.family.*.verbs",
        kind: Kind::Texts,
        default: Default::Texts(&[]),
        rule: Rule::Preference,
        about: "Verbs of a request family of your own, in the imperative: `[\"migrate\"]`.",
    },
    Key {
        path: "trigger.family.*.objects",
        kind: Kind::Texts,
        default: Default::Texts(&[]),
        rule: Rule::Preference,
        about: "Words, one of which such a request must name: `[\"queue\", \"topic\"]`.",
    },
    Key {
        path: "trigger.family.*.pattern",
        kind: Kind::Text,
        default: Default::Unset,
        rule: Rule::Preference,
        about: "A regular expression (crate `regex`): a sentence in which it matches is such a request, and its group `title`, or its first, the title.",
    },
    Key {
        path: "lens",
        kind: Kind::Bool,
        default: Default::Bool(true),
        rule: Rule::Preference,
        about: "Show code lenses on explicit commands and live runs.",
    },
    Key {
        path: "commands.build",
        kind: Kind::Argv,
        default: Default::Unset,
        rule: Rule::Power,
        about: "The build, run in the worktree after phase 3. Unset: found from the manifest.",
    },
    Key {
        path: "commands.lint",
        kind: Kind::Argv,
        default: Default::Unset,
        rule: Rule::Power,
        about: "The linter, run after phase 3. Unset: none.",
    },
    Key {
        path: "commands.test",
        kind: Kind::Argv,
        default: Default::Unset,
        rule: Rule::Power,
        about: "The tests, run after phases 4 and 5. Unset: found from the manifest.",
    },
    Key {
        path: "commands.coverage",
        kind: Kind::Argv,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Tests with coverage, leaving an lcov or Cobertura report in the worktree. Unset: none.",
    },
    Key {
        path: "commands.validate",
        kind: Kind::Argv,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Your own check of the whole, run after phase 5. Unset: none.",
    },
    Key {
        path: "lanes.*.only",
        kind: Kind::Globs,
        default: Default::Unset,
        rule: Rule::Every,
        about: "Globs, relative to the repository: the role of this phase (`implement`, `test`, …) is kept to them, within its lane.",
    },
    Key {
        path: "lanes.*.never",
        kind: Kind::Globs,
        default: Default::Unset,
        rule: Rule::Every,
        about: "Globs that the role of this phase never writes.",
    },
    Key {
        path: "lanes.*.refuse",
        kind: Kind::Lines,
        default: Default::Unset,
        rule: Rule::Every,
        about: "Beginnings of commands that the role of this phase never runs: `[\"cargo publish\"]`.",
    },
    Key {
        path: "lanes.*.tools",
        kind: Kind::Some(TOOLS),
        default: Default::Unset,
        rule: Rule::Every,
        about: "The kinds of tools that the role of this phase has, and no others. Its own document it may always write.",
    },
    Key {
        path: "lanes.*.also",
        kind: Kind::Globs,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Globs that the role of this phase may write too. Names that steer git, editors, agents or tools stay protected.",
    },
    Key {
        path: "lanes.*.commands",
        kind: Kind::Lines,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Beginnings of commands that the role of this phase may run without asking: `[\"just lint\"]`.",
    },
    Key {
        path: "limits.answer_seconds",
        kind: Kind::Integer(0, 86_400),
        default: Default::Integer(900),
        rule: Rule::Lower,
        about: "What its lane leaves open an agent asks you; what you have not answered after so many seconds is refused. 0: nobody is asked.",
    },
    Key {
        path: "limits.idle_seconds",
        kind: Kind::Integer(5, 86_400),
        default: Default::Integer(300),
        rule: Rule::Lower,
        about: "An agent that is silent for so many seconds is stopped, and the attempt has failed.",
    },
    Key {
        path: "limits.attempt_seconds",
        kind: Kind::Integer(5, 86_400),
        default: Default::Integer(1800),
        rule: Rule::Lower,
        about: "An attempt that takes so many seconds in all is stopped.",
    },
    Key {
        path: "limits.command_seconds",
        kind: Kind::Integer(1, 86_400),
        default: Default::Integer(900),
        rule: Rule::Lower,
        about: "A build, test or validate command that takes so many seconds is stopped, and has failed.",
    },
    Key {
        path: "limits.output_mib",
        kind: Kind::Integer(1, 64),
        default: Default::Integer(8),
        rule: Rule::Lower,
        about: "So many MiB of a command's output are kept and read; its hash covers all of it.",
    },
    Key {
        path: "limits.parallel",
        kind: Kind::Integer(1, 64),
        default: Default::Integer(2),
        rule: Rule::Lower,
        about: "Runs that are carried at the same time; others wait in the queue.",
    },
    Key {
        path: "sandbox",
        kind: Kind::Choice(SANDBOX),
        default: Default::Text("available"),
        rule: Rule::Lower,
        about: "How agents, and the project's commands that a gate runs, are held in their worktree by the operating system.",
    },
    Key {
        path: "sandbox_write",
        kind: Kind::Texts,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Folders outside of the worktree that agents and the project's commands may write all the same: absolute, or below `~/`. Unset: the caches of package managers, such as `~/.cargo/registry` and `~/.npm`; `[]`: none.",
    },
    Key {
        path: "data_dir",
        kind: Kind::Text,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Absolute path of the folder that keeps worktrees, evidence and transcripts. Unset: the platform's data folder.",
    },
    Key {
        path: "agents.*.command",
        kind: Kind::Argv,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Program and arguments of an agent of your own that speaks ACP on stdin and stdout, or other ones for a known agent.",
    },
    Key {
        path: "agents.*.env",
        kind: Kind::Map,
        default: Default::Unset,
        rule: Rule::Power,
        about: "Environment variables that this agent gets.",
    },
    Key {
        path: "agents.*.env_pass",
        kind: Kind::Texts,
        default: Default::Texts(&[]),
        rule: Rule::Power,
        about: "Names of variables of your own environment that this agent may see, such as its key.",
    },
];

/// Whether a concrete path (`agents.mine.command`) is an instance of a table path.
pub fn matches(pattern: &str, path: &[&str]) -> bool {
    let mut parts = pattern.split('.');
    path.iter().all(|part| {
        parts
            .next()
            .is_some_and(|want| want == "*" || want == *part)
    }) && parts.next().is_none()
}

/// Whether some key lies below this path.
pub fn is_table(path: &[&str]) -> bool {
    KEYS.iter().any(|key| {
        let parts: Vec<&str> = key.path.split('.').collect();
        parts.len() > path.len()
            && path
                .iter()
                .zip(&parts)
                .all(|(part, want)| *want == "*" || want == part)
    })
}

/// The key that a concrete path names.
pub fn find(path: &[&str]) -> Option<&'static Key> {
    KEYS.iter().find(|key| matches(key.path, path))
}

/// What is wrong with a name that a person chose for a `*`.
pub fn wrong_name(path: &[&str]) -> Option<String> {
    let ["lanes", name] = path else { return None };
    if Phase::parse(name).is_some() {
        return None;
    }
    let known = Phase::ALL.map(Phase::slug);
    let hint = match super::nearest(name, known.into_iter()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("Known here: {}.", known.join(", ")),
    };
    Some(format!("there is no phase `{name}`. {hint}"))
}

/// What may stand below a path, for suggestions.
pub fn below(path: &[&str]) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = KEYS
        .iter()
        .filter_map(|key| {
            let parts: Vec<&'static str> = key.path.split('.').collect();
            let fits = path
                .iter()
                .zip(&parts)
                .all(|(part, want)| *want == "*" || want == part);
            (fits && parts.len() > path.len()).then(|| parts[path.len()])
        })
        .filter(|name| *name != "*")
        .collect();
    names.dedup();
    names
}
