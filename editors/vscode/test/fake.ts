/** A module of ours with a fake in the place of `vscode`. */
import Module from 'node:module';

/** Loads dist/test/<name>.js, bundled for its test, anew. */
export function load<T>(name: string, vscode: object): T {
  const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
  const before = loader._load;
  loader._load = (wanted, ...rest) => (wanted === 'vscode' ? vscode : before(wanted, ...rest));
  try {
    const file = require.resolve(`./${name}.js`);
    delete require.cache[file];
    return require(file) as T;
  } finally {
    loader._load = before;
  }
}
