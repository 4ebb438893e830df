/** What is kept for outlets, held over the twin and over a real emulator alike. */

import { StoreConflict, type Table } from '../../../shared/store/contract/table';
import { createOutletEvents, type NewEvent } from '../../../shared/store/outlets/events';
import { createOutletStore, type Outlet } from '../../../shared/store/outlets/outlets';
import { removeOutlets } from '../../../shared/store/outlets/removeOutlets';

async function readAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const HOUR = 3_600_000;
const definition = { url: 'https://a.example/', types: [], include: 'ids' as const, where: null, enabled: true };

/** @param open a table of its own for each name; not created yet */
export function describeOutletContract(open: (name: string) => Table): void {
  let tables = 0;
  let table: Table;
  beforeEach(async () => {
    tables += 1;
    table = open(`outlets${tables}`);
    await table.ensure();
  });
  const outlet = (name: string): Outlet => ({
    ...{ id: `id-${name}`, jobId: 'job.1', name, createdAt: 1, definition, keys: [], headers: {} },
  });
  const event = (anchor: string, sequence: number): NewEvent => ({
    ...{
      id: `${anchor}-${sequence}`,
      type: 'muster.person.updated',
      anchor,
      sequence,
      at: 5,
      body: `{"n":${sequence}}`,
    },
  });
  const attempt = (at: number) => ({ at, status: 503, ms: 7, answer: 'busy' });

  test('outlets are added once, listed with their health, and gone when removed', async () => {
    const store = createOutletStore(table);
    for (const name of ['b', 'a']) await store.add(outlet(name));
    await expect(store.add(outlet('a'))).rejects.toThrow(StoreConflict);
    await store.changeHealth('job.1', 'b', (health) => ({ ...health, failures: 3 }));
    const listed = await store.list('job.1');
    expect(listed.map((one) => [one.outlet.name, one.health.failures])).toEqual([
      ['a', 0],
      ['b', 3],
    ]);
    const [first] = listed;
    if (first === undefined) throw new Error('There is none.');
    await store.replace({ ...first.outlet, createdAt: 2 }, first.etag);
    await expect(store.replace(first.outlet, first.etag)).rejects.toThrow(StoreConflict);
    await store.remove(first.outlet);
    expect([await store.get('job.1', 'a'), await store.gone('job.1'), await store.jobs()]).toEqual([
      undefined,
      ['id-a'],
      ['job.1'],
    ]);
    expect(await store.changeHealth('job.1', 'a', (health) => health)).toBeUndefined();
  });

  test('one has the round at a time, until it ends or runs out', async () => {
    const store = createOutletStore(table);
    expect(await store.takeRound('job.1', 'x', 0, 60)).toBe(true);
    expect(await store.takeRound('job.1', 'y', 59, 120)).toBe(false);
    expect(await store.takeRound('job.1', 'y', 60, 120)).toBe(true);
    await store.endRound('job.1', 'x'); // not its own any more
    expect(await store.takeRound('job.1', 'z', 61, 121)).toBe(false);
    await store.endRound('job.1', 'y');
    expect(await store.takeRound('job.1', 'z', 61, 121)).toBe(true);
  });

  test('events are kept once, open ones read person by person in order, whatever they are added in', async () => {
    const events = createOutletEvents(table);
    const added = [event('p', 10), event('p', 9), event('q/ä', 1)];
    expect(await events.add(outlet('a'), added, 1)).toBe(3);
    expect(await events.add(outlet('a'), [...added, event('p', 11)], 2)).toBe(1);
    const open = [];
    for (let lane = 0; lane < 16; lane += 1) open.push(...(await readAll(events.open(outlet('a'), lane))));
    const found = await Promise.all(open.map((place) => events.get(outlet('a'), place)));
    const told = found.map((one) => one?.event.id);
    expect(told.filter((id) => id?.startsWith('p-'))).toEqual(['p-9', 'p-10', 'p-11']);
    expect(told).toContain('q/ä-1');
  });

  test('more than a transaction takes are added, around those that are there', async () => {
    const events = createOutletEvents(table);
    const many = Array.from({ length: 130 }, (_, index) => event('p', index + 1));
    await events.add(
      outlet('a'),
      [many[40], many[120]].filter((one) => one !== undefined),
      1,
    );
    expect(await events.add(outlet('a'), many, 2)).toBe(128);
    expect(await readAll(events.list(outlet('a'), { anchor: 'p' }, undefined))).toHaveLength(130);
  });

  test('what became of a try is kept, and decides on which list an event is', async () => {
    const events = createOutletEvents(table);
    await events.add(outlet('a'), [event('p', 1), event('p', 2)], 1);
    const [one, two] = await readAll(events.list(outlet('a'), { state: 'open' }, undefined));
    if (one === undefined || two === undefined) throw new Error('Two were added.');
    expect(await events.settle(outlet('a'), one, { state: 'open', nextAt: 99 }, attempt(3))).toBe(true);
    expect(await events.settle(outlet('a'), one, { state: 'delivered' }, attempt(4))).toBe(false); // it changed meanwhile
    const again = await events.get(outlet('a'), one);
    if (again === undefined) throw new Error('It is gone.');
    expect(again.event).toMatchObject({ state: 'open', attempts: 1, tries: [attempt(3)] });
    await events.settle(outlet('a'), again, { state: 'failed' }, attempt(5));
    await events.settle(outlet('a'), two, { state: 'delivered' }, attempt(6));
    const of = async (state: 'open' | 'failed' | 'delivered') =>
      (await readAll(events.list(outlet('a'), { state }, undefined))).map((found) => found.event.id);
    expect([await of('open'), await of('failed'), await of('delivered')]).toEqual([[], ['p-1'], ['p-2']]);
    const failed = await events.get(outlet('a'), one);
    expect(failed && (await events.replay(outlet('a'), failed, 7))).toBe(true);
    expect([await of('open'), await of('failed')]).toEqual([['p-1'], []]);
  });

  test('a list goes on behind a place', async () => {
    const events = createOutletEvents(table);
    await events.add(
      outlet('a'),
      [1, 2, 3].map((sequence) => event('p', sequence)),
      1,
    );
    const [first] = await readAll(events.list(outlet('a'), {}, undefined));
    const rest = await readAll(events.list(outlet('a'), {}, first));
    expect(rest.map((found) => found.event.sequence)).toEqual([2, 3]);
  });

  test('what is old and settled is removed, and of too many open ones the oldest are', async () => {
    const events = createOutletEvents(table);
    for (let hour = 0; hour < 4; hour += 1) {
      await events.add(outlet('a'), [event('p', 2 * hour + 1), event('q', 2 * hour + 2)], hour * HOUR);
    }
    const [oldest] = await readAll(events.list(outlet('a'), { anchor: 'p' }, undefined));
    if (oldest !== undefined) await events.settle(outlet('a'), oldest, { state: 'failed' }, attempt(1));
    expect(await events.purge(outlet('a'), HOUR, 100)).toBe(2); // the event, and its place among those that failed
    expect([await events.dropAbove(outlet('a'), 7), await events.dropAbove(outlet('a'), 4)]).toEqual([0, 3]);
    const left = await readAll(events.list(outlet('a'), { state: 'open' }, undefined));
    expect(Math.min(...left.map((found) => found.event.addedAt))).toBeGreaterThanOrEqual(HOUR);
    expect(left).toHaveLength(4);
    expect(await events.purge(outlet('a'), 'all', 100)).toBe(8);
  });

  test('with a job go its outlets, those that are gone already, and all their events', async () => {
    const [store, events] = [createOutletStore(table), createOutletEvents(table)];
    for (const name of ['a', 'b']) {
      await store.add(outlet(name));
      await events.add(outlet(name), [event('p', 1), event('q', 1)], 1);
    }
    await store.remove(outlet('b'));
    expect(await removeOutlets(table, 'job.1', 3)).toBe(3);
    await removeOutlets(table, 'job.1', 100);
    expect(await readAll(table.scan([]))).toEqual([]);
  });
}
