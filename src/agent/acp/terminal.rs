//! Commands that the agent has us run: only what the lane allows, below our supervisor, in the same
//! sandbox as the agent. Their input is empty: a command that read our pipe would eat the protocol.
//! All of them end with the attempt.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitStatus,
    sync::{Arc, Mutex},
};

use agent_client_protocol::v1::schema as s;
use tokio::sync::{oneshot, watch};

use super::{question::permit, shared::Shared};
use crate::{
    agent::process::{BASE_ENV, Ring, TOOL_ENV, environment, spawn},
    workflow::lane::Answer,
};

/// Bytes of output that are kept of each.
const OUTPUT: usize = 1 << 20;
/// Terminals that an attempt may have open.
const OPEN: usize = 16;

/// All terminals of an attempt.
#[derive(Default)]
pub struct Terminals {
    open: Mutex<(u64, BTreeMap<String, Terminal>)>,
}

struct Terminal {
    output: Arc<Mutex<Ring>>,
    exit: watch::Receiver<Option<s::TerminalExitStatus>>,
    kill: Option<oneshot::Sender<()>>,
}

/// Variables that make a program run another one.
fn steers(name: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "LD_",
        "DYLD_",
        "GIT_",
        "BASH_",
        "npm_config_",
        "CARGO_",
        "RUSTC",
        "BACKEND_FACTORY",
    ];
    const NAMES: &[&str] = &[
        "PATH",
        "HOME",
        "SHELL",
        "ENV",
        "IFS",
        "EDITOR",
        "VISUAL",
        "PAGER",
        "NODE_OPTIONS",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PERL5OPT",
        "PERL5LIB",
        "RUBYOPT",
        "JAVA_TOOL_OPTIONS",
        "GOFLAGS",
        "TMPDIR",
    ];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The argument vector to run, if the lane or a person allows it.
async fn judged(
    shared: &Shared,
    request: &s::CreateTerminalRequest,
) -> Result<Vec<String>, String> {
    let line = if request.args.is_empty() {
        request.command.clone()
    } else {
        shell_words::join(std::iter::once(&request.command).chain(&request.args))
    };
    let verdict = match shared
        .lane
        .judge_line(&line, &shared.worktree.to_string_lossy())
    {
        _ if !shared.in_turn() => Err("it was asked outside of the turn".to_owned()),
        Answer::Allow => Ok(()),
        Answer::Deny(reason) => Err(reason),
        // Asked in the words of a permission request, so that who was asked already is not again.
        Answer::Ask(reason) => permit(shared, &format!("run {line}"), &reason).await,
    };
    if let Err(reason) = verdict {
        shared.deny(&format!("run {line}"), &reason);
        return Err(reason);
    }
    shared.say(&format!("running {line}"));
    if !request.args.is_empty() {
        return Ok(std::iter::once(&request.command)
            .chain(&request.args)
            .cloned()
            .collect());
    }
    let words = shell_words::split(&line).map_err(|problem| problem.to_string())?;
    // The lane has understood every command of the line, or a person has read it; what only a shell
    // can read is given to one as it was shown.
    let shell = words
        .iter()
        .any(|word| matches!(word.as_str(), "&&" | "||" | ";" | "|" | "&"))
        || line.contains([
            ';', '&', '|', '\n', '$', '`', '<', '>', '(', '{', '*', '?', '[', '~',
        ]);
    Ok(if shell {
        vec!["/bin/sh".to_owned(), "-c".to_owned(), line]
    } else {
        words
    })
}

/// The folder to run it in; a link that leads out of the worktree is refused.
fn folder(worktree: &Path, asked: Option<&PathBuf>) -> Result<PathBuf, String> {
    let Some(asked) = asked else {
        return Ok(worktree.to_owned());
    };
    let real = worktree
        .join(asked)
        .canonicalize()
        .map_err(|problem| problem.to_string())?;
    let root = worktree
        .canonicalize()
        .map_err(|problem| problem.to_string())?;
    if real.starts_with(&root) {
        Ok(real)
    } else {
        Err(format!("{} is outside of the worktree", asked.display()))
    }
}

impl Terminals {
    fn open(&self) -> std::sync::MutexGuard<'_, (u64, BTreeMap<String, Terminal>)> {
        self.open
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Starts a command.
    pub async fn create(
        &self,
        shared: &Arc<Shared>,
        request: &s::CreateTerminalRequest,
    ) -> Result<String, String> {
        if self.open().1.len() >= OPEN {
            return Err(format!("more than {OPEN} commands are open; release some"));
        }
        let argv = judged(shared, request).await?;
        let cwd = folder(&shared.worktree, request.cwd.as_ref())?;
        let mut env = environment(BASE_ENV);
        env.extend(environment(TOOL_ENV));
        env.extend(shared.env.iter().cloned());
        env.extend(
            request
                .env
                .iter()
                .filter(|variable| !steers(&variable.name))
                .map(|variable| (variable.name.clone(), variable.value.clone())),
        );
        let limit = request
            .output_byte_limit
            .and_then(|limit| usize::try_from(limit).ok());
        let output = Arc::new(Mutex::new(Ring::new(limit.unwrap_or(OUTPUT).min(OUTPUT))));
        let ring = output.clone();
        let heard = shared.clone();
        let sink = move |bytes: &[u8]| {
            heard.traffic();
            if let Ok(mut ring) = ring.lock() {
                ring.push(bytes);
            }
        };
        let running = spawn::merged(&argv, &cwd, &env, shared.sandbox.as_ref(), sink)
            .map_err(|problem| problem.to_string())?;
        let (tell, exit) = watch::channel(None);
        let (kill, killed) = oneshot::channel::<()>();
        tokio::spawn(async move {
            let status = running.wait(killed).await;
            let _ = tell.send(Some(exit_status(status)));
        });
        let mut open = self.open();
        open.0 += 1;
        let id = format!("terminal-{}", open.0);
        open.1.insert(
            id.clone(),
            Terminal {
                output,
                exit,
                kill: Some(kill),
            },
        );
        Ok(id)
    }

    /// What it wrote so far.
    pub fn output(&self, id: &str) -> Option<s::TerminalOutputResponse> {
        let open = self.open();
        let terminal = open.1.get(id)?;
        let ring = terminal.output.lock().ok()?;
        let exit = terminal.exit.borrow().clone();
        Some(s::TerminalOutputResponse::new(ring.text(), ring.truncated()).exit_status(exit))
    }

    /// Where its end will be told.
    pub fn exit(&self, id: &str) -> Option<watch::Receiver<Option<s::TerminalExitStatus>>> {
        Some(self.open().1.get(id)?.exit.clone())
    }

    /// Ends it; it stays readable.
    pub fn kill(&self, id: &str) -> bool {
        let mut open = self.open();
        let found = open.1.get_mut(id);
        // Dropping the sender is the signal.
        found.map(|terminal| terminal.kill.take()).is_some()
    }

    /// Ends and forgets it.
    pub fn release(&self, id: &str) -> bool {
        self.open().1.remove(id).is_some()
    }

    /// Ends all of them: the attempt is over.
    pub async fn end(&self) {
        let all = std::mem::take(&mut self.open().1);
        for (_, terminal) in all {
            let mut exit = terminal.exit.clone();
            drop(terminal);
            let _ = exit.wait_for(Option::is_some).await;
        }
    }
}

fn exit_status(status: Option<ExitStatus>) -> s::TerminalExitStatus {
    use std::os::unix::process::ExitStatusExt;
    let code = status
        .and_then(|status| status.code())
        .and_then(|code| u32::try_from(code).ok());
    let signal = status
        .and_then(|status| status.signal())
        .map(|signal| signal.to_string());
    s::TerminalExitStatus::new().exit_code(code).signal(signal)
}
