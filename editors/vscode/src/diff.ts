/**
 * What a run has changed, in VS Code's own diff editor: the commit it started from against its files as
 * they are now. The server gives the list and the old texts, by git with nothing of the clone's
 * configuration in force; here no program is started.
 */

import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RunView } from './model';
import type { Server } from './server';
import { t } from './words';

/** An answer of `backendFactory/diff`; it has more. */
interface Changes {
  worktree: string | null;
  files: { path: string; change: string; from: string | null }[];
}

const SCHEME = 'backend-factory-base';

/** Gives the old text of a file: its URI names the run and the path. */
export function registerBase(server: Server): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async (uri) => {
      const { run, file } = JSON.parse(uri.query) as { run: string; file: string };
      const { text } = await server.request<{ text: string | null }>('backendFactory/baseText', { run, path: file });
      return text ?? '';
    },
  });
}

export async function showDiff(server: Server, run: RunView): Promise<void> {
  const changes = await server.request<Changes>('backendFactory/diff', { run: run.id });
  const { worktree } = changes;
  if (worktree === null) throw new Error(t('The worktree of "{0}" is gone; its branch is {1}.', run.title, run.branch));
  // Documents of the run last: what a person looks for is the code.
  const own = (file: { path: string }) => file.path.startsWith('.backend-factory/');
  const files = changes.files.toSorted((a, b) => Number(own(a)) - Number(own(b)) || a.path.localeCompare(b.path));
  const resources = files.flatMap((file) => {
    const now = path.join(worktree, file.path);
    if (!isWithin(worktree, now)) return [];
    const right = vscode.Uri.file(now);
    // A link is not followed: its target is not the run's work.
    const there = file.change !== 'deleted' && isFile(worktree, now);
    const before = file.from ?? file.path;
    const left = file.change === 'added' ? undefined : base(run.id, before, path.join(worktree, before));
    return there || left ? [[right, left, there ? right : undefined]] : [];
  });
  if (resources.length === 0) {
    void vscode.window.showInformationMessage(t('Backend Factory: "{0}" has changed nothing yet.', run.title));
    return;
  }
  await vscode.commands.executeCommand('vscode.changes', t('{0}: changes', run.title), resources);
}

/** With the same path as the file has now: another one would be shown as a renaming. */
function base(run: string, file: string, now: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: vscode.Uri.file(now).path, query: JSON.stringify({ run, file }) });
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** A file of the worktree itself: neither a link, nor below one that leads out. */
function isFile(worktree: string, file: string): boolean {
  try {
    return fs.lstatSync(file).isFile() && isWithin(fs.realpathSync(worktree), fs.realpathSync(file));
  } catch {
    return false;
  }
}
