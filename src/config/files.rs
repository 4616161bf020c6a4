//! Where settings files are, and their texts, read with a bound.
//!
//! A file that cannot be read is told apart from one that is not there: the first is a problem
//! that a person must hear of.

use std::{
    env, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{FILE, trust};

/// Longest settings file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// A settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
    /// Whether it may do everything: the person's own, or trusted for exactly this content.
    pub trusted: bool,
}

/// The places of settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The person's file.
    pub user: Option<PathBuf>,
    /// The list of trusted files.
    pub trusted: Option<PathBuf>,
}

impl Files {
    /// The places that the environment names: XDG folders, else those below the home folder.
    pub fn from_env() -> Files {
        let folder = |variable: &str, below: &str| {
            env::var_os(variable)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
                .or_else(|| env::home_dir().map(|home| home.join(below)))
                .map(|path| path.join("backend-factory"))
        };
        Files {
            user: folder("XDG_CONFIG_HOME", ".config").map(|path| path.join("config.toml")),
            trusted: folder("XDG_STATE_HOME", ".local/state").map(|path| path.join("trusted")),
        }
    }

    /// The person's file, if there is one.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn user(&self) -> io::Result<Option<Source>> {
        let Some(path) = &self.user else {
            return Ok(None);
        };
        Ok(read(path)?.map(|text| Source {
            path: path.clone(),
            text,
            trusted: true,
        }))
    }

    /// The file of the repository (or plain folder) at `root`, if there is one.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn workspace(&self, root: &Path) -> io::Result<Option<Source>> {
        let path = root.join(FILE);
        Ok(read(&path)?.map(|text| Source {
            trusted: self
                .trusted
                .as_ref()
                .is_some_and(|list| trust::is_trusted(list, &path, &text)),
            path,
            text,
        }))
    }

    /// Remembers that the person trusts this file as it is.
    ///
    /// # Errors
    /// When the list cannot be written, or there is no folder to keep it in.
    pub fn trust(&self, source: &Source) -> io::Result<()> {
        let list = self.trusted.as_ref().ok_or_else(|| {
            io::Error::other("no home folder to keep the list of trusted files in")
        })?;
        trust::trust(list, &source.path, &source.text)
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other(
            "longer than 1 MiB: this is no settings file",
        ));
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| io::Error::other("not UTF-8"))
}
