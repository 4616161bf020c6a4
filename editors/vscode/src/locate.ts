/**
 * Where the server's program is: the person's own setting, else the binary bundled with the
 * extension, else `PATH`. A workspace can never name it: the setting is machine-scoped, and in a
 * folder that is not trusted it is left aside. Pure but for the injected look at the disk.
 */

import * as path from 'node:path';

export interface Surroundings {
  /** `backendFactory.server.path`, as set; empty when not. */
  setting: string;
  /** Folder of the extension. */
  extension: string;
  /** The environment variable PATH. */
  path: string;
  home: string;
  windows: boolean;
  /** Whether this file exists and may be run. */
  runs(file: string): boolean;
}

export type Found = { program: string; from: 'setting' | 'bundled' | 'PATH' } | { problem: string };

export function locate(at: Surroundings): Found {
  const name = at.windows ? 'backend-factory.exe' : 'backend-factory';
  const setting = at.setting.trim();
  if (setting !== '') {
    const program = setting.startsWith('~/') ? path.join(at.home, setting.slice(2)) : setting;
    if (!path.isAbsolute(program)) {
      return { problem: `The setting backendFactory.server.path has to be an absolute path, and "${setting}" is not.` };
    }
    if (!at.runs(program)) {
      return { problem: `There is no program at ${program}, which the setting backendFactory.server.path names.` };
    }
    return { program, from: 'setting' };
  }
  const bundled = path.join(at.extension, 'server', name);
  if (at.runs(bundled)) return { program: bundled, from: 'bundled' };
  for (const folder of at.path.split(at.windows ? ';' : ':')) {
    // An empty or relative entry would look in the opened folder, which is not ours to trust.
    if (!path.isAbsolute(folder)) continue;
    const program = path.join(folder, name);
    if (at.runs(program)) return { program, from: 'PATH' };
  }
  return {
    problem:
      `The program ${name} was not found: this package bundles none, and PATH has none. ` +
      'Install it with "cargo install backend-factory", or set backendFactory.server.path.',
  };
}
