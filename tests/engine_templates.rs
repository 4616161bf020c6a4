//! Templates in the gate: `cfn-lint` as a program that the test puts on PATH outside the workspace, its
//! absence, one that the workspace brings along, and code that makes resources beside templates.

#[path = "engine/bench.rs"]
mod bench;

use std::{env, fs, os::unix::fs::PermissionsExt, path::Path};

use backend_factory::{
    engine::Engine,
    workflow::{Event, Finding, Phase},
};
use bench::{Bench, settled};

const TEMPLATE: &str =
    "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Bucket:\n    Type: AWS::S3::Bucket\n";

/// Writes its arguments down, a line each, and answers what lies beside it.
const LINTER: &str = "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\n' \"$word\"; done >> \"$0.calls\"\ncat \"$0.report\"\nexit $(cat \"$0.code\")\n";

/// A linter's answer: report, exit code.
type Answer<'a> = (&'a str, u8);

const FINE: Answer<'_> = ("[]", 0);

struct Case<'a> {
    /// Committed before the run.
    has: &'a [(&'a str, &'a str)],
    /// What the agent writes in phase 3.
    writes: &'a [(&'a str, &'a str)],
    linter: Option<Answer<'a>>,
    /// The workspace's own, first on PATH.
    own_linter: bool,
}

struct Outcome {
    findings: Vec<Finding>,
    calls: Option<String>,
    own_calls: bool,
}

impl Outcome {
    /// Code, path, line and whether it shuts the gate, of what is about resources.
    fn told(&self) -> Vec<(&str, &str, Option<u32>, bool)> {
        let ours =
            |it: &&Finding| it.code.starts_with("template") || it.code == "resource-from-code";
        let findings = self.findings.iter().filter(ours);
        findings
            .map(|it| {
                let path = it.path.as_deref().unwrap_or_default();
                (it.code.as_str(), path, it.line, it.is_error())
            })
            .collect()
    }
}

fn program(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a program");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("its mode");
}

fn linter(path: &Path, (report, code): Answer<'_>) {
    program(path, LINTER);
    fs::write(format!("{}.report", path.display()), report).expect("a report");
    fs::write(format!("{}.code", path.display()), code.to_string()).expect("a code");
}

fn work(case: &Case<'_>) -> Outcome {
    let mut script =
        "[phase.implement]\nattempts = 1\n[phase.implement.write_directly]\n".to_owned();
    for (path, text) in case.writes {
        script.push_str(&format!("{path:?} = {text:?}\n"));
    }
    let mut bench = Bench::quick().script(&script);
    for (path, text) in case.has {
        bench.write(path, text);
    }
    let tools = bench.root().join("tools");
    let own = bench.clone_dir().join("bin");
    if let Some(answer) = case.linter {
        linter(&tools.join("cfn-lint"), answer);
    }
    if case.own_linter {
        linter(&own.join("cfn-lint"), FINE);
    }
    bench.write("NOTES.txt", "A sample.\n");
    bench.commit("What is there");
    // The machine's folders without those that have a linter.
    let machine = env::var_os("PATH").expect("PATH");
    let machine = env::split_paths(&machine).filter(|it| !it.join("cfn-lint").exists());
    let path = env::join_paths([own.clone(), tools.clone()].into_iter().chain(machine));
    let ours = bench.root().join("programs/backend-factory");
    let path = path.expect("a path").into_string().expect("UTF-8");
    let real = env!("CARGO_BIN_EXE_backend-factory");
    program(
        &ours,
        &format!("#!/bin/sh\nPATH='{path}'\nexport PATH\nexec '{real}' \"$@\"\n"),
    );
    bench.settings.program = Some(ours);
    // The linter is held too, and ours keeps its accounts beside it.
    bench.settings.write = Some(vec![tools.display().to_string()]);
    let engine = bench.engine();
    let mut order = bench.order();
    order.phases = vec![Phase::Implement];
    let id = engine.start(&order).expect("a run").id;
    settled(&engine, &id);
    let events = engine.events(&id).expect("events");
    let findings = events.into_iter().find_map(|it| match it.event {
        Event::GatePassed { findings, .. } | Event::GateFailed { findings, .. } => Some(findings),
        _ => None,
    });
    Outcome {
        findings: findings.unwrap_or_else(|| panic!("no gate\n{}", bench.log(&id))),
        calls: fs::read_to_string(tools.join("cfn-lint.calls")).ok(),
        own_calls: own.join("cfn-lint.calls").exists(),
    }
}

#[test]
fn what_the_linter_finds_is_told_with_file_and_line() {
    let at = |level: &str, line: u32, rule: &str| {
        format!(
            r#"{{"Filename":"infra/app.yaml","Level":"{level}","Location":{{"Start":{{"ColumnNumber":3,"LineNumber":{line}}},"End":{{"ColumnNumber":9,"LineNumber":{line}}},"Path":null}},"Message":"about it","Rule":{{"Id":"{rule}","Description":"d","ShortDescription":"s","Source":"u"}}}}"#
        )
    };
    let report = format!(
        "a Python is old\n[{},{}]\n",
        at("Warning", 2, "W2001"),
        at("Error", 4, "E3001")
    );
    let outcome = work(&Case {
        has: &[],
        writes: &[("infra/app.yaml", TEMPLATE), ("notes.yaml", "a: b\n")],
        linter: Some((&report, 6)),
        own_linter: false,
    });
    // Once an attempt: it was asked to mend it, and did not.
    let calls = outcome.calls.as_deref().expect("calls");
    assert_eq!(
        calls.replace("--format\njson\n--\ninfra/app.yaml\n", ""),
        ""
    );
    assert_eq!(
        outcome.told(),
        [
            ("template-invalid", "", None, true),
            ("template-invalid", "infra/app.yaml", Some(3), true),
            ("template-doubtful", "infra/app.yaml", Some(1), false),
        ]
    );
    let whole = &outcome
        .findings
        .iter()
        .find(|it| it.code == "template-invalid")
        .unwrap()
        .message;
    assert!(
        whole.contains("infra/app.yaml:4: E3001: about it"),
        "{whole}"
    );
}

#[test]
fn warnings_do_not_shut_the_gate_and_a_linter_that_breaks_does() {
    for (answer, told) in [
        (FINE, &[][..]),
        (("[]", 4), &[]),
        (("Traceback", 1), &[("template-invalid", "", None, true)]),
    ] {
        let outcome = work(&Case {
            has: &[],
            writes: &[("app.template", TEMPLATE)],
            linter: Some(answer),
            own_linter: false,
        });
        assert_eq!(outcome.told(), told, "{answer:?}");
        assert!(outcome.calls.is_some(), "{answer:?}");
    }
}

#[test]
fn absence_is_said_and_the_workspace_s_own_linter_never_run() {
    for own_linter in [false, true] {
        let outcome = work(&Case {
            has: &[],
            writes: &[("app.yaml", TEMPLATE)],
            linter: None,
            own_linter,
        });
        assert_eq!(outcome.told(), [("template-not-linted", "", None, false)]);
        assert!(!outcome.own_calls);
    }
}

#[test]
fn resources_made_by_code_are_told_beside_templates_only() {
    let writes: &[(&str, &str)] = &[
        (
            "src/cloud.py",
            "def make(s3):\n    s3.create_bucket(Bucket=\"b\")\n",
        ),
        ("src/cloud.sh", "aws s3api create-bucket --bucket b\n"),
        ("src/main.tf", "resource \"aws_s3_bucket\" \"b\" {\n}\n"),
    ];
    let told = |has: &[(&str, &str)]| {
        let outcome = work(&Case {
            has,
            writes,
            linter: Some(FINE),
            own_linter: false,
        });
        assert_eq!(outcome.calls, None, "no template changed");
        let told = outcome.told().into_iter();
        told.map(|(code, path, line, shut)| format!("{code} {path} {line:?} {shut}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&[("infra/app.yaml", TEMPLATE)]),
        [
            "resource-from-code src/cloud.py Some(1) false",
            "resource-from-code src/cloud.sh Some(0) false",
            "resource-from-code src/main.tf Some(0) false",
        ]
    );
    assert_eq!(told(&[("notes.yaml", "a: b\n")]), [""; 0]);
}
