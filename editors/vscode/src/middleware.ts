/**
 * Between the server's commands and the wire. A code action carries only what the server knows; what
 * only the person knows (feedback, a reason) is asked for here, and in a folder that is not trusted
 * nothing that works there is sent.
 */

import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { askCancel, askFeedback, askReason } from './ask';
import { showStatus } from './commands';
import type { RunView } from './model';
import type { Runs } from './runs';
import { t } from './words';

/** Commands that make agents or commands of the project run. */
const acting = new Set(['run', 'plan', 'runPhase', 'approve', 'retry', 'waive', 'recheck', 'accept', 'continue', 'resume', 'allow', 'apply', 'openPullRequest']);

export function middleware(runs: Runs): Middleware {
  return {
    executeCommand: async (command, args, next) => {
      const verb = command.replace(/^backendFactory\./, '');
      if (acting.has(verb) && !vscode.workspace.isTrusted) {
        const manage = t('Manage Workspace Trust');
        const answer = await vscode.window.showWarningMessage(t('Backend Factory: runs need a trusted workspace.'), manage);
        if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
        return null;
      }
      const own = instead(verb, (args[0] ?? {}) as Given, runs);
      if (own) return vscode.commands.executeCommand(`backendFactory.ui.${own.verb}`, own.item);
      const given = await complete(verb, (args[0] ?? {}) as Given, runs);
      if (given === undefined) return null;
      try {
        const answer: unknown = await next(command, [given]);
        await show(verb, answer, runs);
        return answer;
      } catch (error) {
        // The person just did this, so a message is in its place; the server's text says what to do next.
        void vscode.window.showErrorMessage(`Backend Factory: ${error instanceof Error ? error.message : String(error)}`);
        return null;
      }
    },
  };
}

type Given = { run?: string; feedback?: string; reason?: string; agent?: string };

/** What this editor shows in a way of its own. */
const ours: Record<string, string> = { showDiff: 'diff', trace: 'show', metrics: 'metrics', trust: 'trust', doctor: 'doctor', chooseAgent: 'chooseAgent', apply: 'apply', openPullRequest: 'openPullRequest' };

function instead(verb: string, given: Given, runs: Runs): { verb: string; item: { run: RunView } | undefined } | undefined {
  const own = ours[verb];
  if (own === undefined || given.agent !== undefined) return undefined;
  const run = given.run === undefined ? undefined : runs.get(given.run);
  return { verb: own, item: run && { run } };
}

/** Asks for what only the person knows; undefined when they walk away. */
async function complete(verb: string, given: Given, runs: Runs): Promise<Given | undefined> {
  const run = given.run === undefined ? undefined : runs.get(given.run);
  if (verb === 'retry' && given.feedback === undefined) {
    const feedback = await askFeedback(run);
    return feedback === undefined ? undefined : { ...given, feedback };
  }
  if ((verb === 'waive' || verb === 'accept') && given.reason === undefined) {
    const reason = await askReason();
    return reason === undefined ? undefined : { ...given, reason };
  }
  if (verb === 'cancel' && run !== undefined && !(await askCancel(run))) return undefined;
  return given;
}

/** Answers to read: the server leaves showing them to us. */
async function show(verb: string, answer: unknown, runs: Runs): Promise<void> {
  if (verb === 'forecast') void vscode.window.showInformationMessage(`Backend Factory: ${(answer as { text?: string }).text ?? ''}`);
  else if (verb === 'explain' && typeof answer === 'string') void vscode.window.showInformationMessage(`Backend Factory: ${answer}`);
  else if (verb === 'status') await showStatus(runs);
  else if (verb === 'show' && answer !== null) await vscode.commands.executeCommand('backendFactory.ui.show', { run: answer as RunView });
}
