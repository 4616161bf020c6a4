/**
 * Pages in the editor area: a card a run, the metrics, the doctor. A card is kept up to date, and comes back with
 * the window after a restart. What is in it is made by `card`.
 */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { body, card, type Means } from './card';
import { nothing, type Facts } from './card/facts';
import { doctorPage } from './card/doctor';
import { metricsPage } from './card/metrics';
import { doctor, folderOf, look, metrics } from './look';
import { actions, type Action, type RunView } from './model';
import type { Runs } from './runs';
import type { Server } from './server';
import { t } from './words';

type Message = { do?: string; phase?: number; index?: number };
interface Open {
  panel: vscode.WebviewPanel;
  facts: Facts;
  /** Of the run, when the facts were asked for. */
  updated: string;
  sent: string;
}

const VIEW = 'backendFactory.run';
// No local resources, and scripts only by the nonce of the page's own policy.
const options: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

export class Cards implements vscode.Disposable, vscode.WebviewPanelSerializer<{ run?: string }> {
  private readonly open = new Map<string, Open>();
  private readonly subscriptions: vscode.Disposable[];
  /** Metrics and doctor, by their titles. */
  private readonly pages = new Map<string, vscode.WebviewPanel>();

  constructor(
    private readonly server: Server,
    private readonly runs: Runs,
  ) {
    const all = () => {
      for (const id of this.open.keys()) this.draw(id);
    };
    const beat = setInterval(() => {
      // Times go on while nothing else changes.
      for (const [id, { panel }] of this.open) if (panel.visible && runs.get(id)?.state === 'running') this.draw(id);
    }, 1000);
    this.subscriptions = [
      new vscode.Disposable(() => clearInterval(beat)),
      runs.onDidChange(all),
      runs.onDidHear(all),
      vscode.window.registerWebviewPanelSerializer(VIEW, this),
    ];
  }

  show(run: RunView): void {
    const known = this.open.get(run.id);
    if (known) return known.panel.reveal();
    this.adopt(run.id, vscode.window.createWebviewPanel(VIEW, run.title, vscode.ViewColumn.Active, options));
  }

  /** A card that was open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: { run?: string } | undefined): Promise<void> {
    if (typeof state?.run !== 'string') return panel.dispose();
    panel.webview.options = options;
    this.adopt(state.run, panel);
  }

  async showMetrics(): Promise<void> {
    const { runs, summary } = await metrics(this.server, here());
    this.page(t('Metrics'), metricsPage(runs, summary, nonce()));
  }

  async showDoctor(): Promise<void> {
    // It asks every agent for its greeting, which can take a while.
    const title = t('Backend Factory: checking the setup');
    const checks = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => doctor(this.server, here()));
    this.page(t('Doctor'), doctorPage(checks, nonce()));
  }

  private page(title: string, html: string): void {
    let panel = this.pages.get(title);
    if (panel === undefined) {
      panel = vscode.window.createWebviewPanel('backendFactory.page', title, vscode.ViewColumn.Active, options);
      this.pages.set(title, panel);
      panel.onDidDispose(() => this.pages.delete(title));
    }
    panel.webview.html = html;
    panel.reveal();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const { panel } of this.open.values()) panel.dispose();
    for (const panel of this.pages.values()) panel.dispose();
  }

  private adopt(id: string, panel: vscode.WebviewPanel): void {
    this.open.set(id, { panel, facts: nothing, updated: '', sent: '' });
    panel.onDidDispose(() => this.open.delete(id));
    panel.onDidChangeViewState(() => this.draw(id)); // a hidden page takes no messages
    panel.webview.onDidReceiveMessage((message: Message) => this.act(id, message));
    this.draw(id);
  }

  private draw(id: string): void {
    const open = this.open.get(id);
    const run = this.runs.get(id);
    if (open === undefined || run === undefined) return; // the server may still be starting
    if (open.updated !== run.updated) {
      open.updated = run.updated;
      void look(this.server, run).then((facts) => {
        if (this.open.get(id) !== open) return;
        open.facts = facts;
        this.draw(id);
      });
    }
    open.panel.title = run.title;
    if (!open.panel.visible) {
      open.sent = ''; // its page is gone until it is shown again
      return;
    }
    if (open.sent === '') {
      open.panel.webview.html = card(run, open.facts, Date.now(), nonce(), this.means());
      open.sent = 'page';
    }
    const html = body(run, open.facts, this.runs.doing(run), Date.now(), this.means());
    if (html === open.sent) return;
    open.sent = html;
    void open.panel.webview.postMessage({ body: html });
  }

  private means(): Means {
    return { trusted: vscode.workspace.isTrusted, offers: (verb) => this.server.offers(verb) };
  }

  /** Only what the state of the run allows, whatever the page says. */
  private act(id: string, message: Message): void {
    const run = this.runs.get(id);
    if (run === undefined) return;
    const command = (verb: string, item: object = { run }) => void vscode.commands.executeCommand(`backendFactory.ui.${verb}`, item);
    const phase = run.phases.find((candidate) => candidate.number === message.phase);
    switch (message.do) {
      case 'deliverable':
        if (phase) command('openDeliverable', { run, phase });
        return;
      case 'transcript':
        this.text(this.open.get(id)?.facts.transcripts[message.index ?? -1]?.path);
        return;
      case 'patch':
        this.text(phase?.patch);
        return;
      case 'answer':
      case 'diff':
      case 'goToRequest':
      case 'openWorktree':
        command(message.do);
        return;
      case 'metrics':
        command('metrics');
        return;
      case 'apply':
      case 'openPullRequest':
        if (run.state === 'completed') command(message.do);
        return;
    }
    if (actions(run).includes(message.do as Action)) command(message.do!);
  }

  private text(path: string | null | undefined): void {
    if (path) void vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true });
  }
}

function here(): string {
  const folder = folderOf();
  if (folder === undefined) throw new Error(t('There is no folder open.'));
  return folder;
}

function nonce(): string {
  return randomBytes(16).toString('base64url');
}
