/** What the server is told of the editor's settings. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { consequence, explicitSettings, type Layers } from '../src/settings';

const keys = ['launch', 'approval', 'coverage.minimum', 'limits.parallel', 'limits.idle_seconds', 'server.path', 'trace.server'];

function check(name: string, set: Record<string, Layers>, expected: object, trusted = true): void {
  test(name, () => assert.deepEqual(explicitSettings(keys, (key) => set[key], trusted), expected));
}

check('defaults are not sent: they would outvote a settings file', {}, {});
check('what is set is sent, nested', { approval: { globalValue: 'none' }, 'limits.parallel': { globalValue: 4 }, 'limits.idle_seconds': { globalValue: 9 } }, { approval: 'none', limits: { parallel: 4, idle_seconds: 9 } });
check('the nearest layer wins, also with a false value', { approval: { globalValue: 'none', workspaceValue: 'submit' }, 'coverage.minimum': { globalValue: 80, workspaceFolderValue: 0 } }, { approval: 'submit', coverage: { minimum: 0 } });
check("the extension's own settings stay here", { 'server.path': { globalValue: '/x' }, 'trace.server': { globalValue: 'verbose' } }, {});
check('in a folder that is not trusted a typed command launches nothing', { launch: { globalValue: 'detected' } }, { launch: 'never' }, false);

test('another program is another server; other settings are told; the trace is the client\'s own', () => {
  const changed = (key: string) => (section: string) => `backendFactory.${key}` === section || `backendFactory.${key}`.startsWith(`${section}.`);
  const all = [...keys, 'agent', 'lens', 'trigger.products', 'sandbox', 'server.extraEnv'];
  for (const key of ['server.path', 'server.extraEnv']) assert.equal(consequence(changed(key), all), 'restart', key);
  for (const key of ['agent', 'approval', 'launch', 'lens', 'trigger.products', 'sandbox', 'limits.parallel']) assert.equal(consequence(changed(key), all), 'tell', key);
  for (const key of ['trace.server', 'nothing']) assert.equal(consequence(changed(key), all), undefined, key);
});
