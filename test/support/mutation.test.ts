/** What mutation testing runs test files by (`test/long/mutation/testFile.cjs`), which stands in for Jest: a process of its own, with three small files. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const RUNNER = join(__dirname, '../long/mutation/testFile.cjs');

const FILES = {
  'shared/counter.ts': 'let count: number = 0;\nexport const next = (): number => ++count;',
  'test/counts.test.ts': `
    import { next } from '../shared/counter';
    test('begins at one', () => expect(next()).toBe(1));
    test('goes on', () => expect(next()).toBe(2));`,
  'test/blocks.test.ts': `
    describe('sets up', () => {
      beforeAll(() => { throw new Error('no ground'); });
      test('stands', () => undefined);
    });
    test('is mocked', () => {
      jest.doMock('../shared/counter', () => ({ next: () => 7 }));
      expect(jest.requireActual('../test/loads').value).toBe(7);
    });
    test.each([1, 2])('draws', (each) => expect(each).toBe(1));
    test('throws later', (done) => { setImmediate(() => { throw new Error('late'); }); setTimeout(done, 20); });
    test('comes last', () => undefined);`,
  'test/loads.ts': "import { next } from '../shared/counter';\nexport const value = next();",
};

/** What is asked of the runner, and printed. */
const PROGRAM = `
  const { runTestFile } = require(${JSON.stringify(RUNNER)});
  const { resolve } = require('node:path');
  const run = async (file, options) => (await runTestFile(resolve(file), options)).map(({ id, failure }) => [id.slice(5), failure]);
  (async () => {
    const reached = [];
    const answers = {
      whole: await run('test/counts.test.ts'),
      again: await run('test/counts.test.ts'),
      alone: await run('test/counts.test.ts', { chosen: new Set(['test/counts.test.ts#goes on']) }),
      about: await run('test/counts.test.ts', { about: new Set([resolve('shared/other.ts')]) }),
      blocks: await run('test/blocks.test.ts', { begin: (ids) => reached.push(ids) }),
      bailed: await run('test/blocks.test.ts', { bail: true }),
      reached: reached.map((ids) => ids.length),
    };
    process.stdout.write(JSON.stringify(answers), () => process.exit());
  })();
`;

let folder: string;
let answers: Record<string, readonly (readonly [id: string, failure: string | null])[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-mutation-'));
  for (const name of ['shared', 'test']) await mkdir(join(folder, name));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROGRAM], { cwd: folder });
  answers = JSON.parse(stdout);
});

afterAll(() => rm(folder, { recursive: true }));

const failed = (name: string) => answers[name]?.filter(([, failure]) => failure !== null).map(([id]) => id);

test('a file finds its modules as they begin, each time', () => {
  expect(answers.whole).toEqual([
    ['counts.test.ts#begins at one', null],
    ['counts.test.ts#goes on', null],
  ]);
  expect(answers.again).toEqual(answers.whole);
});

test('a test that is chosen runs alone', () => {
  expect(failed('alone')).toEqual(['counts.test.ts#goes on']); // which is why tests must not lean on each other
  expect(answers.alone).toHaveLength(1);
});

test('a file that loads nothing of what is asked about is not run', () => {
  expect(answers.about).toEqual([]);
});

test('what fails in a hook, in a row of a table or outside of the call is a failure, as under Jest; mocks stand in', () => {
  expect(failed('blocks')).toEqual([
    'blocks.test.ts#sets up stands',
    'blocks.test.ts#draws (2)',
    'blocks.test.ts#throws later',
  ]);
});

test('nothing runs behind the first failure when that is enough', () => {
  expect(answers.bailed?.map(([id]) => id)).toEqual(['blocks.test.ts#sets up stands']);
});

test('it is told for whom the code works: all of a file as it loads, those under a block in its hooks, each test', () => {
  expect(answers.reached).toEqual([6, 1, 1, 1, 1, 1, 1, 1]);
});

type Draw = { isDrawn(id: string, sample: { oneIn: number; seed: number }): boolean };
const { isDrawn } = jest.requireActual<Draw>('../long/mutation/draw.mjs');

test('a sample is as large as it says, the same again, and another under another seed', () => {
  const drawn = (seed: number) => Array.from({ length: 4_000 }, (_, id) => isDrawn(String(id), { oneIn: 4, seed }));
  const many = drawn(7).filter(Boolean).length;
  expect([many > 900, many < 1_100]).toEqual([true, true]);
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(8)).not.toEqual(drawn(7));
});
