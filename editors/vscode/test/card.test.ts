/** The run card: words of others stay words, and nothing is offered that the state does not allow. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { card, escape } from '../src/card';
import { PHASES, type RunState, type RunView } from '../src/model';

const hostile = `<img src=x onerror="alert(1)">'&`;

function run(state: RunState): RunView {
  const phases = PHASES.map(({ number, name, role, slug }) => ({
    number, name, role, agent: `backend-${slug}`, state: number === 1 ? ('completed' as const) : ('pending' as const), attempts: number === 1 ? 1 : 0,
    deliverable: number === 1 ? '/w/1.md' : null, summary: number === 1 ? hostile : null, started: number === 1 ? '2026-01-01T10:00:00Z' : null, finished: number === 1 ? '2026-01-01T10:00:05Z' : null,
    evidence: [{ kind: 'test', command: hostile, exit_code: 1, duration_ms: 5, note: hostile }], findings: [{ code: 'x', severity: 'error' as const, message: hostile, path: hostile }], waived: null, commit: null,
  }));
  const request = { title: hostile, text: hostile, family: 'implement' };
  return { id: 'r1', title: hostile, request, state, branch: hostile, base: 'c', worktree: hostile, agent: hostile, phase: 'plan', wait: null, phases, created: '2026-01-01T10:00:00Z', updated: '2026-01-01T10:00:10Z', commit: null, usage: { tokens: 1234, cost_usd: 0.5 }, message: hostile };
}

const page = (state: RunState, trusted = true) => card(run(state), Date.parse('2026-01-01T10:00:10Z'), 'NONCE', trusted);

test('words of comments and agents never become markup', () => {
  assert.equal(escape(hostile), '&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#39;&#38;');
  for (const state of ['waiting', 'blocked', 'completed'] as const) assert.doesNotMatch(page(state), /<img|onerror="/);
});

test('the policy loads nothing and runs only the own script', () => {
  assert.match(page('waiting'), /default-src 'none'; style-src 'nonce-NONCE'; script-src 'nonce-NONCE'/);
  assert.doesNotMatch(page('waiting'), /https?:|style="/);
});

test('buttons are the decisions of the state', () => {
  const buttons = (html: string) => [...html.matchAll(/<button data-do="(\w+)"/g)].map((match) => match[1]);
  assert.deepEqual(buttons(page('waiting')), ['approve', 'retry', 'cancel']);
  assert.deepEqual(buttons(page('blocked')), ['continue', 'retry', 'waive', 'cancel']);
  assert.deepEqual(buttons(page('completed')), []);
  assert.deepEqual(buttons(page('waiting', false)), [], 'none in a folder that is not trusted');
});

test('the timeline shows when a phase was worked', () => {
  assert.match(page('waiting'), /#bar-1\{left:0\.00%;width:50\.00%\}/);
  assert.doesNotMatch(page('waiting'), /#bar-2/);
});
