//! One attempt of a phase: the brief is written, a runner of its own works it, its end is recorded.
//!
//! The task is on the disk before the attempt is recorded as begun, and the runner is started after
//! that. A worker that finds an attempt begun looks into its folder: an outcome is taken as it is, a
//! living runner is waited for, and an agent that began and left nothing has died. It is never
//! started a second time under the same number.

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{Carrier, Stop, outside::Outside, spawn};
use crate::{
    engine::{
        durable,
        runner::{Done, Folder, Task},
    },
    git::Fingerprint,
    workflow::{
        Event, Lane, Phase,
        brief::{self, Brief},
        event::AttemptEnd,
        evidence::EvidenceKind,
        lane::Rules,
        policy::Approval,
        run::Feedback,
    },
};

/// How long a runner may take from its start to holding its lock.
const START: Duration = Duration::from_secs(20);

/// How long a cancelled runner may take to end its agent and say how it went.
const CANCEL: Duration = Duration::from_secs(30);

/// How the worktree was before an attempt: what the gate compares with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Start {
    /// The commit that the phase began at.
    pub since: String,
    /// The files of the git folder that name programs.
    pub fingerprint: Fingerprint,
    /// What git ignored already.
    pub ignored: std::collections::BTreeSet<String>,
    /// What links of the project lead to outside the worktree.
    #[serde(default)]
    pub outside: Outside,
}

impl Carrier {
    pub(super) async fn attempt(
        &mut self,
        phase: Phase,
        attempt: u32,
        feedback: &Feedback,
        started: bool,
    ) -> Result<(), Stop> {
        let worktree = self.worktree()?;
        let folder = Folder::new(&self.layout.attempts(&self.id)?, phase, attempt)?;
        if !started {
            self.show(format!("preparing phase {}", phase.number()));
            let fresh = self.fresh.take();
            if fresh.is_none() && self.settle(&worktree, Some(phase))? {
                return Ok(());
            }
            self.look(&worktree, phase).await?;
            self.write_down(&worktree, &folder, phase, attempt, feedback, fresh)?;
            self.append(Event::AttemptStarted { phase, attempt })?;
        }
        self.end_attempt(&folder, phase, attempt).await
    }

    /// Has the runner work, or finds what it left, and records the end.
    async fn end_attempt(
        &mut self,
        folder: &Folder,
        phase: Phase,
        attempt: u32,
    ) -> Result<(), Stop> {
        let mut done = self.attach(folder).await?;
        if self.stop.is_cancelled() {
            done.end = AttemptEnd::Cancelled;
        }
        let ended = Event::AttemptEnded {
            phase,
            attempt,
            end: done.end,
            usage: done.usage,
        };
        match self.append(ended.clone()) {
            // A person spoke while it worked. Its end is recorded all the same.
            Err(Stop::Moved) => {
                self.reload().map_err(Stop::Journal)?;
                if self.run.check(&ended).is_ok() {
                    self.append(ended)
                } else {
                    Err(Stop::Moved)
                }
            }
            other => other,
        }
    }

    /// After a cancel: the attempt that was being worked is stopped, and its end recorded.
    pub(super) async fn end_open_attempt(&mut self) -> Result<(), Stop> {
        let mut open = None;
        for recorded in &self.events {
            match &recorded.event {
                Event::AttemptStarted { phase, attempt } => open = Some((*phase, *attempt)),
                Event::AttemptEnded { .. } => open = None,
                _ => {}
            }
        }
        let Some((phase, attempt)) = open else {
            return Ok(());
        };
        let folder = Folder::new(&self.layout.attempts(&self.id)?, phase, attempt)?;
        self.stop.cancel();
        if !folder.has_begun() && folder.done()?.is_none() {
            // Nobody was asked to work yet; whoever comes now sees the wish to stop.
            folder.cancel()?;
        }
        self.end_attempt(&folder, phase, attempt).await
    }

    /// Waits for the outcome of an attempt, starting its runner where none has begun.
    async fn attach(&self, folder: &Folder) -> Result<Done, Stop> {
        let mut started = false;
        loop {
            if let Some(done) = folder.done()? {
                return Ok(done);
            }
            // Who gets the lock knows that no runner lives.
            let free = is_free(folder.lock()?)?;
            if free {
                if let Some(done) = folder.done()? {
                    return Ok(done);
                }
                if folder.has_begun() {
                    return Ok(Done::died(format!(
                        "The process that ran the agent was killed before it could say how it went. {}",
                        folder.log()
                    )));
                }
                if self.stop.is_cancelled() {
                    return Ok(Done {
                        end: AttemptEnd::Cancelled,
                        ..Done::died("")
                    });
                }
                if started {
                    return Ok(Done::died(format!(
                        "The process that runs the agent did not start. {}",
                        folder.log()
                    )));
                }
                started = true;
                self.start_runner(folder).await?;
                continue;
            }
            self.wait_for(folder).await?;
        }
    }

    /// Starts a runner and waits until it holds its lock or has ended.
    async fn start_runner(&self, folder: &Folder) -> Result<(), Stop> {
        let pass = self.agent_environment();
        let program = spawn::program(&self.settings)?;
        let mut command = spawn::own(&program, &pass, folder.path(), &folder.file("log"))?;
        let mut child = command
            .arg("attempt")
            .arg("--folder")
            .arg(folder.path())
            .spawn()?;
        let end = tokio::time::Instant::now() + START;
        while !folder.has_begun() && child.try_wait()?.is_none() {
            if tokio::time::Instant::now() > end {
                let _ = child.kill();
                let _ = child.wait();
                return Err(Stop::Failed(
                    "the process that runs the agent did not begin in time".to_owned(),
                ));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // Reaped when it ends, so that it is no zombie while we live.
        std::thread::spawn(move || child.wait());
        Ok(())
    }

    /// Waits until the runner has freed its lock; passes a wish to stop on to it.
    async fn wait_for(&self, folder: &Folder) -> Result<(), Stop> {
        let file = folder.lock()?;
        // The kernel wakes this thread the moment the runner ends, however it ends.
        let mut freed =
            tokio::task::spawn_blocking(move || file.lock().and_then(|()| file.unlock()));
        tokio::select! {
            freed = &mut freed => return Ok(freed??),
            () = self.stop.cancelled() => folder.cancel()?,
        }
        match tokio::time::timeout(CANCEL, freed).await {
            Ok(freed) => Ok(freed??),
            Err(_) => Err(Stop::Failed(
                "the agent was told to stop and its runner did not end".to_owned(),
            )),
        }
    }

    /// Names of variables that the run's agent may see.
    pub(super) fn agent_environment(&self) -> Vec<String> {
        let profile = self
            .settings
            .for_agents()
            .profile(&self.run.requested().agent);
        profile.map(|profile| profile.env_pass).unwrap_or_default()
    }

    /// The lane of a phase, with what it is made of.
    pub(super) fn new_lane(
        &self,
        worktree: &Path,
        phase: Phase,
    ) -> (Lane, Vec<Vec<String>>, super::facts::Role) {
        let role = self.role(phase);
        let kinds: &[EvidenceKind] = match phase {
            Phase::Requirements | Phase::Plan | Phase::Submit => &[],
            Phase::Implement => &[EvidenceKind::Build, EvidenceKind::Lint],
            Phase::Test => &[
                EvidenceKind::Build,
                EvidenceKind::Lint,
                EvidenceKind::Test,
                EvidenceKind::Coverage,
            ],
            Phase::Validate => &[
                EvidenceKind::Build,
                EvidenceKind::Test,
                EvidenceKind::Coverage,
                EvidenceKind::Validate,
            ],
        };
        let commands = self.commands(worktree).unwrap_or_default();
        let commands: Vec<Vec<String>> = kinds
            .iter()
            .filter_map(|kind| Some(commands.get(*kind)?.argv.clone()))
            .collect();
        let mut lane = Lane::of(phase).for_run(&self.run.requested().slug);
        for command in &commands {
            lane = lane.with_command(command);
        }
        // The settings were checked where they were read; what is wrong there does not apply.
        lane = lane.clone().with_rules(&self.rules(phase)).unwrap_or(lane);
        if let Some(definition) = &role.definition {
            lane = lane.with_definition(definition);
        }
        (lane, commands, role)
    }

    fn rules(&self, phase: Phase) -> Rules {
        let rules = self.settings.lanes.get(phase.slug());
        rules.cloned().unwrap_or_default()
    }

    /// All that the attempt needs, on the disk.
    fn write_down(
        &self,
        worktree: &Path,
        folder: &Folder,
        phase: Phase,
        attempt: u32,
        feedback: &Feedback,
        fresh: Option<String>,
    ) -> Result<(), Stop> {
        let requested = self.run.requested();
        let (lane, lane_commands, role) = self.new_lane(worktree, phase);
        let commands = self.commands(worktree)?;
        let facts = self.facts(worktree, &commands);
        let earlier = self.earlier(worktree, phase);
        let brief = brief::render(&Brief {
            phase,
            attempt,
            request: &requested.request,
            worktree: &worktree.to_string_lossy(),
            branch: &requested.branch,
            base: &requested.base,
            earlier: &earlier,
            feedback,
            definition: role.definition.as_ref(),
            facts: &facts,
            deliverable: &requested.deliverable_path(phase),
            lane: &lane,
        });
        let document = worktree.join(requested.deliverable_path(phase));
        if let Some(parent) = document.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let name = format!("{}-{}-{attempt}.jsonl", phase.number(), phase.slug());
        // The next file is in the same folder, and makes this one's name durable too.
        let since = match fresh {
            Some(commit) => commit,
            None => self.since(phase)?,
        };
        durable::write_file(
            &folder.file("start.json"),
            &Start {
                outside: self.outside(worktree, &since)?,
                since,
                fingerprint: self.repository.fingerprint(worktree)?,
                ignored: self.repository.ignored(worktree)?,
            },
        )?;
        durable::write(
            &folder.file("task.json"),
            &Task {
                run: self.id.clone(),
                phase,
                attempt,
                slug: requested.slug.clone(),
                common_dir: self.repository.common_dir().to_owned(),
                worktree: worktree.to_owned(),
                untrusted: self.untrusted(worktree),
                agent: requested.agent.clone(),
                settings: self.settings.for_agents(),
                commands: lane_commands,
                rules: self.rules(phase),
                left: self.run.left(phase),
                // Who approves everything beforehand does not look on.
                answer_seconds: match self.run.policy().approval {
                    Approval::None => 0,
                    _ => self.settings.limits.answer_seconds,
                },
                granted: self.run.granted().to_vec(),
                definition: role.text,
                brief,
                transcript: self.layout.transcripts(&self.id)?.join(name),
            },
        )?;
        Ok(())
    }

    pub(super) fn untrusted(&self, worktree: &Path) -> Vec<PathBuf> {
        vec![
            self.repository.root().to_owned(),
            self.clone.clone(),
            worktree.to_owned(),
        ]
    }

    /// The commit that the phase began at. Attempts that follow each other without a passed gate
    /// between them are judged together: what an earlier one left is this one's too.
    fn since(&self, phase: Phase) -> Result<String, Stop> {
        if let Some((last, attempt, false)) = self.last_attempt()
            && last == phase
        {
            let before = Folder::new(&self.layout.attempts(&self.id)?, phase, attempt)?;
            if let Some(start) = durable::read::<Start>(&before.file("start.json"))? {
                return Ok(start.since);
            }
        }
        self.tip()
    }
}

fn is_free(lock: File) -> Result<bool, Stop> {
    match lock.try_lock() {
        // By name: a child being started elsewhere may have a copy, which would keep it.
        Ok(()) => Ok(lock.unlock().is_ok()),
        Err(std::fs::TryLockError::WouldBlock) => Ok(false),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}
