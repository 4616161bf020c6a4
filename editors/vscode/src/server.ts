/**
 * The life of the language server in this window: found, started, restarted, and spoken to. One
 * server carries all folders of the window.
 */

import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, State, type Middleware } from 'vscode-languageclient/node';
import { locate } from './locate';
import { explicitSettings } from './settings';

export type ServerState = { is: 'stopped' } | { is: 'starting' } | { is: 'ready'; version: string } | { is: 'failed'; problem: string };

export class Server implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly notified = new vscode.EventEmitter<{ method: string; params: unknown }>();
  /** The server's own notifications. */
  readonly onNotification = this.notified.event;
  private client: LanguageClient | undefined;
  private current: ServerState = { is: 'stopped' };
  private readonly trace = vscode.window.createOutputChannel('Backend Factory Trace', { log: true });
  /** Starts and stops follow each other; two at once would leave a server behind. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly middleware: Middleware,
  ) {}

  get state(): ServerState {
    return this.current;
  }

  start(): Promise<void> {
    return this.inTurn(() => this.startNow());
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.stopNow());
  }

  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  /** A request to the server; says plainly when there is none. */
  async request<T>(method: string, params: object): Promise<T> {
    if (this.client === undefined || this.current.is !== 'ready') {
      throw new Error(vscode.l10n.t('The server is not running. Use "Backend Factory: Restart Server", or look at the log.'));
    }
    return this.client.sendRequest<T>(method, params);
  }

  /** Tells the server the settings as they are now. */
  async tellSettings(): Promise<void> {
    if (this.current.is === 'ready') {
      await this.client?.sendNotification('workspace/didChangeConfiguration', { settings: { backendFactory: this.settings() } });
    }
  }

  /** One of the server's commands (`backendFactory.<verb>`). */
  execute<T>(command: string, args: object): Promise<T> {
    return this.request<T>('workspace/executeCommand', { command, arguments: [args] });
  }

  private settings(): Record<string, unknown> {
    const blocks = (this.extension.extension.packageJSON as { contributes: { configuration: { properties: object }[] } }).contributes.configuration;
    const keys = blocks.flatMap((block) => Object.keys(block.properties)).map((key) => key.replace(/^backendFactory\./, ''));
    const configuration = vscode.workspace.getConfiguration('backendFactory');
    return explicitSettings(keys, (key) => configuration.inspect(key), vscode.workspace.isTrusted);
  }

  dispose(): void {
    void this.stop();
    this.trace.dispose();
    this.changed.dispose();
    this.notified.dispose();
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(act, act);
    return this.turn;
  }

  private become(state: ServerState): void {
    this.current = state;
    void vscode.commands.executeCommand('setContext', 'backendFactory.ready', state.is === 'ready');
    void vscode.commands.executeCommand('setContext', 'backendFactory.failed', state.is === 'failed');
    this.changed.fire();
  }

  private async startNow(): Promise<void> {
    this.become({ is: 'starting' });
    const settings = vscode.workspace.getConfiguration('backendFactory');
    const found = locate({
      setting: settings.get<string>('server.path', ''),
      extension: this.extension.extensionPath,
      path: process.env['PATH'] ?? '',
      home: os.homedir(),
      windows: process.platform === 'win32',
      runs: isProgram,
    });
    if ('problem' in found) return this.fail(found.problem, 'backendFactory.server.path');
    let version: string;
    try {
      version = await versionOf(found.program);
    } catch (error) {
      return this.fail(vscode.l10n.t('{0} does not run: {1}', found.program, String(error)), 'backendFactory.server.path');
    }
    this.log.info(`server ${version} from ${found.program} (${found.from})`);
    const client = new LanguageClient(
      'backendFactory',
      'Backend Factory',
      {
        command: found.program,
        args: ['lsp'],
        options: { env: { ...process.env, ...settings.get<Record<string, string>>('server.extraEnv', {}) } },
      },
      {
        documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
        outputChannel: this.log,
        traceOutputChannel: this.trace,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: { runsChanged: true, settings: this.settings() },
        middleware: { ...this.middleware, workspace: { configuration: (params) => params.items.map((item) => (item.section === 'backendFactory' ? this.settings() : null)) } },
        diagnosticCollectionName: 'backend-factory',
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Running) this.become({ is: 'ready', version });
      else if (newState === State.Starting) this.become({ is: 'starting' });
      else if (this.current.is !== 'failed') this.become({ is: 'failed', problem: vscode.l10n.t('The server has stopped. Its log says why.') });
    });
    client.onNotification('backendFactory/runsChanged', (params) => this.notified.fire({ method: 'backendFactory/runsChanged', params }));
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      return this.fail(vscode.l10n.t('The server did not start: {0}', String(error)));
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client !== undefined) {
      // A server that died has nothing to be asked.
      await client.stop(3000).catch((error: unknown) => this.log.warn(`the server did not stop by itself: ${String(error)}`));
      await client.dispose().catch(() => undefined);
    }
    this.become({ is: 'stopped' });
  }

  private async fail(problem: string, setting?: string): Promise<void> {
    this.log.error(problem);
    this.become({ is: 'failed', problem });
    const open = vscode.l10n.t('Open Settings');
    const show = vscode.l10n.t('Show Log');
    // Not awaited: a person may never answer, and a restart must not wait for that.
    void vscode.window.showErrorMessage(`Backend Factory: ${problem}`, ...(setting ? [open, show] : [show])).then((choice) => {
      if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', setting);
      else if (choice === show) this.log.show();
    });
  }
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function versionOf(program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, ['--version'], { timeout: 10_000, cwd: os.homedir() }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout.trim().split(/\s+/).at(-1) ?? '');
    });
  });
}
