/**
 * The view "Factory" in the activity bar: runs, and under each its six phases with role, attempt and
 * time. What may be done with an item stands as words in its context value; package.json puts the
 * buttons there.
 */

import * as vscode from 'vscode';
import {
  actions,
  deliverablePhase,
  evidenceLine,
  isAwaited,
  isOver,
  phaseAtHand,
  phaseDescription,
  phaseIcon,
  runDescription,
  runIcon,
  type PhaseView,
  type RunView,
} from './model';
import type { Runs } from './runs';

/** A run, or one phase of it. */
export type Item = { run: RunView; phase?: PhaseView };

export class Tree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Item>;
  private readonly subscriptions: vscode.Disposable[];
  private finishedHidden = false;

  constructor(private readonly runs: Runs) {
    this.view = vscode.window.createTreeView('backendFactory.runs', { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [this.view, this.changed, runs.onDidChange(() => this.refresh())];
  }

  hideFinished(hidden: boolean): void {
    this.finishedHidden = hidden;
    void vscode.commands.executeCommand('setContext', 'backendFactory.finishedHidden', hidden);
    this.refresh();
  }

  getChildren(item?: Item): Item[] {
    if (item === undefined) return this.shown().map((run) => ({ run }));
    return item.phase ? [] : item.run.phases.map((phase) => ({ run: item.run, phase }));
  }

  getParent(item: Item): Item | undefined {
    return item.phase ? { run: item.run } : undefined;
  }

  getTreeItem({ run, phase }: Item): vscode.TreeItem {
    return phase ? phaseItem(run, phase) : runItem(run);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private shown(): RunView[] {
    return this.runs.all().filter((run) => !this.finishedHidden || !isOver(run));
  }

  private refresh(): void {
    const awaited = this.runs.all().filter(isAwaited).length;
    const tooltip = awaited === 1 ? vscode.l10n.t('1 run waits for you') : vscode.l10n.t('{0} runs wait for you', awaited);
    this.view.badge = awaited === 0 ? undefined : { value: awaited, tooltip };
    // A view without items shows its welcome text, which would say "no runs yet": say the truth.
    const hidden = this.runs.all().length - this.shown().length;
    this.view.message = hidden > 0 && this.shown().length === 0 ? vscode.l10n.t('{0} finished runs are hidden.', hidden) : '';
    this.changed.fire();
  }
}

function runItem(run: RunView): vscode.TreeItem {
  const item = new vscode.TreeItem(run.title, isOver(run) ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded);
  // With the state in the id a finished run folds by itself, and one that goes on opens again.
  item.id = `${run.id}/${isOver(run) ? 'over' : 'live'}`;
  item.description = runDescription(run, Date.now());
  item.iconPath = icon(runIcon(run.state));
  item.tooltip = runTooltip(run);
  item.contextValue = words(
    'run',
    ...(vscode.workspace.isTrusted ? actions(run.state) : []),
    deliverablePhase(run) && 'deliverable',
    run.worktree !== null && 'worktree',
    run.request.origin && 'origin',
  );
  item.accessibilityInformation = { label: `${run.title}, ${item.description}` };
  return item;
}

function phaseItem(run: RunView, phase: PhaseView): vscode.TreeItem {
  const item = new vscode.TreeItem(`${phase.number}. ${phase.name}`);
  item.id = `${run.id}/${phase.number}`;
  item.description = phaseDescription(phase, Date.now());
  item.iconPath = icon(phaseIcon(phase.state));
  item.tooltip = phaseTooltip(phase);
  const written = phase.deliverable !== null && phase.attempts > 0;
  const atHand = isAwaited(run) && phaseAtHand(run)?.number === phase.number && vscode.workspace.isTrusted;
  item.contextValue = words(
    'phase',
    ...(atHand ? actions(run.state).filter((action) => action !== 'cancel') : []),
    written && 'deliverable',
  );
  if (written) {
    item.command = { command: 'backendFactory.ui.openDeliverable', title: vscode.l10n.t('Open Deliverable'), arguments: [{ run, phase }] };
  }
  item.accessibilityInformation = { label: `Phase ${phase.number}, ${phase.name}, ${phase.state}, ${item.description}` };
  return item;
}

/** Titles, messages and findings are data from comments and agents: appended as text, never as Markdown. */
function runTooltip(run: RunView): vscode.MarkdownString {
  const text = new vscode.MarkdownString('**').appendText(run.title).appendMarkdown('**\n\n').appendText(run.request.text);
  text.appendMarkdown('\n\n---\n\n').appendText(run.message);
  text.appendMarkdown('\n\n').appendText(vscode.l10n.t('Run {0}, agent {1}', run.id, run.agent));
  text.appendMarkdown('\n\n').appendText(vscode.l10n.t('Branch {0}', run.branch));
  if (run.usage.cost_usd !== null) text.appendMarkdown('\n\n').appendText(`$${run.usage.cost_usd.toFixed(2)}`);
  return text;
}

function phaseTooltip(phase: PhaseView): vscode.MarkdownString {
  const text = new vscode.MarkdownString('**').appendText(`${phase.number}. ${phase.name}`).appendMarkdown('**\n\n').appendText(`${phase.role} (${phase.agent})`);
  if (phase.summary !== null) text.appendMarkdown('\n\n').appendText(phase.summary);
  if (phase.waived !== null) text.appendMarkdown('\n\n').appendText(phase.waived);
  for (const evidence of phase.evidence) text.appendMarkdown('\n\n$(terminal) ').appendText(evidenceLine(evidence));
  for (const finding of phase.findings) {
    text.appendMarkdown(finding.severity === 'error' ? '\n\n$(error) ' : '\n\n$(warning) ').appendText(finding.message);
  }
  text.supportThemeIcons = true;
  return text;
}

function icon({ icon, color }: { icon: string; color?: string }): vscode.ThemeIcon {
  return color === undefined ? new vscode.ThemeIcon(icon) : new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

function words(...all: (string | false | null | undefined)[]): string {
  return all.filter((word) => typeof word === 'string').join(' ');
}
