/** The journal as stretches of time, and the scale they are drawn on. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { readEvents, scale, spans, type Span } from '../src/card/history';

const line = (at: number, event: string, more: object = {}) => JSON.stringify({ seq: 1, at, event: { event, ...more } });
const brief = (all: readonly Span[]) => all.map(({ phase, kind, attempt, from, to, passed }) => `${phase}.${attempt} ${kind} ${from}-${to}${passed === undefined ? '' : passed ? ' passed' : ' shut'}`);

test('agent, gate and person follow each other', () => {
  const at = { phase: 'implement' };
  const events = readEvents(
    [
      line(0, 'run-requested'), line(1, 'worktree-prepared'),
      line(10, 'attempt-started', { ...at, attempt: 1 }), line(50, 'attempt-ended', { ...at, attempt: 1 }), line(55, 'evidence-gathered', { ...at, attempt: 1 }), line(60, 'gate-failed', { ...at, attempt: 1 }),
      line(60, 'attempt-started', { ...at, attempt: 2 }), line(90, 'attempt-ended', { ...at, attempt: 2 }), line(95, 'gate-passed', { ...at, attempt: 2 }),
      line(200, 'decision-made', { phase: 'implement', decision: { decision: 'approve' }, by: 'editor' }), 'not json', '{"at":"x"}',
      line(210, 'attempt-started', { phase: 'test', attempt: 1 }), line(250, 'attempt-ended', { phase: 'test', attempt: 1 }), line(260, 'gate-passed', { phase: 'test', attempt: 1 }),
      line(270, 'attempt-started', { phase: 'validate', attempt: 1 }), line(280, 'attempt-ended', { phase: 'validate', attempt: 1 }), line(290, 'gate-passed', { phase: 'validate', attempt: 1 }),
    ].join('\n'),
  );
  const until = ['3.1 agent 10-50', '3.1 gate 50-60 shut', '3.2 agent 60-90', '3.2 gate 90-95 passed', '3.2 person 95-200', '4.1 agent 210-250', '4.1 gate 250-260 passed', '5.1 agent 270-280', '5.1 gate 280-290 passed'];
  assert.deepEqual(brief(spans(events, 300, true)), [...until, '5.1 person 290-300']);
  assert.deepEqual(brief(spans(events, 300, false)), until, 'nobody was asked in between');
  assert.deepEqual(brief(spans(events.slice(0, -2), 300, false)).at(-1), '5.1 agent 270-300');
  assert.deepEqual(spans([], 5, true), []);
});

test('a long wait is shortened, work keeps its proportions, and the order stays', () => {
  const span = (kind: Span['kind'], from: number, to: number): Span => ({ phase: 1, kind, attempt: 1, from, to });
  const day = 86_400_000;
  const all = [span('agent', 0, 1000), span('person', 1000, day), span('agent', day, day + 3000)];
  const place = scale(all, 0, day + 3000);
  const width = (from: number, to: number) => place(to) - place(from);
  assert.equal(place(0), 0);
  assert.ok(Math.abs(place(day + 3000) - 1) < 1e-9);
  assert.ok(Math.abs(width(day, day + 3000) / width(0, 1000) - 3) < 1e-6);
  assert.ok(width(1000, day) < 0.15, 'a day of waiting does not press the work together');
  assert.ok(width(1000, day) > 0.05, 'but it is seen');
  for (let at = 0; at < day; at += day / 50) assert.ok(place(at) <= place(at + day / 50));
  assert.equal(scale([], 0, 10)(5), 0.5);
});
