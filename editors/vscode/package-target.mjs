/**
 * Packages the extension for one platform, with the server's program in it.
 * Usage: npm run package:target -- <target> <program> [<file.vsix>]
 *   target   as vsce names them: linux-x64, linux-arm64, darwin-arm64, win32-x64, alpine-x64, …
 *   program  the server, built for that platform; it becomes server/backend-factory(.exe) in the package
 * The universal package (`npm run package`) has no program and finds one on PATH.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const [target, program, out = `backend-factory-${target}.vsix`] = process.argv.slice(2);
if (!target || !program || !fs.statSync(program, { throwIfNoEntry: false })?.isFile()) {
  console.error('usage: npm run package:target -- <target> <program> [<file.vsix>]');
  process.exit(2);
}
const staged = path.join(here, 'server', target.startsWith('win32') ? 'backend-factory.exe' : 'backend-factory');
fs.rmSync(path.dirname(staged), { recursive: true, force: true });
fs.mkdirSync(path.dirname(staged));
try {
  fs.copyFileSync(program, staged);
  fs.chmodSync(staged, 0o755);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['run', 'package', '--', '--target', target, '--out', path.resolve(out)], { cwd: here, stdio: 'inherit' });
} finally {
  // A later universal package must not carry it.
  fs.rmSync(path.dirname(staged), { recursive: true, force: true });
}
