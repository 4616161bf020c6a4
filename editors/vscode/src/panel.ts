/** Run cards: one panel a run, drawn again when the run changes. What is in it is made by `card`. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { card } from './card';
import { actions, type Action, type RunView } from './model';
import type { Runs } from './runs';

export class Cards implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly runs: Runs) {
    this.subscription = runs.onDidChange(() => {
      for (const [id, panel] of this.panels) {
        const run = runs.get(id);
        if (run) draw(panel, run);
      }
    });
  }

  show(run: RunView): void {
    const open = this.panels.get(run.id);
    if (open) return open.reveal();
    // No local resources, and scripts only by the nonce of the card's own policy.
    const panel = vscode.window.createWebviewPanel('backendFactory.run', run.title, vscode.ViewColumn.Active, { enableScripts: true, localResourceRoots: [] });
    this.panels.set(run.id, panel);
    panel.onDidDispose(() => this.panels.delete(run.id));
    panel.webview.onDidReceiveMessage((message: { do?: string; phase?: number }) => this.act(run.id, message));
    draw(panel, this.runs.get(run.id) ?? run);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  /** Only what the state of the run allows, whatever the page says. */
  private act(id: string, message: { do?: string; phase?: number }): void {
    const run = this.runs.get(id);
    if (run === undefined) return;
    const phase = run.phases.find((candidate) => candidate.number === message.phase);
    if (message.do === 'deliverable' && phase) void vscode.commands.executeCommand('backendFactory.ui.openDeliverable', { run, phase });
    else if (actions(run.state).includes(message.do as Action)) void vscode.commands.executeCommand(`backendFactory.ui.${message.do}`, { run });
  }
}

function draw(panel: vscode.WebviewPanel, run: RunView): void {
  panel.title = run.title;
  panel.webview.html = card(run, Date.now(), randomBytes(16).toString('base64url'), vscode.workspace.isTrusted);
}
