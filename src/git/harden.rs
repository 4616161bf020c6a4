//! Which configuration we override so that no call of ours runs a program the clone names.
//!
//! Overrides travel in `GIT_CONFIG_COUNT` and its siblings: they have the precedence of `-c`, but
//! may hold any key, and a hostile subsection can contain the `=` that `-c` cannot express.

/// The empty tree: attributes are read from it, so the clone's `.gitattributes` name no drivers.
pub(super) const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
/// The same in a repository that uses SHA-256.
pub(super) const EMPTY_TREE_SHA256: &str =
    "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";

/// Keys that name programs or change what we would see, with the value that stops them.
pub(super) const OVERRIDES: &[(&str, &str)] = &[
    // Programs.
    ("core.fsmonitor", "false"),
    ("core.hooksPath", "/dev/null"),
    ("core.pager", "cat"),
    ("core.editor", ":"),
    ("sequence.editor", ":"),
    ("core.askPass", ""),
    ("core.sshCommand", "ssh"),
    ("core.alternateRefsCommand", ""),
    ("core.attributesFile", "/dev/null"),
    ("diff.external", ""),
    ("commit.gpgSign", "false"),
    ("tag.gpgSign", "false"),
    ("log.showSignature", "false"),
    ("gpg.program", "false"),
    ("credential.helper", ""),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
    ("protocol.allow", "never"),
    // What we see must be what is there.
    ("core.trustctime", "true"),
    ("core.checkStat", "default"),
    ("core.sparseCheckout", "false"),
    ("core.untrackedCache", "false"),
    ("core.splitIndex", "false"),
    ("core.safecrlf", "false"),
    ("core.quotePath", "true"),
    ("index.sparse", "false"),
    ("status.relativePaths", "false"),
    ("status.showUntrackedFiles", "all"),
    ("diff.ignoreSubmodules", "all"),
    ("diff.orderFile", "/dev/null"),
    ("advice.detachedHead", "false"),
    ("advice.addEmbeddedRepo", "false"),
    ("color.ui", "false"),
    ("i18n.logOutputEncoding", "UTF-8"),
];

/// For a driver that the clone's configuration names (`filter.lfs.clean`), what stops it. None for
/// keys that name no driver.
///
/// Attributes come from the empty tree, and the system's and the user's files are switched off;
/// only the clone's `info/attributes` cannot be, so the drivers themselves are.
pub(super) fn disarm(key: &str) -> Option<Vec<(String, &'static str)>> {
    let (section, rest) = key.split_once('.')?;
    let (name, _) = rest.rsplit_once('.')?;
    let set = |leaf: &str, value: &'static str| (format!("{section}.{name}.{leaf}"), value);
    Some(match section {
        "filter" => vec![
            set("clean", ""),
            set("smudge", ""),
            set("process", ""),
            set("required", "false"),
        ],
        // `--no-ext-diff --no-textconv` are given as well, where a call compares texts.
        "diff" => vec![set("command", ""), set("textconv", "")],
        "hook" => vec![set("enabled", "false")],
        _ => return None,
    })
}

/// What `git config --get-regexp` is asked for, to know the drivers.
pub(super) const DRIVERS: &str = r"^(filter|hook)\..*\.";

/// Variables of our own environment that git may see; every other one is dropped, above all
/// `GIT_DIR`, `GIT_INDEX_FILE` and `GIT_SSH_COMMAND`. The three `GIT_CONFIG_*` say where the
/// *user's* configuration is: they come from the person, not from the clone.
pub(super) const KEPT: &[&str] = &[
    "PATH",
    "HOME",
    "XDG_CONFIG_HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "USERPROFILE",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
];

/// Variables that every call gets.
pub(super) const SET: &[(&str, &str)] = &[
    ("LC_ALL", "C"),
    ("LANGUAGE", "C"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", ""),
    ("SSH_ASKPASS", ""),
    ("GIT_EDITOR", ":"),
    ("GIT_PAGER", "cat"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_FLUSH", "1"),
];

#[cfg(test)]
mod tests {
    use super::disarm;

    #[test]
    fn drivers_are_disarmed_whatever_their_name() {
        let names = |key: &str| {
            disarm(key).map(|all| all.into_iter().map(|(key, _)| key).collect::<Vec<_>>())
        };
        assert_eq!(
            names("filter.a=b.c.clean").unwrap()[0],
            "filter.a=b.c.clean"
        );
        assert_eq!(names("hook.x.command").unwrap(), ["hook.x.enabled"]);
        assert_eq!(names("user.name"), None);
        assert_eq!(names("filter"), None);
    }
}
