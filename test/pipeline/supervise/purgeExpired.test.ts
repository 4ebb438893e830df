import { randomBytes } from 'node:crypto';
import { purgeExpired } from '../../../shared/pipeline/supervise/purgeExpired';
import { readReceipt } from '../../../shared/pipeline/uploads/readReceipt';
import { NO_TOTALS, packEntity } from '../../../shared/store/people/entryPacks';
import { logEntry } from '../../support/logEntries';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const DAY = 24 * 60 * 60_000;

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench({ LOG_RETENTION_DAYS: '10', AUDIT_RETENTION_DAYS: '100' });
});

const rows = (table: string) => bench.storage.table(table).rows();
const keys = (table: string, prefix: string) =>
  rows(table).flatMap(({ rowKey }) => (rowKey.startsWith(prefix) ? [rowKey] : []));

/** What is kept for a time only, counted. */
const kept = () => ({
  packs: keys('people', 'e!').length,
  receipts: keys('jobs', 'upload!').length,
  requests: keys('jobs', 'request!').length,
  audit: rows('audit').length,
  unworkable: rows('staging').filter(({ partitionKey }) => partitionKey === 'parked').length,
  staged: rows('staging').filter(({ partitionKey }) => partitionKey !== 'parked').length,
  deleted: keys('directory', 'deleted').length,
});

const purge = () => purgeExpired(bench.services.house);
const pause = (isPaused: boolean) =>
  bench.services.house.jobs.change(JOB_ID, (job) => ({ ...job, state: isPaused ? 'Paused' : 'Active' }));

async function receipt(first: number) {
  const job = (await bench.services.house.jobs.get(JOB_ID))?.value;
  return job && readReceipt(job, first, bench.services.house);
}

test('parts of a request that was never accepted go after a day, and those of an upload that waits stay', async () => {
  const { payloads } = bench.services.house;
  const noise = () => randomBytes(2_300_000).toString('base64');
  await pause(true);
  const operations = [{ bulkId: 'b', anchor: '1', data: { text: noise() } }];
  await payloads.prepare({ jobId: JOB_ID, operations, partsId: 'orphans', at: bench.clock.now() });
  await bench.upload(
    Array.from({ length: 10 }, (_, index) => person(`${index}`, { nickName: noise().slice(0, 300_000) })),
  );
  const parts = () => new Set(rows('staging').map(({ partitionKey }) => partitionKey === 'orphans'));
  expect(parts()).toEqual(new Set([true, false]));
  bench.clock.advance(DAY);
  await purge();
  expect(parts()).toEqual(new Set([true, false]));
  bench.clock.advance(1);
  await purge();
  expect(parts()).toEqual(new Set([false]));
});

test('a round removes fifty thousand rows at most, of all things together, and leaves the rest for the next', async () => {
  const { house } = bench.services;
  const mosts: number[] = [];
  const removes =
    (rows: number) =>
    async (...args: readonly unknown[]) => {
      mosts.push(Number(args.at(-1)));
      return rows;
    };
  await purgeExpired({
    ...house,
    packs: { ...house.packs, purge: removes(20_000) },
    audit: { ...house.audit, purge: removes(15_000) },
    removedJobs: {
      ...house.removedJobs,
      list: async () => [{ jobId: 'gone', removedAt: bench.clock.now() }],
      purge: removes(5_000),
    },
    parked: { ...house.parked, purge: removes(1) },
  });
  // The entries and records of the job, then the rows and records of one that is gone: nothing is left for the rest.
  expect(mosts).toEqual([50_000, 30_000, 15_000, 10_000]);
});

test.each([
  { what: 'the audit of it is kept', days: 100, moreMs: 0, forgotten: [] },
  { what: 'everything of it is over', days: 100, moreMs: 1, forgotten: ['gone'] },
  { what: 'only its messages are over', days: 31, moreMs: 0, forgotten: [] },
])('that a job was there is remembered as long as $what: $days days and $moreMs ms', async (given) => {
  const { house } = bench.services;
  const forgotten: string[] = [];
  const removedAt = bench.clock.now() - given.days * DAY - given.moreMs;
  const removedJobs = {
    ...house.removedJobs,
    list: async () => [{ jobId: 'gone', removedAt }],
    forget: async (jobId: string) => void forgotten.push(jobId),
  };
  await purgeExpired({ ...house, removedJobs });
  expect(forgotten).toEqual(given.forgotten);
});

describe('what is kept for a time only', () => {
  beforeEach(async () => {
    await bench.upload([person('a'), person('b')], 'request-1');
    await bench.drain();
    await bench.supervise(2);
    await bench.services.house.parked.park('{}', 'The message is not JSON.');
    await bench.services.house.audit.record(JOB_ID, { activity: 'StartJob', by: 'Muster', changes: [] });
  });

  test('stays while it is young', async () => {
    const before = kept();
    bench.clock.advance(DAY - 120_000);
    await purge();
    expect(kept()).toEqual(before);
  });

  test.each([
    { days: 2, gone: { requests: 0 } },
    { days: 11, gone: { requests: 0, packs: 0, receipts: 0, unworkable: 0 } },
    { days: 101, gone: { requests: 0, packs: 0, receipts: 0, unworkable: 0, audit: 0 } },
  ])('is gone after its time: $days days', async ({ days, gone }) => {
    const before = kept();
    bench.clock.advance(days * DAY);
    await purge();
    expect(kept()).toEqual({ ...before, ...gone });
  });

  test('goes, and the people stay', async () => {
    bench.clock.advance(101 * DAY);
    await purge();
    expect(keys('people', 'p!')).toEqual(['p!a', 'p!b']);
    await bench.upload([person('a')]);
    await bench.drain();
    expect((await bench.log()).map(({ entry }) => entry.error?.code)).toEqual(['RedundantExport']);
  });

  test('goes to the millisecond, newer entries beside it stay', async () => {
    const [oldest] = (await bench.log()).map(({ at }) => at);
    bench.clock.advance(5 * DAY);
    await bench.upload([person('c')]);
    await bench.drain();
    await bench.supervise(2);
    bench.clock.advance((oldest ?? 0) + 10 * DAY - bench.clock.now());
    await purge();
    expect((await bench.log()).map(({ entry }) => entry.source.id)).toEqual(['c', 'b', 'a']);
    bench.clock.advance(1);
    await purge();
    expect((await bench.log()).map(({ entry }) => entry.source.id)).toEqual(['c']);
    expect(await receipt(1)).toBeUndefined();
    expect((await receipt(3))?.operations).toHaveLength(1);
  });

  test('goes whole, when storage fails on the way and a later round goes on', async () => {
    bench.clock.advance(11 * DAY);
    const packs = bench.services.house.packs;
    await purgeExpired({
      ...bench.services.house,
      packs: { ...packs, purge: () => Promise.reject(new Error('storage is away')) },
    });
    expect(kept()).toMatchObject({ packs: 2, receipts: 0, unworkable: 0 });
    expect(bench.logger.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toEqual([
      { what: 'log entries', jobId: JOB_ID, error: 'Error: storage is away' },
    ]);
    await purge();
    expect(kept()).toMatchObject({ packs: 0 });
  });

  test('stays when what the job has under way cannot be told, and the rest goes', async () => {
    bench.clock.advance(11 * DAY);
    const intake = bench.services.house.intake;
    await purgeExpired({
      ...bench.services.house,
      intake: { ...intake, read: () => Promise.reject(new Error('storage is away')) },
    });
    expect(kept()).toMatchObject({ packs: 2, receipts: 1, unworkable: 0 });
  });
});

describe('what is under way', () => {
  test.each([
    { name: 'two minutes', earlierMs: 120_000, packs: 1 },
    { name: 'more', earlierMs: 120_001, packs: 0 },
  ])('has entries that slow clocks dated before its cycle; by $name, $packs stay', async ({ earlierMs, packs }) => {
    await pause(true);
    await bench.upload([person('a')]);
    const at = bench.clock.now() - earlierMs;
    const pack = { jobId: JOB_ID, shard: 0, at, packId: 'p', cycleId: 'c', totals: NO_TOTALS, entries: [logEntry()] };
    await bench.storage.table('people').insert(packEntity(pack));
    bench.clock.advance(40 * DAY);
    await purge();
    expect(kept()).toMatchObject({ packs, receipts: 1 });
  });

  test('stays however old it is, and goes when it is over', async () => {
    await pause(true);
    await bench.upload([person('a')]);
    await bench.drain();
    bench.clock.advance(40 * DAY);
    await purge();
    expect((await receipt(1))?.waiting).toMatch(/^The job is paused/);

    await pause(false);
    bench.services.house.contexts.forget(JOB_ID);
    await bench.supervise(4);
    expect((await bench.log()).map(({ entry }) => entry.action)).toEqual(['create']);
    expect(await receipt(1)).toBeUndefined();
    await purge();
    expect(kept()).toMatchObject({ packs: 1, receipts: 0 });
  });

  test('keeps its staged bulks; those whose operations are answered go after a day', async () => {
    const { staging } = bench.services.house;
    const at = bench.clock.now();
    await bench.upload([person('a')]);
    await bench.drain();
    await bench.supervise(2);
    await pause(true);
    await bench.upload([person('b')]);
    await staging.put('left-over', new Uint8Array(10), { jobId: JOB_ID, sequence: 1, at });
    await staging.put('waiting', new Uint8Array(10), { jobId: JOB_ID, sequence: 2, at });
    await staging.put('of a job that is gone', new Uint8Array(10), { jobId: 'gone', sequence: 1, at });
    bench.clock.advance(DAY - 3_600_000);
    await purge();
    expect(kept()).toMatchObject({ staged: 3 });
    bench.clock.advance(2 * 3_600_000);
    await purge();
    expect(rows('staging').map(({ partitionKey }) => partitionKey)).toEqual(['waiting']);
  });
});

test('users in the recycle bin go after thirty days, more than a call takes at once', async () => {
  const { directory } = bench.services;
  for (let n = 0; n < 101; n += 1) {
    const { id } = await directory.create({
      accountEnabled: true,
      displayName: `User ${n}`,
      mailNickname: `user${n}`,
      userPrincipalName: `user${n}@adatum.example`,
      passwordProfile: { password: 'Sw0rdf1sh-and-more' },
    });
    await directory.delete(id);
  }
  bench.clock.advance(29 * DAY);
  await purge();
  expect((await directory.listDeleted({ limit: 200 })).users).toHaveLength(101);
  bench.clock.advance(2 * DAY);
  await purge();
  expect(rows('directory')).toEqual([]);
});

test('nothing to do is not worth a word', async () => {
  const before = bench.logger.lines.length;
  await purge();
  expect(bench.logger.lines).toHaveLength(before);
});
