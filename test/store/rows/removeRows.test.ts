import type { Row } from '../../../shared/store/contract/table';
import { removeRows } from '../../../shared/store/rows/removeRows';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

let table: WatchedTable;
beforeEach(async () => {
  table = await watchedTable();
});

async function fill(partitionKey: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await table.insert({ partitionKey, rowKey: String(n).padStart(4, '0') });
  table.calls.length = 0;
}

const all = (partitionKey: string) => table.query({ partitionKey, select: [] });
const left = () => table.rows().map(({ partitionKey, rowKey }) => `${partitionKey} ${rowKey}`);

async function* oneAfterTheOther(...parts: readonly string[]): AsyncIterable<Row> {
  for (const part of parts) yield* all(part);
}

describe('rows that nobody needs any more', () => {
  test('go a hundred a call', async () => {
    await fill('a', 250);
    expect(await removeRows(table, all('a'), 1_000)).toBe(250);
    expect(table.calls).toEqual(['query', 'transact 100', 'transact 100', 'transact 50']);
    expect(left()).toEqual([]);
  });

  test.each([
    { count: 100, calls: ['query', 'transact 100'] },
    { count: 101, calls: ['query', 'transact 100', 'transact 1'] },
  ])('go in as few calls as there may be: $count', async ({ count, calls }) => {
    await fill('a', count);
    expect(await removeRows(table, all('a'), count)).toBe(count);
    expect(table.calls).toEqual(calls);
  });

  test('of none is nothing', async () => {
    expect(await removeRows(table, all('a'), 1_000)).toBe(0);
    expect(left()).toEqual([]);
  });

  test('are not asked for beyond what may be removed', async () => {
    await fill('a', 3);
    const asked: string[] = [];
    async function* watched(): AsyncIterable<Row> {
      for await (const row of all('a')) {
        asked.push(row.rowKey);
        yield row;
      }
    }
    await removeRows(table, watched(), 2);
    expect(asked).toEqual(['0000', '0001']);
  });

  test('go partition by partition', async () => {
    await fill('a', 3);
    await fill('b', 2);
    expect(await removeRows(table, oneAfterTheOther('a', 'b'), 1_000)).toBe(5);
    expect(table.calls).toEqual(['query', 'query', 'transact 3', 'transact 2']);
  });

  test.each([
    { most: 2, removed: 2, rest: ['a 0002'] },
    { most: 3, removed: 3, rest: [] },
    { most: 0, removed: 0, rest: ['a 0000', 'a 0001', 'a 0002'] },
  ])('go up to $most, and the rest stays', async ({ most, removed, rest }) => {
    await fill('a', 3);
    expect(await removeRows(table, all('a'), most)).toBe(removed);
    expect(left()).toEqual(rest);
  });

  test('are gone also where somebody else was faster with one of them', async () => {
    await fill('a', 3);
    async function* raced(): AsyncIterable<Row> {
      yield* all('a');
      await table.remove('a', '0001');
    }
    expect(await removeRows(table, raced(), 1_000)).toBe(3);
    expect(left()).toEqual([]);
  });

  test.each(['before', 'after'] as const)('are found again when storage failed %s removing them', async (moment) => {
    await fill('a', 250);
    table.failNext('transact', moment);
    await expect(removeRows(table, all('a'), 1_000)).rejects.toThrow('lost');
    await removeRows(table, all('a'), 1_000);
    expect(left()).toEqual([]);
  });
});
