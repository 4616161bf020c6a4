//! The areas of a repository by their names: tests, frontend, CI, infrastructure, documents, and
//! the names that no role may write. Names protect whether they exist or not.

use std::sync::LazyLock;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// Folders by name, wherever they stand, and files by glob.
#[derive(Debug)]
pub(super) struct Area {
    /// A path with one of these names among its folders is inside. Compared without case.
    folders: &'static [&'static str],
    /// So is a path that one of these matches.
    files: LazyLock<GlobSet>,
    /// Compare the files without case too: nothing slips through on a disk that ignores case.
    any_case: bool,
}

impl Area {
    pub fn holds(&self, path: &str, parts: &[String]) -> bool {
        let (name, folders) = parts.split_last().expect("a path has a last part");
        let inside = |part: &String| self.folders.contains(&part.as_str());
        folders.iter().any(inside)
            || if self.any_case {
                // The folder itself, as a file, is protected like what it would hold.
                inside(name) || self.files.is_match(parts.join("/"))
            } else {
                self.files.is_match(path)
            }
    }
}

/// The parts of a path that stays inside the worktree, folded; none for every other path.
pub(super) fn parts(path: &str) -> Option<Vec<String>> {
    let odd = |c: char| c == '\\' || c.is_control();
    if path.is_empty() || path.starts_with(['/', '~']) || path.contains(odd) {
        return None;
    }
    let parts: Vec<String> = path.split('/').map(folded).collect();
    let drive = path.as_bytes().get(1) == Some(&b':');
    let hollow = parts
        .iter()
        .any(|part| part.is_empty() || part == "." || part == "..");
    (!hollow && !drive).then_some(parts)
}

/// A name as the least strict file system reads it: without case, without characters that some
/// drop (zero width, trailing dots and spaces, streams), and with git's short name spelt out.
pub(super) fn folded(name: &str) -> String {
    if name == "." || name == ".." {
        return name.to_owned();
    }
    let ignorable = |c: &char| matches!(*c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let name: String = name.chars().filter(|c| !ignorable(c)).collect();
    let name = name.split(':').next().unwrap_or_default();
    let name = name.trim_end_matches(['.', ' ']).to_lowercase();
    if name == "git~1" { ".git".into() } else { name }
}

macro_rules! area {
    ($any_case:expr, [$($folder:literal),* $(,)?], [$($file:literal),* $(,)?]) => {
        Area {
            folders: &[$($folder),*],
            files: LazyLock::new(|| globs(&[$($file),*])),
            any_case: $any_case,
        }
    };
}

/// A glob in which `*` stops at a slash, as people who write `*.md` mean it.
pub(super) fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

fn globs(patterns: &[&str]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        builder.add(glob(pattern).expect("our own globs parse"));
    }
    builder.build().expect("our own globs build")
}

/// What steers git, editors, agents, hooks and tools.
pub(super) static PROTECTED: Area = area!(
    true,
    [
        ".git",
        ".hg",
        ".svn",
        ".jj",
        ".vscode",
        ".vscode-server",
        ".idea",
        ".zed",
        ".fleet",
        ".claude",
        ".codex",
        ".cursor",
        ".gemini",
        ".qwen",
        ".opencode",
        ".goose",
        ".kiro",
        ".windsurf",
        ".continue",
        ".aider",
        ".roo",
        ".clinerules",
        ".agents",
        ".mcp",
        ".husky",
        ".githooks",
        ".devcontainer",
        ".cargo",
        ".bundle",
        ".yarn",
        ".direnv",
        ".ssh",
        ".aws",
        ".gnupg"
    ],
    [
        "**/.gitmodules",
        "**/.gitattributes",
        "**/.gitconfig",
        "**/.git-blame-ignore-revs",
        "**/.lfsconfig",
        "**/.pre-commit-config.{yaml,yml}",
        "**/.cfnlintrc*", // it switches off what a gate asks, and names rules in Python
        "**/lefthook*.{yml,yaml,toml,json}",
        "**/.lefthook*",
        "**/.huskyrc*",
        "**/.editorconfig",
        "**/.envrc",
        "**/.env",
        "**/.env.*",
        "**/.mcp.json",
        "**/mcp.json",
        "**/.npmrc",
        "**/.yarnrc*",
        "**/.pnpmrc",
        "**/pip.conf",
        "**/.pypirc",
        "**/.netrc",
        "**/agents.md",
        "**/agents.override.md",
        "**/claude.md",
        "**/claude.local.md",
        "**/gemini.md",
        "**/qwen.md",
        "**/.cursorrules",
        "**/.windsurfrules",
        "**/.goosehints",
        "**/.aider*",
        "**/opencode.json*",
        "**/copilot-instructions.md",
        "**/*.code-workspace",
        "**/.exrc",
        "**/.nvim.lua",
        "**/.nvimrc",
        "**/.vimrc",
        "**/.dir-locals.el",
        "**/.tool-versions",
        "**/mise.toml",
        "**/.mise.toml",
        "backend-factory.toml",
        "**/.backend-factory.toml",
        "**/codeowners"
    ]
);

/// User interfaces: a different project.
pub(super) static FRONTEND: Area = area!(
    false,
    [
        "frontend",
        "front-end",
        "front_end",
        "webapp",
        "web-app",
        "web-ui",
        "webui",
        ".storybook",
        "storybook"
    ],
    [
        "ui/**",
        "*/ui/**",
        "apps/web/**",
        "packages/ui/**",
        "**/*.{tsx,jsx,vue,svelte,astro}",
        "**/*.{css,scss,sass,less,styl}",
        "**/*.stories.*"
    ]
);

/// Tests, what they feed on, and how they are run.
pub(super) static TESTS: Area = area!(
    false,
    [
        "tests",
        "test",
        "__tests__",
        "__test__",
        "spec",
        "specs",
        "e2e",
        "testdata",
        "test_data",
        "test-data",
        "fixtures",
        "__fixtures__",
        "__mocks__",
        "__snapshots__",
        "snapshots",
        "testutil",
        "testutils",
        "cypress",
        "androidtest",
        "testfixtures",
        "integrationtest",
        "integration_tests",
        "integration-tests",
        "unittests"
    ],
    [
        "**/tests.rs",
        "**/test.rs",
        "**/*_test.rs",
        "**/*_tests.rs",
        "**/test_*.rs",
        "**/*_test.go",
        "**/test_*.py",
        "**/*_test.py",
        "**/tests.py",
        "**/conftest.py",
        "**/pytest.ini",
        "**/tox.ini",
        "**/.coveragerc",
        "**/*.{test,spec,e2e,integration}.{js,ts,mjs,mts,cjs,cts,jsx,tsx}",
        "**/*-test.{js,ts,mjs}",
        "**/*_test.{js,ts}",
        "**/{jest,vitest,playwright,karma,cypress}.{config,setup,conf}.*",
        "**/.mocharc*",
        "**/.nycrc*",
        "**/*{Test,Tests,TestCase,IT,ITCase}.{java,kt,scala,groovy}",
        "**/*{Spec,Specs}.{scala,groovy,kt,hs,java}",
        "**/*{Test,Tests,Spec}.{cs,fs,vb,swift,php,m,mm}",
        "**/*.Tests/**",
        "**/*.Test/**",
        "**/*Tests/**",
        "**/*_{test,spec}.{rb,exs,ex,dart,cc,cpp,cxx,c,clj,cljc,erl,lua,ml,zig,jl}",
        "**/*_SUITE.erl",
        "**/{test,spec}_helper.{rb,exs}",
        "**/test_*.{c,cc,cpp,rb,jl,lua}",
        "**/test-*.R",
        "**/*.bats",
        "**/*.feature",
        "**/*.snap",
        "**/phpunit.xml*",
        "**/.rspec",
        "**/codecov.{yml,yaml}",
        "**/.codecov.{yml,yaml}"
    ]
);

/// Continuous integration.
pub(super) static CI: Area = area!(
    false,
    [
        ".github",
        ".gitlab",
        ".circleci",
        ".buildkite",
        ".woodpecker",
        ".forgejo",
        ".gitea",
        ".ci",
        ".teamcity",
        ".tekton"
    ],
    [
        "**/.gitlab-ci*.{yml,yaml}",
        "**/.travis.yml",
        "**/Jenkinsfile*",
        "**/azure-pipelines*.{yml,yaml}",
        "**/bitbucket-pipelines.yml",
        "**/.drone.{yml,yaml,star}",
        "**/buildspec*.{yml,yaml}",
        "**/cloudbuild.{yml,yaml}",
        "**/.appveyor.yml",
        "**/appveyor.yml"
    ]
);

/// Infrastructure as code.
pub(super) static INFRASTRUCTURE: Area = area!(
    false,
    [
        "infra",
        "infrastructure",
        "cloudformation",
        "cfn",
        "terraform",
        "deploy",
        "deployment",
        "deployments",
        "helm",
        "charts",
        "k8s",
        "kubernetes",
        "kustomize",
        "ansible",
        "docker",
        "ops",
        "cdk",
        "sam"
    ],
    [
        "**/Dockerfile*",
        "**/*.Dockerfile",
        "**/Containerfile*",
        "**/{docker-,}compose*.{yml,yaml}",
        "**/.dockerignore",
        "**/template.{yml,yaml,json}",
        "**/*.template.{yml,yaml,json}",
        "**/*.cfn.{yml,yaml,json}",
        "**/*.{tf,tfvars}",
        "**/samconfig.toml",
        "**/serverless.{yml,yaml}",
        "**/skaffold.yaml",
        "**/Procfile"
    ]
);

/// Documents for people.
pub(super) static DOCS: Area = area!(
    false,
    [
        "docs",
        "doc",
        "documentation",
        "changelog.d",
        "changes",
        ".changeset",
        "adr"
    ],
    [
        "*.md",
        "*.rst",
        "*.adoc",
        "**/README*",
        "**/CHANGELOG*",
        "**/CHANGES*",
        "**/HISTORY*",
        "**/NEWS*",
        "**/CONTRIBUTING*",
        "**/UPGRADING*",
        "**/MIGRATING*"
    ]
);
