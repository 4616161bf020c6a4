/**
 * Questions to the person: which request, which run, which phase, what words. Each returns undefined
 * when the person walks away, and then nothing happens.
 */

import * as vscode from 'vscode';
import { PHASES, phaseAtHand, runIcon, runStory, type RunView, type Trigger } from './model';
import type { Runs } from './runs';
import type { Server } from './server';
import { t } from './words';

/** The arguments that name a request: where it stands in a file, or its words. */
export type RequestArguments = { uri?: string; range?: Trigger['range']; hash?: string; text?: string };

/** The request under the cursor, if there is one. */
export async function requestAtCursor(server: Server): Promise<{ uri: string; trigger: Trigger } | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || server.state.is !== 'ready') return undefined;
  const uri = editor.document.uri.toString();
  const triggers = await server.request<Trigger[]>('backendFactory/detect', { uri });
  const line = editor.selection.active.line;
  const trigger = triggers.find(({ range }) => range.start.line <= line && line <= range.end.line);
  return trigger && { uri, trigger };
}

/** Asks for the words of a request; the one under the cursor is the default. */
export async function askRequest(server: Server, title: string): Promise<RequestArguments | undefined> {
  const here = await requestAtCursor(server);
  const text = await vscode.window.showInputBox({
    title,
    prompt: t('What should be built?'),
    placeHolder: 'implement Okta SSO integration for Chariot',
    value: here?.trigger.text ?? '',
    ignoreFocusOut: true,
  });
  if (text === undefined || text.trim() === '') return undefined;
  // Unchanged words keep their place in the file, so the run's phases are shown at the comment.
  if (here && text === here.trigger.text) return { uri: here.uri, range: here.trigger.range, hash: here.trigger.hash };
  const uri = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return uri ? { uri: uri.toString(), text: text.trim() } : { text: text.trim() };
}

/** Asks for a phase, by its number. */
export async function askPhase(): Promise<number | undefined> {
  const picked = await vscode.window.showQuickPick(
    PHASES.map((phase) => ({ label: `${phase.number}. ${phase.name}`, description: phase.role, number: phase.number })),
    { title: t('Run Phase'), placeHolder: t('Which phase?') },
  );
  return picked?.number;
}

/** A run with which this can be done; asks only when there are several. */
export async function askRun(runs: Runs, fits: (run: RunView) => boolean, title: string): Promise<RunView | undefined> {
  const fitting = runs.all().filter(fits);
  if (fitting.length === 0) {
    void vscode.window.showInformationMessage(t('Backend Factory: there is no run for "{0}" at the moment.', title));
    return undefined;
  }
  if (fitting.length === 1) return fitting[0];
  const picked = await vscode.window.showQuickPick(fitting.map(runPick), { title, placeHolder: t('Which run?'), matchOnDescription: true });
  return picked?.run;
}

/** A run as an item of a quick pick. */
export function runPick(run: RunView): vscode.QuickPickItem & { run: RunView } {
  return { label: `$(${runIcon(run.state).icon}) ${run.title}`, description: runStory(run, Date.now()), detail: run.message, run };
}

/** The words that go to the agent with a retry; empty means: what the gate found. */
export function askFeedback(run: RunView | undefined): Thenable<string | undefined> {
  const phase = run && phaseAtHand(run);
  return vscode.window.showInputBox({
    title: phase ? t('Retry phase {0}: {1}', phase.number, phase.name) : t('Retry'),
    prompt: t('What should be different? Left empty, the agent gets what the gate found.'),
    ignoreFocusOut: true,
  });
}

/** The reason of a waiver: recorded, and shown in the text of the pull request. */
export function askReason(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Waive the gate'),
    prompt: t('Why may this gate be passed although it did not hold? The reason is recorded.'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? t('A reason is needed.') : undefined),
  });
}

/** Whether a run is really to be ended. */
export async function askCancel(run: RunView): Promise<boolean> {
  const cancel = t('Cancel Run');
  const detail = t('Its branch, worktree and deliverables stay.');
  return (await vscode.window.showWarningMessage(t('Cancel "{0}"?', run.title), { modal: true, detail }, cancel)) === cancel;
}

/** Whether a run's changes are really to be written into the person's own files. */
export async function askApply(run: RunView): Promise<boolean> {
  const apply = t('Apply');
  const detail = t('What the run has changed is written into your own files, and nothing is committed. Files with changes of yours are never overwritten.');
  return (await vscode.window.showWarningMessage(t('Apply "{0}" to your working tree?', run.title), { modal: true, detail }, apply)) === apply;
}

/** Whether a run's branch is really to leave this machine. */
export async function askPullRequest(run: RunView): Promise<boolean> {
  const open = t('Push and Open');
  const detail = t('{0} is pushed, and a pull request is opened whose text says what was observed at every gate.', run.branch);
  return (await vscode.window.showWarningMessage(t('Open a pull request for "{0}"?', run.title), { modal: true, detail }, open)) === open;
}

/** An answer to an agent: the server's command, and how long it holds. */
export type Answer = { verb: 'allow' | 'refuse'; always?: true };

/** What the agent may do. */
export async function askAnswer(question: { what: string; reason: string }): Promise<Answer | undefined> {
  const choices: (vscode.QuickPickItem & { answer: Answer })[] = [
    { label: `$(check) ${t('Allow')}`, description: t('this once'), answer: { verb: 'allow' } },
    { label: `$(check-all) ${t('Allow Always')}`, description: t('as long as the run goes on'), answer: { verb: 'allow', always: true } },
    { label: `$(x) ${t('Refuse')}`, description: t('the agent goes on without it'), answer: { verb: 'refuse' } },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title: t('The agent asks: {0}', question.what), placeHolder: question.reason, ignoreFocusOut: true });
  return picked?.answer;
}
