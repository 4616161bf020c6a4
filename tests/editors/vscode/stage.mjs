// What every script here stands on: a code-server with the packaged extension, a browser, numbered steps
// and screenshots, and an exit code that is 0 only when all steps were seen. In the environment:
//   BF_SERVER  the program under test      BF_VSIX   the packaged extension
//   BF_REPO    a git repository, made for this test and thrown away after it
//   BF_STATE   a fresh folder              BF_SHOTS  where the screenshots go
//   BF_CODE    the code-server there         BF_NODE   the Node that it wants
//   BACKEND_FACTORY_TEST_CACHE  where tests/editors/install put the editors
// Every step waits for an event with a deadline. Nothing here knows what a step is about.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Workbench, openBrowser, startServer } from './workbench.mjs';

const { BF_SERVER, BF_VSIX, BF_REPO, BF_STATE, BF_SHOTS, BF_CODE, BF_NODE, BACKEND_FACTORY_TEST_CACHE: cache } = process.env;

/**
 * @param name of the screenshots
 * @param act gets everything it needs, and throws when something is not as it should be
 * @param bundled the server is in the package, and no setting names it
 */
export async function onStage(name, { asksForTrust = false, bundled = false, width, height, settings } = {}, act) {
  const began = Date.now();
  let steps = 0;
  let shots = 0;
  fs.mkdirSync(BF_SHOTS, { recursive: true });
  const server = await startServer({
    cache,
    node: BF_NODE,
    codeServer: BF_CODE,
    state: BF_STATE,
    vsix: BF_VSIX,
    env: { ...process.env, BF_SERVER: '', BF_VSIX: '', BF_REPO: '', BF_STATE: '' },
    machineSettings: bundled ? {} : { 'backendFactory.server.path': BF_SERVER },
    asksForTrust,
    settings,
  });
  const { browser, page } = await openBrowser({ cache, width, height });
  const code = new Workbench(page, server.base);
  const shot = (what) => code.shot(path.join(BF_SHOTS, `${name}-${String(++shots).padStart(2, '0')}-${what}.png`));
  const done = (what) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ok ${++steps}  ${what}`);
  const git = (...words) => execFileSync('git', ['-C', BF_REPO, ...words], { encoding: 'utf8' }).trim();
  try {
    await act({ code, page, shot, done, git, repo: BF_REPO, state: BF_STATE, program: BF_SERVER });
    if (code.external.length > 0) throw new Error(`requests left the machine: ${code.external.join(', ')}`);
    done('no request left the machine');
    console.log(`vscode: ${steps} steps passed`);
  } catch (error) {
    await shot('FAILED').catch(() => undefined);
    console.log(error.stack);
    console.log('seen:', await page.evaluate(() => JSON.stringify(window.seen, (_, value) => (value instanceof Set ? [...value] : value))).catch(() => ''));
    console.log('console errors:', code.errors.slice(-5));
    console.log(`vscode: ${steps} steps passed, then one failed; screenshots in ${BF_SHOTS}`);
    process.exitCode = 1;
  } finally {
    await browser.close();
    server.stop();
  }
}
