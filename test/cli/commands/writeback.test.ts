/** `muster writeback`: what is asked of the service, what stands in the file, and that nothing is marked before it is whole. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandOutcome, runScripted, type ScriptedAnswer } from '../../support/scriptedService';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-writeback-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const HR = {
  name: 'hr',
  kind: 'writeback',
  way: 'pull',
  map: { workEmail: { expression: '[mail]' }, phone: { expression: '[telephoneNumber]' } },
};
const one = (externalId: string, values: object, over: object = {}) => ({
  ...{ outlet: 'hr', way: 'pull', externalId, targetId: 't', state: 'open', changedDateTime: null, revision: 2 },
  ...{ changed: Object.keys(values), values, missing: [], attempts: 0, lastError: null, parked: null, ...over },
});
const PEOPLE = { value: [one('1', { workEmail: 'a@x', phone: '+49 "1", 2' }), one('2', { workEmail: null })] };
const OUTLETS = { 'GET M/outlets': { value: [HR, { name: 'slack', kind: 'events' }] } };

const run = (args: readonly string[], answers: Readonly<Record<string, ScriptedAnswer>> = {}) =>
  runScripted(['writeback', ...args], { ...OUTLETS, 'GET M/writeback': PEOPLE, ...answers }, { cwd, env: {} });
const written = ({ calls }: CommandOutcome) => calls.filter(({ request }) => !request.startsWith('GET'));
const CSV = 'externalId,workEmail,phone\n1,a@x,"+49 ""1"", 2"\n2,,\n';

test('export gives the mapped columns as they are, without a quote in front of a plus', async () => {
  expect(await run(['export'])).toMatchObject({ exit: 0, stdout: CSV });
  const changed = await run(['export', '--changed', '--since', '2026-11-29T00:00:00Z', '--columns', 'phone']);
  expect(changed.stdout).toBe('externalId,phone\n1,"+49 ""1"", 2"\n2,\n');
  const query = new URLSearchParams(changed.calls.at(-1)?.request.split('?')[1]).get('$filter');
  expect(query).toBe("outlet eq 'hr' and state eq 'open' and changedDateTime ge 2026-11-29T00:00:00.000Z");
});

test('a mark is asked for when the file is whole and in its place, and names what it holds', async () => {
  let atMark: string | undefined;
  const answer = await run(['export', '--out', 'hr.csv', '--mark'], {
    'POST M/writeback/mark': () => {
      atMark = existsSync(join(cwd, 'hr.csv')) ? readFileSync(join(cwd, 'hr.csv'), 'utf8') : undefined;
      return { marked: 1, changed: ['2'], unknown: [] };
    },
  });
  expect([answer.exit, atMark]).toEqual([0, CSV]);
  expect(written(answer)).toMatchObject([
    {
      body: {
        outlet: 'hr',
        people: [
          { externalId: '1', revision: 2 },
          { externalId: '2', revision: 2 },
        ],
      },
    },
  ]);
  expect(answer.stderr).toContain('1 person changed meanwhile');
  expect(readdirSync(cwd)).toEqual(['hr.csv']);
});

test('nothing is marked where the list ends with a failure, and the file of before stays', async () => {
  writeFileSync(join(cwd, 'hr.csv'), 'old');
  const broken = Response.json({ error: { code: 'BadRequest', message: 'x' } }, { status: 400 });
  const answer = await run(['export', '--out', 'hr.csv', '--mark'], { 'GET M/writeback': broken });
  expect([answer.exit, written(answer)]).toEqual([1, []]);
  expect(readFileSync(join(cwd, 'hr.csv'), 'utf8')).toBe('old');
});

test.each([
  { args: ['export', '--mark'], exit: 2, says: 'What nobody keeps cannot count as taken.' },
  { args: ['export', '--columns', 'mail'], exit: 2, says: 'mail is not mapped.' },
  { args: ['export', '--columns', 'phone', '--out', 'x', '--mark'], exit: 2, says: 'A mark says that HR has all' },
  { args: ['export', '--outlet', 'slack'], exit: 1, says: 'There is no such writeback slack.' },
])('$args is refused: $says', async ({ args, exit, says }) => {
  const answer = await run(args);
  expect([answer.exit, written(answer)]).toEqual([exit, []]);
  expect(answer.stderr).toContain(says);
});

test('list tells how people stand, and why somebody is parked', async () => {
  const parked = one('3', {}, { state: 'parked', parked: { attribute: 'workEmail', seen: ['a', 'b'] } });
  const { stdout, calls } = await run(['list', '--state', 'parked'], { 'GET M/writeback': { value: [parked] } });
  expect(stdout).toMatch(/3 +hr +parked .*workEmail went round: a, b/);
  expect(calls.at(-1)?.request).toContain('parked');
});

test('retry names the writeback, and whose', async () => {
  const answer = await run(['retry', '1'], { 'POST M/writeback/retry': { unparked: 1, sentAgain: 0 } });
  expect(written(answer)).toMatchObject([{ body: { outlet: 'hr', people: ['1'] } }]);
  expect(answer.stdout).toContain('1 person goes on, 0 changes are sent once more.');
});
