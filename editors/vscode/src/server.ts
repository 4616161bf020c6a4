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
import { t } from './words';

export type ServerState = { is: 'stopped' } | { is: 'starting' } | { is: 'ready'; version: string; program: string } | { is: 'failed'; problem: string };

/** How long, in milliseconds, a start may take until it is said that there is no server. */
const PATIENCE = 20_000;

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

  /** Whether the server has this command: an older one may lack what this extension knows. */
  offers(verb: string): boolean {
    return this.client?.initializeResult?.capabilities.executeCommandProvider?.commands.includes(`backendFactory.${verb}`) ?? false;
  }

  /** The same program, asked on the command line: only what it prints, never through a shell. */
  async ask(words: readonly string[], folder: string): Promise<string> {
    await this.settled();
    if (this.current.is !== 'ready') throw this.down();
    return run(this.current.program, words, folder, this.environment());
  }

  /** A request to the server; says plainly when there is none. */
  async request<T>(method: string, params: object): Promise<T> {
    await this.settled();
    if (this.client === undefined || this.current.is !== 'ready') {
      throw this.down();
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

  /** While the server is started anew, what a person asks for waits for it; but not for ever. */
  private async settled(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
    await Promise.race([this.turn, late]);
    clearTimeout(timer);
  }

  private down(): Error {
    return new Error(t('The server is not running. Use "Backend Factory: Restart Server", or look at the log.'));
  }

  private environment(): NodeJS.ProcessEnv {
    const more = vscode.workspace.getConfiguration('backendFactory').get<Record<string, string>>('server.extraEnv', {});
    return { ...process.env, ...more };
  }

  /** The extension's settings, without `backendFactory.` before them. */
  keys(): string[] {
    const blocks = (this.extension.extension.packageJSON as { contributes: { configuration: { properties: object }[] } }).contributes.configuration;
    return blocks.flatMap((block) => Object.keys(block.properties)).map((key) => key.replace(/^backendFactory\./, ''));
  }

  private settings(): Record<string, unknown> {
    const configuration = vscode.workspace.getConfiguration('backendFactory');
    return explicitSettings(this.keys(), (key) => configuration.inspect(key), vscode.workspace.isTrusted);
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
    const set = (key: string, value: boolean) => vscode.commands.executeCommand('setContext', `backendFactory.${key}`, value);
    void set('ready', state.is === 'ready');
    void set('failed', state.is === 'failed');
    for (const verb of ['apply', 'openPullRequest', 'recheck']) void set(`offers.${verb}`, state.is === 'ready' && this.offers(verb));
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
    let started: { program: string; version: string } | undefined;
    let problem = '';
    for (const { program, from } of found) {
      try {
        started = { program, version: await versionOf(program) };
        this.log.info(`server ${started.version} from ${program} (${from})`);
        break;
      } catch (error) {
        problem ||= t('{0} does not run: {1}', program, error instanceof Error ? error.message : String(error));
        if (from === 'bundled') problem += ` ${t('Install the package of the extension for this platform ({0}-{1}).', process.platform, process.arch)}`;
        this.log.warn(problem);
      }
    }
    if (started === undefined) return this.fail(problem, 'backendFactory.server.path');
    const { program, version } = started;
    const client = new LanguageClient(
      'backendFactory',
      'Backend Factory',
      {
        command: program,
        args: ['lsp'],
        options: { env: this.environment() },
      },
      {
        documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
        outputChannel: this.log,
        traceOutputChannel: this.trace,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: { runsChanged: true, settings: this.settings() },
        middleware: {
          ...this.middleware,
          workspace: {
            configuration: (params) => params.items.map((item) => (item.section === 'backendFactory' ? this.settings() : null)),
            // The client's own way sends every default along, and those would outvote a settings file.
            didChangeConfiguration: () => this.tellSettings(),
          },
        },
        diagnosticCollectionName: 'backend-factory',
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Running) this.become({ is: 'ready', version, program });
      else if (newState === State.Starting) this.become({ is: 'starting' });
      else if (this.current.is !== 'failed') this.become({ is: 'failed', problem: t('The server has stopped. Its log says why.') });
    });
    for (const method of ['backendFactory/runsChanged', 'backendFactory/liveChanged']) {
      client.onNotification(method, (params: unknown) => this.notified.fire({ method, params }));
    }
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      return this.fail(t('The server did not start: {0}', String(error)));
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
    const open = t('Open Settings');
    const show = t('Show Log');
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

async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['--version'], os.homedir(), process.env);
  return text.trim().split(/\s+/).at(-1) ?? '';
}

function run(program: string, words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, words, { timeout: 60_000, maxBuffer: 32 << 20, cwd, env }, (error, stdout, stderr) => {
      // Code 1 with an answer: it found something wrong, and says what.
      if (error && !(error.code === 1 && stdout !== '')) reject(new Error(stderr.trim() || error.message));
      else resolve(stdout);
    });
  });
}
