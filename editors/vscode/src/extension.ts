/**
 * Backend Factory in VS Code: starts the language server and gives it what only this editor has: a
 * view of the runs, a status bar item, palette commands, questions, pages, a chat participant.
 * Everything that decides anything is in the server.
 */

import * as vscode from 'vscode';
import { registerChat } from './chat/participant';
import { registerCommands } from './commands';
import { registerBase } from './diff';
import { LanguageStatus } from './language';
import { middleware } from './middleware';
import type { RunView } from './model';
import { Cards } from './panel';
import { Runs } from './runs';
import { Server } from './server';
import { consequence } from './settings';
import { Status } from './status';
import { Tree } from './tree';
import { speakWith } from './words';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  speakWith((message, ...values) => vscode.l10n.t(message, ...values));
  const log = vscode.window.createOutputChannel('Backend Factory', { log: true });
  const runs = new Runs();
  const own = new Server(context, log, middleware(runs));
  server = own;
  const tree = new Tree(runs, context.workspaceState);
  const cards = new Cards(own, runs);
  const language = new LanguageStatus(own, runs);
  context.subscriptions.push(log, runs, own, tree, cards, language, new Status(own, runs, language), registerBase(own));
  context.subscriptions.push(...registerCommands(own, runs, tree, cards, log), ...registerChat(context, own, runs, log));

  let told = 0;
  own.onNotification(({ method, params }) => {
    if (method === 'backendFactory/liveChanged') return runs.hear((params as { live: Record<string, string> }).live);
    told += 1;
    runs.replace((params as { runs: RunView[] }).runs);
  });
  own.onDidChange(async () => {
    if (own.state.is !== 'ready') return;
    try {
      const before = told;
      const answer = await own.request<RunView[]>('backendFactory/runs', {});
      // A notification that came meanwhile may be newer than the answer.
      if (told === before) runs.replace(answer);
    } catch (error) {
      log.warn(`the runs could not be read: ${String(error)}`);
    }
  });

  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((event) => {
      const follows = consequence((section) => event.affectsConfiguration(section), own.keys());
      if (follows === 'restart') void own.restart();
      if (follows === 'tell') void own.tellSettings().then(() => language.lookAgain());
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      runs.tell(); // what may be done has changed, the runs have not
      void own.tellSettings();
    }),
    vscode.window.onDidChangeTextEditorSelection(markRequest),
    vscode.window.onDidChangeActiveTextEditor(markRequest),
    vscode.languages.onDidChangeDiagnostics(markRequest),
  );
  await own.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Keeps `backendFactory.onRequest`, by which the editor's context menu offers a run. */
function markRequest(): void {
  const editor = vscode.window.activeTextEditor;
  const line = editor?.selection.active.line ?? -1;
  const on =
    editor !== undefined &&
    vscode.languages
      .getDiagnostics(editor.document.uri)
      .some((hint) => hint.source === 'backend-factory' && hint.code === 'feature-request' && hint.range.start.line <= line && line <= hint.range.end.line);
  void vscode.commands.executeCommand('setContext', 'backendFactory.onRequest', on);
}
