//! Where a program in the sandbox may write: its worktree, a temporary folder of its own, the devices
//! that swallow, and the caches of package managers, without which no build could fetch what a change
//! newly depends on.
//!
//! Only folders of downloads and of intermediate results are named, never those of programs, settings or
//! credentials: `~/.cargo/registry`, not `~/.cargo`. What is fetched there is still what later builds
//! outside of the sandbox use; who wants that closed too says so with `sandbox_write = []`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::Profile;

/// A cache: the program it belongs to, the variable that moves it, where it is without that, and what
/// in it is written (all of it where nothing is named).
struct Cache {
    /// Whose missing folders are made; none: these are files, and nobody's to make.
    program: Option<&'static str>,
    variable: Option<&'static str>,
    /// Below the home folder; `.cache/` stands for the platform's folder of caches.
    home: &'static str,
    parts: &'static [&'static str],
}

const fn cache(
    program: &'static str,
    variable: Option<&'static str>,
    home: &'static str,
    parts: &'static [&'static str],
) -> Cache {
    Cache {
        program: Some(program),
        variable,
        home,
        parts,
    }
}

const CACHES: &[Cache] = &[
    cache("cargo", Some("CARGO_HOME"), ".cargo", &["registry", "git"]),
    // The locks of a fetch; cargo does without where they cannot be written.
    Cache {
        program: None,
        variable: Some("CARGO_HOME"),
        home: ".cargo",
        parts: &[".package-cache", ".package-cache-mutate"],
    },
    cache("sccache", None, ".cache/sccache", &[]),
    cache("ccache", None, ".cache/ccache", &[]),
    cache("go", Some("GOCACHE"), ".cache/go-build", &[]),
    cache("go", Some("GOMODCACHE"), "go/pkg", &[]),
    cache("go", Some("GOPATH"), "go", &["pkg"]),
    cache("golangci-lint", None, ".cache/golangci-lint", &[]),
    cache("npm", Some("NPM_CONFIG_CACHE"), ".npm", &[]),
    cache("yarn", None, ".cache/yarn", &[]),
    cache("yarn", None, ".yarn/berry", &["cache", "metadata"]),
    cache("pnpm", None, ".local/share/pnpm/store", &[]),
    cache("pnpm", None, ".cache/pnpm", &[]),
    cache("bun", None, ".bun/install/cache", &[]),
    cache("deno", None, ".cache/deno", &[]),
    cache("pip", Some("PIP_CACHE_DIR"), ".cache/pip", &[]),
    cache("uv", Some("UV_CACHE_DIR"), ".cache/uv", &[]),
    cache("poetry", None, ".cache/pypoetry", &["cache", "artifacts"]),
    cache("mvn", None, ".m2/repository", &[]),
    // Not `init.d` and `gradle.properties` beside them.
    cache(
        "gradle",
        Some("GRADLE_USER_HOME"),
        ".gradle",
        &[
            "caches",
            "daemon",
            "native",
            "notifications",
            "workers",
            "wrapper",
            ".tmp",
        ],
    ),
    cache("sbt", None, ".cache/coursier", &[]),
    cache("sbt", None, ".ivy2/cache", &[]),
    cache("dotnet", None, ".nuget/packages", &[]),
    cache("dotnet", None, ".local/share/NuGet", &[]),
    cache("bundle", None, ".bundle/cache", &[]),
    cache("composer", None, ".cache/composer", &[]),
    cache("mix", None, ".hex/packages", &[]),
    cache("terraform", None, ".terraform.d/plugin-cache", &[]),
];

const DEVICES: &[&str] = &[
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/tty",
    "/dev/ptmx",
    "/dev/pts",
    "/dev/shm",
];

/// What an agent may write: that of a command, and its own state. Git's folder is not among it: agents
/// do not commit, we do.
pub fn of_agent(
    profile: &Profile,
    worktree: &Path,
    scratch: &Path,
    chosen: Option<&[String]>,
) -> Vec<PathBuf> {
    let mut paths = of_command("", worktree, scratch, chosen);
    for state in &profile.state {
        let Some(home) = home() else { break };
        let is_file = Path::new(state).extension().is_some();
        paths.push(made(home.join(state), !is_file));
    }
    paths
}

/// What a command of the project may write. `chosen` are a person's own folders (`~/` is their home)
/// instead of the caches.
pub fn of_command(
    program: &str,
    worktree: &Path,
    scratch: &Path,
    chosen: Option<&[String]>,
) -> Vec<PathBuf> {
    let mut paths = vec![worktree.to_owned(), scratch.to_owned()];
    paths.extend(DEVICES.iter().map(PathBuf::from));
    let program = Path::new(program)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    // `./gradlew` and `./mvnw` fetch what they stand for.
    let program = program
        .strip_suffix('w')
        .filter(|_| program.starts_with(['g', 'm']))
        .unwrap_or(&program);
    match (chosen, home()) {
        (Some(chosen), home) => paths.extend(chosen.iter().filter_map(|path| {
            let below = path.strip_prefix("~/").zip(home.as_deref());
            let path = below.map_or_else(|| PathBuf::from(path), |(below, home)| home.join(below));
            path.is_absolute().then_some(path)
        })),
        (None, Some(home)) => {
            let variable = |name: &str| env::var_os(name).map(PathBuf::from);
            let caches = caches(&home, &variable).into_iter();
            paths.extend(caches.map(|(of, path)| made(path, of == Some(program))));
        }
        (None, None) => {}
    }
    paths
}

/// A rule of the sandbox needs an existing folder, and the program could not make it itself.
fn made(path: PathBuf, wanted: bool) -> PathBuf {
    if wanted && !path.exists() {
        let _ = fs::create_dir_all(&path);
    }
    path
}

/// The caches of this person, with the programs they belong to.
fn caches(
    home: &Path,
    variable: &dyn Fn(&str) -> Option<PathBuf>,
) -> Vec<(Option<&'static str>, PathBuf)> {
    let moved = |name: &str| variable(name).filter(|path| path.is_absolute());
    let of = |cache: &Cache| match cache.variable.and_then(moved) {
        Some(moved) => moved,
        None => match (cache.home.strip_prefix(".cache/"), moved("XDG_CACHE_HOME")) {
            (Some(below), Some(caches)) => caches.join(below),
            _ => home.join(cache.home),
        },
    };
    let parts = |cache: &'static Cache| {
        let folder = of(cache);
        let whole = cache.parts.is_empty().then(|| folder.clone());
        let parts = cache.parts.iter().map(move |part| folder.join(part));
        whole
            .into_iter()
            .chain(parts)
            .map(|path| (cache.program, path))
    };
    CACHES.iter().flat_map(parts).collect()
}

fn home() -> Option<PathBuf> {
    env::home_dir().filter(|home| home.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(variables: &[(&str, &str)], wanted: &[&str], unwanted: &[&str]) {
        let variable = |name: &str| {
            let of = variables.iter().find(|(known, _)| *known == name);
            of.map(|(_, path)| PathBuf::from(path))
        };
        let all: Vec<PathBuf> = caches(Path::new("/home/mira"), &variable)
            .into_iter()
            .map(|(_, path)| path)
            .collect();
        let covers = |path: &str| all.iter().any(|it| Path::new(path).starts_with(it));
        for path in wanted {
            assert!(covers(path), "{path} with {variables:?}");
        }
        for path in unwanted {
            assert!(!covers(path), "{path} with {variables:?}");
        }
    }

    #[test]
    fn caches_are_where_the_tools_have_them() {
        check(
            &[],
            &[
                "/home/mira/.cargo/registry/cache/a.crate",
                "/home/mira/.cargo/.package-cache",
                "/home/mira/.cache/go-build/ab",
                "/home/mira/go/pkg/mod/x",
                "/home/mira/.npm/_cacache",
                "/home/mira/.gradle/caches/modules-2",
            ],
            &[
                "/home/mira/.bashrc",
                "/home/mira/.ssh/config",
                "/home/mira/.cache/other",
                "/home/mira/.cargo/bin/cargo",
                "/home/mira/.cargo/config.toml",
                "/home/mira/.cargo/credentials.toml",
                "/home/mira/.gradle/init.d/a.gradle",
                "/home/mira/.m2/settings.xml",
                "/home/mira/go/bin/tool",
                "/home/mira/.npmrc",
            ],
        );
        check(
            &[
                ("CARGO_HOME", "/c"),
                ("XDG_CACHE_HOME", "/x"),
                ("GOPATH", "/g"),
            ],
            &["/c/registry/src", "/x/go-build", "/g/pkg/mod", "/x/pip"],
            &[
                "/c/bin",
                "/g/bin",
                "/home/mira/.cache/pip",
                "/home/mira/.cargo/registry",
            ],
        );
        // A relative place would be one in the worktree's surroundings: not believed.
        check(
            &[("CARGO_HOME", "up")],
            &["/home/mira/.cargo/git"],
            &["up/registry"],
        );
    }

    #[test]
    fn a_person_chooses_instead() {
        let chosen = ["/srv/cache".to_owned(), "relative".to_owned()];
        let paths = of_command("cargo", Path::new("/w"), Path::new("/s"), Some(&chosen));
        let beside: Vec<_> = paths.iter().filter(|it| !it.starts_with("/dev")).collect();
        assert_eq!(
            beside,
            ["/w", "/s", "/srv/cache"]
                .map(Path::new)
                .iter()
                .collect::<Vec<_>>()
        );
    }
}
