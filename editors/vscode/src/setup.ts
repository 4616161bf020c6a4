/**
 * What belongs to the setting up and not to a run: which agent works, whether this repository's settings
 * are trusted, a fresh chat file, the walkthrough.
 */

import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { folderOf } from './look';
import type { Server } from './server';
import { t } from './words';

/** An answer of `backendFactory/about`. */
export interface About {
  agent: string | null;
  agents: { name: string; title: string; installed: boolean; install: string }[];
  protection: string;
}

/** Which agent works the phases of the runs to come. */
export async function chooseAgent(server: Server): Promise<void> {
  const about = await server.request<About>('backendFactory/about', {});
  const known = about.agents.toSorted((a, b) => Number(b.installed) - Number(a.installed));
  const item = (agent: About['agents'][number]) => ({
    label: `$(${agent.name === about.agent ? 'check' : agent.installed ? 'hubot' : 'circle-slash'}) ${agent.title}`,
    description: agent.name === about.agent ? t('in use') : '',
    ...(agent.installed ? {} : { detail: agent.install }),
    agent,
  });
  const separator = { label: t('Not installed'), kind: vscode.QuickPickItemKind.Separator, agent: undefined };
  const [here, absent] = [known.filter(({ installed }) => installed), known.filter(({ installed }) => !installed)];
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { agent: About['agents'][number] | undefined }>(
    [...here.map(item), ...(absent.length > 0 ? [separator, ...absent.map(item)] : [])],
    { title: t('Choose Agent'), placeHolder: t('Who works the phases of the next run?'), matchOnDetail: true },
  );
  if (picked?.agent === undefined) return;
  if (!picked.agent.installed) {
    const copy = t('Copy');
    const chosen = await vscode.window.showInformationMessage(t('{0} is not installed here. Next: {1}', picked.agent.title, picked.agent.install), copy);
    if (chosen === copy) await vscode.env.clipboard.writeText(picked.agent.install);
    return;
  }
  // A setting of the machine: a repository can never name a program.
  await vscode.workspace.getConfiguration('backendFactory').update('agent', picked.agent.name, vscode.ConfigurationTarget.Global);
  void vscode.window.setStatusBarMessage(t('Backend Factory: {0} works the next run', picked.agent.title), 5000);
}

/**
 * Trust, in two steps that are kept apart: VS Code's for the folder, and the server's for the exact content
 * of the repository's settings file, which the person is shown.
 */
export async function trust(server: Server): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const folder = folderOf();
  const file = folder && path.join(folder, 'backend-factory.toml');
  if (!folder || !file || !fs.existsSync(file)) {
    void vscode.window.showInformationMessage(t('Backend Factory: this folder is trusted, and the repository brings no settings of its own (backend-factory.toml).'));
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
  const yes = t('Trust This Content');
  const detail = t('It may name programs that are run on this machine. Any change to the file asks again.');
  const answer = await vscode.window.showWarningMessage(t('Trust backend-factory.toml as it is now?'), { modal: true, detail }, yes);
  if (answer !== yes) return;
  await server.execute('backendFactory.trust', { uri: vscode.Uri.file(folder).toString() });
  void vscode.window.showInformationMessage(t('Backend Factory: backend-factory.toml is trusted as it is now.'));
}

/** A file to talk to the factory in: lines with /backend … are answered in it. */
export async function newChat(server: Server): Promise<void> {
  const folder = folderOf();
  if (folder && server.offers('newChat')) {
    await server.execute('backendFactory.newChat', { uri: vscode.Uri.file(folder).toString() });
    return; // the server shows it
  }
  const name = `chat-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.backend.md`;
  const uri = vscode.Uri.from({ scheme: 'untitled', path: folder ? path.posix.join(vscode.Uri.file(folder).path, name) : name });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '') await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '/backend '));
}
