//! The known agents, as a table, and how their program is found.
//!
//! A profile is data: program, arguments, environment, folders it keeps its state in, quirks. A
//! program is looked up on the person's `PATH` and never taken from a repository. Deliberately no
//! downloading: agents are installed by the person, pinned, and started by their absolute path.

use std::path::{Path, PathBuf};

use super::process::{BASE_ENV, TOOL_ENV, environment, own_program};

/// An agent that can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// How settings name it: `opencode`.
    pub name: String,
    /// How people know it: `opencode`, `Gemini CLI`.
    pub title: String,
    /// Program and arguments. Empty for the built-in rehearsal agent.
    pub command: Vec<String>,
    /// Variables to set.
    pub env: Vec<(String, String)>,
    /// Names of the person's variables that it may see: keys, endpoints.
    pub env_pass: Vec<String>,
    /// Folders and files below the home folder that it must be able to write.
    pub state: Vec<String>,
    /// What to do about a missing login: `run \`opencode auth login\` in a terminal`.
    pub login: String,
    /// How to install it.
    pub install: String,
    /// The oldest version that is known to work.
    pub min_version: Option<String>,
    /// The session mode in which it asks before it acts, where it has one.
    pub mode: Option<String>,
    /// Whether we offer to serve files.
    pub files: bool,
    /// Whether we offer to run commands.
    pub terminals: bool,
    /// It goes on talking for a moment after its answer.
    pub late_words: bool,
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such name.
    #[error(
        "there is no agent `{0}`. Next: `backend-factory doctor` lists the known ones; an own one needs `agents.{0}.command` in your settings."
    )]
    Unknown(String),
    /// Not installed.
    #[error("the program `{program}` of the agent {title} was not found. Next: {install}.")]
    NotFound {
        /// What was looked for.
        program: String,
        /// Whose.
        title: String,
        /// How to get it.
        install: String,
    },
    /// A repository must not bring its own agent.
    #[error(
        "{program} lies in the repository or a worktree, so it is not started as an agent. Next: install the agent outside, or name its absolute path in your own settings."
    )]
    Untrusted {
        /// Where it was found.
        program: String,
    },
    /// Our own binary is gone.
    #[error(
        "the backend-factory program itself was not found, which has the rehearsal agent. Next: reinstall it."
    )]
    NoRehearsal,
}

/// One line of the table.
struct Known {
    name: &'static str,
    title: &'static str,
    command: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
    env_pass: &'static [&'static str],
    state: &'static [&'static str],
    login: &'static str,
    install: &'static str,
    min_version: Option<&'static str>,
    mode: Option<&'static str>,
    files: bool,
    terminals: bool,
    late_words: bool,
}

/// The agents that were tried, in the order in which an unset `agent` looks for them.
const KNOWN: &[Known] = &[
    Known {
        name: "claude-agent-acp",
        title: "Claude Agent",
        command: &["claude-agent-acp"],
        env: &[],
        env_pass: &[
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_BASE_URL",
            "ANTHROPIC_AUTH_TOKEN",
            "ANTHROPIC_MODEL",
            "CLAUDE_CODE_EXECUTABLE",
            "CLAUDE_CONFIG_DIR",
        ],
        state: &[".claude", ".claude.json"],
        login: "run `claude` in a terminal and log in",
        install: "npm install -g @agentclientprotocol/claude-agent-acp",
        min_version: Some("0.101"),
        mode: Some("default"),
        files: true,
        terminals: false,
        late_words: false,
    },
    Known {
        name: "codex-acp",
        title: "Codex",
        command: &["codex-acp"],
        // Its own sandbox cannot start inside ours; ours holds.
        env: &[
            ("INITIAL_AGENT_MODE", "agent-full-access"),
            ("NO_BROWSER", "1"),
        ],
        env_pass: &[
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "CODEX_API_KEY",
            "CODEX_HOME",
            "CODEX_CONFIG",
        ],
        state: &[".codex"],
        login: "run `codex login` in a terminal",
        install: "npm install -g @agentclientprotocol/codex-acp",
        min_version: Some("2.6"),
        mode: None,
        files: false,
        terminals: false,
        late_words: false,
    },
    Known {
        name: "gemini",
        title: "Gemini CLI",
        command: &["gemini", "--acp"],
        env: &[("GEMINI_TELEMETRY_ENABLED", "false")],
        env_pass: &[
            "GEMINI_API_KEY",
            "GOOGLE_API_KEY",
            "GOOGLE_GEMINI_BASE_URL",
            "GOOGLE_CLOUD_PROJECT",
            "GEMINI_MODEL",
        ],
        state: &[".gemini"],
        login: "run `gemini` in a terminal and log in",
        install: "npm install -g @google/gemini-cli",
        min_version: Some("0.61"),
        mode: Some("default"),
        // It cannot create a file through a client that answers "not found" as an error.
        files: false,
        terminals: false,
        late_words: false,
    },
    Known {
        name: "opencode",
        title: "opencode",
        command: &["opencode", "acp", "--pure"],
        env: &[
            ("OPENCODE_DISABLE_AUTOUPDATE", "1"),
            ("OPENCODE_DISABLE_SHARE", "1"),
            ("OPENCODE_PERMISSION", r#"{"edit":"ask","bash":"ask"}"#),
        ],
        env_pass: &[
            "OPENAI_API_KEY",
            "ANTHROPIC_API_KEY",
            "OPENROUTER_API_KEY",
            "OPENCODE_CONFIG",
            "OPENCODE_CONFIG_CONTENT",
        ],
        state: &[
            ".cache/opencode",
            ".config/opencode",
            ".local/share/opencode",
            ".local/state/opencode",
        ],
        login: "run `opencode auth login` in a terminal",
        install: "npm install -g opencode-ai",
        min_version: Some("1.18"),
        mode: None,
        files: true,
        terminals: false,
        late_words: false,
    },
    Known {
        name: "goose",
        title: "goose",
        command: &["goose", "acp", "--with-builtin", "developer"],
        env: &[
            ("GOOSE_MODE", "approve"),
            ("GOOSE_TELEMETRY_ENABLED", "false"),
        ],
        env_pass: &[
            "GOOSE_PROVIDER",
            "GOOSE_MODEL",
            "OPENAI_API_KEY",
            "OPENAI_HOST",
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_HOST",
            "GOOGLE_API_KEY",
            "GOOSE_DISABLE_KEYRING",
        ],
        state: &[".config/goose", ".local/share/goose", ".local/state/goose"],
        login: "run `goose configure` in a terminal",
        install: "npm install -g @aaif/goose",
        min_version: Some("1.34"),
        mode: Some("approve"),
        files: true,
        terminals: true,
        late_words: false,
    },
    Known {
        name: "qwen-code",
        title: "Qwen Code",
        command: &["qwen", "--acp"],
        env: &[("QWEN_TELEMETRY_ENABLED", "false")],
        env_pass: &[
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "OPENAI_MODEL",
            "DASHSCOPE_API_KEY",
        ],
        state: &[".qwen"],
        login: "run `qwen` in a terminal and log in",
        install: "npm install -g @qwen-code/qwen-code",
        min_version: Some("0.24"),
        mode: Some("default"),
        files: true,
        terminals: false,
        late_words: true,
    },
];

/// The name of the built-in agent.
pub const REHEARSAL: &str = "rehearsal";

/// All known agents, the rehearsal agent last.
pub fn all() -> Vec<Profile> {
    let mut all: Vec<Profile> = KNOWN.iter().map(profile).collect();
    all.push(rehearsal());
    all
}

/// The known agent of this name.
pub fn find(name: &str) -> Option<Profile> {
    if name == REHEARSAL {
        return Some(rehearsal());
    }
    KNOWN.iter().find(|known| known.name == name).map(profile)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn profile(known: &Known) -> Profile {
    Profile {
        name: known.name.to_owned(),
        title: known.title.to_owned(),
        command: owned(known.command),
        env: known
            .env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        env_pass: owned(known.env_pass),
        state: owned(known.state),
        login: known.login.to_owned(),
        install: known.install.to_owned(),
        min_version: known.min_version.map(str::to_owned),
        mode: known.mode.map(str::to_owned),
        files: known.files,
        terminals: known.terminals,
        late_words: known.late_words,
    }
}

/// The agent in this binary that needs no model.
fn rehearsal() -> Profile {
    Profile {
        title: "rehearsal agent".to_owned(),
        env_pass: vec![super::rehearsal::SCRIPT.to_owned()],
        login: "nothing: the rehearsal agent has no login".to_owned(),
        install: "it is part of backend-factory".to_owned(),
        ..Profile::custom(REHEARSAL)
    }
}

impl Profile {
    /// An agent of the person's own, still without a command.
    pub fn custom(name: &str) -> Profile {
        Profile {
            name: name.to_owned(),
            title: name.to_owned(),
            command: Vec::new(),
            env: Vec::new(),
            env_pass: Vec::new(),
            state: Vec::new(),
            login: format!("log in with the program of `agents.{name}.command`"),
            install: format!("check `agents.{name}.command` in your settings"),
            min_version: None,
            mode: None,
            files: true,
            terminals: true,
            late_words: false,
        }
    }

    /// The argument vector, with the absolute path of the program. Refuses one that lies in the
    /// worktree or in any of the `untrusted` folders.
    pub fn resolve(&self, worktree: &Path, untrusted: &[PathBuf]) -> Result<Vec<String>, Error> {
        let Some((program, arguments)) = self.command.split_first() else {
            // Our own binary is trusted wherever it lies: it is what runs already.
            let own = own_program().ok_or(Error::NoRehearsal)?;
            let mut argv = vec![own.display().to_string()];
            argv.extend(owned(&["agent", "rehearsal"]));
            return Ok(argv);
        };
        let path = std::env::var_os("PATH");
        let found = which::which_in(program, path, worktree).map_err(|_| Error::NotFound {
            program: program.clone(),
            title: self.title.clone(),
            install: self.install.clone(),
        })?;
        let real = found.canonicalize().unwrap_or_else(|_| found.clone());
        let inside = std::iter::once(worktree)
            .chain(untrusted.iter().map(PathBuf::as_path))
            .any(|folder| {
                let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
                real.starts_with(&folder) || found.starts_with(&folder)
            });
        if inside {
            return Err(Error::Untrusted {
                program: found.display().to_string(),
            });
        }
        let mut argv = vec![found.display().to_string()];
        argv.extend(arguments.iter().cloned());
        Ok(argv)
    }

    /// Whether its program is there.
    pub fn installed(&self) -> bool {
        self.resolve(Path::new("/nonexistent"), &[]).is_ok()
    }

    /// Everything that it will see of an environment.
    pub fn environment(&self, scratch: &Path) -> Vec<(String, String)> {
        let mut env = environment(BASE_ENV);
        env.extend(environment(TOOL_ENV));
        let pass: Vec<&str> = self.env_pass.iter().map(String::as_str).collect();
        env.extend(environment(&pass));
        env.extend(self.env.iter().cloned());
        let scratch = scratch.display().to_string();
        for (name, value) in [
            ("TMPDIR", scratch.as_str()),
            ("TERM", "dumb"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("NO_COLOR", "1"),
        ] {
            env.retain(|(set, _)| set != name);
            env.push((name.to_owned(), value.to_owned()));
        }
        env
    }
}
