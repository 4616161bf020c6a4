/**
 * The chat participant `@backend`, where the host has a chat: VS Code from 1.90, and not every build of it.
 * Without one nothing is registered, and nothing is missed. What is said stands in `talk`.
 */

import * as vscode from 'vscode';
import { inert } from '../inert';
import type { RunView } from '../model';
import type { Runs } from '../runs';
import type { Server } from '../server';
import { commands, suggestions, talk, type House, type Stream } from './talk';

export const ID = 'backend-factory.backend';

/** What a host with a chat has. */
type Chat = Pick<typeof vscode.chat, 'createChatParticipant'>;

/** The host's chat, if it has one that works as we know it. */
export function chatOf(host: { chat?: unknown }): Chat | undefined {
  const chat = host.chat as Partial<Chat> | undefined;
  return typeof chat?.createChatParticipant === 'function' ? (chat as Chat) : undefined;
}

export function registerChat(context: vscode.ExtensionContext, server: Server, runs: Runs, log: vscode.LogOutputChannel): vscode.Disposable[] {
  const chat = chatOf(vscode);
  if (chat === undefined) return [];
  try {
    const participant = chat.createChatParticipant(ID, async (request, _context, response, token) => {
      try {
        await talk(commands.find((known) => known === request.command), request.prompt, stream(response), house(server, runs, token));
        return {};
      } catch (error) {
        return { errorDetails: { message: error instanceof Error ? error.message : String(error) } };
      }
    });
    participant.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.png');
    participant.followupProvider = {
      provideFollowups: () => suggestions(runs.all()).map(({ command, label }) => ({ prompt: '', command, label })),
    };
    return [participant];
  } catch (error) {
    log.info(`no chat participant: ${String(error)}`); // a host may have the API and refuse its use
    return [];
  }
}

function stream(response: vscode.ChatResponseStream): Stream {
  return {
    say: (text) => {
      response.markdown(new vscode.MarkdownString(`${inert(text)}\n\n`));
    },
    progress: (text) => response.progress(text),
    button: (title, verb, run) => response.button({ command: `backendFactory.ui.${verb}`, title, ...(run ? { arguments: [{ run }] } : {}) }),
  };
}

function house(server: Server, runs: Runs, token: vscode.CancellationToken): House {
  return {
    trusted: vscode.workspace.isTrusted,
    runs: { all: () => runs.all(), get: (id: string): RunView | undefined => runs.get(id) },
    execute: (verb, args) => server.execute(`backendFactory.${verb}`, { ...folder(), ...args }),
    next: () =>
      new Promise((resolve) => {
        const subscriptions = [runs.onDidChange(() => end(false)), token.onCancellationRequested(() => end(true))];
        const end = (stopped: boolean) => {
          for (const subscription of subscriptions) subscription.dispose();
          resolve(stopped);
        };
        if (token.isCancellationRequested) end(true);
      }),
  };
}

/** Which clone is meant, when the window has several: the one that is looked at. */
function folder(): { uri?: string } {
  const uri = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return uri?.scheme === 'file' ? { uri: uri.toString() } : {};
}
