/**
 * Answers of the server that are text to read (doctor, explain, show): shown in a read-only document
 * beside the code, so they can be searched and copied.
 */

import * as vscode from 'vscode';

const scheme = 'backend-factory-answer';
const texts = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

export function registerPresenter(): vscode.Disposable {
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  return vscode.Disposable.from(provider, changed);
}

export async function present(title: string, answer: unknown): Promise<void> {
  if (answer === null || answer === undefined) return; // the server has shown it itself
  const isText = typeof answer === 'string';
  const uri = vscode.Uri.from({ scheme, path: `/${title}.${isText ? 'md' : 'json'}` });
  texts.set(uri.path, isText ? answer : `${JSON.stringify(answer, null, 2)}\n`);
  changed.fire(uri);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}
