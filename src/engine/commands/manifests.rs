//! What each kind of manifest says about building and testing.
//!
//! The commands are the ones that the ecosystem's own documentation gives, in a form that works
//! without a network once the dependencies are there. One function a manifest.

use serde_json::Value;

use super::{Command, Commands, Listing, under};

type Read = fn(&Folder<'_>, &str, &mut Commands);

/// File name, reader; the first one present in a folder is asked first.
const MANIFESTS: &[(&str, Read)] = &[
    ("Cargo.toml", cargo),
    ("go.work", go_workspace),
    ("go.mod", go),
    ("pyproject.toml", python),
    ("setup.py", python),
    ("setup.cfg", python),
    ("pytest.ini", python),
    ("tox.ini", python),
    ("requirements.txt", python),
    ("pom.xml", maven),
    ("build.gradle", gradle),
    ("build.gradle.kts", gradle),
    ("package.json", package),
    ("Makefile", make),
    ("makefile", make),
    ("GNUmakefile", make),
];

/// Whether one of these names is a manifest.
pub(super) fn any(names: &[String]) -> bool {
    MANIFESTS
        .iter()
        .any(|(file, _)| names.iter().any(|name| name == file))
}

/// Asks the manifests of a folder, in their order; what one has answered, the next cannot change.
pub(super) fn read(listing: &dyn Listing, folder: &str, commands: &mut Commands) {
    let names = listing.names(folder);
    let folder = Folder {
        listing,
        path: folder,
        names: &names,
    };
    for (file, read) in MANIFESTS {
        if folder.holds(file) {
            read(&folder, file, commands);
        }
    }
}

struct Folder<'a> {
    listing: &'a dyn Listing,
    path: &'a str,
    names: &'a [String],
}

impl Folder<'_> {
    fn holds(&self, name: &str) -> bool {
        self.names.iter().any(|it| it == name)
    }

    fn text(&self, name: &str) -> String {
        self.listing
            .text(&under(self.path, name))
            .unwrap_or_default()
    }

    fn command(&self, source: &str, argv: &[&str]) -> Command {
        Command {
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            folder: self.path.to_owned(),
            source: under(self.path, source),
        }
    }

    fn has(&self, program: &str) -> bool {
        self.listing.has(program)
    }
}

fn cargo(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    // In a workspace whose root is a package too, plain `cargo test` would leave the members out.
    commands.offer(
        "build",
        folder.command(file, &["cargo", "build", "--workspace", "--all-targets"]),
    );
    commands.offer(
        "test",
        folder.command(file, &["cargo", "test", "--workspace", "--no-fail-fast"]),
    );
}

fn go(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    // Without -o, one main package leaves its program in the worktree.
    commands.offer(
        "build",
        folder.command(file, &["go", "build", "-o", "/dev/null", "./..."]),
    );
    // Plain `go test` does not say how many tests ran.
    commands.offer(
        "test",
        folder.command(file, &["go", "test", "-json", "./..."]),
    );
}

fn go_workspace(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    // `./...` does not cross modules: each module of the workspace is named.
    let text = folder.text(file);
    let mut modules = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or("").trim();
        let path = match line.strip_prefix("use") {
            Some(rest) if rest.trim() == "(" => {
                inside = true;
                continue;
            }
            Some(rest) if rest.starts_with([' ', '\t']) => rest.trim(),
            _ if line == ")" => {
                inside = false;
                continue;
            }
            _ if inside => line,
            _ => continue,
        };
        let path = path
            .trim_matches('"')
            .trim_start_matches("./")
            .trim_end_matches('/');
        let plain = !path.starts_with(['/', '-']) && !path.split('/').any(|part| part == "..");
        if !path.is_empty() && plain {
            modules.push(if path == "." {
                "./...".to_owned()
            } else {
                format!("./{path}/...")
            });
        }
    }
    let words = |first: &[&'static str]| -> Vec<String> {
        first
            .iter()
            .map(|word| (*word).to_owned())
            .chain(modules.iter().cloned())
            .collect()
    };
    if modules.is_empty() {
        return;
    }
    let command = |argv: Vec<String>| Command {
        argv,
        ..folder.command(file, &[])
    };
    commands.offer("build", command(words(&["go", "build", "-o", "/dev/null"])));
    commands.offer("test", command(words(&["go", "test", "-json"])));
}

fn python(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    let tox_only = file == "tox.ini" && !folder.text(file).contains("[pytest]");
    if tox_only {
        return;
    }
    // The environment of the project's own tool, where it leaves a lock file; else the one around us.
    let through: &[&str] = if folder.holds("uv.lock") && folder.has("uv") {
        &["uv", "run"]
    } else if folder.holds("poetry.lock") && folder.has("poetry") {
        &["poetry", "run"]
    } else if folder.holds("Pipfile.lock") && folder.has("pipenv") {
        &["pipenv", "run"]
    } else {
        &[]
    };
    let python = if folder.has("python3") {
        "python3"
    } else {
        "python"
    };
    let words = |rest: &[&'static str]| {
        let words: Vec<&str> = through
            .iter()
            .chain([&python])
            .chain(rest)
            .copied()
            .collect();
        folder.command(file, &words)
    };
    // There is nothing to link: that every file compiles is the build.
    commands.offer(
        "build",
        words(&[
            "-m",
            "compileall",
            // What the last second's bytecode says is no evidence: whole seconds are all it compares.
            "-f",
            "-q",
            "-x",
            r"/(\.|venv/|node_modules/)",
            ".",
        ]),
    );
    let uses_pytest = [
        "pyproject.toml",
        "setup.cfg",
        "tox.ini",
        "requirements.txt",
        "setup.py",
    ]
    .iter()
    .any(|name| folder.holds(name) && folder.text(name).contains("pytest"))
        || ["pytest.ini", "conftest.py", "requirements-dev.txt"]
            .iter()
            .any(|name| folder.holds(name));
    let test: &[&str] = if uses_pytest {
        &["-m", "pytest"]
    } else {
        &["-m", "unittest", "discover", "-v"]
    };
    commands.offer("test", words(test));
}

fn maven(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    // The wrapper is a program that the repository brings along, like the build script it starts.
    let program = if folder.holds("mvnw") {
        "./mvnw"
    } else {
        "mvn"
    };
    commands.offer(
        "build",
        folder.command(file, &[program, "-B", "-o", "-q", "test-compile"]),
    );
    commands.offer("test", folder.command(file, &[program, "-B", "-o", "test"]));
}

fn gradle(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    let program = if folder.holds("gradlew") {
        "./gradlew"
    } else {
        "gradle"
    };
    // No daemon: it would outlive the command and with it our time limit.
    let words = |task: &'static str| {
        folder.command(
            file,
            &[
                program,
                "--offline",
                "--no-daemon",
                "--console",
                "plain",
                task,
            ],
        )
    };
    commands.offer("build", words("testClasses"));
    commands.offer("test", words("test"));
}

fn package(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    let Ok(manifest) = serde_json::from_str::<Value>(&folder.text(file)) else {
        return;
    };
    let asked = manifest["packageManager"].as_str().unwrap_or("");
    let runner = if asked.starts_with("pnpm@") || folder.holds("pnpm-lock.yaml") {
        "pnpm"
    } else if asked.starts_with("yarn@") || folder.holds("yarn.lock") {
        "yarn"
    } else if asked.starts_with("bun@") || folder.holds("bun.lockb") || folder.holds("bun.lock") {
        "bun"
    } else {
        "npm"
    };
    for kind in ["build", "test", "coverage", "validate"] {
        let Some(script) = manifest["scripts"][kind].as_str() else {
            continue;
        };
        // What `npm init` writes where there are no tests.
        if !script.trim().is_empty() && !script.contains("no test specified") {
            commands.offer(kind, folder.command(file, &[runner, "run", kind]));
        }
    }
}

fn make(folder: &Folder<'_>, file: &str, commands: &mut Commands) {
    let text = folder.text(file);
    for kind in ["build", "test", "coverage", "validate"] {
        let named = text.lines().any(|line| {
            let target = line.split(':').next().unwrap_or("");
            let rule = line.len() > target.len() && !line[target.len()..].starts_with(":=");
            rule && !line.starts_with('\t') && target.split_whitespace().any(|name| name == kind)
        });
        if named {
            commands.offer(kind, folder.command(file, &["make", kind]));
        }
    }
}
