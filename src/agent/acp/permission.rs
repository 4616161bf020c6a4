//! Questions of the agent, turned into the lane's words and answered. What the lane leaves open is put
//! to a person by [`super::question`]. The agent itself is never told "always": options are chosen by
//! their kind, never by their place or name, and only those that hold once.

use agent_client_protocol::v1::schema as s;
use serde_json::Value;

use super::{question::permit, shared::Shared};
use crate::workflow::lane::{Answer, Request, ToolKind};

/// Keys under which agents name paths in a tool's input.
const PATHS: &[&str] = &[
    "path",
    "file_path",
    "filePath",
    "abs_path",
    "absolute_path",
    "filename",
    "file",
    "target_file",
    "source",
    "destination",
    "old_path",
    "new_path",
    "notebook_path",
];
/// Keys that make a tool of unknown kind one that writes.
const WRITES: &[&str] = &[
    "content",
    "contents",
    "new_string",
    "newString",
    "after",
    "new_text",
    "newText",
    "patch",
    "diff",
    "edits",
];
/// Keys under which agents name a command line.
const COMMANDS: &[&str] = &["command", "cmd", "script"];

/// The request behind a tool call, from all that is known of it.
pub fn read(fields: &s::ToolCallUpdateFields) -> Request {
    let input = fields.raw_input.as_ref();
    let text = |key: &str| {
        input
            .and_then(|input| input.get(key))
            .and_then(Value::as_str)
    };
    let mut paths: Vec<String> = Vec::new();
    let mut add = |path: String| {
        if !path.is_empty() && !paths.contains(&path) {
            paths.push(path);
        }
    };
    for location in fields.locations.iter().flatten() {
        add(location.path.to_string_lossy().into_owned());
    }
    let mut has_diff = false;
    for content in fields.content.iter().flatten() {
        if let s::ToolCallContent::Diff(diff) = content {
            has_diff = true;
            add(diff.path.to_string_lossy().into_owned());
        }
    }
    for key in PATHS {
        if let Some(path) = text(key) {
            add(path.to_owned());
        }
    }
    let command = COMMANDS.iter().find_map(|key| match input?.get(*key)? {
        Value::String(line) => Some(line.clone()),
        Value::Array(words) => Some(shell_words::join(words.iter().filter_map(Value::as_str))),
        _ => None,
    });
    let kind = match fields.kind.unwrap_or_default() {
        s::ToolKind::Read => ToolKind::Read,
        s::ToolKind::Edit => ToolKind::Edit,
        s::ToolKind::Delete => ToolKind::Delete,
        s::ToolKind::Move => ToolKind::Move,
        s::ToolKind::Search => ToolKind::Search,
        s::ToolKind::Execute => ToolKind::Execute,
        s::ToolKind::Think => ToolKind::Think,
        s::ToolKind::Fetch => ToolKind::Fetch,
        // Several agents ask without naming a kind; what the tool is given says what it does.
        s::ToolKind::Other if command.is_some() => ToolKind::Execute,
        s::ToolKind::Other
            if has_diff
                || WRITES
                    .iter()
                    .any(|key| input.is_some_and(|input| input.get(*key).is_some())) =>
        {
            ToolKind::Edit
        }
        _ => ToolKind::Other,
    };
    // A kind is the agent's own word. One that calls a command or a write "read" is asked as what it is.
    let kind = match kind {
        ToolKind::Read | ToolKind::Search | ToolKind::Think if command.is_some() => {
            ToolKind::Execute
        }
        ToolKind::Read | ToolKind::Search | ToolKind::Think if has_diff => ToolKind::Edit,
        kind => kind,
    };
    Request {
        kind,
        paths,
        command,
    }
}

/// In a few words, for people.
pub fn describe(request: &Request, title: Option<&str>) -> String {
    let paths = request.paths.join(" ");
    match (request.kind, &request.command) {
        (ToolKind::Execute, Some(line)) => format!("run {line}"),
        (ToolKind::Edit, _) if !paths.is_empty() => format!("write {paths}"),
        (ToolKind::Delete, _) if !paths.is_empty() => format!("delete {paths}"),
        (ToolKind::Move, _) if !paths.is_empty() => format!("move {paths}"),
        (ToolKind::Read | ToolKind::Search, _) if !paths.is_empty() => format!("read {paths}"),
        _ => title.unwrap_or("a tool").to_owned(),
    }
}

/// Answers a question; waits where a person has to be asked.
pub async fn answer(
    shared: &Shared,
    asked: &s::RequestPermissionRequest,
) -> s::RequestPermissionOutcome {
    let cancelled = s::RequestPermissionOutcome::Cancelled;
    if shared.is_cancelled() {
        return cancelled;
    }
    let fields = shared.tool(
        &asked.tool_call.tool_call_id.to_string(),
        &asked.tool_call.fields,
    );
    let request = read(&fields);
    let what = describe(&request, fields.title.as_deref());
    let worktree = shared.worktree.to_string_lossy();
    let refusal = if !shared.in_turn() {
        Some("it was asked outside of the turn".to_owned())
    } else {
        match shared.lane.decide(&request, &worktree) {
            Answer::Allow => None,
            Answer::Deny(reason) => Some(reason),
            Answer::Ask(reason) => permit(shared, &what, &reason).await.err(),
        }
    };
    if shared.is_cancelled() {
        return cancelled;
    }
    let (kind, verb) = match &refusal {
        None => (s::PermissionOptionKind::AllowOnce, "may"),
        Some(_) => (s::PermissionOptionKind::RejectOnce, "may not"),
    };
    if let Some(reason) = &refusal {
        shared.deny(&what, reason);
    }
    shared.say(&format!("{verb} {what}"));
    let option = asked.options.iter().find(|option| option.kind == kind);
    match option {
        Some(option) => s::RequestPermissionOutcome::Selected(s::SelectedPermissionOutcome::new(
            option.option_id.clone(),
        )),
        None => {
            if refusal.is_none() {
                shared.deny(&what, "the agent offered no way to allow it once");
            }
            cancelled
        }
    }
}
