/**
 * Between the server's commands and the wire. A code action carries only what the server knows; what
 * only the person knows (feedback, a reason) is asked for here, and in a folder that is not trusted
 * nothing that works there is sent.
 */

import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { askFeedback, askReason } from './ask';
import type { Runs } from './runs';

/** Commands that make agents or commands of the project run. */
const acting = new Set(['run', 'plan', 'runPhase', 'approve', 'retry', 'waive', 'continue', 'resume']);

export function middleware(runs: Runs): Middleware {
  return {
    executeCommand: async (command, args, next) => {
      const verb = command.replace(/^backendFactory\./, '');
      if (acting.has(verb) && !vscode.workspace.isTrusted) {
        const manage = vscode.l10n.t('Manage Workspace Trust');
        const answer = await vscode.window.showWarningMessage(vscode.l10n.t('Backend Factory: runs need a trusted workspace.'), manage);
        if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
        return null;
      }
      const given = (args[0] ?? {}) as { run?: string; feedback?: string; reason?: string };
      if (verb === 'retry' && given.feedback === undefined) {
        const feedback = await askFeedback(given.run === undefined ? undefined : runs.get(given.run));
        return feedback === undefined ? null : next(command, [{ ...given, feedback }]);
      }
      if (verb === 'waive' && given.reason === undefined) {
        const reason = await askReason();
        return reason === undefined ? null : next(command, [{ ...given, reason }]);
      }
      return next(command, args);
    },
  };
}
