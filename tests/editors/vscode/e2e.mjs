// From a typed comment to a finished branch in VS Code's real workbench: what a person sees and does.
// Usage: node e2e.mjs, with the environment that `stage.mjs` names.
import assert from 'node:assert/strict';
import { onStage } from './stage.mjs';

const request = 'implement Okta SSO integration for Chariot';
const LONG = 120_000;

await onStage('run', {}, async ({ code, page, shot, done, git, repo }) => {
  const item = code.status('backend-factory.backend-factory.status');
  const onComment = async () => {
    await page.locator('.tab', { hasText: 'lib.rs' }).click();
    await page.locator('.tab.active', { hasText: 'lib.rs' }).waitFor();
    await page.locator('.editor-instance .view-line').first().click();
    await code.goto(1, 8);
  };

  await code.open(repo);
  done('the workbench is up');
  await item.locator('.codicon-check').waitFor();
  done('the extension has started the server');

  await code.openFile('lib.rs');
  await code.request(request);
  assert.match(await code.hover(code.squiggle('hint')), /Backend Factory detected: Okta SSO Integration/);
  await shot('hint');
  await page.mouse.move(5, 5);
  done('a typed comment gets its hint');

  await code.goto(1, 8);
  const actions = await code.codeActions('Run 6-phase workflow');
  for (const title of ['Plan only (phases 1-2)', 'Run phase 3: Core Implementation', 'Ignore this request', 'Why is this a request?']) {
    assert.ok(actions.some((action) => action.startsWith(title)), `no "${title}" among ${JSON.stringify(actions)}`);
  }
  await shot('code-actions');
  await page.keyboard.press('Escape');
  done('the code actions of a request');

  const menu = await code.contextMenu(page.locator('.editor-instance .view-line').first());
  for (const title of ['Start Run…', 'Plan Only…', 'Run Phase…']) assert.ok(menu.includes(title), `no "${title}" in the context menu: ${menu.join(', ')}`);
  await page.keyboard.press('Escape');
  await code.command('Backend Factory: Start Run…');
  assert.equal(await code.input().inputValue(), request, 'the request under the cursor is the default');
  await page.keyboard.press('Escape');
  done('menu and palette know the request under the cursor');

  await code.languageStatus('Factory: watched');
  assert.match(await page.locator('.monaco-hover:visible').innerText(), /held in its worktree/);
  await shot('language-status');
  await page.keyboard.press('Escape');
  await page.mouse.move(5, 5);
  done('the language status says who would work and how it is held');

  await code.view('Factory');
  await page.locator('.pane-body .welcome-view', { hasText: 'No runs yet' }).waitFor();
  await shot('factory-empty');
  done('the empty view says how to begin');

  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel').waitFor();
  await code.keepSeen();
  await onComment();
  await code.codeActions('Run 6-phase workflow');
  await code.takeCodeAction('Run 6-phase workflow');
  await code.treeRow('Okta SSO Integration').waitFor();
  done('the code action starts a run, and the view shows it');
  await code.seen('problem', /Phase 1\/6: Requirements Analysis - Business Analyst, attempt 1/);
  await code.seen('progress', /🏭 Okta SSO Integration/);
  done('diagnostics on the comment, and progress');
  await code.seen('problem', /Ready to proceed to Phase 3\?/);
  await code.squiggle('warning').waitFor();
  await item.filter({ hasText: 'Approve phase 2?' }).waitFor();
  await code.treeRow('approve?').waitFor();
  await shot('gate');
  const titles = await code.offered('Backend Factory');
  assert.ok(titles.includes('Backend Factory: Approve'), titles.join());
  for (const impossible of ['Waive…', 'Continue', 'Apply to Working Tree…']) assert.ok(!titles.includes(`Backend Factory: ${impossible}`), `${impossible} is offered, and nothing is blocked or done`);
  done('the gate after the plan waits: diagnostic, status bar, view and palette say so');

  await onComment();
  const gate = await code.codeActions('Approve and continue to phase 3');
  for (const title of ['Retry with feedback', 'Open deliverable']) assert.ok(gate.some((action) => action.startsWith(title)), `no "${title}" among ${JSON.stringify(gate)}`);
  await shot('gate-actions');
  await code.takeCodeAction('Approve and continue to phase 3');
  await code.seen('live', /\S/);
  done('approved by its code action, the run goes on, and the view says what the agent does');

  // The script of this test's agent hands over no document at its first try, and the policy has one attempt.
  await code.squiggle('error').waitFor({ timeout: LONG });
  await code.treeRow('needs you').waitFor();
  await item.filter({ hasText: 'Phase 3/6 needs you' }).waitFor();
  await code.treeDetail('error').first().waitFor();
  await shot('failed');
  done('a gate that stays shut is an error on the comment, with what it found in the view');
  await onComment();
  const blocked = await code.codeActions('Retry with feedback');
  for (const title of ['Open deliverable', 'Continue', 'Waive', 'Cancel run']) assert.ok(blocked.some((action) => action.startsWith(title)), `no "${title}" among ${JSON.stringify(blocked)}`);
  await page.keyboard.press('Escape');
  await code.treeButton('Okta SSO Integration', 'preview');
  const card = code.webview();
  await card.locator('.state.blocked').waitFor({ timeout: LONG });
  await card.locator('rect.gate.broken').first().waitFor({ state: 'attached' });
  await shot('card-blocked');
  done('the run card shows the attempt that failed, and why');
  await card.locator('#do-retry').click();
  await code.input().fill('Hand over the document');
  await shot('feedback');
  await page.keyboard.press('Enter');
  await code.seen('problem', /Phase 3\/6: Core Implementation - Senior Developer, attempt 2/);
  done('a retry with feedback, from the card, is a second attempt');

  await code.seen('problem', /Phase 4\/6: Testing/);
  await card.locator('.phase.running').waitFor();
  await shot('card-running');
  await page.reload({ waitUntil: 'domcontentloaded' });
  await code.treeRow('Okta SSO Integration').waitFor({ timeout: 60_000 });
  // The browser may not have written down yet which tabs were open: then the card is opened anew.
  const kept = await card.locator('.state').waitFor({ timeout: 20_000 }).then(() => true, () => false);
  if (!kept) await code.treeButton('Okta SSO Integration', 'preview');
  await card.locator('.state').waitFor({ timeout: 60_000 });
  done(`the window is restarted in the middle of the run: the view is there again, ${kept ? 'the card too' : 'and shows the card'}`);
  await code.treeRow('approve?').waitFor({ timeout: LONG });
  await item.filter({ hasText: 'Approve phase 5?' }).waitFor();
  await card.locator('.state.waiting').waitFor();
  await shot('card-waiting');
  assert.doesNotMatch(await card.locator('.phase', { hasText: 'Testing' }).innerText(), /attempt 2/, 'nothing was done twice');
  done('the run has gone on to its next gate, and the card followed');

  await code.treeRow('2. Technical Planning').click();
  await page.locator('.tab.active', { hasText: '2-plan.md' }).waitFor();
  await shot('deliverable');
  done('a phase of the view opens its deliverable');

  await code.treeButton('approve?', 'diff-multiple');
  await page.locator('.tab.active', { hasText: 'changes' }).waitFor();
  await page.locator('.multiDiffEntry', { hasText: '.rs' }).first().waitFor();
  await page.locator('.multiDiffEntry .line-insert, .multiDiffEntry .char-insert').first().waitFor();
  await shot('diff');
  done("the diff is VS Code's own, against the commit that the run began at");

  await code.treeButton('approve?', 'check');
  await code.treeRow('done').waitFor({ timeout: LONG });
  done('approved by the button in the view, the run ends');
  await code.viewAction('Hide Finished Runs');
  await page.locator('.pane-body', { hasText: '1 finished run is hidden' }).waitFor();
  await code.viewAction('Show Finished Runs');
  await code.treeRow('done').waitFor();
  done('finished runs can be hidden and shown');
  await onComment();
  await page.mouse.move(5, 5);
  assert.match(await code.hover(code.squiggle('hint')), /✅/);
  await shot('completed');
  await page.mouse.move(5, 5);
  done('the comment says that it is done');

  await code.treeButton('done', 'preview');
  await card.locator('.state.completed').waitFor();
  assert.equal(await card.locator('.phase.completed').count(), 6);
  assert.ok((await card.locator('.evidence.held').count()) > 0, 'the card shows what was observed at the gates');
  await card.locator('td.verdict', { hasText: 'PASS' }).first().waitFor();
  await card.locator('dt', { hasText: 'Forecast' }).waitFor();
  await shot('card');
  await card.locator('#do-diff').focus();
  await page.keyboard.press('Tab');
  assert.notEqual(await card.locator(':focus').getAttribute('id'), 'do-diff', 'the card can be walked through by key');
  done('the card shows phases, evidence, criteria and figures');
  await card.locator('a', { hasText: 'Transcript' }).first().click();
  await page.locator('.tab.active', { hasText: '.jsonl' }).waitFor();
  done('and opens the transcripts');

  await code.command('Backend Factory: Metrics');
  await code.webview().locator('td', { hasText: 'Okta SSO Integration' }).waitFor();
  await shot('metrics');
  await code.command('Backend Factory: Doctor');
  await page.locator('.tab.active', { hasText: 'Doctor' }).waitFor();
  await code.webview().locator('td', { hasText: 'sandbox' }).waitFor({ timeout: 60_000 });
  await shot('doctor');
  await code.choices('Backend Factory: Choose Agent…', 'in use');
  await shot('agents');
  await code.quick.locator('.monaco-list-row', { hasText: 'rehearsal agent' }).click();
  await code.command('Backend Factory: New Chat File');
  await page.locator('.tab.active', { hasText: '.backend.md' }).waitFor();
  await shot('chat-file');
  await code.languageStatus('Factory: rehearsal');
  await page.mouse.move(5, 5);
  done('metrics, doctor, a chat file, and another agent for the next run, from the palette');

  const branch = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/backend-factory/');
  assert.match(branch, /^backend-factory\/okta-sso-integration-\w+$/);
  const phases = git('log', '--format=%(trailers:key=Backend-Factory-Phase,valueonly,separator=)', `main..${branch}`).split('\n').filter(Boolean);
  assert.equal(phases.length, 6, `one commit a phase: ${phases.join(', ')}`);
  assert.equal(git('status', '--porcelain', '--', '.', ':!*.backend.md'), '', 'the working tree is as it was; the comment is not even saved');
  assert.equal(git('symbolic-ref', '--short', 'HEAD'), 'main');
  done('the branch stands with one commit a phase, and the working tree was not touched');

  await code.command('Backend Factory: Apply to Working Tree…');
  await code.dialog('Apply', 'Apply');
  await code.toast('written, and nothing committed').waitFor();
  await shot('applied');
  assert.match(git('status', '--porcelain', '--', 'src'), /okta_sso_integration\.rs/, 'the changes are in the working tree');
  assert.equal(git('diff', '--cached', '--name-only'), '', 'and not in the index');
  done('applied to the working tree, as the person said');
});
