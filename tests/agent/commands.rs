//! Commands whose outcome becomes evidence.

use std::time::{Duration, Instant};

use backend_factory::agent::process::{Command, CommandOutput, Containment, run_command};
use tokio_util::sync::CancellationToken;

use crate::place::{lives, runtime, wait_for};

fn run(command: &Command) -> CommandOutput {
    runtime()
        .block_on(run_command(command, &CancellationToken::new()))
        .unwrap()
}

fn sh(script: &str) -> Command {
    Command::new(&["/bin/sh", "-c", script], &std::env::temp_dir())
}

#[test]
fn a_command_is_observed_as_it_was() {
    let cases = [
        (
            "echo out; echo err >&2; echo end",
            Some(0),
            "out\nerr\nend\n",
        ),
        ("echo bad; exit 7", Some(7), "bad\n"),
        ("cat; echo $SECRET_OF_THE_PERSON.", Some(0), ".\n"),
        ("kill -9 $$", None, ""),
    ];
    for (script, code, text) in cases {
        let output = run(&sh(script));
        assert_eq!(
            (output.exit_code, output.text.as_str()),
            (code, text),
            "{script}"
        );
        assert_eq!(output.bytes, text.len() as u64);
        assert_eq!(output.containment, Containment::Supervised);
        assert_eq!(output.success(), code == Some(0));
    }
    let output = run(&sh("printf abc"));
    assert_eq!(
        output.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn a_limit_ends_the_whole_tree() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let mut command = sh(&format!(
        "setsid sleep 300 & echo $! > {}; echo begun; sleep 300",
        file.display()
    ));
    command.limit = Duration::from_secs(2);
    let begin = Instant::now();
    let output = run(&command);
    assert!(output.timed_out && output.exit_code.is_none(), "{output:?}");
    assert_eq!(output.text, "begun\n");
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert!(!lives(&std::fs::read_to_string(file).unwrap()));
}

/// A grandchild that keeps the output open holds nobody up, and does not live on.
#[test]
fn the_process_counts_not_the_pipe() {
    let begin = Instant::now();
    let output = run(&sh("sleep 300 & echo $!"));
    assert!(
        begin.elapsed() < Duration::from_secs(20),
        "{:?}",
        begin.elapsed()
    );
    assert!(!lives(&output.text), "{}", output.text);
}

#[test]
fn a_cancel_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let command = sh(&format!("echo $$ > {}; sleep 300", file.display()));
    let stop = CancellationToken::new();
    let output = runtime().block_on(async {
        let pull = tokio::spawn({
            let (stop, file) = (stop.clone(), file.clone());
            async move {
                let begun =
                    || std::fs::read_to_string(&file).is_ok_and(|text| text.ends_with('\n'));
                tokio::task::block_in_place(|| wait_for("it never began", begun));
                stop.cancel();
            }
        });
        let output = run_command(&command, &stop).await.unwrap();
        pull.await.unwrap();
        output
    });
    assert!(output.cancelled && !output.success());
    assert!(!lives(&std::fs::read_to_string(file).unwrap()));
}

#[test]
fn large_output_is_bounded_and_hashed_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logs/output.txt");
    let mut command = sh("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last");
    command.keep = (10, 10);
    command.file = Some((file.clone(), 1000));
    let output = run(&command);
    assert_eq!(output.bytes, 3_000_006);
    assert!(
        output.text.starts_with("xxxxxxxxxx\n[… ") && output.text.ends_with("\nlast\n"),
        "{}",
        output.text
    );
    assert_eq!(std::fs::metadata(file).unwrap().len(), 1000);
}

#[test]
fn what_cannot_run_says_so() {
    let nowhere = Command::new(&["/bin/true"], "/no/such/folder".as_ref());
    let nothing = Command::new(&[] as &[&str], "/".as_ref());
    for command in [nowhere, nothing] {
        let problem = runtime()
            .block_on(run_command(&command, &CancellationToken::new()))
            .unwrap_err();
        assert!(problem.to_string().contains("Next:"), "{problem}");
    }
    let output = run(&Command::new(&["/no/such/program"], "/".as_ref()));
    assert_eq!(output.exit_code, Some(126));
    assert!(output.text.contains("/no/such/program"), "{}", output.text);
}
