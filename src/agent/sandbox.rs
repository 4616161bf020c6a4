//! What the operating system forbids an agent: writing outside its worktree.
//!
//! Linux' Landlock, without rights and without a daemon. Only writing is restricted: an agent may
//! read what the person may read, and may use the network; see `docs/agents.md` for what that means.
//! Landlock adds rights and cannot take them away below a writable folder, so lanes inside the
//! worktree are held by the audit after the attempt, not here. The level that is reported is the one
//! in force; this file deliberately has no best effort that calls itself success.

use std::{
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

/// How much the operating system holds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing: no Landlock here, or it was switched off.
    #[default]
    None,
    /// Writing is restricted, but this kernel cannot restrict all of it (truncating, or moving
    /// between folders).
    Partial,
    /// All writing of file contents and names outside the allowed folders fails.
    Enforced,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::None => "none",
            Level::Partial => "partial",
            Level::Enforced => "enforced",
        })
    }
}

impl FromStr for Level {
    type Err = ();

    fn from_str(word: &str) -> Result<Level, ()> {
        match word {
            "partial" => Ok(Level::Partial),
            "enforced" => Ok(Level::Enforced),
            _ => Err(()),
        }
    }
}

/// What the person wants of it: the key `sandbox` of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Full enforcement, or the attempt does not start.
    Required,
    /// What this machine has.
    #[default]
    Available,
    /// None.
    Off,
}

/// A set of folders and files that may be written, and the level that was promised for it.
#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    /// Existing folders and files.
    pub write: Vec<PathBuf>,
    /// At least this is in force, or the program does not start.
    pub level: Level,
}

/// Why a sandbox could not be put on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The kernel has none, and one is required.
    #[error(
        "this machine cannot hold an agent in its worktree (Landlock is {0}). Next: use Linux 6.2 or newer, or set `sandbox` to `available` in your own settings."
    )]
    Unavailable(Level),
    /// The kernel refused.
    #[error(
        "the sandbox could not be put on: {0}. Next: report this, or set `sandbox` to `off` in your own settings."
    )]
    Refused(String),
}

/// The sandbox for these folders under this mode; none when there is nothing to put on.
pub fn choose(mode: Mode, write: Vec<PathBuf>) -> Result<Option<Sandbox>, Error> {
    let level = if mode == Mode::Off {
        Level::None
    } else {
        available()
    };
    match (mode, level) {
        (Mode::Required, Level::None | Level::Partial) => Err(Error::Unavailable(level)),
        (_, Level::None) => Ok(None),
        _ => Ok(Some(Sandbox { write, level })),
    }
}

impl Sandbox {
    /// As arguments of `supervise`.
    pub fn arguments(&self) -> Vec<OsString> {
        let mut arguments = vec!["--sandbox".into(), self.level.to_string().into()];
        for path in &self.write {
            arguments.push("--write".into());
            arguments.push(path.clone().into());
        }
        arguments
    }

    /// Puts it on the calling thread and its future children, for good. Says what is in force.
    pub fn enforce(&self) -> Result<Level, Error> {
        platform::enforce(&self.write)
    }
}

/// The level that this machine can give.
pub fn available() -> Level {
    platform::available()
}

/// Whether a path is an existing folder or file that a rule can name.
fn usable(path: &Path) -> bool {
    path.is_absolute() && path.exists()
}

#[cfg(target_os = "linux")]
mod platform {
    use super::{Error, Level, usable};
    use landlock::{
        ABI, AccessFs, CompatLevel, Compatible, LandlockStatus, PathBeneath, PathFd, Ruleset,
        RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
    };
    use std::path::PathBuf;

    /// The first version that restricts truncation, so that no file outside can be emptied.
    const FULL: ABI = ABI::V3;

    pub fn available() -> Level {
        // Asking creates a rule set and closes it again; nothing is restricted.
        let asked = |abi: ABI| {
            Ruleset::default()
                .set_compatibility(CompatLevel::HardRequirement)
                .handle_access(AccessFs::from_write(abi))
                .and_then(|rules| rules.create())
                .is_ok()
        };
        if asked(FULL) {
            Level::Enforced
        } else if asked(ABI::V1) {
            Level::Partial
        } else {
            Level::None
        }
    }

    pub fn enforce(write: &[PathBuf]) -> Result<Level, Error> {
        let refused = |problem: &dyn std::fmt::Display| Error::Refused(problem.to_string());
        let writing = AccessFs::from_write(FULL);
        let mut rules = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(writing)
            .map_err(|problem| refused(&problem))?
            // Signals to processes outside, us included; from Linux 6.12 on.
            .scope(Scope::Signal)
            .map_err(|problem| refused(&problem))?
            .create()
            .map_err(|problem| refused(&problem))?;
        for path in write.iter().filter(|path| usable(path)) {
            let rights = if path.is_dir() {
                writing
            } else {
                writing & AccessFs::from_file(FULL)
            };
            let at = PathFd::new(path).map_err(|problem| refused(&problem))?;
            rules = rules
                .add_rule(PathBeneath::new(at, rights))
                .map_err(|problem| refused(&problem))?;
        }
        let status = rules.restrict_self().map_err(|problem| refused(&problem))?;
        let whole = matches!(status.landlock, LandlockStatus::Available { effective_abi, .. } if effective_abi >= FULL);
        Ok(match status.ruleset {
            RulesetStatus::NotEnforced => Level::None,
            // The scope is a bonus: a kernel without it still enforces all writing.
            RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced if whole => {
                Level::Enforced
            }
            _ => Level::Partial,
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use super::{Error, Level};
    use std::path::PathBuf;

    pub fn available() -> Level {
        Level::None
    }

    pub fn enforce(_: &[PathBuf]) -> Result<Level, Error> {
        Ok(Level::None)
    }
}
