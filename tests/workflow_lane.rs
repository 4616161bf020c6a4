//! Lanes, as tables in `workflow/lane.txt` and `workflow/commands.txt`.
//! `UPDATE=1 cargo test --test workflow_lane` writes what the lanes say now.

use backend_factory::workflow::{
    Change, Lane, Phase,
    change::{ChangeKind, FileKind},
    definition,
    lane::{Answer, Request, Rules, ToolKind},
};

fn lane(phase: Phase) -> Lane {
    Lane::of(phase)
        .for_run("okta")
        .with_command(&["just".into(), "verify".into()])
}

/// Compares a table file with what is said now; each line is an input and, after ` = `, what is said.
fn table(name: &str, say: impl Fn(&str) -> String) {
    let file = format!("{}/tests/workflow/{name}", env!("CARGO_MANIFEST_DIR"));
    let told = std::fs::read_to_string(&file).unwrap();
    let mut out = String::new();
    for line in told.lines() {
        if line.starts_with("# ") || line.is_empty() {
            out.push_str(line);
        } else {
            let input = line
                .rsplit_once(" = ")
                .map_or(line, |(input, _)| input)
                .trim_end();
            out.push_str(
                &format!("{input:<48} = {}", say(input))
                    .trim_end()
                    .replace(" =\n", "\n"),
            );
        }
        out.push('\n');
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, out).unwrap();
    } else {
        assert_eq!(out, told, "run with UPDATE=1 and read the difference");
    }
}

#[test]
fn who_may_write_what() {
    table("lane.txt", |path| {
        let may = |phase: &Phase| lane(*phase).allows_write(path);
        let numbers: String = Phase::ALL
            .into_iter()
            .filter(may)
            .map(|phase| phase.number().to_string())
            .collect();
        if numbers.is_empty() {
            "nobody".into()
        } else {
            numbers
        }
    });
}

#[test]
fn who_may_run_what() {
    table("commands.txt", |line| {
        let mark = |phase: Phase| match lane(phase).judge_line(line, "/w") {
            Answer::Allow => '+',
            Answer::Ask(_) => '?',
            Answer::Deny(_) => '-',
        };
        Phase::ALL.into_iter().map(mark).collect()
    });
}

fn change(path: &str, kind: ChangeKind, file: FileKind) -> Change {
    Change {
        file,
        ..Change::new(path, kind)
    }
}

#[test]
fn the_audit_sees_through_links_renames_and_ignored_files() {
    let link = |path: &str, target: &str| Change {
        link_target: Some(target.into()),
        ..change(path, ChangeKind::Added, FileKind::Symlink)
    };
    let renamed = |from: &str, to: &str| Change {
        from: Some(from.into()),
        ..Change::new(to, ChangeKind::Renamed)
    };
    let ignored = |path: &str| Change {
        ignored: true,
        ..Change::new(path, ChangeKind::Added)
    };
    let cases: &[(Phase, Change, Option<&str>)] = &[
        (
            Phase::Implement,
            Change::new("src/a.rs", ChangeKind::Added),
            None,
        ),
        (
            Phase::Implement,
            Change::new("tests/a.rs", ChangeKind::Deleted),
            Some("Test Engineer's"),
        ),
        (
            Phase::Implement,
            change("vendor/x", ChangeKind::Added, FileKind::Submodule),
            Some("another repository"),
        ),
        (
            Phase::Implement,
            change("src/pipe", ChangeKind::Added, FileKind::Special),
            Some("no plain file"),
        ),
        (
            Phase::Implement,
            change("src/a.rs", ChangeKind::Added, FileKind::HardLink),
            Some("a hard link"),
        ),
        (Phase::Implement, link("src/link.rs", "a.rs"), None),
        (
            Phase::Implement,
            link("src/link.rs", "../../../etc/passwd"),
            Some("outside the worktree"),
        ),
        (
            Phase::Implement,
            link("src/link.rs", "/etc/passwd"),
            Some("outside the worktree"),
        ),
        (
            Phase::Implement,
            link("src/link.rs", "../.git/config"),
            Some("`.git/config`"),
        ),
        (
            Phase::Implement,
            link("src/link.rs", "../tests/a.rs"),
            Some("`tests/a.rs`"),
        ),
        (
            Phase::Implement,
            link("src/link.rs", ""),
            Some("outside the worktree"),
        ),
        (
            Phase::Implement,
            change("src/link.rs", ChangeKind::Deleted, FileKind::Symlink),
            None,
        ),
        (Phase::Implement, renamed("src/a.rs", "src/b.rs"), None),
        (
            Phase::Implement,
            renamed("tests/a.rs", "src/a.rs"),
            Some("moved away from `tests/a.rs`"),
        ),
        (
            Phase::Test,
            renamed("src/a.rs", "tests/a.rs"),
            Some("moved away from `src/a.rs`"),
        ),
        (Phase::Plan, ignored("target/debug/x"), None),
        (
            Phase::Implement,
            ignored(".env"),
            Some("no role may write it"),
        ),
        (Phase::Implement, ignored("node_modules/.bin/x"), None),
        (
            Phase::Implement,
            ignored("../x"),
            Some("inside the worktree"),
        ),
        (
            Phase::Validate,
            Change::new("src/a.rs", ChangeKind::Modified),
            Some("only its own report"),
        ),
        (
            Phase::Submit,
            Change::new("tests/docs/README.md", ChangeKind::Modified),
            Some("Test Engineer's"),
        ),
    ];
    for (phase, change, wanted) in cases {
        let out = lane(*phase).audit(std::slice::from_ref(change));
        match (out.as_slice(), wanted) {
            ([], None) => {}
            ([violation], Some(words)) => {
                let finding = violation.finding();
                assert!(
                    violation.reason.contains(words),
                    "{change:?}: {}",
                    violation.reason
                );
                assert!(finding.is_error() && finding.code == "out-of-lane");
            }
            _ => panic!("{phase} {change:?}: {out:?}, wanted {wanted:?}"),
        }
    }
}

#[test]
fn permission_is_given_by_what_a_tool_does() {
    let ask = |phase: Phase, kind, paths: &[&str], command: Option<&str>| {
        let request = Request {
            kind,
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            command: command.map(str::to_owned),
        };
        match lane(phase).decide(&request, "/w/") {
            Answer::Allow => '+',
            Answer::Ask(_) => '?',
            Answer::Deny(_) => '-',
        }
    };
    use Phase::*;
    use ToolKind::*;
    type Case = (
        Phase,
        ToolKind,
        &'static [&'static str],
        Option<&'static str>,
        char,
    );
    let cases: &[Case] = &[
        (Implement, Edit, &["src/a.rs"], None, '+'),
        (Implement, Edit, &["/w/src/a.rs"], None, '+'),
        (Implement, Edit, &["/w2/src/a.rs"], None, '-'),
        (Implement, Edit, &["/w/../x"], None, '-'),
        (Implement, Edit, &["src/a.rs", "tests/a.rs"], None, '-'),
        (Implement, Edit, &[], None, '?'),
        (Implement, Delete, &["/w/.git/config"], None, '-'),
        (Implement, Move, &["src/a.rs", "tests/a.rs"], None, '-'),
        (
            Requirements,
            Edit,
            &[".backend-factory/okta/1-requirements.md"],
            None,
            '+',
        ),
        (Requirements, Edit, &["src/a.rs"], None, '-'),
        (Requirements, Read, &["/w/src/a.rs", "."], None, '+'),
        (Requirements, Read, &["/w"], None, '+'),
        (Requirements, Search, &[], None, '+'),
        (Requirements, Read, &["/etc/passwd"], None, '?'),
        (Requirements, Read, &["/w/.env"], None, '?'),
        (Requirements, Read, &["/w/.env.example"], None, '+'),
        (Requirements, Execute, &[], Some("ls"), '-'),
        (Requirements, Execute, &[], None, '-'),
        (Plan, Execute, &[], Some("ls"), '+'),
        (Plan, Execute, &[], None, '?'),
        (Plan, Fetch, &[], None, '-'),
        (Implement, Fetch, &[], None, '?'),
        (Plan, Think, &[], None, '+'),
        (Plan, Other, &[], None, '?'),
    ];
    for (phase, kind, paths, command, wanted) in cases {
        assert_eq!(
            ask(*phase, *kind, paths, *command),
            *wanted,
            "{phase} {kind:?} {paths:?} {command:?}"
        );
    }
}

#[test]
fn settings_widen_and_narrow_but_never_reach_what_is_protected() {
    let all = ["**".to_owned()];
    for phase in Phase::ALL {
        let wide = Lane::of(phase).widened(&all).unwrap();
        assert!(wide.allows_write("anything/else.txt"), "{phase}");
        assert!(
            !wide.allows_write(".git/config") && !wide.allows_write("AGENTS.md"),
            "{phase}"
        );
        assert!(!wide.allows_write("../x"), "{phase}");
    }
    let narrow = Lane::of(Phase::Implement)
        .narrowed(&["src/okta/**".to_owned()])
        .unwrap();
    assert!(narrow.allows_write("src/okta/a.rs") && !narrow.allows_write("src/main.rs"));
    assert!(narrow.allows_write(".backend-factory/x/3-implement.md"));
    assert!(
        Lane::of(Phase::Implement)
            .narrowed(&["src/{".to_owned()])
            .is_err()
    );
}

#[test]
fn what_is_set_narrows_and_widens_and_is_told() {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let list = |globs: &[&str]| globs.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let rules = Rules {
        only: vec![list(&["src/**", "notes/**"]), list(&["src/**", "tools/**"])],
        never: list(&["src/legacy/**"]),
        refuse: vec![words("cargo fetch")],
        tools: vec![list(&["read", "search", "edit", "execute"])],
        also: list(&["tests/shared/**", "src/legacy/**", ".git/**"]),
        commands: vec![words("just lint")],
    };
    let lane = Lane::of(Phase::Implement).with_rules(&rules).unwrap();
    for (path, allowed) in [
        ("src/a.rs", true),
        ("notes/a.txt", false), // in one list only
        ("lib/a.rs", false),
        ("src/legacy/a.rs", false),   // never beats also
        ("tests/shared/a.rs", false), // wider than the lane, and still within what is narrowed
        (".git/config", false),
        (".backend-factory/x/3-implement.md", true),
    ] {
        assert_eq!(lane.allows_write(path), allowed, "{path}");
    }
    for (line, allowed) in [
        ("cargo build", true),
        ("cargo fetch --locked", false),
        ("just lint --all", true),
        ("just deploy", false),
    ] {
        assert_eq!(lane.allows_run(&words(line)), allowed, "{line}");
    }
    let fetch = Request {
        kind: ToolKind::Fetch,
        paths: vec![],
        command: None,
    };
    assert!(matches!(lane.decide(&fetch, "/w"), Answer::Deny(_)));
    let told = lane.changed_by_settings().join("\n");
    for word in [
        "src/**",
        "src/legacy/**",
        "cargo fetch",
        "just lint",
        "read, search",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    let wide = Rules {
        also: list(&["tests/shared/**"]),
        ..Rules::default()
    };
    let lane = Lane::of(Phase::Implement).with_rules(&wide).unwrap();
    assert!(lane.allows_write("tests/shared/a.rs") && !lane.allows_write("tests/a.rs"));
    let no_tools = Rules {
        tools: vec![list(&["read"])],
        ..Rules::default()
    };
    let lane = Lane::of(Phase::Implement).with_rules(&no_tools).unwrap();
    assert!(!lane.allows_write("src/a.rs") && !lane.allows_run(&words("cargo build")));
    assert!(lane.allows_write(".backend-factory/x/3-implement.md"));
    let broken = Rules {
        never: list(&["src/{"]),
        ..Rules::default()
    };
    assert!(Lane::of(Phase::Implement).with_rules(&broken).is_err());
}

#[test]
fn the_projects_own_command_is_allowed_word_by_word() {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let own = words("python3 -m compileall -q -x /(venv)/ .");
    let lane = Lane::of(Phase::Implement).with_command(&own);
    assert!(lane.allows_run(&own));
    let mut more = own.clone();
    more.push("/etc".to_owned());
    assert!(!lane.allows_run(&more));
    assert!(!Lane::of(Phase::Plan).with_command(&own).allows_run(&own));
}

#[test]
fn a_definition_takes_tools_away_and_never_gives_one() {
    let with = |phase: Phase, tools: &str| {
        let text = format!("---\nname: x\n{tools}\n---\nWork.\n");
        Lane::of(phase).with_definition(&definition::parse(&text).unwrap())
    };
    let cargo = ["cargo".to_owned(), "build".to_owned()];
    let cases = [
        ("model: sonnet", true, true),
        ("tools: Read, Grep", false, false),
        ("tools: Read, Edit", true, false),
        ("tools: [Read, Bash]", false, true),
        ("tools: Read, Bash(cargo build:*), Write", true, true),
        (
            "tools: Read, Write, Bash\ndisallowedTools: Bash",
            true,
            false,
        ),
        (
            "disallowedTools: Edit, Write, MultiEdit, NotebookEdit",
            false,
            true,
        ),
        ("disallowedTools: Bash", true, false),
        ("disallowedTools: Bash(rm:*)", true, true),
        ("disallowedTools: '*'", false, false),
        ("tools: '*'", true, true),
    ];
    for (tools, edit, run) in cases {
        let lane = with(Phase::Implement, tools);
        assert_eq!(lane.allows_write("src/a.rs"), edit, "{tools}");
        assert_eq!(lane.allows_run(&cargo), run, "{tools}");
        assert!(
            lane.allows_write(".backend-factory/x/3-implement.md"),
            "{tools}"
        );
    }
    let lane = with(Phase::Requirements, "tools: Read, Write, Bash");
    assert!(!lane.allows_write("src/a.rs") && !lane.allows_run(&cargo));
}
