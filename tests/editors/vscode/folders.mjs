// Two clones in one window: a run is carried in the one its request stands in, and found there again; a
// folder that goes takes its runs out of the view, and brings them back.
// Usage: node folders.mjs, with the environment that `stage.mjs` names; `second` beside the clone is another.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { onStage } from './stage.mjs';

const LONG = 120_000;

await onStage('folders', { settings: { 'workbench.editor.enablePreview': false } }, async ({ code, page, shot, done, repo }) => {
  const beside = (name) => path.join(path.dirname(repo), name);
  const branches = (clone) => execFileSync('git', ['-C', beside(clone), 'for-each-ref', 'refs/heads/backend-factory/'], { encoding: 'utf8' }).split('\n').filter(Boolean).length;
  const window = (...folders) => fs.writeFileSync(beside('two.code-workspace'), JSON.stringify({ folders: folders.map((name) => ({ path: name })) }));
  const second = page.locator('.tab.active', { hasText: 'lib.rs' }).filter({ hasText: 'second' });

  window('repo', 'second');
  await code.open(beside('two.code-workspace'), { workspace: true });
  await code.status('backend-factory.backend-factory.status').locator('.codicon-check').waitFor();
  done('two clones are open, with one server');
  await code.openFile(beside('repo/src/lib.rs'));
  await code.quickInput('Control+P', beside('second/src/lib.rs'), 'second');
  await second.waitFor();
  await code.request();
  await code.view('Factory');
  await code.goto(1, 8);
  await code.codeActions('Plan only');
  await code.takeCodeAction('Plan only');
  await code.treeRow('done').waitFor({ timeout: LONG });
  assert.deepEqual([branches('repo'), branches('second')], [0, 1]);
  done('the run is carried in the clone of its request');

  await page.locator('.tab', { hasText: 'lib.rs' }).first().click();
  await second.waitFor({ state: 'detached' });
  await code.command('Backend Factory: Go to Request');
  await second.waitFor();
  done('and its request is found in that clone, though both have such a file');
  await code.treeButton('done', 'preview');
  const card = code.webview();
  await card.locator('.state.completed').waitFor({ timeout: LONG });
  await card.locator('rect.gate').first().waitFor({ state: 'attached' });
  await card.locator('a', { hasText: 'Transcript' }).first().waitFor();
  await shot('card');
  done('its card knows what happened');

  await code.command('View: Close Editor');
  await second.waitFor();
  await code.command('View: Revert and Close Editor');
  await second.waitFor({ state: 'detached' });
  window('repo');
  await page.locator('.pane-body .welcome-view', { hasText: 'No runs yet' }).waitFor();
  await shot('gone');
  done('a folder that goes takes its runs out of the view');
  window('repo', 'second');
  await code.treeRow('done').waitFor();
  assert.equal(branches('second'), 1);
  done('and brings them back');
});
