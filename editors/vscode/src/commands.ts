/**
 * The palette and the buttons. Ids are `backendFactory.ui.<verb>`: the language client registers the
 * server's own `backendFactory.<verb>` itself, and each of those may come from a code action too.
 */

import * as vscode from 'vscode';
import { askAnswer, askApply, askCancel, askFeedback, askPhase, askPullRequest, askReason, askRequest, askRun, runPick } from './ask';
import { showDiff } from './diff';
import { cloneOf } from './look';
import { PHASES, actions, deliverablePhase, isAsking, type Action, type PhaseView, type RunView } from './model';
import type { Cards } from './panel';
import type { Runs } from './runs';
import type { Server } from './server';
import { chooseAgent, newChat, trust } from './setup';
import type { Item, Tree } from './tree';
import { t } from './words';

export function registerCommands(server: Server, runs: Runs, tree: Tree, cards: Cards, log: vscode.LogOutputChannel): vscode.Disposable[] {
  /** A decision about a run: from the tree its item is given, from the palette nothing is. */
  const decide = (action: Action, title: string, more: (run: RunView) => Promise<object | undefined> = async () => ({})) =>
    async (item?: Item) => {
      const run = item?.run ?? (await askRun(runs, (run) => actions(run).includes(action), title));
      const extra = run && (await more(run));
      if (run && extra) await server.execute(`backendFactory.${action}`, { run: run.id, ...extra });
    };

  /** Something with a run that fits. */
  const about = (title: string, fits: (run: RunView) => boolean, act: (run: RunView, item?: Item) => unknown) => async (item?: Item) => {
    const run = item?.run ?? (await askRun(runs, fits, title));
    if (run) await act(run, item);
  };
  const any = () => true;
  const hasFiles = (run: RunView) => run.worktree !== null;

  const start = (verb: 'run' | 'plan', title: string) => async () => {
    const request = await askRequest(server, title);
    if (request) await server.execute(`backendFactory.${verb}`, request);
  };

  const handlers: Record<string, (item?: Item) => unknown> = {
    start: start('run', t('Start a Run')),
    plan: start('plan', t('Plan Only (Phases 1-2)')),
    runPhase: async () => {
      const phase = await askPhase();
      const request = phase && (await askRequest(server, t('Run Phase {0}: {1}', phase, PHASES[phase - 1]?.name ?? '')));
      if (request) await server.execute('backendFactory.runPhase', { ...request, phase });
    },
    approve: decide('approve', t('Approve')),
    continue: decide('continue', t('Continue')),
    recheck: decide('recheck', t('Check Again')),
    resume: decide('resume', t('Resume')),
    cancel: decide('cancel', t('Cancel'), async (run) => ((await askCancel(run)) ? {} : undefined)),
    retry: decide('retry', t('Retry'), async (run) => {
      const feedback = await askFeedback(run);
      return feedback === undefined ? undefined : { feedback };
    }),
    waive: decide('waive', t('Waive'), async () => {
      const reason = await askReason();
      return reason === undefined ? undefined : { reason };
    }),
    openDeliverable: about(t('Open Deliverable'), (run) => deliverablePhase(run) !== undefined, (run, item) => openDeliverable(run, item?.phase ?? deliverablePhase(run))),
    openWorktree: about(t('Open Worktree'), hasFiles, (run) => run.worktree && vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(run.worktree), { forceNewWindow: true })),
    diff: about(t('Show Diff'), hasFiles, (run) => showDiff(server, run)),
    apply: about(t('Apply to Working Tree'), isCompleted, async (run) => {
      if (!(await askApply(run))) return;
      tellApplied(await server.execute<{ paths: string[] }>('backendFactory.apply', { run: run.id }));
    }),
    openPullRequest: about(t('Open Pull Request'), isCompleted, (run) => openPullRequest(server, run)),
    answer: about(t('Answer the Agent'), isAsking, (run) => answer(server, run)),
    goToRequest: about(t('Go to Request'), (run) => Boolean(run.request.origin), (run) => goToRequest(server, run)),
    show: about(t('Show Run'), any, (run) => cards.show(run)),
    metrics: () => cards.showMetrics(),
    chooseAgent: () => chooseAgent(server),
    trust: () => trust(server),
    newChat: () => newChat(server),
    walkthrough: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', 'backend-factory.backend-factory#start', false),
    status: () => showStatus(runs),
    doctor: () => cards.showDoctor(),
    refresh: async () => runs.replace(await server.request<RunView[]>('backendFactory/runs', {})),
    hideFinished: () => tree.hideFinished(true),
    showFinished: () => tree.hideFinished(false),
    restart: () => server.restart(),
    log: () => log.show(),
  };
  return Object.entries(handlers).map(([verb, handler]) =>
    vscode.commands.registerCommand(`backendFactory.ui.${verb}`, async (item?: Item) => {
      try {
        await handler(item);
      } catch (error) {
        // The person just did this, so a message is in its place; the server's text says what to do next.
        void vscode.window.showErrorMessage(`Backend Factory: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
  );
}

/** Pushes and proposes, if the person says so. Where nothing here can open it, they get its text to do it themselves. */
async function openPullRequest(server: Server, run: RunView): Promise<void> {
  if (run.pull_request) return browse(run.pull_request);
  if (!(await askPullRequest(run))) return;
  const open = t('Open in Browser');
  const show = t('Show Its Text');
  let choice: string | undefined;
  let address: string | null | undefined;
  try {
    address = (await server.execute<RunView>('backendFactory.openPullRequest', { run: run.id })).pull_request;
    choice = address
      ? await vscode.window.showInformationMessage(t('Backend Factory: the pull request is open: {0}', address), open)
      : await vscode.window.showInformationMessage(t('Backend Factory: the branch is pushed. Nothing here can open a pull request for this remote: do it there, its text is ready.'), show);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    choice = await vscode.window.showErrorMessage(`Backend Factory: ${why}`, show);
  }
  if (choice === open && address) await browse(address);
  if (choice === show) await showText(server, run);
}

/** The pull request's text, for a person who opens it by hand. */
async function showText(server: Server, run: RunView): Promise<void> {
  const folder = await cloneOf(server, run);
  const content = folder ? await server.ask(['-C', folder, 'show', run.id, '--pr'], folder) : '';
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }));
}

/** An address that a remote gave: a page, and nothing else that the system would start. */
async function browse(address: string): Promise<void> {
  if (/^https?:\/\//.test(address)) await vscode.env.openExternal(vscode.Uri.parse(address, true));
}

/** The agent wants something that its lane leaves open. */
async function answer(server: Server, run: RunView): Promise<void> {
  const [question] = run.questions ?? [];
  const picked = question && (await askAnswer(question));
  if (picked === undefined) return;
  const { verb, always } = picked;
  await server.execute(`backendFactory.${verb}`, { run: run.id, question: question?.number, ...(always ? { always } : {}) });
}

/** What was written into the person's own files. */
export function tellApplied({ paths }: { paths: string[] }): void {
  const show = t('Open Source Control');
  const text = paths.length === 1 ? t('Backend Factory: 1 file written, and nothing committed.') : t('Backend Factory: {0} files written, and nothing committed.', paths.length);
  void vscode.window.showInformationMessage(text, show).then((choice) => choice === show && vscode.commands.executeCommand('workbench.view.scm'));
}

function isCompleted(run: RunView): boolean {
  return run.state === 'completed';
}

async function openDeliverable(run: RunView, phase: PhaseView | undefined): Promise<void> {
  if (!phase?.deliverable) {
    void vscode.window.showInformationMessage(t('Backend Factory: "{0}" has no deliverable yet.', run.title));
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(phase.deliverable), { preview: true });
}

/** With several clones in the window the server knows whose file is meant, and on which line it stands now. */
async function goToRequest(server: Server, run: RunView): Promise<void> {
  const { uri, line } = await server.request<{ uri: string | null; line: number | null }>('backendFactory/place', { run: run.id });
  if (uri === null) {
    void vscode.window.showInformationMessage(t('Backend Factory: this run was started without a place in a file.'));
    return;
  }
  const at = new vscode.Range(line ?? 0, 0, line ?? 0, 0);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), { selection: at });
}

/** All runs, and what else can be done. */
export async function showStatus(runs: Runs): Promise<void> {
  const all = runs.all();
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const act = (icon: string, label: string, command: string) => ({ label: `$(${icon}) ${label}`, command: `backendFactory.ui.${command}` });
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { run?: RunView; command?: string }>(
    [
      ...(all.length > 0 ? [separator(t('Runs')), ...all.slice(0, 20).map(runPick)] : []),
      separator(t('Backend Factory')),
      act('play', t('Start Run…'), 'start'),
      ...(all.length > 0 ? [act('graph', t('Metrics'), 'metrics')] : []),
      act('hubot', t('Choose Agent…'), 'chooseAgent'),
      act('pulse', t('Doctor'), 'doctor'),
      act('refresh', t('Restart Server'), 'restart'),
      act('output', t('Show Log'), 'log'),
    ],
    { title: 'Backend Factory', placeHolder: t('A run, or what to do'), matchOnDescription: true },
  );
  if (picked?.command) await vscode.commands.executeCommand(picked.command);
  else if (picked?.run) await vscode.commands.executeCommand('backendFactory.ui.show', { run: picked.run } satisfies Item);
}
