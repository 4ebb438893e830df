import { randomFillSync } from 'node:crypto';
import type { LogEntry } from '../../../shared/engine/person/logEntry';
import { StoreLimitExceeded, StoreUnavailable } from '../../../shared/store/contract/table';
import {
  createEntryPackStore,
  type EntryPack,
  NO_TOTALS,
  type PackTotals,
} from '../../../shared/store/people/entryPacks';
import {
  type Change,
  type CommitFrame,
  createLedgerStore,
  type LedgerStore,
} from '../../../shared/store/people/ledger';
import type { Escrow, Person, StoredPerson } from '../../../shared/store/people/people';
import { createPeopleStore } from '../../../shared/store/people/peopleStore';
import { createPersonIndex, type IndexKind } from '../../../shared/store/people/personIndex';
import { logEntry } from '../../support/logEntries';
import { anchorsOfShard, changed, JOB, unsaved } from '../../support/people';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

const SHARD = 5;
const AT = Date.UTC(2026, 0, 15, 9, 30);
const ONE: PackTotals = { ...NO_TOTALS, operations: 1, success: 1 };
const ESCROW: Escrow = {
  failure: { code: 'InvalidValue', message: 'x' },
  firstFailureAt: AT,
  attempts: 1,
  nextAttempt: AT + 6,
};

let table: WatchedTable;
let ledger: LedgerStore;
beforeEach(async () => {
  table = await watchedTable();
  ledger = createLedgerStore(table);
});

/** Somebody's change with one entry, which names the person. */
function change(stored: StoredPerson, entry: Partial<LogEntry> = {}): Change {
  const source = { id: stored.person.anchor, displayName: '', userName: '' };
  return { ...stored, entries: [logEntry({ source, ...entry })], totals: ONE };
}

/** Packs are numbered in the order they are made: `000000000001`, … */
function frames(): CommitFrame {
  let made = 0;
  return (entries, totals) => {
    if (entries.length === 0) return undefined;
    made += 1;
    const operations = totals.reduce((sum, one) => sum + one.operations, 0);
    const packId = String(made).padStart(12, '0');
    return {
      jobId: JOB,
      shard: SHARD,
      at: AT,
      packId,
      cycleId: 'cycle-1',
      totals: { ...NO_TOTALS, operations },
      entries,
    };
  };
}

async function packs(): Promise<{ operations: number; people: string[] }[]> {
  const found: { operations: number; people: string[] }[] = [];
  for await (const pack of createEntryPackStore(table).read(JOB, {})) {
    found.push({ operations: pack.totals.operations, people: pack.entries().map(({ source }) => source.id) });
  }
  return found;
}

async function load(...anchors: readonly string[]): Promise<StoredPerson[]> {
  const found = await createPeopleStore(table).load(JOB, anchors);
  return anchors.flatMap((anchor) => found.get(anchor) ?? []);
}

const sequences = async (...anchors: readonly string[]) =>
  (await load(...anchors)).map(({ person }) => person.sequence);

/** `count` people of one shard who have rows, with the versions to write against. */
async function saved(count: number): Promise<readonly StoredPerson[]> {
  const anchors = anchorsOfShard(SHARD, count);
  const written = await ledger.write(anchors.map((anchor) => unsaved(anchor, { sequence: 1 })));
  table.calls.length = 0;
  return written.filter((one): one is StoredPerson => one !== undefined && !(one instanceof Error));
}

async function indexed(kind: IndexKind, dueBy?: number): Promise<string[]> {
  const anchors: string[] = [];
  for await (const { anchor } of createPersonIndex(table).list(JOB, kind, { dueBy })) anchors.push(anchor);
  return anchors;
}

describe('a commit', () => {
  test('writes people and what explains them in one transaction', async () => {
    const [a, b] = await saved(2);
    if (a === undefined || b === undefined) throw new Error('Nobody was saved.');
    const { lost } = await ledger.commit(
      [a, b].map((one) => change(changed(one, { sequence: 2 }))),
      frames(),
    );
    expect(lost).toEqual([]);
    expect(table.calls).toEqual(['transact 3']);
    expect(await sequences(a.person.anchor, b.person.anchor)).toEqual([2, 2]);
    expect(await packs()).toEqual([{ operations: 2, people: [a.person.anchor, b.person.anchor] }]);
  });

  test('of people with nothing to say writes them alone', async () => {
    const [a] = await saved(1);
    if (a === undefined) throw new Error('Nobody was saved.');
    await ledger.commit([{ ...changed(a, { sequence: 2 }), entries: [], totals: NO_TOTALS }], frames());
    expect(table.calls).toEqual(['transact 1']);
    expect(await packs()).toEqual([]);
  });

  test('of nobody asks nothing', async () => {
    expect((await ledger.commit([], frames())).lost).toEqual([]);
    expect(table.calls).toEqual([]);
  });

  test('of somebody new makes the row', async () => {
    const [anchor = ''] = anchorsOfShard(SHARD, 1);
    await ledger.commit([change(unsaved(anchor, { sequence: 3, data: { externalId: anchor } }))], frames());
    expect((await load(anchor))[0]?.person).toMatchObject({ sequence: 3, data: { externalId: anchor } });
  });

  test('of more than fit into one transaction takes several', async () => {
    const people = anchorsOfShard(SHARD, 150).map((anchor) => unsaved(anchor, { sequence: 1 }));
    expect(
      (
        await ledger.commit(
          people.map((one) => change(one)),
          frames(),
        )
      ).lost,
    ).toEqual([]);
    expect(table.calls).toEqual(['transact 99', 'transact 53']);
    expect((await packs()).map(({ operations }) => operations).sort((a, b) => a - b)).toEqual([52, 98]);
  });

  test('writes everything or nothing when storage fails', async () => {
    const [a, b] = await saved(2);
    if (a === undefined || b === undefined) throw new Error('Nobody was saved.');
    table.stop();
    const commit = ledger.commit(
      [a, b].map((one) => change(changed(one, { sequence: 2 }))),
      frames(),
    );
    await expect(commit).rejects.toThrow(StoreUnavailable);
    table.stop(false);
    expect(await sequences(a.person.anchor, b.person.anchor)).toEqual([1, 1]);
    expect(await packs()).toEqual([]);
  });

  test.each([1, 2])(
    'of %d whose answer was lost is recognised when it is tried again: everybody loses',
    async (count) => {
      const changes = (await saved(count)).map((one) => change(changed(one, { sequence: 2 })));
      table.failNext('transact', 'after');
      expect(await ledger.commit(changes, frames())).toEqual({ lost: changes, refused: new Map(), packs: [] });
      expect(await packs()).toHaveLength(1);
    },
  );
});

describe('somebody whose row storage refuses', () => {
  const isRowOf = (anchor: string) => (rowKey: string) => rowKey === `p!${anchor}`;

  test.each([
    { name: 'alone', count: 1, refused: [0] },
    { name: 'among others', count: 20, refused: [13] },
    { name: 'and somebody else, too', count: 20, refused: [0, 19] },
    { name: 'like everybody', count: 4, refused: [0, 1, 2, 3] },
  ])('is found, and nobody else fails: $name', async ({ count, refused }) => {
    const people = await saved(count);
    const changes = people.map((one) => change(changed(one, { sequence: 2 })));
    const sick = refused.map((index) => people[index]?.person.anchor ?? '');
    table.refuse((rowKey) => sick.some((anchor) => isRowOf(anchor)(rowKey)));
    const leftOut = await ledger.commit(changes, frames());
    expect(leftOut.lost).toEqual([]);
    expect([...leftOut.refused.keys()]).toEqual(refused.map((index) => changes[index]));
    expect([...leftOut.refused.values()][0]).toBeInstanceOf(StoreUnavailable);
    table.refuse(() => false);
    const expected = people.map(({ person }) => (sick.includes(person.anchor) ? 1 : 2));
    expect(await sequences(...people.map(({ person }) => person.anchor))).toEqual(expected);
    const told = (await packs()).flatMap((pack) => pack.people);
    expect(told.sort()).toEqual(
      people
        .map(({ person }) => person.anchor)
        .filter((one) => !sick.includes(one))
        .sort(),
    );
  });

  test('costs its neighbours a few calls, not one each', async () => {
    const people = await saved(64);
    table.refuse(isRowOf(people[40]?.person.anchor ?? ''));
    await ledger.commit(
      people.map((one) => change(changed(one, { sequence: 2 }))),
      frames(),
    );
    // Six halvings of which one half each goes through, seven that do not and are asked about, and one last try.
    expect(table.calls).toHaveLength(6 + 2 * 7 + 2);
  });

  test('is told from who lost a race', async () => {
    const people = await saved(3);
    await ledger.write([changed(people[0] as StoredPerson, { sequence: 9 })]);
    table.refuse(isRowOf(people[2]?.person.anchor ?? ''));
    const changes = people.map((one) => change(changed(one, { sequence: 2 })));
    const { lost, refused } = await ledger.commit(changes, frames());
    expect(lost).toEqual([changes[0]]);
    expect([...refused.keys()]).toEqual([changes[2]]);
  });

  test('is told also where it is written without an entry', async () => {
    const people = await saved(3);
    table.refuse(isRowOf(people[1]?.person.anchor ?? ''));
    const written = await ledger.write(people.map((one) => changed(one, { claim: { by: 'w', until: 9 } })));
    expect(written[1]).toBeInstanceOf(StoreUnavailable);
    expect([written[0], written[2]].map((one) => (one as StoredPerson).person.claim?.by)).toEqual(['w', 'w']);
  });

  test('is not looked for while storage is out of reach', async () => {
    const changes = (await saved(8)).map((one) => change(changed(one, { sequence: 2 })));
    table.stop();
    await expect(ledger.commit(changes, frames())).rejects.toThrow(StoreUnavailable);
    expect(table.calls).toEqual(['transact 9', 'get']);
  });
});

describe('people who changed meanwhile', () => {
  /** Four people, of whom those at `losers` are changed by somebody else. */
  async function race(losers: readonly number[]) {
    const people = await saved(4);
    const rivals = people.filter((_, index) => losers.includes(index));
    await ledger.write(rivals.map((one) => changed(one, { sequence: 9 })));
    const changes = people.map((one) => change(changed(one, { sequence: 2 })));
    const { lost } = await ledger.commit(changes, frames());
    return { anchors: people.map(({ person }) => person.anchor), changes, lost };
  }

  test.each([
    { name: 'the first', losers: [0], expected: [9, 2, 2, 2] },
    { name: 'the last', losers: [3], expected: [2, 2, 2, 9] },
    { name: 'several', losers: [0, 2], expected: [9, 2, 9, 2] },
    { name: 'all', losers: [0, 1, 2, 3], expected: [9, 9, 9, 9] },
  ])('are left out, entry and all, and are named: $name', async ({ losers, expected }) => {
    const { anchors, changes, lost } = await race(losers);
    expect(lost).toEqual(losers.map((index) => changes[index]));
    expect(await sequences(...anchors)).toEqual(expected);
    const winners = anchors.filter((_, index) => !losers.includes(index));
    expect(await packs()).toEqual(winners.length === 0 ? [] : [{ operations: winners.length, people: winners }]);
  });

  test('are known also when both took them for new', async () => {
    const [anchor = ''] = anchorsOfShard(SHARD, 1);
    await ledger.write([unsaved(anchor, { sequence: 9 })]);
    const late = change(unsaved(anchor, { sequence: 2 }));
    expect((await ledger.commit([late], frames())).lost).toEqual([late]);
    expect(await sequences(anchor)).toEqual([9]);
  });

  test('are known also when their row is gone', async () => {
    const [a] = await saved(1);
    if (a === undefined) throw new Error('Nobody was saved.');
    const [row] = table.rows();
    await table.remove(row?.partitionKey ?? '', row?.rowKey ?? '');
    expect((await ledger.commit([change(changed(a, { sequence: 2 }))], frames())).lost).toHaveLength(1);
  });
});

describe('what is too large for one transaction', () => {
  /** Bytes that do not get smaller. */
  const noise = (bytes: number) => randomFillSync(Buffer.alloc(bytes)).toString('base64');

  test('is halved until it fits', async () => {
    const photo = noise(600_000);
    const people = anchorsOfShard(SHARD, 6).map((anchor) => unsaved(anchor, { sequence: 1, data: { photo } }));
    expect(
      (
        await ledger.commit(
          people.map((one) => change(one)),
          frames(),
        )
      ).lost,
    ).toEqual([]);
    expect(table.calls.length).toBeGreaterThan(1);
    expect((await packs()).reduce((sum, { operations }) => sum + operations, 0)).toBe(6);
    expect(new Set(await sequences(...people.map(({ person }) => person.anchor)))).toEqual(new Set([1]));
  });

  test('is halved also for the entries of a pack', async () => {
    const photo = noise(250_000);
    const modified = [{ name: 'photo', oldValue: null, newValue: photo }];
    const people = await saved(6);
    const changes = people.map((one) => change(changed(one, { sequence: 2 }), { modified }));
    expect((await ledger.commit(changes, frames())).lost).toEqual([]);
    expect((await packs()).flatMap(({ people: told }) => told).sort()).toEqual(
      people.map(({ person }) => person.anchor).sort(),
    );
  });

  test('still leaves out who changed meanwhile', async () => {
    const photo = noise(600_000);
    const people = await saved(6);
    await ledger.write([changed(people[3] as StoredPerson, { sequence: 9 })]);
    const changes = people.map((one) => change(changed(one, { sequence: 2, data: { photo } })));
    expect((await ledger.commit(changes, frames())).lost).toEqual([changes[3]]);
  });

  test('is refused when it is one person', async () => {
    const [anchor = ''] = anchorsOfShard(SHARD, 1);
    const huge = change(unsaved(anchor, { data: { photo: noise(1_100_000) } }));
    const { refused } = await ledger.commit([huge], frames());
    expect(refused.get(huge)).toBeInstanceOf(StoreLimitExceeded);
  });
});

describe('writing people without an entry', () => {
  test('gives the new versions, which can be written against', async () => {
    const people = await saved(3);
    const first = await ledger.write(people.map((one) => changed(one, { claim: { by: 'w', until: 9 } })));
    const second = await ledger.write(first.map((one) => changed(one as StoredPerson, { sequence: 5 })));
    expect(second.map((one) => (one as StoredPerson).person.sequence)).toEqual([5, 5, 5]);
    expect(await sequences(...people.map(({ person }) => person.anchor))).toEqual([5, 5, 5]);
  });

  test('gives nothing for those who changed meanwhile, in order', async () => {
    const people = await saved(3);
    await ledger.write([changed(people[1] as StoredPerson, { sequence: 9 })]);
    const written = await ledger.write(people.map((one) => changed(one, { sequence: 2 })));
    expect(written.map((one) => (one as StoredPerson | undefined)?.person.sequence)).toEqual([2, undefined, 2]);
  });

  test('of nobody asks nothing', async () => {
    expect(await ledger.write([])).toEqual([]);
    expect(table.calls).toEqual([]);
  });

  test('of many takes several transactions', async () => {
    await ledger.write(anchorsOfShard(SHARD, 120).map((anchor) => unsaved(anchor)));
    expect(table.calls).toEqual(['transact 98', 'transact 22']);
  });
});

describe('what a commit tells of its packs', () => {
  test('is where they lie and what they hold of each upload, without those who lost', async () => {
    const stored = await saved(3);
    const [loser] = stored;
    const changes = stored.map((one) => change(changed(one, { sequence: 2 })));
    await ledger.write([changed(loser as StoredPerson, { sequence: 1 })]);
    const { lost, packs: told } = await ledger.commit(changes, frames());
    expect(lost).toEqual(changes.slice(0, 1));
    const [row] = table.rows().filter(({ rowKey }) => rowKey.startsWith('e!'));
    const uploads = new Map([[1, { answered: 2, failures: 0, staged: 0, ahead: 0 }]]);
    expect(told).toEqual([{ shard: SHARD, rowKey: row?.rowKey, uploads }]);
  });
});

describe('data', () => {
  const bytesWritten = () => {
    const [row] = table.rows().filter(({ rowKey }) => rowKey.startsWith('p!'));
    return row?.properties.dataText;
  };

  test.each<{ name: string; data: Person['data'] }>([
    { name: 'is kept when it stays the same', data: { externalId: '1', title: 'Tour Lead' } },
    { name: 'is replaced when it changed', data: { externalId: '1' } },
    { name: 'is taken away when there is none any more', data: null },
  ])('$name', async ({ data }) => {
    const [anchor = ''] = anchorsOfShard(SHARD, 1);
    const [first] = await ledger.write([unsaved(anchor, { data: { externalId: '1', title: 'Tour Lead' } })]);
    await ledger.commit([change(changed(first as StoredPerson, { sequence: 2, data }))], frames());
    expect((await load(anchor))[0]?.person).toMatchObject({ sequence: 2, data });
    expect(bytesWritten() === undefined).toBe(data === null);
  });

  test('of both forms lies side by side in a shard, and each row changes with its own data', async () => {
    const [packed = '', plain = ''] = anchorsOfShard(SHARD, 2);
    const large = { photo: randomFillSync(Buffer.alloc(100_000)).toString('base64') };
    await ledger.write([unsaved(packed, { data: large }), unsaved(plain, { data: { title: 'Guide' } })]);
    const stored = await load(packed, plain);
    await ledger.commit(
      stored.map((one) => change(changed(one, { sequence: 2, data: structuredClone(one.person.data) }))),
      frames(),
    );
    expect((await load(packed, plain)).map(({ person }) => person.data)).toEqual([large, { title: 'Guide' }]);
    const swapped = (await load(packed, plain)).map((one) =>
      changed(one, { sequence: 3, data: one.person.anchor === plain ? large : { title: 'Guide' } }),
    );
    await ledger.write(swapped);
    const columns = table.rows().flatMap(({ rowKey, properties }) => (rowKey.startsWith('p!') ? [properties] : []));
    expect(columns.map(({ dataText, data0 }) => [dataText !== undefined, data0 !== undefined]).sort()).toEqual([
      [false, true],
      [true, false],
    ]);
    expect((await load(packed, plain)).map(({ person }) => person.data)).toEqual([{ title: 'Guide' }, large]);
  });

  test('that gets smaller leaves nothing behind', async () => {
    const [anchor = ''] = anchorsOfShard(SHARD, 1);
    const photo = randomFillSync(Buffer.alloc(100_000)).toString('base64');
    const [first] = await ledger.write([unsaved(anchor, { data: { photo } })]);
    await ledger.write([changed(first as StoredPerson, { data: { photo: 'none' } })]);
    expect(
      table
        .rows()
        .flatMap(({ properties }) => Object.keys(properties))
        .sort(),
    ).toEqual(['anchor', 'dataText', 'state']);
    expect((await load(anchor))[0]?.person.data).toEqual({ photo: 'none' });
  });
});

describe('people of a certain state', () => {
  const held: Person['held'] = {
    since: AT,
    cycleId: 'cycle-1',
    operation: { sequence: 1, uploadFirst: 1, acceptedAt: AT, bulkId: 'b' },
    staged: false,
  };

  test('are found as long as they are in it', async () => {
    const [a, b] = await saved(2);
    if (a === undefined || b === undefined) throw new Error('Nobody was saved.');
    const waiting = [{ attribute: 'manager', anchor: '9' }];
    const [first] = await ledger.write([changed(a, { escrow: ESCROW, held, waiting })]);
    expect([await indexed('escrow'), await indexed('held'), await indexed('waiting')]).toEqual([
      [a.person.anchor],
      [a.person.anchor],
      [a.person.anchor],
    ]);
    await ledger.commit([change(changed(first as StoredPerson, { escrow: null, held: null, waiting: [] }))], frames());
    expect([await indexed('escrow'), await indexed('held'), await indexed('waiting')]).toEqual([[], [], []]);
  });

  test('are not listed twice when their time moves', async () => {
    const [a] = await saved(1);
    const [first] = await ledger.write([changed(a as StoredPerson, { escrow: ESCROW })]);
    await ledger.write([changed(first as StoredPerson, { escrow: { ...ESCROW, nextAttempt: AT + 60 } })]);
    expect(await indexed('escrow')).toEqual([a?.person.anchor]);
  });

  test.each([
    { dueBy: AT + 5, found: false },
    { dueBy: AT + 6, found: true },
    { dueBy: AT + 7, found: true },
  ])('are due at their time and not before: $found', async ({ dueBy, found }) => {
    const [a] = await saved(1);
    await ledger.write([changed(a as StoredPerson, { escrow: ESCROW })]);
    expect(await indexed('escrow', dueBy)).toEqual(found ? [a?.person.anchor] : []);
  });

  test('who lost a race do not change the lists', async () => {
    const [a] = await saved(1);
    await ledger.write([changed(a as StoredPerson, { sequence: 9 })]);
    await ledger.commit([change(changed(a as StoredPerson, { escrow: ESCROW }))], frames());
    expect(await indexed('escrow')).toEqual([]);
  });

  test('count as actions of the transaction: who does not fit is written in the next', async () => {
    const people = await saved(60);
    const changes = people.map((one) => change(changed(one, { escrow: ESCROW })));
    expect((await ledger.commit(changes, frames())).lost).toEqual([]);
    expect(table.calls).toEqual(['transact 121', 'transact 61', 'transact 61']);
    expect(await indexed('escrow')).toHaveLength(60);
  });
});

describe('a pack named after what it answers', () => {
  const pack: EntryPack = {
    jobId: JOB,
    shard: 0,
    at: AT,
    packId: '0000000000aa',
    cycleId: 'cycle-1',
    totals: ONE,
    entries: [logEntry()],
  };

  const answering = (sequence: number, packId: string): EntryPack => ({
    ...pack,
    packId,
    entries: [logEntry({ operation: { sequence, uploadFirst: 1, bulkId: 'b' } })],
  });

  test('leaves those behind it alone that are there already', async () => {
    await ledger.recordOnce([answering(2, '0000000000ab')]);
    await ledger.recordOnce([answering(1, '0000000000aa'), answering(2, '0000000000ab'), answering(3, '0000000000ac')]);
    expect((await packs()).map(({ people }) => people.length)).toEqual([1, 1, 1]);
  });

  test('is not written for what older code answered in the pack of the first', async () => {
    const older = { ...answering(1, '0000000000aa') };
    await ledger.recordOnce([{ ...older, entries: [...older.entries, ...answering(2, '').entries] }]);
    await ledger.recordOnce([answering(1, '0000000000aa'), answering(2, '0000000000ab'), answering(3, '0000000000ac')]);
    expect((await packs()).map(({ people }) => people.length).sort()).toEqual([1, 2]);
  });

  test('that storage refuses is named, and the others are written', async () => {
    const all = [1, 2, 3, 4].map((sequence) => answering(sequence, `0000000000a${sequence}`));
    table.refuse((rowKey) => rowKey.endsWith('0000000000a3'));
    const refused = await ledger.recordOnce(all);
    expect([...refused.keys()]).toEqual([all[2]]);
    table.refuse(() => false);
    expect(await packs()).toHaveLength(3);
  });

  test('is written once', async () => {
    await ledger.recordOnce([pack]);
    await ledger.recordOnce([{ ...pack, entries: [logEntry(), logEntry()] }]);
    expect(await packs()).toEqual([{ operations: 1, people: ['810042'] }]);
  });

  test('passes on what storage says', async () => {
    table.stop();
    await expect(ledger.recordOnce([pack])).rejects.toThrow(StoreUnavailable);
  });
});
