import { type Entity, type Row, StoreUnavailable } from '../../../shared/store/contract/table';
import { hold } from '../../../shared/store/rows/firstComer';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

let table: WatchedTable;
beforeEach(async () => {
  table = await watchedTable();
});

const row = (owner: string): Entity => ({ partitionKey: 'p', rowKey: 'r', owner });
const standing = () => table.rows().map(({ properties }) => properties.owner);
const never = () => false;
const isOf = (owner: string) => (found: Row) => found.properties.owner === owner;

test('who comes first gets the row', async () => {
  expect(await hold(table, row('a'), never)).toBeUndefined();
  expect(standing()).toEqual(['a']);
});

test('who comes later is told what stands in the way', async () => {
  await hold(table, row('a'), never);
  expect(await hold(table, row('b'), async () => false)).toMatchObject({ properties: { owner: 'a' } });
  expect(standing()).toEqual(['a']);
});

test('a row as it stands may be taken over', async () => {
  await hold(table, row('a'), never);
  expect(await hold(table, row('b'), isOf('a'))).toBeUndefined();
  expect(standing()).toEqual(['b']);
});

test('one that was taken over by somebody quicker is looked at again', async () => {
  await hold(table, row('a'), never);
  const seen: unknown[] = [];
  const found = await hold(table, row('b'), async ({ properties: { owner }, etag }) => {
    seen.push(owner);
    if (owner === 'a') await table.replace(row('c'), etag);
    return owner === 'a';
  });
  expect([seen, found?.properties.owner, standing()]).toEqual([['a', 'c'], 'c', ['c']]);
});

test('one that was removed between the two looks is free', async () => {
  await hold(table, row('a'), never);
  const get = table.get.bind(table);
  const gone = {
    ...table,
    get: async (...keys: Parameters<typeof get>) => {
      await table.remove(...keys);
      return get(...keys);
    },
  };
  expect(await hold(gone, row('b'), never)).toBeUndefined();
  expect(standing()).toEqual(['b']);
});

test.each(['insert', 'replace'] as const)('storage that goes away at the %s is no conflict', async (call) => {
  await hold(table, row('a'), never);
  const failing = { ...table, [call]: () => Promise.reject(new StoreUnavailable('away')) };
  await expect(hold(failing, row('b'), () => true)).rejects.toThrow('away');
  expect(standing()).toEqual(['a']);
});
