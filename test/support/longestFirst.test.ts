import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './stack';

interface Planned {
  readonly path: string;
  readonly duration?: number;
  readonly context: object;
}

const LongestFirst = jest.requireActual<
  (new (
    options: object,
  ) => { sort(tests: readonly Planned[]): readonly Planned[] }) & {
    readonly LONG: Readonly<Record<string, number>>;
  }
>('./longestFirst.cjs');

function planned(kind: 'unit' | 'integration', name: string): Planned {
  const config = { displayName: { name: kind }, rootDir: ROOT, cacheDirectory: '/nowhere', id: 'none' };
  return { path: join(ROOT, name), context: { config, hasteFS: { getSize: () => 1 } } };
}

const orderOf = (tests: readonly Planned[]) =>
  new LongestFirst({ contexts: [], globalConfig: {} }).sort(tests).map(({ path }) => path.slice(ROOT.length + 1));

test('the long files are there', () => {
  expect(Object.keys(LongestFirst.LONG).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('each kind begins with its longest, and both go on to the end', () => {
  const [slow, slower] = ['test/e2e/secrets.test.ts', 'test/e2e/kill.test.ts'];
  const units = ['test/a.test.ts', 'test/b.test.ts', 'test/c.test.ts', 'test/d.test.ts'];
  const tests = [...units.map((name) => planned('unit', name)), planned('integration', slow)];
  const order = orderOf([...tests, planned('integration', slower)]);
  expect(order[0]).toBe(slower);
  expect(order.at(-1)).not.toBe(slower);
  expect([...order].sort()).toEqual([slow, slower, ...units].sort());
  expect(order.indexOf(slow)).toBeGreaterThan(order.indexOf('test/b.test.ts'));
});
