//! The connection: which requests of the agent are answered, and by whom. The handlers are thin and
//! never wait; what takes time is moved into a task. Deliberately no decisions here.

use std::sync::Arc;

use agent_client_protocol::{
    self as acp, Agent, Client,
    schema::ProtocolVersion,
    v1::{ConnectionTo, schema as s},
};
use tokio::process::{ChildStdin, ChildStdout};

use super::{files, permission, shared::Shared, terminal::Terminals, update, wire};
use crate::agent::Profile;

/// How an agent introduced itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Introduction {
    /// Name and version, as it calls itself.
    pub agent: Option<String>,
    /// Names of the ways to log in that it offers.
    pub logins: Vec<String>,
}

/// A refusal that the agent can show to its model.
fn refused(reason: impl Into<String>) -> acp::Error {
    acp::Error::new(-32602, reason)
}

fn unknown_terminal() -> acp::Error {
    refused("there is no such terminal")
}

/// Connects, serves, and runs `main` until it is done.
pub(crate) async fn connect<R>(
    streams: (ChildStdin, ChildStdout),
    shared: Arc<Shared>,
    terminals: Arc<Terminals>,
    main: impl AsyncFnOnce(ConnectionTo<Agent>) -> Result<R, acp::Error>,
) -> Result<R, acp::Error> {
    let transport = wire::transport(streams.0, streams.1, shared.clone());
    let (for_updates, for_permission) = (shared.clone(), shared.clone());
    let (for_read, for_write, for_terminal) = (shared.clone(), shared.clone(), shared);
    let (create, output, wait, kill, release) = (
        terminals.clone(),
        terminals.clone(),
        terminals.clone(),
        terminals.clone(),
        terminals,
    );
    Client
        .v1()
        .name("backend-factory")
        .on_receive_notification(
            async move |told: s::SessionNotification, _cx| {
                update::take(&for_updates, &told.update);
                Ok(())
            },
            acp::on_receive_notification!(),
        )
        .on_receive_request(
            async move |asked: s::RequestPermissionRequest, responder, _cx| {
                let shared = for_permission.clone();
                // A person may take their time; the library would wait with us.
                tokio::spawn(async move {
                    let outcome = permission::answer(&shared, &asked).await;
                    responder.respond(s::RequestPermissionResponse::new(outcome))
                });
                Ok(())
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::ReadTextFileRequest, responder, _cx| match files::read(
                &for_read,
                &asked.path,
                asked.line,
                asked.limit,
            ) {
                Ok(text) => responder.respond(s::ReadTextFileResponse::new(text)),
                Err(reason) => responder.respond_with_error(refused(reason)),
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::WriteTextFileRequest, responder, _cx| {
                let path = asked.path.display().to_string();
                let written = if for_write.in_turn() {
                    files::write(&for_write, &asked.path, &asked.content)
                } else {
                    Err("it was asked outside of the turn".to_owned())
                };
                match written {
                    Ok(()) => {
                        for_write.say(&format!("wrote {}", relative(&for_write, &asked.path)));
                        responder.respond(s::WriteTextFileResponse::new())
                    }
                    Err(reason) => {
                        for_write.deny(&format!("write {path}"), &reason);
                        responder.respond_with_error(refused(reason))
                    }
                }
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::CreateTerminalRequest, responder, _cx| {
                let (create, shared) = (create.clone(), for_terminal.clone());
                tokio::spawn(async move {
                    match create.create(&shared, &asked).await {
                        Ok(id) => responder.respond(s::CreateTerminalResponse::new(id)),
                        Err(reason) => responder.respond_with_error(refused(reason)),
                    }
                });
                Ok(())
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::TerminalOutputRequest, responder, _cx| match output
                .output(&asked.terminal_id.to_string())
            {
                Some(answer) => responder.respond(answer),
                None => responder.respond_with_error(unknown_terminal()),
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::WaitForTerminalExitRequest, responder, _cx| {
                let Some(mut exit) = wait.exit(&asked.terminal_id.to_string()) else {
                    return responder.respond_with_error(unknown_terminal());
                };
                tokio::spawn(async move {
                    let status = exit.wait_for(Option::is_some).await;
                    let status = status
                        .ok()
                        .and_then(|status| status.clone())
                        .unwrap_or_default();
                    responder.respond(s::WaitForTerminalExitResponse::new(status))
                });
                Ok(())
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::KillTerminalRequest, responder, _cx| match kill
                .kill(&asked.terminal_id.to_string())
            {
                true => responder.respond(s::KillTerminalResponse::new()),
                false => responder.respond_with_error(unknown_terminal()),
            },
            acp::on_receive_request!(),
        )
        .on_receive_request(
            async move |asked: s::ReleaseTerminalRequest, responder, _cx| match release
                .release(&asked.terminal_id.to_string())
            {
                true => responder.respond(s::ReleaseTerminalResponse::new()),
                false => responder.respond_with_error(unknown_terminal()),
            },
            acp::on_receive_request!(),
        )
        .connect_with(transport, main)
        .await
}

fn relative<'a>(shared: &Shared, path: &'a std::path::Path) -> std::path::Display<'a> {
    path.strip_prefix(&shared.worktree)
        .unwrap_or(path)
        .display()
}

/// `initialize`: says what we can, hears who it is.
pub(crate) async fn introduce(
    cx: &ConnectionTo<Agent>,
    profile: &Profile,
) -> Result<Introduction, acp::Error> {
    let files = s::FileSystemCapabilities::new()
        .read_text_file(profile.files)
        .write_text_file(profile.files);
    let capabilities = s::ClientCapabilities::new()
        .fs(files)
        .terminal(profile.terminals);
    let us = s::Implementation::new("backend-factory", env!("CARGO_PKG_VERSION"));
    let request = s::InitializeRequest::new(ProtocolVersion::V1)
        .client_capabilities(capabilities)
        .client_info(us);
    let answer = cx.send_request(request).block_task().await?;
    if answer.protocol_version != ProtocolVersion::V1 {
        let version = serde_json::to_string(&answer.protocol_version).unwrap_or_default();
        return Err(acp::Error::new(
            -32600,
            format!("it speaks version {version} of the protocol, we speak 1"),
        ));
    }
    Ok(Introduction {
        agent: answer
            .agent_info
            .map(|info| format!("{} {}", info.name, info.version)),
        logins: answer
            .auth_methods
            .iter()
            .map(|method| method.name().to_owned())
            .collect(),
    })
}
