//! A phase, worked by templates. The order of things is an agent's: read, say, write, ask, run, hand
//! over. What goes wrong on purpose is put in by [`super::crime`].

use agent_client_protocol::{self as acp, v1::schema as s};

use super::{
    PLAINLY, brief,
    crime::{self, Then},
    documents,
    feature::Feature,
    languages::{self, Project},
    script::Script,
    turn::Turn,
};
use crate::workflow::Phase;

/// Works the brief; gives the stop reason.
pub async fn work(turn: &Turn, text: &str, script: &Script) -> Result<s::StopReason, acp::Error> {
    let asked = match brief::read(text) {
        Ok(asked) => asked,
        Err(problem) => {
            turn.say(&format!("{PLAINLY} I cannot work this brief: {problem}."))?;
            return Ok(s::StopReason::Refusal);
        }
    };
    turn.say(&format!(
        "{PLAINLY} Phase {} for {}.",
        asked.phase.number(),
        asked.title
    ))?;
    turn.usage(text.len() as u64 / 4)?;
    let acts = script.acts(asked.phase, asked.attempt);
    if let Some(delay) = script.delay(asked.phase) {
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            () = turn.stop.cancelled() => return Ok(s::StopReason::Cancelled),
        }
    }
    if let Then::End(end) = crime::before(turn, &acts, &asked).await? {
        return Ok(end);
    }
    let folder = asked
        .deliverable
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let earlier = |phase: Phase| {
        turn.read(&format!("{folder}/{}", phase.deliverable()))
            .unwrap_or_default()
    };
    let project = Project::of(turn);
    let feature = Feature::of(
        &asked,
        &project,
        &brief::criteria(&earlier(Phase::Requirements)),
    );
    let mut changed = Vec::new();
    match asked.phase {
        Phase::Implement => {
            for file in languages::source(&project, &feature, turn) {
                turn.write(&file.path, &file.text).await?;
                changed.push(file);
            }
            ask_and_run(
                turn,
                asked.build_command.as_deref().unwrap_or(project.build()),
            )
            .await?;
        }
        Phase::Test => {
            for file in languages::tests(&project, &feature, turn) {
                turn.write(&file.path, &file.text).await?;
                changed.push(file);
            }
        }
        Phase::Submit => {
            for file in documents::published(&feature, turn) {
                turn.write(&file.path, &file.text).await?;
                changed.push(file);
            }
        }
        Phase::Requirements | Phase::Plan | Phase::Validate => {}
    }
    if turn.stop.is_cancelled() {
        return crime::cancelled(turn, &acts).await;
    }
    let document = documents::deliverable(&asked, &feature, &project, &changed);
    if let Some(document) = crime::document(&acts, document) {
        turn.write(&asked.deliverable, &document).await?;
    }
    if let Then::End(end) = crime::after(turn, &acts, &asked, &project).await? {
        return Ok(end);
    }
    turn.usage(text.len() as u64 / 4 + 1000)?;
    turn.say(&format!(
        "{} is written to {}.",
        asked.phase.name(),
        asked.deliverable
    ))?;
    Ok(s::StopReason::EndTurn)
}

async fn ask_and_run(turn: &Turn, line: &str) -> Result<(), acp::Error> {
    if line.is_empty() {
        return Ok(());
    }
    if turn.may_run(line).await? {
        let words = shell_words::split(line).unwrap_or_default();
        let argv: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some(code) = turn.run(&argv).await? {
            turn.say(&format!("`{line}` ended with exit code {code}."))?;
        }
    }
    Ok(())
}
