/** The chat participant: what it says and does, and that a host without a chat is not an error. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';
import { commands, suggestions, talk, type House } from '../src/chat/talk';
import { PHASES, type PhaseView, type RunState, type RunView } from '../src/model';

function view(state: RunState, at: number, phaseState: PhaseView['state']): RunView {
  const phases = PHASES.map(({ number, name, role, slug }) => ({
    number, name, role, agent: `backend-${slug}`, state: number < at ? ('completed' as const) : number === at ? phaseState : ('pending' as const), attempts: number <= at ? 1 : 0,
    deliverable: number <= at ? `/w/${number}.md` : null, summary: number < at || phaseState === 'waiting' ? `summary ${number}` : null, started: null, finished: null, evidence: [], findings: [], waived: null, commit: null,
  }));
  const request = { title: 'Okta SSO', text: 'implement Okta SSO', family: 'implement' };
  return { id: 'r1', title: 'Okta SSO', request, state, branch: 'b', base: 'c', worktree: '/w', agent: 'a', phase: PHASES[at - 1]!.slug, wait: null, phases, created: '2026-01-01T10:00:00Z', updated: '2026-01-01T10:00:00Z', commit: null, usage: { tokens: null, cost_usd: null }, message: `it is ${state}` };
}

/** Talks to a house in which a run takes these states one after the other. */
async function said(command: string | undefined, prompt: string, states: RunView[] = [], more: Partial<House> = {}): Promise<string[]> {
  const out: string[] = [];
  let at = 0;
  await talk(
    command,
    prompt,
    { say: (text) => out.push(text), progress: (text) => out.push(`… ${text}`), button: (title, verb, run) => out.push(`[${title}] ${verb}${run ? ` ${run.id}` : ''}`) },
    {
      trusted: true,
      runs: { all: () => states.slice(at, at + 1), get: () => states[at] },
      execute: async (verb, args) => {
        out.push(`> ${verb} ${JSON.stringify(args)}`);
        return verb === 'doctor' ? 'all is well' : states[at];
      },
      next: async () => {
        at += 1;
        return at >= states.length;
      },
      ...more,
    },
  );
  return out;
}

test('a message starts a run, and its announcements follow until a person is asked', async () => {
  const out = await said(undefined, ' implement Okta SSO ', [view('running', 1, 'running'), view('running', 2, 'running'), view('running', 2, 'running'), view('waiting', 2, 'waiting')]);
  assert.deepEqual(out, [
    '> run {"text":"implement Okta SSO"}',
    '🏭 Backend Factory detected: Okta SSO',
    '… 🏭 PHASE 1: Requirements Analysis - Business Analyst',
    '✅ Phase 1 Complete: summary 1',
    '… 🏭 PHASE 2: Technical Planning - Solution Architect',
    '✅ Phase 2 Complete: summary 2',
    'it is waiting',
    '[Approve] approve r1',
    '[Retry with Feedback…] retry r1',
    '[Open Deliverable] openDeliverable r1',
    '[Show Diff] diff r1',
    '[Show Run] show r1',
  ]);
});

test('a person who stops listening stops nothing', async () => {
  const out = await said('plan', 'x', [view('running', 1, 'running')]);
  assert.equal(out[0], '> plan {"text":"x"}');
  assert.equal(out.at(-1), 'The run goes on. Say /status to see how it stands.');
  assert.ok(!out.some((line) => line.startsWith('> cancel')));
});

test('decisions go to the run that fits, with their words', async () => {
  const waiting = [view('waiting', 2, 'waiting'), view('running', 3, 'running')];
  assert.equal((await said('approve', '', waiting))[0], '> approve {"run":"r1"}');
  assert.equal((await said('retry', 'r1 use SAML', waiting))[0], '> retry {"run":"r1","feedback":"use SAML"}');
  assert.deepEqual(await said('waive', '', [view('blocked', 3, 'failed')]), ['A reason is needed: it is recorded.']);
  assert.equal((await said('waive', 'known flake', [view('blocked', 3, 'failed')]))[0], '> waive {"run":"r1","reason":"known flake"}');
  assert.deepEqual(await said('approve', '', [view('running', 3, 'running')]), ['There is no run for that at the moment.']);
  const two = { all: () => [view('waiting', 2, 'waiting'), { ...view('waiting', 2, 'waiting'), id: 'r2' }], get: () => undefined };
  assert.deepEqual(await said('approve', '', [], { runs: two }), ['Which run? Say its id first:', 'r1: Okta SSO', 'r2: Okta SSO']);
});

test('one phase needs its number; nothing needs no words', async () => {
  assert.equal((await said('phase', '2: add an export', [view('waiting', 2, 'waiting')]))[0], '> runPhase {"text":"add an export","phase":2}');
  assert.match((await said('phase', 'add an export'))[0]!, /Which phase/);
  assert.match((await said(undefined, '  '))[0]!, /What should be built/);
});

test('in a folder that is not trusted there is status, and no run', async () => {
  assert.deepEqual(await said(undefined, 'implement it', [], { trusted: false }), ['Runs need a trusted workspace.', '[Manage Workspace Trust] trust']);
  assert.deepEqual(await said('status', '', [], { trusted: false }), ['No runs yet.']);
  assert.deepEqual(await said('doctor', '', [], { trusted: false }), ['> doctor {}', 'all is well']);
});

test('what is suggested next fits', () => {
  assert.deepEqual(suggestions([view('waiting', 2, 'waiting')]), [{ command: 'approve', label: 'Approve phase 2?' }]);
  assert.deepEqual(suggestions([view('running', 2, 'running')]).map(({ command }) => command), ['status']);
  assert.deepEqual(suggestions([]), []);
});

test('the manifest offers the commands that there are', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as { contributes: { chatParticipants: { id: string; commands: { name: string }[] }[] } };
  assert.deepEqual(manifest.contributes.chatParticipants[0]!.commands.map(({ name }) => name), [...commands]);
});
