//! Projects as tables of files, and the commands that must be found in them.

use std::collections::BTreeMap;

use backend_factory::{
    engine::commands::{Chosen, Listing, commands},
    workflow::evidence::EvidenceKind::{self, Build, Coverage, Lint, Test, Validate},
};

struct Table {
    files: BTreeMap<String, String>,
    programs: &'static [&'static str],
}

impl Listing for Table {
    fn names(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let below = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix));
        let mut names: Vec<String> = below
            .map(|rest| rest.split_inclusive('/').next().unwrap_or(rest).to_owned())
            .collect();
        names.dedup();
        names
    }
    fn text(&self, path: &str) -> Option<String> {
        self.files.get(path).cloned()
    }
    fn has(&self, program: &str) -> bool {
        self.programs.contains(&program)
    }
}

/// Files as `path` or `path=text`; what must be found, as `kind: [folder>] words`.
fn check(files: &[&str], expected: &[(EvidenceKind, &str)]) {
    let chosen = Chosen::default();
    check_chosen(files, &chosen, &["python3", "uv"], expected);
}

fn check_chosen(
    files: &[&str],
    chosen: &Chosen,
    programs: &'static [&'static str],
    expected: &[(EvidenceKind, &str)],
) {
    let split = |file: &&str| {
        let (path, text) = file.split_once('=').unwrap_or((file, ""));
        (path.to_owned(), text.to_owned())
    };
    let table = Table {
        files: files.iter().map(split).collect(),
        programs,
    };
    let found = commands(&table, chosen);
    for kind in [Build, Lint, Test, Coverage, Validate] {
        let shown = found.get(kind).map(|command| command.shown());
        let want = expected
            .iter()
            .find(|(want, _)| *want == kind)
            .map(|(_, words)| (*words).to_owned());
        assert_eq!(shown, want, "{kind:?} in {files:?}");
    }
}

#[test]
fn one_manifest() {
    const COMPILE: &str = r"python3 -m compileall -f -q -x '/(\.|venv/|node_modules/)' .";
    check(&[], &[]);
    check(&["README.md", "src/main.c"], &[]);
    check(
        &["Cargo.toml", "src/lib.rs"],
        &[
            (Build, "cargo build --workspace --all-targets"),
            (Test, "cargo test --workspace --no-fail-fast"),
        ],
    );
    check(
        &["go.mod"],
        &[
            (Build, "go build -o /dev/null ./..."),
            (Test, "go test -json ./..."),
        ],
    );
    check(
        &[
            "go.work=go 1.22\nuse (\n\t./api // the service\n\t./lib/tools\n\t../elsewhere\n)\nuse .\n",
        ],
        &[
            (
                Build,
                "go build -o /dev/null ./api/... ./lib/tools/... ./...",
            ),
            (Test, "go test -json ./api/... ./lib/tools/... ./..."),
        ],
    );
    check(
        &["pyproject.toml=[tool.pytest.ini_options]"],
        &[(Build, COMPILE), (Test, "python3 -m pytest")],
    );
    check(
        &["pyproject.toml=[project]\nname='x'"],
        &[(Build, COMPILE), (Test, "python3 -m unittest discover -v")],
    );
    check(
        &["pyproject.toml=pytest", "uv.lock"],
        &[
            (
                Build,
                r"uv run python3 -m compileall -f -q -x '/(\.|venv/|node_modules/)' .",
            ),
            (Test, "uv run python3 -m pytest"),
        ],
    );
    check(
        &["pom.xml"],
        &[
            (Build, "mvn -B -o -q test-compile"),
            (Test, "mvn -B -o test"),
        ],
    );
    check(
        &["build.gradle.kts", "gradlew"],
        &[
            (
                Build,
                "./gradlew --offline --no-daemon --console plain testClasses",
            ),
            (Test, "./gradlew --offline --no-daemon --console plain test"),
        ],
    );
    check(
        &[r#"package.json={"scripts":{"test":"vitest run","coverage":"vitest run --coverage"}}"#],
        &[(Test, "npm run test"), (Coverage, "npm run coverage")],
    );
    check(
        &[
            r#"package.json={"packageManager":"pnpm@9.1.0","scripts":{"build":"tsc","test":"jest"}}"#,
        ],
        &[(Build, "pnpm run build"), (Test, "pnpm run test")],
    );
    check(
        &[r#"package.json={"scripts":{"test":"echo \"Error: no test specified\" && exit 1"}}"#],
        &[],
    );
    check(&["package.json={not json"], &[]);
    check(
        &[
            "Makefile=CC := cc\ntest: build\n\tctest\nbuild validate: deps\n\techo validate\ncoverage := no\n",
        ],
        &[
            (Build, "make build"),
            (Test, "make test"),
            (Validate, "make validate"),
        ],
    );
}

#[test]
fn several_manifests() {
    // In the root, the language's own manifest answers; the Makefile fills what is missing.
    check(
        &[
            "Cargo.toml",
            "Makefile=test:\n\tcargo test\nvalidate:\n\t./smoke\n",
            "api/go.mod",
        ],
        &[
            (Build, "cargo build --workspace --all-targets"),
            (Test, "cargo test --workspace --no-fail-fast"),
            (Validate, "make validate"),
        ],
    );
    // Without one in the root: what sounds like a backend; never the frontend.
    check(
        &[
            "aaa/go.mod",
            "backend/Cargo.toml",
            "frontend/package.json={}",
        ],
        &[
            (Build, "cd backend && cargo build --workspace --all-targets"),
            (Test, "cd backend && cargo test --workspace --no-fail-fast"),
        ],
    );
    check(
        &[
            "frontend/package.json={\"scripts\":{\"test\":\"x\"}}",
            "node_modules/a/Cargo.toml",
        ],
        &[],
    );
    check(
        &["services/billing/go.mod", ".hidden/go.mod"],
        &[
            (Build, "cd services/billing && go build -o /dev/null ./..."),
            (Test, "cd services/billing && go test -json ./..."),
        ],
    );
    check(&["a/b/c/go.mod"], &[]);
}

#[test]
fn settings_win_kind_by_kind() {
    let words = |line: &str| Some(line.split(' ').map(str::to_owned).collect());
    let chosen = Chosen {
        test: words("just test"),
        lint: words("cargo clippy"),
        build: Some(Vec::new()),
        ..Chosen::default()
    };
    check_chosen(
        &["Cargo.toml"],
        &chosen,
        &[],
        &[(Test, "just test"), (Lint, "cargo clippy")],
    );
}
