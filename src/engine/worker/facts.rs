//! What is known of the project before an agent is asked: its commands, its rules for agents, its own
//! definition of a role, what earlier phases handed over.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{Carrier, Stop};
use crate::{
    engine::{
        commands::{Commands, Listing, commands},
        durable,
    },
    workflow::{
        Finding, Phase,
        brief::{Facts, Handed},
        definition::{self, Definition},
        evidence::EvidenceKind,
    },
};

/// Deliverables and manifests beyond this are cut or passed over.
const MOST_BYTES: u64 = 1 << 20;

/// The words of a role, where the project or the user has some of their own.
#[derive(Clone, Default)]
pub(super) struct Role {
    /// The file's text, for the runner.
    pub text: Option<String>,
    pub definition: Option<Definition>,
    /// A file that is there and cannot be used is said so, never skipped in silence.
    pub problem: Option<Finding>,
}

impl Role {
    /// From the text at `path` in the repository, or else in the user's home folder.
    fn read(path: String, ours: Option<String>) -> Role {
        let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(&path));
        let theirs = || home.and_then(|path| read_text(&path));
        let Some(text) = ours.or_else(theirs) else {
            return Role::default();
        };
        match definition::parse(&text) {
            Ok(definition) => Role {
                text: Some(text),
                definition: Some(definition),
                problem: None,
            },
            Err(problem) => {
                let message = format!("The phase's own definition was not used: {problem}");
                let finding = Finding::warning("definition", message)
                    .in_file(path)
                    .on_line(problem.line);
                Role {
                    problem: Some(finding),
                    ..Role::default()
                }
            }
        }
    }
}

impl Carrier {
    /// The commands of the project. Those found before any agent worked stay what they are: an agent
    /// that rewrites the manifest does not choose what it is judged by. Kinds that were not there
    /// then (a new project) are taken from the worktree as it is.
    pub(super) fn commands(&self, worktree: &Path) -> Result<Commands, Stop> {
        let kept = self.layout.attempts(&self.id)?.join("commands.json");
        let now = commands(&Files(worktree), &self.settings.commands);
        let first: Option<Commands> = durable::read(&kept)?;
        match first {
            Some(first) => Ok(first.or(now)),
            None => {
                durable::write(&kept, &now)?;
                Ok(now)
            }
        }
    }

    pub(super) fn facts(&self, worktree: &Path, commands: &Commands) -> Facts {
        let guides = ["AGENTS.md", "CLAUDE.md", "CONTRIBUTING.md"];
        let there = |name: &&&str| plain_file(&worktree.join(name));
        let kinds = [
            ("build", EvidenceKind::Build),
            ("lint", EvidenceKind::Lint),
            ("test", EvidenceKind::Test),
            ("coverage", EvidenceKind::Coverage),
            ("validate", EvidenceKind::Validate),
        ];
        let command = |(name, kind): &(&str, EvidenceKind)| {
            Some(((*name).to_owned(), commands.get(*kind)?.shown()))
        };
        let view = self.run.view();
        Facts {
            guides: guides
                .iter()
                .filter(there)
                .map(|name| (*name).to_owned())
                .collect(),
            commands: kinds.iter().filter_map(command).collect(),
            evidence: view
                .phases
                .into_iter()
                .flat_map(|phase| phase.evidence)
                .collect(),
        }
    }

    /// The definition of a phase: the project's, as it stood where the run began, or else the user's.
    /// Looked up once in the life of a worker.
    pub(super) fn role(&self, phase: Phase) -> Role {
        let known = self
            .roles
            .borrow()
            .as_ref()
            .map(|all| all[phase.index()].clone());
        known.unwrap_or_else(|| {
            let all = self.look_up_roles();
            let role = all[phase.index()].clone();
            *self.roles.borrow_mut() = Some(all);
            role
        })
    }

    fn look_up_roles(&self) -> Vec<Role> {
        let path = |phase: &Phase| format!(".claude/agents/{}.md", phase.agent());
        let paths: Vec<String> = Phase::ALL.iter().map(path).collect();
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        let base = &self.run.requested().base;
        let found = self.repository.read_each(base, &names, MOST_BYTES as usize);
        let mut ours = found.unwrap_or_default();
        ours.resize(names.len(), None);
        let both = paths.into_iter().zip(ours);
        both.map(|(path, ours)| Role::read(path, ours.map(|text| text.text)))
            .collect()
    }

    /// What the phases before this one handed over, as it stands in the worktree.
    pub(super) fn earlier(&self, worktree: &Path, phase: Phase) -> Vec<Handed> {
        let deliverables = self.run.deliverables().into_iter();
        let before = deliverables.filter(|(of, _)| *of < phase);
        let handed = before.filter_map(|(phase, deliverable)| {
            let text = read_text(&worktree.join(&deliverable.path))?;
            let (path, sha256) = (deliverable.path.clone(), sha256(text.as_bytes()));
            Some(Handed {
                phase,
                path,
                sha256,
                text,
            })
        });
        handed.collect()
    }
}

/// A worktree on the disk. Links are not followed: they may lead anywhere.
struct Files<'a>(&'a Path);

impl Listing for Files<'_> {
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder))
            .into_iter()
            .flatten()
            .flatten();
        let named = entries.take(5000).filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let kind = entry.file_type().ok()?;
            match (kind.is_dir(), kind.is_file()) {
                (true, _) => Some(name + "/"),
                (_, true) => Some(name),
                _ => None,
            }
        });
        let mut names: Vec<String> = named.collect();
        names.sort();
        names
    }

    fn text(&self, path: &str) -> Option<String> {
        read_text(&self.0.join(path))
    }

    fn has(&self, program: &str) -> bool {
        which::which(program).is_ok()
    }
}

pub(super) fn plain_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|kind| kind.is_file())
}

/// The text of a plain file, up to the limit.
pub(in crate::engine) fn read_text(path: &Path) -> Option<String> {
    Some(String::from_utf8_lossy(&read_bytes(path)?).into_owned())
}

/// The bytes of a plain file, up to the limit.
pub(in crate::engine) fn read_bytes(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = plain_file(path)
        .then(|| fs::File::open(path).ok())
        .flatten()?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// SHA-256, lower-case hex.
pub(in crate::engine) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
