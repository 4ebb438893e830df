import type { LogEntry } from '../../../shared/engine/person/logEntry';
import type { JobContext, JobContexts } from '../../../shared/pipeline/jobContext';
import { type FoundEntry, type LogQuery, queryLogs } from '../../../shared/pipeline/logs/queryLogs';
import { createJobStore } from '../../../shared/store/jobs/jobs';
import {
  countStatus,
  createEntryPackStore,
  type EntryPack,
  NO_TOTALS,
  packEntity,
} from '../../../shared/store/people/entryPacks';
import { type Change, createLedgerStore } from '../../../shared/store/people/ledger';
import { newPerson } from '../../../shared/store/people/people';
import { createPeopleStore } from '../../../shared/store/people/peopleStore';
import { shardOf } from '../../../shared/store/people/personRow';
import { createIntakeStore } from '../../../shared/store/uploads/intake';
import { someJob, somePrincipal } from '../../support/jobs';
import { logEntry, logFrame, TENANT_ID } from '../../support/logEntries';
import { anchorsOfShard } from '../../support/people';
import fc from '../../support/property';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';
import { fakeClock } from '../../support/world';

const AT = Date.UTC(2026, 0, 15, 9, 30);
const MINUTE = 60_000;
const JOBS = ['job-1', 'job-2'];

const { source, target } = logFrame();
const context = (jobId: string) =>
  ({ job: someJob({ id: jobId }), principal: somePrincipal(), compiled: { source, target } }) as unknown as JobContext;
const find = async (jobId: string) => (JOBS.includes(jobId) ? context(jobId) : undefined);
const contexts: JobContexts = { find, get: find, forget: () => undefined };

let table: WatchedTable;
beforeEach(async () => {
  table = await watchedTable();
});

/** A pack of entries named `names`, minutes after `AT`, in the shard of the first name. */
async function keep(
  minute: number,
  names: readonly string[],
  change: Partial<EntryPack> = {},
  entry: Partial<LogEntry> = {},
) {
  const entries = names.map((id) => logEntry({ source: { id, displayName: '', userName: '' }, ...entry }));
  const pack: EntryPack = {
    jobId: 'job-1',
    shard: shardOf(names[0] ?? ''),
    at: AT + minute * MINUTE,
    packId: String(minute).padStart(12, '0'),
    cycleId: entry.cycleId ?? 'cycle-1',
    totals: { ...NO_TOTALS, ...countStatus(entry.status ?? 'success') },
    entries,
    ...change,
  };
  await table.insert(packEntity(pack));
}

const ports = () => ({
  jobs: { ...createJobStore(table), listJobIds: async () => JOBS },
  contexts,
  packs: createEntryPackStore(table),
  intake: { ...createIntakeStore(table), getUpload: async () => undefined },
  people: createPeopleStore(table),
  clock: fakeClock(AT + 60 * MINUTE),
  tenantId: TENANT_ID,
});

async function ask(query: Partial<LogQuery> = {}) {
  const page = await queryLogs({ matches: () => true, top: 100, ...query }, ports());
  return { ...page, names: page.entries.map(({ entry }) => entry.source.id) };
}

const queries = () => table.calls.filter((call) => call === 'query').length;

test('an entry is found with its id, its time and what all entries of its job share', async () => {
  await keep(0, ['a']);
  const { entries, more } = await ask();
  expect(more).toBe(false);
  expect(entries).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-80[0-9a-f]{2}-000000000000$/),
      at: AT,
      entry: logEntry({ source: { id: 'a', displayName: '', userName: '' } }),
      frame: { tenantId: TENANT_ID, job: someJob({ id: 'job-1' }), principal: somePrincipal(), source, target },
    },
  ]);
});

test('a log that is empty is an empty page', async () => {
  expect(await ask()).toEqual({ entries: [], more: false, names: [] });
});

test('entries come newest first: packs by their time, and in a pack what was done last', async () => {
  await keep(0, ['a1', 'a2']);
  await keep(2, ['c1', 'c2', 'c3']);
  await keep(1, ['b1']);
  expect((await ask()).names).toEqual(['c3', 'c2', 'c1', 'b1', 'a2', 'a1']);
});

test('the logs of all jobs are one, unless one is asked for', async () => {
  await keep(0, ['a']);
  await keep(1, ['b'], { jobId: 'job-2' });
  await keep(2, ['c']);
  expect((await ask()).names).toEqual(['c', 'b', 'a']);
  expect((await ask({ jobIds: ['job-1'] })).names).toEqual(['c', 'a']);
  expect((await ask({ jobIds: ['job-2', 'job-1'] })).names).toEqual(['c', 'b', 'a']);
});

test.each([
  { name: 'a job there is not', query: { jobIds: ['job-9'] } },
  { name: 'no job', query: { jobIds: [] } },
  { name: 'an id that is none of ours', query: { ids: ['74c3b0ae-9cc5-450e-a0a5-7f6a4231de87'] } },
  { name: 'no status there is', query: { statuses: [] } },
])('$name has no entries', async ({ query }) => {
  await keep(0, ['a']);
  expect((await ask(query)).names).toEqual([]);
});

describe('pages', () => {
  beforeEach(async () => {
    await keep(0, ['a1', 'a2']);
    await keep(1, ['b1', 'b2']);
  });

  test('say whether there is more', async () => {
    expect(await ask({ top: 3 })).toMatchObject({ names: ['b2', 'b1', 'a2'], more: true });
    expect(await ask({ top: 4 })).toMatchObject({ names: ['b2', 'b1', 'a2', 'a1'], more: false });
  });

  test('go on behind the entry the page before ended with, also within a pack', async () => {
    const first = await ask({ top: 1 });
    const second = await ask({ top: 2, after: first.entries[0]?.id ?? '' });
    expect(second).toMatchObject({ names: ['b1', 'a2'], more: true });
    expect(await ask({ after: second.entries[1]?.id ?? '' })).toMatchObject({ names: ['a1'], more: false });
  });

  test('are not disturbed by what is logged meanwhile', async () => {
    const first = await ask({ top: 2 });
    await keep(5, ['new']);
    expect((await ask({ after: first.entries.at(-1)?.id ?? '' })).names).toEqual(['a2', 'a1']);
  });

  test('count only entries that match', async () => {
    const matches = ({ entry }: FoundEntry) => entry.source.id.endsWith('1');
    expect(await ask({ matches, top: 1 })).toMatchObject({ names: ['b1'], more: true });
    expect(await ask({ matches, top: 2 })).toMatchObject({ names: ['b1', 'a1'], more: false });
  });

  test('of any size, one after the other, give everything once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ at: fc.nat(3), shard: fc.nat(15), size: fc.integer({ min: 1, max: 3 }) }), {
          selector: ({ at, shard }) => `${at} ${shard}`,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 7 }),
        async (places, top) => {
          table = await watchedTable();
          for (const [number, { at, shard, size }] of places.entries()) {
            const names = Array.from({ length: size }, (_, index) => `${number}-${index}`);
            const jobId = JOBS[number % 2] ?? '';
            await keep(at, names, { shard, jobId, packId: number.toString(16).padStart(12, '0') });
          }
          const whole = await ask({ top: 1_000 });
          const pieces: string[] = [];
          for (let after: string | undefined; ; ) {
            const page = await ask({ top, ...(after !== undefined && { after }) });
            pieces.push(...page.entries.map(({ id }) => id));
            after = page.entries.at(-1)?.id;
            if (!page.more) break;
          }
          expect(pieces).toEqual(whole.entries.map(({ id }) => id));
          expect(new Set(pieces).size).toBe(places.reduce((sum, { size }) => sum + size, 0));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what is asked for decides what is read', () => {
  const [one = '', two = ''] = anchorsOfShard(5, 2);

  test('an id leads to its own entry, in its own shard', async () => {
    await keep(0, [one, two]);
    await keep(1, [one]);
    const { entries } = await ask({ jobIds: ['job-1'] });
    const wanted = entries[1];
    table.calls.length = 0;
    const ids = [wanted?.id ?? ''];
    const found = await ask({ jobIds: ['job-1'], ids, matches: ({ id }) => ids.includes(id) });
    expect(found.entries).toEqual([wanted]);
    expect(queries()).toBe(1);
  });

  test('several ids lead to several shards', async () => {
    await keep(0, ['a']);
    await keep(3, ['b']);
    await keep(6, ['c']);
    const all = await ask();
    const ids = [all.entries[0]?.id ?? '', all.entries[2]?.id ?? ''];
    expect((await ask({ ids, matches: ({ id }) => ids.includes(id) })).names).toEqual(['c', 'a']);
  });

  test('people without an anchor are found where they are kept', async () => {
    await keep(0, [''], { shard: 0 });
    expect((await ask({ sourceAnchors: [''], matches: ({ entry }) => entry.source.id === '' })).names).toEqual(['']);
  });

  test.each<{ name: string; query: Partial<LogQuery>; expected: string[] }>([
    { name: 'a cycle', query: { cycleIds: ['cycle-2'] }, expected: ['c'] },
    { name: 'a status', query: { statuses: ['failure', 'warning'] }, expected: ['b'] },
    { name: 'a moment and what came before', query: { newest: AT + MINUTE }, expected: ['b', 'a'] },
    { name: 'a moment and what came after', query: { oldest: AT + MINUTE }, expected: ['c', 'b'] },
    { name: 'a time far ahead', query: { newest: Date.UTC(9999, 0), oldest: -1 }, expected: ['c', 'b', 'a'] },
  ])('$name', async ({ query, expected }) => {
    await keep(0, ['a']);
    await keep(1, ['b'], {}, { status: 'failure' });
    await keep(2, ['c'], {}, { cycleId: 'cycle-2' });
    expect((await ask(query)).names).toEqual(expected);
  });

  test('a page behind an entry that lies outside of what is asked for is still right', async () => {
    await keep(0, ['a']);
    await keep(1, ['b']);
    await keep(2, ['c']);
    const newest = (await ask({ top: 1 })).entries[0]?.id ?? '';
    expect((await ask({ after: newest, newest: AT + MINUTE, oldest: AT + MINUTE })).names).toEqual(['b']);
  });
});

describe('the history of a person', () => {
  const [one = '', two = ''] = anchorsOfShard(5, 2);
  const about = (anchor: string) => ({
    jobIds: ['job-1'],
    sourceAnchors: [anchor],
    matches: ({ entry }: FoundEntry) => entry.source.id === anchor,
  });

  /** Commits an entry for each of them together, as a worker does. */
  async function commit(minute: number, ...anchors: readonly string[]): Promise<void> {
    const people = await createPeopleStore(table).load('job-1', anchors);
    const changes = anchors.map((anchor): Change => {
      const stored = people.get(anchor);
      if (stored === undefined) throw new Error(`${anchor} did not come back.`);
      const entry = logEntry({ source: { id: anchor, displayName: '', userName: '' }, changeId: `${minute}` });
      return { ...stored, entries: [entry], totals: NO_TOTALS };
    });
    await createLedgerStore(table).commit(changes, (entries) => ({
      jobId: 'job-1',
      shard: 5,
      at: AT + minute * MINUTE,
      packId: String(10 * minute).padStart(12, '0'),
      cycleId: 'cycle-1',
      totals: NO_TOTALS,
      entries,
    }));
  }
  const minutes = async (query: Partial<LogQuery>) =>
    (await ask(query)).entries.map(({ entry }) => Number(entry.changeId));

  test('is read through the person’s row, however much else there is', async () => {
    await commit(0, one, two);
    for (let minute = 1; minute < 40; minute += 1) await commit(minute, two);
    await commit(40, one);
    table.calls.length = 0;
    expect(await minutes(about(one))).toEqual([40, 0]);
    expect(table.calls).toEqual(['get', 'get', 'get']);
  });

  test('goes on behind the packs that the row names, and nothing comes twice or is left out', async () => {
    for (let minute = 0; minute < 20; minute += 1) await commit(minute, one, two);
    expect(await minutes(about(one))).toEqual(Array.from({ length: 20 }, (_, index) => 19 - index));
    expect(await minutes({ ...about(one), top: 3 })).toEqual([19, 18, 17]);
    const [third] = (await ask({ ...about(one), top: 3 })).entries.slice(-1);
    expect(await minutes({ ...about(one), top: 3, after: third?.id ?? '' })).toEqual([16, 15, 14]);
    expect(await minutes({ ...about(one), oldest: AT + 4 * MINUTE, newest: AT + 6 * MINUTE })).toEqual([6, 5, 4]);
  });

  test('of whom older code wrote is looked for in the shard', async () => {
    await keep(0, [one]);
    const { jobId: _, anchor, data, history, ...state } = newPerson('job-1', one);
    await table.insert({ partitionKey: 'job-1!05', rowKey: `p!${anchor}`, anchor, state: JSON.stringify(state) });
    expect((await ask(about(one))).names).toEqual([one]);
    await commit(1, one);
    expect((await ask(about(one))).names).toEqual([one, one]);
  });

  test('is in order of the log and whole, when clocks of workers are apart', async () => {
    for (let minute = 0; minute < 12; minute += 1) await commit(minute, one);
    for (const minute of [11.5, 12.5, 12]) await commit(minute, one);
    expect(await minutes({ ...about(one), top: 4 })).toEqual([12.5, 12, 11.5, 11]);
    expect((await ask(about(one))).entries).toHaveLength(15);
  });

  test('of somebody nobody knows is empty, at the price of one look', async () => {
    await commit(0, two);
    table.calls.length = 0;
    expect(await minutes(about(one))).toEqual([]);
    expect(table.calls).toEqual(['get']);
  });

  test('is right for those who were committed in spite of somebody else who dropped out', async () => {
    await commit(0, one, two);
    const stale = await createPeopleStore(table).load('job-1', [one]);
    await commit(1, one);
    const fresh = await createPeopleStore(table).load('job-1', [two]);
    const changes = [...stale.values(), ...fresh.values()].map((stored): Change => {
      const { anchor } = stored.person;
      const entry = logEntry({ source: { id: anchor, displayName: '', userName: '' }, changeId: '2' });
      return { ...stored, entries: [entry], totals: NO_TOTALS };
    });
    let names = 0;
    const { lost } = await createLedgerStore(table).commit(changes, (entries) => {
      names += 1;
      const pack = { jobId: 'job-1', shard: 5, at: AT + 2 * MINUTE + names, packId: String(names).padStart(12, '0') };
      return entries.length === 0 ? undefined : { ...pack, cycleId: 'cycle-1', totals: NO_TOTALS, entries };
    });
    expect(lost.map(({ person }) => person.anchor)).toEqual([one]);
    expect(await minutes(about(one))).toEqual([1, 0]);
    expect(await minutes(about(two))).toEqual([2, 0]);
  });
});

describe('failures', () => {
  test('are looked for by the columns of packs, of which only those that have some are fetched whole', async () => {
    for (let minute = 0; minute < 40; minute += 1) {
      await keep(minute, [`ok${minute}`], {}, minute % 10 === 3 ? { status: 'failure' } : {});
    }
    table.calls.length = 0;
    const matches = ({ entry }: FoundEntry) => entry.status === 'failure';
    expect((await ask({ jobIds: ['job-1'], statuses: ['failure'], matches })).names).toEqual([
      'ok33',
      'ok23',
      'ok13',
      'ok3',
    ]);
    expect(table.calls.filter((call) => call === 'get')).toHaveLength(4);
  });
});
