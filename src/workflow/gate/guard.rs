//! A look through the diff for what no test shows: tests made weaker, secrets, cloud resources made
//! by code. Reads added and removed lines only; it reports, and leaves judgement to people except
//! where a key would be published.

use crate::workflow::{Finding, Lane, Phase};

use super::Inputs;

/// What an assertion looks like.
const ASSERTIONS: &[&str] = &[
    "assert", "expect(", "should", ".toEqual", "t.Error", "t.Fatal", "require.", "verify(",
];

/// What switches a test off.
const SKIPS: &[&str] = &[
    "#[ignore",
    "@pytest.mark.skip",
    "@unittest.skip",
    "pytest.skip(",
    "t.Skip(",
    "it.skip(",
    "test.skip(",
    "describe.skip(",
    "xit(",
    "xdescribe(",
    "it.only(",
    "test.only(",
    "describe.only(",
    "@Disabled",
    "@Ignore",
    ".todo(",
    "[Ignore]",
    "xfail",
];

/// Calls that make resources of a cloud from code: infrastructure belongs in templates.
const RESOURCES: &[&str] = &[
    ".create_bucket(",
    ".create_table(TableName",
    ".create_queue(",
    ".create_topic(",
    ".create_function(",
    ".create_role(",
    ".create_stack(",
    ".create_user_pool(",
    ".create_rest_api(",
    ".create_db_instance(",
    ".run_instances(",
    "CreateBucketCommand",
    "CreateTableCommand",
    "CreateQueueCommand",
    "CreateTopicCommand",
    "CreateFunctionCommand",
    "CreateRoleCommand",
    "CreateUserPoolCommand",
    "RunInstancesCommand",
    "s3.CreateBucketInput",
    "dynamodb.CreateTableInput",
    "sqs.CreateQueueInput",
    "sns.CreateTopicInput",
    "lambda.CreateFunctionInput",
    "iam.CreateRoleInput",
    "s3api create-bucket",
    "aws s3 mb ",
    "dynamodb create-table",
    "sqs create-queue",
    "sns create-topic",
    "lambda create-function",
    "iam create-role",
    "cognito-idp create-user-pool",
    "rds create-db-instance",
    "ec2 run-instances",
];

/// What a secret looks like: its beginning, and how many characters of key follow.
const SECRETS: &[(&str, usize)] = &[
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("github_pat_", 50),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("sk_live_", 24),
    ("rk_live_", 24),
    ("sk-ant-", 40),
    ("AIza", 35),
    ("npm_", 36),
];

pub(super) fn check(inputs: &Inputs, findings: &mut Vec<Finding>) {
    let Some(diff) = &inputs.diff else { return };
    let mut path = String::new();
    let mut line = 0_u32;
    let mut removed: Vec<(String, u32, String)> = Vec::new();
    let mut added: Vec<String> = Vec::new();
    let mut in_hunk = false;
    for text in diff.lines() {
        if text.starts_with("diff --git ") {
            in_hunk = false;
        } else if let Some(name) = text.strip_prefix("+++ ").filter(|_| !in_hunk) {
            path = name.strip_prefix("b/").unwrap_or(name).to_owned();
        } else if let Some(head) = text.strip_prefix("@@ ") {
            in_hunk = true;
            line = start_of(head);
        } else if let Some(words) = text.strip_prefix('+').filter(|_| in_hunk) {
            look(inputs, &path, line, words, findings);
            added.push(words.trim().to_owned());
            line = line.saturating_add(1);
        } else if let Some(words) = text.strip_prefix('-').filter(|_| in_hunk) {
            removed.push((path.clone(), line, words.trim().to_owned()));
        } else if in_hunk && !text.starts_with('\\') {
            line = line.saturating_add(1);
        }
    }
    if inputs.phase >= Phase::Test {
        for (path, line, words) in removed {
            let asserts = ASSERTIONS.iter().any(|word| words.contains(word));
            // Moved or re-indented lines are there again.
            if asserts && !added.contains(&words) {
                let message = "An assertion was removed here. A person should see why";
                findings.push(
                    Finding::warning("assertion-removed", message)
                        .in_file(path)
                        .on_line(line),
                );
            }
        }
    }
}

fn look(inputs: &Inputs, path: &str, line: u32, words: &str, findings: &mut Vec<Finding>) {
    let at = |finding: Finding| finding.in_file(path).on_line(line);
    if path.starts_with(".backend-factory/") {
        return;
    }
    if let Some(kind) = secret(words) {
        let message = format!(
            "Something that looks like a secret ({kind}…) would be published here. Take it out, and read it from the environment"
        );
        findings.push(at(Finding::error("security-secret", message)));
    }
    if inputs.phase >= Phase::Test && SKIPS.iter().any(|mark| holds(words, mark)) {
        let message =
            "A test is switched off, or others are switched off for it. Let every test run";
        findings.push(at(Finding::warning("test-switched-off", message)));
    }
    let terraform = path.ends_with(".tf") && words.trim_start().starts_with("resource \"");
    if (terraform || RESOURCES.iter().any(|call| words.contains(call))) && !Lane::is_test(path) {
        let message =
            "Code creates a cloud resource here. Resources belong in a CloudFormation template";
        findings.push(at(Finding::warning("resource-from-code", message)));
    }
}

/// Whether a mark stands there as a word of its own: `xit(` is not heard in `exit(`.
fn holds(words: &str, mark: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let begins_word = mark.starts_with(in_word);
    words
        .match_indices(mark)
        .any(|(at, _)| !begins_word || !words[..at].ends_with(in_word))
}

fn secret(words: &str) -> Option<&'static str> {
    if words.contains("-----BEGIN ") && words.contains("PRIVATE KEY-----") {
        return Some("-----BEGIN PRIVATE KEY");
    }
    let key = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    SECRETS.iter().find_map(|(start, length)| {
        words.match_indices(start).find_map(|(at, _)| {
            let apart = words[..at].chars().next_back().is_none_or(|c| !key(c));
            let rest = &words[at + start.len()..];
            let run = rest.chars().take_while(|c| key(*c)).count();
            // Documentation's own example key is no secret.
            let example = rest.starts_with("IOSFODNN7EXAMPLE");
            (apart && run >= *length && !example).then_some(*start)
        })
    })
}

/// The zero-based line at which the new side of a hunk begins: `-1,4 +7,5 @@`.
fn start_of(head: &str) -> u32 {
    let new = head.split('+').nth(1).unwrap_or_default();
    let digits: String = new.chars().take_while(char::is_ascii_digit).collect();
    digits.parse::<u32>().unwrap_or(1).saturating_sub(1)
}
