/**
 * What the server knows of a run beyond its view: journal, criteria, figures, transcripts. Asked when
 * somebody looks at a card, and never needed: what cannot be had is left out of the card.
 */

import * as vscode from 'vscode';
import { nothing, type Criterion, type Facts, type Figures, type Summary, type Transcript } from './card/facts';
import type { Check } from './card/doctor';
import { readEvents } from './card/history';
import type { RunView } from './model';
import type { Server } from './server';

/** Everything for a run's card; what the server does not give stays empty. */
export async function look(server: Server, run: RunView): Promise<Facts> {
  const folder = folderOf(run);
  if (folder === undefined) return nothing;
  const or = <T>(promise: Promise<T>, otherwise: T) => promise.catch(() => otherwise);
  const [events, criteria, figures, transcripts] = await Promise.all([
    or(server.ask(['-C', folder, 'show', run.id, '--events', '--json'], folder).then(readEvents), []),
    or(server.request<{ criteria: Criterion[] }>('backendFactory/trace', { run: run.id }).then(({ criteria }) => criteria), []),
    or(metrics(server, folder), undefined),
    or(server.request<Transcript[]>('backendFactory/transcripts', { run: run.id }), []),
  ]);
  const own = figures?.runs.find(({ id }) => id === run.id);
  return { events, criteria, transcripts, ...(own ? { figures: own } : {}), forecast: figures?.summary.forecast ?? null };
}

/** The figures of all runs of the clone that this folder is in. */
export async function metrics(server: Server, folder: string): Promise<{ runs: Figures[]; summary: Summary }> {
  return server.request('backendFactory/metrics', { uri: vscode.Uri.file(folder).toString() });
}

/** What is here and what is missing; with the agent that this editor's settings name. */
export async function doctor(server: Server, folder: string): Promise<Check[]> {
  const agent = vscode.workspace.getConfiguration('backendFactory').get<string | null>('agent');
  const words = ['-C', folder, ...(agent ? ['--set', `agent=${agent}`] : []), 'doctor', '--json'];
  return JSON.parse(await server.ask(words, folder)) as Check[];
}

/** A folder in the clone of a run: one of this window's, the one whose files it works on. */
export function folderOf(run?: RunView): string | undefined {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
  // A window with several clones: the run's own worktree is in the right one.
  return folders.length === 1 ? folders[0] : (run?.worktree ?? folders[0]);
}
