//! Tries an agent without a model call: start, `initialize`, end. For `doctor`; it opens no session
//! and deliberately judges nothing.

use std::{path::Path, sync::Arc, time::Duration};

use agent_client_protocol::{Agent, v1::ConnectionTo};
use tokio::time::timeout;

use super::{
    Limits, Profile,
    acp::{Shared, Stop, Terminals, Transcript, connect, end, introduce},
    process, sandbox, writable,
};
use crate::workflow::{Lane, Phase, event::AttemptEnd};

/// What an agent said of itself.
#[derive(Clone, Debug)]
pub struct Probed {
    /// The absolute path of its program.
    pub program: String,
    /// Name and version, as it calls itself; none if it does not say.
    pub agent: Option<String>,
    /// Ways to log in that it offers.
    pub logins: Vec<String>,
    /// What the operating system will hold it to.
    pub sandbox: sandbox::Level,
}

/// Starts the agent in an empty folder and lets it introduce itself. The error says what to do next.
pub async fn probe(profile: &Profile, limit: Duration) -> Result<Probed, String> {
    let folder = tempfile::tempdir().map_err(|problem| {
        format!("there is no temporary folder: {problem}. Next: check TMPDIR.")
    })?;
    let place = folder
        .path()
        .canonicalize()
        .map_err(|problem| problem.to_string())?;
    let argv = profile
        .resolve(&place, &[])
        .map_err(|problem| problem.to_string())?;
    let writable = writable::of_agent(profile, &place, &place, Some(&[]));
    let sandbox = sandbox::choose(sandbox::Mode::Available, writable)
        .map_err(|problem| problem.to_string())?;
    let level = sandbox
        .as_ref()
        .map_or(sandbox::Level::None, |sandbox| sandbox.level);
    let env = profile.environment(&place);
    let mut spawned = process::spawn(&argv, &place, &env, sandbox.as_ref())
        .map_err(|problem| problem.to_string())?;
    let (Some(stdin), Some(stdout)) = (spawned.stdin.take(), spawned.stdout.take()) else {
        return Err("the agent has no standard streams. Next: report this.".to_owned());
    };
    let transcript = Transcript::create(Path::new(""), 0);
    let limits = Limits::default();
    let shared = Arc::new(Shared::new(
        place,
        Lane::of(Phase::Requirements),
        limits,
        sandbox,
        Vec::new(),
        transcript,
    ));
    let main = async move |cx: ConnectionTo<Agent>| introduce(&cx, profile).await;
    let answer = timeout(
        limit,
        connect(
            (stdin, stdout),
            shared.clone(),
            Arc::new(Terminals::default()),
            main,
        ),
    )
    .await;
    let status = match &answer {
        Ok(Err(_)) => spawned.ended(Duration::from_millis(500)).await,
        _ => None,
    };
    spawned.end(true).await;
    match answer {
        Ok(Ok(known)) => Ok(Probed {
            program: argv[0].clone(),
            agent: known.agent,
            logins: known.logins,
            sandbox: level,
        }),
        Ok(Err(problem)) => match end(
            Stop::Failed(problem),
            profile,
            &shared,
            &Default::default(),
            status,
            &spawned.stderr(),
        ) {
            AttemptEnd::Died { message } | AttemptEnd::AuthRequired { message } => Err(message),
            other => Err(format!("{other:?}")),
        },
        Err(_) => Err(format!(
            "{} did not answer `initialize` within {} s. Next: run `{}` by hand and look at what it says.",
            profile.title,
            limit.as_secs(),
            argv.join(" ")
        )),
    }
}
