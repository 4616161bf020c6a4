//! What an agent does in its turn, as protocol: says, shows, asks, writes, runs.
//! Deliberately no knowledge of phases or templates.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use agent_client_protocol::{
    self as acp, Client,
    v1::{ConnectionTo, schema as s},
};
use tokio_util::sync::CancellationToken;

/// A turn and its connection.
pub struct Turn {
    cx: ConnectionTo<Client>,
    session: s::SessionId,
    pub worktree: PathBuf,
    capabilities: s::ClientCapabilities,
    pub stop: CancellationToken,
    calls: AtomicU64,
}

impl Turn {
    pub fn new(
        cx: ConnectionTo<Client>,
        session: s::SessionId,
        worktree: PathBuf,
        capabilities: s::ClientCapabilities,
        stop: CancellationToken,
    ) -> Turn {
        Turn {
            cx,
            session,
            worktree,
            capabilities,
            stop,
            calls: AtomicU64::new(0),
        }
    }

    pub fn update(&self, update: s::SessionUpdate) -> Result<(), acp::Error> {
        self.cx
            .send_notification(s::SessionNotification::new(self.session.clone(), update))
    }

    /// Words of its own.
    pub fn say(&self, text: &str) -> Result<(), acp::Error> {
        let text = s::ContentBlock::Text(s::TextContent::new(format!("{text}\n")));
        self.update(s::SessionUpdate::AgentMessageChunk(s::ContentChunk::new(
            text,
        )))
    }

    /// What it used so far.
    pub fn usage(&self, tokens: u64) -> Result<(), acp::Error> {
        self.update(s::SessionUpdate::UsageUpdate(s::UsageUpdate::new(
            tokens, 200_000,
        )))
    }

    /// What it says that it has used and cost.
    pub fn spent(&self, tokens: u64, usd: f64) -> Result<(), acp::Error> {
        let cost = (usd > 0.0).then(|| s::Cost::new(usd, "USD"));
        let update = s::UsageUpdate::new(tokens, 200_000).cost(cost);
        self.update(s::SessionUpdate::UsageUpdate(update))
    }

    fn call(
        &self,
        title: &str,
        kind: s::ToolKind,
        path: Option<&Path>,
        input: Option<serde_json::Value>,
    ) -> Result<s::ToolCallId, acp::Error> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let id = s::ToolCallId::new(format!("call-{number}"));
        let mut call = s::ToolCall::new(id.clone(), title)
            .kind(kind)
            .status(s::ToolCallStatus::InProgress);
        call.locations = path.map(s::ToolCallLocation::new).into_iter().collect();
        call.raw_input = input;
        self.update(s::SessionUpdate::ToolCall(call))?;
        Ok(id)
    }

    fn done(&self, id: s::ToolCallId, good: bool) -> Result<(), acp::Error> {
        let status = if good {
            s::ToolCallStatus::Completed
        } else {
            s::ToolCallStatus::Failed
        };
        let fields = s::ToolCallUpdateFields::new().status(status);
        self.update(s::SessionUpdate::ToolCallUpdate(s::ToolCallUpdate::new(
            id, fields,
        )))
    }

    /// Reads a file of the worktree; none when it is not there.
    pub fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.worktree.join(path)).ok()
    }

    /// Writes a file: through the client where it offers that, else by itself.
    pub async fn write(&self, path: &str, text: &str) -> Result<(), acp::Error> {
        let whole = self.worktree.join(path);
        let id = self.call(
            &format!("write {path}"),
            s::ToolKind::Edit,
            Some(&whole),
            None,
        )?;
        let written = if self.capabilities.fs.write_text_file {
            let request = s::WriteTextFileRequest::new(self.session.clone(), whole, text);
            self.cx.send_request(request).block_task().await.map(drop)
        } else {
            self.write_directly(&whole, text)
                .map_err(acp::Error::into_internal_error)
        };
        self.done(id, written.is_ok())?;
        written
    }

    /// Writes without asking anybody.
    pub fn write_directly(&self, path: &Path, text: &str) -> std::io::Result<()> {
        let path = self.worktree.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)
    }

    /// Asks whether it may run a command line. True only for a plain yes.
    pub async fn may_run(&self, line: &str) -> Result<bool, acp::Error> {
        let input = serde_json::json!({ "command": line });
        let id = self.call(
            &format!("run {line}"),
            s::ToolKind::Execute,
            None,
            Some(input.clone()),
        )?;
        let fields = s::ToolCallUpdateFields::new()
            .kind(s::ToolKind::Execute)
            .title(format!("run {line}"))
            .raw_input(input);
        let options = vec![
            s::PermissionOption::new("always", "Always", s::PermissionOptionKind::AllowAlways),
            s::PermissionOption::new("yes", "Yes", s::PermissionOptionKind::AllowOnce),
            s::PermissionOption::new("no", "No", s::PermissionOptionKind::RejectOnce),
        ];
        let request = s::RequestPermissionRequest::new(
            self.session.clone(),
            s::ToolCallUpdate::new(id.clone(), fields),
            options,
        );
        let answer = self.cx.send_request(request).block_task().await?;
        let yes = match answer.outcome {
            s::RequestPermissionOutcome::Selected(chosen) => chosen.option_id.to_string() == "yes",
            _ => false,
        };
        self.done(id, yes)?;
        Ok(yes)
    }

    /// Runs a command in the client's terminal and gives its exit code; none where that is not
    /// offered or was refused.
    pub async fn run(&self, argv: &[&str]) -> Result<Option<u32>, acp::Error> {
        let Some((program, arguments)) = argv.split_first() else {
            return Ok(None);
        };
        if !self.capabilities.terminal {
            return Ok(None);
        }
        let mut request = s::CreateTerminalRequest::new(self.session.clone(), *program);
        request.args = arguments.iter().map(|word| (*word).to_owned()).collect();
        let Ok(made) = self.cx.send_request(request).block_task().await else {
            return Ok(None);
        };
        let id = made.terminal_id;
        let wait = s::WaitForTerminalExitRequest::new(self.session.clone(), id.clone());
        let exit = self.cx.send_request(wait).block_task().await?;
        let release = s::ReleaseTerminalRequest::new(self.session.clone(), id);
        self.cx.send_request(release).block_task().await?;
        Ok(exit.exit_status.exit_code)
    }
}
