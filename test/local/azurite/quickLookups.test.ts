/** Azurite's table store with quick look-ups beside one as it is: the same is asked of both, and both must answer the same. */
import LokiTableMetadataStore from 'azurite/dist/src/table/persistence/LokiTableMetadataStore';
import { readRange } from '../../../local/azurite/keyRange';
import { createPartition } from '../../../local/azurite/partition';
import { quickenLookUps } from '../../../local/azurite/quickLookups';
import { seededRandom } from '../../support/world';

const [ACCOUNT, TABLE] = ['account', 'people'];
const CONTEXT = { contextID: 'test' };
/** Keys of all kinds, some of which sort otherwise by code points than by units, and some that need quoting. */
const ROW_KEYS = ['a', 'A', "it's", 'b c', 'é', '中', '😀', '\uffee', 'p!', 'p"', 'p!1', 'p!10', 'p!2', '_', '~'];

interface Two {
  readonly quick: LokiTableMetadataStore;
  readonly plain: LokiTableMetadataStore;
}

async function openTwo(): Promise<Two> {
  const [quick, plain] = [new LokiTableMetadataStore('quick', true), new LokiTableMetadataStore('plain', true)];
  await Promise.all([quick.init(), plain.init()]);
  quickenLookUps(quick);
  for (const store of [quick, plain]) await store.createTable(CONTEXT, { account: ACCOUNT, table: TABLE });
  return { quick, plain };
}

const pick = <T>(list: readonly T[], number: number): T | undefined => list[number % list.length];

test('a thousand ranges, page after page, among rows that come and go are answered as Azurite alone does', async () => {
  const { quick, plain } = await openTwo();
  const random = seededRandom('quick look-ups');
  const draw = () => Buffer.from(random.bytes(2)).readUInt16BE();
  const there = new Set<string>();
  const both = async (work: (store: LokiTableMetadataStore) => Promise<unknown>) => {
    const [ours, theirs] = await Promise.all([work(quick), work(plain)]);
    expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    return theirs;
  };
  let rows = 0;
  for (let round = 0; round < 1_000; round += 1) {
    const [partition, key] = [`p${draw() % 3}`, `${pick(ROW_KEYS, draw())}${pick(['', '1', 'x'], draw())}`];
    const name = `${partition} ${key}`;
    if (there.delete(name)) {
      await both((store) => store.deleteTableEntity(CONTEXT, TABLE, ACCOUNT, partition, key, '*', ''));
    } else {
      there.add(name);
      await both(async (store) => {
        const entity = { PartitionKey: partition, RowKey: key, properties: {}, lastModifiedTime: 't', eTag: 'e' };
        await store.insertTableEntity(CONTEXT, TABLE, ACCOUNT, entity);
      });
    }
    const quoted = (text = '') => `'${text.replaceAll("'", "''")}'`;
    const from = draw() % 2 === 0 ? ` and RowKey ge ${quoted(pick(ROW_KEYS, draw()))}` : '';
    const to = draw() % 2 === 0 ? ` and RowKey lt ${quoted(pick(ROW_KEYS, draw()))}` : '';
    const options = { filter: `PartitionKey eq ${quoted(`p${draw() % 3}`)}${from}${to}`, top: 1 + (draw() % 6) };
    let after: readonly (string | undefined)[] = [undefined, undefined];
    do {
      const answer = await both(async (store) => {
        const page = await store.queryTableEntities(CONTEXT, ACCOUNT, TABLE, options, ...after);
        const [found, nextPartition, nextRow] = page as [{ RowKey: string }[], string?, string?];
        return { keys: found.map(({ RowKey }) => RowKey), nextPartition, nextRow };
      });
      const { keys, nextPartition, nextRow } = answer as { keys: string[]; nextPartition?: string; nextRow?: string };
      rows += keys.length;
      after = [nextPartition, nextRow];
    } while (after[0] !== undefined || after[1] !== undefined);
  }
  expect(rows).toBeGreaterThan(1_000); // ranges that find nobody would prove nothing
  await Promise.all([quick.close(), plain.close()]);
});

test.each([
  { filter: "PartitionKey eq 'a'", range: { partitionKey: 'a' } },
  { filter: "PartitionKey eq 'it''s' and RowKey ge ''", range: { partitionKey: "it's", from: '' } },
  { filter: "PartitionKey eq '' and RowKey lt 'b'' and '", range: { partitionKey: '', to: "b' and " } },
  {
    filter: "PartitionKey eq 'a' and RowKey ge 'b' and RowKey lt 'c'",
    range: { partitionKey: 'a', from: 'b', to: 'c' },
  },
  { filter: "PartitionKey eq 'a' or RowKey ge 'b'", range: undefined },
  { filter: "PartitionKey eq 'a' and RowKey lt 'c' and RowKey ge 'b'", range: undefined },
  { filter: "PartitionKey ge 'a'", range: undefined },
  { filter: "PartitionKey eq 'a' and RowKey ge 'b' and n eq 1", range: undefined },
  { filter: undefined, range: undefined },
])('$filter is read as the range it is', ({ filter, range }) => {
  expect(readRange(filter)).toEqual(range);
});

test('a partition keeps its order while rows come and go', () => {
  const partition = createPartition();
  const keysOf = (ends: Parameters<typeof partition.range>[0]) =>
    [...partition.range(ends)].map(({ RowKey }) => RowKey);
  const put = (RowKey: string) => partition.put({ PartitionKey: 'p', RowKey });
  for (const key of ['c', 'a', 'b']) put(key);
  expect(keysOf({})).toEqual(['a', 'b', 'c']);
  put('bb');
  put('b');
  partition.remove('c');
  partition.remove('nobody');
  expect(keysOf({})).toEqual(['a', 'b', 'bb']);
  expect(keysOf({ from: 'b', to: 'bb' })).toEqual(['b']);
  expect(keysOf({ from: 'bc' })).toEqual([]);
});
