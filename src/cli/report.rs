//! A run in words: where its things are, the table of phases, the evidence of each gate, and what
//! to type next.

use std::fmt::Write;

use super::{
    table::Table,
    terminal::{
        BAD, BOLD, DIM, GOOD, LINK, WARN, between, duration, paint, plain, plain_lines, shell,
    },
};
use crate::workflow::{
    RunView, announce,
    decision::Wait,
    finding::FindingSeverity,
    view::{PhaseState, PhaseView, RunState},
};

use anstyle::Style;

/// How much to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// What a person needs who watched the run.
    Short,
    /// Findings and warnings of every phase too.
    Full,
}

/// The whole report.
pub(super) fn report(view: &RunView, detail: Detail) -> String {
    let mut text = String::new();
    if view.state == RunState::Completed {
        let _ = writeln!(text, "{}\n", paint(GOOD, announce::finished()));
    }
    let _ = writeln!(
        text,
        "{}  {}",
        paint(BOLD, &plain(&view.title, 200)),
        state(view.state)
    );
    if detail == Detail::Full {
        let _ = writeln!(text, "  {}", plain(&view.request.text, 500));
    }
    facts(&mut text, view);
    phases(&mut text, view);
    evidence(&mut text, view);
    findings(&mut text, view, detail);
    next(&mut text, view);
    text
}

/// A run's state as a coloured word.
pub(super) fn state(state: RunState) -> String {
    let (word, style) = word(state);
    paint(style, word)
}

/// A run's state as a word and its style.
pub(super) fn word(state: RunState) -> (&'static str, Style) {
    match state {
        RunState::Queued => ("queued", DIM),
        RunState::Running => ("running", LINK),
        RunState::Waiting => ("waiting for you", WARN),
        RunState::Blocked => ("blocked", WARN),
        RunState::Completed => ("completed", GOOD),
        RunState::Cancelled => ("cancelled", DIM),
        RunState::Failed => ("failed", BAD),
    }
}

fn phase_word(state: PhaseState) -> (&'static str, Style) {
    match state {
        PhaseState::Pending => ("pending", DIM),
        PhaseState::Running => ("running", LINK),
        PhaseState::Waiting => ("waiting", WARN),
        PhaseState::Completed => ("completed", GOOD),
        PhaseState::Waived => ("waived", DIM),
        PhaseState::Failed => ("failed", BAD),
        PhaseState::Stale => ("stale", WARN),
    }
}

fn facts(text: &mut String, view: &RunView) {
    let mut table = Table::default();
    let mut fact = |name: &str, value: String| {
        table.row([(name.to_owned(), DIM), (value, Style::new())]);
    };
    fact("run", view.id.clone());
    fact("branch", plain(&view.branch, 300));
    fact("base", view.base.chars().take(12).collect());
    if let Some(worktree) = &view.worktree {
        fact("worktree", plain(worktree, 500));
    }
    let folder = view
        .phases
        .iter()
        .find_map(|phase| phase.deliverable.as_deref());
    if let Some((folder, _)) = folder.and_then(|path| path.rsplit_once('/')) {
        fact("deliverables", plain(folder, 500));
    }
    fact("agent", plain(&view.agent, 100));
    let unknown = || "unknown".to_owned();
    let tokens = view.usage.tokens.map(|tokens| tokens.to_string());
    fact("tokens", tokens.unwrap_or_else(unknown));
    let cost = view.usage.cost_usd.map(|cost| format!("{cost:.2} USD"));
    fact("cost", cost.unwrap_or_else(unknown));
    for what in &view.frontend {
        fact("frontend team", plain(what, 300));
    }
    for overlap in &view.overlaps {
        let files = overlap.files.join(", ");
        let title = plain(&overlap.title, 60);
        fact(
            "also changed by",
            format!("{} ({title}): {}", overlap.run, plain(&files, 300)),
        );
    }
    if let Some(applied) = &view.applied {
        fact("applied", plain(applied, 40));
    }
    if let Some(url) = &view.pull_request {
        fact("pull request", plain(url, 500));
    }
    if let Some(merged) = &view.merged {
        fact("merged", plain(merged, 40));
    }
    text.push_str(&table.lines("  "));
}

fn phases(text: &mut String, view: &RunView) {
    let mut table = Table::new(&["#", "phase", "role", "state", "attempts", "time", "result"]);
    for phase in &view.phases {
        let (word, style) = phase_word(phase.state);
        let time = match (phase.state, &phase.finished) {
            (PhaseState::Running, _) => between(phase.started.as_deref(), Some(&now())),
            (_, end) => between(phase.started.as_deref(), end.as_deref()),
        };
        let result = phase.summary.as_deref();
        let result = result.or(phase.accepted.as_deref());
        let result = result.or(phase.waived.as_deref());
        let plain_cell = |text: String| (text, Style::new());
        table.row([
            (phase.number.to_string(), DIM),
            plain_cell(phase.name.clone()),
            plain_cell(phase.role.to_string()),
            (word.to_owned(), style),
            plain_cell(match phase.attempts {
                0 => String::new(),
                attempts => attempts.to_string(),
            }),
            plain_cell(time.map_or_else(String::new, duration)),
            plain_cell(plain(result.unwrap_or(""), 100)),
        ]);
    }
    let _ = write!(text, "\n{}", table.lines("  "));
}

fn evidence(text: &mut String, view: &RunView) {
    let mut table = Table::new(&[
        "#", "evidence", "exit", "tests", "coverage", "time", "output",
    ]);
    let mut any = false;
    for phase in &view.phases {
        for evidence in &phase.evidence {
            any = true;
            let [exit, tests, coverage] = evidence.cells();
            let style = if evidence.ok() { GOOD } else { BAD };
            let cell = |text: String| (text, Style::new());
            let note = evidence
                .note
                .as_deref()
                .map(|note| format!("  {}", plain(note, 80)));
            let digest = evidence.output_sha256.get(..8).unwrap_or("");
            table.row([
                (phase.number.to_string(), DIM),
                cell(plain(&evidence.command, 60)),
                (exit, style),
                cell(tests),
                cell(coverage),
                cell(duration(evidence.duration_ms)),
                (format!("{digest}{}", note.unwrap_or_default()), DIM),
            ]);
        }
    }
    if any {
        let _ = write!(text, "\n{}", table.lines("  "));
    }
}

fn findings(text: &mut String, view: &RunView, detail: Detail) {
    for phase in &view.phases {
        let at_hand = view.phase.is_some_and(|at| at.number() == phase.number);
        let shut = matches!(phase.state, PhaseState::Failed | PhaseState::Running);
        if detail == Detail::Short && !(at_hand || shut) {
            continue;
        }
        for finding in &phase.findings {
            let mark = match finding.severity {
                FindingSeverity::Error => paint(BAD, "error"),
                FindingSeverity::Warning => paint(WARN, "warning"),
            };
            let place = match (&finding.path, finding.line) {
                (Some(path), Some(line)) => format!("{}:{}: ", plain(path, 200), line + 1),
                (Some(path), None) => format!("{}: ", plain(path, 200)),
                (None, _) => String::new(),
            };
            let message = plain_lines(&finding.message, 2000).replace('\n', "\n      ");
            let (number, code) = (phase.number, paint(DIM, &finding.code));
            let _ = write!(text, "\n  {number} {mark} {place}{message} {code}");
        }
        if let Some(patch) = &phase.patch {
            let moved = paint(DIM, "moved out of the lane, kept as");
            let _ = write!(text, "\n  {} {moved} {}", phase.number, plain(patch, 500));
        }
    }
    if text.ends_with(['\n']) {
        return;
    }
    text.push('\n');
}

/// What to type next, as the run stands.
fn next(text: &mut String, view: &RunView) {
    if !view.message.is_empty() && view.state != RunState::Completed {
        let _ = writeln!(text, "\n  {}", plain(&view.message, 1000));
    }
    let commands = commands(view);
    if commands.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n  Next:");
    for (command, about) in commands {
        // A shell takes the rest of the line for a comment, so the whole line can be copied.
        let about = paint(DIM, &format!("# {about}"));
        let _ = writeln!(text, "    {}  {about}", paint(LINK, &command));
    }
}

/// The commands that fit where a run stands, with what each does.
pub(super) fn commands(view: &RunView) -> Vec<(String, String)> {
    let id = &view.id;
    let own = |verb: &str, rest: &str| format!("backend-factory {verb} {id}{rest}");
    let pair = |command: String, about: &str| (command, about.to_owned());
    let phase = view.phase.and_then(|phase| view.phases.get(phase.index()));
    let read = |phase: &PhaseView| {
        let path = phase.deliverable.as_deref()?;
        Some(pair(
            shell(path),
            "the deliverable: read it, edit it if you like",
        ))
    };
    match view.state {
        RunState::Completed => {
            let branch = shell(&view.branch);
            let worktree = view.worktree.as_deref().unwrap_or(".");
            let base = view.base.get(..12).unwrap_or(&view.base);
            vec![
                pair(
                    format!("git -C {} diff {base}..{branch}", shell(worktree)),
                    "all that it changed",
                ),
                pair(format!("git merge {branch}"), "take it, in your own clone"),
                pair(own("submit", ""), "or push it and open its pull request"),
            ]
        }
        RunState::Waiting | RunState::Blocked => {
            let mut all: Vec<_> = phase.and_then(read).into_iter().collect();
            match &view.wait {
                Some(Wait::Blocked { .. }) => {
                    all.push(pair(
                        own("retry", " --feedback '…'"),
                        "try again, with your words",
                    ));
                    all.push(pair(own("continue", ""), "go on trying"));
                    all.push(pair(
                        own("recheck", ""),
                        "you mended it by hand: have the gate look again",
                    ));
                    all.push(pair(
                        own("waive", " --reason '…'"),
                        "go on although the gate is shut",
                    ));
                }
                Some(Wait::Approval) | None => {
                    let stale = |phase: &PhaseView| phase.state == PhaseState::Stale;
                    match view.phases.iter().find(|phase| stale(phase)) {
                        None => all.push(pair(own("approve", ""), "go on")),
                        Some(first) => {
                            let again = format!(" {}", first.number);
                            all.push(pair(own("retry", &again), "work again what is stale"));
                            all.push(pair(
                                own("accept", " --reason '…'"),
                                "take it as it is, and say why",
                            ));
                        }
                    }
                    all.push(pair(
                        own("retry", " --feedback '…'"),
                        "work this phase again",
                    ));
                }
            }
            all.push(pair(own("cancel", ""), "end it; branch and worktree stay"));
            all
        }
        RunState::Queued | RunState::Running => {
            let mut all = Vec::new();
            if !view.questions.is_empty() {
                all.push(pair(own("allow", ""), "let the agent do it, this time"));
                all.push(pair(
                    own("allow", " --always"),
                    "as long as this run goes on",
                ));
                all.push(pair(own("refuse", ""), "have it go on without"));
            }
            all.push(pair(own("show", ""), "how it stands"));
            all.push(pair(own("cancel", ""), "end it; branch and worktree stay"));
            all
        }
        RunState::Cancelled | RunState::Failed => vec![pair(
            "backend-factory doctor".to_owned(),
            "what is here, and what is missing",
        )],
    }
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}
