import type { Table } from '../../../shared/store/contract/table';
import { createLedgerStore } from '../../../shared/store/people/ledger';
import { newPerson, type Person, sinceRestart } from '../../../shared/store/people/people';
import { createPeopleStore, type PeopleStore } from '../../../shared/store/people/peopleStore';
import { personEntity, SHARDS, shardOf } from '../../../shared/store/people/personRow';
import { anchorOfEachShard, anchorsOfShard, JOB, unsaved } from '../../support/people';
import { type WatchedTable, watchedTable } from '../../support/watchedTable';

let table: WatchedTable;
let people: PeopleStore;
beforeEach(async () => {
  table = await watchedTable();
  people = createPeopleStore(table);
});

async function keep(...anchors: readonly string[]): Promise<void> {
  for (const anchor of anchors) await table.insert(personEntity({ ...newPerson(JOB, anchor), sequence: 7 }));
  table.calls.length = 0;
}

const calls = () => ({
  get: table.calls.filter((call) => call === 'get').length,
  query: table.calls.filter((call) => call === 'query').length,
});

const WHOLE: Person = {
  jobId: JOB,
  anchor: 'a/b\\c#d?e ü\t',
  link: { targetAnchor: '87d3', reportableIdentifier: 'mira@adatum.example', displayName: 'Mira' },
  outOfScope: true,
  paid: { names: ['title'], at: 7 },
  sequence: 42,
  logged: [40, 42],
  claim: { by: 'worker-1', until: 99 },
  escrow: {
    failure: { code: 'EntryConflict', message: 'Taken.', attribute: 'mail' },
    firstFailureAt: 1,
    attempts: 2,
    nextAttempt: 3,
  },
  waiting: [{ attribute: 'assistant', anchor: '7' }],
  held: {
    since: 5,
    cycleId: 'cycle-1',
    operation: { sequence: 41, uploadFirst: 40, acceptedAt: 4, bulkId: 'b' },
    staged: false,
  },
  resolved: [{ attribute: 'manager', anchor: '8', targetAnchor: '3b1c' }],
  waitedForBy: ['1', '2'],
  history: { packs: ['e!8231530572778!000000000001'], all: false },
  generation: { links: 1, escrows: 2 },
  data: { externalId: 'x', emails: [{ value: 'a@b' }], active: false },
  older: { 40: ['active'] },
  owed: ['active'],
};

describe('a shard', () => {
  test.each([
    { anchor: '701984', shard: 10 },
    { anchor: '', shard: 3 },
    { anchor: 'ü', shard: 0 },
  ])('of "$anchor" is $shard for good: a person must never move', ({ anchor, shard }) => {
    expect(shardOf(anchor)).toBe(shard);
  });

  test('takes about a sixteenth of everybody', () => {
    const counts = new Array<number>(SHARDS).fill(0);
    for (let number = 0; number < 16_000; number += 1) {
      const shard = shardOf(String(number));
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});

describe('loading', () => {
  test('gives everything that is known of a person', async () => {
    await table.insert(personEntity(WHOLE));
    const stored = (await people.load(JOB, [WHOLE.anchor])).get(WHOLE.anchor);
    expect(stored?.person).toEqual(WHOLE);
    expect(stored?.saved).toEqual(WHOLE);
    expect(stored?.etag).toBe(table.rows()[0]?.etag);
  });

  test('gives somebody nobody has heard of as a blank without a version', async () => {
    expect((await people.load(JOB, ['1'])).get('1')).toEqual({
      person: newPerson(JOB, '1'),
      etag: undefined,
      saved: newPerson(JOB, '1'),
    });
  });

  test('of nobody asks nothing', async () => {
    expect((await people.load(JOB, [])).size).toBe(0);
    expect(table.calls).toEqual([]);
  });

  test('one person twice gives and reads the person once', async () => {
    await keep('1');
    expect([...(await people.load(JOB, ['1', '1'])).keys()]).toEqual(['1']);
    expect(calls()).toEqual({ get: 1, query: 0 });
  });

  test('does not mix up jobs', async () => {
    await keep('1');
    expect((await people.load('other', ['1'])).get('1')?.etag).toBeUndefined();
  });

  test('tells anchors apart that differ in case alone', async () => {
    await keep('abc');
    const found = await people.load(JOB, ['abc', 'ABC']);
    expect([found.get('abc')?.person.sequence, found.get('ABC')?.person.sequence]).toEqual([7, 0]);
  });

  test('finds people whose anchors are too long for a key', async () => {
    const [one, two] = [`${'x'.repeat(1_000)}1`, `${'x'.repeat(1_000)}2`];
    await keep(one);
    const found = await people.load(JOB, [one, two]);
    expect([found.get(one)?.person.sequence, found.get(two)?.person.sequence]).toEqual([7, 0]);
  });
});

describe('what loading costs', () => {
  const shard = 5;
  const [first = '', second = '', third = '', fourth = ''] = anchorsOfShard(shard, 4);

  test.each([
    { name: 'one person: a point read', wanted: [first], expected: { get: 1, query: 0 } },
    { name: 'two people of a shard: two point reads', wanted: [first, third], expected: { get: 2, query: 0 } },
    { name: 'three people of a shard: one range', wanted: [first, second, third], expected: { get: 0, query: 1 } },
    {
      name: 'people of every shard: as many point reads',
      wanted: anchorOfEachShard(),
      expected: { get: 16, query: 0 },
    },
  ])('$name', async ({ wanted, expected }) => {
    await keep(first, second, third);
    await people.load(JOB, wanted);
    expect(calls()).toEqual(expected);
  });

  test('a range brings strangers, who are not taken for those asked for', async () => {
    await keep(first, second, third, fourth);
    const found = await people.load(JOB, [fourth, first, third]);
    expect([...found.keys()].sort()).toEqual([first, third, fourth]);
    expect([...found.values()].map(({ person }) => person.sequence)).toEqual([7, 7, 7]);
  });

  test('a range includes both its ends, and people who are not there come back blank', async () => {
    await keep(first, fourth);
    const found = await people.load(JOB, [first, second, fourth]);
    expect([first, second, fourth].map((anchor) => found.get(anchor)?.person.sequence)).toEqual([7, 0, 7]);
    expect(calls()).toEqual({ get: 0, query: 1 });
  });

  /** Rows and pages that the service sends, all of a page that is left half-way counted, and point reads. */
  async function askedFor(wanted: readonly string[], serverPage = Number.POSITIVE_INFINITY) {
    const asked = { rows: 0, pages: 0, reads: 0 };
    const counted: Table = {
      ...table,
      get(...keys) {
        asked.reads += 1;
        return table.get(...keys);
      },
      async *query(range) {
        const size = Math.min(range.pageSize ?? 1_000, serverPage);
        let rows = 0;
        for await (const row of table.query(range)) {
          if (rows % size === 0) {
            asked.pages += 1;
            asked.rows += size;
          }
          rows += 1;
          yield row;
        }
      },
    };
    const found = await createPeopleStore(counted).load(JOB, wanted);
    expect(wanted.filter((anchor) => found.get(anchor)?.person.sequence !== 7)).toEqual([]);
    return asked;
  }

  test('neighbours are found in one call, however many', async () => {
    const crowd = anchorsOfShard(shard, 400);
    await keep(...crowd);
    expect(await askedFor(crowd.slice(100, 105))).toEqual({ rows: 20, pages: 1, reads: 0 });
    expect(await askedFor(crowd.slice(100, 300))).toEqual({ rows: 800, pages: 1, reads: 0 });
  });

  test('more neighbours than a page holds are found in as many pages as they fill', async () => {
    const crowd = anchorsOfShard(shard, 1_500);
    await keep(...crowd);
    expect(await askedFor(crowd)).toEqual({ rows: 2_000, pages: 2, reads: 0 });
  });

  test('every third of a stretch is still found in one call', async () => {
    const crowd = anchorsOfShard(shard, 300);
    await keep(...crowd);
    const wanted = crowd.filter((_, index) => index % 3 === 0);
    expect(await askedFor(wanted)).toEqual({ rows: 400, pages: 1, reads: 0 });
  });

  test.each([3, 4, 31, 60])('%d people far apart cost a page of strangers, and are read by key', async (size) => {
    const crowd = anchorsOfShard(shard, 2_000);
    await keep(...crowd);
    const apart = Math.floor(crowd.length / size);
    const wanted = Array.from({ length: size }, (_, index) => crowd[index * apart] ?? '');
    const { rows, pages, reads } = await askedFor(wanted);
    expect(rows + reads).toBeLessThanOrEqual(12 * size);
    expect(pages + reads).toBeLessThanOrEqual(size + 1);
  });

  test('a range that the service cuts short everywhere still finds all', async () => {
    const crowd = anchorsOfShard(shard, 200);
    await keep(...crowd);
    expect(await askedFor(crowd.slice(50, 90), 7)).toMatchObject({ reads: 0 });
    await askedFor([...crowd.slice(0, 20), ...crowd.slice(180)], 7);
  });

  test('people who are not there yet, among many who are, are asked for by key and come back blank', async () => {
    const crowd = anchorsOfShard(shard, 1_000);
    const fresh = crowd.filter((_, index) => index % 100 === 50);
    await keep(...crowd.filter((anchor) => !fresh.includes(anchor)));
    const found = await people.load(JOB, fresh);
    expect([...found.values()].map(({ etag }) => etag)).toEqual(fresh.map(() => undefined));
  });
});

describe('everybody', () => {
  test('is found, shard by shard, whatever else lies beside them', async () => {
    const anchors = [...anchorOfEachShard(), ...anchorsOfShard(0, 3).slice(1)];
    for (const anchor of anchors) {
      const escrow = { failure: { code: 'InvalidValue', message: '' }, firstFailureAt: 1, attempts: 1, nextAttempt: 2 };
      await createLedgerStore(table).write([unsaved(anchor, { escrow: escrow as Person['escrow'], sequence: 7 })]);
    }
    const found: string[] = [];
    for await (const { person } of people.all(JOB)) found.push(person.anchor);
    expect(found.map(shardOf)).toEqual([...found.map(shardOf)].sort((a, b) => a - b));
    expect(found.sort()).toEqual([...anchors].sort());
  });

  test('of one shard can be gone through in stretches', async () => {
    const anchors = anchorsOfShard(3, 5);
    await keep(...anchors, ...anchorsOfShard(4, 2));
    expect(await people.anchors(JOB, 3, null, 2)).toEqual(anchors.slice(0, 2));
    expect(await people.anchors(JOB, 3, anchors[1] ?? '', 2)).toEqual(anchors.slice(2, 4));
    expect(await people.anchors(JOB, 3, anchors[3] ?? '', 2)).toEqual(anchors.slice(4));
    expect(await people.anchors(JOB, 3, anchors[4] ?? '', 2)).toEqual([]);
  });

  test('of one shard is gone through behind somebody who is not there any more', async () => {
    const [gone = '', next = ''] = anchorsOfShard(3, 2);
    await keep(next);
    expect(await people.anchors(JOB, 3, gone, 2)).toEqual([next]);
  });
});

describe('after a restart', () => {
  const { link, resolved, escrow } = WHOLE;

  test.each([
    {
      name: 'links are forgotten',
      generation: { links: 2, escrows: 2 },
      expected: { link: null, resolved: [], escrow },
    },
    { name: 'escrows are forgotten', generation: { links: 1, escrows: 3 }, expected: { link, resolved, escrow: null } },
    {
      name: 'both are forgotten',
      generation: { links: 5, escrows: 3 },
      expected: { link: null, resolved: [], escrow: null },
    },
    {
      name: 'a person who knows of it keeps both',
      generation: { links: 1, escrows: 2 },
      expected: { link, resolved, escrow },
    },
  ])('$name', ({ generation, expected }) => {
    const after = sinceRestart(WHOLE, generation);
    expect(after).toEqual({ ...WHOLE, ...expected, generation });
  });
});
