// A folder that the person does not trust: requests are detected and shown, and nothing is run. The server
// is the one in the package, as a person has it who installed the package for their platform.
// Usage: node trust.mjs, with the environment that `stage.mjs` names.
import assert from 'node:assert/strict';
import { onStage } from './stage.mjs';

await onStage('trust', { asksForTrust: true, bundled: true }, async ({ code, page, shot, done, git, repo }) => {
  await code.open(repo, { asksForTrust: true });
  done('the folder is not trusted');
  await code.status('backend-factory.backend-factory.status').locator('.codicon-check').waitFor();
  done("the package's own server is up");

  await code.openFile('lib.rs');
  await code.request();
  done('a request is detected all the same');

  await code.goto(1, 8);
  await code.codeActions('Run 6-phase workflow');
  await code.takeCodeAction('Run 6-phase workflow');
  await code.toast('runs need a trusted workspace').waitFor();
  await shot('refused');
  done('its code action says what is needed');

  const titles = await code.offered('Backend Factory');
  for (const title of ['Start Run…', 'Plan Only…', 'Run Phase…', 'Show Diff', 'Choose Agent…']) assert.ok(!titles.includes(`Backend Factory: ${title}`), titles.join());
  for (const title of ['Show Log', 'Trust This Workspace…']) assert.ok(titles.includes(`Backend Factory: ${title}`), titles.join());
  done('the palette offers no run');

  await code.view('Factory');
  await page.locator('.pane-body .welcome-view', { hasText: 'not trusted' }).waitFor();
  await shot('view');
  done('the view says why');
  assert.equal(git('for-each-ref', 'refs/heads/backend-factory/'), '', 'nothing was run');
  done('and there is no branch');
});
