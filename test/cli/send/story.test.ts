/**
 * The story of a send: what is asked in which order, what is kept meanwhile, and how it ends. A whole Muster behind it is
 * `test/e2e/cli.test.ts`'s; here a service answers as it is told, so that each ending costs a few milliseconds.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRuns } from '../../../cli/send/journal';
import {
  type AskedCall,
  type CommandOutcome,
  runScripted,
  SCRIPTED_JOB,
  type ScriptedAnswer,
} from '../../support/scriptedService';

type Answer = (call: AskedCall) => ScriptedAnswer;

const person = (externalId: string, more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  externalId,
  userName: `${externalId}@a.example`,
  ...more,
});

let cwd: string;
/** The lines of the journal, each time that a request for people arrives. */
let journals: readonly (readonly Record<string, unknown>[])[];
let uploads = 0;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'muster-send-'));
  await keep(
    'people.json',
    ['1', '2', '3'].map((id) => person(id)),
  );
  [journals, uploads] = [[], 0];
});
afterEach(() => rm(cwd, { recursive: true }));

/** A person a line. */
const keep = (name: string, people: readonly object[]) =>
  writeFile(join(cwd, name), people.map((one) => `${JSON.stringify(one)}\n`).join(''));

function journal(): readonly Record<string, unknown>[] {
  const folder = join(cwd, 'muster/sends');
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  return lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []));
}
const states = () => journal().map(({ state, chunk }) => [state, chunk].filter(Boolean).join(' '));

const bulkIdsOf = ({ body }: AskedCall) =>
  (body as { Operations: { data: { externalId: string } }[] }).Operations.map(({ data }) => data.externalId);
const accept: Answer = () => {
  uploads += 1;
  return new Response(null, { status: 202, headers: { 'muster-upload-id': `u${uploads}` } });
};
const unreachable: Answer = () => {
  throw new TypeError('fetch failed');
};
const refusing = (index: number): Answer => {
  const details = [{ code: 'MissingRequiredAttribute', target: `Operations[${index}].userName`, message: 'Not so.' }];
  return () => Response.json({ error: { code: 'InvalidRequest', message: 'No.', details } }, { status: 400 });
};
/** Of each upload one receipt, on the rows that stand in it. */
const receipts =
  (more: object = {}, status = 'success'): Answer =>
  ({ body }) => ({
    value: (body as { ids: string[] }).ids.map((id) => ({
      ...{ id, status: 'completed', waitingReason: null, totalOperations: 1, answeredOperations: 1 },
      operations: [{ bulkId: `L${id.slice(1)}`, externalId: 'x', status, action: 'create', reason: null }],
      ...more,
    })),
  });

interface Service {
  /** Of the requests for people, one after the other; the last one answers all that follow. */
  readonly bulk?: readonly Answer[];
  readonly query?: Answer;
}

async function send(args: readonly string[], { bulk = [accept], query = receipts() }: Service = {}) {
  let asked = 0;
  const answers = {
    'POST J/bulkUpload': (call: AskedCall) => {
      journals = [...journals, journal()];
      asked += 1;
      return (bulk[asked - 1] ?? bulk.at(-1) ?? accept)(call);
    },
    'POST M/leavers': accept,
    'GET M/people': { value: ['1', '9'].map((externalId) => ({ externalId })) },
    'POST /muster/uploads/query': query,
  };
  const line = ['send', '--json', '--parallel', '1', '--batch', '2', '--no-progress', ...args];
  return runScripted(line, answers, { cwd, env: { XDG_STATE_HOME: cwd } });
}

const bulkCalls = ({ calls }: CommandOutcome) => calls.filter(({ request }) => request === 'POST J/bulkUpload');
const report = ({ stdout }: CommandOutcome) => JSON.parse(stdout);

test('each request is in the journal, with the id that it bears, before it is sent', async () => {
  const outcome = await send(['people.json']);
  const ids = bulkCalls(outcome).map(({ headers }) => headers.get('client-request-id'));
  expect(ids.map((id) => typeof id)).toEqual(['string', 'string']);
  expect(journals.map((lines) => lines.at(-1))).toMatchObject(ids.map((id) => ({ state: 'sending', id })));
  expect(states().slice(1)).toEqual(['sending 1', 'accepted 1', 'sending 2', 'accepted 2', 'done']);
});

test('those who are gone are sent when all the others are accepted', async () => {
  await keep(
    'old.json',
    ['1', '2', '3', '4'].map((id) => person(id)),
  );
  const outcome = await send(['people.json', '--leavers', 'disable', '--previous', 'old.json', '--max-leavers', '1']);
  expect(bulkCalls(outcome).map(bulkIdsOf)).toEqual([['1', '2'], ['3'], ['4']]);
  expect(journals.at(-1)?.filter(({ state }) => state === 'accepted')).toHaveLength(2);
});

test('those whom the job knows and the file does not hold are named, last', async () => {
  const { calls } = await send(['people.json', '--leavers', 'disable', '--known']);
  const posts = calls.filter(({ request }) => request.startsWith('POST ') && !request.endsWith('/query'));
  expect(posts.map(({ request }) => request)).toEqual(['POST J/bulkUpload', 'POST J/bulkUpload', 'POST M/leavers']);
  expect(posts.at(-1)?.body).toMatchObject({ externalIds: ['9'] });
});

test('a row that stands twice is sent as its last', async () => {
  await keep('people.json', [person('1', { displayName: 'old' }), person('2'), person('1', { displayName: 'new' })]);
  const outcome = await send(['people.json', '--duplicates', 'last']);
  expect(bulkCalls(outcome).flatMap(bulkIdsOf)).toEqual(['2', '1']);
});

interface Ending extends Service {
  readonly name: string;
  readonly args?: readonly string[];
  readonly exit: number;
  /** Whether the journal says that it came to its end. */
  readonly isDone: boolean;
  /** Lines of the rows that failed. */
  readonly failed?: readonly number[];
}

const ENDINGS: readonly Ending[] = [
  { name: 'all settled', exit: 0, isDone: true, failed: [] },
  { name: 'a row that the service refuses', bulk: [refusing(1), accept], exit: 1, isDone: true, failed: [2] },
  {
    name: 'rows that fail, and then one that is refused',
    bulk: [accept, refusing(0)],
    query: receipts({}, 'failure'),
    exit: 1,
    isDone: true,
    failed: [1, 3],
  },
  {
    name: 'the time is up',
    args: ['--timeout', '5s'],
    query: receipts({}, 'waiting'),
    exit: 6,
    isDone: false,
    failed: [],
  },
  {
    name: 'a job that is paused',
    query: receipts({ waitingReason: 'The job is paused.' }, 'waiting'),
    exit: 6,
    isDone: false,
    failed: [],
  },
  {
    name: 'accepted, where no more is asked',
    args: ['--wait', 'accepted'],
    query: unreachable,
    exit: 0,
    isDone: true,
    failed: [],
  },
  { name: 'a service that goes away on the way', bulk: [accept, unreachable], exit: 6, isDone: false },
  { name: 'a role that is missing', bulk: [() => 403], exit: 4, isDone: false },
];

test.each(ENDINGS)('$name: $exit', async ({ args = [], exit, isDone, failed, ...service }) => {
  const outcome = await send(['people.json', ...args], service);
  expect({ exit: outcome.exit, isDone: states().includes('done') }).toEqual({ exit, isDone });
  if (failed === undefined) return;
  expect(report(outcome).failures.map(({ line }: { line: number }) => line)).toEqual(failed);
});

test('a send that was cut off goes on: what is accepted is only followed, the rest bears the id that it bore', async () => {
  const first = await send(['people.json', '--label', 'Monday'], { bulk: [accept, unreachable] });
  const second = await send(['--resume']);
  expect(bulkCalls(second).map(bulkIdsOf)).toEqual([['3']]);
  const idOf = ({ headers }: AskedCall) => headers.get('client-request-id');
  expect(bulkCalls(second).map(idOf)).toEqual(bulkCalls(first).slice(-1).map(idOf));
  expect({ exit: second.exit, ...report(second) }).toMatchObject({ exit: 0, accepted: 3, uploads: ['u1', 'u2'] });
  expect(journal()[0]).toMatchObject({ label: 'Monday' });
});

test('of several files the first that does not end well decides, and all are sent', async () => {
  const outcome = await send(['people.json', 'people.json', 'people.json'], {
    bulk: [accept, accept, refusing(0), accept],
  });
  expect([outcome.exit, bulkCalls(outcome).length]).toEqual([1, 7]);
});

/** A journal as an earlier run left it. */
async function keepRun(run: string, header: object, ...events: readonly object[]): Promise<void> {
  await mkdir(join(cwd, 'muster/sends'), { recursive: true });
  const lines = [{ kind: 'muster.send/1', run, jobId: SCRIPTED_JOB, rows: 0, ...header }, ...events];
  await writeFile(join(cwd, `muster/sends/${run}.ndjson`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

test('a line that a crash cut off spoils none behind it', async () => {
  await send(['people.json'], { bulk: [accept, unreachable] });
  const [name = ''] = readdirSync(join(cwd, 'muster/sends'));
  await appendFile(join(cwd, 'muster/sends', name), '{"chunk":"2","sta');
  expect((await send(['--resume'])).exit).toBe(0);
  const again = await send(['--resume']);
  expect([again.exit, bulkCalls(again).length]).toEqual([0, 0]); // it is known to have come to its end
});

test('runs are told newest first', async () => {
  await keepRun('a', { at: '2026-11-28T00:00:00Z' });
  await keepRun('b', { at: '2026-11-29T00:00:00Z' });
  await keepRun('c', { at: '2026-11-27T00:00:00Z' });
  const runs = await listRuns({ env: { XDG_STATE_HOME: cwd }, home: cwd, platform: 'linux' });
  expect(runs.map(({ header }) => header.run)).toEqual(['b', 'a', 'c']);
});

test.each([
  { name: 'the same job', jobId: SCRIPTED_JOB, waits: true },
  { name: 'another job', jobId: 'API2AAD.c.d', waits: false },
])('what an earlier run sent for $name counts for the pace: $waits', async ({ jobId, waits }) => {
  const at = Date.parse('2026-11-29T12:00:00Z');
  const sent = { chunk: '1', state: 'sending', at, body: '', id: '' };
  await keepRun('a', { jobId, at: '2026-11-29T12:00:00Z' }, sent, { state: 'done', at, failed: 0 });
  const { elapsedMs } = report(await send(['people.json', '--pace', '0.001/s', '--batch', '50', '--allow-shrink']));
  expect(elapsedMs >= 1_000_000).toBe(waits);
});
