//! Which commands a role may run: argv prefixes as data, and the arguments that turn a reading
//! command into a writing one. Shell syntax is never interpreted beyond a chain of plain commands.

use crate::workflow::Phase;

use super::{Answer, Lane};

/// Commands that only read.
const READ: &[&str] = &[
    "ls",
    "cat",
    "head",
    "tail",
    "wc",
    "pwd",
    "nl",
    "cut",
    "stat",
    "file",
    "basename",
    "dirname",
    "realpath",
    "diff",
    "cmp",
    "grep",
    "egrep",
    "fgrep",
    "rg",
    "find",
    "fd",
    "tree",
    "jq",
    "echo",
    "true",
    "date",
    "sha256sum",
    "git status",
    "git log",
    "git diff",
    "git show",
    "git blame",
    "git ls-files",
    "git ls-tree",
    "git rev-parse",
    "git grep",
    "git describe",
    "git shortlog",
    "cargo metadata",
    "cargo tree",
    "go list",
    "go doc",
    "go version",
    "npm ls",
    "npm list",
    "cargo --version",
    "rustc --version",
    "node --version",
    "python --version",
    "python3 --version",
    "cd",
];

/// Build, formatter, linter.
const BUILD: &[&str] = &[
    "cargo build",
    "cargo check",
    "cargo clippy",
    "cargo fmt",
    "cargo doc",
    "cargo fetch",
    "rustfmt",
    "go build",
    "go vet",
    "go fmt",
    "gofmt",
    "golangci-lint run",
    "go mod tidy",
    "npm run build",
    "npm run lint",
    "npm run format",
    "npm run typecheck",
    "npm ci",
    "pnpm build",
    "pnpm run build",
    "pnpm lint",
    "pnpm run lint",
    "yarn build",
    "yarn lint",
    "npx tsc",
    "tsc",
    "npx eslint",
    "npx prettier",
    "ruff",
    "black",
    "isort",
    "mypy",
    "pyright",
    "python -m compileall",
    "python3 -m compileall",
    "mvn compile",
    "mvn package -DskipTests",
    "./mvnw compile",
    "gradle build -x test",
    "gradle compileJava",
    "./gradlew compileJava",
    "./gradlew assemble",
    "gradle assemble",
    "dotnet build",
    "dotnet format",
    "make all",
    "make build",
    "make lint",
    "make fmt",
    "cmake --build",
    "swift build",
    "mix compile",
    "mix format",
    "bundle exec rubocop",
    "cfn-lint",
    "sam validate",
    "terraform fmt",
    "terraform validate",
];

/// Tests and coverage.
const TEST: &[&str] = &[
    "cargo test",
    "cargo nextest",
    "cargo llvm-cov",
    "cargo tarpaulin",
    "cargo bench --no-run",
    "go test",
    "go tool cover",
    "npm test",
    "npm t",
    "npm run test",
    "npm run coverage",
    "pnpm test",
    "pnpm run test",
    "yarn test",
    "npx jest",
    "npx vitest",
    "npx playwright test",
    "jest",
    "vitest",
    "pytest",
    "python -m pytest",
    "python3 -m pytest",
    "python -m unittest",
    "python3 -m unittest",
    "coverage",
    "tox",
    "nox",
    "mvn test",
    "mvn verify",
    "./mvnw test",
    "./mvnw verify",
    "gradle test",
    "gradle check",
    "./gradlew test",
    "./gradlew check",
    "dotnet test",
    "make test",
    "make check",
    "make coverage",
    "ctest",
    "swift test",
    "mix test",
    "bundle exec rspec",
    "rspec",
    "bundle exec rake test",
    "phpunit",
    "vendor/bin/phpunit",
    "bats",
];

/// Running the service, and looking at it from outside.
const SERVE: &[&str] = &[
    "cargo run",
    "go run",
    "npm start",
    "npm run start",
    "npm run dev",
    "make run",
    "curl http://localhost",
    "curl http://127.0.0.1",
    "curl -s http://localhost",
    "curl -s http://127.0.0.1",
    "curl -i http://localhost",
    "cargo audit",
    "cargo deny",
    "npm audit",
    "pip-audit",
    "govulncheck",
    "gosec",
    "bandit",
    "semgrep scan",
    "trivy fs",
    "gitleaks detect",
    "osv-scanner",
    "grype",
    "cfn-lint",
    "cfn-guard",
    "checkov",
];

/// git inside the worktree, and template linters.
const SUBMIT: &[&str] = &[
    "git add",
    "git commit",
    "git mv",
    "git rm",
    "git restore",
    "cfn-lint",
    "sam validate",
    "terraform fmt",
    "terraform validate",
    "actionlint",
    "markdownlint",
    "hadolint",
    "yamllint",
    "docker build",
    "helm lint",
    "kustomize build",
];

/// Never, in any phase: what leaves the machine or rewrites what is shared.
const NEVER: &[&str] = &[
    "git push",
    "git config",
    "git remote",
    "git worktree",
    "git submodule",
    "git update-ref",
    "git reset",
    "git rebase",
    "git filter-branch",
    "git gc",
    "git fetch",
    "git pull",
    "git clone",
    "git checkout",
    "git switch",
    "git branch",
    "git tag",
    "git stash",
    "git clean",
    "git symbolic-ref",
    "gh",
    "glab",
    "hub",
    "npm publish",
    "cargo publish",
    "twine",
    "docker push",
    "aws",
    "gcloud",
    "az",
    "kubectl",
    "terraform apply",
    "terraform destroy",
    "sam deploy",
    "cdk deploy",
    "serverless deploy",
    "sudo",
    "doas",
    "su",
    "ssh",
    "scp",
    "rsync",
    "nc",
    "ncat",
];

/// Arguments that make a reading command write or run something.
const TREACHEROUS: &[(&str, &[&str])] = &[
    (
        "find",
        &[
            "-exec", "-execdir", "-ok", "-okdir", "-delete", "-fprint", "-fprint0", "-fprintf",
            "-fls",
        ],
    ),
    ("fd", &["-x", "--exec", "-X", "--exec-batch"]),
    ("rg", &["--pre", "--hostname-bin", "--search-zip", "-z"]),
    ("tree", &["-o", "--output"]),
    ("file", &["-C", "--compile", "-m"]),
    ("date", &["-s", "--set"]),
    (
        "git",
        &[
            "--output",
            "--ext-diff",
            "--textconv",
            "-O",
            "--open-files-in-pager",
            "--no-index",
            "--exec-path",
        ],
    ),
    (
        "curl",
        &[
            "-o",
            "-O",
            "--output",
            "-T",
            "--upload-file",
            "-K",
            "--config",
            "--unix-socket",
            "-x",
            "--proxy",
        ],
    ),
    ("cargo", &["--config"]),
    ("go", &["-exec", "-toolexec", "-overlay", "-vettool"]),
    ("jq", &["-f", "--from-file", "-L"]),
    (
        "make",
        &["-f", "-C", "--eval", "--file", "--directory", "--makefile"],
    ),
];

impl Lane {
    /// Judges one plain command.
    pub fn judge_run(&self, argv: &[String]) -> Answer {
        let role = self.phase.role();
        let shown = argv.join(" ");
        if argv.is_empty() {
            return Answer::Ask("it wants to run an empty command".into());
        }
        if NEVER.iter().any(|rule| begins(argv, rule)) {
            return Answer::Deny(format!(
                "`{shown}` reaches beyond this worktree; that is done by Backend Factory itself, after a person's approval",
            ));
        }
        if self.phase == Phase::Requirements {
            return Answer::Deny(format!("the {role} runs nothing"));
        }
        if self.no_run {
            return Answer::Deny(
                "the phase definition or the settings of this workspace give the role no shell"
                    .into(),
            );
        }
        if self.refuses(argv) {
            return Answer::Deny(format!("the settings keep the role from `{shown}`"));
        }
        let own = |rule: &Vec<String>| argv.starts_with(rule);
        let listed = |rules: &[&str]| rules.iter().any(|rule| begins(argv, rule));
        let known = match self.phase {
            Phase::Requirements => false,
            Phase::Plan => listed(READ),
            Phase::Implement => listed(READ) || listed(BUILD),
            Phase::Test => listed(READ) || listed(BUILD) || listed(TEST),
            Phase::Validate => listed(READ) || listed(BUILD) || listed(TEST) || listed(SERVE),
            Phase::Submit => listed(READ) || listed(SUBMIT),
        };
        let own = self.phase != Phase::Plan && self.commands.iter().any(own);
        // Word by word what the project or a person has named: there is no more to it than that.
        if own && self.commands.iter().any(|rule| rule == argv) {
            return Answer::Allow;
        }
        if !known && !own {
            let elsewhere = [BUILD, TEST, SERVE, SUBMIT].into_iter().any(listed);
            return if elsewhere {
                Answer::Deny(format!(
                    "`{shown}` is out of the lane: the {role} runs {}",
                    self.may_run()
                ))
            } else {
                Answer::Ask(format!("it wants to run `{shown}`"))
            };
        }
        match argv.iter().skip(1).find(|word| treacherous(&argv[0], word)) {
            Some(word) => Answer::Ask(format!(
                "it wants to run `{shown}`, and `{word}` does more than it seems"
            )),
            None => Answer::Allow,
        }
    }
}

/// Whether the command line begins with the words of this rule.
fn begins(argv: &[String], rule: &str) -> bool {
    let mut words = argv.iter();
    let mut rule = rule.split(' ').peekable();
    while let Some(part) = rule.next() {
        let Some(word) = words.next() else {
            return false;
        };
        // A loopback address is followed by its port and path.
        let address = rule.peek().is_none() && part.starts_with("http://");
        let fits = match word.strip_prefix(part) {
            Some("") => true,
            Some(rest) => address && rest.starts_with([':', '/']) && !rest.contains('@'),
            None => false,
        };
        if !fits {
            return false;
        }
    }
    true
}

/// An argument that does more than the command's name says, or leaves the worktree.
fn treacherous(program: &str, word: &str) -> bool {
    let value = word.split_once('=').map_or(word, |(_, value)| value);
    let outside = |path: &str| {
        path.starts_with(['/', '~']) || path.split(['/', '\\']).any(|part| part == "..")
    };
    let range = program == "git" && !word.contains('/') && word.contains("..");
    if (outside(word) || outside(value)) && !range {
        return true;
    }
    let flag = word.split('=').next().unwrap_or(word);
    let rule = TREACHEROUS.iter().find(|(name, _)| *name == program);
    rule.is_some_and(|(_, flags)| {
        flags.iter().any(|bad| {
            // `-o/tmp/x` is `-o` with its value glued on.
            let glued = bad.len() == 2
                && flag.len() > 2
                && flag.starts_with(bad)
                && !flag.starts_with("--");
            flag == *bad || glued
        })
    })
}
