import { randomFillSync } from 'node:crypto';
import { createStagingStore, type StagingStore } from '../../../shared/store/uploads/largeBulks';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

const AT = Date.UTC(2026, 0, 15, 9, 30);
const STAGED = { jobId: 'job-1', sequence: 7, at: AT };
const ROW_BYTES = 11 * 64 * 1024;

let table: WatchedTable;
let staging: StagingStore;
beforeEach(async () => {
  table = await watchedTable();
  staging = createStagingStore(table);
});

const bytes = (length: number) => randomFillSync(new Uint8Array(length));

describe('bytes', () => {
  test.each([
    { name: 'a few', length: 10, rows: 1 },
    { name: 'one property, full', length: 65_536, rows: 1 },
    { name: 'one property and a byte', length: 65_537, rows: 1 },
    { name: 'one row, full', length: ROW_BYTES, rows: 1 },
    { name: 'one row and a byte', length: ROW_BYTES + 1, rows: 2 },
    { name: 'ten million', length: 10_000_000, rows: 14 },
  ])('come back as they were: $name', async ({ length, rows }) => {
    const sent = bytes(length);
    await staging.put('upload-1', sent, STAGED);
    const kept = await staging.get('upload-1');
    expect(kept !== undefined && Buffer.compare(kept, sent)).toBe(0);
    expect(table.rows()).toHaveLength(rows);
  });

  test('of one id have nothing to do with another’s', async () => {
    await staging.put('a', bytes(ROW_BYTES * 2), STAGED);
    await staging.put('b', new Uint8Array([1, 2, 3]), STAGED);
    expect(await staging.get('b')).toEqual(Buffer.from([1, 2, 3]));
  });

  test('written again under the same id replace the first, also when they are fewer', async () => {
    await staging.put('a', bytes(ROW_BYTES * 2 + 5), STAGED);
    await staging.put('a', new Uint8Array([1, 2, 3]), STAGED);
    expect([...((await staging.get('a')) ?? [])].slice(0, 10)).toEqual([1, 2, 3]);
  });

  test('know when they came, so that what nobody fetches can be thrown away', async () => {
    await staging.put('a', bytes(ROW_BYTES + 1), STAGED);
    expect(table.rows().map(({ properties }) => properties.at)).toEqual([AT, AT]);
  });
});

describe('what is not whole is not there', () => {
  test('an id nobody used', async () => {
    expect(await staging.get('a')).toBeUndefined();
  });

  test('bytes whose writing broke off', async () => {
    table.failNext('upsert', 'after');
    await expect(staging.put('a', bytes(ROW_BYTES * 2), STAGED)).rejects.toThrow('the answer was lost');
    expect(table.rows()).toHaveLength(1);
    expect(await staging.get('a')).toBeUndefined();
  });

  test.each(['0000', '0001', '0002'])('bytes of which part %s is gone', async (part) => {
    await staging.put('a', bytes(ROW_BYTES * 3), STAGED);
    await table.remove('a', part);
    expect(await staging.get('a')).toBeUndefined();
  });
});

describe('removing', () => {
  test('leaves nothing, and others alone', async () => {
    await staging.put('a', bytes(ROW_BYTES * 2), STAGED);
    await staging.put('b', bytes(10), STAGED);
    await staging.remove('a');
    expect(table.rows().map(({ partitionKey }) => partitionKey)).toEqual(['b']);
  });

  test('what is gone already is fine', async () => {
    await expect(staging.remove('a')).resolves.toBeUndefined();
  });
});
