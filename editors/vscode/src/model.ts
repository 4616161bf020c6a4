/**
 * The run as the server shows it (`RunView` in src/workflow/view.rs), and what follows from its
 * state for this editor: words, icons, and what a person may do. Pure: nothing of VS Code here, so
 * it is tested by plain Node.
 */

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

export type Action = 'approve' | 'retry' | 'waive' | 'continue' | 'cancel' | 'resume';

/** What a person may do with a run in this state. Nothing else is offered. */
export function actions(state: RunState): readonly Action[] {
  switch (state) {
    case 'queued':
    case 'running':
      return ['cancel', 'resume'];
    case 'waiting':
      return ['approve', 'retry', 'cancel'];
    case 'blocked':
      return ['continue', 'retry', 'waive', 'cancel'];
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

/** Beside a run's title, where room is short and the icon says the state too: `2/6 approve?`. */
export function runDescription(run: RunView, now: number): string {
  const phase = phaseAtHand(run);
  const place = phase ? `${phase.number}/6` : '';
  switch (run.state) {
    case 'queued':
      return 'queued';
    case 'running':
      return phase ? `${place} ${phase.role}` : 'preparing';
    case 'waiting':
      return join(place, 'approve?');
    case 'blocked':
      return join(place, 'needs you');
    case 'completed':
      return join('done', span(run.created, run.updated, now));
    case 'cancelled':
      return join(place, 'cancelled');
    case 'failed':
      return join(place, 'failed');
  }
}

/** Beside a phase's name: `Senior Developer · attempt 2 · 14 s`. */
export function phaseDescription(phase: PhaseView, now: number): string {
  if (phase.state === 'pending') return phase.role;
  if (phase.state === 'waived') return join(phase.role, phase.attempts === 0 ? 'left out' : 'waived');
  return join(phase.role, phase.attempts > 1 ? `attempt ${phase.attempts}` : '', span(phase.started, phase.finished, now));
}

/** In the status bar: the run that most needs eyes. */
export function headline(runs: readonly RunView[]): RunView | undefined {
  const weight = (run: RunView) => ['blocked', 'waiting', 'running', 'queued'].indexOf(run.state);
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
    evidence.exit_code === null ? 'did not end by itself' : `exit ${evidence.exit_code}`,
    tests ? `${tests.passed} passed${tests.failed > 0 ? `, ${tests.failed} failed` : ''}` : '',
    typeof evidence.coverage === 'number' ? `${evidence.coverage.toFixed(1)} % covered` : '',
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

function span(from: string | null, to: string | null, now: number): string {
  if (from === null) return '';
  const ms = (to === null ? now : Date.parse(to)) - Date.parse(from);
  return Number.isFinite(ms) && ms >= 0 ? duration(ms) : '';
}

function join(...parts: string[]): string {
  return parts.filter(Boolean).join(' · ');
}
