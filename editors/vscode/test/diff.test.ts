/** The diff: which files are compared, and that nothing outside of the worktree is ever shown. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import test from 'node:test';
import { load } from './fake';

type Uri = { scheme: string; path: string; query: string };

async function shown(files: { path: string; change: string; from?: string | null }[], there: (folder: string) => void, worktree?: null): Promise<string[] | string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bf-diff-'));
  try {
    there(folder);
    let opened: [Uri, Uri | undefined, Uri | undefined][] = [];
    const said: string[] = [];
    const vscode = {
      Uri: { file: (file: string) => ({ scheme: 'file', path: file }), from: (parts: Uri) => parts },
      commands: { executeCommand: async (command: string, _title: string, list: typeof opened) => (assert.equal(command, 'vscode.changes'), (opened = list)) },
      window: { showInformationMessage: (text: string) => said.push(text) },
    };
    const { showDiff } = load<typeof import('../src/diff')>('diff', vscode);
    const server = { request: async (method: string) => (assert.equal(method, 'backendFactory/diff'), { worktree: worktree === null ? null : folder, files: files.map((file) => ({ from: null, ...file })) }) };
    await showDiff(server as never, { id: 'r1', title: 'Okta', branch: 'b' } as never);
    if (opened.length === 0) return said.join();
    return opened.map(([label, left, right]) => `${path.relative(folder, label.path)}: ${left ? `base ${(JSON.parse(left.query) as { file: string }).file}` : '-'} | ${right ? path.relative(folder, right.path) : '-'}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('old against new; what is new or gone has one side; documents come last', async () => {
  const files = [
    { path: '.backend-factory/okta/1-requirements.md', change: 'added' },
    { path: 'src/new.rs', change: 'added' },
    { path: 'src/lib.rs', change: 'modified' },
    { path: 'src/gone.rs', change: 'deleted' },
    { path: 'src/b.rs', change: 'renamed', from: 'src/a.rs' },
  ];
  const list = await shown(files, (folder) => {
    for (const name of ['.backend-factory/okta/1-requirements.md', 'src/new.rs', 'src/lib.rs', 'src/b.rs']) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), 'x');
    }
  });
  assert.deepEqual(list, ['src/b.rs: base src/a.rs | src/b.rs', 'src/gone.rs: base src/gone.rs | -', 'src/lib.rs: base src/lib.rs | src/lib.rs', 'src/new.rs: - | src/new.rs', '.backend-factory/okta/1-requirements.md: - | .backend-factory/okta/1-requirements.md']);
});

test('links and paths that lead out are not followed', async () => {
  const files = [
    { path: 'secret', change: 'added' },
    { path: '../../etc/passwd', change: 'added' },
    { path: '/etc/passwd', change: 'added' },
    { path: 'src/lib.rs', change: 'type-changed' },
    { path: 'folder/passwd', change: 'added' },
  ];
  const list = await shown(files, (folder) => {
    fs.symlinkSync('/etc/passwd', path.join(folder, 'secret'));
    fs.mkdirSync(path.join(folder, 'src'));
    fs.symlinkSync('/etc/passwd', path.join(folder, 'src/lib.rs'));
    fs.symlinkSync('/etc', path.join(folder, 'folder'));
  });
  assert.deepEqual(list, ['src/lib.rs: base src/lib.rs | -']);
});

test('nothing changed, and no worktree any more', async () => {
  assert.match(String(await shown([], () => undefined)), /has changed nothing yet/);
  await assert.rejects(shown([], () => undefined, null), /worktree of "Okta" is gone; its branch is b/);
});
