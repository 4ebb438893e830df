import { StoreLimitExceeded, type Table } from '../../../shared/store/contract/table';
import { createMemoryTable } from '../../../shared/store/memory/memoryTable';

/** The contract suite covers what a table does; here is what the twin adds: its steps can be scheduled. */
describe('a table in memory under a scheduler', () => {
  const person = (rowKey: string, n: number) => ({ partitionKey: 'people', rowKey, n });

  /** Ticks that wait until they are let go, one at a time. */
  function scheduler() {
    const waiting: (() => void)[] = [];
    return {
      tick: () => new Promise<void>((resolve) => waiting.push(resolve)),
      async step() {
        waiting.shift()?.();
        // Lets everything that the step set free run until it waits again.
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  }

  const calls: {
    name: string;
    call: (table: Table, etag: string) => Promise<unknown>;
    after: Record<string, unknown>;
  }[] = [
    { name: 'an insert', call: (table) => table.insert(person('b', 2)), after: { a: 1, b: 2 } },
    { name: 'an upsert', call: (table) => table.upsert(person('a', 2)), after: { a: 2 } },
    { name: 'a replacement', call: (table, etag) => table.replace(person('a', 2), etag), after: { a: 2 } },
    { name: 'a removal', call: (table) => table.remove('people', 'a'), after: {} },
    { name: 'a removal at an etag', call: (table, etag) => table.remove('people', 'a', etag), after: {} },
    {
      name: 'a transaction',
      call: (table) => table.transact([{ kind: 'insert', entity: person('b', 2) }]),
      after: { a: 1, b: 2 },
    },
  ];

  test.each(calls)(
    '$name has no effect before its first step and is unanswered until its second',
    async ({ call, after }) => {
      const { tick, step } = scheduler();
      const table = createMemoryTable('t', tick);
      const content = () => Object.fromEntries(table.rows().map((row) => [row.rowKey, row.properties.n]));
      const prepared = table.ensure().then(() => table.insert(person('a', 1)));
      for (let steps = 0; steps < 4; steps += 1) await step();
      const etag = await prepared;

      let answered = false;
      const done = call(table, etag).then(() => {
        answered = true;
      });
      expect(content()).toEqual({ a: 1 });
      await step();
      expect(content()).toEqual(after);
      expect(answered).toBe(false);
      await step();
      await done;
      expect(answered).toBe(true);
    },
  );

  test('a row changed by its writer while the call waits is written as it was', async () => {
    const { tick, step } = scheduler();
    const table = createMemoryTable('t', tick);
    const prepared = table.ensure();
    await step();
    await step();
    await prepared;
    const bytes = Uint8Array.from([1]);
    const writing = table.upsert({ partitionKey: 'people', rowKey: 'a', bytes });
    bytes[0] = 9;
    await step();
    await step();
    await writing;
    expect(table.rows()[0]?.properties).toEqual({ bytes: Uint8Array.from([1]) });
  });

  test('a query takes its two steps for each page', async () => {
    let ticks = 0;
    const table = createMemoryTable('t', async () => {
      ticks += 1;
    });
    await table.ensure();
    for (const key of ['a', 'b', 'c']) await table.insert(person(key, 1));
    ticks = 0;
    const keys: string[] = [];
    for await (const row of table.query({ partitionKey: 'people', pageSize: 2 })) keys.push(row.rowKey);
    expect(keys).toEqual(['a', 'b', 'c']);
    expect(ticks).toBe(4);
  });

  test('a merge that would make the row too large is refused, as by the service, and nothing is done', async () => {
    const table = createMemoryTable('t', () => Promise.resolve());
    await table.ensure();
    const many = (letter: string) => Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`${letter}${n}`, n]));
    await table.insert({ ...person('a', 1), ...many('x') });
    const merging = table.transact([
      { kind: 'insert', entity: person('b', 1) },
      { kind: 'merge', entity: { ...person('a', 2), ...many('y') }, etag: '*' },
    ]);
    await expect(merging).rejects.toBeInstanceOf(StoreLimitExceeded);
    expect(table.rows().map((row) => [row.rowKey, row.properties.n])).toEqual([['a', 1]]);
  });

  test('the same calls give the same etags', async () => {
    const run = async () => {
      const table = createMemoryTable('t', () => Promise.resolve());
      await table.ensure();
      return [await table.insert(person('a', 1)), await table.upsert(person('a', 2))];
    };
    expect(await run()).toEqual(await run());
  });

  test('shows its rows in order of partition and row', async () => {
    const table = createMemoryTable('t', () => Promise.resolve());
    await table.ensure();
    for (const [partitionKey, rowKey] of [
      ['b', '1'],
      ['a', '2'],
      ['a', '1'],
    ] as const) {
      await table.insert({ partitionKey, rowKey });
    }
    expect(table.rows().map((row) => row.partitionKey + row.rowKey)).toEqual(['a1', 'a2', 'b1']);
  });
});
