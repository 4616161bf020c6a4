//! One attempt from the start of the program to the end of its tree: limits, cancellation, outcome.
//! It never fails: every way to end is an [`Outcome`]. Deliberately no retry.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use agent_client_protocol::{
    self as acp, Agent,
    v1::{ConnectionTo, schema as s},
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    activity,
    client::{Introduction, connect, introduce},
    end::{Stop, end},
    question::Questions,
    shared::Shared,
    terminal::Terminals,
    wire::Transcript,
};
use crate::{
    agent::{Job, Outcome, process, sandbox, writable},
    workflow::{
        event::{AttemptEnd, Usage},
        run::Left,
        view::Live,
    },
};

/// How often it is looked whether a person has answered.
const ASKED: Duration = Duration::from_millis(100);

/// Gives the brief to the agent and comes back when its turn is over and nothing of it runs any more.
pub async fn work(
    job: Job,
    activity: impl Fn(Live) + Send + Sync,
    stop: CancellationToken,
) -> Outcome {
    let begun = match Begun::new(&job) {
        Ok(begun) => begun,
        Err(message) => return never_ran(&job, message),
    };
    let lines = begun.shared.activity.subscribe();
    tokio::select! {
        outcome = begun.carry(&job, &stop) => outcome,
        // Ends only with its sender, which the attempt holds.
        () = async { activity::pass_on(lines, &activity).await; std::future::pending::<()>().await } => unreachable!(),
    }
}

fn never_ran(job: &Job, message: String) -> Outcome {
    Outcome {
        end: AttemptEnd::Died { message },
        usage: Usage::default(),
        denials: Vec::new(),
        transcript: job.transcript.exists().then(|| job.transcript.clone()),
        sandbox: sandbox::Level::None,
        agent: None,
        stderr: String::new(),
    }
}

/// An attempt whose program is about to run.
struct Begun {
    shared: Arc<Shared>,
    argv: Vec<String>,
    env: Vec<(String, String)>,
    pointer: Option<Pointer>,
    /// Removed with everything in it when the attempt is over.
    _scratch: tempfile::TempDir,
}

impl Begun {
    fn new(job: &Job) -> Result<Begun, String> {
        let worktree = job.worktree.canonicalize().map_err(|problem| {
            format!("the worktree {} is not there: {problem}. Next: cancel this run and start a new one.", job.worktree.display())
        })?;
        let argv = job
            .profile
            .resolve(&worktree, &job.untrusted)
            .map_err(|problem| problem.to_string())?;
        let scratch = tempfile::Builder::new().prefix("backend-factory-").tempdir().map_err(|problem| {
            format!("there is no temporary folder: {problem}. Next: check TMPDIR and the free space.")
        })?;
        let env = job.profile.environment(scratch.path());
        let writable = writable::of_agent(
            &job.profile,
            &worktree,
            scratch.path(),
            job.write.as_deref(),
        );
        let sandbox =
            sandbox::choose(job.sandbox, writable).map_err(|problem| problem.to_string())?;
        let transcript = Transcript::create(&job.transcript, job.limits.transcript);
        let mut shared = Shared::new(
            worktree.clone(),
            job.lane.clone(),
            job.limits,
            sandbox,
            Vec::new(),
            transcript,
        );
        shared.questions = Questions::new(job.ask.clone(), &job.granted);
        Ok(Begun {
            shared: Arc::new(shared),
            argv,
            env,
            pointer: Pointer::of(&worktree),
            _scratch: scratch,
        })
    }

    async fn carry(&self, job: &Job, stop: &CancellationToken) -> Outcome {
        let shared = &self.shared;
        shared.say(&format!("starting {}", job.profile.title));
        let spawned = process::spawn(
            &self.argv,
            &shared.worktree,
            &self.env,
            shared.sandbox.as_ref(),
        );
        let mut spawned = match spawned {
            Ok(spawned) => spawned,
            Err(problem) => return never_ran(job, problem.to_string()),
        };
        let (Some(stdin), Some(stdout)) = (spawned.stdin.take(), spawned.stdout.take()) else {
            return never_ran(
                job,
                "the agent has no standard streams. Next: report this.".to_owned(),
            );
        };
        let terminals = Arc::new(Terminals::default());
        let mut known = Introduction::default();
        let heard = &mut known;
        let main =
            async move |cx: ConnectionTo<Agent>| Ok(drive(&cx, job, shared, stop, heard).await);
        let stop = connect((stdin, stdout), shared.clone(), terminals.clone(), main).await;
        let stop = stop.unwrap_or_else(Stop::Failed);
        shared.set_turn(false);
        // A program that dies says why in its status; give it a moment to be dead.
        let status = match &stop {
            Stop::Failed(_) => spawned.ended(Duration::from_millis(500)).await,
            _ => None,
        };
        let orderly = matches!(&stop, Stop::Answered(_));
        terminals.end().await;
        spawned.end(!orderly).await;
        if let Some(pointer) = &self.pointer {
            pointer.restore(shared);
        }
        let stderr = spawned.stderr();
        if !stderr.is_empty() {
            shared.transcript.note("2>", &stderr);
        }
        shared.transcript.flush();
        Outcome {
            end: end(stop, &job.profile, shared, &known, status, &stderr),
            usage: shared.usage(),
            denials: shared.denials(),
            transcript: Some(job.transcript.clone()),
            sandbox: shared
                .sandbox
                .as_ref()
                .map_or(sandbox::Level::None, |sandbox| sandbox.level),
            agent: known.agent,
            stderr,
        }
    }
}

/// The conversation.
async fn drive(
    cx: &ConnectionTo<Agent>,
    job: &Job,
    shared: &Shared,
    stop: &CancellationToken,
    known: &mut Introduction,
) -> Stop {
    let limits = job.limits;
    let total = worked(shared, limits.total);
    let spent = spent(shared, &job.left);
    tokio::pin!(total, spent);
    let over = || {
        Stop::Limit(format!(
            "{} took more than {} in all",
            job.profile.title,
            seconds(limits.total)
        ))
    };

    let starting = async {
        let slow = |what| {
            Stop::Limit(format!(
                "{} did not {what} within {}",
                job.profile.title,
                seconds(limits.startup)
            ))
        };
        *known = timeout(limits.startup, introduce(cx, &job.profile))
            .await
            .map_err(|_| slow("answer `initialize`"))?
            .map_err(Stop::Failed)?;
        timeout(limits.startup, session(cx, job, shared))
            .await
            .map_err(|_| slow("open a session"))?
            .map_err(Stop::Failed)
    };
    let session = tokio::select! {
        session = starting => session,
        () = stop.cancelled() => Err(Stop::Cancelled),
        why = &mut spent => Err(Stop::Budget(why)),
        () = &mut total => Err(over()),
    };
    let session = match session {
        Ok(session) => session,
        Err(stop) => return stop,
    };

    shared.traffic();
    shared.set_turn(true);
    let text = s::ContentBlock::Text(s::TextContent::new(job.brief.clone()));
    let prompt = cx
        .send_request(s::PromptRequest::new(session.clone(), vec![text]))
        .block_task();
    tokio::pin!(prompt);
    let why = tokio::select! {
        answer = &mut prompt => {
            if job.profile.late_words {
                sleep(limits.settle).await;
            }
            return answer.map_or_else(Stop::Failed, |answer| Stop::Answered(answer.stop_reason));
        }
        () = stop.cancelled() => Stop::Cancelled,
        why = &mut spent => Stop::Budget(why),
        () = silent(shared) => Stop::Limit(format!("{} was silent for {}", job.profile.title, seconds(limits.idle))),
        () = &mut total => over(),
    };
    // From here on our word counts: questions are answered "cancelled" before the agent hears of it.
    shared.cancel();
    shared.say("stopping the agent");
    if cx
        .send_notification(s::CancelNotification::new(session))
        .is_ok()
    {
        let _ = timeout(limits.cancel_grace, prompt).await;
    }
    why
}

/// Opens a session in the worktree, in the mode that the profile wants where the agent has it.
async fn session(
    cx: &ConnectionTo<Agent>,
    job: &Job,
    shared: &Shared,
) -> Result<s::SessionId, acp::Error> {
    let opened = cx
        .send_request(s::NewSessionRequest::new(shared.worktree.clone()))
        .block_task()
        .await?;
    let id = opened.session_id;
    if let Some(wanted) = &job.profile.mode {
        let modes = opened
            .modes
            .map(|modes| modes.available_modes)
            .unwrap_or_default();
        if modes.iter().any(|mode| mode.id.to_string() == *wanted) {
            let request = s::SetSessionModeRequest::new(id.clone(), wanted.clone());
            cx.send_request(request).block_task().await?;
        } else {
            // Its default stands; the sandbox and the audit hold either way.
            shared
                .transcript
                .note("!!", &format!("it has no mode `{wanted}`"));
        }
    }
    Ok(id)
}

/// Returns when a cap is reached, and says which. What an agent does not report cannot be capped.
async fn spent(shared: &Shared, left: &Left) -> String {
    let mut usage = shared.watch_usage();
    let used = async {
        loop {
            let now = *usage.borrow_and_update();
            if let (Some(used), Some(cap)) = (now.tokens, left.tokens)
                && used >= cap
            {
                return format!(
                    "The attempt has used {used} tokens, and {cap} were left of the caps."
                );
            }
            if let (Some(used), Some(cap)) = (now.cost_usd, left.cost_usd)
                && used >= cap
            {
                return format!(
                    "The attempt has cost ${used:.2}, and ${cap:.2} were left of the caps."
                );
            }
            if usage.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let time = async {
        match left.seconds {
            Some(seconds) => worked(shared, Duration::from_secs(seconds)).await,
            None => std::future::pending().await,
        }
        format!(
            "The attempt has worked for {} s, which was all that was left of the caps.",
            left.seconds.unwrap_or(0)
        )
    };
    tokio::select! {
        why = used => why,
        why = time => why,
    }
}

/// Returns when so much time has gone by in which no person was waited for.
async fn worked(shared: &Shared, limit: Duration) {
    let begin = tokio::time::Instant::now();
    loop {
        let worked = begin.elapsed().saturating_sub(shared.questions.waited());
        let left = limit.saturating_sub(worked);
        if left.is_zero() {
            return;
        }
        sleep(match shared.questions.waits() {
            true => ASKED,
            false => left,
        })
        .await;
    }
}

/// Returns when nothing was heard for the idle limit. A person who is asked may be silent.
async fn silent(shared: &Shared) {
    loop {
        if shared.questions.waits() {
            sleep(ASKED).await;
            continue;
        }
        let left = shared.limits.idle.saturating_sub(shared.silence());
        if left.is_zero() {
            return;
        }
        sleep(left).await;
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// The file `.git` of a worktree names the folder that our own git calls will trust. It is inside the
/// writable part, so it is put back if the agent changed it.
struct Pointer {
    path: PathBuf,
    text: Vec<u8>,
}

impl Pointer {
    fn of(worktree: &Path) -> Option<Pointer> {
        let path = worktree.join(".git");
        let ordinary = path.symlink_metadata().is_ok_and(|data| data.is_file());
        let text = ordinary.then(|| std::fs::read(&path).ok())??;
        Some(Pointer { path, text })
    }

    fn restore(&self, shared: &Shared) {
        let same = self
            .path
            .symlink_metadata()
            .is_ok_and(|data| data.is_file())
            && std::fs::read(&self.path).is_ok_and(|text| text == self.text);
        if same {
            return;
        }
        shared.put_back(
            "change .git of the worktree",
            "it steers git; it was put back",
        );
        let _ = match self.path.symlink_metadata() {
            Ok(data) if data.is_dir() => std::fs::remove_dir_all(&self.path),
            Ok(_) => std::fs::remove_file(&self.path),
            Err(_) => Ok(()),
        };
        if let Err(problem) = std::fs::write(&self.path, &self.text) {
            shared.deny("put back .git of the worktree", &problem.to_string());
        }
    }
}
