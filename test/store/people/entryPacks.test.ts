import type { ProvisioningStatus } from '../../../shared/engine/person/logEntry';
import {
  addTotals,
  countStatus,
  createEntryPackStore,
  type EntryPack,
  type EntryPackStore,
  type FoundPack,
  NO_TOTALS,
  type PackRange,
  type PackTotals,
  packEntity,
} from '../../../shared/store/people/entryPacks';
import { logEntry } from '../../support/logEntries';
import { JOB } from '../../support/people';
import fc from '../../support/property';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

const AT = Date.UTC(2026, 0, 15, 9, 30);

let table: WatchedTable;
let packs: EntryPackStore;
beforeEach(async () => {
  table = await watchedTable();
  packs = createEntryPackStore(table);
});

const somePack = (change: Partial<EntryPack> = {}): EntryPack => ({
  jobId: JOB,
  shard: 0,
  at: AT,
  packId: '000000000001',
  cycleId: 'cycle-1',
  totals: { ...NO_TOTALS, operations: 1, success: 1 },
  entries: [logEntry()],
  ...change,
});

const keep = (...kept: readonly EntryPack[]) => Promise.all(kept.map((pack) => table.insert(packEntity(pack))));

async function all(found: AsyncIterable<FoundPack>): Promise<FoundPack[]> {
  const list: FoundPack[] = [];
  for await (const pack of found) list.push(pack);
  return list;
}

const read = (range: PackRange = {}) => all(packs.read(JOB, range));
const minutesOf = (found: readonly FoundPack[]) => found.map(({ at }) => (at - AT) / 60_000);

/** One pack a minute, in ever other shards. */
const series = (minutes: readonly number[]) =>
  minutes.map((minute) =>
    somePack({ at: AT + minute * 60_000, shard: (minute * 7) % 16, packId: String(minute).padStart(12, '0') }),
  );

test('a pack comes back as it was committed', async () => {
  const totals: PackTotals = {
    operations: 2,
    success: 1,
    failure: 1,
    skipped: 3,
    warning: 4,
    inScope: 8,
    references: 9,
    exported: 5,
    deprovisioned: 6,
    linked: -1,
    escrowed: -2,
    waiting: 7,
  };
  const entries = [
    logEntry({ operation: { sequence: 7, uploadFirst: 5, bulkId: 'b' } }),
    logEntry({ operation: null }),
    logEntry({ operation: { sequence: 9, uploadFirst: 5, bulkId: 'b' } }),
  ];
  await keep(somePack({ shard: 11, totals, entries }));
  const [found] = await read();
  expect(found).toMatchObject({
    jobId: JOB,
    shard: 11,
    at: AT,
    packId: '000000000001',
    cycleId: 'cycle-1',
    totals,
    span: { lowest: 7, highest: 9 },
  });
  expect(found?.entries()).toEqual(entries);
});

test('a pack that answers no operation spans none', async () => {
  await keep(somePack({ entries: [logEntry({ operation: null })] }));
  expect((await read())[0]?.span).toEqual({ lowest: 0, highest: 0 });
});

describe('reading', () => {
  test('is newest first over all shards', async () => {
    await keep(...series([3, 1, 5, 2, 4, 0]));
    expect(minutesOf(await read())).toEqual([5, 4, 3, 2, 1, 0]);
  });

  test('is newest first whatever lies where, and read in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ at: fc.nat(5), shard: fc.nat(15), packId: fc.nat(3) }), {
          selector: (one) => JSON.stringify(one),
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 4 }),
        async (places, pageSize) => {
          const filled = await watchedTable();
          for (const { at, shard, packId } of places) {
            await filled.insert(packEntity(somePack({ at: AT + at, shard, packId: String(packId).padStart(12, '0') })));
          }
          const found = await all(createEntryPackStore(filled).read(JOB, { pageSize }));
          const keys = found.map(({ rowKey }) => rowKey);
          expect(found).toHaveLength(places.length);
          expect(keys).toEqual([...keys].sort());
        },
      ),
      { numRuns: 40 },
    );
  });

  test('stops asking when the reader stops', async () => {
    await keep(...series(Array.from({ length: 40 }, (_, minute) => minute)));
    table.calls.length = 0;
    for await (const _ of packs.read(JOB, { pageSize: 1, shards: [0] })) break;
    expect(table.calls).toEqual(['query']);
  });

  test.each<{ name: string; range: PackRange; expected: number[] }>([
    { name: 'from a moment back, that moment included', range: { newest: AT + 3 * 60_000 }, expected: [3, 2, 1, 0] },
    { name: 'from just before a moment', range: { newest: AT + 3 * 60_000 - 1 }, expected: [2, 1, 0] },
    { name: 'down to a moment, that moment included', range: { oldest: AT + 3 * 60_000 }, expected: [5, 4, 3] },
    { name: 'down to just after a moment', range: { oldest: AT + 3 * 60_000 + 1 }, expected: [5, 4] },
    { name: 'between two moments', range: { newest: AT + 4 * 60_000, oldest: AT + 2 * 60_000 }, expected: [4, 3, 2] },
    { name: 'between moments that are the wrong way round', range: { newest: AT, oldest: AT + 60_000 }, expected: [] },
    { name: 'of some shards', range: { shards: [0, 5] }, expected: [3, 0] },
    { name: 'of no shards', range: { shards: [] }, expected: [] },
    { name: 'up to the end of all time', range: { newest: Date.UTC(9999, 11, 31) }, expected: [5, 4, 3, 2, 1, 0] },
    { name: 'from the end of all time on', range: { oldest: Date.UTC(9999, 11, 31) }, expected: [] },
    { name: 'from before time began', range: { oldest: -1 }, expected: [5, 4, 3, 2, 1, 0] },
  ])('can be $name', async ({ range, expected }) => {
    await keep(...series([0, 1, 2, 3, 4, 5]));
    expect(minutesOf(await read(range))).toEqual(expected);
  });

  test('does not mix up jobs', async () => {
    await keep(somePack(), somePack({ jobId: 'other' }));
    expect((await read()).map(({ jobId }) => jobId)).toEqual([JOB]);
  });

  test('for adding up leaves the entries out, which can be had afterwards', async () => {
    await keep(somePack({ shard: 3 }));
    const [small] = await read({ totalsOnly: true });
    expect(small?.totals.operations).toBe(1);
    expect(small?.span).toEqual({ lowest: 1, highest: 1 });
    expect(small?.entries()).toEqual([]);
    const whole = small && (await packs.get(small));
    expect(whole?.entries()).toEqual([logEntry()]);
  });

  test('a pack that is gone by then is nothing', async () => {
    expect(await packs.get({ jobId: JOB, shard: 3, rowKey: 'e!x' })).toBeUndefined();
  });
});

describe('several jobs', () => {
  test('are read as one log, newest first', async () => {
    await keep(...series([0, 2, 4]), ...series([1, 3, 5]).map((pack) => ({ ...pack, jobId: 'other' })));
    const merged = await all(packs.merge([packs.read(JOB, {}), packs.read('other', {})]));
    expect(minutesOf(merged)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(merged.map(({ jobId }) => jobId)).toEqual(['other', JOB, 'other', JOB, 'other', JOB]);
  });

  test('may be none', async () => {
    expect(await all(packs.merge([]))).toEqual([]);
  });
});

describe('totals', () => {
  const primes: PackTotals = {
    operations: 2,
    success: 3,
    failure: 5,
    skipped: 7,
    warning: 11,
    exported: 13,
    deprovisioned: 17,
    linked: 19,
    escrowed: 23,
    waiting: 29,
    inScope: 31,
    references: 37,
  };

  test('are added one by one', () => {
    const doubled = Object.fromEntries(Object.entries(primes).map(([name, value]) => [name, 2 * value]));
    expect(addTotals(primes, primes)).toEqual(doubled);
    expect(addTotals(primes, NO_TOTALS)).toEqual(primes);
  });

  test.each<ProvisioningStatus>(['success', 'failure', 'skipped', 'warning'])('count a %s once', (status) => {
    expect(countStatus(status)).toEqual({ success: 0, failure: 0, skipped: 0, warning: 0, [status]: 1 });
  });
});
