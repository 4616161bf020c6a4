//! What a person may set about agents. Plain data, kept with each run; deliberately not the place
//! where settings files are read.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::{Limits, Profile, profile, sandbox::Mode};

/// Settings of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Own agents, and changes to known ones, by name.
    pub agents: BTreeMap<String, Custom>,
    /// Seconds of silence after which an agent is stopped.
    pub idle_seconds: u64,
    /// Seconds an attempt may take in all.
    pub attempt_seconds: u64,
    /// How agents are held by the operating system.
    pub sandbox: Mode,
    /// Folders that may be written beside the worktree; none: the caches of package managers.
    pub write: Option<Vec<String>>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            agents: BTreeMap::new(),
            idle_seconds: 300,
            attempt_seconds: 1800,
            sandbox: Mode::default(),
            write: None,
        }
    }
}

/// An agent of the person's own, or what they change about a known one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Custom {
    /// Program and arguments; empty: those of the known agent of that name.
    pub command: Vec<String>,
    /// Variables to set.
    pub env: BTreeMap<String, String>,
    /// Names of variables of the person's environment to let through.
    pub env_pass: Vec<String>,
}

impl Settings {
    /// The profile of this name: a known agent with the person's changes, or one of their own.
    pub fn profile(&self, name: &str) -> Result<Profile, profile::Error> {
        let custom = self.agents.get(name);
        let known = profile::find(name);
        let mut profile = match (known, custom) {
            (Some(known), _) => known,
            (None, Some(custom)) if !custom.command.is_empty() => Profile::custom(name),
            _ => return Err(profile::Error::Unknown(name.to_owned())),
        };
        if let Some(custom) = custom {
            if !custom.command.is_empty() {
                profile.command = custom.command.clone();
            }
            for (name, value) in &custom.env {
                profile.env.retain(|(set, _)| set != name);
                profile.env.push((name.clone(), value.clone()));
            }
            profile.env_pass.extend(custom.env_pass.iter().cloned());
        }
        Ok(profile)
    }

    /// Every agent that can be named: the person's own first, then the known ones.
    pub fn offered(&self) -> Vec<Profile> {
        let known = profile::all().into_iter().map(|profile| profile.name);
        let own = self.agents.keys().cloned();
        let mut names: Vec<String> = own.chain(known).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
            .iter()
            .filter_map(|name| self.profile(name).ok())
            .collect()
    }

    /// The agent of a run for which none is named: the first that is installed. The rehearsal agent
    /// is never chosen by itself: it works without a model, and nobody should take its work for more.
    pub fn first(&self) -> Option<Profile> {
        let mut offered = self.offered().into_iter();
        offered.find(|profile| profile.name != profile::REHEARSAL && profile.installed())
    }

    /// The limits of an attempt.
    pub fn limits(&self) -> Limits {
        Limits {
            idle: Duration::from_secs(self.idle_seconds),
            total: Duration::from_secs(self.attempt_seconds),
            ..Limits::default()
        }
    }
}
