//! The sample repository's files, and the line that opens it.

use std::{ffi::OsStr, fs, path::Path};

use super::super::{Failure, terminal::shell};

/// The file that holds the request.
pub(super) const REQUEST: &str = "src/router.rs";

/// Path and text of each file.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("sample/Cargo.toml.in")),
    ("Cargo.lock", include_str!("sample/Cargo.lock.in")),
    (".gitignore", include_str!("sample/gitignore")),
    ("README.md", include_str!("sample/README.md")),
    ("src/lib.rs", include_str!("sample/src/lib.rs")),
    ("src/main.rs", include_str!("sample/src/main.rs")),
    ("src/http.rs", include_str!("sample/src/http.rs")),
    ("src/router.rs", include_str!("sample/src/router.rs")),
    ("src/session.rs", include_str!("sample/src/session.rs")),
    ("tests/service.rs", include_str!("sample/tests/service.rs")),
];

/// Writes the files into an empty folder.
pub(super) fn write(folder: &Path) -> Result<(), Failure> {
    for (path, text) in FILES {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Failure::io("cannot make", parent))?;
        }
        fs::write(&path, text).map_err(Failure::io("cannot write", &path))?;
    }
    Ok(())
}

/// The command line that opens a file at a line: in the person's editor, or in the first known one
/// that is installed.
pub(super) fn opening(path: &Path, line: u32) -> String {
    let chosen = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.trim().is_empty()).then_some(value)
    });
    let editor = chosen.unwrap_or_else(|| {
        let installed = ["code", "nvim", "hx", "zed", "emacs"]
            .into_iter()
            .find(|name| which::which(name).is_ok());
        installed.unwrap_or("code").to_owned()
    });
    let program = editor.split_whitespace().next().unwrap_or("");
    let name = Path::new(program).file_stem().and_then(OsStr::to_str);
    let path = path.display();
    match name {
        Some("code" | "codium" | "cursor" | "code-insiders") => {
            format!("{editor} -g {}", shell(&format!("{path}:{line}")))
        }
        Some("hx" | "helix" | "zed" | "subl") => {
            format!("{editor} {}", shell(&format!("{path}:{line}")))
        }
        _ => format!("{editor} +{line} {}", shell(&path.to_string())),
    }
}
