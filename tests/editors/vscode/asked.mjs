// An agent asks for what its lane leaves open, and the person answers in the workbench; then the finished
// branch is pushed and its pull request opened, by a `gh` that is on the person's own path.
// Usage: node asked.mjs, with the environment that `stage.mjs` names. The clone has a remote at github.com
// that git finds in `bare.git` beside it; `bin` beside it is on the path.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { onStage } from './stage.mjs';

const LONG = 120_000;
const address = 'https://example.com/pull/7';

/** Answers the two calls that are made, and writes each down. What is open is kept beside it. */
const gh = `#!/bin/sh
here=$(dirname "$0")
{ printf 'call'; for word in "$@"; do printf ' %s' "$word"; done; printf '\\n'; } >> "$here/calls"
case "$2" in
  list) if [ -f "$here/open" ]; then cat "$here/open"; else echo '[]'; fi ;;
  create)
    echo '${address}'
    printf '[{"url":"${address}","state":"OPEN","mergedAt":null}]' > "$here/open" ;;
esac
`;

await onStage('asked', {}, async ({ code, page, shot, done, repo, program }) => {
  const beside = (name) => path.join(path.dirname(repo), name);
  const calls = (verb) => (fs.existsSync(beside('bin/calls')) ? fs.readFileSync(beside('bin/calls'), 'utf8').split('\n').filter((line) => line.startsWith(`call pr ${verb}`)).length : 0);
  const pushed = () => execFileSync('git', ['-C', beside('bare.git'), 'for-each-ref', '--format=%(refname:short)'], { encoding: 'utf8' }).trim();
  const item = code.status('backend-factory.backend-factory.status');

  await code.open(repo);
  await item.locator('.codicon-check').waitFor();
  await code.openFile('lib.rs');
  await code.request();
  await code.view('Factory');
  await code.goto(1, 8);
  await code.codeActions('Plan only');
  await code.takeCodeAction('Plan only');
  done('a plan is ordered');

  const asks = code.treeDetail('question').filter({ hasText: 'asks to run npm view left-pad' });
  await asks.waitFor({ timeout: LONG });
  await item.filter({ hasText: 'The agent of phase 2 asks' }).waitFor();
  await code.squiggle('warning').waitFor();
  await code.lens('The agent asks to run npm view left-pad').waitFor();
  await code.badge('Factory', '1').waitFor();
  await page.mouse.move(5, 5);
  await shot('question');
  done('what the agent asks is seen: status bar, view, badge, lens and comment');
  assert.match(await code.hover(code.squiggle('warning')), /The agent asks to run npm view left-pad/);
  await shot('question-hover');
  await page.mouse.move(5, 5);
  const titles = await code.offered('Backend Factory: Answer');
  assert.deepEqual(titles, ['Backend Factory: Answer the Agent…']);
  await asks.click();
  await code.quick.locator('.monaco-list-row', { hasText: 'this once' }).waitFor();
  await shot('answers');
  await code.quick.locator('.monaco-list-row', { hasText: 'this once' }).click();
  await asks.waitFor({ state: 'detached', timeout: LONG });
  done('allowed from the view, the agent goes on');

  // Its next question is answered where the request stands.
  await code.lens('The agent asks to run npm install left-pad').waitFor({ timeout: LONG });
  await code.lens('Refuse').click();
  await code.treeRow('done').waitFor({ timeout: LONG });
  const [{ id }] = JSON.parse(execFileSync(program, ['-C', repo, 'status', '--json'], { encoding: 'utf8' }));
  const events = execFileSync(program, ['-C', repo, 'show', id, '--events', '--json'], { encoding: 'utf8' });
  const answers = [...events.matchAll(/"answer":\s*"([\w-]+)"/g)].map(([, answer]) => answer);
  assert.deepEqual(answers, ['allow', 'refuse']);
  done('refused by the lens at the comment, it goes on without, to the end');

  // Without a program that opens pull requests the branch is pushed all the same, and the text is there.
  const open = async () => {
    await code.command('Backend Factory: Open Pull Request…');
  };
  await open();
  await page.locator('.monaco-dialog-box', { hasText: 'Open a pull request for' }).waitFor();
  await shot('pull-request-question');
  await code.dialog('Open a pull request for', 'Cancel');
  assert.equal(pushed(), '', 'nothing leaves without a yes');
  done('a pull request is asked about first, and a no is a no');
  await open();
  await code.dialog('Open a pull request for', 'Push and Open');
  const none = code.toast('Nothing here can open a pull request');
  await none.waitFor();
  await shot('pushed');
  assert.match(pushed(), /^backend-factory\/okta-sso-integration-\w+$/);
  await none.hover();
  await none.locator('.monaco-button', { hasText: 'Show Its Text' }).click();
  await page.locator('.view-line', { hasText: 'Acceptance criteria' }).first().waitFor();
  await shot('pull-request-text');
  done('without gh the branch is pushed and its text shown');

  fs.writeFileSync(beside('bin/gh'), gh, { mode: 0o755 });
  await open();
  await code.dialog('Open a pull request for', 'Push and Open');
  await code.toast(`the pull request is open: ${address}`).waitFor();
  await shot('pull-request');
  assert.equal(calls('create'), 1);
  assert.match(fs.readFileSync(beside('bin/calls'), 'utf8'), /call pr create --repo github.com\/acme\/chariot/);
  done('with gh on the path the pull request is opened');

  await open();
  const dialog = page.locator('.monaco-dialog-box', { hasText: address });
  await dialog.waitFor();
  await shot('pull-request-again');
  await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
  assert.deepEqual([calls('list'), calls('create')], [1, 1], 'it is known where it is: nobody is asked');
  execFileSync(program, ['-C', repo, 'submit', id, '--yes'], { encoding: 'utf8' });
  assert.deepEqual([calls('list'), calls('create')], [2, 1], 'found, not opened again');
  done('a second time it is shown, and never doubled');

  await page.locator('.tab', { hasText: 'lib.rs' }).click();
  await page.locator('.tab.active', { hasText: 'lib.rs' }).waitFor();
  await code.goto(1, 1);
  await page.keyboard.type('//! A line above\n');
  await page.locator('.tab', { hasText: 'Untitled-1' }).click();
  await code.command('Backend Factory: Go to Request');
  await page.locator('.tab.active', { hasText: 'lib.rs' }).waitFor();
  await page.locator('.statusbar-item', { hasText: 'Ln 2, Col 1' }).waitFor();
  done('the request is found where it stands now');

  await code.command('Backend Factory: Open Deliverable');
  await page.locator('.tab.active', { hasText: '2-plan.md' }).waitFor();
  await code.find('AC-1');
  assert.match(await code.hoverHere(), /AC-1[^]*Plan step: S-1/);
  await shot('criterion');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F12');
  await page.locator('.tab.active', { hasText: '1-requirements.md' }).waitFor();
  await page.locator('.view-line', { hasText: 'AC-1' }).first().waitFor();
  done('a criterion of the plan is explained, and leads to where it is defined');

  await code.command('Backend Factory: New Chat File');
  await page.locator('.tab.active', { hasText: '.backend.md' }).waitFor();
  await page.locator('.view-line', { hasText: 'Backend chat' }).waitFor();
  await code.goto(7, 1);
  await page.keyboard.type('/backend status', { delay: 20 });
  await page.keyboard.press('Escape'); // the completions
  await page.keyboard.press('Enter');
  const answer = page.locator('.view-line', { hasText: id });
  await answer.waitFor();
  assert.match(await answer.innerText(), /^>\s\w+\s✅\sOkta\sSSO\sIntegration/);
  await shot('chat');
  done('a chat file is answered in the document');
});
