/**
 * What the server last said of the runs and of what agents are doing, and the context keys that decide
 * what the palette and the menus offer. Holds no opinion of its own: every change comes from the server.
 */

import * as vscode from 'vscode';
import { ACTIONS, actions, isAsking, type RunView } from './model';

export class Runs implements vscode.Disposable {
  private byId = new Map<string, RunView>();
  private live = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly heard = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  /** What agents are doing has changed; the runs have not. */
  readonly onDidHear = this.heard.event;

  /** Newest first. */
  all(): RunView[] {
    return [...this.byId.values()].sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id));
  }

  get(id: string): RunView | undefined {
    return this.byId.get(id);
  }

  /** One line on what the agent of a run is doing, if it runs. */
  doing(run: RunView): string | undefined {
    return run.state === 'running' ? this.live.get(run.id) : undefined;
  }

  /** The server's whole list. */
  replace(runs: RunView[]): void {
    this.byId = new Map(runs.map((run) => [run.id, run]));
    this.tell();
  }

  /** What agents are doing, by the run's id. */
  hear(live: Record<string, string>): void {
    this.live = new Map(Object.entries(live));
    this.heard.fire();
  }

  /** Tells all views to look again. */
  tell(): void {
    const runs = this.all();
    const set = (key: string, value: boolean) => vscode.commands.executeCommand('setContext', `backendFactory.${key}`, value);
    void set('runs', runs.length > 0);
    for (const action of ACTIONS) void set(`can.${action}`, runs.some((run) => actions(run).includes(action)));
    void set('asking', runs.some(isAsking));
    void set('completed', runs.some((run) => run.state === 'completed'));
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
    this.heard.dispose();
  }
}
