//! What a user may set about detection. Plain data: the configuration builds it, this room reads it.

/// Settings of detection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether anything is detected at all.
    pub enabled: bool,
    /// Names of the product that requests are *for*: dropped from titles, and the other side of an
    /// integration.
    pub products: Vec<String>,
    /// Names of built-in families that are switched off: `create`, `add` …
    pub disabled: Vec<String>,
    /// Families of the user.
    pub families: Vec<UserFamily>,
    /// Globs of paths in which nothing is detected.
    pub ignore: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            enabled: true,
            products: vec!["Chariot".to_owned()],
            disabled: Vec::new(),
            families: Vec::new(),
            ignore: Vec::new(),
        }
    }
}

/// One `[[trigger.family]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFamily {
    /// Its name, shown as the trigger's family.
    pub name: String,
    /// Verbs in base form that ask for it: `migrate`.
    pub verbs: Vec<String>,
    /// What is asked for: `queue`, `cron job`.
    pub objects: Vec<String>,
    /// Regular expressions; group `title` (or the first) gives the title.
    pub patterns: Vec<String>,
}
