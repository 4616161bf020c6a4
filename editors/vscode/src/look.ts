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
  const folder = await cloneOf(server, run);
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

/** The first folder of this window that is on a disk. */
export function folderOf(): string | undefined {
  return folders()[0];
}

/** A folder in the clone of a run; in a window with several clones the server knows which. */
export async function cloneOf(server: Server, run: RunView): Promise<string | undefined> {
  const [only, ...more] = folders();
  if (more.length === 0) return only;
  const place = await server.request<{ root: string }>('backendFactory/place', { run: run.id }).catch(() => undefined);
  return place?.root ?? run.worktree ?? only;
}

function folders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
