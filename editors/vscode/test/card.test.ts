/** The pages: words of others stay words, and nothing is offered that the state does not allow. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { body, card, escape, type Means } from '../src/card';
import type { Facts, Figures } from '../src/card/facts';
import { doctorPage } from '../src/card/doctor';
import { metricsPage } from '../src/card/metrics';
import { PHASES, type RunState, type RunView } from '../src/model';

const hostile = `<img src=x onerror="alert(1)">'&\``;
const from = Date.parse('2026-01-01T10:00:00Z');

function run(state: RunState): RunView {
  const phases = PHASES.map(({ number, name, role, slug }) => ({
    number, name, role, agent: `backend-${slug}`, state: number === 1 ? ('completed' as const) : ('pending' as const), attempts: number === 1 ? 1 : 0,
    deliverable: number === 1 ? '/w/1.md' : null, summary: number === 1 ? hostile : null, started: number === 1 ? '2026-01-01T10:00:00Z' : null, finished: number === 1 ? '2026-01-01T10:00:05Z' : null,
    evidence: [{ kind: 'test', command: hostile, exit_code: 1, duration_ms: 5, note: hostile }], findings: [{ code: 'x', severity: 'error' as const, message: hostile, path: hostile }], waived: hostile, patch: hostile, commit: null,
  }));
  const request = { title: hostile, text: hostile, family: 'implement', origin: { path: hostile, line: 0 } };
  return { id: 'r1', title: hostile, request, state, branch: hostile, base: 'c', worktree: hostile, agent: hostile, phase: 'plan', wait: null, phases, created: '2026-01-01T10:00:00Z', updated: '2026-01-01T10:00:10Z', commit: null, usage: { tokens: 1234, cost_usd: 0.5 }, message: hostile, questions: [{ number: 1, what: hostile, reason: hostile }], frontend: [hostile], overlaps: [{ run: 'r2', title: hostile, files: [hostile] }], pull_request: hostile };
}

const figures: Figures = {
  id: 'r1', title: hostile, state: hostile, total_ms: 10_000, agent_ms: 5000, gate_ms: 1000, waiting_ms: 2000, phases: [{ number: 1, attempts: 2, first_pass: false }],
  interventions: { approve: 1, retry: 1 }, lane_violations: 0, tests_before: { passed: 1, failed: 0, skipped: 0 }, tests_after: { passed: 9, failed: 0, skipped: 0 }, coverage_before: null, coverage_after: 91.25, usage: { tokens: null, cost_usd: null },
};
const facts: Facts = {
  events: [
    { seq: 1, at: from, event: { event: 'attempt-started', phase: 'requirements', attempt: 1 } },
    { seq: 2, at: from + 4000, event: { event: 'attempt-ended', phase: 'requirements', attempt: 1 } },
    { seq: 3, at: from + 5000, event: { event: 'gate-failed', phase: 'requirements', attempt: 1 } },
  ],
  criteria: [{ criterion: hostile, text: hostile, steps: [{ what: hostile }], tests: [{ what: hostile }], verdict: true, proven: true }, { criterion: 'AC-2', text: 'b', steps: [], tests: [], verdict: null, proven: false }],
  transcripts: [{ phase: 1, attempt: 1, path: '/t/1.jsonl' }],
  figures,
  forecast: { runs: 3, working_ms: [60_000, 120_000], cost_usd: [0.1, 0.3] },
};
const all: Means = { trusted: true, offers: () => true };
const page = (state: RunState, means = all) => card(run(state), facts, from + 10_000, 'NONCE', means);

test('words of comments and agents never become markup', () => {
  assert.equal(escape(hostile), '&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#39;&#38;&#96;');
  for (const state of ['running', 'waiting', 'blocked', 'completed'] as const) {
    assert.doesNotMatch(page(state), /<img|onerror="/);
    assert.doesNotMatch(body(run(state), facts, hostile, from, all), /<img|onerror="/);
  }
  assert.doesNotMatch(metricsPage([figures], { completion_rate: 1, first_pass_rate: [null], forecast: null }, 'N'), /<img|onerror="/);
  assert.doesNotMatch(doctorPage([{ area: hostile, name: hostile, state: 'bad', found: hostile, next: hostile }], 'N'), /<img|onerror="/);
});

test('the doctor says what is missing first, and what to do', () => {
  const html = doctorPage([{ area: 'git', name: 'git', state: 'good', found: '2.47', next: null }, { area: 'agent', name: 'opencode', state: 'bad', found: 'not found', next: 'npm i' }], 'N');
  assert.ok(html.indexOf('opencode') < html.indexOf('2.47'));
  assert.match(html, /1 thing has to be mended/);
  assert.match(html, /Next: npm i/);
});

test('the policy loads nothing and runs only the own script', () => {
  assert.match(page('waiting'), /default-src 'none'; style-src 'nonce-NONCE'; script-src 'nonce-NONCE'/);
  assert.doesNotMatch(page('waiting'), /https?:|style="|url\(|<link|@import/);
  assert.equal([...page('waiting').matchAll(/<script/g)].length, 1);
});

test('buttons are what the state and this window allow', () => {
  const buttons = (html: string) => [...html.matchAll(/<button id="do-\w+" data-do="(\w+)"/g)].map((match) => match[1]);
  assert.deepEqual(buttons(page('running')), ['answer', 'diff', 'goToRequest', 'cancel']);
  assert.deepEqual(buttons(page('waiting')), ['approve', 'retry', 'diff', 'goToRequest', 'cancel']);
  assert.deepEqual(buttons(page('blocked')), ['continue', 'retry', 'recheck', 'waive', 'diff', 'goToRequest', 'cancel']);
  assert.deepEqual(buttons(page('completed')), ['diff', 'apply', 'openPullRequest', 'goToRequest']);
  assert.deepEqual(buttons(page('completed', { ...all, offers: () => false })), ['diff', 'goToRequest'], 'what the server has not is not offered');
  assert.deepEqual(buttons(page('waiting', { ...all, trusted: false })), ['goToRequest'], 'in a folder that is not trusted nothing is decided');
});

test('everything that can be clicked can be reached by key, and keeps its focus when the card changes', () => {
  for (const [tag] of page('completed').matchAll(/<(?:a|button) [^>]*>/g)) assert.match(tag, /^<button id="|^<a href="#" id="/);
});

test('the picture shows who was at work, and says it in words too', () => {
  const html = page('waiting');
  assert.match(html, /<rect class="agent" x="0\.0" [^>]*><title>attempt 1: agent at work for 4\.0 s/);
  assert.match(html, /<rect class="gate broken" /);
  assert.match(html, /aria-label="attempt 1: agent at work for 4\.0 s; attempt 1: gate stayed shut after 1\.0 s; waited 5\.0 s for a person"/);
});

test('criteria, figures and forecast are there when the server gives them', () => {
  const html = page('completed');
  for (const words of ['1 of 2 proven', '✓ PASS', '1 passed before, 9 passed after', '91.3 %', '2 decisions', 'runs here take 1 min to 2 min', '$0.10 – $0.30', 'from 3 completed runs', 'Transcript']) assert.ok(html.includes(words), words);
  assert.doesNotMatch(body(run('completed'), undefined, undefined, from, all), /Acceptance criteria|Time and cost|undefined|NaN/);
});
