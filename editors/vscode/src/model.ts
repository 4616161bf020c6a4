/**
 * The run as the server shows it (`RunView` in src/workflow/view.rs), and what follows from its
 * state for this editor: words, icons, and what a person may do. Pure: nothing of VS Code here, so
 * it is tested by plain Node.
 */

import { t } from './words';

export type RunState = 'queued' | 'running' | 'waiting' | 'blocked' | 'completed' | 'cancelled' | 'failed';
export type PhaseState = 'pending' | 'running' | 'waiting' | 'completed' | 'waived' | 'failed' | 'stale';

export interface Evidence {
  kind: string;
  command: string;
  exit_code: number | null;
  duration_ms: number;
  tests?: { passed: number; failed: number; skipped: number } | null;
  coverage?: number | null;
  note?: string | null;
}

export interface Finding {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  path?: string | null;
  line?: number | null;
}

export interface PhaseView {
  number: number;
  name: string;
  agent: string;
  role: string;
  state: PhaseState;
  attempts: number;
  deliverable: string | null;
  summary: string | null;
  started: string | null;
  finished: string | null;
  evidence: Evidence[];
  findings: Finding[];
  waived: string | null;
  accepted?: string | null;
  patch?: string | null;
  commit: string | null;
}

export interface RunView {
  id: string;
  title: string;
  request: { title: string; text: string; family: string; origin?: { path: string; line: number } | null };
  state: RunState;
  branch: string;
  base: string;
  worktree: string | null;
  agent: string;
  phase: string | null;
  wait: { wait: 'approval' } | { wait: 'blocked'; reason: string; message: string } | null;
  phases: PhaseView[];
  created: string;
  updated: string;
  commit: string | null;
  usage: { tokens: number | null; cost_usd: number | null };
  message: string;
  /** What follows is missing in the answers of older servers. */
  questions?: { number: number; what: string; reason: string }[];
  frontend?: string[];
  files?: string[];
  overlaps?: { run: string; title: string; files: string[] }[];
  pull_request?: string | null;
  merged?: string | null;
}

/** A request found in a document: the answer of `backendFactory/detect`. */
export interface Trigger {
  range: { start: Position; end: Position };
  title: string;
  text: string;
  family: string;
  explicit: boolean;
  hash: string;
}
export interface Position {
  line: number;
  character: number;
}

/** The six phases, for pickers; the server owns the truth and refuses what does not fit. */
export const PHASES = [
  { number: 1, slug: 'requirements', name: 'Requirements Analysis', role: 'Business Analyst' },
  { number: 2, slug: 'plan', name: 'Technical Planning', role: 'Solution Architect' },
  { number: 3, slug: 'implement', name: 'Core Implementation', role: 'Senior Developer' },
  { number: 4, slug: 'test', name: 'Testing', role: 'Test Engineer' },
  { number: 5, slug: 'validate', name: 'Validation', role: 'QA Engineer' },
  { number: 6, slug: 'submit', name: 'Deployment & Submission', role: 'DevOps Engineer' },
] as const;

/** What a person may do with a run, each a command of the server. */
export const ACTIONS = ['approve', 'retry', 'waive', 'recheck', 'continue', 'cancel', 'resume'] as const;
export type Action = (typeof ACTIONS)[number];

/** What a person may do with a run as it stands. Nothing else is offered. */
export function actions(run: Pick<RunView, 'state' | 'phases'>): readonly Action[] {
  switch (run.state) {
    case 'queued':
    case 'running':
      return ['cancel', 'resume'];
    case 'waiting':
      // Work that is older than an edited document is not approved: it is worked again, or taken with a reason.
      return run.phases.some((phase) => phase.state === 'stale') ? ['retry', 'waive', 'cancel'] : ['approve', 'retry', 'cancel'];
    case 'blocked':
      return ['continue', 'retry', 'recheck', 'waive', 'cancel'];
    case 'completed':
    case 'cancelled':
    case 'failed':
      return [];
  }
}

/** Whether the run is over. */
export function isOver(run: RunView): boolean {
  return run.state === 'completed' || run.state === 'cancelled' || run.state === 'failed';
}

/** Whether the agent of a running run waits for an answer. */
export function isAsking(run: RunView): boolean {
  return run.state === 'running' && (run.questions ?? []).length > 0;
}

/** Whether a person is asked. */
export function isAwaited(run: RunView): boolean {
  return run.state === 'waiting' || run.state === 'blocked';
}

/** The phase at hand: the machine's word, else the last one that was begun. */
export function phaseAtHand(run: RunView): PhaseView | undefined {
  const number = PHASES.find((phase) => phase.slug === run.phase)?.number;
  return run.phases.find((phase) => phase.number === number) ?? run.phases.findLast((phase) => phase.started !== null);
}

/** The phase whose deliverable a person most likely wants to read now. */
export function deliverablePhase(run: RunView): PhaseView | undefined {
  const written = run.phases.filter((phase) => phase.deliverable !== null && phase.attempts > 0);
  return written.find((phase) => phase.state === 'waiting' || phase.state === 'failed') ?? written.at(-1);
}

/** Beside a run's title, where room is short: `approve?`. Its phases stand below, and what it cost is in the tooltip. */
export function runDescription(run: RunView, now: number): string {
  const phase = phaseAtHand(run);
  const place = phase ? `${phase.number}/6` : '';
  switch (run.state) {
    case 'queued':
      return t('queued');
    case 'running':
      return phase ? place : t('preparing');
    case 'waiting':
      return t('approve?');
    case 'blocked':
      return t('needs you');
    case 'completed':
      return join(t('done'), span(run.created, lastFinished(run), now));
    case 'cancelled':
      return join(t('cancelled'), place);
    case 'failed':
      return join(t('failed'), place);
  }
}

/** The same where there is room: `approve? · 2/6 · $0.42`. */
export function runStory(run: RunView, now: number): string {
  const phase = isAwaited(run) ? phaseAtHand(run) : undefined;
  return join(runDescription(run, now), phase ? `${phase.number}/6` : '', cost(run));
}

/** When the last phase was done: what is recorded later, as a pull request, is no work of the run. */
function lastFinished(run: RunView): string {
  const ends = run.phases.flatMap(({ finished }) => finished ?? []).sort();
  return ends.at(-1) ?? run.updated;
}

/** What the agents of a run cost, where they say: `$0.42`, else `12k tokens`; else nothing. */
export function cost(run: RunView): string {
  const { cost_usd, tokens } = run.usage;
  if (cost_usd !== null) return `$${cost_usd.toFixed(2)}`;
  if (tokens === null || tokens === 0) return '';
  return tokens < 1000 ? t('{0} tokens', tokens) : t('{0}k tokens', Math.round(tokens / 1000));
}

/** Beside a phase's name, where room is short: its time, or how many attempts (`×2`). The rest is in the tooltip. */
export function phaseDescription(phase: PhaseView, now: number): string {
  // A phase that was left out has its own icon.
  if (phase.attempts === 0) return '';
  if (phase.state === 'waived') return t('waived');
  return phase.attempts > 1 ? `×${phase.attempts}` : span(phase.started, phase.finished, now);
}

/** All that is known of how a phase was worked: `Senior Developer · attempt 2 · 14 s`. */
export function phaseStory(phase: PhaseView, now: number): string {
  if (phase.state === 'waived' && phase.attempts === 0) return join(phase.role, t('left out'));
  return join(phase.role, phase.attempts > 1 ? t('attempt {0}', phase.attempts) : '', span(phase.started, phase.finished, now));
}

/** The first sentence: what happened. What to do about it stands behind, and in the tooltip. */
export function firstSentence(text: string): string {
  const [line = ''] = text.split('\n');
  const end = line.indexOf('. ');
  return (end < 0 ? line : line.slice(0, end)).replace(/\.$/, '');
}

/** One line below a phase in the view: what the agent does, or what its gate found. */
export interface Detail {
  kind: 'live' | 'question' | 'error' | 'warning';
  text: string;
  /** All of it, where the line is only its beginning. */
  whole?: string;
}

/** Below the phase at hand: what its agent does now; else, while a person is asked, what the gate found. */
export function phaseDetails(run: RunView, phase: PhaseView, doing: string | undefined): Detail[] {
  if (phaseAtHand(run)?.number !== phase.number) return [];
  const asked = (run.questions ?? []).map(({ what, reason }) => ({ kind: 'question' as const, text: t('asks to {0}', what), whole: t('The agent asks to {0}: {1}.', what, reason) }));
  if (run.state === 'running' && asked.length > 0) return asked;
  if (run.state === 'running' && doing) return [{ kind: 'live', text: doing }];
  if (!isAwaited(run)) return [];
  return phase.findings.map(({ severity, message }) => ({ kind: severity, text: firstSentence(message), whole: message }));
}

/** In the status bar: the run that most needs eyes. */
export function headline(runs: readonly RunView[]): RunView | undefined {
  const weight = (run: RunView) => (isAsking(run) ? 0 : ['blocked', 'waiting', 'running', 'queued'].indexOf(run.state));
  return runs.filter((run) => !isOver(run)).sort((a, b) => weight(a) - weight(b) || b.updated.localeCompare(a.updated))[0];
}

/** The codicon of a run. */
export function runIcon(state: RunState): { icon: string; color?: string } {
  switch (state) {
    case 'queued':
      return { icon: 'clock' };
    case 'running':
      return { icon: 'sync~spin' };
    case 'waiting':
      return { icon: 'bell-dot', color: 'editorWarning.foreground' };
    case 'blocked':
      return { icon: 'warning', color: 'errorForeground' };
    case 'completed':
      return { icon: 'pass-filled', color: 'testing.iconPassed' };
    case 'cancelled':
      return { icon: 'circle-slash' };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed' };
  }
}

/** The codicon of a phase. */
export function phaseIcon(state: PhaseState): { icon: string; color?: string } {
  switch (state) {
    case 'pending':
      return { icon: 'circle-outline' };
    case 'running':
      return { icon: 'loading~spin' };
    case 'waiting':
      return { icon: 'bell-dot', color: 'editorWarning.foreground' };
    case 'completed':
      return { icon: 'pass', color: 'testing.iconPassed' };
    case 'waived':
      return { icon: 'circle-slash', color: 'descriptionForeground' };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed' };
    case 'stale':
      return { icon: 'history', color: 'editorWarning.foreground' };
  }
}

/** One line for a piece of evidence: `cargo test: exit 0, 12 passed, 1.3 s`. */
export function evidenceLine(evidence: Evidence): string {
  const { tests } = evidence;
  const parts = [
    evidence.exit_code === null ? t('did not end by itself') : t('exit {0}', evidence.exit_code),
    tests ? t('{0} passed', tests.passed) : '',
    tests && tests.failed > 0 ? t('{0} failed', tests.failed) : '',
    tests && tests.skipped > 0 ? t('{0} skipped', tests.skipped) : '',
    typeof evidence.coverage === 'number' ? t('{0} % covered', evidence.coverage.toFixed(1)) : '',
    duration(evidence.duration_ms),
    evidence.note ?? '',
  ];
  return `${evidence.command}: ${parts.filter(Boolean).join(', ')}`;
}

/** `820 ms`, `4.2 s`, `3 min 10 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
}

/** `1 min to 2 min`, or `1 min` where there is no difference to see. */
export function between([from, to]: readonly [number, number]): string {
  const words = [duration(from), duration(to)] as const;
  return words[0] === words[1] ? words[0] : t('{0} to {1}', ...words);
}

/** The time between two moments; until now, where the second is still to come. */
export function span(from: string | null, to: string | null, now: number): string {
  if (from === null) return '';
  const ms = (to === null ? now : Date.parse(to)) - Date.parse(from);
  return Number.isFinite(ms) && ms >= 0 ? duration(ms) : '';
}

/** What is not empty, with a dot between. */
export function join(...parts: string[]): string {
  return parts.filter(Boolean).join(' · ');
}
