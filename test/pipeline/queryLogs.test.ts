import fc from 'fast-check';
import type { LogEntry } from '../../shared/engine/logEntry';
import type { JobContext, JobContexts } from '../../shared/pipeline/jobContext';
import { type FoundEntry, type LogQuery, queryLogs } from '../../shared/pipeline/queryLogs';
import {
  countStatus,
  createEntryPackStore,
  type EntryPack,
  NO_TOTALS,
  packEntity,
} from '../../shared/store/entryPacks';
import { shardOf } from '../../shared/store/people';
import { someJob, somePrincipal } from '../support/jobs';
import { logEntry, logFrame, TENANT_ID } from '../support/logEntries';
import { anchorsOfShard } from '../support/people';
import { type WatchedTable, watchedTable } from '../support/watchedTable';

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
  jobs: { listJobIds: async () => JOBS },
  contexts,
  packs: createEntryPackStore(table),
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

  test('a person is looked for in one shard', async () => {
    await keep(0, [one]);
    await keep(1, ['somebody else']);
    table.calls.length = 0;
    const matches = ({ entry }: FoundEntry) => entry.source.id === one;
    expect((await ask({ jobIds: ['job-1'], sourceAnchors: [one], matches })).names).toEqual([one]);
    expect(queries()).toBe(1);
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
