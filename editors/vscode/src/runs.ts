/**
 * What the server last said of the runs, and the context keys that decide what the palette and the
 * menus offer. Holds no opinion of its own: every change comes from the server.
 */

import * as vscode from 'vscode';
import { isAwaited, isOver, type RunView } from './model';

export class Runs implements vscode.Disposable {
  private byId = new Map<string, RunView>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  /** Newest first. */
  all(): RunView[] {
    return [...this.byId.values()].sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id));
  }

  get(id: string): RunView | undefined {
    return this.byId.get(id);
  }

  /** The server's whole list. */
  replace(runs: RunView[]): void {
    this.byId = new Map(runs.map((run) => [run.id, run]));
    this.tell();
  }

  /** Tells all views to look again. */
  tell(): void {
    const runs = this.all();
    const set = (key: string, value: boolean) => vscode.commands.executeCommand('setContext', `backendFactory.${key}`, value);
    void set('runs', runs.length > 0);
    void set('live', runs.some((run) => !isOver(run)));
    void set('waiting', runs.some((run) => run.state === 'waiting'));
    void set('blocked', runs.some((run) => run.state === 'blocked'));
    void set('stopped', runs.some(isAwaited));
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
