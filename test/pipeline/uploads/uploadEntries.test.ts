import { readLogQuery } from '../../../shared/api/logs/logQuery';
import { queryLogs } from '../../../shared/pipeline/logs/queryLogs';
import { superviseJobs } from '../../../shared/pipeline/supervise/superviseJobs';
import { readReceipt } from '../../../shared/pipeline/uploads/readReceipt';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const HOUR = 3_600_000;

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});

const failing = (externalId: string) => person(externalId, { userName: `user${externalId}@elsewhere.example` });

async function upload(...people: Parameters<Workbench['upload']>[0]): Promise<string> {
  const { upload: accepted } = await bench.upload(people);
  await bench.drain();
  bench.clock.advance(HOUR);
  return `${JOB_ID}~${accepted.first}`;
}

async function found(filter: string, options: Record<string, string> = {}): Promise<readonly string[]> {
  const query = readLogQuery(new URLSearchParams({ $filter: filter, ...options }));
  return (await queryLogs(query, bench.services.house)).entries.map(
    ({ entry }) => `${entry.source.id} ${entry.action} ${entry.status}`,
  );
}

test('the entries of an upload are those of its people, newest first, and of no other upload', async () => {
  await upload(person('a'), person('b'));
  const second = await upload(person('a', { title: 'Lead' }), failing('c'), person('', { externalId: null }));
  await upload(person('a', { title: 'Head' }));
  const all = await found(`uploadId eq '${second}'`);
  expect([...all].sort()).toEqual([' other skipped', 'a update success', 'c create failure']);
  expect(await found(`uploadId eq '${second}' and statusInfo/status eq 'failure'`)).toEqual(['c create failure']);
  expect(await found(`uploadId eq '${second}' and sourceIdentity/id eq 'a'`)).toEqual(['a update success']);
  expect(await found(`uploadId eq '${second}'`, { $top: '1' })).toEqual(all.slice(0, 1));
});

test('uploads can be asked for together, with their jobs or without', async () => {
  const first = await upload(person('a'));
  const second = await upload(person('b'));
  await upload(person('c'));
  const both = ['b create success', 'a create success'];
  expect(await found(`uploadId in ('${first}', '${second}')`)).toEqual(both);
  expect(await found(`jobId eq '${JOB_ID}' and uploadId in ('${second}', '${first}')`)).toEqual(both);
  expect(await found(`jobId eq 'another' and uploadId eq '${first}'`)).toEqual([]);
});

test.each(['nothing', `${JOB_ID}~77`, 'API2AAD.x.y~1'])('an upload there is not has none: %s', async (id) => {
  await upload(person('a'));
  expect(await found(`uploadId eq '${id}'`)).toEqual([]);
});

test('a page behind an entry goes on within the upload', async () => {
  const id = await upload(...['a', 'b', 'c', 'd'].map((anchor) => person(anchor)));
  const filter = `uploadId eq '${id}'`;
  const query = readLogQuery(new URLSearchParams({ $filter: filter, $top: '3' }));
  const { entries, more } = await queryLogs(query, bench.services.house);
  expect(more).toBe(true);
  const rest = await found(filter, { $skiptoken: entries.at(-1)?.id ?? '' });
  expect([...entries.map(({ entry }) => entry.source.id), ...rest.map((one) => one.split(' ')[0])].sort()).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});

test('an upload that was answered hours after it was accepted is found, however much was logged meanwhile', async () => {
  const { operations } = (await bench.upload([person('a'), failing('b')])).upload;
  expect(operations).toHaveLength(2);
  bench.clock.advance(70 * HOUR);
  await bench.drain();
  bench.clock.advance(HOUR);
  await upload(person('c'));
  expect([...(await found(`uploadId eq '${JOB_ID}~1'`))].sort()).toEqual(['a create success', 'b create failure']);
});

test('looking for what became of an old upload reads the stretch of time it was answered in, not all since', async () => {
  const id = await upload(person('a'), failing('b'));
  for (let hour = 0; hour < 30; hour += 1) await upload(person('c', { title: `Rank ${hour}` }));
  const { packs } = bench.services.house;
  const read: unknown[] = [];
  const watched = {
    ...packs,
    read(...args: Parameters<typeof packs.read>) {
      read.push(args[1]);
      return packs.read(...args);
    },
  };
  const query = readLogQuery(
    new URLSearchParams({ $filter: `uploadId eq '${id}' and statusInfo/status eq 'failure'` }),
  );
  await queryLogs(query, { ...bench.services.house, packs: watched });
  expect(read).toEqual([
    {
      oldest: Date.UTC(2026, 0, 15, 9, 28),
      newest: Date.UTC(2026, 0, 15, 9, 32) - 1,
      shards: expect.any(Array),
      totalsOnly: true,
    },
  ]);
});

test('a deletion that was held back, and then allowed, has both entries, and the receipt shows the later one', async () => {
  await bench.services.house.jobs.change(JOB_ID, (job) => ({
    ...job,
    settings: { ...job.settings, QuarantineTooManyDeletesThreshold: '0' },
  }));
  bench.services.house.contexts.forget(JOB_ID);
  await upload(person('a'));
  const id = await upload(person('a', { active: false }));
  await bench.supervise(8);
  expect(await found(`uploadId eq '${id}'`)).toEqual(['a stagedDelete skipped']);
  bench.clock.advance(30 * HOUR);
  await bench.services.house.jobs.change(JOB_ID, (job) => ({
    ...job,
    quarantine: null,
    settings: { ...job.settings, QuarantineTooManyDeletesThreshold: '500' },
    restartWhenIdle: ['ForceDeletes'],
  }));
  bench.services.house.contexts.forget(JOB_ID);
  await superviseJobs(bench.services.house);
  await bench.drain();
  expect(await found(`uploadId eq '${id}'`)).toEqual(['a disable success', 'a stagedDelete skipped']);
  const job = (await bench.services.house.jobs.get(JOB_ID))?.value;
  const receipt = job && (await readReceipt(job, 2, bench.services.house));
  expect(receipt?.operations.map(({ outcome }) => outcome?.entry.action)).toEqual(['disable']);
});

test('packs of older code, which do not say what they hold of whom, are looked into', async () => {
  const first = await upload(person('a'), failing('b'));
  const people = bench.storage.table('people');
  for (const { partitionKey, rowKey, properties } of people.rows()) {
    const { uploads, ...older } = properties;
    if (uploads !== undefined) await people.upsert({ partitionKey, rowKey, ...older });
  }
  expect([...(await found(`uploadId eq '${first}'`))].sort()).toEqual(['a create success', 'b create failure']);
});

describe('an upload whose cycle has ended', () => {
  const filter = (id: string) => `uploadId eq '${id}' and statusInfo/status eq 'failure'`;

  async function callsFor(id: string): Promise<Readonly<Record<'get' | 'read', number>>> {
    const { packs } = bench.services.house;
    const calls = { get: 0, read: 0 };
    const watched: typeof packs = {
      ...packs,
      get(pack) {
        calls.get += 1;
        return packs.get(pack);
      },
      read(...args) {
        calls.read += 1;
        return packs.read(...args);
      },
    };
    const query = readLogQuery(new URLSearchParams({ $filter: filter(id) }));
    await queryLogs(query, { ...bench.services.house, packs: watched });
    return calls;
  }

  test('knows where its entries lie: nothing is looked for, and only packs with failures are fetched', async () => {
    const id = await upload(person('a'), failing('b'), person('c'), failing('d'));
    expect(await callsFor(id)).toEqual({ read: 1, get: 2 });
    await bench.supervise(4);
    expect(await callsFor(id)).toEqual({ read: 0, get: 2 });
    expect([...(await found(filter(id)))].sort()).toEqual(['b create failure', 'd create failure']);
    expect([...(await found(`uploadId eq '${id}'`))].sort()).toEqual([
      'a create success',
      'b create failure',
      'c create success',
      'd create failure',
    ]);
  });

  test('of which a number was given up is looked for, for it may come after all', async () => {
    const id = await upload(person('a'), failing('b'));
    await bench.supervise(4);
    const row = bench.storage
      .table('jobs')
      .rows()
      .find(({ rowKey }) => rowKey.startsWith('upload!'));
    const answers = String(row?.properties.answers).replace(/\.1\.1\.0/, '.0.1.0');
    const { partitionKey = '', rowKey = '', properties } = row ?? {};
    await bench.storage.table('jobs').upsert({ partitionKey, rowKey, ...properties, answers });
    expect((await callsFor(id)).read).toBeGreaterThan(0);
  });

  test('is closed although nothing can be filed, and is looked for then', async () => {
    const id = await upload(person('a'), failing('b'));
    const supervise = bench.services.house;
    const answerStore = { file: () => Promise.reject(new Error('storage is away')) };
    await superviseJobs({ ...supervise, answerStore });
    await superviseJobs({ ...supervise, answerStore });
    expect((await supervise.intake.read(JOB_ID))?.state.cycle).toBeNull();
    expect(await callsFor(id)).toEqual({ read: 1, get: 1 });
    expect(bench.logger.lines).toContainEqual({
      level: 'warn',
      message: 'Where the entries of a cycle lie could not be filed',
      fields: { jobId: JOB_ID, cycleId: expect.any(String), error: 'Error: storage is away' },
    });
  });
});
