/**
 * A run's journal as stretches of time: an agent at work, a gate at work, a person awaited. Pure; the
 * events are those of `backend-factory show RUN --events --json`. What is not understood is left out.
 */

import { PHASES } from '../model';

/** A line of the journal. */
export interface Recorded {
  seq: number;
  /** Milliseconds since the Unix epoch. */
  at: number;
  event: { event: string; phase?: string; attempt?: number } & Record<string, unknown>;
}

export interface Span {
  /** 1 to 6. */
  phase: number;
  kind: 'agent' | 'gate' | 'person';
  attempt: number;
  from: number;
  to: number;
  /** Of a gate: whether it passed; of the rest, and while it is open: undefined. */
  passed?: boolean;
}

/** Reads JSON lines; a broken one is left out. */
export function readEvents(lines: string): Recorded[] {
  return lines.split('\n').flatMap((line) => {
    try {
      const value = JSON.parse(line) as Recorded;
      return typeof value.at === 'number' && typeof value.event?.event === 'string' ? [value] : [];
    } catch {
      return [];
    }
  });
}

/**
 * @param until where a stretch ends that is still open: now, or when the run ended
 * @param awaited whether a person is asked now
 */
export function spans(events: readonly Recorded[], until: number, awaited: boolean): Span[] {
  const all: Span[] = [];
  let open: Span | undefined;
  const close = (at: number, passed?: boolean, decided = false) => {
    // What lies between a gate and the next attempt is a person's time only when a person ended it.
    if (open && at > open.from && (open.kind !== 'person' || decided)) all.push({ ...open, to: at, ...(passed === undefined ? {} : { passed }) });
    open = undefined;
  };
  const begin = (kind: Span['kind'], phase: number, attempt: number, at: number) => {
    open = { kind, phase, attempt, from: at, to: at };
  };
  for (const { at, event } of events) {
    const phase = PHASES.find(({ slug }) => slug === event.phase)?.number ?? open?.phase ?? 0;
    const attempt = event.attempt ?? open?.attempt ?? 0;
    switch (event.event) {
      case 'attempt-started':
        close(at);
        begin('agent', phase, attempt, at);
        break;
      case 'attempt-ended':
        close(at);
        begin('gate', phase, attempt, at);
        break;
      case 'gate-passed':
      case 'gate-failed':
        close(at, event.event === 'gate-passed');
        begin('person', phase, attempt, at);
        break;
      case 'decision-made':
        close(at, undefined, event['by'] !== 'policy');
        break;
      case 'run-completed':
        close(at);
        break;
    }
  }
  close(until, undefined, awaited);
  return all;
}

/**
 * A scale on which work has its length, and long stretches without any (a night before an approval) are
 * shortened, so that they do not press the rest together. Gives the place of a moment, 0 to 1.
 */
export function scale(all: readonly Span[], from: number, to: number): (at: number) => number {
  const work = all.filter(({ kind }) => kind !== 'person').sort((a, b) => a.from - b.from);
  const stretches: { from: number; to: number; idle: boolean }[] = [];
  let at = from;
  for (const span of work) {
    if (span.from > at) stretches.push({ from: at, to: span.from, idle: true });
    if (span.to > Math.max(at, span.from)) stretches.push({ from: Math.max(at, span.from), to: span.to, idle: false });
    at = Math.max(at, span.to);
  }
  if (to > at) stretches.push({ from: at, to, idle: true });
  const busy = stretches.reduce((sum, stretch) => sum + (stretch.idle ? 0 : stretch.to - stretch.from), 0);
  const longest = busy > 0 ? busy / 8 : Infinity;
  const shown = ({ from, to, idle }: { from: number; to: number; idle: boolean }) => (idle ? Math.min(longest, to - from) : to - from);
  const total = stretches.reduce((sum, stretch) => sum + shown(stretch), 0) || 1;
  return (moment) => {
    let before = 0;
    for (const stretch of stretches) {
      if (moment <= stretch.from) break;
      const share = Math.min(1, (moment - stretch.from) / (stretch.to - stretch.from));
      before += share * shown(stretch);
      if (share < 1) break;
    }
    return before / total;
  };
}
