//! A finished run's branch, handed in: pushed, and its pull request opened by `gh` or `glab`. A person
//! asks for each of these by name; done again, what is there is found and nothing is doubled. Without
//! such a program the same is told in commands to type.

mod forge;
mod project;

use std::{
    fs::{self, File},
    path::PathBuf,
};

pub use forge::Forge;
use forge::{Found, State};
use project::Project;

use super::{Embedded, Engine, Error, worker};
use crate::{
    journal,
    workflow::{Event, Recorded, Run, RunView, pr, view::RunState},
};

/// Stands for the text in a command that is shown.
const TEXT: &str = "THE_TEXT";

/// What handing in a run comes to; nothing has left the machine yet.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The run.
    pub run: String,
    /// Name of the remote.
    pub remote: String,
    /// Its address, without a password that may stand in it.
    pub url: String,
    /// The run's branch.
    pub branch: String,
    /// Its tip.
    pub commit: String,
    /// The branch that it is to be merged into; none: the remote's own choice.
    pub base: Option<String>,
    /// The pull request's title.
    pub title: String,
    /// The file with its text.
    pub text: PathBuf,
    /// Who opens it, and by which program; none where there is none.
    pub forge: Option<(Forge, PathBuf)>,
    /// The same as commands to type.
    pub commands: Vec<String>,
    project: Option<Project>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Where the pull request is; none where only the branch was pushed.
    pub url: Option<String>,
    /// Whether it was opened now, and not found.
    pub opened: bool,
    /// Whether it was merged already; then nothing was pushed.
    pub merged: bool,
}

impl Embedded {
    /// Makes ready what a person is to be asked: the text is written beside the run's other files.
    ///
    /// # Errors
    /// The run has no finished branch, or the clone has no remote.
    pub fn submission(&self, id: &str) -> Result<Submission, Error> {
        let view = self.run(id)?;
        let id = view.id.clone();
        let events = self.events(&id)?;
        let commit = match (view.state, &view.commit) {
            (RunState::Completed, Some(commit)) => commit.clone(),
            _ => {
                return Err(Error::NotNow(format!(
                    "the run {id} has no finished branch yet. Next: `backend-factory show {id}`."
                )));
            }
        };
        let base = base(&events);
        let (remote, url) = self.remote(base.as_deref())?;
        let text = pr::render(&events, &self.handed(&view))
            .map_err(|error| Error::Other(error.to_string()))?;
        let folder = self.layout().run(&id);
        let file = folder.join("pull-request.md");
        let write = || {
            fs::create_dir_all(&folder)?;
            fs::write(&file, &text.body)
        };
        write().map_err(|error| {
            Error::Other(format!(
                "the text could not be written to {}: {error}. Next: check the free space.",
                file.display()
            ))
        })?;
        let project = Project::of(&url);
        let untrusted = self.untrusted(&view);
        let forge = project
            .as_ref()
            .and_then(|project| Forge::find(project, &untrusted));
        let mut submission = Submission {
            run: id,
            remote,
            url: project::without_password(&url),
            branch: view.branch.clone(),
            commit,
            base,
            title: text.title,
            text: file,
            forge,
            commands: Vec::new(),
            project,
        };
        submission.commands = submission.to_type(self.repository().root());
        Ok(submission)
    }

    /// Pushes and opens. Done twice, also at once, it comes to the same: there is one pull request.
    ///
    /// # Errors
    /// The remote or the program says no; its words say why.
    pub fn submit(&self, submission: &Submission, by: &str) -> Result<Submitted, Error> {
        let lock = self.layout().run(&submission.run).join("submit.lock");
        let lock = File::create(&lock).and_then(|file| file.lock().map(|()| file));
        let _lock = lock.map_err(|error| Error::Other(error.to_string()))?;
        let (Some((forge, program)), Some(project)) = (&submission.forge, &submission.project)
        else {
            self.push(submission)?;
            return Ok(Submitted {
                url: None,
                opened: false,
                merged: false,
            });
        };
        let call = forge::Calls {
            forge: *forge,
            program,
            project,
            folder: &self.layout().run(&submission.run),
        };
        let found = call.list(&submission.branch)?;
        if let Some(merged) = found.iter().find_map(Found::merged) {
            self.record(&submission.run, Event::BranchMerged { merged })?;
            let url = found.iter().find(|it| it.merged().is_some());
            return Ok(Submitted {
                url: url.map(|it| it.url.clone()),
                opened: false,
                merged: true,
            });
        }
        self.push(submission)?;
        let open = found.into_iter().find(|it| it.state == State::Open);
        let (url, opened) = match open {
            Some(open) => (open.url, false),
            None => (call.create(submission)?, true),
        };
        let known = self.run(&submission.run)?.pull_request;
        if known.as_deref() != Some(&url) {
            let event = Event::PullRequestOpened {
                url: url.clone(),
                by: by.to_owned(),
            };
            self.record(&submission.run, event)?;
        }
        Ok(Submitted {
            url: Some(url),
            opened,
            merged: false,
        })
    }

    /// Records of finished runs whose branch has been merged in this clone since that it was.
    pub fn look_for_merges(&self) -> Result<(), Error> {
        for view in self.runs()? {
            let Some(commit) = view.commit.filter(|_| view.merged.is_none()) else {
                continue;
            };
            let Some(base) = base(&self.events(&view.id)?) else {
                continue;
            };
            // A branch that is gone says nothing.
            if let Ok(Some(seconds)) = self.repository().merged_at(&commit, &base) {
                let merged = match seconds {
                    0 => worker::now(),
                    seconds => seconds.saturating_mul(1000),
                };
                self.record(&view.id, Event::BranchMerged { merged })?;
            }
        }
        Ok(())
    }

    fn push(&self, submission: &Submission) -> Result<(), Error> {
        let Submission {
            remote,
            commit,
            branch,
            ..
        } = submission;
        Ok(self.repository().push(remote, commit, branch)?)
    }

    /// The remote that the run's branch goes to, and its address.
    fn remote(&self, base: Option<&str>) -> Result<(String, String), Error> {
        let remotes = self.repository().remotes()?;
        let followed = base.and_then(|base| self.repository().remote_of(base).ok().flatten());
        let named = |name: &str| remotes.iter().find(|(remote, _)| remote == name);
        let found = followed.as_deref().and_then(named);
        let found = found.or_else(|| named("origin")).or(remotes.first());
        let (name, url) = found.ok_or_else(|| {
            Error::NotNow("this clone has no remote to push to. Next: `git remote add origin URL`, or merge the branch here.".to_owned())
        })?;
        if name.starts_with('-') {
            return Err(Error::NotNow(format!(
                "the remote `{name}` cannot be used. Next: give it another name."
            )));
        }
        Ok((name.clone(), url.clone()))
    }

    fn untrusted(&self, view: &RunView) -> Vec<PathBuf> {
        let mut folders = vec![self.repository().root().to_owned()];
        folders.extend(view.worktree.as_ref().map(PathBuf::from));
        folders
    }

    /// Appends what happened after the end of a run, where that still fits.
    pub(in crate::engine) fn record(&self, id: &str, event: Event) -> Result<(), Error> {
        let (journal, id) = self.known(id)?;
        for _ in 0..50 {
            let run = super::embedded::load(&journal, &id)?;
            if run.check(&event).is_err() {
                return Ok(());
            }
            match journal.append(&id, event.clone(), run.seq() + 1, worker::now()) {
                Err(journal::Error::MovedOn { .. }) => {}
                other => return Ok(other.map(drop)?),
            }
        }
        Ok(())
    }
}

/// The branch that the run started from.
fn base(events: &[Recorded]) -> Option<String> {
    let run = Run::replay(events).ok()?;
    run.requested().base_ref.clone()
}

impl Submission {
    /// What a person types where no program does it.
    fn to_type(&self, clone: &std::path::Path) -> Vec<String> {
        let words = |words: &[&str]| shell_words::join(words);
        let clone = clone.display().to_string();
        let text = self.text.display().to_string();
        let push = ["git", "-C", &clone, "push", &self.remote, &self.branch];
        let mut commands = vec![words(&push)];
        if let Some(project) = &self.project {
            let forge = self
                .forge
                .as_ref()
                .map_or(project.forge(), |(forge, _)| *forge);
            let argv = forge.create(project, self, TEXT);
            let argv: Vec<&str> = argv.iter().map(String::as_str).collect();
            let file = shell_words::quote(&text).into_owned();
            commands.push(words(&argv).replace(TEXT, &format!("\"$(cat {file})\"")));
        }
        commands
    }
}
