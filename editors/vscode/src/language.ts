/**
 * The language status item: which agent would work, how it is held in its worktree, and which phase runs.
 * The status bar item shows the run that most needs eyes; this one is for when a person wonders.
 */

import * as vscode from 'vscode';
import { headline, phaseAtHand } from './model';
import type { Runs } from './runs';
import type { Server } from './server';
import type { About } from './setup';
import { t } from './words';

/** Milliseconds. */
const AGAIN = 1500;

export class LanguageStatus implements vscode.Disposable {
  private readonly agent = vscode.languages.createLanguageStatusItem('backendFactory.agent', [{ scheme: 'file' }, { scheme: 'untitled' }]);
  private readonly run = vscode.languages.createLanguageStatusItem('backendFactory.run', [{ scheme: 'file' }, { scheme: 'untitled' }]);
  private readonly subscriptions: vscode.Disposable[];
  private about: About | undefined;
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: Server,
    private readonly runs: Runs,
  ) {
    this.agent.name = t('Backend Factory: agent');
    this.run.name = t('Backend Factory: run');
    this.subscriptions = [this.agent, this.run, server.onDidChange(() => void this.ask()), runs.onDidChange(() => this.show())];
    this.show();
  }

  /** What the next run would have, as the server last said. */
  get known(): About | undefined {
    return this.about;
  }

  dispose(): void {
    clearTimeout(this.again);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** The settings were told: the server reads them beside its other work, so it is asked twice. */
  lookAgain(): void {
    void this.ask();
    clearTimeout(this.again);
    this.again = setTimeout(() => void this.ask(), AGAIN);
  }

  private async ask(): Promise<void> {
    if (this.server.state.is === 'ready') {
      this.about = await this.server.request<About>('backendFactory/about', {}).catch(() => undefined);
    }
    this.show();
  }

  private show(): void {
    const { agent, run, server, about } = this;
    agent.busy = server.state.is === 'starting';
    if (server.state.is !== 'ready') {
      const failed = server.state.is === 'failed';
      agent.severity = failed ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
      agent.text = failed ? t('Factory: server is down') : t('Factory');
      agent.detail = server.state.is === 'failed' ? server.state.problem : '';
      agent.command = failed ? { command: 'backendFactory.ui.log', title: t('Show Log') } : { command: 'backendFactory.ui.restart', title: t('Restart Server') };
    } else {
      const missing = about !== undefined && about.agent === null;
      const loose = about !== undefined && (about.protection === 'none' || about.protection === 'off');
      agent.severity = missing || loose ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
      agent.text = missing ? t('Factory: no agent installed') : t('Factory: {0}', about?.agent ?? '…');
      agent.detail = about === undefined ? '' : protection(about.protection);
      agent.command = { command: 'backendFactory.ui.chooseAgent', title: t('Choose Agent') };
    }
    const at = headline(this.runs.all());
    const phase = at && phaseAtHand(at);
    run.busy = at?.state === 'running';
    run.severity = at?.state === 'blocked' ? vscode.LanguageStatusSeverity.Error : at?.state === 'waiting' ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    run.text = at === undefined ? t('No run under way') : phase ? t('Phase {0}/6: {1}', phase.number, phase.name) : t('Preparing');
    run.detail = at?.title ?? '';
    run.command = { command: 'backendFactory.ui.status', title: t('Show Runs') };
  }
}

/** How an agent is held in its worktree, in words. */
export function protection(level: string): string {
  switch (level) {
    case 'enforced':
      return t('held in its worktree by the operating system');
    case 'partial':
      return t('held in its worktree, as far as this kernel can');
    case 'off':
      return t('not held in its worktree: the sandbox is switched off');
    default:
      return t('not held in its worktree: this system cannot');
  }
}
