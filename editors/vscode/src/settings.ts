/**
 * The server's settings as this editor has them: only those that a person has set, so that the
 * editor's defaults never outvote a settings file. Pure; VS Code's `inspect` is handed in.
 */

/** What VS Code knows of one setting. */
export interface Layers {
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/** The extension's own settings, which the server has nothing to do with. */
const own = ['server.', 'trace.'];

/**
 * @param keys all settings of the extension, without the `backendFactory.` before them
 * @param trusted whether the person trusts this workspace; if not, no typed command launches a run
 */
export function explicitSettings(keys: readonly string[], inspect: (key: string) => Layers | undefined, trusted: boolean): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const key of keys) {
    if (own.some((prefix) => key.startsWith(prefix))) continue;
    const layers = inspect(key);
    const value = layers?.workspaceFolderValue ?? layers?.workspaceValue ?? layers?.globalValue;
    if (value !== undefined && value !== null) put(settings, key.split('.'), value);
  }
  if (!trusted) settings['launch'] = 'never';
  return settings;
}

/**
 * What a change of settings asks for: another program or environment is another server (runs are processes
 * of their own and go on); the server's own settings are told, and it takes them at once.
 */
export function consequence(affects: (section: string) => boolean, keys: readonly string[]): 'restart' | 'tell' | undefined {
  if (affects('backendFactory.server')) return 'restart';
  const told = keys.filter((key) => !own.some((prefix) => key.startsWith(prefix)));
  return told.some((key) => affects(`backendFactory.${key}`)) ? 'tell' : undefined;
}

/** `a.b` = value as `{ a: { b: value } }`. */
function put(into: Record<string, unknown>, path: string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) into[name] = value;
  else put((into[name] ??= {}) as Record<string, unknown>, rest, value);
}
