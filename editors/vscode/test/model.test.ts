/** The words and the possibilities that follow from a run's state. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';
import { ACTIONS, PHASES, actions, deliverablePhase, duration, evidenceLine, headline, phaseAtHand, phaseDescription, phaseDetails, phaseStory, runDescription, runStory, type PhaseView, type RunView } from '../src/model';

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
    [{ state: 'running', phase: 'plan', phases }, '2/6'],
    [{ state: 'waiting', phase: 'plan', phases }, 'approve?'],
    [{ state: 'blocked', phase: 'plan', phases, usage: { tokens: 54_321, cost_usd: null } }, 'needs you'],
    [{ state: 'completed', updated: later(75), usage: { tokens: 9, cost_usd: 0.42 } }, 'done · 1 min 15 s'],
    [{ state: 'completed', phases, updated: later(75) }, 'done · 4.0 s'],
    [{ state: 'cancelled', phases }, 'cancelled · 2/6'],
  ];
  for (const [given, expected] of cases) assert.equal(runDescription(run(given), Date.parse(later(9))), expected);
  assert.equal(runStory(run({ state: 'blocked', phase: 'plan', phases, usage: { tokens: 54_321, cost_usd: null } }), 0), 'needs you · 2/6 · 54k tokens');
});

test('a phase says how long or which attempt, and who beside it', () => {
  const now = Date.parse(later(14));
  assert.equal(phaseDescription(phase(3), now), '');
  assert.equal(phaseDescription(phase(3, { state: 'running', attempts: 2, started: t0 }), now), '×2');
  assert.equal(phaseStory(phase(3, { state: 'running', attempts: 2, started: t0 }), now), 'Senior Developer · attempt 2 · 14 s');
  assert.equal(phaseDescription(done(1), now), '4.0 s');
  assert.equal(phaseDescription(phase(4, { state: 'waived' }), now), '');
  assert.equal(phaseStory(phase(4, { state: 'waived' }), now), 'Test Engineer · left out');
});

test('below the phase at hand: what its agent does, or what its gate found', () => {
  const found = phase(3, { state: 'failed', attempts: 1, started: t0, findings: [{ code: 'x', severity: 'error', message: 'There is no document. Write it.' }] });
  const live = run({ phase: 'implement', phases: [done(1), done(2), phase(3, { state: 'running', attempts: 1, started: t0 })] });
  assert.deepEqual(phaseDetails(live, live.phases[2]!, 'edit src/okta.rs'), [{ kind: 'live', text: 'edit src/okta.rs' }]);
  assert.deepEqual(phaseDetails(live, live.phases[1]!, 'edit src/okta.rs'), []);
  const asking = { ...live, questions: [{ number: 1, what: 'run npm install', reason: 'the lane leaves it open' }] };
  assert.deepEqual(phaseDetails(asking, asking.phases[2]!, 'edit'), [{ kind: 'question', text: 'asks to run npm install', whole: 'The agent asks to run npm install: the lane leaves it open.' }]);
  assert.equal(headline([run({ id: 'a', state: 'waiting' }), { ...asking, id: 'b' }])?.id, 'b', 'an agent that waits for an answer needs eyes first');
  const blocked = run({ state: 'blocked', phase: 'implement', phases: [done(1), done(2), found] });
  assert.deepEqual(phaseDetails(blocked, found, 'stale words'), [{ kind: 'error', text: 'There is no document', whole: 'There is no document. Write it.' }]);
});

test('a finished run offers no decision, and an awaited one always a way out', () => {
  const of = (state: RunView['state'], phases = [done(1)]) => actions(run({ state, phases }));
  for (const state of ['completed', 'cancelled', 'failed'] as const) assert.deepEqual(of(state), []);
  for (const state of ['waiting', 'blocked', 'running', 'queued'] as const) assert.ok(of(state).includes('cancel'));
  assert.ok(!of('blocked').includes('approve'), 'a gate that did not pass is waived with a reason, not approved');
  assert.deepEqual(of('waiting', [done(1), phase(2, { state: 'stale', attempts: 1 })]), ['retry', 'waive', 'cancel'], 'what is stale is not approved');
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
  const manifest = JSON.parse(text) as { contributes: { commands: { command: string }[]; menus: Record<string, { command: string }[]>; walkthroughs: { steps: { media: { image: string }; completionEvents: string[] }[] }[] } };
  const nls = JSON.parse(fs.readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
  for (const [, key] of text.matchAll(/"%([\w.]+)%"/g)) assert.ok(nls[key!], `package.nls.json lacks ${key}`);
  const code = fs.readFileSync(path.join(root, 'src/commands.ts'), 'utf8');
  const declared = manifest.contributes.commands.map(({ command }) => command);
  for (const command of declared) assert.match(code, new RegExp(`\\b${command.split('.').at(-1)}: `), `${command} has no handler`);
  for (const [, verb] of code.matchAll(/^ {4}(\w+): /gm)) assert.ok(declared.includes(`backendFactory.ui.${verb}`), `${verb} has a handler and is not declared`);
  const known = new RegExp(`^(ready|failed|runs|asking|completed|finishedHidden|onRequest|can\\.(${ACTIONS.join('|')})|offers\\.(apply|openPullRequest|recheck))$`);
  for (const [, when] of text.matchAll(/"(?:when|enablement)": "([^"]*)"/g)) {
    for (const [, key] of when!.replace('view == backendFactory.runs', '').matchAll(/backendFactory\.([\w.]+)/g)) assert.match(key!, known, `nobody sets backendFactory.${key}`);
  }
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  for (const command of declared) assert.ok(readme.includes(`\`${command}\``) || /(refresh|Finished)$/.test(command), `README.md does not say what ${command} is`);
  const offered = manifest.contributes.menus['commandPalette']!.map((entry) => entry.command);
  for (const command of declared) assert.ok(offered.includes(command) || /\.(trust|restart|log|walkthrough)$/.test(command), `${command} has no rule for when the palette offers it`);
  for (const step of manifest.contributes.walkthroughs.flatMap((one) => one.steps)) {
    const image = path.join(root, step.media.image);
    assert.ok(fs.existsSync(image) && fs.statSync(image).size < 150_000, `${step.media.image} is missing or large`);
    for (const event of step.completionEvents) {
      const [kind, id = ''] = event.split(':');
      assert.ok(kind === 'onView' || declared.includes(id), `${event} can never happen`);
    }
  }
  for (const entry of Object.values(manifest.contributes.menus).flat()) assert.ok(declared.includes(entry.command), `${entry.command} is in a menu but not declared`);
});
