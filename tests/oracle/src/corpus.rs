//! Real files: where they are, and which of them are read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tree_sitter::Language as Grammar;

use crate::trigger::language::Language;

type Load = fn() -> Grammar;

/// The languages that are compared.
pub const GRAMMARS: &[(&str, Load)] = &[
    ("c", || tree_sitter_c::LANGUAGE.into()),
    ("cpp", || tree_sitter_cpp::LANGUAGE.into()),
    ("csharp", || tree_sitter_c_sharp::LANGUAGE.into()),
    ("css", || tree_sitter_css::LANGUAGE.into()),
    ("go", || tree_sitter_go::LANGUAGE.into()),
    ("java", || tree_sitter_java::LANGUAGE.into()),
    ("javascript", || tree_sitter_javascript::LANGUAGE.into()),
    ("kotlin", || tree_sitter_kotlin_ng::LANGUAGE.into()),
    ("lua", || tree_sitter_lua::LANGUAGE.into()),
    ("php", || tree_sitter_php::LANGUAGE_PHP.into()),
    ("python", || tree_sitter_python::LANGUAGE.into()),
    ("ruby", || tree_sitter_ruby::LANGUAGE.into()),
    ("rust", || tree_sitter_rust::LANGUAGE.into()),
    ("scala", || tree_sitter_scala::LANGUAGE.into()),
    ("shellscript", || tree_sitter_bash::LANGUAGE.into()),
    ("sql", || tree_sitter_sequel::LANGUAGE.into()),
    ("swift", || tree_sitter_swift::LANGUAGE.into()),
    ("terraform", || tree_sitter_hcl::LANGUAGE.into()),
    ("toml", || tree_sitter_toml_ng::LANGUAGE.into()),
    ("typescript", || {
        tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()
    }),
    ("typescriptreact", || {
        tree_sitter_typescript::LANGUAGE_TSX.into()
    }),
    ("yaml", || tree_sitter_yaml::LANGUAGE.into()),
];

/// The paths of all files by language, in an order that has nothing to do with folders.
static PATHS: LazyLock<BTreeMap<&'static str, Vec<PathBuf>>> = LazyLock::new(|| {
    let named = std::env::var_os("ORACLE_CORPUS");
    let registry = || std::env::home_dir().map(|home| home.join(".cargo/registry/src"));
    let mut folders: Vec<PathBuf> = match &named {
        Some(named) => std::env::split_paths(named).collect(),
        None => registry().into_iter().collect(),
    };
    assert!(!folders.is_empty(), "ORACLE_CORPUS names no folder");
    let mut found: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let (path, kind) = (entry.path(), entry.file_type());
            match kind {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(kind) if kind.is_file() => {
                    if let Some(language) = Language::from_path(&path.to_string_lossy(), "") {
                        found.entry(language.id()).or_default().push(path);
                    }
                }
                _ => {}
            }
        }
    }
    for paths in found.values_mut() {
        paths.sort_by_key(|path| (hash(path), path.clone()));
    }
    found
});

/// The files of a language that are read.
pub fn files(id: &str) -> impl Iterator<Item = (PathBuf, String)> {
    let most = std::env::var("ORACLE_FILES").ok();
    let most = most.and_then(|most| most.parse().ok()).unwrap_or(200);
    let paths = PATHS.get(id).map(Vec::as_slice).unwrap_or_default();
    let read = |path: &PathBuf| Some((path.clone(), std::fs::read_to_string(path).ok()?));
    paths.iter().filter_map(read).take(most)
}

fn hash(path: &Path) -> u64 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
