/** What every `Table` promises, run against the twin and against a real emulator. */
import { MAX_ENTITY_BYTES } from '../../../shared/store/contract/limits';
import {
  type Entity,
  type PropertyValue,
  type RangeQuery,
  type Row,
  StoreConflict,
  StoreLimitExceeded,
  StoreUnavailable,
  type Table,
  type TableAction,
} from '../../../shared/store/contract/table';

/** @param open a table of its own for each name; not created yet */
export function describeTableContract(open: (name: string) => Table): void {
  let tables = 0;
  let table: Table;

  beforeEach(async () => {
    tables += 1;
    table = open(`contract${tables}`);
    await table.ensure();
  });

  const person = (rowKey: string, properties: Record<string, PropertyValue> = {}): Entity => ({
    partitionKey: 'people',
    rowKey,
    ...properties,
  });
  const read = async (range: Partial<RangeQuery> = {}): Promise<Row[]> => {
    const rows: Row[] = [];
    for await (const row of table.query({ partitionKey: 'people', ...range })) rows.push(row);
    return rows;
  };
  const readKeys = async (range: Partial<RangeQuery> = {}) => (await read(range)).map((row) => row.rowKey);
  const fill = async (rowKeys: readonly string[]) => {
    for (let start = 0; start < rowKeys.length; start += 100) {
      const actions = rowKeys
        .slice(start, start + 100)
        .map((key): TableAction => ({ kind: 'insert', entity: person(key) }));
      await table.transact(actions);
    }
  };

  describe('a single row', () => {
    test('ensuring a table twice is fine', async () => {
      await table.ensure();
      expect(await table.get('people', 'a')).toBeUndefined();
    });

    test.each<{ name: string; value: PropertyValue }>([
      { name: 'text', value: "O'Brien <é> 中文 😀 \r\n\t" },
      { name: 'empty text', value: '' },
      { name: 'text of 32 Ki characters', value: 'x'.repeat(32 * 1024) },
      { name: 'zero', value: 0 },
      { name: 'the largest 32-bit integer', value: 2_147_483_647 },
      { name: 'the smallest 32-bit integer', value: -2_147_483_648 },
      { name: 'a whole number beyond 32 bits', value: 5_000_000_000 },
      { name: 'the largest safe integer', value: Number.MAX_SAFE_INTEGER },
      { name: 'a fraction', value: 0.1 },
      { name: 'a tiny number', value: Number.MIN_VALUE },
      { name: 'true', value: true },
      { name: 'false', value: false },
      { name: 'the largest 64-bit integer', value: 9_223_372_036_854_775_807n },
      { name: 'the smallest 64-bit integer', value: -9_223_372_036_854_775_808n },
      { name: 'a date with milliseconds', value: new Date('2026-02-28T23:59:59.987Z') },
      { name: 'a date before the epoch', value: new Date('1601-01-01T00:00:00.000Z') },
      { name: 'bytes', value: Uint8Array.from([0, 1, 127, 128, 255]) },
      { name: 'no bytes', value: new Uint8Array() },
      { name: 'bytes that are part of more', value: Uint8Array.from([0, 1, 2, 3, 4]).subarray(1, 3) },
      { name: '64 KiB of bytes', value: new Uint8Array(64 * 1024).fill(7) },
    ])('keeps $name as it was written', async ({ value }) => {
      await table.insert(person('a', { value }));
      const row = await table.get('people', 'a');
      expect(row?.properties).toStrictEqual({ value });
    });

    test('keeps minus zero as zero', async () => {
      await table.insert(person('a', { value: -0 }));
      expect((await table.get('people', 'a'))?.properties).toStrictEqual({ value: 0 });
    });

    test('leaves out properties that are undefined', async () => {
      await table.insert({ partitionKey: 'people', rowKey: 'a', here: 1, gone: undefined });
      expect(await table.get('people', 'a')).toStrictEqual({
        partitionKey: 'people',
        rowKey: 'a',
        etag: expect.any(String),
        writtenAt: expect.any(Number),
        properties: { here: 1 },
      });
    });

    test.each(["it's", 'a b', 'a%2Fb', 'a&b=c+d', '(x),y', 'Ä ß 中 😀', 'A', '1e3', ' '])(
      'is found under the key %j and no other',
      async (key) => {
        const etag = await table.insert({ partitionKey: key, rowKey: key, n: 1 });
        await table.transact([{ kind: 'replace', entity: { partitionKey: key, rowKey: key, n: 2 }, etag }]);
        const row = await table.get(key, key);
        expect(row).toMatchObject({ partitionKey: key, rowKey: key, properties: { n: 2 } });
        expect(await table.get(key, `${key}x`)).toBeUndefined();
        await table.remove(key, key, row?.etag);
        expect(await table.get(key, key)).toBeUndefined();
      },
    );

    test('tells upper from lower case', async () => {
      await table.insert(person('Ada', { n: 1 }));
      await table.insert(person('ada', { n: 2 }));
      expect((await table.get('people', 'Ada'))?.properties).toEqual({ n: 1 });
    });

    test('is not changed by what happens to the values afterwards', async () => {
      const bytes = Uint8Array.from([1]);
      await table.insert(person('a', { bytes }));
      bytes[0] = 9;
      const first = await table.get('people', 'a');
      const firstBytes = first?.properties.bytes;
      if (firstBytes instanceof Uint8Array) firstBytes[0] = 8;
      expect((await table.get('people', 'a'))?.properties).toStrictEqual({ bytes: Uint8Array.from([1]) });
    });
  });

  describe('a write', () => {
    test('answers the etag that the row is read with, and a new one each time', async () => {
      const etags = [await table.insert(person('a', { n: 1 }))];
      expect((await table.get('people', 'a'))?.etag).toBe(etags[0]);
      etags.push(await table.upsert(person('a', { n: 2 })));
      expect((await table.get('people', 'a'))?.etag).toBe(etags[1]);
      etags.push(await table.replace(person('a', { n: 3 }), etags[1] ?? ''));
      expect((await read())[0]?.etag).toBe(etags[2]);
      expect(new Set(etags).size).toBe(3);
    });

    test('tells when the row was written, unless properties are selected', async () => {
      const before = Date.now();
      await table.insert(person('a', { n: 1 }));
      const first = (await table.get('people', 'a'))?.writtenAt ?? 0;
      expect(Math.abs(first - before)).toBeLessThan(60_000); // the storage's clock, which is this machine's here
      await table.upsert(person('a', { n: 2 }));
      expect((await read())[0]?.writtenAt).toBeGreaterThanOrEqual(first);
      expect((await read({ select: ['n'] }))[0]?.writtenAt).toBeUndefined();
    });

    test('an insert of a row that exists is a conflict and changes nothing', async () => {
      const etag = await table.insert(person('a', { n: 1 }));
      const failure = await failureOf(table.insert(person('a', { n: 2 })));
      expect(failure).toBeInstanceOf(StoreConflict);
      expect(failure).toMatchObject({ index: 0 });
      expect(await table.get('people', 'a')).toMatchObject({ etag, properties: { n: 1 } });
    });

    test('an upsert replaces the whole row', async () => {
      await table.upsert(person('a', { old: 1 }));
      await table.upsert(person('a', { fresh: 2 }));
      expect((await table.get('people', 'a'))?.properties).toStrictEqual({ fresh: 2 });
    });

    test('a replacement at the etag read replaces the whole row', async () => {
      const etag = await table.insert(person('a', { old: 1 }));
      await table.replace(person('a', { fresh: 2 }), etag);
      expect((await table.get('people', 'a'))?.properties).toStrictEqual({ fresh: 2 });
    });

    test('a replacement at an older etag is a conflict and changes nothing', async () => {
      const older = await table.insert(person('a', { n: 1 }));
      const newer = await table.replace(person('a', { n: 2 }), older);
      await expect(table.replace(person('a', { n: 3 }), older)).rejects.toBeInstanceOf(StoreConflict);
      expect(await table.get('people', 'a')).toMatchObject({ etag: newer, properties: { n: 2 } });
    });

    test('a replacement of a row that is gone is a conflict', async () => {
      const etag = await table.insert(person('a'));
      await table.remove('people', 'a');
      await expect(table.replace(person('a'), etag)).rejects.toBeInstanceOf(StoreConflict);
      await expect(table.replace(person('a'), '*')).rejects.toBeInstanceOf(StoreConflict);
    });

    test('a replacement at * goes through whatever the version', async () => {
      await table.insert(person('a', { n: 1 }));
      await table.replace(person('a', { n: 2 }), '*');
      expect((await table.get('people', 'a'))?.properties).toEqual({ n: 2 });
    });

    test('a row written again after its removal does not get an etag of its former life', async () => {
      const former = await table.insert(person('a'));
      await table.remove('people', 'a');
      await table.insert(person('a'));
      await expect(table.replace(person('a'), former)).rejects.toBeInstanceOf(StoreConflict);
    });

    test('a removal without an etag takes the row, and a missing one is fine', async () => {
      await table.insert(person('a'));
      await table.remove('people', 'a');
      await table.remove('people', 'a');
      expect(await table.get('people', 'a')).toBeUndefined();
    });

    test('a removal at the etag read takes the row; at an older one, or of a missing row, it is a conflict', async () => {
      const older = await table.insert(person('a'));
      const newer = await table.upsert(person('a'));
      await expect(table.remove('people', 'a', older)).rejects.toBeInstanceOf(StoreConflict);
      await table.remove('people', 'a', newer);
      await expect(table.remove('people', 'a', newer)).rejects.toBeInstanceOf(StoreConflict);
    });

    test('of eight inserts of one row at once, exactly one goes through', async () => {
      const attempts = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => table.insert(person('a', { n })));
      const outcomes = await Promise.allSettled(attempts);
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toHaveLength(7);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(StoreConflict);
    });

    test('of eight replacements at one etag at once, exactly one goes through', async () => {
      const etag = await table.insert(person('a', { n: 0 }));
      const attempts = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => table.replace(person('a', { n }), etag));
      const outcomes = await Promise.allSettled(attempts);
      const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled') + 1;
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect((await table.get('people', 'a'))?.properties).toEqual({ n: winner });
    });
  });

  describe('a range', () => {
    test('comes in ascending order of its row keys, by character code', async () => {
      await fill(['b', 'a', '10', '9', 'B', '_', '~', 'é', 'a!', 'ab']);
      expect(await readKeys()).toEqual(['10', '9', 'B', '_', 'a', 'a!', 'ab', 'b', '~', 'é']);
    });

    test.each<{ name: string; range: Partial<RangeQuery>; keys: string[] }>([
      { name: 'starts with its first key', range: { from: 'b' }, keys: ['b', 'c', 'd'] },
      { name: 'ends before its end', range: { to: 'c' }, keys: ['a', 'b'] },
      { name: 'may have both bounds', range: { from: 'b', to: 'd' }, keys: ['b', 'c'] },
      { name: 'may begin and end between rows', range: { from: 'aa', to: 'cc' }, keys: ['b', 'c'] },
      { name: 'is empty when its bounds meet', range: { from: 'b', to: 'b' }, keys: [] },
      { name: 'is empty beyond the last row', range: { from: 'e' }, keys: [] },
      { name: 'is empty in another partition', range: { partitionKey: 'other' }, keys: [] },
    ])('$name', async ({ range, keys }) => {
      await fill(['d', 'b', 'a', 'c']);
      expect(await readKeys(range)).toEqual(keys);
    });

    test('stays within its partition', async () => {
      await table.insert({ partitionKey: 'people', rowKey: 'a' });
      await table.insert({ partitionKey: 'people2', rowKey: 'b' });
      await table.insert({ partitionKey: 'PEOPLE', rowKey: 'c' });
      expect(await readKeys()).toEqual(['a']);
    });

    test('fetches only the selected properties, and none that a row does not have', async () => {
      await table.insert(person('a', { x: 1, y: 2 }));
      await table.insert(person('b', { y: 3 }));
      const rows = await read({ select: ['x', 'z'] });
      expect(rows.map((row) => [row.rowKey, row.properties])).toEqual([
        ['a', { x: 1 }],
        ['b', {}],
      ]);
      expect(rows[0]?.etag).toBe((await table.get('people', 'a'))?.etag);
    });

    test('goes on over 1,000 rows', async () => {
      const keys = Array.from({ length: 2_050 }, (_, n) => String(n).padStart(5, '0'));
      await fill(keys);
      expect(await readKeys()).toEqual(keys);
      expect(await readKeys({ from: '00990', to: '02010' })).toEqual(keys.slice(990, 2_010));
    });

    test.each([1, 2, 3, 4, 5])('is the same in pages of %i', async (pageSize) => {
      await fill(['a', 'b', 'c', 'd']);
      expect(await readKeys({ pageSize })).toEqual(['a', 'b', 'c', 'd']);
      expect(await readKeys({ pageSize, from: 'b', to: 'd' })).toEqual(['b', 'c']);
    });

    test('sees rows written behind the page it has read, and goes on when the next row is gone', async () => {
      await fill(['a', 'b', 'c']);
      const rows = table.query({ partitionKey: 'people', pageSize: 1 })[Symbol.asyncIterator]();
      expect((await rows.next()).value?.rowKey).toBe('a');
      await table.remove('people', 'b');
      await table.insert(person('d'));
      const rest: string[] = [];
      for (let next = await rows.next(); !next.done; next = await rows.next()) rest.push(next.value.rowKey);
      expect(rest).toEqual(['c', 'd']);
    });

    test.each([0, 1001, 1.5])('refuses pages of %d rows', async (pageSize) => {
      await expect(read({ pageSize })).rejects.toThrow(RangeError);
    });
  });

  describe('a scan', () => {
    test('brings the rows of every partition, in order, with what is selected of them', async () => {
      await fill(['b', 'a']);
      await table.insert({ partitionKey: 'places', rowKey: 'x', at: 7, size: 1 });
      await table.insert({ partitionKey: 'Places', rowKey: 'y', at: 8 });
      const rows: Row[] = [];
      for await (const row of table.scan(['at'])) rows.push(row);
      expect(rows.map(({ partitionKey, rowKey, properties }) => ({ partitionKey, rowKey, properties }))).toEqual([
        { partitionKey: 'Places', rowKey: 'y', properties: { at: 8 } },
        { partitionKey: 'people', rowKey: 'a', properties: {} },
        { partitionKey: 'people', rowKey: 'b', properties: {} },
        { partitionKey: 'places', rowKey: 'x', properties: { at: 7 } },
      ]);
    });

    test('goes on over 1,000 rows', async () => {
      await fill(Array.from({ length: 1_001 }, (_, n) => String(n)));
      let rows = 0;
      for await (const row of table.scan([])) rows += row.partitionKey === 'people' ? 1 : 0;
      expect(rows).toBe(1_001);
    });
  });

  describe('a transaction', () => {
    test.each([
      { name: 'a line separator', text: 'nb\u2028evil' },
      { name: 'a paragraph separator', text: 'nb\u2029evil' },
      { name: 'both, and what only looks like them', text: '\u2029\u2028\\u2028' },
      { name: 'lines, and what looks like the end of a part', text: '\r\n--changeset_x--\r\n\r\n' },
    ])('keeps texts and their neighbours as they are: $name', async ({ text }) => {
      const entities = ['a', 'b', 'c'].map((key) => person(key, { text: key === 'b' ? text : 'plain' }));
      await table.transact(entities.map((entity) => ({ kind: 'insert', entity })));
      expect((await read()).map(({ properties }) => properties.text)).toEqual(['plain', text, 'plain']);
    });

    test('of no actions does nothing', async () => {
      expect(await table.transact([])).toEqual([]);
    });

    test('does all of its actions and answers their etags in order', async () => {
      const replaced = await table.insert(person('replaced', { old: 1 }));
      const merged = await table.insert(person('merged', { old: 1, kept: 1 }));
      const removed = await table.insert(person('removed'));
      await table.insert(person('swept'));
      const etags = await table.transact([
        { kind: 'remove', partitionKey: 'people', rowKey: 'removed', etag: removed },
        { kind: 'insert', entity: person('inserted', { n: 1 }) },
        { kind: 'merge', entity: person('merged', { old: 2, fresh: 'x' }), etag: merged },
        { kind: 'upsert', entity: person('upserted', { n: 2 }) },
        { kind: 'remove', partitionKey: 'people', rowKey: 'swept', etag: '*' },
        { kind: 'replace', entity: person('replaced', { fresh: 1 }), etag: replaced },
      ]);
      const rows = new Map((await read()).map((row) => [row.rowKey, row]));
      expect([...rows].map(([key, row]) => [key, row.properties])).toEqual([
        ['inserted', { n: 1 }],
        ['merged', { old: 2, kept: 1, fresh: 'x' }],
        ['replaced', { fresh: 1 }],
        ['upserted', { n: 2 }],
      ]);
      const etagOf = (key: string) => rows.get(key)?.etag;
      expect(etags).toEqual(['', etagOf('inserted'), etagOf('merged'), etagOf('upserted'), '', etagOf('replaced')]);
    });

    test.each<{ name: string; action: TableAction }>([
      { name: 'an insert of a row that exists', action: { kind: 'insert', entity: person('old') } },
      { name: 'a replacement at another etag', action: { kind: 'replace', entity: person('old'), etag: 'W/"x"' } },
      { name: 'a replacement of a missing row', action: { kind: 'replace', entity: person('none'), etag: '*' } },
      { name: 'a merge at another etag', action: { kind: 'merge', entity: person('old'), etag: 'W/"x"' } },
      { name: 'a merge into a missing row', action: { kind: 'merge', entity: person('none'), etag: '*' } },
      {
        name: 'a removal at another etag',
        action: { kind: 'remove', partitionKey: 'people', rowKey: 'old', etag: 'W/"x"' },
      },
      {
        name: 'a removal of a missing row',
        action: { kind: 'remove', partitionKey: 'people', rowKey: 'none', etag: '*' },
      },
    ])('does nothing at all when one action is $name, and says which', async ({ action }) => {
      const old = await table.insert(person('old', { n: 1 }));
      const touched = await table.insert(person('touched', { n: 1 }));
      const dropped = await table.insert(person('dropped', { n: 1 }));
      const failure = await failureOf(
        table.transact([
          { kind: 'insert', entity: person('new') },
          { kind: 'replace', entity: person('touched', { n: 2 }), etag: touched },
          { kind: 'remove', partitionKey: 'people', rowKey: 'dropped', etag: dropped },
          action,
          { kind: 'insert', entity: person('newer') },
        ]),
      );
      expect(failure).toBeInstanceOf(StoreConflict);
      expect(failure).toMatchObject({ index: 3 });
      expect((await read()).map((row) => [row.rowKey, row.etag, row.properties])).toEqual([
        ['dropped', dropped, { n: 1 }],
        ['old', old, { n: 1 }],
        ['touched', touched, { n: 1 }],
      ]);
    });

    test('takes 100 actions', async () => {
      const keys = Array.from({ length: 100 }, (_, n) => String(n).padStart(3, '0'));
      const etags = await table.transact(keys.map((key) => ({ kind: 'insert', entity: person(key, { n: 1 }) })));
      expect(etags).toHaveLength(100);
      expect(await readKeys()).toEqual(keys);
    });

    test('takes nearly 4 MiB', async () => {
      const block = new Uint8Array(60 * 1024).fill(1);
      const entities = Array.from({ length: 49 }, (_, n) => person(String(n), { block }));
      await table.transact(entities.map((entity) => ({ kind: 'upsert', entity })));
      expect(await readKeys()).toHaveLength(49);
    });
  });

  describe('the limits of the service', () => {
    const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, 1]));
    const large = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, new Uint8Array(64 * 1024)]));

    test.each<{ name: string; entity: Entity }>([
      { name: 'text over 64 KiB', entity: person('a', { v: 'x'.repeat(32 * 1024 + 1) }) },
      { name: 'bytes over 64 KiB', entity: person('a', { v: new Uint8Array(64 * 1024 + 1) }) },
      { name: 'more than 252 properties', entity: person('a', wide(253)) },
      { name: 'more than 1 MiB', entity: person('a', large(MAX_ENTITY_BYTES / (64 * 1024))) },
      { name: 'a number that is not finite', entity: person('a', { v: Number.NaN }) },
      { name: 'an integer over 64 bits', entity: person('a', { v: 2n ** 63n }) },
      { name: 'a date that is none', entity: person('a', { v: new Date(Number.NaN) }) },
      { name: 'a date before 1601', entity: person('a', { v: new Date('1600-12-31T23:59:59.999Z') }) },
      { name: 'a property name with a dash', entity: person('a', { 'first-name': 1 }) },
      { name: 'a property name the service uses', entity: person('a', { Timestamp: 1 }) },
      { name: 'a property name over 255 characters', entity: person('a', { ['x'.repeat(256)]: 1 }) },
      { name: 'a row key over 512 characters', entity: person('x'.repeat(513)) },
      { name: 'a partition key over 512 characters', entity: { partitionKey: 'x'.repeat(513), rowKey: 'a' } },
      { name: 'a slash in a key', entity: person('a/b') },
      { name: 'a backslash in a key', entity: person('a\\b') },
      { name: 'a hash in a key', entity: person('a#b') },
      { name: 'a question mark in a key', entity: person('a?b') },
      { name: 'a control character in a key', entity: person('a\u0000b') },
      { name: 'a late control character in a key', entity: person('a\u0085b') },
      { name: 'half a surrogate pair in a key', entity: person('a\ud800') },
    ])('refuse $name, in every kind of write', async ({ entity }) => {
      const writes = [
        table.insert(entity),
        table.upsert(entity),
        table.replace(entity, '*'),
        table.transact([{ kind: 'merge', entity, etag: '*' }]),
      ];
      for (const write of writes) await expect(write).rejects.toBeInstanceOf(StoreLimitExceeded);
    });

    test.each<{ name: string; actions: TableAction[] }>([
      {
        name: 'more than 100 actions',
        actions: Array.from({ length: 101 }, (_, n) => ({ kind: 'insert', entity: person(String(n)) })),
      },
      {
        name: 'more than 4 MiB',
        actions: Array.from({ length: 49 }, (_, n) => ({ kind: 'insert', entity: person(String(n), large(1)) })),
      },
      {
        name: 'two partitions',
        actions: [
          { kind: 'insert', entity: person('a') },
          { kind: 'insert', entity: { partitionKey: 'other', rowKey: 'b' } },
        ],
      },
      {
        name: 'one row twice',
        actions: [
          { kind: 'insert', entity: person('a') },
          { kind: 'remove', partitionKey: 'people', rowKey: 'a', etag: '*' },
        ],
      },
    ])('refuse a transaction with $name', async ({ actions }) => {
      await expect(table.transact(actions)).rejects.toBeInstanceOf(StoreLimitExceeded);
      expect(await readKeys()).toEqual([]);
    });

    test('take what is just within them', async () => {
      const entity = { partitionKey: 'p'.repeat(512), rowKey: 'r'.repeat(512), ...wide(252) };
      await table.insert(entity);
      expect(Object.keys((await table.get(entity.partitionKey, entity.rowKey))?.properties ?? {})).toHaveLength(252);
      await table.insert(person('large', large(15)));
      expect(Object.keys((await table.get('people', 'large'))?.properties ?? {})).toHaveLength(15);
    });
  });

  test('a table that was not created is reported as unavailable', async () => {
    const missing = open('missing');
    await expect(missing.get('people', 'a')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.insert(person('a'))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.remove('people', 'a')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(missing.transact([{ kind: 'insert', entity: person('a') }])).rejects.toBeInstanceOf(StoreUnavailable);
  });
}

/** The error a promise is rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
