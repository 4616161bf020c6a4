/** The status bar item: the run that most needs eyes, else how the server stands. */

import * as vscode from 'vscode';
import { headline, phaseAtHand } from './model';
import type { Runs } from './runs';
import type { Server } from './server';

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Left, 10);
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly runs: Runs,
  ) {
    this.item.name = 'Backend Factory';
    this.item.command = 'backendFactory.ui.status';
    this.subscriptions = [this.item, server.onDidChange(() => this.show()), runs.onDidChange(() => this.show())];
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
      item.tooltip = server.state.is === 'starting' ? vscode.l10n.t('Backend Factory: the server is starting') : vscode.l10n.t('Backend Factory: the server is stopped');
      return;
    }
    const run = headline(this.runs.all());
    const phase = run && phaseAtHand(run);
    item.tooltip = run ? `${run.title}\n${run.message}` : vscode.l10n.t('Backend Factory {0}: no run is under way', server.state.version);
    switch (run?.state) {
      case 'blocked':
        item.text = `$(warning) Phase ${phase?.number ?? '?'}/6 needs you`;
        item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
        break;
      case 'waiting':
        item.text = `$(bell-dot) Approve phase ${phase?.number ?? '?'}?`;
        item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
        break;
      case 'running':
        item.text = phase ? `$(sync~spin) Phase ${phase.number}/6: ${phase.name}` : '$(sync~spin) Preparing';
        break;
      case 'queued':
        item.text = '$(clock) Queued';
        break;
      default:
        item.text = '$(check) Factory';
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
