/** The manners of our test environment, seen from outside: Jest runs `environmentSample.ts`, and we read what it says. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, temporaryFolder } from './stack';

interface Told {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const folder = temporaryFolder();
const leftBehind = join(folder.path, 'pid');
afterAll(() => folder.remove());
let suite: { readonly message: string; readonly assertionResults: readonly Told[] };

beforeAll(() => {
  const { projects } = jest.requireActual<{ projects: readonly object[] }>('../../jest.config.cjs');
  const config = { ...projects[0], rootDir: ROOT, testMatch: ['<rootDir>/test/support/environmentSample.ts'] };
  const jestPath = join(ROOT, 'node_modules/jest/bin/jest.js');
  const args = [jestPath, '--config', JSON.stringify(config), '--json', '--runInBand', '--coverage=false'];
  const options = {
    cwd: ROOT,
    env: { ...process.env, LEFT_BEHIND: leftBehind, FC_SEED: '42' },
    stdio: 'pipe',
  } as const;
  let output: string;
  try {
    output = execFileSync(process.execPath, args, options).toString();
  } catch (error) {
    output = (error as { stdout: Buffer }).stdout.toString(); // tests fail: so they should
  }
  const [only] = (JSON.parse(output) as { testResults: (typeof suite)[] }).testResults;
  if (only === undefined) throw new Error(`Jest told nothing: ${output}`);
  suite = only;
});

const statuses = () => suite.assertionResults.map(({ title, status }) => `${title}: ${status}`);
const failures = (title: string) => suite.assertionResults.find((one) => one.title === title)?.failureMessages ?? [];

test('a beforeAll that fails is told once, and neither what follows from it nor what closes what never opened', () => {
  expect(statuses().slice(0, 3)).toEqual(['first: failed', 'second: pending', 'third: pending']);
  expect(failures('first')).toHaveLength(1);
  expect(failures('first')[0]).toContain('It does not open.');
  expect(suite.message).not.toContain('Cannot read properties');
});

test('a story ends with the first test that fails; others go on', () => {
  expect(statuses().slice(3, 8)).toEqual([
    'begins: passed',
    'breaks: failed',
    'is not told: pending',
    'breaks: failed',
    'goes on: passed',
  ]);
});

test('a failure names its line', () => {
  const lines = readFileSync(join(__dirname, 'environmentSample.ts'), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes("'It breaks.'")) + 1;
  expect(failures('breaks')[0]).toContain(`environmentSample.ts:${line}:11`);
});

test('a rejection that nobody awaits is told by the test under way', () => {
  expect(failures('rejects what nobody awaits')[0]).toContain('Nobody listens.');
});

test('what a test leaves running ends with its file', () => {
  const pid = Number(readFileSync(leftBehind, 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a property that takes too long fails with its seed', () => {
  expect(failures('a property that takes too long')[0]).toContain('seed: 42');
});
