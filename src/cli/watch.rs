//! Shows a run as it goes: a line for each thing that happened, and at a terminal one more that
//! moves, with phase, role, elapsed time and what the agent is doing. All of it on stderr.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{IsTerminal, stderr},
    thread,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    Failure,
    prompt::{Prompt, Said},
    terminal::{self, BAD, BOLD, DIM, GOOD, WARN, between, duration, paint, plain},
};
use crate::{
    engine::{self, Engine},
    workflow::{
        Phase, RunView, announce,
        event::Answer,
        view::{PhaseState, PhaseView, RunState},
    },
};

/// How often the journal is asked whether anything happened. A cheap question.
const LOOK: Duration = Duration::from_millis(60);
/// How often a run without news is asked to be resumed, in case its worker died.
const REVIVE: Duration = Duration::from_secs(3);

/// Follows a run until it is over or a person is awaited, and gives it as it stands then.
///
/// What its agent asks is asked here too, where `ask` and somebody is at the terminal.
pub(super) fn follow(
    engine: &dyn Engine,
    id: &str,
    quiet: bool,
    ask: bool,
) -> Result<RunView, Failure> {
    let prompt = Prompt::new().filter(|_| ask && !quiet);
    let mut shown = Shown::new(quiet, prompt);
    let mut view = engine.run(id)?;
    let mut revision = engine.revision()?;
    let mut news = Instant::now();
    loop {
        shown.update(&view);
        if !matches!(view.state, RunState::Queued | RunState::Running) {
            shown.end();
            return Ok(view);
        }
        shown.live(&view, engine.live(id).map(|live| live.doing));
        thread::sleep(LOOK);
        if let Some((question, answer)) = shown.answered(id) {
            match engine.answer(id, Some(question), answer, "cli") {
                Ok(_) => {}
                // Somebody else was faster, or it took too long.
                Err(engine::Error::NotNow(why)) => shown.say(&why),
                Err(error) => return Err(error.into()),
            }
        }
        let now = engine.revision()?;
        if now != revision {
            (revision, news) = (now, Instant::now());
            view = engine.run(id)?;
        } else if news.elapsed() > REVIVE {
            news = Instant::now();
            view = engine.resume(id)?;
        }
    }
}

/// What was already said about a run.
struct Shown {
    quiet: bool,
    bar: ProgressBar,
    all: MultiProgress,
    interactive: bool,
    begun: Instant,
    said: BTreeMap<u8, (PhaseState, u32)>,
    /// Questions that were shown.
    asked: BTreeSet<u32>,
    /// Who may be asked.
    prompt: Option<Prompt>,
    /// The question that stands last on the screen: nothing may be drawn over it.
    asking: Option<u32>,
    /// Questions that were answered here.
    answered: BTreeSet<u32>,
}

impl Shown {
    fn new(quiet: bool, prompt: Option<Prompt>) -> Shown {
        let interactive = !quiet && stderr().is_terminal();
        let target = match interactive {
            true => ProgressDrawTarget::stderr_with_hz(15),
            false => ProgressDrawTarget::hidden(),
        };
        let all = MultiProgress::with_draw_target(target);
        let bar = all.add(ProgressBar::new_spinner());
        let style = ProgressStyle::with_template("{spinner:.cyan} {prefix}\n    {wide_msg}");
        if let Ok(style) = style {
            bar.set_style(
                style.tick_strings(&["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏", " "]),
            );
        }
        Shown {
            quiet,
            bar,
            all,
            interactive,
            begun: Instant::now(),
            said: BTreeMap::new(),
            asked: BTreeSet::new(),
            prompt,
            asking: None,
            answered: BTreeSet::new(),
        }
    }

    /// Says what is new since the last time.
    fn update(&mut self, view: &RunView) {
        let open = |number: u32| view.questions.iter().any(|it| it.number == number);
        if self.asking.is_some_and(|number| !open(number)) {
            self.asking = None;
            self.say(&paint(DIM, "\nIt was answered elsewhere, or too late."));
        }
        for phase in &view.phases {
            let state = (phase.state, phase.attempts);
            let before = self.said.insert(phase.number, state);
            let begun = !matches!(phase.state, PhaseState::Pending | PhaseState::Waived);
            if before == Some(state) || (before.is_none() && !begun) {
                continue;
            }
            if let Some(line) = line(phase, before) {
                self.say(&line);
            }
        }
        for question in &view.questions {
            if self.asked.insert(question.number) {
                let what = plain(&format!("{}: {}", question.what, question.reason), 400);
                let asks = format!("The agent asks whether it may {what}");
                self.say(&paint(WARN, &asks));
                if self.prompt.is_none() {
                    self.say(&elsewhere(&view.id));
                }
            }
        }
        let due = |number: &u32| !self.answered.contains(number);
        let next = view.questions.iter().map(|it| it.number).find(due);
        if let (None, Some(number), Some(prompt)) = (self.asking, next, &mut self.prompt) {
            let _ = self.all.clear();
            prompt.ask();
            self.asking = Some(number);
        }
    }

    /// What was answered here since the last time.
    fn answered(&mut self, id: &str) -> Option<(u32, Answer)> {
        let number = self.asking?;
        match self.prompt.as_ref()?.said() {
            Said::Nothing => None,
            Said::Answer(answer) => {
                self.asking = None;
                self.answered.insert(number);
                Some((number, answer))
            }
            Said::Unclear => {
                self.prompt.as_mut()?.ask();
                None
            }
            Said::Gone => {
                self.prompt = None;
                self.asking = None;
                self.say(&format!("\n{}", elsewhere(id)));
                None
            }
        }
    }

    /// Moves the line at the bottom.
    fn live(&mut self, view: &RunView, doing: Option<String>) {
        if !self.interactive || self.asking.is_some() {
            return;
        }
        let at_hand = view.phase.and_then(|phase| view.phases.get(phase.index()));
        let (phase, elapsed) = match at_hand {
            None => (
                plain(&view.message, 70),
                self.begun.elapsed().as_millis() as u64,
            ),
            Some(phase) => {
                let attempt = phase.attempts.max(1);
                let words = format!("{} - {}, attempt {attempt}", phase.name, phase.role);
                let number = paint(BOLD, &format!("Phase {}/6:", phase.number));
                // Before its first attempt a phase has no beginning of its own.
                let since = between(phase.started.as_deref(), Some(&now())).unwrap_or(0);
                (format!("{number} {words}"), since)
            }
        };
        self.bar
            .set_prefix(format!("{phase} · {}", duration(elapsed)));
        self.bar
            .set_message(paint(DIM, &plain(&doing.unwrap_or_default(), 200)));
        self.bar.tick();
    }

    fn say(&mut self, text: &str) {
        if self.quiet {
            return;
        }
        if let (Some(_), Some(prompt)) = (self.asking, &mut self.prompt) {
            terminal::note(&format!("\n{text}"));
            return prompt.ask();
        }
        // A hidden bar swallows what is printed through it.
        match self.interactive {
            true => drop(self.all.println(text)),
            false => terminal::note(text),
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// How a question is answered that cannot be asked here.
fn elsewhere(id: &str) -> String {
    let how = format!(
        "  Next, in another terminal: `backend-factory allow {id}` (`--always` for this run), or `refuse {id}`."
    );
    paint(DIM, &how)
}

/// What to say about a phase whose state has changed.
fn line(phase: &PhaseView, before: Option<(PhaseState, u32)>) -> Option<String> {
    let which = Phase::from_number(phase.number)?;
    let failed = || {
        let reason = phase.findings.iter().find(|finding| finding.is_error());
        reason.map_or_else(
            || "the gate stayed shut".to_owned(),
            |finding| plain(&finding.message, 300),
        )
    };
    Some(match phase.state {
        PhaseState::Pending | PhaseState::Stale => return None,
        PhaseState::Running if phase.attempts == 0 => return None,
        PhaseState::Running => match before {
            // The same attempt, seen in another state before: nothing new.
            Some((_, attempts)) if attempts == phase.attempts => return None,
            _ if phase.attempts > 1 => {
                let reason = format!("  {}", paint(DIM, &failed()));
                let retrying = paint(WARN, &announce::retrying(which, phase.attempts));
                format!("{retrying}\n{reason}")
            }
            _ => format!(
                "{}\n  {}",
                paint(BOLD, &announce::phase(which)),
                paint(DIM, &announce::executing(which))
            ),
        },
        PhaseState::Completed | PhaseState::Waiting => {
            if matches!(
                before,
                Some((PhaseState::Completed | PhaseState::Waiting, _))
            ) {
                return None;
            }
            let summary = plain(phase.summary.as_deref().unwrap_or("done"), 200);
            paint(GOOD, &announce::complete(which, &summary))
        }
        PhaseState::Waived => {
            let reason = phase.waived.as_deref().unwrap_or("left out");
            paint(
                DIM,
                &format!("Phase {} waived: {}", phase.number, plain(reason, 200)),
            )
        }
        PhaseState::Failed => paint(BAD, &announce::failed(which, &failed())),
    })
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}
