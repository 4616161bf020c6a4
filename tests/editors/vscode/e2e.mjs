// From a typed comment to a finished branch in VS Code's real workbench: what a person sees and does.
// Usage: node e2e.mjs, with in the environment
//   BF_SERVER  the program under test      BF_VSIX   the packaged extension
//   BF_REPO    a git repository, made for this test and thrown away after it
//   BF_STATE   a fresh folder              BF_SHOTS  where the screenshots go
//   BACKEND_FACTORY_TEST_CACHE  where tests/editors/install put the editors
// Every step waits for an event with a deadline; exit code 0 only when all steps were seen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Workbench, openBrowser, startServer } from './workbench.mjs';

const { BF_SERVER, BF_VSIX, BF_REPO, BF_STATE, BF_SHOTS, BACKEND_FACTORY_TEST_CACHE: cache } = process.env;
const request = 'implement Okta SSO integration for Chariot';
const began = Date.now();
let shots = 0;
let steps = 0;
fs.mkdirSync(BF_SHOTS, { recursive: true });
const done = (what) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ok ${++steps}  ${what}`);
const git = (...words) => execFileSync('git', ['-C', BF_REPO, ...words], { encoding: 'utf8' }).trim();

const server = await startServer({
  cache,
  state: BF_STATE,
  vsix: BF_VSIX,
  env: { ...process.env, BF_SERVER: '', BF_VSIX: '', BF_REPO: '', BF_STATE: '' },
  machineSettings: { 'backendFactory.server.path': BF_SERVER },
});
const { browser, page } = await openBrowser({ cache });
const code = new Workbench(page, server.base);
const shot = (name) => code.shot(path.join(BF_SHOTS, `${String(++shots).padStart(2, '0')}-${name}.png`));

/** Phases can be short: everything the problems panel ever showed is kept, not only what it shows now. */
async function keepProblems() {
  await page.evaluate(() => {
    const seen = (window.seenProblems = new Set());
    const look = () => document.querySelectorAll('.markers-panel .monaco-list-row').forEach((row) => seen.add(row.textContent.replaceAll('\u00a0', ' ')));
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    look();
  });
}
const seenProblem = (pattern, timeout = 120_000) =>
  page.waitForFunction((source) => [...window.seenProblems].some((text) => new RegExp(source).test(text)), pattern.source, { timeout });

try {
  await code.open(BF_REPO);
  done('the workbench is up');
  const item = code.status('backend-factory.backend-factory.status');
  await item.locator('.codicon-check').waitFor();
  done('the extension has started the server');

  await code.openFile('lib.rs');
  await code.goto(1, 1);
  await page.keyboard.type(`// ${request}`);
  await page.keyboard.press('Enter');
  await code.squiggle('hint').waitFor();
  const hover = await code.hover(code.squiggle('hint'));
  assert.match(hover, /Backend Factory detected: Okta SSO Integration/);
  done('a typed comment gets its hint');
  await shot('hint');
  await code.goto(1, 8);

  const actions = await code.codeActions('Run 6-phase workflow');
  for (const title of ['Plan only (phases 1-2)', 'Run phase 3: Core Implementation', 'Ignore this request', 'Why is this a request?']) {
    assert.ok(actions.some((action) => action.startsWith(title)), `no "${title}" among ${JSON.stringify(actions)}`);
  }
  done('the code actions of a request');
  await shot('code-actions');
  await page.keyboard.press('Escape');

  await code.view('Factory');
  await page.locator('.pane-body .welcome-view', { hasText: 'No runs yet' }).waitFor();
  await shot('factory-empty');
  done('the empty view says how to begin');
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel').waitFor();
  await keepProblems();

  await page.locator('.editor-instance .view-line').first().click();
  await code.goto(1, 8);
  await code.codeActions('Run 6-phase workflow');
  await code.takeCodeAction('Run 6-phase workflow');
  await code.treeRow('Okta SSO Integration').waitFor();
  done('the code action starts a run, and the view shows it');
  await seenProblem(/Phase 1\/6: Requirements Analysis - Business Analyst, attempt 1/);
  await seenProblem(/Phase 2\/6: Technical Planning - Solution Architect, attempt 1/);
  done('phases are shown as diagnostics on the comment');
  await shot('running');

  await seenProblem(/Ready to proceed to Phase 3\?/);
  await code.squiggle('warning').waitFor();
  await item.filter({ hasText: 'Approve phase 2?' }).waitFor();
  await code.treeRow('approve?').waitFor();
  done('the gate after the plan waits: diagnostic, status bar and view say so');
  await shot('gate');
  const titles = await code.offered('Backend Factory');
  assert.ok(titles.includes('Backend Factory: Approve'), titles.join());
  assert.ok(!titles.includes('Backend Factory: Waive…'), 'nothing impossible is offered: nothing is blocked');
  done('the palette offers what is possible now');

  await page.locator('.editor-instance .view-line').first().click();
  await code.goto(1, 8);
  const gate = await code.codeActions('Approve and continue to phase 3');
  for (const title of ['Retry with feedback', 'Open deliverable']) assert.ok(gate.some((action) => action.startsWith(title)), `no "${title}" among ${JSON.stringify(gate)}`);
  await shot('gate-actions');
  await code.takeCodeAction('Approve and continue to phase 3');
  await seenProblem(/Phase 3\/6: Core Implementation - Senior Developer, attempt 1/);
  done('approved by its code action, the run goes on');

  // The script of this test's agent hands over no document at its first try, and the policy has one attempt.
  await code.squiggle('error').waitFor({ timeout: 120_000 });
  await code.treeRow('needs you').waitFor();
  await item.filter({ hasText: 'Phase 3/6 needs you' }).waitFor();
  done('a gate that stays shut is an error on the comment');
  await page.locator('.editor-instance .view-line').first().click();
  await code.goto(1, 8);
  const blocked = await code.codeActions('Retry with feedback');
  for (const title of ['Open deliverable', 'Continue', 'Waive', 'Cancel run']) assert.ok(blocked.some((action) => action.startsWith(title)), `no "${title}" among ${JSON.stringify(blocked)}`);
  await shot('failed');
  await code.takeCodeAction('Retry with feedback');
  await code.quick.locator('.quick-input-box input').fill('Hand over the document');
  await shot('feedback');
  await page.keyboard.press('Enter');
  await seenProblem(/Phase 3\/6: Core Implementation - Senior Developer, attempt 2/);
  done('a retry with feedback is a second attempt');
  await shot('implementing');

  await seenProblem(/Ready to proceed to Phase 6\?/);
  await code.treeRow('approve?').waitFor();
  await code.treeRow('2. Technical Planning').click();
  await page.locator('.tab.active', { hasText: '2-plan.md' }).waitFor();
  done('a phase of the view opens its deliverable');
  await shot('deliverable');
  await code.treeButton('approve?', 'check');
  await code.treeRow('done').waitFor({ timeout: 120_000 });
  done('approved by the button in the view, the run ends');

  await code.openFile('lib.rs');
  assert.match(await code.hover(code.squiggle('hint')), /✅/);
  done('the comment says that it is done');
  await shot('completed');
  await page.mouse.move(5, 5);

  await code.treeButton('done', 'preview');
  const card = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await card.locator('.state.completed').waitFor();
  assert.equal(await card.locator('.phase.completed').count(), 6);
  assert.ok((await card.locator('.evidence.held').count()) > 0, 'the card shows what was observed at the gates');
  done('the run card shows phases and evidence');
  await shot('card');

  const branch = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/backend-factory/');
  assert.match(branch, /^backend-factory\/okta-sso-integration-\w+$/);
  const phases = git('log', '--format=%(trailers:key=Backend-Factory-Phase,valueonly,separator=)', `main..${branch}`).split('\n').filter(Boolean);
  assert.equal(phases.length, 6, `one commit a phase: ${phases.join(', ')}`);
  assert.equal(git('status', '--porcelain'), '', 'the working tree is as it was; the comment is not even saved');
  assert.equal(git('symbolic-ref', '--short', 'HEAD'), 'main');
  done('the branch stands with one commit a phase, and the working tree was not touched');

  await page.reload({ waitUntil: 'domcontentloaded' });
  await code.treeRow('done').waitFor({ timeout: 60_000 });
  done('after a reload of the window the run is there again');
  assert.deepEqual(code.external, [], 'no request left the machine');
  console.log(`vscode: ${steps} steps passed`);
} catch (error) {
  await shot('FAILED').catch(() => undefined);
  console.log(error.stack);
  console.log('problems seen:', await page.evaluate(() => [...(window.seenProblems ?? [])]).catch(() => []));
  console.log('console errors:', code.errors.slice(-5));
  console.log(`vscode: ${steps} steps passed, then one failed; screenshots in ${BF_SHOTS}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  server.stop();
}
