//! What a run took, from its events alone: time, attempts, people's words, cost. And what the next
//! one may take, from those before it. Unknown stays unknown.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Decision, Event, Phase, Recorded, Refused, Run, Station, Step,
    event::{Answer, AttemptEnd, Usage},
    evidence::{EvidenceKind, TestCounts},
    view::RunState,
};

/// The figures of one run.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Metrics {
    /// The run's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: RunState,
    /// From the request to the last event, in milliseconds.
    pub total_ms: i64,
    /// From the request to the finished branch, in milliseconds.
    pub finished_ms: Option<i64>,
    /// From the request to the merged branch, in milliseconds.
    pub merged_ms: Option<i64>,
    /// Agents at work.
    pub agent_ms: i64,
    /// Gates at work: commands, audit, commit.
    pub gate_ms: i64,
    /// A person was awaited.
    pub waiting_ms: i64,
    /// The six phases.
    pub phases: Vec<PhaseMetrics>,
    /// What people decided.
    pub interventions: Interventions,
    /// Findings of work outside its lane.
    pub lane_violations: u32,
    /// Tests that were seen first.
    pub tests_before: Option<TestCounts>,
    /// Tests that were seen last.
    pub tests_after: Option<TestCounts>,
    /// Line coverage in percent, seen first.
    pub coverage_before: Option<f64>,
    /// Line coverage in percent, seen last.
    pub coverage_after: Option<f64>,
    /// By how many percent points it changed.
    pub coverage_change: Option<f64>,
    /// Checks of what is to be deployed: templates, the project's own validate command, the branch.
    pub deployment_checks: Checks,
    /// What the agents reported.
    pub usage: Usage,
}

/// The figures of one phase of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct PhaseMetrics {
    /// 1 to 6.
    pub number: u8,
    /// Attempts begun.
    pub attempts: u32,
    /// Its gate passed at the first attempt; none when no gate has spoken.
    pub first_pass: Option<bool>,
    /// Agents at work, in milliseconds.
    pub agent_ms: i64,
    /// Attempts in which the agent itself failed.
    pub agent_failures: u32,
    /// A person passed it without its gate.
    pub waived: bool,
}

/// How checks went, each at its latest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Checks {
    /// Ended well.
    pub passed: u32,
    /// Did not.
    pub failed: u32,
}

/// How often a person had to speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Interventions {
    /// Approvals.
    pub approve: u32,
    /// Retries.
    pub retry: u32,
    /// Waivers.
    pub waive: u32,
    /// Runs let go on past a limit.
    pub proceed: u32,
    /// Cancellations.
    pub cancel: u32,
    /// Deliverables edited.
    pub edit: u32,
    /// Gates that a person had judged again after mending something by hand.
    pub recheck: u32,
    /// Questions of agents that a person answered.
    pub answer: u32,
}

impl Interventions {
    /// All of them.
    pub fn total(&self) -> u32 {
        self.kinds().into_iter().map(|(_, times)| times).sum()
    }

    /// Each kind by its name.
    pub fn kinds(&self) -> [(&'static str, u32); 8] {
        [
            ("approve", self.approve),
            ("retry", self.retry),
            ("waive", self.waive),
            ("continue", self.proceed),
            ("cancel", self.cancel),
            ("edit", self.edit),
            ("recheck", self.recheck),
            ("answer", self.answer),
        ]
    }
}

/// The figures of the run that these events make.
pub fn of(events: &[Recorded]) -> Result<Metrics, Refused> {
    let (first, rest) = events.split_first().ok_or(Refused::Empty)?;
    let mut run = Run::begin(first)?;
    let mut at = first.at;
    let (mut agent_ms, mut gate_ms, mut waiting_ms) = (0, 0, 0);
    let mut phases: Vec<PhaseMetrics> = Phase::ALL
        .into_iter()
        .map(|phase| PhaseMetrics {
            number: phase.number(),
            ..PhaseMetrics::default()
        })
        .collect();
    let mut interventions = Interventions::default();
    let mut lane_violations = 0;
    let mut counts = Vec::new();
    let mut coverage = Vec::new();
    let mut finished_ms = None;
    for recorded in rest {
        // A clock that was set back takes no time.
        let passed = recorded.at.saturating_sub(at).max(0);
        match (run.station(), run.next()) {
            (Station::Working(_), _) if !run.questions().is_empty() => waiting_ms += passed,
            (Station::Working(phase), _) => {
                agent_ms += passed;
                phases[phase.index()].agent_ms += passed;
            }
            (Station::Gating(_), _) => gate_ms += passed,
            (_, Step::Await(_)) => waiting_ms += passed,
            _ => {}
        }
        at = at.max(recorded.at);
        run.apply(recorded)?;
        match &recorded.event {
            Event::AttemptEnded { phase, end, .. } => {
                let failed = matches!(
                    end,
                    AttemptEnd::Stopped { .. }
                        | AttemptEnd::Died { .. }
                        | AttemptEnd::TimedOut { .. }
                        | AttemptEnd::AuthRequired { .. }
                        | AttemptEnd::OverBudget { .. }
                );
                phases[phase.index()].agent_failures += u32::from(failed);
            }
            Event::EvidenceGathered { evidence, .. } => {
                counts.extend(evidence.tests);
                coverage.extend(evidence.coverage);
            }
            Event::GatePassed { phase, attempt, .. } => {
                phases[phase.index()]
                    .first_pass
                    .get_or_insert(*attempt == 1);
            }
            Event::GateFailed {
                phase, findings, ..
            } => {
                phases[phase.index()].first_pass.get_or_insert(false);
                let out = findings
                    .iter()
                    .filter(|finding| finding.code == "out-of-lane")
                    .count();
                lane_violations += u32::try_from(out).unwrap_or(u32::MAX);
            }
            Event::DecisionMade {
                decision, phase, ..
            } => match decision {
                Decision::Approve => interventions.approve += 1,
                Decision::Retry { .. } => interventions.retry += 1,
                Decision::Waive { .. } => {
                    interventions.waive += 1;
                    phases[phase.index()].waived = true;
                }
                Decision::Continue => interventions.proceed += 1,
                Decision::Cancel => interventions.cancel += 1,
                Decision::Recheck => interventions.recheck += 1,
            },
            Event::DeliverableEdited { .. } => interventions.edit += 1,
            // What nobody answered in time is nobody's intervention.
            Event::PermissionAnswered { answer, by, .. } => {
                let person = *answer != Answer::Refuse || by != "policy";
                interventions.answer += u32::from(person);
            }
            Event::RunCompleted { .. } => {
                finished_ms = Some(recorded.at.saturating_sub(first.at));
            }
            Event::RunRequested(_)
            | Event::WorktreePrepared { .. }
            | Event::PrepareFailed { .. }
            | Event::AttemptStarted { .. }
            | Event::PermissionAsked(_)
            | Event::ChangesApplied { .. }
            | Event::PullRequestOpened { .. }
            | Event::BranchMerged { .. } => {}
        }
    }
    let view = run.view();
    let mut deployment_checks = Checks::default();
    for evidence in view.phases.iter().flat_map(|phase| &phase.evidence) {
        let counts = matches!(
            evidence.kind,
            EvidenceKind::Template | EvidenceKind::Validate | EvidenceKind::Git
        );
        deployment_checks.passed += u32::from(counts && evidence.ok());
        deployment_checks.failed += u32::from(counts && !evidence.ok());
    }
    for (metrics, phase) in phases.iter_mut().zip(&view.phases) {
        metrics.attempts = phase.attempts;
    }
    Ok(Metrics {
        id: view.id,
        title: view.title,
        state: view.state,
        total_ms: at.saturating_sub(first.at),
        finished_ms,
        merged_ms: run.merged().map(|at| at.saturating_sub(first.at).max(0)),
        agent_ms,
        gate_ms,
        waiting_ms,
        phases,
        interventions,
        lane_violations,
        tests_before: counts.first().copied(),
        tests_after: counts.last().copied(),
        coverage_before: coverage.first().copied(),
        coverage_after: coverage.last().copied(),
        coverage_change: coverage
            .first()
            .zip(coverage.last())
            .map(|(first, last)| last - first),
        deployment_checks,
        usage: view.usage,
    })
}

/// The figures of many runs together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    /// Runs in all.
    pub runs: usize,
    /// Of those that are over, how many completed, from 0 to 1; none while none is over.
    pub completion_rate: Option<f64>,
    /// Of the gates that spoke, how many passed at the first attempt, a phase each.
    pub first_pass_rate: Vec<Option<f64>>,
    /// People's decisions a run, on average.
    pub interventions_per_run: Option<f64>,
    /// All of them, by kind.
    pub interventions: Interventions,
    /// From the request to the finished branch, in milliseconds: the median run.
    pub finished_ms: Option<i64>,
    /// From the request to the merged branch, in milliseconds: the median run.
    pub merged_ms: Option<i64>,
    /// Agents at work, in milliseconds: all runs.
    pub agent_ms: i64,
    /// A person was awaited, in milliseconds: all runs.
    pub waiting_ms: i64,
    /// Findings of work outside its lane: all runs.
    pub lane_violations: u32,
    /// Checks of what is to be deployed: all runs.
    pub deployment_checks: Checks,
    /// What agents reported, of the runs where they reported something.
    pub usage: Usage,
    /// What the next run may take.
    pub forecast: Option<Forecast>,
}

/// What the next run may take, from the runs that completed: the middle half of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Forecast {
    /// How many runs it rests on.
    pub runs: usize,
    /// Milliseconds without waiting for people, from and to.
    pub working_ms: (i64, i64),
    /// US dollars, from and to; none where no agent reported a cost.
    pub cost_usd: Option<(f64, f64)>,
}

/// The figures of these runs together.
pub fn summary(runs: &[Metrics]) -> Summary {
    let over = |run: &&Metrics| {
        matches!(
            run.state,
            RunState::Completed | RunState::Cancelled | RunState::Failed
        )
    };
    let ended = runs.iter().filter(over).count();
    let completed: Vec<&Metrics> = runs
        .iter()
        .filter(|run| run.state == RunState::Completed)
        .collect();
    let first_pass = |index: usize| {
        let spoke: Vec<bool> = runs
            .iter()
            .filter_map(|run| run.phases.get(index)?.first_pass)
            .collect();
        rate(spoke.iter().filter(|passed| **passed).count(), spoke.len())
    };
    let words: u32 = runs.iter().map(|run| run.interventions.total()).sum();
    let mut interventions = Interventions::default();
    let mut deployment_checks = Checks::default();
    let mut usage = Usage::default();
    for run in runs {
        let more = &run.interventions;
        interventions.approve += more.approve;
        interventions.retry += more.retry;
        interventions.waive += more.waive;
        interventions.proceed += more.proceed;
        interventions.cancel += more.cancel;
        interventions.edit += more.edit;
        interventions.recheck += more.recheck;
        interventions.answer += more.answer;
        deployment_checks.passed += run.deployment_checks.passed;
        deployment_checks.failed += run.deployment_checks.failed;
        usage.add(&run.usage);
    }
    let median = |of: fn(&Metrics) -> Option<i64>| {
        let mut times: Vec<i64> = runs.iter().filter_map(of).collect();
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    };
    Summary {
        runs: runs.len(),
        completion_rate: rate(completed.len(), ended),
        first_pass_rate: (0..6).map(first_pass).collect(),
        interventions_per_run: (!runs.is_empty()).then(|| f64::from(words) / runs.len() as f64),
        interventions,
        finished_ms: median(|run| run.finished_ms),
        merged_ms: median(|run| run.merged_ms),
        agent_ms: runs.iter().map(|run| run.agent_ms).sum(),
        waiting_ms: runs.iter().map(|run| run.waiting_ms).sum(),
        lane_violations: runs.iter().map(|run| run.lane_violations).sum(),
        deployment_checks,
        usage,
        forecast: forecast(&completed),
    }
}

fn forecast(completed: &[&Metrics]) -> Option<Forecast> {
    let mut working: Vec<i64> = completed
        .iter()
        .map(|run| (run.total_ms - run.waiting_ms).max(0))
        .collect();
    working.sort_unstable();
    let mut costs: Vec<f64> = completed
        .iter()
        .filter_map(|run| run.usage.cost_usd)
        .collect();
    costs.sort_by(f64::total_cmp);
    Some(Forecast {
        runs: completed.len(),
        working_ms: middle(&working)?,
        cost_usd: middle(&costs),
    })
}

/// The first and the third quartile of sorted values; of few values, the least and the greatest.
fn middle<T: Copy>(sorted: &[T]) -> Option<(T, T)> {
    let last = sorted.len().checked_sub(1)?;
    let cut = if sorted.len() < 4 {
        0
    } else {
        sorted.len() / 4
    };
    Some((sorted[cut], sorted[last - cut]))
}

fn rate(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The head of the table that [`Metrics::csv`] gives the rows of.
pub const CSV_HEAD: &str = "id,state,total_ms,finished_ms,merged_ms,agent_ms,gate_ms,waiting_ms,\
attempts_1,attempts_2,attempts_3,attempts_4,attempts_5,attempts_6,\
first_pass_1,first_pass_2,first_pass_3,first_pass_4,first_pass_5,first_pass_6,\
approve,retry,waive,continue,cancel,edit,recheck,answer,\
lane_violations,tests_before,tests_after,coverage_before,coverage_after,coverage_change,\
checks_passed,checks_failed,tokens,cost_usd,title";

impl Metrics {
    /// One row; an unknown figure is an empty cell.
    pub fn csv(&self) -> String {
        let state = serde_json::to_value(self.state).unwrap_or_default();
        let cell = |value: Option<String>| value.unwrap_or_default();
        let time = |value: Option<i64>| cell(value.map(|ms| ms.to_string()));
        let tests = |value: Option<TestCounts>| cell(value.map(|tests| tests.ran().to_string()));
        let percent = |value: Option<f64>| cell(value.map(|percent| format!("{percent:.2}")));
        // A leading `=` would be a formula to a spreadsheet.
        let title = self.title.replace('"', "\"\"");
        let guard = if title.starts_with(['=', '+', '-', '@']) {
            "'"
        } else {
            ""
        };
        let mut cells = vec![
            self.id.clone(),
            state.as_str().unwrap_or_default().to_owned(),
            self.total_ms.to_string(),
            time(self.finished_ms),
            time(self.merged_ms),
            self.agent_ms.to_string(),
            self.gate_ms.to_string(),
            self.waiting_ms.to_string(),
        ];
        let phases = self.phases.iter();
        cells.extend(phases.clone().map(|phase| phase.attempts.to_string()));
        cells.extend(phases.map(|phase| cell(phase.first_pass.map(|passed| passed.to_string()))));
        let kinds = self.interventions.kinds();
        cells.extend(kinds.into_iter().map(|(_, times)| times.to_string()));
        cells.extend([
            self.lane_violations.to_string(),
            tests(self.tests_before),
            tests(self.tests_after),
            percent(self.coverage_before),
            percent(self.coverage_after),
            percent(self.coverage_change),
            self.deployment_checks.passed.to_string(),
            self.deployment_checks.failed.to_string(),
            cell(self.usage.tokens.map(|tokens| tokens.to_string())),
            cell(self.usage.cost_usd.map(|cost| format!("{cost:.4}"))),
            format!("\"{guard}{title}\""),
        ]);
        cells.join(",")
    }
}
