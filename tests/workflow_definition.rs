//! Phase definitions of a workspace, as people really write them.

use backend_factory::workflow::definition::{Definition, parse};

fn good(text: &str) -> Definition {
    parse(text).unwrap_or_else(|problem| panic!("{problem} at line {}", problem.line))
}

#[test]
fn yaml_is_read_as_yaml() {
    let it = good(
        "---\nname: backend-plan\ndescription: >\n  Plans,\n  and plans.\ntools: [Read, 'Bash(git log:*)']\ndisallowedTools:\n  - Edit\n  - Write\nmodel: opus\ncolor: blue\n---\n\nYou plan.\n",
    );
    assert_eq!(it.name, "backend-plan");
    assert_eq!(it.description, "Plans, and plans.");
    assert_eq!(it.tools.unwrap(), ["Read", "Bash(git log:*)"]);
    assert_eq!(it.disallowed_tools, ["Edit", "Write"]);
    assert_eq!(it.model.as_deref(), Some("opus"));
    assert_eq!(it.body, "You plan.\n");
    assert!(!it.lenient);
}

#[test]
fn a_line_of_tools_is_split_outside_brackets() {
    let it =
        good("---\r\nname: x\r\ntools: Read, Bash(git diff:*, git log:*), Grep\r\n---\r\nBody\r\n");
    assert_eq!(
        it.tools.unwrap(),
        ["Read", "Bash(git diff:*, git log:*)", "Grep"]
    );
}

#[test]
fn what_is_no_yaml_is_read_line_by_line() {
    let it = good(
        "---\nname: backend-test\ndescription: Use when: tests are due. Context: the plan stands. <example>user: \"x\"</example>\ntools: Task, Bash\nmodel: sonnet\n---\nTest.\n",
    );
    assert!(it.lenient);
    assert_eq!(it.name, "backend-test");
    assert!(
        it.description
            .starts_with("Use when: tests are due. Context:")
    );
    assert_eq!(it.tools.unwrap(), ["Task", "Bash"]);
    assert_eq!(it.model.as_deref(), Some("sonnet"));
}

#[test]
fn what_is_no_definition_says_where_and_what_to_do() {
    let bomb = format!(
        "---\nname: x\na0: &a0 [x]\n{}---\nBody\n",
        (1..40)
            .map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1))
            .collect::<String>()
    );
    let cases: &[(&str, u32, &str)] = &[
        ("", 0, "front matter"),
        ("# Plan\n", 0, "front matter"),
        ("---\nname: x\n", 0, "not closed"),
        ("---\ndescription: y\n---\nBody\n", 0, "no `name`"),
        ("---\nname: ''\n---\nBody\n", 0, "no `name`"),
        ("---\nname: x\n---\n\n  \n", 2, "no text"),
        (
            "---\nname: x\ntools: [Read, Bash\n---\nBody\n",
            2,
            "no YAML",
        ),
        ("---\n{{{{\n---\nBody\n", 1, "no YAML"),
    ];
    for (text, line, words) in cases {
        let problem = parse(text).expect_err(text);
        assert!(problem.message.contains(words), "{text:?}: {problem}");
        assert!(problem.message.contains("Next: "), "{text:?}: {problem}");
        assert_eq!(problem.line, *line, "{text:?}: {problem}");
    }
    // Known bombs neither hang nor grow; unknown keys of one are no business of ours.
    let start = std::time::Instant::now();
    let _ = parse(&bomb);
    let _ = parse(&format!("---\nname: {}\n---\nB\n", "[".repeat(100_000)));
    assert!(start.elapsed().as_secs() < 5);
    assert!(
        parse(&"x".repeat(300_000))
            .unwrap_err()
            .message
            .contains("256 KiB")
    );
}
