//! What the script has the agent do wrong. Each act is one that real agents were seen to commit.

use std::{io::Write, time::Duration};

use agent_client_protocol::{self as acp, v1::schema as s};

use super::{brief::Asked, languages::Project, script::Acts, turn::Turn};

/// How the turn goes on.
pub enum Then {
    /// As if nothing had happened.
    Go,
    /// It ends so.
    End(s::StopReason),
}

/// Raw output beside the protocol.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

fn internal(problem: impl std::fmt::Display) -> acp::Error {
    acp::Error::new(-32603, problem.to_string())
}

/// What happens before the work.
pub async fn before(turn: &Turn, acts: &Acts, asked: &Asked) -> Result<Then, acp::Error> {
    for number in 0..acts.garbage {
        print(
            [
                "Loaded cached credentials.\n",
                "{not json\n",
                "\u{1b}[2J\n",
                "{\"level\":\"info\"}\n",
                "[1,2]\n",
            ][number as usize % 5],
        );
    }
    for number in 0..acts.flood {
        turn.say(&format!("token {number} "))?;
    }
    if acts.huge_mib > 0 {
        turn.say(&"y".repeat(acts.huge_mib << 20))?;
    }
    if acts.daemon_seconds > 0 {
        daemon(turn, acts.daemon_seconds).map_err(internal)?;
    }
    if let Some(code) = acts.die {
        eprintln!("panic: scripted death in phase {}", asked.phase.number());
        // Leaves time for what was said to be read; the point is the missing answer.
        tokio::time::sleep(Duration::from_millis(20)).await;
        std::process::exit(code);
    }
    if acts.close {
        close_output();
        tokio::time::sleep(Duration::from_secs(3600)).await;
    }
    if acts.hang {
        turn.say("I shall say no more.")?;
        std::future::pending::<()>().await;
    }
    if acts.tokens > 0 || acts.usd > 0.0 {
        turn.spent(acts.tokens, acts.usd)?;
    }
    if acts.wait {
        turn.say("I wait until I am stopped.")?;
        turn.stop.cancelled().await;
        return cancelled(turn, acts).await.map(Then::End);
    }
    if acts.auth {
        return Err(acp::Error::auth_required());
    }
    if let Some(message) = &acts.error {
        return Err(acp::Error::new(-32603, message.clone()));
    }
    if acts.refuse {
        turn.say("I refuse.")?;
        return Ok(Then::End(s::StopReason::Refusal));
    }
    Ok(Then::Go)
}

/// The answer to a cancel.
pub async fn cancelled(_: &Turn, acts: &Acts) -> Result<s::StopReason, acp::Error> {
    tokio::time::sleep(Duration::from_millis(acts.cancel_late_ms)).await;
    Ok(s::StopReason::Cancelled)
}

/// What becomes of the document; none is handed over when it is gone.
pub fn document(acts: &Acts, document: String) -> Option<String> {
    if acts.no_document {
        return None;
    }
    if acts.empty_document {
        return Some(String::new());
    }
    let mut document = document;
    if acts.no_criteria {
        document = document.replace("AC-", "criterion ");
    }
    if acts.claim_tests {
        document = document.replace("- AC-1: `", "- AC-1: `a_test_that_nobody_wrote`, `");
    }
    if acts.needs_work {
        document = document
            .replacen("\nAPPROVED\n", "\nNEEDS_WORK\n", 1)
            .replacen("| AC-1 | PASS |", "| AC-1 | FAIL |", 1)
            .replacen(
                "## Work needed\n\n- none",
                "## Work needed\n\n- implement: AC-1 is not met, says the script",
                1,
            );
    }
    for (old, new) in &acts.replace {
        document = document.replace(old.as_str(), new);
    }
    document.push_str(acts.append.as_deref().unwrap_or_default());
    Some(document)
}

/// What happens after the work.
pub async fn after(
    turn: &Turn,
    acts: &Acts,
    _: &Asked,
    project: &Project,
) -> Result<Then, acp::Error> {
    for (path, text) in &acts.write {
        // Refused or not, the turn goes on, as real agents do.
        if turn.write(path, text).await.is_err() {
            turn.say(&format!("I was not let write {path}."))?;
        }
    }
    for (path, text) in &acts.write_directly {
        if let Err(problem) = turn.write_directly(path.as_ref(), text) {
            turn.say(&format!("I could not write {path}: {problem}."))?;
        }
    }
    for path in &acts.remove {
        let _ = std::fs::remove_file(turn.worktree.join(path));
    }
    for (path, target) in &acts.link {
        #[cfg(unix)]
        if let Err(problem) = std::os::unix::fs::symlink(target, turn.worktree.join(path)) {
            turn.say(&format!("I could not link {path}: {problem}."))?;
        }
        let _ = (path, target);
    }
    for line in &acts.run_directly {
        run_directly(turn, line).await?;
    }
    if let Some(line) = &acts.ask {
        let may = turn.may_run(line).await?;
        turn.say(if may {
            "I was allowed."
        } else {
            "I was refused."
        })?;
        if acts.ignore_answer && !may {
            run_directly(turn, line).await?;
        }
    }
    if let Some(line) = &acts.terminal {
        let words: Vec<&str> = line.split_whitespace().collect();
        let code = turn.run(&words).await?;
        turn.say(&format!("The terminal says {code:?}."))?;
    }
    if acts.weaken_tests {
        for path in project.test_files(turn) {
            turn.write_directly(path.as_ref(), "").map_err(internal)?;
        }
    }
    if acts.break_code
        && let Some((path, text)) = project.any_source(turn)
    {
        turn.write_directly(
            path.as_ref(),
            &format!("{text}\n}} this does not compile {{\n"),
        )
        .map_err(internal)?;
    }
    Ok(Then::Go)
}

/// Runs a command as its own child. Whether that works is not its concern, and no test's either.
async fn run_directly(turn: &Turn, line: &str) -> Result<(), acp::Error> {
    let words = shell_words::split(line).map_err(internal)?;
    let Some((program, arguments)) = words.split_first() else {
        return Ok(());
    };
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).current_dir(&turn.worktree);
    if let Err(problem) = command.output().await {
        turn.say(&format!("I could not run {line}: {problem}."))?;
    }
    Ok(())
}

/// A child in a session of its own, twice forked away by the shell.
fn daemon(turn: &Turn, seconds: u32) -> std::io::Result<()> {
    let line = format!(
        "setsid sh -c 'sleep {seconds} & echo $! > daemon.pid; wait' >/dev/null 2>&1 </dev/null &"
    );
    std::process::Command::new("/bin/sh")
        .args(["-c", &line])
        .current_dir(&turn.worktree)
        .status()?;
    // The test reads the pid: wait for it, not for a time.
    let written = turn.worktree.join("daemon.pid");
    while !std::fs::read_to_string(&written).is_ok_and(|text| text.ends_with('\n')) {
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

fn close_output() {
    // Standard output now leads to nothing; the client sees its end.
    if let Ok(nothing) = std::fs::OpenOptions::new().write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdout(&nothing);
    }
}
