//! The names of the request families. Their grammar lives in `families/`, one file each.

use std::fmt;

/// The shape of a request. The order is the policy's: when several fit, the first wins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `/backend …`, `/backend-<phase> …`, `@backend-orchestrator …`.
    Command,
    /// *we need an API that …*.
    Need,
    /// *build a backend for …*.
    Build,
    /// *integrate Stripe with …*.
    Integrate,
    /// *create models for …*.
    Create,
    /// *add authentication to the backend*.
    Add,
    /// *implement an endpoint for …*.
    Implement,
    /// A family that the user's configuration adds, by its name there.
    Custom(String),
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Family::Command => "command",
            Family::Need => "need",
            Family::Build => "build",
            Family::Integrate => "integrate",
            Family::Create => "create",
            Family::Add => "add",
            Family::Implement => "implement",
            Family::Custom(name) => name,
        })
    }
}
