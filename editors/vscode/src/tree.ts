/**
 * The view "Factory" in the activity bar: runs, under each its six phases with attempt, time and role,
 * and under the phase at hand one line on what its agent does or what its gate found. What may be
 * done with an item stands as words in its context value; package.json puts the buttons there.
 */

import * as vscode from 'vscode';
import { inert } from './inert';
import {
  actions,
  cost,
  deliverablePhase,
  evidenceLine,
  isAsking,
  isAwaited,
  isOver,
  phaseAtHand,
  phaseDescription,
  phaseDetails,
  phaseIcon,
  phaseStory,
  runDescription,
  runIcon,
  type Detail,
  type PhaseView,
  type RunView,
} from './model';
import type { Runs } from './runs';
import { t } from './words';

/** A run, one phase of it, or one line on that phase. */
export type Item = { run: RunView; phase?: PhaseView; detail?: Detail };

/** How often, in milliseconds, times and the agents' lines are shown anew while the view is open. */
const BEAT = 1000;

export class Tree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Item | void>();
  /** What was given to the view, by id: it knows an item again only when it is the same object. */
  private readonly known = new Map<string, Item>();
  /** Which phases were shown with lines below them. */
  private readonly more = new Map<string, boolean>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Item>;
  private readonly subscriptions: vscode.Disposable[];
  private finishedHidden: boolean;
  private beat: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: Runs,
    private readonly memory: vscode.Memento,
  ) {
    this.view = vscode.window.createTreeView('backendFactory.runs', { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [this.view, this.changed, runs.onDidChange(() => this.refresh()), runs.onDidHear(() => this.later())];
    this.finishedHidden = memory.get('finishedHidden', false);
    this.hideFinished(this.finishedHidden);
  }

  /** Also remembered for the next time this folder is opened. */
  hideFinished(hidden: boolean): void {
    this.finishedHidden = hidden;
    void this.memory.update('finishedHidden', hidden);
    void vscode.commands.executeCommand('setContext', 'backendFactory.finishedHidden', hidden);
    this.refresh();
  }

  getChildren(item?: Item): Item[] {
    if (item === undefined) return this.shown().map((run) => this.item(run.id, { run }));
    if (item.phase === undefined) return item.run.phases.map((phase) => this.item(`${item.run.id}/${phase.number}`, { run: item.run, phase }));
    if (item.detail !== undefined) return [];
    const { run, phase } = item;
    return this.details(run, phase).map((detail) => ({ run, phase, detail }));
  }

  getTreeItem({ run, phase, detail }: Item): vscode.TreeItem {
    if (phase === undefined) return runItem(run);
    if (detail !== undefined) return detailItem(run, phase, detail);
    const more = this.details(run, phase).length > 0;
    this.more.set(`${run.id}/${phase.number}`, more);
    return phaseItem(run, phase, more);
  }

  dispose(): void {
    clearTimeout(this.beat);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private details(run: RunView, phase: PhaseView): Detail[] {
    return phaseDetails(run, phase, this.runs.doing(run));
  }

  private shown(): RunView[] {
    return this.runs.all().filter((run) => !this.finishedHidden || !isOver(run));
  }

  private item(id: string, fresh: Item): Item {
    const item = Object.assign(this.known.get(id) ?? fresh, fresh);
    this.known.set(id, item);
    return item;
  }

  /** An agent can say many things in a second; only its phase is drawn again. */
  private later(): void {
    if (!this.view.visible) return;
    this.beat ??= setTimeout(() => {
      this.beat = undefined;
      for (const run of this.runs.all()) {
        const phase = run.state === 'running' ? phaseAtHand(run) : undefined;
        const id = `${run.id}/${phase?.number}`;
        const item = this.known.get(id);
        if (phase === undefined || item === undefined) continue;
        if (this.more.get(id) !== this.details(run, phase).length > 0) return this.changed.fire();
        this.changed.fire(item);
      }
    }, BEAT);
  }

  private refresh(): void {
    const awaited = this.runs.all().filter((run) => isAwaited(run) || isAsking(run)).length;
    const tooltip = awaited === 1 ? t('1 run waits for you') : t('{0} runs wait for you', awaited);
    this.view.badge = awaited === 0 ? undefined : { value: awaited, tooltip };
    // A view without items shows its welcome text, which would say "no runs yet": say the truth.
    const hidden = this.runs.all().length - this.shown().length;
    this.view.message = hidden > 0 && this.shown().length === 0 ? (hidden === 1 ? t('1 finished run is hidden.') : t('{0} finished runs are hidden.', hidden)) : '';
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
    run.state,
    ...(vscode.workspace.isTrusted ? actions(run) : []),
    deliverablePhase(run) && 'deliverable',
    run.worktree !== null && 'worktree',
    run.worktree !== null && vscode.workspace.isTrusted && 'diff',
    run.request.origin && 'origin',
  );
  item.accessibilityInformation = { label: `${run.title}, ${item.description}` };
  return item;
}

function phaseItem(run: RunView, phase: PhaseView, more: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(`${phase.number}. ${phase.name}`, more ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  // A phase that gets lines below it is a new item to the view, and so is open by itself.
  item.id = `${run.id}/${phase.number}${more ? '/more' : ''}`;
  const now = run.state === 'running' ? Date.now() : Date.parse(run.updated);
  item.description = phaseDescription(phase, now);
  item.iconPath = icon(phaseIcon(phase.state));
  item.tooltip = phaseTooltip(phase, now);
  const written = phase.deliverable !== null && phase.attempts > 0;
  const atHand = isAwaited(run) && phaseAtHand(run)?.number === phase.number && vscode.workspace.isTrusted;
  item.contextValue = words(
    'phase',
    ...(atHand ? actions(run).filter((action) => action !== 'cancel') : []),
    written && 'deliverable',
  );
  if (written) {
    item.command = { command: 'backendFactory.ui.openDeliverable', title: t('Open Deliverable'), arguments: [{ run, phase }] };
  }
  item.accessibilityInformation = { label: t('Phase {0}, {1}, {2}, {3}', phase.number, phase.name, phase.state, phaseStory(phase, now)) };
  return item;
}

function detailItem(run: RunView, phase: PhaseView, detail: Detail): vscode.TreeItem {
  const item = new vscode.TreeItem('');
  // As a description it is quieter than the phases, and shows as text whatever is in it.
  item.description = detail.text;
  item.tooltip = detail.whole ?? detail.text;
  item.contextValue = 'detail';
  const icons = { live: { icon: 'arrow-small-right' }, question: { icon: 'question', color: 'editorWarning.foreground' }, error: { icon: 'error', color: 'errorForeground' }, warning: { icon: 'warning', color: 'editorWarning.foreground' } };
  item.iconPath = icon(icons[detail.kind]);
  item.accessibilityInformation = { label: detail.whole ?? detail.text };
  if (detail.kind === 'question') item.command = { command: 'backendFactory.ui.answer', title: t('Answer the Agent'), arguments: [{ run, phase }] };
  else if (detail.kind !== 'live') item.command = { command: 'backendFactory.ui.show', title: t('Show Run'), arguments: [{ run, phase }] };
  return item;
}

/** Titles, messages and findings are data from comments and agents: made inert before they become Markdown. */
function runTooltip(run: RunView): vscode.MarkdownString {
  const text = new vscode.MarkdownString('**').appendMarkdown(inert(run.title)).appendMarkdown('**\n\n').appendMarkdown(inert(run.request.text));
  text.appendMarkdown('\n\n---\n\n').appendMarkdown(inert(run.message));
  text.appendMarkdown('\n\n').appendMarkdown(inert(t('Run {0}, agent {1}', run.id, run.agent)));
  text.appendMarkdown('\n\n').appendMarkdown(inert(t('Branch {0}', run.branch)));
  if (cost(run) !== '') text.appendMarkdown('\n\n').appendMarkdown(inert(cost(run)));
  return text;
}

function phaseTooltip(phase: PhaseView, now: number): vscode.MarkdownString {
  const text = new vscode.MarkdownString('**').appendMarkdown(inert(`${phase.number}. ${phase.name}`)).appendMarkdown('**\n\n').appendMarkdown(inert(`${phaseStory(phase, now)} (${phase.agent})`));
  if (phase.summary !== null) text.appendMarkdown('\n\n').appendMarkdown(inert(phase.summary));
  if (phase.waived !== null) text.appendMarkdown('\n\n').appendMarkdown(inert(phase.waived));
  for (const evidence of phase.evidence) text.appendMarkdown('\n\n$(terminal) ').appendMarkdown(inert(evidenceLine(evidence)));
  for (const finding of phase.findings) {
    text.appendMarkdown(finding.severity === 'error' ? '\n\n$(error) ' : '\n\n$(warning) ').appendMarkdown(inert(finding.message));
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
