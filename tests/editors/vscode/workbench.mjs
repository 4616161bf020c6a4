// A page object for VS Code's workbench in a browser, and the server behind it (code-server), both
// on loopback only. Selectors hold in Code 1.93 and 1.139. Nothing here knows Backend Factory.
import { spawn, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createRequire } from 'node:module';

const settings = {
  'security.workspace.trust.startupPrompt': 'never', // not trusted until the person says so
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.reduceMotion': 'on',
  'editor.minimap.enabled': false,
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.wordBasedSuggestions': 'off',
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'workbench.colorTheme': 'Dark Modern',
};

/** Starts code-server with the extension installed from its VSIX. */
export async function startServer({ cache, node, codeServer, state, vsix, env, machineSettings, asksForTrust = false, settings: more = {} }) {
  const entry = path.join(cache, codeServer, 'node_modules/code-server/out/node/entry.js');
  fs.mkdirSync(path.join(state, 'data/User'), { recursive: true });
  fs.mkdirSync(path.join(state, 'ext'), { recursive: true });
  fs.mkdirSync(path.join(state, 'data/Machine'), { recursive: true });
  const own = { ...settings, 'security.workspace.trust.enabled': asksForTrust, ...more };
  fs.writeFileSync(path.join(state, 'data/User/settings.json'), JSON.stringify(own, null, 2));
  // What names a program is machine-scoped, and with a remote side that is a file of its own.
  fs.writeFileSync(path.join(state, 'data/Machine/settings.json'), JSON.stringify(machineSettings, null, 2));
  const folders = ['--extensions-dir', path.join(state, 'ext'), '--user-data-dir', path.join(state, 'data')];
  const environment = { ...env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' }; // no marketplace
  const log = fs.openSync(path.join(state, 'code-server.log'), 'w');
  execFileSync(node, [entry, ...folders, '--install-extension', vsix], { env: environment, stdio: ['ignore', log, log] });
  const port = await freePort();
  const arguments_ = [
    entry, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check',
    '--disable-getting-started-override', '--disable-proxy', '--config', '/dev/null', ...folders, '--ignore-last-opened',
    ...(asksForTrust ? [] : ['--disable-workspace-trust']),
  ];
  // A group of its own, so that all of it can be ended by that group's id.
  const child = spawn(node, arguments_, { env: environment, stdio: ['ignore', log, log], detached: true });
  const base = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + 30_000; ; ) {
    const up = await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false);
    if (up) break;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`code-server did not come up: ${fs.readFileSync(path.join(state, 'code-server.log'), 'utf8')}`);
    await new Promise((next) => setTimeout(next, 50));
  }
  return { base, stop: () => { try { process.kill(-child.pid, 'SIGTERM'); } catch { /* it has ended */ } } };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Opens Debian's Chromium; one page. */
export async function openBrowser({ cache, width = 1280, height = 800, timeout = 30_000 }) {
  const { chromium } = createRequire(path.join(cache, 'playwright-1.65.1/'))('playwright-core');
  const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, args: quiet });
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  const page = await context.newPage();
  page.setDefaultTimeout(timeout);
  return { browser, page };
}

export class Workbench {
  constructor(page, base) {
    Object.assign(this, { page, base, external: [], errors: [] });
    page.on('request', (request) => {
      if (!/^(https?|wss?):\/\/127\.0\.0\.1[:/]|^(data|blob|vscode-)/.test(request.url())) this.external.push(request.url());
    });
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text().slice(0, 300)));
  }

  async open(folder, { asksForTrust = false, workspace = false } = {}) {
    await this.page.goto(`${this.base}/?${workspace ? 'workspace' : 'folder'}=${encodeURIComponent(folder)}`, { waitUntil: 'domcontentloaded' });
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    if (asksForTrust) return this.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ timeout: 60_000 });
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 }); // the remote side answered
  }

  get quick() {
    return this.page.locator('.quick-input-widget:visible');
  }

  async quickInput(key, text, row) {
    const input = this.quick.locator('.quick-input-box input');
    for (let i = 0; ; i++) {
      await this.page.keyboard.press(key);
      const shown = await input.waitFor({ timeout: 5000 }).then(() => true, () => false);
      if (shown) break;
      if (i === 3) throw new Error(`no quick input after ${key}`);
    }
    await input.fill(text); // one event, not key by key
    await this.quick.locator('.monaco-list-row', { hasText: row }).first().click();
  }

  /** The box of the quick input that is open. */
  input() {
    return this.quick.locator('.quick-input-box input');
  }

  /** Opens the context menu of a place; gives its titles. */
  async contextMenu(place) {
    await place.click({ button: 'right' });
    const items = this.page.locator('.monaco-menu .action-label');
    await items.first().waitFor();
    return (await items.allInnerTexts()).map((text) => text.trim()).filter(Boolean);
  }

  /** Opens the `{}` of the status bar, and waits until it says this. */
  async languageStatus(words) {
    const item = this.page.locator('.statusbar-item[id="status.languageStatus"]');
    const hover = this.page.locator('.monaco-hover:visible .hover-language-status', { hasText: words }).first();
    for (let i = 0; ; i++) {
      await item.hover();
      if (await hover.waitFor({ timeout: 5000 }).then(() => true, () => false)) return;
      if (i === 5) throw new Error(`no language status "${words}"`);
      await this.page.mouse.move(5, 5);
    }
  }

  /** The page that is open in the editor area. */
  webview() {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Answers a modal question that has these words. */
  async dialog(words, answer) {
    const box = this.page.locator('.monaco-dialog-box', { hasText: words });
    await box.waitFor();
    await box.locator('.monaco-button', { hasText: answer }).first().click();
    await box.waitFor({ state: 'hidden' });
  }

  /**
   * Keeps what passes by too fast to be caught by looking now and then: problems, progress in the status
   * bar, and the lines in a tree that have no label but a description.
   */
  async keepSeen() {
    await this.page.evaluate(() => {
      const seen = (window.seen = { problem: new Set(), progress: new Set(), live: new Set() });
      const places = { problem: '.markers-panel .monaco-list-row', progress: '.statusbar-item', live: '.monaco-list-row:has(.codicon-arrow-small-right) .label-description' };
      const look = () => {
        for (const [kind, place] of Object.entries(places)) {
          document.querySelectorAll(place).forEach((one) => seen[kind].add(one.textContent.replaceAll('\u00a0', ' ')));
        }
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
      look();
    });
  }

  /** Waits until something of that kind was seen. */
  seen(kind, pattern, timeout = 120_000) {
    return this.page.waitForFunction(([kind, source]) => [...window.seen[kind]].some((text) => new RegExp(source).test(text)), [kind, pattern.source], { timeout });
  }

  /** Runs a command from the palette. */
  command(title) {
    return this.quickInput('F1', `>${title}`, title);
  }

  /** Runs a command that offers things to choose from, and waits for one; a page that comes up late may have closed it. */
  async choices(title, row) {
    for (let i = 0; ; i++) {
      await this.command(title);
      const there = this.quick.locator('.monaco-list-row', { hasText: row });
      if (await there.waitFor({ timeout: 8000 }).then(() => true, () => false)) return;
      if (i === 3) throw new Error(`"${title}" offers no "${row}"`);
    }
  }

  /** The titles the palette offers for these words. */
  async offered(words) {
    await this.page.keyboard.press('F1');
    await this.quick.locator('.quick-input-box input').fill(`>${words}`);
    await this.quick.locator('.monaco-list-row').first().waitFor();
    const titles = await this.quick.locator('.monaco-list-row .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles.map((title) => title.replaceAll('\u00a0', ' ').trim());
  }

  async openFile(name) {
    await this.quickInput('Control+P', name, path.basename(name));
    await this.page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Puts the cursor on the first of these words in the document. */
  async find(words) {
    await this.page.locator('.editor-instance .view-line').first().click();
    await this.page.keyboard.press('Control+Home');
    await this.page.keyboard.press('Control+F');
    const input = this.page.locator('.find-widget.visible textarea[aria-label="Find"]');
    await input.fill(words);
    await this.page.locator('.find-widget.visible .matchesCount', { hasText: /\d+ of \d+/ }).waitFor();
    // The first key may only close the tooltip of the box.
    for (let i = 0; i < 3 && (await this.page.locator('.find-widget.visible').count()) > 0; i++) {
      await this.page.keyboard.press('Escape');
      await this.page.locator('.find-widget.visible').waitFor({ state: 'detached', timeout: 2000 }).catch(() => undefined);
    }
  }

  async goto(line, column = 1) {
    // Not Enter: pressed before the list has understood the number, it is lost.
    await this.quickInput('Control+G', `:${line}:${column}`, new RegExp(`line ${line}\\b.*\\b${column}\\.`));
    await this.page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col ${column}\\b`) }).waitFor();
  }

  /** Types a request into the first line, as a person does, and waits for its hint. */
  async request(words = 'implement Okta SSO integration for Chariot') {
    await this.goto(1, 1);
    await this.page.keyboard.type(`// ${words}`);
    await this.page.keyboard.press('Enter');
    await this.squiggle('hint').waitFor();
  }

  /** hint, info, warning, error */
  squiggle(severity) {
    return this.page.locator(`.squiggly-${severity}`).first();
  }

  /** A title above the code, or a part of one. */
  lens(title) {
    return this.page.locator('.codelens-decoration a', { hasText: title }).first();
  }

  /** The number on a view's icon. */
  badge(label, number) {
    return this.page.locator(`.activitybar .action-item:has(a[aria-label^="${label}"]) .badge-content`, { hasText: number });
  }

  /** What hovering over this place of the editor shows. */
  async hover(place) {
    const box = this.page.locator('.monaco-hover:not(.workbench-hover):visible').first(); // and no tooltip of a button
    for (let i = 0; ; i++) {
      await place.hover({ force: true });
      if (await box.locator('.hover-row').first().waitFor({ timeout: 5000 }).then(() => true, () => false)) return box.innerText();
      if (i === 3) throw new Error('no hover');
      await this.page.mouse.move(5, 5); // away, and once more
    }
  }

  /** What is shown at the cursor. */
  async hoverHere() {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const box = this.page.locator('.monaco-hover:not(.workbench-hover):visible').first();
    await box.locator('.hover-row').first().waitFor();
    return box.innerText();
  }

  /** Opens the code actions at the cursor and waits for this one; gives all titles. */
  async codeActions(title) {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    for (let i = 0; i < 6; i++) {
      await this.page.keyboard.press('Control+.');
      const there = await rows.filter({ hasText: title }).first().waitFor({ timeout: 4000 }).then(() => true, () => false);
      if (there) return (await rows.allInnerTexts()).map((text) => text.trim());
      await this.page.keyboard.press('Escape'); // the first request may have raced the diagnostics
    }
    throw new Error(`no code action "${title}"`);
  }

  /** Takes one of the opened code actions, by keyboard. */
  async takeCodeAction(title) {
    for (let i = 0; i < 40; i++) {
      const focused = await this.page.locator('.action-widget .monaco-list-row.focused').getAttribute('aria-label').catch(() => null);
      if (focused?.startsWith(title)) {
        await this.page.keyboard.press('Enter');
        await this.page.locator('.action-widget').first().waitFor({ state: 'hidden' });
        return;
      }
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`could not focus "${title}"`);
  }

  toast(text) {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** `<publisher>.<name>.<item>` */
  status(id) {
    return this.page.locator(`.statusbar-item[id="${id}"]`);
  }

  async view(label) {
    await this.page.locator(`.activitybar .action-item a[aria-label^="${label}"]`).click();
  }

  /** Clicks a button in the title of the side bar. */
  async viewAction(title) {
    await this.page.locator(`.part.sidebar .action-label[aria-label*="${title}"]`).first().click();
  }

  treeRow(label) {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: label }).first();
  }

  /** Lines of a tree with this icon. */
  treeDetail(icon) {
    return this.page.locator(`.pane-body .monaco-list-row:has(.codicon-${icon})`).filter({ has: this.page.locator('.label-description') });
  }

  /** Clicks an inline button of a tree's row. */
  async treeButton(label, icon) {
    const row = this.treeRow(label);
    await row.hover();
    await row.locator(`.actions .action-label.codicon-${icon}`).first().click();
  }

  async shot(file, clip) {
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'initial', ...(clip ? { clip } : {}) });
  }
}
