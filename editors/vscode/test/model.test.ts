/** The words and the possibilities that follow from a run's state. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';
import { PHASES, actions, deliverablePhase, duration, evidenceLine, headline, phaseAtHand, phaseDescription, runDescription, type PhaseView, type RunView } from '../src/model';

const t0 = '2026-01-01T10:00:00Z';
const later = (seconds: number) => new Date(Date.parse(t0) + seconds * 1000).toISOString();

function phase(number: number, more: Partial<PhaseView> = {}): PhaseView {
  const { name, role, slug } = PHASES[number - 1]!;
  const none = { deliverable: null, summary: null, started: null, finished: null, waived: null, commit: null };
  return { number, name, role, agent: `backend-${slug}`, state: 'pending', attempts: 0, evidence: [], findings: [], ...none, ...more };
}

function run(more: Partial<RunView> = {}): RunView {
  const request = { title: 'Okta SSO Integration', text: 'implement Okta SSO', family: 'implement' };
  const rest = { branch: 'b', base: 'c', worktree: null, agent: 'rehearsal', phase: null, wait: null, commit: null, message: '' };
  return { id: 'r1', title: request.title, request, state: 'running', phases: PHASES.map((p) => phase(p.number)), created: t0, updated: t0, usage: { tokens: null, cost_usd: null }, ...rest, ...more };
}

const done = (number: number) => phase(number, { state: 'completed', attempts: 1, started: t0, finished: later(4), deliverable: `/w/${number}.md` });

test('a run says where it stands', () => {
  const phases = [done(1), phase(2, { state: 'waiting', attempts: 1, started: t0, deliverable: '/w/2.md' }), ...[3, 4, 5, 6].map((n) => phase(n))];
  const cases: [Partial<RunView>, string][] = [
    [{ state: 'queued' }, 'queued'],
    [{ state: 'running' }, 'preparing'],
    [{ state: 'running', phase: 'plan', phases }, '2/6 Solution Architect'],
    [{ state: 'waiting', phase: 'plan', phases }, '2/6 · approve?'],
    [{ state: 'blocked', phase: 'plan', phases }, '2/6 · needs you'],
    [{ state: 'completed', updated: later(75) }, 'done · 1 min 15 s'],
    [{ state: 'cancelled', phases }, '2/6 · cancelled'],
  ];
  for (const [given, expected] of cases) assert.equal(runDescription(run(given), Date.parse(later(9))), expected);
});

test('a phase says who, which attempt, how long', () => {
  const now = Date.parse(later(14));
  assert.equal(phaseDescription(phase(3), now), 'Senior Developer');
  assert.equal(phaseDescription(phase(3, { state: 'running', attempts: 2, started: t0 }), now), 'Senior Developer · attempt 2 · 14 s');
  assert.equal(phaseDescription(done(1), now), 'Business Analyst · 4.0 s');
  assert.equal(phaseDescription(phase(4, { state: 'waived' }), now), 'Test Engineer · left out');
});

test('a finished run offers no decision, and an awaited one always a way out', () => {
  for (const state of ['completed', 'cancelled', 'failed'] as const) assert.deepEqual(actions(state), []);
  for (const state of ['waiting', 'blocked', 'running', 'queued'] as const) assert.ok(actions(state).includes('cancel'));
  assert.ok(!actions('blocked').includes('approve'), 'a gate that did not pass is waived with a reason, not approved');
});

test('the deliverable to read is the one at the gate, else the last', () => {
  const waiting = phase(2, { state: 'waiting', attempts: 1, deliverable: '/w/2.md' });
  assert.equal(deliverablePhase(run({ phases: [done(1), waiting, phase(3, { deliverable: '/w/3.md' })] }))?.number, 2);
  assert.equal(deliverablePhase(run({ phases: [done(1), done(2), phase(3, { deliverable: '/w/3.md' })] }))?.number, 2);
  assert.equal(deliverablePhase(run()), undefined);
});

test('the phase at hand is the one the machine names', () => {
  assert.equal(phaseAtHand(run({ phase: 'validate' }))?.number, 5);
  assert.equal(phaseAtHand(run({ phases: [done(1), done(2), phase(3)] }))?.number, 2);
});

test('the status bar shows the run that most needs eyes', () => {
  const runs = [run({ id: 'a' }), run({ id: 'b', state: 'waiting' }), run({ id: 'c', state: 'completed' }), run({ id: 'd', state: 'blocked' })];
  assert.equal(headline(runs)?.id, 'd');
  assert.equal(headline([run({ state: 'completed' })]), undefined);
});

test('durations and evidence read well', () => {
  assert.deepEqual([0, 820, 4200, 9960, 59_400, 60_000, 190_000, 7_500_000].map(duration), ['0 ms', '820 ms', '4.2 s', '10 s', '59 s', '1 min', '3 min 10 s', '2 h 5 min']);
  const evidence = { kind: 'test', command: 'cargo test', exit_code: 0, duration_ms: 1300, tests: { passed: 12, failed: 0, skipped: 0 }, coverage: 91.25 };
  assert.equal(evidenceLine(evidence), 'cargo test: exit 0, 12 passed, 91.3 % covered, 1.3 s');
  assert.equal(evidenceLine({ ...evidence, exit_code: null, tests: null, coverage: null, note: 'timed out' }), 'cargo test: did not end by itself, 1.3 s, timed out');
});

test('the manifest is whole: every command is in the code, every %text% in the translations', () => {
  const root = path.join(__dirname, '../..');
  const text = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as { contributes: { commands: { command: string }[]; menus: Record<string, { command: string }[]> } };
  const nls = JSON.parse(fs.readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
  for (const [, key] of text.matchAll(/"%([\w.]+)%"/g)) assert.ok(nls[key!], `package.nls.json lacks ${key}`);
  const code = fs.readFileSync(path.join(root, 'src/commands.ts'), 'utf8');
  const declared = manifest.contributes.commands.map(({ command }) => command);
  for (const command of declared) assert.match(code, new RegExp(`\\b${command.split('.').at(-1)}: `), `${command} has no handler`);
  for (const entry of Object.values(manifest.contributes.menus).flat()) assert.ok(declared.includes(entry.command), `${entry.command} is in a menu but not declared`);
});
