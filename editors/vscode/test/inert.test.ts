/** What others wrote is shown, and is nothing but text. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { inert } from '../src/inert';

test('markup, links, icons and HTML are text', () => {
  for (const words of ['**bold** _it_ `code` ~~x~~', '[a](command:evil)', '<https://evil.example>', 'https://evil.example a@b.example', '$(trash) <img src=x>', '# head', '- item', '1. item', '&amp; \\*', '| a |']) {
    const text = inert(words);
    assert.doesNotMatch(text.replace(/&#\d+;/g, ''), /[\\`*_{}[\]()#+\-.!~<>|$:@&]/, words);
    assert.equal(text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))), words, 'and nothing is lost');
  }
});

test('lines stay lines, and spaces stay spaces that may break', () => {
  assert.equal(inert('one two\nthree'), 'one two  \nthree');
});
