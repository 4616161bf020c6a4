/**
 * The palette and the buttons. Ids are `backendFactory.ui.<verb>`: the language client registers the
 * server's own `backendFactory.<verb>` itself, and each of those may come from a code action too.
 */

import * as vscode from 'vscode';
import { askCancel, askFeedback, askPhase, askReason, askRequest, askRun, runPick } from './ask';
import { PHASES, deliverablePhase, type Action, type PhaseView, type RunView } from './model';
import type { Runs } from './runs';
import type { Server } from './server';
import type { Item, Tree } from './tree';
import type { Cards } from './panel';
import { present } from './present';

export function registerCommands(server: Server, runs: Runs, tree: Tree, cards: Cards, log: vscode.LogOutputChannel): vscode.Disposable[] {
  /** A decision about a run: from the tree its item is given, from the palette nothing is. */
  const decide = (action: Action, title: string, more: (run: RunView) => Promise<object | undefined> = async () => ({})) =>
    async (item?: Item) => {
      const run = item?.run ?? (await askRun(runs, action, title));
      const extra = run && (await more(run));
      if (run && extra) await server.execute(`backendFactory.${action}`, { run: run.id, ...extra });
    };

  const start = (verb: 'run' | 'plan', title: string) => async () => {
    const request = await askRequest(server, title);
    if (request) await server.execute(`backendFactory.${verb}`, request);
  };

  const handlers: Record<string, (item?: Item) => unknown> = {
    start: start('run', vscode.l10n.t('Start a Run')),
    plan: start('plan', vscode.l10n.t('Plan Only (Phases 1-2)')),
    runPhase: async () => {
      const phase = await askPhase();
      const request = phase && (await askRequest(server, vscode.l10n.t('Run Phase {0}: {1}', phase, PHASES[phase - 1]?.name ?? '')));
      if (request) await server.execute('backendFactory.runPhase', { ...request, phase });
    },
    approve: decide('approve', vscode.l10n.t('Approve')),
    continue: decide('continue', vscode.l10n.t('Continue')),
    resume: decide('resume', vscode.l10n.t('Resume')),
    cancel: decide('cancel', vscode.l10n.t('Cancel'), async (run) => ((await askCancel(run)) ? {} : undefined)),
    retry: decide('retry', vscode.l10n.t('Retry'), async (run) => {
      const feedback = await askFeedback(run);
      return feedback === undefined ? undefined : { feedback };
    }),
    waive: decide('waive', vscode.l10n.t('Waive'), async () => {
      const reason = await askReason();
      return reason === undefined ? undefined : { reason };
    }),
    openDeliverable: async (item) => {
      const run = item?.run ?? (await askRun(runs, undefined, vscode.l10n.t('Open Deliverable')));
      if (run) await openDeliverable(run, item?.phase ?? deliverablePhase(run));
    },
    openWorktree: async (item) => {
      const run = item?.run ?? (await askRun(runs, undefined, vscode.l10n.t('Open Worktree')));
      if (run?.worktree) await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(run.worktree), { forceNewWindow: true });
    },
    goToRequest: async (item) => {
      const run = item?.run ?? (await askRun(runs, undefined, vscode.l10n.t('Go to Request')));
      if (run) await goToRequest(run);
    },
    show: async (item) => {
      const run = item?.run ?? (await askRun(runs, undefined, vscode.l10n.t('Show Run')));
      if (run) cards.show(run);
    },
    status: () => showStatus(runs),
    doctor: async () => present(vscode.l10n.t('Doctor'), await server.execute('backendFactory.doctor', {})),
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

async function openDeliverable(run: RunView, phase: PhaseView | undefined): Promise<void> {
  if (!phase?.deliverable) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Backend Factory: "{0}" has no deliverable yet.', run.title));
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(phase.deliverable), { preview: true });
}

async function goToRequest(run: RunView): Promise<void> {
  const origin = run.request.origin;
  for (const folder of origin ? (vscode.workspace.workspaceFolders ?? []) : []) {
    const uri = vscode.Uri.joinPath(folder.uri, origin!.path);
    try {
      const line = new vscode.Range(origin!.line, 0, origin!.line, 0);
      await vscode.window.showTextDocument(uri, { selection: line });
      return;
    } catch {
      // Not in this folder of the workspace.
    }
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('Backend Factory: this run was started without a place in a file of this workspace.'));
}

/** All runs, and what else can be done. */
export async function showStatus(runs: Runs): Promise<void> {
  const all = runs.all();
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const act = (icon: string, label: string, command: string) => ({ label: `$(${icon}) ${label}`, command: `backendFactory.ui.${command}` });
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { run?: RunView; command?: string }>(
    [
      ...(all.length > 0 ? [separator(vscode.l10n.t('Runs')), ...all.slice(0, 20).map(runPick)] : []),
      separator(vscode.l10n.t('Backend Factory')),
      act('play', vscode.l10n.t('Start Run…'), 'start'),
      act('pulse', vscode.l10n.t('Doctor'), 'doctor'),
      act('refresh', vscode.l10n.t('Restart Server'), 'restart'),
      act('output', vscode.l10n.t('Show Log'), 'log'),
    ],
    { title: 'Backend Factory', placeHolder: vscode.l10n.t('A run, or what to do'), matchOnDescription: true },
  );
  if (picked?.command) await vscode.commands.executeCommand(picked.command);
  else if (picked?.run) await vscode.commands.executeCommand('backendFactory.ui.show', { run: picked.run } satisfies Item);
}
