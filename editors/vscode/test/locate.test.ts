/** Where the server is looked for, in which order, and what is said when it is nowhere. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { locate, type Surroundings } from '../src/locate';

function check(name: string, given: Partial<Surroundings> & { files: string[] }, expected: string | RegExp): void {
  test(name, () => {
    const found = locate({
      setting: '',
      extension: '/ext',
      path: '/usr/local/bin:/usr/bin',
      home: '/home/ada',
      windows: false,
      runs: (file) => given.files.includes(file),
      ...given,
    });
    const said = Array.isArray(found) ? found.map(({ from, program }) => `${from} ${program}`).join(', ') : found.problem;
    if (typeof expected === 'string') assert.equal(said, expected);
    else assert.match(said, expected);
  });
}

const everywhere = ['/opt/bf', '/ext/server/backend-factory', '/usr/bin/backend-factory'];
check('the setting comes first', { setting: '/opt/bf', files: everywhere }, 'setting /opt/bf');
check('then the bundled one; PATH after it, for a package of another platform', { files: everywhere }, 'bundled /ext/server/backend-factory, PATH /usr/bin/backend-factory');
check('then PATH', { files: ['/usr/bin/backend-factory'] }, 'PATH /usr/bin/backend-factory');
check('the home folder may be written short', { setting: '~/bin/bf', files: ['/home/ada/bin/bf'] }, 'setting /home/ada/bin/bf');
check('a wrong setting is said, not skipped', { setting: '/nowhere', files: everywhere }, /no program at \/nowhere/);
check('a relative setting would depend on the folder', { setting: 'bin/bf', files: ['bin/bf'] }, /absolute path/);
check('PATH entries that look in the opened folder are left out', { path: '.::bin', files: ['backend-factory', './backend-factory', 'bin/backend-factory'] }, /not found/);
check('nowhere: says how to install it', { files: [] }, /cargo install backend-factory/);
