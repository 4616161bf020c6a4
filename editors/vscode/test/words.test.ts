/** Every text can be translated: it is in the bundle, and nothing else is. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import test from 'node:test';
import { speakWith, t } from '../src/words';

const root = path.join(__dirname, '../..');

function texts(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return texts(file);
    const code = fs.readFileSync(file, 'utf8');
    assert.doesNotMatch(code.replace(/\/\*[\s\S]*?\*\//g, ''), /\bt\(\s*`/, `${entry.name}: a text that is put together cannot be translated; use {0}`);
    return [...code.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1]!.replaceAll("\\'", "'"));
  });
}

test('the bundle has exactly the texts of the code', () => {
  const all = [...new Set(texts(path.join(root, 'src')))].sort();
  const file = path.join(root, 'l10n/bundle.l10n.json');
  const text = `${JSON.stringify(Object.fromEntries(all.map((one) => [one, one])), null, 2)}\n`;
  if (process.env['UPDATE']) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  assert.ok(all.length > 100, 'the texts were found');
  assert.equal(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '', text, 'Next: UPDATE=1 npm test');
});

test('another language takes the place of all of it', () => {
  assert.equal(t('Phase {0}/6 needs you', 3), 'Phase 3/6 needs you');
  speakWith((message, ...values) => `<${message}|${values.join()}>`);
  assert.equal(t('Phase {0}/6 needs you', 3), '<Phase {0}/6 needs you|3>');
});
