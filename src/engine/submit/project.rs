//! Which project a remote's address means: host and path, from the forms that git takes. An address
//! that is a folder, or has odd characters, means none.

use super::Forge;

/// A project on a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Project {
    /// `github.com`
    pub host: String,
    /// `acme/chariot`
    pub path: String,
}

impl Project {
    /// Reads `git@host:path.git`, `https://host/path`, `ssh://git@host:22/path`.
    pub fn of(url: &str) -> Option<Project> {
        let (host, path) = match url.split_once("://") {
            Some(("https" | "http" | "ssh" | "git", rest)) => {
                let (place, path) = rest.split_once('/')?;
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                (place.split(':').next()?, path)
            }
            Some(_) => return None,
            None => {
                let (place, path) = url.split_once(':')?;
                (place.rsplit_once('@').map_or(place, |(_, host)| host), path)
            }
        };
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let named = |part: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
            !part.is_empty() && !part.starts_with(['-', '.']) && part.chars().all(plain)
        };
        let known = named(host) && host.contains('.') && path.contains('/');
        (known && path.split('/').all(named)).then(|| Project {
            host: host.to_ascii_lowercase(),
            path: path.to_owned(),
        })
    }

    /// Whose project it is by its host; GitHub's where that does not tell.
    pub fn forge(&self) -> Forge {
        match self.host.contains("gitlab") {
            true => Forge::GitLab,
            false => Forge::GitHub,
        }
    }

    /// Whether the host tells.
    pub fn tells(&self) -> bool {
        self.host.contains("gitlab") || self.host.contains("github")
    }
}

/// An address as it may be shown.
pub(super) fn without_password(url: &str) -> String {
    let hidden = || {
        let (scheme, rest) = url.split_once("://")?;
        let (place, path) = rest.split_once('/')?;
        let (_, host) = place.rsplit_once('@')?;
        Some(format!("{scheme}://{host}/{path}"))
    };
    hidden().unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (url, wanted) in [
            (
                "git@github.com:acme/chariot.git",
                Some(("github.com", "acme/chariot")),
            ),
            (
                "https://github.com/acme/chariot",
                Some(("github.com", "acme/chariot")),
            ),
            (
                "https://me:secret@GitLab.example.com/a/b/c.git/",
                Some(("gitlab.example.com", "a/b/c")),
            ),
            (
                "ssh://git@git.example.com:2222/acme/chariot.git",
                Some(("git.example.com", "acme/chariot")),
            ),
            ("/srv/git/chariot.git", None),
            ("../chariot.git", None),
            ("file:///srv/chariot.git", None),
            ("ext::sh -c evil", None),
            ("git@github.com:-x/chariot", None),
            ("git@github.com:acme/../chariot", None),
            ("git@-oProxyCommand=evil:acme/chariot", None),
            ("https://github.com/chariot", None),
        ] {
            let found = Project::of(url);
            let found = found
                .as_ref()
                .map(|it| (it.host.as_str(), it.path.as_str()));
            assert_eq!(found, wanted, "{url}");
        }
        assert_eq!(
            without_password("https://me:secret@github.com/a/b"),
            "https://github.com/a/b"
        );
        assert_eq!(without_password("git@github.com:a/b"), "git@github.com:a/b");
    }
}
