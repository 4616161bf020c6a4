/** The status bar item: the run that most needs eyes, else how the server stands. */

import * as vscode from 'vscode';
import { inert } from './inert';
import { protection, type LanguageStatus } from './language';
import { headline, isAsking, phaseAtHand } from './model';
import type { Runs } from './runs';
import type { Server } from './server';
import { t } from './words';

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Left, 10);
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly runs: Runs,
    private readonly language: LanguageStatus,
  ) {
    this.item.name = 'Backend Factory';
    this.item.command = 'backendFactory.ui.status';
    this.subscriptions = [this.item, server.onDidChange(() => this.show()), runs.onDidChange(() => this.show()), runs.onDidHear(() => this.show())];
    this.show();
    this.item.show();
  }

  private show(): void {
    const { item, server } = this;
    item.backgroundColor = undefined;
    if (server.state.is === 'failed') {
      item.text = '$(error) Factory';
      item.tooltip = server.state.problem;
      item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
      return;
    }
    if (server.state.is !== 'ready') {
      item.text = server.state.is === 'starting' ? '$(loading~spin) Factory' : '$(circle-slash) Factory';
      item.tooltip = server.state.is === 'starting' ? t('Backend Factory: the server is starting') : t('Backend Factory: the server is stopped');
      return;
    }
    const run = headline(this.runs.all());
    const phase = run && phaseAtHand(run);
    item.tooltip = this.tooltip(server.state.version);
    switch (run?.state) {
      case 'blocked':
        item.text = `$(warning) ${t('Phase {0}/6 needs you', phase?.number ?? '?')}`;
        item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
        break;
      case 'waiting':
        item.text = `$(bell-dot) ${t('Approve phase {0}?', phase?.number ?? '?')}`;
        item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
        break;
      case 'running':
        if (isAsking(run)) {
          item.text = `$(question) ${t('The agent of phase {0} asks', phase?.number ?? '?')}`;
          item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
          break;
        }
        item.text = `$(sync~spin) ${phase ? t('Phase {0}/6: {1}', phase.number, phase.name) : t('Preparing')}`;
        break;
      case 'queued':
        item.text = `$(clock) ${t('Queued')}`;
        break;
      default:
        item.text = '$(check) Factory';
    }
  }

  /** Words of runs are data: made inert before they become Markdown. */
  private tooltip(version: string): vscode.MarkdownString {
    const text = new vscode.MarkdownString('', true);
    const run = headline(this.runs.all());
    if (run) {
      text.appendMarkdown('**').appendMarkdown(inert(run.title)).appendMarkdown('**\n\n').appendMarkdown(inert(run.message));
      const doing = this.runs.doing(run);
      if (doing) text.appendMarkdown('\n\n$(arrow-small-right) ').appendMarkdown(inert(doing));
      text.appendMarkdown('\n\n---\n\n');
    }
    const about = this.language.known;
    text.appendMarkdown(inert(`Backend Factory ${version}`));
    if (about) text.appendMarkdown('\n\n$(hubot) ').appendMarkdown(inert(about.agent ?? t('no agent installed'))).appendMarkdown('\n\n$(shield) ').appendMarkdown(inert(protection(about.protection)));
    return text;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
