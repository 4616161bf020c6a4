/**
 * Where the server's program is: the person's own setting, else the binary bundled with the
 * extension, else `PATH`. A workspace can never name it: the setting is machine-scoped, and in a
 * folder that is not trusted it is left aside. Pure but for the injected look at the disk.
 */

import * as path from 'node:path';
import { t } from './words';

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

export type Place = { program: string; from: 'setting' | 'bundled' | 'PATH' };

/**
 * The places to try, best first: a bundled program for another platform does not start, and then the one
 * on `PATH` may. What a person has set is the only one, and its faults are said.
 */
export function locate(at: Surroundings): Place[] | { problem: string } {
  const name = at.windows ? 'backend-factory.exe' : 'backend-factory';
  const setting = at.setting.trim();
  if (setting !== '') {
    const program = setting.startsWith('~/') ? path.join(at.home, setting.slice(2)) : setting;
    if (!path.isAbsolute(program)) {
      return { problem: t('The setting backendFactory.server.path has to be an absolute path, and "{0}" is not.', setting) };
    }
    if (!at.runs(program)) {
      return { problem: t('There is no program at {0}, which the setting backendFactory.server.path names.', program) };
    }
    return [{ program, from: 'setting' }];
  }
  const places: Place[] = [];
  const bundled = path.join(at.extension, 'server', name);
  if (at.runs(bundled)) places.push({ program: bundled, from: 'bundled' });
  for (const folder of at.path.split(at.windows ? ';' : ':')) {
    // An empty or relative entry would look in the opened folder, which is not ours to trust.
    if (!path.isAbsolute(folder)) continue;
    const program = path.join(folder, name);
    if (at.runs(program)) {
      places.push({ program, from: 'PATH' });
      break;
    }
  }
  if (places.length > 0) return places;
  return {
    problem: t(
      'The program {0} was not found: this package bundles none, and PATH has none. Install it with "cargo install backend-factory", or set backendFactory.server.path.',
      name,
    ),
  };
}
