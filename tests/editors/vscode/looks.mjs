// The states of the extension in dark, light and high contrast, to be looked at by a person; and the
// pictures of README and walkthrough, cut from them. Not a test: nothing here fails but what cannot be had.
// Usage: node looks.mjs, with the environment that `stage.mjs` names; with BF_PICTURES=<folder of the
// repository> the pictures there are written anew. tests/editors/vscode.rs runs it when it is asked to.
import fs from 'node:fs';
import path from 'node:path';
import { onStage } from './stage.mjs';

const themes = { dark: 'Dark Modern', light: 'Light Modern', contrast: 'Dark High Contrast', 'contrast-light': 'Light High Contrast' };
const root = process.env.BF_PICTURES;
const settings = { 'workbench.activityBar.compact': false, 'breadcrumbs.enabled': false, 'git.enabled': false, 'editor.fontSize': 14 };

await onStage('look', { width: 1200, height: 760, settings }, async ({ code, page, shot, done, repo }) => {
  const item = code.status('backend-factory.backend-factory.status');
  const card = code.webview();
  /** For the walkthrough: what is from here on, as large as its pages show it. */
  const walk = async (name, from = '.part.editor') => {
    const { x, y } = await page.locator(from).boundingBox();
    await picture(`editors/vscode/media/walkthrough/${name}.png`, { x: Math.floor(x), y: Math.floor(y), width: Math.min(780, Math.floor(1200 - x)), height: 440 });
  };
  const picture = async (file, clip) => {
    if (!root) return;
    await page.mouse.move(5, 5);
    await code.shot(path.join(root, file), clip);
    if (fs.statSync(path.join(root, file)).size > 150_000) throw new Error(`${file} is too large`);
  };
  const theme = async (title) => {
    await code.command('Preferences: Color Theme');
    await code.input().fill(title);
    await code.quick.locator('.monaco-list-row.focused', { hasText: title }).waitFor();
    await page.keyboard.press('Enter');
    await code.quick.waitFor({ state: 'hidden' });
  };
  /** This state in every theme. */
  const inThemes = async (what) => {
    for (const [name, title] of Object.entries(themes)) {
      if (name === 'light') await page.keyboard.press('Escape'); // a menu is in the first one only
      if (name !== 'dark') await theme(title);
      const kind = name.startsWith('contrast') ? (name === 'contrast' ? 'hc-black' : 'hc-light') : name === 'dark' ? 'vs-dark' : 'vs';
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      await shot(`${what}-${name}`);
    }
    await theme(themes.dark);
    await page.locator('.monaco-workbench.vs-dark').waitFor();
    done(what);
  };
  const onComment = async () => {
    await page.locator('.tab', { hasText: 'lib.rs' }).click();
    await page.locator('.editor-instance .view-line').first().click();
    await code.goto(1, 8);
  };

  await code.open(repo);
  await item.locator('.codicon-check').waitFor();
  await code.openFile('lib.rs');
  await code.request();
  await code.view('Factory');
  await page.locator('.pane-body .welcome-view', { hasText: 'No runs yet' }).waitFor();
  await code.goto(1, 8);
  await code.codeActions('Run 6-phase workflow');
  await walk('request');
  await inThemes('request');

  await code.choices('Backend Factory: Choose Agent…', 'in use');
  await picture('editors/vscode/media/walkthrough/agent.png', { x: 210, y: 0, width: 780, height: 440 });
  await shot('agent');
  await page.keyboard.press('Escape');
  await code.command('Backend Factory: Doctor');
  await page.locator('.tab.active', { hasText: 'Doctor' }).waitFor();
  await code.webview().locator('td', { hasText: 'sandbox' }).waitFor({ timeout: 60_000 });
  await walk('setup');
  await shot('doctor');
  await code.command('View: Close Editor');
  await code.command('Backend Factory: Get Started');
  await page.locator('.getting-started-step').first().waitFor();
  await code.command('View: Toggle Primary Side Bar Visibility');
  await shot('walkthrough');
  await page.locator('.getting-started-step', { hasText: 'Watch six roles' }).click();
  await shot('walkthrough-watch');
  await code.command('View: Toggle Primary Side Bar Visibility');
  await code.command('View: Close Editor');
  done('agents, doctor, walkthrough');

  await onComment();
  await code.codeActions('Run 6-phase workflow');
  await code.takeCodeAction('Run 6-phase workflow');
  await code.treeRow('approve?').waitFor({ timeout: 120_000 });
  await item.filter({ hasText: 'Approve phase 2?' }).waitFor();
  await code.codeActions('Approve and continue');
  await picture('docs/images/vscode.png');
  await inThemes('gate');
  await code.treeButton('Okta SSO Integration', 'preview');
  await card.locator('.state.waiting').waitFor({ timeout: 60_000 });
  await card.locator('rect.gate').first().waitFor({ state: 'attached' });
  await walk('gate');
  await card.locator('#do-approve').click();

  await code.treeRow('needs you').waitFor({ timeout: 120_000 });
  await card.locator('.state.blocked').waitFor();
  await card.locator('rect.gate.broken').first().waitFor({ state: 'attached' });
  await inThemes('blocked');
  await onComment();
  await code.lens('✗ Phase 3 failed').waitFor();
  await inThemes('blocked-comment');
  await item.hover();
  await page.locator('.monaco-hover:visible').waitFor();
  await shot('status-tooltip');
  await page.mouse.move(5, 5);
  await page.locator('.tab', { hasText: 'Okta' }).click();
  await card.locator('#do-retry').click();
  await code.input().fill('Hand over the document');
  await shot('feedback');
  await page.keyboard.press('Enter');
  await card.locator('.phase.running', { hasText: 'Testing' }).waitFor({ timeout: 120_000 });
  await code.treeRow('rehearsal agent').waitFor();
  await page.setViewportSize({ width: 1000, height: 620 });
  await picture('editors/vscode/media/walkthrough/watch.png', { x: 48, y: 0, width: 950, height: 560 });
  await page.setViewportSize({ width: 1200, height: 760 });
  await inThemes('running');
  await code.treeRow('approve?').waitFor({ timeout: 120_000 });
  await code.treeButton('approve?', 'diff-multiple');
  await page.locator('.multiDiffEntry .line-insert, .multiDiffEntry .char-insert').first().waitFor();
  await walk('result');
  await inThemes('diff');
  await code.command('View: Close Editor');
  await code.treeButton('approve?', 'check');
  await code.treeRow('done').waitFor({ timeout: 120_000 });
  await page.locator('.tab', { hasText: 'Okta' }).click();
  await card.locator('.state.completed').waitFor();
  await card.locator('td.verdict', { hasText: 'PASS' }).first().waitFor();
  await picture('docs/images/vscode-run.png');
  await inThemes('completed');
  await page.setViewportSize({ width: 1200, height: 1900 });
  await shot('completed-whole');
  await page.setViewportSize({ width: 700, height: 900 });
  await shot('completed-narrow');
  await page.setViewportSize({ width: 1200, height: 760 });
  await code.command('Backend Factory: Metrics');
  await code.webview().locator('td', { hasText: 'Okta SSO Integration' }).waitFor();
  await inThemes('metrics');
  await code.choices('Backend Factory: Show Status', 'Okta');
  await shot('status-list');
  await page.keyboard.press('Escape');
});
