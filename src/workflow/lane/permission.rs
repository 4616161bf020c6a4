//! What a lane answers when an agent asks for permission: decided here once, so that a person is
//! asked only for what the lane leaves open.

use crate::workflow::Phase;

use super::{Lane, area, line};

/// What a tool does, as the Agent Client Protocol names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ToolKind {
    /// Reads files.
    Read,
    /// Writes files.
    Edit,
    /// Deletes files.
    Delete,
    /// Moves files.
    Move,
    /// Looks for text or files.
    Search,
    /// Runs a command.
    Execute,
    /// Thinks aloud.
    Think,
    /// Goes to the network.
    Fetch,
    /// Anything else.
    Other,
}

/// What an agent asks to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What kind of tool.
    pub kind: ToolKind,
    /// The paths it names: absolute, or relative to the worktree.
    pub paths: Vec<String>,
    /// The command line it names, as the agent wrote it.
    pub command: Option<String>,
}

/// What the lane says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Inside the lane.
    Allow,
    /// Outside the lane; the reason goes back to the agent.
    Deny(String),
    /// The lane does not say; a person may. The reason is shown to them.
    Ask(String),
}

impl Lane {
    /// Answers a request of an agent that works in `worktree` (absolute).
    pub fn decide(&self, request: &Request, worktree: &str) -> Answer {
        let paths: Vec<Option<String>> = request
            .paths
            .iter()
            .map(|path| inside(path, worktree))
            .collect();
        if !self.has_tool(request.kind) {
            return Answer::Deny("the settings do not give the role this kind of tool".into());
        }
        match request.kind {
            ToolKind::Think => Answer::Allow,
            ToolKind::Read | ToolKind::Search => {
                match paths.iter().position(|path| !readable(path)) {
                    None => Answer::Allow,
                    Some(at) => Answer::Ask(format!("it wants to read `{}`", request.paths[at])),
                }
            }
            ToolKind::Edit | ToolKind::Delete | ToolKind::Move => {
                self.decide_write(request, &paths)
            }
            ToolKind::Execute => match &request.command {
                Some(line) => self.judge_line(line, worktree),
                None if self.phase() == Phase::Requirements => {
                    Answer::Deny(format!("the {} runs nothing", self.phase().role()))
                }
                None => Answer::Ask("it wants to run a command that it does not name".into()),
            },
            ToolKind::Fetch => match self.phase() {
                Phase::Requirements | Phase::Plan | Phase::Validate => Answer::Deny(format!(
                    "the {} works without the network",
                    self.phase().role(),
                )),
                Phase::Implement | Phase::Test | Phase::Submit => {
                    Answer::Ask("it wants to use the network".into())
                }
            },
            ToolKind::Other => {
                Answer::Ask("it wants to use a tool that the lane does not know".into())
            }
        }
    }

    fn decide_write(&self, request: &Request, paths: &[Option<String>]) -> Answer {
        if paths.is_empty() {
            return Answer::Ask("it wants to write, and does not say where".into());
        }
        for (asked, path) in request.paths.iter().zip(paths) {
            let judged = match path {
                Some(path) => self.judge_write(path),
                None => Err("it is outside the worktree".into()),
            };
            if let Err(reason) = judged {
                return Answer::Deny(format!("`{asked}` is out of the lane: {reason}"));
            }
        }
        Answer::Allow
    }

    /// Judges a command line as agents write them: a chain of plain commands.
    /// Whatever needs a shell to be understood is asked for, never guessed.
    pub fn judge_line(&self, text: &str, worktree: &str) -> Answer {
        let Some(chain) = line::chain(text) else {
            return match self.phase() {
                Phase::Requirements => {
                    Answer::Deny(format!("the {} runs nothing", self.phase().role()))
                }
                _ => Answer::Ask(format!(
                    "it wants to run `{text}`, which only a shell can read"
                )),
            };
        };
        let mut asked = None;
        for argv in chain {
            let argv: Vec<String> = argv
                .into_iter()
                .map(|word| {
                    inside(&word, worktree)
                        .filter(|_| word.starts_with('/'))
                        .unwrap_or(word)
                })
                .collect();
            match self.judge_run(&argv) {
                Answer::Allow => {}
                Answer::Deny(reason) => return Answer::Deny(reason),
                Answer::Ask(reason) => asked = asked.or(Some(reason)),
            }
        }
        asked.map_or(Answer::Allow, Answer::Ask)
    }
}

/// A path made relative to the worktree; none when it is outside. Never touches the disk.
fn inside(path: &str, worktree: &str) -> Option<String> {
    let worktree = worktree.trim_end_matches('/');
    let relative = match path.strip_prefix(worktree) {
        Some("") => ".",
        Some(rest) if !worktree.is_empty() && rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => path,
    };
    let relative = relative.strip_prefix("./").unwrap_or(relative);
    let whole = relative == "." || relative.is_empty();
    (whole || area::parts(relative).is_some()).then(|| {
        if whole {
            ".".to_owned()
        } else {
            relative.trim_end_matches('/').to_owned()
        }
    })
}

/// Files with secrets are a person's to show.
fn readable(path: &Option<String>) -> bool {
    let Some(path) = path else { return false };
    let Some(parts) = area::parts(path) else {
        return path == ".";
    };
    let name = parts.last().map_or("", String::as_str);
    let secret = name == ".env"
        || name.starts_with(".env.")
        || name.ends_with(".pem")
        || name.ends_with(".key");
    !secret || name.ends_with(".example")
}
