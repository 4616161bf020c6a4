// A folder that the person does not trust: requests are detected and shown, and nothing is run.
// Usage and environment as for e2e.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Workbench, openBrowser, startServer } from './workbench.mjs';

const { BF_SERVER, BF_VSIX, BF_REPO, BF_STATE, BF_SHOTS, BACKEND_FACTORY_TEST_CACHE: cache } = process.env;
let steps = 0;
fs.mkdirSync(BF_SHOTS, { recursive: true });
const done = (what) => console.log(`ok ${++steps}  ${what}`);
const branches = () => execFileSync('git', ['-C', BF_REPO, 'for-each-ref', 'refs/heads/backend-factory/'], { encoding: 'utf8' }).trim();

const server = await startServer({ cache, state: BF_STATE, vsix: BF_VSIX, env: process.env, machineSettings: { 'backendFactory.server.path': BF_SERVER }, asksForTrust: true });
const { browser, page } = await openBrowser({ cache });
const code = new Workbench(page, server.base);
const shot = (name) => code.shot(path.join(BF_SHOTS, `trust-${name}.png`));
try {
  await page.goto(`${server.base}/?folder=${encodeURIComponent(BF_REPO)}`, { waitUntil: 'domcontentloaded' });
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ timeout: 60_000 });
  done('the folder is not trusted');

  await code.openFile('lib.rs');
  await code.goto(1, 1);
  await page.keyboard.type('// implement Okta SSO integration for Chariot');
  await page.keyboard.press('Enter');
  await code.squiggle('hint').waitFor();
  done('a request is detected all the same');

  await code.goto(1, 8);
  await code.codeActions('Run 6-phase workflow');
  await code.takeCodeAction('Run 6-phase workflow');
  await code.toast('runs need a trusted workspace').waitFor();
  await shot('refused');
  done('its code action says what is needed');

  const titles = await code.offered('Backend Factory');
  for (const title of ['Start Run…', 'Plan Only…', 'Run Phase…']) assert.ok(!titles.includes(`Backend Factory: ${title}`), titles.join());
  assert.ok(titles.includes('Backend Factory: Show Log'), titles.join());
  done('the palette offers no run');

  await code.view('Factory');
  await page.locator('.pane-body .welcome-view', { hasText: 'not trusted' }).waitFor();
  await shot('view');
  done('the view says why');
  assert.equal(branches(), '', 'nothing was run');
  done('and there is no branch');
  console.log(`vscode: ${steps} steps passed`);
} catch (error) {
  await shot('FAILED').catch(() => undefined);
  console.log(error.stack);
  process.exitCode = 1;
} finally {
  await browser.close();
  server.stop();
}
