import type { JobContext } from '../../../shared/pipeline/jobContext';
import { type Committing, settleWaitingReferences } from '../../../shared/pipeline/people/waitingReferences';
import { NO_TOTALS } from '../../../shared/store/people/entryPacks';
import { type Change, createLedgerStore, type LedgerStore } from '../../../shared/store/people/ledger';
import type { Link, Person, StoredPerson } from '../../../shared/store/people/people';
import { createPeopleStore } from '../../../shared/store/people/peopleStore';
import { someJob } from '../../support/jobs';
import { changed, JOB } from '../../support/people';
import fc from '../../support/property';
import { shuffledTick, type WatchedTable, watchedTable } from '../../support/watchedTable';

const LINK: Link = { targetAnchor: '87d3', reportableIdentifier: 'boss@adatum.example', displayName: 'Boss' };
const waitsFor = (anchor: string): Partial<Person> => ({ waiting: [{ attribute: 'manager', anchor }] });

/** One worker's view of the store. */
function worker(table: WatchedTable) {
  const people = createPeopleStore(table);
  const ledger = createLedgerStore(table);
  const run = { people, context: { job: someJob({ id: JOB }) } as JobContext };
  const load = async (anchor: string): Promise<StoredPerson> => {
    const stored = (await people.load(JOB, [anchor])).get(anchor);
    if (stored === undefined) throw new Error(`${anchor} did not come back.`);
    return stored;
  };
  return {
    ledger,
    load,
    settle: (changes: readonly Committing[], through: LedgerStore = ledger) =>
      settleWaitingReferences(changes, run, through),
    /** Somebody as stored, changed. */
    plan: async (anchor: string, change: Partial<Person>): Promise<Committing> => ({
      ...changed(await load(anchor), change),
      entries: [],
      totals: NO_TOTALS,
      waitsFor: (change.waiting ?? []).flatMap(({ anchor: awaited }) => awaited ?? []),
    }),
    commit: (change: Change) => ledger.commit([change], () => undefined),
  };
}

let table: WatchedTable;
let one: ReturnType<typeof worker>;
beforeEach(async () => {
  table = await watchedTable();
  one = worker(table);
});

const keep = (anchor: string, change: Partial<Person>) => one.plan(anchor, change).then(one.commit);
const listOf = async (anchor: string) => (await one.load(anchor)).person.waitedForBy;
const anchorsOf = (changes: readonly Change[]) => changes.map(({ person }) => person.anchor);

test('people who wait for nobody and for whom nobody waits are left as they are, at no cost', async () => {
  const changes = [await one.plan('a', { sequence: 1 }), await one.plan('b', { link: LINK })];
  table.calls.length = 0;
  expect(await one.settle(changes)).toEqual({ ready: changes, learned: [], awakened: [] });
  expect(table.calls).toEqual([]);
});

describe('somebody who waits for a person who is not worked on here', () => {
  test('is put on that person’s list, also when nobody has heard of the person', async () => {
    const { ready, learned, awakened } = await one.settle([await one.plan('report', waitsFor('boss'))]);
    expect([anchorsOf(ready), learned, awakened]).toEqual([['report'], [], []]);
    expect(await listOf('boss')).toEqual(['report']);
    expect((await one.load('boss')).person).toMatchObject({ link: null, data: null, sequence: 0 });
  });

  test('is put behind those who wait already', async () => {
    await keep('boss', { waitedForBy: ['first'] });
    await one.settle([await one.plan('b', waitsFor('boss')), await one.plan('c', waitsFor('boss'))]);
    expect(await listOf('boss')).toEqual(['first', 'b', 'c']);
  });

  test('is on the list once, but writes it every time: the write is what collides with the account', async () => {
    await keep('boss', { waitedForBy: ['report'] });
    const before = (await one.load('boss')).etag;
    await one.settle([await one.plan('report', waitsFor('boss'))]);
    expect(await listOf('boss')).toEqual(['report']);
    expect((await one.load('boss')).etag).not.toBe(before);
  });

  test('need not wait when there is an account by now: is kept and told, and the list stays as it is', async () => {
    await keep('boss', { link: LINK });
    const before = (await one.load('boss')).etag;
    const { ready, learned } = await one.settle([await one.plan('report', waitsFor('boss'))]);
    expect([anchorsOf(ready), learned]).toEqual([['report'], ['report']]);
    expect((await one.load('boss')).etag).toBe(before);
  });

  test('does not push anybody off a list that is full', async () => {
    const crowd = Array.from({ length: 2_000 }, (_, index) => `w${index}`);
    await keep('boss', { waitedForBy: crowd });
    const { ready } = await one.settle([await one.plan('report', waitsFor('boss'))]);
    expect(anchorsOf(ready)).toEqual(['report']);
    expect(await listOf('boss')).toEqual(crowd);
  });

  test('learns of an account that comes between reading and writing', async () => {
    let rival: (() => Promise<unknown>) | undefined = () => keep('boss', { link: LINK });
    const through: LedgerStore = {
      ...one.ledger,
      async write(people) {
        await rival?.();
        rival = undefined;
        return one.ledger.write(people);
      },
    };
    const { ready, learned } = await one.settle([await one.plan('report', waitsFor('boss'))], through);
    expect([anchorsOf(ready), learned]).toEqual([['report'], ['report']]);
  });

  test('is put on the list all the same when something else changes between', async () => {
    let rival: (() => Promise<unknown>) | undefined = () => keep('boss', { sequence: 9 });
    const through: LedgerStore = {
      ...one.ledger,
      async write(people) {
        await rival?.();
        rival = undefined;
        return one.ledger.write(people);
      },
    };
    const { learned } = await one.settle([await one.plan('report', waitsFor('boss'))], through);
    expect(learned).toEqual([]);
    expect((await one.load('boss')).person).toMatchObject({ sequence: 9, waitedForBy: ['report'] });
  });
});

describe('somebody who waits for a person who is worked on here', () => {
  test('is put on the list with that person’s own commit', async () => {
    await keep('boss', { sequence: 1 });
    const changes = [await one.plan('report', waitsFor('boss')), await one.plan('boss', { sequence: 2 })];
    table.calls.length = 0;
    const { ready, learned } = await one.settle(changes);
    expect(learned).toEqual([]);
    expect(ready.find(({ person }) => person.anchor === 'boss')?.person).toMatchObject({
      sequence: 2,
      waitedForBy: ['report'],
    });
    expect(table.calls).toEqual([]);
  });

  test('need not wait when that person got an account here', async () => {
    const changes = [await one.plan('report', waitsFor('boss')), await one.plan('boss', { link: LINK })];
    const { ready, learned } = await one.settle(changes);
    expect([anchorsOf(ready), learned]).toEqual([['report', 'boss'], ['report']]);
  });

  test('may be waited for in turn', async () => {
    const changes = [await one.plan('a', waitsFor('b')), await one.plan('b', waitsFor('a'))];
    const { ready, learned } = await one.settle(changes);
    expect(learned).toEqual([]);
    expect(ready.map(({ person }) => [person.anchor, person.waitedForBy])).toEqual([
      ['a', ['b']],
      ['b', ['a']],
    ]);
  });
});

describe('a person who gets an account', () => {
  test('wakes everybody on the list, and the list is empty from then on', async () => {
    await keep('boss', { waitedForBy: ['x', 'y'] });
    const { ready, awakened } = await one.settle([await one.plan('boss', { link: LINK })]);
    expect(awakened).toEqual(['x', 'y']);
    expect(ready[0]?.person).toMatchObject({ link: LINK, waitedForBy: [] });
  });

  test('leaves the list alone as long as there is none', async () => {
    await keep('boss', { waitedForBy: ['x', 'y'] });
    const { ready, awakened } = await one.settle([await one.plan('boss', { sequence: 5 })]);
    expect(awakened).toEqual([]);
    expect(ready[0]?.person.waitedForBy).toEqual(['x', 'y']);
  });
});

test('whatever the order, whoever waits is awakened or learns of the account: nobody is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(4)), fc.boolean(), async (turns, known) => {
      const shared = await watchedTable(shuffledTick(() => turns.next().value ?? 0));
      const [here, there] = [worker(shared), worker(shared)];
      if (known) await here.commit(await here.plan('boss', { sequence: 1 }));
      const awakened = new Set<string>();

      const getAccount = async () => {
        for (;;) {
          const settled = await there.settle([await there.plan('boss', { link: LINK })]);
          for (const anchor of settled.awakened) awakened.add(anchor);
          const [change] = settled.ready;
          if (change !== undefined && (await there.commit(change)).lost.length === 0) return;
        }
      };
      const wait = async () => {
        const settled = await here.settle([await here.plan('report', waitsFor('boss'))]);
        for (const change of settled.ready) await here.commit(change);
        return settled.learned.includes('report');
      };
      const [, learned] = await Promise.all([getAccount(), wait()]);
      expect(learned || awakened.has('report')).toBe(true);
    }),
    { numRuns: 150 },
  );
});
