/**
 * What `@backend` says in a chat: a message becomes a request to the server, and then the run's own
 * announcements follow until it is over or asks for a person. Knows neither VS Code nor the server, so it
 * is tested with fakes. Words of runs are data: the stream takes them as text, never as Markdown.
 */

import { PHASES, actions, isAwaited, isOver, phaseAtHand, runStory, type Action, type RunView } from '../model';
import { t } from '../words';

/** Where it is said. */
export interface Stream {
  /** A line of text as it is. */
  say(text: string): void;
  progress(text: string): void;
  button(title: string, verb: string, run?: RunView): void;
}

/** What is needed of the editor and the server. */
export interface House {
  readonly trusted: boolean;
  readonly runs: { all(): RunView[]; get(id: string): RunView | undefined };
  execute(verb: string, args: object): Promise<unknown>;
  /** Resolves when a run has changed, or true when the person has stopped listening. */
  next(): Promise<boolean>;
}

/** What may be said after the slash; package.json lists the same. */
export const commands = ['plan', 'phase', 'status', 'approve', 'retry', 'waive', 'cancel', 'doctor'] as const;

export async function talk(command: string | undefined, prompt: string, stream: Stream, house: House): Promise<void> {
  const words = prompt.trim();
  if (command === 'status') return status(stream, house);
  if (command === 'doctor') {
    const text = await house.execute('doctor', {});
    return stream.say(String(text));
  }
  if (!house.trusted) {
    stream.say(t('Runs need a trusted workspace.'));
    return stream.button(t('Manage Workspace Trust'), 'trust');
  }
  switch (command) {
    case 'approve':
    case 'cancel':
    case 'retry':
    case 'waive':
      return decide(command, words, stream, house);
    case 'plan':
      return start('plan', words, {}, stream, house);
    case 'phase': {
      const [, number, rest = ''] = /^([1-6])\s*[:.]?\s*(.*)$/s.exec(words) ?? [];
      if (number === undefined) return stream.say(t('Which phase? Say for example: {0}', '/phase 2 add an export of invoices'));
      return start('runPhase', rest, { phase: Number(number) }, stream, house);
    }
    default:
      return start('run', words, {}, stream, house);
  }
}

async function start(verb: string, words: string, more: object, stream: Stream, house: House): Promise<void> {
  if (words === '') return stream.say(t('What should be built? Say for example: {0}', 'implement Okta SSO integration for Chariot'));
  const run = (await house.execute(verb, { text: words, ...more })) as RunView;
  stream.say(`🏭 Backend Factory detected: ${run.title}`);
  await follow(run, stream, house);
}

/** The run that is meant: named at the beginning of the words, else the only one that fits. */
async function decide(action: Action, words: string, stream: Stream, house: House): Promise<void> {
  const fitting = house.runs.all().filter((run) => actions(run).includes(action));
  const [first = '', ...rest] = words.split(/\s+/);
  const named = fitting.find((run) => run.id === first);
  const run = named ?? (fitting.length === 1 ? fitting[0] : undefined);
  if (run === undefined) {
    if (fitting.length === 0) return stream.say(t('There is no run for that at the moment.'));
    stream.say(t('Which run? Say its id first:'));
    for (const one of fitting) stream.say(`${one.id}: ${one.title}`);
    return;
  }
  const said = named ? rest.join(' ') : words;
  if (action === 'waive' && said === '') return stream.say(t('A reason is needed: it is recorded.'));
  const more = action === 'retry' ? { feedback: said } : action === 'waive' ? { reason: said } : {};
  const after = (await house.execute(action, { run: run.id, ...more })) as RunView;
  await follow(after, stream, house);
}

function status(stream: Stream, house: House): void {
  const all = house.runs.all();
  if (all.length === 0) return stream.say(t('No runs yet.'));
  for (const run of all.slice(0, 10)) stream.say(`${run.id}: ${run.title} (${runStory(run, Date.parse(run.updated))})`);
  const asked = all.find(isAwaited);
  if (asked) offer(asked, stream);
}

/** Says what happens, in the product's words, until a person is asked or the run is over. */
async function follow(first: RunView, stream: Stream, house: House): Promise<void> {
  const begun = new Set<string>();
  const done = new Set(first.phases.filter((phase) => phase.state === 'completed').map((phase) => phase.number));
  for (let run: RunView = first; ; run = house.runs.get(first.id) ?? run) {
    for (const phase of run.phases) {
      if (phase.state === 'running' && !begun.has(`${phase.number}/${phase.attempts}`)) {
        begun.add(`${phase.number}/${phase.attempts}`);
        stream.progress(`🏭 PHASE ${phase.number}: ${phase.name} - ${phase.role}${phase.attempts > 1 ? `, ${t('attempt {0}', phase.attempts)}` : ''}`);
      }
      if ((phase.state === 'completed' || phase.state === 'waiting') && phase.summary !== null && !done.has(phase.number)) {
        done.add(phase.number);
        stream.say(`✅ Phase ${phase.number} Complete: ${phase.summary}`);
      }
    }
    if (isAwaited(run) || isOver(run)) {
      stream.say(run.message);
      return offer(run, stream);
    }
    if (await house.next()) {
      stream.say(t('The run goes on. Say {0} to see how it stands.', '/status'));
      return;
    }
  }
}

function offer(run: RunView, stream: Stream): void {
  const titles: Partial<Record<Action, string>> = { approve: t('Approve'), retry: t('Retry with Feedback…'), continue: t('Continue'), waive: t('Waive…') };
  for (const action of actions(run)) {
    const title = titles[action];
    if (title) stream.button(title, action, run);
  }
  const phase = phaseAtHand(run);
  if (phase?.deliverable) stream.button(t('Open Deliverable'), 'openDeliverable', run);
  if (run.worktree !== null) stream.button(t('Show Diff'), 'diff', run);
  stream.button(t('Show Run'), 'show', run);
}

/** For a follow-up: what a person most likely says next. */
export function suggestions(runs: readonly RunView[]): { command: string; label: string }[] {
  const waiting = runs.find((run) => run.state === 'waiting');
  if (waiting) return [{ command: 'approve', label: t('Approve phase {0}?', PHASES.find(({ slug }) => slug === waiting.phase)?.number ?? '') }];
  return runs.some((run) => !isOver(run)) ? [{ command: 'status', label: t('How does it stand?') }] : [];
}
